//! What can be done with the table: find an area, choose columns, colour the map, copy, save.

use egui::{
    Popup, PopupCloseBehavior, ScrollArea, TextEdit, TextStyle, TextWrapMode, Ui, WidgetText,
};

use super::colour;
use crate::analysis::area_columns::{ColumnGroup, StatColumn};
use crate::analysis::area_layer::has_outlines;
use crate::explain::{self, quantity};
use crate::text::Lang;
use crate::ui::command::{AreasCommand, ChartsCommand, Command, CopyRows, FileCommand};
use crate::ui::save::{ParcelFormat, SaveWhat, TableFormat};
use crate::ui::state::{SortKey, State};
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Width of the field to find an area with, in points.
const FILTER_WIDTH: f32 = 120.0;
/// Size of the list of columns, in points.
const COLUMNS: egui::Vec2 = egui::vec2(300.0, 380.0);

/// Draws the controls, from the right.
pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
    let save = ui.menu_button(lang.text("areas.save"), |ui| {
        for (key, format) in [
            ("areas.save_xlsx", TableFormat::Xlsx),
            ("areas.save_csv_local", TableFormat::SpreadsheetCsv),
            ("areas.save_csv_plain", TableFormat::PlainCsv),
        ] {
            if ui.button(lang.text(key)).clicked() {
                commands.push(FileCommand::ChooseSave(SaveWhat::Areas(format)).into());
            }
        }
        let figured = state.view.areas.figured.as_ref();
        if figured.is_some_and(|figured| has_outlines(figured)) {
            ui.separator();
            for format in ParcelFormat::OF_AREAS {
                let name = lang.text_of("export_format", format.key());
                let name = lang.fill("areas.save_outlines", &[("format", &name)]);
                if ui.button(name).clicked() {
                    commands.push(FileCommand::ChooseSave(SaveWhat::AreaLayer(format)).into());
                }
            }
        }
    });
    save.response.accessible_name(lang.text("areas.save"));
    if icon_button(ui, icons::COPY, lang.text("areas.copy")).clicked() {
        commands.push(AreasCommand::Copy(CopyRows::All).into());
    }
    if icon_button(ui, icons::INFO, lang.text("trace.open")).clicked() {
        commands.push(ChartsCommand::Trace(explained(state)).into());
    }
    let colours = icon_button(ui, icons::PALETTE, lang.text("areas.colour"));
    Popup::menu(&colours)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| colour::show(ui, state, commands));
    let columns = icon_button(ui, icons::COLUMNS, lang.text("areas.columns"));
    Popup::menu(&columns)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| columns_ui(ui, state, lang, commands));
    filter_ui(ui, state, lang, commands);
    odd_ui(ui, state, lang);
}

/// A word where areas overlap or their outlines had to be mended: who adds the rows up has to know.
fn odd_ui(ui: &mut Ui, state: &State, lang: Lang) {
    let Some(figured) = state.view.areas.figured.as_ref() else {
        return;
    };
    let split = &figured.regions.split;
    let row = figured.rows.get(figured.areas() + 1);
    let overlap = row.map_or(0.0, |row| row.totals.m2());
    if overlap <= 0.0 && split.mended_areas == 0 {
        return;
    }
    let notes = explain::cut_notes(split, figured.regions.warnings.iter(), 0, lang);
    let mut told = notes.join("\n");
    let mut words = icons::WARNING.to_owned();
    if overlap > 0.0 {
        let ha = lang.ha_total(overlap);
        words = format!("{words} {}", lang.fill("areas.overlap", &[("ha", &ha)]));
        told = format!("{words}\n{}\n{told}", lang.text("areas.overlap_help"));
    }
    // Where the words do not fit beside the tabs, the sign stands for them; a number cut short would be another one.
    let whole = WidgetText::from(text::small(ui, words.as_str()));
    let wide = whole.into_galley(
        ui,
        Some(TextWrapMode::Extend),
        f32::INFINITY,
        TextStyle::Small,
    );
    let shown = match wide.size().x <= ui.available_width() {
        true => words.as_str(),
        false => icons::WARNING,
    };
    ui.label(text::small(ui, shown))
        .accessible_name(&words)
        .on_hover_text(told.trim());
}

/// The figure that is explained first: the column that the table is sorted by, else the first that is shown.
fn explained(state: &State) -> Option<&'static StatColumn> {
    let table = &state.view.areas.table;
    let sorted = match table.sort {
        SortKey::Column(name) => StatColumn::find(name),
        _ => None,
    };
    sorted.or_else(|| state.session.areas.columns.iter().next())
}

fn filter_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let view = &state.view.areas;
    let mut filter = view.table.filter.clone();
    let field = TextEdit::singleline(&mut filter)
        .desired_width(FILTER_WIDTH)
        .hint_text(lang.text("areas.filter"));
    let field = ui.add(field).accessible_name(lang.text("areas.filter"));
    if field.changed() {
        commands.push(AreasCommand::Filter(filter).into());
    }
    let count = view.figured.as_ref().map_or(0, |figured| figured.areas());
    let (shown, count) = (view.table.order.len() as u64, count as u64);
    if shown != count {
        let values = [("shown", lang.count(shown)), ("count", lang.count(count))];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        ui.label(text::small(ui, lang.fill("areas.count", &values)));
    }
}

fn columns_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    ui.set_width(COLUMNS.x);
    let table = &state.session.areas.columns;
    ScrollArea::vertical().max_height(COLUMNS.y).show(ui, |ui| {
        for group in ColumnGroup::ALL {
            let mut all = group.columns().all(|column| table.shows(column.name));
            let name = lang.text_of("stats_group", group.key());
            if ui.checkbox(&mut all, name).changed() {
                commands.push(AreasCommand::Group(group, all).into());
            }
            ui.indent(group.key(), |ui| {
                for column in group.columns() {
                    let mut shown = table.shows(column.name);
                    let response = ui.checkbox(&mut shown, quantity::heading(column, lang));
                    if response.changed() {
                        commands.push(AreasCommand::Column(column, shown).into());
                    }
                    response.on_hover_text(quantity::meaning(column, lang));
                }
            });
        }
    });
    ui.separator();
    if ui.button(lang.text("areas.reset_columns")).clicked() {
        commands.push(AreasCommand::ResetColumns.into());
    }
}
