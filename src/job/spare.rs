//! Room that a task needs while it runs, handed on to the next one when it is done: so it is made once a core, where
//! making it for each task would cost more than the task.

use std::sync::{Mutex, PoisonError};

/// Rooms that nobody uses at the moment.
#[derive(Debug, Default)]
pub struct Spare<T>(Mutex<Vec<T>>);

impl<T: Default> Spare<T> {
    /// Lends one to some work: as the work before it left it, or a new one.
    pub fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The lock is let go of before the work begins.
        let spare = free().pop();
        let mut room = spare.unwrap_or_default();
        let outcome = work(&mut room);
        free().push(room);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_handed_on_and_two_at_once_are_two() {
        let spare = Spare::<Vec<u8>>::default();
        spare.lend(|room| room.push(1));
        spare.lend(|room| {
            assert_eq!(*room, [1]);
            spare.lend(|other| {
                assert!(other.is_empty());
                other.push(2);
            });
        });
        spare.lend(|room| assert_eq!(*room, [1]));
        assert_eq!(spare.0.lock().unwrap().len(), 2);
    }
}
