//! The rule under the legend: what decides between the classes, its thresholds in the figures that they part, how
//! crops count that both sectors grow, and how hard the hectares are that come of it. Every change moves the map.

mod choice;
mod crops;
mod fit;
mod hectares;
mod numbers;
mod steps;

use egui::{Align, Id, Label, Ui, UiBuilder};

use crate::analysis::categorise::ColourBy;
use crate::analysis::feature_table::ClassTotals;
use crate::analysis::rule_figures::RuleFigures;
use crate::domain::Rule;
use crate::explain;
use crate::map::ClassColours;
use crate::text::{Lang, NBSP, ha_decimals};
use crate::ui::command::{Command, RuleCommand};
use crate::ui::state::rule_view::{MadeFrom, RuleNumbers};
use crate::ui::state::{MapLayer, RulePart, State};
use crate::ui::theme;
use crate::ui::widget::{fold, text};

/// Whether there is a rule to speak of: the layer in hand has crop sequences.
pub fn is_shown(state: &State) -> bool {
    let layer = state.session.active();
    layer.is_some_and(|layer| layer.years.is_some())
}

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(scene) = Scene::of(state) else {
        return;
    };
    let lang = scene.lang;
    let open = state.view.rule.is_open(RulePart::Panel);
    let title = fold::title(ui, lang.text("rule.title"), open, theme::TEXT_HEADING, 0.0);
    if title.clicked() {
        commands.push(RuleCommand::Fold(RulePart::Panel).into());
    }
    if state.view.rule.reveal {
        title.scroll_to_me(Some(Align::TOP));
    }
    if !open {
        let name = choice::name_of(&state.settings, scene.rule, lang);
        ui.add(Label::new(text::small(ui, name)).truncate());
        return;
    }
    ui.add_space(theme::GAP_SMALL);
    held(ui, "choice", |ui| choice::show(ui, state, &scene, commands));
    ui.add_space(theme::GAP_SMALL);
    explained(ui, explain::definition(scene.rule, lang));
    if scene.layer.colour_by != ColourBy::Cooperation {
        explained(ui, lang.text("rule.recolours"));
    }
    ui.add_space(theme::GAP);
    hectares::show(ui, &scene);
    ui.add_space(theme::GAP);
    numbers::show(ui, &scene, commands);
    ui.add_space(theme::GAP);
    held(ui, "crops", |ui| crops::show(ui, state, &scene, commands));
    ui.add_space(theme::GAP);
    numbers::more(ui, state, &scene, commands);
    held(ui, "steps", |ui| steps::show(ui, state, &scene, commands));
    held(ui, "fit", |ui| fit::show(ui, state, &scene, commands));
}

/// What all parts of the panel look at.
struct Scene<'a> {
    layer: &'a MapLayer,
    rule: &'a Rule,
    /// The colours of the classes.
    colours: &'a ClassColours,
    lang: Lang,
    /// The figures of the layer, perhaps of the rule before.
    numbers: Option<&'a RuleNumbers>,
    /// Whether they are of the rule at hand.
    is_current: bool,
    /// The hectares of the classes under the rule at hand, where they are known.
    totals: Option<ClassTotals>,
}

impl<'a> Scene<'a> {
    fn of(state: &'a State) -> Option<Self> {
        let layer = state
            .session
            .active()
            .filter(|layer| layer.years.is_some())?;
        let knowledge = state.session.knowledge();
        let rule = &knowledge.rule;
        let numbers = state.view.rule.numbers.as_deref();
        let numbers = numbers.filter(|numbers| numbers.of.layer() == layer.id);
        let counted = numbers.map(|numbers| numbers.figures.table.hectares(rule));
        let totals = match layer.colour_by {
            ColourBy::Cooperation => Some(ClassTotals::of_categories(&layer.categories().list)),
            _ => counted,
        };
        Some(Self {
            layer,
            rule,
            colours: state.session.colours(),
            lang: state.lang(),
            is_current: numbers.is_some_and(|n| n.of == MadeFrom::of(layer, knowledge)),
            numbers,
            totals,
        })
    }

    fn figures(&self) -> Option<&'a RuleFigures> {
        self.numbers.map(|numbers| &numbers.figures)
    }

    /// Hectares without their unit, which stands above the column, with the decimals that all hectares of the layer have.
    fn bare(&self, ha: f64) -> String {
        self.lang.bare_ha_of(ha * 10_000.0, self.whole_m2())
    }

    /// The same with a sign, of what is more or less.
    fn signed_bare(&self, ha: f64) -> String {
        let decimals = ha_decimals(self.whole_m2());
        let is_nothing = ha.abs() * 10f64.powi(decimals as i32) < 0.5;
        let sign = if ha > 0.0 && !is_nothing { "+" } else { "" };
        format!("{sign}{}", self.lang.decimal(ha, decimals))
    }

    /// "+1.234 ha" or "−1.234 ha".
    fn signed(&self, ha: f64) -> String {
        format!("{}{NBSP}ha", self.signed_bare(ha))
    }

    fn whole_m2(&self) -> f64 {
        self.layer.categories().total_m2()
    }

    /// The figures, when they are of the rule at hand.
    fn current(&self) -> Option<&'a RuleFigures> {
        self.figures().filter(|_| self.is_current)
    }
}

/// A part whose controls keep their names within egui whatever comes or goes above it: a slider that is being dragged
/// stays in hand when the legend gets an entry more.
fn held(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("rule", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), contents);
}

/// A small line, or several.
fn explained(ui: &mut Ui, words: impl Into<String>) {
    ui.add(Label::new(text::small(ui, words)).wrap());
}

/// The title of a part that does not fold.
fn part_title(ui: &mut Ui, words: &str) {
    ui.add(Label::new(words).truncate());
}

/// A part that folds; true when it is unfolded.
fn part_ui(
    ui: &mut Ui,
    state: &State,
    part: RulePart,
    name: &'static str,
    commands: &mut Vec<Command>,
) -> bool {
    let open = state.view.rule.is_open(part);
    let name = state.lang().text(name);
    if fold::title(ui, name, open, theme::TEXT_BODY, 0.0).clicked() {
        commands.push(RuleCommand::Fold(part).into());
    }
    open
}
