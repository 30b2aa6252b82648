//! Which parcels of a category may share a shape. Shapes are filled by the even-odd rule, so ground that two parcels
//! of one shape cover would be a hole: parcels that lie over each other go into shapes of their own.

use rayon::prelude::*;

use crate::geometry::Bounds;
use crate::geometry::clip::{Chains, intersection_area};
use crate::job::{Cancelled, Progress};
use crate::map::PreparedLayer;

/// The number of the shape for each of `features` (ascending, with their boxes), 0 for most. Parcels of one category
/// that share more than `least` squared units of ground never have the same number.
pub(super) fn shapes(
    layer: &PreparedLayer,
    features: &[(u32, Bounds)],
    of_feature: &[u8],
    least: f64,
    progress: &Progress,
) -> Result<Vec<usize>, Cancelled> {
    let around = features
        .iter()
        .fold(Bounds::EMPTY, |all, (_, bounds)| all.union(bounds));
    let origin = around.center().map(f64::round);
    let chains: Vec<Chains> = features
        .par_iter()
        .map(|&(feature, _)| Chains::new(&layer.polygons().feature(feature as usize), origin))
        .collect();
    let place = |feature: u32| features.binary_search_by_key(&feature, |(known, _)| *known);
    let category = |feature: u32| of_feature.get(feature as usize);
    let below = features
        .par_iter()
        .enumerate()
        .map(|(at, &(feature, bounds))| {
            progress.tick(1)?;
            let near = layer.index().query(&bounds);
            let earlier = near.into_iter().take_while(|&other| other < feature);
            let alike = earlier.filter(|&other| category(other) == category(feature));
            let places = alike.filter_map(|other| place(other).ok());
            Ok(places
                .filter(|&other| intersection_area(&chains[at], &chains[other]) > least)
                .collect())
        })
        .collect::<Result<Vec<Vec<usize>>, Cancelled>>()?;
    let mut shapes = vec![0; features.len()];
    for (at, below) in below.iter().enumerate() {
        while below.iter().any(|&other| shapes[other] == shapes[at]) {
            shapes[at] += 1;
        }
    }
    Ok(shapes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::geometry::PolygonBuilder;
    use crate::layer::{Layer, Source, Table};
    use crate::map::MapCrs;

    /// Squares of 100 m by their lower left corners.
    fn squares(corners: &[[f64; 2]]) -> PreparedLayer {
        let mut builder = PolygonBuilder::default();
        for &[x, y] in corners {
            let (right, top) = (x + 100.0, y + 100.0);
            builder.push_ring([[x, y], [right, y], [right, top], [x, top]]);
            builder.end_part();
            builder.end_feature();
        }
        let layer = Arc::new(Layer {
            name: "squares".into(),
            source: Source::default(),
            crs: Some(MapCrs::RdNew.crs()),
            polygons: builder.finish(),
            table: Table::empty(corners.len()),
            warnings: Vec::new(),
        });
        PreparedLayer::new(layer, MapCrs::RdNew, &Progress::default()).unwrap()
    }

    #[test]
    fn what_lies_over_each_other_is_kept_apart_and_neighbours_are_not() {
        // The second touches the first, the third lies over both, the fourth over the third in another category.
        let [x, y] = [234_000.0, 556_000.0];
        let layer = squares(&[
            [x, y],
            [x + 100.0, y],
            [x + 50.0, y + 50.0],
            [x + 60.0, y + 60.0],
        ]);
        let everything = layer.index().query_boxes(&layer.bounds());
        let of = |categories: &[u8], least| {
            shapes(&layer, &everything, categories, least, &Progress::default()).unwrap()
        };
        assert_eq!(of(&[0, 0, 0, 1], 1.0), [0, 0, 1, 0]);
        assert_eq!(of(&[0, 0, 0, 0], 1.0), [0, 0, 1, 2]);
        assert_eq!(of(&[0, 0, 0, 0], 1e6), [0, 0, 0, 0]);
    }
}
