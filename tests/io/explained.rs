//! Every error and every warning in words: both languages, all parts, nothing left unfilled.

use std::io;

use ruilkaart::explain::{open_error, warning, write_error};
use ruilkaart::io::{Format, OpenError, ShapeKind, WriteError};
use ruilkaart::job::Cancelled;
use ruilkaart::layer::{Warning, WarningKind};
use ruilkaart::text::Lang;

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
        OpenError::FolderWithoutLayers { path: path() },
        OpenError::Io {
            path: path(),
            source: source(),
        },
        OpenError::Io {
            path: path(),
            source: io::ErrorKind::OutOfMemory.into(),
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
        OpenError::CompressionNotRead {
            path: path(),
            compression: "ZSTD".into(),
        },
        OpenError::ZipMethodNotRead {
            path: path(),
            method: "BZIP2".into(),
        },
        OpenError::ZipLocked { path: path() },
        OpenError::ZipWithoutShapefile { path: path() },
        OpenError::ZipTooLarge {
            path: path(),
            most_bytes: 1 << 30,
        },
    ];
    for kind in [
        ShapeKind::Points,
        ShapeKind::Lines,
        ShapeKind::MultiPatch,
        ShapeKind::Collections,
    ] {
        errors.push(OpenError::NotPolygons { path: path(), kind });
    }
    for format in [Format::GeoPackage, Format::Archive] {
        errors.push(OpenError::FormatNotRead {
            path: path(),
            format,
        });
        errors.push(OpenError::Damaged {
            path: path(),
            format,
            detail: "no end".into(),
        });
        errors.push(OpenError::NoPolygons {
            path: path(),
            format,
        });
        errors.push(OpenError::OutOfProportion {
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
        WarningKind::ColumnsDamaged { columns: text() },
        WarningKind::ColumnsWithoutRoom { columns: text() },
        WarningKind::DuplicateColumns { name: text() },
        WarningKind::LayerLeftOut { name: text() },
        WarningKind::PartlyReadable { detail: text() },
        WarningKind::ChangesPending,
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
    let errors = every_open_error();
    let of_system = |error: &&OpenError| matches!(error, OpenError::Io { .. });
    let said = open_error(errors.iter().find(of_system).unwrap(), Lang::Nl);
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
        "The shape of 1 parcel cannot be read and was left out. (record 7)"
    );
    assert_eq!(
        bad(1234, &[0, 1, 2, 3, 4, 5, 6]),
        "The shapes of 1,234 parcels cannot be read and were left out. (records 0, 1, 2, 3, 4, …)"
    );
}

#[test]
fn rows_without_a_shape_are_counted_in_words() {
    let said = |shapes, rows, lang| {
        let kind = WarningKind::RowCountDiffers { shapes, rows };
        let records = Vec::new();
        let count = 1;
        warning(
            &Warning {
                kind,
                count,
                records,
            },
            lang,
        )
    };
    assert_eq!(
        said(27_293, 60_000, Lang::Nl),
        "Het .dbf-bestand heeft 60.000 rijen en het .shp-bestand 27.293 vormen: 32.707 rijen zonder vorm worden niet \
         getoond, en kenmerken kunnen bij het verkeerde perceel staan."
    );
    assert!(said(3, 4, Lang::En).contains(": 1 row without a shape is not shown"));
    assert!(said(5, 3, Lang::En).contains(": 2 parcels have no attributes"));
    assert!(said(4, 3, Lang::Nl).contains(": 1 perceel heeft geen kenmerken"));
}
