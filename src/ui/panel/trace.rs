//! Where a figure comes from: what it means, its formula with the numbers filled in, the assumptions and their sources,
//! each a click away. Stands in the right side while it is asked for.

use egui::{Align, ComboBox, Label, Layout, RichText, Ui};

use crate::analysis::area_columns::{COLUMNS, StatColumn};
use crate::domain::Assumptions;
use crate::domain::assumptions::Entry;
use crate::explain::quantity;
use crate::explain::trace::{Input, Trace};
use crate::text::Lang;
use crate::ui::command::{AssumptionsCommand, ChartsCommand, Command, charts};
use crate::ui::state::State;
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Whether a figure is explained.
pub fn is_shown(state: &State) -> bool {
    state.view.charts.trace.is_some() && state.view.areas.figured.is_some()
}

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    title_ui(ui, lang, commands);
    which_ui(ui, state, lang, commands);
    let Some(trace) = charts::trace(state) else {
        return;
    };
    ui.add_space(theme::GAP);
    ui.add(Label::new(text::small(ui, &trace.title)).wrap());
    ui.add(Label::new(RichText::new(&trace.value).size(theme::TEXT_FIGURE)).wrap());
    if let Some(denominator) = &trace.denominator {
        ui.add(Label::new(text::small(ui, denominator)).wrap());
    }
    ui.add(Label::new(text::small(ui, &trace.known)).wrap());
    part_ui(ui, lang.text("trace.meaning"), &trace.meaning);
    if let Some(formula) = &trace.formula {
        part_ui(ui, lang.text("trace.formula"), formula);
    }
    inputs_ui(ui, &trace, lang, commands);
}

fn title_ui(ui: &mut Ui, lang: Lang, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, lang.text("trace.close")).clicked() {
                commands.push(ChartsCommand::Trace(None).into());
            }
            if icon_button(ui, icons::COPY, lang.text("trace.copy")).clicked() {
                commands.push(ChartsCommand::CopyTrace.into());
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::heading(ui, lang.text("trace.title"));
            });
        });
    });
}

/// The figure that is explained; any other can be asked about.
fn which_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let chosen = state.view.charts.trace.unwrap_or_default();
    ComboBox::from_id_salt("trace")
        .width(ui.available_width())
        .truncate()
        .selected_text(quantity::name(chosen, lang))
        .show_ui(ui, |ui| {
            for column in COLUMNS {
                let name = quantity::name(column.name, lang);
                if ui.selectable_label(column.name == chosen, name).clicked() {
                    let column: &'static StatColumn = column;
                    commands.push(ChartsCommand::Trace(Some(column)).into());
                }
            }
        })
        .response
        .accessible_name(lang.text("trace.which"));
}

fn part_ui(ui: &mut Ui, title: &str, words: &str) {
    ui.add_space(theme::GAP);
    ui.add(Label::new(text::small(ui, title)).truncate());
    ui.add(Label::new(words).wrap().selectable(true));
}

fn inputs_ui(ui: &mut Ui, trace: &Trace, lang: Lang, commands: &mut Vec<Command>) {
    if !trace.inputs.is_empty() {
        ui.add_space(theme::GAP);
        ui.add(Label::new(text::small(ui, lang.text("trace.inputs"))).truncate());
        for input in &trace.inputs {
            input_ui(ui, input, lang, commands);
        }
    }
    if !trace.crops.is_empty() {
        ui.add_space(theme::GAP);
        let list = trace.crops.join(", ");
        let words = lang.fill("trace.crop_list", &[("list", &list)]);
        ui.add(Label::new(text::small(ui, words)).wrap());
    }
    sources_ui(ui, trace, lang);
}

/// One assumption: a click goes to where it can be changed.
fn input_ui(ui: &mut Ui, input: &Input, lang: Lang, commands: &mut Vec<Command>) {
    let mark = if input.is_changed {
        format!(" ({})", lang.text("assumptions.is_changed"))
    } else {
        String::new()
    };
    let words = format!("{}: {}{mark}", input.name, input.value);
    let name = lang.fill("trace.to_assumption", &[("name", &input.name)]);
    let link = ui.add(egui::Link::new(words)).accessible_name(&name);
    if link.on_hover_text(input.sources.join("\n")).clicked() {
        commands.push(AssumptionsCommand::Reveal(input.key.to_owned()).into());
    }
}

/// Every source once, by its key.
fn sources_ui(ui: &mut Ui, trace: &Trace, lang: Lang) {
    let keys = trace
        .inputs
        .iter()
        .filter_map(|input| Entry::find(input.key));
    let mut keys: Vec<&str> = keys.flat_map(|entry| entry.source.split('+')).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    ui.add(Label::new(text::small(ui, lang.text("trace.sources"))).truncate());
    for key in keys {
        let spelled = Assumptions::source(key).unwrap_or_default();
        ui.add(Label::new(text::small(ui, format!("{key}: {spelled}"))).wrap());
    }
}
