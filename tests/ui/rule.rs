//! The rule's panel: what is moved in it moves the map, and what it tells is so.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::analysis::feature_table::ClassTotals;
use ruilkaart::domain::{Class, Measure, Preset, Rule, Side, Threshold};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{LayerCommand, RuleCommand, SettingsCommand, ViewCommand};
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::state::{MapLayer, RulePart, Side as WindowSide, State, ThemeChoice};

use crate::window;

/// The sample with the panel unfolded.
fn with_panel() -> Harness<'static, App> {
    let mut window = window::with_sample();
    press(&mut window, Modifiers::COMMAND, Key::R);
    window::settle(&mut window);
    window
}

fn press(window: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.step();
    window::settle(window);
}

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    window.state().state()
}

fn layer<'a>(window: &'a Harness<'_, App>) -> &'a MapLayer {
    state(window).session.active().unwrap()
}

fn rule<'a>(window: &'a Harness<'_, App>) -> &'a Rule {
    &state(window).session.knowledge().rule
}

fn hectares(window: &Harness<'_, App>, class: Class) -> f64 {
    ClassTotals::of_categories(&layer(window).categories().list)
        .of(class)
        .0
}

#[test]
fn pictures() {
    let mut window = with_panel();
    for (name, lang, theme) in [
        ("rule-nl-light", Lang::Nl, ThemeChoice::Light),
        ("rule-en-dark", Lang::En, ThemeChoice::Dark),
    ] {
        window.state_mut().send(SettingsCommand::Language(lang));
        window.state_mut().send(SettingsCommand::Theme(theme));
        window::settle(&mut window);
        println!("{}", window::keep_picture(&mut window, name).display());
    }
}
