//! Numbers that carry their unit, and shares that carry their denominator.

use std::iter::Sum;
use std::ops::{Add, Sub};

/// Hectares on the ground.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Hectares(pub f64);

impl Hectares {
    /// From square metres.
    pub fn from_m2(area_m2: f64) -> Self {
        Self(area_m2 / 10_000.0)
    }

    /// In square metres.
    pub fn m2(self) -> f64 {
        self.0 * 10_000.0
    }
}

impl Add for Hectares {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Hectares {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Hectares {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.map(|hectares| hectares.0).sum())
    }
}

/// A part of a whole, never shown without it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The hectares that count.
    pub part: Hectares,
    /// The hectares they are a part of.
    pub whole: Hectares,
}

impl Share {
    /// `part / whole`; `None` without a whole.
    ///
    /// ```
    /// use ruilkaart::domain::{Hectares, Share};
    /// let share = Share { part: Hectares(62_290.0), whole: Hectares(176_787.0) };
    /// assert_eq!(share.ratio().map(|r| (r * 1000.0).round()), Some(352.0));
    /// assert_eq!(Share { whole: Hectares(0.0), ..share }.ratio(), None);
    /// ```
    pub fn ratio(self) -> Option<f64> {
        (self.whole.0 > 0.0).then(|| self.part.0 / self.whole.0)
    }
}
