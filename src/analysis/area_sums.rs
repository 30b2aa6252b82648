//! Hectares of an area by class, year and situation, and its weighted indicators: all that tables and charts of an
//! area are made of. A pass over its pieces and nothing else.
//!
//! What follows a threshold is kept apart from what does not: hectares per class are a pass of their own, so that
//! they can be made again while a slider moves, and everything of crops and nutrients stays.

use super::ground::Ground;
use super::land::{AVERAGED, Averaged, Land};
use super::measured::OwnFigures;
use super::split::Piece;
use crate::domain::Class;

/// Number of classes, [`Class::Unclassified`] among them.
pub const CLASSES: usize = Class::ALL.len();

/// Everything that is summed over areas, a value per parcel.
#[derive(Debug, Clone, Copy)]
pub struct Parcels<'a> {
    /// The class of each parcel; unclassified where there is none.
    pub classes: &'a [Class],
    /// The averaged indicators of each.
    pub indicators: &'a [Averaged],
    /// What each carried.
    pub land: &'a Land,
    /// The parcels with measured values, which have figures of their own.
    pub own: Option<&'a OwnFigures>,
}

/// Parcels and ground of one class in an area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassSums {
    /// Parcels with ground in the area.
    pub parcels: u64,
    /// Their ground there, m².
    pub m2: f64,
}

/// Hectares of an area by class, and its indicators; without the years.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// The sums per class.
    pub classes: [ClassSums; CLASSES],
    /// Per averaged indicator the sum of value times ground, and the ground that has a value.
    pub indicators: [[f64; 2]; AVERAGED.len()],
}

/// Sums of an area, or of some classes in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AreaSums {
    /// Parcels, ground and indicators.
    pub totals: Totals,
    ground: Ground,
    /// The ground without the parcels that have figures of their own, where there are any.
    estimated: Option<Ground>,
    /// Those parcels: place of the figures, square metres.
    own: Vec<(u32, f64)>,
}

impl AreaSums {
    /// Adds up the pieces.
    pub fn of(pieces: &[Piece], parcels: Parcels<'_>) -> Self {
        let mut sums = Self {
            totals: Totals::of(pieces, parcels),
            ground: Ground::of(pieces, parcels.land),
            ..Self::default()
        };
        let Some(own) = parcels.own else {
            return sums;
        };
        let mut estimated = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match own.place(piece.parcel) {
                Some(place) => sums.own.push((place, piece.m2)),
                None => estimated.push(*piece),
            }
        }
        if !sums.own.is_empty() {
            sums.estimated = Some(Ground::of(&estimated, parcels.land));
        }
        sums
    }

    /// Adds up the pieces of the classes for which `test` holds.
    pub fn of_classes(
        pieces: &[Piece],
        parcels: Parcels<'_>,
        test: impl Fn(Class) -> bool,
    ) -> Self {
        let wanted = |piece: &&Piece| test(class_of(piece, parcels.classes));
        let pieces: Vec<Piece> = pieces.iter().filter(wanted).copied().collect();
        Self::of(&pieces, parcels)
    }

    /// Place of the situation and square metres of a year, by the year's position.
    pub fn ground(&self, year: usize) -> &[(u32, f64)] {
        self.ground.of_year(year)
    }

    /// The same of the parcels whose figures are those of their crops: without those that have their own.
    pub(super) fn estimated(&self, year: usize) -> &[(u32, f64)] {
        let estimated = self.estimated.as_ref();
        estimated.unwrap_or(&self.ground).of_year(year)
    }

    /// The parcels that have figures of their own: where these are, and their square metres.
    pub(super) fn own(&self) -> &[(u32, f64)] {
        &self.own
    }
}

fn class_of(piece: &Piece, classes: &[Class]) -> Class {
    let class = classes.get(piece.parcel as usize).copied();
    class.unwrap_or(Class::Unclassified)
}

fn place_of(class: Class) -> usize {
    let place = Class::ALL.iter().position(|c| *c == class);
    place.unwrap_or(CLASSES - 1)
}

/// Parcels and ground per class, in the order of [`Class::ALL`].
pub fn by_class(pieces: &[Piece], classes: &[Class]) -> [ClassSums; CLASSES] {
    let mut sums = [ClassSums::default(); CLASSES];
    for piece in pieces {
        if let Some(sums) = sums.get_mut(place_of(class_of(piece, classes))) {
            sums.parcels += 1;
            sums.m2 += piece.m2;
        }
    }
    sums
}

impl Totals {
    /// Adds up the pieces.
    pub fn of(pieces: &[Piece], parcels: Parcels<'_>) -> Self {
        let mut indicators = [[0.0; 2]; AVERAGED.len()];
        for piece in pieces {
            let Some(values) = parcels.indicators.get(piece.parcel as usize) else {
                continue;
            };
            for ([sum, m2], value) in indicators.iter_mut().zip(values) {
                if !value.is_nan() {
                    *sum += piece.m2 * value;
                    *m2 += piece.m2;
                }
            }
        }
        Self {
            classes: by_class(pieces, parcels.classes),
            indicators,
        }
    }

    /// All parcels.
    pub fn parcels(&self) -> u64 {
        self.classes.iter().map(|class| class.parcels).sum()
    }

    /// All ground, m².
    pub fn m2(&self) -> f64 {
        self.classes.iter().map(|class| class.m2).sum()
    }

    /// Ground of the classes for which `test` holds, m².
    pub fn m2_of(&self, test: impl Fn(Class) -> bool) -> f64 {
        let classes = Class::ALL.into_iter().zip(&self.classes);
        classes
            .filter(|(class, _)| test(*class))
            .map(|(_, sums)| sums.m2)
            .sum()
    }

    /// The mean of an averaged indicator, weighted by ground; `None` where no parcel has a value.
    pub fn mean(&self, indicator: &str) -> Option<f64> {
        let [sum, m2] = self.weighted(indicator)?;
        (m2 > 0.0).then(|| sum / m2)
    }

    /// The sum of value times ground, and the ground; `None` for anything else.
    pub fn weighted(&self, indicator: &str) -> Option<[f64; 2]> {
        let place = AVERAGED.iter().position(|name| *name == indicator)?;
        self.indicators.get(place).copied()
    }
}
