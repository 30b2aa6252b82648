//! Each dialog by its labels and keys: what it shows, what it sends, and that it leaves as it should.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::crs::Crs;
use ruilkaart::domain::{Class, Year};
use ruilkaart::layer::table::RowSource;
use ruilkaart::layer::{Cells, Table, Value, Warning, WarningKind};
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{Effect, LayerCommand, Menu, apply};
use ruilkaart::ui::dialog::{DialogKind, PathReason};
use ruilkaart::ui::notify::{Saying, Severity, Words};
use ruilkaart::ui::panel::layers;
use ruilkaart::ui::state::{Renderer, State, ThemeChoice};
use ruilkaart::ui::widget::keys_text;

use crate::harness::*;

/// A layer with classes in words, codes in numbers, crops of three years and what else a file may have.
fn parcels(state: &mut State) -> u64 {
    let layer = layer(
        "percelen",
        Some(Crs::rd_new()),
        vec![
            ("naam", texts(&["a", "b", "c", "d"])),
            (
                "klasse",
                texts(&["intensief", "geen (100% akkerbouw)", "?", "intensief"]),
            ),
            ("code", numbers(&[5, 5, 1, 2])),
            ("crop_2022", numbers(&[265, 2014, 2014, 265])),
            ("crop_2023", numbers(&[2014, 2014, 2014, 265])),
            ("crop_2024", numbers(&[265, 2014, 233, 265])),
        ],
    );
    add(state, vec![layer]);
    state.session.active().expect("added").id
}

fn desk_with(lang: Lang, kind: impl FnOnce(u64) -> DialogKind) -> Harness<'static, Desk> {
    let mut state = state(lang);
    let id = parcels(&mut state);
    with_dialog(state, kind(id))
}

fn is_open(harness: &Harness<'_, Desk>) -> bool {
    harness.state().state.view.dialog.is_some()
}

