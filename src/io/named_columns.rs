//! Columns that are found by their names, in rows that need not have them all. Where each row has a few of very many,
//! only what there is is kept: a cell a row of each would be far more than the file.

use std::collections::HashMap;
use std::sync::Arc;

use super::budget::{Budget, TooMuch};
use super::columns_in::{Cell, Column};
use super::on_demand::OnDemand;
use crate::layer::sparse::Run;
use crate::layer::table::RowSource;
use crate::layer::{Cells, Field, Sparse, Table, Value};

/// What a column takes besides its cells and its name, which is kept more than once.
const BYTES_PER_COLUMN: usize = 512;
/// A column is kept with a cell for every row, which is faster, where that takes no more than this many times the memory.
const MOST_TIMES: usize = 2;

/// A column of some of the rows.
#[derive(Debug)]
struct Named {
    /// The cells that there are.
    column: Column,
    runs: Vec<Run>,
}

impl Named {
    fn new(name: &str) -> Self {
        Self {
            column: Column::new(name.to_owned(), None),
            runs: Vec::new(),
        }
    }

    /// The row behind the last that has a cell.
    fn end(&self) -> usize {
        self.runs.last().map_or(0, |run| {
            run.row as usize + (self.column.len() - run.place as usize)
        })
    }

    fn bytes(&self) -> usize {
        self.column.bytes() + size_of::<Run>() * self.runs.len()
    }

    /// Puts a cell into a row behind all others.
    fn push(&mut self, row: usize, cell: Cell<'_>) {
        if self.runs.is_empty() || row != self.end() {
            let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
            self.runs.push(Run {
                row: number(row),
                place: number(self.column.len()),
            });
        }
        self.column.push(cell);
    }

    /// Forgets the rows from `rows` on.
    fn truncate(&mut self, rows: usize) {
        while let Some(&Run { row, place }) = self.runs.last()
            && self.end() > rows
        {
            let (row, place) = (row as usize, place as usize);
            self.column.truncate(place + rows.saturating_sub(row));
            if rows <= row {
                self.runs.pop();
            }
        }
    }

    /// True where a cell for each of `rows` rows takes little more.
    fn is_dense(&self, rows: usize) -> bool {
        self.column.bytes_of(rows) <= MOST_TIMES * self.bytes()
    }
}

/// The columns, as they are filled.
#[derive(Debug, Default)]
pub(super) struct NamedColumns {
    list: Vec<Named>,
    places: HashMap<String, usize>,
    /// The column that came last: the next is mostly the one behind it.
    last: usize,
    /// The row that was filled last, and the columns that have a cell of it.
    open: (usize, Vec<usize>),
}

impl NamedColumns {
    /// The place of a column, a new one at the end if it was not there yet.
    pub(super) fn place(&mut self, name: &str) -> usize {
        let next = self.last + 1;
        let guess = if next < self.list.len() { next } else { 0 };
        self.last = match self.list.get(guess) {
            Some(named) if named.column.name == name => guess,
            _ => match self.places.get(name) {
                Some(place) => *place,
                None => {
                    self.places.insert(name.to_owned(), self.list.len());
                    self.list.push(Named::new(name));
                    self.list.len() - 1
                }
            },
        };
        self.last
    }

    /// Puts a cell into a row; of two for the same row the last counts.
    ///
    /// # Errors
    /// Where it is more than the file explains.
    pub(super) fn push(
        &mut self,
        place: usize,
        row: usize,
        cell: Cell<'_>,
        budget: &Budget,
    ) -> Result<(), TooMuch> {
        let Some(named) = self.list.get_mut(place) else {
            return Ok(());
        };
        if named.column.len() == 0 {
            budget.spend(BYTES_PER_COLUMN + 2 * named.column.name.len())?;
        }
        if self.open.0 != row {
            self.open = (row, Vec::new());
        }
        if named.end() <= row {
            self.open.1.push(place);
        }
        named.truncate(row);
        if let Cell::Text(text) = cell {
            budget.spend(text.len())?;
        }
        let before = named.bytes();
        named.push(row, cell);
        budget.spend(named.bytes().saturating_sub(before))
    }

    /// True where cells of a row are there.
    pub(super) fn has_row(&self, row: usize) -> bool {
        self.open.0 == row && !self.open.1.is_empty()
    }

    /// Forgets the cells of the last row: what they were to belong to is no feature. There may be as many of that as there
    /// are columns, so only those that have a cell are looked at.
    pub(super) fn forget_row(&mut self, row: usize) {
        if self.open.0 != row {
            return;
        }
        for place in std::mem::take(&mut self.open.1) {
            if let Some(named) = self.list.get_mut(place) {
                named.truncate(row);
            }
        }
    }

    /// True where there is a column of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Without the columns of nothing but whole numbers.
    #[must_use]
    pub(super) fn without_whole_numbers(mut self) -> Self {
        self.list.retain(|named| !named.column.is_whole_numbers());
        self.places.clear();
        self
    }

