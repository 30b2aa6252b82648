//! The rule's panel: what is moved in it moves the map, and what it tells is so.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::analysis::categorise::{ColourBy, Coloured, Knowledge};
use ruilkaart::analysis::class_column::class_column;
use ruilkaart::analysis::classify::ParcelYears;
use ruilkaart::analysis::feature_table::ClassTotals;
use ruilkaart::analysis::summary::UNCERTAIN;
use ruilkaart::domain::{
    Class, CropCode, CropList, Measure, Preset, Rule, SeenCrop, Sequences, Side, Threshold, Year,
    YearColumn,
};
use ruilkaart::export::drawing::Mark;
use ruilkaart::job::Progress;
use ruilkaart::layer::{Layer, Source, Table};
use ruilkaart::text::Lang;
use ruilkaart::ui::App;
use ruilkaart::ui::command::{
    Command, CompareCommand, Effect, FileCommand, LayerCommand, RuleCommand, ViewCommand, apply,
    time,
};
use ruilkaart::ui::compared;
use ruilkaart::ui::map_view::Hit;
use ruilkaart::ui::sheet::SheetRequest;
use ruilkaart::ui::state::compare::{self, SideBy};
use ruilkaart::ui::state::{Loaded, MapLayer, RulePart, State};

use crate::open::squares;
use crate::window;

/// The sample with the panel unfolded.
fn with_panel() -> Harness<'static, App> {
    let mut window = window::with_sample();
    press(&mut window, Modifiers::COMMAND, Key::R);
    window
}

fn press(window: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.step();
    window::settle(window);
}

fn send(window: &mut Harness<'_, App>, command: impl Into<Command>) {
    window.state_mut().send(command);
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
    let totals = ClassTotals::of_categories(&layer(window).categories().list);
    totals.of(class).0
}

/// The class of a parcel as it lies on the map.
fn class_of(window: &Harness<'_, App>, parcel: usize) -> Class {
    let classified = layer(window).coloured.classified.as_ref().unwrap();
    classified.outcomes[parcel].unwrap().class
}

/// A parcel that is intensive by three switches and no more.
fn just_intensive(window: &Harness<'_, App>) -> usize {
    let classified = layer(window).coloured.classified.as_ref().unwrap();
    let found = classified.outcomes.iter().position(|outcome| {
        outcome.is_some_and(|o| o.class == Class::Intensive && o.features.switches == 3)
    });
    found.unwrap()
}

#[test]
fn a_threshold_dragged_in_its_figure_moves_map_and_hectares_while_it_is_dragged() {
    let mut window = with_panel();
    let parcel = just_intensive(&window);
    let before = hectares(&window, Class::Intensive);
    let painted = Arc::as_ptr(&layer(&window).categories().of_feature);
    let name = "Wisselingen: intensief, in de grafiek";
    let grip = window.get_by_role_and_label(Role::Slider, name).rect();
    window.hover_at(grip.center());
    window.step();
    window.drag_at(grip.center());
    window.step();
    // A bar is about 33 points wide.
    window.hover_at(grip.center() + egui::vec2(36.0, 5.0));
    window.step();
    window.step();
    assert_eq!(rule(&window).s_intensive, 4, "before the button is let go");
    assert_eq!(class_of(&window, parcel), Class::Extensive);
    assert!(hectares(&window, Class::Intensive) < before);
    assert_ne!(
        Arc::as_ptr(&layer(&window).categories().of_feature),
        painted
    );
    window.drop_at(grip.center() + egui::vec2(36.0, 5.0));
    window::settle(&mut window);
    assert_eq!(rule(&window).s_intensive, 4);
    // What is in view was counted anew, and says the same as the legend.
    let in_view = state(&window).view.in_view.as_ref().unwrap();
    assert_eq!(in_view.list, layer(&window).categories().list);
}

