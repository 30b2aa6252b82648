//! Hectares of an area by class, year and situation, and its weighted indicators: all that tables and charts of an
//! area are made of. A pass over its pieces and nothing else, so that it can be made again while a slider moves.

use super::land::{AVERAGED, Averaged, Land};
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
}

/// Sums of the parcels of one class in an area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassSums {
    /// Parcels with ground in the area.
    pub parcels: u64,
    /// Their ground there, m².
    pub m2: f64,
    /// Per averaged indicator the sum of value times ground, and the ground that has a value.
    pub indicators: [[f64; 2]; AVERAGED.len()],
}

/// Sums of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaSums {
    classes: [ClassSums; CLASSES],
    situations: usize,
    /// Square metres by year, class and situation.
    ground: Vec<f64>,
}

/// Some classes of an area put together, without the years.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// The sums per class; those that were not asked for are empty.
    pub classes: [ClassSums; CLASSES],
}

/// Some classes of an area put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// Parcels, ground and indicators.
    pub totals: Totals,
    situations: usize,
    /// Square metres by year and situation.
    ground: Vec<f64>,
}

impl AreaSums {
    /// Adds up the pieces.
    pub fn of(pieces: &[Piece], parcels: Parcels<'_>) -> Self {
        let situations = parcels.land.situations().len();
        let years = parcels.land.years().len();
        let mut sums = Self {
            classes: [ClassSums::default(); CLASSES],
            situations,
            ground: vec![0.0; years * CLASSES * situations],
        };
        let class_of = |piece: &Piece| {
            let class = parcels.classes.get(piece.parcel as usize);
            class.map_or(CLASSES - 1, |class| place_of(*class))
        };
        for piece in pieces {
            let values = parcels.indicators.get(piece.parcel as usize);
            if let Some(class) = sums.classes.get_mut(class_of(piece)) {
                class.add(piece, values);
            }
        }
        // Year by year: one year's columns and sums stay near the processor.
        for (year, ground) in (0..years).zip(sums.ground.chunks_mut((CLASSES * situations).max(1)))
        {
            let of_parcel = parcels.land.of_year(year);
            for piece in pieces {
                let situation = of_parcel.get(piece.parcel as usize).copied();
                let place = class_of(piece) * situations + situation.unwrap_or(0) as usize;
                if let Some(ground) = ground.get_mut(place) {
                    *ground += piece.m2;
                }
            }
        }
        sums
    }

    /// The sums of one class.
    pub fn class(&self, class: Class) -> &ClassSums {
        // Every class has its place.
        &self.classes[place_of(class)]
    }

    /// The classes for which `test` holds, together.
    pub fn select(&self, test: impl Fn(Class) -> bool) -> Selected {
        let years = self.ground.len() / (CLASSES * self.situations).max(1);
        let mut selected = Selected {
            totals: Totals::default(),
            situations: self.situations,
            ground: vec![0.0; years * self.situations],
        };
        for (place, class) in Class::ALL.into_iter().enumerate() {
            if !test(class) {
                continue;
            }
            selected.totals.classes[place] = self.classes[place];
            for year in 0..years {
                let from = (year * CLASSES + place) * self.situations;
                let to = year * self.situations..(year + 1) * self.situations;
                let ground = &self.ground[from..from + self.situations];
                for (sum, m2) in selected.ground[to].iter_mut().zip(ground) {
                    *sum += m2;
                }
            }
        }
        selected
    }
}

fn place_of(class: Class) -> usize {
    let place = Class::ALL.iter().position(|c| *c == class);
    place.unwrap_or(CLASSES - 1)
}

impl ClassSums {
    fn add(&mut self, piece: &Piece, values: Option<&Averaged>) {
        self.parcels += 1;
        self.m2 += piece.m2;
        let Some(values) = values else { return };
        for ([sum, m2], value) in self.indicators.iter_mut().zip(values) {
            if !value.is_nan() {
                *sum += piece.m2 * value;
                *m2 += piece.m2;
            }
        }
    }
}

impl Selected {
    /// Square metres per situation in a year, by the year's position.
    pub fn ground(&self, year: usize) -> &[f64] {
        let range = year * self.situations..(year + 1) * self.situations;
        self.ground.get(range).unwrap_or_default()
    }
}

impl Totals {
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

    /// The ground that has a value of an averaged indicator, m²; `None` for anything else.
    pub fn weight(&self, indicator: &str) -> Option<f64> {
        self.weighted(indicator).map(|[_, m2]| m2)
    }

    /// The sum of value times ground, and the ground.
    fn weighted(&self, indicator: &str) -> Option<[f64; 2]> {
        let place = AVERAGED.iter().position(|name| *name == indicator)?;
        let pairs = self.classes.iter().map(|class| class.indicators[place]);
        Some(pairs.fold([0.0; 2], |[s, m], [sum, m2]| [s + sum, m + m2]))
    }
}
