//! One layer whatever the format: what is written comes back, and no damage does more than leave something out.

use std::path::Path;

use ruilkaart::crs::Crs;
use ruilkaart::io::{self, OpenError};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, FieldType, Layer, Value, WarningKind};

use crate::fixtures::{Shapefile, area, kinds, save_bytes};
use crate::flatgeobufs;
use crate::roundtrip::{field, open_one};

/// Hectares in RD New with a number, a name, a share and a truth each.
pub(crate) fn hectares(count: usize) -> Layer {
    let mut layer = Shapefile::of_hectares(count).open().unwrap();
    let rows = 0..count;
    let columns = vec![
        (
            field("code", FieldType::Integer),
            Cells::Integer(
                rows.clone()
                    .map(|i| (i % 7 > 0).then_some(i as i64))
                    .collect(),
            ),
        ),
        (
            field("aandeel", FieldType::Real),
            Cells::Real(rows.clone().map(|i| i as f64 + 0.25).collect()),
        ),
        (
            field("natuur", FieldType::Boolean),
            Cells::Boolean(rows.clone().map(|i| Some(i % 2 == 0)).collect()),
        ),
        (
            field("gewas \"é\"", FieldType::Text),
            Cells::from_texts(rows.map(|i| (i % 3 > 0).then(|| format!("gewas {}", i % 5)))),
        ),
    ];
    layer.table = ruilkaart::layer::Table::of_columns(count, columns);
    layer
}

fn write(layer: &Layer, path: &Path) {
    let format = io::OutputFormat::of_path(path).unwrap();
    io::write(layer, path, format, None, &Progress::default()).unwrap();
}

#[test]
fn what_is_written_comes_back() {
    let written = hectares(20_000);
    let folder = tempfile::tempdir().unwrap();
    for ending in ["gpkg", "geojson"] {
        let path = folder.path().join(format!("percelen é #1%3f.{ending}"));
        write(&written, &path);
        let read = open_one(&path);
        // So many in a row reach beyond the country.
        let beyond = |kind: &WarningKind| matches!(kind, WarningKind::CrsContradicts { .. });
        assert!(kinds(&read).iter().all(beyond), "{ending}");
        assert_eq!(read.table.fields(), written.table.fields(), "{ending}");
        assert_eq!(read.len(), written.len());
        for row in [0, 1, 7, 9_999, 16_384, 19_999] {
            for column in 0..4 {
                let (a, b) = (
                    written.table.value(column, row),
                    read.table.value(column, row),
                );
                assert_eq!(a, b, "{ending} {column} {row}");
            }
        }
        if ending == "geojson" {
            assert_eq!(read.crs, Some(Crs::wgs84()));
        } else {
            assert!(read.crs.as_ref().unwrap().is_rd(), "{ending}");
            assert_eq!(area(&read), area(&written), "{ending}");
            assert_eq!(read.polygons.bounds(), written.polygons.bounds());
        }
        // Nothing is left beside what was opened.
        std::fs::remove_file(&path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn everything_opens_inside_a_zip() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join("z.zip")).unwrap());
    for ending in ["gpkg", "geojson"] {
        let path = folder.path().join(format!("a.{ending}"));
        write(&hectares(10), &path);
        zip.start_file(
            format!("map/a.{ending}"),
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
        zip.write_all(&std::fs::read(path).unwrap()).unwrap();
    }
    zip.start_file("b.fgb", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(&flatgeobufs::file(10)).unwrap();
    zip.start_file("over.json", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"{}").unwrap();
    zip.finish().unwrap();
    let layers = io::open(&folder.path().join("z.zip"), &Progress::default()).unwrap();
    let formats: Vec<&str> = layers.iter().map(|l| l.source.format.as_str()).collect();
    assert_eq!(formats, ["GeoPackage", "GeoJSON", "FlatGeobuf"]);
    assert!(layers.iter().all(|layer| layer.len() == 10));
    let (fgb, others) = layers.split_last().unwrap();
    assert!(others.iter().all(|layer| layer.warnings.is_empty()));
    assert_eq!(fgb.warnings.len(), 1);
}

/// Opens bytes of a format; whatever comes of it, it comes.
fn survives(folder: &Path, ending: &str, bytes: &[u8], what: &str) {
    let path = folder.join(format!("kapot.{ending}"));
    save_bytes(&path, bytes);
    match io::open(&path, &Progress::default()) {
        Ok(layers) => {
            for layer in layers {
                let rows = layer.table.rows();
                assert_eq!(rows, layer.len(), "{what}");
                let points = layer.polygons.coords().iter().flatten();
                assert!(points.clone().all(|o| o.is_finite()), "{what}");
                for column in 0..layer.table.fields().len() {
                    let cells = layer.table.column(column).unwrap();
                    assert_eq!(cells.len(), rows, "{what}: column {column}");
                    for row in 0..rows {
                        let value = cells.value(row);
                        assert!(!matches!(value, Value::Real(r) if !r.is_finite()));
                    }
                }
            }
        }
        Err(OpenError::Cancelled(_)) => panic!("{what}: cancelled"),
        Err(_) => {}
    }
}

/// A whole file of each format.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let mut samples = vec![("fgb", flatgeobufs::file(200))];
    for ending in ["gpkg", "geojson"] {
        let path = folder.path().join(format!("heel.{ending}"));
        write(&hectares(200), &path);
        samples.push((ending, std::fs::read(path).unwrap()));
    }
    samples
}

#[test]
fn files_that_end_too_soon_are_read_as_far_as_they_go() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, bytes) in samples() {
        for len in (0..bytes.len()).step_by(1024) {
            let what = format!("{ending} cut at {len}");
            survives(folder.path(), ending, &bytes[..len], &what);
        }
    }
}

#[test]
fn flipped_bytes_make_no_reader_panic() {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for (ending, bytes) in samples() {
        for round in 0..120 {
            let mut flipped = bytes.clone();
            // Headers and footers are short: half of the flips are near the ends.
            for _ in 0..=random(8) {
                let near = random(2048.min(bytes.len()));
                let at = match random(4) {
                    0 => near,
                    1 => bytes.len() - 1 - near,
                    _ => random(bytes.len()),
                };
                flipped[at] = match random(4) {
                    0 => 0xff,
                    1 => 0,
                    2 => flipped[at] ^ (1 << random(8)),
                    _ => random(256) as u8,
                };
            }
            survives(
                folder.path(),
                ending,
                &flipped,
                &format!("{ending} round {round}"),
            );
        }
    }
}
