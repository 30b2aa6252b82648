//! What a classification comes to: parcels and hectares per class, per reason for having none, of landscape
//! elements, and of crops that nobody knows. The numbers of `classify --summary`.

use super::classify::Classified;
use crate::domain::{Class, CropCode, CropFact, Outcome, Reason, Rule, Usage, Year};

/// Parcels and their area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    /// Number of parcels.
    pub parcels: u64,
    /// Their area, m², as far as it is known.
    pub area_m2: f64,
    /// Of that, of parcels whose class is provisional.
    pub provisional_m2: f64,
    /// Of that, of parcels whose class is fragile.
    pub fragile_m2: f64,
    /// Of that, of parcels whose class is uncertain for whatever reason ([`Outcome::is_uncertain`]).
    pub uncertain_m2: f64,
}

/// The numbers of a whole layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The year that the parcels are of.
    pub reference: Year,
    /// The loaded years of the window, oldest first.
    pub years: Vec<Year>,
    /// All parcels, landscape elements not among them.
    pub all: Tally,
    /// The classes of Fig. 1, in its order.
    pub classes: Vec<(Class, Tally)>,
    /// Parcels without a class, by reason.
    pub unclassified: Vec<(Reason, Tally)>,
    /// Landscape elements.
    pub elements: Tally,
    /// Codes that nobody knows, in their order, with the parcels that had them in a year of the window.
    pub unknown_codes: Vec<(CropCode, Tally)>,
    /// Parcels and elements whose area is not known.
    pub unmeasured: u64,
}

impl Tally {
    fn add(&mut self, area_m2: Option<f64>, outcome: Option<&Outcome>, rule: &Rule) {
        self.parcels += 1;
        let area_m2 = area_m2.unwrap_or(0.0);
        self.area_m2 += area_m2;
        if outcome.is_some_and(|outcome| outcome.provisional) {
            self.provisional_m2 += area_m2;
        }
        if outcome.is_some_and(|outcome| outcome.fragile) {
            self.fragile_m2 += area_m2;
        }
        if outcome.is_some_and(|outcome| outcome.is_uncertain(rule)) {
            self.uncertain_m2 += area_m2;
        }
    }
}

impl Report {
    /// Counts. `area_m2` holds the area per feature, NaN where unknown.
    pub fn of(classified: &Classified, area_m2: &[f64], rule: &Rule) -> Self {
        let sequences = &classified.parcels.sequences;
        let window = sequences.window(rule, classified.parcels.reference);
        let mut report = Self {
            reference: classified.parcels.reference,
            years: window.iter().map(|column| column.year).collect(),
            all: Tally::default(),
            classes: Class::FIG1.map(|class| (class, Tally::default())).to_vec(),
            unclassified: Reason::ALL
                .map(|reason| (reason, Tally::default()))
                .to_vec(),
            elements: Tally::default(),
            unknown_codes: Vec::new(),
            unmeasured: 0,
        };
        for (feature, outcome) in classified.outcomes.iter().enumerate() {
            report.count(area_of(area_m2, feature), outcome.as_ref(), rule);
        }
        report.unknown_codes = crops_in_window(classified, area_m2, rule, |_, fact| {
            fact.usage == Usage::Unknown
        });
        report
    }

    fn count(&mut self, area_m2: Option<f64>, outcome: Option<&Outcome>, rule: &Rule) {
        self.unmeasured += u64::from(area_m2.is_none());
        let Some(found) = outcome else {
            self.elements.add(area_m2, None, rule);
            return;
        };
        self.all.add(area_m2, outcome, rule);
        let class = self
            .classes
            .iter_mut()
            .find(|(class, _)| *class == found.class);
        let mut unclassified = self.unclassified.iter_mut();
        let reason = unclassified.find(|(reason, _)| Some(*reason) == found.reason());
        let tally = class
            .map(|(_, tally)| tally)
            .or(reason.map(|(_, tally)| tally));
        if let Some(tally) = tally {
            tally.add(area_m2, outcome, rule);
        }
    }
}

fn area_of(area_m2: &[f64], feature: usize) -> Option<f64> {
    area_m2
        .get(feature)
        .copied()
        .filter(|area| area.is_finite())
}

/// The codes for which `wanted` holds, in their order, with the parcels that had them in a year of the window.
pub fn crops_in_window(
    classified: &Classified,
    area_m2: &[f64],
    rule: &Rule,
    wanted: impl Fn(CropCode, &CropFact) -> bool,
) -> Vec<(CropCode, Tally)> {
    let sequences = &classified.parcels.sequences;
    let window = sequences.window(rule, classified.parcels.reference);
    let crops = sequences.crops().crops().iter().map(|crop| {
        let fact = classified.facts.get(sequences.crops().find(*crop));
        wanted(crop.code, &fact).then_some(crop.code)
    });
    let code_of: Vec<Option<CropCode>> = crops.collect();
    let mut codes: Vec<CropCode> = code_of.iter().copied().flatten().collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Vec::new();
    }
    let place = |code: &Option<CropCode>| codes.binary_search(code.as_ref()?).ok();
    let place_of: Vec<Option<usize>> = code_of.iter().map(place).collect();
    let mut tallies = vec![Tally::default(); codes.len()];
    // The feature that was counted last for each code: a crop counts once, in however many years it grew.
    let mut counted: Vec<Option<usize>> = vec![None; codes.len()];
    for (feature, outcome) in classified.outcomes.iter().enumerate() {
        if outcome.is_none() {
            continue;
        }
        for column in window {
            let crop = column.crops.get(feature).and_then(|crop| crop.index());
            let Some(&Some(place)) = crop.and_then(|crop| place_of.get(crop)) else {
                continue;
            };
            // A year that too little is known of has no crop.
            let is_known = || column.read(feature, &classified.facts, rule).usage != Usage::Missing;
            if let (Some(last), Some(tally)) = (counted.get_mut(place), tallies.get_mut(place))
                && *last != Some(feature)
                && is_known()
            {
                *last = Some(feature);
                tally.add(area_of(area_m2, feature), outcome.as_ref(), rule);
            }
        }
    }
    let found = codes.into_iter().zip(tallies);
    found.filter(|(_, tally)| tally.parcels > 0).collect()
}
