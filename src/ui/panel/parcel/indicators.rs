//! The rotation of the selected parcel in figures, each with its definition under the pointer.

use egui::{Align2, FontId, Response, Sense, Ui};

use crate::analysis::story::Story;
use crate::explain::story::{self as words, IndicatorWords};
use crate::text::Lang;
use crate::ui::widget::text;
use crate::ui::{icons, theme};

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 18.0;
/// Part of the width that names have.
const NAME_PART: f32 = 0.42;

/// Draws the telling ones, and the others where they are asked for.
pub(super) fn show(ui: &mut Ui, story: &Story, lang: Lang) {
    let [telling, others] = words::indicators(story, lang);
    ui.label(lang.text("indicator.title"));
    list(ui, &telling);
    let more = egui::CollapsingHeader::new(text::small(ui, lang.text("indicator.more")));
    more.id_salt("more indicators")
        .icon(caret)
        .show_unindented(ui, |ui| list(ui, &others));
}

/// The caret of everything that folds.
fn caret(ui: &mut Ui, openness: f32, response: &Response) {
    let icon = if openness > 0.5 {
        icons::CARET_DOWN
    } else {
        icons::CARET_RIGHT
    };
    let (at, colour) = (response.rect.center(), theme::colours(ui).secondary);
    let font = FontId::proportional(theme::TEXT_SMALL);
    ui.painter()
        .text(at, Align2::CENTER_CENTER, icon, font, colour);
}

fn list(ui: &mut Ui, list: &[IndicatorWords]) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for indicator in list {
            line(ui, indicator);
        }
    });
}

fn line(ui: &mut Ui, words: &IndicatorWords) {
    let size = egui::vec2(ui.available_width(), LINE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let told = format!("{}: {}", words.name, words.value);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &told));
    if ui.is_rect_visible(rect) {
        let colours = theme::colours(ui);
        let split = rect.left() + rect.width() * NAME_PART;
        for (text, left, right, tone) in [
            (&words.name, rect.left(), split, colours.secondary),
            (&words.value, split, rect.right(), colours.text),
        ] {
            let at = egui::pos2(left, rect.center().y);
            let (size, anchor) = (theme::TEXT_SMALL, Align2::LEFT_CENTER);
            text::line(ui, at, anchor, text, size, tone, right - left);
        }
    }
    response.on_hover_text(&words.help);
}
