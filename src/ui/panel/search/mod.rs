//! The search box: places, parcels and areas, coordinates and every command, by typing. The arrow keys choose,
//! Enter goes, Escape leaves.

mod coordinates;
mod features;
mod results;
mod words;

use std::sync::Arc;

use egui::{Align2, EventFilter, Id, Key, Modifiers, Popup, Rect, RectAlign, Sense, TextEdit, Ui};

use crate::layer::Layer;
use crate::text::Lang;
use crate::ui::command::{Command, Menu};
use crate::ui::later::Later;
use crate::ui::state::{LayerId, State};
use crate::ui::widget::{keys_text, text};
use crate::ui::{icons, theme};
use features::FeatureIndex;
pub use results::{Found, places_named};
use results::{Kind, find};

/// Width of the list of what was found, in points.
const LIST_WIDTH: f32 = 420.0;
/// Height of the list before it scrolls, in points.
const LIST_HEIGHT: f32 = 480.0;
/// Height of something that was found, in points.
const ROW_HEIGHT: f32 = 28.0;

/// The search box with what was typed.
#[derive(Debug, Default)]
pub struct SearchBox {
    text: String,
    chosen: usize,
    index: Later<IndexKey, FeatureIndex>,
}

/// What an index was made from.
#[derive(Debug, Clone, Copy, PartialEq)]
struct IndexKey {
    layer: LayerId,
    content: usize,
}

/// The keys that belong to the list while it is open.
#[derive(Debug, Default)]
struct Keys {
    down: usize,
    up: usize,
    enter: bool,
    escape: bool,
}

impl SearchBox {
    /// Draws it in the room that is left.
    pub fn show(&mut self, ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
        let id = Id::unique("search box");
        if state.view.focus_search {
            ui.memory_mut(|memory| memory.request_focus(id));
            select_all(ui, id, &self.text);
        }
        // As it was when the frame began: a click on the list takes the keyboard away from the field.
        let open = ui.memory(|memory| memory.has_focus(id));
        let keys = if open { keys(ui) } else { Keys::default() };
        let field = self.field(ui, id, state);
        if field.changed() {
            self.chosen = 0;
        }
        if keys.escape {
            self.leave(ui, id);
            return;
        }
        if open {
            self.ask_index(ui, state);
            self.list(ui, &field, &keys, state, commands);
        }
    }

    fn field(&mut self, ui: &mut Ui, id: Id, state: &State) -> egui::Response {
        let lang = state.lang();
        let shortcut = Menu::Search
            .shortcut()
            .map(|keys| keys_text(ui.ctx(), &keys, lang));
        let keys = text::small(ui, shortcut.unwrap_or_default());
        let field = TextEdit::singleline(&mut self.text)
            .id(id)
            .hint_text(lang.text("search.hint"))
            .prefix(egui::RichText::new(icons::MAGNIFYING_GLASS))
            .suffix(keys)
            .desired_width(ui.available_width())
            .event_filter(EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            });
        ui.add(field).accessible_name(lang.text("search.name"))
    }

    /// Builds the index of the layer in hand, once.
    fn ask_index(&mut self, ui: &Ui, state: &State) {
        let Some(layer) = state.session.active() else {
            return;
        };
        let key = IndexKey {
            layer: layer.id,
            content: Arc::as_ptr(&layer.layer) as usize,
        };
        let layer: Arc<Layer> = Arc::clone(&layer.layer);
        self.index.ask(ui.ctx(), &key, move |progress| {
            FeatureIndex::build(&layer.table, progress).map(Ok)
        });
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        field: &egui::Response,
        keys: &Keys,
        state: &State,
        commands: &mut Vec<Command>,
    ) {
        let found = find(&self.text, state, self.index.current());
        if let Some(last) = found.len().checked_sub(1) {
            // Round and round, as in every such list.
            let count = last + 1;
            self.chosen = (self.chosen.min(last) + keys.down + count - keys.up % count) % count;
        }
        let mut taken = keys.enter.then_some(self.chosen);
        let clicked = Popup::from_response(field)
            .id(field.id.with("list"))
            .open(true)
            .align(RectAlign::BOTTOM_END)
            .width(LIST_WIDTH)
            .close_behavior(egui::PopupCloseBehavior::IgnoreClicks)
            .accessible_name(state.lang().text("search.name"))
            .show(|ui| {
                ui.set_width(LIST_WIDTH);
                self.rows(ui, &found, keys, state)
            });
        taken = clicked.and_then(|clicked| clicked.inner).or(taken);
        if let Some(found) = taken.and_then(|chosen| found.get(chosen)) {
            commands.extend(found.commands(state));
            self.leave(ui, field.id);
        }
    }

    /// The rows of the list; the one that was clicked.
    fn rows(&mut self, ui: &mut Ui, found: &[Found], keys: &Keys, state: &State) -> Option<usize> {
        let lang = state.lang();
        if found.is_empty() {
            let key = if self.text.trim().is_empty() {
                "search.about"
            } else {
                "search.nothing"
            };
            let margin = theme::GAP;
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.add(egui::Label::new(text::small(ui, lang.text(key))).wrap());
            });
            return None;
        }
        let moved = ui.input(|input| input.pointer.is_moving());
        let mut clicked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical()
            .max_height(LIST_HEIGHT)
            .show(ui, |ui| {
                let mut kind = None;
                for (number, found) in found.iter().enumerate() {
                    if kind != Some(found.kind) {
                        kind = Some(found.kind);
                        title(ui, lang.text(title_of(found.kind)));
                    }
                    let response = row(ui, found, number == self.chosen, lang);
                    if number == self.chosen && keys.down != keys.up {
                        response.scroll_to_me(None);
                    }
                    if response.hovered() && moved {
                        self.chosen = number;
                    }
                    if response.clicked() {
                        clicked = Some(number);
                    }
                }
            });
        clicked
    }

    /// Gives the keyboard back, and forgets what was typed.
    fn leave(&mut self, ui: &Ui, id: Id) {
        self.text.clear();
        self.chosen = 0;
        ui.memory_mut(|memory| memory.surrender_focus(id));
    }
}

