//! Which columns of a table could not be read wholly. A table tells of them, so that nobody takes what is lost for what is
//! empty.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Numbers of columns, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Unreadable(Mutex<BTreeSet<usize>>);

impl Unreadable {
    /// Notes a column of which some cells could not be read.
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
