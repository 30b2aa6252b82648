//! Moves of the map that walkers does not know: a short eased flight to another view, zooming to a box drawn
//! with shift held, and the keyboard. Drag, inertia, wheel and pinch are walkers' own.

use egui::{Key, Modifiers, Pos2, Rect, Ui};

use crate::map::camera::Camera;
use crate::map::flight::FlightPath;

/// How long a flight takes, seconds.
const FLIGHT_S: f64 = 0.12;
/// Part of the view that an arrow key moves.
const PAN_STEP: f64 = 0.15;
/// A box smaller than this is a slip of the hand, points.
const SMALLEST_BOX: f32 = 6.0;

/// An eased move from one view to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flight {
    from: Camera,
    to: Camera,
    start_s: f64,
    /// The way out and in again; `None` for the short way.
    path: Option<FlightPath>,
}

impl Flight {
    pub(super) fn new(from: Camera, to: Camera, now_s: f64) -> Self {
        Self {
            from,
            to,
            start_s: now_s,
            path: None,
        }
    }

    /// Along a way that climbs to see where it goes.
    pub(super) fn along(path: FlightPath, from: Camera, now_s: f64) -> Self {
        Self {
            path: Some(path),
            ..Self::new(from, path.target(), now_s)
        }
    }

    /// Where the flight ends.
    pub(super) fn target(&self) -> Camera {
        self.to
    }

    /// The view at this moment, and whether the flight is over.
    pub(super) fn at(&self, now_s: f64) -> (Camera, bool) {
        if let Some(path) = &self.path {
            let time = (now_s - self.start_s) / path.seconds();
            return (path.at(time), time >= 1.0);
        }
        let t = ((now_s - self.start_s) / FLIGHT_S).clamp(0.0, 1.0);
        if t >= 1.0 {
            return (self.to, true);
        }
        // Fast away, soft arrival.
        let eased = 1.0 - (1.0 - t).powi(3);
        let (a, b) = (self.from.units_per_px, self.to.units_per_px);
        let units_per_px = a * (b / a).powf(eased);
        // What lies still in the picture must stay still on the way, so the centre follows the scale.
        let travelled = if (a - b).abs() > f64::EPSILON * a {
            (a - units_per_px) / (a - b)
        } else {
            eased
        };
        let mix = |from: f64, to: f64| from + (to - from) * travelled;
        let center = [
            mix(self.from.center[0], self.to.center[0]),
            mix(self.from.center[1], self.to.center[1]),
        ];
        let camera = Camera {
            center,
            units_per_px,
        };
        (camera, false)
    }
}

/// The same view `levels` closer, with the world position `anchor` staying where it is.
pub(super) fn zoomed(camera: Camera, levels: f64, anchor: [f64; 2]) -> Camera {
    let ratio = (-levels).exp2();
    let toward = |center: f64, anchor: f64| anchor + (center - anchor) * ratio;
    Camera {
        center: [
            toward(camera.center[0], anchor[0]),
            toward(camera.center[1], anchor[1]),
        ],
        units_per_px: camera.units_per_px * ratio,
    }
}

/// Points of scrolling that double the scale.
const SCROLL_A_LEVEL: f64 = 100.0;

/// Levels that wheel, touchpad or fingers zoom in this frame, and the place on the screen that stays; the
/// same turn of the wheel zooms the same however fast frames come, which walkers' own zoom does not.
pub(super) fn by_wheel(ui: &Ui, map: Rect) -> Option<(f64, Pos2)> {
    let at = ui.input(|input| {
        let fingers = input.multi_touch().map(|touch| touch.center_pos);
        fingers.or(input.pointer.hover_pos())
    })?;
    if !map.contains(at) || !ui.rect_contains_pointer(map) {
        return None;
    }
    let levels = ui.input_mut(|input| {
        let pinched = f64::from(input.zoom_delta()).log2();
        let scrolled = f64::from(input.smooth_scroll_delta.y) / SCROLL_A_LEVEL;
        // Used up, so that nothing else scrolls too.
        input.smooth_scroll_delta = egui::Vec2::ZERO;
        pinched + scrolled
    });
    (levels.is_finite() && levels.abs() > 1e-6).then_some((levels, at))
}

