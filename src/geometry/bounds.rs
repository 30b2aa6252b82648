//! Axis-parallel boxes.

/// A box in the plane, in whatever units its coordinates have. Empty when `min > max`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lower left corner, `[x, y]`.
    pub min: [f64; 2],
    /// Upper right corner, `[x, y]`.
    pub max: [f64; 2],
}

impl Bounds {
    /// The box that holds nothing; the neutral element of [`Bounds::union`].
    pub const EMPTY: Self = Self {
        min: [f64::INFINITY; 2],
        max: [f64::NEG_INFINITY; 2],
    };

    /// A box from its corners, in the order `minx, miny, maxx, maxy`.
    pub const fn new(min_x: f64, min_y: f64, max_x: f64, max_y: f64) -> Self {
        Self {
            min: [min_x, min_y],
            max: [max_x, max_y],
        }
    }

    /// The smallest box around all finite points; points with NaN or infinity are passed over.
    pub fn of_points(points: &[[f64; 2]]) -> Self {
        // Comparisons that NaN fails, and no branches: this runs over the millions of vertices of a layer.
        let lower = |a: f64, b: f64| if b < a { b } else { a };
        let upper = |a: f64, b: f64| if b > a { b } else { a };
        let mut bounds = Self::EMPTY;
        for &[x, y] in points {
            // 0 for finite numbers, NaN for all others.
            let spoil = x * 0.0 + y * 0.0;
            let (x, y) = (x + spoil, y + spoil);
            bounds.min = [lower(bounds.min[0], x), lower(bounds.min[1], y)];
            bounds.max = [upper(bounds.max[0], x), upper(bounds.max[1], y)];
        }
        bounds
    }

    /// True when the box holds no point at all.
    pub fn is_empty(&self) -> bool {
        !(self.min[0] <= self.max[0] && self.min[1] <= self.max[1])
    }

    /// Grows to hold `point`; a point that is not finite changes nothing.
    pub fn extend(&mut self, point: [f64; 2]) {
        if point[0].is_finite() && point[1].is_finite() {
            self.min = [self.min[0].min(point[0]), self.min[1].min(point[1])];
            self.max = [self.max[0].max(point[0]), self.max[1].max(point[1])];
        }
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            min: [self.min[0].min(other.min[0]), self.min[1].min(other.min[1])],
            max: [self.max[0].max(other.max[0]), self.max[1].max(other.max[1])],
        }
    }

    /// What lies in both; empty where that is nothing.
    pub fn intersection(&self, other: &Self) -> Self {
        let [min, max] = [0, 1].map(|side| {
            [0, 1].map(|axis| {
                if side == 0 {
                    self.min[axis].max(other.min[axis])
                } else {
                    self.max[axis].min(other.max[axis])
                }
            })
        });
        let both = Self { min, max };
        if self.intersects(other) {
            both
        } else {
            Self::EMPTY
        }
    }

    /// True when the boxes share at least a point (touching counts).
    pub fn intersects(&self, other: &Self) -> bool {
        self.min[0] <= other.max[0]
            && self.max[0] >= other.min[0]
            && self.min[1] <= other.max[1]
            && self.max[1] >= other.min[1]
    }

    /// True when the point lies inside or on the edge.
    pub fn contains(&self, point: [f64; 2]) -> bool {
        (self.min[0]..=self.max[0]).contains(&point[0])
            && (self.min[1]..=self.max[1]).contains(&point[1])
    }

    /// True when `other` lies wholly inside.
    pub fn contains_bounds(&self, other: &Self) -> bool {
        !other.is_empty() && self.contains(other.min) && self.contains(other.max)
    }

    /// The middle; NaN-free only for boxes that are not empty.
    pub fn center(&self) -> [f64; 2] {
        [
            f64::midpoint(self.min[0], self.max[0]),
            f64::midpoint(self.min[1], self.max[1]),
        ]
    }

    /// Extent in x; 0 when empty.
    pub fn width(&self) -> f64 {
        (self.max[0] - self.min[0]).max(0.0)
    }

    /// Extent in y; 0 when empty.
    pub fn height(&self) -> f64 {
        (self.max[1] - self.min[1]).max(0.0)
    }

    /// The box grown by `margin` on each side.
    #[must_use]
    pub fn grown(&self, margin: f64) -> Self {
        Self {
            min: [self.min[0] - margin, self.min[1] - margin],
            max: [self.max[0] + margin, self.max[1] + margin],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_are_not_finite_are_passed_over() {
        let (nan, infinite) = (f64::NAN, f64::INFINITY);
        let points = [
            [nan, 9.0],
            [1.0, 2.0],
            [9.0, -infinite],
            [3.0, -4.0],
            [infinite, nan],
        ];
        assert_eq!(Bounds::of_points(&points), Bounds::new(1.0, -4.0, 3.0, 2.0));
        assert!(Bounds::of_points(&[[nan, 1.0]]).is_empty());
        assert!(Bounds::of_points(&[]).is_empty());
    }
}
