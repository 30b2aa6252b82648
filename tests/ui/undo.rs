//! What was done can be taken back and done again, whatever it was.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use proptest::prelude::*;
use ruilkaart::analysis::categorise::{ColourBy, Coloured};
use ruilkaart::crs::Crs;
use ruilkaart::domain::{CropCode, Measure, Preset, RotationGroup, Side, Threshold, Year};
use ruilkaart::text::Lang;
use ruilkaart::ui::command::{
    Command, CropsCommand, HistoryCommand, LayerCommand, RuleCommand, SettingsCommand, TimeCommand,
    ViewCommand, apply,
};
use ruilkaart::ui::dialog::DialogKind;
use ruilkaart::ui::state::history::MOST_STEPS;
use ruilkaart::ui::state::{Document, State, ZoomTarget};

use crate::harness::{add, layer, numbers, state, with_dialog};
use crate::window;

/// A state with two layers of crop sequences that is as if nothing had been done yet.
fn with_sequences() -> State {
    let mut state = state(Lang::Nl);
    let years = |shift: usize| {
        (2015..=2024_usize)
            .map(|year| {
                // Grass, potatoes and wheat in turns of different length.
                let crops = [265, 2015, 233, 265];
                let of = |row: usize| crops[(year * (row + 1) + row + shift) % 4];
                (format!("crop_{year}"), (0..6).map(of).collect::<Vec<i64>>())
            })
            .collect::<Vec<_>>()
    };
    for (name, shift) in [("noord", 0), ("zuid", 1)] {
        let columns = years(shift);
        let columns = columns
            .iter()
            .map(|(name, cells)| (name.as_str(), numbers(cells)));
        add(
            &mut state,
            vec![layer(name, Some(Crs::rd_new()), columns.collect())],
        );
    }
    for id in ids(&state) {
        let knowledge = state.session.knowledge().clone();
        let layer = state.session.layer_mut(id).expect("it is there");
        assert!(layer.years.is_some(), "crops are found");
        layer.colour_by_years(ColourBy::Cooperation, &knowledge);
    }
    state.history.clear();
    state
}

fn ids(state: &State) -> Vec<u64> {
    state
        .session
        .layers()
        .iter()
        .map(|layer| layer.id)
        .collect()
}

