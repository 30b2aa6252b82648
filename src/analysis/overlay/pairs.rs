//! Which outlines share ground, and how much: measured once a pair, whatever the number of years in which
//! the two stand. The pairs of one year are the ground that it covers twice; the pairs of two years are the
//! overlay itself.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::past::{NO_FEATURE, Past};
use super::shapes::Shapes;
use crate::geometry::clip::{NOISE_M2, intersection_area};
use crate::job::{Cancelled, Progress, Spare};

/// Outlines that one task works on: neighbours, so that most of their partners are each other.
pub(super) const BLOCK: usize = 512;

/// Outlines that are fetched from memory at once.
const FETCH: usize = 8;

/// Pairs that are sorted between two looks at whether to stop.
const PAIRS_AT_ONCE: usize = 1 << 20;

/// Ground shared by two outlines, by rank, the smaller rank first.
#[derive(Debug, Clone, Copy)]
struct Pair {
    a: u32,
    b: u32,
    shared_m2: f64,
}

/// All pairs of outlines that share ground and matter to a parcel of the reference year or to a year.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Sorted by both ranks.
    list: Vec<Pair>,
    /// Where the pairs with each first rank begin, and where the last ends.
    first: Vec<u32>,
    /// Positions in `list` of the pairs with each second rank, by `second`, as far as that one is a parcel.
    by_second: Vec<u32>,
    second: Vec<u32>,
    /// Area per rank.
    pub(super) areas_m2: Vec<f64>,
    /// By rank: the years in which the outline lies over another one of that year.
    pub(super) doubled: Vec<u64>,
    /// By year: ground that lies under two parcels.
    pub(super) doubled_m2: Vec<f64>,
    /// By year: invalid outlines, which were repaired.
    pub(super) repaired: Vec<u64>,
    /// The invalid outlines, by number, ascending.
    pub(super) invalid: Arc<[u32]>,
}

/// What one block found.
#[derive(Default)]
struct Found {
    pairs: Vec<Pair>,
    areas_m2: Vec<f64>,
    doubled_m2: Vec<f64>,
    repaired: Vec<u64>,
    invalid: Vec<u32>,
}

impl Pairs {
    /// Measures every pair that matters.
    pub(super) fn measure(past: &Past, progress: &Progress) -> Result<Self, Cancelled> {
        progress.begin(past.len() as u64);
        let spare = Spare::default();
        let found: Vec<Found> = (0..past.len().div_ceil(BLOCK))
            .into_par_iter()
            .with_max_len(1)
            .map(|block| {
                let ranks = block * BLOCK..past.len().min((block + 1) * BLOCK);
                progress.tick(ranks.len() as u64)?;
                Ok(spare.lend(|shapes| measure_block(past, shapes, ranks)))
            })
            .collect::<Result<_, Cancelled>>()?;
        Self::gather(past, found, progress)
    }

    fn gather(past: &Past, found: Vec<Found>, progress: &Progress) -> Result<Self, Cancelled> {
        let years = past.years.len();
        let mut pairs = Self {
            doubled: vec![0; past.len()],
            doubled_m2: vec![0.0; years],
            repaired: vec![0; years],
            ..Self::default()
        };
        pairs
            .list
            .reserve_exact(found.iter().map(|f| f.pairs.len()).sum());
        pairs.areas_m2.reserve_exact(past.len());
        let mut invalid = Vec::new();
        for block in found {
            progress.check()?;
            pairs.list.extend(block.pairs);
            pairs.areas_m2.extend(block.areas_m2);
            invalid.extend(block.invalid);
            for year in 0..years {
                pairs.doubled_m2[year] += block.doubled_m2[year];
                pairs.repaired[year] += block.repaired[year];
            }
        }
        invalid.sort_unstable();
        pairs.invalid = invalid.into();
        for some in pairs.list.chunks(PAIRS_AT_ONCE) {
            progress.check()?;
            for pair in some {
                let [a, b] = [pair.a as usize, pair.b as usize];
                let common = past.masks[a] & past.masks[b];
                pairs.doubled[a] |= common;
                pairs.doubled[b] |= common;
            }
        }
        progress.check()?;
        pairs.first = starts(past.len(), pairs.list.iter().map(|pair| pair.a));
        let is_parcel = |rank: u32| past.parcels[rank as usize] != NO_FEATURE;
        progress.check()?;
        let seconds = pairs.list.iter().map(|pair| pair.b);
        pairs.second = starts(past.len(), seconds.filter(|b| is_parcel(*b)));
        let mut next = pairs.second.clone();
        pairs.by_second = vec![0; pairs.second.last().map_or(0, |end| *end as usize)];
        for (start, some) in (0..)
            .step_by(PAIRS_AT_ONCE)
            .zip(pairs.list.chunks(PAIRS_AT_ONCE))
        {
            progress.check()?;
            for (position, pair) in (start..).zip(some) {
                if is_parcel(pair.b) {
                    let slot = &mut next[pair.b as usize];
                    pairs.by_second[*slot as usize] = position;
                    *slot += 1;
                }
            }
        }
        Ok(pairs)
    }