#[test]
fn sliders_fields_and_figures_answer_to_the_keyboard() {
    let mut window = with_panel();
    let name = "Wisselingen: intensief";
    window.get_by_role_and_label(Role::Slider, name).focus();
    window.step();
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(rule(&window).s_intensive, 4);
    let in_figure = format!("{name}, in de grafiek");
    window
        .get_by_role_and_label(Role::Slider, &in_figure)
        .focus();
    window.step();
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(rule(&window).s_intensive, 5);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(rule(&window).s_intensive, 3);
    window.get_by_role_and_label(Role::SpinButton, name).focus();
    window.step();
    window.step();
    let field = window.get_by_role_and_label(Role::SpinButton, name);
    field.type_text("6");
    window.step();
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(rule(&window).s_intensive, 6);
}

#[test]
fn the_panel_unfolds_its_side_and_is_remembered() {
    let mut window = window::with_sample();
    press(&mut window, Modifiers::NONE, Key::F9);
    let is_open = |window: &Harness<'_, App>| state(window).view.rule.is_open(RulePart::Panel);
    press(&mut window, Modifiers::COMMAND, Key::R);
    assert!(state(&window).view.left_open && is_open(&window));
    press(&mut window, Modifiers::NONE, Key::F9);
    press(&mut window, Modifiers::COMMAND, Key::R);
    assert!(state(&window).view.left_open && is_open(&window));
    window.get_by_label("Regel").click();
    window::settle(&mut window);
    assert!(!is_open(&window));
    assert!(
        window.query_by_label("Standaard").is_some(),
        "the rule's name stays"
    );
}

#[test]
fn a_bound_that_is_passed_moves_along_and_a_rule_that_contradicts_itself_is_refused() {
    let mut window = with_panel();
    send(&mut window, RuleCommand::Move(Threshold::SExtensive, 5.0));
    assert_eq!(
        (rule(&window).s_extensive, rule(&window).s_intensive),
        (5, 5)
    );
    assert!(hectares(&window, Class::Extensive).abs() < 1e-9);
    assert!(
        window
            .query_by_label_contains("Extensief komt met deze drempels")
            .is_some()
    );
    send(&mut window, RuleCommand::Move(Threshold::WindowYears, 4.0));
    assert_eq!(
        (rule(&window).window_years, rule(&window).min_years),
        (4, 4)
    );
    assert!(
        window
            .query_by_label_contains("elke klasse is voorlopig")
            .is_some()
    );
    let good = rule(&window).clone();
    let bad = Rule {
        min_years: 9,
        firm_years: 3,
        ..good.clone()
    };
    send(&mut window, RuleCommand::Set(bad));
    assert_eq!(*rule(&window), good);
    let said = state(&window)
        .view
        .notes
        .history()
        .next()
        .unwrap()
        .words(Lang::Nl);
    assert!(said.happened.contains("min_years"), "{said:?}");
}

#[test]
fn presets_are_chosen_by_name_and_the_default_comes_back() {
    let mut window = with_panel();
    let before = hectares(&window, Class::Intensive);
    window.get_by_label("Regel die de klassen bepaalt").click();
    window.run();
    window.get_by_label("Aandeel van de minste").click();
    window::settle(&mut window);
    assert_eq!(*rule(&window), Preset::MinorityShare.rule());
    assert_eq!(rule(&window).measure, Measure::MinorityShare);
    assert!(
        window
            .query_by_label_contains("De volgorde telt niet")
            .is_some()
    );
    let shown = |window: &Harness<'_, App>, name| {
        window.query_by_role_and_label(Role::Slider, name).is_some()
    };
    assert!(shown(&window, "Aandeel vanaf: intensief"));
    assert!(!shown(&window, "Wisselingen: intensief"));
    assert!((hectares(&window, Class::Intensive) - before).abs() > 1.0);
    window.get_by_label("Terug naar standaard").click();
    window::settle(&mut window);
    assert_eq!(*rule(&window), Rule::default());
    assert!((hectares(&window, Class::Intensive) - before).abs() < 1e-6);
    let reset = window.get_by_label("Terug naar standaard");
    assert!(reset.accesskit_node().is_disabled());
}

