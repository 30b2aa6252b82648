//! `ruilkaart classify` on yearly layers: the sample around Zeijen, ten years as the register publishes them.

use std::path::{Path, PathBuf};

use ruilkaart::io::{self, OutputFormat};
use ruilkaart::job::Progress;
use ruilkaart::layer::{Cells, Field, FieldType, Table, Value};
use serde_json::Value as Json;

use crate::harness::{Cli, stderr, write_parcels};

fn zeijen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/zeijen")
}

/// Rows of a CSV without quotes.
struct Rows {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
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

    fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |cell: &str| {
            if cell.is_empty() {
                f64::NAN
            } else {
                cell.parse().unwrap()
            }
        };
        self.column(name).into_iter().map(number).collect()
    }
}

/// The result of the whole sample as CSV, in a folder of its own.
fn classified(arguments: &[&str]) -> (Cli, Rows) {
    let cli = Cli::new();
    let folder = zeijen();
    let mut all = vec![
        "classify",
        "--out",
        "uit.csv",
        "--years",
        folder.to_str().unwrap(),
    ];
    all.extend(arguments);
    assert_eq!(cli.stdout(&all), "");
    let rows = Rows::read(&cli.path("uit.csv"));
    (cli, rows)
}

fn summary(cli: &Cli, arguments: &[&str]) -> Json {
    let mut all = vec!["classify", "--lang", "nl", "--summary", "--json"];
    all.extend(arguments);
    serde_json::from_str(&cli.stdout(&all)).unwrap()
}

#[test]
fn every_parcel_has_a_crop_and_a_share_in_nearly_every_year() {
    let (_cli, rows) = classified(&[]);
    assert!(rows.rows.len() > 500, "{}", rows.rows.len());
    assert_eq!(rows.head[..3], ["parcel", "area_ha", "crop_2015"]);
    for year in 2015..=2024 {
        let shares = rows.numbers(&format!("share_{year}"));
        let known: Vec<f64> = shares.iter().copied().filter(|s| s.is_finite()).collect();
        assert!(known.len() * 100 > shares.len() * 95, "{year}");
        assert!(
            known.iter().all(|share| (0.0..=1.0).contains(share)),
            "{year}"
        );
        let seconds = rows.numbers(&format!("second_share_{year}"));
        let crops = rows.column(&format!("crop_{year}"));
        for ((share, second), crop) in shares.iter().zip(&seconds).zip(crops) {
            assert_eq!(share.is_finite(), !crop.is_empty());
            assert!(!second.is_finite() || second <= share);
        }
    }
    // In its own year a parcel is covered by itself.
    let own = rows.numbers("share_2024");
    assert!(own.iter().all(|share| *share > 0.999_999));
    let sure = rows.numbers("confidence");
    assert!(sure.iter().sum::<f64>() / sure.len() as f64 > 0.8);
    assert!(rows.column("class").contains(&"intensive"));
}

