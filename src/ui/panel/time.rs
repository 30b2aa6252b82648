//! The years under the map: a row of years to choose from, play, and back to the classes. There for layers with
//! crops of more than one year.

use std::time::Duration;

use egui::{Align, Align2, Key, Layout, Rect, Response, Sense, Ui, WidgetInfo};

use crate::domain::Year;
use crate::text::Lang;
use crate::ui::command::{Command, TimeCommand, time};
use crate::ui::state::State;
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Height of the bar, in points.
pub const HEIGHT: f32 = 40.0;
/// Radius of the dot of a year, and of the year that is shown, in points.
const DOT: f32 = 3.5;
const CHOSEN_DOT: f32 = 6.5;
/// A year's name has at least this much room, in points, else only some years have theirs.
const NAME_WIDTH: f32 = 36.0;
/// Between the edge of the row and the first year, in points.
const MARGIN: f32 = 20.0;

/// Whether there are years to go through.
pub fn is_there(state: &State) -> bool {
    let layer = state.session.active();
    layer.is_some_and(|layer| layer.visible && time::years(layer).len() > 1)
}

/// Draws the bar over all the room that is left.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(layer) = state.session.active() else {
        return;
    };
    let lang = state.lang();
    let years = time::years(layer);
    let shown = time::shown(state);
    keep_time(ui, state, commands);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
        ui.add_space(theme::GAP_SMALL);
        play_ui(ui, state, lang, commands);
        for (icon, key, by) in [
            (icons::CARET_LEFT, "menu.year_before", -1),
            (icons::CARET_RIGHT, "menu.year_after", 1),
        ] {
            if icon_button(ui, icon, lang.text(key)).clicked() {
                commands.push(TimeCommand::Step(by).into());
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(theme::GAP);
            let classes = egui::Button::new(lang.text("time.classes"));
            let classes = ui
                .add_enabled(shown.is_some(), classes)
                .on_hover_text(lang.text("time.classes_help"));
            if classes.clicked() {
                commands.push(TimeCommand::Back.into());
            }
            row_ui(ui, state, &years, shown, commands);
        });
    });
}

/// While the years are played, asks for the frame in which the next one comes, and for none before it.
pub fn keep_time(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(playing) = state.view.time.playing else {
        return;
    };
    let now_s = ui.input(|input| input.time);
    match playing.due_s {
        Some(due_s) if now_s < due_s => {
            let wait = Duration::from_secs_f64(due_s - now_s);
            ui.ctx().request_repaint_after(wait);
        }
        _ => commands.push(TimeCommand::Tick(now_s).into()),
    }
}

fn play_ui(ui: &mut Ui, state: &State, lang: Lang, commands: &mut Vec<Command>) {
    let (icon, key) = match state.view.time.playing {
        Some(_) => (icons::PAUSE, "time.pause"),
        None => (icons::PLAY, "menu.play_years"),
    };
    if icon_button(ui, icon, lang.text(key)).clicked() {
        commands.push(TimeCommand::TogglePlay.into());
    }
}

