//! The scenes: what they are called and their order, going to one, and the words of the one that is edited. They are
//! presented by F5.

use egui::text::LayoutJob;
use egui::{
    Align, Button, ComboBox, FontId, Id, Key, Layout, Modifiers, Rect, Response, Role, Sense,
    Stroke, StrokeKind, TextEdit, TextureHandle, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::text::Lang;
use crate::ui::command::{Command, FileCommand, Menu, SceneCommand, SceneText};
use crate::ui::save::{SaveWhat, SceneFormat};
use crate::ui::state::State;
use crate::ui::state::scenes::{Chart, Scene};
use crate::ui::thumbnails::Thumbnails;
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Size of the picture of a scene, in points.
const PICTURE: Vec2 = Vec2::new(72.0, 45.0);

/// Whether the panel is there.
pub fn is_shown(state: &State) -> bool {
    state.view.scenes.open
}

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, thumbnails: &mut Thumbnails, commands: &mut Vec<Command>) {
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
    thumbnails.ask(ui.ctx(), state);
    for (place, scene) in scenes.iter().enumerate() {
        ui.push_id(("scene", place), |ui| {
            row_ui(ui, state, place, scene, thumbnails.of(place), commands);
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

/// A scene that is dragged, by its place.
#[derive(Debug, Clone, Copy)]
struct Dragged(usize);

/// One scene: its picture and name, to go to it, and what can be done with it.
fn row_ui(
    ui: &mut Ui,
    state: &State,
    place: usize,
    scene: &Scene,
    picture: Option<&TextureHandle>,
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
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
            let response = name_ui(ui, state, place, scene, picture);
            if response.clicked() {
                commands.push(SceneCommand::Go(place).into());
            }
            drag(ui, &response, place, scene, commands);
            keys(ui, &response, place, commands);
        });
    });
}

/// Picture, number and name, as one button.
fn name_ui(
    ui: &mut Ui,
    state: &State,
    place: usize,
    scene: &Scene,
    picture: Option<&TextureHandle>,
) -> Response {
    let here = state.view.scene == Some(place);
    let number = (place + 1).to_string();
    let values = [("number", number.as_str()), ("title", &scene.title)];
    let name = state.lang().fill("scenes.name", &values);
    let size = vec2(ui.available_width(), PICTURE.y + 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, here, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let colours = theme::colours(ui);
    let fill = match (here, response.hovered()) {
        (true, _) => Some(colours.chosen),
        (false, true) => Some(colours.hover),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 4.0, fill);
    }
    let at = rect.left_center() + vec2(2.0, -PICTURE.y / 2.0);
    let frame = Rect::from_min_size(at, PICTURE);
    match picture {
        Some(picture) => {
            let whole = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
            let painter = ui.painter();
            painter.image(picture.id(), frame, whole, egui::Color32::WHITE);
        }
        None => {
            ui.painter().rect_filled(frame, 0.0, colours.surface);
        }
    }
    let line = Stroke::new(1.0, colours.hairline);
    ui.painter()
        .rect_stroke(frame, 0.0, line, StrokeKind::Inside);
    let left = frame.right() + theme::GAP;
    let words = format!("{number}  {}", scene.title);
    let font = FontId::proportional(theme::TEXT_BODY);
    let mut job = LayoutJob::simple(words, font, colours.text, rect.right() - left);
    job.wrap.max_rows = 2;
    let galley = ui.painter().layout_job(job);
    let at = pos2(left, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colours.text);
    response.on_hover_text(name)
}

/// A scene is dragged to another place; a line shows where it would go.
fn drag(ui: &Ui, response: &Response, place: usize, scene: &Scene, commands: &mut Vec<Command>) {
    response.dnd_set_drag_payload(Dragged(place));
    let rect = response.rect;
    let pointer = ui.input(|input| input.pointer.interact_pos());
    if response.dragged()
        && let Some(at) = pointer
    {
        let layer = egui::LayerId::new(egui::Order::Tooltip, Id::unique("dragged scene"));
        let painter = ui.ctx().layer_painter(layer);
        let colours = theme::colours(ui);
        let font = FontId::proportional(theme::TEXT_BODY);
        let galley = painter.layout_no_wrap(scene.title.clone(), font, colours.text);
        let field = Rect::from_min_size(at + vec2(12.0, 4.0), galley.size() + vec2(12.0, 8.0));
        painter.rect_filled(field, 4.0, colours.chosen);
        painter.galley(field.min + vec2(6.0, 4.0), galley, colours.text);
    }
    let Some(at) = pointer.filter(|_| response.dnd_hover_payload::<Dragged>().is_some()) else {
        return;
    };
    let below = at.y > rect.center().y;
    let y = if below { rect.bottom() } else { rect.top() };
    let line = Stroke::new(2.0, theme::colours(ui).accent);
    ui.painter().hline(rect.x_range(), y, line);
    if let Some(dragged) = response.dnd_release_payload::<Dragged>() {
        let target = target_of(dragged.0, place, below);
        let by = target as i32 - dragged.0 as i32;
        if by != 0 {
            commands.push(SceneCommand::Move(dragged.0, by).into());
        }
    }
}

/// Where a scene from `from` comes to be when it is let go over the upper or lower half of the one at `over`.
fn target_of(from: usize, over: usize, below: bool) -> usize {
    let gap = over + usize::from(below);
    if gap > from { gap - 1 } else { gap }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_that_is_let_go_lies_where_the_line_was() {
        // a b c d: b at 1 is let go over c or d.
        assert_eq!(target_of(1, 2, false), 1, "between b and c it stays");
        assert_eq!(target_of(1, 2, true), 2);
        assert_eq!(target_of(1, 3, true), 3);
        assert_eq!(target_of(3, 0, false), 0);
        assert_eq!(target_of(3, 0, true), 1);
        assert_eq!(target_of(2, 2, true), 2);
    }
}
