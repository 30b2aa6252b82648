//! GeoParquet files as GeoPandas 1.2 and PyArrow 26 wrote them (in `parquet/`): every encoding of the geometry,
//! packing, type of column and way to say where the data lie.

use std::path::{Path, PathBuf};

use parquet::file::metadata::ParquetMetaDataReader;
use ruilkaart::crs::Crs;
use ruilkaart::geometry::{GeometryKind, PolygonBuilder, area};
use ruilkaart::io::{self, OpenError};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Table, Value, WarningKind};

use crate::fixtures::{kinds, save_bytes};
use crate::roundtrip::open_one;

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/io/parquet");
    folder.join(name)
}

fn open(name: &str) -> Layer {
    open_one(&path(name))
}

/// Area and vertices of each feature.
fn shapes(layer: &Layer) -> Vec<(f64, usize)> {
    let features = layer.polygons.features();
    features
        .map(|feature| (area::feature(&feature), feature.coords().len()))
        .collect()
}

const SHAPES: [(f64, usize); 4] = [(9_900.0, 10), (5_000.0, 10), (0.0, 0), (10_000.0, 5)];

/// What the columns of every one of the files are.
fn assert_table(layer: &Layer) {
    let table = &layer.table;
    let text = |text: &str| Value::Text(text.into());
    let null = || Value::Null;
    let int = Value::Integer;
    let expected = [
        (
            "gewas",
            FieldType::Text,
            [
                text("Maïs, snij-"),
                null(),
                text("Grasland"),
                text("Maïs, snij-"),
            ],
        ),
        (
            "gewascode",
            FieldType::Integer,
            [int(259), null(), int(265), int(259)],
        ),
        (
            "klein",
            FieldType::Integer,
            [int(250), int(1), null(), int(3)],
        ),
        (
            "ha",
            FieldType::Real,
            [
                Value::Real(0.99),
                Value::Real(0.5),
                null(),
                Value::Real(1.0),
            ],
        ),
        (
            "half",
            FieldType::Real,
            [
                Value::Real(1.5),
                Value::Real(2.5),
                null(),
                Value::Real(-3.0),
            ],
        ),
        (
            "eigen",
            FieldType::Boolean,
            [
                Value::Boolean(true),
                Value::Boolean(false),
                null(),
                Value::Boolean(true),
            ],
        ),
        (
            "datum",
            FieldType::Date,
            [
                text("2023-05-15"),
                null(),
                text("1969-12-31"),
                text("2024-02-29"),
            ],
        ),
        (
            "tijd",
            FieldType::DateTime,
            [
                text("2023-05-15T10:11:12.5"),
                text("2000-01-01T00:00:00"),
                null(),
                text("1969-12-31T23:59:59"),
            ],
        ),
        (
            "prijs",
            FieldType::Real,
            [
                Value::Real(1.23),
                null(),
                Value::Real(-4.5),
                Value::Real(0.01),
            ],
        ),
    ];
    for (column, (name, field_type, values)) in expected.into_iter().enumerate() {
        let field = &table.fields()[column];
        assert_eq!((field.name.as_str(), field.field_type), (name, field_type));
        for (row, value) in values.into_iter().enumerate() {
            assert_eq!(table.value(column, row), value, "{name} {row}");
        }
    }
}

#[test]
fn binary_in_every_packing_is_the_same_layer() {
    for name in ["wkb_zstd_bbox.parquet", "wkb_gzip.parquet"] {
        let layer = open(name);
        assert_eq!(shapes(&layer), SHAPES, "{name}");
        assert_eq!(layer.crs, Some(Crs::rd_new()), "{name}");
        assert_table(&layer);
        // The box beside the geometry says nothing new.
        assert_eq!(layer.table.fields().len(), 9, "{name}");
        assert_eq!(kinds(&layer), [WarningKind::NullGeometries], "{name}");
    }
}

#[test]
fn what_says_nothing_of_its_system_is_in_degrees() {
    let layer = open("wkb_snappy_crs84.parquet");
    assert_eq!(layer.crs, Some(Crs::wgs84()));
    assert!((layer.polygons.bounds().min[0] - 6.56).abs() < 0.01);
    assert_table(&layer);
}

#[test]
fn lists_of_points_are_the_same_layer() {
    for (name, vertices) in [
        ("native_polygon.parquet", [10, 5, 0, 5]),
        ("native_multipolygon.parquet", [10, 10, 0, 5]),
    ] {
        let layer = open(name);
        let found: Vec<usize> = shapes(&layer).iter().map(|shape| shape.1).collect();
        assert_eq!(found, vertices, "{name}");
        assert_eq!(shapes(&layer)[0].0, 9_900.0, "{name}: the hole is one");
        assert_eq!(layer.crs, Some(Crs::rd_new()));
        assert_table(&layer);
    }
    let both = open("native_multipolygon.parquet");
    assert_eq!(both.polygons.feature(1).parts().len(), 2);
}

