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

/// How wide a line is, in points.
pub fn width(ui: &Ui, text: &str, size: f32) -> f32 {
    let font = FontId::proportional(size);
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(text.to_owned(), font, Color32::BLACK);
    galley.size().x
}

/// A name as it fits into `width`, in points: of one that is too long the middle is left out, for names of files mostly
/// differ at their ends.
pub fn fitted(ui: &Ui, name: &str, size: f32, width: f32) -> String {
    let is_wide = |text: &str| self::width(ui, text, size) > width;
    if !is_wide(name) {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let short = |kept: usize| -> String {
        let end = kept / 2;
        let start = letters.iter().take(kept - end);
        let rest = letters.iter().skip(letters.len() - end);
        start.chain(['\u{2026}'].iter()).chain(rest).collect()
    };
    let (mut fits, mut too_many) = (0, letters.len());
    while fits + 1 < too_many {
        let kept = usize::midpoint(fits, too_many);
        if is_wide(&short(kept)) {
            too_many = kept;
        } else {
            fits = kept;
        }
    }
    short(fits)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_their_ends() {
        let ctx = egui::Context::default();
        let mut found = Vec::new();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            found = [400.0, 120.0, 0.0]
                .map(|width| fitted(ui, "brp_gewaspercelen_2024", 13.0, width))
                .to_vec();
        });
        // Nobody draws them.
        output.textures_delta.clear();
        let [whole, short, nothing] = found.as_slice() else {
            panic!("three names");
        };
        assert_eq!(whole, "brp_gewaspercelen_2024");
        assert!(
            short.starts_with("brp_") && short.ends_with("2024"),
            "{short}"
        );
        assert!(short.contains('\u{2026}') && short.len() < whole.len());
        assert_eq!(nothing, "\u{2026}");
    }
}
