//! How much of the memory a file may take, whatever it claims.
//!
//! One bound for all formats: what a file unfolds to (the members of a zip, the pages of a GeoParquet, the shapes, rows
//! and texts that are made of any of them) comes out of one budget that its own length explains. What a header claims is
//! held against it before anything is reserved; what turns out to be more is stopped on the way.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How much of the memory may still be taken for what a file unfolds to. Views that repeat themselves, dictionaries
/// that say a million times the same and packed blanks make much out of little.
#[derive(Debug)]
pub(super) struct Budget {
    most: u64,
    left: AtomicU64,
    is_exceeded: AtomicBool,
}

/// A file wants more than its size explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it unfolds to far more than its size explains")]
pub(super) struct TooMuch;

/// What any file may take, bytes: small ones unfold most, and do no harm.
const FREE_LEN: u64 = 64 << 20;
/// What a larger one may take, times its own length. Plain text becomes twice as much at most where it says everything,
/// and more where most features have few of the columns.
const PLAIN_RATIO: u64 = 16;
/// The same where the bytes are packed. Of honest files the best packed that were met: points with a table of wide and
/// mostly blank texts in a zip (27 times as a whole, its table 54 times), a million squares of a statistical grid as
/// GeoParquet with nothing besides, packed with ZSTD at its best (40 times). Bombs come to a thousand.
const PACKED_RATIO: u64 = 50;

impl Budget {
    /// For a file of `len` bytes that says everything in full.
    pub(super) fn of_plain(len: u64) -> Self {
        Self::of(FREE_LEN.saturating_add(len.saturating_mul(PLAIN_RATIO)))
    }

    /// For a file of `len` packed bytes.
    pub(super) fn of_packed(len: u64) -> Self {
        Self::of(FREE_LEN.saturating_add(len.saturating_mul(PACKED_RATIO)))
    }

    fn of(most: u64) -> Self {
        Self {
            most,
            left: AtomicU64::new(most),
            is_exceeded: AtomicBool::new(false),
        }
    }

    /// As it was in the beginning, for what is read at another time.
    pub(super) fn renewed(&self) -> Self {
        Self::of(self.most)
    }

    /// What is left of it, or what any file may take where that is more: for what is read at another time and held
    /// beside what was read by now.
    pub(super) fn rest(&self) -> Self {
        Self::of(self.left().max(FREE_LEN))
    }

    /// All that there was, bytes.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// Bytes that are still there.
    pub(super) fn left(&self) -> u64 {
        self.left.load(Ordering::Relaxed)
    }

    /// Whether so many bytes are still there; nothing is taken.
    pub(super) fn has(&self, bytes: u64) -> Result<(), TooMuch> {
        match self.left() >= bytes {
            true => Ok(()),
            false => Err(self.exceeded()),
        }
    }

    /// Takes so many bytes.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), TooMuch> {
        let spend = |left: u64| left.checked_sub(bytes as u64);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .map(drop)
            .map_err(|_| self.exceeded())
    }

    fn exceeded(&self) -> TooMuch {
        self.is_exceeded.store(true, Ordering::Relaxed);
        TooMuch
    }

    /// True once more was asked for than was there, whoever was told.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone_for_all() {
        let budget = Budget::of_packed(1 << 20);
        let most = (64 << 20) + 50 * (1 << 20);
        assert_eq!(budget.most(), most);
        assert_eq!(budget.has(most), Ok(()));
        assert!(!budget.is_exceeded());
        assert_eq!(budget.has(most + 1), Err(TooMuch));
        assert!(budget.is_exceeded() && !budget.renewed().is_exceeded());
        assert_eq!(budget.spend(1 << 20), Ok(()));
        assert_eq!(budget.has(most), Err(TooMuch));
        assert_eq!(budget.spend(most as usize), Err(TooMuch));
        // What was refused was not taken.
        assert_eq!(budget.spend(most as usize - (1 << 20)), Ok(()));
        assert_eq!(budget.spend(1), Err(TooMuch));
        assert_eq!(budget.rest().most(), 64 << 20);
        assert_eq!(budget.renewed().rest().most(), most);
        assert_eq!(Budget::of_plain(u64::MAX).most(), u64::MAX);
    }
}
