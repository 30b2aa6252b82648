//! How files are found and told apart: names, sidecars, zips, and formats that are not read.

use std::path::Path;

use ruilkaart::io::{self, Format, OpenError};
use ruilkaart::job::{Cancelled, Progress};
use ruilkaart::layer::{Layer, Value, WarningKind};

use crate::fixtures::{Shapefile, area, kinds, save_bytes, zip};

const HA: f64 = 10_000.0;

fn open(path: &Path) -> Result<Vec<Layer>, OpenError> {
    io::open(path, &Progress::default())
}

fn open_zip(bytes: Vec<u8>) -> Result<Vec<Layer>, OpenError> {
    io::open_zip(Path::new("proef.zip"), bytes, &Progress::default())
}

#[test]
fn endings_in_any_case_and_names_with_anything_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let long = "z".repeat(200);
    for name in [
        "percelen",
        "Ruinen-Zuid ë",
        "met spatie (1)",
        "x.y.z",
        "田",
        &long,
    ] {
        let path = Shapefile::of_hectares(2).save(folder.path(), name);
        let layers = open(&path).unwrap();
        assert_eq!(layers[0].name, name);
        assert_eq!(layers[0].warnings, vec![]);
        std::fs::remove_file(path).unwrap();
    }
    for endings in [
        ["SHP", "SHX", "DBF", "PRJ", "CPG"],
        ["Shp", "sHX", "Dbf", "pRJ", "Cpg"],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = Shapefile::of_hectares(2);
        for ((_, bytes), ending) in file.files().into_iter().zip(endings) {
            save_bytes(&folder.path().join(format!("PERCELEN.{ending}")), bytes);
        }
        let layers = open(&folder.path().join(format!("PERCELEN.{}", endings[0]))).unwrap();
        assert_eq!((layers[0].warnings.len(), area(&layers[0])), (0, 2.0 * HA));
    }
}

#[test]
fn deep_folders_and_read_only_ones() {
    let folder = tempfile::tempdir().unwrap();
    let mut deep = folder.path().to_owned();
    for _ in 0..12 {
        deep.push("een map met een lange naam é");
    }
    std::fs::create_dir_all(&deep).unwrap();
    let path = Shapefile::of_hectares(2).save(&deep, "percelen");
    let mut permissions = std::fs::metadata(&deep).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&deep, permissions.clone()).unwrap();
    let before = std::fs::read_dir(&deep).unwrap().count();
    let layers = open(&path);
    assert_eq!(std::fs::read_dir(&deep).unwrap().count(), before);
    #[expect(clippy::permissions_set_readonly_false)]
    permissions.set_readonly(false);
    std::fs::set_permissions(&deep, permissions).unwrap();
    assert_eq!(area(&layers.unwrap()[0]), 2.0 * HA);
}

#[test]
fn any_file_of_a_shapefile_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    Shapefile::of_hectares(2).save(folder.path(), "percelen");
    for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
        let layers = open(&folder.path().join(format!("percelen.{ending}"))).unwrap();
        assert_eq!(
            (layers[0].name.as_str(), layers[0].len()),
            ("percelen", 2),
            "{ending}"
        );
    }
    std::fs::remove_file(folder.path().join("percelen.shp")).unwrap();
    let error = open(&folder.path().join("percelen.dbf")).unwrap_err();
    assert!(matches!(error, OpenError::ShpMissing { .. }), "{error}");
}

#[test]
fn what_is_not_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bestand");
    let geodatabase = zip(&[("map/brp.gdb/a00000001.gdbtable", b"x")]);
    for (bytes, format) in [
        (geodatabase, Format::FileGeodatabase),
        (b"<gml/>".to_vec(), Format::Xml),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), Format::Archive),
    ] {
        save_bytes(&path, &bytes);
        let error = open(&path).unwrap_err();
        assert!(
            matches!(error, OpenError::FormatNotRead { format: found, .. } if found == format),
            "{error}"
        );
    }
    for (bytes, format) in [
        (b"{\"type\": ".to_vec(), Format::GeoJson),
        (b"fgb\x03fgb\0".to_vec(), Format::FlatGeobuf),
        (b"PAR1....".to_vec(), Format::GeoParquet),
        (
            zip(&[("lees.txt", b"x"), ("brp.gpkg", b"x")]),
            Format::GeoPackage,
        ),
    ] {
        save_bytes(&path, &bytes);
        let error = open(&path).unwrap_err();
        assert!(
            matches!(error, OpenError::Damaged { format: found, .. } if found == format),
            "{error}"
        );
    }
    save_bytes(&path, b"gewas;code\n");
    assert!(matches!(open(&path), Err(OpenError::NotRecognised { .. })));
    save_bytes(&path, b"");
    assert!(matches!(open(&path), Err(OpenError::Empty { .. })));
    save_bytes(&path, b"\0\0\x27\x0a");
    assert!(matches!(open(&path), Err(OpenError::ShpDamaged { .. })));
    assert!(matches!(
        open(folder.path()),
        Err(OpenError::NotAFile { .. })
    ));
    assert!(matches!(
        open(&folder.path().join("niets.shp")),
        Err(OpenError::NotFound { .. })
    ));
    assert!(matches!(
        open(&path.join("niets.shp")),
        Err(OpenError::NotFound { .. })
    ));
}

