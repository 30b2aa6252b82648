//! A saved project: readable text (TOML), in plain structs of its own that know no crop and no rule. What the
//! program computes with may change from version to version; this stays readable.
//!
//! A file of an older version is brought up to date by `MIGRATIONS`. One of a newer version is refused: half of
//! it would be lost at the next save. Keys that nobody here knows are kept and written again.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic;
use super::attached::{attached, is_pdf};
use super::error::WriteError;

/// The version that this program writes.
pub const VERSION: u32 = 1;
/// What the name of a project ends in.
pub const ENDING: &str = "ruilkaart";
/// No project is longer than this, bytes.
const LONGEST: u64 = 64 << 20;
/// No sheet is, bytes.
const LONGEST_SHEET: u64 = 1 << 30;

/// What brings a file of version `n + 1`, by its place `n` in the list, to the next version.
const MIGRATIONS: [fn(&mut toml::Table); 0] = [];

/// A project as it is written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectFile {
    /// Version of the layout.
    pub version: u32,
    /// The program that wrote it.
    pub program: String,
    /// The language of the window: "nl" or "en".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The background by its id; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// Place of the layer in hand in `layers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<u32>,
    /// Where the map looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<ViewRecord>,
    /// The selected parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<SelectionRecord>,
    /// The project that a recovery file belongs to, and whether it had been saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryRecord>,
    /// The rule, in the words of a rule's file.
    #[serde(skip_serializing_if = "toml::Table::is_empty")]
    pub rule: toml::Table,
    /// Rules of the user's own, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_rules: Vec<OwnRuleRecord>,
    /// What the project says of crops otherwise than the catalogue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crops: Vec<CropRecord>,
    /// The layers, top of the map first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<LayerRecord>,
    /// Everything else: the parts that have a table of their own, and what a program of another make wrote.
    #[serde(flatten)]
    pub more: toml::Table,
}

/// Where the map looks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewRecord {
    /// "rd" or "mercator".
    pub plane: String,
    /// The middle, in units of the plane.
    pub center: [f64; 2],
    /// Units of the plane per point of the screen.
    pub units_per_point: f64,
    /// Width and height of what was seen, in units of the plane; files of version 0.1 do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<[f64; 2]>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SelectionRecord {
    /// Place of its layer in the list.
    pub layer: u32,
    /// Its number in the layer, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parcel: Option<u64>,
    /// The numbers of those that were picked together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub picked: Vec<u32>,
}

/// What a recovery file belongs to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecoveryRecord {
    /// The file of the project; empty when it was never saved.
    pub project: String,
}

/// A rule kept by name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnRuleRecord {
    /// What the user calls it.
    pub name: String,
    /// The text of a rule's file.
    pub text: String,
}

/// A crop that counts otherwise.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CropRecord {
    /// Its code.
    pub code: i64,
    /// The side that it counts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The rotation group that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation_group: Option<String>,
}

/// A file that something is read from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FileRecord {
    /// From the folder of the project, with slashes; as `absolute` where there is no such way.
    pub path: String,
    /// The same file from the root.
    pub absolute: String,
    /// Bytes, of all files that belong together.
    pub size: u64,
    /// When it was last changed, seconds since 1970.
    pub modified: i64,
    /// What is in it, as a number; empty where nobody counted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

/// A layer: what it is read from, and how it is shown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LayerRecord {
    /// Its name in its file.
    pub name: String,
    /// True for the sample that the program brings along.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sample: bool,
    /// Its coordinate system, where it is not the one that the file names: "EPSG:28992" or a PROJ text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// The encoding of its texts, "UTF-8" or "windows-1252".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The system was confirmed or chosen by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub crs_confirmed: bool,
    /// What was odd about the file was read and put away.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub warnings_read: bool,
    /// Whether it is on the map.
    pub visible: bool,
    /// 0 to 1.
    pub opacity: f32,
    /// The year that the parcels are of, where it was made of yearly layers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<i64>,
    /// The file; none for the sample and for yearly layers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRecord>,
    /// What it is coloured by.
    pub colour_by: ColourRecord,
    /// The entries of the legend that are left off the map.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<KeyRecord>,
    /// The yearly layers that it was made of, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<YearRecord>,
    /// Everything else.
    #[serde(flatten)]
    pub more: toml::Table,
}

/// The parcels of one year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct YearRecord {
    /// The year.
    pub year: i64,
    /// Name of the layer in its file.
    pub name: String,
    /// Column of the crops; none for a layer without parcels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crops: Option<String>,
    /// The column holds names of crops and no codes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_name: bool,
    /// The file; none for a year of the sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRecord>,
}

/// What a layer is coloured by.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColourRecord {
    /// cooperation, crop_year, class, crop_group, column or plain.
    pub by: String,
    /// The column by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The year of `crop_year`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// The class that each value of the column means.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassRecord>,
}

/// A value and its class.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassRecord {
    /// The value as it is stored; none for an empty cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<toml::Value>,
    /// The class by its key.
    pub class: String,
}

