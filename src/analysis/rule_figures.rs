//! Everything that is told beside a rule and takes longer than a frame: how hard the hectares are, which parcels
//! hang on one doubtful year, and what the crops that both sectors grow come to.

use super::classify::Classified;
use super::counts::Counts;
use super::feature_table::{ClassTotals, FeatureTable};
use super::report::{Report, Tally, crops_in_window};
use super::sensitivity::{self, Sensitivity, maize_counted};
use crate::domain::{Catalogue, CropCode, CropFact, Rule, Sector, Side};
use crate::job::{Cancelled, Progress};

/// The figures of a layer under a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleFigures {
    /// The rule that they are of.
    pub rule: Rule,
    /// What was counted of the parcels.
    pub table: FeatureTable,
    /// Parcels and hectares per class, with those that are provisional or fragile.
    pub report: Report,
    /// How far the hectares move with the thresholds.
    pub sensitivity: Sensitivity,
    /// The crops that both sectors grow, or that the rule counts otherwise than the catalogue, with the parcels that
    /// had them in a year of the window.
    pub crops: Vec<(CropCode, Tally)>,
    /// The hectares if maize counted for each sector.
    pub maize: Vec<(Side, ClassTotals)>,
    /// Whether the shares that crops cover are known; without them no year is doubtful.
    pub has_cover: bool,
}

impl RuleFigures {
    /// Of parcels classified under `rule`. `area_m2` holds the area per parcel, NaN where unknown.
    ///
    /// # Errors
    /// When the work was told to stop.
    pub fn of(
        classified: &Classified,
        area_m2: &[f64],
        catalogue: &Catalogue,
        rule: &Rule,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let years = &classified.parcels;
        let has_cover = years.has_cover();
        let maize = maize_counted(rule, catalogue);
        let moved = sensitivity::moved(rule, has_cover);
        let rules = moved.chain(maize.iter().map(|(_, rule)| rule.clone()));
        let rules = std::iter::once(rule.clone()).chain(rules);
        let is_told = |code: CropCode, fact: &CropFact| {
            fact.sector == Sector::Ambiguous || rule.sectors.contains_key(&code)
        };
        let (counts, (report, crops)) = rayon::join(
            || Counts::of(years, area_m2, catalogue, rules, progress),
            || {
                rayon::join(
                    || Report::of(classified, area_m2, rule),
                    || crops_in_window(classified, area_m2, rule, is_told),
                )
            },
        );
        let counts = counts?;
        let hectares = |rule: &Rule| counts.hectares(rule).unwrap_or_default();
        Ok(Self {
            rule: rule.clone(),
            table: counts.table(rule).cloned().unwrap_or_default(),
            report,
            sensitivity: Sensitivity::of(&counts, rule, has_cover),
            crops,
            maize: maize.map(|(side, rule)| (side, hectares(&rule))).to_vec(),
            has_cover,
        })
    }
}
