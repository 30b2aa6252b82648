//! Columns that few of the rows have a cell of: the properties of GeoJSON, where each feature has some of very many.

use std::sync::Arc;

use super::table::{Cells, NO_TEXT, Sought, Value};

/// Cells of some of the rows, in their order; those of the others are empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse {
    rows: usize,
    runs: Vec<Run>,
    cells: Cells,
}

/// Rows that follow each other and have cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The first of them.
    pub row: u32,
    /// The place of its cell.
    pub place: u32,
}

impl Sparse {
    /// A column of `rows` rows. The runs are in order, none of them empty, and their places begin with 0.
    pub fn new(rows: usize, runs: Vec<Run>, cells: Cells) -> Self {
        Self { rows, runs, cells }
    }

    /// The cells that there are.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Where the cell of a row stands among [`cells`](Self::cells); `None` where there is none.
    pub fn place(&self, row: usize) -> Option<usize> {
        let after = self.runs.partition_point(|run| run.row as usize <= row);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let end = self
            .runs
            .get(after)
            .map_or(self.cells.len(), |next| next.place as usize);
        let place = run.place as usize + (row - run.row as usize);
        (place < end).then_some(place)
    }

    /// The row of a cell.
    pub fn row(&self, place: usize) -> usize {
        let after = self.runs.partition_point(|run| run.place as usize <= place);
        let run = after
            .checked_sub(1)
            .and_then(|before| self.runs.get(before));
        run.map_or(0, |run| run.row as usize + (place - run.place as usize))
    }

    /// The cell of a row; [`Value::Null`] where there is none.
    pub fn value(&self, row: usize) -> Value {
        self.place(row)
            .map_or(Value::Null, |place| self.cells.value(place))
    }

    /// One cell a row.
    pub fn unfolded(&self) -> Cells {
        match &self.cells {
            Cells::Text { rows, distinct } => Cells::Text {
                rows: self.spread(rows, NO_TEXT),
                distinct: distinct.clone(),
            },
            Cells::Integer(cells) => Cells::Integer(self.spread(cells, None)),
            Cells::Real(cells) => Cells::Real(self.spread(cells, f64::NAN)),
            Cells::Boolean(cells) => Cells::Boolean(self.spread(cells, None)),
        }
    }

    fn spread<T: Copy>(&self, cells: &[T], empty: T) -> Vec<T> {
        let mut spread = vec![empty; self.rows];
        for (number, run) in self.runs.iter().enumerate() {
            let next = self.runs.get(number + 1);
            let end = next.map_or(cells.len(), |next| next.place as usize);
            let run_cells = cells.get(run.place as usize..end).unwrap_or_default();
            let rows = spread.get_mut(run.row as usize..).unwrap_or_default();
            rows.iter_mut()
                .zip(run_cells)
                .for_each(|(to, from)| *to = *from);
        }
        spread
    }
}

/// A column as it lies in memory.
#[derive(Debug, Clone)]
pub enum Held {
    /// One cell a row.
    Whole(Arc<Cells>),
    /// Some of them.
    Sparse(Arc<Sparse>),
}

impl Held {
    /// The cells that there are; all of their kind are.
    pub fn cells(&self) -> &Cells {
        match self {
            Self::Whole(cells) => cells,
            Self::Sparse(sparse) => sparse.cells(),
        }
    }

    /// Where the cell of a row stands among [`cells`](Self::cells); `None` where there is none.
    pub fn place(&self, row: usize) -> Option<usize> {
        match self {
            Self::Whole(_) => Some(row),
            Self::Sparse(sparse) => sparse.place(row),
        }
    }

    /// The row of a cell.
    pub fn row(&self, place: usize) -> usize {
        match self {
            Self::Whole(_) => place,
            Self::Sparse(sparse) => sparse.row(place),
        }
    }

    /// The cell of a row.
    pub fn value(&self, row: usize) -> Value {
        self.place(row)
            .map_or(Value::Null, |place| self.cells().value(place))
    }

    /// The first row whose text is one that is sought.
    pub fn first_text(&self, is_sought: &Sought) -> Option<usize> {
        let Cells::Text { rows, distinct } = self.cells() else {
            return None;
        };
        let sought: Vec<bool> = distinct.iter().map(|text| is_sought(text)).collect();
        let is_sought = |text: &u32| sought.get(*text as usize) == Some(&true);
        rows.iter().position(is_sought).map(|place| self.row(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_cell_are_empty() {
        let run = |row, place| Run { row, place };
        // Rows 2, 3 and 6 of eight.
        let cells = Cells::from_texts([Some("a"), Some("b"), Some("a")]);
        let sparse = Sparse::new(8, vec![run(2, 0), run(6, 2)], cells);
        let places: Vec<_> = (0..9).filter_map(|row| sparse.place(row)).collect();
        assert_eq!(places, [0, 1, 2]);
        let rows: Vec<_> = (0..3).map(|place| sparse.row(place)).collect();
        assert_eq!(rows, [2, 3, 6]);
        let expected = [
            None,
            None,
            Some("a"),
            Some("b"),
            None,
            None,
            Some("a"),
            None,
        ];
        assert_eq!(sparse.unfolded(), Cells::from_texts(expected));
        let held = Held::Sparse(Arc::new(sparse));
        for (row, expected) in expected.into_iter().enumerate() {
            assert_eq!(held.value(row).as_str(), expected, "{row}");
        }
        assert_eq!(held.first_text(&|text| text == "b"), Some(3));
        assert_eq!(held.first_text(&|text| text == "c"), None);
        assert_eq!(held.value(100), Value::Null);
        let none = Sparse::new(2, Vec::new(), Cells::Integer(Vec::new()));
        assert_eq!(none.unfolded(), Cells::Integer(vec![None; 2]));
    }
}
