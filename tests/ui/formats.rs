//! Files that change while they are on the map, texts in another character set, lines beside parcels, and outlines to
//! go through.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::crs::Crs;
use ruilkaart::geometry::{GeometryKind, PolygonBuilder};
use ruilkaart::io::shapefile;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table, Value};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{FileCommand, LayerCommand, ViewCommand};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::watch::OnDisk;

use crate::open::{CLASSES, write_classes};
use crate::window;

type Window = Harness<'static, App>;

/// Steps until `done`, as long as it takes on a busy machine.
fn wait_for(window: &mut Window, done: impl Fn(&Window) -> bool) {
    let begin = Instant::now();
    while !done(window) {
        window.step();
        assert!(begin.elapsed() < Duration::from_secs(120), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn on_disk(window: &Window) -> OnDisk {
    window.state().state().session.active().unwrap().on_disk
}

#[test]
fn a_file_that_changes_is_offered_anew_and_the_view_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    let mut window = window::with_sample();
    window
        .state_mut()
        .send(FileCommand::Open(vec![path.clone()]));
    window::settle(&mut window);
    let id = window.state().state().session.active().unwrap().id;
    let selected = Some(Hit {
        layer: id,
        feature: 1,
    });
    window.state_mut().send(ViewCommand::Select(selected));
    window.state_mut().send(LayerCommand::SetOpacity(id, 0.5));
    window::settle(&mut window);
    let camera = window.state().state().view.shown.unwrap().camera;

    // The thread may begin to watch a moment later: written until it is noticed.
    let begin = Instant::now();
    let mut classes = CLASSES.to_vec();
    while on_disk(&window) == OnDisk::Same {
        classes.push("geen");
        write_classes(folder.path(), "percelen", &classes);
        for _ in 0..60 {
            window.step();
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(
            begin.elapsed() < Duration::from_secs(120),
            "nothing noticed"
        );
    }
    window::settle(&mut window);
    window.get_by_label("Opnieuw laden").click();
    let count = classes.len();
    wait_for(&mut window, |window| {
        window.state().state().session.active().unwrap().layer.len() == count
    });
    window::settle(&mut window);
    let state = window.state().state();
    let layer = state.session.active().unwrap();
    assert_eq!((layer.id, layer.on_disk), (id, OnDisk::Same));
    assert!((layer.opacity - 0.5).abs() < 1e-6);
    assert_eq!(state.view.selection, selected);
    assert_eq!(state.view.shown.unwrap().camera, camera);

    for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
        std::fs::remove_file(path.with_extension(ending)).unwrap();
    }
    wait_for(&mut window, |window| on_disk(window) == OnDisk::Gone);
    window::settle(&mut window);
    assert!(
        window
            .query_by_label_contains("niet meer op schijf")
            .is_some()
    );
    assert_eq!(
        window.state().state().session.active().unwrap().layer.len(),
        count
    );
}

fn write_line(folder: &Path, texts: &[&str]) -> std::path::PathBuf {
    let mut builder = PolygonBuilder::default();
    for row in 0..texts.len() {
        let x = 234_000.0 + 100.0 * row as f64;
        let [a, b] = [556_000.0, 556_100.0];
        builder.push_ring([[x, a], [x, b], [x + 90.0, b], [x + 90.0, a], [x, a]]);
        builder.end_part();
        builder.end_feature();
    }
    let field = Field {
        name: "naam".to_owned(),
        field_type: FieldType::Text,
    };
    let layer = Layer {
        name: "namen".to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: builder.finish(),
        table: Table::of_columns(
            texts.len(),
            vec![(field, Cells::from_texts(texts.iter().map(Some)))],
        ),
        warnings: Vec::new(),
    };
    let path = folder.join("namen.shp");
    shapefile::write(&layer, &path).unwrap();
    path
}

#[test]
fn another_character_set_is_previewed_and_applies_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_line(folder.path(), &["Coöperatie", "Ruinen"]);
    let mut window = window::with_sample();
    window.state_mut().send(FileCommand::Open(vec![path]));
    window::settle(&mut window);
    let id = window.state().state().session.active().unwrap().id;
    let dialog = DialogKind::Encoding(id);
    window.state_mut().send(ViewCommand::Show(dialog));
    window::settle(&mut window);
    assert!(window.query_by_label_contains("naam: Coöperatie").is_some());
    window.get_by_label_contains("windows-1252").click();
    window::settle(&mut window);
    assert!(
        window
            .query_by_label_contains("naam: CoÃ¶peratie")
            .is_some()
    );
    // The arrow keys choose as they pass.
    window.key_press(egui::Key::ArrowUp);
    window::settle(&mut window);
    assert!(window.query_by_label_contains("naam: Coöperatie").is_some());
    window.key_press(egui::Key::ArrowDown);
    window::settle(&mut window);
    window.get_by_label("Zo lezen").click();
    window::settle(&mut window);
    let layer = &window.state().state().session.active().unwrap().layer;
    assert_eq!(layer.table.value(0, 0), Value::Text("CoÃ¶peratie".into()));
    assert_eq!(layer.source.encoding.as_deref(), Some("windows-1252"));
}

/// Four hectares; of two of them the outline crosses itself.
fn with_bow_ties(path: &Path, are_there: bool) {
    let mut builder = PolygonBuilder::default();
    for row in 0..4 {
        let x = 234_000.0 + 200.0 * f64::from(row);
        let square = [[x, 0.0], [x, 100.0], [x + 100.0, 100.0], [x + 100.0, 0.0]];
        let bow_tie = [square[0], square[2], square[3], square[1]];
        let is_odd = are_there && row % 2 == 1;
        let ring = if is_odd { bow_tie } else { square };
        let ring = ring.map(|[x, y]| [x, y + 556_000.0]);
        builder.push_ring(ring.into_iter().chain([ring[0]]));
        builder.end_part();
        builder.end_feature();
    }
    let layer = Layer {
        name: "scheef".to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: builder.finish(),
        table: Table::empty(4),
        warnings: Vec::new(),
    };
    shapefile::write(&layer, path).unwrap();
}

/// The report of the layer in a file.
fn report(window: &mut Window, path: PathBuf) {
    window.state_mut().send(FileCommand::Open(vec![path]));
    window::settle(window);
    let id = window.state().state().session.active().unwrap().id;
    let report = ViewCommand::Show(DialogKind::Properties(id));
    window.state_mut().send(report);
    window::settle(window);
}

#[test]
fn what_is_found_of_outlines_moves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let places = [false, true].map(|are_there| {
        let path = folder
            .path()
            .join(format!("scheef-{}.shp", u8::from(are_there)));
        with_bow_ties(&path, are_there);
        let mut window = window::with_sample();
        report(&mut window, path);
        let review = window.get_by_label("Een voor een bekijken");
        assert_eq!(review.accesskit_node().is_disabled(), !are_there);
        let title = window.get_by_label("Ongeldige omtrekken");
        let copy = window.get_by_label("Alles kopiëren");
        // What is told of the file itself stands above.
        let title = title.rect().min;
        [review.rect().min - title, copy.rect().min - title]
    });
    assert_eq!(places[0], places[1]);
}

