//! The values of a column of a group of rows, however it is packed.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::serialized_reader::SerializedPageReader;

use super::guard::Guard;
use super::read::Chunks;
use super::unpacking::{Unpack, Unpacking};
use super::{brotli, lz4};
use crate::io::budget::Budget;
use crate::io::bytes::Bytes;

/// Rows that are read together.
const BATCH: usize = 1 << 12;
/// The same where each value may be as long as its page, as bytes.
const MOST_BYTES_TOGETHER: u64 = 16 << 20;

/// The values of a column, and how many of them are read together.
pub(super) struct Opened {
    pub(super) reader: ColumnReader,
    pub(super) batch: usize,
}

/// Reads a column, where what it claims can be.
pub(super) fn open(
    bytes: &Arc<Bytes>,
    group: &RowGroupMetaData,
    number: usize,
    budget: &Budget,
) -> Result<Opened> {
    let missing = || ParquetError::General("a group has fewer columns than the file".to_owned());
    let chunk = group.columns().get(number).ok_or_else(missing)?;
    let claims = Guard::new(budget).see(bytes, chunk);
    let claims = claims.map_err(|_| {
        ParquetError::General("a column claims more than its size explains".to_owned())
    })?;
    let chunk = &cut(chunk, claims.end)?;
    let rows = usize::try_from(group.num_rows()).unwrap_or(0);
    let chunks = Arc::new(Chunks(Arc::clone(bytes)));
    let unpack: Option<Unpack> = match chunk.compression() {
        Compression::LZ4_RAW => Some(lz4::unpack),
        Compression::BROTLI(_) => Some(brotli::unpack),
        _ => None,
    };
    let pages: Box<dyn PageReader> = match unpack {
        Some(unpack) => {
            // Taken to be stored as they are.
            let plain = chunk.clone().into_builder();
            let plain = plain.set_compression(Compression::UNCOMPRESSED).build()?;
            Box::new(Unpacking {
                pages: SerializedPageReader::new(chunks, &plain, rows, None)?,
                longest: usize::try_from(claims.longest).unwrap_or(usize::MAX),
                unpack,
            })
        }
        None => Box::new(SerializedPageReader::new(chunks, chunk, rows, None)?),
    };
    let batch = match claims.has_prefixes {
        true => usize::try_from(MOST_BYTES_TOGETHER / claims.longest.max(1)).unwrap_or(BATCH),
        false => BATCH,
    };
    Ok(Opened {
        reader: get_column_reader(chunk.column_descr_ptr(), pages),
        batch: batch.clamp(1, BATCH),
    })
}

/// A column as far as its pages can be followed.
fn cut(chunk: &ColumnChunkMetaData, end: u64) -> Result<ColumnChunkMetaData> {
    let (start, _) = chunk.byte_range();
    let len = i64::try_from(end.saturating_sub(start)).unwrap_or(0);
    let cut = chunk.clone().into_builder();
    cut.set_total_compressed_size(len).build()
}
