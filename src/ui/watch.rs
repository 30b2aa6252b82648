//! Files on disk that may change while their layers are on the map. The system tells a thread of its own, which
//! sleeps until then; the window hears of a change once the file has been left alone for a moment.
//!
//! Folders are watched and not files: most programs write a new file and put it in the place of the old one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::io::files_of;
use crate::job::Waker;

/// How long a file is left alone before it counts as written.
const QUIET: Duration = Duration::from_millis(500);

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDisk {
    /// It is as it was read.
    Same,
    /// It is another.
    Changed,
    /// It is not there any more.
    Gone,
}

/// A change that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// The file.
    pub path: PathBuf,
    /// What became of it.
    pub now: OnDisk,
}

/// Watches files. Without a thread or a system that tells, nothing is ever noticed.
pub struct Watch {
    waker: Waker,
    /// Since there is something to watch.
    running: Option<Running>,
    paths: BTreeSet<PathBuf>,
}

struct Running {
    orders: Sender<Message>,
    noticed: Receiver<Noticed>,
}

#[derive(Debug)]
enum Message {
    /// Watch these files, and no others.
    Follow(BTreeSet<PathBuf>),
    /// Something happened to these.
    Happened(Vec<PathBuf>),
}

impl Watch {
    /// Watches nothing yet. The waker is called when something was noticed.
    pub fn new(waker: Waker) -> Self {
        Self {
            waker,
            running: None,
            paths: BTreeSet::new(),
        }
    }

    /// Watches these files from now on, and no others. Cheap where they are the same as before.
    pub fn follow<'a>(&mut self, paths: impl Iterator<Item = &'a Path>) {
        let paths: BTreeSet<&Path> = paths.collect();
        if paths
            .iter()
            .copied()
            .eq(self.paths.iter().map(PathBuf::as_path))
        {
            return;
        }
        self.paths = paths.into_iter().map(Path::to_owned).collect();
        if self.running.is_none() {
            self.running = start(&self.waker);
        }
        if let Some(running) = &self.running {
            // A thread that ended notices nothing more.
            let _ = running.orders.send(Message::Follow(self.paths.clone()));
        }
    }

    /// What was noticed since the last call.
    pub fn noticed(&self) -> Vec<Noticed> {
        let running = self.running.iter();
        running
            .flat_map(|running| running.noticed.try_iter())
            .collect()
    }
}

fn start(waker: &Waker) -> Option<Running> {
    let (orders, messages) = channel();
    let (notices, noticed) = channel();
    let (events, waker) = (orders.clone(), waker.clone());
    let thread = std::thread::Builder::new().name("watch".to_owned());
    let spawned = thread.spawn(move || Watcher::new(events, notices, waker).run(&messages));
    match spawned {
        Ok(_) => Some(Running { orders, noticed }),
        Err(error) => {
            log::error!("no thread to watch files: {error}");
            None
        }
    }
}

/// How the files of a layer are: length and time of each.
type Stamp = Vec<Option<(u64, Option<SystemTime>)>>;

fn stamp(path: &Path) -> Stamp {
    let of = |file: PathBuf| {
        let metadata = std::fs::metadata(file).ok()?;
        Some((metadata.len(), metadata.modified().ok()))
    };
    files_of(path).into_iter().map(of).collect()
}

/// The thread's own.
struct Watcher {
    system: Option<RecommendedWatcher>,
    notices: Sender<Noticed>,
    waker: Waker,
    known: BTreeMap<PathBuf, Stamp>,
    folders: BTreeSet<PathBuf>,
    touched: BTreeSet<PathBuf>,
}

impl Watcher {
    fn new(events: Sender<Message>, notices: Sender<Noticed>, waker: Waker) -> Self {
        let tell = move |event: notify::Result<notify::Event>| {
            if let Ok(event) = event
                && !event.kind.is_access()
            {
                // Nobody listens any more once the window is gone.
                let _ = events.send(Message::Happened(event.paths));
            }
        };
        let system = notify::recommended_watcher(tell);
        if let Err(error) = &system {
            log::warn!("files cannot be watched: {error}");
        }
        Self {
            system: system.ok(),
            notices,
            waker,
            known: BTreeMap::new(),
            folders: BTreeSet::new(),
            touched: BTreeSet::new(),
        }
    }

