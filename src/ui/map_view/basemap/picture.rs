//! Bytes of a server made into pixels, with limits: what is no picture of a sensible size is none.

use std::io::Cursor;

use image::{ImageReader, Limits, RgbaImage};

/// Widest and highest picture that is taken for a tile.
const MAX_SIDE_PX: u32 = 1024;
const MAX_ALLOC_BYTES: u64 = 32 * 1024 * 1024;

/// Decodes PNG or JPEG, by content.
pub(super) fn decode(bytes: &[u8]) -> Option<RgbaImage> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    limits.max_alloc = Some(MAX_ALLOC_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_rgba8();
    (picture.width() > 0 && picture.width() == picture.height()).then_some(picture)
}
