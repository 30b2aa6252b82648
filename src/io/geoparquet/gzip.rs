//! Whether a page packed with gzip becomes as long as its header says. The decoder of gzip takes whatever comes, and a
//! megabyte may become a thousand; the other packings are given no more room than was claimed.
//!
//! A gzip file is a header, a deflated stream and eight bytes more, and may be followed by another. The stream is put
//! behind the header of a zip's member, so that the inflater of the zips does the work here too.

use std::cell::Cell;
use std::io::{self, Read};

use zip::read::read_zipfile_from_stream_with_compressed_size;

/// What deflating can at most make of one byte.
const MOST_RATIO: u64 = 1032;
/// Whatever becomes of such a page, it does no harm.
const HARMLESS_LEN: u64 = 16 << 20;

/// The header of a zip's member that is deflated, of a length that is told elsewhere, without a name.
const MEMBER: &[u8] = b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// True where unpacking the bytes takes no more room than `claimed`, and a little.
pub(super) fn keeps_its_word(packed: &[u8], claimed: u64) -> bool {
    if (packed.len() as u64).saturating_mul(MOST_RATIO) <= HARMLESS_LEN {
        return true;
    }
    // What is no gzip becomes nothing.
    let Some(stream) = stream(packed) else {
        return true;
    };
    let left = Cell::new(stream.len());
    let mut source = MEMBER.chain(Counted {
        bytes: stream,
        left: &left,
    });
    let len = stream.len() as u64;
    let member = read_zipfile_from_stream_with_compressed_size(&mut source, len);
    let Ok(Some(mut member)) = member else {
        return false;
    };
    let most = claimed.saturating_add(1);
    let mut unpacked = 0;
    let mut buffer = [0; 1 << 14];
    // The member's checksum is not right, which is said at its end.
    while unpacked < most
        && let Ok(n @ 1..) = member.read(&mut buffer)
    {
        unpacked += n as u64;
    }
    // The inflater reads a little ahead: what it did not ask for is another stream.
    unpacked <= claimed && left.get() == 0
}

/// The bytes behind the header of a gzip file (RFC 1952).
fn stream(packed: &[u8]) -> Option<&[u8]> {
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const CHECKSUM: u8 = 2;
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = packed else {
        return None;
    };
    let mut rest = rest;
    if flags & EXTRA != 0 {
        let len = usize::from(u16::from_le_bytes(*rest.first_chunk()?));
        rest = rest.get(2 + len..)?;
    }
    for _ in 0..(flags & (NAME | COMMENT)).count_ones() {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = rest.get(end + 1..)?;
    }
    if flags & CHECKSUM != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// Bytes that say how many of them were not asked for yet.
struct Counted<'a> {
    bytes: &'a [u8],
    left: &'a Cell<usize>,
}

impl Read for Counted<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read(to)?;
        self.left.set(self.bytes.len());
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty million zeros, packed.
    const ZEROS: &[u8] = include_bytes!("../../../tests/io/parquet/zeros.gz");

    #[test]
    fn what_becomes_longer_than_it_says_is_found_out() {
        assert!(keeps_its_word(ZEROS, 20_000_000));
        assert!(!keeps_its_word(ZEROS, 19_999_999));
        assert!(!keeps_its_word(ZEROS, 10));
        // Another behind it.
        let two = ZEROS.repeat(2);
        assert!(!keeps_its_word(&two, 20_000_000));
        // Small, or no gzip.
        assert!(keeps_its_word(&ZEROS[..1000], 10));
        assert!(keeps_its_word(&[7; 40_000], 10));
    }

    #[test]
    fn headers_are_passed_over() {
        let with = |flags: u8, more: &[u8]| {
            let mut bytes = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 0];
            bytes.extend(more);
            stream(&bytes).map(<[u8]>::to_vec)
        };
        assert_eq!(with(0, b"x"), Some(b"x".to_vec()));
        assert_eq!(with(30, b"\x02\0abname\0note\0ccx"), Some(b"x".to_vec()));
        assert_eq!(with(4, b"\xff\xffa"), None);
        assert_eq!(with(8, b"name"), None);
    }
}