#[test]
fn maize_can_count_for_the_arable_farmer_and_a_preset_keeps_that() {
    let mut window = with_panel();
    let before = hectares(&window, Class::NoneLivestock);
    assert!(
        window
            .query_by_label_contains("Als akkerbouw: extensief")
            .is_some()
    );
    window
        .get_by_role_and_label(Role::ComboBox, "Maïs telt als")
        .scroll_to_me();
    window.run();
    window
        .get_by_role_and_label(Role::ComboBox, "Maïs telt als")
        .click();
    window.run();
    window.get_by_label("akkerbouw").click();
    window::settle(&mut window);
    let silage = CropCode::new(259).unwrap();
    assert_eq!(rule(&window).sectors.get(&silage), Some(&Side::Arable));
    assert!(hectares(&window, Class::NoneLivestock) < before);
    send(&mut window, RuleCommand::Preset(Preset::PublishedTwoClass));
    assert_eq!(rule(&window).sectors.get(&silage), Some(&Side::Arable));
    assert!(
        window.query_by_label_contains("eigen gewaskeuze").is_none(),
        "shown in the box"
    );
    send(&mut window, RuleCommand::Set(Rule::default()));
    assert!((hectares(&window, Class::NoneLivestock) - before).abs() < 1e-6);
}

#[test]
fn the_selected_parcel_follows() {
    let mut window = with_panel();
    let parcel = just_intensive(&window);
    let hit = Hit {
        layer: layer(&window).id,
        feature: parcel,
    };
    send(&mut window, ViewCommand::Select(Some(hit)));
    let told = |window: &Harness<'_, App>| {
        let parcel = state(window).view.parcel.clone().expect("gathered");
        parcel.story.as_ref().expect("classified").outcome.class
    };
    assert_eq!(told(&window), Class::Intensive);
    send(&mut window, RuleCommand::Move(Threshold::SIntensive, 4.0));
    assert_eq!(told(&window), Class::Extensive);
}

#[test]
fn a_layer_coloured_by_a_column_is_told_before_it_is_coloured_by_the_rule() {
    let mut window = with_panel();
    let id = layer(&window).id;
    let warning = "De laag is nu anders gekleurd";
    assert!(window.query_by_label_contains(warning).is_none());
    let column = class_column(&layer(&window).layer.table).unwrap().found;
    send(
        &mut window,
        LayerCommand::ColourBy(id, ColourBy::Class(column)),
    );
    assert!(window.query_by_label_contains(warning).is_some());
    send(&mut window, RuleCommand::Move(Threshold::SIntensive, 4.0));
    assert_eq!(layer(&window).colour_by, ColourBy::Cooperation);
    assert!(window.query_by_label_contains(warning).is_none());
}

#[test]
fn own_rules_are_kept_by_name_taken_and_forgotten() {
    let mut window = with_panel();
    send(&mut window, RuleCommand::Move(Threshold::SIntensive, 5.0));
    let mine = rule(&window).clone();
    window.get_by_label("Meer met de regel").click();
    window.run();
    window.get_by_label("Regel bewaren…").click();
    window.run();
    assert!(
        window
            .query_by_role_and_label(Role::Button, "Bewaren")
            .is_some()
    );
    let field = window.get_by_role_and_label(Role::TextInput, "Naam van de regel");
    field.focus();
    field.type_text("Streng");
    window.run();
    press(&mut window, Modifiers::NONE, Key::Enter);
    let kept = &state(&window).settings.own_rules;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].name, "Streng");
    assert_eq!(Rule::parse(&kept[0].text), Ok(mine.clone()));
    assert_eq!(state(&window).view.rule.naming, None);
    send(&mut window, RuleCommand::Set(Rule::default()));
    send(&mut window, RuleCommand::Take("Streng".into()));
    assert_eq!(*rule(&window), mine);
    send(&mut window, RuleCommand::Forget("Streng".into()));
    assert!(state(&window).settings.own_rules.is_empty());
    assert_eq!(*rule(&window), mine, "the rule at hand stays");
}

#[test]
fn a_kept_rule_that_cannot_be_read_is_refused_with_the_reason() {
    let mut state = crate::harness::state(Lang::Nl);
    assert!(!state.settings.keep_rule("  ", String::new()), "no name");
    assert!(state.settings.keep_rule("Nieuw", "s_brandnew = 3".into()));
    let effects = apply(RuleCommand::Take("Nieuw".into()).into(), &mut state);
    assert!(effects.is_empty());
    assert_eq!(state.session.knowledge().rule, Rule::default());
    let said = state.view.notes.history().next().unwrap().words(Lang::Nl);
    assert!(said.happened.contains("Nieuw") && said.happened.contains("s_brandnew"));
    let effects = apply(RuleCommand::Keep("Mijn".into()).into(), &mut state);
    assert_eq!(effects, [Effect::SaveSettings]);
}

