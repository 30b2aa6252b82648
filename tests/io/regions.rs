//! Files of which only a part is needed: what lies where it was asked for is read, whole, from every format that can
//! tell; the rest is counted and not read.

use std::path::{Path, PathBuf};

use ruilkaart::crs::Crs;
use ruilkaart::geometry::fingerprint::fingerprint;
use ruilkaart::io::{self, Known, Opening, Recall, Region};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, Value, WarningKind};

use crate::fixtures::{Shapefile, area, count, hectare, reversed, square};
use crate::formats::hectares;
use crate::roundtrip::open_one;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/io")
        .join(name)
}

/// What lies where some of the features of `layer` lie.
fn open_part(path: &Path, layer: &Layer, features: &[u32]) -> Layer {
    let mut part = layer.clone();
    part.polygons = layer.polygons.select(features);
    let region = Region::around(&part).unwrap();
    let how = Opening {
        region: Some(&region),
        ..Opening::default()
    };
    io::open_with(how, path, &Progress::default())
        .unwrap()
        .remove(0)
}

/// The part is the features of these numbers with their cells, and the others are counted.
fn assert_part(part: &Layer, whole: &Layer, features: std::ops::Range<usize>, what: &str) {
    assert_eq!(part.len(), features.len(), "{what}");
    let numbers: Vec<usize> = (0..part.len()).map(|i| part.record_number(i)).collect();
    assert_eq!(numbers, features.clone().collect::<Vec<_>>(), "{what}");
    assert_eq!(part.table.fields(), whole.table.fields(), "{what}");
    for (row, feature) in features.enumerate() {
        let coords = |layer: &Layer, i| layer.polygons.feature(i).coords().to_vec();
        assert_eq!(coords(part, row), coords(whole, feature), "{what}");
        for column in 0..whole.table.fields().len() {
            let cells = [
                part.table.value(column, row),
                whole.table.value(column, feature),
            ];
            assert_eq!(cells[0], cells[1], "{what} {column} {row}");
        }
    }
    let elsewhere = (whole.len() - part.len()) as u64;
    assert_eq!(
        count(part, &WarningKind::OutsideRegion),
        elsewhere,
        "{what}"
    );
}

#[test]
fn what_we_write_is_read_in_part() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["shp", "gpkg"] {
        let path = folder.path().join(format!("percelen.{ending}"));
        let format = io::OutputFormat::of_path(&path).unwrap();
        io::write(&hectares(300), &path, format, None, &Progress::default()).unwrap();
        let whole = open_one(&path);
        let part = open_part(&path, &whole, &[40, 79]);
        // A hundredth more on either side holds a neighbour.
        assert_part(&part, &whole, 39..81, ending);
    }
}

#[test]
fn groups_of_our_own_parquet_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("percelen.parquet");
    let mut layer = hectares(40_000);
    // Two hundred in a row.
    let mut coords = layer.polygons.coords().to_vec();
    for (i, hectare) in coords.chunks_mut(5).enumerate() {
        let row = (i / 200) as f64;
        for point in hectare {
            *point = [point[0] - 200.0 * 110.0 * row, point[1] + 110.0 * row];
        }
    }
    layer.polygons = layer.polygons.with_coords(coords).unwrap();
    io::geoparquet::write(&layer, &path, &Progress::default()).unwrap();
    let whole = open_one(&path);
    assert_eq!((whole.len(), area(&whole)), (40_000, area(&layer)));
    let part = open_part(&path, &whole, &[30_000, 30_001]);
    // Two of the three groups touch there.
    assert!((2..30_000).contains(&part.len()), "{}", part.len());
    let elsewhere = (whole.len() - part.len()) as u64;
    assert_eq!(count(&part, &WarningKind::OutsideRegion), elsewhere);
    let numbers: Vec<usize> = (0..part.len()).map(|row| part.record_number(row)).collect();
    assert!(numbers.contains(&30_000) && numbers.contains(&30_001));
    for (row, number) in numbers.iter().enumerate().step_by(997) {
        let coords = |layer: &Layer, i| layer.polygons.feature(i).coords().to_vec();
        assert_eq!(coords(&part, row), coords(&whole, *number));
        for column in 0..whole.table.fields().len() {
            let cells = [
                part.table.value(column, row),
                whole.table.value(column, *number),
            ];
            assert_eq!(cells[0], cells[1], "{column} {row}");
        }
    }
}