#[test]
fn invalid_outlines_are_listed_and_gone_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scheef.shp");
    with_bow_ties(&path, true);
    let mut window = window::with_sample();
    report(&mut window, path);
    assert!(
        window
            .query_by_label_contains("2 omtrekken kruisen")
            .is_some()
    );
    window.get_by_label("Een voor een bekijken").click();
    window::settle(&mut window);
    let selected = |window: &Window| window.state().state().view.selection.unwrap().feature;
    assert_eq!(selected(&window), 1);
    assert!(window.query_by_label_contains("omtrek 1 van 2").is_some());
    // Beside the 0,00 ha.
    let [stored, mended] = [0.0, 5_000.0].map(|m2| Lang::Nl.ha(m2));
    let why = format!("zichzelf. Oppervlakte zoals opgeslagen {stored}, hersteld {mended}.");
    assert!(window.query_by_label_contains(&why).is_some());
    window.get_by_label("Volgende").click();
    window::settle(&mut window);
    assert_eq!(selected(&window), 3);
    window.get_by_label("Klaar").click();
    window::settle(&mut window);
    assert!(window.state().state().view.review.is_none());
}

#[test]
fn lines_are_shown_without_hectares() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wegen.geojson");
    let line = r#"{"type":"LineString","coordinates":[[6.55,52.99],[6.58,53.0],[6.6,52.98]]}"#;
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"naam":"A28"}},"geometry":{line}}}]}}"#
    );
    ruilkaart::io::atomic::write(&path, |out| std::io::Write::write_all(out, text.as_bytes()))
        .unwrap();
    let mut window = window::with_sample();
    window.state_mut().send(FileCommand::Open(vec![path]));
    window::settle(&mut window);
    let layer = window.state().state().session.active().unwrap();
    assert_eq!(layer.layer.polygons.kind(), GeometryKind::Lines);
    assert!(layer.prepared.is_some());
    for said in ["hebben geen oppervlakte", "1 lijn"] {
        assert!(
            window.query_all_by_label_contains(said).next().is_some(),
            "{said}"
        );
    }
}
