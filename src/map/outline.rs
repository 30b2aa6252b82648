//! The outline of single features as lines on the screen, for what is pointed at and what is selected: crisp
//! at any zoom, and cheap however many vertices a feature has.

use super::camera::Camera;
use crate::geometry::{Bounds, Feature, GeometryKind};

/// Room around the screen within which lines are kept, in pixels, so that a thick line that leaves the
/// screen has no visible end.
const MARGIN_PX: f64 = 32.0;

/// Of the circle around a point, in pixels.
const POINT_RADIUS_PX: f64 = 7.0;

/// The rings of `feature` on a screen of `size_px`, in pixels: closed lines. Vertices less than half a pixel
/// from the one before are left out, runs of vertices that lie together on one side of the screen too, so
/// that the result is as long as what is seen. Rings with a vertex that is not finite are left out.
pub fn screen_rings(
    feature: &Feature<'_>,
    camera: &Camera,
    size_px: [f64; 2],
) -> Vec<Vec<[f32; 2]>> {
    let screen = Bounds::new(0.0, 0.0, size_px[0], size_px[1]).grown(MARGIN_PX);
    let on_screen = |ring: &[[f64; 2]]| screen_ring(ring, camera, size_px, &screen);
    feature
        .rings()
        .filter(|ring| ring.iter().flatten().all(|part| part.is_finite()))
        .filter_map(|ring| match feature.kind() {
            GeometryKind::Polygons => on_screen(ring),
            // There and back, so that it is closed like the others.
            GeometryKind::Lines => {
                on_screen(&[ring, &ring.iter().rev().copied().collect::<Vec<_>>()].concat())
            }
            GeometryKind::Points => on_screen(&around(*ring.first()?, camera)),
        })
        .collect()
}

/// A circle around a point.
fn around(center: [f64; 2], camera: &Camera) -> Vec<[f64; 2]> {
    const CORNERS: u32 = 24;
    let radius = POINT_RADIUS_PX * camera.units_per_px;
    let corner = |i: u32| {
        let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / f64::from(CORNERS)).sin_cos();
        [center[0] + radius * cos, center[1] + radius * sin]
    };
    (0..CORNERS).map(corner).collect()
}

fn screen_ring(
    ring: &[[f64; 2]],
    camera: &Camera,
    size_px: [f64; 2],
    screen: &Bounds,
) -> Option<Vec<[f32; 2]>> {
    let points: Vec<[f64; 2]> = ring
        .iter()
        .map(|&vertex| camera.screen_from_world(vertex, size_px))
        .collect();
    if !Bounds::of_points(&points).intersects(screen) {
        return None;
    }
    let near = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) < 0.5;
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for (i, &point) in points.iter().enumerate() {
        if kept.last().is_some_and(|&last| near(last, point)) {
            continue;
        }
        // The middle of three on one side of the screen is not seen, nor is the way to it.
        let next = points.get(i + 1);
        let hidden = kept.last().zip(next).is_some_and(|(&last, &next)| {
            side(last, screen) & side(point, screen) & side(next, screen) != 0
        });
        if !hidden {
            kept.push(point);
        }
    }
    if kept.len() > 1 && near(kept[0], kept[kept.len() - 1]) {
        kept.pop();
    }
    let clamp = |value: f64| value.clamp(-FAR_PX, FAR_PX) as f32;
    (kept.len() > 1).then(|| kept.iter().map(|point| point.map(clamp)).collect())
}

/// Pixels beyond which a place is drawn no further away; lines that long are seen at no zoom.
const FAR_PX: f64 = 1e9;

/// One bit per side of the box that the point lies beyond.
fn side(point: [f64; 2], bounds: &Bounds) -> u8 {
    u8::from(point[0] < bounds.min[0])
        | u8::from(point[0] > bounds.max[0]) << 1
        | u8::from(point[1] < bounds.min[1]) << 2
        | u8::from(point[1] > bounds.max[1]) << 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;

    const SIZE: [f64; 2] = [100.0, 100.0];
    const CAMERA: Camera = Camera {
        center: [50.0, 50.0],
        units_per_px: 1.0,
    };

    fn rings_of(rings: &[Vec<[f64; 2]>]) -> Vec<Vec<[f32; 2]>> {
        let mut builder = PolygonBuilder::default();
        for ring in rings {
            builder.push_ring(ring.iter().copied());
        }
        screen_rings(&builder.finish().feature(0), &CAMERA, SIZE)
    }

    #[test]
    fn a_ring_is_where_the_camera_shows_it_and_does_not_repeat_its_start() {
        let square = vec![
            [10.0, 10.0],
            [90.0, 10.0],
            [90.0, 90.0],
            [10.0, 90.0],
            [10.0, 10.0],
        ];
        let expected = vec![[10.0, 90.0], [90.0, 90.0], [90.0, 10.0], [10.0, 10.0]];
        assert_eq!(rings_of(&[square]), [expected]);
    }

    #[test]
    fn vertices_that_cannot_be_seen_cost_nothing() {
        let circle = |center: [f64; 2], radius: f64| -> Vec<[f64; 2]> {
            let corner = |i: u32| f64::from(i) * std::f64::consts::TAU / 10_000.0;
            let point = |angle: f64| {
                [
                    center[0] + radius * angle.cos(),
                    center[1] + radius * angle.sin(),
                ]
            };
            (0..10_000).map(|i| point(corner(i))).collect()
        };
        let tiny = rings_of(&[circle([50.0, 50.0], 3.0)]);
        assert!(tiny[0].len() < 40, "{}", tiny[0].len());
        // A circle of which an arc crosses the screen: the rest is a handful of points.
        let huge = rings_of(&[circle([50.0, 20_050.0], 20_000.0)]);
        assert!((3..60).contains(&huge[0].len()), "{}", huge[0].len());
        assert!(rings_of(&[circle([5000.0, 50.0], 9.0)]).is_empty());
    }

    #[test]
    fn a_ring_around_the_screen_still_goes_around_it() {
        let around = vec![[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]];
        assert_eq!(rings_of(&[around])[0].len(), 4);
        assert!(rings_of(&[vec![[0.0, 0.0], [f64::NAN, 9.0], [9.0, 9.0]]]).is_empty());
    }
}
