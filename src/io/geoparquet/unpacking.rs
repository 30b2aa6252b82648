//! Pages that the reader of Parquet takes to be stored as they are, and that are unpacked here: by what gives no more room
//! than a page claims.

use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::serialized_reader::SerializedPageReader;

use super::read::Chunks;

/// What is packed, behind what is plain; `None` where it is damaged, or longer than so many bytes.
pub(super) type Unpack = fn(&[u8], &[u8], usize) -> Option<Vec<u8>>;

/// Pages that are unpacked on the way.
pub(super) struct Unpacking {
    /// Gives them as they are stored.
    pub(super) pages: SerializedPageReader<Chunks>,
    /// Length of the longest, unpacked.
    pub(super) longest: usize,
    pub(super) unpack: Unpack,
}

impl Unpacking {
    fn unpacked(&self, page: Page) -> Result<Page> {
        let unpack = |packed: &bytes::Bytes, plain: usize| {
            let (plain, packed) = packed.split_at_checked(plain).ok_or_else(damaged)?;
            let unpacked = (self.unpack)(plain, packed, self.longest).ok_or_else(damaged)?;
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
