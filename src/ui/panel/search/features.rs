//! Finding parcels and areas of a layer by what names them: an index over the columns that hold names or
//! numbers of their own, built once in the background.

use std::cmp::Ordering;
use std::sync::Arc;

use super::words::{Fit, fit, folded_letter};
use crate::job::{Cancelled, Progress};
use crate::layer::{Cells, Table, Value};

/// Most columns that are searched.
const MOST_COLUMNS: usize = 3;
/// Layers up to this size are searched within names, larger ones by how names begin.
const SMALL: usize = 5_000;

/// The columns of a layer that name its features, each in the order of its values.
#[derive(Debug)]
pub(super) struct FeatureIndex {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    cells: Arc<Cells>,
    /// Rows that hold something, ordered by it.
    rows: Vec<u32>,
}

/// A feature that was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundFeature {
    /// Its row.
    pub feature: usize,
    /// What names it.
    pub value: Value,
    /// The column that does.
    pub column: String,
    /// How well it fits.
    pub fit: Fit,
}

impl FeatureIndex {
    /// Builds the index of a table.
    ///
    /// # Errors
    /// When the work was told to stop.
    pub(super) fn build(table: &Table, progress: &Progress) -> Result<Self, Cancelled> {
        let mut columns = Vec::new();
        for (number, field) in table.fields().iter().enumerate() {
            progress.check()?;
            if columns.len() == MOST_COLUMNS || !names_features(&field.name) {
                continue;
            }
            if let Some(cells) = table.column(number) {
                columns.extend(Column::new(&field.name, cells));
            }
        }
        Ok(Self { columns })
    }

    /// The features that fit `typed`, which is folded, best first; at most `limit`.
    pub(super) fn find(&self, typed: &str, limit: usize) -> Vec<FoundFeature> {
        let mut found: Vec<FoundFeature> = Vec::new();
        for column in &self.columns {
            found.extend(column.find(typed, limit));
        }
        // A stable sort: equal fits stay in the order of their columns and values.
        found.sort_by_key(|feature| feature.fit);
        let mut once = Vec::new();
        found.retain(|feature| {
            let new = !once.contains(&feature.feature);
            once.push(feature.feature);
            new
        });
        found.truncate(limit);
        found
    }
}

/// True for a column whose name says that it tells features apart.
fn names_features(name: &str) -> bool {
    let name = name.to_lowercase();
    let parts = [
        "naam", "name", "nummer", "number", "perceel", "parcel", "kenmerk", "ident",
    ];
    name.ends_with("id") || name == "nr" || parts.iter().any(|part| name.contains(part))
}

impl Column {
    /// `None` where it does not tell features apart: less than half of its values differ.
    fn new(name: &str, cells: Arc<Cells>) -> Option<Self> {
        let mut rows: Vec<u32> = match &*cells {
            Cells::Text { .. } | Cells::Integer(_) => {
                (0..u32::try_from(cells.len()).ok()?).collect()
            }
            Cells::Real(_) | Cells::Boolean(_) => return None,
        };
        rows.retain(|&row| cells.value(row as usize) != Value::Null);
        rows.sort_by(|&a, &b| compare(&cells, a, b));
        let pairs = rows.windows(2);
        let new = pairs
            .filter(|pair| compare(&cells, pair[0], pair[1]).is_ne())
            .count();
        (!rows.is_empty() && (new + 1) * 2 >= rows.len()).then(|| Self {
            name: name.to_owned(),
            cells,
            rows,
        })
    }

    fn find(&self, typed: &str, limit: usize) -> Vec<FoundFeature> {
        if self.rows.len() <= SMALL {
            return self.find_inside(typed, limit);
        }
        match &*self.cells {
            Cells::Integer(_) => self.find_number(typed),
            _ => self.find_beginning(typed, limit),
        }
    }

    fn found(&self, row: u32, fit: Fit) -> FoundFeature {
        FoundFeature {
            feature: row as usize,
            value: self.cells.value(row as usize),
            column: self.name.clone(),
            fit,
        }
    }

    fn find_inside(&self, typed: &str, limit: usize) -> Vec<FoundFeature> {
        let fitting = self.rows.iter().filter_map(|&row| {
            let fit = match self.cells.value(row as usize) {
                Value::Text(text) => fit(typed, &text)?,
                Value::Integer(number) => number_fit(typed, number)?,
                _ => return None,
            };
            Some(self.found(row, fit))
        });
        let mut found: Vec<FoundFeature> = fitting.collect();
        found.sort_by_key(|feature| feature.fit);
        found.truncate(limit);
        found
    }

    fn find_number(&self, typed: &str) -> Vec<FoundFeature> {
        let Ok(wanted) = typed.parse::<i64>() else {
            return Vec::new();
        };
        let number = |row: u32| match self.cells.value(row as usize) {
            Value::Integer(number) => number,
            _ => i64::MIN,
        };
        let place = self.rows.partition_point(|&row| number(row) < wanted);
        let row = self.rows.get(place).copied();
        let row = row.filter(|&row| number(row) == wanted);
        row.map(|row| self.found(row, Fit::Whole))
            .into_iter()
            .collect()
    }

