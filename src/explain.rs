//! What happened, what it means, what to do: typed errors and warnings put into sentences, in the reader's
//! language. The types know no words; this is the only place where they get them.

pub mod assumption;
pub mod category;
mod classes;
mod definition;
pub mod figures;
pub mod measured;
mod project;
pub mod quantity;
mod stats;
pub mod story;
pub mod trace;
mod years;

use std::error::Error;
use std::io;
use std::path::Path;

use crate::crs::Crs;
use crate::io::{Format, OpenError, ShapeKind, WriteError};
use crate::layer::{Warning, WarningKind};
use crate::text::Lang;

pub use classes::{catalogue_error, classify_error, pattern_error, rule_error};
pub use definition::definition;
pub use project::{project_error, project_trouble};
pub use stats::{
    assumptions_error, coverage_notes, cut_notes, measured_notes, plane_error, result_error,
};
pub use years::{overlay_error, overlay_notes, year_problem};

/// How many record numbers a sentence names.
pub(crate) const RECORDS_NAMED: usize = 5;

/// An error in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What happened, with the name of the file.
    pub what: String,
    /// What it means for what is on the screen or the disk.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
    /// The technical cause in English, to be copied into a message to someone who helps.
    pub detail: String,
}

impl Explained {
    fn new(lang: Lang, section: &str, error: &dyn Error, values: &[(&str, &str)]) -> Self {
        let part = |name| fill(lang.text_of(section, name), values);
        let mut detail = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !detail.contains(&text) {
                detail = format!("{detail}: {text}");
            }
            cause = error.source();
        }
        Self {
            what: part("what"),
            meaning: part("meaning"),
            remedy: part("remedy"),
            detail,
        }
    }

    /// Of an error about a file, with more that its texts name.
    fn of_file(
        lang: Lang,
        section: &str,
        error: &dyn Error,
        file: &Path,
        values: &[(&str, String)],
    ) -> Self {
        let file = file.display().to_string();
        let mut all = vec![("file", file.as_str())];
        all.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
        Self::new(lang, section, error, &all)
    }

    /// What happened and what to do, in one line for a terminal.
    pub fn line(&self) -> String {
        format!("{} {}", self.what, self.remedy)
    }
}

/// Why a file was not opened.
pub fn open_error(error: &OpenError, lang: Lang) -> Explained {
    let explain = |key: &str, path: &Path, values: &[(&str, &str)]| {
        let file = path.display().to_string();
        let mut all = vec![("file", file.as_str())];
        all.extend_from_slice(values);
        Explained::new(lang, &format!("open_error.{key}"), error, &all)
    };
    match error {
        OpenError::Cancelled(_) => Explained::new(lang, "open_error.cancelled", error, &[]),
        OpenError::NotFound { path } => explain("not_found", path, &[]),
        OpenError::NoPermission { path, .. } => explain("no_permission", path, &[]),
        OpenError::NotAFile { path } => explain("not_a_file", path, &[]),
        OpenError::FolderWithoutLayers { path } => explain("folder_without_layers", path, &[]),
        OpenError::Io { path, source } => {
            let key = match source.kind() {
                io::ErrorKind::OutOfMemory => "out_of_memory",
                _ => "io",
            };
            explain(key, path, &[])
        }
        OpenError::Empty { path } => explain("empty", path, &[]),
        OpenError::TextTooLarge { path, most } => {
            explain("text_too_large", path, &[("size", &lang.file_size(*most))])
        }
        OpenError::NotRecognised { path } => explain("not_recognised", path, &[]),
        OpenError::FormatNotRead { path, format } => {
            let key = match format {
                Format::Archive => "archive",
                _ => "format_not_read",
            };
            explain(key, path, &[("format", format.name())])
        }
        OpenError::ShpMissing { path } => explain("shp_missing", path, &[]),
        OpenError::ShpDamaged { path, .. } => explain("shp_damaged", path, &[]),
        OpenError::NotPolygons { path, kind } => {
            let kind = lang.text(match kind {
                ShapeKind::Points => "shape_kind.points",
                ShapeKind::Lines => "shape_kind.lines",
                ShapeKind::MultiPatch => "shape_kind.multi_patch",
                ShapeKind::Collections => "shape_kind.collections",
            });
            explain("not_polygons", path, &[("kind", kind)])
        }
        OpenError::Damaged { path, format, .. } => {
            explain("damaged", path, &[("format", format.name())])
        }
        OpenError::CompressionNotRead { path, compression } => {
            explain("compression", path, &[("compression", compression)])
        }
        OpenError::ZipMethodNotRead { path, method } => {
            explain("zip_method", path, &[("method", method)])
        }
        OpenError::NoPolygons { path, format } => {
            explain("no_polygons", path, &[("format", format.name())])
        }
        OpenError::OutOfProportion { path, format } => {
            explain("out_of_proportion", path, &[("format", format.name())])
        }
        OpenError::ZipDamaged { path, .. } => explain("zip_damaged", path, &[]),
        OpenError::ZipLocked { path } => explain("zip_locked", path, &[]),
        OpenError::ZipWithoutShapefile { path } => explain("zip_without_shapefile", path, &[]),
        OpenError::ZipTooLarge { path, most_bytes } => {
            let size = lang.count(most_bytes / (1 << 20));
            explain("zip_too_large", path, &[("size", &size)])
        }
    }
}

