//! The order of places along a Hilbert curve: what is near in the list is near on the map, so that blocks of
//! the list are compact pieces of land.

use super::bounds::Bounds;

/// Steps along each side: two centimetres over a thousand kilometres would need more, neighbours do not.
const BITS: u32 = 16;

/// Numbers places along the curve over `area`; places outside it are taken to its edge.
#[derive(Debug, Clone, Copy)]
pub struct Hilbert {
    min: [f64; 2],
    steps_per_unit: f64,
}

impl Hilbert {
    /// The curve over a box. An empty box or one without extent puts every place at the start.
    pub fn over(area: &Bounds) -> Self {
        let side = area.width().max(area.height());
        let steps = f64::from((1_u32 << BITS) - 1);
        Self {
            min: area.min,
            steps_per_unit: if side > 0.0 { steps / side } else { 0.0 },
        }
    }

    /// How far along the curve a place lies.
    pub fn position(&self, place: [f64; 2]) -> u32 {
        // A float that is not a number becomes 0, one out of range the nearest end.
        let step = |axis: usize| ((place[axis] - self.min[axis]) * self.steps_per_unit) as u16;
        along(u32::from(step(0)), u32::from(step(1)))
    }
}

/// Distance along the curve of the cell (x, y), by the usual turning of quadrants from coarse to fine.
fn along(mut x: u32, mut y: u32) -> u32 {
    let mut distance = 0;
    for bit in (0..BITS).rev() {
        let side = 1 << bit;
        let (right, upper) = (u32::from(x & side > 0), u32::from(y & side > 0));
        distance += side * side * ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_of_the_curve_goes_to_a_neighbour() {
        let curve = Hilbert::over(&Bounds::new(0.0, 0.0, 65_535.0, 65_535.0));
        let mut cells: Vec<(u32, [i32; 2])> = Vec::new();
        for x in 0..32 {
            for y in 0..32 {
                let place = [f64::from(x), f64::from(y)];
                cells.push((curve.position(place), [x, y]));
            }
        }
        cells.sort_unstable();
        for pair in cells.windows(2) {
            let [a, b] = [pair[0].1, pair[1].1];
            assert_eq!(pair[1].0 - pair[0].0, 1);
            assert_eq!((a[0] - b[0]).abs() + (a[1] - b[1]).abs(), 1);
        }
    }

    #[test]
    fn places_without_a_place_do_no_harm() {
        let curve = Hilbert::over(&Bounds::EMPTY);
        assert_eq!(curve.position([f64::NAN, 1e300]), 0);
        let curve = Hilbert::over(&Bounds::new(0.0, 0.0, 1.0, 1.0));
        assert_eq!(curve.position([-5.0, f64::NAN]), 0);
    }
}
