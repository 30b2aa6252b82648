//! Files come into the window: written in the test, opened as the program opens them.

use std::path::{Path, PathBuf};

use egui_kittest::kittest::Queryable as _;
use ruilkaart::crs::Crs;
use ruilkaart::geometry::{PolygonArray, PolygonBuilder};
use ruilkaart::io::shapefile;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use ruilkaart::text::Lang;
use ruilkaart::ui::command::FileCommand;
use ruilkaart::ui::notify::Severity;

use crate::window;

/// Squares of 100 m in a row, one hectare each, the first at `origin`.
pub fn squares(origin: [f64; 2], count: usize) -> PolygonArray {
    let mut builder = PolygonBuilder::default();
    for number in 0..count {
        let x = origin[0] + number as f64 * 100.0;
        let y = origin[1];
        builder.push_ring([
            [x, y],
            [x, y + 100.0],
            [x + 100.0, y + 100.0],
            [x + 100.0, y],
            [x, y],
        ]);
        builder.end_part();
        builder.end_feature();
    }
    builder.finish()
}

/// Writes a shapefile of squares near Assen, with a column `klasse` of these words.
pub fn write_classes(folder: &Path, name: &str, classes: &[&str]) -> PathBuf {
    let field = |name: &str, field_type| Field {
        name: name.to_owned(),
        field_type,
    };
    let numbers = (1..=classes.len() as i64).map(Some).collect();
    let layer = Layer {
        name: name.to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: squares([234_000.0, 556_000.0], classes.len()),
        table: Table::of_columns(
            classes.len(),
            vec![
                (field("nummer", FieldType::Integer), Cells::Integer(numbers)),
                (
                    field("klasse", FieldType::Text),
                    Cells::from_texts(classes.iter().map(|class| Some(*class))),
                ),
            ],
        ),
        warnings: Vec::new(),
    };
    let path = folder.join(format!("{name}.shp"));
    shapefile::write(&layer, &path).expect("written");
    path
}

/// Two intensive, one extensive, one of each other class.
pub const CLASSES: [&str; 6] = [
    "intensief",
    "intensief",
    "extensief",
    "geen",
    "geen (100% akkerbouw)",
    "geen (100% veeteelt)",
];

#[test]
fn a_file_of_ones_own_takes_the_place_of_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::with_sample();
    assert!(
        window
            .query_by_label_contains("Voorbeelddata (syn")
            .is_some()
    );
    window
        .state_mut()
        .send(FileCommand::Open(vec![path.clone()]));
    window::settle(&mut window);
    let state = window.state().state();
    let names: Vec<&str> = state
        .session
        .layers()
        .iter()
        .map(|l| l.layer.name.as_str())
        .collect();
    assert_eq!(names, ["percelen"]);
    assert_eq!(state.settings.recent_files, [path]);
    let intensive = &state.session.active().unwrap().categories().list[4];
    assert_eq!(intensive.parcels, 2);
    assert!((intensive.area_m2 - 20_000.0).abs() < 1.0);
    assert!(
        window
            .query_by_label_contains("Voorbeelddata (syn")
            .is_none()
    );
    assert!(window.query_by_label("intensief").is_some());
}

/// A file that is called a shapefile and is none.
fn write_broken(folder: &Path) -> PathBuf {
    let path = folder.join("kapot.shp");
    let text = b"Beste Jan, hierbij de percelen.";
    ruilkaart::io::atomic::write(&path, |out| std::io::Write::write_all(out, text)).unwrap();
    path
}