/// What the keys ask of the map in this frame, given its view and size; `None` when they ask nothing.
pub(super) fn by_keyboard(ui: &Ui, camera: Camera, size: [f64; 2]) -> Option<Camera> {
    if ui.ctx().egui_wants_keyboard_input() {
        return None;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let mut moved = camera;
    let mut step = |dx: f64, dy: f64| {
        moved.center[0] += dx * PAN_STEP * size[0] * camera.units_per_px;
        moved.center[1] += dy * PAN_STEP * size[1] * camera.units_per_px;
    };
    if pressed(Key::ArrowLeft) {
        step(-1.0, 0.0);
    }
    if pressed(Key::ArrowRight) {
        step(1.0, 0.0);
    }
    if pressed(Key::ArrowUp) {
        step(0.0, 1.0);
    }
    if pressed(Key::ArrowDown) {
        step(0.0, -1.0);
    }
    // Plus is Shift + Equals on many keyboards, so the shift is let pass.
    let plus = pressed(Key::Plus)
        || pressed(Key::Equals)
        || ui.input_mut(|input| {
            input.consume_key(Modifiers::SHIFT, Key::Plus)
                || input.consume_key(Modifiers::SHIFT, Key::Equals)
        });
    if plus {
        moved = zoomed(moved, 1.0, moved.center);
    }
    if pressed(Key::Minus) {
        moved = zoomed(moved, -1.0, moved.center);
    }
    (moved != camera).then_some(moved)
}

/// The box that is being drawn with shift held.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BoxZoom {
    start: Option<Pos2>,
}

impl BoxZoom {
    /// True while a box is drawn, so that the map must not be dragged.
    pub(super) fn is_active(self) -> bool {
        self.start.is_some()
    }

    /// Begins when the pointer goes down on the map with shift held.
    pub(super) fn begin(&mut self, ui: &Ui, map: Rect) {
        let (pressed, shift, pos) = ui.input(|input| {
            (
                input.pointer.primary_pressed(),
                input.modifiers.shift,
                input.pointer.interact_pos(),
            )
        });
        if let Some(pos) = pos.filter(|&pos| pressed && shift && map.contains(pos)) {
            self.start = Some(pos);
        }
    }

    /// The box so far, and whether it was finished in this frame.
    pub(super) fn update(&mut self, ui: &Ui) -> Option<(Rect, bool)> {
        let start = self.start?;
        let (pos, released, escape) = ui.input(|input| {
            (
                input.pointer.latest_pos(),
                input.pointer.primary_released(),
                input.key_pressed(Key::Escape),
            )
        });
        if escape {
            self.start = None;
            return None;
        }
        let rect = Rect::from_two_pos(start, pos?);
        if released {
            self.start = None;
            if rect.width().min(rect.height()) < SMALLEST_BOX {
                return None;
            }
        }
        Some((rect, released))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Camera = Camera {
        center: [234_000.0, 556_800.0],
        units_per_px: 100.0,
    };

    #[test]
    fn zooming_keeps_the_anchor_under_the_pointer() {
        let anchor = [240_000.0, 550_000.0];
        let size = [800.0, 600.0];
        let before = VIEW.screen_from_world(anchor, size);
        let after = zoomed(VIEW, 1.0, anchor).screen_from_world(anchor, size);
        assert!((before[0] - after[0]).abs() < 1e-6 && (before[1] - after[1]).abs() < 1e-6);
    }

    #[test]
    fn a_flight_starts_and_ends_where_it_should_and_keeps_the_anchor_on_the_way() {
        let anchor = [240_000.0, 550_000.0];
        let size = [800.0, 600.0];
        let flight = Flight::new(VIEW, zoomed(VIEW, 2.0, anchor), 10.0);
        assert_eq!(flight.at(10.0).0, VIEW);
        let wanted = VIEW.screen_from_world(anchor, size);
        for now in [10.02, 10.06, 10.1] {
            let on_the_way = flight.at(now).0.screen_from_world(anchor, size);
            assert!((on_the_way[0] - wanted[0]).abs() < 1e-6, "{on_the_way:?}");
        }
        assert_eq!(flight.at(11.0), (flight.target(), true));
    }
}
