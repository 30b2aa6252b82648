//! The panels say what the state holds, and change it by what is clicked in them.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{LayerCommand, SettingsCommand};
use ruilkaart::ui::state::MapLayer;

use crate::open::{CLASSES, write_classes};
use crate::window;

/// A window with the six squares of [`CLASSES`]; the folder must live as long as the window.
fn with_squares() -> (tempfile::TempDir, Harness<'static, App>) {
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    let window = window::open(&[path], Lang::Nl, 1.0);
    (folder, window)
}

fn layer<'a>(window: &'a Harness<'_, App>) -> &'a MapLayer {
    window.state().state().session.active().unwrap()
}

/// Clicks the middle of a square on the map.
fn click_square(window: &mut Harness<'_, App>, number: usize) {
    let map = window.get_by_label("Kaart met percelen").rect();
    let camera = window.state().state().view.shown.unwrap().camera;
    let at = [234_050.0 + 100.0 * number as f64, 556_050.0];
    let size = [f64::from(map.width()), f64::from(map.height())];
    let [x, y] = camera.screen_from_world(at, size);
    let pos = map.min + egui::vec2(x as f32, y as f32);
    window.hover_at(pos);
    window.step();
    window.drag_at(pos);
    window.step();
    window.drop_at(pos);
    window::settle(window);
}

#[test]
fn a_click_in_the_legend_takes_a_class_off_the_map_and_back() {
    let (_folder, mut window) = with_squares();
    window.get_by_label("intensief").click();
    window.run();
    assert_eq!(layer(&window).hidden, [false, false, false, false, true]);
    assert!(layer(&window).style.categories[4].hidden);
    // A parcel that is not shown cannot be selected.
    click_square(&mut window, 0);
    assert_eq!(window.state().state().view.selection, None);
    window.get_by_label("Alle klassen tonen").click();
    window.run();
    assert!(!layer(&window).hidden.contains(&true));
}

#[test]
fn the_legend_counts_what_is_there() {
    let (_folder, window) = with_squares();
    let list = &layer(&window).categories().list;
    let hectares: Vec<i64> = list
        .iter()
        .map(|c| (c.area_m2 / 1e4).round() as i64)
        .collect();
    assert_eq!(hectares, [1, 1, 1, 1, 2], "in the order of Fig. 1");
    // 1 + 1 + 2 of 6 ha carried both kinds of crop, 1 + 2 recurring; once for the file and once in view.
    for share in ["66,7%", "50,0%"] {
        assert_eq!(window.query_all_by_label(share).count(), 2, "{share}");
    }
}

#[test]
fn a_clicked_parcel_is_told_in_full() {
    let (_folder, mut window) = with_squares();
    assert!(
        window
            .query_by_label_contains("Klik op een perceel")
            .is_some()
    );
    click_square(&mut window, 2);
    let hit = window.state().state().view.selection.expect("selected");
    assert_eq!(hit.feature, 2);
    let parcel = window
        .state()
        .state()
        .view
        .parcel
        .clone()
        .expect("gathered");
    assert_eq!(parcel.record, 2);
    assert_eq!(parcel.to_text(), "nummer\t3\nklasse\textensief");
    for told in ["1,00\u{a0}ha", "nummer", "3", "percelen.shp · record 2"] {
        assert!(window.query_by_label(told).is_some(), "{told}");
    }
    // Beside the parcels is nothing.
    click_square(&mut window, 7);
    assert_eq!(window.state().state().view.selection, None);
    assert!(
        window
            .query_by_label_contains("Klik op een perceel")
            .is_some()
    );
}

#[test]
fn a_layer_can_be_hidden_faded_and_closed() {
    let (_folder, mut window) = with_squares();
    window.get_by_label("percelen verbergen").click();
    window.run();
    assert!(!layer(&window).visible);
    let id = layer(&window).id;
    window.state_mut().send(LayerCommand::SetOpacity(id, 0.5));
    window.run();
    assert!(window.query_by_label_contains("Onder 85%").is_some());
    window.get_by_label("Meer met percelen").click();
    window.run();
    window.get_by_label("Laag sluiten").click();
    window.run();
    assert!(window.state().state().session.layers().is_empty());
    assert!(
        window
            .query_by_label_contains("Hier komen de lagen")
            .is_some()
    );
}

#[test]
fn the_language_changes_everything_at_once() {
    let (_folder, mut window) = with_squares();
    for (lang, words) in [
        (
            Lang::En,
            ["Layers", "Legend", "In view", "Parcel", "intensive"],
        ),
        (
            Lang::Nl,
            ["Lagen", "Legenda", "In beeld", "Perceel", "intensief"],
        ),
    ] {
        window.state_mut().send(SettingsCommand::Language(lang));
        window.run();
        for word in words {
            assert!(window.query_all_by_label(word).next().is_some(), "{word}");
        }
    }
}
