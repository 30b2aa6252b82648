//! The files that a project is made of: where they are from the project's own folder, whether they are what they
//! were, and where they may have gone when a folder was moved or a disk has another letter.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::io::project_file::{FileRecord, ProjectFile};
use crate::job::{Cancelled, Progress};

/// Files with these endings belong to the `.shp` that they stand beside.
const COMPANIONS: [&str; 4] = ["dbf", "shx", "prj", "cpg"];
/// Files that are looked at while one that is gone is searched for.
const MOST_SEARCHED: usize = 20_000;
/// How many folders deep it is searched for.
const DEEPEST: usize = 3;

/// What a file is known by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Bytes, of all files that belong together.
    pub size: u64,
    /// When the last of them was changed, seconds since 1970.
    pub modified: i64,
}

impl Stamp {
    /// A file's own.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut stamp = Self::default();
        for file in together(path) {
            let metadata = fs::metadata(file)?;
            let modified = metadata.modified()?;
            let modified = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
            let modified = i64::try_from(modified.as_secs()).unwrap_or(i64::MAX);
            stamp.size += metadata.len();
            stamp.modified = stamp.modified.max(modified);
        }
        Ok(stamp)
    }
}

/// The numbers that stand for what is in files, counted once for each state of a file.
#[derive(Debug, Default)]
pub struct Stamps {
    known: HashMap<PathBuf, (Stamp, String)>,
}

impl Stamps {
    /// The number of a file in this state.
    ///
    /// # Errors
    /// When it cannot be read, or the work was told to stop.
    pub fn hash(&mut self, path: &Path, stamp: &Stamp, progress: &Progress) -> io::Result<String> {
        if let Some((known, hash)) = self.known.get(path)
            && known == stamp
        {
            return Ok(hash.clone());
        }
        let hash = hash_of(path, progress)?;
        self.remember(path, stamp.clone(), hash.clone());
        Ok(hash)
    }

