//! Pictures as PNG.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::error::{ParameterError, ParameterErrorKind};
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

/// Pixels with opacity (not premultiplied) as the bytes of a PNG file. With `dpi`, the file says how large it is on
/// paper.
///
/// # Errors
/// When there are no pixels, or not as many as `size_px` says.
pub fn encode_rgba(
    rgba: &[u8],
    [width, height]: [u32; 2],
    dpi: Option<f64>,
) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Up);
    if rgba.len() as u64 != u64::from(width) * u64::from(height) * 4 {
        return Err(ImageError::Parameter(ParameterError::from_kind(
            ParameterErrorKind::DimensionMismatch,
        )));
    }
    let is_opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    if is_opaque {
        let rgb: Vec<u8> = rgba
            .chunks_exact(4)
            .flat_map(|pixel| &pixel[..3])
            .copied()
            .collect();
        encoder.write_image(&rgb, width, height, ExtendedColorType::Rgb8)?;
    } else {
        encoder.write_image(rgba, width, height, ExtendedColorType::Rgba8)?;
    }
    if let Some(dpi) = dpi {
        tell_resolution(&mut bytes, dpi);
    }
    Ok(bytes)
}

/// How good a photo is, of 100.
const JPEG_QUALITY: u8 = 90;

/// Pixels as the bytes of a JPEG file; `None` where something shines through, or there are no pixels.
pub fn encode_jpeg(rgba: &[u8], [width, height]: [u32; 2]) -> Option<Vec<u8>> {
    if rgba.chunks_exact(4).any(|pixel| pixel[3] != 255) {
        return None;
    }
    let rgb: Vec<u8> = rgba
        .chunks_exact(4)
        .flat_map(|pixel| &pixel[..3])
        .copied()
        .collect();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
        .write_image(&rgb, width, height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(bytes)
}

/// Where the first block of a PNG, which tells the size, ends.
const AFTER_HEADER: usize = 33;

/// Inserts the block `pHYs` (PNG, 11.3.4.3): pixels per metre in both directions.
fn tell_resolution(bytes: &mut Vec<u8>, dpi: f64) {
    let per_metre = (dpi / 0.0254).round() as u32;
    let mut block = b"pHYs".to_vec();
    block.extend(per_metre.to_be_bytes());
    block.extend(per_metre.to_be_bytes());
    block.push(1);
    let check = crc(&block);
    let length = (block.len() - 4) as u32;
    let whole = [&length.to_be_bytes()[..], &block, &check.to_be_bytes()].concat();
    if bytes.len() > AFTER_HEADER {
        bytes.splice(AFTER_HEADER..AFTER_HEADER, whole);
    }
}

/// The check of a block (PNG, annex D).
fn crc(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            let carry = if sum & 1 == 1 { 0xEDB8_8320 } else { 0 };
            sum >> 1 ^ carry
        })
    });
    !sum
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

    #[test]
    fn a_photo_is_smaller_and_what_is_transparent_is_none() {
        let mut state = 1u32;
        let mut noise = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 28) as u8
        };
        let photo: Vec<u8> = (0..320 * 240)
            .flat_map(|at| [noise() + (at / 640) as u8, noise() + 40, noise() + 90, 255])
            .collect();
        let jpeg = encode_jpeg(&photo, [320, 240]).unwrap();
        let png = encode_rgba(&photo, [320, 240], None).unwrap();
        assert!(jpeg.len() < png.len());
        let read = image::load_from_memory(&jpeg).unwrap();
        assert_eq!((read.width(), read.height()), (320, 240));
        assert!(encode_jpeg(&[0, 0, 0, 128], [1, 1]).is_none());
    }

    #[test]
    fn a_picture_says_its_resolution_and_is_still_read() {
        // The example of the standard's own check: an empty IEND.
        assert_eq!(crc(b"IEND"), 0xAE42_6082);
        let rgba = [255, 0, 0, 255, 0, 255, 0, 128];
        let bytes = encode_rgba(&rgba, [2, 1], Some(300.0)).unwrap();
        let at = bytes.windows(4).position(|four| four == b"pHYs").unwrap();
        assert_eq!(bytes[at + 4..at + 8], 11_811u32.to_be_bytes());
        let read = image::load_from_memory(&bytes).unwrap().into_rgba8();
        assert_eq!(read.as_raw(), &rgba);
        assert!(encode_rgba(&rgba, [3, 1], None).is_err());
    }
}
