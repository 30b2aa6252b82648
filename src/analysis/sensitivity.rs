//! How hard the hectares of the classes are: how far they move when each threshold of the rule moves by one step.
//! That is the error bar of a class (the geometry moves them far less).

use super::classify::ParcelYears;
use super::feature_table::{ClassTotals, FeatureTable};
use crate::domain::{Catalogue, Class, CropCode, Hectares, RotationGroup, Rule, Side, Threshold};
use crate::job::{Cancelled, Progress};

/// What one step of one threshold does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The threshold.
    pub threshold: Threshold,
    /// The hectares with the threshold a step lower; `None` at the end of its range.
    pub down: Option<ClassTotals>,
    /// The hectares with the threshold a step higher; `None` at the end of its range.
    pub up: Option<ClassTotals>,
}

/// What the steps of all thresholds do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sensitivity {
    /// The hectares as they are.
    pub now: ClassTotals,
    /// The thresholds that can change a class, those that move most first.
    pub steps: Vec<Step>,
}

impl Step {
    /// How far the class moves: down a step, up a step.
    pub fn moves(&self, class: Class, now: &ClassTotals) -> [Option<Hectares>; 2] {
        let moved = |totals: &ClassTotals| totals.of(class) - now.of(class);
        [self.down.as_ref().map(moved), self.up.as_ref().map(moved)]
    }

    /// The largest move of the class, either way.
    pub fn most(&self, class: Class, now: &ClassTotals) -> Hectares {
        let moves = self.moves(class, now).into_iter().flatten();
        Hectares(moves.map(|ha| ha.0.abs()).fold(0.0, f64::max))
    }
}

impl Sensitivity {
    /// Tries each threshold a step lower and higher. `table` is of the parcels under `rule`; `cover` says whether
    /// shares are known, without which the least cover decides nothing.
    ///
    /// # Errors
    /// When the work was told to stop.
    pub fn of(
        table: &FeatureTable,
        years: &ParcelYears,
        area_m2: &[f64],
        catalogue: &Catalogue,
        rule: &Rule,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let has_cover = years.has_cover();
        let totals = |threshold: Threshold, steps: f64| {
            progress.check()?;
            let Some(moved) = threshold.moved(rule, steps) else {
                return Ok(None);
            };
            Ok(Some(if threshold.is_applied_to_features() {
                table.hectares(&moved)
            } else {
                FeatureTable::count(years, area_m2, catalogue, &moved).hectares(&moved)
            }))
        };
        let now = table.hectares(rule);
        let mut steps = Vec::new();
        let decides = |threshold: &Threshold| {
            threshold.decides(rule.measure) && (has_cover || *threshold != Threshold::MinCover)
        };
        for threshold in Threshold::ALL.into_iter().filter(decides) {
            steps.push(Step {
                threshold,
                down: totals(threshold, -1.0)?,
                up: totals(threshold, 1.0)?,
            });
        }
        let most = |step: &Step| {
            let moves = Class::ALL.map(|class| step.most(class, &now).0);
            moves.into_iter().fold(0.0, f64::max)
        };
        steps.sort_by(|a, b| most(b).total_cmp(&most(a)));
        Ok(Self { now, steps })
    }

    /// How far one step of some threshold moves the class at most, and which threshold that is; `None` where none
    /// moves it.
    pub fn most(&self, class: Class) -> Option<(Threshold, Hectares)> {
        let moves = self
            .steps
            .iter()
            .map(|step| (step.threshold, step.most(class, &self.now)));
        let moves = moves.filter(|(_, ha)| ha.0 > 0.0);
        moves.max_by(|(_, a), (_, b)| a.0.total_cmp(&b.0))
    }
}

/// The maize of every kind in the catalogue: what people disagree about most.
pub fn maize(catalogue: &Catalogue) -> Vec<CropCode> {
    let is_maize = |group| {
        matches!(
            group,
            RotationGroup::MaizeSilage | RotationGroup::MaizeGrain
        )
    };
    let crops = catalogue.crops().iter().filter(|crop| is_maize(crop.group));
    crops.map(|crop| crop.code).collect()
}

/// The hectares if maize counted for each sector.
pub fn maize_counted(
    years: &ParcelYears,
    area_m2: &[f64],
    catalogue: &Catalogue,
    rule: &Rule,
    progress: &Progress,
) -> Result<Vec<(Side, ClassTotals)>, Cancelled> {
    let maize = maize(catalogue);
    let mut all = Vec::new();
    for side in [Side::Livestock, Side::Arable, Side::Neutral] {
        progress.check()?;
        let counted = rule.counting(&maize, side, catalogue);
        let table = FeatureTable::count(years, area_m2, catalogue, &counted);
        all.push((side, table.hectares(&counted)));
    }
    Ok(all)
}
