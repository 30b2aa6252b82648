//! GeoPackages that others made, by intent or not.

use std::path::{Path, PathBuf};

use ruilkaart::crs::Crs;
use ruilkaart::io::{self, OpenError};
use ruilkaart::job::Progress;
use ruilkaart::layer::{FieldType, Layer, Value, WarningKind};
use rusqlite::Connection;

use crate::fixtures::{area, kinds, save_bytes};
use crate::formats::hectares;

const HA: f64 = 10_000.0;

/// Twenty hectares as we write them, then what `sql` makes of them.
pub(crate) fn package(folder: &Path, sql: &str) -> PathBuf {
    let path = folder.join("brp.gpkg");
    let _ = std::fs::remove_file(&path);
    io::geopackage::write(&hectares(20), &path, None, &Progress::default()).unwrap();
    let database = Connection::open(&path).unwrap();
    // Those of the spatial index ask for functions that only a GIS has.
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        let trigger = trigger.replace('"', "\"\"");
        database
            .execute(&format!("DROP TRIGGER \"{trigger}\""), [])
            .unwrap();
    }
    database.execute_batch(sql).unwrap();
    path
}

fn open(path: &Path) -> Result<Vec<Layer>, OpenError> {
    io::open(path, &Progress::default())
}

fn opened(sql: &str) -> Result<Vec<Layer>, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    open(&package(folder.path(), sql))
}

/// Tells the package of one more table.
fn register(name: &str, kind: &str, srs: i32) -> String {
    let name = name.replace('\'', "''");
    format!(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('{name}','features','{name}',{srs});
         INSERT INTO gpkg_geometry_columns VALUES ('{name}','geom','{kind}',{srs},0,0);"
    )
}

fn table() -> String {
    hectares(1).name
}

#[test]
fn every_table_of_polygons_is_a_layer() {
    let name = table();
    let odd = r#"a"b'; DROP TABLE "x"; --"#;
    let quoted = odd.replace('"', "\"\"");
    let layers = opened(&format!(
        "CREATE TABLE \"{quoted}\" (\"nr;\"\"x\" TEXT, geom BLOB, code MEDIUMINT, dag DATE, uur DATETIME, aan BOOLEAN, foto BLOB);
         INSERT INTO \"{quoted}\" SELECT 'n' || fid, geom, fid, '2023-05-15', '2023-05-15T10:00:00Z', 1, x'00' FROM \"{name}\" WHERE fid <= 3;
         CREATE TABLE punten (fid INTEGER PRIMARY KEY, geom POINT);
         {}{}",
        register(odd, "POLYGON", 28992),
        register("punten", "POINT", 28992),
    ))
    .unwrap();
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, [name.as_str(), odd, "punten"]);
    let layer = &layers[1];
    assert_eq!((layer.len(), area(layer)), (3, 3.0 * HA));
    let types: Vec<_> = layer
        .table
        .fields()
        .iter()
        .map(|f| (f.name.as_str(), f.field_type))
        .collect();
    assert_eq!(
        types,
        [
            ("nr;\"x", FieldType::Text),
            ("code", FieldType::Integer),
            ("dag", FieldType::Date),
            ("uur", FieldType::DateTime),
            ("aan", FieldType::Boolean),
            ("foto", FieldType::Binary)
        ]
    );
    assert_eq!(layer.table.value(0, 2), Value::Text("n3".into()));
    assert_eq!(
        layer.table.value(3, 0),
        Value::Text("2023-05-15T10:00:00".into())
    );
    assert_eq!(layer.table.value(4, 0), Value::Boolean(true));
}

