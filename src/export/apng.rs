//! Pictures of one size after each other in one file: an animated PNG, which every browser plays and which shows its
//! first picture where animations are not known. Made of whole PNGs, whose chunks are put in order (PNG
//! specification, third edition, chunks `acTL`, `fcTL` and `fdAT`).

use image::ImageError;
use image::error::{ParameterError, ParameterErrorKind};

/// What a PNG begins with.
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];
/// Length and name before a chunk, and the sum after it.
const BEFORE: usize = 8;
const AFTER: usize = 4;

/// The bytes of an animated PNG that shows each frame for `frame_ms` milliseconds, over and over. Every frame is a PNG
/// of the same size and kind.
///
/// # Errors
/// Without frames, or where they are no PNGs of one size and kind.
pub fn encode(frames: &[Vec<u8>], frame_ms: u16) -> Result<Vec<u8>, ImageError> {
    let unlike = || {
        let kind = ParameterErrorKind::DimensionMismatch;
        ImageError::Parameter(ParameterError::from_kind(kind))
    };
    let header = frames.first().and_then(|first| chunk(first, b"IHDR"));
    let header = header.ok_or_else(unlike)?;
    let size = header.get(..8).ok_or_else(unlike)?;
    let count = u32::try_from(frames.len()).map_err(|_| unlike())?;
    let mut out = SIGNATURE.to_vec();
    push(&mut out, b"IHDR", header);
    // How many frames; 0 is over and over.
    push(&mut out, b"acTL", &[count.to_be_bytes(), [0; 4]].concat());
    let mut number = 0_u32;
    for (place, frame) in frames.iter().enumerate() {
        if chunk(frame, b"IHDR") != Some(header) {
            return Err(unlike());
        }
        let mut control = number.to_be_bytes().to_vec();
        number += 1;
        control.extend_from_slice(size);
        // At the corner, for so many thousandths of a second, in the place of what was there.
        control.extend_from_slice(&[0; 8]);
        control.extend_from_slice(&frame_ms.to_be_bytes());
        control.extend_from_slice(&1000_u16.to_be_bytes());
        control.extend_from_slice(&[0, 0]);
        push(&mut out, b"fcTL", &control);
        for data in chunks(frame).filter(|(name, _)| *name == b"IDAT") {
            if place == 0 {
                push(&mut out, b"IDAT", data.1);
            } else {
                let numbered = [&number.to_be_bytes()[..], data.1].concat();
                number += 1;
                push(&mut out, b"fdAT", &numbered);
            }
        }
    }
    push(&mut out, b"IEND", &[]);
    Ok(out)
}

/// The chunks of a PNG: their names and what is in them.
fn chunks(png: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = png.strip_prefix(&SIGNATURE).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(rest.first_chunk::<4>().copied()?) as usize;
        let name = rest.get(4..BEFORE)?.first_chunk::<4>()?;
        let end = BEFORE.checked_add(length)?;
        let data = rest.get(BEFORE..end)?;
        rest = rest.get(end.checked_add(AFTER)?..)?;
        Some((name, data))
    })
}

fn chunk<'a>(png: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    let mut found = chunks(png).filter(|(name, _)| *name == wanted);
    found.next().map(|(_, data)| data)
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let from = out.len();
    out.extend_from_slice(name);
    out.extend_from_slice(data);
    let sum = crc32(out.get(from..).unwrap_or_default());
    out.extend_from_slice(&sum.to_be_bytes());
}

/// The sum that the PNG specification asks for (ISO 3309, reflected polynomial EDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        let place = (sum ^ u32::from(byte)) & 0xFF;
        TABLE[place as usize] ^ (sum >> 8)
    })
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                0xEDB8_8320 ^ (sum >> 1)
            } else {
                sum >> 1
            };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::AnimationDecoder as _;
    use image::codecs::png::PngDecoder;

    use super::*;
    use crate::export::png::encode_rgba;

    fn frame(shade: u8, side: u32) -> Vec<u8> {
        let pixels = (side * side) as usize;
        let rgba = [shade, 10, 20, 255].repeat(pixels);
        encode_rgba(&rgba, [side, side], None).expect("a picture")
    }

    #[test]
    fn every_frame_comes_back_in_its_order_and_for_its_time() {
        let frames = [frame(1, 9), frame(100, 9), frame(200, 9)];
        let bytes = encode(&frames, 1500).expect("encoded");
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let decoder = PngDecoder::new(Cursor::new(&bytes)).expect("a PNG");
        assert!(decoder.is_apng().expect("read"));
        let found = decoder.apng().expect("animated").into_frames();
        let found = found.collect_frames().expect("all of them");
        let shades: Vec<u8> = found
            .iter()
            .map(|f| f.buffer().get_pixel(4, 4).0[0])
            .collect();
        assert_eq!(shades, [1, 100, 200]);
        for frame in &found {
            let (ms, of) = frame.delay().numer_denom_ms();
            assert_eq!(ms / of, 1500);
        }
        // Who knows no animations sees the first.
        let still = image::load_from_memory(&bytes)
            .expect("a picture")
            .into_rgb8();
        assert_eq!(still.get_pixel(0, 0).0[0], 1);
    }

    #[test]
    fn frames_of_other_sizes_are_refused() {
        assert!(encode(&[], 100).is_err());
        assert!(encode(&[frame(1, 9), frame(1, 8)], 100).is_err());
        assert!(encode(&[b"no picture".to_vec()], 100).is_err());
    }
}
