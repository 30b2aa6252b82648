//! A button that is an icon: never without a name for screen readers and a tooltip.

use egui::{Button, Response, RichText, Ui};

use crate::ui::theme;

/// A quiet icon button: no frame until the pointer or the focus is on it.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let button = Button::new(RichText::new(icon).size(theme::TEXT_HEADING))
        .frame_when_inactive(false)
        .min_size(egui::Vec2::splat(theme::CONTROL_HEIGHT));
    named(padded(ui, button), name)
}

/// As [`icon_button`], for something that is on or off.
pub fn icon_toggle(ui: &mut Ui, icon: &str, name: &str, on: bool) -> Response {
    let colour = if on {
        theme::colours(ui).text
    } else {
        theme::colours(ui).secondary
    };
    let button = Button::new(RichText::new(icon).size(theme::TEXT_HEADING).color(colour))
        .frame_when_inactive(false)
        .min_size(egui::Vec2::splat(theme::CONTROL_HEIGHT));
    let response = padded(ui, button);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, name));
    response.on_hover_text(name)
}

/// The icon fills the button: the padding of text would make it wider than high.
fn padded(ui: &mut Ui, button: Button<'_>) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(theme::GAP_SMALL, 0.0);
        ui.add(button)
    })
    .inner
}

fn named(response: Response, name: &str) -> Response {
    response.accessible_name(name).on_hover_text(name)
}
