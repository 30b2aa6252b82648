//! The cooperation classes of Fig. 1 of the brochure, and the rule that puts a crop sequence into one.
//!
//! A crop sequence is read as years of arable crops (A), of livestock crops (L), of neither, and missing
//! ones. Only A and L count; years between them neither count nor part neighbours. BRP has no farm number,
//! so a class says how the land was used and does not prove that two farms used it.

use super::crop::Side;
use super::rule::{Measure, Rule};
use super::sequence::{Reading, Usage};

/// The five classes of Fig. 1 in its order, and the sixth for what cannot be classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// *geen*: both kinds of crop, without a recurring exchange.
    NoneMixed,
    /// *geen (100% akkerbouw)*: arable crops only.
    NoneArable,
    /// *geen (100% veeteelt)*: grass and fodder only.
    NoneLivestock,
    /// *extensief*: there and back once.
    Extensive,
    /// *intensief*: recurring exchange.
    Intensive,
    /// Too little is known, or the land is neither arable nor livestock land.
    Unclassified,
}

impl Class {
    /// All six, in the order of the legend.
    pub const ALL: [Self; 6] = [
        Self::NoneMixed,
        Self::NoneArable,
        Self::NoneLivestock,
        Self::Extensive,
        Self::Intensive,
        Self::Unclassified,
    ];

    /// The five classes of Fig. 1.
    pub const FIG1: [Self; 5] = [
        Self::NoneMixed,
        Self::NoneArable,
        Self::NoneLivestock,
        Self::Extensive,
        Self::Intensive,
    ];

    /// The word used in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoneMixed => "none_mixed",
            Self::NoneArable => "none_arable",
            Self::NoneLivestock => "none_livestock",
            Self::Extensive => "extensive",
            Self::Intensive => "intensive",
            Self::Unclassified => "unclassified",
        }
    }

    /// The class with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// Hectares that Fig. 1 of the brochure prints for the class; none for [`Class::Unclassified`].
    pub const fn published_ha(self) -> Option<f64> {
        match self {
            Self::NoneMixed => Some(37_024.0),
            Self::NoneArable => Some(27_114.0),
            Self::NoneLivestock => Some(50_359.0),
            Self::Extensive => Some(21_862.0),
            Self::Intensive => Some(40_428.0),
            Self::Unclassified => None,
        }
    }

    /// True for land that carried both kinds of crop: `none_mixed`, `extensive` and `intensive`.
    pub const fn is_mixed_use(self) -> bool {
        matches!(self, Self::NoneMixed | Self::Extensive | Self::Intensive)
    }

    /// True for recurring exchange: `extensive` and `intensive`.
    pub const fn is_cooperation(self) -> bool {
        matches!(self, Self::Extensive | Self::Intensive)
    }
}

/// What the rule looks at, counted over the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Features {
    /// Years of arable crops (nA).
    pub arable: u16,
    /// Years of livestock crops (nL).
    pub livestock: u16,
    /// Years of neither, crops nobody knows included.
    pub neutral: u16,
    /// Of the neutral years, those of crops that nobody knows.
    pub unknown: u16,
    /// Neighbouring classified years of different sectors (s).
    pub switches: u16,
}

impl Features {
    /// Counts usages in the order of time.
    pub fn count(usages: impl IntoIterator<Item = Usage>) -> Self {
        let mut features = Self::default();
        let mut before = None;
        for usage in usages {
            let side = match usage {
                Usage::Missing => continue,
                Usage::Unknown => {
                    features.unknown += 1;
                    Side::Neutral
                }
                Usage::Known(side) => side,
            };
            match side {
                Side::Arable => features.arable += 1,
                Side::Livestock => features.livestock += 1,
                Side::Neutral => {
                    features.neutral += 1;
                    continue;
                }
            }
            features.switches += u16::from(before.is_some_and(|before| before != side));
            before = Some(side);
        }
        features
    }

    /// Classified years (n).
    pub const fn classified(self) -> u16 {
        self.arable + self.livestock
    }

    /// Years of the rarer sector (m).
    pub fn minority(self) -> u16 {
        self.arable.min(self.livestock)
    }

    /// `m / n`; `None` without a classified year.
    pub fn minority_share(self) -> Option<f64> {
        let classified = self.classified();
        (classified > 0).then(|| f64::from(self.minority()) / f64::from(classified))
    }
}

/// Why a parcel is in its class: the condition of the rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Because {
    /// Fewer than `min_years` years are known.
    TooFewYears,
    /// Years enough are known, but too few are of arable or livestock crops.
    NoSectorYears,
    /// Every classified year is arable.
    OnlyArable,
    /// Every classified year is livestock.
    OnlyLivestock,
    /// Both, without going there and back.
    OneWay,
    /// Both, but the rarer one in fewer than `min_minor` years.
    Incidental,
    /// There and back, in fewer than `s_intensive` switches.
    Recurring,
    /// At least `s_intensive` switches.
    Frequent,
    /// By share: the rarer sector has no more than `extensive_above`.
    SmallShare,
    /// By share: between the two thresholds.
    MiddleShare,
    /// By share: `intensive_from` or more.
    LargeShare,
}

