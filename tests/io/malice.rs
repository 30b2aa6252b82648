//! Files that want to be somewhere else, or to do something else, than to be read: each ends in words, and what lies
//! beside them stays as it is.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use ruilkaart::explain;
use ruilkaart::io::{self, OpenError};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, WarningKind};
use ruilkaart::text::Lang;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::fixtures::{Shapefile, area, kinds, save_bytes, zip};
use crate::formats::hectares;

const HA: f64 = 10_000.0;

/// Opens bytes as a file in a folder of its own, beside which nothing may change.
fn open(ending: &str, bytes: &[u8]) -> Result<Vec<Layer>, OpenError> {
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("onder").join("in");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("kwaad.{ending}"));
    save_bytes(&path, bytes);
    let before = everything(around.path());
    let opened = io::open(&path, &Progress::default());
    assert_eq!(everything(around.path()), before);
    if let Err(error) = &opened {
        for lang in [Lang::Nl, Lang::En] {
            let said = explain::open_error(error, lang);
            assert!(
                said.what.ends_with('.') && !said.remedy.is_empty(),
                "{}",
                said.what
            );
        }
    }
    opened
}

fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything(&path));
        }
        all.push(path);
    }
    all.sort();
    all
}

/// A shapefile of two hectares under this name.
fn zipped(stem: &str) -> Vec<u8> {
    let file = Shapefile::of_hectares(2);
    let names: Vec<(String, &[u8])> = file
        .files()
        .into_iter()
        .map(|(ending, bytes)| (format!("{stem}.{ending}"), bytes))
        .collect();
    let members: Vec<(&str, &[u8])> = names
        .iter()
        .map(|(n, bytes)| (n.as_str(), *bytes))
        .collect();
    zip(&members)
}

#[test]
fn whatever_a_member_of_a_zip_is_called_it_is_only_read() {
    for stem in [
        r"..\..\ruilkaart-weg",
        "../../ruilkaart-weg",
        r"C:\Windows\Temp\ruilkaart-weg",
        "C:/Windows/Temp/ruilkaart-weg",
        r"\\server\deel\ruilkaart-weg",
        "//server/deel/ruilkaart-weg",
        "/tmp/ruilkaart-weg",
        "map/./../../ruilkaart-weg",
        "map//ruilkaart-weg",
        "~/ruilkaart-weg",
        "$HOME/ruilkaart-weg",
    ] {
        let layers = open("zip", &zipped(stem)).unwrap();
        assert_eq!(layers.len(), 1, "{stem}");
        assert_eq!(
            (layers[0].name.as_str(), area(&layers[0])),
            ("ruilkaart-weg", 2.0 * HA)
        );
        assert_eq!(layers[0].warnings, vec![], "{stem}");
    }
    // Names that the system keeps for itself, that hide things, and that have no end.
    for stem in [
        "CON",
        "aux",
        "a\nb",
        "a\u{202e}b",
        "a\0b",
        ".",
        " ",
        &"x".repeat(60_000),
    ] {
        let layers = open("zip", &zipped(stem)).unwrap();
        assert_eq!(area(&layers[0]), 2.0 * HA);
    }
    for folder in [
        Path::new("/tmp"),
        Path::new("."),
        Path::new(".."),
        &std::env::temp_dir(),
    ] {
        let names = fs::read_dir(folder).unwrap();
        let mut names = names.map(|entry| entry.unwrap().file_name());
        assert!(!names.any(|name| name.to_string_lossy().contains("ruilkaart-weg")));
    }
}

