//! Ground that two parcels of one year cover counts once: for a crop that both have, and for all crops
//! together. A plain sum is wrong by up to 0.4 of a parcel there, and where the parcel has gaps as well it
//! need not even exceed the whole.
//!
//! Where no spot lies under more than two, a union is the sum less the ground of each pair; the ground that
//! a pair shares within the parcel is measured as any other. Where three lie on each other all of them are measured
//! at once.

use super::cover::{Hit, rounding_m2};
use super::pairs::Pairs;
use super::past::Past;
use super::shapes::Shapes;
use crate::domain::CropId;
use crate::geometry::boolean::{self, Rings};
use crate::geometry::clip::NOISE_M2;

/// Ground of a parcel that one code covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodeArea {
    pub(super) code: CropId,
    /// Of the crops with this code the one with the largest piece.
    pub(super) crop: CropId,
    largest_m2: f64,
    pub(super) area_m2: f64,
}

/// Ground of a parcel by code, in the order of the codes, and of all codes together.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) codes: Vec<CodeArea>,
    pub(super) total_m2: f64,
}

impl Measured {
    /// Becomes the plain sum of the pieces of one year.
    pub(super) fn sum(&mut self, hits: &[Hit]) {
        self.codes.clear();
        self.total_m2 = 0.0;
        for hit in hits {
            self.add(hit);
        }
    }

    fn add(&mut self, hit: &Hit) {
        self.total_m2 += hit.area_m2;
        match self.codes.last_mut() {
            Some(last) if last.code == hit.code => {
                last.area_m2 += hit.area_m2;
                if hit.area_m2 > last.largest_m2 {
                    (last.crop, last.largest_m2) = (hit.crop, hit.area_m2);
                }
            }
            _ => self.codes.push(CodeArea {
                code: hit.code,
                crop: hit.crop,
                largest_m2: hit.area_m2,
                area_m2: hit.area_m2,
            }),
        }
    }

    fn code(&mut self, code: CropId) -> Option<&mut CodeArea> {
        self.codes.iter_mut().find(|area| area.code == code)
    }
}

/// Corrects the plain sum of one year for ground that is covered twice.
pub(super) fn correct(
    past: &Past,
    pairs: &Pairs,
    shapes: &mut Shapes,
    parcel: u32,
    hits: &[Hit],
    measured: &mut Measured,
) {
    let own = hits.iter().find(|hit| hit.rank == parcel);
    let others: Vec<Hit> = match own {
        // The parcel's own outline covers all of it already.
        Some(own) => {
            let others = hits.iter().filter(|hit| hit.code != own.code);
            others.copied().collect()
        }
        None => hits.to_vec(),
    };
    let doubles = doubles(pairs, &others, own.is_some());
    let piled_up = has_triangle(&doubles);
    if piled_up {
        unite(past, shapes, parcel, &others, measured);
    } else {
        for (i, j) in doubles {
            let (a, b) = (others[i], others[j]);
            let twice_m2 =
                within(pairs, parcel, a, b).unwrap_or_else(|| twice_m2(past, shapes, parcel, a, b));
            measured.total_m2 -= twice_m2;
            if a.code == b.code
                && let Some(code) = measured.code(a.code)
            {
                code.area_m2 -= twice_m2;
            }
        }
    }
    if let Some(own) = own {
        measured.total_m2 = own.area_m2;
        if let Some(code) = measured.code(own.code) {
            (code.area_m2, code.crop) = (own.area_m2, own.crop);
        }
    }
}

/// The pairs of pieces whose outlines lie over each other; only those of one code where the total is known.
fn doubles(pairs: &Pairs, hits: &[Hit], total_is_known: bool) -> Vec<(usize, usize)> {
    let mut doubles = Vec::new();
    for (i, a) in hits.iter().enumerate() {
        for (j, b) in hits.iter().enumerate().skip(i + 1) {
            let counts = a.code == b.code || !total_is_known;
            if counts && pairs.shared_m2(a.rank, b.rank) > NOISE_M2 {
                doubles.push((i, j));
            }
        }
    }
    doubles
}

