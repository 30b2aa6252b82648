//! Writes a table as CSV (RFC 4180) in UTF-8: `,` between cells, `.` in numbers, whatever the language, so
//! that programs read it alike everywhere. Geometry is left out.

use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;

use super::atomic;
use super::columns_out::{Column, columns, write_number};
use super::error::WriteError;
use crate::job::Progress;
use crate::layer::{Table, Value};

/// Rows that one task puts into words, and how many tasks wait for their turn to be written.
const TASK: usize = 1 << 11;
const TASKS_AT_ONCE: usize = 16;

/// Writes the columns of `table` with a header. Rows are put into words on all cores.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(table: &Table, path: &Path, progress: &Progress) -> Result<(), WriteError> {
    let columns = columns(table, &[]);
    let starts: Vec<usize> = (0..table.rows()).step_by(TASK).collect();
    let lines = |&start: &usize| {
        let rows = start..table.rows().min(start + TASK);
        progress.tick(rows.len() as u64).map_err(io::Error::other)?;
        let mut lines = Vec::with_capacity(rows.len() * columns.len() * 4);
        for row in rows {
            write_line(&mut lines, &columns, row)?;
        }
        Ok(lines)
    };
    atomic::write(path, |out| {
        let names = columns.iter().map(|column| column.name.as_str());
        write_row(out, names)?;
        for starts in starts.chunks(TASKS_AT_ONCE) {
            let tasks: Vec<Vec<u8>> = starts.par_iter().map(lines).collect::<io::Result<_>>()?;
            tasks.iter().try_for_each(|lines| out.write_all(lines))?;
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
        write_text(out, cell.as_ref())?;
    }
    out.write_all(b"\n")
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    if text.contains(['"', ',', '\n', '\r']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}

fn write_line(out: &mut Vec<u8>, columns: &[Column], row: usize) -> io::Result<()> {
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match column.cells.value(row) {
            Value::Null => {}
            Value::Text(text) => write_text(out, &text)?,
            Value::Integer(number) => write!(out, "{number}")?,
            Value::Real(number) => write_number(out, number)?,
            Value::Boolean(truth) => write!(out, "{truth}")?,
        }
    }
    out.push(b'\n');
    Ok(())
}
