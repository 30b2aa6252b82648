//! Whether a point lies inside a feature: even-odd within each part, so that holes are outside whichever
//! way their ring runs, and inside where any part holds the point.

use super::polygons::{Feature, Part};

/// True when `point` lies inside a part of `feature`.
///
/// An edge belongs to the side of larger x, a level one to the side of larger y: of two parcels that share
/// an edge exactly one holds a point on it. A ring that is not closed is closed in thought.
///
/// ```
/// use ruilkaart::geometry::{PolygonBuilder, contains};
///
/// let mut builder = PolygonBuilder::default();
/// builder.push_ring([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]);
/// builder.push_ring([[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 3.0]]);
/// let polygons = builder.finish();
/// assert!(contains(&polygons.feature(0), [0.5, 2.0]));
/// assert!(!contains(&polygons.feature(0), [2.0, 2.0]), "in the hole");
/// ```
pub fn contains(feature: &Feature<'_>, point: [f64; 2]) -> bool {
    feature.parts().any(|part| part_contains(&part, point))
}

fn part_contains(part: &Part<'_>, point: [f64; 2]) -> bool {
    let crossings: usize = part.rings().map(|ring| crossings(ring, point)).sum();
    crossings % 2 == 1
}

/// How often the ray from `point` to the left crosses the ring.
fn crossings(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> usize {
    let Some(&last) = ring.last() else { return 0 };
    let mut from = last;
    let mut count = 0;
    for &to in ring {
        if (from[1] <= y) != (to[1] <= y) {
            // Always from the lower end, so that both owners of a shared edge compute the same number.
            let (low, high) = if from[1] <= to[1] {
                (from, to)
            } else {
                (to, from)
            };
            let part = (y - low[1]) / (high[1] - low[1]);
            if low[0] + part * (high[0] - low[0]) <= x {
                count += 1;
            }
        }
        from = to;
    }
    count
}
/// True when a line or a point of `feature` passes within `reach` of `point`.
///
/// ```
/// use ruilkaart::geometry::{GeometryKind, PolygonBuilder, passes_near};
///
/// let mut builder = PolygonBuilder::default();
/// builder.push_ring([[0.0, 0.0], [10.0, 0.0]]);
/// let lines = builder.finish().of_kind(GeometryKind::Lines);
/// assert!(passes_near(&lines.feature(0), [5.0, 0.9], 1.0));
/// assert!(!passes_near(&lines.feature(0), [11.1, 0.0], 1.0));
/// ```
pub fn passes_near(feature: &Feature<'_>, point: [f64; 2], reach: f64) -> bool {
    let near = |from: [f64; 2], to: [f64; 2]| distance(from, to, point) <= reach;
    feature.rings().any(|line| match line {
        [only] => near(*only, *only),
        line => line.windows(2).any(|side| near(side[0], side[1])),
    })
}

/// How far `point` is from the straight line between two others.
fn distance(from: [f64; 2], to: [f64; 2], point: [f64; 2]) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let away = [point[0] - from[0], point[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let part = if length > 0.0 {
        ((away[0] * along[0] + away[1] * along[1]) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (away[0] - part * along[0]).hypot(away[1] - part * along[1])
}
