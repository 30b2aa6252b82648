//! The columns of a table that are read when they are asked for: how much of the memory they may hold together, and which
//! of them could not be read. Whoever asks for all columns of a file of few bytes gets no more than its size explains.

use std::sync::{Arc, OnceLock};

use super::budget::Budget;
use super::unreadable::Unreadable;
use crate::layer::Cells;

/// What there is to know of them.
#[derive(Debug)]
pub(super) struct OnDemand {
    /// For the columns that were read as a whole, which stay in memory.
    held: Budget,
    unreadable: Unreadable,
    without_room: Unreadable,
    /// What stands for each column that there is no room for.
    empty: OnceLock<Arc<Cells>>,
}

impl OnDemand {
    /// For a file that has so much left of what it may unfold to.
    pub(super) fn new(budget: &Budget) -> Self {
        Self {
            held: budget.rest(),
            unreadable: Unreadable::default(),
            without_room: Unreadable::default(),
            empty: OnceLock::new(),
        }
    }

    /// Notes a column of which some cells could not be read.
    pub(super) fn note(&self, column: usize) {
        self.unreadable.note(column);
    }

    /// Those so far, in order.
    pub(super) fn unreadable(&self) -> Vec<usize> {
        self.unreadable.columns()
    }

    /// Notes a column that there was no room for, or for some cells of it.
    pub(super) fn note_no_room(&self, column: usize) {
        self.without_room.note(column);
    }

    /// The columns that there was no room for so far, in order. Nothing is wrong with them.
    pub(super) fn without_room(&self) -> Vec<usize> {
        self.without_room.columns()
    }

    /// The cells of a column of `rows` rows, as `read` gives them. Where there is no room for them they are empty, and
    /// it is told.
    pub(super) fn hold(
        &self,
        column: usize,
        rows: usize,
        read: impl FnOnce() -> Arc<Cells>,
    ) -> Arc<Cells> {
        let least = rows.saturating_mul(size_of::<u32>());
        if self.held.has(least as u64).is_ok() {
            let cells = read();
            if self.held.spend(cells.bytes()).is_ok() {
                return cells;
            }
        }
        self.note_no_room(column);
        let empty = || Arc::new(Cells::Boolean(vec![None; rows]));
        Arc::clone(self.empty.get_or_init(empty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_together_hold_no_more_than_the_file_explains() {
        const ROWS: usize = 3_000_000;
        let columns = OnDemand::new(&Budget::of_plain(0));
        let numbers = || Arc::new(Cells::Real(vec![1.0; ROWS]));
        // 24 MB each, of 64.
        assert_eq!(columns.hold(0, ROWS, numbers).len(), ROWS);
        assert_eq!(columns.hold(1, ROWS, numbers).len(), ROWS);
        assert!(columns.without_room().is_empty());
        let third = columns.hold(2, ROWS, numbers);
        assert_eq!(
            (third.len(), third.value(7)),
            (ROWS, crate::layer::Value::Null)
        );
        // What can be no less than there is room for is not even read.
        let fourth = columns.hold(3, 2 * ROWS, || panic!("it was read"));
        // Nothing is in memory once.
        assert!(Arc::ptr_eq(&third, &fourth));
        assert_eq!(columns.without_room(), [2, 3]);
        assert!(columns.unreadable().is_empty());
    }
}