/// An edit, told without the names of layers, which may have gone.
#[derive(Debug, Clone)]
enum Edit {
    Remove(usize),
    Visible(usize, bool),
    Opacity(usize, f32),
    Shift(usize, i32),
    Hide(usize, usize, bool),
    Only(usize, usize),
    ShowAll(usize),
    Confirm(usize),
    Dismiss(usize),
    Recolour(usize, bool),
    Threshold(usize, f64),
    Preset(usize),
    Measure(bool),
    Count(bool),
    Keep(usize),
    Take(usize),
    Forget(usize),
    Sector(bool),
    Group(bool),
    ResetCrops,
    BaseMap(usize),
    Year(u16),
    Preview(u16),
    Back,
    Activate(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let layer = 0..2_usize;
    prop_oneof![
        1 => layer.clone().prop_map(Edit::Remove),
        2 => (layer.clone(), any::<bool>()).prop_map(|(l, on)| Edit::Visible(l, on)),
        2 => (layer.clone(), 0.0..1.0_f32).prop_map(|(l, o)| Edit::Opacity(l, o)),
        2 => (layer.clone(), -2..3).prop_map(|(l, by)| Edit::Shift(l, by)),
        4 => (layer.clone(), 0..6_usize, any::<bool>()).prop_map(|(l, c, on)| Edit::Hide(l, c, on)),
        1 => (layer.clone(), 0..6_usize).prop_map(|(l, c)| Edit::Only(l, c)),
        1 => layer.clone().prop_map(Edit::ShowAll),
        1 => layer.clone().prop_map(Edit::Confirm),
        1 => layer.clone().prop_map(Edit::Dismiss),
        2 => (layer.clone(), any::<bool>()).prop_map(|(l, on)| Edit::Recolour(l, on)),
        4 => (0..Threshold::ALL.len(), 0.0..10.0).prop_map(|(t, v)| Edit::Threshold(t, v)),
        1 => (0..3_usize).prop_map(Edit::Preset),
        1 => any::<bool>().prop_map(Edit::Measure),
        1 => any::<bool>().prop_map(Edit::Count),
        1 => (0..3_usize).prop_map(Edit::Keep),
        1 => (0..3_usize).prop_map(Edit::Take),
        1 => (0..3_usize).prop_map(Edit::Forget),
        1 => any::<bool>().prop_map(Edit::Sector),
        1 => any::<bool>().prop_map(Edit::Group),
        1 => Just(Edit::ResetCrops),
        1 => (0..3_usize).prop_map(Edit::BaseMap),
        2 => (2015..2025_u16).prop_map(Edit::Year),
        2 => (2015..2025_u16).prop_map(Edit::Preview),
        1 => Just(Edit::Back),
        1 => layer.prop_map(Edit::Activate),
    ]
}

fn command(edit: &Edit, state: &State) -> Option<Command> {
    let id = |place: &usize| ids(state).get(*place).copied();
    let potato = CropCode::new(2015)?;
    let year = |number: &u16| Year::new(i64::from(*number));
    Some(match edit {
        Edit::Remove(l) => LayerCommand::Remove(id(l)?).into(),
        Edit::Visible(l, on) => LayerCommand::SetVisible(id(l)?, *on).into(),
        Edit::Opacity(l, opacity) => LayerCommand::SetOpacity(id(l)?, *opacity).into(),
        Edit::Shift(l, by) => LayerCommand::Shift(id(l)?, *by).into(),
        Edit::Hide(l, c, on) => LayerCommand::SetHidden(id(l)?, *c, *on).into(),
        Edit::Only(l, c) => LayerCommand::ShowOnly(id(l)?, *c).into(),
        Edit::ShowAll(l) => LayerCommand::ShowAllCategories(id(l)?).into(),
        Edit::Confirm(l) => LayerCommand::ConfirmCrs(vec![id(l)?]).into(),
        Edit::Dismiss(l) => LayerCommand::DismissWarnings(id(l)?).into(),
        Edit::Recolour(l, by_year) => {
            let id = id(l)?;
            let layer = state.session.layer(id)?;
            let (years, area_m2) = (layer.years.as_ref()?, &layer.area_m2);
            let knowledge = state.session.knowledge();
            let (by, coloured) = if *by_year {
                let year = Year::new(2020)?;
                let coloured = Coloured::by_crop_year(years, year, area_m2, knowledge);
                (ColourBy::CropYear(year), coloured)
            } else {
                let coloured = Coloured::by_rule(years, area_m2, knowledge);
                (ColourBy::Cooperation, coloured)
            };
            LayerCommand::Recoloured(id, by, coloured.into()).into()
        }
        Edit::Threshold(t, value) => RuleCommand::Move(Threshold::ALL[*t], *value).into(),
        Edit::Preset(p) => RuleCommand::Preset(Preset::ALL[*p]).into(),
        Edit::Measure(true) => RuleCommand::Measure(Measure::Switches).into(),
        Edit::Measure(false) => RuleCommand::Measure(Measure::MinorityShare).into(),
        Edit::Count(arable) => RuleCommand::Count(vec![potato], side(*arable)).into(),
        Edit::Keep(name) => RuleCommand::Keep(name.to_string()).into(),
        Edit::Take(name) => RuleCommand::Take(name.to_string()).into(),
        Edit::Forget(name) => RuleCommand::Forget(name.to_string()).into(),
        Edit::Sector(arable) => CropsCommand::Sector(potato, side(*arable)).into(),
        Edit::Group(beet) => {
            let group = if *beet {
                RotationGroup::SugarBeet
            } else {
                RotationGroup::GrassNatural
            };
            CropsCommand::Group(potato, group).into()
        }
        Edit::ResetCrops => CropsCommand::ResetAll.into(),
        Edit::BaseMap(number) => SettingsCommand::BaseMap(number.to_string()).into(),
        Edit::Year(number) => TimeCommand::Show(year(number)?).into(),
        Edit::Preview(number) => TimeCommand::Preview(year(number)).into(),
        Edit::Back => TimeCommand::Back.into(),
        Edit::Activate(l) => LayerCommand::Activate(id(l)?).into(),
    })
}

fn side(arable: bool) -> Side {
    if arable {
        Side::Arable
    } else {
        Side::Livestock
    }
}

/// The legends of the visible state, which follow from the document.
fn legends(state: &State) -> Vec<String> {
    let layers = state.session.layers().iter();
    let legend = |layer: &ruilkaart::ui::state::MapLayer| {
        format!("{:?} {:?}", layer.categories().list, layer.hidden)
    };
    layers.map(legend).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn everything_undone_is_the_start_and_everything_redone_the_end(
        edits in prop::collection::vec(edit(), 1..40),
        settled in prop::collection::vec(any::<bool>(), 40),
    ) {
        let mut state = with_sequences();
        let (start, first) = (Document::of(&state), legends(&state));
        for (edit, settles) in edits.iter().zip(settled) {
            if let Some(command) = command(edit, &state) {
                let _ = apply(command, &mut state);
            }
            if settles {
                state.history.settle();
            }
        }
        // A year in passing is no part of what was done.
        let _ = apply(TimeCommand::Preview(None).into(), &mut state);
        let (end, last) = (Document::of(&state), legends(&state));
        let steps = state.history.done().len();
        for _ in 0..steps {
            let _ = apply(HistoryCommand::Undo.into(), &mut state);
        }
        prop_assert!(Document::of(&state).is_same(&start));
        prop_assert_eq!(legends(&state), first);
        prop_assert_eq!(state.history.undone().len(), steps);
        let _ = apply(HistoryCommand::Travel(1000).into(), &mut state);
        prop_assert!(Document::of(&state).is_same(&end));
        prop_assert_eq!(legends(&state), last);
    }
}

#[test]
fn a_drag_is_one_step_and_two_drags_are_two() {
    let mut state = with_sequences();
    let id = ids(&state)[0];
    let drag = |state: &mut State| {
        for percent in (10..90_u8).rev() {
            let command = LayerCommand::SetOpacity(id, f32::from(percent) / 100.0);
            let _ = apply(command.into(), state);
        }
    };
    drag(&mut state);
    assert_eq!(state.history.done().len(), 1);
    state.history.settle();
    drag(&mut state);
    assert_eq!(state.history.done().len(), 2);
    let name = state.history.undo_name().expect("two steps").text(Lang::Nl);
    assert_eq!(name, "dekking van zuid");
    let _ = apply(HistoryCommand::Travel(-2).into(), &mut state);
    let opacity = state.session.layer(id).expect("it is there").opacity;
    assert!((opacity - 0.9).abs() < 1e-6);
}

#[test]
fn two_hundred_steps_and_more_can_be_taken_back_and_the_list_does_not_grow_without_end() {
    let mut state = with_sequences();
    let id = ids(&state)[0];
    for number in 0..MOST_STEPS + 50 {
        let visible = number % 2 == 1;
        let _ = apply(LayerCommand::SetVisible(id, visible).into(), &mut state);
        state.history.settle();
    }
    const { assert!(MOST_STEPS >= 200) };
    assert_eq!(state.history.done().len(), MOST_STEPS);
}

#[test]
fn a_new_step_takes_the_place_of_what_was_taken_back() {
    let mut state = with_sequences();
    let ids = ids(&state);
    let _ = apply(LayerCommand::Remove(ids[0]).into(), &mut state);
    let name = state.history.undo_name().expect("a step").text(Lang::En);
    assert_eq!(name, "layer zuid closed");
    let _ = apply(HistoryCommand::Undo.into(), &mut state);
    assert_eq!(state.session.layers().len(), 2);
    let _ = apply(LayerCommand::SetVisible(ids[1], false).into(), &mut state);
    assert!(state.history.redo_name().is_none());
}

#[test]
fn the_keys_undo_and_redo_and_the_map_goes_back_to_where_it_looked() {
    let mut window = window::with_sample();
    let camera = |window: &egui_kittest::Harness<'_, ruilkaart::ui::App>| {
        window
            .state()
            .state()
            .view
            .shown
            .expect("it was drawn")
            .camera
    };
    let first = camera(&window);
    window
        .state_mut()
        .send(ViewCommand::Zoom(ZoomTarget::By(1.0)));
    window::settle(&mut window);
    let id = window
        .state()
        .state()
        .session
        .active()
        .expect("the sample")
        .id;
    assert_eq!(
        window.state().state().history.done().len(),
        2,
        "the sample came, the map looked closer"
    );
    // Looking around is one step, however it is done.
    let sent = camera(&window);
    assert!(sent != first);
    let middle = egui::pos2(640.0, 400.0);
    window.hover_at(middle);
    window.drag_at(middle);
    window.step();
    window.hover_at(middle + egui::vec2(80.0, 40.0));
    window.step();
    window.drop_at(middle + egui::vec2(80.0, 40.0));
    window::settle(&mut window);
    assert!(camera(&window) != sent);
    window.state_mut().send(LayerCommand::SetOpacity(id, 0.5));
    window::settle(&mut window);
    let press = |window: &mut egui_kittest::Harness<'_, ruilkaart::ui::App>, modifiers, key| {
        window.key_press_modifiers(modifiers, key);
        window.step();
        window::settle(window);
    };
    press(&mut window, Modifiers::COMMAND, Key::Z);
    let opacity = |window: &egui_kittest::Harness<'_, ruilkaart::ui::App>| {
        window
            .state()
            .state()
            .session
            .active()
            .expect("the sample")
            .opacity
    };
    assert!((opacity(&window) - 0.9).abs() < 1e-6);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    let back = camera(&window);
    assert!(
        (back.center[0] - first.center[0]).abs() < 1.0
            && back.units_per_px > sent.units_per_px * 1.5,
        "{back:?} {first:?}"
    );
    press(&mut window, Modifiers::COMMAND, Key::Y);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert!((opacity(&window) - 0.5).abs() < 1e-6);
}

#[test]
fn the_list_of_steps_goes_back_to_a_moment_in_both_languages() {
    for (lang, only, begin) in [
        (Lang::Nl, "alleen geen getoond", "Begin"),
        (Lang::En, "only none shown", "Beginning"),
    ] {
        let mut state = with_sequences();
        state.view.lang = lang;
        let id = ids(&state)[0];
        for command in [
            LayerCommand::ShowOnly(id, 0),
            LayerCommand::SetOpacity(id, 0.3),
        ] {
            let _ = apply(command.into(), &mut state);
        }
        let mut dialog = with_dialog(state, DialogKind::History);
        dialog.get_by_label(only).click();
        dialog.run();
        let layer = |desk: &crate::harness::Desk| {
            let layer = desk.state.session.layer(id).expect("it is there");
            (
                layer.opacity > 0.8,
                layer.hidden.iter().filter(|hidden| **hidden).count(),
            )
        };
        let (full, hidden) = layer(dialog.state());
        assert!(full && hidden > 0);
        dialog.get_by_label(begin).click();
        dialog.run();
        assert_eq!(layer(dialog.state()), (true, 0));
    }
}
