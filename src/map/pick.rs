//! What lies under a point. Exact, by the polygons themselves and not by the pixels: the answer does not
//! depend on the zoom.

use super::prepared::PreparedLayer;
use crate::geometry::{Bounds, contains, passes_near};

/// How far from a line or a point one may point, in pixels.
pub const REACH_PX: f64 = 5.0;

/// The feature that is seen at `point` (map units): of those that hold it the one drawn last.
pub fn pick(layer: &PreparedLayer, point: [f64; 2]) -> Option<usize> {
    all_at(layer, point).last().copied()
}

/// Every feature that holds `point`, in record order; parcels of one file may overlap.
pub fn all_at(layer: &PreparedLayer, point: [f64; 2]) -> Vec<usize> {
    all_near(layer, point, 0.0)
}

/// Every feature that holds `point`; of lines and points those that lie within `reach` (map units) of it.
pub fn all_near(layer: &PreparedLayer, point: [f64; 2], reach: f64) -> Vec<usize> {
    let polygons = layer.polygons();
    let reach = if polygons.is_ground() { 0.0 } else { reach };
    let here = Bounds {
        min: point,
        max: point,
    };
    let near = layer.index().query(&here.grown(reach));
    let holds = |feature: &usize| {
        let feature = polygons.feature(*feature);
        match polygons.is_ground() {
            true => contains(&feature, point),
            false => passes_near(&feature, point, reach),
        }
    };
    let near = near.into_iter().map(|feature| feature as usize);
    near.filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::crs::Crs;
    use crate::geometry::PolygonBuilder;
    use crate::job::Progress;
    use crate::layer::{Layer, Source, Table};
    use crate::map::grid::MapCrs;

    #[test]
    fn of_overlapping_parcels_the_last_is_seen_and_a_hole_is_not_held() {
        let square =
            |x: f64, side: f64| [[x, x], [x + side, x], [x + side, x + side], [x, x + side]];
        let mut builder = PolygonBuilder::default();
        builder.push_ring(square(0.0, 10.0));
        builder.push_ring(square(6.0, 2.0));
        builder.end_part();
        builder.end_feature();
        builder.end_feature();
        builder.push_ring(square(1.0, 3.0));
        let layer = Layer {
            name: "test".into(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons: builder.finish(),
            table: Table::empty(3),
            warnings: Vec::new(),
        };
        let layer =
            PreparedLayer::new(Arc::new(layer), MapCrs::RdNew, &Progress::default()).unwrap();
        let at = |point| all_near(&layer, point, 9.0);
        assert_eq!(pick(&layer, [2.0, 2.0]), Some(2));
        assert_eq!(at([2.0, 2.0]), [0, 2]);
        assert_eq!(at([5.0, 5.0]), [0]);
        assert!(at([7.0, 7.0]).is_empty(), "in the hole");
        assert!(at([f64::NAN, 0.0]).is_empty());
    }
}
