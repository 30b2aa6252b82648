//! FlatGeobuf made byte by byte: the writer that a test can get wrong.

use ruilkaart::crs::Crs;
use ruilkaart::geometry::GeometryKind;
use ruilkaart::io::{self, OpenError, ShapeKind};
use ruilkaart::job::Progress;
use ruilkaart::layer::{FieldType, Layer, Value, WarningKind};

use crate::fixtures::{area, hectare, kinds, save_bytes};

/// A field of a table.
enum Item {
    Default,
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    /// A list of so many items.
    List(u32, Vec<u8>),
    Table(Built),
    /// So many of these tables, the last one as often as it takes.
    Tables(usize, Vec<Built>),
}

/// A table with what it points to, and where in it the table itself is.
struct Built {
    bytes: Vec<u8>,
    at: usize,
}

fn text(text: &str) -> Item {
    Item::List(text.len() as u32, text.as_bytes().to_vec())
}

fn table(fields: Vec<Item>) -> Built {
    let mut places = vec![0_u16; fields.len()];
    let mut inline = vec![0; 4];
    let mut pointed: Vec<(usize, Vec<u8>, usize)> = Vec::new();
    for (place, field) in places.iter_mut().zip(fields) {
        *place = inline.len() as u16;
        match field {
            Item::Default => *place = 0,
            Item::U8(n) => inline.push(n),
            Item::U16(n) => inline.extend(n.to_le_bytes()),
            Item::U32(n) => inline.extend(n.to_le_bytes()),
            Item::U64(n) => inline.extend(n.to_le_bytes()),
            Item::List(count, items) => {
                let mut bytes = count.to_le_bytes().to_vec();
                bytes.extend(items);
                pointed.push((inline.len(), bytes, 0));
                inline.extend([0; 4]);
            }
            Item::Table(built) => {
                pointed.push((inline.len(), built.bytes, built.at));
                inline.extend([0; 4]);
            }
            Item::Tables(count, tables) => {
                let mut bytes = (count as u32).to_le_bytes().to_vec();
                let mut behind = Vec::new();
                let mut targets = Vec::new();
                for built in tables {
                    targets.push(4 + 4 * count + behind.len() + built.at);
                    behind.extend(built.bytes);
                }
                for i in 0..count {
                    let target = targets[i.min(targets.len() - 1)];
                    bytes.extend(((target - bytes.len()) as u32).to_le_bytes());
                }
                bytes.extend(behind);
                pointed.push((inline.len(), bytes, 0));
                inline.extend([0; 4]);
            }
        }
    }
    let mut bytes = Vec::new();
    bytes.extend((4 + 2 * places.len() as u16).to_le_bytes());
    bytes.extend((inline.len() as u16).to_le_bytes());
    places
        .iter()
        .for_each(|place| bytes.extend(place.to_le_bytes()));
    let at = bytes.len();
    bytes.extend(inline);
    bytes[at..at + 4].copy_from_slice(&(at as u32).to_le_bytes());
    for (field, target, target_at) in pointed {
        let offset = (bytes.len() + target_at - at - field) as u32;
        bytes[at + field..at + field + 4].copy_from_slice(&offset.to_le_bytes());
        bytes.extend(target);
    }
    Built { bytes, at }
}

/// The table as a buffer of its own behind its length.
fn sized(built: Built) -> Vec<u8> {
    let mut bytes = (built.bytes.len() as u32 + 4).to_le_bytes().to_vec();
    bytes.extend((built.at as u32 + 4).to_le_bytes());
    bytes.extend(built.bytes);
    bytes
}

fn header(features: u64, node_size: u16, geometry_type: u8) -> Vec<u8> {
    let column = |name: &str, code: u8| table(vec![text(name), Item::U8(code)]);
    let crs = table(vec![text("EPSG"), Item::U32(28992)]);
    sized(table(vec![
        text("percelen"),
        Item::Default,
        Item::U8(geometry_type),
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Tables(
            6,
            vec![
                column("gewascode", 5),
                column("gewas", 11),
                column("aandeel", 10),
                column("natuur", 2),
                column("foto", 14),
                column("wanneer", 13),
            ],
        ),
        Item::U64(features),
        Item::U16(node_size),
        Item::Table(crs),
    ]))
}

fn doubles(points: &[[f64; 2]]) -> Item {
    let bytes = points.iter().flatten().flat_map(|o| o.to_le_bytes());
    Item::List(points.len() as u32 * 2, bytes.collect())
}

fn polygon(ring: &[[f64; 2]]) -> Built {
    table(vec![Item::Default, doubles(ring)])
}

fn properties(number: i32) -> Item {
    let mut bytes = Vec::new();
    let sized = |text: &str| {
        let mut sized = (text.len() as u32).to_le_bytes().to_vec();
        sized.extend(text.as_bytes());
        sized
    };
    let values = [
        number.to_le_bytes().to_vec(),
        sized("maïs"),
        0.5_f64.to_le_bytes().to_vec(),
        vec![1],
        sized("\0\0"),
        sized("2023-05-15T00:00:00Z"),
    ];
    for (i, value) in values.into_iter().enumerate() {
        bytes.extend((i as u16).to_le_bytes());
        bytes.extend(value);
    }
    Item::List(bytes.len() as u32, bytes)
}

/// `count` hectares in RD New, without an index.
pub(crate) fn file(count: usize) -> Vec<u8> {
    let mut bytes = b"fgb\x03fgb\0".to_vec();
    bytes.extend(header(count as u64, 0, 3));
    for i in 0..count {
        let geometry = Item::Table(polygon(&hectare(i)));
        bytes.extend(sized(table(vec![geometry, properties(i as i32 - 1)])));
    }
    bytes
}

