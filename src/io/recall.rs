//! Outlines by the bytes of their records. Most records of a yearly file are, byte for byte, those of another year, and
//! bytes are looked at several times as fast as vertices: of a record that was read before neither the vertices nor
//! their [fingerprint](crate::geometry::fingerprint) is worked out again. And files that are taken in one after the other
//! can do with the same memory.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use twox_hash::XxHash3_128;

use super::lent::Pool;

/// What the records of some files came to. It may be shared by files of any system and format: the same bytes are the
/// same numbers.
#[derive(Debug, Default)]
pub struct Recall {
    outlines: RwLock<Outlines>,
    /// For tables, which are let go of before the next is read.
    pub(super) tables: Arc<Pool>,
}

/// Fingerprints of outlines by the marks of their records.
pub(super) type Outlines = HashMap<u128, u128, BuildHasherDefault<AsItIs>>;

impl Recall {
    /// Tells records apart: of 2^32 different ones the chance that any two have the same is 2^-64.
    pub(super) fn mark(record: &[u8]) -> u128 {
        XxHash3_128::oneshot(record)
    }

    /// The outlines that were learned so far.
    pub(super) fn outlines(&self) -> RwLockReadGuard<'_, Outlines> {
        self.outlines.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds outlines, each given as the mark of its record and its fingerprint.
    pub(super) fn learn(&self, outlines: Vec<Vec<(u128, u128)>>) {
        let mut known = self
            .outlines
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        known.reserve(outlines.iter().map(Vec::len).sum());
        known.extend(outlines.into_iter().flatten());
    }
}

/// Marks are mixed already.
#[derive(Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, mark: u128) {
        self.0 = mark as u64;
    }
}
