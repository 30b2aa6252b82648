//! The rule as data: window, thresholds, doubt, and which crop counts for which sector where the user
//! differs from the catalogue. Read from `assets/rule.toml` or from a file of the user's; what the numbers
//! mean is in `cooperation.rs`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::catalogue::Catalogue;
use super::crop::{Crop, CropCode, Side};
use super::threshold::Threshold;
use super::year::Year;

/// What decides between the classes of mixed land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How often arable and livestock crops take turns.
    Switches,
    /// Which part of the years belongs to the rarer sector; the order of the years does not matter.
    MinorityShare,
}

/// The rule. Keys that a file leaves out have the value of the built-in rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// What decides between the classes of mixed land.
    pub measure: Measure,
    /// Years in the window, the reference year included.
    pub window_years: u16,
    /// Fewer classified years: unclassified.
    pub min_years: u16,
    /// Fewer classified years: provisional.
    pub firm_years: u16,
    /// Fewer years of the rarer sector are incidental: `none_mixed`.
    pub min_minor: u16,
    /// From this many switches on the exchange recurs: `extensive`.
    pub s_extensive: u16,
    /// From this many switches on: `intensive`.
    pub s_intensive: u16,
    /// With [`Measure::MinorityShare`]: a share above this is `extensive`.
    pub extensive_above: f64,
    /// With [`Measure::MinorityShare`]: a share of this or more is `intensive`.
    pub intensive_from: f64,
    /// A year of which all crops together cover less of the parcel is missing.
    pub min_cover: f64,
    /// A year is doubtful when the runner-up covers at most this much less than the winner.
    pub doubt_margin: f64,
    /// A year is doubtful when all crops together cover less.
    pub doubt_cover: f64,
    /// A missing year is doubtful when one crop covers at least this much.
    pub doubt_missing: f64,
    /// Parcels with less confidence are called uncertain.
    pub min_confidence: f64,
    /// Crops that count otherwise than the catalogue says.
    #[serde(with = "sectors")]
    pub sectors: BTreeMap<CropCode, Side>,
}

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// The text is no TOML.
    #[error("line {line}: {detail}")]
    Syntax {
        /// Line in the file, from 1.
        line: usize,
        /// Technical cause, English.
        detail: String,
    },
    /// A key that no rule has.
    #[error("there is no key {key}")]
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A value of the wrong kind.
    #[error("{detail}")]
    WrongKind {
        /// Technical cause with the key, English.
        detail: String,
    },
    /// A value lies outside what its key allows.
    #[error("{key} is {value}, allowed is {least} to {most}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// Its value.
        value: f64,
        /// The least that is allowed.
        least: f64,
        /// The most that is allowed.
        most: f64,
    },
    /// Two values stand in the wrong order.
    #[error("{lower} is more than {upper}")]
    Order {
        /// The key that must not be more.
        lower: &'static str,
        /// The key that must not be less.
        upper: &'static str,
    },
}

/// The rules that the program offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// `assets/rule.toml`.
    Default,
    /// The published map of two mixed classes: frequent and less frequent exchange, nothing incidental.
    PublishedTwoClass,
    /// By the share of the rarer sector.
    MinorityShare,
}

impl Preset {
    /// All presets, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Default, Self::PublishedTwoClass, Self::MinorityShare];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::PublishedTwoClass => "published_two_class",
            Self::MinorityShare => "minority_share",
        }
    }

    /// The rule itself.
    pub fn rule(self) -> Rule {
        let default = Rule::default();
        match self {
            Self::Default => default,
            Self::PublishedTwoClass => Rule {
                min_minor: 1,
                s_extensive: 1,
                ..default
            },
            Self::MinorityShare => Rule {
                measure: Measure::MinorityShare,
                ..default
            },
        }
    }
}

impl Rule {
    /// The longest window, in years.
    pub const MAX_WINDOW: u16 = 40;

