//! An outline is known again however it is stored, and taken for no other.

use proptest::prelude::*;
use ruilkaart::geometry::fingerprint::{fingerprint, same_outline};

use super::shapes::{array_of, map_points, outline, rectangle, star, stored_otherwise};

proptest! {
    #[test]
    fn start_direction_and_order_do_not_matter(a in star(), start in 0usize..50, reverse: bool) {
        let array = array_of(&[stored_otherwise(&a, start, reverse), a]);
        let [a, b] = [0, 1].map(|i| array.feature(i));
        prop_assert_eq!(fingerprint(&a), fingerprint(&b));
        prop_assert!(same_outline(&a, &b));
    }

    #[test]
    fn the_sum_does_not_matter_for_any_outline(a in outline(), start in 0usize..50, reverse: bool) {
        let array = array_of(&[stored_otherwise(&a, start, reverse), a]);
        prop_assert_eq!(fingerprint(&array.feature(0)), fingerprint(&array.feature(1)));
    }

    #[test]
    fn one_vertex_moved_is_another_outline(a in outline(), at in 0usize..200, by in 1e-4..1.0f64) {
        let count = a.iter().flatten().map(|ring| ring.len() - 1).sum::<usize>();
        let (mut i, target) = (0, at % count);
        let moved = map_points(&a, |[x, y]| { i += 1; if i - 1 == target { [x + by, y] } else { [x, y] } });
        let array = array_of(&[a, moved]);
        let [a, b] = [0, 1].map(|i| array.feature(i));
        prop_assert_ne!(fingerprint(&a), fingerprint(&b));
        prop_assert!(!same_outline(&a, &b));
    }
}

#[test]
fn repeated_vertices_and_a_missing_end_do_not_matter() {
    let closed = rectangle(0.0, 0.0, 2.0, 1.0);
    let mut open = closed[1..].to_vec();
    open.insert(2, open[2]);
    let array = array_of(&[vec![vec![closed]], vec![vec![open]]]);
    let [a, b] = [0, 1].map(|i| array.feature(i));
    assert_eq!(fingerprint(&a), fingerprint(&b));
    assert!(same_outline(&a, &b));
}

#[test]
fn a_loop_gone_round_the_other_way_is_another_outline() {
    // From a corner of the outer square round a small one within it, one way and the other: the same edges, and
    // once the small one is enclosed twice, once not at all.
    let outer = [[9.0, 0.0], [9.0, 9.0], [0.0, 9.0]];
    let inner = [[3.0, 1.0], [3.0, 3.0], [1.0, 3.0]];
    let ring = |inner: [[f64; 2]; 3]| {
        let corner = [[0.0, 0.0]];
        let all = corner
            .iter()
            .chain(&outer)
            .chain(&corner)
            .chain(&inner)
            .chain(&corner);
        vec![vec![all.copied().collect()]]
    };
    let mut back = inner;
    back.reverse();
    let array = array_of(&[ring(inner), ring(back)]);
    let [a, b] = [0, 1].map(|i| array.feature(i));
    assert_ne!(fingerprint(&a), fingerprint(&b));
}

#[test]
fn minus_zero_is_zero() {
    let plus = vec![vec![rectangle(0.0, 0.0, 1.0, 1.0)]];
    let minus = map_points(&plus, |p| p.map(|v| if v == 0.0 { -0.0 } else { v }));
    let array = array_of(&[plus, minus]);
    let [a, b] = [0, 1].map(|i| array.feature(i));
    assert_eq!(fingerprint(&a), fingerprint(&b));
    assert!(same_outline(&a, &b));
}
