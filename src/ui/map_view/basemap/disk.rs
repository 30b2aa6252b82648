//! Tiles on the disk, in the system's folder for caches: one file a tile, with what is needed to know whether it
//! is still right. Nothing here is worth an error: a cache that cannot be read or written is no cache.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::freshness::Keeping;
use super::http::MAX_BODY_BYTES;

/// The folder within the cache folder; another number when the files change.
const FOLDER: &str = "tiles-1";
/// More than this is not kept.
const MAX_BYTES: u64 = 400 * 1024 * 1024;
/// When there is too much, the oldest go until this is left.
const KEPT_BYTES: u64 = 300 * 1024 * 1024;

/// A tile as it lies on the disk.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    head: Head,
    /// The picture as the server sent it; empty where the server has none.
    pub(super) body: Vec<u8>,
}

/// The first line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Head {
    url: String,
    fresh_until: u64,
    etag: Option<String>,
    last_modified: Option<String>,
}

impl Entry {
    pub(super) fn new(url: &str, body: Vec<u8>, keeping: &Keeping, now: SystemTime) -> Self {
        Self {
            head: Head {
                url: url.to_owned(),
                fresh_until: seconds(now) + keeping.fresh_for.as_secs(),
                etag: keeping.etag.clone(),
                last_modified: keeping.last_modified.clone(),
            },
            body,
        }
    }

