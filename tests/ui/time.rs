//! The years under the map: played by simulated time, stepped by keys and screen readers, seen in passing.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::analysis::summary::CategoryKey;
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{LayerCommand, TimeCommand, time};
use ruilkaart::ui::state::MapLayer;

use crate::window;

fn layer<'a>(window: &'a Harness<'_, App>) -> &'a MapLayer {
    window.state().state().session.active().unwrap()
}

/// The year that the map shows, one in passing included.
fn on_map(window: &Harness<'_, App>) -> Option<u16> {
    match layer(window).colour_by {
        ColourBy::CropYear(year) => Some(year.number()),
        _ => None,
    }
}

fn press(window: &mut Harness<'_, App>, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    window.step();
    window::settle(window);
}

const CLASSES: &str = "Jaar op de kaart: klassen, geen jaar";
const YEAR: &str = "Jaar op de kaart";

#[test]
fn the_years_play_a_second_each_and_stop_at_the_end() {
    let mut window = window::with_sample();
    let years = time::years(layer(&window));
    assert_eq!(years.len(), 10);
    window.get_by_label("Jaren afspelen").click();
    window::step_until_state(&mut window, "it plays", |state| {
        state
            .view
            .time
            .playing
            .is_some_and(|playing| playing.due_s.is_some())
    });
    assert_eq!(on_map(&window), Some(years[0].number()));
    // By the clock that the window has, a year stays about a second, and half of one at least.
    let clock = |window: &Harness<'_, App>| window.ctx.input(|input| input.time);
    let mut since = clock(&window);
    for pair in years.windows(2) {
        let mut steps = 0;
        while on_map(&window) == Some(pair[0].number()) && steps < 600 {
            window.step();
            steps += 1;
        }
        assert_eq!(on_map(&window), Some(pair[1].number()));
        let stayed = clock(&window) - since;
        assert!(stayed > 0.45, "{} stayed {stayed} s", pair[0]);
        since = clock(&window);
    }
    assert!(window.state().state().view.time.playing.is_none());
    // The legend is about that year, parcels without a crop of it among them, and adds up to the layer.
    let list = &layer(&window).categories().list;
    let of_year = |key: &CategoryKey| {
        matches!(
            key,
            CategoryKey::CropGroup(_) | CategoryKey::NoCrop | CategoryKey::Element
        )
    };
    assert!(list.iter().all(|category| of_year(&category.key)));
    let counted: u64 = list.iter().map(|category| category.parcels).sum();
    assert_eq!(counted, layer(&window).layer.len() as u64);
    window::settle(&mut window);
    window.get_by_label("Klassen").click();
    window::settle(&mut window);
    assert_eq!(on_map(&window), None);
    assert_eq!(layer(&window).colour_by, ColourBy::Cooperation);
}

#[test]
fn keys_step_through_the_years_and_space_plays() {
    let mut window = window::with_sample();
    let years = time::years(layer(&window));
    let (first, last) = (years[0].number(), years[9].number());
    press(&mut window, Key::PageUp);
    assert_eq!(on_map(&window), Some(last));
    press(&mut window, Key::PageUp);
    assert_eq!(on_map(&window), Some(last - 1));
    press(&mut window, Key::PageDown);
    press(&mut window, Key::PageDown);
    assert_eq!(on_map(&window), Some(last), "it stops at the end");
    window.key_press(Key::Space);
    window.run_steps(3);
    assert!(window.state().state().view.time.playing.is_some());
    assert_eq!(on_map(&window), Some(first), "it begins anew");
    window.key_press(Key::Space);
    window.run_steps(3);
    assert!(window.state().state().view.time.playing.is_none());
    // The row itself takes the arrows once it has the focus.
    window.get_by_label(YEAR).focus();
    window.step();
    press(&mut window, Key::ArrowRight);
    assert_eq!(on_map(&window), Some(first + 1));
    press(&mut window, Key::End);
    assert_eq!(on_map(&window), Some(last));
    press(&mut window, Key::Home);
    assert_eq!(on_map(&window), Some(first));
}

#[test]
fn a_screen_reader_hears_the_year_and_can_change_it() {
    let mut window = window::with_sample();
    let value = |window: &Harness<'_, App>, label: &str| {
        let node = window.get_by_label(label);
        node.accesskit_node().numeric_value()
    };
    let years = time::years(layer(&window));
    let last = f64::from(years[9].number());
    assert_eq!(value(&window, CLASSES), Some(last));
    window.state_mut().send(TimeCommand::Show(years[3]));
    window::settle(&mut window);
    assert_eq!(value(&window, YEAR), Some(f64::from(years[3].number())));
}

#[test]
fn a_year_under_the_pointer_is_seen_in_passing() {
    let mut window = window::with_sample();
    let id = layer(&window).id;
    window
        .state_mut()
        .send(LayerCommand::SetHidden(id, 3, true));
    window::settle(&mut window);
    let row = window.get_by_label(CLASSES).rect();
    window.hover_at(row.left_center() + egui::vec2(20.0, 0.0));
    window.run_steps(3);
    let first = time::years(layer(&window))[0].number();
    assert_eq!(on_map(&window), Some(first));
    assert_eq!(
        time::shown(window.state().state()),
        None,
        "nothing was chosen"
    );
    window.hover_at(row.center() - egui::vec2(0.0, 200.0));
    window.run_steps(3);
    assert_eq!(on_map(&window), None);
    assert!(layer(&window).hidden[3], "what was hidden still is");
    // A click chooses.
    window.get_by_label(CLASSES).click();
    window.run_steps(3);
    window.hover_at(row.center() - egui::vec2(0.0, 200.0));
    window.run_steps(3);
    assert!(on_map(&window).is_some());
}

#[test]
fn layers_without_years_have_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = crate::open::write_classes(folder.path(), "percelen", &crate::open::CLASSES);
    let window = window::open(&[path], Lang::Nl, 1.0);
    assert!(window.query_by_label(CLASSES).is_none());
}

#[test]
#[ignore = "keeps pictures to look at"]
fn pictures() {
    use ruilkaart::ui::command::{SettingsCommand, ViewCommand};
    use ruilkaart::ui::map_view::Hit;
    use ruilkaart::ui::state::ThemeChoice;
    let mut window = window::with_sample();
    let years = time::years(layer(&window));
    let hit = Hit {
        layer: layer(&window).id,
        feature: 2_000,
    };
    window.state_mut().send(ViewCommand::Select(Some(hit)));
    window::settle(&mut window);
    window::keep_picture(&mut window, "time-classes-nl");
    window.state_mut().send(TimeCommand::Show(years[3]));
    window::settle(&mut window);
    window::keep_picture(&mut window, "time-year-nl");
    window.state_mut().send(SettingsCommand::Language(Lang::En));
    window
        .state_mut()
        .send(SettingsCommand::Theme(ThemeChoice::Dark));
    window::settle(&mut window);
    window::keep_picture(&mut window, "time-year-en");
}
