//! Text of the few sizes and tones that the window has.

use egui::{Align2, Color32, FontId, Pos2, Rect, Response, RichText, Ui};

use crate::ui::theme;

/// Explains: small and of the second tone.
pub fn small(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text)
        .size(theme::TEXT_SMALL)
        .color(theme::colours(ui).secondary)
}

/// The title of a panel, with the room that belongs to it.
pub fn heading(ui: &mut Ui, text: &str) -> Response {
    ui.add(egui::Label::new(RichText::new(text).size(theme::TEXT_HEADING)).truncate())
}

/// Paints one line at a place, cut with an ellipsis at `width`; answers the room that it takes.
pub fn line(
    ui: &Ui,
    at: Pos2,
    anchor: Align2,
    text: &str,
    size: f32,
    colour: Color32,
    width: f32,
) -> Rect {
    let mut job = egui::text::LayoutJob::simple_singleline(
        text.to_owned(),
        FontId::proportional(size),
        colour,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(0.0));
    let galley = ui.painter().layout_job(job);
    let rect = anchor.anchor_size(at, galley.size());
    ui.painter().galley(rect.min, galley, colour);
    rect
}
