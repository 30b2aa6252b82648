//! Two sides of the map: what each shows, their hectares, and the handle between them.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::analysis::compare::rows;
use ruilkaart::domain::Preset;
use ruilkaart::explain::category;
use ruilkaart::map::PaletteName;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{CompareCommand, RuleCommand, TimeCommand};
use ruilkaart::ui::panel::compare::{both, figures};
use ruilkaart::ui::state::compare::{Arrangement, Compare, Side, SideBy};
use ruilkaart::ui::state::{MapLayer, State};

use crate::window;

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    window.state().state()
}

fn layer<'a>(window: &'a Harness<'_, App>) -> &'a MapLayer {
    state(window).session.active().unwrap()
}

fn compare<'a>(window: &'a Harness<'_, App>) -> &'a Compare {
    state(window).view.compare.as_ref().unwrap()
}

fn press(window: &mut Harness<'_, App>, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    window.step();
    window::settle(window);
}

fn areas(layer: &MapLayer) -> Vec<f64> {
    layer.categories().list.iter().map(|c| c.area_m2).collect()
}

fn side_areas(window: &Harness<'_, App>, place: usize) -> Vec<f64> {
    let sides = both(compare(window), layer(window)).expect("both sides");
    sides[place].0.list.iter().map(|c| c.area_m2).collect()
}

#[test]
fn the_hectares_of_both_sides_are_those_of_the_single_view() {
    let mut window = window::with_sample();
    press(&mut window, Key::F8);
    let SideBy::Year(first) = compare(&window).sides[0].by else {
        panic!("the years of the layer");
    };
    let SideBy::Year(last) = compare(&window).sides[1].by else {
        panic!("the years of the layer");
    };
    assert_eq!((first.number(), last.number()), (2015, 2024));
    let sides = [side_areas(&window, 0), side_areas(&window, 1)];
    for (year, side) in [(first, &sides[0]), (last, &sides[1])] {
        window.state_mut().send(TimeCommand::Show(year));
        window::settle(&mut window);
        assert_eq!(layer(&window).colour_by, ColourBy::CropYear(year));
        assert_eq!(&areas(layer(&window)), side, "{year}");
    }
    // Two rules: each side has the hectares that the map has under that rule.
    for (place, preset) in [(0, Preset::Default), (1, Preset::MinorityShare)] {
        let side = Side {
            by: SideBy::Preset(preset),
            palette: PaletteName::Fig1,
        };
        window.state_mut().send(CompareCommand::Set(place, side));
    }
    window::settle(&mut window);
    let sides = [side_areas(&window, 0), side_areas(&window, 1)];
    assert_ne!(sides[0], sides[1]);
    window.state_mut().send(TimeCommand::Back);
    for (preset, side) in [
        (Preset::MinorityShare, &sides[1]),
        (Preset::Default, &sides[0]),
    ] {
        window.state_mut().send(RuleCommand::Preset(preset));
        window::settle(&mut window);
        assert_eq!(&areas(layer(&window)), side, "{preset:?}");
    }
    // What is read aloud is what stands there.
    let found = both(compare(&window), layer(&window)).unwrap();
    for row in rows(found[0].0, found[1].0) {
        let [left, right, difference] = figures(&row, Lang::Nl);
        let name = category::label(&row.key, Lang::Nl);
        let told = format!("{name}: links {left} ha, rechts {right} ha, verschil {difference}");
        window.get_by_label(&told);
    }
}

#[test]
fn the_handle_is_moved_by_keys_and_the_sides_stand_beside_each_other() {
    let mut window = window::with_sample();
    press(&mut window, Key::F8);
    window.get_by_label("Schuif tussen links en rechts").focus();
    window.step();
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    assert!((compare(&window).divider - 0.54).abs() < 1e-3);
    let handle = window.get_by_label("Schuif tussen links en rechts").rect();
    let map = window.get_by_label_contains("Kaart met").rect();
    let at = (handle.center().x - map.left()) / map.width();
    assert!((at - 0.54).abs() < 0.01, "{at}");
    let whole = state(&window).view.shown.unwrap();
    window.get_by_label("Naast elkaar").click();
    window.step();
    window::settle(&mut window);
    assert_eq!(compare(&window).arrangement, Arrangement::Beside);
    let half = state(&window).view.shown.unwrap();
    assert_eq!(half.camera, whole.camera, "both look where the one looked");
    assert!((half.bounds.width() / whole.bounds.width() - 0.5).abs() < 1e-6);
    press(&mut window, Key::F8);
    assert!(state(&window).view.compare.is_none());
    window.get_by_label("Wat betekenen deze woorden?");
}

#[test]
fn on_the_wall_both_sides_have_their_hectares_too() {
    let mut window = window::with_sample();
    press(&mut window, Key::F8);
    press(&mut window, Key::F5);
    let found = both(compare(&window), layer(&window)).unwrap();
    let row = rows(found[0].0, found[1].0).remove(0);
    let [left, right, difference] = figures(&row, Lang::Nl);
    let name = category::label(&row.key, Lang::Nl);
    window.get_by_label(&format!("{name}: {left} | {right} ({difference})"));
    press(&mut window, Key::V);
    assert!(state(&window).view.compare.is_none());
    press(&mut window, Key::Escape);
    assert!(state(&window).view.compare.is_some(), "as it was");
}

#[test]
#[ignore = "draws pictures to look at"]
fn pictures() {
    let mut window = window::with_sample();
    press(&mut window, Key::F8);
    window::keep_picture(&mut window, "compare-swipe");
    window
        .state_mut()
        .send(CompareCommand::Arrange(Arrangement::Beside));
    window::settle(&mut window);
    window::keep_picture(&mut window, "compare-beside");
    window.set_size(egui::vec2(1920.0, 1080.0));
    press(&mut window, Key::F5);
    window::keep_picture(&mut window, "compare-wall");
}
