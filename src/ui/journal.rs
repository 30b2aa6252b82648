//! What is kept of a session while it runs, so that a crash, a kill or a power cut costs two seconds of work at most.
//! One file per running window, in the format of a project, beside a file that the window holds locked: where the
//! lock is free, the window is gone, and what it left can be recovered.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::state::project::Crashed;
use crate::io::project_file;

/// Time between two writes, at least.
const BETWEEN: Duration = Duration::from_secs(1);

/// What the names of locks end in.
const LOCK: &str = "lock";
/// Names that are tried before there is no recovery.
const NAMES_TRIED: u32 = 64;

/// The recovery file of this window.
#[derive(Debug)]
pub struct Journal {
    file: PathBuf,
    lock_file: PathBuf,
    /// Held as long as the window runs; the system lets go of it whatever happens.
    lock: Option<File>,
    /// The locks of sessions that are offered: no other window offers them meanwhile.
    offered: Vec<(PathBuf, File)>,
    /// The revision that was written last, and when.
    written: u64,
    last: Option<Instant>,
    is_there: bool,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// To be asked again after this time.
    Later(Duration),
    /// To be written now.
    Write,
    /// There is nothing to recover any more: the file goes.
    Remove,
}

impl Journal {
    /// A recovery file in a folder, and what others left there, newest first. `None` where the folder cannot be
    /// written to: then nothing is recovered.
    pub fn begin(folder: &Path) -> Option<(Self, Vec<Crashed>)> {
        fs::create_dir_all(folder).ok()?;
        let (offered, crashed) = left_behind(folder);
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let name = format!("{}-{}", std::process::id(), since.ok()?.as_millis());
        // One process may begin two within a thousandth of a second.
        let (file, lock_file, lock) = (0..NAMES_TRIED).find_map(|number| {
            let file = folder.join(format!("{name}-{number}.{}", project_file::ENDING));
            let lock_file = lock_of(&file);
            let lock = locked(&lock_file)?;
            Some((file, lock_file, lock))
        })?;
        let journal = Self {
            file,
            lock_file,
            lock: Some(lock),
            offered,
            written: 0,
            last: None,
            is_there: false,
        };
        Some((journal, crashed))
    }

    /// Where the session is kept.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What is due for a session at this revision; `worth` says whether there is anything to recover.
    pub fn due(&mut self, revision: u64, worth: bool, now: Instant) -> Due {
        if revision == self.written {
            return Due::Nothing;
        }
        if !worth {
            self.written = revision;
            return if std::mem::take(&mut self.is_there) {
                Due::Remove
            } else {
                Due::Nothing
            };
        }
        let passed = self.last.map(|last| now.saturating_duration_since(last));
        match passed {
            Some(passed) if passed < BETWEEN => Due::Later(BETWEEN - passed),
            _ => {
                self.written = revision;
                self.last = Some(now);
                self.is_there = true;
                Due::Write
            }
        }
    }

    /// Throws what is kept of a session that is gone away.
    pub fn forget(&mut self, file: &Path) {
        remove(file);
        if let Some(place) = self.offered.iter().position(|(known, _)| known == file) {
            let (_, lock) = self.offered.remove(place);
            drop(lock);
        }
        remove(&lock_of(file));
    }

    /// There is nothing to recover any more.
    pub fn clear(&self) {
        remove(&self.file);
    }

    /// The session ended as it should.
    pub fn end(&mut self) {
        remove(&self.file);
        self.lock = None;
        remove(&self.lock_file);
        for (file, lock) in self.offered.drain(..) {
            drop(lock);
            // What was recovered is kept elsewhere by now.
            if !file.exists() {
                remove(&lock_of(&file));
            }
        }
    }
}

