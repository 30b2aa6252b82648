//! `ruilkaart stats` on results of `ruilkaart classify`: the sample of the province, and small files by hand.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::harness::{Cli, stderr};

const COLUMNS: &str = "area polygon_ha area_ha parcels \
    ha_none_mixed ha_none_arable ha_none_livestock ha_extensive ha_intensive ha_unclassified \
    share_none_mixed share_none_arable share_none_livestock share_extensive share_intensive \
    share_mixed share_cooperation share_unclassified \
    arable_share grass_share rest_share rest_ok_share potato_freq groups_mean shannon_mean shannon_area \
    simpson_mean longest_run_mean switches_mean minority_share_mean grass_ploughed_ha_per_year \
    nutrient_coverage n_removal_kg_ha n_removal_kg p2o5_removal_kg_ha p2o5_removal_kg \
    n_norm_kg_ha n_space_kg_ha p2o5_norm_kg_ha manure_n_kg_ha manure_p2o5_kg_ha mineral_n_kg_ha \
    n_deposition_kg_ha n_fixation_kg_ha n_surplus_kg_ha p2o5_surplus_kg_ha n_closed_share p2o5_closed_share \
    eom_crop_kg_ha eom_manure_kg_ha som_breakdown_kg_ha om_balance_kg_ha om_balance_low_kg_ha \
    om_balance_high_kg_ha om_closed_share soil_carbon_co2_low_kg_ha soil_carbon_co2_high_kg_ha";

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample-data")
        .join(name)
}

/// The classified sample of the province as a shapefile and as a CSV, made once.
struct Classified {
    cli: Cli,
    shp: PathBuf,
    csv: PathBuf,
}

static CLASSIFIED: LazyLock<Classified> = LazyLock::new(|| {
    let cli = Cli::new();
    let (shp, csv) = (cli.path("klassen.shp"), cli.path("klassen.csv"));
    let parcels = sample("drenthe/drenthe.shp");
    for out in [&shp, &csv] {
        cli.stdout(&[
            "classify".as_ref(),
            "--columns".as_ref(),
            parcels.as_os_str(),
            "--out".as_ref(),
            out.as_os_str(),
        ]);
    }
    Classified { cli, shp, csv }
});

/// Runs `stats` on the shapefile with more arguments; gives standard output.
fn stats(arguments: &[&str]) -> String {
    let shp = CLASSIFIED.shp.to_str().unwrap();
    let areas = sample("drenthe/areas.shp");
    let all = ["stats", shp, "--areas", areas.to_str().unwrap()];
    CLASSIFIED.cli.stdout(&[&all[..], arguments].concat())
}

/// A CSV by area (and class) and column; empty cells are left out.
struct Rows {
    head: Vec<String>,
    names: Vec<String>,
    cells: HashMap<(String, String), f64>,
}

impl Rows {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head: Vec<String> = lines
            .next()
            .unwrap()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let (mut names, mut cells) = (Vec::new(), HashMap::new());
        for line in lines {
            let texts = if head[1] == "class" { 2 } else { 1 };
            let name = line[..texts].join(" ");
            for (column, cell) in head.iter().zip(&line).skip(texts) {
                if !cell.is_empty() {
                    cells.insert((name.clone(), column.clone()), cell.parse().unwrap());
                }
            }
            names.push(name);
        }
        Self { head, names, cells }
    }

    fn get(&self, name: &str, column: &str) -> f64 {
        let cell = self.cells.get(&(name.to_owned(), column.to_owned()));
        *cell.unwrap_or_else(|| panic!("{column} of {name} is empty"))
    }
}

fn csv(name: &str, arguments: &[&str]) -> Rows {
    let path = CLASSIFIED.cli.path(name);
    let out = [arguments, &["--out", path.to_str().unwrap()]].concat();
    assert_eq!(stats(&out), "");
    Rows::read(&path)
}

