//! Writers of text and database formats, on layers with everything that is rare: no geometry, several parts,
//! odd names, odd texts, no coordinate system.

use std::path::Path;

use ruilkaart::crs::Crs;
use ruilkaart::geometry::{PolygonArray, PolygonBuilder};
use ruilkaart::io::{OutputFormat, WriteError, csv, geojson, geopackage, geoparquet, write};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use serde_json::Value as Json;

/// A feature of two parts, one without geometry, one whose only ring encloses nothing.
fn odd_polygons(x: f64, y: f64, side: f64) -> PolygonArray {
    let mut builder = PolygonBuilder::default();
    for x in [x, x + 2.0 * side] {
        // Clockwise, as shapefiles have it.
        let ring = [
            [x, y],
            [x, y + side],
            [x + side, y + side],
            [x + side, y],
            [x, y],
        ];
        builder.push_ring(ring);
        builder.end_part();
    }
    builder.end_feature();
    builder.end_feature();
    builder.push_ring([[x, y], [x + side, y], [x, y]]);
    builder.end_part();
    builder.end_feature();
    builder.finish()
}

fn column(name: &str, field_type: FieldType, cells: Cells) -> (Field, Cells) {
    let name = name.to_owned();
    (Field { name, field_type }, cells)
}

fn odd_layer() -> Layer {
    let texts = Cells::from_texts([Some("a \"b\", c"), None, Some("ë\nx")]);
    let columns = vec![
        column("geom", FieldType::Text, texts),
        column(
            "FID",
            FieldType::Integer,
            Cells::Integer(vec![Some(-7), None, Some(i64::MAX)]),
        ),
        column(
            "a'\"b",
            FieldType::Real,
            Cells::Real(vec![-0.0, f64::NAN, 0.1]),
        ),
        column(
            "a'\"B",
            FieldType::Boolean,
            Cells::Boolean(vec![Some(true), None, Some(false)]),
        ),
        column("bytes", FieldType::Binary, Cells::Real(vec![f64::NAN; 3])),
    ];
    Layer {
        name: "O'Neil \"x\"".to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: odd_polygons(230_000.0, 550_000.0, 100.0),
        table: Table::of_columns(3, columns),
        warnings: Vec::new(),
    }
}

fn written(ending: &str, fill: impl Fn(&Path) -> Result<(), WriteError>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fill(&folder.path().join(format!("uit.{ending}"))).unwrap();
    // Nothing is left beside the file.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    folder
}

fn geojson_of(layer: &Layer) -> Json {
    let folder = written("geojson", |path| {
        geojson::write(layer, path, &Progress::default())
    });
    serde_json::from_slice(&std::fs::read(folder.path().join("uit.geojson")).unwrap()).unwrap()
}

#[test]
fn csv_quotes_what_needs_it_and_leaves_unknown_empty() {
    let layer = odd_layer();
    let folder = written("csv", |path| csv::write(&layer, path, &Progress::default()));
    let text = std::fs::read_to_string(folder.path().join("uit.csv")).unwrap();
    let expected = "geom,FID,\"a'\"\"b\",\"a'\"\"B_2\"\n\
        \"a \"\"b\"\", c\",-7,0,true\n,,,\n\"ë\nx\",9223372036854775807,0.1,false\n";
    assert_eq!(text, expected);
}

