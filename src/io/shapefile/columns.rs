//! The columns of a `.dbf` as the cells of a table, decoded one column at a time and on all cores.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::cells::{self, Cell};
use super::dbf::{Column, Dbf};
use crate::io::encoding::TextEncoding;
use crate::layer::table::{NO_TEXT, RowSource, TextInterner};
use crate::layer::{Cells, Field, FieldType, Value};

/// Rows whose texts one task interns.
const ROWS_PER_TASK: usize = 1 << 14;

/// The rows of a `.dbf` that belong to the features of a layer.
#[derive(Debug, Clone)]
pub(super) struct DbfRows {
    pub(super) dbf: Arc<Dbf>,
    pub(super) encoding: TextEncoding,
    /// Row per feature; empty when feature and row have the same number.
    pub(super) records: Arc<[u32]>,
    /// Number of features.
    pub(super) features: usize,
}

impl DbfRows {
    /// Names and types; a name that was there before gets a number, and is in the second list.
    pub(super) fn fields(&self) -> (Vec<Field>, Vec<String>) {
        let mut taken = HashMap::new();
        let mut fields = Vec::new();
        let mut duplicates = Vec::new();
        for column in &self.dbf.columns {
            let stored = self.encoding.decode(&column.name).into_owned();
            let mut name = stored.clone();
            let mut number = taken.get(&stored).copied().unwrap_or(1);
            while taken.contains_key(&name) {
                number += 1;
                name = format!("{stored}_{number}");
            }
            if number > 1 {
                duplicates.push(stored.clone());
                taken.insert(stored, number);
            }
            taken.insert(name.clone(), 1);
            fields.push(Field {
                name,
                field_type: column.field_type(),
            });
        }
        (fields, duplicates)
    }

    fn row(&self, feature: usize) -> usize {
        self.records
            .get(feature)
            .map_or(feature, |&record| record as usize)
    }

    fn cell(&self, feature: usize, column: &Column) -> Cell {
        cells::read(column, self.dbf.cell(self.row(feature), column))
    }

    fn text(&self, feature: usize, column: &Column) -> &[u8] {
        cells::trimmed_text(self.dbf.cell(self.row(feature), column))
    }

    /// Distinct texts are found per task by the bytes of their fields, then joined in the order of the rows, so that the
    /// result does not depend on the number of threads; each is freed of its blanks and decoded once.
    fn texts(&self, column: &Column) -> Cells {
        let tasks: Vec<(Vec<u32>, Vec<&[u8]>)> = (0..self.features.div_ceil(ROWS_PER_TASK))
            .into_par_iter()
            .map(|task| {
                let start = task * ROWS_PER_TASK;
                let end = self.features.min(start + ROWS_PER_TASK);
                intern((start..end).map(|feature| self.dbf.cell(self.row(feature), column)))
            })
            .collect();
        let mut all = TextInterner::default();
        for (rows, distinct) in tasks {
            let numbers: Vec<u32> = distinct
                .iter()
                .map(|cell| match cells::trimmed_text(cell) {
                    [] => NO_TEXT,
                    text => all.intern(&self.encoding.decode(text)),
                })
                .collect();
            for row in rows {
                all.push_number(numbers.get(row as usize).copied().unwrap_or(NO_TEXT));
            }
        }
        all.finish()
    }

    fn dates(&self, column: &Column) -> Cells {
        Cells::from_texts(
            (0..self.features).map(|feature| match self.cell(feature, column) {
                Cell::Date(date) => Some(date.to_string()),
                Cell::DateTime(date, time) => Some(format!("{date}T{time}")),
                _ => None,
            }),
        )
    }

    fn integers(&self, column: &Column) -> Option<Cells> {
        let integers: Option<Vec<Option<i64>>> = (0..self.features)
            .into_par_iter()
            .map(|feature| match self.cell(feature, column) {
                Cell::Integer(value) => Some(Some(value)),
                Cell::Real(_) => None,
                _ => Some(None),
            })
            .collect();
        integers.map(Cells::Integer)
    }