#[test]
fn how_hard_the_hectares_are_is_told_for_the_rule_at_hand() {
    let mut window = with_panel();
    let numbers = state(&window)
        .view
        .rule
        .numbers
        .clone()
        .expect("worked out");
    let now = numbers.figures.sensitivity.now;
    assert!((now.of(Class::Intensive).0 - hectares(&window, Class::Intensive)).abs() < 1e-6);
    send(&mut window, RuleCommand::Move(Threshold::MinYears, 7.0));
    let numbers = state(&window)
        .view
        .rule
        .numbers
        .clone()
        .expect("worked out");
    assert_eq!(numbers.figures.rule, *rule(&window));
    send(&mut window, RuleCommand::Fold(RulePart::Steps));
    assert!(
        window
            .query_by_label("Jaren nodig voor een klasse 7")
            .is_some()
    );
    assert!(window.query_all_by_label_contains("−1: ").next().is_some());
}

#[test]
fn the_best_fit_is_told_with_what_stays_wrong_before_it_is_taken() {
    let mut window = with_panel();
    send(&mut window, RuleCommand::Move(Threshold::SIntensive, 6.0));
    let bent = rule(&window).clone();
    window
        .get_by_label("Zoek drempels die het best passen")
        .click_accesskit();
    window::settle(&mut window);
    assert_eq!(*rule(&window), bent, "nothing is tuned silently");
    let told = window.get_by_label_contains("dit is een zoekresultaat");
    assert!(
        told.accesskit_node()
            .value()
            .unwrap_or_default()
            .contains('%')
    );
    window.get_by_label("Overnemen").click_accesskit();
    window::settle(&mut window);
    let found = &state(&window).view.rule.fit.as_ref().unwrap().1;
    assert_eq!(rule(&window).s_intensive, found.rule.s_intensive);
    assert_eq!(
        rule(&window).s_intensive,
        3,
        "the sample is made to fit the default rule"
    );
}

#[test]
fn everything_stays_within_the_side() {
    for lang in [Lang::Nl, Lang::En] {
        let mut window = window::open(&[], lang, 1.0);
        for part in [
            RulePart::Panel,
            RulePart::Crops,
            RulePart::More,
            RulePart::Steps,
        ] {
            window.state_mut().send(RuleCommand::Fold(part));
        }
        window::settle(&mut window);
        for preset in Preset::ALL {
            send(&mut window, RuleCommand::Preset(preset));
            let title = lang.text("rule.title");
            assert!(window.query_by_label(title).is_some());
            let inside = window.query_all_by(|node| node.label().is_some() && node.has_bounds());
            for node in inside.filter(|node| node.rect().left() < 200.0) {
                let rect = node.rect();
                let is_below_the_menu = rect.top() > 30.0 && rect.bottom() < 776.0;
                if is_below_the_menu && rect.right() < 400.0 {
                    assert!(
                        rect.right() <= 240.0,
                        "{:?} {rect:?}",
                        node.accesskit_node().label()
                    );
                }
            }
        }
    }
}

/// A layer of so many squares, half of them with three switches in ten years and half with grass only.
fn large(parcels: usize) -> Loaded {
    let mut crops = CropList::default();
    let mut id = |code| {
        let code = CropCode::new(code).unwrap();
        crops
            .intern(SeenCrop {
                code,
                category: None,
            })
            .unwrap()
    };
    let (grass, potato) = (id(265), id(2017));
    let columns = (0..10).map(|year| {
        let exchanged = [grass, potato][usize::from(matches!(year, 3..=5 | 8..=9))];
        let crop = |parcel: usize| {
            if parcel.is_multiple_of(2) {
                exchanged
            } else {
                grass
            }
        };
        YearColumn {
            year: Year::new(2015 + year).unwrap(),
            crops: (0..parcels).map(crop).collect(),
            cover: None,
        }
    });
    let columns = columns.collect();
    let years = ParcelYears {
        sequences: Arc::new(Sequences::new(columns, crops, parcels).unwrap()),
        reference: Year::new(2024).unwrap(),
        elements: vec![false; parcels].into(),
    };
    let area_m2: Arc<[f64]> = vec![10_000.0; parcels].into();
    Loaded {
        layer: Arc::new(Layer {
            name: "groot".into(),
            source: Source::default(),
            crs: None,
            polygons: squares([0.0, 0.0], parcels),
            table: Table::empty(parcels),
            warnings: Vec::new(),
        }),
        prepared: None,
        colour_by: ColourBy::Cooperation,
        coloured: Arc::new(Coloured::by_rule(&years, &area_m2, &Knowledge::default())),
        area_m2,
        years: Some(years),
        year_layers: None,
        is_sample: false,
    }
}

