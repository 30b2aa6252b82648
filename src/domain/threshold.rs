//! The numbers of a rule one by one: what each may be, by how much it is moved at a time, and how the others
//! give way so that the rule stays one that can be used.

use std::ops::RangeInclusive;

use super::rule::{Measure, Rule};

/// A number of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Threshold {
    /// `window_years`.
    WindowYears,
    /// `min_years`.
    MinYears,
    /// `firm_years`.
    FirmYears,
    /// `min_minor`.
    MinMinor,
    /// `s_extensive`.
    SExtensive,
    /// `s_intensive`.
    SIntensive,
    /// `extensive_above`.
    ExtensiveAbove,
    /// `intensive_from`.
    IntensiveFrom,
    /// `min_cover`.
    MinCover,
    /// `doubt_margin`.
    DoubtMargin,
    /// `doubt_cover`.
    DoubtCover,
    /// `doubt_missing`.
    DoubtMissing,
    /// `min_confidence`.
    MinConfidence,
}

impl Threshold {
    /// All of them, in the order of the rule's file.
    pub const ALL: [Self; 13] = [
        Self::WindowYears,
        Self::MinYears,
        Self::FirmYears,
        Self::MinMinor,
        Self::SExtensive,
        Self::SIntensive,
        Self::ExtensiveAbove,
        Self::IntensiveFrom,
        Self::MinCover,
        Self::DoubtMargin,
        Self::DoubtCover,
        Self::DoubtMissing,
        Self::MinConfidence,
    ];

