//! Every `.prj` of the folder that `RUILKAART_CORPUS` names, against the facts of its `manifest.json`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use ruilkaart::crs::{Crs, Transform, from_prj};
use serde_json::Value;

use crate::control_points::distance_m;

/// The `.prj` text that belongs to an entry's file: beside it, or inside the zip.
fn prj_text(file: &Path) -> Option<String> {
    let bytes = if file.extension()?.eq_ignore_ascii_case("zip") {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(file).ok()?).ok()?;
        let is_prj = |name: &String| name.to_lowercase().ends_with(".prj");
        let name = (0..archive.len())
            .filter_map(|i| {
                archive
                    .name_for_index(i)?
                    .ok()
                    .map(std::borrow::Cow::into_owned)
            })
            .find(is_prj)?;
        let mut bytes = Vec::new();
        archive.by_name(&name).ok()?.read_to_end(&mut bytes).ok()?;
        bytes
    } else {
        let stem = file.file_stem()?;
        let beside = std::fs::read_dir(file.parent()?)
            .ok()?
            .flatten()
            .map(|entry| entry.path());
        let is_prj = |path: &PathBuf| {
            path.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("prj"))
                && path.file_stem() == Some(stem)
        };
        std::fs::read(beside.into_iter().find(is_prj)?).ok()?
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Four numbers of a box.
fn numbers(value: &Value) -> Option<[f64; 4]> {
    let list: Vec<f64> = value.as_array()?.iter().filter_map(Value::as_f64).collect();
    list.try_into().ok()
}

#[test]
fn every_prj_of_the_corpus_is_recognised_and_placed() {
    let Some(folder) = std::env::var_os("RUILKAART_CORPUS").map(PathBuf::from) else {
        println!("skipped: RUILKAART_CORPUS is not set");
        return;
    };
    let manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("manifest.json")).unwrap())
            .unwrap();
    let (mut recognised, mut placed) = (0, 0);
    for entry in manifest["entries"].as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let Some(text) = prj_text(&folder.join(file)) else {
            continue;
        };
        let Some(layer) = entry["layers"].as_array().and_then(|layers| layers.first()) else {
            continue;
        };
        let (crs, facts) = (from_prj(&text), &layer["crs"]);
        let epsg = facts["epsg"].as_u64();
        let must = facts["must_support"] == true;
        let found = crs.as_ref().and_then(|crs| crs.epsg).map(u64::from);
        assert!(
            found == epsg || (found.is_none() && !must),
            "{file}: {found:?}, not {epsg:?}"
        );
        recognised += usize::from(found.is_some());
        if let (Some(crs), Some(bounds)) = (crs, numbers(&layer["bounds"])) {
            placed += usize::from(check_place(
                file,
                &crs,
                bounds,
                numbers(&layer["wgs84_bounds"]),
                must,
            ));
        }
    }
    println!("{recognised} recognised, {placed} placed");
    assert!(
        recognised >= 25 && placed >= 25,
        "{recognised} recognised, {placed} placed"
    );
}

/// The corners of the box lie at most as far from its stored place as the box bends.
fn check_place(
    file: &str,
    crs: &Crs,
    bounds: [f64; 4],
    place: Option<[f64; 4]>,
    must: bool,
) -> bool {
    let Ok(way) = Transform::between(crs, &Crs::wgs84()) else {
        assert!(!must, "{file}: no way to WGS 84");
        return false;
    };
    let Some([lon_0, lat_0, lon_1, lat_1]) = place else {
        return false;
    };
    let [x_0, y_0, x_1, y_1] = bounds;
    let turned = way.bounds(&ruilkaart::geometry::Bounds::new(x_0, y_0, x_1, y_1));
    // The transformed box holds the transformed vertices, and is larger by its bend at most.
    let bend = 0.2 * distance_m([lon_0, lat_0], [lon_1, lat_1]) + if must { 3.0 } else { 200.0 };
    let margin = if must { 3e-5 } else { 2e-3 };
    let stored = ruilkaart::geometry::Bounds::new(lon_0, lat_0, lon_1, lat_1);
    assert!(
        turned.grown(margin).contains_bounds(&stored),
        "{file}: {turned:?} does not hold {stored:?}"
    );
    assert!(
        distance_m(turned.center(), stored.center()) < bend,
        "{file}: {turned:?}, not {stored:?}"
    );
    true
}
