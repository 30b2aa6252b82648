//! How a layer is drawn, as a value: one style per category of the legend. Painter, legend and sheet read
//! the same value, so a swatch cannot differ from the map.

use super::colour::Rgb;
use super::pattern::Pattern;

/// How the parcels of one category look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryStyle {
    /// Ground colour.
    pub fill: Rgb,
    /// What is drawn over it.
    pub pattern: Pattern,
    /// Colour of the pattern.
    pub ink: Rgb,
    /// Not drawn at all.
    pub hidden: bool,
}

impl CategoryStyle {
    /// A plain colour.
    pub const fn plain(fill: Rgb) -> Self {
        Self::patterned(fill, Pattern::Plain, fill)
    }

    /// A colour with a pattern over it.
    pub const fn patterned(fill: Rgb, pattern: Pattern, ink: Rgb) -> Self {
        Self {
            fill,
            pattern,
            ink,
            hidden: false,
        }
    }

    /// How the legend shows the lines over features whose class is uncertain, whatever the class.
    pub const fn uncertain() -> Self {
        Self::patterned(Rgb::new(0x8A, 0x8F, 0x8B), Pattern::Sparse, Rgb::WHITE)
    }

    /// Colour of the lines over a feature whose class is uncertain: white, or grey where white would drown.
    pub fn uncertain_ink(&self) -> Rgb {
        match self.fill.lightness() > 88.0 {
            true => Rgb::new(0x8A, 0x8F, 0x8B),
            false => Rgb::WHITE,
        }
    }

    /// True where a grey outline would drown in the fill, so that a white hairline is drawn.
    pub fn is_dark(&self) -> bool {
        self.pattern == Pattern::Plain && self.fill.lightness() < 50.0
    }
}

/// How the borders of parcels look: about one pixel wide, and gone where parcels are so small that they
/// would blacken the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outline {
    /// Colour of the line.
    pub line: Rgb,
    /// Colour between two dark parcels.
    pub hairline: Rgb,
    /// Width of a parcel on screen, in pixels, up to which it has no outline.
    pub none_below_px: f32,
    /// Width from which its outline is drawn in full.
    pub full_from_px: f32,
}

impl Default for Outline {
    fn default() -> Self {
        Self {
            line: Rgb::new(0x4D, 0x4D, 0x4D),
            hairline: Rgb::WHITE,
            none_below_px: 5.0,
            full_from_px: 14.0,
        }
    }
}

/// How a layer is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LayerStyle {
    /// One style per category, in the order of the legend.
    pub categories: Vec<CategoryStyle>,
    /// The borders.
    pub outline: Outline,
}
