//! A file that stays open and is read again later, as it was when it was opened: so it can be deleted or another put in
//! its place, and what is written into it meanwhile is not taken for what was there.

use std::sync::Arc;
use std::time::SystemTime;

use super::bytes::Bytes;

/// The file, as it was when it was opened.
#[derive(Debug)]
pub(super) struct Origin {
    bytes: Arc<Bytes>,
    changed: Option<SystemTime>,
}

impl Origin {
    pub(super) fn of(bytes: &Arc<Bytes>) -> Self {
        Self {
            changed: changed(bytes),
            bytes: Arc::clone(bytes),
        }
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.bytes.len()
    }

    /// True for bytes in memory, which nothing is written into.
    pub(super) fn is_memory(&self) -> bool {
        self.bytes.in_memory().is_some()
    }

    /// `None` where something else was written into it.
    pub(super) fn open(&self) -> Option<&Arc<Bytes>> {
        let is_same = match *self.bytes {
            Bytes::Memory(_) | Bytes::Lent(_) => true,
            Bytes::File { ref file, len } => {
                let now = file.metadata();
                now.is_ok_and(|now| now.len() == len && now.modified().ok() == self.changed)
            }
        };
        is_same.then_some(&self.bytes)
    }
}

/// When a file was last written to.
fn changed(bytes: &Bytes) -> Option<SystemTime> {
    match bytes {
        Bytes::Memory(_) | Bytes::Lent(_) => None,
        Bytes::File { file, .. } => file.metadata().and_then(|file| file.modified()).ok(),
    }
}
