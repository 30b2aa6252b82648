//! Polygons as the simple-feature formats want them: rings closed, outer ones counterclockwise, holes
//! clockwise, nothing that encloses nothing.

use crate::geometry::{Feature, Part};

/// A polygon: its outer ring and its holes.
pub(super) type Polygon = Vec<Vec<[f64; 2]>>;

/// The parts of a feature that enclose something; empty where the feature has no geometry.
pub(super) fn polygons(feature: &Feature<'_>) -> Vec<Polygon> {
    feature.parts().filter_map(|part| polygon(&part)).collect()
}

fn polygon(part: &Part<'_>) -> Option<Polygon> {
    let mut rings = part.rings();
    let mut polygon = vec![oriented(rings.next()?, true)?];
    polygon.extend(rings.filter_map(|ring| oriented(ring, false)));
    Some(polygon)
}

/// The ring closed and turned; `None` when it has fewer than three corners, or one that is nowhere.
fn oriented(ring: &[[f64; 2]], counterclockwise: bool) -> Option<Vec<[f64; 2]>> {
    let mut ring = ring.to_vec();
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    let finite = ring.iter().flatten().all(|ordinate| ordinate.is_finite());
    if ring.len() < 4 || !finite {
        return None;
    }
    if (doubled_area(&ring) > 0.0) != counterclockwise {
        ring.reverse();
    }
    Some(ring)
}

/// Twice the area, positive for counterclockwise, about the ring's own first corner: coordinates of the
/// national grid squared eat the digits.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let [x0, y0] = ring.first().copied().unwrap_or_default();
    let pairs = ring.windows(2);
    pairs
        .map(|pair| {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;

    #[test]
    fn rings_are_closed_and_turned() {
        let mut builder = PolygonBuilder::default();
        // Clockwise and open, with a hole counterclockwise.
        builder.push_ring([[0.0, 0.0], [0.0, 9.0], [9.0, 9.0], [9.0, 0.0]]);
        builder.push_ring([[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]]);
        builder.end_part();
        // Encloses nothing.
        builder.push_ring([[0.0, 0.0], [1.0, 1.0]]);
        builder.end_part();
        builder.push_ring([[0.0, 0.0], [1.0, 1.0], [f64::NAN, 0.0], [0.0, 0.0]]);
        builder.end_part();
        builder.end_feature();
        let array = builder.finish();
        let polygons = polygons(&array.feature(0));
        assert_eq!(polygons.len(), 1);
        let outer = vec![[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0], [0.0, 0.0]];
        let hole = vec![[1.0, 1.0], [2.0, 2.0], [2.0, 1.0], [1.0, 1.0]];
        assert_eq!(polygons[0], [outer, hole]);
    }
}
