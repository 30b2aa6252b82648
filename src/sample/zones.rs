//! Divides the land into zones of one kind and one direction: the banks of a stream, the plots along a
//! canal, the fields around a village. A zone is the ground nearest to its seed; because the seeds stand in
//! pairs on both sides of every stream and canal, the borders between zones follow the water.

use super::convex::{self, Corners, clip, contains, unit};
use super::land::{CANALS, PEAT, Peat, STREAMS};
use super::noise::Noise;
use super::random::{Random, mix2};

/// What a zone is made of; it decides how big and how long its plots are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Landscape {
    /// Old arable land and reclaimed heath on the plateau: blocks of all sizes.
    Plateau,
    /// Stream valleys: short strips towards the water.
    Valley,
    /// Reclaimed peat: long strips at right angles to a canal.
    Peat,
    /// Large, even blocks of the last reclamations in the south-west.
    Large,
}

/// A piece of land of one kind.
#[derive(Debug)]
pub(super) struct Zone {
    /// Its ground before bending, convex, anticlockwise.
    pub(super) corners: Corners,
    /// What it is made of.
    pub(super) landscape: Landscape,
    /// Direction of its plots, length 1.
    pub(super) along: [f64; 2],
    /// What its random numbers start from.
    pub(super) seed: u64,
}

struct Seed {
    pos: [f64; 2],
    landscape: Landscape,
    along: [f64; 2],
}

/// The land that is divided, larger than the province.
const LAND: [[f64; 2]; 4] = [
    [203_000.0, 511_000.0],
    [274_000.0, 511_000.0],
    [274_000.0, 585_000.0],
    [203_000.0, 585_000.0],
];

/// Distance between the seeds of a stream, along it and from it.
const STREAM_STEP_M: f64 = 820.0;
const STREAM_SIDE_M: f64 = 210.0;
/// The same for a canal; a second row stands behind the first.
const CANAL_STEP_M: f64 = 1_500.0;
const CANAL_SIDE_M: f64 = 430.0;
/// Distance between the canals' cross roads in the peat districts.
const PEAT_STEP_M: f64 = 1_900.0;
/// Distance between the seeds elsewhere, and the least distance to any other seed.
const OPEN_STEP_M: f64 = 2_100.0;
const OPEN_CLEAR_M: f64 = 800.0;

/// All zones of the land, in a fixed order.
pub(super) fn zones(seed: u64) -> Vec<Zone> {
    let mut seeds = Vec::new();
    for peat in &PEAT {
        peat_seeds(peat, &mut seeds);
    }
    for chain in STREAMS {
        let sides = [STREAM_SIDE_M, -STREAM_SIDE_M];
        chain_seeds(chain, STREAM_STEP_M, &sides, Landscape::Valley, &mut seeds);
    }
    for chain in CANALS {
        let near = CANAL_SIDE_M;
        let sides = [near, -near, 3.0 * near, -3.0 * near];
        chain_seeds(chain, CANAL_STEP_M, &sides, Landscape::Peat, &mut seeds);
    }
    open_seeds(seed, &mut seeds);
    let cell = |i: usize| Zone {
        corners: nearest_ground(&seeds, i),
        landscape: seeds[i].landscape,
        along: seeds[i].along,
        seed: mix2(seed, i as u64),
    };
    (0..seeds.len()).map(cell).collect()
}

/// Rows of seeds on both sides of every canal of a district.
fn peat_seeds(peat: &Peat, seeds: &mut Vec<Seed>) {
    let across = [-peat.canal[1], peat.canal[0]];
    let origin = peat.outline[0];
    let reach = 40;
    for row in -reach..=reach {
        for column in -reach..=reach {
            let u = f64::from(column) * PEAT_STEP_M;
            let v = (f64::from(row) + 0.5) * peat.depth_m;
            let pos = [
                origin[0] + peat.canal[0] * u + across[0] * v,
                origin[1] + peat.canal[1] * u + across[1] * v,
            ];
            if contains(peat.outline, pos) {
                seeds.push(Seed {
                    pos,
                    landscape: Landscape::Peat,
                    along: across,
                });
            }
        }
    }
}

