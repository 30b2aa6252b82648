//! What each value of a column amounts to: rows and area on the ground, for dialogs that let people say what
//! a value means.

use super::values::{compare_values, count_values};
use crate::layer::{Cells, Value};

/// A value and what it amounts to.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueSum {
    /// The value; [`Value::Null`] for rows that hold nothing.
    pub value: Value,
    /// Rows that hold it.
    pub rows: u64,
    /// Their area on the ground, m²; rows whose area is not known add nothing and are in `unmeasured`.
    pub area_m2: f64,
    /// Rows whose area is not known.
    pub unmeasured: u64,
}

/// Every value of a column, most rows first and ties by the value; what holds nothing comes last, where there
/// is any. The rows of all of them are the rows of the column. `area_m2` is the area per row, NaN where it is
/// not known.
pub fn sum_values(cells: &Cells, area_m2: &[f64]) -> Vec<ValueSum> {
    let counts = count_values(cells);
    let mut sums: Vec<ValueSum> = counts.list.into_iter().map(ValueSum::of).collect();
    sums.push(ValueSum::of((Value::Null, counts.empty)));
    let places = Places::of(cells, &sums);
    let nothing = sums.len() - 1;
    for row in 0..cells.len() {
        let place = places.of_row(cells, row).unwrap_or(nothing);
        let Some(sum) = sums.get_mut(place) else {
            continue;
        };
        match area_m2.get(row) {
            Some(area) if area.is_finite() => sum.area_m2 += area,
            _ => sum.unmeasured += 1,
        }
    }
    if counts.empty == 0 {
        sums.pop();
    }
    sums
}

impl ValueSum {
    fn of((value, rows): (Value, u64)) -> Self {
        Self {
            value,
            rows,
            area_m2: 0.0,
            unmeasured: 0,
        }
    }
}

/// Where a row's value stands in a list of values; texts by their number, so that no row compares texts.
struct Places {
    of_text: Vec<Option<usize>>,
    sorted: Vec<(Value, usize)>,
}

impl Places {
    fn of(cells: &Cells, sums: &[ValueSum]) -> Self {
        let values = sums.iter().map(|sum| sum.value.clone()).zip(0..);
        let values = values.filter(|(value, _)| *value != Value::Null);
        let mut sorted: Vec<(Value, usize)> = values.collect();
        sorted.sort_by(|(a, _), (b, _)| compare_values(a, b));
        let of_text = match cells {
            Cells::Text { distinct, .. } => distinct
                .iter()
                .map(|text| find(&sorted, &Value::Text(text.clone())))
                .collect(),
            _ => Vec::new(),
        };
        Self { of_text, sorted }
    }

    fn of_row(&self, cells: &Cells, row: usize) -> Option<usize> {
        if let Cells::Text { rows, .. } = cells {
            return self
                .of_text
                .get(*rows.get(row)? as usize)
                .copied()
                .flatten();
        }
        match cells.value(row) {
            Value::Null => None,
            value => find(&self.sorted, &value),
        }
    }
}

fn find(sorted: &[(Value, usize)], value: &Value) -> Option<usize> {
    let at = sorted.binary_search_by(|(known, _)| compare_values(known, value));
    at.ok()
        .and_then(|at| sorted.get(at))
        .map(|(_, place)| *place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &Cells, area_m2: &[f64]) -> Vec<(Value, u64, f64, u64)> {
        let sums = sum_values(cells, area_m2).into_iter();
        sums.map(|s| (s.value, s.rows, s.area_m2, s.unmeasured))
            .collect()
    }

    #[test]
    fn rows_and_ground_add_up_to_the_column() {
        let cells = Cells::from_texts([Some("b"), None, Some("a"), Some("b"), Some("b")]);
        let area = [1.0, 2.0, 4.0, f64::NAN, 8.0];
        let expected = [
            (Value::Text("b".into()), 3, 9.0, 1),
            (Value::Text("a".into()), 1, 4.0, 0),
            (Value::Null, 1, 2.0, 0),
        ];
        assert_eq!(told(&cells, &area), expected);
    }

    #[test]
    fn numbers_are_found_whatever_their_order() {
        let cells = Cells::Integer(vec![Some(5), Some(-1), Some(5), Some(3), Some(3)]);
        let expected = [
            (Value::Integer(3), 2, 12.0, 1),
            (Value::Integer(5), 2, 4.0, 0),
            (Value::Integer(-1), 1, 2.0, 0),
        ];
        assert_eq!(told(&cells, &[1.0, 2.0, 3.0, 12.0]), expected);
        let cells = Cells::Real(vec![0.0, -0.0, f64::NAN]);
        let expected = [(Value::Real(0.0), 2, 3.0, 0), (Value::Null, 1, 4.0, 0)];
        assert_eq!(told(&cells, &[1.0, 2.0, 4.0]), expected);
        let cells = Cells::Boolean(vec![Some(true), None]);
        let expected = [(Value::Boolean(true), 1, 1.0, 0), (Value::Null, 1, 2.0, 0)];
        assert_eq!(told(&cells, &[1.0, 2.0]), expected);
    }
}
