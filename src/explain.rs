//! What happened, what it means, what to do: typed errors and warnings put into sentences, in the reader's
//! language. The types know no words; this is the only place where they get them.

use std::error::Error;
use std::io;
use std::path::Path;

use crate::crs::Crs;
use crate::io::{Format, OpenError, ShapeKind, WriteError};
use crate::layer::{Warning, WarningKind};
use crate::text::Lang;

/// How many record numbers a sentence names.
const RECORDS_NAMED: usize = 5;

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
        OpenError::Io { path, .. } => explain("io", path, &[]),
        OpenError::Empty { path } => explain("empty", path, &[]),
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
            });
            explain("not_polygons", path, &[("kind", kind)])
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
    let list = list.join(", ");
    lang.fill("warning.records", &[("text", &text), ("list", &list)])
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
        WarningKind::RowCountDiffers { shapes, rows } => (
            "row_count_differs",
            vec![("shapes", lang.count(*shapes)), ("rows", lang.count(*rows))],
        ),
        WarningKind::DeletedRows => plain("deleted_rows"),
        WarningKind::Truncated => plain("truncated"),
        WarningKind::BadRecords => plain("bad_records"),
        WarningKind::OtherShapeType => plain("other_shape_type"),
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
        WarningKind::DuplicateColumns { name } => with("duplicate_columns", "name", name),
        WarningKind::LayerLeftOut { name } => with("layer_left_out", "name", name),
        WarningKind::Other { detail } => with("other", "detail", detail),
    }
}

fn fill(text: String, values: &[(&str, &str)]) -> String {
    values.iter().fold(text, |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Cancelled;

    fn every_open_error() -> Vec<OpenError> {
        let path = || "map/percelen é.shp".into();
        let source = || io::Error::other("input/output error");
        let mut errors = vec![
            OpenError::Cancelled(Cancelled),
            OpenError::NotFound { path: path() },
            OpenError::NoPermission {
                path: path(),
                source: source(),
            },
            OpenError::NotAFile { path: path() },
            OpenError::Io {
                path: path(),
                source: source(),
            },
            OpenError::Empty { path: path() },
            OpenError::NotRecognised { path: path() },
            OpenError::ShpMissing { path: path() },
            OpenError::ShpDamaged {
                path: path(),
                detail: "shorter than 100 bytes",
            },
            OpenError::ZipDamaged {
                path: path(),
                detail: "no end".into(),
            },
            OpenError::ZipLocked { path: path() },
            OpenError::ZipWithoutShapefile { path: path() },
            OpenError::ZipTooLarge {
                path: path(),
                most_bytes: 1 << 30,
            },
        ];
        for kind in [ShapeKind::Points, ShapeKind::Lines, ShapeKind::MultiPatch] {
            errors.push(OpenError::NotPolygons { path: path(), kind });
        }
        for format in [Format::GeoPackage, Format::Archive] {
            errors.push(OpenError::FormatNotRead {
                path: path(),
                format,
            });
        }
        errors
    }

    fn every_warning() -> Vec<WarningKind> {
        let text = || "naam".to_owned();
        vec![
            WarningKind::AttributesMissing,
            WarningKind::AttributesUnreadable { detail: text() },
            WarningKind::IndexRebuilt,
            WarningKind::RowCountDiffers { shapes: 2, rows: 1 },
            WarningKind::DeletedRows,
            WarningKind::Truncated,
            WarningKind::BadRecords,
            WarningKind::OtherShapeType,
            WarningKind::NullGeometries,
            WarningKind::TrailingBytes { bytes: 80 },
            WarningKind::NotFinite,
            WarningKind::HeightsIgnored,
            WarningKind::MeasuresIgnored,
            WarningKind::DegenerateRings,
            WarningKind::UnclosedRings,
            WarningKind::StrayHoles,
            WarningKind::NestedOuters,
            WarningKind::CrsMissing,
            WarningKind::CrsGuessed { name: text() },
            WarningKind::CrsNotUnderstood,
            WarningKind::CrsUnsupported { name: text() },
            WarningKind::CrsContradicts { name: text() },
            WarningKind::EncodingDoubtful {
                declared: text(),
                used: text(),
            },
            WarningKind::EncodingGuessed { used: text() },
            WarningKind::BadCells { column: text() },
            WarningKind::ColumnsLeftOut { columns: text() },
            WarningKind::DuplicateColumns { name: text() },
            WarningKind::LayerLeftOut { name: text() },
            WarningKind::Other { detail: text() },
        ]
    }

    /// A sentence that a person can read: no key, no empty place, a capital and a full stop.
    fn assert_sentence(text: &str) {
        assert!(text.len() > 10 && text.contains(' '), "{text}");
        assert!(!text.contains(['{', '}', '_']), "{text}");
        assert!(
            text.chars().next().is_some_and(|c| !c.is_lowercase()),
            "{text}"
        );
        assert!(text.ends_with(['.', ')']), "{text}");
    }

    #[test]
    fn every_error_says_what_it_means_and_what_to_do_in_both_languages() {
        let path = || "x.shp".into();
        let write_errors = [
            io::ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::StorageFull,
            io::ErrorKind::Other,
        ]
        .map(|kind| WriteError::Io {
            path: path(),
            source: kind.into(),
        });
        let too_large = WriteError::TooLarge {
            path: path(),
            format: "dBASE",
        };
        for lang in [Lang::Nl, Lang::En] {
            let open = every_open_error();
            let explained = open.iter().map(|error| open_error(error, lang));
            let write = write_errors.iter().chain([&too_large]);
            for said in explained.chain(write.map(|error| write_error(error, lang))) {
                for part in [&said.what, &said.meaning, &said.remedy] {
                    assert_sentence(part);
                }
                assert!(!said.detail.is_empty());
            }
        }
    }

    #[test]
    fn errors_name_their_file_and_keep_their_cause() {
        let said = open_error(&every_open_error()[4], Lang::Nl);
        assert!(said.what.contains("percelen é.shp"), "{}", said.what);
        assert!(
            said.detail.contains("input/output error"),
            "{}",
            said.detail
        );
    }

    #[test]
    fn every_warning_is_a_sentence_in_both_languages() {
        for lang in [Lang::Nl, Lang::En] {
            for kind in every_warning() {
                for (count, records) in [(1, vec![3]), (12_345, vec![3, 5, 8]), (2, vec![])] {
                    let said = warning(
                        &Warning {
                            kind: kind.clone(),
                            count,
                            records,
                        },
                        lang,
                    );
                    if !matches!(kind, WarningKind::Other { .. }) {
                        assert_sentence(&said);
                    }
                }
            }
        }
    }

    #[test]
    fn counts_and_records_are_named() {
        let bad = |count, records: &[u64]| {
            let kind = WarningKind::BadRecords;
            let records = records.to_vec();
            warning(
                &Warning {
                    kind,
                    count,
                    records,
                },
                Lang::En,
            )
        };
        assert_eq!(
            bad(1, &[7]),
            "The shape of 1 parcel cannot be read and was left out. (records 7)"
        );
        assert_eq!(
            bad(1234, &[0, 1, 2, 3, 4, 5, 6]),
            "The shapes of 1,234 parcels cannot be read and were left out. (records 0, 1, 2, 3, 4, …)"
        );
    }
}
