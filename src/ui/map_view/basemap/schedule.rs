//! Which tile is loaded next: of those the last frame wanted, the nearest to the middle that nobody loads yet and
//! whose time has come. What no frame wants any more is not loaded.

use std::collections::HashMap;
use std::time::Instant;

use super::gate::retry_after;
use crate::map::grid::TileKey;

/// What a worker is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Load this.
    Load(TileKey),
    /// Nothing before this time, or before something changes.
    Wait(Option<Instant>),
}

/// How loading a tile ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It was delivered, or there is none.
    Done,
    /// The server was not asked and may be from then on.
    Later(Instant),
    /// Something is wrong with this tile.
    Failed,
}

/// The tiles that are wanted, under way, or to be tried again.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    wanted: Vec<TileKey>,
    loading: HashMap<TileKey, ()>,
    later: HashMap<TileKey, Later>,
    /// Delivered since the frame before last: that frame may still have asked for it.
    delivered: HashMap<TileKey, u8>,
}

#[derive(Debug, Clone, Copy)]
struct Later {
    at: Instant,
    failures: u32,
}

impl Schedule {
    /// Takes the tiles that a frame is missing, and the one in its middle (`None`: it shows nothing).
    pub(super) fn want(&mut self, mut missing: Vec<TileKey>, middle: Option<TileKey>) {
        missing.sort_by_key(|key| (middle.map(|middle| distance(*key, middle)), *key));
        missing.dedup();
        self.wanted = missing;
        let wanted = &self.wanted;
        self.later.retain(|key, _| wanted.contains(key));
        self.delivered.retain(|_, frames| {
            *frames += 1;
            *frames < 2
        });
    }

    /// The next tile to load at this time; it then counts as being loaded until [`end`](Self::end).
    pub(super) fn next(&mut self, now: Instant) -> Next {
        let mut earliest: Option<Instant> = None;
        for key in &self.wanted {
            if self.loading.contains_key(key) || self.delivered.contains_key(key) {
                continue;
            }
            match self.later.get(key) {
                Some(later) if later.at > now => {
                    earliest = Some(earliest.map_or(later.at, |at| at.min(later.at)));
                }
                _ => {
                    self.loading.insert(*key, ());
                    return Next::Load(*key);
                }
            }
        }
        Next::Wait(earliest)
    }

    /// A tile was loaded, or was not.
    pub(super) fn end(&mut self, key: TileKey, ending: Ending, now: Instant) {
        self.loading.remove(&key);
        let before = self.later.remove(&key).map_or(0, |later| later.failures);
        let later = match ending {
            Ending::Done => {
                self.delivered.insert(key, 0);
                return;
            }
            Ending::Later(at) => Later {
                at,
                failures: before,
            },
            Ending::Failed => Later {
                at: now + retry_after(before + 1),
                failures: before + 1,
            },
        };
        self.later.insert(key, later);
    }

    /// The server is back: what waited for it need not wait longer.
    pub(super) fn server_is_back(&mut self, now: Instant) {
        for later in self.later.values_mut().filter(|later| later.failures == 0) {
            later.at = now;
        }
    }

    /// True while something wanted is being loaded or could be at this time.
    pub(super) fn is_busy(&self, now: Instant) -> bool {
        self.wanted.iter().any(|key| {
            !self.delivered.contains_key(key)
                && self.later.get(key).is_none_or(|later| later.at <= now)
        })
    }
}

/// Square of the distance in tiles, on the level of the deeper one.
fn distance(a: TileKey, b: TileKey) -> u64 {
    let level = a.level.max(b.level);
    let middle = |key: TileKey| {
        let scale = 1_i64 << (level - key.level).min(31);
        [key.x, key.y].map(|n| (2 * i64::from(n) + 1) * scale)
    };
    let ([ax, ay], [bx, by]) = (middle(a), middle(b));
    let square = |d: i64| d.unsigned_abs().saturating_mul(d.unsigned_abs());
    square(ax - bx).saturating_add(square(ay - by))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn key(x: u32, y: u32) -> TileKey {
        TileKey { level: 7, x, y }
    }

    #[test]
    fn the_nearest_to_the_middle_goes_first_and_nothing_twice() {
        let mut schedule = Schedule::default();
        let now = Instant::now();
        schedule.want(
            vec![key(9, 9), key(5, 5), key(5, 6), key(8, 5)],
            Some(key(5, 5)),
        );
        let order: Vec<Next> = (0..5).map(|_| schedule.next(now)).collect();
        let load = |x, y| Next::Load(key(x, y));
        assert_eq!(
            order,
            [
                load(5, 5),
                load(5, 6),
                load(8, 5),
                load(9, 9),
                Next::Wait(None)
            ]
        );
        assert!(schedule.is_busy(now));
    }

    #[test]
    fn what_is_not_wanted_any_more_is_dropped() {
        let mut schedule = Schedule::default();
        let now = Instant::now();
        schedule.want(vec![key(5, 5), key(6, 6)], Some(key(5, 5)));
        assert_eq!(schedule.next(now), Next::Load(key(5, 5)));
        schedule.want(vec![key(80, 80)], Some(key(80, 80)));
        assert_eq!(schedule.next(now), Next::Load(key(80, 80)));
        assert_eq!(schedule.next(now), Next::Wait(None));
    }

    #[test]
    fn failures_of_a_tile_wait_longer_each_time() {
        let mut schedule = Schedule::default();
        let mut now = Instant::now();
        schedule.want(vec![key(5, 5)], Some(key(5, 5)));
        for seconds in [1, 5, 30, 120, 120] {
            assert_eq!(schedule.next(now), Next::Load(key(5, 5)));
            schedule.end(key(5, 5), Ending::Failed, now);
            let again = now + Duration::from_secs(seconds);
            assert_eq!(schedule.next(now), Next::Wait(Some(again)));
            assert!(!schedule.is_busy(now));
            now = again;
        }
    }

    #[test]
    fn those_who_wait_for_the_server_go_on_when_it_is_back() {
        let mut schedule = Schedule::default();
        let now = Instant::now();
        schedule.want(vec![key(5, 5), key(5, 6)], Some(key(5, 5)));
        for y in [5, 6] {
            assert_eq!(schedule.next(now), Next::Load(key(5, y)));
        }
        schedule.end(
            key(5, 5),
            Ending::Later(now + Duration::from_secs(120)),
            now,
        );
        schedule.end(key(5, 6), Ending::Failed, now);
        schedule.server_is_back(now);
        assert_eq!(schedule.next(now), Next::Load(key(5, 5)));
        assert_eq!(
            schedule.next(now),
            Next::Wait(Some(now + Duration::from_secs(1)))
        );
    }

    #[test]
    fn a_frame_that_had_not_seen_the_delivery_does_not_start_it_again() {
        let mut schedule = Schedule::default();
        let now = Instant::now();
        schedule.want(vec![key(5, 5)], Some(key(5, 5)));
        assert_eq!(schedule.next(now), Next::Load(key(5, 5)));
        schedule.end(key(5, 5), Ending::Done, now);
        schedule.want(vec![key(5, 5)], Some(key(5, 5)));
        assert_eq!(schedule.next(now), Next::Wait(None));
        // Later it may be wanted anew, when its texture was let go.
        schedule.want(vec![key(5, 5)], Some(key(5, 5)));
        assert_eq!(schedule.next(now), Next::Load(key(5, 5)));
    }
}