#[test]
fn lines_and_points_are_layers_of_their_own() {
    use GeometryKind::{Lines, Points};
    for (name, kind, parts, vertices) in [
        ("native_line.parquet", Lines, [1, 1, 0, 1], [3, 2, 0, 3]),
        (
            "native_multiline.parquet",
            Lines,
            [2, 1, 0, 1],
            [5, 3, 0, 3],
        ),
        ("native_point.parquet", Points, [1, 1, 0, 1], [1, 1, 0, 1]),
        (
            "native_multipoint.parquet",
            Points,
            [2, 1, 0, 1],
            [2, 1, 0, 1],
        ),
    ] {
        let layer = open(name);
        assert_eq!(layer.polygons.kind(), kind, "{name}");
        let features = layer.polygons.features();
        let found: Vec<usize> = features.clone().map(|f| f.parts().len()).collect();
        assert_eq!(found, parts, "{name}");
        let found: Vec<usize> = features.map(|f| f.coords().len()).collect();
        assert_eq!(found, vertices, "{name}");
        assert_table(&layer);
    }
}

#[test]
fn what_no_table_shows_is_left_out_and_said() {
    for name in ["pages_v2.parquet", "brotli.parquet"] {
        let layer = open(name);
        assert_eq!(shapes(&layer), SHAPES, "{name}");
        assert_table(&layer);
        let columns = "lijst, bytes".to_owned();
        assert!(kinds(&layer).contains(&WarningKind::ColumnsLeftOut { columns }));
    }
}

#[test]
fn a_packing_that_is_not_read_is_named() {
    let mut bytes = std::fs::read(path("brotli.parquet")).unwrap();
    // The note at the end says of each column how it is packed: Brotli is 4, and LZO 3, twice as much as it is written.
    let places: Vec<usize> = (0..bytes.len() - 3)
        .filter(|i| bytes[*i..i + 3] == [0x15, 8, 0x16])
        .collect();
    assert_eq!(places.len(), 12);
    places.into_iter().for_each(|i| bytes[i + 1] = 6);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lzo.parquet");
    save_bytes(&path, &bytes);
    let error = io::open(&path, &Progress::default()).unwrap_err();
    assert!(
        matches!(&error, OpenError::CompressionNotRead { compression, .. } if compression == "LZO"),
        "{error}"
    );
}

#[test]
fn damage_ends_in_a_message_or_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("stuk.parquet");
    for name in [
        "wkb_zstd_bbox.parquet",
        "native_multipolygon.parquet",
        "pages_v2.parquet",
    ] {
        let whole = std::fs::read(path(name)).unwrap();
        for len in (0..whole.len()).step_by(97) {
            save_bytes(&to, &whole[..len]);
            assert!(io::open(&to, &Progress::default()).is_err(), "{name} {len}");
        }
        // Every byte in turn, a few ways.
        for at in (0..whole.len()).step_by(13) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            save_bytes(&to, &damaged);
            if let Ok(layers) = io::open(&to, &Progress::default()) {
                let layer = &layers[0];
                assert_eq!(layer.table.rows(), layer.len(), "{name} {at}");
                // The cells are read only now.
                for column in 0..layer.table.fields().len() {
                    layer.table.value(column, layer.len() - 1);
                    let cells = layer.table.column(column).unwrap();
                    assert_eq!(cells.len(), layer.len(), "{name} {at}");
                }
            }
        }
    }
}

#[test]
fn cells_are_read_when_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("later.parquet");
    let whole = std::fs::read(path("wkb_snappy_crs84.parquet")).unwrap();
    // A short file is read at once: something is put before what stands at the end.
    let (rest, end) = whole.split_at(whole.len() - 8);
    let footer = u32::from_le_bytes(end[..4].try_into().unwrap()) as usize;
    let (data, footer) = rest.split_at(rest.len() - footer);
    let long = [data, &vec![0; 33 << 20], footer, end].concat();
    save_bytes(&to, &long);
    let [here, gone] = [(); 2].map(|()| open_one(&to));
    assert_table(&here);
    let cells = |layer: &Layer| -> Vec<Value> {
        let columns = 0..layer.table.fields().len();
        columns.map(|column| layer.table.value(column, 3)).collect()
    };
    let expected = cells(&open_one(&path("wkb_snappy_crs84.parquet")));
    std::fs::remove_file(&to).unwrap();
    assert_eq!(cells(&gone), expected);
    assert_table(&here);
    // What is written over it is not taken for it.
    save_bytes(&to, &long);
    let other = open_one(&to);
    let mut changed = long;
    changed.push(0);
    save_bytes(&to, &changed);
    assert!(cells(&other).iter().all(|cell| *cell == Value::Null));
    assert_eq!(other.table.column(0).unwrap().len(), other.len());
}

