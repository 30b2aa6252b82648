//! The real files of others, against the facts that GDAL and an independent count give for them: what
//! `ruilkaart info --json` prints has to agree in every key. The folder is named by `RUILKAART_CORPUS`; its
//! `README.md` says what the keys mean and how far readers may differ.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

#[test]
fn every_real_file_agrees_with_the_manifest() {
    let Some(folder) = std::env::var_os("RUILKAART_CORPUS").map(PathBuf::from) else {
        println!("skipped: RUILKAART_CORPUS is not set");
        return;
    };
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Json = serde_json::from_str(&manifest).unwrap();
    let entries = manifest["entries"].as_array().unwrap();
    let mut complaints = Vec::new();
    let (mut opened, mut refused) = (0, 0);
    for entry in entries {
        let id = entry["id"].as_str().unwrap();
        let output = info(&folder.join(entry["file"].as_str().unwrap()));
        let mut check = Check {
            id,
            complaints: &mut complaints,
        };
        if output.status.success() {
            opened += 1;
            check.opened(entry, &output);
        } else {
            check.refused(&output);
            let may = entry["expect"] != "opens";
            if may {
                refused += 1;
            } else {
                check.say(&format!(
                    "refused: {}",
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
        }
    }
    println!("{opened} opened, {refused} refused as they may be");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(opened > 55, "only {opened} opened");
}

fn info(file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ruilkaart"))
        .args(["info", "--json", "--lang", "en"])
        .arg(file)
        .output()
        .unwrap()
}

struct Check<'a> {
    id: &'a str,
    complaints: &'a mut Vec<String>,
}

impl Check<'_> {
    fn say(&mut self, what: &str) {
        self.complaints.push(format!("{}: {what}", self.id));
    }

    fn expect(&mut self, fits: bool, what: impl FnOnce() -> String) {
        if !fits {
            self.say(&what());
        }
    }

    fn refused(&mut self, output: &Output) {
        let error = String::from_utf8_lossy(&output.stderr);
        self.expect(output.status.code() == Some(1), || {
            format!("{:?}", output.status)
        });
        self.expect(error.lines().count() == 1 && error.len() > 30, || {
            format!("unclear: {error}")
        });
        self.expect(!error.contains("panicked"), || error.to_string());
        self.expect(output.stdout.is_empty(), || {
            "printed although refused".into()
        });
    }

    fn opened(&mut self, entry: &Json, output: &Output) {
        self.expect(entry["expect"] != "clear_error", || "opened".into());
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        let document: Json = serde_json::from_str(&text).unwrap();
        let layers = match document["layers"].as_array() {
            Some(layers) => layers.clone(),
            None => vec![document],
        };
        if let Some(facts) = entry.get("if_opened") {
            let names = ["features", "null_geometries", "rings", "vertices", "bounds"];
            self.numbers(facts, &layers[0], &names);
            self.expect(warns(&layers[0]), || "damaged, but no warning".into());
            return;
        }
        let expected = entry["layers"].as_array().unwrap();
        self.expect(layers.len() == expected.len(), || {
            format!("{} layers", layers.len())
        });
        for (expected, layer) in expected.iter().zip(&layers) {
            self.layer(expected, layer);
        }
    }

    fn layer(&mut self, expected: &Json, layer: &Json) {
        self.expect(layer["name"] == expected["name"], || {
            format!("name {}", layer["name"])
        });
        let numbers = [
            "features",
            "null_geometries",
            "parts",
            "rings",
            "vertices",
            "area",
            "bounds",
        ];
        // What is left out for being no polygon is counted by others.
        if !warns_of(layer, "no polygon") {
            self.numbers(expected, layer, &numbers);
        }
        self.fields(&expected["fields"], &layer["fields"]);
        self.place(expected, layer);
        self.samples(expected, layer);
        let shp = &expected["shp"];
        let odd = ["has_shx", "has_dbf", "has_prj"]
            .iter()
            .any(|key| shp[*key] == false)
            || ["unclosed_rings", "degenerate_rings"]
                .iter()
                .any(|key| shp[*key].as_u64() > Some(0))
            || shp["dbf"]["deleted"].as_u64() > Some(0)
            || expected["null_geometries"].as_u64() > Some(0)
            || shp.get("bad_records").is_some();
        self.expect(!odd || warns(layer), || "no warning".into());
    }

    fn numbers(&mut self, expected: &Json, layer: &Json, names: &[&str]) {
        for name in names {
            let mut right = vec![expected[*name].clone()];
            if let Some(more) = expected["accept"][*name].as_array() {
                right.extend(more.iter().cloned());
            }
            let fits = right.iter().any(|value| alike(value, &layer[*name], 1e-9));
            self.expect(fits, || {
                format!("{name} {} instead of {right:?}", layer[*name])
            });
        }
    }

    fn fields(&mut self, expected: &Json, fields: &Json) {
        let (expected, fields) = (expected.as_array().unwrap(), fields.as_array().unwrap());
        self.expect(expected.len() == fields.len(), || {
            format!("{} fields", fields.len())
        });
        for (expected, field) in expected.iter().zip(fields) {
            let one_of = |key: &str, more: &str| {
                field[key] == expected[key]
                    || expected[more]
                        .as_array()
                        .is_some_and(|list| list.contains(&field[key]))
            };
            let fits = one_of("name", "accept_names") && one_of("type", "accept");
            self.expect(fits, || format!("field {field} instead of {expected}"));
        }
    }

    fn place(&mut self, expected: &Json, layer: &Json) {
        let (crs, must) = (&expected["crs"], expected["crs"]["must_support"] == true);
        let epsg = &layer["crs"]["epsg"];
        let fits = epsg == &crs["epsg"] || (!must && epsg.is_null());
        self.expect(fits, || format!("EPSG {epsg} instead of {}", crs["epsg"]));
        let bounds = &layer["wgs84_bounds"];
        let misplaced = crs["coordinates_fit"] == false;
        self.expect(!misplaced || bounds.is_null() || warns(layer), || {
            "misplaced".into()
        });
        let (inner, outer) = (
            corners(&expected["wgs84_bounds"]),
            corners(&expected["wgs84_bounds_of_box"]),
        );
        match (corners(bounds), inner) {
            (None, None) => {}
            (None, Some(_)) => {
                let doubted = warns_of(layer, "cannot be in");
                self.expect(!must || doubted, || "no place".into());
            }
            (Some(_), None) => self.say(&format!("a place that is not known: {bounds}")),
            (Some(found), Some(inner)) => {
                let tolerance_deg = if must { 3e-5 } else { 2e-3 };
                let outer = outer.unwrap_or(inner);
                let between = (0..4).all(|i| {
                    let (low, high) = (inner[i].min(outer[i]), inner[i].max(outer[i]));
                    (low - tolerance_deg..=high + tolerance_deg).contains(&found[i])
                });
                self.expect(between, || format!("place {found:?} instead of {inner:?}"));
            }
        }
    }

    fn samples(&mut self, expected: &Json, layer: &Json) {
        let undeclared = expected["encoding"]["undeclared"] == true;
        let mut readings = vec![&expected["samples"]];
        if let Some(more) = expected["samples_accept"].as_array() {
            readings.extend(more.iter().map(|reading| &reading["samples"]));
        }
        let found = &layer["samples"];
        let fits = readings
            .iter()
            .any(|reading| same_samples(reading, found, undeclared));
        self.expect(fits, || {
            format!("samples {found} instead of {}", readings[0])
        });
    }
}

fn warns(layer: &Json) -> bool {
    !layer["warnings"].as_array().unwrap().is_empty()
}

fn warns_of(layer: &Json, words: &str) -> bool {
    let warnings = layer["warnings"].as_array().unwrap().iter();
    let mut texts = warnings.filter_map(Json::as_str);
    texts.any(|text| text.contains(words))
}

fn corners(bounds: &Json) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = bounds.as_array()?.iter().filter_map(Json::as_f64).collect();
    numbers.try_into().ok()
}

