//! What can go wrong between bytes and layers, as data; `explain.rs` gives it words.

use std::io;
use std::path::PathBuf;

use super::bytes::Stopped;
use super::recognise::Format;
use crate::job::Cancelled;

/// Why nothing of a file could be shown. The `Display` texts are technical English, for details and logs.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The work was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Nothing lies at that path.
    #[error("no such file: {}", path.display())]
    NotFound {
        /// What was asked for.
        path: PathBuf,
    },
    /// The system refuses to hand the file over.
    #[error("no permission to read {}", path.display())]
    NoPermission {
        /// What was asked for.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// A folder, a device, a pipe.
    #[error("not a regular file: {}", path.display())]
    NotAFile {
        /// What was asked for.
        path: PathBuf,
    },
    /// A folder in which nothing can hold layers.
    #[error("no layers in the folder {}", path.display())]
    FolderWithoutLayers {
        /// What was asked for.
        path: PathBuf,
    },
    /// Reading stopped half-way: a disk, a network, memory.
    #[error("reading failed: {source}: {}", path.display())]
    Io {
        /// What was asked for.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// A text that is larger than such texts are.
    #[error("more than {most} bytes: {}", path.display())]
    TextTooLarge {
        /// What was asked for.
        path: PathBuf,
        /// Bytes that are read at most.
        most: u64,
    },
    /// Not one byte in it.
    #[error("empty file: {}", path.display())]
    Empty {
        /// What was asked for.
        path: PathBuf,
    },
    /// Nothing that is known begins like this.
    #[error("unknown format: {}", path.display())]
    NotRecognised {
        /// What was asked for.
        path: PathBuf,
    },
    /// A format that is known but not read (yet).
    #[error("{} is not read: {}", format.name(), path.display())]
    FormatNotRead {
        /// What was asked for.
        path: PathBuf,
        /// What it is.
        format: Format,
    },
    /// A `.dbf`, `.shx`, `.prj` or `.cpg` without the `.shp` it belongs to.
    #[error("no .shp beside {}", path.display())]
    ShpMissing {
        /// What was asked for.
        path: PathBuf,
    },
    /// Called a shapefile, but not even its header can be read.
    #[error("damaged .shp header ({detail}): {}", path.display())]
    ShpDamaged {
        /// What was asked for.
        path: PathBuf,
        /// What does not fit, technical English.
        detail: &'static str,
    },
    /// Not one polygon, but something else.
    #[error("{kind:?} shapes instead of polygons: {}", path.display())]
    NotPolygons {
        /// What was asked for.
        path: PathBuf,
        /// What it holds.
        kind: ShapeKind,
    },
    /// Recognised, but nothing can be read from it.
    #[error("damaged {} ({detail}): {}", format.name(), path.display())]
    Damaged {
        /// What was asked for.
        path: PathBuf,
        /// What it is.
        format: Format,
        /// Technical cause.
        detail: String,
    },
    /// In order, but compressed in a way that is not read.
    #[error("{compression} compression is not read: {}", path.display())]
    CompressionNotRead {
        /// What was asked for.
        path: PathBuf,
        /// The compression, for people: "ZSTD".
        compression: String,
    },
    /// A zip whose members are compressed in a way that is not read.
    #[error("{method} compression in a zip is not read: {}", path.display())]
    ZipMethodNotRead {
        /// What was asked for.
        path: PathBuf,
        /// The compression, for people: "BZIP2".
        method: String,
    },
    /// In order as far as it goes, but without a layer of polygons.
    #[error("no layer of polygons in this {}: {}", format.name(), path.display())]
    NoPolygons {
        /// What was asked for.
        path: PathBuf,
        /// What it is.
        format: Format,
    },
    /// Reading it takes far more work or memory than an honest file of its size.
    #[error("this {} unfolds to far more than its size explains: {}", format.name(), path.display())]
    OutOfProportion {
        /// What was asked for.
        path: PathBuf,
        /// What it is.
        format: Format,
    },
    /// The zip cannot be read.
    #[error("damaged zip ({detail}): {}", path.display())]
    ZipDamaged {
        /// What was asked for.
        path: PathBuf,
        /// Technical cause.
        detail: String,
    },
    /// The zip asks for a password.
    #[error("encrypted zip: {}", path.display())]
    ZipLocked {
        /// What was asked for.
        path: PathBuf,
    },
    /// The zip holds no shapefile, nor anything else that is known.
    #[error("no shapefile in the zip: {}", path.display())]
    ZipWithoutShapefile {
        /// What was asked for.
        path: PathBuf,
    },
    /// Unpacked it would be far larger than an honest archive of its size.
    #[error("the zip unpacks to more than {most_bytes} bytes: {}", path.display())]
    ZipTooLarge {
        /// What was asked for.
        path: PathBuf,
        /// Where unpacking stopped.
        most_bytes: u64,
    },
}

impl OpenError {
    /// Why reading stopped.
    pub(super) fn of_stop(path: &std::path::Path, stopped: Stopped) -> Self {
        match stopped {
            Stopped::Cancelled(cancelled) => cancelled.into(),
            Stopped::Io(source) => Self::of_system(path, source),
            Stopped::TooMuch(_) => Self::OutOfProportion {
                path: path.to_owned(),
                format: Format::Shapefile,
            },
        }
    }

    /// The error of the system, sorted into what a person can do about it.
    pub(super) fn of_system(path: &std::path::Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound { path },
            io::ErrorKind::PermissionDenied => Self::NoPermission { path, source },
            io::ErrorKind::IsADirectory => Self::NotAFile { path },
            _ => Self::Io { path, source },
        }
    }
}

/// What a file holds when it is not polygons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeKind {
    /// Points, single or in groups.
    Points,
    /// Lines.
    Lines,
    /// Surfaces in space.
    MultiPatch,
    /// Geometries of several kinds in one.
    Collections,
}

impl ShapeKind {
    /// All kinds, in the order of their numbers.
    pub(super) const ALL: [Self; 4] = [
        Self::Points,
        Self::Lines,
        Self::MultiPatch,
        Self::Collections,
    ];
}

/// Why a file could not be written. What stood there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused: no such folder, no permission, disk full.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The format cannot hold this much.
    #[error("{}: too large for {format}", path.display())]
    TooLarge {
        /// The file that was to be written.
        path: PathBuf,
        /// The format, for people.
        format: &'static str,
    },
    /// The format wants longitude and latitude, and nobody knows where the layer lies.
    #[error("{}: no coordinate system to turn into longitude and latitude for {format}", path.display())]
    PlaceUnknown {
        /// The file that was to be written.
        path: PathBuf,
        /// The format, for people.
        format: &'static str,
    },
    /// The work was cancelled.
    #[error(transparent)]
    Cancelled(#[from] crate::job::Cancelled),
}