    /// Reads and checks a rule; keys that are left out have the value of the built-in rule.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let mut table = table_of(BUILT_IN)?;
        for (key, value) in table_of(text)? {
            if table.insert(key.clone(), value).is_none() {
                return Err(RuleError::UnknownKey { key });
            }
        }
        let rule = Self::deserialize(table).map_err(|error| RuleError::WrongKind {
            detail: error.to_string().trim().replace('\n', " "),
        })?;
        rule.check()?;
        Ok(rule)
    }

    /// The rule as text that [`parse`](Self::parse) reads: every key, so that it means the same in a program with
    /// another built-in rule.
    ///
    /// ```
    /// use ruilkaart::domain::{Preset, Rule};
    /// let rule = Preset::MinorityShare.rule();
    /// assert_eq!(Rule::parse(&rule.to_text()), Ok(rule));
    /// ```
    pub fn to_text(&self) -> String {
        // Numbers, words and one table: there is nothing in a rule that TOML cannot hold.
        toml::to_string(self).unwrap_or_default()
    }

    /// The same rule with these crops counted for a sector. What the catalogue says anyway is not kept as an
    /// exception.
    #[must_use]
    pub fn counting(&self, codes: &[CropCode], side: Side, catalogue: &Catalogue) -> Self {
        let mut rule = self.clone();
        for &code in codes {
            if catalogue.find(code).map(Crop::side) == Some(side) {
                rule.sectors.remove(&code);
            } else {
                rule.sectors.insert(code, side);
            }
        }
        rule
    }

    /// True when the other rule reads and counts the years of every parcel alike, and only holds what was counted
    /// against other thresholds.
    pub fn counts_alike(&self, other: &Self) -> bool {
        let mut readings = Threshold::ALL
            .into_iter()
            .filter(|t| !t.is_applied_to_features());
        readings.all(|threshold| !threshold.differs(self, other)) && self.sectors == other.sectors
    }

    /// How a crop of the catalogue counts under this rule.
    pub fn side_of(&self, crop: &Crop) -> Side {
        let own = self.sectors.get(&crop.code).copied();
        own.unwrap_or_else(|| crop.side())
    }

    /// Whether the values make sense, each alone and together.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), RuleError> {
        let years = 1..=Self::MAX_WINDOW;
        in_years("window_years", self.window_years, years.clone())?;
        in_years("min_years", self.min_years, years.clone())?;
        in_years("firm_years", self.firm_years, years.clone())?;
        in_years("min_minor", self.min_minor, years.clone())?;
        in_years("s_extensive", self.s_extensive, years.clone())?;
        in_years("s_intensive", self.s_intensive, years)?;
        for (key, value) in [
            ("extensive_above", self.extensive_above),
            ("intensive_from", self.intensive_from),
            ("min_cover", self.min_cover),
            ("doubt_margin", self.doubt_margin),
            ("doubt_cover", self.doubt_cover),
            ("doubt_missing", self.doubt_missing),
            ("min_confidence", self.min_confidence),
        ] {
            in_range(key, value, 0.0, 1.0)?;
        }
        let ordered = |lower, upper, holds: bool| {
            let error = RuleError::Order { lower, upper };
            if holds { Ok(()) } else { Err(error) }
        };
        ordered(
            "min_years",
            "window_years",
            self.min_years <= self.window_years,
        )?;
        ordered("min_years", "firm_years", self.min_years <= self.firm_years)?;
        ordered(
            "s_extensive",
            "s_intensive",
            self.s_extensive <= self.s_intensive,
        )?;
        ordered(
            "extensive_above",
            "intensive_from",
            self.extensive_above <= self.intensive_from,
        )
    }

    /// The years that count for a reference year, first and last.
    pub fn window(&self, reference: Year) -> RangeInclusive<Year> {
        reference.earlier_by(self.window_years.saturating_sub(1))..=reference
    }
}

impl Default for Rule {
    /// The rule of `assets/rule.toml`.
    fn default() -> Self {
        static RULE: LazyLock<Rule> = LazyLock::new(|| {
            #[expect(
                clippy::expect_used,
                reason = "the text is part of the program, its tests read it"
            )]
            Rule::parse(BUILT_IN).expect("assets/rule.toml is a rule")
        });
        RULE.clone()
    }
}

const BUILT_IN: &str = include_str!("../../assets/rule.toml");

fn table_of(text: &str) -> Result<toml::Table, RuleError> {
    text.parse::<toml::Table>().map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        RuleError::Syntax {
            line: before.matches('\n').count() + 1,
            detail: error.message().to_owned(),
        }
    })
}

fn in_years(key: &'static str, value: u16, allowed: RangeInclusive<u16>) -> Result<(), RuleError> {
    in_range(
        key,
        f64::from(value),
        f64::from(*allowed.start()),
        f64::from(*allowed.end()),
    )
}

fn in_range(key: &'static str, value: f64, least: f64, most: f64) -> Result<(), RuleError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(RuleError::OutOfRange {
        key,
        value,
        least,
        most,
    })
}

/// Crop codes are text keys in TOML and JSON.
mod sectors {
    use std::collections::BTreeMap;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::domain::crop::{CropCode, Side};

    pub(super) fn serialize<S: Serializer>(
        sectors: &BTreeMap<CropCode, Side>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(sectors.iter().map(|(code, side)| (code.to_string(), side)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<CropCode, Side>, D::Error> {
        BTreeMap::<String, Side>::deserialize(deserializer)?
            .into_iter()
            .map(|(text, side)| {
                let code = CropCode::parse(&text);
                let error = || D::Error::custom(format_args!("{text} is no crop code"));
                Ok((code.ok_or_else(error)?, side))
            })
            .collect()
    }
}