#[test]
fn a_broken_file_is_explained_and_takes_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let good = write_classes(folder.path(), "percelen", &CLASSES);
    let broken = write_broken(folder.path());
    let mut window = window::open(&[good], Lang::Nl, 1.0);
    window.state_mut().send(FileCommand::Open(vec![broken]));
    window::settle(&mut window);
    let state = window.state().state();
    assert_eq!(
        state.session.layers().len(),
        1,
        "the layer before is still there"
    );
    let note = state.view.notes.history().next().expect("said").clone();
    assert_eq!(note.severity, Severity::Error);
    for lang in [Lang::Nl, Lang::En] {
        let words = note.words(lang);
        for part in [
            &words.happened,
            &words.meaning,
            &words.remedy,
            &words.details,
        ] {
            assert!(!part.is_empty(), "{words:?}");
        }
    }
    let words = note.words(Lang::Nl);
    for part in [words.happened, words.meaning, words.remedy] {
        assert!(
            window.query_by_label(&part).is_some(),
            "on the screen: {part}"
        );
    }
    assert!(window.query_by_label("Kopiëren").is_some());
}

#[test]
fn several_files_become_several_layers_and_the_bad_one_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let files = vec![
        write_classes(folder.path(), "a", &CLASSES),
        write_broken(folder.path()),
        write_classes(folder.path(), "b", &CLASSES[..2]),
    ];
    let window = window::open(&files, Lang::En, 1.0);
    let state = window.state().state();
    let names: Vec<&str> = state
        .session
        .layers()
        .iter()
        .map(|l| l.layer.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    let errors = state
        .view
        .notes
        .history()
        .filter(|n| n.severity == Severity::Error && n.sums_up == 0);
    assert_eq!(errors.count(), 1);
    assert!(
        window
            .query_by_label("2 layers opened. 1 file was not opened.")
            .is_some()
    );
}

#[test]
fn what_is_said_of_many_files_is_one_note_with_a_list_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..10)
        .map(|number| write_classes(folder.path(), &format!("deel{number}"), &CLASSES))
        .collect();
    for file in &files {
        std::fs::remove_file(file.with_extension("prj")).unwrap();
    }
    let mut window = window::open(&files, Lang::Nl, 1.0);
    assert!(window.query_by_label("10 lagen geopend.").is_some());
    let odd = "Bij 10 lagen zijn opmerkingen; die staan bij elke laag.";
    assert!(window.query_by_label(odd).is_some());
    assert!(window.query_by_label_contains("deel3 geopend").is_none());
    assert_eq!(window.query_all_by_label("Sluiten").count(), 1, "one note");
    let bars = window.query_all_by_label_contains("Geen .prj gevonden");
    assert_eq!(bars.count(), 1, "one bar");
    window.get_by_label("Alle 10 meldingen").click();
    window::settle(&mut window);
    assert!(window.state().state().view.notes.shown().is_none());
    assert!(window.query_by_label("deel3 geopend.").is_some());
}

#[test]
fn a_dropped_file_is_opened_wherever_it_falls() {
    #[derive(Debug)]
    struct Dropped(PathBuf);
    impl egui::DroppedFile for Dropped {
        fn path(&self) -> &Path {
            &self.0
        }
        fn bytes(&self) -> Result<Vec<u8>, String> {
            Err("the program reads the path".to_owned())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::with_sample();
    for part in ["shp", "dbf", "shx", "prj"] {
        let file = std::sync::Arc::new(Dropped(path.with_extension(part)));
        window.input_mut().dropped_files.push(file);
    }
    window.step();
    window::settle(&mut window);
    let names: Vec<&str> = window
        .state()
        .state()
        .session
        .layers()
        .iter()
        .map(|l| l.layer.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["percelen"],
        "the parts of a shapefile are one layer"
    );
}

#[test]
fn a_file_without_prj_says_what_was_guessed_and_one_answer_settles_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    std::fs::remove_file(path.with_extension("prj")).unwrap();
    let mut window = window::open(&[path], Lang::Nl, 1.0);
    assert!(
        window
            .query_by_label_contains("Geen .prj gevonden")
            .is_some()
    );
    window.get_by_label_contains(" gebruiken").click();
    window.run();
    assert!(
        window
            .query_by_label_contains("Geen .prj gevonden")
            .is_none()
    );
    assert!(
        window
            .state()
            .state()
            .session
            .active()
            .unwrap()
            .prepared
            .is_some()
    );
}
