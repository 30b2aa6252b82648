//! A point in a feature, against the winding number summed from angles.

use proptest::prelude::*;
use ruilkaart::geometry::{Feature, PolygonArray, PolygonBuilder, contains};

/// The turns a ring makes around a point, from the angles its edges are seen under: another way to the
/// same answer.
fn turns(ring: &[[f64; 2]], point: [f64; 2]) -> i64 {
    let angle = |p: [f64; 2]| (p[1] - point[1]).atan2(p[0] - point[0]);
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    let total: f64 = edges
        .map(|(&from, &to)| {
            let turn = angle(to) - angle(from);
            turn - std::f64::consts::TAU * (turn / std::f64::consts::TAU).round()
        })
        .sum();
    (total / std::f64::consts::TAU).round() as i64
}

fn contains_by_turns(feature: &Feature<'_>, point: [f64; 2]) -> bool {
    feature.parts().any(|part| {
        let odd = part.rings().map(|ring| turns(ring, point)).sum::<i64>();
        odd.rem_euclid(2) == 1
    })
}

fn feature_of(parts: &[Vec<Vec<[f64; 2]>>]) -> PolygonArray {
    let mut builder = PolygonBuilder::default();
    for rings in parts {
        for ring in rings {
            builder.push_ring(ring.iter().copied());
        }
        builder.end_part();
    }
    builder.end_feature();
    builder.finish()
}

fn ring() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let corner = [-9i32..10, -9i32..10].prop_map(|[x, y]| [f64::from(x), f64::from(y)]);
    prop::collection::vec(corner, 3..12)
}

proptest! {
    /// Rings of any shape, crossing themselves too; points that lie on no edge of whole-numbered corners
    /// with a slope of small numbers.
    #[test]
    fn agrees_with_the_angles(
        parts in prop::collection::vec(prop::collection::vec(ring(), 1..3), 1..3),
        x in -10i32..10, y in -10i32..10,
    ) {
        let polygons = feature_of(&parts);
        let point = [f64::from(x) + 0.137_319, f64::from(y) + 0.431_717];
        let feature = polygons.feature(0);
        prop_assert_eq!(contains(&feature, point), contains_by_turns(&feature, point));
    }

    /// Two halves of a square cut along any line through it: a point on the cut, or anywhere, has one owner.
    #[test]
    fn a_shared_edge_has_one_owner(cut_low in 1i32..9, cut_high in 1i32..9, at in 0.01f64..9.99) {
        let (low, high) = ([f64::from(cut_low), 0.0], [f64::from(cut_high), 10.0]);
        let left = feature_of(&[vec![vec![[0.0, 0.0], low, high, [0.0, 10.0]]]]);
        let right = feature_of(&[vec![vec![[10.0, 10.0], high, low, [10.0, 0.0]]]]);
        let on_cut = [low[0] + at / 10.0 * (high[0] - low[0]), at];
        let owners = [&left, &right].iter().filter(|half| contains(&half.feature(0), on_cut)).count();
        prop_assert_eq!(owners, 1);
    }
}

#[test]
fn nothing_lies_in_a_null_geometry() {
    let mut builder = PolygonBuilder::default();
    builder.end_feature();
    assert!(!contains(&builder.finish().feature(0), [0.0, 0.0]));
}
