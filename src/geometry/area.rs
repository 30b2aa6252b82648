//! Areas of rings, parts and features, on the plane and on the ellipsoid. What a ring encloses does not
//! depend on the direction in which it is stored, nor on whether its first vertex is repeated at the end.

use super::polygons::{Feature, GeometryKind, Part};

/// Semi-major axis of WGS 84 in metres (EPSG ellipsoid 7030).
const WGS84_A_M: f64 = 6_378_137.0;
/// Flattening of WGS 84 (EPSG ellipsoid 7030).
const WGS84_F: f64 = 1.0 / 298.257_223_563;

/// Area of a ring in squared units of its coordinates: positive counter-clockwise, negative clockwise.
///
/// The shoelace formula, about the ring's first vertex: coordinates of a national grid have six digits
/// before a parcel begins, and squared they would eat the digits that matter.
///
/// ```
/// let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]];
/// assert_eq!(ruilkaart::geometry::area::ring_signed(&square), 4.0);
/// ```
pub fn ring_signed(ring: &[[f64; 2]]) -> f64 {
    let Some((&[x0, y0], rest)) = ring.split_first() else {
        return 0.0;
    };
    let mut twice = 0.0;
    let (mut px, mut py) = (0.0, 0.0);
    for &[x, y] in rest {
        let (x, y) = (x - x0, y - y0);
        twice += px * y - x * py;
        (px, py) = (x, y);
    }
    // The closing edge ends in the origin and adds nothing.
    twice / 2.0
}

/// Area of a part on the plane: its outer ring minus its holes, in squared units of the coordinates. Lines and
/// points have none.
pub fn part(part: &Part<'_>) -> f64 {
    part_by(part, ring_signed)
}

/// Area of a feature on the plane: the sum of its parts. 0 without geometry.
pub fn feature(feature: &Feature<'_>) -> f64 {
    feature.parts().map(|p| part(&p)).sum()
}

/// Area in square metres of a feature whose coordinates are longitude and latitude in degrees on WGS 84.
pub fn feature_ellipsoid_m2(feature: &Feature<'_>) -> f64 {
    feature
        .parts()
        .map(|part| part_by(&part, ring_ellipsoid_m2))
        .sum()
}

/// The outer ring minus the holes, each measured by `ring_area`.
pub fn part_by(part: &Part<'_>, mut ring_area: impl FnMut(&[[f64; 2]]) -> f64) -> f64 {
    if part.kind() != GeometryKind::Polygons {
        return 0.0;
    }
    let mut rings = part.rings();
    let outer = rings.next().map_or(0.0, |ring| ring_area(ring).abs());
    rings.fold(outer, |area, hole| area - ring_area(hole).abs())
}

/// Area of a ring of longitudes and latitudes (degrees, WGS 84) on the ellipsoid in m², signed as
/// [`ring_signed`]. Edges are the shortest lines between their ends.
///
/// The cylindrical equal-area projection maps the ellipsoid onto the plane `(λ, q)` with the area element
/// `a²/2 · dλ dq`, where `q` is the authalic function of the latitude (Snyder 1987, "Map projections: a
/// working manual", USGS professional paper 1395, equations 3-12 and 10-15). The shoelace formula there
/// gives the area between straight edges; what the shortest line bulges beyond the straight one follows from
/// its equation on the sphere, `φ'' = −sin φ cos φ − 2 tan φ φ'²` with `' = d/dλ`, against
/// `φ'' = tan φ φ'²` on the straight one: `sin φ (cos² φ Δλ³ + 3 Δφ² Δλ) / 6` an edge. Without it parcels are
/// right to 1e-5, with it to 1e-6.
pub fn ring_ellipsoid_m2(ring: &[[f64; 2]]) -> f64 {
    let Some(&[lon0, lat0]) = ring.first() else {
        return 0.0;
    };
    let q0 = authalic_q(lat0);
    let mut area = 0.0;
    let (mut px, mut py, mut plat) = (0.0, 0.0, lat0);
    for &[lon, lat] in ring.iter().skip(1).chain(ring.first()) {
        let (x, y) = ((lon - lon0).to_radians(), authalic_q(lat) - q0);
        area += (px * y - x * py) / 2.0 - bulge(x - px, [plat, lat]);
        (px, py, plat) = (x, y, lat);
    }
    area * (WGS84_A_M * WGS84_A_M / 2.0)
}

