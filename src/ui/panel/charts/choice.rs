//! Which chart, of which area, in which indicator: the list of charts, and what the chosen one can be asked.

use egui::{ComboBox, Label, Ui};

use crate::analysis::area_columns::{COLUMNS, StatColumn};
use crate::analysis::figured::Figured;
use crate::analysis::kinds::Detail;
use crate::analysis::yearly;
use crate::domain::Year;
use crate::explain::{figures, quantity};
use crate::export::chart::cycle::Substance;
use crate::export::chart::request::ChartKind;
use crate::text::Lang;
use crate::ui::command::{AreasCommand, ChartsCommand, Command};
use crate::ui::state::State;
use crate::ui::theme;
use crate::ui::widget::text;

pub(super) fn show(ui: &mut Ui, figured: &Figured, state: &State, commands: &mut Vec<Command>) {
    let (lang, view) = (state.lang(), &state.session.charts);
    ui.spacing_mut().item_spacing.y = 1.0;
    for kind in ChartKind::ALL {
        let name = lang.text_of("chart_kind", kind.key());
        if ui.selectable_label(view.kind == kind, name).clicked() {
            commands.push(ChartsCommand::Kind(kind).into());
        }
    }
    ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
    ui.add_space(theme::GAP);
    let per_area = view.kind == ChartKind::Compare && !view.by_class;
    if view.kind.has_area() && !per_area {
        area_ui(ui, figured, state, lang, commands);
    }
    if view.kind.has_column() {
        column_ui(ui, state, lang, commands);
        let mut by_class = view.by_class;
        if ui
            .checkbox(&mut by_class, lang.text("charts.by_class"))
            .changed()
        {
            commands.push(ChartsCommand::ByClass(by_class).into());
        }
    }
    if view.kind.has_shares() {
        let mut as_share = view.as_share;
        if ui
            .checkbox(&mut as_share, lang.text("charts.as_share"))
            .changed()
        {
            commands.push(ChartsCommand::AsShare(as_share).into());
        }
    }
    if view.kind.has_years() {
        years_ui(ui, figured, state, lang, commands);
    }
    match view.kind {
        ChartKind::Cycle => substance_ui(ui, state, lang, commands),
        ChartKind::Scales => farm_ui(ui, figured, state, lang, commands),
        _ => {}
    }
}

/// A small title, and under it a box to choose from.
fn choose(
    ui: &mut Ui,
    title: &'static str,
    chosen: String,
    lang: Lang,
    list: impl FnOnce(&mut Ui),
) {
    ui.add(Label::new(text::small(ui, lang.text(title))).truncate());
    ComboBox::from_id_salt(title)
        .width(ui.available_width() - theme::GAP_SMALL)
        .truncate()
        .selected_text(chosen)
        .show_ui(ui, |ui| list(ui))
        .response
        .accessible_name(lang.text(title));
}

fn area_ui(ui: &mut Ui, figured: &Figured, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let last = figured.rows.len().saturating_sub(1);
    let row = state
        .view
        .areas
        .row
        .filter(|row| *row <= last)
        .unwrap_or(last);
    let name = |row: usize| {
        let row = figured.rows.get(row);
        row.map_or_else(String::new, |row| figures::row_name(row, lang))
    };
    choose(ui, "charts.area", name(row), lang, |ui| {
        for place in (0..=last).rev().take(1).chain(0..figured.areas()) {
            if ui.selectable_label(place == row, name(place)).clicked() {
                let chosen = (place != last).then_some(place);
                commands.push(AreasCommand::Select(chosen).into());
            }
        }
    });
}

fn column_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let view = &state.session.charts;
    let columns: Vec<&'static StatColumn> = match view.kind {
        ChartKind::OverYears => yearly::columns().collect(),
        _ => COLUMNS.iter().collect(),
    };
    choose(
        ui,
        "charts.column",
        quantity::name(view.column, lang),
        lang,
        |ui| {
            for column in columns {
                let name = quantity::name(column.name, lang);
                if ui
                    .selectable_label(column.name == view.column, name)
                    .clicked()
                {
                    commands.push(ChartsCommand::Column(column).into());
                }
            }
        },
    );
}

/// The years that crops are followed through, and how finely they are told apart.
fn years_ui(
    ui: &mut Ui,
    figured: &Figured,
    state: &State,
    lang: Lang,
    commands: &mut Vec<Command>,
) {
    let choice = &state.session.charts;
    let years = figured.carried.land.years();
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return;
    };
    let (from, to) = choice.years.unwrap_or((*first, *last));
    let mut pick = |title, chosen: Year, of: &dyn Fn(Year) -> (Year, Year)| {
        choose(ui, title, chosen.to_string(), lang, |ui| {
            for year in years {
                let name = year.to_string();
                if ui.selectable_label(*year == chosen, name).clicked() {
                    let range = of(*year);
                    let all = range == (*first, *last);
                    commands.push(ChartsCommand::Years(Some(range).filter(|_| !all)).into());
                }
            }
        });
    };
    pick("charts.from_year", from, &|year| (year, to.max(year)));
    pick("charts.to_year", to, &|year| (from.min(year), year));
    let chosen = lang.text_of("chart_detail", choice.detail.key());
    choose(ui, "charts.detail", chosen, lang, |ui| {
        for detail in Detail::ALL {
            let name = lang.text_of("chart_detail", detail.key());
            if ui.selectable_label(detail == choice.detail, name).clicked() {
                commands.push(ChartsCommand::Detail(detail).into());
            }
        }
    });
    if choice.kind == ChartKind::Sequences {
        let mut is_cyclic = choice.is_cyclic;
        let response = ui.checkbox(&mut is_cyclic, lang.text("charts.cyclic"));
        if response.changed() {
            commands.push(ChartsCommand::Cyclic(is_cyclic).into());
        }
        response.on_hover_text(lang.text("charts.cyclic_help"));
    }
}

fn substance_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let chosen = state.session.charts.substance;
    for substance in Substance::ALL {
        let name = lang.text(substance.key());
        if ui.radio(substance == chosen, name).clicked() {
            commands.push(ChartsCommand::Substance(substance).into());
        }
    }
}

/// The column of the parcels that names their farm.
fn farm_ui(ui: &mut Ui, figured: &Figured, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let table = &figured.request.parcels.layer.table;
    let farm = state.session.charts.farm.as_deref();
    let none = lang.text("charts.no_farm");
    choose(
        ui,
        "charts.farm",
        farm.unwrap_or(none).to_owned(),
        lang,
        |ui| {
            if ui.selectable_label(farm.is_none(), none).clicked() {
                commands.push(ChartsCommand::Farm(None).into());
            }
            for field in table.fields() {
                let name = field.name.as_str();
                if ui.selectable_label(farm == Some(name), name).clicked() {
                    commands.push(ChartsCommand::Farm(Some(name.to_owned())).into());
                }
            }
        },
    );
}