    /// Until the window is gone.
    fn run(mut self, messages: &Receiver<Message>) {
        loop {
            let message = if self.touched.is_empty() {
                messages.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                messages.recv_timeout(QUIET)
            };
            match message {
                Ok(Message::Follow(paths)) => self.follow(paths),
                Ok(Message::Happened(paths)) => self.happened(&paths),
                Err(RecvTimeoutError::Timeout) => {
                    if !self.look() {
                        return;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn follow(&mut self, paths: BTreeSet<PathBuf>) {
        self.known.retain(|path, _| paths.contains(path));
        for path in paths {
            self.known
                .entry(path.clone())
                .or_insert_with(|| stamp(&path));
        }
        let parents = self.known.keys().filter_map(|path| path.parent());
        let folders: BTreeSet<PathBuf> = parents.map(folder_of).collect();
        let Some(system) = &mut self.system else {
            return;
        };
        for old in self.folders.difference(&folders) {
            // A folder that is gone is not watched any more.
            let _ = system.unwatch(old);
        }
        for new in folders.difference(&self.folders) {
            if let Err(error) = system.watch(new, RecursiveMode::NonRecursive) {
                log::warn!("{} cannot be watched: {error}", new.display());
            }
        }
        self.folders = folders;
    }

    /// Marks the layers that these files belong to.
    fn happened(&mut self, paths: &[PathBuf]) {
        let stem = |path: &Path| path.file_stem().map(std::ffi::OsStr::to_owned);
        let known = self.known.keys();
        let touched = known.filter(|known| paths.iter().any(|path| stem(path) == stem(known)));
        self.touched.extend(touched.cloned());
    }

    /// Tells of the touched files that are other than they were; false when nobody listens any more.
    fn look(&mut self) -> bool {
        let mut told = false;
        for path in std::mem::take(&mut self.touched) {
            let now = stamp(&path);
            let Some(before) = self.known.get_mut(&path).filter(|before| **before != now) else {
                continue;
            };
            *before = now;
            let now = if path.exists() {
                OnDisk::Changed
            } else {
                OnDisk::Gone
            };
            told = true;
            if self.notices.send(Noticed { path, now }).is_err() {
                return false;
            }
        }
        // Sent first, woken second.
        if told {
            (self.waker)();
        }
        true
    }
}

/// The folder of a file named without one is where the program runs.
fn folder_of(parent: &Path) -> PathBuf {
    if parent.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        parent.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;

    /// What is noticed next, waited for as long as it takes on a busy machine.
    fn next(watch: &Watch) -> Noticed {
        let begin = Instant::now();
        loop {
            if let Some(noticed) = watch.noticed().into_iter().next() {
                return noticed;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(120),
                "nothing noticed"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn save(path: &Path, bytes: &[u8]) {
        let mut file = std::fs::File::create(path).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
    }

    #[test]
    fn a_file_that_changes_is_replaced_or_goes_is_noticed_and_its_neighbours_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("percelen.gpkg");
        let other = folder.path().join("ander.gpkg");
        save(&path, b"een");
        let mut watch = Watch::new(Arc::new(|| ()));
        let same = |now| Noticed {
            path: path.clone(),
            now,
        };
        // The thread may begin to watch a moment later: written until it is noticed.
        watch.follow([path.as_path()].into_iter());
        let begin = Instant::now();
        let mut text = b"twee".to_vec();
        let first = loop {
            text.push(b'!');
            save(&path, &text);
            save(&other, &text);
            std::thread::sleep(2 * QUIET);
            if let Some(first) = watch.noticed().into_iter().next() {
                break first;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(120),
                "nothing noticed"
            );
        };
        assert_eq!(first, same(OnDisk::Changed));
        let beside = folder.path().join("nieuw");
        save(&beside, b"heel iets anders");
        std::fs::rename(&beside, &path).unwrap();
        assert_eq!(next(&watch), same(OnDisk::Changed));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(next(&watch), same(OnDisk::Gone));
    }
}
