//! How the table of areas looks: which columns, in which order, and which rows.

use std::collections::BTreeSet;

use crate::analysis::area_columns::{COLUMNS, ColumnGroup, StatColumn};
use crate::analysis::areas::AreaFigures;

/// The columns of a table that nobody changed: the question of the brochure, and one figure per subject.
const FIRST: [&str; 14] = [
    "area_ha",
    "parcels",
    "ha_none_mixed",
    "ha_none_arable",
    "ha_none_livestock",
    "ha_extensive",
    "ha_intensive",
    "share_cooperation",
    "share_mixed",
    "potato_freq",
    "rest_share",
    "n_surplus_kg_ha",
    "n_closed_share",
    "om_balance_kg_ha",
];

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// As the areas come.
    #[default]
    Given,
    /// By name.
    Name,
    /// By a column, by its name.
    Column(&'static str),
}

/// The columns that are shown, by name; they stand in the order of [`COLUMNS`]. Part of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownColumns(BTreeSet<&'static str>);

impl Default for ShownColumns {
    /// The columns of a table that nobody changed.
    fn default() -> Self {
        Self(FIRST.into())
    }
}

impl ShownColumns {
    /// The columns with these names; names that there are not are left out.
    pub fn named<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let known = names.filter_map(StatColumn::find);
        Self(known.map(|column| column.name).collect())
    }

    /// The columns, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'static StatColumn> + '_ {
        COLUMNS.iter().filter(|column| self.shows(column.name))
    }

    /// Whether a column is shown.
    pub fn shows(&self, column: &str) -> bool {
        self.0.contains(column)
    }

    /// Shows a column, or not.
    pub fn set(&mut self, column: &'static StatColumn, shown: bool) {
        if shown {
            self.0.insert(column.name);
        } else {
            self.0.remove(column.name);
        }
    }

    /// Shows all columns of a group, or none.
    pub fn set_group(&mut self, group: ColumnGroup, shown: bool) {
        for column in group.columns() {
            self.set(column, shown);
        }
    }
}

/// How the table looks.
#[derive(Debug, Clone, Default)]
pub struct TableView {
    /// What rows are sorted by.
    pub sort: SortKey,
    /// The largest first.
    pub descending: bool,
    /// Only areas whose name holds this.
    pub filter: String,
    /// The areas that are shown, in their order.
    pub order: Vec<usize>,
    /// The table is to scroll to the chosen row in the next frame.
    pub reveal: bool,
}

impl TableView {
    /// Sorts by this; by what it is sorted already the other way round, and a third time as the areas come.
    pub fn sort_by(&mut self, key: SortKey) {
        let largest_first = matches!(key, SortKey::Column(_));
        if self.sort != key {
            (self.sort, self.descending) = (key, largest_first);
        } else if self.descending == largest_first {
            self.descending = !largest_first;
        } else {
            (self.sort, self.descending) = (SortKey::Given, false);
        }
    }

    /// Puts the first `areas` of the rows into order. What is not known comes last, whichever way.
    pub fn reorder(&mut self, rows: &[AreaFigures], areas: usize) {
        let rows = rows.get(..areas).unwrap_or(rows);
        let wanted = self.filter.trim().to_lowercase();
        // There may be as many groups as farms, and this runs at every move of a slider.
        let holds = |row: &AreaFigures| {
            wanted.is_empty() || row.name.text().to_lowercase().contains(&wanted)
        };
        let kept = rows.iter().enumerate().filter(|(_, row)| holds(row));
        self.order = kept.map(|(place, _)| place).collect();
        let turned = |ordering: std::cmp::Ordering| {
            if self.descending {
                ordering.reverse()
            } else {
                ordering
            }
        };
        match self.sort {
            SortKey::Given => {}
            SortKey::Name => {
                let name = |place: &usize| rows[*place].name.text().to_lowercase();
                self.order.sort_by_cached_key(name);
                if self.descending {
                    self.order.reverse();
                }
            }
            SortKey::Column(column) => {
                let column = StatColumn::find(column);
                let value = |place: usize| column.and_then(|column| column.value(&rows[place]));
                self.order.sort_by(|&a, &b| match (value(a), value(b)) {
                    (Some(a), Some(b)) => turned(a.total_cmp(&b)),
                    (a, b) => a.is_none().cmp(&b.is_none()),
                });
            }
        }
    }

    /// The area so many places below another in the table; the first or the last one where none is chosen.
    pub fn beside(&self, row: Option<usize>, by: i64) -> Option<usize> {
        let place = row.and_then(|row| self.order.iter().position(|known| *known == row));
        let last = self.order.len().checked_sub(1)?;
        let place = match place {
            None if by < 0 => last,
            None => 0,
            Some(place) => {
                let step = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
                if by < 0 {
                    place.saturating_sub(step)
                } else {
                    place.saturating_add(step).min(last)
                }
            }
        };
        self.order.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::area_sums::Totals;
    use crate::analysis::areas::RowName;

    fn row(name: &str, m2: f64) -> AreaFigures {
        let mut totals = Totals::default();
        totals.classes[0].m2 = m2;
        AreaFigures {
            name: RowName::Area(name.into()),
            class: None,
            polygon_m2: (m2 > 0.0).then_some(m2),
            totals,
            rotation: Default::default(),
            nutrients: Default::default(),
            cycle: Default::default(),
            known_manure: Default::default(),
        }
    }

    #[test]
    fn rows_are_sorted_filtered_and_unknown_comes_last() {
        let rows = [
            row("Ees", 2.0),
            row("Anloo", 0.0),
            row("Zeijen", 9.0),
            row("x", 1.0),
        ];
        let mut view = TableView::default();
        view.reorder(&rows, 3);
        assert_eq!(view.order, [0, 1, 2], "as they come, without the rest");
        view.sort_by(SortKey::Column("polygon_ha"));
        view.reorder(&rows, 3);
        assert_eq!(view.order, [2, 0, 1], "the largest first");
        view.sort_by(SortKey::Column("polygon_ha"));
        view.reorder(&rows, 3);
        assert_eq!(view.order, [0, 2, 1], "unknown stays last");
        view.sort_by(SortKey::Column("polygon_ha"));
        assert_eq!(view.sort, SortKey::Given);
        view.sort_by(SortKey::Name);
        view.filter = " E".to_owned();
        view.reorder(&rows, 3);
        assert_eq!(view.order, [0, 2], "Ees, Zeijen");
        assert_eq!(view.beside(None, 1), Some(0));
        assert_eq!(view.beside(Some(0), 1), Some(2));
        assert_eq!(view.beside(Some(2), 9), Some(2));
        assert_eq!(view.beside(Some(2), -9), Some(0));
        view.filter = "?".to_owned();
        view.reorder(&rows, 3);
        assert_eq!(view.beside(Some(2), 1), None);
    }

    #[test]
    fn columns_come_and_go_by_group_and_keep_their_order() {
        let mut shown = ShownColumns::default();
        assert_eq!(
            shown.iter().count(),
            FIRST.len(),
            "every first column is one"
        );
        shown.set_group(ColumnGroup::Classes, false);
        assert!(!shown.shows("ha_extensive") && shown.shows("area_ha"));
        shown.set_group(ColumnGroup::Organic, true);
        let names: Vec<&str> = shown.iter().map(|column| column.name).collect();
        assert_eq!(names.first(), Some(&"area_ha"));
        assert!(names.contains(&"soil_carbon_co2_high_kg_ha"));
        let again = ShownColumns::named(names.iter().copied().chain(["no_such"]));
        assert_eq!(again, shown);
    }
}
