//! The attribute table of a shapefile: its header, and what a first pass over the rows shows. The bytes of a short table
//! stay in memory as they are, those of a long one in the file; cells are decoded column by column when asked for
//! (`cells.rs`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::cells::{self, Cell};
use crate::io::bytes::{Bytes, Stopped, u16_le, u32_le};
use crate::io::encoding::{Evidence, is_utf8, speaks_dos};
use crate::io::lent::Pool;
use crate::io::origin::Origin;
use crate::job::{Cancelled, Progress};
use crate::layer::FieldType;
use crate::layer::warnings::RECORDS_KEPT;

/// Rows that one task looks at.
const ROWS_PER_TASK: usize = 1 << 13;
/// A table that is no longer is read at once: whatever happens to the file, its cells are there. Of a longer one most
/// bytes are never looked at again, and the system keeps them better than the program does.
const MOST_LEN_IN_MEMORY: u64 = 32 << 20;
/// The same of one that is soon let go of: a country's parcels of one year.
const MOST_LEN_IN_POOL: u64 = 256 << 20;
/// How much of the file is read together.
const READ_LEN: usize = 1 << 18;

/// Why a `.dbf` could not be read at all.
#[derive(Debug, thiserror::Error)]
pub(super) enum DbfError {
    #[error("shorter than a header")]
    TooShort,
    #[error("rows of no length")]
    NoRowLength,
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// A column as the header describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name, in the encoding of the texts.
    pub(super) name: Vec<u8>,
    /// The type letter.
    pub(super) letter: u8,
    /// First byte within the row.
    pub(super) start: usize,
    pub(super) width: usize,
    pub(super) decimals: u8,
}

impl Column {
    pub(super) fn field_type(&self) -> FieldType {
        match self.letter {
            b'N' if self.decimals == 0 => FieldType::Integer,
            b'I' | b'+' => FieldType::Integer,
            b'N' | b'F' | b'O' | b'Y' => FieldType::Real,
            // Visual FoxPro's double is eight bytes, dBASE's binary memo a number of ten digits.
            b'B' if self.width == 8 => FieldType::Real,
            b'L' => FieldType::Boolean,
            b'D' => FieldType::Date,
            b'T' | b'@' => FieldType::DateTime,
            b'M' => FieldType::Memo,
            b'B' | b'G' | b'P' | b'Q' | b'W' | b'0' => FieldType::Binary,
            _ => FieldType::Text,
        }
    }
}

/// The table: the file's bytes and where things lie in them.
#[derive(Debug)]
pub(super) struct Dbf {
    origin: Origin,
    pub(super) columns: Vec<Column>,
    pub(super) language_byte: u8,
    rows_start: usize,
    row_len: usize,
    /// Rows that the header claims.
    pub(super) rows_claimed: usize,
    /// Rows that the file has room for.
    pub(super) rows_stored: usize,
}

/// Rows that lie one after the other.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    bytes: &'a [u8],
    range: Range<usize>,
    row_len: usize,
    /// True where not all that the file has of them could be read.
    pub(super) is_cut: bool,
}

impl<'a> Rows<'a> {
    /// True where a row is among them, whether or not it could be read.
    pub(super) fn have(&self, row: usize) -> bool {
        self.range.contains(&row)
    }

    /// The bytes of a row, the deletion mark first; empty for one that is not here.
    fn row(&self, row: usize) -> &'a [u8] {
        let range = || {
            let start = row.checked_sub(self.range.start)?;
            let start = start.checked_mul(self.row_len)?;
            self.bytes.get(start..start.checked_add(self.row_len)?)
        };
        range().unwrap_or_default()
    }

    /// The bytes of a cell; empty where there is none.
    pub(super) fn cell(&self, row: usize, column: &Column) -> &'a [u8] {
        let end = column.start + column.width;
        self.row(row).get(column.start..end).unwrap_or_default()
    }
}

impl Dbf {
    /// Reads the header, and the rows if they are not long: as many as there are shapes, into memory of `pool` where it
    /// is used again. Nothing is believed of the header that the length of the file contradicts.
    pub(super) fn read(
        file: Bytes,
        shapes: usize,
        pool: Option<&Arc<Pool>>,
        progress: &Progress,
    ) -> Result<Self, DbfError> {
        let dbf = Self::of_header(&file)?;
        let len = (shapes as u64).saturating_mul(dbf.row_len as u64);
        let len = len.saturating_add(dbf.rows_start as u64).min(file.len());
        let bytes = match (file, pool) {
            (file, Some(pool)) if len <= MOST_LEN_IN_POOL => file.into_pool(len, pool, progress)?,
            (file @ Bytes::File { .. }, None) if len <= MOST_LEN_IN_MEMORY => {
                Bytes::Memory(file.into_vec(len, progress)?.into())
            }
            (file, _) => file,
        };
        Ok(dbf.of_bytes(bytes))
    }

