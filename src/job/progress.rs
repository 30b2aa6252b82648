//! How far a long piece of work is, and whether it should stop: one shared value for the worker that
//! counts and for the window or terminal that shows.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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
    stop: Arc<Stop>,
    whole: Option<Whole>,
    /// What goes on and cannot count itself; kept by the whole of all parts.
    paced: Mutex<Option<Paced>>,
}

/// A stretch of work that cannot count itself, and is shown by the clock.
#[derive(Debug, Clone, Copy)]
struct Paced {
    since: Instant,
    expected: Duration,
    /// Pieces of the whole that it is worth.
    worth: f32,
}

impl Paced {
    /// How far it seems to be: as far as time is, and where it takes longer than expected, slower and slower.
    fn fraction(&self) -> f32 {
        let least = Duration::from_millis(1);
        let now = self.since.elapsed().as_secs_f32() / self.expected.max(least).as_secs_f32();
        if now < 0.9 {
            now
        } else {
            1.0 - 0.01 / (now - 0.8)
        }
    }
}

/// Whether the work should stop.
#[derive(Debug, Default)]
struct Stop {
    cancelled: AtomicBool,
    /// How often the worker may still look before it is told to stop; `None` for as often as it likes.
    looks_left: Option<AtomicU64>,
}

/// A step is counted in so many pieces, so that a part which is worth only one still moves the whole while it goes on.
const PIECES: u64 = 1 << 10;

/// The longer work that this one is a part of.
#[derive(Debug)]
struct Whole {
    progress: Progress,
    /// Pieces of the whole that this part is worth, and how many of them it has reported.
    worth: u64,
    reported: AtomicU64,
}

impl Progress {
    /// A progress that is cancelled once the worker has looked `looks` times whether it should stop. For tests: how
    /// often work looks says how soon it stops, without a clock.
    pub fn cancelled_after(looks: u64) -> Self {
        let stop = Stop {
            looks_left: Some(AtomicU64::new(looks)),
            ..Stop::default()
        };
        Self {
            inner: Arc::new(Inner {
                stop: Arc::new(stop),
                ..Inner::default()
            }),
        }
    }

    /// How often the worker may still look, where that was limited.
    pub fn looks_left(&self) -> Option<u64> {
        let left = self.inner.stop.looks_left.as_ref();
        left.map(|left| left.load(Ordering::Relaxed))
    }

    /// The progress of a part that is worth `worth` steps of this one: the part counts in steps of its own,
    /// and stops with the whole.
    #[must_use]
    pub fn part(&self, worth: u64) -> Self {
        let whole = Whole {
            progress: self.clone(),
            worth: worth.saturating_mul(PIECES),
            reported: AtomicU64::new(0),
        };
        Self {
            inner: Arc::new(Inner {
                stop: Arc::clone(&self.inner.stop),
                whole: Some(whole),
                ..Inner::default()
            }),
        }
    }

    /// Reports a part as done, whatever steps it left out.
    pub fn end(&self) {
        if let Some(whole) = &self.inner.whole {
            whole.report(1.0);
        }
    }

    /// Sets how many steps there are and starts again at 0.
    pub fn begin(&self, total: u64) {
        self.inner.done.store(0, Ordering::Relaxed);
        let pieces = total.saturating_mul(PIECES);
        self.inner.total.store(pieces, Ordering::Relaxed);
    }

    /// Counts `steps` as done.
    ///
    /// # Errors
    /// [`Cancelled`] once [`cancel`](Self::cancel) was called: the worker returns at once.
    pub fn tick(&self, steps: u64) -> Result<(), Cancelled> {
        self.count(steps.saturating_mul(PIECES));
        self.check()
    }

    /// Does work that cannot count itself, such as packing a picture, and counts it as `steps`. While it goes on, what is
    /// done moves as time does, so that all of it would take `expected`; after it, only what is done counts.
    pub fn at_pace<T>(&self, steps: u64, expected: Duration, work: impl FnOnce() -> T) -> T {
        self.pieces_at_pace(steps.saturating_mul(PIECES), expected, work)
    }

    /// As [`at_pace`](Self::at_pace), counted as one of `parts` equal parts of what is left to count, and expected to go
    /// on at the pace that there was `since` the work began.
    pub fn at_pace_since<T>(&self, since: Instant, parts: u64, work: impl FnOnce() -> T) -> T {
        let total = self.inner.total.load(Ordering::Relaxed);
        let done = self.inner.done.load(Ordering::Relaxed);
        let pieces = total.saturating_sub(done) / parts.max(1);
        let times = pieces as f64 / done.max(1) as f64;
        // Where next to nothing was counted, the time so far says nothing about what is left.
        let expected = since.elapsed().mul_f64(times.min(1.0));
        self.pieces_at_pace(pieces, expected, work)
    }

    fn pieces_at_pace<T>(&self, pieces: u64, expected: Duration, work: impl FnOnce() -> T) -> T {
        let (root, worth) = self.in_the_whole(pieces);
        let paced = || root.paced.lock().unwrap_or_else(PoisonError::into_inner);
        *paced() = Some(Paced {
            since: Instant::now(),
            expected,
            worth,
        });
        let done = work();
        // Nobody sees it uncounted in between.
        let mut paced = paced();
        self.count(pieces);
        *paced = None;
        done
    }

