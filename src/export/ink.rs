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