    /// Reads the header and only these rows, which then count from 0. A row that is not all there is empty.
    pub(super) fn read_rows(
        file: &Bytes,
        rows: impl Iterator<Item = u32>,
        progress: &Progress,
    ) -> Result<Self, DbfError> {
        let mut dbf = Self::of_header(file)?;
        let mut bytes = Vec::new();
        let mut row = vec![0; dbf.row_len];
        let mut count = 0;
        for number in rows {
            progress.check().map_err(Stopped::from)?;
            let at = u64::from(number).saturating_mul(dbf.row_len as u64);
            let at = at.saturating_add(dbf.rows_start as u64);
            let read = file.read_at(at, &mut row).map_err(Stopped::from)?;
            if read < row.len() {
                row.fill(b' ');
            }
            bytes.extend_from_slice(&row);
            count += 1;
        }
        (dbf.rows_start, dbf.rows_claimed, dbf.rows_stored) = (0, count, count);
        Ok(dbf.of_bytes(Bytes::Memory(bytes.into())))
    }

    /// The table before its rows are read.
    fn of_header(file: &Bytes) -> Result<Self, DbfError> {
        let mut buffer = Vec::new();
        let header = file.slice(0, u64::from(u16::MAX), &mut buffer);
        let header = header.map_err(Stopped::from)?;
        let number = |at| {
            u16_le(header, at)
                .map(usize::from)
                .ok_or(DbfError::TooShort)
        };
        let rows_claimed = u32_le(header, 4).ok_or(DbfError::TooShort)? as usize;
        let (rows_start, row_len) = (number(8)?, number(10)?);
        let language_byte = *header.get(29).ok_or(DbfError::TooShort)?;
        let columns = columns(header.get(32..rows_start).unwrap_or_default(), row_len);
        if row_len == 0 {
            return Err(DbfError::NoRowLength);
        }
        let room = file.len().saturating_sub(rows_start as u64);
        let rows_stored = usize::try_from(room).unwrap_or(usize::MAX) / row_len;
        Ok(Self {
            origin: Origin::of(&Arc::new(Bytes::Memory(Vec::new().into()))),
            columns,
            language_byte,
            rows_start,
            row_len,
            rows_claimed,
            rows_stored,
        })
    }

    fn of_bytes(self, bytes: Bytes) -> Self {
        Self {
            origin: Origin::of(&Arc::new(bytes)),
            ..self
        }
    }

    /// True where whatever happens to the file does not reach the rows any more.
    pub(super) fn is_in_memory(&self) -> bool {
        self.origin.is_memory()
    }

    /// Rows from the first of `range` on: as many of them as are read at once, into `buffer` where they do not lie in
    /// memory.
    pub(super) fn rows<'a>(&'a self, range: Range<usize>, buffer: &'a mut Vec<u8>) -> Rows<'a> {
        let count = range.len().min((READ_LEN / self.row_len).max(1));
        let range = range.start..range.start + count;
        let stored = range.end.min(self.rows_stored).saturating_sub(range.start) * self.row_len;
        let start = (range.start as u64).saturating_mul(self.row_len as u64);
        let start = start.saturating_add(self.rows_start as u64);
        let bytes = match self.origin.open() {
            Some(bytes) => bytes
                .slice(start, stored as u64, buffer)
                .unwrap_or_default(),
            None => &[],
        };
        Rows {
            is_cut: bytes.len() < stored,
            bytes,
            range,
            row_len: self.row_len,
        }
    }

    /// Looks at the first `rows` rows once, on all cores.
    pub(super) fn scan(&self, rows: usize, progress: &Progress) -> Result<Scan, Cancelled> {
        let rows = rows.min(self.rows_stored);
        let tasks = rows.div_ceil(ROWS_PER_TASK);
        let scans: Vec<Scan> = (0..tasks)
            .into_par_iter()
            .map(|task| {
                progress.check()?;
                let start = task * ROWS_PER_TASK;
                Ok(self.scan_rows(start..rows.min(start + ROWS_PER_TASK)))
            })
            .collect::<Result<_, _>>()?;
        let mut all = Scan::default();
        for scan in scans {
            all.deleted.extend(scan.deleted);
            all.utf8_texts += scan.utf8_texts;
            all.other_texts += scan.other_texts;
            all.dos_texts += scan.dos_texts;
            for (column, from) in scan.bad_cells {
                let to = all.bad_cells.entry(column).or_default();
                to.count += from.count;
                let room = RECORDS_KEPT.saturating_sub(to.records.len());
                to.records.extend(from.records.into_iter().take(room));
            }
        }
        Ok(all)
    }

