//! Whether a server may be asked now. After a failure to reach it the next try waits 1, 5, 30, then 120 seconds,
//! and is a single one: without a network there is no storm of requests, and with it back all goes on.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::http::Failure;

/// Seconds until the next try, after the first, second, third and every later failure.
const RETRY_SECS: [u64; 4] = [1, 5, 30, 120];
/// Waiting longer than this for an answer counts as being offline.
const PATIENCE: Duration = Duration::from_secs(2);
/// So many refusals in a row count as being offline too.
const REFUSALS: u32 = 3;

/// Time from the `failures`-th failure (1 is the first) to the next try.
pub(super) fn retry_after(failures: u32) -> Duration {
    let index = (failures.max(1) as usize - 1).min(RETRY_SECS.len() - 1);
    Duration::from_secs(RETRY_SECS[index])
}

/// One server, as those who ask it see it.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Times in a row that it could not be reached.
    unreachable: u32,
    /// When it could not be reached last, and until when it is left alone.
    blocked: Option<(Instant, Instant)>,
    /// Answers in a row without a picture.
    refused: u32,
    /// When each request under way began.
    asking: Vec<Instant>,
    last_answer: Option<Instant>,
}

impl Gate {
    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        // Nothing panics while it is locked; and if, the numbers in it are still good.
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins a request. To be followed by [`leave`](Self::leave) with the time that it began.
    ///
    /// # Errors
    /// When the server is left alone for now: until then.
    pub(super) fn enter(&self, now: Instant) -> Result<Instant, Instant> {
        self.with(|state| {
            if let Some((_, until)) = state.blocked {
                if now < until {
                    return Err(until);
                }
                // One try finds out whether it is back; the others wait for what it finds.
                if !state.asking.is_empty() {
                    return Err(now + retry_after(1));
                }
            }
            state.asking.push(now);
            Ok(now)
        })
    }

    /// Ends the request that began at `began`. True when the server is back after it was not reachable.
    pub(super) fn leave(&self, began: Instant, failure: Option<&Failure>, now: Instant) -> bool {
        self.with(|state| {
            if let Some(at) = state.asking.iter().position(|start| *start == began) {
                state.asking.swap_remove(at);
            }
            let was_blocked = state.blocked.is_some();
            match failure {
                Some(Failure::Unreachable(_)) => state.not_reached(began, now),
                Some(Failure::Status(_) | Failure::NoPicture) => {
                    state.refused += 1;
                    state.reached(now);
                }
                Some(Failure::GivenUp | Failure::SwitchedOff) => {}
                None => {
                    state.refused = 0;
                    state.reached(now);
                }
            }
            was_blocked && state.blocked.is_none()
        })
    }

    /// True when the map has to do without the server: it was not reached, only refuses, or keeps one waiting.
    pub(super) fn is_offline(&self, now: Instant) -> bool {
        self.with(|state| {
            let silent = |since: Instant| now.saturating_duration_since(since) >= PATIENCE;
            let waiting = state.asking.iter().any(|began| silent(*began));
            state.blocked.is_some()
                || state.refused >= REFUSALS
                || (waiting && state.last_answer.is_none_or(silent))
        })
    }

    /// Until when the server is left alone, if it is.
    pub(super) fn blocked_until(&self) -> Option<Instant> {
        self.with(|state| state.blocked.map(|(_, until)| until))
    }

    /// True while an answer is waited for.
    pub(super) fn is_asking(&self) -> bool {
        self.with(|state| !state.asking.is_empty())
    }
}

impl State {
    fn reached(&mut self, now: Instant) {
        self.unreachable = 0;
        self.blocked = None;
        self.last_answer = Some(now);
    }

    /// Requests that did not begin after the last failure tell nothing new.
    fn not_reached(&mut self, began: Instant, now: Instant) {
        if self.blocked.is_none_or(|(failed, _)| began > failed) {
            self.unreachable += 1;
            self.blocked = Some((now, now + retry_after(self.unreachable)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreachable() -> Failure {
        Failure::Unreachable("test".into())
    }

    #[test]
    fn tries_get_rarer_and_are_single() {
        let gate = Gate::default();
        let mut now = Instant::now();
        let first: Vec<Instant> = (0..6).map(|_| gate.enter(now).unwrap()).collect();
        for began in first {
            gate.leave(began, Some(&unreachable()), now);
        }
        for seconds in [1, 5, 30, 120, 120] {
            assert!(gate.is_offline(now));
            let until = gate.enter(now).unwrap_err();
            assert_eq!(
                until - now,
                Duration::from_secs(seconds),
                "six at once count as one"
            );
            now = until;
            let began = gate.enter(now).unwrap();
            assert!(gate.enter(now).is_err(), "one try at a time");
            assert!(!gate.leave(began, Some(&unreachable()), now));
        }
    }

    #[test]
    fn an_answer_opens_it_again() {
        let gate = Gate::default();
        let mut now = Instant::now();
        let began = gate.enter(now).unwrap();
        gate.leave(began, Some(&unreachable()), now);
        now += Duration::from_secs(1);
        let began = gate.enter(now).unwrap();
        assert!(gate.leave(began, None, now), "back");
        assert!(!gate.is_offline(now));
        assert!(gate.enter(now).is_ok() && gate.enter(now).is_ok());
    }

    #[test]
    fn silence_for_two_seconds_is_being_offline() {
        let gate = Gate::default();
        let now = Instant::now();
        let began = gate.enter(now).unwrap();
        assert!(!gate.is_offline(now + Duration::from_millis(1900)) && gate.is_asking());
        assert!(gate.is_offline(now + Duration::from_millis(2100)));
        // Another request that was answered meanwhile shows that the server is only slow with this one.
        let other = gate.enter(now).unwrap();
        gate.leave(other, None, now + Duration::from_secs(2));
        assert!(!gate.is_offline(now + Duration::from_millis(2100)));
        gate.leave(began, None, now + Duration::from_secs(3));
        assert!(!gate.is_asking());
    }

    #[test]
    fn a_server_that_only_refuses_is_as_good_as_none() {
        let gate = Gate::default();
        let now = Instant::now();
        for _ in 0..3 {
            assert!(!gate.is_offline(now));
            let began = gate.enter(now).unwrap();
            gate.leave(began, Some(&Failure::Status(500)), now);
        }
        assert!(gate.is_offline(now));
        let began = gate.enter(now).unwrap();
        gate.leave(began, None, now);
        assert!(!gate.is_offline(now));
    }
}
