//! How much of the memory a file may take, whatever it claims.

use std::sync::atomic::{AtomicU64, Ordering};

/// How much of the memory may still be taken for what a file unfolds to. Views that repeat themselves and
/// dictionaries that say a million times the same make much out of little.
#[derive(Debug)]
pub(super) struct Budget(AtomicU64);

/// A file wants more than its size explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it unfolds to far more than its size explains")]
pub(super) struct TooMuch;

impl Budget {
    const FREE_LEN: u64 = 256 << 20;
    const RATIO: u64 = 16;

    /// For a file of `len` bytes.
    pub(super) fn of_file(len: u64) -> Self {
        Self(AtomicU64::new(
            Self::FREE_LEN + len.saturating_mul(Self::RATIO),
        ))
    }

    /// Takes so many bytes.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), TooMuch> {
        let spend = |left: u64| left.checked_sub(bytes as u64);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .map(drop)
            .map_err(|_| TooMuch)
    }
}
