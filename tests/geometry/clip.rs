//! The area of an intersection agrees with an engine that builds it.

use proptest::prelude::*;
use ruilkaart::geometry::boolean;
use ruilkaart::geometry::clip::{Chains, Covers, Place, Strips, area_under_all, intersection_area};

use super::shapes::{Outline, array_of, map_points, outline, rectangle, stored_otherwise};

const RD: [f64; 2] = [235_000.0, 557_000.0];

fn by_clip(a: &Outline, b: &Outline, origin: [f64; 2]) -> f64 {
    let array = array_of(&[a.clone(), b.clone()]);
    let [a, b] = [0, 1].map(|i| Chains::new(&array.feature(i), origin));
    intersection_area(&a, &b)
}

fn by_i_overlay(a: &Outline, b: &Outline) -> f64 {
    let array = array_of(&[a.clone(), b.clone()]);
    let [a, b] = [0, 1].map(|i| boolean::rings_of(&array.feature(i)));
    boolean::intersection(&a, &b).area()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn it_equals_what_i_overlay_builds(a in outline(), b in outline()) {
        let area = by_clip(&a, &b, [0.0, 0.0]);
        prop_assert!((area - by_i_overlay(&a, &b)).abs() < 1e-7, "{area}");
        prop_assert!((area - by_clip(&b, &a, [0.0, 0.0])).abs() < 1e-9);
    }

    #[test]
    fn the_ground_of_three_is_what_i_overlay_builds(
        a in outline(), b in outline(), c in outline(), far: bool,
    ) {
        let array = array_of(&[a, b, c]);
        let origin = if far { [-5_000.0, 3_000.0] } else { [0.0, 0.0] };
        let chains = [0, 1, 2].map(|i| Chains::new(&array.feature(i), origin));
        let area = area_under_all([&chains[0], &chains[1], &chains[2]]);
        let [a, b, c] = [0, 1, 2].map(|i| boolean::rings_of(&array.feature(i)));
        let built = boolean::intersection(&boolean::intersection(&a, &b).into_rings(), &c).area();
        prop_assert!((area - built).abs() < 1e-6, "{area} {built}");
        let turned = area_under_all([&chains[2], &chains[0], &chains[1]]);
        prop_assert!((area - turned).abs() < 1e-6);
        let twice = area_under_all([&chains[0], &chains[1], &chains[0]]);
        prop_assert!((twice - intersection_area(&chains[0], &chains[1])).abs() < 1e-6);
    }

    #[test]
    fn ground_is_told_apart_by_what_lies_over_it(
        base in outline(), others in prop::collection::vec(outline(), 1..5),
    ) {
        let all: Vec<Outline> = std::iter::once(base).chain(others).collect();
        let array = array_of(&all);
        let chains: Vec<Chains> = (0..all.len()).map(|i| Chains::new(&array.feature(i), RD)).collect();
        let rings: Vec<_> = (0..all.len()).map(|i| boolean::rings_of(&array.feature(i))).collect();
        let others: Vec<&Chains> = chains[1..].iter().collect();
        let covers = Covers::of(&chains[0], &others).unwrap();
        for bits in 1..1_u64 << others.len() {
            let some = rings[1..].iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
            let some = some.flat_map(|(_, rings)| rings.clone()).collect();
            let built = boolean::intersection(&rings[0], &some).area();
            let area = covers.under_any(bits);
            prop_assert!((area - built).abs() < 1e-3, "{bits:b}: {area} {built}");
        }
    }

    #[test]
    fn far_from_the_origin_and_stored_otherwise_it_stays(
        a in outline(), b in outline(), start in 0usize..9, reverse: bool,
    ) {
        let near = by_clip(&a, &b, [0.0, 0.0]);
        let move_rd = |[x, y]: [f64; 2]| [x + RD[0], y + RD[1]];
        let far_a = stored_otherwise(&map_points(&a, move_rd), start, reverse);
        let far_b = map_points(&b, move_rd);
        prop_assert!((by_clip(&far_a, &far_b, RD) - near).abs() < 1e-6);
    }

    #[test]
    fn strips_find_the_same_ground_and_never_miss_a_border(a in outline(), b in outline()) {
        let array = array_of(&[a.clone(), b.clone()]);
        let (large, small) = (Strips::new(&array.feature(0), RD), array.feature(1));
        let chains = Chains::new(&small, RD);
        let shared = large.shared_area(&chains, &small.bounds());
        prop_assert!((shared - by_clip(&a, &b, RD)).abs() < 1e-4, "{shared}");
        match large.place(&small.bounds(), small.coords()[0]) {
            Place::Inside => prop_assert!((shared - chains.area()).abs() < 1e-4),
            Place::Outside => prop_assert!(shared < 1e-4),
            Place::Border => {}
        }
        prop_assert!((large.area() - Chains::new(&array.feature(0), RD).area()).abs() < 1e-4);
    }

    #[test]
    fn with_itself_it_is_the_area_and_valid(a in outline()) {
        let array = array_of(std::slice::from_ref(&a));
        let chains = Chains::new(&array.feature(0), [0.0, 0.0]);
        prop_assert!(chains.is_valid());
        let rings = boolean::rings_of(&array.feature(0));
        prop_assert!((chains.area() - boolean::union(&rings).area()).abs() < 1e-7);
        prop_assert!((by_clip(&a, &a, [0.0, 0.0]) - chains.area()).abs() < 1e-9);
    }

    #[test]
    fn numbers_of_any_kind_do_no_harm(
        a in prop::collection::vec([any::<f64>(), any::<f64>()], 0..8),
        b in prop::collection::vec([any::<f64>(), any::<f64>()], 0..8),
    ) {
        let array = array_of(&[vec![vec![a.clone()]], vec![vec![b.clone()]]]);
        let (strips, other) = (Strips::new(&array.feature(0), [0.0, 0.0]), array.feature(1));
        let chains = Chains::new(&other, [0.0, 0.0]);
        prop_assert!(strips.shared_area(&chains, &other.bounds()) >= 0.0);
        let point = other.coords().first().copied().unwrap_or_default();
        strips.place(&other.bounds(), point);
        let area = by_clip(&vec![vec![a]], &vec![vec![b]], [0.0, 0.0]);
        prop_assert!(area >= 0.0);
    }
}

