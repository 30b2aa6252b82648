//! A tile from wherever it is: the disk while it is fresh, else the server, else the disk although it is old.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use image::RgbaImage;

use super::disk::{Disk, Entry};
use super::gate::Gate;
use super::http::{Answer, Failure, Http};
use super::picture::decode;

/// That there is no tile is not believed for longer than this.
const ABSENT_FOR: Duration = Duration::from_secs(24 * 3600);

/// Why a tile is not there, or not the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// The server is left alone until then.
    NotAsked(Instant),
    /// The server was asked in vain.
    Failed(Failure),
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub(super) struct Loaded {
    /// The picture; without one and without a problem there is none to be had.
    pub(super) picture: Option<Arc<RgbaImage>>,
    /// Set when there may be a better one later.
    pub(super) problem: Option<Problem>,
    /// True when this request found the server reachable again.
    pub(super) server_is_back: bool,
}

/// What the disk has, and it is not fresh any more.
struct Old {
    entry: Entry,
    picture: Arc<RgbaImage>,
}

/// Loads the tiles of one source.
#[derive(Debug)]
pub(super) struct Loader {
    /// `None` when the network may not be used.
    http: Option<Http>,
    disk: Option<Arc<Disk>>,
    gate: Gate,
    given_up: AtomicBool,
    /// Pictures at hand, the newest last, for sources whose tiles are used several times.
    recent: Mutex<VecDeque<(String, Arc<RgbaImage>)>>,
    keep_recent: usize,
    /// Names that are being loaded: nobody asks a server twice for the same tile.
    busy: Mutex<HashSet<String>>,
    freed: Condvar,
}

impl Loader {
    pub(super) fn new(http: Option<Http>, disk: Option<Arc<Disk>>, keep_recent: usize) -> Self {
        Self {
            http,
            disk,
            gate: Gate::default(),
            given_up: AtomicBool::new(false),
            recent: Mutex::default(),
            keep_recent,
            busy: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// Ends what is under way as soon as it can be ended; nothing is asked for from here on.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Loads the tile kept as `name` that lies at `url`. An old picture from the disk is handed to `early`
    /// before the server is asked whether it is still right.
    pub(super) fn load(&self, name: &str, url: &str, early: &dyn Fn(&Arc<RgbaImage>)) -> Loaded {
        let _claim = self.claim(name);
        if let Some(picture) = self.at_hand(name) {
            return found(picture);
        }
        let entry = self.disk.as_ref().and_then(|disk| disk.read(name, url));
        let is_fresh = entry
            .as_ref()
            .is_some_and(|entry| entry.is_fresh(SystemTime::now()));
        // What is on the disk and is no picture is of no use, but for "there is none".
        let is_none = entry.as_ref().is_some_and(|entry| entry.body.is_empty());
        let old = entry.and_then(|entry| {
            let picture = Arc::new(decode(&entry.body)?);
            Some(Old { entry, picture })
        });
        match old {
            Some(old) if is_fresh => self.keep(name, Some(old.picture)),
            None if is_fresh && is_none => Loaded::default(),
            old => {
                if let Some(old) = &old {
                    early(&old.picture);
                }
                self.ask(name, url, old)
            }
        }
    }

    /// Asks the server, and falls back on the old picture.
    fn ask(&self, name: &str, url: &str, old: Option<Old>) -> Loaded {
        let mut in_vain = Loaded {
            picture: old.as_ref().map(|old| Arc::clone(&old.picture)),
            ..Loaded::default()
        };
        let Some(http) = &self.http else {
            in_vain.problem = Some(Problem::Failed(Failure::SwitchedOff));
            return in_vain;
        };
        if self.given_up.load(Ordering::Relaxed) {
            in_vain.problem = Some(Problem::Failed(Failure::GivenUp));
            return in_vain;
        }
        let began = match self.gate.enter(Instant::now()) {
            Ok(began) => began,
            Err(until) => {
                in_vain.problem = Some(Problem::NotAsked(until));
                return in_vain;
            }
        };
        let known = old.as_ref().map(|old| old.entry.keeping());
        let answer = http
            .get(url, known.as_ref(), &self.given_up)
            .and_then(|answer| self.take(name, url, answer, old));
        let server_is_back = self
            .gate
            .leave(began, answer.as_ref().err(), Instant::now());
        match answer {
            Ok(picture) => Loaded {
                server_is_back,
                ..self.keep(name, picture)
            },
            Err(failure) => {
                log::debug!("{url}: {failure}");
                let until = self.gate.blocked_until();
                Loaded {
                    problem: Some(until.map_or(Problem::Failed(failure), Problem::NotAsked)),
                    server_is_back,
                    ..in_vain
                }
            }
        }
    }

    /// Makes a picture of an answer and keeps it on the disk.
    fn take(
        &self,
        name: &str,
        url: &str,
        answer: Answer,
        old: Option<Old>,
    ) -> Result<Option<Arc<RgbaImage>>, Failure> {
        let now = SystemTime::now();
        let (entry, store, picture) = match (answer, old) {
            (Answer::Body(body, keeping), _) => {
                let picture = decode(&body).ok_or(Failure::NoPicture)?;
                let entry = Entry::new(url, body, &keeping, now);
                (entry, keeping.store, Some(Arc::new(picture)))
            }
            (Answer::NotModified(keeping), Some(old)) => (
                old.entry.renewed(&keeping, now),
                keeping.store,
                Some(old.picture),
            ),
            // Not asked for, so not an answer.
            (Answer::NotModified(_), None) => return Err(Failure::NoPicture),
            (Answer::Absent(mut keeping), _) => {
                keeping.fresh_for = keeping.fresh_for.min(ABSENT_FOR);
                (
                    Entry::new(url, Vec::new(), &keeping, now),
                    keeping.store,
                    None,
                )
            }
        };
        match &self.disk {
            Some(disk) if store => disk.write(name, &entry),
            Some(disk) => disk.remove(name),
            None => {}
        }
        Ok(picture)
    }

    fn at_hand(&self, name: &str) -> Option<Arc<RgbaImage>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, picture)| Arc::clone(picture))
    }

    fn keep(&self, name: &str, picture: Option<Arc<RgbaImage>>) -> Loaded {
        let Some(picture) = picture else {
            return Loaded::default();
        };
        if self.keep_recent > 0 {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            recent.push_back((name.to_owned(), Arc::clone(&picture)));
            while recent.len() > self.keep_recent {
                recent.pop_front();
            }
        }
        found(picture)
    }

    /// Waits until nobody else loads this tile, and keeps others from it until dropped.
    fn claim(&self, name: &str) -> Claim<'_> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let mut busy = self
            .freed
            .wait_while(busy, |busy| busy.contains(name))
            .unwrap_or_else(PoisonError::into_inner);
        busy.insert(name.to_owned());
        Claim {
            loader: self,
            name: name.to_owned(),
        }
    }
}

fn found(picture: Arc<RgbaImage>) -> Loaded {
    Loaded {
        picture: Some(picture),
        ..Loaded::default()
    }
}

struct Claim<'a> {
    loader: &'a Loader,
    name: String,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut busy = self
            .loader
            .busy
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        busy.remove(&self.name);
        self.loader.freed.notify_all();
    }
}
