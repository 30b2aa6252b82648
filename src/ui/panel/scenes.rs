//! The scenes: what they are called and their order, going to one, and the words of the one that is edited. They are
//! presented by F5.

use egui::{
    Align, Button, ComboBox, Key, Layout, Modifiers, Response, Role, TextEdit, Ui, WidgetInfo,
};

use crate::text::Lang;
use crate::ui::command::{Command, FileCommand, Menu, SceneCommand, SceneText};
use crate::ui::save::{SaveWhat, SceneFormat};
use crate::ui::state::State;
use crate::ui::state::scenes::{Chart, Scene};
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Whether the panel is there.
pub fn is_shown(state: &State) -> bool {
    state.view.scenes.open
}

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("scenes.title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
            if icon_button(ui, icons::X, lang.text("scenes.fold")).clicked() {
                commands.push(SceneCommand::TogglePanel.into());
            }
            for (icon, menu) in [(icons::PLUS, Menu::AddScene), (icons::PLAY, Menu::Present)] {
                if icon_button(ui, icon, lang.text(menu.key())).clicked() {
                    commands.extend(menu.command(state));
                }
            }
        });
    });
    ui.add_space(theme::GAP_SMALL);
    let scenes = state.session.scenes.list();
    if scenes.is_empty() {
        empty_ui(ui, state, lang, commands);
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (key, format) in [
            ("scenes.as_pdf", SceneFormat::Pdf),
            ("scenes.as_png", SceneFormat::Png),
        ] {
            if ui.link(lang.text(key)).clicked() {
                commands.push(FileCommand::ChooseSave(SaveWhat::Scenes(format)).into());
            }
        }
    });
    for (place, scene) in scenes.iter().enumerate() {
        ui.push_id(("scene", place), |ui| {
            row_ui(ui, state, place, scene, commands);
            if state.view.scenes.edited == Some(place) {
                words_ui(ui, place, scene, lang, commands);
            }
        });
    }
}

fn empty_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    ui.label(text::small(ui, lang.text("scenes.empty")));
    ui.add_space(theme::GAP);
    for menu in [Menu::AddScene, Menu::TellSample] {
        if ui.button(lang.text(menu.key())).clicked() {
            commands.extend(menu.command(state));
        }
    }
}

/// One scene: its name, to go to it, and what can be done with it.
fn row_ui(ui: &mut Ui, state: &State, place: usize, scene: &Scene, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let here = state.view.scene == Some(place);
    let count = state.session.scenes.list().len();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let more = icon_button(ui, icons::DOTS_THREE, lang.text("scenes.more"));
            egui::Popup::menu(&more).show(|ui| more_ui(ui, place, count, lang, commands));
            let edits = lang.text("scenes.edit");
            let open = state.view.scenes.edited == Some(place);
            let caret = if open {
                icons::CARET_DOWN
            } else {
                icons::CARET_RIGHT
            };
            if icon_button(ui, caret, edits).clicked() {
                let edited = (!open).then_some(place);
                commands.push(SceneCommand::Open(edited).into());
            }
            let number = (place + 1).to_string();
            let name = lang.fill(
                "scenes.name",
                &[("number", &number), ("title", &scene.title)],
            );
            let size = egui::vec2(ui.available_width(), theme::CONTROL_HEIGHT);
            let button = Button::selectable(here, format!("{number}  {}", scene.title)).truncate();
            let response = ui.add_sized(size, button);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, here, &name));
            if response.clicked() {
                commands.push(SceneCommand::Go(place).into());
            }
            keys(ui, &response, place, commands);
        });
    });
}

/// The keys of a scene that has the focus: Alt with the arrows moves it, Delete takes it away.
fn keys(ui: &Ui, response: &Response, place: usize, commands: &mut Vec<Command>) {
    if !response.has_focus() {
        return;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::ALT, Key::ArrowUp) {
        commands.push(SceneCommand::Move(place, -1).into());
    }
    if pressed(Modifiers::ALT, Key::ArrowDown) {
        commands.push(SceneCommand::Move(place, 1).into());
    }
    if pressed(Modifiers::NONE, Key::Delete) {
        commands.push(SceneCommand::Remove(place).into());
    }
}

fn more_ui(ui: &mut Ui, place: usize, count: usize, lang: Lang, commands: &mut Vec<Command>) {
    for (key, can, command) in [
        ("scenes.update", true, SceneCommand::Update(place)),
        ("scenes.earlier", place > 0, SceneCommand::Move(place, -1)),
        (
            "scenes.later",
            place + 1 < count,
            SceneCommand::Move(place, 1),
        ),
        ("scenes.remove", true, SceneCommand::Remove(place)),
    ] {
        if ui.add_enabled(can, Button::new(lang.text(key))).clicked() {
            commands.push(command.into());
        }
    }
}

/// The words of a scene, as fields.
fn words_ui(ui: &mut Ui, place: usize, scene: &Scene, lang: Lang, commands: &mut Vec<Command>) {
    for (key, kind, words, rows) in [
        ("scenes.heading", SceneText::Title, &scene.title, 1),
        ("scenes.caption", SceneText::Caption, &scene.caption, 3),
        ("scenes.note", SceneText::Note, &scene.note, 2),
    ] {
        let name = lang.text(key);
        let label = ui.label(text::small(ui, name));
        let mut draft = words.clone();
        let field = if rows == 1 {
            TextEdit::singleline(&mut draft)
        } else {
            TextEdit::multiline(&mut draft).desired_rows(rows)
        };
        let response = ui
            .add(field.desired_width(f32::INFINITY))
            .labelled_by(label.id);
        if response.changed() {
            commands.push(SceneCommand::Edit(place, kind, draft).into());
        }
    }
    let label = ui.label(text::small(ui, lang.text("scenes.chart")));
    let shown = lang.text_of("scene_chart", scene.chart.key());
    ComboBox::from_id_salt("chart")
        .selected_text(shown)
        .width(ui.available_width())
        .show_ui(ui, |ui| {
            for chart in Chart::ALL {
                let name = lang.text_of("scene_chart", chart.key());
                if ui.selectable_label(chart == scene.chart, name).clicked() {
                    commands.push(SceneCommand::SetChart(place, chart).into());
                }
            }
        })
        .response
        .labelled_by(label.id);
    ui.add_space(theme::GAP);
}
