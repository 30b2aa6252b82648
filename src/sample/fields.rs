//! Divides a zone into blocks between roads and ditches, and a block into fields. Blocks lie apart;
//! fields of one block touch.

use super::convex::{Corners, inset, signed_area, unit};
use super::mesh::{Cut, Face, Mesh, Stray};
use super::random::Random;
use super::zones::{Landscape, Zone};

/// How a landscape is divided.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// Size of the blocks between roads, m².
    block_m2: f64,
    /// Pieces larger than about this are cut again, m²; most fields are two thirds of it.
    field_m2: f64,
    /// Length of a field in the direction of the plots over its width.
    slender: f64,
    /// How far cuts turn away from the direction of the plots, as a slope.
    askew: f64,
    /// Half the width of the roads around the zone and around a block, metres.
    half_road_m: [f64; 2],
    /// How far borders stray between neighbours, metres.
    stray_m: f64,
}

const fn manner(landscape: Landscape) -> Manner {
    match landscape {
        Landscape::Plateau => Manner {
            block_m2: 520_000.0,
            field_m2: 135_000.0,
            slender: 1.7,
            askew: 0.13,
            half_road_m: [9.0, 6.0],
            stray_m: 9.0,
        },
        Landscape::Valley => Manner {
            block_m2: 420_000.0,
            field_m2: 97_000.0,
            slender: 3.2,
            askew: 0.09,
            half_road_m: [11.0, 5.0],
            stray_m: 7.0,
        },
        Landscape::Peat => Manner {
            block_m2: 900_000.0,
            field_m2: 165_000.0,
            slender: 9.0,
            askew: 0.012,
            half_road_m: [13.0, 6.0],
            stray_m: 1.5,
        },
        Landscape::Large => Manner {
            block_m2: 800_000.0,
            field_m2: 196_000.0,
            slender: 1.9,
            askew: 0.06,
            half_road_m: [9.0, 6.0],
            stray_m: 5.0,
        },
    }
}

/// Length over width of the blocks between roads.
const BLOCK_SLENDER: f64 = 1.35;
/// Borders along a road stray less than the road is wide.
const OUTER_STRAY_M: f64 = 1.2;

/// Fields of one block, and the borders they share.
#[derive(Debug)]
pub(super) struct Block {
    /// The borders, still straight.
    pub(super) mesh: Mesh,
    /// The fields.
    pub(super) fields: Vec<Face>,
    /// What its random numbers started from.
    pub(super) seed: u64,
    /// How far its borders stray.
    pub(super) stray: Stray,
    cutter: Cutter,
}

/// The blocks of a zone. `grain` scales the size of fields: 1 for the province.
pub(super) fn blocks(zone: &Zone, grain: f64) -> Vec<Block> {
    let manner = manner(zone.landscape);
    let mut random = Random::new(zone.seed);
    let ground = inset(&zone.corners, manner.half_road_m[0] - manner.half_road_m[1]);
    if ground.len() < 3 || signed_area(&ground) < 10_000.0 {
        return Vec::new();
    }
    let along = zone.along;
    let cutter = |size_m2, slender| Cutter {
        along,
        askew: manner.askew,
        size_m2,
        slender,
    };
    let (mut roads, whole) = Mesh::new(&ground);
    let mut grounds = Vec::new();
    let between_roads = cutter(manner.block_m2, BLOCK_SLENDER);
    between_roads.divide(&mut roads, whole, &mut random, &mut grounds);
    let within = cutter(manner.field_m2 * grain, manner.slender);
    grounds
        .iter()
        .map(|face| inset(&roads.corners(face), manner.half_road_m[1]))
        .filter(|corners| corners.len() >= 3 && signed_area(corners) > 5_000.0)
        .map(|corners| within.block(&corners, random.bits(), manner.stray_m))
        .collect()
}

impl Block {
    /// Cuts a field in two for a year in which it is farmed as two.
    pub(super) fn halve(&mut self, field: &Face, random: &mut Random) -> Option<(Face, Face)> {
        let cut = self.cutter.cut(&self.mesh.corners(field), random);
        self.mesh.split(field, cut)
    }
}

/// How a piece of land is cut smaller.
#[derive(Debug, Clone, Copy)]
struct Cutter {
    along: [f64; 2],
    askew: f64,
    size_m2: f64,
    slender: f64,
}

impl Cutter {
    fn block(self, corners: &Corners, seed: u64, stray_m: f64) -> Block {
        let (mut mesh, whole) = Mesh::new(corners);
        let mut fields = Vec::new();
        self.divide(&mut mesh, whole, &mut Random::new(seed), &mut fields);
        let stray = Stray {
            outer_m: stray_m.min(OUTER_STRAY_M),
            inner_m: stray_m,
        };
        Block {
            mesh,
            fields,
            seed,
            stray,
            cutter: self,
        }
    }

    /// Halves a piece until its parts have about the wanted size; some stay large, few become small.
    fn divide(self, mesh: &mut Mesh, face: Face, random: &mut Random, done: &mut Vec<Face>) {
        let u = random.unit();
        let enough = self.size_m2 * (0.62 + 0.35 * u + 1.7 * u * u * u * u);
        if mesh.area_m2(&face) > enough {
            for _ in 0..3 {
                let cut = self.cut(&mesh.corners(&face), random);
                if let Some((left, right)) = mesh.split(&face, cut) {
                    self.divide(mesh, left, random, done);
                    self.divide(mesh, right, random, done);
                    return;
                }
            }
        }
        done.push(face);
    }

    /// A line across the longer way of a piece, near its middle and a little askew.
    fn cut(self, corners: &[[f64; 2]], random: &mut Random) -> Cut {
        let along = self.along;
        let across = [-along[1], along[0]];
        let (length, width) = (extent(corners, along), extent(corners, across));
        let lengthwise = (width.1 - width.0) * self.slender > length.1 - length.0;
        let (span, axis, reach, line) = if lengthwise {
            (width, across, length, along)
        } else {
            (length, along, width, across)
        };
        let share = 0.5 + 0.07 * random.bell();
        let lean = self.askew * random.bell();
        let at = span.0 + (span.1 - span.0) * share;
        let half = f64::midpoint(reach.0, reach.1);
        let tilted = [line[0] + axis[0] * lean, line[1] + axis[1] * lean];
        Cut {
            point: [axis[0] * at + line[0] * half, axis[1] * at + line[1] * half],
            along: unit(tilted).unwrap_or(line),
        }
    }
}

/// Least and greatest distance of the corners along an axis of length 1.
fn extent(corners: &[[f64; 2]], axis: [f64; 2]) -> (f64, f64) {
    let heights = corners.iter().map(|c| c[0] * axis[0] + c[1] * axis[1]);
    heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), h| {
        (low.min(h), high.max(h))
    })
}