#[test]
fn a_large_layer_follows_in_the_background_to_the_newest_rule() {
    let mut window = window::with_sample();
    send(&mut window, LayerCommand::Add(vec![large(150_001)]));
    assert!((hectares(&window, Class::Intensive) - 75_001.0).abs() < 1e-6);
    for switches in [4.0, 3.0, 5.0] {
        window
            .state_mut()
            .send(RuleCommand::Move(Threshold::SIntensive, switches));
        window.step();
    }
    assert!(
        (hectares(&window, Class::Intensive) - 75_001.0).abs() < 1e-6,
        "not in the frame"
    );
    window::settle(&mut window);
    assert!(!layer(&window).is_outdated(state(&window).session.knowledge()));
    assert!((hectares(&window, Class::Extensive) - 75_001.0).abs() < 1e-6);
}

#[test]
fn following_that_is_stopped_begins_anew() {
    let mut window = window::with_sample();
    send(&mut window, LayerCommand::Add(vec![large(150_001)]));
    let moved = RuleCommand::Move(Threshold::SIntensive, 4.0);
    window.state_mut().send(moved);
    window.step();
    window.state_mut().send(FileCommand::Cancel);
    window::settle(&mut window);
    assert!(!layer(&window).is_outdated(state(&window).session.knowledge()));
    assert!((hectares(&window, Class::Extensive) - 75_001.0).abs() < 1e-6);
}

#[test]
fn a_year_of_a_large_layer_is_seen_in_passing_too() {
    let mut window = window::with_sample();
    send(&mut window, LayerCommand::Add(vec![large(150_001)]));
    let row = window.get_by_label("Jaar op de kaart: klassen, geen jaar");
    let row = row.rect();
    let off = row.center() - egui::vec2(0.0, 200.0);
    window.hover_at(row.left_center() + egui::vec2(20.0, 0.0));
    window.run_steps(2);
    window::settle(&mut window);
    let first = Year::new(2015).unwrap();
    assert_eq!(layer(&window).colour_by, ColourBy::CropYear(first));
    assert_eq!(time::shown(state(&window)), None, "nothing was chosen");
    window.hover_at(off);
    window.run_steps(2);
    window::settle(&mut window);
    assert_eq!(layer(&window).colour_by, ColourBy::Cooperation);
    // What comes after the pointer has gone changes nothing.
    let (id, area_m2) = (layer(&window).id, Arc::clone(&layer(&window).area_m2));
    let years = layer(&window).years.clone().unwrap();
    let late = Coloured::by_crop_year(&years, first, &area_m2, &Knowledge::default());
    send(
        &mut window,
        LayerCommand::Previewed(id, first, Arc::new(late)),
    );
    assert_eq!(layer(&window).colour_by, ColourBy::Cooperation);
}

