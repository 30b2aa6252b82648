//! A project with everything that it is made of in one zip, for a colleague: unpacked, it opens from its own folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::sources::together;
use crate::io::pack::Packed;
use crate::io::project_file::{self, FileRecord, ProjectFile};

/// The folder of the data within the zip.
const DATA: &str = "data";

/// What a zip of a project holds. The project knows its files by their places in it, and no longer by those on this
/// machine.
///
/// # Errors
/// When something of the project has no place in TOML.
pub fn packed(
    mut project: ProjectFile,
    name: &str,
) -> Result<Vec<(String, Packed)>, toml::ser::Error> {
    let mut places = Places::default();
    let mut entries = Vec::new();
    for layer in &mut project.layers {
        let years = layer.years.iter_mut().filter_map(|year| year.file.as_mut());
        for record in layer.file.iter_mut().chain(years) {
            let from = PathBuf::from(&record.absolute);
            let (place, is_new) = places.of(&from);
            if is_new && from.is_file() {
                entries.extend(beside(&from, &place));
            }
            *record = FileRecord {
                path: place.clone(),
                absolute: String::new(),
                ..record.clone()
            };
        }
    }
    project.recovery = None;
    let text = project_file::to_text(&project)?;
    let project = format!("{name}.{}", project_file::ENDING);
    entries.insert(0, (project, Packed::Text(text)));
    Ok(entries)
}

/// A file and what belongs to it, beside each other under the name of its place.
fn beside(from: &Path, place: &str) -> Vec<(String, Packed)> {
    let stem = place.rsplit_once('.').map_or(place, |(stem, _)| stem);
    let files = together(from).into_iter();
    files
        .map(|file| {
            let ending = file.extension().unwrap_or_default().to_string_lossy();
            (format!("{stem}.{ending}"), Packed::File(file))
        })
        .collect()
}

/// Where files come to lie: by their names, a second one of a name in a folder of its own.
#[derive(Debug, Default)]
struct Places {
    of: HashMap<PathBuf, String>,
    taken: HashMap<String, usize>,
}

impl Places {
    /// The place of a file, and whether it was asked for the first time.
    fn of(&mut self, file: &Path) -> (String, bool) {
        if let Some(place) = self.of.get(file) {
            return (place.clone(), false);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        // Where case does not count both names would be the same file.
        let count = self.taken.entry(name.to_lowercase()).or_default();
        *count += 1;
        let place = match count {
            1 => format!("{DATA}/{name}"),
            number => format!("{DATA}/{number}/{name}"),
        };
        self.of.insert(file.to_owned(), place.clone());
        (place, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::project_file::{LayerRecord, YearRecord};

    #[test]
    fn files_of_one_name_get_places_of_their_own_and_none_is_packed_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let record = |place: &str| {
            let path = folder.path().join(place);
            let parent = path.parent().expect("a folder");
            std::fs::create_dir_all(parent).expect("made");
            for ending in ["shp", "dbf"] {
                let path = path.with_extension(ending);
                crate::io::atomic::write(&path, |out| {
                    std::io::Write::write_all(out, place.as_bytes())
                })
                .expect("written");
            }
            FileRecord {
                absolute: path.to_string_lossy().into_owned(),
                path: "weg".to_owned(),
                size: 3,
                ..FileRecord::default()
            }
        };
        let layer = LayerRecord {
            file: Some(record("a/percelen.shp")),
            years: ["b/percelen.shp", "a/percelen.shp"]
                .map(|place| YearRecord {
                    file: Some(record(place)),
                    ..YearRecord::default()
                })
                .into(),
            ..LayerRecord::default()
        };
        let project = ProjectFile {
            version: project_file::VERSION,
            program: "Ruilkaart".to_owned(),
            layers: vec![layer],
            ..ProjectFile::default()
        };
        let entries = packed(project, "kaart").expect("packed");
        let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "kaart.ruilkaart",
                "data/percelen.shp",
                "data/percelen.dbf",
                "data/2/percelen.shp",
                "data/2/percelen.dbf",
            ]
        );
        let Packed::Text(text) = &entries[0].1 else {
            panic!("the project is a text")
        };
        let again = project_file::parse(text, Path::new("kaart")).expect("read");
        let files = again.layers[0].years.iter();
        let paths: Vec<&str> = files
            .filter_map(|year| year.file.as_ref())
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(paths, ["data/2/percelen.shp", "data/percelen.shp"]);
        assert!(!text.contains(&*folder.path().to_string_lossy()));
    }
}