/// A zip of links, and of members beside them.
fn with_links(links: &[(&str, &Path)], members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, target) in links {
        zip.add_symlink(*name, target.to_str().unwrap(), options)
            .unwrap();
    }
    for (name, bytes) in members {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_link_in_a_zip_leads_nowhere() {
    let elsewhere = tempfile::tempdir().unwrap();
    let secret = Shapefile::of_hectares(7).save(elsewhere.path(), "geheim");
    let package = elsewhere.path().join("geheim.gpkg");
    io::geopackage::write(&hectares(7), &package, None, &Progress::default()).unwrap();
    for (name, target) in [
        ("a.shp", &secret),
        ("a.gpkg", &package),
        ("a.geojson", &package),
    ] {
        let error = open("zip", &with_links(&[(name, target)], &[])).unwrap_err();
        let is_damage = matches!(
            error,
            OpenError::ShpDamaged { .. } | OpenError::Damaged { .. }
        );
        assert!(is_damage, "{name}: {error}");
    }
    // Beside what is good it is left out, and a table that is a link is none.
    let file = Shapefile::of_hectares(2);
    let good: [(&str, &[u8]); 1] = [("goed.shp", &file.shp)];
    let table = secret.with_extension("dbf");
    let links: [(&str, &Path); 2] = [("a.gpkg", &package), ("goed.dbf", &table)];
    let layers = open("zip", &with_links(&links, &good)).unwrap();
    assert_eq!((layers.len(), area(&layers[0])), (1, 2.0 * HA));
    assert!(layers[0].table.fields().is_empty());
    let name = "a".to_owned();
    assert!(kinds(&layers[0]).contains(&WarningKind::LayerLeftOut { name }));
}

/// Twenty hectares and what `sql` adds to them, as bytes.
fn package(sql: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::read(crate::geopackages::package(folder.path(), sql)).unwrap()
}

fn register(name: &str) -> String {
    format!(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('{name}','features','{name}',28992);
         INSERT INTO gpkg_geometry_columns VALUES ('{name}','geom','POLYGON',28992,0,0);"
    )
}

#[test]
fn a_view_can_do_no_more_than_compute() {
    let target = std::env::temp_dir().join("ruilkaart-weg.txt");
    let target = target.display();
    for call in [
        format!("load_extension('{target}')"),
        format!("writefile('{target}', 'x')"),
        format!("readfile('{target}')"),
        format!("edit('x', 'touch {target}')"),
        "fts3_tokenizer('simple', x'0000000000000000')".to_owned(),
        "(SELECT group_concat(file) FROM pragma_database_list)".to_owned(),
        "printf('%.*c', 900000000, 'x')".to_owned(),
        "replace(hex(zeroblob(1000000)), '00', hex(zeroblob(10000)))".to_owned(),
    ] {
        let name = hectares(1).name;
        let sql = format!(
            "CREATE VIEW v AS SELECT fid, geom, {call} AS nr FROM \"{name}\"; {}",
            register("v")
        );
        let layers = open("gpkg", &package(&sql)).unwrap();
        assert_eq!(area(&layers[0]), 20.0 * HA, "{call}");
        assert_eq!(layers.len(), 1, "{call}");
        let name = "v".to_owned();
        assert!(
            kinds(&layers[0]).contains(&WarningKind::LayerLeftOut { name }),
            "{call}"
        );
    }
    assert!(!Path::new(&target.to_string()).exists());
}

#[test]
fn names_that_are_sql_or_paths_are_only_names() {
    let odd = r#"../../x"; DROP TABLE gpkg_contents; --"#;
    let quoted = odd.replace('"', "\"\"");
    let name = hectares(1).name;
    let sql = format!(
        "CREATE TABLE \"{quoted}\" (fid INTEGER PRIMARY KEY, geom BLOB, \"{quoted}\" TEXT);
         INSERT INTO \"{quoted}\" SELECT fid, geom, 'x'' OR 1=1' FROM \"{name}\"; {}",
        register(odd)
    );
    let layers = open("gpkg", &package(&sql)).unwrap();
    let layer = layers.iter().find(|layer| layer.name == odd).unwrap();
    assert_eq!((layers.len(), area(layer)), (2, 20.0 * HA));
    assert_eq!(layer.table.fields()[0].name, odd);
    assert_eq!(layer.table.value(0, 0).as_str(), Some("x' OR 1=1"));
}

/// The header of a GeoPackage's geometry, and a polygon of one ring.
fn polygon(points: &[[f64; 2]]) -> String {
    let mut bytes = b"GP\0\x01\x40\x71\0\0\x01\x03\0\0\0\x01\0\0\0".to_vec();
    bytes.extend((points.len() as u32).to_le_bytes());
    bytes.extend(points.as_flattened().iter().flat_map(|o| o.to_le_bytes()));
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_is_no_number_is_left_out_and_counted() {
    let name = hectares(1).name;
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, 1e300];
    let updates: String = bad
        .iter()
        .zip(1..)
        .map(|(bad, fid)| {
            let ring = [[230_000.0, 557_000.0], [*bad, 557_100.0], [230_100.0, *bad]];
            let ring = [ring.as_slice(), &ring[..1]].concat();
            let geometry = polygon(&ring);
            format!("UPDATE \"{name}\" SET geom = x'{geometry}' WHERE fid = {fid};")
        })
        .collect();
    let layers = open("gpkg", &package(&updates)).unwrap();
    assert_eq!((layers[0].len(), area(&layers[0])), (20, 15.0 * HA));
    assert_eq!(kinds(&layers[0]), [WarningKind::NotFinite]);
    assert_eq!(layers[0].warnings[0].count, 5);
}
