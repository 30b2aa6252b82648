//! Long work, without a screen: progress, cancelling, and the queue that runs work on threads of its own.

mod apart;
pub mod background;
pub mod cache;
pub mod progress;
pub mod queue;
pub mod spare;

pub use apart::apart;
pub use cache::{Cache, Key};
pub use progress::{Cancelled, Progress};
pub use queue::{Event, Outcome, Queue, Running, Waker};
pub use spare::Spare;
