//! The hectares of every combination of what the rule counts. A layer has a few hundred such combinations, however
//! many parcels it has: with their table the hectares under any thresholds follow in microseconds, exactly. Only
//! what changes the counting itself (the window, the least cover, how a crop counts) needs the parcels again.

use std::collections::HashMap;

use rayon::prelude::*;

use super::classify::{Classified, ParcelYears};
use super::report::Tally;
use super::summary::{Category, CategoryKey};
use crate::domain::cooperation::decide;
use crate::domain::{Because, Catalogue, Class, CropFacts, Features, Hectares, Rule};

/// Parcels a thread takes at a time: fewer cost more in joining tables than they save.
const AT_A_TIME: usize = 8192;

/// Parcels and hectares by what was counted of them; landscape elements are not among them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeatureTable {
    /// In a fixed order, each combination once.
    rows: Vec<(Features, Tally)>,
}

impl FeatureTable {
    /// Of parcels that were classified. `area_m2` holds the area per parcel, NaN where unknown.
    pub fn of(classified: &Classified, area_m2: &[f64]) -> Self {
        let outcomes = &classified.outcomes;
        Self::collect(outcomes.len(), area_m2, |_, parcel| {
            outcomes.get(parcel)?.map(|outcome| outcome.features)
        })
    }

    /// Of parcels whose years are counted anew, under another rule.
    pub fn count(years: &ParcelYears, area_m2: &[f64], catalogue: &Catalogue, rule: &Rule) -> Self {
        let facts = CropFacts::of(years.sequences.crops(), catalogue, rule);
        let window = years.sequences.window(rule, years.reference);
        Self::collect(years.sequences.len(), area_m2, |usages, parcel| {
            if years.elements.get(parcel).copied().unwrap_or(false) {
                return None;
            }
            usages.clear();
            let read = window
                .iter()
                .map(|column| column.read(parcel, &facts, rule));
            usages.extend(read.map(|reading| reading.usage));
            Some(Features::count(usages.iter().copied()))
        })
    }

    fn collect(
        parcels: usize,
        area_m2: &[f64],
        features: impl Fn(&mut Vec<crate::domain::Usage>, usize) -> Option<Features> + Sync,
    ) -> Self {
        let chunks = (0..parcels.div_ceil(AT_A_TIME)).into_par_iter();
        let tables: Vec<HashMap<Features, Tally>> = chunks
            .map(|chunk| {
                let mut usages = Vec::new();
                let mut table = HashMap::new();
                let first = chunk * AT_A_TIME;
                for parcel in first..(first + AT_A_TIME).min(parcels) {
                    if let Some(features) = features(&mut usages, parcel) {
                        let tally: &mut Tally = table.entry(features).or_default();
                        tally.parcels += 1;
                        let area = area_m2.get(parcel).copied();
                        tally.area_m2 += area.filter(|area| area.is_finite()).unwrap_or(0.0);
                    }
                }
                table
            })
            .collect();
        // Joined in the order of the parcels, so that sums do not depend on the number of threads.
        let mut all: HashMap<Features, Tally> = HashMap::new();
        for table in tables {
            for (features, tally) in table {
                let sum = all.entry(features).or_default();
                sum.parcels += tally.parcels;
                sum.area_m2 += tally.area_m2;
            }
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