#[test]
fn geojson_keeps_parts_and_says_null() {
    let document = geojson_of(&odd_layer());
    assert_eq!(document["name"], "O'Neil \"x\"");
    let features = document["features"].as_array().unwrap();
    assert_eq!(features[0]["geometry"]["type"], "MultiPolygon");
    assert_eq!(
        features[0]["geometry"]["coordinates"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(features[1]["geometry"], Json::Null);
    assert_eq!(features[2]["geometry"], Json::Null);
    assert_eq!(features[0]["properties"]["geom"], "a \"b\", c");
    assert_eq!(features[1]["properties"]["FID"], Json::Null);
    assert_eq!(features[2]["properties"]["FID"], i64::MAX);
}

#[test]
fn degrees_stay_as_they_are() {
    let layer = Layer {
        crs: Some(Crs::wgs84()),
        polygons: odd_polygons(6.123_456_78, 52.0, 0.001),
        ..odd_layer()
    };
    let document = geojson_of(&layer);
    let corner = &document["features"][0]["geometry"]["coordinates"][0][0][0];
    let corner: [f64; 2] = serde_json::from_value(corner.clone()).unwrap();
    assert!((corner[0] - 6.123_456_8).abs() < 1e-12 && (corner[1] - 52.0).abs() < 1e-12);
}

#[test]
fn a_layer_that_lies_nowhere_is_no_geojson() {
    let layer = Layer {
        crs: None,
        ..odd_layer()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uit.geojson");
    let error = geojson::write(&layer, &path, &Progress::default()).unwrap_err();
    assert!(matches!(error, WriteError::PlaceUnknown { .. }));
    assert!(!path.exists());
}

#[test]
fn a_geopackage_takes_odd_names_and_no_geometry() {
    let layer = odd_layer();
    let folder = written("gpkg", |path| {
        geopackage::write(&layer, path, None, &Progress::default())
    });
    let database = rusqlite::Connection::open(folder.path().join("uit.gpkg")).unwrap();
    let text = |sql: &str| -> String { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    let table = text("SELECT table_name FROM gpkg_contents");
    assert_eq!(table, layer.name);
    let table = format!("\"{}\"", table.replace('"', "\"\""));
    let number = |sql: &str| -> i64 {
        let sql = sql.replace("{t}", &table);
        database.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(number("SELECT count(*) FROM {t} WHERE geom IS NULL"), 2);
    assert_eq!(number("SELECT \"FID_2\" FROM {t} WHERE fid = 3"), i64::MAX);
    assert_eq!(
        number("SELECT count(*) FROM {t} WHERE \"a'\"\"b\" IS NULL"),
        1
    );
    let trigger = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'";
    assert_eq!(number(trigger), 7);
    // Deleting a feature takes it out of the index: the trigger fits the table.
    database
        .execute(&format!("DELETE FROM {table} WHERE fid = 1"), [])
        .unwrap();
    let index = "SELECT count(*) FROM \"rtree_O'Neil \"\"x\"\"_geom\"";
    assert_eq!(number(index), 0);
}

#[test]
fn a_geopackage_says_which_system_it_is_in() {
    let srs = |crs: Option<Crs>, text: Option<&str>| {
        let mut layer = Layer { crs, ..odd_layer() };
        layer.source.crs_text = text.map(str::to_owned);
        let folder = written("gpkg", |path| {
            geopackage::write(&layer, path, None, &Progress::default())
        });
        let database = rusqlite::Connection::open(folder.path().join("uit.gpkg")).unwrap();
        let sql = "SELECT s.srs_id, organization, definition FROM gpkg_spatial_ref_sys s \
            JOIN gpkg_contents c ON s.srs_id = c.srs_id";
        let row = |row: &rusqlite::Row<'_>| {
            let definition: String = row.get(2)?;
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                definition.contains("Amersfoort"),
            ))
        };
        database.query_row(sql, [], row).unwrap()
    };
    let of = |id: i64, organization: &str, is_rd| (id, organization.to_owned(), is_rd);
    assert_eq!(srs(Some(Crs::rd_new()), None), of(28992, "EPSG", true));
    assert_eq!(srs(Some(Crs::wgs84()), None), of(4326, "EPSG", false));
    assert_eq!(
        srs(Some(Crs::web_mercator()), None),
        of(3857, "EPSG", false)
    );
    assert_eq!(srs(None, None), of(-1, "NONE", false));
    let own = Crs {
        epsg: None,
        ..Crs::rd_new()
    };
    assert_eq!(srs(Some(own), None), of(28992, "EPSG", true));
    let own = Crs {
        epsg: None,
        ..Crs::web_mercator()
    };
    assert_eq!(
        srs(Some(own), Some("LOCAL_CS[\"Amersfoort\"]")),
        of(100_000, "NONE", true)
    );
}

#[test]
fn geoparquet_outside_the_netherlands_is_in_degrees() {
    let crs_of = |crs: Option<Crs>| {
        let layer = Layer { crs, ..odd_layer() };
        let folder = written("parquet", |path| {
            geoparquet::write(&layer, path, &Progress::default())
        });
        let file = std::fs::File::open(folder.path().join("uit.parquet")).unwrap();
        use parquet::file::reader::{FileReader as _, SerializedFileReader};
        let reader = SerializedFileReader::new(file).unwrap();
        let pairs = reader
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .unwrap();
        let geo: Json = serde_json::from_str(pairs[0].value.as_ref().unwrap()).unwrap();
        geo["columns"]["geometry"].get("crs").cloned()
    };
    assert_eq!(crs_of(Some(Crs::rd_new())).unwrap()["id"]["code"], 28992);
    assert_eq!(crs_of(Some(Crs::web_mercator())), None);
    assert_eq!(crs_of(None), Some(Json::Null));
}

#[test]
fn a_cancelled_writer_says_so_and_leaves_nothing() {
    let layer = odd_layer();
    for ending in ["csv", "shp", "gpkg", "geojson", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("uit.{ending}"));
        let format = OutputFormat::of_path(&path).unwrap();
        let progress = Progress::default();
        progress.cancel();
        let error = write(&layer, &path, format, None, &progress).unwrap_err();
        assert!(matches!(error, WriteError::Cancelled(_)), "{ending}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{ending}"
        );
    }
}

#[test]
fn an_empty_layer_is_a_file_too() {
    let mut layer = odd_layer();
    layer.polygons = PolygonBuilder::default().finish();
    layer.table = Table::of_columns(0, Vec::new());
    for ending in ["csv", "shp", "gpkg", "geojson", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("uit.{ending}"));
        let format = OutputFormat::of_path(&path).unwrap();
        write(&layer, &path, format, None, &Progress::default()).unwrap();
        assert!(path.exists(), "{ending}");
    }
}

#[test]
fn the_ending_names_the_format() {
    let format = |name: &str| OutputFormat::of_path(Path::new(name));
    assert_eq!(format("a.GPKG"), Some(OutputFormat::GeoPackage));
    assert_eq!(format("a.json"), Some(OutputFormat::GeoJson));
    assert_eq!(format("a.geoparquet"), Some(OutputFormat::GeoParquet));
    assert_eq!(format("a.xlsx"), None);
    assert_eq!(format("csv"), None);
}
