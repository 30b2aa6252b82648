//! The ground of each category within one outline, exactly.

use super::split::Split;
use super::summary::{Categories, Category};
use crate::geometry::{PolygonArray, PolygonBuilder};
use crate::job::{Cancelled, Progress};

/// The categories counted over what lies within `ring`, in the plane of `parcels`. `area_m2` holds the ground of each
/// parcel, NaN where unknown; a parcel on the outline counts with the part that lies inside.
///
/// # Errors
/// [`Cancelled`] when the work was told to stop.
pub fn within(
    parcels: &PolygonArray,
    area_m2: &[f64],
    categories: &Categories,
    ring: &[[f64; 2]],
    progress: &Progress,
) -> Result<Vec<Category>, Cancelled> {
    let mut outline = PolygonBuilder::default();
    outline.push_ring(ring.iter().copied());
    outline.end_part();
    outline.end_feature();
    let split = Split::along(parcels, area_m2, &outline.finish(), progress)?;
    let mut list = categories.list.clone();
    for category in &mut list {
        category.parcels = 0;
        category.area_m2 = 0.0;
        category.unmeasured = 0;
    }
    for piece in split.areas.into_iter().flatten() {
        let place = categories.of_feature.get(piece.parcel as usize);
        if let Some(category) = place.and_then(|&place| list.get_mut(usize::from(place))) {
            category.parcels += 1;
            category.area_m2 += piece.m2;
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::summary::CategoryKey;
    use crate::domain::Class;

    #[test]
    fn a_parcel_on_the_outline_counts_with_its_part_inside() {
        let mut builder = PolygonBuilder::default();
        for left in [0.0, 100.0, 300.0] {
            let right = left + 100.0;
            builder.push_ring([[left, 0.0], [right, 0.0], [right, 100.0], [left, 100.0]]);
            builder.end_part();
            builder.end_feature();
        }
        let parcels = builder.finish();
        let area_m2 = [10_000.0; 3];
        let keys = Class::FIG1.map(CategoryKey::Class).to_vec();
        let categories = Categories::count(keys, Arc::from([4, 4, 0]), &area_m2);
        let ring = [
            [-10.0, -10.0],
            [125.0, -10.0],
            [125.0, 200.0],
            [-10.0, 200.0],
        ];
        let list = within(&parcels, &area_m2, &categories, &ring, &Progress::default());
        let list = list.expect("not cancelled");
        assert!(
            (list[4].area_m2 - 12_500.0).abs() < 1e-6,
            "{}",
            list[4].area_m2
        );
        assert_eq!((list[4].parcels, list[0].parcels), (2, 0));
    }
}
