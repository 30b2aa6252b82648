//! What the figures assume, by subject: every assumption with its value, unit, usual value and source, to be changed
//! one by one. Stands in the right side while it is open; all that follows from it follows at once.

mod measured;
mod row;

use egui::{Align, Id, Label, Layout, Ui, UiBuilder};

use crate::domain::Assumptions;
use crate::domain::assumptions::{Entry, MANURE_PARTS};
use crate::text::Lang;
use crate::ui::command::{AssumptionsCommand, Command};
use crate::ui::state::State;
use crate::ui::widget::{fold, icon_button, text};
use crate::ui::{icons, theme};

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let assumptions = state.session.assumptions();
    title_ui(ui, lang, commands);
    ui.add(Label::new(text::small(ui, lang.text("assumptions.help"))).wrap());
    ui.add_space(theme::GAP_SMALL);
    changed_ui(ui, assumptions, lang, commands);
    let entries = Assumptions::entries();
    let mut subjects: Vec<&str> = Vec::new();
    for entry in entries {
        if !subjects.contains(&entry.subject.as_str()) {
            subjects.push(&entry.subject);
        }
    }
    for subject in subjects {
        ui.add_space(theme::GAP);
        let entries = entries.iter().filter(|entry| entry.subject == subject);
        subject_ui(ui, state, subject, entries, commands);
    }
    measured::show(ui, state, commands);
}

fn title_ui(ui: &mut Ui, lang: Lang, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, lang.text("assumptions.close")).clicked() {
                commands.push(AssumptionsCommand::Toggle.into());
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::heading(ui, lang.text("assumptions.title"));
            });
        });
    });
}

/// How many are changed, and the way back.
fn changed_ui(ui: &mut Ui, assumptions: &Assumptions, lang: Lang, commands: &mut Vec<Command>) {
    let changed = assumptions.changed().len();
    let told = match changed {
        0 => lang.text("assumptions.all_usual").to_owned(),
        1 => lang.text("assumptions.changed_one").to_owned(),
        _ => lang.fill(
            "assumptions.changed",
            &[("count", &lang.count(changed as u64))],
        ),
    };
    ui.add(Label::new(text::small(ui, told)).wrap());
    // Always there, so that nothing moves down when one is changed.
    let reset = egui::Link::new(text::small(ui, lang.text("assumptions.reset_all")));
    if ui.add_enabled(changed > 0, reset).clicked() {
        commands.push(AssumptionsCommand::ResetAll.into());
    }
}

fn subject_ui<'e>(
    ui: &mut Ui,
    state: &State,
    subject: &str,
    entries: impl Iterator<Item = &'e Entry>,
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
    let open = !state.view.assumptions.folded.contains(subject);
    let name = lang.text_of("assumption_subject", subject);
    if fold::title(ui, &name, open, theme::TEXT_BODY, 0.0).clicked() {
        commands.push(AssumptionsCommand::Fold(subject.to_owned()).into());
    }
    if !open {
        return;
    }
    for entry in entries {
        held(ui, entry.key, |ui| {
            row::show(ui, state, &row::Row::of_entry(entry, lang), commands);
        });
        if entry.key == "manure_product" {
            manure_ui(ui, state, commands);
        }
    }
}

/// What a tonne of the manure at hand holds.
fn manure_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let product = state.session.assumptions().manure_product;
    for part in MANURE_PARTS {
        let row = row::Row::of_manure(part, product, lang);
        held(ui, part.key, |ui| row::show(ui, state, &row, commands));
    }
}

/// Controls keep their names within egui whatever folds above them.
fn held(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("assumption", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), contents);
}
