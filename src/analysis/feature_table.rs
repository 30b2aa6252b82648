//! The hectares of every combination of what the rule counts. A layer has a few hundred such combinations, however
//! many parcels it has: with their table the hectares under any thresholds follow in microseconds, exactly. Only
//! what changes the counting itself (the window, the least cover, how a crop counts) needs the parcels again: `counts.rs`.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::classify::Classified;
use super::report::Tally;
use super::summary::{Category, CategoryKey};
use crate::domain::cooperation::decide;
use crate::domain::{Because, Class, Features, Hectares, Rule};

/// Parcels a thread takes at a time: fewer cost more in joining tables than they save.
const AT_A_TIME: usize = 8192;

/// Parcels and hectares by what was counted of them; landscape elements are not among them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeatureTable {
    /// In a fixed order, each combination once.
    rows: Vec<(Features, Tally)>,
}

/// Some parcels of a table.
#[derive(Debug, Default)]
pub(super) struct Part {
    places: HashMap<Features, usize>,
    rows: Vec<(Features, Tally)>,
}

impl Part {
    /// Where parcels of which this was counted are added.
    pub(super) fn place(&mut self, features: Features) -> usize {
        *self.places.entry(features).or_insert_with(|| {
            self.rows.push((features, Tally::default()));
            self.rows.len() - 1
        })
    }

    /// Adds a parcel, as far as its area is known.
    pub(super) fn add(&mut self, place: usize, area_m2: Option<f64>) {
        if let Some((_, tally)) = self.rows.get_mut(place) {
            tally.parcels += 1;
            tally.area_m2 += area_m2.filter(|area| area.is_finite()).unwrap_or(0.0);
        }
    }
}

/// All parcels, as many at a time as go into a [`Part`].
pub(super) fn parts(parcels: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    let parts = (0..parcels.div_ceil(AT_A_TIME)).into_par_iter();
    parts.map(move |part| part * AT_A_TIME..((part + 1) * AT_A_TIME).min(parcels))
}

impl FeatureTable {
    /// Of parcels that were classified. `area_m2` holds the area per parcel, NaN where unknown.
    pub fn of(classified: &Classified, area_m2: &[f64]) -> Self {
        let outcomes = &classified.outcomes;
        let part = |parcels: Range<usize>| {
            let mut part = Part::default();
            for parcel in parcels {
                if let Some(Some(outcome)) = outcomes.get(parcel) {
                    let place = part.place(outcome.features);
                    part.add(place, area_m2.get(parcel).copied());
                }
            }
            part
        };
        let parts: Vec<Part> = parts(outcomes.len()).map(part).collect();
        Self::joined(&parts)
    }

    /// Joined in the order of the parcels, so that sums do not depend on the number of threads.
    pub(super) fn joined<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
        let mut all: HashMap<Features, Tally> = HashMap::new();
        for (features, tally) in parts.into_iter().flat_map(|part| &part.rows) {
            let sum = all.entry(*features).or_default();
            sum.parcels += tally.parcels;
            sum.area_m2 += tally.area_m2;
        }
        let mut rows: Vec<_> = all.into_iter().collect();
        rows.sort_unstable_by_key(|(features, _)| *features);
        Self { rows }
    }

    /// Each combination with its parcels and their area.
    pub fn rows(&self) -> &[(Features, Tally)] {
        &self.rows
    }

    /// The hectares of each class under these thresholds.
    pub fn hectares(&self, rule: &Rule) -> ClassTotals {
        let mut totals = ClassTotals::default();
        for (features, tally) in &self.rows {
            totals.add(decide(*features, rule), tally.area_m2);
        }
        totals
    }
}

/// Hectares of all six classes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClassTotals([f64; Class::ALL.len()]);

impl ClassTotals {
    /// Of a legend of classes.
    pub fn of_categories(list: &[Category]) -> Self {
        let mut totals = Self::default();
        for category in list {
            let class = match category.key {
                CategoryKey::Class(class) => class,
                CategoryKey::TooFewYears | CategoryKey::NoSectorYears => Class::Unclassified,
                _ => continue,
            };
            totals.add_to(class, category.area_m2);
        }
        totals
    }

    pub(super) fn add(&mut self, because: Because, area_m2: f64) {
        self.add_to(because.class(), area_m2);
    }

    fn add_to(&mut self, class: Class, area_m2: f64) {
        let places = Class::ALL.into_iter().zip(&mut self.0);
        for (_, total) in places.filter(|(other, _)| *other == class) {
            *total += area_m2;
        }
    }

    /// The hectares of a class.
    pub fn of(&self, class: Class) -> Hectares {
        let place = Class::ALL.into_iter().position(|other| other == class);
        let area_m2 = place.and_then(|place| self.0.get(place));
        Hectares::from_m2(area_m2.copied().unwrap_or(0.0))
    }

    /// The hectares of the five classes of Fig. 1 together.
    pub fn fig1(&self) -> Hectares {
        Class::FIG1.into_iter().map(|class| self.of(class)).sum()
    }
}