/// An entry of a legend.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyRecord {
    /// class, reason, crop_group, value, interval, or one that stands alone.
    pub kind: String,
    /// The word of a class, a reason or a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<toml::Value>,
    /// The ends of an interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<[f64; 2]>,
}

/// Why a project cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The file cannot be read.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// The project.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// It is text, but of something else; or no text at all.
    #[error("{path}: no project", path = .path.display())]
    NotAProject {
        /// The file.
        path: PathBuf,
    },
    /// It is damaged.
    #[error("{path}: line {line}: {detail}", path = .path.display())]
    Damaged {
        /// The project.
        path: PathBuf,
        /// Line, from 1; 0 where nobody knows.
        line: usize,
        /// Technical cause, English.
        detail: String,
    },
    /// A newer program wrote it.
    #[error("{path}: version {version}", path = .path.display())]
    Newer {
        /// The project.
        path: PathBuf,
        /// Its version.
        version: u64,
        /// The program that wrote it.
        program: String,
    },
}

/// Reads a project, also one that a PDF of its map carries.
///
/// # Errors
/// [`ProjectError`], whatever the file holds.
pub fn read(path: &Path) -> Result<ProjectFile, ProjectError> {
    let io = |source| ProjectError::Io {
        path: path.to_owned(),
        source,
    };
    let nothing = || ProjectError::NotAProject {
        path: path.to_owned(),
    };
    let metadata = std::fs::metadata(path).map_err(io)?;
    let longest = if is_sheet(path) {
        LONGEST_SHEET
    } else {
        LONGEST
    };
    if !metadata.is_file() || metadata.len() > longest {
        return Err(nothing());
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let bytes = if is_pdf(&bytes) {
        attached(&bytes).ok_or_else(nothing)?.to_vec()
    } else {
        bytes
    };
    let text = String::from_utf8(bytes).map_err(|_| nothing())?;
    parse(&text, path)
}

/// True for a path that ends as sheets do that may carry a project.
pub fn is_sheet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
}

/// Reads the text of a project; `path` is for the error.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str, path: &Path) -> Result<ProjectFile, ProjectError> {
    let damaged = |error: &toml::de::Error| ProjectError::Damaged {
        path: path.to_owned(),
        line: error.span().map_or(0, |span| line_of(text, span.start)),
        detail: error.message().to_owned(),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) if text.contains("version") => return Err(damaged(&error)),
        Err(_) => {
            return Err(ProjectError::NotAProject {
                path: path.to_owned(),
            });
        }
    };
    let version = table.get("version").and_then(toml::Value::as_integer);
    let version = version.and_then(|version| u64::try_from(version).ok());
    let program = table.get("program").and_then(toml::Value::as_str);
    let (Some(version @ 1..), Some(program)) = (version, program) else {
        return Err(ProjectError::NotAProject {
            path: path.to_owned(),
        });
    };
    if version > u64::from(VERSION) {
        return Err(ProjectError::Newer {
            path: path.to_owned(),
            version,
            program: program.to_owned(),
        });
    }
    let behind = usize::try_from(version).unwrap_or(usize::MAX) - 1;
    for migrate in MIGRATIONS.iter().skip(behind) {
        migrate(&mut table);
    }
    table.insert("version".to_owned(), i64::from(VERSION).into());
    table.try_into().map_err(|error| damaged(&error))
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The text of a project.
///
/// # Errors
/// When something in it has no place in TOML.
pub fn to_text(project: &ProjectFile) -> Result<String, toml::ser::Error> {
    toml::to_string(project)
}

/// How many versions are kept of a project that is saved over.
pub const VERSIONS_KEPT: usize = 5;

/// Where the versions of a project are kept that saves replaced, the newest first: `kaart.ruilkaart~`,
/// `kaart.ruilkaart~2`, and so on.
pub fn versions_of(path: &Path) -> [PathBuf; VERSIONS_KEPT] {
    let name = path.file_name().unwrap_or_default();
    std::array::from_fn(|place| {
        let mut name = name.to_owned();
        name.push("~");
        if place > 0 {
            name.push((place + 1).to_string());
        }
        path.with_file_name(name)
    })
}

/// The project that a kept version is of; `None` for any other path.
pub fn of_version(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let (name, number) = name.rsplit_once('~')?;
    let counts = number.chars().all(|digit| digit.is_ascii_digit());
    (counts && has_ending(Path::new(name))).then(|| path.with_file_name(name))
}

