//! Invalid outlines mended: rings that cross or cover themselves or each other, holes stored as ground,
//! parts stored twice. Which outlines are invalid [`Chains::is_valid`] tells; unclosed rings, repeated
//! vertices, rings that touch themselves and rings stored the wrong way round enclose what they should
//! and need no mending.
//!
//! What was meant cannot be known; this is assumed, and the areas before and after are there to show it:
//! - a ring encloses every spot that it winds round, so both lobes of a bow-tie and the inside of a loop count;
//! - holes are taken out of the outer ring of their own part only;
//! - a part that lies wholly inside another is a hole that turns the wrong way (so GEOS and GDAL read it);
//! - a part stored twice counts once, and parts that overlap are united.

use super::boolean::{Rings, difference, nested, turned, union};
use super::bounds::Bounds;
use super::clip::{Chains, intersection_area};
use super::fingerprint::{fingerprint, same_outline};
use super::polygons::{Feature, Part, PolygonArray};

/// An outline as it was meant, as an array of one feature (without parts where nothing is left).
pub fn mend(feature: &Feature<'_>) -> PolygonArray {
    let origin = feature.coords().first().copied().unwrap_or_default();
    let mut parts: Vec<MendedPart> = Vec::new();
    for part in feature.parts() {
        let part = MendedPart::new(&part, origin);
        if part.chains.area() > 0.0 && !parts.iter().any(|known| known.is_same(&part)) {
            parts.push(part);
        }
    }
    let has_holes_as_parts = parts
        .iter()
        .any(|outer| parts.iter().any(|inner| inner.lies_inside(outer)));
    let rings = parts.into_iter().flat_map(|part| part.rings).collect();
    let shapes = if has_holes_as_parts {
        nested(&rings)
    } else {
        union(&rings)
    };
    shapes.to_feature()
}

/// A part made valid for itself: the ground that its outer ring winds round, less what its holes do.
struct MendedPart {
    rings: Rings,
    outline: PolygonArray,
    fingerprint: u128,
    bounds: Bounds,
    chains: Chains,
}

impl MendedPart {
    fn new(part: &Part<'_>, origin: [f64; 2]) -> Self {
        let mut rings = part.rings().map(|ring| turned(ring, false));
        let outer: Rings = rings.next().flatten().into_iter().collect();
        let holes = rings.flatten().collect();
        let shapes = difference(&outer, &holes);
        let outline = shapes.to_feature();
        Self {
            fingerprint: fingerprint(&outline.feature(0)),
            bounds: outline.bounds(),
            chains: Chains::new(&outline.feature(0), origin),
            rings: shapes.into_rings(),
            outline,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
            && same_outline(&self.outline.feature(0), &other.outline.feature(0))
    }

    /// Two parts that are the same are not both kept, so none lies inside itself.
    fn lies_inside(&self, outer: &Self) -> bool {
        self.chains.area() < outer.chains.area()
            && outer.bounds.contains_bounds(&self.bounds)
            && intersection_area(&self.chains, &outer.chains) >= self.chains.area() * (1.0 - 1e-6)
    }
}
