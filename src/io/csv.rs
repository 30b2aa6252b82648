//! Writes a table as CSV (RFC 4180) in UTF-8: `,` between cells, `.` in numbers, whatever the language, so
//! that programs read it alike everywhere. The outlines of polygons are left out; points come as two columns, in the
//! layer's own coordinates, lines as a column of well-known text.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::atomic;
use super::columns_out::{Column, columns, number_text, write_number};
use super::error::WriteError;
use super::shapes_out::{Shape, are_single};
use crate::geometry::{Feature, GeometryKind};
use crate::job::Progress;
use crate::layer::{Cells, FieldType, Held, Layer, Value};

/// Rows that one task puts into words, and how many tasks wait for their turn to be written.
const TASK: usize = 1 << 11;
const TASKS_AT_ONCE: usize = 16;

/// Writes the columns of the layer's table with a header, and where its lines or points are. Rows are put into words on all cores.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(layer: &Layer, path: &Path, progress: &Progress) -> Result<(), WriteError> {
    let table = &layer.table;
    let places = places(layer);
    let reserved: Vec<&str> = places.iter().map(|column| column.name.as_str()).collect();
    let mut columns = columns(table, &reserved);
    columns.extend(places);
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
    atomic::write_long(path, progress, |out| {
        let names = columns.iter().map(|column| column.name.as_str());
        write_row(out, names)?;
        for starts in starts.chunks(TASKS_AT_ONCE) {
            let tasks: Vec<Vec<u8>> = starts.par_iter().map(lines).collect::<io::Result<_>>()?;
            tasks.iter().try_for_each(|lines| out.write_all(lines))?;
        }
        Ok(())
    })
}

/// The columns that say where the lines or points of a layer are.
fn places(layer: &Layer) -> Vec<Column> {
    let array = &layer.polygons;
    let column = |name: &str, field_type, cells| Column {
        name: name.to_owned(),
        field_type,
        cells: Held::Whole(Arc::new(cells)),
    };
    match array.kind() {
        GeometryKind::Polygons => Vec::new(),
        GeometryKind::Points if are_single(array) => {
            let ordinate = |axis: usize| {
                let of =
                    |feature: Feature<'_>| feature.coords().first().map_or(f64::NAN, |p| p[axis]);
                Cells::Real(array.features().map(of).collect())
            };
            vec![
                column("x", FieldType::Real, ordinate(0)),
                column("y", FieldType::Real, ordinate(1)),
            ]
        }
        _ => {
            let texts = array
                .features()
                .map(|feature| well_known_text(&Shape::of(&feature)));
            vec![column("wkt", FieldType::Text, Cells::from_texts(texts))]
        }
    }
}

/// Lines or points as well-known text (OGC 06-103).
fn well_known_text(shape: &Shape) -> Option<String> {
    let point = |[x, y]: &[f64; 2]| format!("{} {}", number_text(*x), number_text(*y));
    let list = |points: &[[f64; 2]]| points.iter().map(point).collect::<Vec<_>>().join(", ");
    match shape {
        shape if shape.is_empty() => None,
        Shape::Lines(lines) => match lines.as_slice() {
            [line] => Some(format!("LINESTRING ({})", list(line))),
            lines => {
                let lines: Vec<String> = lines
                    .iter()
                    .map(|line| format!("({})", list(line)))
                    .collect();
                Some(format!("MULTILINESTRING ({})", lines.join(", ")))
            }
        },
        Shape::Points(points) => Some(format!("MULTIPOINT ({})", list(points))),
        Shape::Polygons(_) => None,
    }
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
