//! Pictures as PNG.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _, ImageError};

use super::canvas::Canvas;

/// The picture as the bytes of a PNG file: 8 bits, sRGB, no alpha; the same bytes for the same pixels.
///
/// # Errors
/// When the picture has no pixels.
pub fn encode(canvas: &Canvas) -> Result<Vec<u8>, ImageError> {
    let [width, height] = canvas.size();
    // A canvas is made with sides of 32 bits.
    let [width, height] = [width as u32, height as u32];
    let mut bytes = Vec::new();
    // Flat colours compress well without a search for the best filter.
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Up)
        .write_image(canvas.pixels(), width, height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Rgb;

    #[test]
    fn what_is_written_is_read_again() {
        let mut canvas = Canvas::new(7, 3, Rgb::WHITE);
        canvas.blend(6, 2, Rgb::new(1, 2, 3), 1.0);
        let bytes = encode(&canvas).unwrap();
        let read = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!((read.width(), read.height()), (7, 3));
        assert_eq!(read.as_raw(), canvas.pixels());
    }
}
