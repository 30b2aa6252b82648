//! Every command has its keys, and a window can be used without a mouse.

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{Menu, SettingsCommand, ViewCommand};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::state::State;

use crate::open::{CLASSES, write_classes};
use crate::window;

fn with_squares() -> (tempfile::TempDir, Harness<'static, App>) {
    let folder = tempfile::tempdir().unwrap();
    let path = write_classes(folder.path(), "percelen", &CLASSES);
    let window = window::open(&[path], Lang::Nl, 1.0);
    (folder, window)
}

fn press(window: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.step();
    window.run();
}

fn state<'a>(window: &'a Harness<'_, App>) -> &'a State {
    window.state().state()
}

#[test]
fn no_two_commands_share_their_keys() {
    for (place, menu) in Menu::ALL.iter().enumerate() {
        for other in &Menu::ALL[..place] {
            let both = menu.shortcut().zip(other.shortcut());
            assert!(both.is_none_or(|(a, b)| a != b), "{menu:?} and {other:?}");
        }
    }
}

#[test]
fn sides_fold_and_text_grows() {
    let (_folder, mut window) = with_squares();
    press(&mut window, Modifiers::NONE, Key::F9);
    press(&mut window, Modifiers::NONE, Key::F10);
    assert!(!state(&window).view.left_open && !state(&window).view.right_open);
    assert!(window.query_by_label("Lagen").is_none());
    press(&mut window, Modifiers::NONE, Key::F9);
    assert!(window.query_by_label("Lagen").is_some());
    press(&mut window, Modifiers::COMMAND, Key::Plus);
    press(&mut window, Modifiers::COMMAND, Key::Plus);
    assert_eq!(state(&window).settings.text_size_percent, 125);
    assert!((window.ctx.zoom_factor() - 1.25).abs() < 1e-3);
    press(&mut window, Modifiers::COMMAND, Key::Minus);
    assert_eq!(state(&window).settings.text_size_percent, 110);
    press(&mut window, Modifiers::COMMAND, Key::Num0);
    assert_eq!(state(&window).settings.text_size_percent, 100);
}

#[test]
fn the_more_specific_keys_win() {
    let (_folder, mut window) = with_squares();
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    let dialog = state(&window)
        .view
        .dialog
        .as_ref()
        .map(ruilkaart::ui::dialog::OpenDialog::kind);
    assert!(matches!(dialog, Some(DialogKind::Path(_))), "{dialog:?}");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(state(&window).view.dialog.is_none());
}

#[test]
fn escape_closes_the_menu_first_and_then_the_selection() {
    let (_folder, mut window) = with_squares();
    let layer = state(&window).session.active().unwrap().id;
    let hit = Hit { layer, feature: 1 };
    window.state_mut().send(ViewCommand::Select(Some(hit)));
    window.run();
    window.get_by_label("Bestand").click();
    window.run();
    assert!(window.query_by_label("Afsluiten").is_some());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Afsluiten").is_none());
    assert_eq!(state(&window).view.selection, Some(hit));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(state(&window).view.selection, None);
}

#[test]
fn attributes_are_copied_and_a_closed_layer_disables_what_needs_one() {
    let (_folder, mut window) = with_squares();
    let layer = state(&window).session.active().unwrap().id;
    assert!(!Menu::CopyAttributes.enabled(state(&window)));
    window
        .state_mut()
        .send(ViewCommand::Select(Some(Hit { layer, feature: 0 })));
    window::step_until_state(&mut window, "the parcel is gathered", |state| {
        state.view.parcel.is_some()
    });
    assert!(Menu::CopyAttributes.enabled(state(&window)));
    window.event(egui::Event::Copy);
    window.step();
    let copied = window.output().platform_output.commands.clone();
    let text = "nummer\t1\nklasse\tintensief".to_owned();
    assert!(
        copied.contains(&egui::OutputCommand::CopyText(text)),
        "{copied:?}"
    );
    press(&mut window, Modifiers::COMMAND, Key::W);
    for menu in [
        Menu::CloseLayer,
        Menu::ColourBy,
        Menu::ZoomToAll,
        Menu::Deselect,
    ] {
        assert!(!menu.enabled(state(&window)), "{menu:?}");
    }
}

#[test]
fn tab_reaches_menus_layers_and_legend() {
    let (_folder, mut window) = with_squares();
    let mut reached = Vec::new();
    for _ in 0..40 {
        window.key_press(Key::Tab);
        window.step();
        let focused = window.query_all_by(|node| node.is_focused() && node.label().is_some());
        reached.extend(focused.filter_map(|node| node.accesskit_node().label()));
    }
    for wanted in ["Bestand", "percelen verbergen", "intensief", "Inzoomen"] {
        assert!(
            reached.iter().any(|label| label == wanted),
            "{wanted}: {reached:?}"
        );
    }
}

#[test]
fn a_text_size_of_three_hundred_percent_leaves_a_window_to_use() {
    let (_folder, mut window) = with_squares();
    window.state_mut().send(SettingsCommand::TextSize(300));
    window::settle(&mut window);
    assert!(window.query_by_label("Bestand").is_some());
    let map = window.get_by_label("Kaart met percelen").rect();
    assert!(map.width() > 150.0 && map.height() > 100.0, "{map:?}");
}
