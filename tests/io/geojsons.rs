//! GeoJSON as people write it.

use ruilkaart::crs::Crs;
use ruilkaart::geometry::GeometryKind;
use ruilkaart::io::{self, OpenError};
use ruilkaart::job::Progress;
use ruilkaart::layer::{FieldType, Layer, Value, WarningKind};

use crate::fixtures::{kinds, save_bytes};

fn open(text: impl AsRef<[u8]>) -> Result<Layer, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("percelen.geojson");
    save_bytes(&path, text.as_ref());
    io::open(&path, &Progress::default()).map(|mut layers| layers.remove(0))
}

const SQUARE: &str = "[[[6.5,52.9],[6.6,52.9],[6.6,53.0],[6.5,52.9]]]";

fn feature(properties: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    let features = features.join(",\n");
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

#[test]
fn columns_are_the_union_of_what_features_have() {
    let layer = open(collection(&[
        feature(r#"{"code":265,"gewas":"gras","aan":true}"#),
        feature(r#"{"gewas":null,"code":2.5,"datum":"2023-05-15","lijst":[1,{"a":"x,"},[]]}"#),
        feature("null"),
        feature(r#"{"aan":"ja","code":1,"code":2}"#),
    ]))
    .unwrap();
    let fields = layer.table.fields().iter();
    let fields: Vec<_> = fields.map(|f| (f.name.as_str(), f.field_type)).collect();
    assert_eq!(
        fields,
        [
            ("code", FieldType::Real),
            ("gewas", FieldType::Text),
            ("aan", FieldType::Text),
            ("datum", FieldType::Date),
            ("lijst", FieldType::Text)
        ]
    );
    let column =
        |column| -> Vec<Value> { (0..4).map(|row| layer.table.value(column, row)).collect() };
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(
        column(0),
        [
            Value::Real(265.0),
            Value::Real(2.5),
            Value::Null,
            // Of two of a name the last counts, as with other readers.
            Value::Real(2.0)
        ]
    );
    assert_eq!(
        column(2),
        [text("true"), Value::Null, Value::Null, text("ja")]
    );
    assert_eq!(column(4)[1], text(r#"[1,{"a":"x,"},[]]"#));
    assert_eq!(layer.crs, Some(Crs::wgs84()));
    assert_eq!((layer.len(), kinds(&layer)), (4, vec![]));
}

#[test]
fn one_object_a_line_or_one_alone() {
    let line = feature(r#"{"code":1}"#);
    let bare = format!(r#"{{"coordinates":[{SQUARE},{SQUARE}],"type":"MultiPolygon"}}"#);
    for (text, parts) in [
        (format!("{line}\n{line}\r\n\n{line}\n"), 3),
        (format!("\u{1e}{line}\n\u{1e}{line}\n"), 2),
        (format!("\u{feff}{line}"), 1),
        (bare, 2),
    ] {
        let layer = open(&text).unwrap();
        assert_eq!(layer.polygons.part_count(), parts, "{text}");
        assert_eq!(kinds(&layer), vec![], "{text}");
    }
}

/// Once all lines before were counted at the end of each: this took minutes.
#[test]
fn many_objects_a_line_each() {
    const COUNT: usize = 200_000;
    let one =
        r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[6,52]}}"#;
    let lines = format!("{one}\n").repeat(COUNT);
    assert_eq!(open(&lines).unwrap().len(), COUNT);
    // What is cut off, or is none, is told.
    for (end, features) in [
        ("{\"type\":", COUNT),
        ("x", COUNT),
        (" \n\n", COUNT),
        ("null", COUNT),
    ] {
        let layer = open(format!("{lines}{end}")).unwrap();
        assert_eq!(layer.len(), features, "{end}");
        let is_told = kinds(&layer)
            .iter()
            .any(|kind| matches!(kind, WarningKind::PartlyReadable { .. }));
        assert_eq!(is_told, matches!(end, "{\"type\":" | "x"), "{end}");
    }
}

#[test]
fn the_old_member_names_the_system() {
    let with_crs = |crs: &str, corner: &str| {
        format!(
            r#"{{"crs":{crs},"features":[{{"type":"Feature","geometry":{{"type":"Polygon",
            "coordinates":[[{corner},[233100,557000],[233100,557100],{corner}]]}}}}],"type":"FeatureCollection"}}"#
        )
    };
    let named = r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}}"#;
    let layer = open(with_crs(named, "[233000,557000]")).unwrap();
    assert_eq!(
        (layer.crs.clone(), kinds(&layer)),
        (Some(Crs::rd_new()), vec![])
    );
    // Metres without a word: RD New is guessed, and said to be.
    let layer = open(with_crs(named, "[233000,557000]").replace("\"crs\"", "\"x\"")).unwrap();
    assert_eq!(layer.crs, Some(Crs::rd_new()));
    let kinds_found = kinds(&layer);
    assert!(
        kinds_found
            .iter()
            .any(|k| matches!(k, WarningKind::CrsContradicts { .. }))
    );
    assert!(
        kinds_found
            .iter()
            .any(|k| matches!(k, WarningKind::CrsGuessed { .. }))
    );
    let lonlat = r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#;
    let layer =
        open(collection(&[feature("{}")]).replacen('{', &format!("{{\"crs\":{lonlat},"), 1));
    assert_eq!(layer.unwrap().crs, Some(Crs::wgs84()));
}