    fn scan_rows(&self, range: Range<usize>) -> Scan {
        let mut scan = Scan::default();
        let columns = self.columns.iter().enumerate();
        let (texts, others): (Vec<_>, Vec<_>) =
            columns.partition(|(_, column)| column.field_type() == FieldType::Text);
        let mut buffer = Vec::new();
        let mut next = range.start;
        while next < range.end {
            let rows = self.rows(next..range.end, &mut buffer);
            next = rows.range.end;
            for row in rows.range.clone() {
                scan.look_at_row(row, rows.row(row), &texts, &others);
            }
        }
        scan
    }
}

/// Cells that hold something else than their column's type.
#[derive(Debug, Clone, Default)]
pub(super) struct BadCells {
    pub(super) count: u64,
    pub(super) records: Vec<u64>,
}

/// What one pass over the rows shows.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Rows marked deleted, in order.
    pub(super) deleted: Vec<usize>,
    utf8_texts: u64,
    other_texts: u64,
    dos_texts: u64,
    /// By column.
    pub(super) bad_cells: BTreeMap<usize, BadCells>,
}

/// A column and its number.
type Numbered<'a> = (usize, &'a Column);

impl Scan {
    fn look_at_row(
        &mut self,
        row: usize,
        bytes: &[u8],
        texts: &[Numbered<'_>],
        others: &[Numbered<'_>],
    ) {
        if bytes.first() == Some(&b'*') {
            self.deleted.push(row);
            return;
        }
        let cell = |column: &Column| bytes.get(column.start..column.start + column.width);
        for &(i, column) in others {
            let cell = cell(column).unwrap_or_default();
            if !cells::is_plain_number(column, cell) && cells::read(column, cell) == Cell::Bad {
                let bad = self.bad_cells.entry(i).or_default();
                bad.count += 1;
                if bad.records.len() < RECORDS_KEPT {
                    bad.records.push(row as u64);
                }
            }
        }
        if !bytes.is_ascii() {
            let texts = texts.iter().filter_map(|(_, column)| cell(column));
            texts.for_each(|text| self.look_at_text(text));
        }
    }

    fn look_at_text(&mut self, cell: &[u8]) {
        if !cell.is_ascii() {
            let text = cells::trimmed_text(cell);
            let utf8 = is_utf8(text, text.len() == cell.len());
            let is_other = utf8 == Some(false);
            self.utf8_texts += u64::from(utf8 == Some(true));
            self.other_texts += u64::from(is_other);
            self.dos_texts += u64::from(is_other && speaks_dos(cell));
        }
    }

    /// What the texts say about their encoding; `names` are column names.
    pub(super) fn evidence(&self, columns: &[Column]) -> Evidence {
        let mut counts = (self.utf8_texts, self.other_texts);
        for name in columns.iter().map(|c| &c.name).filter(|n| !n.is_ascii()) {
            let utf8 = is_utf8(name, false);
            counts.0 += u64::from(utf8 == Some(true));
            counts.1 += u64::from(utf8 == Some(false));
        }
        Evidence::of_counts(counts.0, counts.1, self.dos_texts)
    }
}

/// The columns that the descriptors name, as far as they fit into a row.
fn columns(descriptors: &[u8], row_len: usize) -> Vec<Column> {
    let mut start = 1;
    let mut columns = Vec::new();
    for descriptor in descriptors.as_chunks::<32>().0 {
        if descriptor[0] == 0x0d {
            break;
        }
        let name = &descriptor[..11];
        let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
        let letter = descriptor[11].to_ascii_uppercase();
        // Texts longer than 255 keep the high byte of their width where numbers have their decimals.
        let (width, decimals) = match letter {
            b'C' => (
                usize::from(u16::from_le_bytes([descriptor[16], descriptor[17]])),
                0,
            ),
            _ => (usize::from(descriptor[16]), descriptor[17]),
        };
        if start + width > row_len {
            break;
        }
        columns.push(Column {
            name: name.trim_ascii_end().to_vec(),
            letter,
            start,
            width,
            decimals,
        });
        start += width;
    }
    columns
}
