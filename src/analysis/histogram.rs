//! The hectares by what the rule counts, each bar parted by class: what a threshold parts is seen at a glance.

use super::feature_table::{ClassTotals, FeatureTable};
use crate::domain::cooperation::decide;
use crate::domain::{Features, Rule, Threshold};

/// What is counted along the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Switches between the sectors, of land with both.
    Switches,
    /// Years of the rarer sector, of land with both.
    MinorityYears,
    /// The part of the years that the rarer sector has, of land with both.
    MinorityShare,
    /// Years of arable or livestock crops, of all land.
    KnownYears,
}

/// The hectares along an axis of bins of the same width.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The least value of the first bin.
    pub first: f64,
    /// The width of a bin.
    pub width: f64,
    /// The bins.
    pub bins: Vec<Bin>,
}

/// One bin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bin {
    /// The hectares of each class in it.
    pub totals: ClassTotals,
    /// The parcels in it.
    pub parcels: u64,
}

/// Most bins: a window of as many years.
const MOST_BINS: usize = Rule::MAX_WINDOW as usize + 1;

impl Counted {
    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Switches => "switches",
            Self::MinorityYears => "minority_years",
            Self::MinorityShare => "minority_share",
            Self::KnownYears => "known_years",
        }
    }

    /// The thresholds that part it.
    pub const fn thresholds(self) -> &'static [Threshold] {
        match self {
            Self::Switches => &[Threshold::SExtensive, Threshold::SIntensive],
            Self::MinorityYears => &[Threshold::MinMinor],
            Self::MinorityShare => &[Threshold::ExtensiveAbove, Threshold::IntensiveFrom],
            Self::KnownYears => &[Threshold::MinYears, Threshold::FirmYears],
        }
    }

    fn value(self, features: Features) -> Option<f64> {
        let both = features.minority() > 0;
        match self {
            Self::Switches => both.then(|| f64::from(features.switches)),
            Self::MinorityYears => both.then(|| f64::from(features.minority())),
            Self::MinorityShare => features.minority_share().filter(|_| both),
            Self::KnownYears => Some(f64::from(features.classified())),
        }
    }

    /// The value of the first bin, and the width of all.
    const fn axis(self) -> (f64, f64) {
        match self {
            Self::Switches | Self::MinorityYears => (1.0, 1.0),
            Self::MinorityShare => (0.0, 0.05),
            Self::KnownYears => (0.0, 1.0),
        }
    }
}

impl Histogram {
    /// Counts. The axis reaches to the highest value that occurs and to the highest threshold.
    pub fn of(table: &FeatureTable, rule: &Rule, counted: Counted) -> Self {
        let (first, width) = counted.axis();
        // Shares such as 3 of 10 lie on the edge of a bin, and a hair below it as numbers.
        let place = |value: f64| ((value - first) / width + 1e-9).floor().max(0.0) as usize;
        let least = match counted {
            // Half of the years is the most that the rarer sector can have.
            Counted::MinorityShare => 10,
            _ => {
                let thresholds = counted.thresholds().iter();
                thresholds.map(|t| place(t.of(rule)) + 1).max().unwrap_or(1)
            }
        };
        let mut bins = vec![Bin::default(); least.min(MOST_BINS)];
        for (features, tally) in table.rows() {
            let Some(value) = counted.value(*features) else {
                continue;
            };
            let last = match counted {
                Counted::MinorityShare => least - 1,
                _ => MOST_BINS - 1,
            };
            let index = place(value).min(last);
            if index >= bins.len() {
                bins.resize(index + 1, Bin::default());
            }
            if let Some(bin) = bins.get_mut(index) {
                bin.parcels += tally.parcels;
                bin.totals.add(decide(*features, rule), tally.area_m2);
            }
        }
        Self { first, width, bins }
    }

    /// Where a value stands, counted in bins from the left.
    pub fn place_of(&self, value: f64) -> f64 {
        (value - self.first) / self.width
    }

    /// The value at a place.
    pub fn value_at(&self, place: f64) -> f64 {
        self.first + place * self.width
    }
}
