//! The map on a wall: F5 and back, what is there and how large, and nothing that pops up.

use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{LayerCommand, SettingsCommand, ViewCommand};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::notify::{Saying, Severity, Words};
use ruilkaart::ui::state::present::{Part, Pointer};
use ruilkaart::ui::state::{State, ThemeChoice};

use crate::window;

fn press(window: &mut Harness<'_, App>, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    window.step();
    window::settle(window);
}

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    window.state().state()
}

fn shows(window: &Harness<'_, App>, part: Part) -> bool {
    let presenting = state(window).view.presenting.as_ref();
    presenting.is_some_and(|presenting| presenting.shows(part))
}

/// A window in a size, with the sample, presented.
fn presented(lang: Lang, theme: ThemeChoice, size: [f32; 2]) -> Harness<'static, App> {
    let mut window = window::open(&[], lang, 1.0);
    window.set_size(vec2(size[0], size[1]));
    window.state_mut().send(SettingsCommand::Theme(theme));
    window::settle(&mut window);
    press(&mut window, Key::F5);
    window
}

#[test]
fn f5_shows_the_map_alone_with_a_large_legend_and_live_hectares() {
    for lang in [Lang::Nl, Lang::En] {
        for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
            let window = presented(lang, theme, [1920.0, 1080.0]);
            assert!(window.query_by_label(lang.text("menu.file")).is_none());
            assert!(window.query_by_label(lang.text("layers.title")).is_none());
            let title = window.get_by_label(lang.text("present.title")).rect();
            assert!(title.height() > 80.0);
            let layer = state(&window).session.active().unwrap();
            for category in layer.categories().list.iter().take(5) {
                let name = ruilkaart::explain::category::label(&category.key, lang);
                let told = format!("{name}: {}", lang.ha_total(category.area_m2));
                let entry = window.get_by_label(&told).rect();
                assert!(entry.height() >= 80.0, "two lines of 28 pixels and more");
            }
            // Sources stay in sight.
            let credit = window.get_by_label(lang.text("map.sample_credit")).rect();
            assert!(credit.bottom() <= 1080.0 && credit.height() > 16.0);
            assert_eq!(shows(&window, Part::Dark), theme == ThemeChoice::Dark);
        }
    }
}

#[test]
fn everything_fits_on_an_old_beamer_and_on_a_large_screen() {
    for size in [[1024.0, 768.0], [1280.0, 800.0], [3840.0, 2160.0]] {
        let window = presented(Lang::Nl, ThemeChoice::Dark, size);
        let layer = state(&window).session.active().unwrap();
        let list = &layer.categories().list;
        let mut top = 0.0;
        for category in list.iter().filter(|category| category.parcels > 0) {
            let name = ruilkaart::explain::category::label(&category.key, Lang::Nl);
            let told = format!("{name}: {}", Lang::Nl.ha_total(category.area_m2));
            let rect = window.get_by_label(&told).rect();
            assert!(
                rect.top() >= top && rect.bottom() <= size[1],
                "{size:?} {rect:?}"
            );
            assert!(rect.right() <= size[0] + 0.5);
            top = rect.bottom() - 0.5;
        }
    }
}

#[test]
fn escape_brings_back_exactly_what_was_there() {
    let mut window = window::with_sample();
    let id = state(&window).session.active().unwrap().id;
    window
        .state_mut()
        .send(LayerCommand::SetHidden(id, 1, true));
    let hit = Hit {
        layer: id,
        feature: 7,
    };
    window.state_mut().send(ViewCommand::Select(Some(hit)));
    window::settle(&mut window);
    let look = |window: &Harness<'_, App>| {
        let view = &state(window).view;
        let layer = state(window).session.active().unwrap();
        (
            (view.shown, view.selection, view.full_screen),
            (view.left_open, view.right_open),
            (layer.hidden.clone(), layer.colour_by.clone(), layer.visible),
        )
    };
    let before = look(&window);
    press(&mut window, Key::F5);
    assert!(state(&window).view.full_screen);
    for key in [Key::Num5, Key::Num2, Key::PageUp, Key::Plus, Key::Backspace] {
        press(&mut window, key);
    }
    assert_ne!(look(&window), before);
    press(&mut window, Key::Escape);
    assert!(state(&window).view.presenting.is_none());
    assert_eq!(look(&window), before);
}

