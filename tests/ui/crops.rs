//! The dialog of crops: what it lists, what a choice in it does to the map, and the way to a file and back.

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ruilkaart::analysis::categorise::ColourBy;
use ruilkaart::analysis::categorise::Knowledge;
use ruilkaart::crs::Crs;
use ruilkaart::domain::{Class, CropCode, CropOverrides, RotationGroup, Side};
use ruilkaart::io::atomic;
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{CropsCommand, Effect};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::state::State;

use crate::harness::*;

/// Ten years of three parcels: grass with maize twice, grass with an unknown crop twice, potatoes.
fn with_years(lang: Lang) -> State {
    let mut state = state(lang);
    let years = 2015..2025;
    let names: Vec<String> = years.map(|year| format!("crop_{year}")).collect();
    let columns = names.iter().enumerate().map(|(place, name)| {
        let exchange = place == 2 || place == 6;
        let maize = if exchange { 259 } else { 266 };
        let unknown = if exchange { 99_999 } else { 266 };
        (name.as_str(), numbers(&[maize, unknown, 2017]))
    });
    add(
        &mut state,
        vec![layer("percelen", Some(Crs::rd_new()), columns.collect())],
    );
    let id = state.session.active().unwrap().id;
    let knowledge = Knowledge::default();
    let layer = state.session.layer_mut(id).unwrap();
    layer.colour_by_years(ColourBy::Cooperation, &knowledge);
    state
}

fn dialog(lang: Lang) -> Harness<'static, Desk> {
    with_dialog(with_years(lang), DialogKind::Crops)
}

fn classes(harness: &Harness<'_, Desk>) -> Vec<Class> {
    let layer = harness.state().state.session.active().unwrap();
    let classified = layer.coloured.classified.as_ref().unwrap();
    let outcomes = classified.outcomes.iter().flatten();
    outcomes.map(|outcome| outcome.class).collect()
}

fn said(harness: &Harness<'_, Desk>) -> CropOverrides {
    let knowledge = harness.state().state.session.knowledge();
    CropOverrides::of(&knowledge.catalogue, &knowledge.rule)
}

fn click(harness: &mut Harness<'_, Desk>, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

/// Chooses in the list that a field opens.
fn choose(harness: &mut Harness<'_, Desk>, field: &str, choice: &str) {
    click(harness, field);
    harness.get_by_role_and_label(Role::Button, choice).click();
    settle(harness);
}

fn type_into(harness: &mut Harness<'_, Desk>, field: &str, text: &str) {
    let find = |harness: &Harness<'_, Desk>, act: &dyn Fn(&egui_kittest::Node<'_>)| {
        act(&harness.get_by_role_and_label(Role::TextInput, field));
    };
    find(harness, &|node| node.focus());
    settle(harness);
    find(harness, &|node| node.type_text(text));
    settle(harness);
}

fn search(harness: &mut Harness<'_, Desk>, text: &str) {
    type_into(harness, "Zoek op naam of code", text);
}

const NOTHING: [Class; 3] = [
    Class::NoneLivestock,
    Class::NoneLivestock,
    Class::NoneArable,
];

#[test]
fn a_crop_can_count_otherwise_and_be_reset() {
    let mut harness = dialog(Lang::Nl);
    assert_eq!(classes(&harness), NOTHING);
    choose(&mut harness, "Mais, snij- telt als", "akkerbouw");
    let changed = [Class::Intensive, Class::NoneLivestock, Class::NoneArable];
    assert_eq!(classes(&harness), changed);
    assert!(harness.state().effects.contains(&Effect::Gather));
    click(&mut harness, "Mais, snij- herstellen");
    assert_eq!(classes(&harness), NOTHING);
    assert!(said(&harness).is_empty());
}

