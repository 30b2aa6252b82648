//! Every attribute of the selected parcel, and where it was read.

use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use crate::explain::category;
use crate::text::Lang;
use crate::ui::parcel::Parcel;
use crate::ui::theme;
use crate::ui::widget::text;

/// Height of a line of attributes, in points.
const LINE_HEIGHT: f32 = 20.0;
/// Part of the width that the names of attributes have.
const NAME_PART: f32 = 0.42;
/// Lines that are shown without scrolling, at least.
const LEAST_LINES: f32 = 4.0;
/// Room for the line about the source, in lines.
const FOOTER_LINES: f32 = 3.0;

/// Draws them.
pub(super) fn show(ui: &mut Ui, parcel: &Parcel, lang: Lang) {
    ui.label(lang.text("parcel.attributes"));
    ui.add_space(theme::GAP_SMALL);
    let room = ui.available_height() - FOOTER_LINES * LINE_HEIGHT;
    attributes_ui(ui, parcel, lang, room.max(LEAST_LINES * LINE_HEIGHT));
    source_ui(ui, parcel, lang);
}

/// Every attribute; only the lines that are seen are drawn.
fn attributes_ui(ui: &mut Ui, parcel: &Parcel, lang: Lang, height: f32) {
    if parcel.attributes.is_empty() {
        ui.label(text::small(ui, lang.text("parcel.no_attributes")));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("attributes")
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, LINE_HEIGHT, parcel.attributes.len(), |ui, rows| {
            for (name, value) in parcel.attributes.iter().skip(rows.start).take(rows.len()) {
                attribute_ui(ui, name, &category::cell(value, lang));
            }
        });
}

fn attribute_ui(ui: &mut Ui, name: &str, value: &str) {
    let width = ui.available_width();
    ui.horizontal(|ui| {
        ui.set_height(LINE_HEIGHT);
        let half = egui::vec2(width * NAME_PART, LINE_HEIGHT);
        ui.allocate_ui_with_layout(half, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(half.x);
            ui.add(Label::new(text::small(ui, name)).truncate());
        });
        let value = RichText::new(value).size(theme::TEXT_SMALL);
        ui.add(Label::new(value).truncate().selectable(true));
    });
}

fn source_ui(ui: &mut Ui, parcel: &Parcel, lang: Lang) {
    ui.add_space(theme::GAP);
    let file = parcel.file.file_name().unwrap_or(parcel.file.as_os_str());
    let file = file.to_string_lossy();
    let record = parcel.record.to_string();
    let told = lang.fill("parcel.source", &[("file", &file), ("record", &record)]);
    ui.add(Label::new(text::small(ui, told)).truncate())
        .on_hover_text(parcel.file.display().to_string());
}