#[test]
fn neighbours_share_nothing_to_the_last_bit() {
    let left: Outline = vec![vec![vec![
        [0.0, 0.0],
        [1.0, 7.3],
        [4.1, 9.7],
        [3.3, 0.1],
        [0.0, 0.0],
    ]]];
    let right: Outline = vec![vec![vec![[4.1, 9.7], [8.0, 5.0], [3.3, 0.1], [4.1, 9.7]]]];
    assert!(by_clip(&left, &right, [0.0, 0.0]) <= 0.0);
}

#[test]
fn inside_and_outside_are_told_without_comparing() {
    let area = vec![vec![
        rectangle(0.0, 0.0, 100.0, 100.0),
        rectangle(40.0, 40.0, 60.0, 60.0),
    ]];
    let area = Strips::new(&array_of(&[area]).feature(0), [50.0, 50.0]);
    let place = |ring: Vec<[f64; 2]>| {
        let array = array_of(&[vec![vec![ring]]]);
        area.place(&array.feature(0).bounds(), array.coords()[0])
    };
    assert_eq!(place(rectangle(10.0, 10.0, 30.0, 30.0)), Place::Inside);
    assert_eq!(place(rectangle(45.0, 45.0, 55.0, 55.0)), Place::Outside);
    assert_eq!(place(rectangle(45.0, 101.0, 55.0, 110.0)), Place::Outside);
    assert_eq!(place(rectangle(45.0, -9.0, 55.0, -1.0)), Place::Outside);
    assert_eq!(place(rectangle(90.0, 50.0, 110.0, 51.0)), Place::Border);
    assert_eq!(place(rectangle(30.0, 30.0, 70.0, 70.0)), Place::Border);
}

#[test]
fn a_hole_is_no_ground() {
    let field = vec![vec![
        rectangle(0.0, 0.0, 10.0, 10.0),
        rectangle(2.0, 2.0, 8.0, 8.0),
    ]];
    let pond = vec![vec![rectangle(3.0, 3.0, 7.0, 7.0)]];
    let over = vec![vec![rectangle(1.0, 1.0, 9.0, 5.0)]];
    assert!(by_clip(&field, &pond, [0.0, 0.0]) <= 0.0);
    assert!((by_clip(&field, &over, [0.0, 0.0]) - 14.0).abs() < 1e-12);
}
