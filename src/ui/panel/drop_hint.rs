//! What is shown while files hang over the window: that they can be let go anywhere.

use egui::{Align2, FontId, Id, LayerId, Order};

use crate::text::Lang;
use crate::ui::theme;

/// Covers the window while files hang over it.
pub fn show(ctx: &egui::Context, lang: Lang) {
    if ctx.input(|i| i.raw.hovered_files.is_empty()) {
        return;
    }
    let layer = LayerId::new(Order::Foreground, Id::unique("drop hint"));
    let painter = ctx.layer_painter(layer);
    let c = theme::of_visuals(&ctx.global_style().visuals);
    let rect = ctx.content_rect();
    painter.rect_filled(rect, 0.0, c.panel.gamma_multiply(0.92));
    let frame = rect.shrink(theme::GAP_LARGE);
    let line = egui::Stroke::new(2.0, c.accent);
    painter.rect_stroke(frame, 8.0, line, egui::StrokeKind::Inside);
    painter.text(
        rect.center(),
        Align2::CENTER_CENTER,
        lang.text("map.drop"),
        FontId::proportional(theme::TEXT_FIGURE),
        c.text,
    );
}
