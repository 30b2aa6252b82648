//! A histogram with thresholds in it that can be taken hold of. Bars are stacked of what the classes are coloured by,
//! so that one sees what a threshold parts; a threshold stands between two bars.
//!
//! Places are counted in bars from the left: the first bar reaches from 0 to 1.

use egui::{
    Align2, Color32, CursorIcon, EventFilter, Key, Pos2, Rect, Response, Role, Sense, Stroke, Ui,
    WidgetInfo,
};

use super::{swatch, text};
use crate::map::style::CategoryStyle;
use crate::ui::theme;

/// Height of the bars, in points.
const BARS_HEIGHT: f32 = 48.0;
/// Height of the line of labels under them, in points.
const LABELS_HEIGHT: f32 = 14.0;
/// Room above the bars for the knobs, in points.
const KNOBS_HEIGHT: f32 = 10.0;
/// Width that takes hold of a threshold, in points.
const GRIP: f32 = 14.0;
/// Between two bars, in points.
const BETWEEN: f32 = 2.0;

/// One bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// What it is made of, from below, with its height in the unit of the axis.
    pub parts: Vec<(CategoryStyle, f64)>,
    /// What stands under it; empty for nothing.
    pub label: String,
    /// What is told of it under the pointer.
    pub told: String,
}

/// A threshold.
#[derive(Debug, Clone, Copy)]
pub struct Handle<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its place.
    pub place: f64,
    /// Its value, for screen readers.
    pub value: f64,
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Histogram<'a> {
    /// What a screen reader says of it.
    pub name: &'a str,
    /// The bars from the left.
    pub bars: &'a [Bar],
    /// The thresholds.
    pub handles: &'a [Handle<'a>],
    /// By how many bars a threshold moves at least.
    pub step: f64,
}

/// Draws it over the width that there is; a threshold that was moved comes back with its new place.
pub fn show(ui: &mut Ui, histogram: &Histogram<'_>) -> Option<(usize, f64)> {
    let height = KNOBS_HEIGHT + BARS_HEIGHT + LABELS_HEIGHT;
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, histogram.name));
    let field = Rect::from_min_max(
        rect.min + egui::vec2(GRIP / 2.0, KNOBS_HEIGHT),
        rect.max - egui::vec2(GRIP / 2.0, LABELS_HEIGHT),
    );
    let scale = Scale {
        field,
        bars: histogram.bars.len().max(1) as f64,
    };
    bars_ui(ui, histogram, &scale, &response);
    let mut moved = None;
    for (index, handle) in histogram.handles.iter().enumerate() {
        let id = response.id.with(("threshold", index));
        let to = handle_ui(ui, id, handle, &scale, histogram.step);
        moved = moved.or(to.map(|to| (index, to)));
    }
    moved
}

/// Places and where they are on the screen.
struct Scale {
    field: Rect,
    bars: f64,
}

impl Scale {
    fn x_of(&self, place: f64) -> f32 {
        let part = (place / self.bars).clamp(0.0, 1.0) as f32;
        self.field.left() + part * self.field.width()
    }

    fn place_at(&self, x: f32) -> f64 {
        f64::from((x - self.field.left()) / self.field.width().max(1.0)) * self.bars
    }
}

