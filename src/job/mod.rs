//! Long work, without a screen: progress, cancelling, and the queue that runs work on threads of its own.

pub mod progress;

pub use progress::{Cancelled, Progress};
