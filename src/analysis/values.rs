//! What a column holds, counted: its distinct values, a sample of its rows, its crop codes. For guessing
//! what a column is, for dialogs that show its values, and for colouring by it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::CropCode;
use crate::layer::{Cells, Table, Value};

/// The distinct values of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueCounts {
    /// Every distinct value with the number of its rows: most rows first, ties by the value.
    pub list: Vec<(Value, u64)>,
    /// Rows that hold nothing.
    pub empty: u64,
}

/// Counts the distinct values of a column.
pub fn count_values(cells: &Cells) -> ValueCounts {
    let mut list = distinct(cells);
    list.sort_by(|(a, count_a), (b, count_b)| {
        count_b.cmp(count_a).then_with(|| compare_values(a, b))
    });
    let counted: u64 = list.iter().map(|(_, count)| count).sum();
    ValueCounts {
        list,
        empty: cells.len() as u64 - counted,
    }
}

/// Orders values: numbers and truth values by size, texts by their characters.
pub(super) fn compare_values(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        _ => {
            // Minus zero is zero.
            let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN) + 0.0;
            number(a).total_cmp(&number(b))
        }
    }
}

fn distinct(cells: &Cells) -> Vec<(Value, u64)> {
    match cells {
        Cells::Text { rows, distinct } => {
            let mut counts = vec![0_u64; distinct.len()];
            for row in rows {
                if let Some(count) = counts.get_mut(*row as usize) {
                    *count += 1;
                }
            }
            let texts = distinct.iter().map(|text| Value::Text(text.clone()));
            texts.zip(counts).filter(|(_, count)| *count > 0).collect()
        }
        Cells::Integer(cells) => counted(cells.iter().flatten().copied(), Value::Integer),
        Cells::Boolean(cells) => counted(cells.iter().flatten().copied(), Value::Boolean),
        Cells::Real(cells) => {
            // Minus zero is zero.
            let bits = cells.iter().filter(|cell| cell.is_finite());
            counted(bits.map(|cell| (cell + 0.0).to_bits()), |bits| {
                Value::Real(f64::from_bits(bits))
            })
        }
    }
}

fn counted<T: std::hash::Hash + Eq>(
    values: impl Iterator<Item = T>,
    wrap: impl Fn(T) -> Value,
) -> Vec<(Value, u64)> {
    let mut counts: HashMap<T, u64> = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    // The caller sorts: no order of a hash map leaves this file.
    counts
        .into_iter()
        .map(|(v, count)| (wrap(v), count))
        .collect()
}

/// Rows looked at when guessing what a column is.
const SAMPLED: usize = 2_000;

/// Some cells that hold something, from all over the column, which is not decoded for them.
pub(super) fn sample(table: &Table, column: usize) -> impl Iterator<Item = Value> {
    let step = (table.rows() / SAMPLED).max(1);
    let rows = (0..table.rows()).step_by(step);
    rows.map(move |row| table.value(column, row))
        .filter(|value| *value != Value::Null)
}

/// The crop code in a cell, however it is stored.
pub(super) fn crop_code(value: &Value) -> Option<CropCode> {
    match value {
        Value::Text(text) => CropCode::parse(text),
        Value::Integer(number) => CropCode::new(*number),
        Value::Real(number) => whole(*number).and_then(CropCode::new),
        Value::Null | Value::Boolean(_) => None,
    }
}

/// The crop codes of a column: every distinct code once, and which of them each row has. What is to be
/// known of a code is then looked up once per code, not once per row.
#[derive(Debug, Default)]
pub(super) struct CodedColumn {
    /// Index into `codes` per row; [`NO_CODE`] where there is none.
    pub(super) rows: Vec<u32>,
    /// The distinct codes, in the order in which they were met.
    pub(super) codes: Vec<CropCode>,
}

/// A row without a crop code.
pub(super) const NO_CODE: u32 = u32::MAX;