    fn reals(&self, column: &Column) -> Cells {
        Cells::Real(
            (0..self.features)
                .into_par_iter()
                .map(|feature| match self.cell(feature, column) {
                    Cell::Integer(value) => value as f64,
                    Cell::Real(value) => value,
                    _ => f64::NAN,
                })
                .collect(),
        )
    }

    fn booleans(&self, column: &Column) -> Cells {
        Cells::Boolean(
            (0..self.features)
                .into_par_iter()
                .map(|feature| match self.cell(feature, column) {
                    Cell::Boolean(value) => Some(value),
                    _ => None,
                })
                .collect(),
        )
    }
}

impl RowSource for DbfRows {
    fn into_memory(self: Arc<Self>) -> Vec<u8> {
        let rows = Arc::into_inner(self);
        let dbf = rows.and_then(|rows| Arc::into_inner(rows.dbf));
        dbf.map_or_else(Vec::new, Dbf::into_memory)
    }

    fn has_encodings(&self) -> bool {
        true
    }

    fn in_encoding(&self, name: &str) -> Option<(Vec<Field>, Arc<dyn RowSource>)> {
        let rows = Self {
            encoding: TextEncoding::by_name(name)?,
            ..self.clone()
        };
        Some((rows.fields().0, Arc::new(rows)))
    }

    fn decode(&self, column: usize) -> Arc<Cells> {
        let Some(column) = self.dbf.columns.get(column) else {
            return Arc::new(Cells::Real(Vec::new()));
        };
        Arc::new(match column.field_type() {
            FieldType::Text => self.texts(column),
            FieldType::Date | FieldType::DateTime => self.dates(column),
            FieldType::Integer => self.integers(column).unwrap_or_else(|| self.reals(column)),
            FieldType::Real => self.reals(column),
            FieldType::Boolean => self.booleans(column),
            FieldType::Memo | FieldType::Binary => {
                Cells::from_texts((0..self.features).map(|_| None::<&str>))
            }
        })
    }

    fn value(&self, column: usize, row: usize) -> Value {
        let Some(column) = self.dbf.columns.get(column) else {
            return Value::Null;
        };
        if row >= self.features {
            return Value::Null;
        }
        if column.field_type() == FieldType::Text {
            let text = self.encoding.decode(self.text(row, column));
            return if text.is_empty() {
                Value::Null
            } else {
                Value::Text(text.into())
            };
        }
        match self.cell(row, column) {
            Cell::Empty | Cell::Bad => Value::Null,
            Cell::Integer(value) if column.field_type() == FieldType::Real => {
                Value::Real(value as f64)
            }
            Cell::Integer(value) => Value::Integer(value),
            Cell::Real(value) => Value::Real(value),
            Cell::Boolean(value) => Value::Boolean(value),
            Cell::Date(date) => Value::Text(date.to_string().into()),
            Cell::DateTime(date, time) => Value::Text(format!("{date}T{time}").into()),
        }
    }
}

/// A quick hash of short texts, eight bytes at a time (as FxHash does it). Whoever writes texts that fall together
/// makes one task of [`ROWS_PER_TASK`] slow and no more.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        // The table looks at the high bits and the low ones.
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        let last = rest
            .iter()
            .fold(0, |last, &byte| last << 8 | u64::from(byte));
        self.write_u64(last);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

/// The number of each field among the distinct ones, and those.
fn intern<'a>(cells: impl ExactSizeIterator<Item = &'a [u8]>) -> (Vec<u32>, Vec<&'a [u8]>) {
    let mut numbers: HashMap<&[u8], u32, BuildHasherDefault<Quick>> = HashMap::default();
    let mut distinct: Vec<&[u8]> = Vec::new();
    let mut rows = Vec::with_capacity(cells.len());
    let mut last: Option<(&[u8], u32)> = None;
    for cell in cells {
        let number = match last {
            Some((same, number)) if same == cell => number,
            _ => *numbers.entry(cell).or_insert_with(|| {
                distinct.push(cell);
                distinct.len() as u32 - 1
            }),
        };
        last = Some((cell, number));
        rows.push(number);
    }
    (rows, distinct)
}
