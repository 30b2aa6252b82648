//! What is true of the files: how fine pictures are, and what goes into a PDF.

use egui::{DragValue, Ui};

use super::super::frame::secondary;
use crate::export::raster::MOST_PIXELS;
use crate::export::sheet::{DPI, SheetSettings};
use crate::text::Lang;
use crate::ui::theme;
use crate::ui::widget::text;

/// Millimetres in an inch.
const INCH_MM: f64 = 25.4;

/// Draws the choices.
pub(super) fn show(ui: &mut Ui, lang: Lang, settings: &mut SheetSettings) {
    text::heading(ui, lang.text("dialog.sheet.files"));
    ui.add_space(theme::GAP_SMALL);
    let [width, height] = settings.size_mm().map(|side| side / INCH_MM);
    // As fine as this paper can be; whole, so that what is typed is what stands there.
    let finest = (MOST_PIXELS as f64 / (width * height)).sqrt().floor();
    let finest = finest.clamp(*DPI.start(), *DPI.end());
    let mut dpi = settings.dpi().min(finest);
    ui.horizontal(|ui| {
        let label = ui.label(lang.text("dialog.sheet.dpi"));
        let field = DragValue::new(&mut dpi)
            .range(*DPI.start()..=finest)
            .max_decimals(0)
            .update_while_editing(false)
            .suffix("\u{a0}dpi");
        let field = ui.add(field).labelled_by(label.id);
        if field.changed() {
            settings.dpi = Some(dpi.round());
        }
    });
    let pixels = [width, height].map(|side| lang.count((side * dpi).round() as u64));
    let values = [("width", pixels[0].as_str()), ("height", &pixels[1])];
    secondary(ui, lang.fill("dialog.sheet.pixels", &values));
    ui.checkbox(
        &mut settings.transparent,
        lang.text("dialog.sheet.transparent"),
    );
    let mut inside = !settings.private;
    let box_ui = ui.checkbox(&mut inside, lang.text("dialog.sheet.project_inside"));
    if box_ui.changed() {
        settings.private = !inside;
    }
    box_ui.on_hover_text(lang.text("dialog.sheet.project_inside_help"));
}