/// Area in the plane `(λ, q)` between an edge as shortest line and as straight line.
fn bulge(dlon: f64, [lat0_deg, lat1_deg]: [f64; 2]) -> f64 {
    // The series holds for short edges; what a long one means in a file is anyone's guess.
    const LONGEST: f64 = 0.05;
    let dlat = (lat1_deg - lat0_deg).to_radians();
    if dlon.abs().max(dlat.abs()) > LONGEST {
        return 0.0;
    }
    let (sin, cos) = f64::midpoint(lat0_deg, lat1_deg).to_radians().sin_cos();
    sin * dlon * (cos * cos * dlon * dlon + 3.0 * dlat * dlat) / 6.0
}

/// Snyder's `q`, equation 3-12, of a latitude in degrees.
fn authalic_q(lat_deg: f64) -> f64 {
    let e2 = WGS84_F * (2.0 - WGS84_F);
    let e = e2.sqrt();
    let sin = lat_deg.to_radians().sin();
    // 1/(2e) · ln((1 − e sin φ)/(1 + e sin φ)) is −artanh(e sin φ)/e, which keeps its digits near the equator.
    (1.0 - e2) * (sin / (1.0 - e2 * sin * sin) + (e * sin).atanh() / e)
}

#[cfg(test)]
// The sums here are exact in binary.
#[expect(clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;
    use proptest::prelude::*;

    fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Vec<[f64; 2]> {
        vec![
            [x, y],
            [x + width, y],
            [x + width, y + height],
            [x, y + height],
            [x, y],
        ]
    }

    #[test]
    fn holes_are_subtracted_whatever_their_direction() {
        for reverse in [false, true] {
            let mut hole = rectangle(1.0, 1.0, 2.0, 3.0);
            if reverse {
                hole.reverse();
            }
            let mut builder = PolygonBuilder::default();
            builder.push_ring(rectangle(0.0, 0.0, 10.0, 10.0));
            builder.push_ring(hole);
            builder.end_part();
            builder.push_ring(rectangle(20.0, 0.0, 1.0, 1.0));
            builder.end_part();
            builder.end_feature();
            assert_eq!(feature(&builder.finish().feature(0)), 95.0);
        }
    }

    #[test]
    fn far_from_the_origin_no_digit_is_lost() {
        let parcel = rectangle(233_000.125, 557_000.375, 0.5, 0.25);
        assert_eq!(ring_signed(&parcel), 0.125);
    }

    #[test]
    fn an_unclosed_ring_encloses_the_same() {
        let closed = rectangle(5.0, 6.0, 7.0, 8.0);
        assert_eq!(ring_signed(&closed), ring_signed(&closed[..4]));
        assert_eq!(ring_signed(&[]), 0.0);
        assert_eq!(ring_signed(&closed[..2]), 0.0);
    }

    #[test]
    fn the_whole_ellipsoid_has_its_known_surface() {
        // The area that Karney's GeographicLib states for WGS 84, to the square metre.
        let world = rectangle(-180.0, -90.0, 360.0, 180.0);
        let relative = ring_ellipsoid_m2(&world) / 510_065_621_724_089.0 - 1.0;
        assert!(relative.abs() < 1e-12, "{relative}");
    }

    proptest! {
        /// Against Karney's geodesic area, as the `geo` crate computes it.
        #[test]
        fn parcels_agree_with_the_geodesic_area(
            lon in -179.0..179.0f64, lat in -75.0..75.0f64,
            radius_deg in 1e-3..1e-2f64,
            spokes in proptest::collection::vec(0.5..1.0f64, 4..30),
        ) {
            use geo::GeodesicArea as _;
            let ring: Vec<[f64; 2]> = spokes.iter().enumerate().map(|(i, reach)| {
                let angle = i as f64 / spokes.len() as f64 * std::f64::consts::TAU;
                [lon + radius_deg * reach * angle.cos(), lat + radius_deg * reach * angle.sin()]
            }).collect();
            let line = geo::LineString::from_iter(ring.iter().map(|&[x, y]| geo::coord! { x: x, y: y }));
            let expected = geo::Polygon::new(line, vec![]).geodesic_area_unsigned();
            let relative = ring_ellipsoid_m2(&ring) / expected - 1.0;
            prop_assert!(relative.abs() < 1e-6, "{} against {}", ring_ellipsoid_m2(&ring), expected);
        }

        #[test]
        fn turning_and_shifting_the_start_changes_only_the_sign(
            points in proptest::collection::vec((0.0..1000.0f64, 0.0..1000.0f64), 3..40), start in 0usize..40,
        ) {
            let ring: Vec<[f64; 2]> = points.iter().map(|&(x, y)| [x, y]).collect();
            let mut turned = ring.clone();
            turned.rotate_left(start % ring.len());
            prop_assert!((ring_signed(&turned) - ring_signed(&ring)).abs() < 1e-6);
            turned.reverse();
            prop_assert!((ring_signed(&turned) + ring_signed(&ring)).abs() < 1e-6);
        }
    }
}
