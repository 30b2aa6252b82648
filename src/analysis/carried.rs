//! From a classification to what is summed over areas. Classes follow every move of a threshold; what the parcels
//! carried follows only the window, the sectors and the cover, and can be kept until one of those changes.

use rayon::prelude::*;

use super::area_sums::Parcels;
use super::classify::Classified;
use super::land::{Averaged, Land, averaged};
use super::measured::OwnFigures;
use crate::domain::{Assumptions, Class, Indicators, Rule};

/// What the parcels carried, with their averaged indicators.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// The crops of the years.
    pub land: Land,
    /// The indicators of each parcel.
    pub indicators: Vec<Averaged>,
}

impl Carried {
    /// Reads the window of a classification; nutrients look at no more years than `assumptions` say.
    pub fn of(classified: &Classified, rule: &Rule, assumptions: &Assumptions) -> Self {
        let sequences = &classified.parcels.sequences;
        let (reference, facts) = (classified.parcels.reference, &classified.facts);
        let years = rule.window_years.min(assumptions.window_years);
        let shorter = Rule {
            window_years: years,
            ..rule.clone()
        };
        let window = sequences.window(&shorter, reference);
        let land = Land::of(window, sequences.len(), sequences.crops(), facts, rule);
        let window = sequences.window(rule, reference);
        let outcomes = classified.outcomes.par_iter().enumerate();
        let indicators =
            outcomes
                .with_min_len(1024)
                .map_init(Vec::new, |readings, (parcel, outcome)| {
                    readings.clear();
                    let columns = window.iter();
                    readings.extend(columns.map(|column| column.read(parcel, facts, rule)));
                    let features = outcome.map(|outcome| outcome.features);
                    averaged(
                        &Indicators::of(readings, facts),
                        features.unwrap_or_default(),
                    )
                });
        Self {
            indicators: indicators.collect(),
            land,
        }
    }

    /// Together with the classes, ready to be summed; `own` are the parcels with measured values.
    pub fn with<'a>(&'a self, classes: &'a [Class], own: Option<&'a OwnFigures>) -> Parcels<'a> {
        Parcels {
            classes,
            indicators: &self.indicators,
            land: &self.land,
            own,
        }
    }
}

/// The class of every feature; landscape elements, which have none, as unclassified.
pub fn classes(classified: &Classified) -> Vec<Class> {
    let outcomes = classified.outcomes.iter();
    outcomes
        .map(|outcome| outcome.map_or(Class::Unclassified, |outcome| outcome.class))
        .collect()
}

/// The ground of the features that are parcels, m²; NaN for landscape elements, which take no part.
pub fn parcels_m2(classified: &Classified, area_m2: &[f64]) -> Vec<f64> {
    let outcomes = classified.outcomes.iter().zip(area_m2);
    outcomes
        .map(|(outcome, m2)| outcome.map_or(f64::NAN, |_| *m2))
        .collect()
}
