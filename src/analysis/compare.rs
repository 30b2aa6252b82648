//! Two colourings of the same parcels beside each other: the hectares of each category on both sides, the difference,
//! and how much ground is in another category.

use std::sync::Arc;

use super::summary::{Categories, CategoryKey, UNCERTAIN};

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

/// Ground that is in one category on the left and in another on the right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Place in the legend of the left side.
    pub from: usize,
    /// Place in the legend of the right side.
    pub to: usize,
    /// Its area, m².
    pub area_m2: f64,
}

/// What became of what: the ground of every category of the left in every category of the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// Square metres; a row per category of the left, a column per category of the right.
    pub area_m2: Vec<Vec<f64>>,
    /// For each category of the left the same one on the right, where it has one.
    same: Vec<Option<usize>>,
}

impl Changes {
    /// Counts them. A parcel whose area is not known counts for nothing.
    pub fn between(left: &Categories, right: &Categories, area_m2: &[f64]) -> Self {
        let mut found = vec![vec![0.0; right.list.len()]; left.list.len()];
        let places = left.of_feature.iter().zip(right.of_feature.iter());
        for ((&from, &to), area) in places.zip(area_m2).filter(|(_, area)| area.is_finite()) {
            let cell = found.get_mut(usize::from(from));
            if let Some(cell) = cell.and_then(|row| row.get_mut(usize::from(to))) {
                *cell += area;
            }
        }
        Self {
            area_m2: found,
            same: same(left, right),
        }
    }

    /// Whether the sides are about the same thing; else every parcel would be in another category.
    pub fn are_alike(&self) -> bool {
        self.same.iter().any(Option::is_some)
    }

    /// The ground that is in another category on the right, m²; `None` where the sides are about different things.
    pub fn changed_m2(&self) -> Option<f64> {
        let moved = self.moves().into_iter().map(|moved| moved.area_m2);
        self.are_alike().then(|| moved.sum())
    }

    /// The ground that is in another category on the right, the most first.
    pub fn moves(&self) -> Vec<Move> {
        let rows = self.area_m2.iter().enumerate();
        let cells = rows.flat_map(|(from, row)| {
            let cells = row.iter().enumerate();
            cells.map(move |(to, &area_m2)| Move { from, to, area_m2 })
        });
        let stays = |moved: &Move| self.same.get(moved.from).copied().flatten() == Some(moved.to);
        let mut moves: Vec<Move> = cells
            .filter(|moved| moved.area_m2 > 0.0 && !stays(moved))
            .collect();
        moves.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
        moves
    }
}

/// For each category of the left its place on the right.
fn same(left: &Categories, right: &Categories) -> Vec<Option<usize>> {
    let place = |key: &CategoryKey| right.list.iter().position(|other| other.key == *key);
    left.list
        .iter()
        .map(|category| place(&category.key))
        .collect()
}

/// The categories of both sides for a map of the differences alone: a parcel in the same category on both gets the
/// place after the last of the legend.
pub fn only_changed(left: &Categories, right: &Categories) -> [Arc<[u8]>; 2] {
    let same = same(left, right);
    let past = |side: &Categories| u8::try_from(side.list.len()).unwrap_or(u8::MAX);
    let marked = |side: &Categories, of: &dyn Fn(u8, u8) -> u8| -> Arc<[u8]> {
        let places = left.of_feature.iter().zip(right.of_feature.iter());
        let stays = |from: u8, to: u8| {
            same.get(usize::from(from)).copied().flatten() == Some(usize::from(to))
        };
        let place = |(&from, &to): (&u8, &u8)| match stays(from, to) {
            true => past(side),
            false => of(from, to),
        };
        places.map(place).collect()
    };
    [marked(left, &|from, _| from), marked(right, &|_, to| to)]
}

/// What [`only_changed`] gives a side, with the uncertain parcels of `drawn` marked where they changed.
pub fn with_doubt(changed: &[u8], side: &Categories, drawn: &[u8]) -> Arc<[u8]> {
    let past = u8::try_from(side.list.len()).unwrap_or(u8::MAX);
    let mark = |(&category, &drawn): (&u8, &u8)| match category == past {
        true => category,
        false => category | (drawn & UNCERTAIN),
    };
    changed.iter().zip(drawn).map(mark).collect()
}

#[cfg(test)]
mod tests {
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
        let changes = Changes::between(&left, &right, &AREA_M2);
        assert_eq!(changes.changed_m2(), Some(20_000.0));
        let moved = Move {
            from: 4,
            to: 3,
            area_m2: 20_000.0,
        };
        assert_eq!(changes.moves(), [moved], "the last parcel has no area");
        // Rows add up to the left, columns to the right.
        for place in 0..5 {
            let row: f64 = changes.area_m2[place].iter().sum();
            let column: f64 = changes.area_m2.iter().map(|row| row[place]).sum();
            assert_eq!(rows[place].area_m2, [Some(row), Some(column)]);
        }
        let none = Changes::between(&left, &left, &AREA_M2);
        assert_eq!((none.changed_m2(), none.moves()), (Some(0.0), Vec::new()));
        let [left, right] = only_changed(&left, &right);
        assert_eq!((&*left, &*right), (&[5, 4, 5, 0][..], &[5, 3, 5, 1][..]));
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
        let changes = Changes::between(&left, &crops, &AREA_M2);
        assert_eq!(changes.changed_m2(), None);
        assert_eq!(changes.moves().len(), 2, "what grows on which land");
    }
}
