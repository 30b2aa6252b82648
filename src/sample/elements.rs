//! Landscape elements beside fields, as the register has them since 2023: ditches, wooded banks, ponds.

use super::convex::{centroid, distance_m, unit, whole_mm};
use super::random::{Random, mix2};
use super::register::Record;

const DITCH: u16 = 343;
const WOODED_BANK: u16 = 2621;
const ALDERS: u16 = 2622;
const POND: u16 = 2620;

/// Part of the fields with an element of their own, and part of those that were registered in the first year.
const WITH_ELEMENT: f64 = 0.17;
const IN_FIRST_YEAR: f64 = 0.9;

/// The element of a field (anticlockwise, open), if it has one.
pub(super) fn element(field: &[[f64; 2]], seed: u64, first_year: bool) -> Option<Record> {
    let mut random = Random::new(mix2(seed, 95));
    let early = random.chance(IN_FIRST_YEAR);
    if !random.chance(WITH_ELEMENT) || (first_year && !early) {
        return None;
    }
    let code = random.weighted(&[
        (DITCH, 0.6),
        (WOODED_BANK, 0.25),
        (ALDERS, 0.1),
        (POND, 0.05),
    ])?;
    let ring = match code {
        DITCH => strip(field, 0.3, random.between(1.6, 2.8))?,
        POND => pond(field, random.between(4.0, 9.0)),
        _ => strip(field, -2.0, random.between(2.0, 3.5))?,
    };
    Some(Record {
        ring,
        code,
        seed: mix2(seed, 96),
    })
}

/// A strip along the field's longest side, between two distances from it, positive outside.
fn strip(field: &[[f64; 2]], from_m: f64, to_m: f64) -> Option<Vec<[f64; 2]>> {
    let side = |i: usize| (field[i], field[(i + 1) % field.len()]);
    let length = |i: &usize| distance_m(side(*i).0, side(*i).1);
    let longest = (0..field.len()).max_by(|a, b| length(a).total_cmp(&length(b)))?;
    let (a, b) = side(longest);
    let along = unit([b[0] - a[0], b[1] - a[1]])?;
    let beside = |corner: [f64; 2], aside: f64| {
        [
            whole_mm(corner[0] + along[1] * aside),
            whole_mm(corner[1] - along[0] * aside),
        ]
    };
    Some(vec![
        beside(a, to_m),
        beside(b, to_m),
        beside(b, from_m),
        beside(a, from_m),
    ])
}

fn pond(field: &[[f64; 2]], radius_m: f64) -> Vec<[f64; 2]> {
    let center = centroid(field);
    let hexagon = [
        [1.0, 0.0],
        [0.5, 0.866],
        [-0.5, 0.866],
        [-1.0, 0.0],
        [-0.5, -0.866],
        [0.5, -0.866],
    ];
    let point =
        |corner: [f64; 2]| [0, 1].map(|axis| whole_mm(center[axis] + corner[axis] * radius_m));
    hexagon.map(point).to_vec()
}
