//! The colours of everything on a picture that is not a parcel: neutral, so that the classes are the only
//! strong ones.

use crate::map::Rgb;

/// Words and numbers.
pub const TEXT: Rgb = Rgb::new(0x1F, 0x24, 0x21);
/// Words that matter less.
pub const SECONDARY: Rgb = Rgb::new(0x5C, 0x64, 0x5F);
/// Thin dividing lines.
pub const HAIRLINE: Rgb = Rgb::new(0xC9, 0xCD, 0xC6);
/// Outlines of swatches.
pub const OUTLINE: Rgb = Rgb::new(0x4D, 0x4D, 0x4D);

/// The colours of a chart on one ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ink {
    /// Behind everything.
    pub ground: Rgb,
    /// Words and numbers.
    pub text: Rgb,
    /// Words that matter less.
    pub secondary: Rgb,
    /// Lines of a grid.
    pub hairline: Rgb,
    /// Around whatever has a colour of its own.
    pub outline: Rgb,
    /// Bars that are nobody's in particular.
    pub grey: Rgb,
    /// The one that the title is about.
    pub accent: Rgb,
}

impl Ink {
    /// On paper, and in the light theme.
    pub const LIGHT: Self = Self {
        ground: Rgb::WHITE,
        text: TEXT,
        secondary: SECONDARY,
        hairline: Rgb::new(0xE3, 0xE5, 0xE0),
        outline: OUTLINE,
        grey: Rgb::new(0xA8, 0xAF, 0xA9),
        accent: Rgb::new(0x2F, 0x6F, 0x4F),
    };

    /// In the dark theme.
    pub const DARK: Self = Self {
        ground: Rgb::new(0x26, 0x2A, 0x28),
        text: Rgb::new(0xE9, 0xEC, 0xE9),
        secondary: Rgb::new(0xA5, 0xAD, 0xA8),
        hairline: Rgb::new(0x3A, 0x40, 0x3D),
        outline: Rgb::new(0xC4, 0xC9, 0xC5),
        grey: Rgb::new(0x78, 0x81, 0x7C),
        accent: Rgb::new(0x7F, 0xC8, 0xA0),
    };

    /// What can be read on a fill: dark on light, light on dark.
    pub fn on(fill: Rgb) -> Rgb {
        if fill.lightness() > 55.0 {
            TEXT
        } else {
            Rgb::WHITE
        }
    }
}