#[test]
fn of_an_outline_that_is_known_only_the_fingerprint_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("percelen.shp");
    let format = io::OutputFormat::of_path(&path).unwrap();
    io::write(&hectares(300), &path, format, None, &Progress::default()).unwrap();
    let whole = open_one(&path);
    let prints: Vec<u128> = whole.polygons.features().map(|f| fingerprint(&f)).collect();
    let is_known = |feature: usize| !feature.is_multiple_of(7);
    let known: Vec<u128> = (0..300)
        .filter(|f| is_known(*f))
        .map(|f| prints[f])
        .collect();
    let which = |asked: &[u128]| asked.iter().map(|print| known.contains(print)).collect();
    let open = |crs: &Crs| {
        let how = Opening {
            known: Some(Known { crs, which: &which }),
            ..Opening::default()
        };
        let layers = io::open_with(how, &path, &Progress::default());
        layers.unwrap().remove(0)
    };
    let part = open(&Crs::rd_new());
    assert_eq!(part.len(), 300);
    assert!(part.polygons.lacks_outlines() && !part.polygons.has_no_outlines());
    for (feature, print) in prints.iter().enumerate() {
        assert_eq!(part.polygons.fingerprint(feature), Some(*print));
        let (own, stored) = (
            part.polygons.feature(feature),
            whole.polygons.feature(feature),
        );
        assert_eq!(own.is_null(), is_known(feature), "{feature}");
        assert!(own.is_null() || own.rings().eq(stored.rings()), "{feature}");
    }
    // Numbers that are the same in another system are another place.
    let elsewhere = open(&Crs::web_mercator());
    assert_eq!(elsewhere.polygons, whole.polygons);
}

#[test]
fn records_that_were_read_before_come_to_the_same() {
    let unclosed = hectare(0)[..4].to_vec();
    let with_hole = vec![hectare(2), reversed(square(230_230.0, 557_010.0, 10.0))];
    let mut polygons = vec![vec![unclosed], vec![hectare(1)], with_hole];
    polygons.extend([vec![hectare(3)], vec![]]);
    let folder = tempfile::tempdir().unwrap();
    let before = Shapefile::of_polygons(&polygons).save(folder.path(), "brp_2023");
    polygons[1] = vec![square(230_100.0, 557_000.0, 99.0)];
    let after = Shapefile::of_polygons(&polygons).save(folder.path(), "brp_2024");

    let stands = open_one(&before).polygons;
    let stands: Vec<u128> = stands.features().map(|f| fingerprint(&f)).collect();
    let which = |asked: &[u128]| asked.iter().map(|print| stands.contains(print)).collect();
    let recall = Recall::default();
    let open = |path: &Path, recall: Option<&Recall>, crs: Option<&Crs>| {
        let how = Opening {
            known: crs.map(|crs| Known { crs, which: &which }),
            recall,
            ..Opening::default()
        };
        let layers = io::open_with(how, path, &Progress::default());
        layers.unwrap().remove(0)
    };
    let prints = |layer: &Layer| -> Vec<u128> {
        let print = |feature| layer.polygons.fingerprint(feature).unwrap();
        (0..5).map(print).collect()
    };
    assert_eq!(prints(&open(&before, Some(&recall), None)), stands);
    let crs = Crs::rd_new();
    for known in [None, Some(&crs)] {
        let recalled = open(&after, Some(&recall), known);
        let plain = open(&after, None, known);
        assert_eq!(recalled.polygons.coords(), plain.polygons.coords());
        for (a, b) in recalled.polygons.features().zip(plain.polygons.features()) {
            assert!(a.rings().eq(b.rings()));
        }
        assert_eq!(recalled.warnings, plain.warnings);
        for kind in [WarningKind::UnclosedRings, WarningKind::NullGeometries] {
            assert_eq!(count(&recalled, &kind), 1, "{kind:?}");
        }
        if known.is_some() {
            assert_eq!(prints(&recalled), prints(&plain));
            assert!(recalled.polygons.feature(3).is_null());
        }
    }
}

#[test]
fn indexes_of_others_are_used() {
    for (name, step) in [
        ("flatgeobuf/indexed.fgb", 1),
        // Rows of a group come together.
        ("parquet/groups_bbox.parquet", 5),
        ("parquet/groups_native.parquet", 5),
    ] {
        let whole = open_one(&file(name));
        assert_eq!(whole.len(), 40);
        let part = open_part(&file(name), &whole, &[11, 13]);
        let features = if step == 1 { 11..14 } else { 10..15 };
        assert_part(&part, &whole, features, name);
        // In another system.
        let mut degrees = whole.clone();
        let transform = ruilkaart::crs::Transform::between(&Crs::rd_new(), &Crs::wgs84()).unwrap();
        let mut coords = whole.polygons.coords().to_vec();
        transform.apply(&mut coords);
        degrees.polygons = whole.polygons.with_coords(coords).unwrap();
        degrees.crs = Some(Crs::wgs84());
        let part = open_part(&file(name), &degrees, &[11, 13]);
        assert!((3..=5).contains(&part.len()), "{name} {}", part.len());
    }
}

