//! Lines over the map, drawn as vectors so that they are crisp at every zoom: the parcel under the pointer,
//! the selected one, the box being drawn.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind};

use super::ShownLayer;
use crate::geometry::PolygonArray;
use crate::map::camera::Camera;
use crate::map::outline;

/// Yellow of the selection and its casing: at least 21.9 ΔE2000 away from every class for every eye.
const SELECTION: Color32 = Color32::from_rgb(0xFF, 0xD4, 0x00);
const CASING: Color32 = Color32::BLACK;

/// The rings of one parcel in points on the screen.
pub(super) struct Rings(Vec<Vec<Pos2>>);

impl Rings {
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
        let rings =
            outline::screen_rings(&polygons.feature(feature), &camera, super::size_of(rect));
        let to_pos = |[x, y]: [f32; 2]| rect.min + egui::vec2(x, y);
        Self(
            rings
                .into_iter()
                .map(|ring| ring.into_iter().map(to_pos).collect())
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

/// Parcels of an earlier year: dashed, so that they are not taken for what is there now.
pub(super) fn paint_traces(painter: &Painter, traces: &PolygonArray, camera: Camera, rect: Rect) {
    let size = super::size_of(rect);
    let to_pos = |[x, y]: [f32; 2]| rect.min + egui::vec2(x, y);
    for feature in traces.features() {
        for ring in outline::screen_rings(&feature, &camera, size) {
            let mut points: Vec<Pos2> = ring.into_iter().map(to_pos).collect();
            points.extend(points.first().copied());
            painter.add(Shape::line(
                points.clone(),
                Stroke::new(4.0, Color32::WHITE),
            ));
            painter.extend(Shape::dashed_line(
                &points,
                Stroke::new(2.0, CASING),
                7.0,
                5.0,
            ));
        }
    }
}

/// The box that the map will zoom to.
pub(super) fn paint_box(painter: &Painter, rect: Rect) {
    painter.rect_filled(rect, 0.0, Color32::from_black_alpha(24));
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, CASING), StrokeKind::Middle);
}
