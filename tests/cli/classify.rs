//! `ruilkaart classify` on a layer that holds its crops in columns.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use ruilkaart::crs::Crs;
use ruilkaart::geometry::PolygonBuilder;
use ruilkaart::io::shapefile;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use serde_json::Value as Json;

/// Intensive, all arable, too short, nature, a ditch, and one of which a code is not known.
const PARCELS: [&str; 6] = [
    "266 266 266 2017 259 266 266 2017 259 266",
    "2017 256 236 2017 233 2017 256 236 2017 233",
    "- - - - - - - - 2017 2017",
    "332 332 332 332 332 332 332 332 332 332",
    "265 265 265 265 265 265 265 265 265 343",
    "2017 99999 236 266 266 2017 256 266 266 236",
];
const FIRST_YEAR: usize = 2015;

/// Squares of one hectare, the second with a hole of a quarter.
fn layer() -> Layer {
    let mut builder = PolygonBuilder::default();
    for i in 0..PARCELS.len() {
        let (x, y) = (230_000.0 + 200.0 * i as f64, 550_000.0);
        let square = |x: f64, y: f64, side: f64| {
            [
                [x, y],
                [x, y + side],
                [x + side, y + side],
                [x + side, y],
                [x, y],
            ]
        };
        builder.push_ring(square(x, y, 100.0));
        if i == 1 {
            let mut hole = square(x + 25.0, y + 25.0, 50.0);
            hole.reverse();
            builder.push_ring(hole);
        }
        builder.end_part();
        builder.end_feature();
    }
    let column = |year: usize| {
        let code = |line: &&str| line.split(' ').nth(year).and_then(|code| code.parse().ok());
        let field = Field {
            name: format!("crop_{}", FIRST_YEAR + year),
            field_type: FieldType::Integer,
        };
        (field, Cells::Integer(PARCELS.iter().map(code).collect()))
    };
    Layer {
        name: "percelen".to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: builder.finish(),
        table: Table::of_columns(PARCELS.len(), (0..10).map(column).collect()),
        warnings: Vec::new(),
    }
}

/// A folder with the layer in it.
struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        shapefile::write(&layer(), &folder.path().join("percelen.shp")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::File::create(&path).unwrap();
        ruilkaart::io::atomic::write(&path, |out| std::io::Write::write_all(out, text.as_bytes()))
            .unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ruilkaart"));
        command.args(["classify", "--lang", "nl", "--columns"]);
        command.arg(self.path("percelen.shp"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Writes the result and gives its path.
    fn result(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let output = self.command().arg("--out").arg(&path).output().unwrap();
        assert_done(&output);
        assert!(output.stdout.is_empty());
        path
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn assert_done(output: &Output) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    assert!(message.is_empty(), "{message}");
}

/// The run failed with one line that holds these words.
fn assert_failed(output: &Output, words: &[&str]) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(output.stdout.is_empty());
    assert_eq!(message.lines().count(), 1, "{message}");
    for word in words {
        assert!(message.contains(word), "{word} is not in: {message}");
    }
}

fn years(name: &str) -> Vec<String> {
    (2015..=2024).map(|year| format!("{name}_{year}")).collect()
}

/// Every column of the result, in the promised order.
fn promised_columns() -> Vec<String> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    [
        words("parcel area_ha"),
        years("crop"),
        years("share"),
        words("years_arable years_livestock years_neutral years_missing switches"),
        words("minority_years minority_share class provisional fragile confidence reason"),
        years("second"),
        years("second_share"),
        words("arable_share grass_share rest_share rest_ok potato_freq potato_min_gap groups"),
        words("shannon shannon_effective evenness simpson simpson_effective longest_run"),
    ]
    .concat()
}

/// The cells of a CSV without quotes, by row and column.
struct Rows {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect());
        let head = lines.next().unwrap();
        let rows = lines.collect();
        Self { head, rows }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let index = self.head.iter().position(|head| head == name).unwrap();
        self.rows.iter().map(|row| row[index].as_str()).collect()
    }
}