#[test]
fn pages_that_become_longer_than_they_say_are_refused() {
    // Packed with gzip, 300 bytes by their headers, 24 million in truth.
    for name in ["lying_page_v1.parquet", "lying_page_v2.parquet"] {
        let opened = io::open(&path(name), &Progress::default());
        assert!(
            matches!(opened, Err(OpenError::OutOfProportion { .. })),
            "{name}"
        );
    }
}

/// A file that is too long to be read at once, with one page of a column spoilt.
#[test]
fn columns_that_turn_out_to_be_damaged_are_named_when_they_are_met() {
    const ROWS: usize = 40_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("groot.parquet");
    let small = open("wkb_zstd_bbox.parquet");
    let field = |name: &str| Field {
        name: name.to_owned(),
        field_type: FieldType::Integer,
    };
    let numbers = |from: i64| Cells::Integer((0..ROWS as i64).map(|i| Some(from + i)).collect());
    // Many columns of numbers that are all different make it long.
    let columns: Vec<(Field, Cells)> = (0..240)
        .map(|i| (field(&format!("k{i}")), numbers(i * 1_000_003)))
        .collect();
    let mut shapes = PolygonBuilder::default();
    (0..ROWS).for_each(|_| shapes.end_feature());
    let layer = Layer {
        polygons: shapes.finish(),
        table: Table::of_columns(ROWS, columns),
        ..small
    };
    io::geoparquet::write(&layer, &path, &Progress::default()).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let whole = open_one(&path);
    assert_eq!(
        (whole.len(), whole.said().len()),
        (ROWS, whole.warnings.len())
    );
    assert!(whole.table.may_fail());
    let some = whole.table.every(1_777);
    assert_eq!(some.rows(), 23);
    for (column, row) in [0, 7, 239]
        .into_iter()
        .flat_map(|c| (0..23).map(move |r| (c, r)))
    {
        let expected = whole.table.value(column, row * 1_777);
        assert!(expected != Value::Null);
        assert_eq!(some.value(column, row), expected, "{column} {row}");
    }
    let metadata =
        ParquetMetaDataReader::new().parse_and_finish(&std::fs::File::open(&path).unwrap());
    let column = metadata.unwrap().row_groups()[0].columns()[7].clone();
    let name = column.column_descr().name().to_owned();
    let (start, len) = column.byte_range();
    // Behind the header of its first page.
    bytes[start as usize + 60..(start + len) as usize].fill(0xa5);
    let path = folder.path().join("kapot.parquet");
    save_bytes(&path, &bytes);
    let damaged = open_one(&path);
    let place = damaged.table.find(&name).unwrap();
    let other = (place + 1) % 240;
    assert_eq!(
        damaged.said().len(),
        damaged.warnings.len(),
        "nobody asked yet"
    );
    assert_eq!(damaged.table.value(other, 9), whole.table.value(other, 9));
    assert_eq!(damaged.said().len(), damaged.warnings.len());
    assert_eq!(damaged.table.value(place, 0), Value::Null);
    let said = damaged.said().into_owned();
    let kind = WarningKind::ColumnsDamaged { columns: name };
    assert_eq!(said.last().map(|warning| &warning.kind), Some(&kind));
    // As a whole column too, and once.
    assert_eq!(damaged.table.column(place).unwrap().len(), ROWS);
    assert_eq!(*damaged.said(), said);
}

#[test]
fn well_known_text_is_no_geometry_in_bytes() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let folder = tempfile::tempdir().unwrap();
    for (kind, is_read) in [(" (UTF8)", false), ("", true)] {
        let schema = format!("message m {{ required binary geom{kind}; }}");
        let schema = std::sync::Arc::new(parse_message_type(&schema).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Default::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts = [ByteArray::from("POINT (1 2)")];
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&texts, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        let path = folder.path().join("tekst.parquet");
        save_bytes(&path, &writer.into_inner().unwrap());
        let opened = io::open(&path, &Progress::default());
        match is_read {
            true => assert_eq!(opened.unwrap()[0].warnings[0].kind, WarningKind::BadRecords),
            false => assert!(matches!(opened, Err(OpenError::NoPolygons { .. }))),
        }
    }
}
