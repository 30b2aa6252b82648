//! `ruilkaart info`: what it prints, to whom, and how it ends.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value as Json, json};

use crate::harness::{Cli, stderr, write_parcels};

fn with_parcels(count: usize) -> Cli {
    let cli = Cli::new();
    write_parcels(&cli.path("percelen.shp"), count);
    cli
}

#[test]
fn json_has_every_key_and_nothing_else_is_printed() {
    let cli = with_parcels(3);
    let before = cli.listing();
    let output = cli.run(&["info", "percelen.shp", "--json"]);
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
    let document: Json = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({
        "file": "percelen.shp", "format": "ESRI Shapefile", "name": "percelen", "encoding": "UTF-8",
        "features": 3, "null_geometries": 0, "parts": 3, "rings": 3, "vertices": 15, "area": 30000.0,
        "bounds": [230_000.0, 557_000.0, 230_320.0, 557_100.0],
        "fields": [{"name": "gewascode", "type": "integer"}, {"name": "gewas", "type": "string"}],
        "crs": {"epsg": 28992, "name": "Amersfoort / RD New"},
        "warnings": [],
        "samples": [
            {"record": 0, "values": {"gewascode": 265, "gewas": "Gras"}},
            {"record": 1, "values": {"gewascode": 266, "gewas": "Maïs"}},
            {"record": 2, "values": {"gewascode": 267, "gewas": "Gras"}},
        ],
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&document[key], value, "{key}");
    }
    let place: Vec<f64> = serde_json::from_value(document["wgs84_bounds"].clone()).unwrap();
    assert!(
        (place[0] - 6.51).abs() < 0.01 && (place[1] - 52.99).abs() < 0.01,
        "{place:?}"
    );
    assert_eq!(
        document.as_object().unwrap().len(),
        expected.as_object().unwrap().len() + 1
    );
    assert_eq!(cli.listing(), before);
}

#[test]
fn people_get_a_table_in_their_language() {
    let cli = with_parcels(1500);
    let nl = cli.stdout(&["info", "percelen.shp", "--lang", "nl"]);
    assert!(nl.contains("Objecten         1.500\n"), "{nl}");
    assert!(nl.contains("Oppervlakte      1.500\u{a0}ha\n"), "{nl}");
    assert!(
        nl.contains("Stelsel          Amersfoort / RD New (EPSG:28992)\n"),
        "{nl}"
    );
    assert!(nl.contains("230000,00 557000,00 – "), "{nl}");
    let en = cli.stdout(&["--lang", "en", "info", "percelen.shp"]);
    assert!(
        en.contains("1,500\u{a0}ha\n") && en.contains("whole number"),
        "{en}"
    );
}

#[test]
fn guesses_are_called_guesses() {
    let cli = with_parcels(2);
    std::fs::remove_file(cli.path("percelen.prj")).unwrap();
    let document: Json =
        serde_json::from_str(&cli.stdout(&["info", "percelen.shp", "--json"])).unwrap();
    assert_eq!(document["crs"], json!({"epsg": null, "name": null}));
    assert_eq!(document["wgs84_bounds"], Json::Null);
    let warnings = document["warnings"].as_array().unwrap();
    assert!(
        warnings[0].as_str().unwrap().contains("EPSG:28992"),
        "{warnings:?}"
    );
    let nl = cli.stdout(&["info", "percelen.shp", "--lang", "nl"]);
    assert!(
        nl.contains("RD New (EPSG:28992) (afgeleid uit de coördinaten)"),
        "{nl}"
    );
    assert!(nl.contains("2,00\u{a0}ha"), "{nl}");
}

#[test]
fn refusals_are_one_line_that_says_what_where_and_what_to_do() {
    let cli = with_parcels(1);
    let said = cli.refusal(&["info", "niets.shp", "--json", "--lang", "nl"]);
    assert!(
        said.contains("niets.shp") && said.contains("Controleer"),
        "{said}"
    );
    let mut file = std::fs::File::create(cli.path("met\nregeleinde.gpkg")).unwrap();
    file.write_all(b"SQLite format 3\0").unwrap();
    cli.refusal(&["info", "met\nregeleinde.gpkg"]);
    cli.refusal(&["info", "."]);
}

