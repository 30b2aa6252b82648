//! How hard the hectares of the classes are: how far they move when each threshold of the rule moves by one step.
//! That is the error bar of a class (the geometry moves them far less).

use super::counts::Counts;
use super::feature_table::ClassTotals;
use crate::domain::{Catalogue, Class, CropCode, Hectares, RotationGroup, Rule, Side, Threshold};

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

/// The rules with one threshold a step lower or higher.
pub fn moved(rule: &Rule, has_cover: bool) -> impl Iterator<Item = Rule> {
    let steps = |threshold: Threshold| [-1.0, 1.0].map(|steps| threshold.moved(rule, steps));
    deciding(rule, has_cover).flat_map(steps).flatten()
}

/// The thresholds that can change a class.
fn deciding(rule: &Rule, has_cover: bool) -> impl Iterator<Item = Threshold> {
    let decides = move |threshold: &Threshold| {
        threshold.decides(rule.measure) && (has_cover || *threshold != Threshold::MinCover)
    };
    Threshold::ALL.into_iter().filter(decides)
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
    /// Tries each threshold a step lower and higher. `has_cover` says whether shares are known, without which the least
    /// cover decides nothing. What was counted has to hold what [`moved`] gives; a rule that is not in it moves nothing.
    pub fn of(counts: &Counts, rule: &Rule, has_cover: bool) -> Self {
        let now = counts.hectares(rule).unwrap_or_default();
        let step = |threshold: Threshold| {
            let moved = |steps| counts.hectares(&threshold.moved(rule, steps)?);
            Step {
                threshold,
                down: moved(-1.0),
                up: moved(1.0),
            }
        };
        let mut steps: Vec<Step> = deciding(rule, has_cover).map(step).collect();
        let most = |step: &Step| {
            let moves = Class::ALL.map(|class| step.most(class, &now).0);
            moves.into_iter().fold(0.0, f64::max)
        };
        steps.sort_by(|a, b| most(b).total_cmp(&most(a)));
        Self { now, steps }
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

/// The rules with maize counted for each sector.
pub fn maize_counted(rule: &Rule, catalogue: &Catalogue) -> [(Side, Rule); 3] {
    let maize = maize(catalogue);
    [Side::Livestock, Side::Arable, Side::Neutral]
        .map(|side| (side, rule.counting(&maize, side, catalogue)))
}