#[cfg(unix)]
#[test]
fn devices_are_not_waited_for() {
    for device in ["/dev/zero", "/dev/null"] {
        assert!(matches!(
            open(Path::new(device)),
            Err(OpenError::NotAFile { .. })
        ));
    }
}

#[test]
fn cancelled_work_stops() {
    let folder = tempfile::tempdir().unwrap();
    let path = Shapefile::of_hectares(2).save(folder.path(), "percelen");
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(
        io::open(&path, &progress),
        Err(OpenError::Cancelled(Cancelled))
    ));
}

fn members<'a>(names: &'a [String], file: &'a Shapefile) -> Vec<(&'a str, &'a [u8])> {
    names
        .iter()
        .map(String::as_str)
        .zip(file.files().into_iter().map(|(_, bytes)| bytes))
        .collect()
}

fn names(stem: &str, endings: [&str; 5]) -> Vec<String> {
    endings
        .iter()
        .map(|ending| format!("{stem}.{ending}"))
        .collect()
}

#[test]
fn zips_are_read_whatever_their_folders_and_cases() {
    let (small, large) = (Shapefile::of_hectares(2), Shapefile::of_hectares(7));
    let lower = names("map/onder/percelen", ["shp", "shx", "dbf", "prj", "cpg"]);
    let upper = names("Andere/BLOKKEN", ["SHP", "Shx", "DBF", "PRJ", "CPG"]);
    let mut all = members(&lower, &small);
    all.extend(members(&upper, &large));
    all.push(("__MACOSX/map/onder/._percelen.shp", b"rubbish"));
    all.push(("lees mij.txt", b"text"));
    let layers = open_zip(zip(&all)).unwrap();
    let found: Vec<(&str, f64)> = layers.iter().map(|l| (l.name.as_str(), area(l))).collect();
    assert_eq!(found, [("BLOKKEN", 7.0 * HA), ("percelen", 2.0 * HA)]);
    assert!(layers.iter().all(|layer| layer.warnings.is_empty()));
    assert_eq!(layers[0].source.path, Path::new("proef.zip"));
    assert_eq!(layers[0].table.value(0, 6), Value::Integer(6));
}

#[test]
fn names_in_zips_may_be_in_an_old_encoding() {
    let file = Shapefile::of_hectares(2);
    let names = names("Co#peratie", ["shp", "shx", "dbf", "prj", "cpg"]);
    let mut bytes = zip(&members(&names, &file));
    for byte in &mut bytes {
        if *byte == b'#' {
            *byte = 0x94;
        }
    }
    let layers = open_zip(bytes).unwrap();
    assert_eq!(
        (layers[0].name.as_str(), layers[0].warnings.len()),
        ("Coöperatie", 0)
    );
}

#[test]
fn a_layer_that_cannot_be_shown_does_not_hide_the_others() {
    let (good, bad) = (
        Shapefile::of_hectares(2),
        Shapefile::of_contents(31, &[vec![0; 20]]),
    );
    let (a, b) = (
        names("percelen", ["shp", "shx", "dbf", "prj", "cpg"]),
        names("bomen", ["shp", "shx", "dbf", "prj", "cpg"]),
    );
    let both = [members(&a, &good), members(&b, &bad)].concat();
    let layers = open_zip(zip(&both)).unwrap();
    assert_eq!(
        kinds(&layers[0]),
        [WarningKind::LayerLeftOut {
            name: "bomen".into()
        }]
    );
    let error = open_zip(zip(&members(&b, &bad))).unwrap_err();
    assert!(matches!(error, OpenError::NotPolygons { .. }), "{error}");
}

