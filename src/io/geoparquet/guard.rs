//! What columns claim to become, held against how long the file is, before anything of them is unpacked.

use parquet::basic::Compression;
use parquet::file::metadata::ColumnChunkMetaData;

use super::pages::{self, Claims};
use crate::io::budget::Budget;
use crate::io::bytes::Bytes;

/// Adds up what is claimed.
#[derive(Debug)]
pub(super) struct Guard<'a> {
    budget: &'a Budget,
    unpacked: u64,
}

/// A page, its values and the texts made of them are in memory together.
const COPIES: u64 = 4;

/// Why a column is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Packed in a way of this name.
    Packing(&'static str),
    /// Before the first byte.
    Nowhere,
    TooMuch,
}

impl<'a> Guard<'a> {
    /// Holds the claims against `budget`.
    pub(super) fn new(budget: &'a Budget) -> Self {
        Self {
            budget,
            unpacked: 0,
        }
    }

    /// What a column of a group of rows claims, where that can be.
    pub(super) fn see(
        &mut self,
        bytes: &Bytes,
        chunk: &ColumnChunkMetaData,
    ) -> Result<Claims, Refusal> {
        if let Some(name) = packing_not_read(chunk.compression()) {
            return Err(Refusal::Packing(name));
        }
        let [start, end] = ends(bytes, chunk).ok_or(Refusal::Nowhere)?;
        let claims = pages::claims(bytes, start, end);
        self.unpacked = self.unpacked.saturating_add(claims.unpacked);
        let at_once = claims.longest.saturating_mul(COPIES);
        let has = self.budget.has(self.unpacked.max(at_once));
        has.map_err(|_| Refusal::TooMuch)?;
        Ok(claims)
    }
}

/// Where a column lies in the file.
fn ends(bytes: &Bytes, chunk: &ColumnChunkMetaData) -> Option<[u64; 2]> {
    let start = chunk
        .dictionary_page_offset()
        .unwrap_or(chunk.data_page_offset());
    let start = u64::try_from(start).ok()?;
    let len = u64::try_from(chunk.compressed_size()).ok()?;
    Some([start, start.saturating_add(len).min(bytes.len())])
}

/// True where the pages of a column become no longer than they claim. Only gzip has to be tried: the unpackers of the
/// others stop by themselves.
pub(super) fn keeps_its_word(bytes: &Bytes, chunk: &ColumnChunkMetaData) -> bool {
    let Compression::GZIP(_) = chunk.compression() else {
        return true;
    };
    ends(bytes, chunk).is_some_and(|[start, end]| pages::keep_their_word(bytes, start, end))
}

/// What people call a way of packing that is not read.
fn packing_not_read(compression: Compression) -> Option<&'static str> {
    match compression {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::ZSTD(_)
        | Compression::LZ4_RAW
        | Compression::BROTLI(_) => None,
        // With frames of Hadoop's, given up long ago.
        Compression::LZ4 => Some("LZ4"),
        Compression::LZO => Some("LZO"),
    }
}