#[test]
fn parts_that_are_too_small_can_be_left_out() {
    let (_cli, all) = classified(&[]);
    let (_cli, without) = classified(&["--min-sliver-m2", "100", "--min-sliver-width-m", "1"]);
    // What is left of a runner-up is never more.
    let before: f64 = all
        .numbers("second_share_2015")
        .iter()
        .filter(|s| s.is_finite())
        .sum();
    let after = without.numbers("second_share_2015");
    let after: f64 = after.iter().filter(|share| share.is_finite()).sum();
    assert!(after < before, "{after} {before}");
    let (_cli, nothing) = classified(&["--min-sliver-m2", "1e9"]);
    assert!(
        nothing
            .column("class")
            .iter()
            .all(|class| *class == "unclassified")
    );
    let cli = Cli::new();
    let wrong = cli.run(&[
        "classify",
        "--years",
        ".",
        "--summary",
        "--min-sliver-m2",
        "-1",
    ]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn years_one_by_one_give_the_same_as_their_folder() {
    let (_cli, of_folder) = classified(&[]);
    let cli = Cli::new();
    let mut arguments = vec!["classify".to_owned(), "--out".into(), "uit.csv".into()];
    // In another order than the folder's.
    for year in (2015..=2024).rev() {
        let file = zeijen().join(format!("brp_{year}.shp"));
        arguments.push("--year".into());
        arguments.push(format!("{year}={}", file.display()));
    }
    cli.stdout(&arguments);
    let one_by_one = Rows::read(&cli.path("uit.csv"));
    assert_eq!(one_by_one.head, of_folder.head);
    assert_eq!(one_by_one.rows.len(), of_folder.rows.len());
    for year in 2015..=2024 {
        let name = format!("crop_{year}");
        assert_eq!(one_by_one.column(&name), of_folder.column(&name));
    }
    assert_eq!(one_by_one.column("class"), of_folder.column("class"));
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let bytes = |threads: &str, name: &str| {
        let cli = Cli::new();
        let mut command = cli.command();
        command
            .env("RAYON_NUM_THREADS", threads)
            .args(["classify", "--out", name]);
        let output = command.arg("--years").arg(zeijen()).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        std::fs::read(cli.path(name)).unwrap()
    };
    for name in ["uit.csv", "uit.shp"] {
        assert_eq!(bytes("1", name), bytes("2", name), "{name}");
    }
}

#[test]
fn a_result_with_geometry_has_the_outlines_of_the_reference_year() {
    let cli = Cli::new();
    let folder = zeijen();
    let folder = folder.to_str().unwrap();
    cli.stdout(&["classify", "--years", folder, "--out", "uit.shp"]);
    let progress = ruilkaart::job::Progress::default();
    let result = ruilkaart::io::open(&cli.path("uit.shp"), &progress).unwrap();
    let areas = ruilkaart::layer::measure::areas_m2(&result[0], &progress).unwrap();
    let column = result[0].table.find("area_ha").unwrap();
    let column = result[0].table.column(column).unwrap();
    for (parcel, area_m2) in areas.iter().enumerate() {
        let stated_ha = column.value(parcel).as_f64().unwrap();
        assert!((stated_ha - area_m2 / 10_000.0).abs() < 1e-6);
    }
}

#[test]
fn the_summary_counts_years_and_says_what_was_odd() {
    let cli = Cli::new();
    let folder = zeijen();
    let folder = folder.to_str().unwrap();
    let all = summary(&cli, &["--years", folder]);
    assert_eq!(all["reference"], 2024);
    assert_eq!(all["years"].as_array().unwrap().len(), 10);
    assert!(all["elements"]["parcels"].as_u64().unwrap() > 0);
    let earlier = summary(&cli, &["--years", folder, "--reference", "2021"]);
    assert_eq!(earlier["reference"], 2021);
    assert_eq!(earlier["years"].as_array().unwrap().len(), 7);
    let warnings = earlier["warnings"].to_string();
    assert!(warnings.contains("2022, 2023, 2024"), "{warnings}");

    let of = |year: u16| {
        format!(
            "{year}={}",
            zeijen().join(format!("brp_{year}.shp")).display()
        )
    };
    let gap = summary(
        &cli,
        &[
            "--year",
            &of(2019),
            "--year",
            &of(2022),
            "--year",
            &of(2021),
        ],
    );
    assert_eq!(gap["years"], serde_json::json!([2019, 2021, 2022]));
    let warnings = gap["warnings"].to_string();
    assert!(
        warnings.contains("Van 2020 is er geen bestand"),
        "{warnings}"
    );
}

#[test]
fn files_in_the_folder_that_are_something_else_are_left_out_and_named() {
    let cli = Cli::new();
    for year in [2023, 2024] {
        write_parcels(&cli.path(&format!("brp_{year}.shp")), 3);
    }
    let areas = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/drenthe/areas.shp");
    for ending in ["shp", "shx", "dbf", "prj"] {
        std::fs::copy(
            areas.with_extension(ending),
            cli.path(&format!("areas.{ending}")),
        )
        .unwrap();
    }
    let found = summary(&cli, &["--years", "."]);
    assert_eq!(found["years"], serde_json::json!([2023, 2024]));
    assert_eq!(found["parcels"], 3);
    assert!(found["warnings"].to_string().contains("areas.shp"));
}

#[test]
fn wrong_combinations_are_wrong_arguments() {
    let cli = Cli::new();
    for arguments in [
        &["--summary"][..],
        &["--summary", "--columns", "a.shp", "--years", "."],
        &["--summary", "--columns", "a.shp", "--year", "2015=a.shp"],
        &["--summary", "--years", ".", "--year", "2015=a.shp"],
        &["--summary", "--years", ".", "--crop-field", "crop_{year}"],
        &["--summary", "--year", "a.shp"],
        &["--summary", "--year", "265=a.shp"],
        &["--summary", "--year", "2015="],
        &["--years", "."],
    ] {
        let output = cli.run(&[&["classify"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_set_that_cannot_be_joined_is_refused_in_one_line() {
    let cli = Cli::new();
    let parcels = cli.path("percelen.shp");
    write_parcels(&parcels, 2);
    write_parcels(&cli.path("brp_2020.shp"), 2);
    let file = zeijen().join("brp_2019.shp");
    let of = |year: &str| format!("{year}={}", file.display());
    let cases: [(&[&str], &[&str]); 6] = [
        (
            &["--year", &of("2019"), "--year", &of("2019")],
            &["2019", "brp_2019.shp"],
        ),
        (
            &["--year", &of("2019"), "--reference", "2020"],
            &["2020", "2019"],
        ),
        (&["--years", "nergens"], &["nergens"]),
        (&["--years", "."], &["percelen.shp"]),
        (&["--year", "2019=nergens.shp"], &["nergens.shp"]),
        (
            &["--year", "2020=brp_2020.shp", "--out", "brp_2020.shp"],
            &["brp_2020.shp"],
        ),
    ];
    for lang in ["nl", "en"] {
        for (arguments, words) in &cases {
            let head = ["classify", "--lang", lang, "--summary"];
            let said = cli.refusal(&[&head, *arguments].concat());
            for word in *words {
                assert!(said.contains(word), "{word} is not in: {said}");
            }
        }
    }
    std::fs::create_dir(cli.path("leeg")).unwrap();
    cli.refusal(&["classify", "--summary", "--years", "leeg"]);
}

#[test]
fn stages_are_timed_on_request() {
    let cli = Cli::new();
    let folder = zeijen();
    let folder = folder.to_str().unwrap();
    let output = cli.run(&[
        "classify",
        "--timings",
        "--years",
        folder,
        "--out",
        "uit.csv",
    ]);
    assert!(output.status.success());
    for stage in ["years: ", "overlay: ", "classify: ", "write: "] {
        assert!(stderr(&output).contains(stage), "{stage}");
    }
}

/// The parcels of a corner of the sample in its last year.
fn write_corner(path: &Path) {
    let progress = Progress::default();
    let mut layer = io::open(&zeijen().join("brp_2024.shp"), &progress)
        .unwrap()
        .remove(0);
    let all = layer.polygons.bounds();
    let middle = [0, 1].map(|axis| (all.min[axis] + all.max[axis]) / 2.0);
    let features: Vec<u32> = (0..layer.len() as u32)
        .filter(|i| {
            let own = layer.polygons.feature(*i as usize).bounds();
            own.max[0] < middle[0] && own.max[1] < middle[1]
        })
        .collect();
    let cells = |column: usize| {
        let cells = features
            .iter()
            .map(|i| layer.table.value(column, *i as usize));
        Cells::from_texts(cells.map(|value| match value {
            Value::Integer(number) => Some(number.to_string()),
            value => value.as_str().map(str::to_owned),
        }))
    };
    let code = layer.table.find("gewascode").unwrap();
    let field = Field {
        name: "gewascode".into(),
        field_type: FieldType::Text,
    };
    let table = Table::of_columns(features.len(), vec![(field, cells(code))]);
    layer.polygons = layer.polygons.select(&features);
    layer.table = table;
    io::write(&layer, path, OutputFormat::Shapefile, None, &progress).unwrap();
}

#[test]
fn earlier_years_are_read_no_further_than_the_parcels_reach_and_give_the_same() {
    let cli = Cli::new();
    write_corner(&cli.path("brp_2024.shp"));
    let folder = cli.path("zonder");
    std::fs::create_dir(&folder).unwrap();
    for year in 2015..=2023 {
        for ending in ["shp", "shx", "dbf", "cpg"] {
            let from = zeijen().join(format!("brp_{year}.{ending}"));
            if from.exists() {
                std::fs::copy(from, folder.join(format!("brp_{year}.{ending}"))).unwrap();
            }
        }
    }
    let run = |folder: &Path, out: &str| {
        let mut arguments = vec!["--out".to_owned(), out.to_owned()];
        arguments.extend(["--year".into(), "2024=brp_2024.shp".into()]);
        for year in 2015..=2023 {
            let file = folder.join(format!("brp_{year}.shp"));
            arguments.extend(["--year".into(), format!("{year}={}", file.display())]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let said = summary(&cli, &arguments)["warnings"].to_string();
        let csv = std::fs::read_to_string(cli.path(out)).unwrap();
        (csv, said.matches("niet gelezen").count())
    };
    // Without a `.prj` a file is read whole.
    let (whole, told) = run(&folder, "geheel.csv");
    assert_eq!(told, 0);
    let (part, told) = run(&zeijen(), "deel.csv");
    assert_eq!(told, 9);
    assert!(part.lines().count() > 50);
    assert_eq!(part, whole);
}

#[test]
fn a_folder_whose_names_hide_the_newest_year_is_read_again() {
    let cli = Cli::new();
    let folder = cli.path("namen");
    std::fs::create_dir(&folder).unwrap();
    write_corner(&folder.join("a_2024.shp"));
    // By name the last, but of 2023.
    for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
        let from = zeijen().join(format!("brp_2023.{ending}"));
        if from.exists() {
            std::fs::copy(from, folder.join(format!("z_2023.{ending}"))).unwrap();
        }
    }
    cli.stdout(&["classify", "--out", "uit.csv", "--years", "namen"]);
    let rows = Rows::read(&cli.path("uit.csv"));
    let shares = rows.numbers("share_2023");
    assert!(shares.iter().filter(|share| share.is_finite()).count() * 100 > shares.len() * 90);
    assert!(rows.rows.len() > 50 && rows.rows.len() < 1000);
}

#[test]
fn the_dialog_of_the_window_comes_to_the_same() {
    use ruilkaart::domain::Catalogue;
    use ruilkaart::ui::open::Present;
    use ruilkaart::ui::state::{Session, YearMemory};
    use ruilkaart::ui::years::{self, Draft, Found, Known, Source};

    let (_cli, rows) = classified(&[]);
    let (catalogue, memory) = (Catalogue::built_in(), YearMemory::default());
    let known = Known {
        catalogue: &catalogue,
        memory: &memory,
    };
    let read = |source| years::read(&source, known, &Progress::default()).unwrap();
    let Found::Files(files) = read(Source::Path(zeijen())) else {
        panic!("a folder");
    };
    let mut draft = Draft::default();
    for file in files {
        let Found::Layers(layers) = read(Source::Path(file)) else {
            panic!("a file");
        };
        for layer in layers {
            assert!(!layer.is_whole, "only looked at");
            assert_eq!(layer.layer.polygons.vertex_count(), 0);
            draft.add(layer);
        }
    }
    let session = Session::default();
    let request = draft
        .request(&session.knowledge().rule)
        .expect("nothing to be asked");
    let present = Present::of(&session, &memory);
    let opened = years::overlay(request, &present, &Progress::default()).unwrap();
    let loaded = &opened.loaded[0];
    let classified = loaded.coloured.classified.as_ref().expect("by the rule");
    let outcomes = classified.outcomes.iter();
    let classes: Vec<&str> = outcomes.flatten().map(|of| of.class.key()).collect();
    assert_eq!(classes, rows.column("class"));
}