#[test]
fn areas_less_overlap_plus_outside_are_the_total() {
    let rows = csv("gebieden.csv", &[]);
    assert_eq!(rows.head, COLUMNS.split_whitespace().collect::<Vec<_>>());
    assert_eq!(rows.names.len(), 13 + 3);
    assert_eq!(rows.names[13..], ["(outside)", "(overlap)", "(total)"]);
    let columns = COLUMNS.split_whitespace();
    for column in columns.filter(|column| column.starts_with("ha_") || *column == "area_ha") {
        let areas: f64 = rows.names[..13]
            .iter()
            .map(|name| rows.get(name, column))
            .sum();
        let together = areas - rows.get("(overlap)", column) + rows.get("(outside)", column);
        // To the square metre.
        assert!(
            (together - rows.get("(total)", column)).abs() < 1e-4,
            "{column}: {together}"
        );
    }
    // The total is the layer, and the classes are its classes.
    let classified = Classes::read(&CLASSIFIED.csv);
    assert!((classified.total_ha() - rows.get("(total)", "area_ha")).abs() < 0.05);
    for (class, ha) in &classified.ha {
        let found = rows.get("(total)", &format!("ha_{class}"));
        assert!((found - ha).abs() < 0.02, "{class}: {found} is not {ha}");
    }
    let n: f64 = ["(total)"]
        .iter()
        .map(|name| rows.get(name, "n_removal_kg_ha"))
        .sum();
    assert!((100.0..400.0).contains(&n), "{n}");
    assert!(rows.get("(total)", "nutrient_coverage") > 0.9);
    assert!(rows.get("Assen", "polygon_ha") > rows.get("Assen", "area_ha"));
}

/// Hectares per class of a classified CSV.
struct Classes {
    ha: HashMap<String, f64>,
}

impl Classes {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap().split(',').collect();
        let place = |name| head.iter().position(|head| *head == name).unwrap();
        let (class, area) = (place("class"), place("area_ha"));
        let mut ha = HashMap::new();
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            *ha.entry(cells[class].to_owned()).or_insert(0.0) +=
                cells[area].parse::<f64>().unwrap();
        }
        Self { ha }
    }

    fn total_ha(&self) -> f64 {
        self.ha.values().sum()
    }
}

#[test]
fn a_row_per_class_adds_up_to_its_area() {
    let areas = csv("gebieden_2.csv", &["--area-field", "NAAM"]);
    let classes = csv("klassen_per_gebied.csv", &["--by-class"]);
    assert_eq!(classes.head[..3], ["area", "class", "polygon_ha"]);
    assert_eq!(classes.names.len(), 16 * 6);
    for area in ["Emmen", "Drents Plateau", "(total)"] {
        let of = classes
            .names
            .iter()
            .filter(|name| name.starts_with(&format!("{area} ")));
        let ha: f64 = of.map(|name| classes.get(name, "area_ha")).sum();
        assert!((ha - areas.get(area, "area_ha")).abs() < 1e-4, "{area}");
    }
}