#[test]
fn numbers_of_rows_need_not_count_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gaten.gpkg");
    io::geopackage::write(&hectares(60), &path, None, &Progress::default()).unwrap();
    let name = hectares(1).name;
    let database = rusqlite::Connection::open(&path).unwrap();
    let triggers = format!("DROP TRIGGER \"rtree_{name}_geom_delete\"");
    database.execute_batch(&triggers).unwrap();
    for table in [
        format!("\"{name}\" WHERE fid"),
        format!("\"rtree_{name}_geom\" WHERE id"),
    ] {
        database
            .execute_batch(&format!("DELETE FROM {table} IN (1, 2, 3, 30)"))
            .unwrap();
    }
    drop(database);
    let whole = open_one(&path);
    assert_eq!(whole.len(), 56);
    // The row that was the thirtieth is gone.
    let part = open_part(&path, &whole, &[20, 29]);
    assert_part(&part, &whole, 19..31, "gaps");
}

#[test]
fn a_file_that_says_a_wrong_system_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let layer = hectares(30);
    for (ending, wrong) in [("shp", true), ("gpkg", true), ("shp", false)] {
        let path = folder.path().join(format!("a.{ending}"));
        let format = io::OutputFormat::of_path(&path).unwrap();
        io::write(&layer, &path, format, None, &Progress::default()).unwrap();
        let prj = path.with_extension("prj");
        match (ending, wrong) {
            ("gpkg", _) => rusqlite::Connection::open(&path)
                .unwrap()
                .execute_batch("UPDATE gpkg_contents SET srs_id = 4326; UPDATE gpkg_geometry_columns SET srs_id = 4326")
                .unwrap(),
            (_, true) => crate::fixtures::save_bytes(&prj, b"EPSG:4326"),
            (_, false) => std::fs::remove_file(&prj).unwrap(),
        }
        let part = open_part(&path, &layer, &[3, 4]);
        assert_eq!(
            (part.len(), area(&part)),
            (30, 300_000.0),
            "{ending} {wrong}"
        );
        assert_eq!(count(&part, &WarningKind::OutsideRegion), 0);
    }
}

#[test]
fn cells_of_a_wide_table_are_read_when_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breed.gpkg");
    io::geopackage::write(&hectares(40), &path, None, &Progress::default()).unwrap();
    let name = hectares(1).name;
    let database = rusqlite::Connection::open(&path).unwrap();
    for number in 0..1100 {
        let column =
            format!("ALTER TABLE \"{name}\" ADD COLUMN k{number} INTEGER DEFAULT {number}");
        database.execute_batch(&column).unwrap();
    }
    let triggers: Vec<String> = [
        "insert", "update6", "update7", "update2", "update5", "update4", "delete",
    ]
    .map(|kind| format!("DROP TRIGGER \"rtree_{name}_geom_{kind}\";"))
    .to_vec();
    database.execute_batch(&triggers.concat()).unwrap();
    database
        .execute_batch(&format!(
            "DELETE FROM \"{name}\" WHERE fid = 7; DELETE FROM \"rtree_{name}_geom\" WHERE id = 7; UPDATE \"{name}\" SET k500 = fid"
        ))
        .unwrap();
    // A short file is read at once.
    database
        .execute_batch("CREATE TABLE lang AS SELECT zeroblob(34000000)")
        .unwrap();
    drop(database);
    let layer = open_one(&path);
    assert_eq!((layer.len(), layer.table.fields().len()), (39, 1104));
    let place = |name: &str| layer.table.find(name).unwrap();
    // A cell by itself, then the whole column.
    assert_eq!(layer.table.value(place("k1099"), 12), Value::Integer(1099));
    assert_eq!(layer.table.value(place("k500"), 6), Value::Integer(8));
    let cells = layer.table.column(place("k500")).unwrap();
    assert_eq!(
        (cells.len(), cells.value(5), cells.value(6)),
        (39, Value::Integer(6), Value::Integer(8))
    );
    let gewas = layer.table.column(place("gewas \"é\"")).unwrap();
    assert_eq!(gewas.value(1), Value::Text("gewas 1".into()));
    let part = open_part(&path, &layer, &[10, 12]);
    assert_part(&part, &layer, 10..13, "wide");
    // What is gone by then is empty; nothing is left beside.
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        layer.table.column(place("k7")).unwrap().value(3),
        Value::Null
    );
    assert_eq!(layer.table.value(place("k8"), 3), Value::Null);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