    /// The outlines that share ground with a parcel's, by rank, with the area they share.
    pub(super) fn of_parcel(&self, parcel: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let rank = parcel as usize;
        let before = &self.by_second[self.second[rank] as usize..self.second[rank + 1] as usize];
        let before = before.iter().map(|&position| {
            let pair = &self.list[position as usize];
            (pair.a, pair.shared_m2)
        });
        before.chain(
            self.after(parcel)
                .iter()
                .map(|pair| (pair.b, pair.shared_m2)),
        )
    }

    /// The ground that two outlines of one year share; 0 for none.
    pub(super) fn shared_m2(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (a.min(b), a.max(b));
        let after = self.after(a);
        let found = after.binary_search_by_key(&b, |pair| pair.b);
        found.map_or(0.0, |position| after[position].shared_m2)
    }

    fn after(&self, rank: u32) -> &[Pair] {
        let rank = rank as usize;
        &self.list[self.first[rank] as usize..self.first[rank + 1] as usize]
    }
}

/// Where each number begins in a list sorted by number, and where the last ends.
fn starts(len: usize, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; len + 1];
    for number in numbers {
        starts[number as usize + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

fn measure_block(past: &Past, shapes: &mut Shapes, ranks: Range<usize>) -> Found {
    let outlines = past.outlines();
    shapes.begin(&past.bounds_of(ranks.clone()));
    let mut found = Found {
        doubled_m2: vec![0.0; past.years.len()],
        repaired: vec![0; past.years.len()],
        ..Found::default()
    };
    let partners = Partners::of(past, ranks.clone());
    for some in partners.with_own(ranks.clone()).chunks(FETCH) {
        past.fetch(some);
        for &rank in some {
            shapes.prepare(outlines, past.order[rank as usize]);
        }
    }
    for (rank, partners) in ranks.zip(partners.of_each()) {
        let Some(shape) = shapes.get(past.order[rank]) else {
            continue;
        };
        found.areas_m2.push(shape.chains.area());
        if shape.is_mended() {
            found.invalid.push(past.order[rank]);
            each_year(past.masks[rank], |year| found.repaired[year] += 1);
        }
        for &b in partners {
            let Some(partner) = shapes.get(past.order[b as usize]) else {
                continue;
            };
            let shared_m2 = intersection_area(&shape.chains, &partner.chains);
            if shared_m2 > NOISE_M2 {
                let common = past.masks[rank] & past.masks[b as usize];
                each_year(common, |year| found.doubled_m2[year] += shared_m2);
                let a = rank as u32;
                found.pairs.push(Pair { a, b, shared_m2 });
            }
        }
    }
    found
}

/// For each outline of a block the later ones that may share ground with it and matter.
#[derive(Default)]
struct Partners {
    list: Vec<u32>,
    /// Where those of each end in `list`.
    ends: Vec<usize>,
}

impl Partners {
    fn of(past: &Past, ranks: Range<usize>) -> Self {
        let mut partners = Self::default();
        let mut near = Vec::new();
        for rank in ranks {
            near.clear();
            past.boxes.query(&past.bounds(rank), rank + 1, &mut near);
            let list = near.iter().filter(|partner| matters(past, rank, **partner));
            partners.list.extend(list);
            partners.ends.push(partners.list.len());
        }
        partners
    }

    /// Those of each outline.
    fn of_each(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.list[*start..*end])
    }

    /// All of them, and the outlines of the block itself, each once.
    fn with_own(&self, ranks: Range<usize>) -> Vec<u32> {
        let beyond = self.list.iter().filter(|rank| **rank as usize >= ranks.end);
        let mut beyond: Vec<u32> = beyond.copied().collect();
        beyond.sort_unstable();
        beyond.dedup();
        let own = ranks.map(|rank| rank as u32);
        own.chain(beyond).collect()
    }
}

/// Two of one year, or a parcel of the reference year and one of a year in which the parcel does not stand.
fn matters(past: &Past, a: usize, b: u32) -> bool {
    let b = b as usize;
    let [years_a, years_b] = [past.masks[a], past.masks[b]];
    let is_parcel = |rank: usize| past.parcels[rank] != NO_FEATURE;
    years_a & years_b != 0
        || (is_parcel(a) && years_b & !years_a != 0)
        || (is_parcel(b) && years_a & !years_b != 0)
}

/// Calls for each year of a mask, oldest first.
pub(super) fn each_year(mut mask: u64, mut of: impl FnMut(usize)) {
    while mask != 0 {
        of(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}