    /// Its word in the rule's file, and in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::WindowYears => "window_years",
            Self::MinYears => "min_years",
            Self::FirmYears => "firm_years",
            Self::MinMinor => "min_minor",
            Self::SExtensive => "s_extensive",
            Self::SIntensive => "s_intensive",
            Self::ExtensiveAbove => "extensive_above",
            Self::IntensiveFrom => "intensive_from",
            Self::MinCover => "min_cover",
            Self::DoubtMargin => "doubt_margin",
            Self::DoubtCover => "doubt_cover",
            Self::DoubtMissing => "doubt_missing",
            Self::MinConfidence => "min_confidence",
        }
    }

    /// True for whole numbers of years or switches, false for parts between 0 and 1.
    pub const fn is_whole(self) -> bool {
        matches!(
            self,
            Self::WindowYears
                | Self::MinYears
                | Self::FirmYears
                | Self::MinMinor
                | Self::SExtensive
                | Self::SIntensive
        )
    }

    /// True when the classes can depend on it under this measure: the others say how sure a class is.
    pub const fn decides(self, measure: Measure) -> bool {
        match self {
            Self::WindowYears | Self::MinYears | Self::MinCover => true,
            Self::MinMinor | Self::SExtensive | Self::SIntensive => {
                matches!(measure, Measure::Switches)
            }
            Self::ExtensiveAbove | Self::IntensiveFrom => {
                matches!(measure, Measure::MinorityShare)
            }
            _ => false,
        }
    }

    /// True when it is held against what was counted of a parcel's years, and changes nothing of how its years are
    /// read.
    pub const fn is_applied_to_features(self) -> bool {
        !matches!(
            self,
            Self::WindowYears
                | Self::MinCover
                | Self::DoubtMargin
                | Self::DoubtCover
                | Self::DoubtMissing
        )
    }

    /// How far one step moves it: a year, a switch, or five hundredths.
    pub const fn step(self) -> f64 {
        if self.is_whole() { 1.0 } else { 0.05 }
    }

    /// What it may be.
    pub fn range(self) -> RangeInclusive<f64> {
        if self.is_whole() {
            1.0..=f64::from(Rule::MAX_WINDOW)
        } else {
            0.0..=1.0
        }
    }

    /// Its value in a rule.
    pub fn of(self, rule: &Rule) -> f64 {
        match self {
            Self::WindowYears => f64::from(rule.window_years),
            Self::MinYears => f64::from(rule.min_years),
            Self::FirmYears => f64::from(rule.firm_years),
            Self::MinMinor => f64::from(rule.min_minor),
            Self::SExtensive => f64::from(rule.s_extensive),
            Self::SIntensive => f64::from(rule.s_intensive),
            Self::ExtensiveAbove => rule.extensive_above,
            Self::IntensiveFrom => rule.intensive_from,
            Self::MinCover => rule.min_cover,
            Self::DoubtMargin => rule.doubt_margin,
            Self::DoubtCover => rule.doubt_cover,
            Self::DoubtMissing => rule.doubt_missing,
            Self::MinConfidence => rule.min_confidence,
        }
    }

    /// The rule with this value, put into its range. A bound that would stand on the wrong side of it moves along, so
    /// that the rule passes [`Rule::check`]. What is no number changes nothing.
    ///
    /// ```
    /// use ruilkaart::domain::{Rule, Threshold};
    /// let rule = Threshold::SExtensive.set(&Rule::default(), 5.0);
    /// assert_eq!((rule.s_extensive, rule.s_intensive), (5, 5));
    /// ```
    #[must_use]
    pub fn set(self, rule: &Rule, value: f64) -> Rule {
        let mut rule = rule.clone();
        if !value.is_finite() {
            return rule;
        }
        let range = self.range();
        let part = value.clamp(*range.start(), *range.end());
        // At most `MAX_WINDOW`, which fits.
        let whole = part.round() as u16;
        match self {
            Self::WindowYears => {
                rule.window_years = whole;
                rule.min_years = rule.min_years.min(whole);
            }
            Self::MinYears => {
                rule.min_years = whole;
                rule.window_years = rule.window_years.max(whole);
                rule.firm_years = rule.firm_years.max(whole);
            }
            Self::FirmYears => {
                rule.firm_years = whole;
                rule.min_years = rule.min_years.min(whole);
            }
            Self::MinMinor => rule.min_minor = whole,
            Self::SExtensive => {
                rule.s_extensive = whole;
                rule.s_intensive = rule.s_intensive.max(whole);
            }
            Self::SIntensive => {
                rule.s_intensive = whole;
                rule.s_extensive = rule.s_extensive.min(whole);
            }
            Self::ExtensiveAbove => {
                rule.extensive_above = part;
                rule.intensive_from = rule.intensive_from.max(part);
            }
            Self::IntensiveFrom => {
                rule.intensive_from = part;
                rule.extensive_above = rule.extensive_above.min(part);
            }
            Self::MinCover => rule.min_cover = part,
            Self::DoubtMargin => rule.doubt_margin = part,
            Self::DoubtCover => rule.doubt_cover = part,
            Self::DoubtMissing => rule.doubt_missing = part,
            Self::MinConfidence => rule.min_confidence = part,
        }
        rule
    }

    /// True when it is another one in the other rule.
    pub fn differs(self, one: &Rule, other: &Rule) -> bool {
        self.of(one).total_cmp(&self.of(other)).is_ne()
    }

    /// The rule with this number so many steps higher; `None` where it is at the end of its range already.
    pub fn moved(self, rule: &Rule, steps: f64) -> Option<Rule> {
        let hundredths = ((self.of(rule) + steps * self.step()) * 100.0).round();
        let moved = self.set(rule, hundredths / 100.0);
        (moved != *rule).then_some(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Preset;

    #[test]
    fn whatever_is_moved_the_rule_can_be_used() {
        for preset in Preset::ALL {
            for first in Threshold::ALL {
                for value in [-3.0, 0.0, 0.12, 0.9, 1.0, 4.0, 9.0, 55.0] {
                    let once = first.set(&preset.rule(), value);
                    assert_eq!(once.check(), Ok(()), "{first:?} {value}");
                    for second in Threshold::ALL {
                        let twice = second.set(&once, value / 2.0 + 1.0);
                        assert_eq!(twice.check(), Ok(()), "{first:?} {second:?} {value}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_number_takes_its_value_and_pushes_only_what_is_in_its_way() {
        let rule = Rule::default();
        for threshold in Threshold::ALL {
            let value = if threshold.is_whole() { 7.0 } else { 0.65 };
            let set = threshold.set(&rule, value);
            assert!((threshold.of(&set) - value).abs() < 1e-12, "{threshold:?}");
            assert_eq!(threshold.set(&rule, f64::NAN), rule);
        }
        let narrow = Threshold::WindowYears.set(&rule, 3.0);
        assert_eq!((narrow.min_years, narrow.firm_years), (3, 8));
        let wide = Threshold::MinYears.set(&rule, 12.0);
        assert_eq!((wide.window_years, wide.firm_years), (12, 12));
    }

    #[test]
    fn a_step_at_the_end_of_the_range_is_none() {
        let rule = Threshold::SIntensive.set(&Rule::default(), 1.0);
        assert_eq!(Threshold::SIntensive.moved(&rule, -1.0), None);
        let up = Threshold::ExtensiveAbove.moved(&rule, 1.0).unwrap();
        assert!((up.extensive_above - 0.15).abs() < 1e-12);
    }
}