fn click(harness: &mut Harness<'_, Desk>, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

fn press(harness: &mut Harness<'_, Desk>, key: Key) {
    harness.key_press(key);
    settle(harness);
}

fn is_disabled(harness: &Harness<'_, Desk>, label: &str) -> bool {
    harness.get_by_label(label).accesskit_node().is_disabled()
}

fn type_into(harness: &mut Harness<'_, Desk>, role: Role, text: &str) {
    harness.get_by_role(role).type_text(text);
    settle(harness);
}

/// Every dialog over a state that gives it something to show.
fn every_kind(id: u64) -> [DialogKind; 10] {
    [
        DialogKind::Path(PathReason::NoDialog),
        DialogKind::ColourBy(id),
        DialogKind::ClassColumn(id),
        DialogKind::Crs(id),
        DialogKind::Properties(id),
        DialogKind::Crops,
        DialogKind::Settings,
        DialogKind::Shortcuts,
        DialogKind::Messages,
        DialogKind::About,
    ]
}

#[test]
fn escape_leaves_every_dialog_and_nothing_comes_of_it() {
    for number in 0..10 {
        let mut harness = desk_with(Lang::Nl, |id| every_kind(id)[number]);
        assert!(is_open(&harness));
        press(&mut harness, Key::Escape);
        let desk = harness.state();
        assert!(desk.state.view.dialog.is_none(), "{number}");
        assert_eq!(desk.commands.len(), 2, "{:?}", desk.commands);
        assert!(desk.effects.is_empty(), "{:?}", desk.effects);
    }
}

#[test]
fn something_in_every_dialog_has_the_keyboard_and_it_stays_inside() {
    for number in 0..10 {
        let mut harness = desk_with(Lang::Nl, |id| every_kind(id)[number]);
        let focused = |harness: &Harness<'_, Desk>| harness.ctx.memory(egui::Memory::focused);
        assert!(focused(&harness).is_some(), "{number}");
        for _ in 0..3 {
            press(&mut harness, Key::Tab);
        }
        assert!(is_open(&harness), "{number}");
    }
}

#[test]
fn no_dialog_is_larger_than_the_window_and_none_shows_a_key() {
    for lang in [Lang::Nl, Lang::En] {
        for size in [[1280.0, 800.0], [640.0, 400.0]] {
            for number in 0..10 {
                let mut state = state(lang);
                let id = parcels(&mut state);
                let kind = every_kind(id)[number];
                let harness = dialog_of_size(state, kind, size);
                let area = egui::Id::unique("dialog").with(kind);
                let rect = harness.ctx.memory(|memory| memory.area_rect(area));
                let rect = rect.expect("it is shown");
                let window = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
                assert!(window.contains_rect(rect), "{number} {size:?}: {rect:?}");
                for node in harness.root().children_recursive() {
                    let label = node.accesskit_node().label().unwrap_or_default();
                    assert!(
                        !label.starts_with("dialog.") && !label.contains('{'),
                        "{label}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_typed_path_is_looked_at_and_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mijn percelen.shp");
    ruilkaart::io::atomic::write(&file, |out| std::io::Write::write_all(out, b"x"))
        .expect("written");
    for by_key in [false, true] {
        let kind = DialogKind::Path(PathReason::Asked);
        let mut harness = with_dialog(state(Lang::Nl), kind);
        assert!(is_disabled(&harness, "Openen"));
        type_into(
            &mut harness,
            Role::MultilineTextInput,
            &format!("\"{}\"", file.display()),
        );
        harness.get_by_label("mijn percelen.shp");
        if by_key {
            press(&mut harness, Key::Enter);
        } else {
            click(&mut harness, "Openen");
        }
        assert!(!is_open(&harness));
        assert_eq!(harness.state().effects, [Effect::Open(vec![file.clone()])]);
    }
}

#[test]
fn a_path_to_nothing_cannot_be_opened_and_the_dialog_says_why() {
    let kind = DialogKind::Path(PathReason::NoDialog);
    let mut harness = with_dialog(state(Lang::Nl), kind);
    harness.get_by_label_contains("xdg-desktop-portal");
    type_into(
        &mut harness,
        Role::MultilineTextInput,
        "/nowhere/at all.shp",
    );
    harness.get_by_label("niet gevonden");
    assert!(is_disabled(&harness, "Openen"));
    press(&mut harness, Key::Enter);
    assert!(is_open(&harness) && harness.state().effects.is_empty());
}

fn chosen_classes(harness: &Harness<'_, Desk>) -> (usize, Vec<(Value, Class)>) {
    let [Effect::Recolour(_, ColourBy::Class(class))] = harness.state().effects.as_slice() else {
        panic!("{:?}", harness.state().effects)
    };
    (class.column, class.classes.clone())
}

#[test]
fn words_for_classes_are_recognised_and_leave_as_one_command() {
    let mut harness = desk_with(Lang::Nl, DialogKind::ClassColumn);
    harness.get_by_label("klasse waarschijnlijk: naam en waarden passen");
    harness.get_by_label_contains("3\u{a0}ha van 4\u{a0}ha");
    click(&mut harness, "Klassen gebruiken");
    assert!(!is_open(&harness));
    let text = |text: &str| Value::Text(text.into());
    let expected = vec![
        (text("intensief"), Class::Intensive),
        (text("geen (100% akkerbouw)"), Class::NoneArable),
    ];
    assert_eq!(chosen_classes(&harness), (1, expected));
}

#[test]
fn numbers_for_classes_are_mapped_by_hand() {
    let mut harness = desk_with(Lang::En, DialogKind::ClassColumn);
    click(&mut harness, "code");
    assert!(is_disabled(&harness, "Use classes"));
    harness.get_by_label("Give at least one value a class.");
    click(&mut harness, "Class of 5");
    click(&mut harness, "intensive");
    assert!(!is_disabled(&harness, "Use classes"));
    click(&mut harness, "Use classes");
    let expected = vec![(Value::Integer(5), Class::Intensive)];
    assert_eq!(chosen_classes(&harness), (2, expected));
}

#[test]
fn a_layer_is_coloured_as_the_legend_showed() {
    let mut harness = desk_with(Lang::Nl, DialogKind::ColourBy);
    // The list begins where the layer is now, at its end.
    harness.get_by_label("Gewasgroepen 2024").click_accesskit();
    // It is coloured in the background, however long that takes.
    for _ in 0..1000 {
        settle(&mut harness);
        if harness.query_by_label("gras").is_some() {
            break;
        }
    }
    for group in ["gras", "aardappel", "graan"] {
        harness.get_by_label(group);
    }
    press(&mut harness, Key::Enter);
    assert!(!is_open(&harness));
    let layer = harness.state().state.session.active().expect("there");
    let year = Year::new(2024).expect("valid");
    assert_eq!(layer.colour_by, ColourBy::CropYear(year));
    assert_eq!(layer.categories().list.len(), 3);
}

#[test]
fn the_arrow_keys_go_through_what_can_be_coloured_by() {
    let mut harness = desk_with(Lang::Nl, DialogKind::ColourBy);
    // All parcels alike, the last of the list, is what the layer has now.
    press(&mut harness, Key::ArrowUp);
    press(&mut harness, Key::Enter);
    let layer = harness.state().state.session.active().expect("there");
    assert_eq!(layer.colour_by, ColourBy::Column(5));
}

#[test]
fn colouring_hands_over_to_the_classes_of_a_column() {
    let mut harness = desk_with(Lang::Nl, DialogKind::ColourBy);
    click(&mut harness, "Klassen uit kolom…");
    let dialog = harness.state().state.view.dialog.as_ref().expect("open");
    assert!(matches!(dialog.kind(), DialogKind::ClassColumn(_)));
}

fn without_prj(lang: Lang, names: &[&str]) -> Harness<'static, Desk> {
    let mut state = state(lang);
    let layers = names.iter().map(|name| layer(name, None, Vec::new()));
    add(&mut state, layers.collect());
    let id = state.session.active().expect("added").id;
    with_dialog(state, DialogKind::Crs(id))
}

#[test]
fn a_system_is_proposed_with_the_place_where_the_layer_would_lie() {
    let mut harness = without_prj(Lang::Nl, &["a"]);
    harness.get_by_label_contains("in Drenthe");
    press(&mut harness, Key::Enter);
    let id = harness.state().state.session.active().expect("there").id;
    assert_eq!(
        harness.state().effects,
        [Effect::SetCrs(vec![id], Crs::rd_new())]
    );
}

#[test]
fn a_system_is_found_by_its_code_and_refused_where_nothing_can_lie() {
    let mut harness = without_prj(Lang::En, &["a"]);
    type_into(&mut harness, Role::TextInput, "EPSG:4326");
    harness.get_by_label_contains("nowhere on earth");
    assert!(is_disabled(&harness, "Use system"));
    press(&mut harness, Key::Enter);
    assert!(is_open(&harness));
    click(&mut harness, "Cancel");
    let mut harness = without_prj(Lang::En, &["a"]);
    type_into(&mut harness, Role::TextInput, "pseudo-mercator");
    click(&mut harness, "WGS 84 / Pseudo-Mercator (EPSG:3857)");
    harness.get_by_label_contains("outside the Netherlands");
    click(&mut harness, "Use system");
    let id = harness.state().state.session.active().expect("there").id;
    let expected = Effect::SetCrs(vec![id], Crs::web_mercator());
    assert_eq!(harness.state().effects, [expected]);
}

#[test]
fn the_common_one_of_many_systems_is_offered_first() {
    let mut harness = without_prj(Lang::Nl, &["a"]);
    type_into(&mut harness, Role::TextInput, "utm zone 32");
    let first = harness.get_all_by_role(Role::ListBoxOption).next();
    let name = first.and_then(|node| node.accesskit_node().label());
    let expected = "ETRS89 / UTM zone 32N (EPSG:25832)";
    assert_eq!(name.as_deref(), Some(expected));
}

#[test]
fn one_answer_holds_for_the_whole_batch_unless_that_is_switched_off() {
    let ids = |harness: &Harness<'_, Desk>| match harness.state().effects.as_slice() {
        [Effect::SetCrs(ids, _)] => ids.len(),
        other => panic!("{other:?}"),
    };
    let mut harness = without_prj(Lang::Nl, &["a", "b", "c"]);
    click(&mut harness, "Stelsel gebruiken");
    assert_eq!(ids(&harness), 3);
    let mut harness = without_prj(Lang::Nl, &["a", "b", "c"]);
    click(
        &mut harness,
        "Ook voor de 2 andere lagen zonder .prj-bestand",
    );
    click(&mut harness, "Stelsel gebruiken");
    assert_eq!(ids(&harness), 1);
}

#[test]
fn properties_tell_everything_and_can_be_copied() {
    let mut state = state(Lang::Nl);
    let mut layer = layer(
        "percelen",
        Some(Crs::rd_new()),
        vec![("gewas", texts(&["a", "b"]))],
    );
    layer.warnings.push(Warning {
        kind: WarningKind::BadRecords,
        count: 1_200,
        records: (0..1_000).collect(),
    });
    add(&mut state, vec![layer]);
    let id = state.session.active().expect("added").id;
    let mut harness = with_dialog(state, DialogKind::Properties(id));
    harness.get_by_label("/data/percelen.shp");
    harness.get_by_label("Amersfoort / RD New (EPSG:28992)");
    harness.get_by_label("2\u{a0}ha");
    harness.get_by_label_contains("De vorm van 1.200 percelen is onleesbaar");
    harness.get_by_label_contains("en nog 1.160");
    click(&mut harness, "Alles kopiëren");
    let [Effect::Copy(text)] = harness.state().effects.as_slice() else {
        panic!("{:?}", harness.state().effects)
    };
    for part in ["percelen", "gewas\ttekst", "UTF-8", "998, 999 en nog 200"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// Two rows of a column that turns out to be damaged once it is asked for.
#[derive(Debug, Default)]
struct Damaged(AtomicBool);

impl RowSource for Damaged {
    fn decode(&self, _column: usize) -> Arc<Cells> {
        self.0.store(true, Ordering::Relaxed);
        Arc::new(texts(&["", ""]))
    }

    fn value(&self, _column: usize, _row: usize) -> Value {
        Value::Null
    }

    fn may_fail(&self) -> bool {
        true
    }

    fn unreadable(&self) -> Vec<usize> {
        Vec::from_iter(self.0.load(Ordering::Relaxed).then_some(0))
    }
}

#[test]
fn a_column_that_turns_out_to_be_damaged_is_said_whatever_was_put_away() {
    let mut state = state(Lang::Nl);
    let mut layer = layer("percelen", None, vec![("gewas", texts(&["a", "b"]))]);
    let field = layer.table.fields()[0].clone();
    layer.table = Table::new(vec![field], 2, Arc::new(Damaged::default()));
    add(&mut state, vec![layer]);
    let id = state.session.active().expect("added").id;
    let _ = apply(LayerCommand::DismissWarnings(id).into(), &mut state);
    let draw = |ui: &mut egui::Ui, desk: &mut Desk| {
        let mut commands = Vec::new();
        layers::show(ui, &desk.state, &mut commands);
        commands.into_iter().for_each(|command| desk.send(command));
    };
    let mut harness = builder().build_ui_state(draw, Desk::of(state));
    settle(&mut harness);
    let words = "Deze kolommen zijn beschadigd";
    assert!(harness.query_by_label_contains(words).is_none());
    let table = harness
        .state()
        .state
        .session
        .active()
        .map(|open| open.layer.table.clone());
    table.expect("added").column(0);
    harness.run();
    harness.get_by_label_contains(words);
    harness.get_by_label_contains("1 opmerking");
    // What was put away stays so, and this cannot be.
    assert!(
        harness
            .query_by_label_contains("noemt geen coördinatenstelsel")
            .is_none()
    );
    assert!(harness.query_by_label("Gelezen").is_none());
    let state = std::mem::take(&mut harness.state_mut().state);
    let harness = with_dialog(state, DialogKind::Properties(id));
    harness.get_by_label_contains(words);
}

#[test]
fn settings_take_effect_at_once() {
    let mut harness = with_dialog(state(Lang::Nl), DialogKind::Settings);
    click(&mut harness, "Donker");
    assert_eq!(harness.state().state.settings.theme, ThemeChoice::Dark);
    click(&mut harness, "Achtergrondkaart van het netwerk halen");
    assert!(!harness.state().state.settings.network_allowed);
    click(&mut harness, "Minder beweging");
    assert!(harness.state().state.settings.reduce_motion);
    harness
        .get_by_role_and_label(Role::ComboBox, "Tekstgrootte")
        .click();
    settle(&mut harness);
    click(&mut harness, "150%");
    assert_eq!(harness.state().state.settings.text_size_percent, 150);
    click(&mut harness, "Bewaarde kaarttegels wissen");
    assert!(harness.state().effects.contains(&Effect::ClearTileCache));
    harness.get_by_label("Gewist.");
    click(&mut harness, "Engels (English)");
    click(&mut harness, "Close");
    assert!(!is_open(&harness));
}

#[test]
fn about_says_what_draws_and_what_leaves_the_computer() {
    let mut state = state(Lang::En);
    state.view.renderer = Some(Renderer {
        name: "Vulkan".to_owned(),
        adapter: "llvmpipe".to_owned(),
        software: true,
    });
    let mut harness = with_dialog(state, DialogKind::About);
    harness.get_by_label_contains("the processor draws");
    harness.get_by_label_contains("Nothing else ever goes out");
    click(&mut harness, "Copy");
    let [Effect::Copy(text)] = harness.state().effects.as_slice() else {
        panic!("{:?}", harness.state().effects)
    };
    assert!(text.contains(env!("CARGO_PKG_VERSION")) && text.contains("llvmpipe"));
    press(&mut harness, Key::Enter);
    assert!(!is_open(&harness));
}

#[test]
fn every_key_of_every_command_is_listed() {
    let harness = with_dialog(state(Lang::Nl), DialogKind::Shortcuts);
    for menu in Menu::ALL {
        let Some(keys) = menu.shortcut() else {
            continue;
        };
        let (name, keys) = (
            menu.name(Lang::Nl),
            keys_text(&harness.ctx, &keys, Lang::Nl),
        );
        let name = name.trim_end_matches('…');
        assert!(harness.query_all_by_label(name).count() > 0, "{name}");
        assert!(harness.query_all_by_label(&keys).count() > 0, "{keys}");
    }
}

#[test]
fn what_was_said_can_be_read_again_and_copied() {
    let mut state = state(Lang::Nl);
    let words = || Words {
        happened: "Het .dbf-bestand ontbreekt.".to_owned(),
        details: "os error 2".to_owned(),
        ..Words::default()
    };
    state
        .view
        .notes
        .say(Severity::Error, Saying::new(move |_| words()));
    let mut harness = with_dialog(state, DialogKind::Messages);
    harness.get_by_label("Het .dbf-bestand ontbreekt.");
    click(&mut harness, "Melding kopiëren");
    let text = "Het .dbf-bestand ontbreekt.\nos error 2".to_owned();
    assert_eq!(harness.state().effects, [Effect::Copy(text)]);
}

#[test]
fn a_dialog_about_a_layer_that_is_gone_does_not_open() {
    let harness = with_dialog(state(Lang::Nl), DialogKind::Properties(99));
    assert!(!is_open(&harness));
}
