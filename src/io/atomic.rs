//! Files that are either whole or not there: written beside their target under a passing name, and renamed
//! when everything is on the disk. A full disk, a crash or a cancelled job leaves the old file as it was, and nothing
//! appears any more once the work was told to stop.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use super::error::WriteError;
use crate::job::{Progress, apart};

/// Several files that belong together, such as the parts of a shapefile: nothing appears under its own name
/// before [`commit`](Self::commit). Dropped without it, nothing is left behind.
#[derive(Debug)]
pub struct AtomicSet {
    staged: Vec<Staged>,
    since: Instant,
    progress: Progress,
}

impl AtomicSet {
    /// An empty set, which is given up when the work is told to stop.
    pub fn new(progress: &Progress) -> Self {
        Self {
            staged: Vec::new(),
            since: Instant::now(),
            progress: progress.clone(),
        }
    }

    /// Writes one file of the set through `fill`.
    ///
    /// # Errors
    /// [`WriteError::Io`] with the target's path when the folder cannot be written to or `fill` fails;
    /// [`WriteError::Cancelled`] once the work was told to stop, whatever `fill` makes of that.
    pub fn write(
        &mut self,
        target: &Path,
        fill: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        let failed = |source| WriteError::Io {
            path: target.to_owned(),
            source,
        };
        let mut temp = beside(target).map_err(failed)?;
        let flow = Flow::of(temp.as_file());
        let mut writer = BufWriter::new(temp.as_file_mut());
        let filled = fill(&mut writer).and_then(|()| writer.flush());
        drop(writer);
        self.progress.check()?;
        filled.map_err(failed)?;
        let target = target.to_owned();
        self.staged.push(Staged { temp, flow, target });
        Ok(())
    }

    /// Waits until all is on the disk, and gives every file its name, in the order they were written. What the writers
    /// left uncounted of the progress is for this.
    ///
    /// # Errors
    /// [`WriteError::Io`] for the first file that cannot be renamed; [`WriteError::Cancelled`] once the work was told to
    /// stop.
    pub fn commit(mut self) -> Result<(), WriteError> {
        self.settle()?;
        self.progress.check()?;
        for Staged { temp, target, .. } in self.staged {
            temp.persist(&target).map_err(|error| WriteError::Io {
                path: target,
                source: error.error,
            })?;
        }
        Ok(())
    }

    /// Waits until the files are on the disk, which may take seconds where others write too.
    fn settle(&mut self) -> Result<(), WriteError> {
        let count = self.staged.len();
        for (number, staged) in self.staged.iter_mut().enumerate() {
            let failed = |source| WriteError::Io {
                path: staged.target.clone(),
                source,
            };
            let file = staged.temp.as_file().try_clone().map_err(failed)?;
            let (flow, rest) = (staged.flow.take(), (count - number) as u64);
            let settled = self.progress.at_pace_since(self.since, rest, || {
                apart(&self.progress, move |_| {
                    flow.map_or(Ok(()), Flow::end)?;
                    file.sync_all()
                })
            });
            settled?.map_err(failed)?;
        }
        Ok(())
    }
}

/// A file that has no name of its own yet.
#[derive(Debug)]
struct Staged {
    temp: NamedTempFile,
    flow: Option<Flow>,
    target: PathBuf,
}

/// How often what was written is sent on to the disk.
const FLOW: Duration = Duration::from_millis(250);

/// Sends a file to the disk while it is still being written, on a thread of its own, so that next to nothing is left to
/// wait for in the end. Dropped, it stops when the disk lets it.
#[derive(Debug)]
struct Flow {
    thread: JoinHandle<io::Result<()>>,
    /// Hangs up when nothing more is written.
    line: Sender<()>,
}

impl Flow {
    /// `None` where the file cannot be had twice, or no thread: then all of it is waited for in the end.
    fn of(file: &File) -> Option<Self> {
        let file = file.try_clone().ok()?;
        let (line, hung_up) = channel();
        let flow = move || {
            while hung_up.recv_timeout(FLOW) == Err(RecvTimeoutError::Timeout) {
                file.sync_data()?;
            }
            Ok(())
        };
        let thread = Builder::new().name("to the disk".to_owned()).spawn(flow);
        let thread = thread.ok()?;
        Some(Self { thread, line })
    }

    /// Stops; what the disk refused is told once, and would not be told again to whoever asks later.
    fn end(self) -> io::Result<()> {
        drop(self.line);
        match self.thread.join() {
            Ok(sent) => sent,
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// Writes one file, whole or not at all.
///
/// # Errors
/// [`WriteError::Io`] with the target's path.
pub fn write(
    target: &Path,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> Result<(), WriteError> {
    write_long(target, &Progress::default(), fill)
}

/// As [`write()`], for what takes long: nothing appears once the work was told to stop.
///
/// # Errors
/// As [`write()`], and [`WriteError::Cancelled`].
pub fn write_long(
    target: &Path,
    progress: &Progress,
    fill: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> Result<(), WriteError> {
    let mut set = AtomicSet::new(progress);
    set.write(target, fill)?;
    set.commit()
}

/// As [`write_long`], through the path of an empty file beside the target, for libraries that open files themselves.
///
/// # Errors
/// As [`write_long`].
pub fn write_at(
    target: &Path,
    progress: &Progress,
    fill: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), WriteError> {
    let failed = |source| WriteError::Io {
        path: target.to_owned(),
        source,
    };
    let since = Instant::now();
    let temp = beside(target).map_err(failed)?;
    let flow = Flow::of(temp.as_file());
    let filled = fill(temp.path());
    progress.check()?;
    filled.map_err(failed)?;
    let target = target.to_owned();
    let set = AtomicSet {
        staged: vec![Staged { temp, flow, target }],
        since,
        progress: progress.clone(),
    };
    set.commit()
}

fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ruilkaart-").suffix(".part");
    // Without this the finished file could be read by its owner alone, unlike any other file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("kaart.csv");
        write(&target, |out| out.write_all(b"old")).unwrap();
        let result = write(&target, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert!(result.is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_set_appears_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        let mut set = AtomicSet::new(&Progress::default());
        set.write(&a, |out| out.write_all(b"1")).unwrap();
        assert!(!a.exists());
        set.write(&b, |out| out.write_all(b"2")).unwrap();
        set.commit().unwrap();
        assert!(a.exists() && b.exists());
    }

    #[test]
    fn nothing_appears_once_the_work_was_told_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("kaart.csv");
        for in_the_end in [false, true] {
            let progress = Progress::default();
            let stop = |written: io::Result<()>| {
                progress.cancel();
                match in_the_end {
                    true => written,
                    false => Err(io::Error::other("heard")),
                }
            };
            let result = write_long(&target, &progress, |out| stop(out.write_all(b"half")));
            assert!(matches!(result, Err(WriteError::Cancelled(_))));
            let progress = Progress::default();
            let result = write_at(&target, &progress, |_| {
                progress.cancel();
                Ok(())
            });
            assert!(matches!(result, Err(WriteError::Cancelled(_))));
        }
        let progress = Progress::default();
        let mut set = AtomicSet::new(&progress);
        set.write(&target, |out| out.write_all(b"whole")).unwrap();
        progress.cancel();
        assert!(matches!(set.commit(), Err(WriteError::Cancelled(_))));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
