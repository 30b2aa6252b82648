//! How well the rule fits Fig. 1, and the thresholds that fit best. The brochure does not say how it parted its
//! classes: what still differs is told beside what was found.

use egui::Ui;

use super::{Scene, explained, part_title};
use crate::analysis::fit;
use crate::domain::{Rule, Threshold};
use crate::ui::command::{Command, RuleCommand};
use crate::ui::panel::legend::is_about_drenthe;
use crate::ui::state::State;
use crate::ui::theme;
use crate::ui::widget::number_slider::written;

pub(super) fn show(ui: &mut Ui, state: &State, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    let misfit = scene.totals.as_ref().and_then(fit::misfit);
    let Some(misfit) = misfit.filter(|_| is_about_drenthe(scene.layer)) else {
        return;
    };
    ui.add_space(theme::GAP);
    part_title(ui, lang.text("rule.fit"));
    let percent = lang.percent(misfit, 1.0);
    explained(ui, lang.fill("rule.misfit", &[("percent", &percent)]));
    let search = egui::Button::new(lang.text("rule.search")).wrap();
    if ui.add_enabled(scene.current().is_some(), search).clicked() {
        commands.push(RuleCommand::Fit.into());
    }
    let found = state.view.rule.fit.as_ref();
    let Some((_, found)) = found.filter(|(layer, _)| *layer == scene.layer.id) else {
        return;
    };
    let thresholds = Threshold::ALL.into_iter();
    let decide = thresholds.filter(|t| t.decides(found.rule.measure) && t.is_applied_to_features());
    let values = decide.map(|threshold| {
        let name = lang.text_of("threshold", threshold.key());
        let value = written(threshold.of(&found.rule), !threshold.is_whole(), lang);
        lang.fill("rule.step_of", &[("name", &name), ("value", &value)])
    });
    let values = values.collect::<Vec<_>>().join("; ");
    let percent = lang.percent(found.misfit, 1.0);
    let told = [("values", values.as_str()), ("percent", &percent)];
    explained(ui, lang.fill("rule.found", &told));
    ui.horizontal(|ui| {
        let taken = takes(scene.rule, &found.rule);
        let differs = taken != *scene.rule;
        let take = egui::Button::new(lang.text("rule.take_fit"));
        if ui.add_enabled(differs, take).clicked() {
            commands.push(RuleCommand::Set(taken).into());
        }
        if ui.button(lang.text("dialog.close")).clicked() {
            commands.push(RuleCommand::Fitted(None).into());
        }
    });
}

/// The rule at hand with the thresholds that were searched for.
fn takes(rule: &Rule, found: &Rule) -> Rule {
    let thresholds = Threshold::ALL.into_iter();
    let searched = thresholds.filter(|t| t.decides(found.measure) && t.is_applied_to_features());
    let rule = Rule {
        measure: found.measure,
        ..rule.clone()
    };
    searched.fold(rule, |rule, threshold| {
        threshold.set(&rule, threshold.of(found))
    })
}