#[test]
fn one_key_each_hides_and_shows() {
    let mut window = presented(Lang::Nl, ThemeChoice::Light, [1280.0, 720.0]);
    for (key, part) in [
        (Key::L, Part::Legend),
        (Key::O, Part::Title),
        (Key::C, Part::Caption),
        (Key::T, Part::Patterns),
        (Key::D, Part::Dark),
    ] {
        let before = shows(&window, part);
        press(&mut window, key);
        assert_ne!(shows(&window, part), before, "{part:?}");
        press(&mut window, key);
        assert_eq!(shows(&window, part), before, "{part:?}");
    }
    press(&mut window, Key::L);
    assert!(window.query_by_label_contains("Samenwerking: ").is_none());
    press(&mut window, Key::P);
    let pointer =
        |window: &Harness<'_, App>| state(window).view.presenting.as_ref().unwrap().pointer;
    assert_eq!(pointer(&window), Pointer::Dot);
    press(&mut window, Key::B);
    window.get_by_label("Zwart scherm");
    press(&mut window, Key::Escape);
    assert!(!shows(&window, Part::Black), "out of the black first");
    press(&mut window, Key::F1);
    window.get_by_label_contains("terug naar het gewone venster");
    press(&mut window, Key::Escape);
    press(&mut window, Key::K);
    window.get_by_label_contains("protanopie");
    press(&mut window, Key::Escape);
    assert!(state(&window).view.presenting.is_none());
}

#[test]
fn a_class_that_fades_out_leaves_the_running_total_with_its_whole() {
    let mut window = presented(Lang::Nl, ThemeChoice::Dark, [1920.0, 1080.0]);
    let layer = state(&window).session.active().unwrap();
    let list = layer.categories().list.clone();
    let whole: f64 = list.iter().map(|category| category.area_m2).sum();
    press(&mut window, Key::Num2);
    press(&mut window, Key::Num3);
    let part = whole - list[1].area_m2 - list[2].area_m2;
    let told = ruilkaart::ui::panel::legend::part_of(part, whole, Lang::Nl);
    window.get_by_label(&format!("getoond: {told}"));
    press(&mut window, Key::Num2);
    press(&mut window, Key::Num3);
    window.get_by_label(&format!("totaal: {}", Lang::Nl.ha_total(whole)));
}

#[test]
fn nothing_pops_up_and_what_was_said_waits() {
    let mut window = presented(Lang::Nl, ThemeChoice::Dark, [1280.0, 720.0]);
    let saying = Saying::new(|_| Words::of("er ging iets mis"));
    window
        .state_mut()
        .send(ViewCommand::Say(Severity::Error, saying));
    window
        .state_mut()
        .send(ViewCommand::Show(DialogKind::About));
    window::settle(&mut window);
    assert!(window.query_by_label("er ging iets mis").is_none());
    assert!(window.query_by_label("Over Ruilkaart").is_none());
    window.run_steps(900);
    press(&mut window, Key::Escape);
    assert!(state(&window).view.presenting.is_none());
    let notes = &state(&window).view.notes;
    assert_eq!((notes.toasts().count(), notes.unread()), (1, 1));
}

#[test]
#[ignore = "draws pictures to look at"]
fn pictures() {
    for (theme, name) in [(ThemeChoice::Light, "light"), (ThemeChoice::Dark, "dark")] {
        for (lang, size) in [(Lang::Nl, [1920.0, 1080.0]), (Lang::En, [1024.0, 768.0])] {
            let mut window = presented(lang, theme, size);
            let told = window::keep_picture(&mut window, &format!("present-{name}-{}", size[0]));
            println!("{}", told.display());
        }
    }
}

#[test]
fn one_key_tells_the_story_of_the_sample_scene_by_scene() {
    for lang in [Lang::Nl, Lang::En] {
        let mut window = window::open(&[], lang, 1.0);
        window.set_size(vec2(1920.0, 1080.0));
        window::settle(&mut window);
        press(&mut window, Key::F6);
        assert!(state(&window).view.presenting.is_some());
        let titles: Vec<String> = state(&window)
            .session
            .scenes
            .list()
            .iter()
            .map(|scene| scene.title.clone())
            .collect();
        assert_eq!(titles.len(), 5);
        for (place, title) in titles.iter().enumerate() {
            assert_eq!(state(&window).view.scene, Some(place));
            window.get_by_label(title);
            let scene = state(&window).session.scenes.get(place).unwrap().clone();
            window.get_by_label(&scene.caption);
            // The flight ended where the scene looks, and nothing moves any more.
            let shown = state(&window).view.shown.unwrap();
            let wanted = scene.view.unwrap().bounds_in(ruilkaart::map::MapCrs::RdNew);
            assert!(shown.bounds.grown(1.0).contains_bounds(&wanted.unwrap()));
            press(&mut window, Key::PageDown);
        }
        assert_eq!(state(&window).view.scene, Some(4), "it stops at the last");
        press(&mut window, Key::ArrowLeft);
        assert_eq!(state(&window).view.scene, Some(3));
        assert!(state(&window).view.parcel.is_some(), "one field");
        press(&mut window, Key::Escape);
        assert_eq!(state(&window).view.selection, None);
        press(&mut window, Key::F6);
        let scenes = state(&window).session.scenes.list();
        assert_eq!(scenes.len(), 5, "not told twice");
    }
}

