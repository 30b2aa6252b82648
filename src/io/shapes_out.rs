//! Geometries as the simple-feature formats want them: rings closed, outer ones counterclockwise, holes clockwise, and
//! nothing that encloses nothing; lines of two points at least; points.

use crate::geometry::{Feature, GeometryKind, Part, PolygonArray};

/// A line, or a ring.
pub(super) type Line = Vec<[f64; 2]>;
/// A polygon: its outer ring and its holes.
pub(super) type Polygon = Vec<Line>;

/// The geometry of a feature, as far as there is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Polygons(Vec<Polygon>),
    Lines(Vec<Line>),
    Points(Vec<[f64; 2]>),
}

impl Shape {
    /// Without what has no place or no extent.
    pub(super) fn of(feature: &Feature<'_>) -> Self {
        let lists = || feature.rings().filter(|list| is_finite(list));
        match feature.kind() {
            GeometryKind::Polygons => Self::Polygons(polygons(feature)),
            GeometryKind::Lines => {
                let lines = lists().filter(|line| line.len() > 1);
                Self::Lines(lines.map(<[_]>::to_vec).collect())
            }
            GeometryKind::Points => Self::Points(lists().flatten().copied().collect()),
        }
    }

    /// True where there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of polygons, lines or points.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Polygons(polygons) => polygons.len(),
            Self::Lines(lines) => lines.len(),
            Self::Points(points) => points.len(),
        }
    }

    /// Every vertex.
    pub(super) fn vertices(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Polygons(polygons) => polygons.iter().flatten().flatten().copied().collect(),
            Self::Lines(lines) => lines.concat(),
            Self::Points(points) => points.clone(),
        }
    }
}

/// True where no feature has more than one part.
pub(super) fn are_single(array: &PolygonArray) -> bool {
    array.features().all(|feature| feature.parts().len() < 2)
}

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

fn is_finite(list: &[[f64; 2]]) -> bool {
    list.iter().flatten().all(|ordinate| ordinate.is_finite())
}

/// The ring closed and turned; `None` when it has fewer than three corners, or one that is nowhere.
fn oriented(ring: &[[f64; 2]], counterclockwise: bool) -> Option<Vec<[f64; 2]>> {
    let mut ring = ring.to_vec();
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    if ring.len() < 4 || !is_finite(&ring) {
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