    fn find_beginning(&self, typed: &str, limit: usize) -> Vec<FoundFeature> {
        let place = self
            .rows
            .partition_point(|&row| letters(&self.cells, row).lt(typed.chars()));
        let rows = self.rows.iter().skip(place).take(limit);
        let rows = rows.take_while(|&&row| begins(letters(&self.cells, row), typed));
        rows.map(|&row| {
            let whole = letters(&self.cells, row).eq(typed.chars());
            self.found(row, if whole { Fit::Whole } else { Fit::Beginning })
        })
        .collect()
    }
}

/// A number fits by its first figures.
fn number_fit(typed: &str, number: i64) -> Option<Fit> {
    let figures = number.to_string();
    if figures == typed {
        Some(Fit::Whole)
    } else {
        figures.starts_with(typed).then_some(Fit::Beginning)
    }
}

/// The order of two rows: numbers by size, texts by their folded letters.
fn compare(cells: &Cells, a: u32, b: u32) -> Ordering {
    if let Cells::Integer(numbers) = cells {
        return numbers.get(a as usize).cmp(&numbers.get(b as usize));
    }
    letters(cells, a).cmp(letters(cells, b))
}

/// The folded letters of a text cell, made as they are looked at: an index of millions of rows holds no texts.
fn letters(cells: &Cells, row: u32) -> impl Iterator<Item = char> + '_ {
    let text = match cells {
        Cells::Text { rows, distinct } => rows
            .get(row as usize)
            .and_then(|&index| distinct.get(index as usize))
            .map_or("", |text| text),
        _ => "",
    };
    text.chars().flat_map(folded_letter)
}

fn begins(mut letters: impl Iterator<Item = char>, typed: &str) -> bool {
    typed.chars().all(|wanted| letters.next() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Field, FieldType};

    fn table(columns: Vec<(&str, Cells)>) -> Table {
        let rows = columns.first().map_or(0, |(_, cells)| cells.len());
        let field = |name: &str| Field {
            name: name.to_owned(),
            field_type: FieldType::Text,
        };
        Table::of_columns(
            rows,
            columns.into_iter().map(|(n, c)| (field(n), c)).collect(),
        )
    }

    fn index(columns: Vec<(&str, Cells)>) -> FeatureIndex {
        FeatureIndex::build(&table(columns), &Progress::default()).expect("not cancelled")
    }

    fn rows(found: &[FoundFeature]) -> Vec<usize> {
        found.iter().map(|feature| feature.feature).collect()
    }

    #[test]
    fn names_are_found_by_any_of_their_words() {
        let names = Cells::from_texts([Some("Drents Plateau"), Some("Aa en Hunze"), None]);
        let index = index(vec![("NAAM", names)]);
        assert_eq!(rows(&index.find("plateau", 5)), [0]);
        assert_eq!(rows(&index.find("hunze", 5)), [1]);
        assert!(index.find("emmen", 5).is_empty());
    }

    #[test]
    fn a_large_layer_is_searched_by_how_names_begin() {
        let count = SMALL + 1_000;
        let texts = (0..count).rev().map(|i| Some(format!("NL-{i:05}")));
        let numbers = (0..count).map(|i| Some(i64::try_from(i).unwrap_or(0) * 10));
        let index = index(vec![
            ("perceel_id", Cells::from_texts(texts)),
            ("nummer", Cells::Integer(numbers.collect())),
        ]);
        let found = index.find("nl-0012", 5);
        assert_eq!(found.len(), 5);
        assert_eq!(found[0].value, Value::Text("NL-00120".into()));
        assert_eq!(index.find("nl-00120", 5)[0].fit, Fit::Whole);
        let number = index.find("1230", 5);
        assert_eq!((number[0].feature, number.len()), (123, 1));
    }

    #[test]
    fn columns_that_repeat_or_name_nothing_are_left_out() {
        let crops = Cells::from_texts(["gras", "gras", "gras", "maïs", "maïs"].map(Some));
        let areas = Cells::Integer((0..5).map(Some).collect());
        let index = index(vec![("gewasnaam", crops), ("opp", areas)]);
        assert!(index.columns.is_empty());
    }

    #[test]
    fn a_feature_is_found_once_by_its_best_name() {
        let ids = Cells::from_texts([Some("a1"), Some("a2")]);
        let names = Cells::from_texts([Some("a"), Some("b")]);
        let found = index(vec![("id", ids), ("naam", names)]).find("a", 5);
        assert_eq!(rows(&found), [0, 1]);
        assert_eq!(
            (found[0].fit, found[0].column.as_str()),
            (Fit::Whole, "naam")
        );
    }
}
