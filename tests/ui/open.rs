//! Files come into the window: written in the test, opened as the program opens them.

use std::path::{Path, PathBuf};

use egui_kittest::kittest::Queryable as _;
use ruilkaart::crs::Crs;
use ruilkaart::geometry::{PolygonArray, PolygonBuilder};
use ruilkaart::io::shapefile;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use ruilkaart::ui::command::FileCommand;

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
