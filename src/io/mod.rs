//! Bytes to layers and back; knows no crop and no screen.
//!
//! [`open`] recognises a file by its content, whatever it is called, and gives its layers or one
//! [`OpenError`]. What can be read of a damaged file is read, and each layer says in its warnings what was
//! odd. No file can make it panic, and none unfolds to more memory than its size explains (`budget.rs`).

mod arcs;
mod assemble;
pub mod atomic;
mod attached;
mod budget;
mod bytes;
mod columns_in;
mod columns_out;
pub mod csv;
pub mod encoding;
pub mod error;
mod flatgeobuf;
mod folder;
pub mod geojson;
pub mod geopackage;
pub mod geoparquet;
mod glance;
mod known;
mod left_out;
mod lent;
mod named_columns;
mod on_demand;
mod origin;
pub mod pack;
mod place;
pub mod project_file;
mod recall;
mod recognise;
mod region;
pub mod shapefile;
mod shapes_in;
mod shapes_out;
mod text_file;
mod unreadable;
mod wkb;
mod wkb_in;
mod write;
mod zip;

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::budget::Budget;
use self::bytes::Bytes;
pub use self::error::{OpenError, ShapeKind, WriteError};
pub use self::folder::{distinct, files_in, files_of, is_plain_folder, is_worth_a_try};
pub use self::glance::{FEW, Glance, glance};
pub use self::known::Known;
pub use self::recall::Recall;
pub use self::recognise::{ENDINGS, Format};
pub use self::region::Region;
use self::region::{Choice, Wanted};
pub use self::text_file::{read_table_text, read_text};
pub use self::write::{OutputFormat, with_settling, write};
use crate::job::Progress;
use crate::layer::Layer;

/// Opens a file and everything in it that shows parcels: the polygon layer of a shapefile, those of a
/// GeoPackage, or those of a zip in the order of their names. Never empty.
///
/// Any file of a shapefile will do, not just the `.shp`.
///
/// # Errors
/// When nothing of it can be shown, or the work was cancelled.
pub fn open(path: &Path, progress: &Progress) -> Result<Vec<Layer>, OpenError> {
    open_with(Opening::default(), path, progress)
}

/// How a file is opened where it is not simply read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening<'a> {
    /// What lies elsewhere is not needed, and is left out by formats that tell where a feature lies before it is read.
    /// A warning says how much that was.
    pub region: Option<&'a Region>,
    /// Outlines that are there already are not read again, where the format makes that worth the while.
    pub known: Option<Known<'a>>,
    /// What the records of other years came to: the same ones are not worked out again.
    pub recall: Option<&'a Recall>,
    /// A few rows from all over the file are enough, without outlines; see [`glance`].
    pub few: bool,
    /// Of a file of several layers only the one of this name is needed, if there is one.
    pub only: Option<&'a str>,
}

impl<'a> Opening<'a> {
    fn wanted(&self) -> Wanted<'a> {
        let choice = match self.region {
            _ if self.few => Choice::Few,
            Some(region) => Choice::Within(region),
            None => Choice::All,
        };
        Wanted {
            only: self.only,
            choice,
        }
    }
}

/// As [`open`].
///
/// # Errors
/// As [`open`].
pub fn open_with(
    how: Opening<'_>,
    path: &Path,
    progress: &Progress,
) -> Result<Vec<Layer>, OpenError> {
    let is_part = how.region.is_some();
    let layers = open_file(how, path, progress)?;
    // Nothing where something was expected: the file may say a wrong system, and only a look at all of it tells.
    let is_nowhere = |layer: &Layer| layer.polygons.has_no_outlines();
    if is_part && layers.iter().all(is_nowhere) {
        return open(path, progress);
    }
    Ok(layers)
}

