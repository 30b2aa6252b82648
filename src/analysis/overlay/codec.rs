//! The outcome of an overlay as bytes, for the cache, and the key under which it is kept. Most parcels are
//! covered by one crop wholly in most years: those take three bytes, the others sixteen.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::cover::Covered;
use super::{Overlaid, ParcelYears, Slivers, YearNotes, YearTally};
use crate::analysis::years::CropSource;
use crate::domain::{
    BrpCategory, Catalogue, Cover, CropCode, CropId, CropList, SeenCrop, Sequences, Year,
    YearColumn,
};
use crate::job::{Cache, Key};

/// Changes whenever these bytes, or what the overlay computes, change.
const FORMAT: u32 = 1;

/// One yearly layer, as far as the outcome depends on it.
#[derive(Debug, Clone, Copy)]
pub struct KeyedYear<'a> {
    /// The year.
    pub year: Year,
    /// Its file.
    pub path: &'a Path,
    /// The layer in the file.
    pub layer: &'a str,
    /// Where its crops stand.
    pub crops: Option<&'a CropSource>,
}

/// What the outcome of an overlay depends on. The order of the years does not matter.
///
/// # Errors
/// When a file cannot be looked at: nothing can be kept then.
pub fn cache_key(
    years: &[KeyedYear<'_>],
    reference: Year,
    slivers: &Slivers,
    catalogue: &Catalogue,
) -> io::Result<Key> {
    let mut years = years.to_vec();
    years.sort_by_key(|year| year.year);
    let mut key = Key::new();
    key.add("overlay", FORMAT);
    key.add("program", env!("CARGO_PKG_VERSION"));
    key.add("reference", reference);
    key.add("catalogue", fingerprint(catalogue));
    if !slivers.is_none() {
        key.add("slivers", format_args!("{slivers:?}"));
    }
    for of in years {
        key.add("year", of.year);
        key.add("layer", of.layer);
        if let Some(crops) = of.crops {
            key.add("column", crops.column);
            key.add("by_name", crops.by_name);
        }
        key.add_file(of.path)?;
    }
    Ok(key)
}

/// The catalogue decides which crops are landscape elements and how names are read.
fn fingerprint(catalogue: &Catalogue) -> u64 {
    let mut hasher = DefaultHasher::new();
    for crop in catalogue.crops() {
        (crop.code, crop.sector, &crop.name_nl).hash(&mut hasher);
    }
    hasher.finish()
}

/// The outcome that `cache` keeps under `key`, or else that of `work`, which is kept from then on. Without a
/// key nothing is kept.
///
/// # Errors
/// What `work` says.
pub fn kept_or<E>(
    cache: &Cache,
    key: Option<&Key>,
    work: impl FnOnce() -> Result<Overlaid, E>,
) -> Result<Overlaid, E> {
    let kept = key.and_then(|key| cache.get(key));
    if let Some(overlaid) = kept.and_then(|bytes| decode(&bytes)) {
        return Ok(overlaid);
    }
    let overlaid = work()?;
    if let Some(key) = key {
        cache.put(key, &encode(&overlaid));
    }
    Ok(overlaid)
}

/// The outcome as bytes.
pub fn encode(overlaid: &Overlaid) -> Vec<u8> {
    let sequences = &overlaid.parcels.sequences;
    let mut out = Vec::new();
    out.extend(FORMAT.to_le_bytes());
    put_year(&mut out, overlaid.parcels.reference);
    put_u32(&mut out, overlaid.ignored.len());
    overlaid
        .ignored
        .iter()
        .for_each(|year| put_year(&mut out, *year));
    put_u32(&mut out, sequences.crops().crops().len());
    for crop in sequences.crops().crops() {
        out.extend(crop.code.number().to_le_bytes());
        out.push(category_number(crop.category));
    }
    put_u32(&mut out, sequences.len());
    out.extend(
        overlaid
            .parcels
            .elements
            .iter()
            .map(|element| u8::from(*element)),
    );
    put_u32(&mut out, sequences.columns().len());
    for (column, notes) in sequences.columns().iter().zip(&overlaid.years) {
        put_notes(&mut out, notes);
        (0..sequences.len()).for_each(|parcel| put_parcel(&mut out, column, parcel));
    }
    out
}

/// The outcome from bytes; `None` for anything that [`encode`] did not write.
pub fn decode(bytes: &[u8]) -> Option<Overlaid> {
    let mut from = Reader(bytes);
    (from.u32()? == FORMAT).then_some(())?;
    let reference = from.year()?;
    let ignored = (0..from.count(2)?)
        .map(|_| from.year())
        .collect::<Option<_>>()?;
    let mut crops = CropList::default();
    for _ in 0..from.count(5)? {
        let code = CropCode::new(i64::from(from.u32()?))?;
        let category = category_of(from.byte()?)?;
        crops.intern(SeenCrop { code, category }).ok()?;
    }
    let ids: Vec<CropId> = crops.crops().iter().map(|crop| crops.find(*crop)).collect();
    let parcels = from.count(1)?;
    let elements: Vec<bool> = from.take(parcels)?.iter().map(|byte| *byte != 0).collect();
    let (mut years, mut columns) = (Vec::new(), Vec::new());
    for _ in 0..from.count(1)? {
        let notes = from.notes()?;
        columns.push(from.column(notes.year, parcels, &ids)?);
        years.push(notes);
    }
    from.0.is_empty().then_some(())?;
    Some(Overlaid {
        parcels: ParcelYears {
            sequences: Arc::new(Sequences::new(columns, crops, parcels).ok()?),
            reference,
            elements: elements.into(),
        },
        years,
        ignored,
    })
}

fn put_u32(out: &mut Vec<u8>, number: usize) {
    // More cannot be: features and crops are numbered with 32 bits.
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_year(out: &mut Vec<u8>, year: Year) {
    out.extend(year.number().to_le_bytes());
}

fn put_notes(out: &mut Vec<u8>, notes: &YearNotes) {
    put_year(out, notes.year);
    let tally = notes.tally;
    for count in [
        tally.features,
        tally.elements,
        tally.without_crop,
        tally.without_geometry,
        notes.repaired,
    ] {
        out.extend(count.to_le_bytes());
    }
    out.push(u8::from(tally.moved));
    out.extend(notes.covered_twice_m2.to_le_bytes());
}

/// What a parcel's year looks like: nothing, one crop wholly, or anything else.
const NOTHING: u8 = 0;
const WHOLLY: u8 = 1;
const PARTLY: u8 = 2;

fn put_parcel(out: &mut Vec<u8>, column: &YearColumn, parcel: usize) {
    let number = |id: CropId| id.index().map_or(u16::MAX, |index| index as u16);
    let crop = column.crops.get(parcel).copied().unwrap_or(CropId::NONE);
    let part = |list: &[f32]| list.get(parcel).copied().unwrap_or(0.0);
    let cover = column.cover.as_ref();
    let [share, second_share, total] = cover.map_or([1.0, 0.0, 1.0], |cover| {
        [&cover.share, &cover.second_share, &cover.total].map(|list| part(list))
    });
    let second = cover.and_then(|cover| cover.second.get(parcel).copied());
    let second = second.unwrap_or(CropId::NONE);
    let is = |number: f32, whole: f32| number.to_bits() == whole.to_bits();
    let alone = second == CropId::NONE && is(second_share, 0.0);
    if crop == CropId::NONE && alone && is(share, 0.0) && is(total, 0.0) {
        out.push(NOTHING);
        return;
    }
    let wholly = alone && is(share, 1.0) && is(total, 1.0);
    out.push(if wholly { WHOLLY } else { PARTLY });
    out.extend(number(crop).to_le_bytes());
    if !wholly {
        out.extend(share.to_le_bytes());
        out.extend(number(second).to_le_bytes());
        out.extend(second_share.to_le_bytes());
        out.extend(total.to_le_bytes());
    }
}

const CATEGORIES: [BrpCategory; 6] = [
    BrpCategory::Grassland,
    BrpCategory::Arable,
    BrpCategory::Nature,
    BrpCategory::Fallow,
    BrpCategory::LandscapeElement,
    BrpCategory::Other,
];

/// 0 for none.
fn category_number(category: Option<BrpCategory>) -> u8 {
    let position = CATEGORIES.iter().position(|known| Some(*known) == category);
    position.map_or(0, |position| position as u8 + 1)
}

fn category_of(number: u8) -> Option<Option<BrpCategory>> {
    match usize::from(number).checked_sub(1) {
        None => Some(None),
        Some(position) => CATEGORIES.get(position).copied().map(Some),
    }
}

/// Bytes that are still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn f32(&mut self) -> Option<f32> {
        self.array().map(f32::from_le_bytes)
    }

    fn year(&mut self) -> Option<Year> {
        Year::new(i64::from(self.u16()?))
    }

    /// A number of things of at least so many bytes each: no more than there can be.
    fn count(&mut self, least_len: usize) -> Option<usize> {
        let count = usize::try_from(self.u32()?).ok()?;
        (count.checked_mul(least_len)? <= self.0.len()).then_some(count)
    }

    fn notes(&mut self) -> Option<YearNotes> {
        let year = self.year()?;
        let tally = YearTally {
            features: self.u64()?,
            elements: self.u64()?,
            without_crop: self.u64()?,
            without_geometry: self.u64()?,
            moved: false,
        };
        Some(YearNotes {
            year,
            repaired: self.u64()?,
            tally: YearTally {
                moved: self.byte()? != 0,
                ..tally
            },
            covered_twice_m2: self.array().map(f64::from_le_bytes)?,
        })
    }

    fn crop(&mut self, ids: &[CropId]) -> Option<CropId> {
        match self.u16()? {
            u16::MAX => Some(CropId::NONE),
            number => ids.get(usize::from(number)).copied(),
        }
    }

    fn column(&mut self, year: Year, parcels: usize, ids: &[CropId]) -> Option<YearColumn> {
        let mut column = YearColumn {
            year,
            crops: Vec::new(),
            cover: None,
        };
        let mut cover = Cover {
            share: Vec::new(),
            second: Vec::new(),
            second_share: Vec::new(),
            total: Vec::new(),
        };
        for _ in 0..parcels {
            let covered = self.covered(ids)?;
            column.crops.push(covered.crop);
            cover.share.push(covered.share);
            cover.second.push(covered.second);
            cover.second_share.push(covered.second_share);
            cover.total.push(covered.total);
        }
        column.cover = Some(cover);
        Some(column)
    }

    fn covered(&mut self, ids: &[CropId]) -> Option<Covered> {
        match self.byte()? {
            NOTHING => Some(Covered::NOTHING),
            WHOLLY => Some(Covered {
                crop: self.crop(ids)?,
                share: 1.0,
                total: 1.0,
                ..Covered::NOTHING
            }),
            PARTLY => Some(Covered {
                crop: self.crop(ids)?,
                share: self.f32()?,
                second: self.crop(ids)?,
                second_share: self.f32()?,
                total: self.f32()?,
            }),
            _ => None,
        }
    }
}
