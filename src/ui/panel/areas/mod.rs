//! The drawer under the map: the areas, and their figures as a table. A line of controls, and below it what the tab
//! shows.

mod colour;
pub mod legend;
mod source;
pub mod table;
mod tools;

pub use source::offers_sample;

use egui::{Align, Layout, Ui};

use crate::analysis::regions::RegionsError;
use crate::text::Lang;
use crate::ui::command::{AreasCommand, Command, Draw};
use crate::ui::state::{AreaSource, AreasTab, State, areas};
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Height of the drawer when it is opened first, in points.
pub const HEIGHT: f32 = 248.0;
/// The same while it shows charts, which a few rows are too low for.
pub const CHARTS_HEIGHT: f32 = 400.0;
/// It is never lower, so that a row can be read.
pub const LEAST_HEIGHT: f32 = 140.0;
/// Between the edge of the drawer and what stands in it, in points.
const MARGIN: i8 = 8;

/// Draws the drawer over all the room that it has.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    egui::Frame::new().inner_margin(MARGIN).show(ui, |ui| {
        // The drawer keeps its height, also while it has little to show.
        ui.set_min_size(ui.available_size());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            source::show(ui, state, commands);
            tabs_ui(ui, state, lang, commands);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icons::X, lang.text("areas.close")).clicked() {
                    commands.push(AreasCommand::Toggle.into());
                }
                if state.view.areas.figured.is_none() {
                    return;
                }
                match state.view.areas.tab {
                    AreasTab::Table => tools::show(ui, state, commands),
                    AreasTab::Charts => super::charts::tools::show(ui, state, commands),
                }
            });
        });
        ui.add_space(theme::GAP_SMALL);
        body_ui(ui, state, commands);
    });
}

fn tabs_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    if AreasTab::ALL.len() < 2 {
        return;
    }
    for tab in AreasTab::ALL {
        let name = lang.text_of("areas", &format!("tab_{}", tab.key()));
        if ui
            .selectable_label(state.view.areas.tab == tab, name)
            .clicked()
        {
            commands.push(AreasCommand::Tab(tab).into());
        }
    }
}

fn body_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(figured) = state.view.areas.figured.as_ref() else {
        empty_ui(ui, state, commands);
        return;
    };
    match state.view.areas.tab {
        AreasTab::Table => table::show(ui, figured, state, commands),
        AreasTab::Charts => super::charts::show(ui, figured, state, commands),
    }
}

/// What the drawer will show, and the actions that fill it.
fn empty_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let session = &state.session;
    ui.add_space(theme::GAP);
    if areas::parcels(session).is_none() {
        ui.label(lang.text("areas.no_parcels"));
        return;
    }
    if let Some(error) = state.view.areas.failed {
        ui.label(lang.text(match error {
            RegionsError::Plane(_) => "areas.no_place",
            RegionsError::NoColumn => "areas.no_column",
            RegionsError::Cancelled(_) => "areas.cancelled",
        }));
        return;
    }
    match &session.areas.source {
        None => {
            ui.label(lang.text("areas.empty"));
            ui.add_space(theme::GAP);
            first_steps_ui(ui, state, commands);
        }
        Some(AreaSource::Selection)
            if state.view.selection.is_none() && state.view.picked.is_none() =>
        {
            ui.label(lang.text("areas.waits_selection"));
        }
        Some(AreaSource::Drawn) if session.areas.drawn.is_none() => {
            ui.label(lang.text("areas.waits_drawn"));
        }
        Some(AreaSource::Column(name)) if !has_column(state, name) => {
            ui.label(lang.text("areas.no_column"));
        }
        Some(_) => {
            ui.label(text::small(ui, lang.text("areas.computing")));
        }
    }
}

fn has_column(state: &State, name: &str) -> bool {
    let parcels = areas::parcels(&state.session);
    parcels.is_some_and(|layer| layer.layer.table.find(name).is_some())
}

fn first_steps_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal_wrapped(|ui| {
        let mut step = |key, command: AreasCommand| {
            if ui.button(lang.text(key)).clicked() {
                commands.push(command.into());
            }
        };
        if source::offers_sample(state) {
            step("areas.sample", AreasCommand::OpenSample);
        }
        step("areas.open_files", AreasCommand::ChooseFiles);
        step("areas.draw", AreasCommand::Draw(Draw::Begin));
        step("areas.view", AreasCommand::Source(Some(AreaSource::View)));
    });
}
