//! Shapes united, cut and shared exactly: the only module that names `i_overlay`. Slower by far than
//! [`clip`](super::clip), for the few places where an area of two outlines is not enough: invalid outlines
//! to mend, and ground under more than two.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::overlay::FloatOverlay;

use super::polygons::{Feature, PolygonArray, PolygonBuilder};

/// Beyond this no coordinate is meant, and squares of coordinates would lose their meaning.
const FARTHEST: f64 = 1e12;

/// Rings without a repeated last vertex; outer ones counterclockwise, holes clockwise.
pub type Rings = Vec<Vec<[f64; 2]>>;

/// Polygons, each an outer ring and its holes, that neither overlap nor cross themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shapes(Vec<Rings>);

/// The rings of a feature, turned by their role; those with vertices that are not finite are left out.
pub fn rings_of(feature: &Feature<'_>) -> Rings {
    let mut rings = Rings::new();
    for part in feature.parts() {
        for (number, ring) in part.rings().enumerate() {
            rings.extend(turned(ring, number > 0));
        }
    }
    rings
}

/// One ring, turned counterclockwise or, as a hole, clockwise. `None` where it cannot enclose anything.
pub fn turned(ring: &[[f64; 2]], is_hole: bool) -> Option<Vec<[f64; 2]>> {
    let usable = |&[x, y]: &[f64; 2]| x.abs() < FARTHEST && y.abs() < FARTHEST;
    let mut ring = ring.to_vec();
    ring.dedup();
    if ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 || !ring.iter().all(usable) {
        return None;
    }
    if (signed_area(&ring) < 0.0) != is_hole {
        ring.reverse();
    }
    Some(ring)
}

/// Ground that any ring encloses, holes taken out: where the rings' turns do not add up to 0.
pub fn union(rings: &Rings) -> Shapes {
    solve(
        rings,
        &Rings::new(),
        OverlayRule::Subject,
        FillRule::NonZero,
    )
}

/// Ground that an odd number of rings encloses, whichever way they turn: a ring inside a ring is a hole.
pub fn nested(rings: &Rings) -> Shapes {
    solve(
        rings,
        &Rings::new(),
        OverlayRule::Subject,
        FillRule::EvenOdd,
    )
}

/// Ground of both.
pub fn intersection(a: &Rings, b: &Rings) -> Shapes {
    solve(a, b, OverlayRule::Intersect, FillRule::NonZero)
}

/// Ground of `a` that is not ground of `b`.
pub fn difference(a: &Rings, b: &Rings) -> Shapes {
    solve(a, b, OverlayRule::Difference, FillRule::NonZero)
}

/// Numbers on a grid of 2⁶² steps: a nanometre is many steps wide on anything on earth.
fn solve(subject: &Rings, clip: &Rings, rule: OverlayRule, fill: FillRule) -> Shapes {
    if subject.is_empty() {
        return Shapes::default();
    }
    Shapes(FloatOverlay::<[f64; 2], i64>::from_subj_and_clip(subject, clip).overlay(rule, fill))
}

impl Shapes {
    /// The polygons, each an outer ring and its holes.
    pub fn polygons(&self) -> &[Rings] {
        &self.0
    }

    /// All rings of all polygons.
    pub fn into_rings(self) -> Rings {
        self.0.into_iter().flatten().collect()
    }

    /// Area in the square of the coordinates' unit, holes subtracted.
    pub fn area(&self) -> f64 {
        self.0.iter().flatten().map(|ring| signed_area(ring)).sum()
    }

    /// As an array of one feature, rings closed.
    pub fn to_feature(&self) -> PolygonArray {
        let mut builder = PolygonBuilder::default();
        for polygon in &self.0 {
            for ring in polygon {
                builder.push_ring(ring.iter().chain(ring.first()).copied());
            }
            builder.end_part();
        }
        builder.end_feature();
        builder.finish()
    }
}

/// Positive for a counterclockwise ring.
fn signed_area(ring: &[[f64; 2]]) -> f64 {
    let (Some(&origin), Some(&last)) = (ring.first(), ring.last()) else {
        return 0.0;
    };
    let local = |point: [f64; 2]| [point[0] - origin[0], point[1] - origin[1]];
    let mut from = local(last);
    let mut double_area = 0.0;
    for &point in ring {
        let to = local(point);
        double_area += from[0] * to[1] - to[0] * from[1];
        from = to;
    }
    double_area / 2.0
}