/// Equal, numbers within a relative tolerance.
fn alike(a: &Json, b: &Json, tolerance: f64) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= tolerance * a.abs().max(b.abs())
        }
        // GDAL has truths of a dBASE file as numbers where some are missing.
        (Json::Number(a), Json::Bool(b)) => a.as_f64() == Some(f64::from(u8::from(*b))),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b, tolerance))
        }
        _ => a == b,
    }
}

fn same_samples(expected: &Json, found: &Json, undeclared: bool) -> bool {
    let (Some(expected), Some(found)) = (expected.as_array(), found.as_array()) else {
        return false;
    };
    let same_values = |expected: &Json, found: &Json| {
        let (Some(expected), Some(found)) = (expected.as_object(), found.as_object()) else {
            return false;
        };
        expected.len() == found.len()
            && expected
                .iter()
                .all(|(name, value)| match (value, &found[name]) {
                    (Json::String(_), Json::String(_)) if undeclared => true,
                    // A blank logical is unknown here, and "no" to GDAL.
                    (Json::Bool(false), Json::Null) => true,
                    // Bytes are not shown.
                    (Json::String(bytes), Json::Null) if bytes.ends_with("bytes>") => true,
                    (value, found) => alike(value, found, 1e-12),
                })
    };
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(expected, found)| {
            expected["record"] == found["record"]
                && same_values(&expected["values"], &found["values"])
        })
}
