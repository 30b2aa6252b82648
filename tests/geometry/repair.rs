//! Invalid outlines are found, and mended into the ground that was meant.

use proptest::prelude::*;
use ruilkaart::geometry::clip::Chains;
use ruilkaart::geometry::repair::mend;

use super::shapes::{Outline, array_of, map_points, outline, rectangle};

const RD: [f64; 2] = [235_000.0, 557_000.0];

/// Whether it was valid as stored, and its area once mended, which must be valid.
fn mended(outline: &Outline) -> (bool, f64) {
    let outline = map_points(outline, |[x, y]| [x + RD[0], y + RD[1]]);
    let array = array_of(&[outline]);
    let before = Chains::new(&array.feature(0), RD);
    let mended = mend(&array.feature(0));
    let after = Chains::new(&mended.feature(0), RD);
    assert!(after.is_valid());
    (before.is_valid(), after.area())
}

fn check(outline: &Outline, valid: bool, area: f64) {
    let (was_valid, mended_area) = mended(outline);
    assert_eq!(was_valid, valid);
    assert!(
        (mended_area - area).abs() < 1e-6,
        "{mended_area} for {area}"
    );
}

#[test]
fn both_lobes_of_a_bow_tie_count() {
    check(
        &vec![vec![vec![
            [0.0, 0.0],
            [2.0, 2.0],
            [2.0, 0.0],
            [0.0, 2.0],
            [0.0, 0.0],
        ]]],
        false,
        2.0,
    );
}

#[test]
fn a_loop_inside_the_ring_stays_ground() {
    let ring = vec![
        [0., 0.],
        [0., 10.],
        [10., 10.],
        [10., 0.],
        [4., 0.],
        [4., 3.],
        [6., 3.],
        [6., -0.5],
        [5., -0.5],
        [5., 0.],
        [0., 0.],
    ];
    check(&vec![vec![ring]], false, 100.5);
}

#[test]
fn a_hole_stored_as_ground_is_a_hole() {
    let (field, pond) = (
        rectangle(0.0, 0.0, 10.0, 10.0),
        rectangle(4.0, 4.0, 6.0, 6.0),
    );
    check(&vec![vec![field.clone()], vec![pond.clone()]], false, 96.0);
    let island = rectangle(4.5, 4.5, 5.5, 5.5);
    check(&vec![vec![field], vec![pond], vec![island]], false, 97.0);
}

#[test]
fn a_hole_that_turns_the_wrong_way_is_no_fault() {
    let (field, mut pond) = (
        rectangle(0.0, 0.0, 10.0, 10.0),
        rectangle(4.0, 4.0, 6.0, 6.0),
    );
    check(&vec![vec![field.clone(), pond.clone()]], true, 96.0);
    pond.reverse();
    check(&vec![vec![field, pond]], true, 96.0);
}

#[test]
fn a_part_stored_twice_counts_once_and_parts_that_overlap_are_united() {
    let field = rectangle(0.0, 0.0, 10.0, 10.0);
    check(
        &vec![vec![field.clone()], vec![field.clone()]],
        false,
        100.0,
    );
    check(
        &vec![vec![field], vec![rectangle(5.0, 5.0, 15.0, 15.0)]],
        false,
        175.0,
    );
}

#[test]
fn a_hole_across_the_edge_takes_what_lies_inside() {
    check(
        &vec![vec![
            rectangle(0.0, 0.0, 10.0, 10.0),
            rectangle(8.0, 0.0, 12.0, 10.0),
        ]],
        false,
        80.0,
    );
}

#[test]
fn unclosed_rings_repeated_vertices_and_touching_rings_are_no_fault() {
    check(
        &vec![vec![vec![
            [0.0, 0.0],
            [0.0, 1.0],
            [0.0, 1.0],
            [1.0, 1.0],
            [1.0, 0.0],
        ]]],
        true,
        1.0,
    );
    let touching = vec![
        [0., 0.],
        [0., 4.],
        [2., 2.],
        [4., 4.],
        [4., 0.],
        [2., 2.],
        [0., 0.],
    ];
    check(&vec![vec![touching]], true, 8.0);
}

#[test]
fn spikes_and_rings_without_ground_vanish() {
    check(&vec![vec![vec![[0., 0.], [5., 0.], [0., 0.]]]], true, 0.0);
    check(
        &vec![vec![vec![
            [0., 0.],
            [0., 1.],
            [1., 1.],
            [1., 9.],
            [1., 0.],
            [0., 0.],
        ]]],
        true,
        1.0,
    );
}

proptest! {
    #[test]
    fn a_valid_outline_keeps_its_area(a in outline()) {
        let array = array_of(std::slice::from_ref(&a));
        let (valid, area) = mended(&a);
        prop_assert!(valid);
        prop_assert!((area - Chains::new(&array.feature(0), [0.0; 2]).area()).abs() < 1e-6);
    }

    #[test]
    fn whatever_is_stored_becomes_valid(
        rings in prop::collection::vec(prop::collection::vec([-9i32..9, -9i32..9], 0..12), 1..5),
        holes in prop::collection::vec(any::<bool>(), 5),
    ) {
        let mut outline = Outline::new();
        for (i, ring) in rings.iter().enumerate() {
            let ring = ring.iter().map(|&[x, y]| [f64::from(x), f64::from(y)]).collect();
            match outline.last_mut() {
                Some(part) if holes[i] => part.push(ring),
                _ => outline.push(vec![ring]),
            }
        }
        let area = mended(&outline).1;
        prop_assert!((0.0..=324.0).contains(&area));
    }

    #[test]
    fn numbers_of_any_kind_do_no_harm(ring in prop::collection::vec([any::<f64>(), any::<f64>()], 0..8)) {
        let array = array_of(&[vec![vec![ring]]]);
        mend(&array.feature(0));
    }
}
