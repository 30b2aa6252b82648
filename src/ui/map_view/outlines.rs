//! Lines over the map, drawn as vectors so that they are crisp at every zoom: the parcel under the pointer,
//! the selected one, the box being drawn.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind};

use super::ShownLayer;
use crate::map::camera::Camera;

/// Yellow of the selection and its casing: at least 21.9 ΔE2000 away from every class for every eye.
const SELECTION: Color32 = Color32::from_rgb(0xFF, 0xD4, 0x00);
const CASING: Color32 = Color32::BLACK;

/// The rings of one parcel in points on the screen.
pub(super) struct Rings(Vec<Vec<Pos2>>);

impl Rings {
    /// Differences to the centre are taken in f64; only then do they become points. Vertices far outside
    /// the view are pulled to its surroundings: f32 could not hold them at the closest zoom.
    pub(super) fn on_screen(
        layer: &ShownLayer,
        feature: usize,
        camera: Camera,
        rect: Rect,
    ) -> Self {
        let polygons = layer.prepared.polygons();
        if feature >= polygons.len() {
            return Self(Vec::new());
        }
        let size = super::size_of(rect);
        let far = 20_000.0;
        let to_screen = |&point: &[f64; 2]| {
            let [x, y] = camera.screen_from_world(point, size);
            let x = x.clamp(-far, far) as f32;
            let y = y.clamp(-far, far) as f32;
            rect.min + egui::vec2(x, y)
        };
        let rings = polygons.feature(feature).rings();
        Self(
            rings
                .map(|ring| {
                    let mut points: Vec<Pos2> = ring
                        .iter()
                        .filter(|point| point.iter().all(|c| c.is_finite()))
                        .map(to_screen)
                        .collect();
                    points.dedup_by(|a, b| a.distance(*b) < 0.3);
                    if points.len() > 1 && points.first() == points.last() {
                        points.pop();
                    }
                    points
                })
                .filter(|points| points.len() > 1)
                .collect(),
        )
    }

    pub(super) fn paint_hover(&self, painter: &Painter) {
        self.paint(painter, Stroke::new(3.0, Color32::WHITE));
        self.paint(painter, Stroke::new(1.5, Color32::from_gray(0x1E)));
    }

    pub(super) fn paint_selection(&self, painter: &Painter) {
        self.paint(painter, Stroke::new(6.0, CASING));
        self.paint(painter, Stroke::new(3.0, SELECTION));
    }

    fn paint(&self, painter: &Painter, stroke: Stroke) {
        for ring in &self.0 {
            painter.add(Shape::closed_line(ring.clone(), stroke));
        }
    }
}

/// The box that the map will zoom to.
pub(super) fn paint_box(painter: &Painter, rect: Rect) {
    painter.rect_filled(rect, 0.0, Color32::from_black_alpha(24));
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, CASING), StrokeKind::Middle);
}
