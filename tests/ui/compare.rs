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
use ruilkaart::ui::compared::{both, changes, figures, matrix_text, title};
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
            palette: None,
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
        let [left, right, difference] = figures(&row, found[0].0.total_m2(), Lang::Nl);
        let name = category::label(&row.key, Lang::Nl);
        let told = format!("{name}: links {left}, rechts {right}, verschil {difference}");
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
    let [left, right, difference] = figures(&row, found[0].0.total_m2(), Lang::Nl);
    let name = category::label(&row.key, Lang::Nl);
    window.get_by_label(&format!("{name}: {left} | {right} ({difference})"));
    press(&mut window, Key::V);
    assert!(state(&window).view.compare.is_none());
    press(&mut window, Key::Escape);
    assert!(state(&window).view.compare.is_some(), "as it was");
}

#[test]
fn what_became_of_what_is_told_and_copied_and_can_be_shown_alone() {
    let mut window = window::with_sample();
    press(&mut window, Key::F8);
    let found = changes(&window.ctx, compare(&window), layer(&window)).unwrap();
    let moves = found.moves();
    let sum: f64 = moves.iter().map(|moved| moved.area_m2).sum();
    assert!((sum - found.changed_m2().unwrap()).abs() < 1.0 && sum > 0.0);
    let sides = both(compare(&window), layer(&window)).unwrap();
    let name =
        |side: usize, place: usize| category::label(&sides[side].0.list[place].key, Lang::Nl);
    let most = moves[0];
    let told = format!(
        "{} → {}: {}",
        name(0, most.from),
        name(1, most.to),
        Lang::Nl.ha_total(most.area_m2)
    );
    window.get_by_label(&told);
    let text = matrix_text(state(&window)).unwrap();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), sides[0].0.list.len() + 1);
    assert!(
        lines
            .iter()
            .all(|line| line.len() == sides[1].0.list.len() + 1)
    );
    let cell: f64 = lines[most.from + 1][most.to + 1]
        .replace(',', ".")
        .parse()
        .unwrap();
    assert!((cell - most.area_m2 / 10_000.0).abs() < 0.006);
    // The map of differences: what is the same on both sides has a look of its own.
    let of_feature = |window: &Harness<'_, App>, place| {
        ruilkaart::ui::compared::of_feature(&window.ctx, window.state().state(), place).unwrap()
    };
    let before = [of_feature(&window, 0), of_feature(&window, 1)];
    window
        .get_by_label("Toon alleen percelen die verschillen")
        .click_accesskit();
    window.step();
    window::settle(&mut window);
    let after = [of_feature(&window, 0), of_feature(&window, 1)];
    let lists = [0, 1].map(|side| {
        let sides = both(compare(&window), layer(&window)).unwrap();
        assert_eq!(sides[side].1.categories.len(), sides[side].0.list.len() + 1);
        sides[side].0.list.clone()
    });
    for feature in 0..before[0].len() {
        let key = |side: usize| &lists[side][usize::from(before[side][feature])].key;
        let same = key(0) == key(1);
        for side in 0..2 {
            let faint = usize::from(after[side][feature]) == lists[side].len();
            assert_eq!(faint, same, "parcel {feature}");
        }
    }
}

#[test]
fn the_title_follows_what_is_compared_and_the_wall_says_hectares() {
    for (lang, years, rules) in [
        (
            Lang::Nl,
            "Gewassen in 2015 en in 2024",
            "Samenwerking volgens twee regels",
        ),
        (
            Lang::En,
            "Crops in 2015 and in 2024",
            "Cooperation by two rules",
        ),
    ] {
        let mut window = window::open(&[], lang, 1.0);
        press(&mut window, Key::F8);
        press(&mut window, Key::F5);
        window.get_by_label(years);
        let found = both(compare(&window), layer(&window)).unwrap();
        let row = rows(found[0].0, found[1].0).remove(0);
        assert!(
            figures(&row, found[0].0.total_m2(), lang)
                .iter()
                .all(|figure| figure.ends_with("ha"))
        );
        for (place, preset) in [(0, Preset::Default), (1, Preset::MinorityShare)] {
            let side = Side {
                by: SideBy::Preset(preset),
                palette: None,
            };
            window.state_mut().send(CompareCommand::Set(place, side));
        }
        window::settle(&mut window);
        window.get_by_label(rules);
        for place in 0..2 {
            let side = Side {
                by: SideBy::AsIs,
                palette: (place == 1).then_some(PaletteName::Print),
            };
            window.state_mut().send(CompareCommand::Set(place, side));
        }
        window::settle(&mut window);
        window.get_by_label(&title(compare(&window), layer(&window), lang));
        press(&mut window, Key::V);
        window.get_by_label(lang.text("present.title"));
        // Years that are looked at are no longer about cooperation.
        let year = ruilkaart::domain::Year::new(2018);
        window.state_mut().send(TimeCommand::Show(year.unwrap()));
        window::settle(&mut window);
        assert!(window.query_by_label(lang.text("present.title")).is_none());
        window.get_by_label(&ruilkaart::ui::panel::legend::coloured_by(
            layer(&window),
            lang,
        ));
    }
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