    /// Bytes of the files of a project whose number is not known.
    pub fn bytes_to_count(&self, project: &ProjectFile) -> u64 {
        let mut paths: Vec<&str> = files_of(project).map(|of| of.absolute.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        let unknown = paths.into_iter().filter_map(|path| {
            let path = Path::new(path);
            let stamp = Stamp::of(path).ok()?;
            let known = self
                .known
                .get(path)
                .is_some_and(|(known, _)| *known == stamp);
            (!known).then_some(stamp.size)
        });
        unknown.sum()
    }

    /// Takes a number that a project already holds.
    pub fn remember(&mut self, path: &Path, stamp: Stamp, hash: String) {
        self.known.insert(path.to_owned(), (stamp, hash));
    }
}

/// The file itself, and what belongs to it.
pub(super) fn together(path: &Path) -> Vec<PathBuf> {
    let mut files = vec![path.to_owned()];
    let is_shape = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    if is_shape {
        let lower_and_upper = COMPANIONS
            .iter()
            .flat_map(|ending| [(*ending).to_owned(), ending.to_uppercase()]);
        let mut beside: Vec<PathBuf> = Vec::new();
        for file in lower_and_upper.map(|ending| path.with_extension(ending)) {
            // Where case does not count both names are the same file.
            let known = beside.iter().any(|known| {
                known.extension().map(OsStr::to_ascii_lowercase)
                    == file.extension().map(OsStr::to_ascii_lowercase)
            });
            if !known && file.is_file() {
                beside.push(file);
            }
        }
        files.extend(beside);
    }
    files
}

/// FNV-1a over words of eight bytes: fast, and the same in every version. It tells whether a file changed, and is no
/// protection against anybody.
fn hash_of(path: &Path, progress: &Progress) -> io::Result<String> {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut buffer = vec![0_u8; 1 << 16];
    for path in together(path) {
        let mut file = File::open(path)?;
        loop {
            let mut filled = 0;
            while filled < buffer.len() {
                let read = file.read(&mut buffer[filled..])?;
                if read == 0 {
                    break;
                }
                filled += read;
            }
            for word in buffer[..filled].chunks(8) {
                let mut bytes = [0; 8];
                bytes[..word.len()].copy_from_slice(word);
                hash = (hash ^ u64::from_le_bytes(bytes)).wrapping_mul(PRIME);
                // The high bits would otherwise never reach the low ones.
                hash ^= hash >> 29;
            }
            hash = (hash ^ filled as u64).wrapping_mul(PRIME);
            progress.tick(filled as u64).map_err(io::Error::other)?;
            if filled < buffer.len() {
                break;
            }
        }
    }
    Ok(format!("{hash:016x}"))
}

/// A path from a folder, with slashes; `None` where there is no such way, as from one disk to another.
pub fn place_in(folder: &Path, path: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let root = from
        .iter()
        .take_while(|part| matches!(part, Component::Prefix(_) | Component::RootDir));
    // Above the root there is nothing to share, and a way through it says more than the path itself.
    if common <= root.count() {
        return None;
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to.get(common..)?.iter();
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// What is written of a file. Without `stamps` nobody counts what is in it. A file that is gone is written as it was
/// known.
pub fn file_record(
    path: &Path,
    folder: Option<&Path>,
    stamps: Option<&mut Stamps>,
    progress: &Progress,
) -> FileRecord {
    let absolute = path.to_string_lossy().into_owned();
    let stamp = Stamp::of(path).unwrap_or_default();
    let hash = stamps.and_then(|stamps| stamps.hash(path, &stamp, progress).ok());
    FileRecord {
        path: folder
            .and_then(|folder| place_in(folder, path))
            .unwrap_or_else(|| absolute.clone()),
        absolute,
        size: stamp.size,
        modified: stamp.modified,
        hash: hash.unwrap_or_default(),
    }
}

/// Fills in what is known of every file of a project. A file of which nobody counts what is in it keeps the number
/// that it had.
///
/// # Errors
/// When the work was told to stop.
pub fn fill(
    project: &mut ProjectFile,
    folder: Option<&Path>,
    mut stamps: Option<&mut Stamps>,
    progress: &Progress,
) -> Result<(), Cancelled> {
    if let Some(stamps) = stamps.as_deref() {
        progress.begin(stamps.bytes_to_count(project));
    }
    for layer in &mut project.layers {
        let years = layer.years.iter_mut().filter_map(|year| year.file.as_mut());
        for record in layer.file.iter_mut().chain(years) {
            let path = PathBuf::from(&record.absolute);
            // What is gone stays as it was known.
            if path.is_file() || record.size == 0 {
                *record = file_record(&path, folder, stamps.as_deref_mut(), progress);
            } else if let Some(way) = folder.and_then(|folder| place_in(folder, &path)) {
                record.path = way;
            }
        }
    }
    progress.check()
}

/// Every file that a project names.
pub(super) fn files_of(project: &ProjectFile) -> impl Iterator<Item = &FileRecord> {
    project.layers.iter().flat_map(|layer| {
        let years = layer.years.iter().filter_map(|year| year.file.as_ref());
        layer.file.iter().chain(years)
    })
}

/// Where a file of a project is. Once the work was told to stop the answer means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Where it was, and as it was.
    Same(PathBuf),
    /// Where it was, with something else in it.
    Changed(PathBuf),
    /// Elsewhere, with the same in it.
    Moved(PathBuf),
    /// Nowhere. There is a file of this name near the project, with something else in it.
    Missing(Option<PathBuf>),
}

/// Looks for a file of a project that lies in `folder`.
pub fn resolve(
    record: &FileRecord,
    folder: &Path,
    stamps: &mut Stamps,
    progress: &Progress,
) -> Found {
    let beside = folder.join(&record.path);
    let absolute = PathBuf::from(&record.absolute);
    for place in [&beside, &absolute] {
        if place.is_file() {
            return if is_same(record, place, stamps, progress) {
                Found::Same(tidied(place))
            } else {
                Found::Changed(tidied(place))
            };
        }
    }
    let name = absolute.file_name().or(beside.file_name());
    let Some(name) = name else {
        return Found::Missing(None);
    };
    let named = search(folder, |other| other.eq_ignore_ascii_case(name));
    let same = named
        .iter()
        .find(|place| is_same(record, place, stamps, progress));
    let found = same
        .cloned()
        .or_else(|| renamed(record, folder, name, stamps, progress));
    match found {
        Some(place) => Found::Moved(place),
        None => Found::Missing(named.into_iter().next()),
    }
}

/// A file with another name and the same in it, near the project.
fn renamed(
    record: &FileRecord,
    folder: &Path,
    name: &OsStr,
    stamps: &mut Stamps,
    progress: &Progress,
) -> Option<PathBuf> {
    if record.hash.is_empty() {
        return None;
    }
    let ending = Path::new(name).extension()?;
    let alike = search(folder, |other| {
        let other = Path::new(other).extension();
        other.is_some_and(|other| other.eq_ignore_ascii_case(ending))
    });
    alike.into_iter().find(|place| {
        let stamp = Stamp::of(place)
            .ok()
            .filter(|stamp| stamp.size == record.size);
        let hash = stamp.and_then(|stamp| stamps.hash(place, &stamp, progress).ok());
        hash.is_some_and(|hash| hash == record.hash)
    })
}

/// True when size and time say so, or else what is in it. A record without a number is taken by its size.
fn is_same(record: &FileRecord, place: &Path, stamps: &mut Stamps, progress: &Progress) -> bool {
    let Ok(stamp) = Stamp::of(place) else {
        return false;
    };
    if stamp.size != record.size {
        return false;
    }
    if stamp.modified == record.modified {
        if !record.hash.is_empty() {
            stamps.remember(place, stamp, record.hash.clone());
        }
        return true;
    }
    record.hash.is_empty()
        || stamps
            .hash(place, &stamp, progress)
            .is_ok_and(|hash| hash == record.hash)
}

/// Files with a name that is wanted in a folder and in those below it, the nearest first.
fn search(folder: &Path, is_wanted: impl Fn(&OsStr) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut level = vec![folder.to_owned()];
    let mut looked_at = 0;
    for _ in 0..=DEEPEST {
        let mut below = Vec::new();
        for folder in &level {
            let Ok(entries) = fs::read_dir(folder) else {
                continue;
            };
            for entry in entries.flatten() {
                looked_at += 1;
                if looked_at > MOST_SEARCHED {
                    return found;
                }
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() {
                    below.push(entry.path());
                } else if is_wanted(&entry.file_name()) {
                    found.push(entry.path());
                }
            }
        }
        below.sort();
        level = below;
    }
    found
}

/// Without the steps up and down that a relative path brings.
fn tidied(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if tidy.file_name().is_some() => {
                tidy.pop();
            }
            Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::io::atomic;

    fn write(path: &Path, text: &str) {
        let folder = path.parent().expect("a folder");
        fs::create_dir_all(folder).expect("made");
        atomic::write(path, |out| out.write_all(text.as_bytes())).expect("written");
    }

    #[test]
    fn ways_from_a_folder_go_up_and_down_and_never_through_the_root() {
        let way = |folder, path| place_in(Path::new(folder), Path::new(path));
        assert_eq!(way("/a/b", "/a/b/c.shp").as_deref(), Some("c.shp"));
        assert_eq!(way("/a/b", "/a/d/e.shp").as_deref(), Some("../d/e.shp"));
        assert_eq!(way("/a/b", "/x/e.shp"), None);
        assert_eq!(
            tidied(Path::new("/a/b/../d/./e.shp")),
            Path::new("/a/d/e.shp")
        );
    }

    #[test]
    fn a_file_is_found_again_where_it_was_after_a_move_and_after_a_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let project = folder.path().join("project");
        let data = project.join("data").join("percelen.shp");
        write(&data, "first");
        write(&data.with_extension("dbf"), "table");
        let mut stamps = Stamps::default();
        let record = file_record(
            &data,
            Some(&project),
            Some(&mut stamps),
            &Progress::default(),
        );
        assert_eq!(
            (record.path.as_str(), record.size),
            ("data/percelen.shp", 10)
        );
        let fresh = || Stamps::default();
        assert_eq!(
            resolve(&record, &project, &mut fresh(), &Progress::default()),
            Found::Same(data.clone())
        );
        // The whole project goes elsewhere.
        let elsewhere = folder.path().join("usb");
        fs::rename(&project, &elsewhere).expect("moved");
        let there = elsewhere.join("data").join("percelen.shp");
        assert_eq!(
            resolve(&record, &elsewhere, &mut fresh(), &Progress::default()),
            Found::Same(there.clone())
        );
        // The data go into another folder of it.
        fs::rename(elsewhere.join("data"), elsewhere.join("brp")).expect("moved");
        let there = elsewhere.join("brp").join("percelen.shp");
        assert_eq!(
            resolve(&record, &elsewhere, &mut fresh(), &Progress::default()),
            Found::Moved(there.clone())
        );
        // Under another name, with another of its old name beside it.
        let other = elsewhere.join("brp").join("brp_2024.shp");
        for ending in ["shp", "dbf"] {
            let [from, to] = [&there, &other].map(|path| path.with_extension(ending));
            fs::rename(from, to).expect("renamed");
        }
        write(&there, "else");
        assert_eq!(
            resolve(&record, &elsewhere, &mut fresh(), &Progress::default()),
            Found::Moved(other.clone())
        );
        for ending in ["shp", "dbf"] {
            let [from, to] = [&other, &there].map(|path| path.with_extension(ending));
            fs::rename(from, to).expect("renamed back");
        }
        // Another table, of the same size.
        write(&there.with_extension("dbf"), "TABLE");
        let later = FileRecord {
            modified: record.modified - 10,
            ..record.clone()
        };
        assert_eq!(
            resolve(&later, &elsewhere, &mut fresh(), &Progress::default()),
            Found::Missing(Some(there.clone()))
        );
        fs::remove_dir_all(elsewhere.join("brp")).expect("gone");
        assert_eq!(
            resolve(&record, &elsewhere, &mut fresh(), &Progress::default()),
            Found::Missing(None)
        );
    }

    #[test]
    fn a_changed_byte_changes_the_number_and_a_touched_file_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.gpkg");
        let long: String = "0123456789".repeat(20_000);
        write(&path, &long);
        let first = hash_of(&path, &Progress::default()).expect("read");
        write(&path, &long);
        assert_eq!(hash_of(&path, &Progress::default()).expect("read"), first);
        let mut other = long.into_bytes();
        other[123_456] ^= 1;
        atomic::write(&path, |out| out.write_all(&other)).expect("written");
        assert_ne!(hash_of(&path, &Progress::default()).expect("read"), first);
    }
}