    /// The columns of `first` and then those here, as a table of `rows` rows.
    ///
    /// # Errors
    /// Where that is more than the file explains.
    pub(super) fn into_table(
        self,
        first: Self,
        rows: usize,
        budget: &Budget,
    ) -> Result<Table, TooMuch> {
        let mut columns = Vec::new();
        let mut sparse = Vec::new();
        for named in first.list.into_iter().chain(self.list) {
            let is_dense = named.is_dense(rows);
            if is_dense {
                let more = named.column.bytes_of(rows);
                budget.spend(more.saturating_sub(named.bytes()))?;
            }
            let Named { column, runs } = named;
            let (field, cells) = column.finish();
            let few = Sparse::new(rows, runs, cells);
            let (whole, few) = match is_dense {
                true => (Some(few.unfolded()), None),
                false => (None, Some(Arc::new(few))),
            };
            columns.push((field, whole));
            sparse.push(few);
        }
        Ok(table(rows, columns, sparse, budget))
    }
}

fn table(
    rows: usize,
    columns: Vec<(Field, Option<Cells>)>,
    sparse: Vec<Option<Arc<Sparse>>>,
    budget: &Budget,
) -> Table {
    let source = SparseColumns {
        rows,
        sparse,
        unfolded: OnDemand::new(budget),
    };
    Table::of_some_columns(rows, columns, Arc::new(source))
}

/// The columns of a table that few rows have a cell of.
#[derive(Debug)]
struct SparseColumns {
    rows: usize,
    sparse: Vec<Option<Arc<Sparse>>>,
    /// Those that somebody wanted with a cell for every row.
    unfolded: OnDemand,
}

impl RowSource for SparseColumns {
    fn decode(&self, column: usize) -> Arc<Cells> {
        let unfold = || {
            let sparse = self.sparse(column);
            Arc::new(sparse.map_or_else(|| Cells::Boolean(Vec::new()), |few| few.unfolded()))
        };
        self.unfolded.hold(column, self.rows, unfold)
    }

    fn value(&self, column: usize, row: usize) -> Value {
        let sparse = self.sparse.get(column).and_then(Option::as_ref);
        sparse.map_or(Value::Null, |sparse| sparse.value(row))
    }

    fn sparse(&self, column: usize) -> Option<Arc<Sparse>> {
        self.sparse.get(column)?.clone()
    }

    fn without_room(&self) -> Vec<usize> {
        self.unfolded.without_room()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a thousand, each with the cells that are given.
    fn table_of(cells: &[(usize, &str, Cell<'_>)]) -> Table {
        let budget = Budget::of_plain(0);
        let mut columns = NamedColumns::default();
        for (row, name, cell) in cells {
            let place = columns.place(name);
            columns.push(place, *row, *cell, &budget).unwrap();
        }
        let none = NamedColumns::default();
        columns.into_table(none, 1000, &budget).unwrap()
    }

    #[test]
    fn what_few_rows_have_is_kept_as_few_cells() {
        let all: Vec<_> = (0..1000)
            .map(|row| (row, "all", Cell::Integer(7)))
            .collect();
        let few = [
            (3, "few", Cell::Text("a")),
            (4, "few", Cell::Text("b")),
            // Of two the last counts.
            (4, "few", Cell::Text("c")),
            (900, "few", Cell::Text("d")),
            (900, "few", Cell::Null),
        ];
        let table = table_of(&[all.as_slice(), &few].concat());
        assert!(matches!(table.held(0), Some(crate::layer::Held::Whole(_))));
        let Some(crate::layer::Held::Sparse(sparse)) = table.held(1) else {
            panic!("it lies there whole")
        };
        assert_eq!(sparse.cells().len(), 3);
        let texts = |value: &dyn Fn(usize) -> Value| {
            let texts = (0..1000).filter_map(|row| Some((row, value(row).as_str()?.to_owned())));
            texts.collect::<Vec<_>>()
        };
        let expected = [(3, "a".to_owned()), (4, "c".to_owned())];
        assert_eq!(texts(&|row| table.value(1, row)), expected);
        let whole = table.column(1).unwrap();
        assert_eq!(whole.len(), 1000);
        assert_eq!(texts(&|row| whole.value(row)), expected);
        assert_eq!(table.value(1, 3).as_str(), Some("a"));
    }

    #[test]
    fn a_row_that_is_forgotten_is_gone() {
        let budget = Budget::of_plain(0);
        let mut columns = NamedColumns::default();
        let push = |columns: &mut NamedColumns, name: &str, row: usize| {
            let place = columns.place(name);
            let cell = Cell::Integer(row as i64);
            columns.push(place, row, cell, &budget).unwrap();
        };
        for row in [1, 2, 5] {
            push(&mut columns, "a", row);
        }
        push(&mut columns, "b", 5);
        assert!(columns.has_row(5) && !columns.has_row(6));
        columns.forget_row(6);
        assert!(columns.has_row(5));
        // Twice, as two objects in a row may be no features.
        for _ in 0..2 {
            columns.forget_row(5);
            assert!(!columns.has_row(5));
            assert_eq!(columns.list[0].end(), 3);
            assert_eq!(columns.list[1].end(), 0);
            push(&mut columns, "b", 5);
            push(&mut columns, "b", 5);
        }
        assert_eq!(columns.list[1].column.len(), 1);
    }

    #[test]
    fn rows_are_cut_off_from_the_end() {
        let mut named = Named::new("a");
        for row in [1, 2, 5, 7, 8] {
            named.push(row, Cell::Integer(1));
        }
        for (rows, end) in [(8, 8), (7, 6), (2, 2), (1, 0), (0, 0)] {
            named.truncate(rows);
            assert_eq!(named.end(), end, "{rows}");
        }
    }
}