/// Why a file was not written.
pub fn write_error(error: &WriteError, lang: Lang) -> Explained {
    let explain = |key: &str, path: &Path, values: &[(&str, &str)]| {
        let file = path.display().to_string();
        let mut all = vec![("file", file.as_str())];
        all.extend_from_slice(values);
        Explained::new(lang, &format!("write_error.{key}"), error, &all)
    };
    match error {
        WriteError::Cancelled(_) => Explained::new(lang, "write_error.cancelled", error, &[]),
        WriteError::TooLarge { path, format } => explain("too_large", path, &[("format", format)]),
        WriteError::PlaceUnknown { path, format } => {
            explain("place_unknown", path, &[("format", format)])
        }
        WriteError::Io { path, source } => {
            let key = match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "folder_missing",
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "no_permission"
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disk_full",
                _ => "io",
            };
            explain(key, path, &[])
        }
    }
}

/// What was odd about a file, in one sentence, with the first records that it happened to.
pub fn warning(warning: &Warning, lang: Lang) -> String {
    let (key, values) = words(&warning.kind, lang);
    let count = lang.count(warning.count);
    let one = format!("{key}_one");
    let counted = warning.count == 1 && Lang::has(&format!("warning.{one}"));
    let key = if counted { &one } else { key };
    let mut filled = vec![("count", count.as_str())];
    filled.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
    let text = fill(lang.text_of("warning", key), &filled);
    if warning.records.is_empty() {
        return text;
    }
    let named = warning.records.iter().take(RECORDS_NAMED);
    let mut list: Vec<String> = named.map(ToString::to_string).collect();
    if warning.count > list.len() as u64 {
        list.push("…".into());
    }
    let key = match list.as_slice() {
        [_] => "warning.record",
        _ => "warning.records",
    };
    let list = list.join(", ");
    lang.fill(key, &[("text", &text), ("list", &list)])
}

/// The name of a coordinate system with its code, or the word for an unknown one.
pub fn crs_label(crs: Option<&Crs>, lang: Lang) -> String {
    crs.map(Crs::label)
        .filter(|label| !label.is_empty())
        .unwrap_or_else(|| lang.text("crs.unknown").to_owned())
}

/// The key of a warning's sentence, and what to fill in besides the count. A kind that is counted has a second
/// key for one, ending in `_one`.
fn words(kind: &WarningKind, lang: Lang) -> (&'static str, Vec<(&'static str, String)>) {
    let plain = |key| (key, Vec::new());
    let with = |key, name, value: &str| (key, vec![(name, value.to_owned())]);
    match kind {
        WarningKind::AttributesMissing => plain("attributes_missing"),
        WarningKind::AttributesUnreadable { detail } => {
            with("attributes_unreadable", "detail", detail)
        }
        WarningKind::IndexRebuilt => plain("index_rebuilt"),
        WarningKind::RowCountDiffers { shapes, rows } => {
            let lost = rows.abs_diff(*shapes);
            let key = match (rows > shapes, lost) {
                (true, 1) => "one_row_without_shape",
                (true, _) => "rows_without_shape",
                (false, 1) => "one_shape_without_row",
                (false, _) => "shapes_without_row",
            };
            let numbers = [("shapes", *shapes), ("rows", *rows), ("lost", lost)];
            let filled = numbers.map(|(name, number)| (name, lang.count(number)));
            (key, filled.into())
        }
        WarningKind::DeletedRows => plain("deleted_rows"),
        WarningKind::Truncated => plain("truncated"),
        WarningKind::BadRecords => plain("bad_records"),
        WarningKind::OtherShapeType => plain("other_shape_type"),
        WarningKind::OutsideRegion => plain("outside_region"),
        WarningKind::NullGeometries => plain("null_geometries"),
        WarningKind::TrailingBytes { bytes } => {
            with("trailing_bytes", "bytes", &lang.count(*bytes))
        }
        WarningKind::NotFinite => plain("not_finite"),
        WarningKind::HeightsIgnored => plain("heights_ignored"),
        WarningKind::MeasuresIgnored => plain("measures_ignored"),
        WarningKind::DegenerateRings => plain("degenerate_rings"),
        WarningKind::UnclosedRings => plain("unclosed_rings"),
        WarningKind::StrayHoles => plain("stray_holes"),
        WarningKind::NestedOuters => plain("nested_outers"),
        WarningKind::CrsMissing => plain("crs_missing"),
        WarningKind::CrsGuessed { name } => with("crs_guessed", "name", name),
        WarningKind::CrsNotUnderstood => plain("crs_not_understood"),
        WarningKind::CrsUnsupported { name } => with("crs_unsupported", "name", name),
        WarningKind::CrsContradicts { name } => with("crs_contradicts", "name", name),
        WarningKind::EncodingDoubtful { declared, used } => (
            "encoding_doubtful",
            vec![("declared", declared.clone()), ("used", used.clone())],
        ),
        WarningKind::EncodingGuessed { used } => with("encoding_guessed", "used", used),
        WarningKind::BadCells { column } => with("bad_cells", "column", column),
        WarningKind::ColumnsLeftOut { columns } => with("columns_left_out", "columns", columns),
        WarningKind::ColumnsDamaged { columns } => with("columns_damaged", "columns", columns),
        WarningKind::ColumnsWithoutRoom { columns } => {
            with("columns_without_room", "columns", columns)
        }
        WarningKind::DuplicateColumns { name } => with("duplicate_columns", "name", name),
        WarningKind::PartlyReadable { detail } => with("partly_readable", "detail", detail),
        WarningKind::ChangesPending => plain("changes_pending"),
        WarningKind::LayerLeftOut { name } => with("layer_left_out", "name", name),
        WarningKind::Other { detail } => with("other", "detail", detail),
    }
}

fn fill(text: String, values: &[(&str, &str)]) -> String {
    values.iter().fold(text, |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}
