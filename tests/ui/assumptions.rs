//! The panel of assumptions: what is changed in it is changed for every figure, and finds its way back.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::crs::Crs;
use ruilkaart::domain::Assumptions;
use ruilkaart::domain::assumptions::Setting;
use ruilkaart::io::shapefile;
use ruilkaart::layer::{Cells, Field, FieldType, Layer, Source, Table};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{AreasCommand, AssumptionsCommand, Menu, SettingsCommand};
use ruilkaart::ui::state::AreaSource;

use crate::open::squares;
use crate::window;

fn send(window: &mut Harness<'_, App>, command: AssumptionsCommand) {
    window.state_mut().send(command);
    window::settle(window);
}

fn assumptions<'a>(window: &'a Harness<'_, App>) -> &'a Assumptions {
    window.state().state().session.assumptions()
}

/// The sample with the panel open.
fn with_panel() -> Harness<'static, App> {
    let mut window = window::with_sample();
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    window.step();
    window::settle(&mut window);
    window
}

#[test]
fn the_panel_stands_in_the_place_of_totals_and_goes_by_its_key() {
    let mut window = with_panel();
    assert!(Menu::Assumptions.checked(window.state().state()) == Some(true));
    assert!(
        window
            .query_by_label("Alle aannames staan op hun standaard.")
            .is_some()
    );
    assert!(window.query_by_label("In beeld").is_none());
    window.get_by_label("Aannames sluiten").click();
    window.step();
    window::settle(&mut window);
    assert!(
        window
            .query_by_label("Alle aannames staan op hun standaard.")
            .is_none()
    );
}

#[test]
fn a_changed_assumption_is_marked_and_can_be_put_back_alone_and_with_all() {
    let mut window = with_panel();
    send(
        &mut window,
        AssumptionsCommand::Set("region".to_owned(), Setting::Word("clay".to_owned())),
    );
    send(
        &mut window,
        AssumptionsCommand::Set("straw_t_ha".to_owned(), Setting::Number(3.0)),
    );
    assert!(window.query_by_label("2 aannames gewijzigd").is_some());
    window
        .get_by_label("Bodemregio van de mestwet: terug naar standaard")
        .click();
    window.step();
    window::settle(&mut window);
    assert_eq!(assumptions(&window).changed(), ["straw_t_ha"]);
    window.get_by_label("Alles terug naar standaard").click();
    window.step();
    window::settle(&mut window);
    assert_eq!(*assumptions(&window), Assumptions::default());
}

#[test]
fn a_box_is_ticked_by_keyboard_and_pointer_alike() {
    let mut window = with_panel();
    let name = "Met nutriënten verontreinigd gebied: stikstofnormen × 0,8";
    window.get_by_role_and_label(Role::CheckBox, name).focus();
    window.step();
    window.key_press(Key::Space);
    window.step();
    window::settle(&mut window);
    assert!(assumptions(&window).nv_area);
    window.get_by_role_and_label(Role::CheckBox, name).click();
    window.step();
    window::settle(&mut window);
    assert!(!assumptions(&window).nv_area);
}

#[test]
fn a_value_that_cannot_be_is_refused_and_said() {
    let mut window = with_panel();
    let before = assumptions(&window).clone();
    send(
        &mut window,
        AssumptionsCommand::Set("straw_t_ha".to_owned(), Setting::Number(-1.0)),
    );
    assert_eq!(*assumptions(&window), before);
    let said = "De waarde −1 kan niet voor Stro van een hectare graan.";
    assert!(window.query_by_label_contains(said).is_some());
}

#[test]
fn an_assumption_that_is_asked_for_is_shown_even_where_its_subject_is_folded() {
    let mut window = window::with_sample();
    send(&mut window, AssumptionsCommand::Fold("cycle".to_owned()));
    send(
        &mut window,
        AssumptionsCommand::Reveal("retention_n".to_owned()),
    );
    let name = "Deel van de stikstof in voer dat in melk en vlees vertrekt";
    let field = window.get_by_role_and_label(Role::SpinButton, name);
    let seen = window.ctx.content_rect();
    assert!(seen.contains_rect(field.rect()), "{:?}", field.rect());
}

#[test]
fn the_panel_speaks_english_too() {
    let mut window = with_panel();
    window.state_mut().send(SettingsCommand::Language(Lang::En));
    window::settle(&mut window);
    assert!(
        window
            .query_by_label("All assumptions have their default.")
            .is_some()
    );
}

/// Three parcels of grass in ten years, with the nitrogen that was measured in their harvest.
fn measured_parcels(folder: &Path) -> PathBuf {
    let field = |name: &str, field_type| Field {
        name: name.to_owned(),
        field_type,
    };
    let numbers = |numbers: [i64; 3]| Cells::Integer(numbers.map(Some).to_vec());
    let mut columns = vec![
        (
            field("naam", FieldType::Text),
            Cells::from_texts([Some("a"), Some("a"), Some("b")]),
        ),
        (
            field("N_afvoer", FieldType::Integer),
            numbers([200, 210, 220]),
        ),
    ];
    for year in 2015..=2024 {
        let name = format!("crop_{year}");
        columns.push((field(&name, FieldType::Integer), numbers([265; 3])));
    }
    let layer = Layer {
        name: "percelen".to_owned(),
        source: Source::default(),
        crs: Some(Crs::rd_new()),
        polygons: squares([234_000.0, 556_000.0], 3),
        table: Table::of_columns(3, columns),
        warnings: Vec::new(),
    };
    let path = folder.join("percelen.shp");
    shapefile::write(&layer, &path).expect("written");
    path
}

#[test]
fn a_column_with_measured_values_is_offered_taken_told_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = measured_parcels(folder.path());
    let mut window = window::open(&[data], Lang::Nl, 1.0);
    window
        .state_mut()
        .send(AreasCommand::Source(Some(AreaSource::Column(
            "naam".into(),
        ))));
    window::step_until_state(&mut window, "figures", |state| {
        state.view.areas.figured.is_some()
    });
    send(&mut window, AssumptionsCommand::Toggle);
    let removal = |window: &Harness<'_, App>| {
        let figured = window.state().state().view.areas.figured.clone().unwrap();
        figured
            .rows
            .last()
            .unwrap()
            .nutrients
            .n_removal
            .unwrap()
            .kg_ha
    };
    let estimated = removal(&window);
    let offer = "Gebruik kolom N_afvoer";
    assert!((estimated - 210.0).abs() > 1.0, "nothing is taken unasked");
    window.get_by_label(offer).scroll_to_me();
    window::settle(&mut window);
    window.get_by_label(offer).click();
    window.step();
    window::settle(&mut window);
    assert!(
        (removal(&window) - 210.0).abs() < 1e-9,
        "{}",
        removal(&window)
    );
    assert!(
        window
            .query_by_label_contains("bekend voor 100,0%")
            .is_some()
    );
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.step();
    window::settle(&mut window);
    assert!((removal(&window) - estimated).abs() < 1e-9);
}
