//! The files that make up a shapefile, on disk or in a zip: whatever case their endings are in.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::io::bytes::Bytes;

/// The `.shp` and what lies beside it. What is missing or cannot be opened is `None`.
#[derive(Debug)]
pub(in crate::io) struct Files {
    pub(in crate::io) shp: Bytes,
    pub(in crate::io) shx: Option<Bytes>,
    pub(in crate::io) dbf: Option<Bytes>,
    pub(in crate::io) prj: Option<Bytes>,
    /// The `.cpg`, or what some programs call a `.cst`.
    pub(in crate::io) cpg: Option<Bytes>,
}

impl Files {
    /// Opens the `.shp` at `path` and the files beside it.
    pub(in crate::io) fn open(path: &Path) -> io::Result<Self> {
        let shp = Bytes::open(path)?;
        let mut folder = Folder::new(path);
        let mut beside = |ending| Bytes::open(&folder.find(ending)?).ok();
        Ok(Self {
            shp,
            shx: beside("shx"),
            dbf: beside("dbf"),
            prj: beside("prj"),
            cpg: beside("cpg").or_else(|| beside("cst")),
        })
    }
}

/// The `.shp` that a `.dbf`, `.shx`, `.prj` or `.cpg` belongs to.
pub(in crate::io) fn shp_beside(path: &Path) -> Option<PathBuf> {
    Folder::new(path).find("shp")
}

/// True for the endings of files that belong to a `.shp`.
pub(in crate::io) fn is_sidecar(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| {
        ["shx", "dbf", "prj", "cpg", "cst", "sbn", "sbx", "qix"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// Finds files of the same stem. The folder is listed only when the usual spellings are not there.
struct Folder<'a> {
    path: &'a Path,
    listed: Option<Vec<PathBuf>>,
}

impl<'a> Folder<'a> {
    fn new(path: &'a Path) -> Self {
        Self { path, listed: None }
    }

    fn find(&mut self, ending: &str) -> Option<PathBuf> {
        let usual = [ending.to_owned(), ending.to_ascii_uppercase()]
            .map(|ending| self.path.with_extension(ending));
        if let Some(found) = usual.into_iter().find(|path| path.is_file()) {
            return Some(found);
        }
        let stem = lower(self.path.file_stem()?);
        let path = self.path;
        let listed = self.listed.get_or_insert_with(|| list(path));
        let fits = |candidate: &&PathBuf| {
            candidate.file_stem().map(lower) == Some(stem.clone())
                && candidate.extension().map(lower).as_deref() == Some(ending)
        };
        listed.iter().find(fits).cloned()
    }
}

fn list(path: &Path) -> Vec<PathBuf> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files.retain(|path| path.is_file());
    files
}

fn lower(name: &OsStr) -> String {
    name.to_string_lossy().to_lowercase()
}
