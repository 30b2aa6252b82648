//! What every writer writes of a table: the columns that a file can hold, under names that are unique.

use crate::layer::{FieldType, Held, Table};
use std::collections::HashSet;
use std::io::{self, Write};

/// A column ready to be written.
#[derive(Debug)]
pub(super) struct Column {
    /// Unique among the columns, whatever the case.
    pub(super) name: String,
    /// What it holds; never memo or binary.
    pub(super) field_type: FieldType,
    /// Its cells.
    pub(super) cells: Held,
}

/// The columns in their order, without bytes and memos. A name that is empty, `reserved` by the format, or
/// there already, gets a number.
pub(super) fn columns(table: &Table, reserved: &[&str]) -> Vec<Column> {
    let mut taken: HashSet<String> = reserved.iter().map(|name| name.to_lowercase()).collect();
    let fields = table.fields().iter().enumerate();
    let held = fields
        .filter(|(_, field)| !matches!(field.field_type, FieldType::Memo | FieldType::Binary));
    let column = |(index, field): (usize, &crate::layer::Field)| {
        Some(Column {
            name: unique(&field.name, &mut taken),
            field_type: field.field_type,
            cells: table.held(index)?,
        })
    };
    held.filter_map(column).collect()
}

fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let name = if name.is_empty() { "column" } else { name };
    let mut candidate = name.to_owned();
    let mut number = 2_u32;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// A number as text that gives the same number back, with a point and without an exponent.
pub(super) fn number_text(number: f64) -> String {
    // Minus zero is zero.
    format!("{}", number + 0.0)
}

/// Writes [`number_text`] without an allocation.
pub(super) fn write_number(out: &mut impl Write, number: f64) -> io::Result<()> {
    write!(out, "{}", number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field};

    #[test]
    fn names_are_unique_whatever_their_case() {
        let column = |name: &str, field_type| {
            let name = name.to_owned();
            (Field { name, field_type }, Cells::Real(Vec::new()))
        };
        let real = FieldType::Real;
        let all = ["FID", "a", "A", "", "a_2"].map(|name| column(name, real));
        let mut all = all.to_vec();
        all.push(column("bytes", FieldType::Binary));
        let names: Vec<String> = columns(&Table::of_columns(0, all), &["fid"])
            .into_iter()
            .map(|column| column.name)
            .collect();
        assert_eq!(names, ["FID_2", "a", "A_2", "column", "a_2_2"]);
    }
}