#[test]
fn views_are_read_and_have_an_end() {
    let name = table();
    let layers = opened(&format!(
        "CREATE VIEW gras AS SELECT fid, geom, code, code * 2 AS dubbel FROM \"{name}\" WHERE fid % 2 = 0; {}",
        register("gras", "MULTIPOLYGON", 28992),
    ))
    .unwrap();
    assert_eq!((layers[1].len(), area(&layers[1])), (10, 10.0 * HA));
    assert_eq!(layers[1].table.fields().len(), 2);
    assert_eq!(layers[1].table.fields()[1].field_type, FieldType::Integer);

    // A view of itself, one that counts for ever, and one that repeats a table without end.
    let cyclic = "CREATE VIEW a AS SELECT * FROM b; CREATE VIEW b AS SELECT * FROM a;";
    let layers = opened(&format!("{cyclic} {}", register("a", "POLYGON", 28992))).unwrap();
    assert!(matches!(&kinds(&layers[0])[..], [WarningKind::LayerLeftOut { name }] if name == "a"));
    for endless in [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT NULL AS geom FROM n WHERE i < 0".to_owned(),
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT t.geom FROM n, \"{name}\" t"),
        "SELECT zeroblob(900000000) AS geom".to_owned(),
    ] {
        // The good layer beside it is there.
        let layers = opened(&format!("CREATE VIEW v AS {endless}; {}", register("v", "POLYGON", 28992)));
        let layers = layers.unwrap();
        assert_eq!((layers.len(), area(&layers[0])), (1, 20.0 * HA), "{endless}");
        assert!(matches!(&kinds(&layers[0])[..], [WarningKind::LayerLeftOut { name }] if name == "v"));
    }
    // By itself it is refused, and so are many of them.
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT NULL AS geom FROM n WHERE i < 0";
    let alone = opened(&format!(
        "DELETE FROM gpkg_geometry_columns; DELETE FROM gpkg_contents; CREATE VIEW v AS {endless}; {}",
        register("v", "POLYGON", 28992)
    ));
    assert!(matches!(alone, Err(OpenError::OutOfProportion { .. })));
    let many: String = (0..9)
        .map(|i| {
            format!(
                "CREATE VIEW v{i} AS {endless}; {}",
                register(&format!("v{i}"), "POLYGON", 28992)
            )
        })
        .collect();
    assert!(matches!(
        opened(&many),
        Err(OpenError::OutOfProportion { .. })
    ));
}

#[test]
fn a_few_views_on_top_of_each_other_may_be_millions() {
    let name = table();
    let mut views = format!("CREATE VIEW v0 AS SELECT fid, geom FROM \"{name}\";");
    for number in 1..25 {
        let below = format!("SELECT fid, geom FROM v{}", number - 1);
        views.push_str(&format!(
            "CREATE VIEW v{number} AS {below} UNION ALL {below};"
        ));
    }
    let few = opened(&format!("{views} {}", register("v3", "POLYGON", 28992))).unwrap();
    assert_eq!((few.len(), area(&few[1])), (2, 160.0 * HA));
    let many = opened(&format!("{views} {}", register("v24", "POLYGON", 28992))).unwrap();
    assert_eq!((many.len(), area(&many[0])), (1, 20.0 * HA));
    assert!(matches!(&kinds(&many[0])[..], [WarningKind::LayerLeftOut { name }] if name == "v24"));
}

#[test]
fn rows_have_whatever_numbers() {
    let name = table();
    let ends = [i64::MIN, -1, 0, i64::MAX];
    let moved = ends.iter().enumerate();
    let moved = moved.map(|(row, number)| {
        let row = row + 1;
        format!("UPDATE \"{name}\" SET fid = {number} WHERE fid = {row};")
    });
    let layers = opened(&moved.collect::<String>()).unwrap();
    assert_eq!((layers[0].len(), area(&layers[0])), (20, 20.0 * HA));
}

#[test]
fn a_list_of_many_tables_is_gone_through_once() {
    let registered: String = (0..3_000)
        .map(|i| register(&format!("weg_{i}"), "POLYGON", 28992))
        .collect();
    let layers = opened(&registered).unwrap();
    assert_eq!((layers.len(), area(&layers[0])), (1, 20.0 * HA));
    let left_out = kinds(&layers[0]);
    assert_eq!(left_out.len(), 21);
    assert!(
        matches!(&left_out[20], WarningKind::LayerLeftOut { name } if name.ends_with("(+2980)"))
    );
    // Names meet whatever their case.
    let layers = opened(
        "PRAGMA foreign_keys = OFF; UPDATE gpkg_geometry_columns SET table_name = upper(table_name)",
    );
    assert_eq!(layers.unwrap().len(), 1);
}

#[test]
fn a_cancelled_statement_stops() {
    let folder = tempfile::tempdir().unwrap();
    let path = package(folder.path(), "");
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(
        io::open(&path, &progress),
        Err(OpenError::Cancelled(_))
    ));
}