/// The row of years: a slider for the keyboard and screen readers, dots for the pointer.
fn row_ui(
    ui: &mut Ui,
    state: &State,
    years: &[Year],
    shown: Option<Year>,
    commands: &mut Vec<Command>,
) {
    let size = egui::vec2(ui.available_width().max(1.0), HEIGHT - 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let row = Row { rect, years };
    let pointed = response.hover_pos().map(|pos| row.year_at(pos.x));
    describe(ui, &response, years, shown, state.lang());
    if let Some(year) = keyboard(ui, &response, years, shown) {
        commands.push(TimeCommand::Show(year).into());
    }
    let pressed = response.clicked() || response.dragged();
    let at = response.interact_pointer_pos().filter(|_| pressed);
    match at.map(|pos| row.year_at(pos.x)) {
        Some(year) if shown != Some(year) => commands.push(TimeCommand::Show(year).into()),
        Some(_) => {}
        None => preview(state, pointed, shown, commands),
    }
    if ui.is_rect_visible(rect) {
        row.paint(ui, shown, pointed);
    }
    if let Some(year) = pointed {
        let told = state
            .lang()
            .fill("time.crops_of", &[("year", &year.to_string())]);
        response.on_hover_text_at_pointer(told);
    }
}

/// The year under the pointer in passing; while the years are played, the map has enough to show.
fn preview(state: &State, pointed: Option<Year>, shown: Option<Year>, commands: &mut Vec<Command>) {
    let idle = state.view.time.playing.is_none();
    let wanted = pointed.filter(|year| idle && shown != Some(*year));
    if wanted != state.view.time.asked {
        commands.push(TimeCommand::Preview(wanted).into());
    }
}

/// What a screen reader says: the year, and between which years it lies.
fn describe(ui: &Ui, response: &Response, years: &[Year], shown: Option<Year>, lang: Lang) {
    let number = |year: Option<&Year>| year.map_or(0.0, |year| f64::from(year.number()));
    let (first, last) = (number(years.first()), number(years.last()));
    let value = number(shown.as_ref().or(years.last()));
    let name = match shown {
        Some(_) => lang.text("time.year").to_owned(),
        None => lang.text("time.no_year").to_owned(),
    };
    response.widget_info(|| WidgetInfo::slider(true, value, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        use egui::accesskit::Action;
        node.set_min_numeric_value(first);
        node.set_max_numeric_value(last);
        node.set_numeric_value_step(1.0);
        for action in [Action::SetValue, Action::Increment, Action::Decrement] {
            node.add_action(action);
        }
    });
}

/// The year that keys or a screen reader ask for.
fn keyboard(ui: &Ui, response: &Response, years: &[Year], shown: Option<Year>) -> Option<Year> {
    use egui::accesskit::{Action, ActionData};
    let mut steps = 0;
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let keep = egui::EventFilter {
                horizontal_arrows: true,
                ..Default::default()
            };
            memory.set_focus_lock_filter(response.id, keep);
        });
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        if pressed(Key::Home) {
            return years.first().copied();
        }
        if pressed(Key::End) {
            return years.last().copied();
        }
        steps += i32::from(pressed(Key::ArrowRight)) - i32::from(pressed(Key::ArrowLeft));
    }
    let requests = |action| ui.input(|i| i.num_accesskit_action_requests(response.id, action));
    steps += i32::from(requests(Action::Increment) > 0);
    steps -= i32::from(requests(Action::Decrement) > 0);
    if steps != 0 {
        return crate::ui::state::time::beside(years, shown, steps);
    }
    ui.input(|input| {
        let asked = input.accesskit_action_requests(response.id, Action::SetValue);
        let value = asked.filter_map(|request| match request.data {
            Some(ActionData::NumericValue(value)) => Some(value),
            _ => None,
        });
        value.last()
    })
    .and_then(|value| nearest(years, value))
}

fn nearest(years: &[Year], value: f64) -> Option<Year> {
    let distance = |year: &Year| (f64::from(year.number()) - value).abs();
    let by_distance = |a: &&Year, b: &&Year| distance(a).total_cmp(&distance(b));
    years.iter().min_by(by_distance).copied()
}

/// Where each year stands.
struct Row<'a> {
    rect: Rect,
    years: &'a [Year],
}

impl Row<'_> {
    /// Calendar years lie as far apart as they are, so a gap is seen.
    fn x(&self, year: Year) -> f32 {
        let (Some(first), Some(last)) = (self.years.first(), self.years.last()) else {
            return self.rect.center().x;
        };
        let span = f32::from(last.since(*first).max(1));
        let along = f32::from(year.since(*first)) / span;
        let left = self.rect.left() + MARGIN;
        left + along * (self.rect.width() - 2.0 * MARGIN)
    }

    fn year_at(&self, x: f32) -> Year {
        let distance = |year: &&Year| (self.x(**year) - x).abs();
        let by_distance = |a: &&Year, b: &&Year| distance(a).total_cmp(&distance(b));
        let nearest = self.years.iter().min_by(by_distance);
        nearest.copied().unwrap_or(Year::FIRST)
    }

    fn paint(&self, ui: &Ui, shown: Option<Year>, pointed: Option<Year>) {
        let colours = theme::colours(ui);
        let y = self.rect.top() + 11.0;
        let line = egui::Stroke::new(2.0, colours.edge);
        let ends = self.years.first().zip(self.years.last());
        if let Some((first, last)) = ends {
            ui.painter().hline(self.x(*first)..=self.x(*last), y, line);
        }
        let apart = self.rect.width() / self.years.len().max(1) as f32;
        let every = (NAME_WIDTH / apart).ceil().max(1.0) as usize;
        for (place, year) in self.years.iter().rev().enumerate() {
            let chosen = shown == Some(*year);
            let under = pointed == Some(*year);
            let at = egui::pos2(self.x(*year), y);
            let (radius, colour) = match (chosen, under) {
                (true, _) => (CHOSEN_DOT, colours.accent),
                (false, true) => (CHOSEN_DOT - 1.5, colours.text),
                (false, false) => (DOT, colours.edge),
            };
            ui.painter().circle_filled(at, radius, colour);
            if chosen || under || place.is_multiple_of(every) {
                let at = egui::pos2(at.x, self.rect.bottom() - 7.0);
                let tone = if chosen {
                    colours.text
                } else {
                    colours.secondary
                };
                let (size, anchor) = (theme::TEXT_SMALL, Align2::CENTER_CENTER);
                let name = year.to_string();
                text::line(ui, at, anchor, &name, size, tone, 2.0 * NAME_WIDTH);
            }
        }
    }
}
