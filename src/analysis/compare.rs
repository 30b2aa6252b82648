//! Two colourings of the same parcels beside each other: the hectares of each category on both sides, the difference,
//! and how much ground is in another category.

use super::summary::{Categories, CategoryKey};

/// A category on both sides; `None` where a side does not have it.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareRow {
    /// The category.
    pub key: CategoryKey,
    /// Its place in the legend of each side.
    pub places: [Option<usize>; 2],
    /// Its area on each side, m².
    pub area_m2: [Option<f64>; 2],
}

impl CompareRow {
    /// Right minus left, m²; `None` where a side does not have the category, or cannot have it.
    pub fn difference_m2(&self) -> Option<f64> {
        let [left, right] = self.area_m2;
        Some(right? - left?)
    }
}

/// Every category of either side: those of the left in its order, then those that only the right one has.
pub fn rows(left: &Categories, right: &Categories) -> Vec<CompareRow> {
    let place_in = |side: &Categories, key: &CategoryKey| {
        side.list.iter().position(|category| category.key == *key)
    };
    let row = |key: &CategoryKey| {
        let places = [place_in(left, key), place_in(right, key)];
        let area = |side: &Categories, place: Option<usize>| Some(side.list.get(place?)?.area_m2);
        CompareRow {
            key: key.clone(),
            places,
            area_m2: [area(left, places[0]), area(right, places[1])],
        }
    };
    let only_right = right
        .list
        .iter()
        .filter(|category| place_in(left, &category.key).is_none());
    let keys = left.list.iter().chain(only_right);
    keys.map(|category| row(&category.key)).collect()
}

/// The ground of parcels that are in another category on the right than on the left, m². `None` where the sides are
/// about different things, so that every parcel would be.
pub fn changed_m2(left: &Categories, right: &Categories, area_m2: &[f64]) -> Option<f64> {
    let shared = rows(left, right);
    let any = shared.iter().any(|row| {
        let has = |place: Option<usize>| place.is_some();
        row.places.map(has) == [true, true]
    });
    if !any {
        return None;
    }
    let key = |side: &Categories, feature: usize| {
        let place = side.of_feature.get(feature).copied();
        place.and_then(|place| side.list.get(usize::from(place)).map(|c| c.key.clone()))
    };
    // Keys are compared once per pair of places, not once per parcel.
    let mut same = std::collections::BTreeMap::new();
    let changed = area_m2
        .iter()
        .enumerate()
        .filter(|(_, area)| area.is_finite());
    let changed = changed.filter(|(feature, _)| {
        let places = [left, right].map(|side| side.of_feature.get(*feature).copied());
        !*same
            .entry(places)
            .or_insert_with(|| key(left, *feature) == key(right, *feature))
    });
    Some(changed.map(|(_, area)| area).sum())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Class, CropGroup};

    const AREA_M2: [f64; 4] = [10_000.0, 20_000.0, 30_000.0, f64::NAN];

    fn classes(of_feature: [u8; 4]) -> Categories {
        let keys = Class::FIG1.map(CategoryKey::Class).to_vec();
        Categories::count(keys, Arc::from(of_feature), &AREA_M2)
    }

    #[test]
    fn the_hectares_of_both_sides_are_those_of_each_alone() {
        let (left, right) = (classes([4, 4, 3, 0]), classes([4, 3, 3, 1]));
        let rows = rows(&left, &right);
        assert_eq!(rows.len(), 5);
        for (place, row) in rows.iter().enumerate() {
            let alone = [left.list[place].area_m2, right.list[place].area_m2];
            assert_eq!(row.area_m2, alone.map(Some));
        }
        assert_eq!(rows[4].difference_m2(), Some(-20_000.0));
        let sum: f64 = rows.iter().filter_map(CompareRow::difference_m2).sum();
        assert!(sum.abs() < 1e-9, "what leaves one class is in another");
        assert_eq!(changed_m2(&left, &right, &AREA_M2), Some(20_000.0));
        assert_eq!(changed_m2(&left, &left, &AREA_M2), Some(0.0));
    }

    #[test]
    fn sides_about_different_things_have_no_difference() {
        let crops = vec![
            CategoryKey::CropGroup(CropGroup::Grass),
            CategoryKey::NoCrop,
        ];
        let crops = Categories::count(crops, Arc::from([0, 0, 1, 1]), &AREA_M2);
        let left = classes([4, 4, 3, 0]);
        let rows = rows(&left, &crops);
        assert_eq!(rows.len(), 7);
        assert!(rows.iter().all(|row| row.difference_m2().is_none()));
        assert_eq!(rows[5].area_m2, [None, Some(30_000.0)]);
        assert_eq!(changed_m2(&left, &crops, &AREA_M2), None);
    }
}