#[test]
fn the_file_and_what_lies_beside_it_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = package(folder.path(), "PRAGMA journal_mode = WAL;");
    // Another program is at work: its changes are in the log beside.
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(&format!(
            "PRAGMA wal_autocheckpoint = 0; DELETE FROM \"{}\" WHERE fid > 5;",
            table()
        ))
        .unwrap();
    let list = || -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| !path.to_string_lossy().ends_with("-shm"))
            .collect();
        files.sort();
        files
            .into_iter()
            .map(|f| (f.clone(), std::fs::read(f).unwrap()))
            .collect()
    };
    let before = list();
    let layers = open(&path).unwrap();
    assert_eq!(layers[0].len(), 20);
    assert!(kinds(&layers[0]).contains(&WarningKind::ChangesPending));
    assert_eq!(list(), before);
}

#[test]
fn systems_are_named_by_code_or_by_text() {
    let srs = |change: &str| {
        let layers = opened(&format!(
            "PRAGMA foreign_keys = OFF; UPDATE gpkg_spatial_ref_sys SET {change} WHERE srs_id = 28992;"
        ));
        layers.unwrap().remove(0)
    };
    assert!(srs("definition = 'undefined'").crs.unwrap().is_rd());
    assert!(srs("organization = 'NONE'").crs.unwrap().is_rd());
    let unknown = srs("organization = 'NONE', definition = 'undefined'");
    assert!(unknown.crs.as_ref().unwrap().is_rd());
    assert!(matches!(
        kinds(&unknown)[..],
        [WarningKind::CrsGuessed { .. }]
    ));
    assert_eq!(unknown.source.declared_crs, None);
    let doubtful = srs("organization_coordsys_id = 4326");
    assert_eq!(doubtful.source.declared_crs, Some(Crs::wgs84()));
    assert!(
        kinds(&doubtful)
            .iter()
            .any(|k| matches!(k, WarningKind::CrsContradicts { .. }))
    );
}

#[test]
fn cells_are_what_is_stored_there() {
    let name = table();
    let layers = opened(&format!(
        "UPDATE \"{name}\" SET code = 'abc' WHERE fid = 3; UPDATE \"{name}\" SET aandeel = 1e999 WHERE fid = 4;
         UPDATE \"{name}\" SET geom = x'00' WHERE fid = 5; UPDATE \"{name}\" SET geom = 'tekst' WHERE fid = 6;
         UPDATE \"{name}\" SET geom = x'4750000000000000010100000000000000000000000000000000000000' WHERE fid = 7;"
    ))
    .unwrap();
    let layer = &layers[0];
    assert_eq!((layer.len(), area(layer)), (20, 17.0 * HA));
    assert_eq!(layer.table.value(0, 2), Value::Null);
    let found = kinds(layer);
    assert!(
        found.contains(&WarningKind::BadRecords) && found.contains(&WarningKind::OtherShapeType)
    );
    assert!(found.contains(&WarningKind::BadCells {
        column: "code".into()
    }));
}

#[test]
fn what_is_no_geopackage_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("brp.gpkg");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE a (b);")
        .unwrap();
    assert!(matches!(open(&path), Err(OpenError::FormatNotRead { .. })));
    // Encrypted, nothing of it is known but its name.
    save_bytes(&path, &[0x9a; 4096]);
    assert!(matches!(open(&path), Err(OpenError::Damaged { .. })));
    let path = package(folder.path(), "DELETE FROM gpkg_geometry_columns;");
    assert!(matches!(open(&path), Err(OpenError::NoPolygons { .. })));
    let path = package(
        folder.path(),
        "UPDATE gpkg_geometry_columns SET column_name = 'weg';",
    );
    assert!(open(&path).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn damaged_pages_cost_their_rows_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("brp.gpkg");
    io::geopackage::write(&hectares(60_000), &path, None, &Progress::default()).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() * 2 / 5 / 4096 * 4096;
    // Pages of the spatial index lie among those of the table.
    bytes[middle..middle + 8 * 4096].fill(0xee);
    save_bytes(&path, &bytes);
    let layers = open(&path).unwrap();
    assert!(layers[0].len() > 1000, "{}", layers[0].len());
    assert!(
        kinds(&layers[0])
            .iter()
            .any(|kind| matches!(kind, WarningKind::PartlyReadable { .. }))
    );
}