#[test]
fn the_csv_has_every_column_in_its_order() {
    let folder = Folder::new();
    let rows = Rows::read(&folder.result("uit.csv"));
    assert_eq!(rows.head, promised_columns());
    // The ditch has no row: its number is missing.
    assert_eq!(rows.column("parcel"), ["0", "1", "2", "3", "5"]);
    assert_eq!(rows.column("area_ha"), ["1", "0.75", "1", "1", "1"]);
    assert_eq!(
        rows.column("class"),
        [
            "intensive",
            "none_arable",
            "unclassified",
            "unclassified",
            "intensive"
        ]
    );
    assert_eq!(
        rows.column("reason"),
        ["", "", "too_few_years", "no_sector_years", ""]
    );
    assert_eq!(
        rows.column("crop_2024"),
        ["266", "233", "2017", "332", "236"]
    );
    assert_eq!(rows.column("crop_2015"), ["266", "2017", "", "332", "2017"]);
    assert_eq!(rows.column("years_arable"), ["2", "10", "2", "0", "5"]);
    assert_eq!(rows.column("years_neutral"), ["0", "0", "0", "10", "1"]);
    assert_eq!(rows.column("years_missing"), ["0", "0", "8", "0", "0"]);
    assert_eq!(rows.column("switches"), ["4", "0", "0", "0", "4"]);
    assert_eq!(
        rows.column("minority_share"),
        ["0.2", "0", "0", "", "0.444444"]
    );
    assert_eq!(rows.column("provisional"), ["false"; 5]);
    assert_eq!(rows.column("confidence"), ["1", "1", "0.2", "1", "1"]);
    assert_eq!(rows.column("shannon")[0], "0.950271");
    assert_eq!(rows.column("potato_min_gap"), ["4", "2", "1", "", "5"]);
    // Nothing is known of shares where the sequence came from columns.
    assert_eq!(rows.column("share_2024"), [""; 5]);
    assert_eq!(rows.column("second_2024"), [""; 5]);
}

#[test]
fn a_shapefile_opens_again_with_the_same_numbers() {
    let folder = Folder::new();
    let path = folder.result("uit.shp");
    let layers = ruilkaart::io::open(&path, &Progress::default()).unwrap();
    let layer = &layers[0];
    assert_eq!(layer.len(), 5);
    assert!(layer.crs.as_ref().unwrap().is_rd());
    let areas = ruilkaart::layer::measure::areas_m2(layer, &Progress::default()).unwrap();
    assert!((areas.iter().sum::<f64>() - 47_500.0).abs() < 1e-6);
    let class = layer
        .table
        .column(layer.table.find("class").unwrap())
        .unwrap();
    assert_eq!(class.value(4).as_str(), Some("intensive"));
    // The side file says what every column is really called.
    let names = Rows::read(&folder.path("uit.columns.csv"));
    assert_eq!(names.column("column"), promised_columns());
    let stored: Vec<&str> = layer
        .table
        .fields()
        .iter()
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(names.column("stored"), stored);
    assert!(stored.iter().all(|name| name.len() <= 10));
}

#[test]
fn a_geopackage_holds_geometry_index_and_style() {
    let folder = Folder::new();
    let database = rusqlite::Connection::open(folder.result("uit.gpkg")).unwrap();
    let number = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    let text = |sql: &str| -> String { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(number("PRAGMA application_id"), 0x4750_4B47);
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    assert_eq!(
        text("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"),
        "percelen"
    );
    assert_eq!(number("SELECT srs_id FROM gpkg_geometry_columns"), 28992);
    assert_eq!(number("SELECT count(*) FROM percelen"), 5);
    assert_eq!(number("SELECT count(*) FROM rtree_percelen_geom"), 5);
    assert_eq!(
        text("SELECT class FROM percelen WHERE parcel = 5"),
        "intensive"
    );
    assert_eq!(
        number("SELECT share_2024 IS NULL FROM percelen WHERE parcel = 5"),
        1
    );
    let header = "SELECT hex(substr(geom, 1, 8)) FROM percelen WHERE parcel = 0";
    assert_eq!(text(header), "4750000340710000");
    assert!(text("SELECT styleQML FROM layer_styles").contains("label=\"intensief\""));
}

#[test]
fn geojson_is_in_longitude_and_latitude() {
    let folder = Folder::new();
    let text = fs::read_to_string(folder.result("uit.geojson")).unwrap();
    let document: Json = serde_json::from_str(&text).unwrap();
    let features = document["features"].as_array().unwrap();
    assert_eq!(features.len(), 5);
    let properties = features[1]["properties"].as_object().unwrap();
    let names: Vec<&String> = properties.keys().collect();
    assert_eq!(names, promised_columns().iter().collect::<Vec<_>>());
    assert_eq!(properties["area_ha"], 0.75);
    assert_eq!(properties["provisional"], false);
    assert_eq!(properties["share_2024"], Json::Null);
    let rings = features[1]["geometry"]["coordinates"].as_array().unwrap();
    assert_eq!(rings.len(), 2);
    let ring =
        |index: usize| -> Vec<[f64; 2]> { serde_json::from_value(rings[index].clone()).unwrap() };
    // A known corner of RD, turned by another program (PROJ 9.5).
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-5, "{a} is not {b}");
    let corner = ring(0)
        .into_iter()
        .find(|p| p[0] < 6.506 && p[1] < 52.932)
        .unwrap();
    near(corner[0], 6.505_620);
    near(corner[1], 52.931_820);
    assert!(
        doubled_area(&ring(0)) > 0.0,
        "the outer ring runs counterclockwise"
    );
    assert!(doubled_area(&ring(1)) < 0.0, "a hole runs clockwise");
}

fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let pairs = ring.windows(2);
    pairs
        .map(|p| {
            (p[0][0] - ring[0][0]) * (p[1][1] - ring[0][1])
                - (p[1][0] - ring[0][0]) * (p[0][1] - ring[0][1])
        })
        .sum()
}

#[test]
fn geoparquet_says_where_it_lies() {
    let folder = Folder::new();
    let file = fs::File::open(folder.result("uit.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    assert_eq!(metadata.num_rows(), 5);
    let columns = metadata.schema_descr().columns();
    let names: Vec<String> = columns.iter().map(|c| c.name().to_owned()).collect();
    let mut expected = promised_columns();
    expected.extend(["geometry", "xmin", "ymin", "xmax", "ymax"].map(str::to_owned));
    assert_eq!(names, expected);
    let pairs = metadata.key_value_metadata().unwrap();
    let geo = pairs.iter().find(|pair| pair.key == "geo").unwrap();
    let geo: Json = serde_json::from_str(geo.value.as_ref().unwrap()).unwrap();
    assert_eq!(geo["columns"]["geometry"]["crs"]["id"]["code"], 28992);
    assert_eq!(geo["columns"]["geometry"]["encoding"], "WKB");
    let covering = &geo["columns"]["geometry"]["covering"]["bbox"];
    assert_eq!(covering["xmin"], serde_json::json!(["bbox", "xmin"]));
    let row = reader.get_row_iter(None).unwrap().next().unwrap().unwrap();
    let text = row.to_string();
    assert!(text.contains("class: \"intensive\""), "{text}");
}

#[test]
fn the_same_input_gives_the_same_bytes_for_any_number_of_threads() {
    let folder = Folder::new();
    for ending in ["csv", "shp", "gpkg", "geojson", "parquet"] {
        let bytes = |threads: &str| {
            // The same name, so that nothing but the threads differs.
            let path = folder.path(&format!("uit.{ending}"));
            let mut command = folder.command();
            command
                .env("RAYON_NUM_THREADS", threads)
                .arg("--out")
                .arg(&path);
            assert_done(&command.output().unwrap());
            let dbf = fs::read(path.with_extension("dbf")).unwrap_or_default();
            (fs::read(path).unwrap(), dbf)
        };
        let one = bytes("1");
        assert!(one == bytes("2") && one == bytes("2"), "{ending} differs");
    }
}

#[test]
fn the_summary_adds_up() {
    let folder = Folder::new();
    let output = folder.run(&["--summary", "--json"]);
    assert_done(&output);
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["reference"], 2024);
    assert_eq!(json["years"].as_array().unwrap().len(), 10);
    assert_eq!(json["rule"]["window_years"], 10);
    assert_eq!(
        (&json["parcels"], &json["area_ha"]),
        (&5.into(), &4.75.into())
    );
    let intensive = &json["classes"]["intensive"];
    assert_eq!(
        (&intensive["parcels"], &intensive["ha"]),
        (&2.into(), &2.0.into())
    );
    assert_eq!(intensive["fragile_ha"], 0.0);
    assert_eq!(json["elements"]["parcels"], 1);
    let classes = json["classes"].as_object().unwrap();
    let keys: Vec<&String> = classes.keys().collect();
    assert_eq!(
        keys,
        [
            "none_mixed",
            "none_arable",
            "none_livestock",
            "extensive",
            "intensive"
        ]
    );
    let unclassified = json["unclassified"].as_object().unwrap();
    let parts = classes.values().chain(unclassified.values());
    let sum: f64 = parts.map(|part| part["ha"].as_f64().unwrap()).sum();
    assert!((sum - 4.75).abs() < 1e-9);
    let warnings = json["warnings"].as_array().unwrap();
    let unknown = warnings
        .iter()
        .filter_map(Json::as_str)
        .find(|w| w.contains("99999"));
    assert!(unknown.unwrap().contains("1,00\u{a0}ha"), "{unknown:?}");
}

#[test]
fn the_summary_for_people_shows_what_shares_are_shares_of() {
    let folder = Folder::new();
    let output = folder.run(&["--summary"]);
    assert_done(&output);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("Gemengd gebruik: 2,00\u{a0}ha van 2,75\u{a0}ha (72,7%)"),
        "{text}"
    );
    assert!(text.contains("landschapselementen"));
}

