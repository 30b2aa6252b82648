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
