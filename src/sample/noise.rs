//! Smooth fields over the land: hills and hollows that decide where woods lie, how roads bend and which
//! farmer is a neighbour. Gradient noise with polynomials only, so that every machine gets the same bits.

use super::random::mix2;

/// A field of smooth numbers, about −1 to 1, that varies over a given length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    seed: u64,
    length_m: f64,
}

const DIAGONAL: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Slopes at the corners of the lattice.
const SLOPES: [[f64; 2]; 8] = [
    [1.0, 0.0],
    [DIAGONAL, DIAGONAL],
    [0.0, 1.0],
    [-DIAGONAL, DIAGONAL],
    [-1.0, 0.0],
    [-DIAGONAL, -DIAGONAL],
    [0.0, -1.0],
    [DIAGONAL, -DIAGONAL],
];

/// Gradient noise stays within ±√½ in the plane; this brings it to about ±1.
const SCALE: f64 = std::f64::consts::SQRT_2;

impl Noise {
    /// The field of this seed; hills and hollows lie `length_m` apart.
    pub(super) const fn new(seed: u64, length_m: f64) -> Self {
        Self { seed, length_m }
    }

    /// The field's value at a position in metres.
    pub(super) fn at(&self, pos: [f64; 2]) -> f64 {
        let (x, y) = (pos[0] / self.length_m, pos[1] / self.length_m);
        let (left, below) = (x.floor(), y.floor());
        let (dx, dy) = (x - left, y - below);
        let corner = |right: f64, up: f64| {
            let slope = self.slope(left + right, below + up);
            slope[0] * (dx - right) + slope[1] * (dy - up)
        };
        let (u, v) = (ease(dx), ease(dy));
        let low = mixed(corner(0.0, 0.0), corner(1.0, 0.0), u);
        let high = mixed(corner(0.0, 1.0), corner(1.0, 1.0), u);
        mixed(low, high, v) * SCALE
    }

    fn slope(&self, column: f64, row: f64) -> [f64; 2] {
        let lattice = mix2(column as i64 as u64, row as i64 as u64);
        SLOPES[(mix2(self.seed, lattice) % 8) as usize]
    }
}

/// From 0 to 1 with level ends, `t` in 0..=1.
fn ease(t: f64) -> f64 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

fn mixed(a: f64, b: f64, t: f64) -> f64 {
    a + (b - a) * t
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(super) fn smooth_step(low: f64, high: f64, value: f64) -> f64 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_smooth_and_bounded() {
        let noise = Noise::new(7, 1000.0);
        for i in 0..5000 {
            let pos = [f64::from(i) * 13.7, f64::from(i) * 7.1];
            let here = noise.at(pos);
            let near = noise.at([pos[0] + 0.1, pos[1]]);
            assert!(here.abs() <= 1.05 && (here - near).abs() < 0.001);
        }
        assert!(noise.at([2000.0, 3000.0]).abs() < 1e-12);
    }
}
