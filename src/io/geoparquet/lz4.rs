//! Pages packed with LZ4: plain blocks, without frames ("LZ4_RAW").
//!
//! After "LZ4 block format description" (Yann Collet, 2022): runs of bytes, each followed by what to repeat of the bytes
//! so far.

use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::serialized_reader::SerializedPageReader;

use super::read::Chunks;

/// The least that is repeated.
const LEAST_REPEAT: usize = 4;

/// Pages that are unpacked on the way.
pub(super) struct Unpacking {
    /// Gives them as they are stored.
    pub(super) pages: SerializedPageReader<Chunks>,
    /// Length of the longest, unpacked.
    pub(super) longest: usize,
}

impl Unpacking {
    fn unpacked(&self, page: Page) -> Result<Page> {
        let unpack = |packed: &bytes::Bytes, plain: usize| {
            let (plain, packed) = packed.split_at_checked(plain).ok_or_else(damaged)?;
            let unpacked = unpack(plain, packed, self.longest).ok_or_else(damaged)?;
            Ok::<_, ParquetError>(bytes::Bytes::from(unpacked))
        };
        let mut page = page;
        match &mut page {
            Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => {
                *buf = unpack(buf, 0)?;
            }
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed: true,
                ..
            } => {
                // The levels lie before, as they are.
                let plain = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
                *buf = unpack(buf, usize::try_from(plain).unwrap_or(usize::MAX))?;
            }
            Page::DataPageV2 { .. } => {}
        }
        Ok(page)
    }
}

impl Iterator for Unpacking {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Unpacking {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.map(|page| self.unpacked(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

fn damaged() -> ParquetError {
    ParquetError::General("a page cannot be unpacked".to_owned())
}

/// What `packed` holds, behind what is `plain`; `None` where it is damaged, or longer than `most`.
fn unpack(plain: &[u8], packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = plain.to_vec();
    let mut rest = packed;
    while let Some((&token, after)) = rest.split_first() {
        rest = after;
        let len = length(token >> 4, &mut rest)?;
        let (run, after) = rest.split_at_checked(len)?;
        rest = after;
        out.extend_from_slice(run);
        // The last run has nothing behind it.
        let Some((back, after)) = rest.split_first_chunk() else {
            return (rest.is_empty() && out.len() <= most).then_some(out);
        };
        rest = after;
        let back = usize::from(u16::from_le_bytes(*back));
        let len = length(token & 0xf, &mut rest)?.checked_add(LEAST_REPEAT)?;
        if out.len().checked_add(len)? > most {
            return None;
        }
        repeat(&mut out, back, len)?;
    }
    Some(out)
}

/// Adds `len` bytes from `back` before the end on, what is added on the way among them.
fn repeat(out: &mut Vec<u8>, back: usize, len: usize) -> Option<()> {
    let start = out.len().checked_sub(back).filter(|_| back > 0)?;
    let mut left = len;
    while left > 0 {
        let some = left.min(out.len() - start);
        out.extend_from_within(start..start + some);
        left -= some;
    }
    Some(())
}

/// A length of four bits, and of as many bytes more as it takes.
fn length(bits: u8, rest: &mut &[u8]) -> Option<usize> {
    let mut len = usize::from(bits);
    let mut goes_on = bits == 0xf;
    while goes_on {
        let (&more, after) = rest.split_first()?;
        *rest = after;
        len = len.checked_add(usize::from(more))?;
        goes_on = more == u8::MAX;
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_repeats() {
        // "abcd", four of them again and five more, "x".
        let packed = [0x45, b'a', b'b', b'c', b'd', 4, 0, 0x10, b'x'];
        let unpacked = unpack(b"", &packed, 100).unwrap();
        assert_eq!(unpacked, b"abcdabcdabcdax");
        assert_eq!(unpack(b"..", &packed, 100).unwrap(), b"..abcdabcdabcdax");
        assert_eq!(unpack(b"", &packed, 12), None);
        // Nothing is before the beginning, and no length ends with the block.
        for bad in [
            &[0x10, b'a', 2, 0][..],
            &[0x10, b'a', 0, 0],
            &[0xf0, 255],
            &[0x20, b'a'],
        ] {
            assert_eq!(unpack(b"", bad, 100), None, "{bad:?}");
        }
        // A thousand million of a letter, as it claims.
        let mut bomb = vec![0x1f, b'a', 1, 0];
        bomb.resize(4_000_000, 255);
        assert_eq!(unpack(b"", &bomb, 1_000), None);
    }
}