/// Seeds on both sides of a stream or canal; those too near to another seed are left out.
fn chain_seeds(
    chain: &[[f64; 2]],
    step_m: f64,
    sides: &[f64],
    landscape: Landscape,
    seeds: &mut Vec<Seed>,
) {
    let clear = sides.iter().fold(f64::INFINITY, |a, s| a.min(s.abs())) * 1.5;
    let before = seeds.len();
    for pair in chain.windows(2) {
        let vector = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
        let Some(flow) = unit(vector) else { continue };
        let across = [-flow[1], flow[0]];
        let length = vector[0] * flow[0] + vector[1] * flow[1];
        let steps = (length / step_m).round().max(1.0);
        for step in 0..steps as usize {
            let way = (step as f64 + 0.5) * length / steps;
            for side in sides {
                let pos = [
                    pair[0][0] + flow[0] * way + across[0] * side,
                    pair[0][1] + flow[1] * way + across[1] * side,
                ];
                if is_clear(&seeds[..before], pos, clear) {
                    seeds.push(Seed {
                        pos,
                        landscape,
                        along: across,
                    });
                }
            }
        }
    }
}

/// Seeds on a shaken grid wherever nothing else stands.
fn open_seeds(seed: u64, seeds: &mut Vec<Seed>) {
    let mut random = Random::new(seed);
    let lie = [
        Noise::new(seed ^ 11, 9_000.0),
        Noise::new(seed ^ 12, 9_000.0),
    ];
    let before = seeds.len();
    let rows = ((LAND[2][1] - LAND[0][1]) / OPEN_STEP_M) as i32;
    let columns = ((LAND[2][0] - LAND[0][0]) / OPEN_STEP_M) as i32;
    for row in 0..rows {
        for column in 0..columns {
            let shift = if row % 2 == 0 { 0.25 } else { 0.75 };
            let pos = [
                LAND[0][0]
                    + (f64::from(column) + shift + random.between(-0.28, 0.28)) * OPEN_STEP_M,
                LAND[0][1] + (f64::from(row) + 0.5 + random.between(-0.28, 0.28)) * OPEN_STEP_M,
            ];
            let lean = [random.between(-0.35, 0.35), random.between(-0.35, 0.35)];
            let along = [lie[0].at(pos) + lean[0], lie[1].at(pos) + lean[1]];
            let peat = PEAT.iter().any(|peat| contains(peat.outline, pos));
            if !peat && is_clear(&seeds[..before], pos, OPEN_CLEAR_M) {
                let along = unit(along).unwrap_or([1.0, 0.0]);
                seeds.push(Seed {
                    pos,
                    landscape: open_landscape(pos),
                    along,
                });
            }
        }
    }
}

fn is_clear(seeds: &[Seed], pos: [f64; 2], clear_m: f64) -> bool {
    seeds.iter().all(|seed| {
        let d = [seed.pos[0] - pos[0], seed.pos[1] - pos[1]];
        d[0] * d[0] + d[1] * d[1] > clear_m * clear_m
    })
}

/// South-west of the line Hoogeveen–Smilde the blocks are large.
fn open_landscape(pos: [f64; 2]) -> Landscape {
    let line = [[229_000.0, 517_000.0], [225_500.0, 552_000.0]];
    if pos[1] < 552_000.0 && convex::cross(line[0], line[1], pos) > 0.0 {
        Landscape::Large
    } else {
        Landscape::Plateau
    }
}

/// The ground that is nearer to one seed than to any other: half-planes cut off by the other seeds.
fn nearest_ground(seeds: &[Seed], index: usize) -> Corners {
    let own = seeds[index].pos;
    let mut ground = LAND.to_vec();
    for (i, other) in seeds.iter().enumerate() {
        let towards = [own[0] - other.pos[0], own[1] - other.pos[1]];
        if i != index && towards[0] * towards[0] + towards[1] * towards[1] < 6.4e7 {
            let middle = [
                f64::midpoint(own[0], other.pos[0]),
                f64::midpoint(own[1], other.pos[1]),
            ];
            ground = clip(&ground, middle, towards);
        }
    }
    ground
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_cover_the_land_once() {
        let zones = zones(1);
        let land = convex::signed_area(&LAND);
        let sum: f64 = zones
            .iter()
            .map(|zone| convex::signed_area(&zone.corners))
            .sum();
        assert!((sum / land - 1.0).abs() < 1e-9, "{sum} of {land}");
        assert!(zones.iter().all(|zone| zone.corners.len() >= 3));
    }
}