#[test]
fn rule_crops_and_reference_are_taken_over() {
    let folder = Folder::new();
    let rule = folder.text(
        "regel.toml",
        "s_intensive = 5\n[sectors]\n332 = \"livestock\"\n",
    );
    let output = folder
        .command()
        .arg("--rule")
        .arg(&rule)
        .args(["--summary", "--json"])
        .output();
    let json: Json = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    assert_eq!(json["classes"]["extensive"]["parcels"], 2);
    assert_eq!(json["classes"]["none_livestock"]["parcels"], 1);
    assert_eq!(json["rule"]["sectors"]["332"], "livestock");

    // Without maize in the list it is nobody's crop.
    let crops =
        "code;sector;rotation_group\n266;livestock;grass_temporary\n2017;arable;potato_starch\n";
    let crops = folder.text("gewassen.csv", crops);
    let output = folder
        .command()
        .arg("--crops")
        .arg(&crops)
        .args(["--summary", "--json"])
        .output();
    let json: Json = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    assert!(json["warnings"].to_string().contains("259"));

    let output = folder.run(&["--reference", "2020", "--summary", "--json"]);
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        json["years"],
        serde_json::json!([2015, 2016, 2017, 2018, 2019, 2020])
    );
    assert_eq!(json["elements"]["parcels"], 0);
}

#[test]
fn the_columns_may_be_named_or_guessed() {
    let folder = Folder::new();
    let named = folder.run(&["--crop-field", "CROP_{year}", "--summary", "--json"]);
    let guessed = folder.run(&["--summary", "--json"]);
    let json = |output: &Output| -> Json { serde_json::from_slice(&output.stdout).unwrap() };
    let (named, guessed) = (json(&named), json(&guessed));
    assert_eq!(named["classes"], guessed["classes"]);
    // A guess is called one.
    assert_eq!(guessed["warnings"].as_array().unwrap().len(), 2);
    assert_eq!(named["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn what_fails_is_one_line_and_leaves_nothing() {
    let folder = Folder::new();
    let before = folder.names();
    let out = folder.path("uit.csv");
    let out = out.to_str().unwrap();
    assert_failed(
        &folder.run(&["--crop-field", "gewas", "--out", out]),
        &["{year}"],
    );
    assert_failed(
        &folder.run(&["--crop-field", "gws{year}", "--out", out]),
        &["gws{year}"],
    );
    assert_failed(
        &folder.run(&["--reference", "2030", "--out", out]),
        &["2030", "2024"],
    );
    assert_failed(
        &folder.run(&["--rule", "nergens.toml", "--out", out]),
        &["nergens.toml"],
    );
    let nowhere = folder.path("geen map/uit.csv");
    assert_failed(
        &folder.run(&["--out", nowhere.to_str().unwrap()]),
        &["geen map"],
    );
    let itself = folder.path("percelen.shp");
    assert_failed(
        &folder.run(&["--out", itself.to_str().unwrap()]),
        &["percelen.shp"],
    );
    assert_eq!(folder.names(), before);

    let rule = folder.text("regel.toml", "min_years = 0\n");
    let rule = rule.to_str().unwrap();
    let old = folder.text("uit.gpkg", "old");
    let failed = folder.run(&["--rule", rule, "--out", old.to_str().unwrap()]);
    assert_failed(&failed, &["min_years", "regel.toml"]);
    assert_eq!(fs::read(&old).unwrap(), b"old");
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = Folder::new();
    let code = |arguments: &[&str]| folder.run(arguments).status.code();
    assert_eq!(code(&[]), Some(2), "nothing to do");
    assert_eq!(code(&["--out", "kaart.txt"]), Some(2), "no format");
    assert_eq!(
        code(&["--summary", "--reference", "265"]),
        Some(2),
        "no year"
    );
    assert_eq!(code(&["--json", "--out", "x.csv"]), Some(2), "no summary");
}

#[test]
fn a_layer_without_crops_says_what_to_do() {
    let folder = Folder::new();
    let mut bare = layer();
    bare.table = Table::empty(bare.len());
    shapefile::write(&bare, &folder.path("percelen.shp")).unwrap();
    assert_failed(
        &folder.run(&["--summary"]),
        &["--crop-field", "percelen.shp"],
    );
}
