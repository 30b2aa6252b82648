//! Where the map looks: a centre and a scale, in f64, so that a metre stays a metre at every zoom. Screen
//! positions are pixels from the upper left, y downwards; world positions are map units, y upwards.

use super::grid::MapCrs;
use crate::geometry::Bounds;

/// Side of a pixel by which a scale 1 : n is told where nobody knows the real one: 0.28 mm, the
/// "standardized rendering pixel size" of OGC's WMTS and Symbology Encoding, about 91 dots an inch.
pub const OGC_PIXEL_M: f64 = 0.000_28;

/// Centre and scale of a view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// World position in the middle of the screen.
    pub center: [f64; 2],
    /// Map units per pixel.
    pub units_per_px: f64,
}

impl Camera {
    /// The view that shows all of `bounds` on a screen of `size_px`, with `margin_px` free on each side. A
    /// single point is shown at one unit a pixel; `None` where there is nothing to show or no room for it.
    pub fn fit(bounds: &Bounds, size_px: [f64; 2], margin_px: f64) -> Option<Self> {
        let room = [size_px[0] - 2.0 * margin_px, size_px[1] - 2.0 * margin_px];
        if bounds.is_empty() || !(room[0] > 0.0 && room[1] > 0.0) {
            return None;
        }
        let needed = (bounds.width() / room[0]).max(bounds.height() / room[1]);
        Some(Self {
            center: bounds.center(),
            units_per_px: if needed > 0.0 { needed } else { 1.0 },
        })
    }

    /// The part of the world that a screen of `size_px` shows.
    pub fn visible(&self, size_px: [f64; 2]) -> Bounds {
        let [half_width, half_height] = size_px.map(|side| side / 2.0 * self.units_per_px);
        let [x, y] = self.center;
        Bounds::new(
            x - half_width,
            y - half_height,
            x + half_width,
            y + half_height,
        )
    }

    /// Where a world position is drawn.
    pub fn screen_from_world(&self, point: [f64; 2], size_px: [f64; 2]) -> [f64; 2] {
        [
            size_px[0] / 2.0 + (point[0] - self.center[0]) / self.units_per_px,
            size_px[1] / 2.0 - (point[1] - self.center[1]) / self.units_per_px,
        ]
    }

    /// What lies under a place on the screen.
    pub fn world_from_screen(&self, point_px: [f64; 2], size_px: [f64; 2]) -> [f64; 2] {
        [
            self.center[0] + (point_px[0] - size_px[0] / 2.0) * self.units_per_px,
            self.center[1] - (point_px[1] - size_px[1] / 2.0) * self.units_per_px,
        ]
    }

    /// The n of the scale 1 : n in the middle of the screen, for pixels of side `pixel_m`
    /// ([`OGC_PIXEL_M`], or the real one of a sheet or a known screen). On Web Mercator that is the scale
    /// on the ground, not of the stretched plane.
    pub fn scale_denominator(&self, crs: MapCrs, pixel_m: f64) -> f64 {
        self.units_per_px * crs.ground_m_per_unit(self.center) / pixel_m
    }

    /// The same centre at scale 1 : `denominator`; see [`scale_denominator`](Self::scale_denominator).
    #[must_use]
    pub fn at_scale(self, denominator: f64, crs: MapCrs, pixel_m: f64) -> Self {
        Self {
            units_per_px: denominator * pixel_m / crs.ground_m_per_unit(self.center),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: [f64; 2] = [1920.0, 1080.0];

    #[test]
    fn what_is_fitted_is_visible_and_touches_the_margin() {
        let drenthe = Bounds::new(207_000.0, 515_000.0, 268_000.0, 582_000.0);
        let camera = Camera::fit(&drenthe, SCREEN, 20.0).expect("a box and a screen");
        assert!(camera.visible(SCREEN).contains_bounds(&drenthe));
        let top = camera.screen_from_world(drenthe.max, SCREEN)[1];
        assert!((top - 20.0).abs() < 1e-9);
        assert_eq!(Camera::fit(&Bounds::EMPTY, SCREEN, 0.0), None);
        assert_eq!(Camera::fit(&drenthe, [30.0, 30.0], 20.0), None);
        let point = Bounds::new(1.0, 1.0, 1.0, 1.0);
        let on_point = Camera::fit(&point, SCREEN, 0.0).expect("a point");
        assert!((on_point.units_per_px - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn screen_and_world_undo_each_other_and_y_turns_over() {
        let camera = Camera {
            center: [234_000.0, 556_800.0],
            units_per_px: 0.013,
        };
        let point = [100.25, 1000.5];
        let back = camera.screen_from_world(camera.world_from_screen(point, SCREEN), SCREEN);
        assert!((back[0] - point[0]).abs() < 1e-6 && (back[1] - point[1]).abs() < 1e-6);
        assert!(camera.world_from_screen([0.0, 0.0], SCREEN)[1] > camera.center[1]);
    }

    #[test]
    fn a_kilometre_at_1_to_25000_is_four_centimetres() {
        let camera = Camera {
            center: [234_000.0, 556_800.0],
            units_per_px: 1.0,
        }
        .at_scale(25_000.0, MapCrs::RdNew, OGC_PIXEL_M);
        let km_m = 1000.0 / camera.units_per_px * OGC_PIXEL_M;
        assert!((km_m - 0.04).abs() < 1e-9);
        let n = camera.scale_denominator(MapCrs::RdNew, OGC_PIXEL_M);
        assert!((n - 25_000.0).abs() < 1e-6);
    }

    #[test]
    fn on_mercator_the_scale_is_that_of_the_ground() {
        // 52.9° N, where a unit of Web Mercator is 0.603 m.
        let camera = Camera {
            center: [730_000.0, 6_972_000.0],
            units_per_px: 10.0,
        };
        let ratio = camera.scale_denominator(MapCrs::RdNew, OGC_PIXEL_M)
            / camera.scale_denominator(MapCrs::WebMercator, OGC_PIXEL_M);
        assert!((1.65..1.67).contains(&ratio), "{ratio}");
    }
}