#[test]
fn the_story_says_which_reading_gives_which_share_and_quotes_the_brochure() {
    let mut window = window::open(&[], Lang::Nl, 1.0);
    window.set_size(vec2(1920.0, 1080.0));
    window::settle(&mut window);
    press(&mut window, Key::F6);
    press(&mut window, Key::PageDown);
    let list = state(&window)
        .session
        .active()
        .unwrap()
        .categories()
        .list
        .clone();
    let m2 = |place: usize| list[place].area_m2;
    let whole: f64 = (0..5).map(m2).sum();
    let (mixed, cooperation) = (m2(0) + m2(3) + m2(4), m2(3) + m2(4));
    for (title, part, whole) in [
        ("geen + extensief + intensief", mixed, whole),
        ("extensief + intensief", cooperation, whole),
        ("idem, van alles zonder “geen”", cooperation, whole - m2(0)),
    ] {
        let part_ha = Lang::Nl.ha_total(part);
        let part_ha = part_ha.trim_end_matches("ha").trim_end();
        let percent = Lang::Nl.percent(part, whole);
        let told = format!(
            "{title}: {percent}, {part_ha} van {}",
            Lang::Nl.ha_total(whole)
        );
        window.get_by_label(&told);
    }
    assert!(
        (cooperation / whole - 0.352).abs() < 0.005,
        "35,2 %, never more than half"
    );
    press(&mut window, Key::PageDown);
    window.get_by_label("aangehaald uit de brochure: “meer dan 80%”, zonder hectares genoemd");
    window.get_by_label_contains("gemengd gebruik op het plateau: ");
    press(&mut window, Key::End);
    press(&mut window, Key::PageDown);
    press(&mut window, Key::PageDown);
    window.get_by_label_contains("intensief: rustgewas");
}

#[test]
fn scenes_are_made_from_the_window_and_gone_back_to() {
    let mut window = window::with_sample();
    let id = state(&window).session.active().unwrap().id;
    window
        .state_mut()
        .send(LayerCommand::SetHidden(id, 2, true));
    window::settle(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    window.step();
    window::settle(&mut window);
    let there = state(&window).view.shown.unwrap();
    window.get_by_label("Scène 1: Scène 1");
    window.state_mut().send(LayerCommand::ShowAllCategories(id));
    press(&mut window, Key::PageUp);
    window
        .state_mut()
        .send(ViewCommand::Zoom(ruilkaart::ui::state::ZoomTarget::By(3.0)));
    window::settle(&mut window);
    window.get_by_label("Scène 1: Scène 1").click();
    window.step();
    window::settle(&mut window);
    let layer = state(&window).session.active().unwrap();
    assert_eq!(
        layer.colour_by,
        ruilkaart::analysis::categorise::ColourBy::Cooperation
    );
    assert!(layer.hidden[2]);
    let back = state(&window).view.shown.unwrap();
    assert!((back.camera.units_per_px / there.camera.units_per_px - 1.0).abs() < 1e-3);
    for axis in 0..2 {
        let apart = (back.camera.center[axis] - there.camera.center[axis]).abs();
        assert!(apart < there.camera.units_per_px, "{apart}");
    }
}

#[test]
#[ignore = "draws pictures to look at"]
fn pictures_of_the_story() {
    for (lang, theme, size) in [
        (Lang::Nl, ThemeChoice::Dark, [1920.0, 1080.0]),
        (Lang::En, ThemeChoice::Light, [1024.0, 768.0]),
    ] {
        let mut window = window::open(&[], lang, 1.0);
        window.set_size(vec2(size[0], size[1]));
        window.state_mut().send(SettingsCommand::Theme(theme));
        window::settle(&mut window);
        press(&mut window, Key::F6);
        for place in 0..5 {
            window::keep_picture(&mut window, &format!("story-{place}-{}", size[0]));
            press(&mut window, Key::PageDown);
        }
        press(&mut window, Key::F1);
        window::keep_picture(&mut window, &format!("story-help-{}", size[0]));
        press(&mut window, Key::Escape);
        press(&mut window, Key::Escape);
        press(&mut window, Key::F7);
        window.set_size(vec2(1280.0, 800.0));
        window::settle(&mut window);
        window::keep_picture(&mut window, &format!("scenes-{}", size[0]));
    }
}
