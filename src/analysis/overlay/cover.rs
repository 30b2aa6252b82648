//! What covers each parcel in each year: the crop with the most ground, its share, the runner-up, and how
//! much all crops together cover (`cooperation.md` names the definition).

use std::ops::Range;

use rayon::prelude::*;

use super::doubled::{Measured, correct};
use super::pairs::{BLOCK, Pairs};
use super::past::{NO_FEATURE, Past};
use super::shapes::Shapes;
use super::slivers::{Slivers, measure_without};
use crate::domain::{CropId, CropList};
use crate::job::{Cancelled, Progress, Spare};

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
    /// The first crop of the list with this crop's code: crops are summed by code.
    pub(super) code: CropId,
    pub(super) crop: CropId,
    pub(super) rank: u32,
    pub(super) area_m2: f64,
}

impl Hit {
    /// Its place in the order of codes and ranks, as one number: quicker to sort by than two.
    fn place(&self) -> u64 {
        let code = self.code.index().unwrap_or(usize::from(u16::MAX));
        (code as u64) << 32 | u64::from(self.rank)
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
    let spare = Spare::<Shapes>::default();
    let scene = Scene {
        past,
        pairs,
        slivers,
    };
    (0..past.len().div_ceil(BLOCK))
        .into_par_iter()
        .with_max_len(1)
        .map(|block| {
            let ranks = block * BLOCK..past.len().min((block + 1) * BLOCK);
            progress.tick(ranks.len() as u64)?;
            Ok(spare.lend(|shapes| cover_block(&scene, &codes, shapes, ranks)))
        })
        .collect()
}

fn cover_block(
    scene: &Scene<'_>,
    codes: &[CropId],
    shapes: &mut Shapes,
    ranks: Range<usize>,
) -> Rows {
    let past = scene.past;
    let years = past.years.len();
    shapes.knowing(&scene.pairs.invalid);
    shapes.begin(&past.bounds_of(ranks.clone()));
    let is_parcel = |rank: &usize| past.parcels[*rank] != NO_FEATURE;
    let parcels = ranks.filter(is_parcel).map(|rank| rank as u32);
    let mut rows = Rows {
        parcels: parcels.collect(),
        ..Rows::default()
    };
    rows.covered = vec![Covered::NOTHING; rows.parcels.len() * years];
    let (mut pieces, mut hits, mut measured) = (Vec::new(), Vec::new(), Measured::default());
    for (&parcel, row) in rows.parcels.iter().zip(rows.covered.chunks_mut(years)) {
        let whole_m2 = scene.pairs.areas_m2[parcel as usize];
        if whole_m2 <= 0.0 {
            continue;
        }
        pieces.clear();
        pieces.push((parcel, whole_m2));
        pieces.extend(scene.pairs.of_parcel(parcel));
        for (year, covered) in row.iter_mut().enumerate() {
            gather(past, codes, &pieces, year, &mut hits);
            if !hits.is_empty() {
                measure(scene, shapes, year, parcel, &hits, &mut measured);
                *covered = choose(&measured, whole_m2);
            }
        }
    }
    rows
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

/// What covers a parcel in one year, by code and rank; `pieces` are all outlines that share ground with it, its own among
/// them, by rank and with that ground.
fn gather(past: &Past, codes: &[CropId], pieces: &[(u32, f64)], year: usize, hits: &mut Vec<Hit>) {
    hits.clear();
    let crop_of = &past.crop_of[year];
    let here = |(rank, _): &&(u32, f64)| (past.masks[*rank as usize] >> year) & 1 == 1;
    hits.extend(pieces.iter().filter(here).map(|&(rank, area_m2)| {
        let crop = crop_of[rank as usize];
        Hit {
            code: crop.index().map_or(crop, |index| codes[index]),
            crop,
            rank,
            area_m2,
        }
    }));
    hits.sort_unstable_by_key(Hit::place);
}

/// The ground that each code covers, and all together.
fn measure(
    scene: &Scene<'_>,
    shapes: &mut Shapes,
    year: usize,
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
