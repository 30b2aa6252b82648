//! An answer to the audience: a line in which a village is typed, large enough to be read by all, and the map goes
//! there. Only places are found: what parcels say of farms has no place on a wall.

use egui::{
    Align2, Area, EventFilter, FontId, Frame, Id, Key, Modifiers, Order, Rect, Role, Sense,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::stage::{Stage, TEXT};
use crate::ui::command::{Command, PresentCommand};
use crate::ui::panel::search::{Found, places_named};
use crate::ui::state::State;
use crate::ui::state::present::Part;

/// Width of the line, and height of it and of what was found, in pixels of 1080.
const WIDTH: f32 = 720.0;
const ROW: f32 = 52.0;

/// The line with what was typed.
#[derive(Debug, Default)]
pub(super) struct WallSearch {
    text: String,
    chosen: usize,
    was_open: bool,
}

impl WallSearch {
    /// Draws it over the map, while it is open.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        map: Rect,
        state: &State,
        stage: &Stage,
        commands: &mut Vec<Command>,
    ) {
        let presenting = state.view.presenting.as_ref();
        let is_open = presenting.is_some_and(|presenting| presenting.shows(Part::Search));
        if !is_open {
            *self = Self::default();
            return;
        }
        let found = places_named(&self.text, state);
        let taken = self.keys(ui, found.len(), commands);
        let at = pos2(map.center().x, map.top() + stage.points(24.0));
        let frame = Frame::new()
            .fill(stage.colours.surface)
            .stroke(egui::Stroke::new(1.0, stage.colours.edge))
            .inner_margin(stage.points(16.0));
        let clicked = Area::new(Id::unique("stage search"))
            .order(Order::Foreground)
            .pivot(Align2::CENTER_TOP)
            .fixed_pos(at)
            .show(ui.ctx(), |ui| {
                frame.show(ui, |ui| {
                    ui.set_width(stage.points(WIDTH).min(map.width() - stage.points(64.0)));
                    ui.spacing_mut().item_spacing.y = stage.points(4.0);
                    self.field(ui, state, stage);
                    self.rows(ui, &found, state, stage)
                })
            });
        let taken = taken.or(clicked.inner.inner);
        if let Some(found) = taken.and_then(|chosen| found.get(chosen)) {
            commands.extend(found.commands(state));
            commands.push(PresentCommand::Toggle(Part::Search).into());
        }
        self.was_open = true;
    }

    /// The keys of the list, before the field sees them; answers what was taken.
    fn keys(&mut self, ui: &Ui, count: usize, commands: &mut Vec<Command>) -> Option<usize> {
        let (down, up, enter, escape) = ui.input_mut(|input| {
            (
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
                input.consume_key(Modifiers::NONE, Key::Enter),
                input.consume_key(Modifiers::NONE, Key::Escape),
            )
        });
        if count > 0 {
            self.chosen = (self.chosen.min(count - 1) + down + count - up % count) % count;
        }
        if escape {
            commands.push(PresentCommand::Toggle(Part::Search).into());
        }
        enter.then_some(self.chosen)
    }

    fn field(&mut self, ui: &mut Ui, state: &State, stage: &Stage) {
        let lang = state.lang();
        let id = Id::unique("stage search field");
        let font = FontId::proportional(stage.points(TEXT));
        let field = TextEdit::singleline(&mut self.text)
            .id(id)
            .font(font)
            .text_color(stage.colours.text)
            .hint_text(lang.text("present.search_hint"))
            .desired_width(f32::INFINITY)
            .event_filter(EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            });
        let response = ui.add(field).accessible_name(lang.text("present.search"));
        if !self.was_open {
            response.request_focus();
        }
        if response.changed() {
            self.chosen = 0;
        }
    }

    /// What was found; answers what was clicked.
    fn rows(&self, ui: &mut Ui, found: &[Found], state: &State, stage: &Stage) -> Option<usize> {
        if found.is_empty() && !self.text.trim().is_empty() {
            let nothing = state.lang().text("search.nothing");
            row(ui, nothing, "", false, stage);
        }
        let mut clicked = None;
        for (number, found) in found.iter().enumerate() {
            let chosen = number == self.chosen;
            if row(ui, &found.text, &found.detail, chosen, stage).clicked() {
                clicked = Some(number);
            }
        }
        clicked
    }
}

fn row(ui: &mut Ui, name: &str, detail: &str, chosen: bool, stage: &Stage) -> egui::Response {
    let size = vec2(ui.available_width(), stage.points(ROW));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, name));
    if chosen {
        ui.painter().rect_filled(rect, 4.0, stage.colours.chosen);
    }
    let inner = rect.shrink2(vec2(stage.points(12.0), 0.0));
    let right = Align2::RIGHT_CENTER;
    let half = inner.width() / 2.0;
    let told = stage.quiet(ui, inner.right_center(), right, detail, 28.0, half);
    let room = told.left() - inner.left() - stage.points(12.0);
    stage.line(
        ui,
        inner.left_center(),
        Align2::LEFT_CENTER,
        name,
        TEXT,
        room,
    );
    response
}
