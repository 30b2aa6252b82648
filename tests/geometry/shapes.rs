//! Outlines for the tests: blocks of cells with holes and touching corners, stars, and what can be done to
//! an outline without changing the ground it encloses.

use std::f64::consts::TAU;

use proptest::prelude::*;
use ruilkaart::geometry::boolean::{self, Rings};
use ruilkaart::geometry::{PolygonArray, PolygonBuilder};

/// Parts of rings of points.
pub(crate) type Outline = Vec<Vec<Vec<[f64; 2]>>>;

pub(crate) fn array_of(outlines: &[Outline]) -> PolygonArray {
    let mut builder = PolygonBuilder::default();
    for outline in outlines {
        for part in outline {
            for ring in part {
                builder.push_ring(ring.iter().copied());
            }
            builder.end_part();
        }
        builder.end_feature();
    }
    builder.finish()
}

pub(crate) fn map_points(outline: &Outline, mut f: impl FnMut([f64; 2]) -> [f64; 2]) -> Outline {
    let mut outline = outline.clone();
    outline
        .iter_mut()
        .flatten()
        .flatten()
        .for_each(|point| *point = f(*point));
    outline
}

/// An axis-parallel rectangle, closed, clockwise.
pub(crate) fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Vec<[f64; 2]> {
    vec![[x0, y0], [x0, y1], [x1, y1], [x1, y0], [x0, y0]]
}

fn closed(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    ring.extend(ring.first().copied());
    ring
}

/// Some cells of a 5 × 5 grid, dissolved: holes, several parts, corners that touch, vertical and
/// horizontal edges, and often whole edges in common with another such outline. Sheared by `lean`, the
/// shared edges become slanted and are split at other places.
pub(crate) fn blocks() -> impl Strategy<Value = Outline> {
    prop::collection::vec(any::<bool>(), 25).prop_filter_map("no cell", |cells| {
        let rings: Rings = (0..25)
            .filter(|&i| cells[i])
            .filter_map(|i| {
                let (x, y) = ((i % 5) as f64 * 10.0, (i / 5) as f64 * 10.0);
                boolean::turned(&rectangle(x, y, x + 10.0, y + 10.0), false)
            })
            .collect();
        let parts: Outline = boolean::union(&rings)
            .polygons()
            .iter()
            .map(|part| part.iter().cloned().map(closed).collect())
            .collect();
        (!parts.is_empty()).then_some(parts)
    })
}

/// A ring round a centre with a radius for each of its directions; with one in ten a hole.
pub(crate) fn star() -> impl Strategy<Value = Outline> {
    let radii = prop::collection::vec(3.0..25.0f64, 3..40);
    (radii, 0.0..50.0f64, 0.0..50.0f64, prop::bool::weighted(0.3)).prop_map(
        |(radii, x, y, hole)| {
            let count = radii.len() as f64;
            let ring = |scale: f64| {
                let point = |(i, radius): (usize, &f64)| {
                    let (sin, cos) = (TAU * i as f64 / count).sin_cos();
                    [x + scale * radius * cos, y + scale * radius * sin]
                };
                closed(radii.iter().enumerate().map(point).collect())
            };
            let mut part = vec![ring(1.0)];
            if hole {
                part.push(ring(0.4));
            }
            vec![part]
        },
    )
}

pub(crate) fn outline() -> impl Strategy<Value = Outline> {
    let leaning = (blocks(), prop::sample::select(vec![0.0, 0.3, -1.7]));
    prop_oneof![
        blocks(),
        leaning.prop_map(|(outline, lean)| map_points(&outline, |[x, y]| [
            x + lean * y,
            y - 0.2 * lean * x
        ])),
        star(),
    ]
}

/// The same ground stored otherwise: rings from another vertex, some the other way round.
pub(crate) fn stored_otherwise(outline: &Outline, start: usize, reverse: bool) -> Outline {
    let turn = |ring: &Vec<[f64; 2]>| {
        let mut ring = ring[..ring.len() - 1].to_vec();
        let len = ring.len();
        ring.rotate_left(start % len);
        if reverse {
            ring.reverse();
        }
        closed(ring)
    };
    let mut outline: Outline = outline
        .iter()
        .map(|part| part.iter().map(turn).collect())
        .collect();
    outline.reverse();
    outline
}
