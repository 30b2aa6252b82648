//! Gives every parcel a cooperation class so that the hectares per class are those of Fig. 1, that about
//! 80 % is mixed use on the Drents Plateau as the brochure says, and that the map looks as the land does:
//! livestock in the valleys and the west, arable farming in the peat, exchange on the plateau.
//!
//! The geometry is left alone: each parcel has a leaning towards each class, and leanings are granted,
//! the strongest first, until a class is full.

use super::convex::contains;
use super::land::PLATEAU;
use super::noise::{Noise, smooth_step};
use super::province::Parcel;
use super::random::{Random, mix2};
use super::zones::Landscape;
use crate::domain::Class;

/// Part of the plateau's farmland that is mixed use, and that is used for arable crops alone.
const PLATEAU_MIXED: f64 = 0.80;
const PLATEAU_ARABLE: f64 = 0.06;
/// How mixed use on the plateau is divided: none_mixed, extensive; the rest is intensive.
const PLATEAU_NONE_MIXED: f64 = 0.31;
const PLATEAU_EXTENSIVE: f64 = 0.22;

/// Square metres per class of [`Class::FIG1`], and what is left for no class.
#[derive(Debug, Clone, Copy)]
struct Quota([f64; 5]);

/// The class of each parcel. What is more than the hectares of Fig. 1 stays [`Class::Unclassified`]: the
/// wildest parcels, beside woods and water.
pub(super) fn classes(parcels: &[Parcel], seed: u64) -> Vec<Class> {
    let published = Class::FIG1.map(|class| class.published_ha().unwrap_or_default() * 10_000.0);
    let farmed = farmed(parcels, published.iter().sum(), seed);
    let on_plateau: Vec<bool> = parcels
        .iter()
        .map(|p| contains(&PLATEAU, p.center))
        .collect();
    let part = |inside: bool| -> Vec<usize> {
        farmed
            .iter()
            .copied()
            .filter(|&i| on_plateau[i] == inside)
            .collect()
    };
    let (inside, outside) = (part(true), part(false));
    let inside_m2: f64 = inside.iter().map(|&i| parcels[i].area_m2).sum();
    let plateau = Quota::of_plateau(inside_m2);
    let rest = Quota(std::array::from_fn(|c| published[c] - plateau.0[c]));

    let leanings = Leanings::new(seed);
    let mut classes = vec![Class::Unclassified; parcels.len()];
    grant(parcels, &inside, plateau, &leanings, &mut classes);
    grant(parcels, &outside, rest, &leanings, &mut classes);
    classes
}

impl Quota {
    fn of_plateau(area_m2: f64) -> Self {
        let mixed = area_m2 * PLATEAU_MIXED;
        let arable = area_m2 * PLATEAU_ARABLE;
        Self(Class::FIG1.map(|class| match class {
            Class::NoneMixed => mixed * PLATEAU_NONE_MIXED,
            Class::Extensive => mixed * PLATEAU_EXTENSIVE,
            Class::Intensive => mixed * (1.0 - PLATEAU_NONE_MIXED - PLATEAU_EXTENSIVE),
            Class::NoneArable => arable,
            Class::NoneLivestock => area_m2 - mixed - arable,
            Class::Unclassified => 0.0,
        }))
    }
}

/// The parcels that get a class: the tamest, up to the area of Fig. 1.
fn farmed(parcels: &[Parcel], area_m2: f64, seed: u64) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(parcels.len());
    for (index, parcel) in parcels.iter().enumerate() {
        let chance = Random::new(mix2(seed ^ 41, index as u64)).unit();
        order.push((parcel.wildness + 1.2 * smooth_step(0.9, 1.0, chance), index));
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = area_m2;
    let fitting = order.iter().filter(|(_, index)| {
        let fits = parcels[*index].area_m2 <= left;
        left -= if fits { parcels[*index].area_m2 } else { 0.0 };
        fits
    });
    let mut tame: Vec<usize> = fitting.map(|(_, index)| *index).collect();
    tame.sort_unstable();
    tame
}

/// Grants the leanings of some parcels, the strongest first, as long as the quota lasts.
fn grant(
    parcels: &[Parcel],
    some: &[usize],
    quota: Quota,
    leanings: &Leanings,
    classes: &mut [Class],
) {
    let mut wishes: Vec<(f64, usize, usize)> = Vec::with_capacity(some.len() * 5);
    for &index in some {
        let leaning = leanings.of(&parcels[index], index);
        wishes.extend((0..5).map(|class| (leaning[class], index, class)));
    }
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut left = quota.0;
    for (_, index, class) in wishes {
        let area_m2 = parcels[index].area_m2;
        if classes[index] == Class::Unclassified && left[class] > area_m2 / 2.0 {
            classes[index] = Class::FIG1[class];
            left[class] -= area_m2;
        }
    }
    // The last few fit nowhere by more than half: they go where most is left.
    for &index in some {
        if classes[index] == Class::Unclassified {
            let most = (0..5)
                .max_by(|&a, &b| left[a].total_cmp(&left[b]))
                .unwrap_or(0);
            classes[index] = Class::FIG1[most];
            left[most] -= parcels[index].area_m2;
        }
    }
}

/// What draws a parcel to a class.
#[derive(Debug)]
struct Leanings {
    seed: u64,
    fields: [Noise; 5],
    patches: [Noise; 5],
}

impl Leanings {
    fn new(seed: u64) -> Self {
        let noise = |from: u64, length_m| {
            std::array::from_fn(|class| Noise::new(seed ^ (from + class as u64), length_m))
        };
        Self {
            seed,
            fields: noise(51, 8_000.0),
            patches: noise(61, 1_900.0),
        }
    }

    /// A number per class of [`Class::FIG1`], the higher the likelier.
    fn of(&self, parcel: &Parcel, index: usize) -> [f64; 5] {
        let mut own = Random::new(mix2(self.seed ^ 71, index as u64));
        let mut farm = Random::new(mix2(self.seed ^ 72, parcel.block_seed));
        let east = ((parcel.center[0] - 236_000.0) / 26_000.0).clamp(-1.0, 1.0);
        let north = ((parcel.center[1] - 548_000.0) / 28_000.0).clamp(-1.0, 1.0);
        let (arable, livestock) = match parcel.landscape {
            Landscape::Plateau => (0.0, 0.0),
            Landscape::Valley => (-1.1, 0.85),
            Landscape::Peat => (0.75, -0.6),
            Landscape::Large => (-0.4, 0.2),
        };
        std::array::from_fn(|class| {
            let around = 0.45 * self.fields[class].at(parcel.center)
                + 0.4 * self.patches[class].at(parcel.center);
            let chance = 0.3 * farm.bell() + 0.36 * own.bell();
            let land = match Class::FIG1[class] {
                Class::NoneArable => arable + 0.8 * east - 0.1 * north,
                Class::NoneLivestock => livestock - 0.4 * east + 0.25 * north.max(0.0),
                Class::Intensive => 0.3 * arable + 0.1,
                Class::Extensive => 0.0,
                _ => -0.1,
            };
            land + around + chance
        })
    }
}
