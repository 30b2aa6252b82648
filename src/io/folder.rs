//! Many files at once: which of the files of a folder can be opened, and which of them are parts of one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::OpenError;

/// Endings of the files that belong to a shapefile.
const PARTS: [&str; 8] = ["shp", "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix"];

/// True for a folder of files. A file geodatabase is a folder too, but one thing to open.
pub fn is_plain_folder(path: &Path) -> bool {
    let is_database = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gdb"));
    path.is_dir() && !is_database
}

/// The files of a folder that may hold layers, in the order of their names; not those of folders in it.
///
/// # Errors
/// When the folder cannot be looked into.
pub fn files_in(folder: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let system = |source| OpenError::of_system(folder, source);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(system)? {
        let path = entry.map_err(system)?.path();
        if is_worth_a_try(&path) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// True for a file that may hold layers, by its name. Among other files a plain `.json` is mostly about them.
pub fn is_worth_a_try(path: &Path) -> bool {
    let ending = ending(path).filter(|ending| ending != "json");
    ending.is_some_and(|ending| super::ENDINGS.contains(&ending.as_str()))
}

/// The file that a layer was read from, and those beside it that say something about it, whether they are there or
/// not.
pub fn files_of(path: &Path) -> Vec<PathBuf> {
    let mut files = vec![path.to_owned()];
    if ending(path).is_some_and(|ending| PARTS.contains(&ending.as_str())) {
        let upper = |part: &str| path.with_extension(part.to_uppercase());
        files.extend(PARTS[..5].iter().map(|part| path.with_extension(part)));
        files.extend(PARTS[..5].iter().map(|part| upper(part)));
    }
    files
}

/// Each file once, and each shapefile once however many of its parts are given: by its `.shp` where that is
/// among them.
pub fn distinct(paths: &[PathBuf]) -> Vec<PathBuf> {
    let part = |path: &Path| ending(path).filter(|ending| PARTS.contains(&ending.as_str()));
    let is_shp = |path: &&PathBuf| part(path).as_deref() == Some("shp");
    let (shps, others): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(is_shp);
    let mut seen = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for path in shps.into_iter().chain(others) {
        let name = match part(path) {
            Some(_) => path.with_extension(""),
            None => path.clone(),
        };
        if seen.insert(name) {
            kept.insert(path);
        }
    }
    let mut once = BTreeSet::new();
    paths
        .iter()
        .filter(|path| kept.contains(path) && once.insert(*path))
        .cloned()
        .collect()
}

/// In lower case.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn the_parts_of_a_shapefile_are_one_file() {
        let dropped = paths(&[
            "a.dbf", "a.shp", "a.shx", "b.zip", "a.prj", "b.zip", "c.DBF",
        ]);
        assert_eq!(distinct(&dropped), paths(&["a.shp", "b.zip", "c.DBF"]));
        let two = paths(&["x/a.shp", "y/a.shp"]);
        assert_eq!(distinct(&two), two);
    }

    #[test]
    fn a_folder_gives_its_layers_by_name_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("brp.gdb");
        for name in [
            "b.SHP",
            "b.dbf",
            "a.zip",
            "c.gpkg",
            "info.json",
            "LEESMIJ.txt",
        ] {
            let file = folder.path().join(name);
            super::super::atomic::write(&file, |_| Ok(())).expect("written");
        }
        std::fs::create_dir(&database).expect("created");
        let files = files_in(folder.path()).expect("a folder");
        assert_eq!(
            files,
            ["a.zip", "b.SHP", "c.gpkg"].map(|name| folder.path().join(name))
        );
        assert!(is_plain_folder(folder.path()));
        assert!(!is_plain_folder(&database) && !is_plain_folder(&files[0]));
        assert!(matches!(
            files_in(&folder.path().join("none")),
            Err(OpenError::NotFound { .. })
        ));
    }
}
