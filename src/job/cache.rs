//! Results kept on disk by what they were computed from: files with their sizes and times, and parameters.
//! The same question is then answered without the work. Whatever is wrong with a kept result, it is as if
//! it were not there: a cache may cost time, never an error.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What every kept file begins with; the number changes with the layout around the result.
const MAGIC: &[u8; 8] = b"RKCACHE1";
/// Kept files end like this; nothing else in the folder is touched.
const ENDING: &str = "ruilkaart-cache";
/// What a cache may hold together, bytes, before the results that were longest not asked for go.
const MOST_BYTES: u64 = 2 << 30;

/// A folder with kept results.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    most_bytes: u64,
}

/// What a result was computed from, as text: two results with the same key are the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Key(String);

impl Key {
    /// An empty key.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter.
    pub fn add(&mut self, name: &str, value: impl std::fmt::Display) {
        let value = value.to_string();
        // With its length, so that no value can look like another parameter.
        self.0 += &format!("{name} {} {value}\n", value.len());
    }

    /// Adds a file and all files beside it with the same stem (a shapefile is several), each with its size
    /// and the time of its last change.
    ///
    /// # Errors
    /// When the file or its folder cannot be looked at; there is no key then, and nothing to be kept.
    pub fn add_file(&mut self, path: &Path) -> io::Result<()> {
        let path = path.canonicalize()?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.path().file_stem() != path.file_stem() {
                continue;
            }
            let metadata = entry.metadata()?;
            let changed = metadata.modified()?;
            let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, metadata.len(), changed.as_nanos()));
        }
        files.sort();
        self.add("folder", folder.display());
        for (name, len, changed) in files {
            self.add("file", format_args!("{name} {len} {changed}"));
        }
        Ok(())
    }
}

impl Cache {
    /// The cache of this user; `None` where the system has no place for one.
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("nl", "", "ruilkaart")?;
        Some(Self::in_folder(
            folders.cache_dir().join("results"),
            MOST_BYTES,
        ))
    }

    /// A cache in a folder, which need not exist, of at most so many bytes.
    pub fn in_folder(folder: PathBuf, most_bytes: u64) -> Self {
        Self { folder, most_bytes }
    }

    /// The result that was kept under this key.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        let mut file = File::open(&path).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let result = unwrap(bytes, key);
        if result.is_some() {
            // The time says when it was last asked for; a folder that cannot be written to loses only that.
            let file = File::options().append(true).open(&path);
            let _ = file.and_then(|file| file.set_modified(SystemTime::now()));
        }
        result
    }

    /// Keeps a result. Where that fails, it is not kept.
    pub fn put(&self, key: &Key, result: &[u8]) {
        if self.write(key, result).is_ok() {
            self.trim(&self.path(key));
        }
    }

    /// Removes everything that was kept.
    pub fn clear(&self) {
        for kept in self.kept() {
            let _ = fs::remove_file(kept.path);
        }
    }

    /// Bytes of everything that is kept.
    pub fn size(&self) -> u64 {
        self.kept().iter().map(|kept| kept.len).sum()
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = fnv(key.0.as_bytes());
        self.folder.join(format!("{name:016x}.{ENDING}"))
    }

    /// Written beside its place and renamed: a reader sees all of it or nothing.
    fn write(&self, key: &Key, result: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(MAGIC)?;
        file.write_all(&(key.0.len() as u64).to_le_bytes())?;
        file.write_all(key.0.as_bytes())?;
        file.write_all(&fnv(result).to_le_bytes())?;
        file.write_all(result)?;
        file.persist(self.path(key))?;
        Ok(())
    }

    /// Lets the oldest go until the rest fits; `newest` stays.
    fn trim(&self, newest: &Path) {
        let mut kept = self.kept();
        kept.sort_by_key(|kept| kept.changed);
        let mut sum: u64 = kept.iter().map(|kept| kept.len).sum();
        for old in kept.iter().filter(|kept| kept.path != newest) {
            if sum <= self.most_bytes {
                break;
            }
            if fs::remove_file(&old.path).is_ok() {
                sum -= old.len;
            }
        }
    }

    fn kept(&self) -> Vec<Kept> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let kept = entries.filter_map(|entry| {
            let path = entry.path();
            let metadata = entry.metadata().ok()?;
            let is_ours = path.extension().is_some_and(|ending| ending == ENDING);
            is_ours.then_some(Kept {
                path,
                len: metadata.len(),
                changed: metadata.modified().ok()?,
            })
        });
        kept.collect()
    }
}

