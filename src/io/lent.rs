//! Bytes in memory that goes back to where it came from when they are done with. Years are read one after the other, and
//! memory that was used before costs nothing to fill again, where that which the system gives anew costs as much as
//! reading into it.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// Memory that nobody uses at the moment.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    /// A list of some length with anything in it; what is there is no longer.
    pub(super) fn lend(self: &Arc<Self>, len: usize) -> std::io::Result<Lent> {
        let spare = self.spare().pop();
        let mut memory = spare.unwrap_or_default();
        if memory.len() < len {
            // Not a part of what lies in the old one is worth moving.
            drop(std::mem::take(&mut memory));
            memory = super::bytes::zeroed(len, 0)?;
        }
        Ok(Lent {
            memory,
            len,
            to: Arc::clone(self),
        })
    }

    fn spare(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes in memory of a [`Pool`].
#[derive(Debug)]
pub(super) struct Lent {
    memory: Vec<u8>,
    len: usize,
    to: Arc<Pool>,
}

impl Lent {
    /// Where they are written to.
    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.memory[..self.len]
    }

    /// Only the first `len` from now on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }
}

impl Deref for Lent {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.memory[..self.len]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.to.spare().push(std::mem::take(&mut self.memory));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_comes_back_and_is_lent_again() {
        let pool = Arc::new(Pool::default());
        let mut first = pool.lend(10).unwrap();
        first.bytes_mut().fill(7);
        let place = first.as_ptr();
        drop(first);
        let mut again = pool.lend(4).unwrap();
        assert_eq!((again.as_ptr(), &*again), (place, &[7; 4][..]));
        again.truncate(2);
        again.truncate(3);
        assert_eq!(again.len(), 2);
        // One that is in use is lent to nobody else.
        assert_ne!(pool.lend(10).unwrap().as_ptr(), place);
    }
}
