//! Lines and points as layers: written in every format, they come back as they were.

use std::path::Path;

use ruilkaart::geometry::GeometryKind;
use ruilkaart::io::{self, OutputFormat};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, Value};

use crate::fixtures::save_bytes;
use crate::roundtrip::open_one;

/// Features of these geometries, with a number each, in RD New.
fn layer(folder: &Path, geometries: &[&str]) -> Layer {
    let features = geometries.iter().enumerate().map(|(i, geometry)| {
        format!("{{\"type\":\"Feature\",\"properties\":{{\"nr\":{i},\"naam\":\"weg {i}, ë\"}},\"geometry\":{geometry}}}")
    });
    let features: Vec<String> = features.collect();
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::28992\"}}}},\"features\":[{}]}}",
        features.join(",")
    );
    let path = folder.join("bron.geojson");
    save_bytes(&path, text.as_bytes());
    let layer = open_one(&path);
    assert!(layer.crs.as_ref().unwrap().is_rd());
    layer
}

fn parts(layer: &Layer, feature: usize) -> Vec<Vec<[f64; 2]>> {
    layer
        .polygons
        .feature(feature)
        .rings()
        .map(<[_]>::to_vec)
        .collect()
}

fn there_and_back(written: &Layer, folder: &Path) {
    for ending in ["shp", "gpkg", "parquet", "geojson"] {
        let path = folder.join(format!("uit.{ending}"));
        let format = OutputFormat::of_path(&path).unwrap();
        io::write(written, &path, format, None, &Progress::default()).unwrap();
        let read = open_one(&path);
        assert_eq!(read.polygons.kind(), written.polygons.kind(), "{ending}");
        assert_eq!(read.len(), written.len(), "{ending}");
        for feature in 0..read.len() {
            let number = read.table.value(read.table.find("nr").unwrap(), feature);
            assert_eq!(number.as_f64(), Some(feature as f64), "{ending}");
            let name = read.table.value(read.table.find("naam").unwrap(), feature);
            assert_eq!(
                name,
                Value::Text(format!("weg {feature}, ë").into()),
                "{ending}"
            );
            if ending == "geojson" {
                let count = |layer| {
                    parts(layer, feature)
                        .iter()
                        .map(Vec::len)
                        .collect::<Vec<_>>()
                };
                assert_eq!(count(&read), count(written));
            } else {
                assert_eq!(parts(&read, feature), parts(written, feature), "{ending}");
            }
        }
    }
}

const LINES: &[&str] = &[
    r#"{"type":"LineString","coordinates":[[230000,557000],[230100,557050.5],[230200,557000]]}"#,
    r#"{"type":"MultiLineString","coordinates":[[[1000,400000],[2000,400000]],[[3000,400000],[3000,401000],[3001,401000]]]}"#,
    "null",
];

#[test]
fn lines_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let lines = layer(folder.path(), LINES);
    assert_eq!(lines.polygons.kind(), GeometryKind::Lines);
    there_and_back(&lines, folder.path());
}

#[test]
fn points_come_back_as_they_were_alone_and_together() {
    let folder = tempfile::tempdir().unwrap();
    let point = r#"{"type":"Point","coordinates":[230000.25,557000]}"#;
    let several = r#"{"type":"MultiPoint","coordinates":[[230000,557000],[230001,557002]]}"#;
    for geometries in [&[point, "null", point][..], &[several, point, "null"]] {
        let points = layer(folder.path(), geometries);
        assert_eq!(points.polygons.kind(), GeometryKind::Points);
        there_and_back(&points, folder.path());
    }
}

#[test]
fn another_reader_finds_the_lines_and_points_of_a_shapefile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.shp");
    let write = |layer: &Layer| {
        io::write(
            layer,
            &path,
            OutputFormat::Shapefile,
            None,
            &Progress::default(),
        )
        .unwrap();
        shapefile::read_shapes(&path).unwrap()
    };
    let lines = write(&layer(folder.path(), LINES));
    assert!(matches!(&lines[1], shapefile::Shape::Polyline(line) if line.parts().len() == 2));
    assert!(matches!(&lines[2], shapefile::Shape::NullShape));
    let point = r#"{"type":"Point","coordinates":[230000.25,557000]}"#;
    let points = write(&layer(folder.path(), &[point]));
    assert!(matches!(&points[0], shapefile::Shape::Point(point) if point.x == 230_000.25));
}

#[test]
fn a_csv_says_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uit.csv");
    let csv = |geometries: &[&str]| {
        let layer = layer(folder.path(), geometries);
        io::write(&layer, &path, OutputFormat::Csv, None, &Progress::default()).unwrap();
        std::fs::read_to_string(&path).unwrap()
    };
    let point = r#"{"type":"Point","coordinates":[230000.25,557000]}"#;
    assert_eq!(
        csv(&[point, "null"]),
        "nr,naam,x,y\n0,\"weg 0, ë\",230000.25,557000\n1,\"weg 1, ë\",,\n"
    );
    assert_eq!(
        csv(&[LINES[0]]),
        "nr,naam,wkt\n0,\"weg 0, ë\",\"LINESTRING (230000 557000, 230100 557050.5, 230200 557000)\"\n"
    );
}
