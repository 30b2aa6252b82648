//! How large everything on the wall is, and in which colours: one unit is a pixel of a screen 1080 high, and a screen
//! less wide than 4:3 makes it smaller.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Rect, Stroke, StrokeKind, Ui};

use crate::analysis::summary::CategoryKey;
use crate::map::preview::{Preview, patterned};
use crate::map::style::CategoryStyle;
use crate::ui::state::present::{Part, Presenting};
use crate::ui::theme::{self, Colours};
use crate::ui::widget::{swatch, text};

/// The screen that sizes are told for.
const SCREEN: [f32; 2] = [1440.0, 1080.0];
/// Ordinary text.
pub(super) const TEXT: f32 = 30.0;

/// Sizes and colours on the wall.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    unit: f32,
    /// Colours of strips and text.
    pub colours: &'static Colours,
    /// For a dark hall.
    pub dark: bool,
    preview: Preview,
    patterns: bool,
}

impl Stage {
    /// For a window of this size.
    pub(super) fn of(window: Rect, presenting: &Presenting) -> Self {
        let dark = presenting.shows(Part::Dark);
        Self {
            unit: unit(window),
            colours: if dark {
                &theme::STAGE_DARK
            } else {
                &theme::STAGE_LIGHT
            },
            dark,
            preview: presenting.preview,
            patterns: presenting.shows(Part::Patterns),
        }
    }

    /// How a category looks on the wall: with the patterns and by the eyes that were chosen.
    pub(super) fn seen(&self, key: &CategoryKey, style: CategoryStyle) -> CategoryStyle {
        let style = if self.patterns {
            patterned(key, style)
        } else {
            style
        };
        self.preview.style(style)
    }

    /// A length of so many pixels of 1080, in points.
    pub(super) fn points(&self, pixels: f32) -> f32 {
        pixels * self.unit
    }

    /// One line of text; answers the room that it takes.
    pub(super) fn line(
        &self,
        ui: &Ui,
        at: egui::Pos2,
        anchor: egui::Align2,
        words: &str,
        pixels: f32,
        width: f32,
    ) -> Rect {
        let size = self.points(pixels);
        text::line(ui, at, anchor, words, size, self.colours.text, width)
    }

    /// The same in the second tone.
    pub(super) fn quiet(
        &self,
        ui: &Ui,
        at: egui::Pos2,
        anchor: egui::Align2,
        words: &str,
        pixels: f32,
        width: f32,
    ) -> Rect {
        let size = self.points(pixels);
        text::line(ui, at, anchor, words, size, self.colours.secondary, width)
    }

    /// Text over as many lines as it needs.
    pub(super) fn layout(&self, ui: &Ui, words: &str, pixels: f32, width: f32) -> Arc<Galley> {
        let font = FontId::proportional(self.points(pixels));
        let colour = self.colours.text;
        ui.painter().layout(words.to_owned(), font, colour, width)
    }

    /// The size of text, in points, at which it fits a width: between the largest and the smallest, in pixels.
    pub(super) fn fitting(&self, ui: &Ui, words: &str, [most, least]: [f32; 2], width: f32) -> f32 {
        let wide = self.layout(ui, words, most, f32::INFINITY).size().x;
        let factor = (width / wide.max(1.0)).min(1.0);
        self.points((most * factor).max(least))
    }

    /// The field that shows how a category looks; on the dark with a light edge.
    pub(super) fn swatch(&self, ui: &Ui, rect: Rect, style: &CategoryStyle) {
        let edge = if self.dark {
            Color32::WHITE
        } else {
            self.colours.edge
        };
        if !style.hidden {
            swatch::fill(ui, rect, style);
        }
        let line = Stroke::new(self.points(2.0).max(1.0), edge);
        ui.painter()
            .rect_stroke(rect, 0.0, line, StrokeKind::Inside);
    }
}

/// Points that a pixel of 1080 takes in a window of this size.
pub(super) fn unit(window: Rect) -> f32 {
    (window.width() / SCREEN[0]).min(window.height() / SCREEN[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_grows_with_the_screen_and_is_28_pixels_at_1080() {
        let at = |width: f32, height: f32| {
            let window = Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
            TEXT * unit(window)
        };
        assert!(at(1920.0, 1080.0) >= 28.0);
        assert!(at(3840.0, 2160.0) >= 56.0);
        // The same part of the height on a beamer of 4:3.
        assert!(at(1024.0, 768.0) >= 28.0 * 768.0 / 1080.0);
    }
}
