//! What covers each parcel in each year: the crop with the most ground, its share, the runner-up, and how
//! much all crops together cover (`cooperation.md` names the definition).

use rayon::prelude::*;

use super::doubled::{Measured, correct};
use super::pairs::{BLOCK, Pairs, each_year};
use super::past::{NO_FEATURE, Past};
use super::shapes::Shapes;
use super::slivers::{Slivers, measure_without};
use crate::domain::{CropId, CropList};
use crate::job::{Cancelled, Progress};

/// What covers one parcel in one year, as parts of the parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Covered {
    pub(super) crop: CropId,
    pub(super) share: f32,
    pub(super) second: CropId,
    pub(super) second_share: f32,
    pub(super) total: f32,
}

impl Covered {
    /// By nothing.
    pub(super) const NOTHING: Self = Self {
        crop: CropId::NONE,
        share: 0.0,
        second: CropId::NONE,
        second_share: 0.0,
        total: 0.0,
    };
}

/// A piece of a parcel that an outline covers in one year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) year: usize,
    /// The first crop of the list with this crop's code: crops are summed by code.
    pub(super) code: CropId,
    pub(super) crop: CropId,
    pub(super) rank: u32,
    pub(super) area_m2: f64,
}

impl Hit {
    /// Its place in the order of years, codes and ranks, as one number: quicker to sort by than three.
    fn place(&self) -> u64 {
        let code = self.code.index().unwrap_or(usize::from(u16::MAX));
        (self.year as u64) << 48 | (code as u64) << 32 | u64::from(self.rank)
    }
}

/// What every sum needs.
struct Scene<'a> {
    past: &'a Past,
    pairs: &'a Pairs,
    slivers: &'a Slivers,
}

/// Some parcels of the reference year with what covers each in every year of the past.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Their ranks.
    parcels: Vec<u32>,
    /// Parcel by parcel, year by year.
    covered: Vec<Covered>,
}

impl Rows {
    /// Each parcel with what covers it in one year of so many.
    pub(super) fn of_year(
        &self,
        year: usize,
        years: usize,
    ) -> impl Iterator<Item = (u32, &Covered)> {
        let covered = self.covered.iter().skip(year).step_by(years);
        self.parcels.iter().copied().zip(covered)
    }
}

/// Sums up every parcel. The result is in the order of ranks.
pub(super) fn cover(
    past: &Past,
    pairs: &Pairs,
    slivers: &Slivers,
    progress: &Progress,
) -> Result<Vec<Rows>, Cancelled> {
    progress.begin(past.len() as u64);
    let codes = first_of_code(&past.crops);
    let knowing = || Shapes::knowing(&pairs.invalid);
    let scene = Scene {
        past,
        pairs,
        slivers,
    };
    (0..past.len().div_ceil(BLOCK))
        .into_par_iter()
        .with_max_len(1)
        .map_init(knowing, |shapes, block| {
            let ranks = block * BLOCK..past.len().min((block + 1) * BLOCK);
            progress.tick(ranks.len() as u64)?;
            shapes.begin(&past.bounds_of(ranks.clone()));
            let mut rows = Rows::default();
            let (mut hits, mut measured) = (Vec::new(), Measured::default());
            for rank in ranks.filter(|&rank| past.parcels[rank] != NO_FEATURE) {
                let rank = rank as u32;
                gather(past, pairs, &codes, rank, &mut hits);
                rows.parcels.push(rank);
                let end = rows.covered.len() + past.years.len();
                rows.covered.resize(end, Covered::NOTHING);
                let row = &mut rows.covered[end - past.years.len()..];
                fill(row, &scene, shapes, rank, &hits, &mut measured);
            }
            Ok(rows)
        })
        .collect()
}

/// For each crop the first of the list with the same code; the list is in the order of the codes.
fn first_of_code(crops: &CropList) -> Vec<CropId> {
    let mut first: Vec<CropId> = Vec::new();
    let list = crops.crops();
    for (position, crop) in list.iter().enumerate() {
        let same = position > 0 && list[position - 1].code == crop.code;
        let id = if same {
            first[position - 1]
        } else {
            crops.find(*crop)
        };
        first.push(id);
    }
    first
}

/// Everything that covers a parcel, by year, code and rank; the parcel's own outline among it.
fn gather(past: &Past, pairs: &Pairs, codes: &[CropId], parcel: u32, hits: &mut Vec<Hit>) {
    hits.clear();
    let own = (parcel, pairs.areas_m2[parcel as usize]);
    for (rank, area_m2) in pairs.of_parcel(parcel).chain([own]) {
        each_year(past.masks[rank as usize], |year| {
            let crop = past.crop_of[year][rank as usize];
            let code = crop.index().map_or(crop, |index| codes[index]);
            hits.push(Hit {
                year,
                code,
                crop,
                rank,
                area_m2,
            });
        });
    }
    hits.sort_unstable_by_key(Hit::place);
}

/// Sets the years in which something covers the parcel. `measured` is room for the sums of one.
fn fill(
    row: &mut [Covered],
    scene: &Scene<'_>,
    shapes: &mut Shapes,
    parcel: u32,
    hits: &[Hit],
    measured: &mut Measured,
) {
    let whole_m2 = scene.pairs.areas_m2[parcel as usize];
    if whole_m2 > 0.0 {
        for of_year in hits.chunk_by(|a, b| a.year == b.year) {
            measure(scene, shapes, parcel, of_year, measured);
            row[of_year[0].year] = choose(measured, whole_m2);
        }
    }
}

/// The ground that each code covers, and all together.
fn measure(
    scene: &Scene<'_>,
    shapes: &mut Shapes,
    parcel: u32,
    hits: &[Hit],
    measured: &mut Measured,
) {
    let Scene {
        past,
        pairs,
        slivers,
    } = scene;
    if !slivers.is_none() {
        *measured = measure_without(slivers, past, shapes, parcel, hits);
        return;
    }
    let year = hits[0].year;
    let lies_over = |hit: &&Hit| (pairs.doubled[hit.rank as usize] >> year) & 1 == 1;
    measured.sum(hits);
    if hits.iter().filter(lies_over).count() > 1 {
        correct(past, pairs, shapes, parcel, hits, measured);
    }
}

/// Areas that differ by less are equal: what is left of rounding.
pub(super) fn rounding_m2(whole_m2: f64) -> f64 {
    1e-7 + 1e-12 * whole_m2
}

/// The crop with the most ground and the one after it; a tie goes to the smaller code.
fn choose(measured: &Measured, whole_m2: f64) -> Covered {
    let tie = rounding_m2(whole_m2);
    let codes = &measured.codes;
    let most = |but: Option<usize>| {
        let others = (0..codes.len()).filter(|&position| Some(position) != but);
        let most = others.clone().map(|p| codes[p].area_m2).fold(0.0, f64::max);
        // In the order of the codes.
        others
            .into_iter()
            .find(|&p| codes[p].area_m2 > 0.0 && codes[p].area_m2 >= most - tie)
    };
    let share = |area_m2: f64| (area_m2 / whole_m2).clamp(0.0, 1.0) as f32;
    let Some(first) = most(None) else {
        return Covered::NOTHING;
    };
    let second = most(Some(first));
    let code = |position: Option<usize>| {
        let code = position.and_then(|p| codes.get(p));
        code.map_or((CropId::NONE, 0.0), |code| (code.crop, share(code.area_m2)))
    };
    let ((crop, first_share), (second, second_share)) = (code(Some(first)), code(second));
    Covered {
        crop,
        share: first_share,
        second,
        second_share,
        total: share(measured.total_m2),
    }
}
