//! The thresholds that bring the shares of the classes closest to those of Fig. 1. The brochure does not define its
//! classes, so this is a search and no finding: what stays wrong is part of the answer.

use rayon::prelude::*;

use super::feature_table::{ClassTotals, FeatureTable};
use crate::domain::{Class, Measure, Rule};

/// Thresholds, and how well they do.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The rule with the thresholds found.
    pub rule: Rule,
    /// The hectares that it gives.
    pub totals: ClassTotals,
    /// See [`misfit`].
    pub misfit: f64,
}

/// The part of the land, 0 to 1, that would have to be in another class for the five shares to be those of Fig. 1:
/// half the sum of the differences. `None` without land in the five classes.
pub fn misfit(totals: &ClassTotals) -> Option<f64> {
    let published: f64 = Class::FIG1.iter().filter_map(|c| c.published_ha()).sum();
    let found = totals.fig1().0;
    let difference = |class: Class| {
        let wanted = class.published_ha().unwrap_or(0.0) / published;
        (totals.of(class).0 / found - wanted).abs()
    };
    (found > 0.0).then(|| Class::FIG1.into_iter().map(difference).sum::<f64>() / 2.0)
}

/// Tries every combination of the thresholds of the rule's measure and of `min_years`; of equally good ones the
/// nearest to the rule as it is. `None` without land to fit.
pub fn best(table: &FeatureTable, rule: &Rule) -> Option<Fit> {
    let tried = candidates(rule).into_par_iter().filter_map(|rule| {
        let totals = table.hectares(&rule);
        let misfit = misfit(&totals)?;
        Some(Fit {
            rule,
            totals,
            misfit,
        })
    });
    tried.min_by(|a, b| {
        let nearer = || distance(&a.rule, rule).total_cmp(&distance(&b.rule, rule));
        // Sums in another order differ in the last digits only.
        let better = (a.misfit * 1e9)
            .round()
            .total_cmp(&(b.misfit * 1e9).round());
        better.then_with(nearer)
    })
}

fn candidates(rule: &Rule) -> Vec<Rule> {
    let mut all = Vec::new();
    for min_years in 3..=rule.window_years.min(rule.firm_years).max(3) {
        let with_years = Rule {
            min_years,
            ..rule.clone()
        };
        match rule.measure {
            Measure::Switches => by_switches(&with_years, &mut all),
            Measure::MinorityShare => by_share(&with_years, &mut all),
        }
    }
    all.retain(|rule| rule.check().is_ok());
    all
}

fn by_switches(rule: &Rule, all: &mut Vec<Rule>) {
    for min_minor in 1..=5 {
        for s_extensive in 1..=5 {
            for s_intensive in s_extensive..=9 {
                all.push(Rule {
                    min_minor,
                    s_extensive,
                    s_intensive,
                    ..rule.clone()
                });
            }
        }
    }
}

fn by_share(rule: &Rule, all: &mut Vec<Rule>) {
    for extensive in 0..=50 {
        for intensive in extensive..=50 {
            all.push(Rule {
                extensive_above: f64::from(extensive) / 100.0,
                intensive_from: f64::from(intensive) / 100.0,
                ..rule.clone()
            });
        }
    }
}

/// How far two rules of the same measure lie apart, in steps.
fn distance(a: &Rule, b: &Rule) -> f64 {
    let decides = |t: &crate::domain::Threshold| t.decides(a.measure);
    let thresholds = crate::domain::Threshold::ALL.into_iter().filter(decides);
    thresholds
        .map(|t| ((t.of(a) - t.of(b)) / t.step()).abs())
        .sum()
}
