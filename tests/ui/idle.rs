//! A window in which nothing happens does nothing.

use std::time::Duration;

use ruilkaart::ui::command::ViewCommand;
use ruilkaart::ui::notify::{Saying, Severity, Words};
use ruilkaart::ui::state::ZoomTarget;

use crate::window;

#[test]
fn after_opening_no_frame_asks_for_another() {
    let mut window = window::with_sample();
    window::settle(&mut window);
    for _ in 0..3 {
        window.step();
        let wait = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert_eq!(wait, Duration::MAX, "{:?}", window.ctx.repaint_causes());
    }
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
    window.step();
    let wait = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(wait, Duration::MAX, "{:?}", window.ctx.repaint_causes());
}