impl Because {
    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooFewYears => "too_few_years",
            Self::NoSectorYears => "no_sector_years",
            Self::OnlyArable => "only_arable",
            Self::OnlyLivestock => "only_livestock",
            Self::OneWay => "one_way",
            Self::Incidental => "incidental",
            Self::Recurring => "recurring",
            Self::Frequent => "frequent",
            Self::SmallShare => "small_share",
            Self::MiddleShare => "middle_share",
            Self::LargeShare => "large_share",
        }
    }

    /// The class that the condition leads to.
    pub const fn class(self) -> Class {
        match self {
            Self::TooFewYears | Self::NoSectorYears => Class::Unclassified,
            Self::OnlyArable => Class::NoneArable,
            Self::OnlyLivestock => Class::NoneLivestock,
            Self::OneWay | Self::Incidental | Self::SmallShare => Class::NoneMixed,
            Self::Recurring | Self::MiddleShare => Class::Extensive,
            Self::Frequent | Self::LargeShare => Class::Intensive,
        }
    }

    /// Why there is no class, for parcels without one.
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::TooFewYears => Some(Reason::TooFewYears),
            Self::NoSectorYears => Some(Reason::NoSectorYears),
            _ => None,
        }
    }
}

/// Why a parcel is in none of the five classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// *onvoldoende gegevens*: too few years are known.
    TooFewYears,
    /// *geen akkerbouw of veeteelt*: years enough, mostly nature, nursery, fallow.
    NoSectorYears,
}

impl Reason {
    /// Both reasons, in the order of the legend.
    pub const ALL: [Self; 2] = [Self::TooFewYears, Self::NoSectorYears];

    /// The word used in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooFewYears => "too_few_years",
            Self::NoSectorYears => "no_sector_years",
        }
    }

    /// The reason with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// What the rule says of one parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Its class.
    pub class: Class,
    /// The condition that decided.
    pub because: Because,
    /// What was counted.
    pub features: Features,
    /// Fewer classified years than a firm result needs.
    pub provisional: bool,
    /// The class would change if one doubtful year took its other reading.
    pub fragile: bool,
    /// Mean share of the years' crops over the loaded years of the window, 0 to 1.
    pub confidence: f64,
}

impl Outcome {
    /// Why there is no class.
    pub const fn reason(&self) -> Option<Reason> {
        self.because.reason()
    }

    /// The outcome under another rule that counts the years alike, for a parcel of which no year is doubtful: nothing
    /// needs to be read again.
    #[must_use]
    pub fn reconsidered(&self, rule: &Rule) -> Self {
        Self::of(self.features, false, self.confidence, rule)
    }

    fn of(features: Features, fragile: bool, confidence: f64, rule: &Rule) -> Self {
        let because = decide(features, rule);
        let class = because.class();
        Self {
            class,
            because,
            features,
            provisional: class != Class::Unclassified && features.classified() < rule.firm_years,
            fragile,
            confidence,
        }
    }

    /// *Onzeker*: provisional, fragile, or with little confidence.
    pub fn is_uncertain(&self, rule: &Rule) -> bool {
        self.provisional || self.fragile || self.confidence < rule.min_confidence
    }
}

/// The class of one parcel. `years` are the readings of the loaded years of the window, oldest first.
///
/// ```
/// use ruilkaart::domain::{Class, CropId, Reading, Rule, Side, Usage, Year, classify};
/// let grass_and_potatoes = "LLLALLLALL".chars().zip(2015..).map(|(letter, year)| Reading {
///     year: Year::new(year).unwrap(),
///     crop: CropId::NONE,
///     usage: Usage::Known(if letter == 'A' { Side::Arable } else { Side::Livestock }),
///     share: 1.0,
///     others: [None, None],
/// });
/// let years: Vec<Reading> = grass_and_potatoes.collect();
/// assert_eq!(classify(&years, &Rule::default()).class, Class::Intensive);
/// ```
pub fn classify(years: &[Reading], rule: &Rule) -> Outcome {
    let features = Features::count(years.iter().map(|reading| reading.usage));
    let class = decide(features, rule).class();
    let shares: f64 = years.iter().map(|reading| reading.share).sum();
    let confidence = shares / years.len().max(1) as f64;
    Outcome::of(features, is_fragile(years, class, rule), confidence, rule)
}

/// The conditions of the rule, in their order.
pub fn decide(features: Features, rule: &Rule) -> Because {
    if features.classified() < rule.min_years {
        let known = features.classified() + features.neutral - features.unknown;
        return if known >= rule.min_years {
            Because::NoSectorYears
        } else {
            Because::TooFewYears
        };
    }
    if features.livestock == 0 {
        return Because::OnlyArable;
    }
    if features.arable == 0 {
        return Because::OnlyLivestock;
    }
    match rule.measure {
        Measure::Switches => by_switches(features, rule),
        Measure::MinorityShare => by_share(features, rule),
    }
}

fn by_switches(features: Features, rule: &Rule) -> Because {
    if features.switches < rule.s_extensive {
        Because::OneWay
    } else if features.minority() < rule.min_minor {
        Because::Incidental
    } else if features.switches >= rule.s_intensive {
        Because::Frequent
    } else {
        Because::Recurring
    }
}

fn by_share(features: Features, rule: &Rule) -> Because {
    let share = features.minority_share().unwrap_or(0.0);
    if share >= rule.intensive_from {
        Because::LargeShare
    } else if share > rule.extensive_above {
        Because::MiddleShare
    } else {
        Because::SmallShare
    }
}

/// Whether the class would change if any single doubtful year took another reading.
fn is_fragile(years: &[Reading], class: Class, rule: &Rule) -> bool {
    let would_change = |doubtful: usize, other: Usage| {
        let usages = years.iter().enumerate().map(|(index, reading)| {
            if index == doubtful {
                other
            } else {
                reading.usage
            }
        });
        decide(Features::count(usages), rule).class() != class
    };
    years.iter().enumerate().any(|(index, reading)| {
        let mut others = reading.others.iter().flatten();
        others.any(|&other| would_change(index, other))
    })
}
