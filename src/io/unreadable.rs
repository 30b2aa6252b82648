//! Columns of which some cells could not be read when they were asked for.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Their numbers. A table tells of them, so that nobody takes what is lost for what is empty.
#[derive(Debug, Default)]
pub(super) struct Unreadable(Mutex<BTreeSet<usize>>);

impl Unreadable {
    pub(super) fn note(&self, column: usize) {
        let mut columns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        columns.insert(column);
    }

    /// Those so far, in order.
    pub(super) fn columns(&self) -> Vec<usize> {
        let columns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        columns.iter().copied().collect()
    }
}
