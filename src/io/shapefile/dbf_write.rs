//! The attribute file of a shapefile: dBASE III, text in UTF-8, each column as narrow as its widest cell.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::blocks::write_blocks;
use crate::io::error::WriteError;
use crate::job::{Cancelled, Progress};
use crate::layer::{Cells, FieldType, Held, Table};

/// Widest text that a dbf column holds, bytes.
const MOST_TEXT_BYTES: usize = 254;
/// Widest number that every reader takes.
const MOST_NUMBER_BYTES: usize = 24;
const MOST_NAME_BYTES: usize = 10;
/// Sizes in the header are 16 bits.
const MOST_RECORD_BYTES: usize = u16::MAX as usize;
/// 1 January 2000 in years since 1900, month, day. A real date would make the same layer give other bytes
/// tomorrow.
const DATE: [u8; 3] = [100, 1, 1];

/// What a column is called in the layer and in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldName {
    /// In the layer.
    pub full: String,
    /// In the file: at most ten bytes, unique.
    pub stored: String,
}

/// A column ready to be written.
#[derive(Debug)]
pub(super) struct Column {
    name: FieldName,
    kind: u8,
    width: usize,
    decimals: usize,
    cells: Held,
}

impl Column {
    pub(super) fn into_name(self) -> FieldName {
        self.name
    }
}

/// Works out names, types and widths. A file must have a column, so an empty table gets record numbers.
///
/// # Errors
/// When the work was told to stop.
pub(super) fn columns(table: &Table, progress: &Progress) -> Result<Vec<Column>, Cancelled> {
    let mut taken = HashSet::new();
    let mut out: Vec<Column> = Vec::new();
    progress.begin(table.fields().len() as u64);
    for (index, field) in table.fields().iter().enumerate() {
        if matches!(field.field_type, FieldType::Memo | FieldType::Binary) {
            continue;
        }
        progress.tick(1)?;
        let Some(cells) = table.held(index) else {
            continue;
        };
        let stored = stored_name(&field.name, &mut taken);
        let (kind, width, decimals) = shape(cells.cells(), field.field_type, table.rows());
        out.push(Column {
            name: FieldName {
                full: field.name.clone(),
                stored,
            },
            kind,
            width,
            decimals,
            cells,
        });
    }
    if out.is_empty() {
        let numbers = (0..table.rows())
            .map(|row| i64::try_from(row).ok())
            .collect();
        let cells = Cells::Integer(numbers);
        let (kind, width, decimals) = shape(&cells, FieldType::Integer, table.rows());
        let name = FieldName {
            full: "id".into(),
            stored: "id".into(),
        };
        out.push(Column {
            name,
            kind,
            width,
            decimals,
            cells: Held::Whole(Arc::new(cells)),
        });
    }
    Ok(out)
}

/// Refuses what the 16- and 32-bit sizes of the format cannot say.
pub(super) fn check_size(columns: &[Column], rows: usize, path: &Path) -> Result<(), WriteError> {
    let record: usize = 1 + columns.iter().map(|column| column.width).sum::<usize>();
    let fits = record <= MOST_RECORD_BYTES
        && 33 + 32 * columns.len() <= MOST_RECORD_BYTES
        && u32::try_from(rows).is_ok()
        && record
            .checked_mul(rows)
            .is_some_and(|bytes| bytes < 1 << 32);
    if fits {
        Ok(())
    } else {
        Err(WriteError::TooLarge {
            path: path.with_extension("dbf"),
            format: "dBASE",
        })
    }
}

/// Writes header and rows.
pub(super) fn write(
    out: &mut impl Write,
    columns: &[Column],
    rows: usize,
    progress: &Progress,
) -> io::Result<()> {
    let header = 33 + 32 * columns.len();
    let record: usize = 1 + columns.iter().map(|column| column.width).sum::<usize>();
    let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes();
    out.write_all(&[3])?;
    out.write_all(&DATE)?;
    out.write_all(&u32::try_from(rows).unwrap_or(u32::MAX).to_le_bytes())?;
    out.write_all(&short(header))?;
    out.write_all(&short(record))?;
    out.write_all(&[0; 20])?;
    for column in columns {
        let mut name = [0_u8; 11];
        for (slot, byte) in name.iter_mut().zip(column.name.stored.bytes()) {
            *slot = byte;
        }
        out.write_all(&name)?;
        out.write_all(&[column.kind, 0, 0, 0, 0])?;
        out.write_all(&[
            u8::try_from(column.width).unwrap_or(u8::MAX),
            u8::try_from(column.decimals).unwrap_or(0),
        ])?;
        out.write_all(&[0; 14])?;
    }
    out.write_all(&[0x0D])?;
    write_blocks(out, rows, progress, |rows, buffer| {
        let mut text = String::new();
        for row in rows {
            buffer.push(b' ');
            for column in columns {
                push_cell(buffer, column, row, &mut text);
            }
        }
        Ok(())
    })?;
    out.write_all(&[0x1A])
}

/// The name cut to ten bytes between characters; a second one alike gets `_1`, `_2` … in its last places.
fn stored_name(full: &str, taken: &mut HashSet<String>) -> String {
    let cut = |most: usize| {
        let mut end = full.len().min(most);
        while !full.is_char_boundary(end) {
            end -= 1;
        }
        &full[..end]
    };
    let mut name = cut(MOST_NAME_BYTES).to_owned();
    let mut number = 1_u32;
    while !taken.insert(name.to_ascii_lowercase()) {
        let suffix = format!("_{number}");
        name = format!("{}{suffix}", cut(MOST_NAME_BYTES - suffix.len()));
        number += 1;
    }
    name
}