#[test]
fn wrong_arguments_end_with_2() {
    let cli = Cli::new();
    for arguments in [
        vec!["info"],
        vec!["info", ""],
        vec!["info", "a", "b"],
        vec!["info", "a", "--jsn"],
    ] {
        assert_eq!(cli.run(&arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let cli = with_parcels(2);
    let mut command = cli.command();
    command.args(["info", "percelen.shp", "--json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let cli = with_parcels(40_000);
    // Some odd records, so that the order of warnings is tested too.
    let path = cli.path("percelen.shp");
    let mut shp = std::fs::read(&path).unwrap();
    for record in (0..40_000).step_by(7) {
        let at = 100 + record * 136 + 8;
        shp[at] = if record % 2 == 0 { 0 } else { 77 };
    }
    std::fs::File::create(&path)
        .and_then(|mut file| file.write_all(&shp))
        .unwrap();
    let with_threads = |threads: &str| {
        let mut command = cli.command();
        command.args(["info", "percelen.shp", "--json"]);
        command
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap()
            .stdout
    };
    let one = with_threads("1");
    assert!(!one.is_empty());
    for threads in ["2", "5"] {
        assert!(with_threads(threads) == one, "{threads} threads");
    }
}

/// Memory follows the size of the file, not what its header claims.
#[cfg(target_os = "linux")]
#[test]
fn claims_and_bombs_take_no_memory() {
    let peak_mb = |cli: &Cli, file: &str| {
        let said = stderr(&cli.run(&["info", file, "--json", "--timings"]));
        let peaks = said
            .lines()
            .filter_map(|line| line.rsplit_once("peak ")?.1.strip_suffix(" MB"));
        peaks.map(|mb| mb.parse::<u64>().unwrap()).max()
    };
    let cli = with_parcels(10);
    for (ending, place) in [
        ("dbf", 4),
        ("shp", 100 + 8 + 36),
        ("shp", 100 + 8 + 40),
        ("shx", 24),
        ("shp", 24),
    ] {
        let path = cli.path("percelen").with_extension(ending);
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        bad[place..place + 4].copy_from_slice(&0x7fff_fff0_u32.to_le_bytes());
        std::fs::File::create(&path)
            .and_then(|mut file| file.write_all(&bad))
            .unwrap();
        let peak = peak_mb(&cli, "percelen.shp").unwrap();
        assert!(peak < 100, "{peak} MB for {ending} byte {place}");
        std::fs::File::create(&path)
            .and_then(|mut file| file.write_all(&good))
            .unwrap();
    }
}

#[test]
fn a_decoder_that_gives_up_says_nothing_of_its_own() {
    let cli = Cli::new();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/findings/parquet/dictionary_that_never_came.parquet");
    let output = cli.run(&["info", file.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("damaged") && said.contains(": gewas"),
        "{said}"
    );
}

/// A layer of a point and as many columns of text; the last holds a letter beyond ASCII in the second row.
fn wide(columns: usize) -> String {
    let feature = |last: &str| {
        let first = (1..columns).map(|i| format!("\"k{i}\":\"a\","));
        let first: String = first.collect();
        format!(
            "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[6,52]}},\"properties\":{{{first}\"l\":\"{last}\"}}}}"
        )
    };
    let features = [feature("a"), feature("ë"), feature("a"), feature("a")].join(",");
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}")
}

#[test]
fn letters_beyond_ascii_are_found_in_any_column() {
    let cli = Cli::new();
    let file = std::fs::File::create(cli.path("breed.geojson"));
    file.and_then(|mut file| file.write_all(wide(700).as_bytes()))
        .unwrap();
    let said = cli.stdout(&["info", "breed.geojson", "--json"]);
    let document: Json = serde_json::from_str(&said).unwrap();
    let rows: Vec<&Json> = document["samples"].as_array().unwrap().iter().collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (&rows[1]["record"], &rows[1]["values"]["l"]),
        (&json!(1), &json!("ë"))
    );
    assert!(document.get("text_columns_searched").is_none());
}
