//! The panel of assumptions: what is changed in it is changed for every figure, and finds its way back.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::domain::Assumptions;
use ruilkaart::domain::assumptions::Setting;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{AssumptionsCommand, Menu, SettingsCommand};

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