#[test]
fn uncertain_parcels_are_marked_and_counted_behind_the_hectares() {
    let mut window = window::with_sample();
    let doubt = |window: &Harness<'_, App>| {
        let layer = layer(window);
        layer.coloured.doubt(&layer.area_m2).unwrap().clone()
    };
    let known = doubt(&window);
    let marked = |category: &&u8| **category & UNCERTAIN != 0;
    let count = known.of_feature.iter().filter(marked).count();
    assert!(count > 0 && count < known.of_feature.len());
    assert!(known.total_m2() > 0.0);
    assert!(window.query_by_label_contains("± onzeker").is_none());
    window.get_by_label("Onzekere percelen arceren").click();
    window::settle(&mut window);
    assert!(state(&window).view.marks_uncertain);
    assert!(window.query_by_label_contains("± onzeker").is_some());
    // The sheet draws the same lines and says in its legend what they mean.
    let sheet = SheetRequest::of(state(&window)).expect("a map");
    let composed = sheet.compose(&Progress::default()).expect("laid out");
    let told = "waarvan onzeker (gearceerd)";
    let (hatched, texts) = marks_of(&composed.drawing.marks);
    assert!(hatched > 0 && texts.contains(&told.to_owned()), "{texts:?}");
    // So do both sides of a divided map, and where only what differs is shown.
    send(&mut window, CompareCommand::Toggle);
    // The crops of two years are what they are.
    window::settle(&mut window);
    assert!(window.query_by_label_contains(told).is_none());
    for (place, by) in [SideBy::AsIs, SideBy::Preset(Preset::PublishedTwoClass)]
        .into_iter()
        .enumerate()
    {
        let palette = None;
        send(
            &mut window,
            CompareCommand::Set(place, compare::Side { by, palette }),
        );
    }
    window::settle(&mut window);
    assert!(window.query_by_label_contains(told).is_some());
    for only in [false, true] {
        send(&mut window, CompareCommand::OnlyChanged(only));
        window::settle(&mut window);
        let sides = [0, 1].map(|side| compared::of_feature(&window.ctx, state(&window), side));
        let marked = |side: &Option<Arc<[u8]>>| {
            let side = side.as_deref().expect("both are there");
            side.iter().any(|category| category & UNCERTAIN != 0)
        };
        assert!(sides.iter().any(marked), "{only}");
    }
    send(&mut window, CompareCommand::Toggle);
    // A rule that asks for more years makes more of them provisional.
    send(&mut window, RuleCommand::Move(Threshold::FirmYears, 10.0));
    assert!(doubt(&window).total_m2() >= known.total_m2());
    send(&mut window, ViewCommand::ToggleUncertain);
    assert!(window.query_by_label_contains("± onzeker").is_none());
    let sheet = SheetRequest::of(state(&window)).expect("a map");
    let composed = sheet.compose(&Progress::default()).expect("laid out");
    let (hatched, texts) = marks_of(&composed.drawing.marks);
    assert!(hatched == 0 && !texts.contains(&told.to_owned()));
}

/// How many shapes are lines over uncertain parcels, and every text.
fn marks_of(marks: &[Mark]) -> (usize, Vec<String>) {
    let (mut hatched, mut texts) = (0, Vec::new());
    for mark in marks {
        match mark {
            Mark::Shape(shape) => hatched += usize::from(shape.fill.is_some_and(|f| f.is_open)),
            Mark::Text(line) => texts.push(line.text.clone()),
            Mark::Group(group) => {
                let (more, words) = marks_of(&group.marks);
                hatched += more;
                texts.extend(words);
            }
            Mark::Image(_) => {}
        }
    }
    (hatched, texts)
}

#[test]
#[ignore = "draws pictures to look at"]
fn pictures() {
    use ruilkaart::ui::command::SettingsCommand;
    use ruilkaart::ui::state::ThemeChoice;
    for (lang, theme, name) in [
        (Lang::Nl, ThemeChoice::Light, "rule-nl-light"),
        (Lang::En, ThemeChoice::Dark, "rule-en-dark"),
    ] {
        for height in [800.0, 2400.0] {
            let mut window = window::open(&[], lang, 1.0);
            window.set_size(egui::vec2(1280.0, height));
            window.state_mut().send(SettingsCommand::Theme(theme));
            window.state_mut().send(RuleCommand::Fold(RulePart::Panel));
            if height > 800.0 {
                for part in [RulePart::Crops, RulePart::More, RulePart::Steps] {
                    window.state_mut().send(RuleCommand::Fold(part));
                }
                window
                    .state_mut()
                    .send(RuleCommand::Move(Threshold::SIntensive, 4.0));
                window::settle(&mut window);
                window.state_mut().send(RuleCommand::Fit);
            }
            window::settle(&mut window);
            let file = window::keep_picture(&mut window, &format!("{name}-{height}"));
            println!("{}", file.display());
        }
    }
}
