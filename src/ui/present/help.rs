//! The keys, over the map, as large as everything else.

use egui::{Align2, Area, Frame, Id, Order, Role, Sense, Ui, WidgetInfo, vec2};

use super::keys::BINDINGS;
use super::stage::{Stage, TEXT};
use crate::text::Lang;

/// Width of the panel and height of a line, in pixels of 1080.
const WIDTH: f32 = 900.0;
const LINE: f32 = 46.0;

/// Draws it in the middle of the window.
pub(super) fn show(ui: &Ui, lang: Lang, stage: &Stage) {
    let classes = ("1 – 9", "present.fade");
    let rows = BINDINGS
        .iter()
        .map(|binding| (binding.shown(lang), binding.told));
    let rows = rows.chain([classes]);
    Area::new(Id::unique("stage help"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .show(ui.ctx(), |ui| {
            let frame = Frame::new().fill(stage.colours.surface);
            let line = egui::Stroke::new(1.0, stage.colours.edge);
            let frame = frame.stroke(line).inner_margin(stage.points(28.0));
            frame.show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (keys, told) in rows {
                    row(ui, keys, lang.text(told), stage);
                }
            });
        });
}

fn row(ui: &mut Ui, keys: &str, told: &str, stage: &Stage) {
    let size = vec2(stage.points(WIDTH), stage.points(LINE));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{keys}: {told}")));
    let middle = Align2::LEFT_CENTER;
    let keys_width = stage.points(190.0);
    stage.line(ui, rect.left_center(), middle, keys, TEXT, keys_width);
    let at = rect.left_center() + vec2(keys_width, 0.0);
    stage.quiet(ui, at, middle, told, TEXT, rect.right() - at.x);
}
