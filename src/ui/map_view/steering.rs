//! Where the map looks: what was asked for, keys, wheel and flights become a camera, within the limits of the map.

use egui::{Rect, Ui};
use walkers::Position;

use super::gestures::{self, Flight};
use super::projection::PlaneProjection;
use super::sides::Pane;
use super::{MapView, Motion, size_of, world_at};
use crate::geometry::Bounds;
use crate::map::camera::Camera;
use crate::map::flight::FlightPath;
use crate::map::grid::MapCrs;

/// Closest view: two centimetres a point.
const CLOSEST_UNITS_PER_POINT: f64 = 0.02;
/// Free space around what is zoomed to, points.
const FIT_MARGIN: f64 = 24.0;
/// A parcel that is zoomed to alone keeps this much around it, times its own size.
const FIT_AROUND: f64 = 0.5;
/// Drenthe, which the map shows while there is nothing to show.
const HOME_RD: Bounds = Bounds::new(205_000.0, 513_000.0, 271_000.0, 583_000.0);

/// A box that was asked for, and the view in which a map of a size shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) bounds: Bounds,
    pub(super) size: [f64; 2],
    pub(super) camera: Camera,
}

/// A view asked for before the size of the map is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wish {
    Fit(Bounds),
    Show(Camera),
    Zoom(f64),
    /// All of the box without a margin, after a flight or at once.
    See(Bounds, Motion),
    /// At once.
    Jump(Camera),
}

impl MapView {
    pub(super) fn camera(&self, plane: &PlaneProjection) -> Camera {
        let center = self.memory.detached().unwrap_or_default();
        Camera {
            center: [center.x(), center.y()],
            units_per_px: plane.units_per_point(self.memory.zoom()),
        }
    }

    pub(super) fn set_camera(&mut self, plane: &PlaneProjection, camera: Camera) {
        self.memory
            .center_at(Position::new(camera.center[0], camera.center[1]));
        // Outside walkers' range of zooms the nearest one that it takes.
        let zoom = plane.zoom_at(camera.units_per_px).clamp(0.0, 26.0);
        if self.memory.set_zoom(zoom).is_err() {
            log::debug!("zoom {zoom} refused");
        }
    }

    /// Carries out wishes, keys and flights, in that order.
    pub(super) fn move_camera(
        &mut self,
        ui: &Ui,
        plane: &PlaneProjection,
        rect: Rect,
        reduce_motion: bool,
    ) {
        let now = ui.input(|i| i.time);
        let size = size_of(rect);
        let from = self.camera(plane);
        let resting = self.flight.map_or(from, |flight| flight.target());
        let first = self.at_home;
        let wish = self.wish.take();
        let (mut fly, jump) = match wish {
            Some(Wish::See(_, motion)) => (motion == Motion::Fly, motion == Motion::Jump),
            Some(Wish::Jump(_)) => (false, true),
            _ => (false, false),
        };
        let target = match wish {
            Some(Wish::Fit(bounds)) => fit(&bounds, size),
            Some(Wish::See(bounds, _)) => Camera::fit(&bounds, size, 0.0),
            Some(Wish::Show(camera) | Wish::Jump(camera)) => Some(camera),
            Some(Wish::Zoom(levels)) => Some(gestures::zoomed(resting, levels, resting.center)),
            None => gestures::by_keyboard(ui, resting, size),
        };
        let anew = match target {
            Some(_) => None,
            None => self.seen_anew(resting, size),
        };
        // What was on its way to the box goes on its way to where it is now.
        fly |= anew.is_some() && self.flight.is_some();
        let jump = jump || (anew.is_some() && !fly);
        let target = target.or(anew);
        if let Some(target) = target {
            let target = limited(target, plane);
            self.at_home = false;
            match wish {
                Some(Wish::See(bounds, _)) => {
                    self.seen = Some(Seen {
                        bounds,
                        size,
                        camera: target,
                    });
                }
                Some(_) => self.seen = None,
                None => {}
            }
            if first || reduce_motion || jump {
                self.flight = None;
                self.set_camera(plane, target);
            } else if fly {
                let path = FlightPath::new(from, target, size[0]);
                self.flight = Some(Flight::along(path, from, now));
            } else {
                self.flight = Some(Flight::new(from, target, now));
            }
        }
        if self.memory.detached().is_none()
            && self.crs == MapCrs::RdNew
            && let Some(camera) = fit(&HOME_RD, size)
        {
            self.set_camera(plane, camera);
        }
        if let Some(flight) = self.flight {
            let (camera, over) = flight.at(now);
            self.set_camera(plane, camera);
            if over {
                self.flight = None;
            } else {
                ui.ctx().request_repaint();
            }
        }
    }

    /// The box that is to be seen, in a map that got another size: a window takes a while to fill the screen.
    fn seen_anew(&mut self, resting: Camera, size: [f64; 2]) -> Option<Camera> {
        let seen = self.seen?;
        if seen.size.iter().zip(size).all(|(a, b)| (a - b).abs() < 0.5) {
            return None;
        }
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * seen.camera.units_per_px.max(1.0);
        let here = near(resting.center[0], seen.camera.center[0])
            && near(resting.center[1], seen.camera.center[1])
            && (resting.units_per_px / seen.camera.units_per_px - 1.0).abs() < 1e-6;
        let camera = Camera::fit(&seen.bounds, size, 0.0).filter(|_| here);
        self.seen = camera.map(|camera| Seen {
            size,
            camera,
            ..seen
        });
        camera
    }

    pub(super) fn zoom_by_wheel(
        &mut self,
        ui: &Ui,
        plane: &PlaneProjection,
        rect: Rect,
        panes: &[Pane],
    ) {
        let Some((levels, at)) = gestures::by_wheel(ui, rect) else {
            return;
        };
        self.flight = None;
        let camera = self.camera(plane);
        let anchor = world_at(at, camera, panes).map_or(camera.center, |(world, _)| world);
        self.set_camera(plane, limited_about(camera, levels, anchor, plane));
        ui.ctx().request_repaint();
    }
}

/// The view of `bounds`; one small parcel is shown with its neighbours.
fn fit(bounds: &Bounds, size: [f64; 2]) -> Option<Camera> {
    let side = bounds.width().max(bounds.height());
    let small = side < 2_000.0;
    let grown = if small {
        bounds.grown(side.max(1.0) * FIT_AROUND)
    } else {
        *bounds
    };
    Camera::fit(&grown, size, FIT_MARGIN)
}

/// No closer than anything is drawn, no further than one tile of the whole world.
fn limited(camera: Camera, plane: &PlaneProjection) -> Camera {
    let furthest = plane.units_per_point(0.0);
    Camera {
        units_per_px: camera.units_per_px.clamp(CLOSEST_UNITS_PER_POINT, furthest),
        ..camera
    }
}

/// The same view `levels` closer about `anchor`, as far as it may go.
pub(super) fn limited_about(
    camera: Camera,
    levels: f64,
    anchor: [f64; 2],
    plane: &PlaneProjection,
) -> Camera {
    let wanted = camera.units_per_px * (-levels).exp2();
    let kept = wanted.clamp(CLOSEST_UNITS_PER_POINT, plane.units_per_point(0.0));
    gestures::zoomed(camera, (camera.units_per_px / kept).log2(), anchor)
}
