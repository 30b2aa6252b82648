//! A list of which one is chosen: by a click, or by the arrow keys as they pass; Enter and a double click also
//! confirm.

use egui::{Align, Align2, Key, Layout, Response, ScrollArea, Sense, Ui, WidgetInfo};

use super::frame::Scene;
use crate::ui::theme;
use crate::ui::widget::text;

/// Height of a line of the list, in points.
const ROW_HEIGHT: f32 = 24.0;
/// Height of a line with a second one that explains, in points.
const TALL_ROW_HEIGHT: f32 = 40.0;

/// A list as wide as the dialog and of one height, however many lines it has: what stands below it stays where it is.
pub(super) fn list(ui: &mut Ui, salt: &str, height: f32, lines: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ScrollArea::vertical()
            .id_salt(salt)
            .max_height(height)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                lines(ui);
            });
    });
    ui.add_space(theme::GAP);
}

/// One line of the list, with a small line under it where `detail` says something. True when it becomes the
/// chosen one.
pub(super) fn row(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    chosen: bool,
    name: &str,
    detail: &str,
) -> bool {
    let height = if detail.is_empty() {
        ROW_HEIGHT
    } else {
        TALL_ROW_HEIGHT
    };
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            egui::Role::ListBoxOption,
            true,
            chosen,
            format!("{name} {detail}").trim(),
        )
    });
    if ui.is_rect_visible(rect) {
        paint(ui, &response, chosen, name, detail);
    }
    if chosen && scene.opening && ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered || response.double_clicked() {
        scene.submit();
    }
    if response.clicked() {
        // The keyboard goes on from where the mouse was.
        response.request_focus();
    }
    // The arrow keys bring the focus between two frames: that it was gained is never said.
    let is_passed = response.has_focus() && !chosen;
    if is_passed {
        response.scroll_to_me(None);
    }
    let becomes_chosen = response.clicked() || is_passed;
    if becomes_chosen {
        // It was painted as it was before.
        ui.ctx().request_repaint();
    }
    becomes_chosen
}

fn paint(ui: &Ui, response: &Response, chosen: bool, name: &str, detail: &str) {
    let colours = theme::colours(ui);
    let rect = response.rect;
    let fill = match (chosen, response.hovered()) {
        (true, _) => Some(colours.chosen),
        (false, true) => Some(colours.hover),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 4.0, fill);
    }
    let left = rect.left() + theme::GAP;
    let width = rect.width() - 2.0 * theme::GAP;
    let middle = rect.top() + ROW_HEIGHT / 2.0;
    let at = egui::pos2(left, middle);
    text::line(
        ui,
        at,
        Align2::LEFT_CENTER,
        name,
        theme::TEXT_BODY,
        colours.text,
        width,
    );
    if !detail.is_empty() {
        let at = egui::pos2(left, middle + 16.0);
        let (size, colour) = (theme::TEXT_SMALL, colours.secondary);
        text::line(ui, at, Align2::LEFT_CENTER, detail, size, colour, width);
    }
}

/// The title of a group of lines.
pub(super) fn title(ui: &mut Ui, title: &str) {
    let size = egui::vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let at = egui::pos2(rect.left() + theme::GAP, rect.center().y);
    let (size, colour) = (theme::TEXT_SMALL, theme::colours(ui).secondary);
    text::line(
        ui,
        at,
        Align2::LEFT_CENTER,
        title,
        size,
        colour,
        rect.width(),
    );
}
