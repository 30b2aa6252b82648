//! A look at a file tells what the whole file would: how many features, which columns of which types, where on earth,
//! and what the columns seem to be; without the features in memory.

use std::path::{Path, PathBuf};

use ruilkaart::analysis::years::YearFile;
use ruilkaart::domain::Catalogue;
use ruilkaart::io::{self, FEW, Glance, OpenError};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, FieldType, Layer, Table};

use crate::fixtures::{save_bytes, zip};
use crate::formats::hectares;
use crate::roundtrip::{field, open_one};

fn glance_one(path: &Path) -> Glance {
    let mut glances = io::glance(path, &Progress::default()).unwrap();
    assert_eq!(glances.len(), 1);
    glances.remove(0)
}

/// Parcels with a crop and a year each.
fn yearly(count: usize) -> Layer {
    let mut layer = hectares(count);
    let crops = (0..count).map(|i| Some([265, 259, 2014][i % 3]));
    let columns = vec![
        (
            field("gewascode", FieldType::Integer),
            Cells::Integer(crops.collect()),
        ),
        (
            field("jaar", FieldType::Integer),
            Cells::Integer(vec![Some(2021); count]),
        ),
        (
            field("naam", FieldType::Text),
            Cells::from_texts((0..count).map(|i| Some(format!("é{}", i % 9)))),
        ),
    ];
    layer.table = Table::of_columns(count, columns);
    layer
}

fn assert_tells(path: &Path, what: &str) {
    let (glance, whole) = (glance_one(path), open_one(path));
    let seen = &glance.layer;
    assert_eq!(glance.features, whole.len(), "{what}");
    assert_eq!(seen.len(), seen.table.rows(), "{what}");
    assert!(seen.len() >= whole.len().min(FEW), "{what} {}", seen.len());
    assert!(seen.len() < 2 * FEW, "{what} {}", seen.len());
    assert_eq!(seen.polygons.vertex_count(), 0, "{what}");
    assert_eq!((&seen.name, &seen.crs), (&whole.name, &whole.crs), "{what}");
    assert_eq!(seen.source.encoding, whole.source.encoding, "{what}");
    assert_eq!(seen.table.fields(), whole.table.fields(), "{what}");
    let catalogue = Catalogue::built_in();
    let of = |layer: &Layer| YearFile {
        rows: 0,
        ..YearFile::of(layer, &catalogue)
    };
    assert_eq!(of(seen), of(&whole), "{what}");
}

#[test]
fn a_look_tells_what_the_whole_file_would() {
    let folder = tempfile::tempdir().unwrap();
    for count in [3, 9_500] {
        for ending in ["shp", "gpkg", "geojson", "parquet"] {
            let path = folder.path().join(format!("percelen {count}.{ending}"));
            let format = io::OutputFormat::of_path(&path).unwrap();
            io::write(&yearly(count), &path, format, None, &Progress::default()).unwrap();
            assert_tells(&path, &format!("{ending} {count}"));
        }
    }
    let read = |ending: &str| {
        std::fs::read(folder.path().join(format!("percelen 9500.{ending}"))).unwrap()
    };
    let [shp, shx, dbf] = ["shp", "shx", "dbf"].map(read);
    let path = folder.path().join("percelen.zip");
    let members = [("brp.shp", &shp[..]), ("brp.shx", &shx), ("brp.dbf", &dbf)];
    save_bytes(&path, &zip(&members));
    assert_tells(&path, "zip");
    // Nobody says where it lies, nor where its records begin.
    for gone in ["prj", "shx"] {
        std::fs::remove_file(folder.path().join(format!("percelen 9500.{gone}"))).unwrap();
        assert_tells(&folder.path().join("percelen 9500.shp"), gone);
    }
    std::fs::remove_file(folder.path().join("percelen 9500.dbf")).unwrap();
    let glance = glance_one(&folder.path().join("percelen 9500.shp"));
    assert_eq!(
        (glance.features, glance.layer.table.fields().len()),
        (9_500, 0)
    );
}

#[test]
fn indexes_and_groups_are_made_use_of() {
    for name in ["flatgeobuf/indexed.fgb", "parquet/groups_bbox.parquet"] {
        let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/io")
            .join(name);
        let glance = glance_one(&path);
        assert_eq!(glance.features, 40, "{name}");
        // Of the groups of five rows one is enough.
        let few = if name.ends_with("fgb") { 40 } else { 5 };
        assert_eq!(glance.layer.len(), few, "{name}");
        assert_eq!(glance.layer.table.fields(), open_one(&path).table.fields());
    }
}

#[test]
fn rows_that_are_gone_are_not_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gaten.gpkg");
    let count = 6_000;
    io::geopackage::write(&yearly(count), &path, None, &Progress::default()).unwrap();
    let name = hectares(1).name;
    let database = rusqlite::Connection::open(&path).unwrap();
    let triggers = format!(
        "DROP TRIGGER \"rtree_{name}_geom_delete\"; DELETE FROM \"{name}\" WHERE fid BETWEEN 2 AND 5000"
    );
    database.execute_batch(&triggers).unwrap();
    drop(database);
    let glance = glance_one(&path);
    assert_eq!(glance.features, 1_001);
    assert!(
        (300..1_001).contains(&glance.layer.len()),
        "{}",
        glance.layer.len()
    );
}

#[test]
fn what_is_no_file_of_parcels_is_refused_at_a_look() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.shp");
    save_bytes(&path, b"no shapes here");
    let error = io::glance(&path, &Progress::default());
    assert!(
        matches!(error, Err(OpenError::NotRecognised { .. })),
        "{error:?}"
    );
    let cancelled = Progress::default();
    cancelled.cancel();
    io::write(
        &yearly(3),
        &path,
        io::OutputFormat::Shapefile,
        None,
        &Progress::default(),
    )
    .unwrap();
    assert!(matches!(
        io::glance(&path, &cancelled),
        Err(OpenError::Cancelled(_))
    ));
}

#[test]
fn one_layer_of_several_is_read_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jaren.zip");
    let mut members = Vec::new();
    for name in ["brp_2021", "brp_2022"] {
        let of = folder.path().join(format!("{name}.shp"));
        io::write(
            &yearly(3),
            &of,
            io::OutputFormat::Shapefile,
            None,
            &Progress::default(),
        )
        .unwrap();
        for ending in ["shp", "shx", "dbf"] {
            let bytes = std::fs::read(of.with_extension(ending)).unwrap();
            members.push((format!("{name}.{ending}"), bytes));
        }
    }
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), &bytes[..]))
        .collect();
    save_bytes(&path, &zip(&members));
    let names = |only| {
        let how = io::Opening {
            only,
            ..io::Opening::default()
        };
        let layers = io::open_with(how, &path, &Progress::default()).unwrap();
        layers
            .into_iter()
            .map(|layer| layer.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(None), ["brp_2021", "brp_2022"]);
    assert_eq!(names(Some("brp_2022")), ["brp_2022"]);
    // Somebody renamed it.
    assert_eq!(names(Some("brp_2023")), ["brp_2021", "brp_2022"]);
}
