//! The values of a column of a group of rows, however it is packed.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::guard::Guard;
use super::lz4::Unpacking;
use super::read::Chunks;
use crate::io::bytes::Bytes;

/// Reads a column, where what it claims can be.
pub(super) fn open(
    bytes: &Arc<Bytes>,
    group: &RowGroupMetaData,
    number: usize,
) -> Result<ColumnReader> {
    let missing = || ParquetError::General("a group has fewer columns than the file".to_owned());
    let chunk = group.columns().get(number).ok_or_else(missing)?;
    let claims = Guard::of_file(bytes.len()).see(bytes, chunk);
    let claims = claims.map_err(|_| {
        ParquetError::General("a column claims more than its size explains".to_owned())
    })?;
    let rows = usize::try_from(group.num_rows()).unwrap_or(0);
    let chunks = Arc::new(Chunks(Arc::clone(bytes)));
    let pages: Box<dyn PageReader> = match chunk.compression() {
        Compression::LZ4_RAW => {
            // Taken to be stored as they are, and unpacked here.
            let plain = chunk.clone().into_builder();
            let plain = plain.set_compression(Compression::UNCOMPRESSED).build()?;
            Box::new(Unpacking {
                pages: SerializedPageReader::new(chunks, &plain, rows, None)?,
                longest: usize::try_from(claims.longest).unwrap_or(usize::MAX),
            })
        }
        _ => Box::new(SerializedPageReader::new(chunks, chunk, rows, None)?),
    };
    Ok(get_column_reader(chunk.column_descr_ptr(), pages))
}
