//! Text in pictures: the bundled typeface, measured and drawn as masks. One line at a time, left to right; the
//! figures are tabular, so that columns of numbers stand straight.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, Glyph, PxScale, ScaleFont as _, point};

use super::canvas::Mask;
use crate::geometry::Bounds;

/// The typeface's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For everything.
    Regular,
    /// For the one figure or name that matters.
    SemiBold,
}

static REGULAR: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(Weight::Regular.file()).ok());

static SEMI_BOLD: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(Weight::SemiBold.file()).ok());

impl Weight {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Regular, Self::SemiBold];

    /// The font file, to be embedded.
    pub const fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/RuilkaartSans-Regular.otf"),
            Self::SemiBold => include_bytes!("../../assets/fonts/RuilkaartSans-SemiBold.otf"),
        }
    }

    /// The weight as a number of OpenType, CSS and SVG.
    pub const fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
        }
    }

    /// The font; part of the program and parsed by the tests.
    pub(super) fn font(self) -> Option<&'static FontRef<'static>> {
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::SemiBold => SEMI_BOLD.as_ref(),
        }
    }
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lettering {
    /// Size of the em, in pixels.
    pub size_px: f64,
    /// How heavy.
    pub weight: Weight,
}

impl Lettering {
    /// Regular letters.
    pub const fn regular(size_px: f64) -> Self {
        Self {
            size_px,
            weight: Weight::Regular,
        }
    }

    /// Heavier letters.
    pub const fn semi_bold(size_px: f64) -> Self {
        Self {
            size_px,
            weight: Weight::SemiBold,
        }
    }

    /// Height of a capital over the baseline, in pixels; what a line is centred by.
    pub fn cap_height(&self) -> f64 {
        // Of Inter, and of the subset made from it: 2048 of 2816 units.
        self.size_px * 2048.0 / 2816.0
    }

    /// Width of a line in pixels.
    pub fn width(&self, text: &str) -> f64 {
        self.set(text, 0.0, 0.0).1
    }

    /// A line that begins at `left` and stands on `baseline`, which is rounded to whole pixels so that the
    /// letters are sharp.
    pub fn mask(&self, text: &str, left: f64, baseline: f64) -> Mask {
        let Some(font) = self.weight.font() else {
            return Mask::over(&Bounds::EMPTY);
        };
        let (glyphs, width) = self.set(text, left, baseline.round());
        let mut mask = Mask::over(&Bounds::new(
            left - self.size_px,
            baseline - self.size_px * 1.5,
            left + width + self.size_px,
            baseline + self.size_px,
        ));
        for outlined in glyphs
            .into_iter()
            .filter_map(|glyph| font.outline_glyph(glyph))
        {
            let origin = outlined.px_bounds().min;
            outlined.draw(|x, y, cover| {
                let (x, y) = (
                    origin.x as i64 + i64::from(x),
                    origin.y as i64 + i64::from(y),
                );
                mask.raise(x, y, f64::from(cover));
            });
        }
        mask
    }

    /// The glyphs of a line in their places, and how far it runs.
    fn set(&self, text: &str, left: f64, baseline: f64) -> (Vec<Glyph>, f64) {
        let Some(font) = self.weight.font() else {
            return (Vec::new(), 0.0);
        };
        // ab_glyph counts the size from ascender to descender, not in ems.
        let em = font.units_per_em().unwrap_or(1.0);
        let scale = PxScale::from(self.size_px as f32 * font.height_unscaled() / em);
        let scaled = font.as_scaled(scale);
        let mut pen = 0.0;
        let mut before = None;
        let mut glyphs = Vec::new();
        for character in text.chars() {
            let id = font.glyph_id(character);
            pen += before.map_or(0.0, |before| scaled.kern(before, id));
            glyphs
                .push(id.with_scale_and_position(scale, point(left as f32 + pen, baseline as f32)));
            pen += scaled.h_advance(id);
            before = Some(id);
        }
        (glyphs, f64::from(pen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::canvas::Canvas;
    use crate::map::Rgb;

    #[test]
    fn both_fonts_can_be_read_and_have_what_we_print() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let font = weight.font().expect("a font");
            for character in "aZ09ëïÿŁżș ₂₅−–’“…≥≤→←%·:.,()\u{a0}©".chars()
            {
                assert_ne!(font.glyph_id(character).0, 0, "{character}");
            }
        }
    }

    #[test]
    fn figures_are_tabular_and_letters_are_not() {
        for lettering in [Lettering::regular(20.0), Lettering::semi_bold(20.0)] {
            let widths = "0123456789"
                .chars()
                .map(|c| lettering.width(&c.to_string()));
            let widths: Vec<f64> = widths.collect();
            assert!(
                widths.iter().all(|width| (width - widths[0]).abs() < 1e-6),
                "{widths:?}"
            );
            assert!(lettering.width("i") < lettering.width("m"));
        }
    }

    #[test]
    fn pairs_are_kerned() {
        let lettering = Lettering::regular(100.0);
        let apart = lettering.width("T") + lettering.width("o");
        assert!(lettering.width("To") < apart - 2.0);
    }

    #[test]
    fn text_stands_on_its_baseline() {
        let mut canvas = Canvas::new(60, 40, Rgb::WHITE);
        let lettering = Lettering::regular(22.0);
        canvas.paint(&lettering.mask("H", 10.0, 30.0), Rgb::new(0, 0, 0), 1.0);
        let dark =
            |y: usize| (0..60).any(|x| canvas.pixel(x, y).is_some_and(|colour| colour.r < 100));
        let top = 30 - lettering.cap_height().round() as usize;
        assert!(dark(29) && !dark(30) && dark(top) && !dark(top - 1));
    }
}