/// dbf type, width and decimals that hold every cell.
fn shape(cells: &Cells, field_type: FieldType, rows: usize) -> (u8, usize, usize) {
    match cells {
        Cells::Boolean(_) => (b'L', 1, 0),
        Cells::Text { .. } if field_type == FieldType::Date => (b'D', 8, 0),
        Cells::Text { distinct, .. } => {
            let widest = distinct.iter().map(|text| text.len()).max().unwrap_or(1);
            (b'C', widest.clamp(1, MOST_TEXT_BYTES), 0)
        }
        Cells::Integer(numbers) => {
            let known = numbers.par_iter().filter_map(|number| *number);
            let width = |text: &mut String, n: i64| written(text, format_args!("{n}")).len();
            let widest = known.map_init(String::new, width).max().unwrap_or(1);
            (b'N', widest, 0)
        }
        Cells::Real(numbers) => {
            let numbers = &numbers[..rows.min(numbers.len())];
            let finite = || numbers.par_iter().filter(|n| n.is_finite());
            let decimals = finite().map_init(String::new, |text, n| decimals_of(*n, text));
            let decimals = decimals.max().unwrap_or(1).max(1);
            let widest = finite().map_init(String::new, |text, n| {
                written(text, format_args!("{n:.decimals$}")).len()
            });
            let widest = widest.max();
            let width = widest.unwrap_or(3).min(MOST_NUMBER_BYTES);
            (b'N', width, decimals.min(width.saturating_sub(2)))
        }
    }
}

/// Decimals that give the number back to the last bit, at most 15.
fn decimals_of(number: f64, text: &mut String) -> usize {
    let shortest = written(text, format_args!("{number}"));
    shortest.split_once('.').map_or(0, |(_, d)| d.len().min(15))
}

/// Writes into the memory of `text`, over what stood there.
fn written<'a>(text: &'a mut String, what: fmt::Arguments<'_>) -> &'a str {
    text.clear();
    // A string takes everything.
    let _ = fmt::Write::write_fmt(text, what);
    text
}

/// Adds a cell in the width of its column; `text` is memory to write in.
fn push_cell(line: &mut Vec<u8>, column: &Column, row: usize, text: &mut String) {
    let start = line.len();
    let width = column.width;
    // Without a cell there is no place, and nothing is found beyond the last.
    let row = column.cells.place(row).unwrap_or(usize::MAX);
    match (column.kind, column.cells.cells()) {
        (b'L', Cells::Boolean(cells)) => {
            let cell = cells.get(row).copied().flatten();
            line.push(cell.map_or(b'?', |yes| if yes { b'T' } else { b'F' }));
        }
        (b'D', Cells::Text { rows, distinct }) => {
            let date = text_at(rows, distinct, row);
            line.extend(date.bytes().filter(u8::is_ascii_digit).take(width));
        }
        (b'C', Cells::Text { rows, distinct }) => {
            let cell = text_at(rows, distinct, row);
            let mut end = cell.len().min(width);
            while !cell.is_char_boundary(end) {
                end -= 1;
            }
            line.extend_from_slice(&cell.as_bytes()[..end]);
        }
        (b'N', Cells::Integer(cells)) => {
            if let Some(number) = cells.get(row).copied().flatten() {
                push_right(line, written(text, format_args!("{number}")), width);
            }
        }
        (b'N', Cells::Real(cells)) => {
            if let Some(number) = cells.get(row).filter(|number| number.is_finite()) {
                push_right(line, number_text(*number, column, text), width);
            }
        }
        _ => {}
    }
    line.resize(start + width, b' ');
}

/// The text of a row; empty where there is none.
fn text_at<'a>(rows: &[u32], distinct: &'a [Arc<str>], row: usize) -> &'a str {
    let number = rows.get(row).map(|number| *number as usize);
    let text = number.and_then(|number| distinct.get(number));
    text.map_or("", |text| text)
}

fn push_right(line: &mut Vec<u8>, text: &str, width: usize) {
    line.extend(std::iter::repeat_n(b' ', width.saturating_sub(text.len())));
    line.extend(text.bytes().take(width));
}

/// The number in the column's width: with fewer decimals, or with an exponent, where it would not fit.
fn number_text<'a>(number: f64, column: &Column, text: &'a mut String) -> &'a str {
    for decimals in (0..=column.decimals).rev() {
        if written(text, format_args!("{number:.decimals$}")).len() <= column.width {
            return text;
        }
    }
    let digits = column.width.saturating_sub(8);
    written(text, format_args!("{number:.digits$e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_characters_and_stay_unique() {
        let mut taken = HashSet::new();
        assert_eq!(stored_name("gewasnaamé", &mut taken), "gewasnaam");
        assert_eq!(stored_name("CAT_GEWASCATEGORIE", &mut taken), "CAT_GEWASC");
        assert_eq!(stored_name("cat_gewascode", &mut taken), "cat_gewa_1");
    }

    #[test]
    fn numbers_keep_every_digit_that_fits() {
        let cells = Cells::Real(vec![0.1, 12_345.678_901, 1e22, -3.0]);
        let (kind, width, decimals) = shape(&cells, FieldType::Real, 4);
        let column = Column {
            name: FieldName {
                full: String::new(),
                stored: String::new(),
            },
            kind,
            width,
            decimals,
            cells: Held::Whole(Arc::new(cells)),
        };
        for row in 0..4 {
            let mut line = Vec::new();
            push_cell(&mut line, &column, row, &mut String::new());
            assert_eq!(line.len(), width);
            let text = String::from_utf8(line).unwrap();
            let read: f64 = text.trim().parse().unwrap();
            let wanted = column.cells.value(row).as_f64().unwrap();
            assert!((read - wanted).abs() <= wanted.abs() * 1e-15, "{text}");
        }
    }
}