/// Whether a path is that of a project, or of a version of one that was kept.
pub fn is_project(path: &Path) -> bool {
    has_ending(path) || of_version(path).is_some()
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Writes a project, whole or not at all. What stood there before is kept beside it, see [`versions_of`].
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(project: &ProjectFile, path: &Path, keep_versions: bool) -> Result<(), WriteError> {
    let failed = |source| WriteError::Io {
        path: path.to_owned(),
        source,
    };
    let text = to_text(project).map_err(|error| failed(std::io::Error::other(error)))?;
    if keep_versions && path.is_file() {
        // A version that cannot be kept must not stand in the way of saving.
        if let Err(error) = keep_version(path) {
            log::warn!("no version kept of {}: {error}", path.display());
        }
    }
    atomic::write(path, |out| out.write_all(text.as_bytes()))
}

/// Makes room among the versions and puts a copy of the project in front. Every step is a rename, so that a kill at
/// any moment leaves whole files; the project itself stays where it is.
fn keep_version(path: &Path) -> Result<(), WriteError> {
    let failed = |source| WriteError::Io {
        path: path.to_owned(),
        source,
    };
    let text = std::fs::read(path).map_err(failed)?;
    let versions = versions_of(path);
    if std::fs::read(&versions[0]).is_ok_and(|newest| newest == text) {
        return Ok(());
    }
    for pair in versions.windows(2).rev() {
        if let [newer, older] = pair
            && newer.is_file()
        {
            std::fs::rename(newer, older).map_err(failed)?;
        }
    }
    atomic::write(&versions[0], |out| out.write_all(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> ProjectFile {
        ProjectFile {
            version: VERSION,
            program: "Ruilkaart 0.1.0".to_owned(),
            layers: vec![LayerRecord {
                name: "percelen".to_owned(),
                visible: true,
                opacity: 0.9,
                file: Some(FileRecord {
                    path: "data/percelen.shp".to_owned(),
                    ..FileRecord::default()
                }),
                ..LayerRecord::default()
            }],
            ..ProjectFile::default()
        }
    }

    #[test]
    fn what_is_written_is_read_again_with_what_nobody_knows() {
        let mut project = small();
        project
            .more
            .insert("later".to_owned(), toml::Value::Integer(3));
        let mut part = toml::Table::new();
        part.insert("title".to_owned(), "Kaart".into());
        project.more.insert("sheet".to_owned(), part.into());
        let text = to_text(&project).expect("written");
        let read = parse(&text, Path::new("a")).expect("read");
        assert_eq!(read, project);
    }

    #[test]
    fn what_is_no_project_or_of_a_newer_program_is_refused() {
        let path = Path::new("p.ruilkaart");
        for text in [
            "",
            "title = 1",
            "version = 0\nprogram = \"x\"",
            "<xml version=\"1\"",
            "\u{1}",
        ] {
            let error = parse(text, path).expect_err(text);
            let refused = matches!(
                error,
                ProjectError::NotAProject { .. } | ProjectError::Damaged { .. }
            );
            assert!(refused, "{text}: {error}");
        }
        let newer = "version = 99\nprogram = \"Ruilkaart 9.0\"\nlayers = 3";
        let error = parse(newer, path).expect_err("it is newer");
        assert!(
            matches!(error, ProjectError::Newer { version: 99, .. }),
            "{error}"
        );
        let damaged = "version = 1\nprogram = \"x\"\n\nlayers = 3";
        let error = parse(damaged, path).expect_err("a number is no list");
        assert!(matches!(error, ProjectError::Damaged { .. }), "{error}");
    }

    #[test]
    fn five_versions_are_kept_beside_the_project_the_newest_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kaart.ruilkaart");
        let named = |number: usize| ProjectFile {
            background: Some(number.to_string()),
            ..small()
        };
        for number in 0..9 {
            write(&named(number), &path, true).expect("written");
            assert_eq!(read(&path).expect("read"), named(number));
            let versions = versions_of(&path).into_iter().enumerate();
            for (place, version) in versions {
                let wanted = number.checked_sub(place + 1).map(named);
                assert_eq!(read(&version).ok(), wanted, "{number}: {place}");
            }
        }
        // The same again is no version of its own.
        write(&named(8), &path, true).expect("written");
        write(&named(8), &path, true).expect("written");
        let [newest, second, ..] = versions_of(&path);
        assert_eq!(read(&newest).expect("kept"), named(8));
        assert_eq!(read(&second).expect("kept"), named(7));
        let files = std::fs::read_dir(folder.path()).expect("read").count();
        assert_eq!(files, 1 + VERSIONS_KEPT);
        let is = is_project;
        assert!(is(&path) && is(&newest) && is(&second) && !is(Path::new("a.shp")));
        assert_eq!(of_version(&newest).as_ref(), Some(&path));
        assert_eq!(of_version(&second).as_ref(), Some(&path));
        assert_eq!(of_version(&path), None);
    }

    /// Every truncation and many changed bytes: an error or a project, never anything else.
    #[test]
    fn no_damage_makes_it_panic() {
        let text = to_text(&small()).expect("written");
        for end in 0..text.len() {
            if let Some(part) = text.get(..end) {
                let _ = parse(part, Path::new("p"));
            }
        }
        let mut state = 12345_u32;
        for _ in 0..4000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize % bytes.len();
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = (state >> 16) as u8;
                }
            }
            if let Ok(text) = String::from_utf8(bytes) {
                let _ = parse(&text, Path::new("p"));
            }
        }
    }
}