#[test]
fn an_unknown_code_comes_first_and_can_be_given_a_group() {
    let mut harness = dialog(Lang::Nl);
    assert!(
        harness
            .query_by_label_contains("1 onbekende gewascode")
            .is_some()
    );
    let top = |label: &str| harness.get_by_label(label).rect().top();
    let grass = "Groep van Grasland, tijdelijk";
    assert!(top("Groep van gewascode 99999") < top(grass));
    let group = CropsCommand::Group(CropCode::new(99_999).unwrap(), RotationGroup::PotatoStarch);
    choose(
        &mut harness,
        "Groep van gewascode 99999",
        "zetmeelaardappelen",
    );
    assert!(harness.state().commands.contains(&format!(
        "{:?}",
        ruilkaart::ui::command::Command::from(group)
    )));
    let changed = [Class::NoneLivestock, Class::Intensive, Class::NoneArable];
    assert_eq!(classes(&harness), changed);
    assert!(
        harness
            .query_by_label_contains("onbekende gewascode")
            .is_none()
    );
    click(&mut harness, "Alles herstellen");
    assert_eq!(classes(&harness), NOTHING);
}

#[test]
fn crops_are_found_by_name_in_both_languages_and_by_code() {
    for text in ["zetmeel", "starch", "2017"] {
        let mut harness = dialog(Lang::Nl);
        search(&mut harness, text);
        assert!(
            harness
                .query_by_label("Groep van Aardappelen, zetmeel")
                .is_some(),
            "{text}"
        );
        assert!(
            harness.query_by_label("Groep van Mais, snij-").is_none(),
            "{text}"
        );
    }
    let mut harness = dialog(Lang::Nl);
    search(&mut harness, "zzz");
    assert!(
        harness
            .query_by_label("Geen gewas met deze naam of code.")
            .is_some()
    );
}

#[test]
fn only_the_changed_ones_can_be_seen() {
    let mut harness = dialog(Lang::Nl);
    let potato = CropCode::new(2017).unwrap();
    let command = CropsCommand::Sector(potato, Side::Neutral);
    harness.state_mut().send(command);
    settle(&mut harness);
    click(&mut harness, "Alleen gewijzigde (1)");
    assert!(
        harness
            .query_by_label("Groep van Aardappelen, zetmeel")
            .is_some()
    );
    assert!(harness.query_by_label("Groep van Mais, snij-").is_none());
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert_eq!(said(&harness).len(), 1, "closing takes nothing back");
}

#[test]
fn changes_travel_through_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gewassen.csv");
    let mut harness = dialog(Lang::Nl);
    let maize = CropCode::new(259).unwrap();
    let command = CropsCommand::Sector(maize, Side::Arable);
    harness.state_mut().send(command);
    settle(&mut harness);
    let path = "Pad van een CSV-bestand met wijzigingen";
    type_into(&mut harness, path, file.to_str().unwrap());
    click(&mut harness, "Opslaan");
    wait_for(&mut harness, "Opgeslagen in gewassen.csv: 1 anders");
    let before = said(&harness);
    click(&mut harness, "Alles herstellen");
    assert!(said(&harness).is_empty());
    click(&mut harness, "Overnemen");
    wait_for(&mut harness, "Overgenomen uit gewassen.csv: 1 anders");
    assert_eq!(said(&harness), before);
    // What cannot be read changes nothing and says what is wrong.
    let bad = b"code,sector\n259,weide\n";
    atomic::write(&file, |out| std::io::Write::write_all(out, bad)).unwrap();
    click(&mut harness, "Overnemen");
    wait_for(&mut harness, "weide");
    assert_eq!(said(&harness), before);
}

fn wait_for(harness: &mut Harness<'_, Desk>, told: &str) {
    for _ in 0..2_000 {
        if harness.query_by_label_contains(told).is_some() {
            return;
        }
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("never said: {told}");
}

#[test]
#[ignore = "keeps pictures to look at"]
fn pictures() {
    let mut harness = dialog(Lang::Nl);
    let command = CropsCommand::Sector(CropCode::new(259).unwrap(), Side::Arable);
    harness.state_mut().send(command);
    settle(&mut harness);
    keep_picture(&mut harness, "crops-nl");
    let mut harness = dialog(Lang::En);
    harness.ctx.set_theme(egui::Theme::Dark);
    settle(&mut harness);
    keep_picture(&mut harness, "crops-en");
}
