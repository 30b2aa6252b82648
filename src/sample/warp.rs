//! Bends the straight cuts of the land into the lines that roads and ditches have: a smooth shift of every
//! point, so that what touched still touches and what lay apart stays apart.

use super::convex::{contains, distance_to_chain};
use super::land::PEAT;
use super::noise::{Noise, smooth_step};

/// The shift. Slopes stay well below 1, so no two points change places: at most
/// `(LONG_M / 7000 + MIDDLE_M / 3000 + SHORT_M / 1600) · 2.7` and the fading towards the peat, together about ½.
#[derive(Debug)]
pub(super) struct Warp {
    long: [Noise; 2],
    middle: [Noise; 2],
    short: [Noise; 2],
}

/// Reach of the great bends, the middling and the small ones.
const LONG_M: f64 = 420.0;
const MIDDLE_M: f64 = 150.0;
const SHORT_M: f64 = 55.0;
/// What is left of the bends in the peat districts, where everything was dug along a ruler.
const CALM: f64 = 0.12;

impl Warp {
    /// The bends of this seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            long: [Noise::new(seed, 7_000.0), Noise::new(seed ^ 1, 7_000.0)],
            middle: [Noise::new(seed ^ 4, 3_000.0), Noise::new(seed ^ 5, 3_000.0)],
            short: [Noise::new(seed ^ 2, 1_600.0), Noise::new(seed ^ 3, 1_600.0)],
        }
    }

    /// Where a point of the straight plan comes to lie, metres RD.
    pub(super) fn apply(&self, pos: [f64; 2]) -> [f64; 2] {
        let bend = CALM + (1.0 - CALM) * smooth_step(0.0, 2_500.0, peat_distance_m(pos));
        let shifted = |axis: usize| {
            let long = LONG_M * self.long[axis].at(pos);
            let middle = MIDDLE_M * self.middle[axis].at(pos);
            pos[axis] + bend * (long + middle + SHORT_M * self.short[axis].at(pos))
        };
        [shifted(0), shifted(1)]
    }
}

/// Distance to the nearest peat district, negative inside.
fn peat_distance_m(pos: [f64; 2]) -> f64 {
    let signed = PEAT.iter().map(|peat| {
        let distance = distance_to_chain(peat.outline, true, pos);
        if contains(peat.outline, pos) {
            -distance
        } else {
            distance
        }
    });
    signed.fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_points_change_places() {
        let warp = Warp::new(3);
        for i in 0..20_000 {
            let (column, row) = (f64::from(i % 200), f64::from(i / 200));
            let pos = [205_000.0 + column * 320.0, 512_000.0 + row * 680.0];
            let here = warp.apply(pos);
            let east = warp.apply([pos[0] + 1.0, pos[1]]);
            let north = warp.apply([pos[0], pos[1] + 1.0]);
            let (e, n) = (
                [east[0] - here[0], east[1] - here[1]],
                [north[0] - here[0], north[1] - here[1]],
            );
            assert!(e[0] * n[1] - e[1] * n[0] > 0.3);
        }
    }
}