#[test]
fn every_format_says_the_same() {
    let rows = csv("formaat.csv", &[]);
    let path = CLASSIFIED.cli.path("formaat.json");
    stats(&["--out", path.to_str().unwrap()]);
    let document: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let columns = document["columns"].as_array().unwrap();
    let names: Vec<&str> = columns
        .iter()
        .map(|column| column["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, rows.head);
    assert_eq!(columns[2]["unit"], "ha");
    let emmen = document["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["area"] == "Emmen");
    let number = emmen.unwrap()["n_surplus_kg_ha"].as_f64().unwrap();
    assert!((number - rows.get("Emmen", "n_surplus_kg_ha")).abs() < 1e-9);
    assert_eq!(document["assumptions"]["p_class"], "hoog");
    assert_eq!(document["assumptions"]["straw_t_ha"], 4.0);
    assert!(document["sources"].as_array().unwrap().len() > 10);
    assert_eq!(document["files"][0], "klassen.shp");
    assert_eq!(document["years"].as_array().unwrap().len(), 10);
}

#[test]
fn a_workbook_is_the_same_bytes_each_time() {
    let bytes = |name: &str| {
        let path = CLASSIFIED.cli.path(name);
        stats(&["--out", path.to_str().unwrap()]);
        fs::read(path).unwrap()
    };
    let (one, other) = (bytes("een.xlsx"), bytes("twee.xlsx"));
    assert!(one.starts_with(b"PK"));
    assert_eq!(one, other);
}

#[test]
fn threads_do_not_change_a_byte() {
    let text = |threads: &str| {
        let areas = sample("drenthe/areas.shp");
        let path = CLASSIFIED.cli.path(&format!("draden_{threads}.csv"));
        let output = CLASSIFIED
            .cli
            .command()
            .env("RAYON_NUM_THREADS", threads)
            .arg("stats")
            .arg(&CLASSIFIED.shp)
            .arg("--areas")
            .arg(areas)
            .arg("--out")
            .arg(&path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        fs::read(path).unwrap()
    };
    assert_eq!(text("1"), text("3"));
}

#[test]
fn without_a_file_people_get_a_table() {
    let table = stats(&["--lang", "nl"]);
    assert!(table.contains("Midden-Drenthe"), "{table}");
    assert!(
        table.contains("(totaal)") && table.contains("bovengrens"),
        "{table}"
    );
    let english = stats(&["--lang", "en", "--by-class"]);
    assert!(english.contains("Emmen · "), "{english}");
}

#[test]
fn a_csv_serves_groups_and_nothing_else() {
    let cli = &CLASSIFIED.cli;
    let csv = CLASSIFIED.csv.to_str().unwrap();
    let out = cli.path("groepen.csv");
    cli.stdout(&[
        "stats",
        csv,
        "--group-by",
        "class",
        "--out",
        out.to_str().unwrap(),
    ]);
    let rows = Rows::read(&out);
    let classes = Classes::read(&CLASSIFIED.csv);
    for (class, ha) in &classes.ha {
        assert!((rows.get(class, "area_ha") - ha).abs() < 1e-3, "{class}");
        assert!(
            (rows.get(class, &format!("ha_{class}")) - ha).abs() < 1e-3,
            "{class}"
        );
    }
    // The shapefile and the CSV group alike.
    let shp = CLASSIFIED.shp.to_str().unwrap();
    let other = cli.path("groepen_shp.csv");
    cli.stdout(&[
        "stats",
        shp,
        "--group-by",
        "class",
        "--out",
        other.to_str().unwrap(),
    ]);
    let other = Rows::read(&other);
    assert_eq!(rows.names, other.names);
    let near = |column| (rows.get("(total)", column) - other.get("(total)", column)).abs();
    assert!(near("n_surplus_kg_ha") < 0.01 && near("shannon_mean") < 1e-5);
    let areas = sample("drenthe/areas.shp");
    let said = cli.refusal(&[
        "stats",
        csv,
        "--areas",
        areas.to_str().unwrap(),
        "--lang",
        "nl",
    ]);
    assert!(said.contains("--group-by"), "{said}");
}

#[test]
fn assumptions_change_the_figures_and_are_written_down() {
    let cli = &CLASSIFIED.cli;
    let file = |name: &str, text: &str| {
        let path = cli.path(name);
        let write = |out: &mut std::io::BufWriter<&mut fs::File>| {
            std::io::Write::write_all(out, text.as_bytes())
        };
        ruilkaart::io::atomic::write(&path, write).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let own = file("eigen.toml", "deposition_n_kg_ha = 25\nregion = \"clay\"\n");
    let (rows, changed) = (csv("a.csv", &[]), csv("b.csv", &["--assumptions", &own]));
    let difference = |column| changed.get("(total)", column) - rows.get("(total)", column);
    assert!((difference("n_deposition_kg_ha") - 5.0).abs() < 1e-3);
    assert!(difference("n_norm_kg_ha") > 10.0);
    let wrong = file("fout.toml", "region = \"zand\"\n");
    let shp = CLASSIFIED.shp.to_str().unwrap();
    let said = cli.refusal(&[
        "stats",
        shp,
        "--group-by",
        "class",
        "--assumptions",
        &wrong,
        "--lang",
        "nl",
    ]);
    assert!(
        said.contains("fout.toml") && said.contains("sand_nwc"),
        "{said}"
    );
}

#[test]
fn a_measured_column_takes_the_place_of_the_estimate_and_is_told() {
    let estimated = csv("geschat.csv", &[]);
    // No column of measurements is in the sample: the area of each parcel serves as one, as it has a value everywhere.
    let out = CLASSIFIED.cli.path("gemeten.json");
    let measured = ["--measured", "n_removal=area_ha"];
    stats(&[&measured[..], &["--out", out.to_str().unwrap()]].concat());
    let json: Json = serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap();
    let total = json["rows"].as_array().unwrap().last().unwrap();
    let removal = total["n_removal_kg_ha"].as_f64().unwrap();
    assert!(removal < 20.0, "{removal}: parcels are of some hectares");
    let same = total["p2o5_removal_kg_ha"].as_f64().unwrap();
    assert!((same - estimated.get("(total)", "p2o5_removal_kg_ha")).abs() < 1e-9);
    let notes = json["notes"].to_string();
    assert!(notes.contains("area_ha"), "{notes}");
    let wrong = CLASSIFIED.cli.run(&[
        "stats",
        CLASSIFIED.shp.to_str().unwrap(),
        "--group-by",
        "class",
        "--measured",
        "n_removal=weg",
    ]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("weg"), "{}", stderr(&wrong));
}

#[test]
fn the_side_file_may_be_lost() {
    let lost = Cli::new();
    for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
        let from = CLASSIFIED.shp.with_extension(ending);
        fs::copy(from, lost.path("kaal.shp").with_extension(ending)).unwrap();
    }
    let out = lost.path("uit.csv");
    lost.stdout(&[
        "stats",
        "kaal.shp",
        "--group-by",
        "class",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(Rows::read(&out).get("(total)", "minority_share_mean") > 0.0);
}

#[test]
fn what_is_no_result_is_refused_and_says_what_to_do() {
    let cli = Cli::new();
    let parcels = sample("drenthe/drenthe.shp");
    let parcels = parcels.to_str().unwrap();
    let areas = sample("drenthe/areas.shp");
    let areas = areas.to_str().unwrap();
    let said = cli.refusal(&["stats", parcels, "--areas", areas, "--lang", "en"]);
    assert!(
        said.contains("drenthe.shp") && said.contains("ruilkaart classify"),
        "{said}"
    );
    let shp = CLASSIFIED.shp.to_str().unwrap();
    let said = cli.refusal(&[
        "stats",
        shp,
        "--areas",
        areas,
        "--area-field",
        "gemeente",
        "--lang",
        "nl",
    ]);
    assert!(
        said.contains("gemeente") && said.contains("naam, soort"),
        "{said}"
    );
    let said = cli.refusal(&["stats", shp, "--group-by", "boer"]);
    assert!(said.contains("boer"), "{said}");
    assert_eq!(cli.run(&["stats", shp]).status.code(), Some(2));
    let both = ["stats", shp, "--areas", areas, "--group-by", "class"];
    assert_eq!(cli.run(&both).status.code(), Some(2));
    assert_eq!(
        cli.run(&["stats", shp, "--group-by", "class", "--out", "x.txt"])
            .status
            .code(),
        Some(2)
    );
    let said = cli.refusal(&["stats", shp, "--group-by", "class", "--out", "weg/x.csv"]);
    assert!(said.contains("x.csv"), "{said}");
    assert!(cli.listing().is_empty());
}