    /// The whole that this is a part of, and in its pieces what `pieces` of this are worth.
    fn in_the_whole(&self, pieces: u64) -> (Arc<Inner>, f32) {
        let (mut at, mut worth) = (self.clone(), pieces as f32);
        while let Some(whole) = &at.inner.whole {
            let total = at.inner.total.load(Ordering::Relaxed).max(1);
            worth *= whole.worth as f32 / total as f32;
            at = whole.progress.clone();
        }
        (at.inner, worth)
    }

    fn count(&self, pieces: u64) {
        self.inner.done.fetch_add(pieces, Ordering::Relaxed);
        if let (Some(whole), Some(fraction)) = (&self.inner.whole, self.counted(0.0)) {
            whole.report(fraction);
        }
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
        self.inner.stop.cancelled.store(true, Ordering::Relaxed);
    }

    /// As [`is_cancelled`](Self::is_cancelled), without counting as a look: for those who wait for the worker, who look
    /// as often as time passes.
    pub(super) fn was_cancelled(&self) -> bool {
        self.inner.stop.cancelled.load(Ordering::Relaxed)
    }

    /// True once the work was told to stop.
    pub fn is_cancelled(&self) -> bool {
        let stop = &self.inner.stop;
        if let Some(looks) = &stop.looks_left {
            let left =
                looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
            if left.is_err() {
                self.cancel();
            }
        }
        self.was_cancelled()
    }

    /// Part that is done, 0 to 1; `None` while the total is not known.
    pub fn fraction(&self) -> Option<f32> {
        let paced = self.inner.paced.lock();
        let paced = paced.unwrap_or_else(PoisonError::into_inner);
        let under_way = paced.map_or(0.0, |paced| paced.fraction() * paced.worth);
        self.counted(under_way)
    }

    /// The same, with so many pieces more than are counted.
    fn counted(&self, more: f32) -> Option<f32> {
        let total = self.inner.total.load(Ordering::Relaxed);
        let done = self.inner.done.load(Ordering::Relaxed) as f32 + more;
        (total > 0).then(|| (done / total as f32).min(1.0))
    }
}

impl Whole {
    fn report(&self, fraction: f32) {
        let due = (f64::from(fraction) * self.worth as f64) as u64;
        let before = self.reported.fetch_max(due, Ordering::Relaxed);
        if due > before {
            self.progress.count(due - before);
        }
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

    #[test]
    fn a_part_moves_the_whole_by_its_worth_and_stops_with_it() {
        let whole = Progress::default();
        whole.begin(4);
        let part = whole.part(2);
        part.begin(100);
        assert_eq!(part.tick(50), Ok(()));
        assert_eq!(whole.fraction(), Some(0.25));
        assert_eq!(part.tick(49), Ok(()));
        part.end();
        assert_eq!(whole.fraction(), Some(0.5));
        // A part that starts its count again takes nothing back.
        part.begin(10);
        assert_eq!(part.tick(1), Ok(()));
        assert_eq!(whole.fraction(), Some(0.5));
        whole.cancel();
        assert_eq!(part.tick(1), Err(Cancelled));
    }

    #[test]
    fn a_part_that_is_worth_one_step_moves_the_whole_while_it_goes_on() {
        let whole = Progress::default();
        whole.begin(1);
        let page = whole.part(1);
        page.begin(1);
        let drawing = page.part(1);
        drawing.begin(8);
        assert_eq!(drawing.tick(2), Ok(()));
        assert_eq!(whole.fraction(), Some(0.25));
    }

    #[test]
    fn what_cannot_count_moves_as_time_does_and_never_further_than_it_is_worth() {
        let whole = Progress::default();
        whole.begin(4);
        assert_eq!(whole.tick(1), Ok(()));
        let part = whole.part(2);
        part.begin(10);
        let seen = || whole.fraction();
        let long = Duration::from_secs(1_000_000);
        let early = part.at_pace(5, long, seen);
        assert!(
            early.is_some_and(|at| (0.25..0.26).contains(&at)),
            "{early:?}"
        );
        assert_eq!(seen(), Some(0.5));
        let late = part.at_pace(5, Duration::ZERO, || {
            std::thread::sleep(Duration::from_millis(5));
            seen()
        });
        assert!(
            late.is_some_and(|at| (0.7..=0.75).contains(&at)),
            "{late:?}"
        );
        assert_eq!(seen(), Some(0.75));
    }

    #[test]
    fn what_is_left_goes_on_with_the_clock_and_is_counted_in_the_end() {
        let whole = Progress::default();
        whole.begin(2);
        let part = whole.part(1);
        part.begin(3);
        assert_eq!(part.tick(2), Ok(()));
        let since = Instant::now();
        let before = whole.fraction();
        let seen = part.at_pace_since(since, 1, || {
            std::thread::sleep(Duration::from_millis(5));
            whole.fraction()
        });
        assert!(seen > before && seen <= Some(0.5), "{before:?} {seen:?}");
        assert_eq!(whole.fraction(), Some(0.5));
        // Nothing is left, and nothing was to be counted at all.
        part.at_pace_since(since, 1, || ());
        assert_eq!(whole.fraction(), Some(0.5));
        Progress::default().at_pace_since(since, 3, || ());
    }

    #[test]
    fn a_limited_worker_is_told_to_stop_after_so_many_looks() {
        let whole = Progress::cancelled_after(2);
        assert_eq!(whole.check(), Ok(()));
        assert_eq!(whole.part(1).tick(1), Ok(()));
        assert_eq!(whole.looks_left(), Some(0));
        assert_eq!(whole.part(1).check(), Err(Cancelled));
        assert_eq!(Progress::default().looks_left(), None);
    }
}
