//! A window in which nothing happens does nothing.

use std::time::Duration;

use egui_kittest::Harness;
use ruilkaart::ui::App;
use ruilkaart::ui::command::ViewCommand;
use ruilkaart::ui::notify::{Saying, Severity, Words};
use ruilkaart::ui::state::ZoomTarget;

use crate::window;

/// Steps until three frames on end ask for no other. Workers that still prepare tiles out of view may wake
/// the window a little longer; a window that asks by itself never gets there.
fn comes_to_rest(window: &mut Harness<'_, App>) {
    let mut calm = 0;
    for _ in 0..1000 {
        window.step();
        let wait = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        calm = if wait == Duration::MAX { calm + 1 } else { 0 };
        if calm == 3 {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no rest: {:?}", window.ctx.repaint_causes());
}

#[test]
fn after_opening_no_frame_asks_for_another() {
    let mut window = window::with_sample();
    window::settle(&mut window);
    comes_to_rest(&mut window);
}

#[test]
fn a_field_in_use_does_not_keep_the_window_awake() {
    let mut window = window::with_sample();
    window::settle(&mut window);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    window::settle(&mut window);
    assert!(window.ctx.text_edit_focused(), "the search box is in use");
    comes_to_rest(&mut window);
}

#[test]
fn after_a_flight_and_a_passing_note_the_window_rests_again() {
    let mut window = window::with_sample();
    let saying = Saying::new(|_| Words::of("even"));
    window
        .state_mut()
        .send(ViewCommand::Say(Severity::Info, saying));
    window
        .state_mut()
        .send(ViewCommand::Zoom(ZoomTarget::By(2.0)));
    window::settle(&mut window);
    // The note is gone after six seconds of sixty steps.
    window.run_steps(400);
    window::settle(&mut window);
    assert_eq!(window.state().state().view.notes.toasts().count(), 0);
    assert_eq!(window.state().state().view.notes.history().count(), 1);
    comes_to_rest(&mut window);
}
