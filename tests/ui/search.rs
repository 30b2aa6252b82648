//! The search box by typing: places, coordinates, commands and features, by keys and by mouse.

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::crs::Crs;
use ruilkaart::text::Lang;
use ruilkaart::ui::panel::search::SearchBox;
use ruilkaart::ui::state::{State, ThemeChoice, ZoomTarget};

use crate::harness::*;

#[derive(Default)]
struct Bar {
    desk: Desk,
    search: SearchBox,
}

/// A window with the search box, which has the keyboard.
fn bar(mut state: State) -> Harness<'static, Bar> {
    state.view.focus_search = true;
    let bar = Bar {
        desk: Desk::of(state),
        ..Bar::default()
    };
    let draw = |ui: &mut egui::Ui, bar: &mut Bar| {
        let mut commands = Vec::new();
        bar.search.show(ui, &bar.desk.state, &mut commands);
        bar.desk.state.view.focus_search = false;
        for command in commands {
            bar.desk.send(command);
        }
    };
    let mut harness = builder().build_ui_state(draw, bar);
    settle(&mut harness);
    harness
}

fn type_text(harness: &mut Harness<'_, Bar>, text: &str) {
    harness.get_by_role(Role::TextInput).type_text(text);
    settle(harness);
}

fn press(harness: &mut Harness<'_, Bar>, key: Key) {
    harness.key_press(key);
    settle(harness);
}

fn state_of<'a>(harness: &'a Harness<'_, Bar>) -> &'a State {
    &harness.state().desk.state
}

/// Where the map was sent to, in RD.
fn gone_to(harness: &Harness<'_, Bar>) -> Option<[f64; 2]> {
    match state_of(harness).view.zoom {
        Some(ZoomTarget::Place { at, .. }) => Some(at),
        _ => None,
    }
}

fn is_near(at: Option<[f64; 2]>, x: f64, y: f64, within_m: f64) -> bool {
    at.is_some_and(|at| (at[0] - x).abs() < within_m && (at[1] - y).abs() < within_m)
}

#[test]
fn a_village_is_typed_and_gone_to() {
    let mut harness = bar(state(Lang::Nl));
    type_text(&mut harness, "zeijen");
    harness.get_by_label("Zeijen");
    press(&mut harness, Key::Enter);
    assert!(is_near(gone_to(&harness), 232_500.0, 563_200.0, 1_000.0));
    assert!(
        harness.query_by_label("Zeijen").is_none(),
        "the list is gone"
    );
}

#[test]
fn coordinates_are_typed_and_gone_to() {
    let mut harness = bar(state(Lang::Nl));
    type_text(&mut harness, "52,9928 6,5642");
    harness.get_by_label("52,9928\u{a0}N 6,5642\u{a0}E");
    press(&mut harness, Key::Enter);
    assert!(
        is_near(gone_to(&harness), 234_028.0, 556_848.0, 10.0),
        "{:?}",
        gone_to(&harness)
    );
}

#[test]
fn a_command_is_done_in_the_words_of_either_language() {
    for (lang, typed) in [(Lang::Nl, "donker"), (Lang::Nl, "dark"), (Lang::En, "donk")] {
        let mut harness = bar(state(lang));
        type_text(&mut harness, typed);
        press(&mut harness, Key::Enter);
        assert_eq!(
            state_of(&harness).settings.theme,
            ThemeChoice::Dark,
            "{typed}"
        );
    }
}

#[test]
fn the_arrow_keys_choose_and_go_round() {
    let mut harness = bar(state(Lang::Nl));
    type_text(&mut harness, "thema");
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    assert_eq!(state_of(&harness).settings.theme, ThemeChoice::Light);
    let mut harness = bar(state(Lang::Nl));
    type_text(&mut harness, "thema");
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    assert_eq!(state_of(&harness).settings.theme, ThemeChoice::Dark);
}

#[test]
fn escape_forgets_what_was_typed_and_gives_the_keyboard_back() {
    let mut harness = bar(state(Lang::Nl));
    type_text(&mut harness, "donker");
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Thema: donker").is_none());
    assert!(!harness.get_by_role(Role::TextInput).is_focused());
    assert_eq!(
        harness.get_by_role(Role::TextInput).value().as_deref(),
        Some("")
    );
    assert!(harness.state().desk.commands.is_empty());
}

#[test]
fn a_click_does_what_enter_does() {
    let mut harness = bar(state(Lang::Nl));
    type_text(&mut harness, "donker");
    harness.get_by_label("Thema: donker").click();
    settle(&mut harness);
    assert_eq!(state_of(&harness).settings.theme, ThemeChoice::Dark);
}

#[test]
fn an_area_of_the_layer_in_hand_is_selected_by_its_name() {
    let mut state = state(Lang::Nl);
    let names = texts(&["Aa en Hunze", "Drents Plateau", "Midden-Drenthe"]);
    add(
        &mut state,
        vec![layer(
            "gebieden",
            Some(Crs::rd_new()),
            vec![("naam", names)],
        )],
    );
    let mut harness = bar(state);
    type_text(&mut harness, "hunze");
    press(&mut harness, Key::Enter);
    let selected = state_of(&harness).view.selection.expect("selected");
    assert_eq!(selected.feature, 0);
    assert_eq!(state_of(&harness).view.zoom, Some(ZoomTarget::Selection));
}

#[test]
fn an_empty_box_and_an_empty_answer_say_what_can_be_found() {
    let mut harness = bar(state(Lang::En));
    harness.get_by_label_contains("A place (Zeijen)");
    type_text(&mut harness, "xyzzy");
    harness.get_by_label_contains("Nothing found");
    press(&mut harness, Key::Enter);
    assert!(harness.state().desk.commands.is_empty());
}
