//! The columns of a `.dbf` as the cells of a table, decoded one column at a time and on all cores.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::cells::{self, Cell};
use super::dbf::{Column, Dbf};
use crate::io::encoding::TextEncoding;
use crate::io::unreadable::Unreadable;
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
    pub(super) lost: Arc<Unreadable>,
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

    /// Calls `see` with the cell of each of these features, in order.
    fn each(&self, number: usize, features: Range<usize>, mut see: impl FnMut(&Column, &[u8])) {
        let Some(column) = self.dbf.columns.get(number) else {
            return;
        };
        let mut buffer = Vec::new();
        let end = features.clone().last().map_or(0, |last| self.row(last) + 1);
        let mut features = features.peekable();
        while let Some(&first) = features.peek() {
            // Features count in the order of their rows.
            let first = self.row(first);
            let rows = self.dbf.rows(first..end.max(first + 1), &mut buffer);
            if rows.is_cut {
                self.lost.note(number);
            }
            while let Some(feature) = features.next_if(|&feature| rows.have(self.row(feature))) {
                see(column, rows.cell(self.row(feature), column));
            }
        }
    }

    /// What `of_cell` makes of the cell of each feature, on all cores.
    fn map<T: Copy + Send>(
        &self,
        number: usize,
        empty: T,
        of_cell: impl Fn(Cell) -> T + Sync,
    ) -> Vec<T> {
        let mut values = vec![empty; self.features];
        let tasks = values.par_chunks_mut(ROWS_PER_TASK).enumerate();
        tasks.for_each(|(task, values)| {
            let start = task * ROWS_PER_TASK;
            let features = start..start + values.len();
            let mut values = values.iter_mut();
            self.each(number, features, |column, cell| {
                if let Some(value) = values.next() {
                    *value = of_cell(cells::read(column, cell));
                }
            });
        });
        values
    }

    /// Distinct texts are found per task by the bytes of their fields, then joined in the order of the rows, so that the
    /// result does not depend on the number of threads; each is freed of its blanks and decoded once.
    fn texts(&self, number: usize) -> Cells {
        let tasks: Vec<Distinct> = (0..self.features.div_ceil(ROWS_PER_TASK))
            .into_par_iter()
            .map(|task| {
                let start = task * ROWS_PER_TASK;
                let end = self.features.min(start + ROWS_PER_TASK);
                let mut distinct = Distinct::default();
                self.each(number, start..end, |_, cell| distinct.push(cell));
                distinct
            })
            .collect();
        let mut all = TextInterner::default();
        for task in tasks {
            let (rows, distinct) = task.into_rows_and_cells();
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

    fn dates(&self, number: usize) -> Cells {
        let dates = self.map(number, Cell::Empty, |cell| cell);
        Cells::from_texts(dates.into_iter().map(|cell| match cell {
            Cell::Date(date) => Some(date.to_string()),
            Cell::DateTime(date, time) => Some(format!("{date}T{time}")),
            _ => None,
        }))
    }

    fn integers(&self, number: usize) -> Option<Cells> {
        let has_decimals = AtomicBool::new(false);
        let integers = self.map(number, None, |cell| match cell {
            Cell::Integer(value) => Some(value),
            Cell::Real(_) => {
                has_decimals.store(true, Ordering::Relaxed);
                None
            }
            _ => None,
        });
        (!has_decimals.into_inner()).then_some(Cells::Integer(integers))
    }

    fn reals(&self, number: usize) -> Cells {
        Cells::Real(self.map(number, f64::NAN, |cell| match cell {
            Cell::Integer(value) => value as f64,
            Cell::Real(value) => value,
            _ => f64::NAN,
        }))
    }

    fn booleans(&self, number: usize) -> Cells {
        Cells::Boolean(self.map(number, None, |cell| match cell {
            Cell::Boolean(value) => Some(value),
            _ => None,
        }))
    }
}

impl DbfRows {
    fn value_of(&self, column: &Column, cell: &[u8]) -> Value {
        if column.field_type() == FieldType::Text {
            let text = self.encoding.decode(cells::trimmed_text(cell));
            return if text.is_empty() {
                Value::Null
            } else {
                Value::Text(text.into())
            };
        }
        match cells::read(column, cell) {
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

impl RowSource for DbfRows {
    fn may_fail(&self) -> bool {
        !self.dbf.is_in_memory()
    }

    fn unreadable(&self) -> Vec<usize> {
        self.lost.columns()
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

    fn decode(&self, number: usize) -> Arc<Cells> {
        let Some(column) = self.dbf.columns.get(number) else {
            return Arc::new(Cells::Real(Vec::new()));
        };
        Arc::new(match column.field_type() {
            FieldType::Text => self.texts(number),
            FieldType::Date | FieldType::DateTime => self.dates(number),
            FieldType::Integer => self.integers(number).unwrap_or_else(|| self.reals(number)),
            FieldType::Real => self.reals(number),
            FieldType::Boolean => self.booleans(number),
            FieldType::Memo | FieldType::Binary => {
                Cells::from_texts((0..self.features).map(|_| None::<&str>))
            }
        })
    }

    fn value(&self, number: usize, row: usize) -> Value {
        let mut value = Value::Null;
        if row < self.features {
            self.each(number, row..row + 1, |column, cell| {
                value = self.value_of(column, cell);
            });
        }
        value
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

/// The distinct cells of some rows.
#[derive(Default)]
struct Distinct {
    numbers: HashMap<Box<[u8]>, u32, BuildHasherDefault<Quick>>,
    /// The number of each row's.
    rows: Vec<u32>,
    last: Vec<u8>,
}

impl Distinct {
    fn push(&mut self, cell: &[u8]) {
        // Neighbours often say the same.
        if let Some(&number) = self.rows.last().filter(|_| self.last == cell) {
            self.rows.push(number);
            return;
        }
        let number = self.numbers.get(cell).copied().unwrap_or_else(|| {
            let number = self.numbers.len() as u32;
            self.numbers.insert(cell.into(), number);
            number
        });
        self.rows.push(number);
        self.last.clear();
        self.last.extend_from_slice(cell);
    }

    /// The number of each row's cell, and the cells in the order of their numbers.
    fn into_rows_and_cells(self) -> (Vec<u32>, Vec<Box<[u8]>>) {
        let mut cells: Vec<_> = self.numbers.into_iter().collect();
        cells.sort_unstable_by_key(|&(_, number)| number);
        let cells = cells.into_iter().map(|(cell, _)| cell);
        (self.rows, cells.collect())
    }
}
