//! Calendar years, as far as crops have them.

use std::fmt;

/// A calendar year between [`Year::FIRST`] and [`Year::LAST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Year(u16);

impl Year {
    /// Nothing older is called a year.
    pub const FIRST: Self = Self(1900);
    /// Nothing later is called a year.
    pub const LAST: Self = Self(2199);

    /// The year with this number, if it can be one.
    ///
    /// ```
    /// use ruilkaart::domain::Year;
    /// assert_eq!(Year::new(2024).map(Year::number), Some(2024));
    /// assert_eq!(Year::new(265), None);
    /// ```
    pub fn new(number: i64) -> Option<Self> {
        let year = Self(u16::try_from(number).ok()?);
        (Self::FIRST..=Self::LAST).contains(&year).then_some(year)
    }

    /// The number people write.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Calendar years from `earlier` to this one; 0 when `earlier` is not earlier.
    pub const fn since(self, earlier: Self) -> u16 {
        self.0.saturating_sub(earlier.0)
    }

    /// The year `back` years earlier, not before [`Year::FIRST`].
    #[must_use]
    pub fn earlier_by(self, back: u16) -> Self {
        Self(self.0.saturating_sub(back)).max(Self::FIRST)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