struct Kept {
    path: PathBuf,
    len: u64,
    changed: SystemTime,
}

/// The result inside a kept file; `None` where anything about it is not as it was written.
fn unwrap(mut bytes: Vec<u8>, key: &Key) -> Option<Vec<u8>> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (len, rest) = rest.split_first_chunk()?;
    let len = usize::try_from(u64::from_le_bytes(*len)).ok()?;
    let (stored_key, rest) = rest.split_at_checked(len)?;
    let (sum, result) = rest.split_first_chunk()?;
    let is_whole = stored_key == key.0.as_bytes() && u64::from_le_bytes(*sum) == fnv(result);
    let start = bytes.len() - result.len();
    is_whole.then(|| bytes.split_off(start))
}

/// FNV-1a, eight bytes at a time: for damage and for names, not against malice.
fn fnv(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| {
        (hash ^ word)
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(29)
    };
    let mut words = bytes.chunks_exact(8);
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64;
    for word in words.by_ref() {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        hash = mix(hash, word);
    }
    let rest = words.remainder().iter();
    rest.fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> Key {
        let mut key = Key::new();
        key.add("word", word);
        key
    }

    fn cache(most_bytes: u64) -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("results"), most_bytes);
        (folder, cache)
    }

    #[test]
    fn what_was_kept_comes_back_and_nothing_else() {
        let (_folder, cache) = cache(1 << 20);
        assert_eq!(cache.get(&key("a")), None);
        cache.put(&key("a"), b"result of a");
        assert_eq!(cache.get(&key("a")).unwrap(), b"result of a");
        assert_eq!(cache.get(&key("b")), None);
        cache.put(&key("a"), b"");
        assert_eq!(cache.get(&key("a")).unwrap(), b"");
        cache.clear();
        assert_eq!((cache.get(&key("a")), cache.size()), (None, 0));
    }

    #[test]
    fn a_damaged_or_foreign_file_is_as_none() {
        let (_folder, cache) = cache(1 << 20);
        cache.put(&key("a"), b"the result");
        let path = cache.path(&key("a"));
        let whole = fs::read(&path).unwrap();
        let store = |bytes: &[u8]| {
            let mut file = File::create(&path).unwrap();
            file.write_all(bytes).unwrap();
        };
        for len in 0..whole.len() {
            store(&whole[..len]);
            assert_eq!(cache.get(&key("a")), None, "{len} bytes");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            store(&bytes);
            assert_eq!(cache.get(&key("a")), None, "byte {at}");
        }
        // A file of another key under this name.
        cache.put(&key("b"), b"another");
        fs::copy(cache.path(&key("b")), &path).unwrap();
        assert_eq!(cache.get(&key("a")), None);
        store(&whole);
        assert!(cache.get(&key("a")).is_some());
    }

    #[test]
    fn the_oldest_go_when_there_is_no_room() {
        let (_folder, cache) = cache(300);
        let result = [7; 80];
        for word in ["a", "b"] {
            cache.put(&key(word), &result);
            let file = File::options().append(true).open(cache.path(&key(word)));
            let past = SystemTime::now() - std::time::Duration::from_secs(60);
            file.unwrap().set_modified(past).unwrap();
        }
        // Asked for again, so it is not the oldest any more.
        assert!(cache.get(&key("a")).is_some());
        cache.put(&key("c"), &result);
        assert!(cache.get(&key("a")).is_some());
        assert_eq!(cache.get(&key("b")), None);
        assert!(cache.get(&key("c")).is_some());
        assert!(cache.size() <= 300);
    }

    #[test]
    fn a_changed_file_is_another_question() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("brp.shp");
        let of_files = || {
            let mut key = Key::new();
            key.add_file(&path).unwrap();
            key
        };
        File::create(&path).unwrap();
        let plain = of_files();
        assert_eq!(plain, of_files());
        File::create(folder.path().join("other.dbf")).unwrap();
        assert_eq!(plain, of_files());
        File::create(folder.path().join("brp.dbf")).unwrap();
        let beside = of_files();
        assert_ne!(plain, beside);
        File::create(&path).unwrap().write_all(b"x").unwrap();
        assert_ne!(beside, of_files());
        assert!(
            Key::new()
                .add_file(&folder.path().join("none.shp"))
                .is_err()
        );
    }

    #[test]
    fn no_value_can_pass_for_another_parameter() {
        let mut one = Key::new();
        one.add("a", "1\nb 1 2");
        let mut two = Key::new();
        two.add("a", "1");
        two.add("b", "2");
        assert_ne!(one, two);
    }
}