/// Sessions that are gone, with their locks.
fn left_behind(folder: &Path) -> (Vec<(PathBuf, File)>, Vec<Crashed>) {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    for entry in entries.unwrap_or_default() {
        let file = entry.path();
        if file.extension().is_some_and(|ending| ending == LOCK) {
            sweep(&file);
        }
        if file
            .extension()
            .is_none_or(|ending| ending != project_file::ENDING)
        {
            continue;
        }
        let Some(lock) = locked(&lock_of(&file)) else {
            continue;
        };
        let at = entry.metadata().and_then(|metadata| metadata.modified());
        let Ok(project) = project_file::read(&file) else {
            // Nothing can be made of it.
            remove(&file);
            remove(&lock_of(&file));
            continue;
        };
        let of = project.recovery.map(|record| record.project);
        let crashed = Crashed {
            file: file.clone(),
            at: at.unwrap_or(UNIX_EPOCH),
            project: of.filter(|path| !path.is_empty()).map(PathBuf::from),
        };
        found.push((crashed, (file, lock)));
    }
    found.sort_by_key(|(crashed, _)| std::cmp::Reverse(crashed.at));
    let (crashed, locks) = found.into_iter().unzip();
    (locks, crashed)
}

fn lock_of(file: &Path) -> PathBuf {
    file.with_extension(LOCK)
}

/// Removes the lock of a window that is gone and left nothing else.
fn sweep(lock_file: &Path) {
    let left_nothing = !lock_file.with_extension(project_file::ENDING).exists();
    if left_nothing && locked(lock_file).is_some() {
        remove(lock_file);
    }
}

/// The lock, where nobody else has it.
fn locked(path: &Path) -> Option<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// What is gone already need not go.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        log::warn!("{}: {error}", path.display());
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::io::atomic;
    use crate::io::project_file::{ProjectFile, RecoveryRecord, VERSION};

    fn write(path: &Path) {
        let project = ProjectFile {
            version: VERSION,
            program: "Ruilkaart".to_owned(),
            recovery: Some(RecoveryRecord {
                project: "/a/kaart.ruilkaart".to_owned(),
            }),
            ..ProjectFile::default()
        };
        project_file::write(&project, path, false).expect("written");
    }

    #[test]
    fn a_running_session_is_not_offered_and_one_that_is_gone_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let (running, crashed) = Journal::begin(folder.path()).expect("a folder");
        assert!(crashed.is_empty());
        // A window that was killed before it had anything to keep.
        drop(Journal::begin(folder.path()));
        write(running.file());
        let (mut second, crashed) = Journal::begin(folder.path()).expect("a folder");
        assert!(crashed.is_empty(), "it still runs");
        second.end();
        // A window that is killed lets go of its lock and leaves its file.
        let file = running.file().to_owned();
        drop(running);
        let (mut third, crashed) = Journal::begin(folder.path()).expect("a folder");
        let [crashed] = crashed.as_slice() else {
            panic!("{crashed:?}")
        };
        assert_eq!(crashed.file, file);
        assert_eq!(
            crashed.project.as_deref(),
            Some(Path::new("/a/kaart.ruilkaart"))
        );
        let (mut fourth, offered) = Journal::begin(folder.path()).expect("a folder");
        assert!(offered.is_empty(), "another window offers it already");
        third.forget(&file);
        third.end();
        fourth.end();
        let left = fs::read_dir(folder.path()).expect("read").count();
        assert_eq!(left, 0, "nothing stays behind");
    }

    #[test]
    fn what_is_no_project_is_not_offered() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("1-2.ruilkaart");
        atomic::write(&file, |out| out.write_all(b"half a fi")).expect("written");
        let (mut journal, crashed) = Journal::begin(folder.path()).expect("a folder");
        assert!(crashed.is_empty());
        journal.end();
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 0);
    }

    #[test]
    fn every_change_is_written_within_its_time_and_nothing_is_written_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut journal, _) = Journal::begin(folder.path()).expect("a folder");
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        assert_eq!(journal.due(0, true, at(0)), Due::Nothing);
        assert_eq!(journal.due(1, true, at(0)), Due::Write);
        assert_eq!(journal.due(1, true, at(10)), Due::Nothing);
        assert_eq!(
            journal.due(2, true, at(300)),
            Due::Later(Duration::from_millis(700))
        );
        assert_eq!(journal.due(3, true, at(1000)), Due::Write);
        assert_eq!(journal.due(4, false, at(1100)), Due::Remove);
        assert_eq!(journal.due(5, false, at(1200)), Due::Nothing);
        journal.end();
    }
}
