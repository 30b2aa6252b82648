//! The map on a wall: no panels, no dialogs, a title above, a large legend with live hectares beside, a caption below,
//! and what follows the pointer. Text is as large as the screen asks for, never less than 28 pixels of 1080.

mod charts;
mod compare;
mod drawn;
mod help;
pub mod keys;
mod legend;
mod parcel;
mod pointer;
mod search;
pub mod speaker;
mod stage;
mod style;

use egui::{CentralPanel, Frame, Panel, Rect, Ui};

use super::command::Command;
use super::compared;
use super::panel::map::MapPanel;
use super::panel::time;
use super::state::State;
use super::state::present::{Part, Presenting};
use super::state::scenes::{Scene, SceneLayer};
use super::widget::text;
use crate::map::preview::Preview;
use crate::text::Lang;
use crate::ui::panel::legend::coloured_by;
pub use charts::{Charts, class_figures, soil_figures};
use search::WallSearch;
use stage::Stage;
pub use style::{dressed, dressed_side, map_look};

/// What the wall keeps from frame to frame.
#[derive(Debug, Default)]
pub struct Wall {
    charts: Charts,
    search: WallSearch,
}

/// Draws the whole window.
pub fn show(
    ui: &mut Ui,
    state: &State,
    presenting: &Presenting,
    map: &mut MapPanel,
    wall: &mut Wall,
    commands: &mut Vec<Command>,
) {
    let stage = Stage::of(ui.max_rect(), presenting);
    let strip = Frame::new().fill(stage.colours.panel);
    ui.visuals_mut().override_text_color = Some(stage.colours.text);
    time::keep_time(ui, state, commands);
    if presenting.shows(Part::Title) {
        let panel = Panel::top("stage title").exact_size(stage.points(92.0));
        let panel = panel.frame(strip).show_separator_line(false);
        panel.show(ui, |ui| title_ui(ui, &title(state), &stage));
    }
    let below = below_height(ui, state, presenting, &stage);
    if below > 0.0 {
        let panel = Panel::bottom("stage caption").exact_size(below);
        let panel = panel.frame(strip).show_separator_line(false);
        panel.show(ui, |ui| {
            parcel::show(ui, state, &stage);
            if presenting.shows(Part::Caption) {
                caption_ui(ui, state, &stage);
            }
        });
    }
    if presenting.shows(Part::Legend) {
        let panel = Panel::right("stage legend").exact_size(strip_width(ui, state, &stage));
        let panel = panel.frame(strip).resizable(false);
        panel
            .show_separator_line(false)
            .show(ui, |ui| legend::show(ui, state, &mut wall.charts, &stage));
    }
    let rect = CentralPanel::no_frame()
        .show(ui, |ui| map.show(ui, state, commands))
        .inner;
    preview_ui(ui, rect, state.lang(), presenting, &stage);
    wall.search.show(ui, rect, state, &stage, commands);
    over(ui, rect, state, presenting, &stage);
    if presenting.shows(Part::Speaker) {
        speaker::show(ui, state, commands);
    }
}

/// Width of the strip beside the map: a chart takes about half of the screen.
fn strip_width(ui: &Ui, state: &State, stage: &Stage) -> f32 {
    let compares = compared::shown(state).is_some();
    if charts::is_drawn(state) && !compares {
        return stage.points(960.0).min(ui.available_width() * 0.55);
    }
    stage.points(520.0)
}

/// As whom the colours are shown, upper left on the map; nothing where they are as they are.
fn preview_ui(ui: &mut Ui, map: Rect, lang: Lang, presenting: &Presenting, stage: &Stage) {
    if presenting.preview == Preview::Normal {
        return;
    }
    let told = lang.text_of("preview", presenting.preview.key());
    let galley = stage.layout(ui, &told, 30.0, map.width());
    let room = galley.size() + egui::vec2(stage.points(32.0), stage.points(16.0));
    let place = Rect::from_min_size(map.min, room);
    ui.painter().rect_filled(place, 0.0, stage.colours.panel);
    let response = ui.allocate_rect(place, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &told));
    let at = place.min + egui::vec2(stage.points(16.0), stage.points(8.0));
    ui.painter().galley(at, galley, stage.colours.text);
}

