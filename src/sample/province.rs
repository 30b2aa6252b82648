//! The parcels of the whole province: the fields of all zones, without those that lie in a village, a wood
//! or across the border. Which ones are left out follows from a field of wildness, so that woods and
//! heaths hang together, and the farmland has exactly the size that is asked for.

use super::convex::{centroid, contains, distance_m, distance_to_chain, signed_area, whole_mm};
use super::fields::{Block, blocks};
use super::land::{PROVINCE, TOWNS, WOODS};
use super::noise::{Noise, smooth_step};
use super::random::{Random, mix2};
use super::warp::Warp;
use super::zones::{Landscape, zones};

/// A parcel before anything grows on it.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    /// Corners, anticlockwise, the first not repeated, whole millimetres RD.
    pub(super) ring: Vec<[f64; 2]>,
    /// Centre of mass.
    pub(super) center: [f64; 2],
    /// A pond in the middle, anticlockwise like the ring: one of the plateau's many pingo remnants.
    pub(super) pond: Option<Vec<[f64; 2]>>,
    /// Area without the pond, m².
    pub(super) area_m2: f64,
    /// What the land around is made of.
    pub(super) landscape: Landscape,
    /// The same for all parcels of a block: who farms there.
    pub(super) block_seed: u64,
    pub(super) wildness: f64,
}

/// The parcels of the province, farmland of `farmland_m2` in all.
pub(super) fn parcels(seed: u64, grain: f64, farmland_m2: f64) -> Vec<Parcel> {
    let warp = Warp::new(seed);
    let wilderness = Wilderness::new(seed);
    let mut parcels = Vec::new();
    for zone in zones(seed) {
        for mut block in blocks(&zone, grain) {
            block.mesh.roughen(block.seed, block.stray);
            let nodes = block.mesh.bent(&warp);
            for index in 0..block.fields.len() {
                let parcel = parcel(&block, index, &nodes, zone.landscape, &wilderness);
                parcels.extend(parcel);
            }
        }
    }
    keep_tamest(&mut parcels, farmland_m2);
    parcels
}

fn parcel(
    block: &Block,
    index: usize,
    nodes: &[[f64; 2]],
    landscape: Landscape,
    wilderness: &Wilderness,
) -> Option<Parcel> {
    let ring: Vec<_> = block
        .mesh
        .ring(&block.fields[index])
        .iter()
        .map(|&node| nodes[node])
        .collect();
    if !ring.iter().all(|&pos| wilderness.is_inside(pos)) {
        return None;
    }
    let center = centroid(&ring);
    let mut random = Random::new(mix2(block.seed, index as u64));
    let tame = match landscape {
        Landscape::Peat => 0.25,
        Landscape::Valley => 0.12,
        Landscape::Plateau | Landscape::Large => 0.0,
    };
    let wildness = wilderness.at(center, random.unit()) - tame;
    let has_pond = landscape == Landscape::Plateau && random.chance(POND_CHANCE);
    let pond = has_pond.then(|| pond(&ring, center, &mut random)).flatten();
    let pond_m2 = pond.as_deref().map_or(0.0, signed_area);
    Some(Parcel {
        area_m2: signed_area(&ring) - pond_m2,
        wildness,
        center,
        ring,
        pond,
        landscape,
        block_seed: block.seed,
    })
}

/// Part of the plateau's fields that have a pond, where one fits.
const POND_CHANCE: f64 = 0.02;
/// Eight points around a pond.
const OCTAGON: [[f64; 2]; 8] = [
    [1.0, 0.0],
    [0.7, 0.7],
    [0.0, 1.0],
    [-0.7, 0.7],
    [-1.0, 0.0],
    [-0.7, -0.7],
    [0.0, -1.0],
    [0.7, -0.7],
];

/// A round pond that keeps well away from the field's border; none where it would be too small.
fn pond(ring: &[[f64; 2]], center: [f64; 2], random: &mut Random) -> Option<Vec<[f64; 2]>> {
    let room_m = distance_to_chain(ring, true, center) * 0.55;
    let radius_m = random.between(16.0, 55.0).min(room_m);
    let point = |corner: &[f64; 2]| {
        let reach_m = radius_m * random.between(0.8, 1.15);
        [0, 1].map(|axis| whole_mm(center[axis] + corner[axis] * reach_m))
    };
    let pond: Vec<_> = OCTAGON.iter().map(point).collect();
    (room_m > 16.0 && contains(ring, center)).then_some(pond)
}

/// Leaves out the wildest parcels so that the rest has the wanted area, to within the smallest.
fn keep_tamest(parcels: &mut Vec<Parcel>, farmland_m2: f64) {
    let mut order: Vec<usize> = (0..parcels.len()).collect();
    order.sort_by(|&a, &b| parcels[a].wildness.total_cmp(&parcels[b].wildness));
    let mut left = farmland_m2;
    let mut kept = vec![false; parcels.len()];
    for index in order {
        if parcels[index].area_m2 <= left {
            left -= parcels[index].area_m2;
            kept[index] = true;
        }
    }
    let mut kept = kept.into_iter();
    parcels.retain(|_| kept.next() == Some(true));
}

/// How little chance a place has of being farmed.
#[derive(Debug)]
pub(super) struct Wilderness {
    large: Noise,
    small: Noise,
    edge: Noise,
}

impl Wilderness {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            large: Noise::new(seed ^ 21, 2_900.0),
            small: Noise::new(seed ^ 22, 1_000.0),
            edge: Noise::new(seed ^ 23, 4_000.0),
        }
    }

    /// Inside the province, with a strip along its border left free that is wide here and narrow there.
    pub(super) fn is_inside(&self, pos: [f64; 2]) -> bool {
        contains(&PROVINCE, pos)
            && distance_to_chain(&PROVINCE, true, pos) > 40.0 + 300.0 * self.edge.at(pos).max(0.0)
    }

    /// The wildness of a place; `chance`, 0 to 1, lets single fields become a copse or a farmyard.
    pub(super) fn at(&self, pos: [f64; 2], chance: f64) -> f64 {
        let rough = 0.5 * self.large.at(pos) + 0.3 * self.small.at(pos);
        let towns = TOWNS.iter().map(|(middle, radius_m)| {
            smooth_step(1.3, 0.8, distance_m(pos, *middle) / radius_m + 0.5 * rough)
        });
        let woods = WOODS.iter().map(|(middle, half)| {
            let d = [
                (pos[0] - middle[0]) / half[0],
                (pos[1] - middle[1]) / half[1],
            ];
            smooth_step(1.3, 0.35, (d[0] * d[0] + d[1] * d[1]).sqrt() - 0.9 * rough)
        });
        let town = towns.fold(0.0, f64::max);
        let wood = woods.fold(0.0, f64::max);
        3.0 * town + 1.3 * wood + rough + 0.9 * smooth_step(0.965, 1.0, chance)
    }
}
