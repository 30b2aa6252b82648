//! How far a long piece of work is, and whether it should stop: one shared value for the worker that
//! counts and for the window or terminal that shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The work was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Shared by the worker and by whoever watches it. Cloning gives another handle to the same work.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// Sets how many steps there are and starts again at 0.
    pub fn begin(&self, total: u64) {
        self.inner.done.store(0, Ordering::Relaxed);
        self.inner.total.store(total, Ordering::Relaxed);
    }

    /// Counts `steps` as done.
    ///
    /// # Errors
    /// [`Cancelled`] once [`cancel`](Self::cancel) was called: the worker returns at once.
    pub fn tick(&self, steps: u64) -> Result<(), Cancelled> {
        self.inner.done.fetch_add(steps, Ordering::Relaxed);
        self.check()
    }

    /// Like [`tick`](Self::tick) without counting.
    ///
    /// # Errors
    /// [`Cancelled`] once the work was told to stop.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// Tells the worker to stop at its next tick.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::Relaxed);
    }

    /// True once the work was told to stop.
    pub fn is_cancelled(&self) -> bool {
        self.inner.cancelled.load(Ordering::Relaxed)
    }

    /// Part that is done, 0 to 1; `None` while the total is not known.
    pub fn fraction(&self) -> Option<f32> {
        let total = self.inner.total.load(Ordering::Relaxed);
        let done = self.inner.done.load(Ordering::Relaxed);
        (total > 0).then(|| (done as f32 / total as f32).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_worker_hears_it_at_the_next_tick() {
        let progress = Progress::default();
        progress.begin(4);
        assert_eq!(progress.tick(1), Ok(()));
        assert_eq!(progress.fraction(), Some(0.25));
        progress.clone().cancel();
        assert_eq!(progress.tick(1), Err(Cancelled));
    }
}
