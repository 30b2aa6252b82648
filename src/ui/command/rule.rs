//! Changes to the rule: its numbers one by one, how crops count, whole rules, and the user's own kept by name.

use std::path::Path;
use std::sync::Arc;

use super::Effect;
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge};
use crate::analysis::fit::Fit;
use crate::domain::{CropCode, Measure, Preset, Rule, RuleError, Side, Threshold};
use crate::explain;
use crate::ui::notify::{Saying, Severity};
use crate::ui::state::rule_view::{RuleNumbers, RulePart};
use crate::ui::state::session::FOLLOWS_AT_ONCE;
use crate::ui::state::{LayerId, State};

/// A change to the rule, or to what is told of it.
#[derive(Debug)]
pub enum RuleCommand {
    /// Another rule altogether.
    Set(Rule),
    /// The thresholds of a preset; how crops count stays as it is.
    Preset(Preset),
    /// One number; what stands in its way moves along.
    Move(Threshold, f64),
    /// What decides between the classes of mixed land.
    Measure(Measure),
    /// These crops count for this sector.
    Count(Vec<CropCode>, Side),
    /// The name that is being typed; nothing when the rule is not to be kept after all.
    Name(Option<String>),
    /// Keep the rule by this name, in the place of what was kept by it.
    Keep(String),
    /// Take the rule kept by this name.
    Take(String),
    /// Forget the rule kept by this name.
    Forget(String),
    /// The rule as text to the clipboard.
    Copy,
    /// Fold a part of the panel, or unfold it.
    Fold(RulePart),
    /// The figures of a layer under the rule were worked out.
    Figured(Arc<RuleNumbers>),
    /// Look for the thresholds that fit Fig. 1 best.
    Fit,
    /// They were found; nothing to put them away.
    Fitted(Option<(LayerId, Arc<Fit>)>),
}

pub(super) fn apply(command: RuleCommand, state: &mut State) -> Vec<Effect> {
    let rule = &state.session.knowledge().rule;
    match command {
        RuleCommand::Set(rule) => return set(rule, "", state),
        RuleCommand::Preset(preset) => {
            let sectors = rule.sectors.clone();
            let rule = Rule {
                sectors,
                ..preset.rule()
            };
            return set(rule, "", state);
        }
        RuleCommand::Move(threshold, value) => return set(threshold.set(rule, value), "", state),
        RuleCommand::Measure(measure) => {
            let rule = Rule {
                measure,
                ..rule.clone()
            };
            return set(rule, "", state);
        }
        RuleCommand::Count(codes, side) => {
            let catalogue = &state.session.knowledge().catalogue;
            return set(rule.counting(&codes, side, catalogue), "", state);
        }
        RuleCommand::Name(name) => {
            let view = &mut state.view.rule;
            view.focus_name = view.naming.is_none() && name.is_some();
            view.naming = name;
        }
        RuleCommand::Keep(name) => {
            let text = rule.to_text();
            state.view.rule.naming = None;
            if state.settings.keep_rule(&name, text) {
                return vec![Effect::SaveSettings];
            }
        }
        RuleCommand::Take(name) => {
            let kept = state.settings.own_rule(&name);
            match kept.map(|kept| Rule::parse(&kept.text)) {
                Some(Ok(rule)) => return set(rule, &name, state),
                Some(Err(error)) => refuse(error, &name, state),
                None => {}
            }
        }
        RuleCommand::Forget(name) => {
            state.settings.own_rules.retain(|kept| kept.name != name);
            return vec![Effect::SaveSettings];
        }
        RuleCommand::Copy => return vec![Effect::Copy(rule.to_text())],
        RuleCommand::Fold(part) => fold(part, state),
        RuleCommand::Figured(numbers) => state.view.rule.numbers = Some(numbers),
        RuleCommand::Fit => return vec![Effect::Fit],
        RuleCommand::Fitted(fit) => state.view.rule.fit = fit,
    }
    Vec::new()
}

fn fold(part: RulePart, state: &mut State) {
    let view = &mut state.view;
    let is_panel = part == RulePart::Panel;
    // Who asks for the panel while its side is folded wants to see it.
    let is_seen = view.left_open || !is_panel;
    if is_seen && view.rule.open.remove(&part) {
        return;
    }
    view.rule.open.insert(part);
    if is_panel {
        view.rule.reveal = true;
        view.left_open = true;
    }
}

/// Takes a rule that can be used; one that cannot is refused with the reason, and the one at hand stays. `name` is
/// what the user called it.
fn set(rule: Rule, name: &str, state: &mut State) -> Vec<Effect> {
    if let Err(error) = rule.check() {
        refuse(error, name, state);
        return Vec::new();
    }
    let knowledge = state.session.knowledge();
    if knowledge.rule == rule {
        return Vec::new();
    }
    if !knowledge.rule.counts_alike(&rule) {
        // What was found fits what was counted before.
        state.view.rule.fit = None;
    }
    let knowledge = Knowledge {
        rule,
        ..Knowledge::clone(knowledge)
    };
    state.session.set_knowledge(knowledge);
    let mut effects = colour_by_rule(state);
    if state.view.selection.is_some() {
        effects.push(Effect::Gather);
    }
    effects
}

/// Who changes the rule wants to see it: a layer in hand that is coloured by something else, such as a column with
/// classes, is coloured by the rule from then on.
fn colour_by_rule(state: &mut State) -> Vec<Effect> {
    let knowledge = Arc::clone(state.session.knowledge());
    let Some(id) = state.session.active().map(|layer| layer.id) else {
        return Vec::new();
    };
    let Some(layer) = state.session.layer_mut(id) else {
        return Vec::new();
    };
    let Some(years) = &layer.years else {
        return Vec::new();
    };
    if layer.colour_by == ColourBy::Cooperation {
        return Vec::new();
    }
    if layer.layer.len() > FOLLOWS_AT_ONCE {
        return vec![Effect::Recolour(id, ColourBy::Cooperation)];
    }
    let coloured = Coloured::by_rule(years, &layer.area_m2, &knowledge);
    layer.recolour(ColourBy::Cooperation, Arc::new(coloured));
    Vec::new()
}

fn refuse(error: RuleError, name: &str, state: &mut State) {
    let name = name.to_owned();
    let saying =
        Saying::new(move |lang| explain::rule_error(&error, Path::new(&name), lang).into());
    state.view.notes.say(Severity::Error, saying);
}
