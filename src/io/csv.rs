//! Writes a table as CSV (RFC 4180) in UTF-8: `,` between cells, `.` in numbers, whatever the language, so
//! that programs read it alike everywhere. Geometry is left out.

use std::io::{self, Write};
use std::path::Path;

use super::atomic;
use super::columns_out::{columns, number_text};
use super::error::WriteError;
use crate::job::Progress;
use crate::layer::{Table, Value};

/// Writes the columns of `table` with a header.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(table: &Table, path: &Path, progress: &Progress) -> Result<(), WriteError> {
    let columns = columns(table, &[]);
    atomic::write(path, |out| {
        let names = columns.iter().map(|column| column.name.as_str());
        write_row(out, names)?;
        for row in 0..table.rows() {
            progress.tick(1).map_err(io::Error::other)?;
            let cells = columns.iter().map(|column| text(&column.cells.value(row)));
            write_row(out, cells)?;
        }
        Ok(())
    })
}

/// Writes rows of cells that are text already, the header among them.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write_rows(rows: impl Iterator<Item = Vec<String>>, path: &Path) -> Result<(), WriteError> {
    atomic::write(path, |out| {
        for row in rows {
            write_row(out, row.iter())?;
        }
        Ok(())
    })
}

/// Writes one line, quoting what needs it.
pub(super) fn write_row<S: AsRef<str>>(
    out: &mut impl Write,
    cells: impl Iterator<Item = S>,
) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        let cell = cell.as_ref();
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number_text(*number),
        Value::Boolean(truth) => truth.to_string(),
    }
}
