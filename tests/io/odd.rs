//! Odd but legal files of every format (`odd.zip`), against what GDAL 3.12.4 and, for Parquet, GeoPandas 1.2 say of
//! them (`odd.tsv`): counts, area, bounds, system, names and types of columns. Vertices too, where bent lines show that
//! they are straightened in the same steps. What differs on purpose is not among them.

use std::fs::File;
use std::path::Path;

use ruilkaart::geometry::{Bounds, Feature, area};
use ruilkaart::io;
use ruilkaart::job::Progress;
use ruilkaart::layer::{FieldType, Layer};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/io"))
}

#[test]
fn odd_files_are_what_gdal_says_they_are() {
    let files = tempfile::tempdir().unwrap();
    let archive = File::open(folder().join("odd.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(archive).unwrap();
    archive.extract(files.path()).unwrap();
    let table = std::fs::read_to_string(folder().join("odd.tsv")).unwrap();
    let mut complaints = Vec::new();
    let mut opened: Option<(String, Vec<Layer>)> = None;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let file = cells[0];
        if opened.as_ref().is_none_or(|(name, _)| name != file) {
            let layers = match io::open(&files.path().join(file), &Progress::default()) {
                Ok(layers) => layers,
                Err(error) => {
                    complaints.push(format!("{file}: {error}"));
                    continue;
                }
            };
            opened = Some((file.to_owned(), layers));
        }
        let layers = opened.iter().flat_map(|(_, layers)| layers);
        match layers.into_iter().find(|layer| layer.name == cells[1]) {
            Some(layer) => complaints.extend(differences(layer, &cells)),
            None => complaints.push(format!("{file}: no layer {}", cells[1])),
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(table.lines().count() > 180);
}

fn differences(layer: &Layer, cells: &[&str]) -> Vec<String> {
    let [
        file,
        name,
        features,
        nulls,
        vertices,
        area,
        bounds,
        epsg,
        fields,
    ] = cells
    else {
        return vec![format!("{cells:?}: not nine cells")];
    };
    let mut differences = Vec::new();
    let mut compare = |what: &str, ours: String, theirs: &str| {
        if ours != theirs {
            differences.push(format!("{file}, {name}: {what} {ours} instead of {theirs}"));
        }
    };
    let polygons = &layer.polygons;
    let null_count = polygons.features().filter(Feature::is_null).count();
    compare("features", layer.len().to_string(), features);
    compare("nulls", null_count.to_string(), nulls);
    compare("vertices", polygons.vertex_count().to_string(), vertices);
    let declared = layer.source.declared_crs.as_ref();
    let epsg_of_layer = declared
        .and_then(|crs| crs.epsg)
        .map(|code| code.to_string());
    compare("EPSG", epsg_of_layer.unwrap_or_default(), epsg);
    let columns = layer.table.fields().iter();
    let columns: Vec<String> = columns
        .map(|field| format!("{}:{}", field.name, type_name(field.field_type)))
        .collect();
    if !fields.is_empty() {
        compare("fields", columns.join(";"), fields);
    }
    let sum: f64 = polygons.features().map(|f| area::feature(&f)).sum();
    let expected: f64 = area.parse().unwrap();
    if (sum - expected).abs() > 1e-9 * expected.abs().max(1.0) {
        compare("area", sum.to_string(), area);
    }
    let sides: Vec<f64> = bounds
        .split_whitespace()
        .map(|side| side.parse().unwrap())
        .collect();
    let own = polygons.bounds();
    let is_there = match sides.as_slice() {
        [] => own.is_empty(),
        [x0, y0, x1, y1] => alike(own, Bounds::new(*x0, *y0, *x1, *y1)),
        _ => false,
    };
    if !is_there {
        compare("bounds", format!("{own:?}"), bounds);
    }
    differences
}

fn alike(a: Bounds, b: Bounds) -> bool {
    let sides = a
        .min
        .into_iter()
        .chain(a.max)
        .zip(b.min.into_iter().chain(b.max));
    let mut sides = sides;
    sides.all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs().max(1.0))
}

/// As `info --json` says it.
fn type_name(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "string",
        FieldType::Integer => "integer",
        FieldType::Real => "real",
        FieldType::Date => "date",
        FieldType::DateTime => "datetime",
        FieldType::Boolean => "boolean",
        FieldType::Memo => "memo",
        FieldType::Binary => "binary",
    }
}