#[test]
fn properties_of_what_is_no_feature_do_not_shift_those_of_the_next() {
    let feature = |kind: &str, code: u32| {
        let square = "[[[6,52],[7,52],[7,53],[6,52]]]";
        format!(
            r#"{{"type":"{kind}","properties":{{"code":{code}}},"geometry":{{"type":"Polygon","coordinates":{square}}}}}"#
        )
    };
    let features = [
        feature("Feature", 1),
        feature("Featur", 2),
        feature("Feature", 3),
    ];
    for text in [
        collection(&features),
        // The collection says only afterwards what it is.
        format!(
            r#"{{"properties":{{"code":9}},"features":[{}],"type":"FeatureCollection"}}"#,
            features.join(",")
        ),
        collection(&[
            features[0].clone(),
            features[2].clone(),
            features[1].clone(),
        ]),
    ] {
        let layer = open(text).unwrap();
        assert_eq!((layer.len(), layer.table.rows()), (2, 2));
        let codes: Vec<Value> = (0..2).map(|row| layer.table.value(0, row)).collect();
        assert_eq!(codes, [Value::Integer(1), Value::Integer(3)]);
        assert_eq!(layer.table.column(0).unwrap().len(), 2);
    }
}

#[test]
fn other_shapes_are_left_out_and_said() {
    let point =
        r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[6,52]}}"#;
    let nothing = r#"{"type":"Feature","properties":{},"geometry":null}"#;
    let layer = open(collection(&[feature("{}"), point.into(), nothing.into()])).unwrap();
    assert_eq!((layer.len(), layer.polygons.part_count()), (3, 1));
    assert!(kinds(&layer).contains(&WarningKind::OtherShapeType));
    assert!(kinds(&layer).contains(&WarningKind::NullGeometries));
    let only_points = open(collection(&[point.into(), nothing.into()])).unwrap();
    assert_eq!(only_points.polygons.kind(), GeometryKind::Points);
    assert_eq!(only_points.polygons.coords(), [[6.0, 52.0]]);
    assert_eq!(kinds(&only_points), [WarningKind::NullGeometries]);
    // Of several shapes in one the polygons remain.
    let square = r#"{"type":"Polygon","coordinates":[[[6,52],[7,52],[7,53],[6,52]]]}"#;
    let lone = r#"{"type":"Point","coordinates":[6,52]}"#;
    let inner = format!(r#"{{"geometries":[{square},{lone}],"type":"GeometryCollection"}}"#);
    let several =
        format!(r#"{{"type":"GeometryCollection","geometries":[{lone},{inner},{square}]}}"#);
    let layer = open(&several).unwrap();
    assert_eq!((layer.len(), layer.polygons.part_count()), (1, 2));
    assert_eq!(kinds(&layer), [WarningKind::OtherShapeType]);
    let none = open(r#"{"type":"GeometryCollection","geometries":[]}"#).unwrap();
    assert_eq!(kinds(&none), [WarningKind::NullGeometries]);
    for (kind, coordinates, parts, vertices) in [
        ("LineString", "[[6,52],[7,52],[7,53]]", 1, 3),
        ("MultiLineString", "[[[6,52],[7,52]],[[7,53],[8,53]]]", 2, 4),
        ("MultiPoint", "[[6,52],[7,52]]", 2, 2),
    ] {
        let text = format!(r#"{{"type":"{kind}","coordinates":{coordinates}}}"#);
        let layer = open(text).unwrap();
        let found = (layer.polygons.part_count(), layer.polygons.vertex_count());
        assert_eq!(found, (parts, vertices), "{kind}");
        assert!(!layer.polygons.is_ground());
    }
    for text in [r#"{"naam":"x"}"#, r#"{"type":"Topology","objects":{}}"#] {
        assert!(
            matches!(open(text), Err(OpenError::NoPolygons { .. })),
            "{text}"
        );
    }
}

#[test]
fn names_of_features_are_a_column_where_they_are_text() {
    let named = |id: &str, properties: &str| {
        let id = format!(r#"{{"type":"Feature","id":{id},"#);
        feature(properties).replacen(r#"{"type":"Feature","#, &id, 1)
    };
    let names = |ids: &[&str], properties: &str| -> Vec<String> {
        let features: Vec<String> = ids.iter().map(|id| named(id, properties)).collect();
        let layer = open(collection(&features)).unwrap();
        layer
            .table
            .fields()
            .iter()
            .map(|f| f.name.clone())
            .collect()
    };
    assert_eq!(names(&[r#""p1""#, r#""p2""#], r#"{"a":1}"#), ["id", "a"]);
    assert_eq!(names(&["1", "2"], r#"{"a":1}"#), ["a"]);
    assert_eq!(names(&[r#""p1""#, "2"], r#"{"id":1}"#), ["id"]);
    assert_eq!(names(&["[1]", r#"{"x":1}"#], "{}"), [""; 0]);
    let layer = open(collection(&[feature("{}"), named(r#""p2""#, "{}")])).unwrap();
    assert_eq!(layer.table.value(0, 1), Value::Text("p2".into()));
    assert_eq!(layer.table.value(0, 0), Value::Null);
}

#[test]
fn dates_and_truths_take_one_spelling() {
    let layer = open(collection(&[
        feature(r#"{"dag":"2024/05/15","tijd":"2024-05-15 10:11","aan":true}"#),
        feature(r#"{"dag":"2024/05/16","tijd":"2024-05-16T10:11:12Z","aan":0}"#),
    ]))
    .unwrap();
    let types: Vec<FieldType> = layer.table.fields().iter().map(|f| f.field_type).collect();
    assert_eq!(
        types,
        [FieldType::Date, FieldType::DateTime, FieldType::Integer]
    );
    let row: Vec<Value> = (0..3).map(|column| layer.table.value(column, 0)).collect();
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(
        row,
        [
            text("2024-05-15"),
            text("2024-05-15T10:11"),
            Value::Integer(1)
        ]
    );
}

#[test]
fn wide_letters_and_other_json() {
    let whole = collection(&[feature(r#"{"naam":"Coöperatie"}"#)]);
    for (mark, order) in [
        ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let mut bytes = mark.to_vec();
        bytes.extend(whole.encode_utf16().flat_map(order));
        let layer = open(bytes).unwrap();
        assert_eq!(layer.table.value(0, 0), Value::Text("Coöperatie".into()));
    }
    // Esri's JSON has features too.
    let esri =
        r#"{"features":[{"attributes":{"a":1},"geometry":{"rings":[[[0,0],[0,1],[1,1]]]}}]}"#;
    assert!(matches!(open(esri), Err(OpenError::NoPolygons { .. })));
}

#[test]
fn coordinates_that_are_none_leave_out_their_feature() {
    let with = |coordinates: &str| feature("{\"a\":1}").replace(SQUARE, coordinates);
    for bad in [
        "[[[6,52],[7,52],[7]]]",
        "[[6,52],[7,52],[7,53]]",
        "[[[[[6,52]]]]]",
        "[[[6,52],[7,52],[[7,53]]]]",
        "7",
    ] {
        let layer = open(collection(&[with(bad), feature("{\"a\":2}")])).unwrap();
        assert_eq!((layer.len(), layer.polygons.part_count()), (2, 1), "{bad}");
        assert_eq!(kinds(&layer), [WarningKind::BadRecords], "{bad}");
        assert_eq!(layer.table.value(0, 1), Value::Integer(2));
    }
    let layer = open(collection(&[with("[[[6,52],[null,52],[7,53],[6,52]]]")])).unwrap();
    assert_eq!(kinds(&layer), [WarningKind::NotFinite]);
    let layer = open(collection(&[with("[]"), with("[[]]")])).unwrap();
    assert_eq!(kinds(&layer), [WarningKind::NullGeometries]);
    let layer = open(collection(&[with(
        "[[[6,52,1],[7,52,1],[7,53,1],[6,52,1]]]",
    )]))
    .unwrap();
    assert_eq!(kinds(&layer), [WarningKind::HeightsIgnored]);
    // Not JSON, though some programs write it.
    let error = open(collection(&[with("[[[6,NaN]]]")])).unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }));
}

#[test]
fn what_is_deep_or_endless_ends() {
    for open_bracket in ["[", "{\"features\":[", "{\"a\":"] {
        let deep = open_bracket.repeat(200_000);
        for text in [
            deep.clone(),
            format!("{{\"type\":\"Polygon\",\"coordinates\":{deep}"),
            format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":{deep}"),
        ] {
            assert!(open(&text).is_err());
        }
    }
    // Every feature brings a column of its own.
    let features: Vec<String> = (0..3000)
        .map(|i| feature(&format!("{{\"k{i}\":1}}")))
        .collect();
    match open(collection(&features)) {
        Ok(layer) => assert_eq!(layer.table.fields().len(), 3000),
        Err(error) => assert!(matches!(error, OpenError::OutOfProportion { .. })),
    }
}

#[test]
fn a_text_that_ends_too_soon_gives_what_it_has() {
    let text = collection(&[
        feature("{\"a\":1}"),
        feature("{\"a\":2}"),
        feature("{\"a\":3}"),
    ]);
    for cut in [20, 90] {
        let layer = open(&text[..text.len() - cut]).unwrap();
        assert!(
            layer.len() >= 2 && layer.table.rows() == layer.len(),
            "{cut}"
        );
        assert!(
            kinds(&layer)
                .iter()
                .any(|kind| matches!(kind, WarningKind::PartlyReadable { .. }))
        );
    }
}

#[test]
fn letters_of_windows_are_understood_and_doubted() {
    let text = collection(&[feature("{\"gewas\":\"ma\u{ef}s\"}")]);
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let layer = open(latin).unwrap();
    assert_eq!(layer.table.value(0, 0), Value::Text("maïs".into()));
    assert!(matches!(
        kinds(&layer)[..],
        [WarningKind::EncodingDoubtful { .. }]
    ));
}