impl CodedColumn {
    /// Reads the codes of `rows` rows; rows that the column does not have are without a code.
    pub(super) fn of(cells: &Cells, rows: usize) -> Self {
        let mut reader = CodeReader::default();
        let mut column: Vec<u32> = match cells {
            Cells::Text { rows, distinct } => {
                let texts = distinct.iter().map(|text| CropCode::parse(text));
                let of_text: Vec<u32> = texts.map(|code| reader.number(code)).collect();
                let of_row = |row: &u32| of_text.get(*row as usize).copied().unwrap_or(NO_CODE);
                rows.iter().map(of_row).collect()
            }
            Cells::Integer(cells) => {
                let code = |cell: &Option<i64>| cell.and_then(CropCode::new);
                cells.iter().map(|cell| reader.number(code(cell))).collect()
            }
            Cells::Real(cells) => {
                let code = |cell: &f64| whole(*cell).and_then(CropCode::new);
                cells.iter().map(|cell| reader.number(code(cell))).collect()
            }
            Cells::Boolean(_) => Vec::new(),
        };
        column.resize(rows, NO_CODE);
        Self {
            rows: column,
            codes: reader.codes,
        }
    }

    /// Reads the codes of a column of texts, each text once.
    pub(super) fn of_texts(
        rows: &[u32],
        distinct: &[Arc<str>],
        code: impl Fn(&str) -> Option<CropCode>,
    ) -> Self {
        let mut reader = CodeReader::default();
        let of_text: Vec<u32> = distinct.iter().map(|t| reader.number(code(t))).collect();
        let of_row = |row: &u32| of_text.get(*row as usize).copied().unwrap_or(NO_CODE);
        Self {
            rows: rows.iter().map(of_row).collect(),
            codes: reader.codes,
        }
    }

    /// A value per row, from a value per code.
    pub(super) fn spread<T: Copy>(&self, none: T, of_code: impl Fn(CropCode) -> T) -> Vec<T> {
        let of_codes: Vec<T> = self.codes.iter().map(|code| of_code(*code)).collect();
        let of_row = |row: &u32| of_codes.get(*row as usize).copied().unwrap_or(none);
        self.rows.iter().map(of_row).collect()
    }
}

/// Numbers codes in the order in which they are met. The codes of the register are small: their number is
/// kept in a table, anything else in a map.
#[derive(Default)]
struct CodeReader {
    codes: Vec<CropCode>,
    small: Vec<u32>,
    large: HashMap<CropCode, u32>,
}

impl CodeReader {
    const SMALL: u32 = 1 << 14;

    fn number(&mut self, code: Option<CropCode>) -> u32 {
        let Some(code) = code else { return NO_CODE };
        let next = u32::try_from(self.codes.len()).unwrap_or(NO_CODE);
        let number = if code.number() < Self::SMALL {
            let index = code.number() as usize;
            if self.small.len() <= index {
                self.small.resize(index + 1, NO_CODE);
            }
            &mut self.small[index]
        } else {
            self.large.entry(code).or_insert(NO_CODE)
        };
        if *number == NO_CODE {
            *number = next;
            self.codes.push(code);
        }
        *number
    }
}

/// The number as a whole one, where it is.
pub(super) fn whole(number: f64) -> Option<i64> {
    // Far inside what both types hold exactly.
    let is_whole = number.abs() < 1e15 && (number - number.trunc()).abs() < f64::EPSILON;
    is_whole.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_in_an_order_of_their_own() {
        let cells = Cells::from_texts([Some("b"), Some("a"), None, Some("b"), Some("c")]);
        let counts = count_values(&cells);
        let texts: Vec<_> = counts.list.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        assert_eq!(texts, [(Some("b"), 2), (Some("a"), 1), (Some("c"), 1)]);
        assert_eq!(counts.empty, 1);
        let counts = count_values(&Cells::Real(vec![2.0, -0.0, f64::NAN, 0.0, 1.0]));
        assert_eq!(counts.list[0], (Value::Real(0.0), 2));
        assert_eq!(
            (counts.list[1].0.clone(), counts.empty),
            (Value::Real(1.0), 1)
        );
    }

    #[test]
    fn a_code_is_a_code_however_it_is_stored() {
        let code = CropCode::new(265);
        let codes = |cells: &Cells| CodedColumn::of(cells, cells.len()).spread(None, Some);
        assert_eq!(
            codes(&Cells::from_texts([Some("nl_265"), None])),
            [code, None]
        );
        assert_eq!(
            codes(&Cells::Integer(vec![Some(265), Some(0)])),
            [code, None]
        );
        let large = CropCode::new(99_999);
        assert_eq!(codes(&Cells::Integer(vec![Some(99_999); 2])), [large; 2]);
        let reals = Cells::Real(vec![265.0, 265.5, f64::NAN, 1e300]);
        assert_eq!(codes(&reals), [code, None, None, None]);
        let short = CodedColumn::of(&Cells::Integer(vec![Some(265)]), 2);
        assert_eq!(short.rows, [0, NO_CODE]);
    }
}
