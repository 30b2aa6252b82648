//! The title of something that folds: a caret and a name, over the whole width. Whether it is unfolded is for the
//! caller to know.

use egui::{Align2, Rect, Response, Role, Sense, Ui, WidgetInfo};

use super::text;
use crate::ui::{icons, theme};

/// Draws the title in a size of text; a click is to fold or unfold. The room at the right end, `spare` wide, is left
/// for other controls.
pub fn title(ui: &mut Ui, name: &str, open: bool, size: f32, spare: f32) -> Response {
    let width = ui.available_width() - spare;
    let wanted = egui::vec2(width, theme::CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, name));
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_expanded(open));
    if ui.is_rect_visible(rect) {
        paint(ui, rect, &response, name, open, size);
    }
    response
}

fn paint(ui: &Ui, rect: Rect, response: &Response, name: &str, open: bool, size: f32) {
    let colours = theme::colours(ui);
    if response.hovered() {
        let mark = rect.expand2(egui::vec2(theme::GAP_SMALL, 0.0));
        ui.painter().rect_filled(mark, 4.0, colours.hover);
    }
    let caret = if open {
        icons::CARET_DOWN
    } else {
        icons::CARET_RIGHT
    };
    let (left, middle) = (Align2::LEFT_CENTER, rect.left_center());
    let told = text::line(
        ui,
        middle,
        left,
        caret,
        theme::TEXT_SMALL,
        colours.secondary,
        16.0,
    );
    let at = egui::pos2(told.right() + theme::GAP_SMALL, middle.y);
    text::line(ui, at, left, name, size, colours.text, rect.right() - at.x);
}
