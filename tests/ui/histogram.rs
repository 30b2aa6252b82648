//! The histogram alone: thresholds are dragged and moved by keys, bars are told.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ruilkaart::domain::Class;
use ruilkaart::map::PaletteName;
use ruilkaart::ui::widget::histogram::{Bar, Handle, Histogram, show};

use crate::harness::builder;

const NAMES: [&str; 2] = ["laag", "hoog"];

struct Chart {
    places: [f64; 2],
    step: f64,
    moves: Vec<(usize, f64)>,
}

/// Ten bars over 200 points, which is twenty less the room of the knobs each.
fn chart(places: [f64; 2], step: f64) -> Harness<'static, Chart> {
    let style = PaletteName::default().class(Class::Intensive);
    let bars: Vec<Bar> = (0..10)
        .map(|bar| Bar {
            parts: vec![(style, f64::from(bar))],
            label: bar.to_string(),
            told: format!("balk {bar}"),
        })
        .collect();
    let draw = move |ui: &mut egui::Ui, chart: &mut Chart| {
        ui.set_width(214.0);
        let handles = [0, 1].map(|index| Handle {
            name: NAMES[index],
            place: chart.places[index],
            value: chart.places[index],
        });
        let histogram = Histogram {
            name: "proef",
            bars: &bars,
            handles: &handles,
            step: chart.step,
        };
        if let Some((index, to)) = show(ui, &histogram) {
            chart.places[index] = to;
            chart.moves.push((index, to));
        }
    };
    let chart = Chart {
        places,
        step,
        moves: Vec::new(),
    };
    let mut harness = builder()
        .with_size([240.0, 120.0])
        .build_ui_state(draw, chart);
    harness.run();
    harness
}

fn drag(harness: &mut Harness<'_, Chart>, name: &str, by: f32) {
    let at = harness
        .get_by_role_and_label(Role::Slider, name)
        .rect()
        .center();
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    for part in 1..=4 {
        harness.hover_at(at + egui::vec2(by * part as f32 / 4.0, 0.0));
        harness.step();
    }
    harness.drop_at(at + egui::vec2(by, 0.0));
    harness.run();
}

#[test]
fn a_dragged_threshold_goes_from_bar_to_bar() {
    let mut harness = chart([3.0, 6.0], 1.0);
    drag(&mut harness, "hoog", 44.0);
    let state = harness.state();
    assert!((state.places[1] - 8.0).abs() < 1e-9, "{:?}", state.moves);
    assert!((state.places[0] - 3.0).abs() < 1e-9, "the other one stays");
    assert!(state.moves.iter().all(|(_, to)| to.fract().abs() < 1e-9));
    assert!(state.moves.len() >= 2, "while it is dragged, not after");
    drag(&mut harness, "laag", -500.0);
    assert!(
        harness.state().places[0] <= 0.0,
        "the caller keeps it in its range"
    );
}

#[test]
fn parts_of_a_bar_can_be_chosen_where_the_axis_has_them() {
    let mut harness = chart([2.0, 6.0], 0.2);
    drag(&mut harness, "laag", 8.0);
    let place = harness.state().places[0];
    assert!((2.3..2.5).contains(&place), "{place}");
}

#[test]
fn arrows_move_the_one_that_has_the_focus() {
    let mut harness = chart([3.0, 6.0], 1.0);
    harness.get_by_role_and_label(Role::Slider, "laag").focus();
    harness.run();
    for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowLeft] {
        harness.key_press_modifiers(Modifiers::NONE, key);
        harness.run();
    }
    assert_eq!(harness.state().moves, [(0, 4.0), (0, 5.0), (0, 4.0)]);
    let focused = harness.get_by_role_and_label(Role::Slider, "laag");
    assert!(
        focused.is_focused(),
        "the arrows do not take the focus along"
    );
    harness.key_press_modifiers(Modifiers::NONE, Key::Tab);
    harness.run();
    assert!(
        harness
            .get_by_role_and_label(Role::Slider, "hoog")
            .is_focused()
    );
}

#[test]
fn a_screen_reader_hears_names_and_values_and_a_pointer_is_told_a_bar() {
    let mut harness = chart([3.0, 6.0], 1.0);
    let slider = harness.get_by_role_and_label(Role::Slider, "hoog");
    assert_eq!(slider.accesskit_node().numeric_value(), Some(6.0));
    let picture = harness.get_by_role_and_label(Role::Image, "proef").rect();
    harness.hover_at(picture.left_center() + egui::vec2(7.0 + 90.0, 10.0));
    for _ in 0..60 {
        harness.step();
    }
    assert!(harness.query_by_label("balk 4").is_some());
}

#[test]
fn without_bars_there_is_nothing_to_divide_by() {
    let draw = |ui: &mut egui::Ui| {
        let empty = Histogram {
            name: "leeg",
            bars: &[],
            handles: &[],
            step: 1.0,
        };
        assert_eq!(show(ui, &empty), None);
    };
    let mut harness = Harness::new_ui(draw);
    harness.run();
}
