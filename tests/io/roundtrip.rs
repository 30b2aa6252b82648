//! What is written is read back the same, and another reader agrees.

use std::path::Path;

use proptest::prelude::*;
use ruilkaart::crs::Crs;
use ruilkaart::geometry::{PolygonArray, PolygonBuilder, area};
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table, Value};

pub(crate) fn open_one(path: &Path) -> Layer {
    let mut layers = io::open(path, &Progress::default()).unwrap();
    assert_eq!(layers.len(), 1);
    layers.remove(0)
}

pub(crate) fn field(name: &str, field_type: FieldType) -> Field {
    Field {
        name: name.into(),
        field_type,
    }
}

pub(crate) fn layer(polygons: PolygonArray, columns: Vec<(Field, Cells)>) -> Layer {
    let rows = polygons.len();
    Layer {
        name: "proef".into(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons,
        table: Table::of_columns(rows, columns),
        warnings: Vec::new(),
    }
}

/// A clockwise square with a counter-clockwise square hole, on a grid of a hundred metres.
fn parcels(count: usize, holes: &[bool]) -> PolygonArray {
    let square = |x: f64, y: f64, side: f64| {
        [
            [x, y],
            [x, y + side],
            [x + side, y + side],
            [x + side, y],
            [x, y],
        ]
    };
    let mut builder = PolygonBuilder::default();
    for i in 0..count {
        let (x, y) = (
            233_000.0 + 100.0 * (i % 50) as f64,
            557_000.0 + 100.0 * (i / 50) as f64,
        );
        builder.push_ring(square(x, y, 90.0));
        if holes[i % holes.len()] {
            let mut hole = square(x + 10.0, y + 10.0, 20.5);
            hole.reverse();
            builder.push_ring(hole);
        }
        builder.end_part();
        builder.end_feature();
    }
    builder.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_cell_and_vertex_comes_back(
        rows in proptest::collection::vec(
            (any::<Option<i32>>(), proptest::option::of(-1e9..1e9f64), any::<Option<bool>>(), "[a-zA-Zëöï ]{0,20}[a-z]"),
            1..60,
        ),
        holes in proptest::collection::vec(any::<bool>(), 1..5),
    ) {
        let polygons = parcels(rows.len(), &holes);
        let columns = vec![
            (field("code", FieldType::Integer), Cells::Integer(rows.iter().map(|r| r.0.map(i64::from)).collect())),
            (field("aandeel", FieldType::Real), Cells::Real(rows.iter().map(|r| r.1.unwrap_or(f64::NAN)).collect())),
            (field("natuur", FieldType::Boolean), Cells::Boolean(rows.iter().map(|r| r.2).collect())),
            (field("gewas", FieldType::Text), Cells::from_texts(rows.iter().map(|r| Some(&r.3)))),
        ];
        let written = layer(polygons, columns);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("proef é.shp");
        io::shapefile::write(&written, &path).unwrap();
        let read = open_one(&path);

        prop_assert_eq!(&read.polygons, &written.polygons);
        prop_assert_eq!(&read.crs, &written.crs);
        prop_assert_eq!(&read.warnings, &vec![]);
        prop_assert_eq!(read.table.fields(), written.table.fields());
        for column in 0..4 {
            for row in 0..rows.len() {
                let (a, b) = (written.table.value(column, row), read.table.value(column, row));
                match (&a, &b) {
                    (Value::Real(x), Value::Real(y)) => prop_assert!((x - y).abs() <= x.abs() * 1e-14),
                    _ => prop_assert_eq!(&a, &b),
                }
                prop_assert_eq!(b, read.table.column(column).unwrap().value(row));
            }
        }
    }
}

#[test]
fn the_shapefile_crate_writes_what_is_read_here() {
    use shapefile::dbase::{FieldValue, TableWriterBuilder};
    use shapefile::{Point, Polygon, PolygonRing};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ander.shp");
    let table = TableWriterBuilder::new()
        .add_character_field("gewas".try_into().unwrap(), 30)
        .add_numeric_field("code".try_into().unwrap(), 6, 0);
    let mut writer = shapefile::Writer::from_path(&path, table).unwrap();
    let mut area_m2 = 0.0;
    for i in 0..100 {
        let x = f64::from(i) * 10.0;
        let ring = |x: f64, side: f64| {
            vec![
                Point::new(x, 0.0),
                Point::new(x, side),
                Point::new(x + side, side),
                Point::new(x + side, 0.0),
                Point::new(x, 0.0),
            ]
        };
        let hole = ring(x + 1.0, 2.0)
            .iter()
            .map(|p| Point::new(p.x, p.y + 1.0))
            .rev()
            .collect();
        let polygon = Polygon::with_rings(vec![
            PolygonRing::Outer(ring(x, 5.0)),
            PolygonRing::Inner(hole),
        ]);
        area_m2 += 25.0 - 4.0;
        let mut record = shapefile::dbase::Record::default();
        record.insert("gewas".into(), FieldValue::Character(Some("Gras".into())));
        record.insert("code".into(), FieldValue::Numeric(Some(f64::from(i))));
        writer.write_shape_and_record(&polygon, &record).unwrap();
    }
    drop(writer);
    let read = open_one(&path);
    assert_eq!(
        (
            read.len(),
            read.polygons.ring_count(),
            read.polygons.part_count()
        ),
        (100, 200, 100)
    );
    let sum: f64 = read.polygons.features().map(|f| area::feature(&f)).sum();
    assert!((sum - area_m2).abs() < 1e-9);
    assert_eq!(read.table.value(1, 42), Value::Integer(42));
    assert_eq!(read.table.value(0, 99), Value::Text("Gras".into()));
}

#[test]
fn a_big_layer_is_read_in_the_order_of_its_records() {
    // More than one chunk, so that joining them is tested too.
    let polygons = parcels(20_000, &[false, true, false]);
    let numbers = Cells::Integer((0..20_000).map(Some).collect());
    let written = layer(polygons, vec![(field("nr", FieldType::Integer), numbers)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("groot.shp");
    io::shapefile::write(&written, &path).unwrap();
    let read = open_one(&path);
    assert_eq!(read.polygons, written.polygons);
    assert_eq!(read.table.value(0, 19_999), Value::Integer(19_999));
}