/// What lies over everything: the pointer's light, the keys, or black.
fn over(ui: &Ui, map: Rect, state: &State, presenting: &Presenting, stage: &Stage) {
    pointer::show(ui, map, presenting.pointer, stage);
    if presenting.shows(Part::Help) {
        help::show(ui, state.lang(), stage);
    }
    if presenting.shows(Part::Black) {
        black(ui, state.lang());
    }
}

fn black(ui: &Ui, lang: Lang) {
    let whole = ui.ctx().content_rect();
    egui::Area::new(egui::Id::unique("stage black"))
        .order(egui::Order::Foreground)
        .fixed_pos(whole.min)
        .show(ui.ctx(), |ui| {
            let (rect, response) = ui.allocate_exact_size(whole.size(), egui::Sense::click());
            ui.painter().rect_filled(rect, 0.0, egui::Color32::BLACK);
            let name = lang.text("present.black");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, name));
        });
}

/// What the map is about: the two sides, else the scene as long as it shows what that is about, else the layer.
fn title(state: &State) -> String {
    let lang = state.lang();
    if let Some((compare, layer)) = compared::shown(state) {
        return compared::title(compare, layer, lang);
    }
    if let Some(scene) = scene(state).filter(|scene| !scene.title.is_empty())
        && is_about(scene, state)
    {
        return scene.title.clone();
    }
    let Some(layer) = state.session.active() else {
        return lang.text("app.name").to_owned();
    };
    if crate::ui::panel::legend::has_classes(layer) {
        return lang.text("present.title").to_owned();
    }
    coloured_by(layer, lang)
}

/// Whether the layer is still coloured as the scene has it; years that are played are another story.
fn is_about(scene: &Scene, state: &State) -> bool {
    let Some(layer) = state.session.active() else {
        return true;
    };
    let mut looks = scene.layers.iter();
    let look = looks.find(|look| look.name == layer.layer.name);
    let wanted = look.and_then(SceneLayer::colour_by);
    wanted.is_none_or(|by| by == layer.colour_by)
}

/// The caption of the scene; none without one, and none under something else than the scene is about.
fn caption(state: &State) -> Option<String> {
    let scene = scene(state).filter(|scene| is_about(scene, state))?;
    let caption = &scene.caption;
    (!caption.is_empty()).then(|| caption.clone())
}

/// Whether the scene is about the plateau, whose outline is then drawn over the map.
pub fn shows_plateau(state: &State) -> bool {
    let in_rd = state.session.map_crs() == crate::map::MapCrs::RdNew;
    in_rd && charts::of_scene(state) == super::state::scenes::Chart::Plateau
}

/// The scene that was gone to last.
fn scene(state: &State) -> Option<&Scene> {
    state.session.scenes.get(state.view.scene?)
}

fn title_ui(ui: &mut Ui, title: &str, stage: &Stage) {
    let size = ui.available_size();
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, title));
    let at = rect.left_center() + egui::vec2(stage.points(32.0), 0.0);
    let width = rect.right() - at.x - stage.points(32.0);
    let size = stage.fitting(ui, title, [50.0, 32.0], width);
    let left = egui::Align2::LEFT_CENTER;
    text::line(ui, at, left, title, size, stage.colours.text, width);
}

fn below_height(ui: &Ui, state: &State, presenting: &Presenting, stage: &Stage) -> f32 {
    let caption = presenting
        .shows(Part::Caption)
        .then(|| caption(state))
        .flatten();
    let caption = caption.map_or(0.0, |caption| {
        let width = ui.available_width() - stage.points(64.0);
        stage.layout(ui, &caption, 32.0, width).size().y + stage.points(40.0)
    });
    caption + parcel::height(state, stage)
}

fn caption_ui(ui: &mut Ui, state: &State, stage: &Stage) {
    let Some(caption) = caption(state) else {
        return;
    };
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &caption));
    let galley = stage.layout(ui, &caption, 32.0, rect.width() - stage.points(64.0));
    let at = rect.left_center() + egui::vec2(stage.points(32.0), -galley.size().y / 2.0);
    ui.painter().galley(at, galley, stage.colours.text);
}