fn open(bytes: &[u8]) -> Result<Layer, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("percelen.fgb");
    save_bytes(&path, bytes);
    io::open(&path, &Progress::default()).map(|mut layers| layers.remove(0))
}

#[test]
fn features_and_columns_are_read() {
    let layer = open(&file(5000)).unwrap();
    assert_eq!((layer.len(), area(&layer)), (5000, 5000.0 * 10_000.0));
    assert_eq!(layer.crs, Some(Crs::rd_new()));
    let types: Vec<FieldType> = layer.table.fields().iter().map(|f| f.field_type).collect();
    assert_eq!(
        types,
        [
            FieldType::Integer,
            FieldType::Text,
            FieldType::Real,
            FieldType::Boolean,
            FieldType::Binary,
            FieldType::DateTime
        ]
    );
    let row: Vec<Value> = (0..6).map(|column| layer.table.value(column, 0)).collect();
    let expected = [
        Value::Integer(-1),
        Value::Text("maïs".into()),
        Value::Real(0.5),
        Value::Boolean(true),
        Value::Null,
        Value::Text("2023-05-15T00:00:00".into()),
    ];
    assert_eq!(row, expected);
    assert_eq!(layer.table.value(0, 4999), Value::Integer(4998));
    let left_out = |kind: &WarningKind| matches!(kind, WarningKind::ColumnsLeftOut { .. });
    assert!(kinds(&layer).iter().any(left_out));
}

#[test]
fn parts_rings_and_nothing() {
    let mut bytes = b"fgb\x03fgb\0".to_vec();
    bytes.extend(header(3, 0, 0));
    let outer = hectare(0);
    let hole: Vec<[f64; 2]> = outer
        .iter()
        .rev()
        .map(|[x, y]| [x / 2.0 + 116_500.0, *y])
        .collect();
    let both: Vec<[f64; 2]> = outer.iter().chain(&hole).copied().collect();
    let ends = [outer.len() as u32, both.len() as u32]
        .map(u32::to_le_bytes)
        .concat();
    let holed = || table(vec![Item::List(2, ends.clone()), doubles(&both)]);
    let multi = table(vec![
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::U8(6),
        Item::Tables(2, vec![polygon(&hectare(1)), holed()]),
    ]);
    bytes.extend(sized(table(vec![Item::Table(multi)])));
    bytes.extend(sized(table(vec![])));
    let point = table(vec![
        Item::Default,
        doubles(&[[1.0, 2.0]]),
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::U8(1),
    ]);
    bytes.extend(sized(table(vec![Item::Table(point)])));
    let layer = open(&bytes).unwrap();
    let array = &layer.polygons;
    assert_eq!(
        (array.len(), array.part_count(), array.ring_count()),
        (3, 2, 3)
    );
    assert!(kinds(&layer).contains(&WarningKind::NullGeometries));
    assert!(kinds(&layer).contains(&WarningKind::OtherShapeType));
}

#[test]
fn counts_are_not_believed() {
    let whole = file(10);
    let mut promises = b"fgb\x03fgb\0".to_vec();
    promises.extend(header(u64::MAX, 16, 3));
    assert!(matches!(open(&promises), Err(OpenError::Damaged { .. })));
    // Cut within the last feature: the others are there.
    let layer = open(&whole[..whole.len() - 5]).unwrap();
    assert_eq!(layer.len(), 9);
    assert!(
        kinds(&layer)
            .iter()
            .any(|kind| matches!(kind, WarningKind::PartlyReadable { .. }))
    );
    // A list that claims four thousand million numbers.
    let mut bytes = b"fgb\x03fgb\0".to_vec();
    bytes.extend(header(1, 0, 3));
    let claims = table(vec![Item::Default, Item::List(u32::MAX, vec![0; 64])]);
    bytes.extend(sized(table(vec![Item::Table(claims)])));
    assert_eq!(open(&bytes).unwrap().polygons.vertex_count(), 0);
}

#[test]
fn parts_in_one_place_do_not_ask_for_much_memory() {
    let ring: Vec<[f64; 2]> = (0..100_000)
        .map(|i| [f64::from(i), f64::from(i % 7)])
        .collect();
    let multi = table(vec![
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::Default,
        Item::U8(6),
        Item::Tables(100_000, vec![polygon(&ring)]),
    ]);
    let mut bytes = b"fgb\x03fgb\0".to_vec();
    bytes.extend(header(1, 0, 6));
    bytes.extend(sized(table(vec![Item::Table(multi)])));
    assert!(matches!(
        open(&bytes),
        Err(OpenError::OutOfProportion { .. })
    ));
}

#[test]
fn lines_and_points_are_layers_of_their_own_and_surfaces_in_space_are_refused() {
    let of_type = |geometry_type: u8| {
        let mut bytes = b"fgb\x03fgb\0".to_vec();
        bytes.extend(header(1, 0, geometry_type));
        bytes.extend(sized(table(vec![Item::Table(polygon(&hectare(0)))])));
        open(&bytes)
    };
    for (geometry_type, kind, parts) in [
        (2, GeometryKind::Lines, 1),
        (5, GeometryKind::Lines, 1),
        (4, GeometryKind::Points, hectare(0).len()),
    ] {
        let layer = of_type(geometry_type).unwrap();
        assert_eq!(layer.polygons.kind(), kind);
        assert_eq!(layer.polygons.part_count(), parts);
        assert_eq!(area(&layer), 0.0);
    }
    assert!(matches!(
        of_type(15),
        Err(OpenError::NotPolygons {
            kind: ShapeKind::MultiPatch,
            ..
        })
    ));
}