/// Takes the keys of the list, before the field sees them.
fn keys(ui: &Ui) -> Keys {
    ui.input_mut(|input| Keys {
        down: input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
        up: input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
        enter: input.consume_key(Modifiers::NONE, Key::Enter),
        escape: input.consume_key(Modifiers::NONE, Key::Escape),
    })
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut field = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let all = egui::text::CCursorRange::select_all_str(text);
    field.cursor.set_char_range(Some(all));
    field.store(ui.ctx(), id);
}

fn title_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Coordinate => "search.coordinates",
        Kind::Place => "search.places",
        Kind::Feature => "search.features",
        Kind::Command => "search.commands",
    }
}

fn icon_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Coordinate => icons::CROSSHAIR,
        Kind::Place => icons::MAP_PIN,
        Kind::Feature => icons::FRAME_CORNERS,
        Kind::Command => icons::COMMAND,
    }
}

fn title(ui: &mut Ui, title: &str) {
    let size = egui::vec2(ui.available_width(), 24.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let at = egui::pos2(rect.left() + theme::GAP, rect.center().y);
    let colour = theme::colours(ui).secondary;
    text::line(
        ui,
        at,
        Align2::LEFT_CENTER,
        title,
        theme::TEXT_SMALL,
        colour,
        rect.width(),
    );
}

fn row(ui: &mut Ui, found: &Found, chosen: bool, lang: Lang) -> egui::Response {
    let size = egui::vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &found.text)
    });
    if ui.is_rect_visible(rect) {
        let keys = found.menu().and_then(Menu::shortcut);
        let keys = keys.map(|keys| keys_text(ui.ctx(), &keys, lang));
        paint_row(
            ui,
            rect,
            found,
            keys.as_deref().unwrap_or(&found.detail),
            chosen,
        );
    }
    response
}

fn paint_row(ui: &Ui, rect: Rect, found: &Found, detail: &str, chosen: bool) {
    let colours = theme::colours(ui);
    if chosen {
        ui.painter().rect_filled(rect, 4.0, colours.chosen);
    }
    let inner = rect.shrink2(egui::vec2(theme::GAP, 0.0));
    let y = inner.center().y;
    let (left, right) = (Align2::LEFT_CENTER, Align2::RIGHT_CENTER);
    let at = egui::pos2(inner.left(), y);
    text::line(
        ui,
        at,
        left,
        icon_of(found.kind),
        theme::TEXT_HEADING,
        colours.secondary,
        24.0,
    );
    let at = egui::pos2(inner.right(), y);
    let room = inner.width() / 2.0;
    let detail = text::line(
        ui,
        at,
        right,
        detail,
        theme::TEXT_SMALL,
        colours.secondary,
        room,
    );
    let at = egui::pos2(inner.left() + 24.0, y);
    let room = detail.left() - theme::GAP - at.x;
    text::line(
        ui,
        at,
        left,
        &found.text,
        theme::TEXT_BODY,
        colours.text,
        room,
    );
}
