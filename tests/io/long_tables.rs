//! Attribute tables that are too long to be kept in memory: their cells stay in the file.

use std::path::Path;

use ruilkaart::layer::{Cells, Layer, Value, WarningKind};

use crate::fixtures::{Shapefile, dbf, save_bytes};
use crate::roundtrip::open_one;

/// With rows of 4 kB there are 37 MB of them.
const ROWS: usize = 9_001;
/// Marked deleted.
const DELETED: usize = 4_500;
const WIDE: usize = 16;

/// A shapefile of which the wide texts say nothing but in the last row.
fn save(folder: &Path) -> std::path::PathBuf {
    let mut columns = vec![("gewas", b'C', 8), ("nr", b'N', 8), ("datum", b'D', 8)];
    columns.extend([("breed", b'C', 254); WIDE]);
    let numbers: Vec<String> = (0..ROWS).map(number).collect();
    let crops: [&[u8]; 3] = [b"gras", b"biet \0x", b""];
    let rows: Vec<Vec<&[u8]>> = numbers
        .iter()
        .enumerate()
        .map(|(row, number)| {
            let last: &[u8] = if row + 1 == ROWS {
                "é".as_bytes()
            } else {
                b""
            };
            let mut cells = vec![crops[row % 3], number.as_bytes(), b"20240229"];
            cells.extend([last; WIDE]);
            cells
        })
        .collect();
    let mut file = Shapefile::of_hectares(ROWS);
    let mut table = dbf(0, &columns, &rows);
    let len = 1 + 24 + WIDE * 254;
    let first = table.len() - 1 - ROWS * len;
    table[first + DELETED * len] = b'*';
    file.dbf = Some(table);
    file.save(folder, "lang")
}

fn number(row: usize) -> String {
    match row {
        7 => "****".to_owned(),
        row => format!("{row:>8}"),
    }
}

fn open(path: &Path) -> Layer {
    let layer = open_one(path);
    assert!(layer.table.may_fail(), "the table is in memory");
    layer
}

/// The row of the file that a feature is of.
fn row(feature: usize) -> usize {
    feature + usize::from(feature >= DELETED)
}

fn expected(feature: usize) -> [Value; 3] {
    let row = row(feature);
    let crop = ["gras", "biet", ""][row % 3];
    let crop = Some(crop).filter(|crop| !crop.is_empty());
    [
        crop.map_or(Value::Null, |crop| Value::Text(crop.into())),
        number(row)
            .trim()
            .parse()
            .map_or(Value::Null, Value::Integer),
        Value::Text("2024-02-29".into()),
    ]
}

#[test]
fn its_cells_are_read_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let layer = open(&save(folder.path()));
    assert_eq!(layer.len(), ROWS - 1);
    let bad =
        |kind: &WarningKind| matches!(kind, WarningKind::BadCells { column } if column == "nr");
    let bad = layer.warnings.iter().find(|warning| bad(&warning.kind));
    assert_eq!(bad.map(|warning| warning.records.clone()), Some(vec![7]));
    // One at a time, before any column is decoded.
    for feature in [0, 7, DELETED - 1, DELETED, ROWS - 2] {
        let [crop, number, date] = expected(feature);
        assert_eq!(layer.table.value(0, feature), crop, "{feature}");
        assert_eq!(layer.table.value(1, feature), number, "{feature}");
        assert_eq!(layer.table.value(2, feature), date, "{feature}");
    }
    assert_eq!(layer.table.value(0, ROWS - 1), Value::Null);
    let columns: Vec<_> = (0..3).map(|c| layer.table.column(c).unwrap()).collect();
    for feature in 0..ROWS - 1 {
        for (cells, value) in columns.iter().zip(expected(feature)) {
            assert_eq!(cells.value(feature), value, "{feature}");
        }
    }
    let wide = layer.table.column(2 + WIDE).unwrap();
    assert_eq!(wide.value(ROWS - 2).as_str(), Some("é"));
    assert_eq!(wide.value(ROWS - 3), Value::Null);
    assert!(layer.table.unreadable().is_empty());
    assert!(layer.said().iter().all(|w| !is_damage(&w.kind)));
}

fn is_damage(kind: &WarningKind) -> bool {
    matches!(kind, WarningKind::ColumnsDamaged { .. })
}

/// Other programs may do with the file what they want: what is lost is said, and nothing is made up of what stands there
/// now.
#[test]
fn what_another_program_wrote_over_is_empty_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = save(folder.path());
    let table = path.with_extension("dbf");
    let bytes = std::fs::read(&table).unwrap();
    let half = bytes.len() as u64 / 2;
    let cut = || {
        let file = std::fs::File::options().write(true).open(&table).unwrap();
        file.set_len(half).unwrap();
    };
    let replace = || {
        save_bytes(&table.with_extension("new"), b"another");
        std::fs::rename(table.with_extension("new"), &table).unwrap();
    };
    let delete = || std::fs::remove_file(&table).unwrap();
    let changes: [(&dyn Fn(), bool); 3] = [(&cut, true), (&replace, false), (&delete, false)];
    for (change, is_lost) in changes {
        save_bytes(&table, &bytes);
        let layer = open(&path);
        let before = layer.table.column(1).unwrap();
        change();
        assert_eq!(before.value(0), Value::Integer(0));
        let crops = layer.table.column(0).unwrap();
        assert_eq!(crops.len(), ROWS - 1);
        match is_lost {
            true => {
                assert!((0..ROWS - 1).all(|row| crops.value(row) == Value::Null));
                assert_eq!(layer.table.value(2, 5), Value::Null);
                assert_eq!(layer.table.unreadable(), ["gewas", "datum"]);
                assert!(layer.said().iter().any(|w| is_damage(&w.kind)));
            }
            false => {
                assert_eq!(crops.value(0).as_str(), Some("gras"));
                assert!(layer.table.unreadable().is_empty());
            }
        }
    }
}

#[test]
fn another_encoding_reads_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let layer = open(&save(folder.path()));
    let other = layer.in_encoding("windows-1252").unwrap();
    assert!(matches!(
        *other.table.column(2 + WIDE).unwrap(),
        Cells::Text { .. }
    ));
    assert_eq!(other.table.value(2 + WIDE, ROWS - 2).as_str(), Some("Ã©"));
    assert_eq!(layer.table.value(2 + WIDE, ROWS - 2).as_str(), Some("é"));
}
