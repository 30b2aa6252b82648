//! A logo of the user's own: a PNG, JPEG or SVG file as a picture.

use std::io::Read as _;
use std::path::Path;

use super::drawing::Image;
use super::raster;
use crate::geometry::Bounds;

/// Why a file is no logo.
#[derive(Debug, thiserror::Error)]
pub enum LogoError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Larger than a logo may be.
    #[error("the file is larger than 20 MB")]
    TooLarge,
    /// Not a picture that is known.
    #[error("the file is not a PNG, JPEG or SVG picture")]
    NotAPicture,
}

/// A logo is small; a photo of a sheet's size is none.
const MOST_BYTES: u64 = 20_000_000;

/// Pixels of a vector logo, and at most of any, along its longer side: sharp on four centimetres of paper.
const LONGEST_PX: u32 = 1_000;

/// Reads a logo; its place is left to who draws it.
///
/// # Errors
/// When the file cannot be read, or is no picture.
pub fn read(path: &Path) -> Result<Image, LogoError> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(LogoError::TooLarge);
    }
    decode(&bytes).ok_or(LogoError::NotAPicture)
}

fn decode(bytes: &[u8]) -> Option<Image> {
    let (size_px, rgba) = match image::load_from_memory(bytes) {
        Ok(picture) => {
            let smaller = picture.width().max(picture.height()) > LONGEST_PX;
            let picture = if smaller {
                picture.thumbnail(LONGEST_PX, LONGEST_PX)
            } else {
                picture
            };
            let picture = picture.into_rgba8();
            ([picture.width(), picture.height()], picture.into_raw())
        }
        Err(_) => {
            let raster = raster::of_svg(bytes, LONGEST_PX)?;
            (raster.size_px, raster.rgba)
        }
    };
    Some(Image {
        area: Bounds::EMPTY,
        size_px,
        rgba: rgba.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_and_pixels_are_read_and_nonsense_is_not() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#ff0000"/></svg>"##;
        let logo = decode(svg).unwrap();
        assert_eq!(logo.size_px, [1000, 500]);
        assert_eq!(logo.rgba[..4], [255, 0, 0, 255]);
        let png = super::super::png::encode_rgba(&[0, 0, 255, 255], [1, 1], None).unwrap();
        assert_eq!(decode(&png).unwrap().rgba[..], [0, 0, 255, 255]);
        assert!(decode(b"nonsense").is_none());
        assert!(matches!(
            read(Path::new("/no such file")),
            Err(LogoError::Io(_))
        ));
    }
}
