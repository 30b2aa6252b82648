//! Bytes to layers and back; knows no crop and no screen.
//!
//! [`open`] recognises a file by its content, whatever it is called, and gives its layers or one
//! [`OpenError`]. What can be read of a damaged file is read, and each layer says in its warnings what was
//! odd. No file can make it panic, and no header makes it ask for more memory than a small multiple of what
//! the file really holds.

pub mod atomic;
mod bytes;
mod columns_out;
pub mod csv;
pub mod encoding;
pub mod error;
mod folder;
pub mod geojson;
pub mod geopackage;
pub mod geoparquet;
mod place;
mod recognise;
mod rings;
pub mod shapefile;
mod text_file;
mod wkb;
mod write;
mod zip;

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::bytes::Bytes;
pub use self::error::{OpenError, ShapeKind, WriteError};
pub use self::folder::{distinct, files_in, is_plain_folder};
pub use self::recognise::Format;
pub use self::text_file::read_text;
pub use self::write::{OutputFormat, write};
use crate::job::Progress;
use crate::layer::Layer;

/// Opens a file and everything in it that shows parcels: the polygon layer of a shapefile, or those of a
/// zip in the order of their names. Never empty.
///
/// Any file of a shapefile will do, not just the `.shp`.
///
/// # Errors
/// When nothing of it can be shown, or the work was cancelled.
pub fn open(path: &Path, progress: &Progress) -> Result<Vec<Layer>, OpenError> {
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
    let mut buffer = Vec::new();
    let start = bytes
        .slice(0, recognise::BYTES_TO_SEE as u64, &mut buffer)
        .map_err(system)?;
    let format = recognise::by_content(start);
    match format {
        Some(Format::Zip) => zip::read(Arc::new(bytes), path, progress),
        _ if shapefile::is_sidecar(path) => open_shapefile(&shp_of(path)?, progress),
        Some(Format::Shapefile) => open_shapefile(path, progress),
        Some(format) => Err(OpenError::FormatNotRead {
            path: path.to_owned(),
            format,
        }),
        None => Err(OpenError::NotRecognised {
            path: path.to_owned(),
        }),
    }
}

/// Opens the shapefiles in a zip that is in memory, such as the sample inside the program. `name` stands
/// where a path would.
///
/// # Errors
/// As [`open`].
pub fn open_zip(
    name: &Path,
    bytes: impl Into<Cow<'static, [u8]>>,
    progress: &Progress,
) -> Result<Vec<Layer>, OpenError> {
    zip::read(Arc::new(Bytes::Memory(bytes.into())), name, progress)
}

fn open_shapefile(path: &Path, progress: &Progress) -> Result<Vec<Layer>, OpenError> {
    let files = shapefile::Files::open(path);
    let files = files.map_err(|source| OpenError::of_system(path, source))?;
    let name = path.file_stem().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    Ok(vec![shapefile::read(files, name, path, progress)?])
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