fn bars_ui(ui: &Ui, histogram: &Histogram<'_>, scale: &Scale, response: &Response) {
    let colours = theme::colours(ui);
    let height = |bar: &Bar| bar.parts.iter().map(|(_, part)| part).sum::<f64>();
    let highest = histogram.bars.iter().map(height).fold(0.0, f64::max);
    let field = scale.field;
    let mut under_pointer = None;
    for (index, bar) in histogram.bars.iter().enumerate() {
        let (left, right) = (scale.x_of(index as f64), scale.x_of(index as f64 + 1.0));
        let mut bottom = field.bottom();
        for (style, part) in &bar.parts {
            let points = (part / highest * f64::from(field.height())) as f32;
            let points = if highest > 0.0 { points } else { 0.0 };
            let top = bottom - points;
            let x = left + BETWEEN / 2.0..=right - BETWEEN / 2.0;
            if points >= 0.5 {
                swatch::fill(ui, Rect::from_x_y_ranges(x, top..=bottom), style);
            }
            bottom = top;
        }
        let at = egui::pos2(f32::midpoint(left, right), field.bottom() + 2.0);
        let (size, tone) = (theme::TEXT_SMALL - 1.0, colours.secondary);
        text::line(ui, at, Align2::CENTER_TOP, &bar.label, size, tone, 60.0);
        let whole = Rect::from_x_y_ranges(left..=right, response.rect.y_range());
        if response.hover_pos().is_some_and(|pos| whole.contains(pos)) {
            under_pointer = Some(&bar.told);
        }
    }
    let line = Stroke::new(1.0, colours.edge);
    ui.painter().hline(field.x_range(), field.bottom(), line);
    if let Some(told) = under_pointer.filter(|told| !told.is_empty()) {
        response.clone().on_hover_text_at_pointer(told);
    }
}

/// A threshold, its line and its knob; where it is moved to.
fn handle_ui(ui: &Ui, id: egui::Id, handle: &Handle<'_>, scale: &Scale, step: f64) -> Option<f64> {
    let x = scale.x_of(handle.place);
    let top = scale.field.top() - KNOBS_HEIGHT;
    let grip = Rect::from_x_y_ranges(x - GRIP / 2.0..=x + GRIP / 2.0, top..=scale.field.bottom());
    let response = ui
        .interact(grip, id, Sense::drag() | Sense::FOCUSABLE)
        .on_hover_cursor(CursorIcon::ResizeHorizontal)
        .on_hover_text(handle.name);
    response.widget_info(|| WidgetInfo::slider(true, handle.value, handle.name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.add_action(egui::accesskit::Action::Increment);
        node.add_action(egui::accesskit::Action::Decrement);
    });
    if response.drag_started() {
        response.request_focus();
    }
    paint_handle(ui, &response, egui::pos2(x, top), scale.field.bottom());
    let dragged = response
        .dragged()
        .then(|| response.interact_pointer_pos())
        .flatten();
    let to = match dragged {
        Some(pos) => (scale.place_at(pos.x) / step).round() * step,
        None => handle.place + keyboard_steps(ui, &response) * step,
    };
    ((to - handle.place).abs() > step / 1000.0).then_some(to)
}

/// Steps asked for by the arrow keys, or by a screen reader.
fn keyboard_steps(ui: &Ui, response: &Response) -> f64 {
    let mut steps = 0.0;
    if response.has_focus() {
        let arrows = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        steps += ui.input(|input| {
            input.num_presses(Key::ArrowRight) as f64 - input.num_presses(Key::ArrowLeft) as f64
        });
    }
    steps
        + ui.input(|input| {
            use egui::accesskit::Action;
            let asked = |action| input.num_accesskit_action_requests(response.id, action) as f64;
            asked(Action::Increment) - asked(Action::Decrement)
        })
}

fn paint_handle(ui: &Ui, response: &Response, top: Pos2, bottom: f32) {
    let colours = theme::colours(ui);
    let colour: Color32 = if response.hovered() || response.dragged() || response.has_focus() {
        colours.accent
    } else {
        colours.text
    };
    let painter = ui.painter();
    // A light line beside the dark one: it is seen on the darkest class and on the ground.
    let x = top.x;
    painter.vline(x, top.y..=bottom, Stroke::new(3.0, colours.panel));
    painter.vline(x, top.y..=bottom, Stroke::new(1.5, colour));
    let knob = [
        top + egui::vec2(-5.0, 0.0),
        top + egui::vec2(5.0, 0.0),
        top + egui::vec2(0.0, 8.0),
    ];
    painter.add(egui::Shape::convex_polygon(
        knob.to_vec(),
        colour,
        Stroke::new(1.0, colours.panel),
    ));
}
