//! What can go wrong between bytes and layers, as data; `explain.rs` gives it words.

use std::path::PathBuf;

/// Why a file could not be written. What stood there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused: no such folder, no permission, disk full.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The format cannot hold this much.
    #[error("{}: too large for {format}", path.display())]
    TooLarge {
        /// The file that was to be written.
        path: PathBuf,
        /// The format, for people.
        format: &'static str,
    },
    /// The work was cancelled.
    #[error(transparent)]
    Cancelled(#[from] crate::job::Cancelled),
}