#[test]
fn damaged_locked_and_empty_zips_are_told_apart() {
    let file = Shapefile::of_hectares(50);
    let names = names("percelen", ["shp", "shx", "dbf", "prj", "cpg"]);
    let good = zip(&members(&names, &file));
    for len in [4, 30, good.len() / 2, good.len() - 1] {
        let error = open_zip(good[..len].to_vec()).unwrap_err();
        assert!(matches!(error, OpenError::ZipDamaged { .. }), "{error}");
    }
    let (mut locked, mut odd) = (good.clone(), good.clone());
    let heads: Vec<usize> = (0..good.len() - 4)
        .filter(|&i| &good[i..i + 2] == b"PK")
        .collect();
    for head in heads {
        let marks = match good[head + 2..head + 4] {
            [3, 4] => head + 6,
            [1, 2] => head + 8,
            _ => continue,
        };
        locked[marks] |= 1;
        // The way of packing stands behind the marks.
        odd[marks + 2] = 12;
    }
    assert!(matches!(open_zip(locked), Err(OpenError::ZipLocked { .. })));
    let error = open_zip(odd).unwrap_err();
    assert!(
        matches!(&error, OpenError::ZipMethodNotRead { method, .. } if method == "BZIP2"),
        "{error}"
    );
    let error = open_zip(zip(&[("lees mij.txt", b"text")])).unwrap_err();
    assert!(
        matches!(error, OpenError::ZipWithoutShapefile { .. }),
        "{error}"
    );
}

#[test]
fn names_that_climb_out_of_a_zip_are_only_names() {
    let file = Shapefile::of_hectares(2);
    let up = names(
        "../../../../tmp/ruilkaart-klim",
        ["shp", "shx", "dbf", "prj", "cpg"],
    );
    let layers = open_zip(zip(&members(&up, &file))).unwrap();
    assert_eq!(
        (layers[0].name.as_str(), layers[0].len()),
        ("ruilkaart-klim", 2)
    );
    let root = names("/ruilkaart-klim", ["shp", "shx", "dbf", "prj", "cpg"]);
    assert_eq!(open_zip(zip(&members(&root, &file))).unwrap().len(), 1);
    let package = zip(&[("../../ruilkaart-klim.gpkg", b"SQLite format 3\0")]);
    assert!(open_zip(package).is_err());
    for folder in ["/tmp", "..", "/"] {
        for ending in ["shp", "gpkg"] {
            let path = Path::new(folder).join(format!("ruilkaart-klim.{ending}"));
            assert!(!path.exists(), "{}", path.display());
        }
    }
}

#[test]
fn a_zip_in_a_zip_is_not_followed() {
    let file = Shapefile::of_hectares(2);
    let names = names("percelen", ["shp", "shx", "dbf", "prj", "cpg"]);
    let mut inner = zip(&members(&names, &file));
    for _ in 0..20 {
        inner = zip(&[("weer.zip", &inner)]);
    }
    let error = open_zip(inner).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::FormatNotRead {
                format: Format::Archive,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_zip_that_unpacks_to_far_more_than_it_is_gets_refused() {
    let zeros = vec![0; 400 << 20];
    let file = Shapefile::of_hectares(2);
    let bomb = zip(&[("a.shp", &file.shp), ("a.dbf", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let error = open_zip(bomb).unwrap_err();
    assert!(matches!(error, OpenError::ZipTooLarge { .. }), "{error}");
}

#[test]
fn what_is_open_stays_whole_when_its_file_is_cut_or_goes() {
    let folder = tempfile::tempdir().unwrap();
    let shapefile = Shapefile::of_hectares(500).save(folder.path(), "percelen");
    let layers = open(&shapefile).unwrap();
    let package = folder.path().join("percelen.gpkg");
    ruilkaart::io::geopackage::write(&layers[0], &package, None, &Progress::default()).unwrap();
    let parquet = folder.path().join("percelen.parquet");
    ruilkaart::io::geoparquet::write(&layers[0], &parquet, &Progress::default()).unwrap();
    let opened: Vec<Layer> = [&shapefile, &package, &parquet]
        .into_iter()
        .flat_map(|path| open(path).unwrap())
        .collect();
    // Cut, as a program does that writes it anew; then gone.
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_len(3).unwrap();
        std::fs::remove_file(&path).unwrap();
    }
    for layer in opened {
        assert_eq!((layer.len(), area(&layer)), (500, 500.0 * HA));
        let last = layer.table.value(0, 499);
        assert_eq!(
            last,
            layers[0].table.value(0, 499),
            "{}",
            layer.source.format
        );
        let cells = layer.table.column(0).unwrap();
        assert_eq!(cells.value(499), last);
    }
}
