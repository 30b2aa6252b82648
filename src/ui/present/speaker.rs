//! The speaker's own window, on the laptop while the beamer shows the wall: which scene it is, what to remember, and
//! what comes next. Closing it, or losing a screen, changes nothing of what is shown.

use egui::{
    CentralPanel, Frame, Margin, RichText, Ui, ViewportBuilder, ViewportClass, ViewportId, vec2,
};

use super::keys;
use crate::text::Lang;
use crate::ui::command::{Command, PresentCommand, SceneCommand};
use crate::ui::state::State;
use crate::ui::state::present::Part;
use crate::ui::state::scenes::Scene;
use crate::ui::theme;
use crate::ui::widget::text;

/// Size of the window, in points.
const SIZE: [f32; 2] = [560.0, 420.0];
/// Size of what has to be read in passing, in points.
const LARGE: f32 = 22.0;
const NOTE: f32 = 18.0;

/// Shows the window, where the system can have a second one: nothing comes over the wall.
pub(super) fn show(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    let ctx = ui.ctx();
    if ctx.embed_viewports() {
        return;
    }
    let lang = state.lang();
    let builder = ViewportBuilder::default()
        .with_title(lang.text("speaker.title"))
        .with_inner_size(SIZE);
    let id = ViewportId::from_hash_of("speaker");
    ctx.show_viewport_immediate(id, builder, |ui, class| {
        if class == ViewportClass::EmbeddedWindow {
            return;
        }
        commands.extend(keys::pressed(ui.ctx(), state));
        if ui.input(|input| input.viewport().close_requested()) {
            commands.push(PresentCommand::Toggle(Part::Speaker).into());
        }
        let panel = theme::colours(ui).panel;
        let frame = Frame::new().fill(panel).inner_margin(Margin::same(16));
        CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| contents(ui, state, commands));
    });
}

/// What stands in it.
pub fn contents(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let scenes = &state.session.scenes;
    let here = state.view.scene;
    let Some((place, scene)) = here.and_then(|place| Some((place, scenes.get(place)?))) else {
        ui.label(lang.text("speaker.no_scene"));
        buttons(ui, lang, commands);
        return;
    };
    let (number, count) = ((place + 1).to_string(), scenes.list().len().to_string());
    let values = [("number", number.as_str()), ("count", &count)];
    ui.label(text::small(ui, lang.fill("speaker.scene", &values)));
    ui.label(RichText::new(&scene.title).size(LARGE));
    ui.add_space(theme::GAP);
    note_ui(ui, scene, lang);
    ui.add_space(theme::GAP_LARGE);
    match scenes.get(place + 1) {
        Some(next) => {
            ui.label(text::small(ui, lang.text("speaker.next")));
            ui.label(RichText::new(&next.title).size(NOTE));
            if !next.caption.is_empty() {
                ui.label(text::small(ui, &next.caption));
            }
        }
        None => {
            ui.label(text::small(ui, lang.text("speaker.last")));
        }
    }
    ui.add_space(theme::GAP_LARGE);
    buttons(ui, lang, commands);
}

fn note_ui(ui: &mut Ui, scene: &Scene, lang: Lang) {
    if scene.note.is_empty() {
        ui.label(text::small(ui, lang.text("speaker.no_note")));
    } else {
        ui.label(RichText::new(&scene.note).size(NOTE));
    }
}

fn buttons(ui: &mut Ui, lang: Lang, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let size = vec2(0.0, 36.0);
        for (key, by) in [("speaker.back", -1), ("speaker.on", 1)] {
            let button = egui::Button::new(lang.text(key)).min_size(size);
            if ui.add(button).clicked() {
                commands.push(SceneCommand::Step(by).into());
            }
        }
        let black = egui::Button::new(lang.text("present.black")).min_size(size);
        if ui.add(black).clicked() {
            commands.push(PresentCommand::Toggle(Part::Black).into());
        }
    });
}
