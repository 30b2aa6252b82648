//! What is done with bytes that may be a file: it is opened, and everything of it is looked at. Nothing may panic, hang
//! or take more memory than the bytes explain; whether it opens is all the same.

use std::io::Write as _;
use std::path::Path;

use super::rooms::{crs, io, job::Progress, layer::Layer};

/// The kinds of bytes.
pub const TARGETS: [&str; 9] = [
    "shp", "dbf", "prj", "zip", "gpkg", "geojson", "fgb", "parquet", "project",
];

/// Opens `bytes` as what `target` names.
pub fn check(target: &str, bytes: &[u8]) {
    match target {
        "prj" => {
            let text = String::from_utf8_lossy(bytes);
            let _ = crs::from_prj(&text);
        }
        "project" => {
            let text = String::from_utf8_lossy(bytes);
            let _ = io::project_file::parse(&text, Path::new("project"));
        }
        "zip" => {
            let opened = io::open_zip(Path::new("zip"), bytes.to_vec(), &Progress::default());
            opened.into_iter().flatten().for_each(|layer| look(&layer));
        }
        "dbf" => open(&[("a.shp", NULLS), ("a.dbf", bytes)]),
        "shp" => open(&[("a.shp", bytes)]),
        ending => open(&[(&format!("a.{ending}"), bytes)]),
    }
}

/// A shapefile of three records without a shape.
const NULLS: &[u8] = &{
    let mut shp = [0; 136];
    (shp[2], shp[3]) = (0x27, 0x0a);
    // Its length in words of 16 bits, its version, its type.
    (shp[27], shp[28], shp[29], shp[32]) = (68, 0xe8, 0x03, 5);
    let mut record = 0;
    while record < 3 {
        // Number, and length of the content in words.
        (shp[100 + 12 * record + 3], shp[100 + 12 * record + 7]) = (record as u8 + 1, 2);
        record += 1;
    }
    shp
};

fn open(files: &[(&str, &[u8])]) {
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    for (name, bytes) in files {
        let file = std::fs::File::create(folder.path().join(name));
        if file.and_then(|mut file| file.write_all(bytes)).is_err() {
            return;
        }
    }
    let path = folder.path().join(files[0].0);
    let opened = io::open(&path, &Progress::default());
    opened.into_iter().flatten().for_each(|layer| look(&layer));
}

fn look(layer: &Layer) {
    assert_eq!(layer.len(), layer.table.rows());
    let mut vertices = 0;
    for feature in layer.polygons.features() {
        vertices += feature.coords().len();
        assert!(feature.coords().iter().flatten().all(|c| c.is_finite()));
    }
    assert_eq!(vertices, layer.polygons.vertex_count());
    for column in 0..layer.table.fields().len() {
        let cells = layer.table.column(column);
        assert_eq!(cells.map(|cells| cells.len()), Some(layer.len()));
        let _ = layer.table.value(column, layer.len().saturating_sub(1));
    }
    if layer.table.has_encodings() {
        let _ = layer
            .in_encoding("CP850")
            .map(|layer| layer.table.value(0, 0));
    }
    let _ = io::project_file::versions_of(&layer.source.path);
}