    /// The same picture, found to be still right.
    pub(super) fn renewed(mut self, keeping: &Keeping, now: SystemTime) -> Self {
        self.head.fresh_until = seconds(now) + keeping.fresh_for.as_secs();
        if keeping.etag.is_some() {
            self.head.etag = keeping.etag.clone();
        }
        self
    }

    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        seconds(now) < self.head.fresh_until
    }

    /// What to ask the server with.
    pub(super) fn keeping(&self) -> Keeping {
        Keeping {
            store: true,
            fresh_for: Duration::ZERO,
            etag: self.head.etag.clone(),
            last_modified: self.head.last_modified.clone(),
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// The folder of tiles.
#[derive(Debug)]
pub(super) struct Disk {
    folder: PathBuf,
    /// Bytes in the folder; `None` until they were counted.
    bytes: Mutex<Option<u64>>,
    max_bytes: u64,
    kept_bytes: u64,
}

impl Disk {
    pub(super) fn new(cache_folder: &Path) -> Self {
        Self {
            folder: cache_folder.join(FOLDER),
            bytes: Mutex::new(None),
            max_bytes: MAX_BYTES,
            kept_bytes: KEPT_BYTES,
        }
    }

    /// The tile kept under `name` ("source/grid/z/x/y"), if it came from `url`.
    pub(super) fn read(&self, name: &str, url: &str) -> Option<Entry> {
        let path = self.path(name);
        let length = std::fs::metadata(&path).ok()?.len();
        if length > 2 * MAX_BODY_BYTES as u64 {
            return None;
        }
        let mut bytes = std::fs::read(path).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(bytes.get(..end)?).ok()?;
        bytes.drain(..=end);
        (head.url == url).then_some(Entry { head, body: bytes })
    }

    /// Keeps a tile, whole or not at all.
    pub(super) fn write(&self, name: &str, entry: &Entry) {
        match self.try_write(name, entry) {
            Ok(written) => self.count(written),
            Err(error) => log::debug!("tile {name} is not kept: {error}"),
        }
    }

    /// Forgets one tile.
    pub(super) fn remove(&self, name: &str) {
        if let Err(error) = std::fs::remove_file(self.path(name)) {
            log::debug!("tile {name} is not removed: {error}");
        }
    }

    /// Forgets all tiles. The folder is out of the way at once; deleting it may take a while.
    pub(super) fn clear(&self) {
        if let Ok(mut bytes) = self.bytes.lock() {
            *bytes = Some(0);
        }
        let Some(parent) = self.folder.parent() else {
            return;
        };
        let Ok(doomed) = tempfile::Builder::new().prefix("old-").tempdir_in(parent) else {
            return;
        };
        if std::fs::rename(&self.folder, doomed.path().join(FOLDER)).is_err() {
            return;
        }
        // Dropping the passing folder deletes it, with what is in it.
        let deleting = std::thread::Builder::new()
            .name("tiles-clear".into())
            .spawn(move || drop(doomed));
        if let Err(error) = deleting {
            log::debug!("deleted here: {error}");
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn try_write(&self, name: &str, entry: &Entry) -> std::io::Result<u64> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.folder);
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut head = serde_json::to_vec(&entry.head)?;
        head.push(b'\n');
        file.write_all(&head)?;
        file.write_all(&entry.body)?;
        file.persist(path)?;
        Ok((head.len() + entry.body.len()) as u64)
    }

    /// Adds up what is there, and lets the oldest go when it is too much.
    fn count(&self, written: u64) {
        let Ok(mut bytes) = self.bytes.lock() else {
            return;
        };
        let total = match *bytes {
            Some(before) => before + written,
            None => files(&self.folder).iter().map(|file| file.bytes).sum(),
        };
        *bytes = Some(if total > self.max_bytes {
            self.evict()
        } else {
            total
        });
    }

    /// Deletes the oldest files; returns the bytes that are left.
    fn evict(&self) -> u64 {
        let mut found = files(&self.folder);
        found.sort_by(|a, b| (a.written, &a.path).cmp(&(b.written, &b.path)));
        let mut left: u64 = found.iter().map(|file| file.bytes).sum();
        for file in found {
            if left <= self.kept_bytes {
                break;
            }
            if std::fs::remove_file(&file.path).is_ok() {
                left -= file.bytes;
            }
        }
        left
    }
}

struct Stored {
    written: SystemTime,
    path: PathBuf,
    bytes: u64,
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<Stored> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => folders.push(entry.path()),
                Ok(data) => found.push(Stored {
                    written: data.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                    path: entry.path(),
                    bytes: data.len(),
                }),
                Err(_) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://tiles.example/7/65/50.png";

    fn keeping(fresh_secs: u64) -> Keeping {
        Keeping {
            store: true,
            fresh_for: Duration::from_secs(fresh_secs),
            etag: Some("\"a\"".into()),
            last_modified: None,
        }
    }

    #[test]
    fn a_kept_tile_is_found_again_with_what_came_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path());
        let now = SystemTime::now();
        let entry = Entry::new(URL, b"picture\nwith lines".to_vec(), &keeping(60), now);
        disk.write("s/rd/7/65/50", &entry);
        assert_eq!(disk.read("s/rd/7/65/50", URL), Some(entry.clone()));
        assert!(entry.is_fresh(now) && !entry.is_fresh(now + Duration::from_secs(61)));
        assert_eq!(entry.keeping().etag.as_deref(), Some("\"a\""));
        assert_eq!(
            disk.read("s/rd/7/65/50", "https://other.example/"),
            None,
            "another template"
        );
        assert_eq!(disk.read("s/rd/7/65/51", URL), None);
    }

    #[test]
    fn what_is_damaged_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path());
        disk.write(
            "s/1",
            &Entry::new(URL, vec![1, 2, 3], &keeping(60), SystemTime::now()),
        );
        for bytes in [&b""[..], b"{}\n", b"no line end", &[0xff; 40]] {
            let mut file = std::fs::File::create(disk.path("s/1")).unwrap();
            file.write_all(bytes).unwrap();
            assert_eq!(disk.read("s/1", URL), None);
        }
    }

    #[test]
    fn the_oldest_go_when_it_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk {
            max_bytes: 10_000,
            kept_bytes: 5_000,
            ..Disk::new(folder.path())
        };
        for number in 0..12_u64 {
            let name = format!("s/{number}");
            disk.write(
                &name,
                &Entry::new(URL, vec![0; 900], &keeping(60), SystemTime::now()),
            );
            // File times may be as coarse as two seconds: say clearly which is older.
            let time = SystemTime::now() - Duration::from_secs(1000 - 10 * number);
            if let Ok(file) = std::fs::File::options().write(true).open(disk.path(&name)) {
                file.set_modified(time).unwrap();
            }
        }
        let there = |number: u64| disk.read(&format!("s/{number}"), URL).is_some();
        assert!(there(11) && !there(0));
        assert!(
            files(&disk.folder)
                .iter()
                .map(|file| file.bytes)
                .sum::<u64>()
                <= 10_000
        );
    }

    #[test]
    fn cleared_means_gone() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path());
        disk.clear();
        disk.write(
            "s/1",
            &Entry::new(URL, vec![1], &keeping(60), SystemTime::now()),
        );
        disk.clear();
        assert_eq!(disk.read("s/1", URL), None);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_reason_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::File::create(&file).unwrap();
        let disk = Disk::new(&file);
        disk.write(
            "s/1",
            &Entry::new(URL, vec![1], &keeping(60), SystemTime::now()),
        );
        assert_eq!(disk.read("s/1", URL), None);
        disk.remove("s/1");
        disk.clear();
    }
}
