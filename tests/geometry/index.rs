//! The index finds exactly what a walk over all boxes finds.

use proptest::prelude::*;
use ruilkaart::geometry::{Bounds, PolygonArray, PolygonBuilder, SpatialIndex};

/// Features as triangles, `None` as a null geometry.
fn triangles(corners: &[Option<[[f64; 2]; 3]>]) -> PolygonArray {
    let mut builder = PolygonBuilder::default();
    for corners in corners {
        if let Some(ring) = corners {
            builder.push_ring(*ring);
            builder.end_part();
        }
        builder.end_feature();
    }
    builder.finish()
}

fn by_walking(polygons: &PolygonArray, bounds: &Bounds) -> Vec<u32> {
    (0u32..)
        .zip(polygons.features())
        .filter(|(_, feature)| feature.bounds().intersects(bounds))
        .map(|(number, _)| number)
        .collect()
}

/// Small whole numbers, so that boxes touch often.
fn point() -> impl Strategy<Value = [f64; 2]> {
    [-20i32..20, -20i32..20].prop_map(|[x, y]| [f64::from(x), f64::from(y)])
}

proptest! {
    #[test]
    fn the_index_finds_what_a_walk_finds(
        corners in prop::collection::vec(prop::option::weighted(0.9, [point(), point(), point()]), 0..80),
        (a, b) in (point(), point()),
    ) {
        let polygons = triangles(&corners);
        let index = SpatialIndex::build(&polygons);
        let bounds = Bounds::of_points(&[a, b]);
        prop_assert_eq!(index.query(&bounds), by_walking(&polygons, &bounds));
    }
}

#[test]
fn boxes_come_with_their_features() {
    let ring = [[1.0, 2.0], [3.0, 2.0], [3.0, 5.0]];
    let polygons = triangles(&[None, Some(ring), None]);
    let index = SpatialIndex::build(&polygons);
    let all = Bounds::new(0.0, 0.0, 9.0, 9.0);
    assert_eq!(
        index.query_boxes(&all),
        [(1, Bounds::new(1.0, 2.0, 3.0, 5.0))]
    );
    assert!(index.query(&Bounds::EMPTY).is_empty());
}

#[test]
fn vertices_that_are_not_finite_do_not_hide_the_others() {
    let ring = [[1.0, 2.0], [f64::NAN, 2.0], [3.0, f64::INFINITY]];
    let polygons = triangles(&[Some(ring), Some([[f64::NAN; 2]; 3])]);
    let index = SpatialIndex::build(&polygons);
    assert_eq!(index.query(&Bounds::new(0.0, 0.0, 9.0, 9.0)), [0]);
}