/// True when three pieces lie over each other two by two: a spot may lie under all of them.
fn has_triangle(doubles: &[(usize, usize)]) -> bool {
    let has = |pair: (usize, usize)| doubles.contains(&pair);
    doubles.iter().any(|&(i, j)| {
        let thirds = doubles.iter().filter(|(from, _)| *from == j);
        thirds.map(|(_, k)| *k).any(|k| has((i, k)))
    })
}

/// The ground of the parcel that lies under both, where one of the three lies wholly within another: split
/// and merged parcels, of which nothing has to be built.
fn within(pairs: &Pairs, parcel: u32, a: Hit, b: Hit) -> Option<f64> {
    let area = |rank: u32| pairs.areas_m2[rank as usize];
    let is_whole = |part_m2: f64, whole_m2: f64| part_m2 >= whole_m2 - rounding_m2(whole_m2);
    let both_m2 = pairs.shared_m2(a.rank, b.rank);
    if is_whole(a.area_m2, area(parcel)) {
        return Some(b.area_m2);
    }
    if is_whole(b.area_m2, area(parcel)) {
        return Some(a.area_m2);
    }
    if is_whole(a.area_m2, area(a.rank)) || is_whole(b.area_m2, area(b.rank)) {
        return Some(both_m2);
    }
    if is_whole(both_m2, area(a.rank)) {
        return Some(a.area_m2);
    }
    is_whole(both_m2, area(b.rank)).then_some(b.area_m2)
}

/// The ground of the parcel that lies under both.
fn twice_m2(past: &Past, shapes: &mut Shapes, parcel: u32, a: Hit, b: Hit) -> f64 {
    let three = [parcel, a.rank, b.rank].map(|rank| past.order[rank as usize]);
    let twice_m2 = shapes.under_all(past.outlines(), three);
    twice_m2.min(a.area_m2).min(b.area_m2)
}

/// Replaces the sums by the areas of unions: ground counts once, however many lie over it.
fn unite(past: &Past, shapes: &mut Shapes, parcel: u32, hits: &[Hit], measured: &mut Measured) {
    let outline = |rank: u32| past.order[rank as usize];
    let mut ranks: Vec<u32> = hits.iter().map(|hit| hit.rank).collect();
    ranks.sort_unstable();
    let others = ranks.iter().map(|rank| outline(*rank)).collect();
    let Some(covers) = shapes.covers(past.outlines(), outline(parcel), others) else {
        return build_unions(past, shapes, parcel, hits, measured);
    };
    for of_code in hits.chunk_by(|a, b| a.code == b.code) {
        let bits = of_code.iter().filter_map(|hit| {
            let bit = ranks.binary_search(&hit.rank).ok()?;
            Some(1 << bit)
        });
        if of_code.len() > 1
            && let Some(code) = measured.code(of_code[0].code)
        {
            code.area_m2 = covers.under_any(bits.fold(0, |all: u64, bit: u64| all | bit));
        }
    }
    measured.total_m2 = covers.under_any(u64::MAX);
}

/// As [`unite`], for more outlines than can be told apart: the unions are built.
fn build_unions(
    past: &Past,
    shapes: &mut Shapes,
    parcel: u32,
    hits: &[Hit],
    measured: &mut Measured,
) {
    let outlines = past.outlines();
    let mut rings = |rank: u32| {
        let outline = past.order[rank as usize];
        shapes.prepare(outlines, outline);
        shapes.rings(outlines, outline)
    };
    let own = rings(parcel);
    let mut all = Rings::new();
    for of_code in hits.chunk_by(|a, b| a.code == b.code) {
        let of_code_rings: Rings = of_code.iter().flat_map(|hit| rings(hit.rank)).collect();
        if of_code.len() > 1
            && let Some(code) = measured.code(of_code[0].code)
        {
            code.area_m2 = boolean::intersection(&own, &of_code_rings).area();
        }
        all.extend(of_code_rings);
    }
    measured.total_m2 = boolean::intersection(&own, &all).area();
}