fn open_file(how: Opening<'_>, path: &Path, progress: &Progress) -> Result<Vec<Layer>, OpenError> {
    let wanted = how.wanted();
    let choice = wanted.choice;
    let system = |source| OpenError::of_system(path, source);
    // A pipe or a device would be waited for without end.
    let metadata = fs::metadata(path).map_err(system)?;
    if !metadata.is_file() {
        return Err(match folder_format(path) {
            Some(format) => OpenError::FormatNotRead {
                path: path.to_owned(),
                format,
            },
            None => OpenError::NotAFile {
                path: path.to_owned(),
            },
        });
    }
    let bytes = Bytes::open(path).map_err(system)?;
    if bytes.is_empty() {
        return Err(OpenError::Empty {
            path: path.to_owned(),
        });
    }
    let len = bytes.len();
    let mut buffer = Vec::new();
    let start = bytes
        .slice(0, recognise::BYTES_TO_SEE as u64, &mut buffer)
        .map_err(system)?;
    let format = recognise::by_content(start);
    match format {
        Some(Format::Zip) => zip::read(Arc::new(bytes), path, wanted, progress),
        _ if shapefile::is_sidecar(path) => open_shapefile(how, &shp_of(path)?, progress),
        Some(Format::Shapefile) => open_shapefile(how, path, progress),
        Some(Format::GeoPackage | Format::Sqlite) => {
            geopackage::read(path, path, wanted, &Budget::of_plain(len), progress)
        }
        Some(Format::FlatGeobuf) => {
            let budget = Budget::of_plain(len);
            let layer = flatgeobuf::read(&bytes, stem(path), path, choice, &budget, progress)?;
            Ok(vec![layer])
        }
        Some(Format::GeoJson) => {
            let budget = Budget::of_plain(len);
            let layer = geojson::read(bytes, stem(path), path, &budget, progress)?;
            Ok(vec![layer])
        }
        Some(Format::GeoParquet) => {
            let budget = Budget::of_packed(len);
            let layer = geoparquet::read(bytes, stem(path), path, choice, &budget, progress)?;
            Ok(vec![layer])
        }
        Some(format) => Err(OpenError::FormatNotRead {
            path: path.to_owned(),
            format,
        }),
        // Nothing of an encrypted database can be recognised.
        None if has_ending(path, "gpkg") => Err(OpenError::Damaged {
            path: path.to_owned(),
            format: Format::GeoPackage,
            detail: "it does not begin as an SQLite database".to_owned(),
        }),
        None => Err(OpenError::NotRecognised {
            path: path.to_owned(),
        }),
    }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// Opens the files in a zip that is in memory, such as the sample inside the program. `name` stands
/// where a path would.
///
/// # Errors
/// As [`open`].
pub fn open_zip(
    name: &Path,
    bytes: impl Into<Cow<'static, [u8]>>,
    progress: &Progress,
) -> Result<Vec<Layer>, OpenError> {
    let bytes = Arc::new(Bytes::Memory(bytes.into()));
    zip::read(bytes, name, Wanted::default(), progress)
}

fn open_shapefile(
    how: Opening<'_>,
    path: &Path,
    progress: &Progress,
) -> Result<Vec<Layer>, OpenError> {
    let files = shapefile::Files::open(path);
    let files = files.map_err(|source| OpenError::of_system(path, source))?;
    let budget = Budget::of_plain(files.shp.len());
    let layer = shapefile::read(files, stem(path), path, how, &budget, progress)?;
    Ok(vec![layer])
}

/// What a layer is called whose file gives it no name.
fn stem(path: &Path) -> String {
    let name = path.file_stem().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn shp_of(sidecar: &Path) -> Result<PathBuf, OpenError> {
    shapefile::shp_beside(sidecar).ok_or_else(|| OpenError::ShpMissing {
        path: sidecar.to_owned(),
    })
}

/// A file geodatabase is a folder.
fn folder_format(path: &Path) -> Option<Format> {
    let ending = path.extension()?;
    (path.is_dir() && ending.eq_ignore_ascii_case("gdb")).then_some(Format::FileGeodatabase)
}
