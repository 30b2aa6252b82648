//! What the columns of a table are: crop code, crop name, category and year of the register's own files in
//! all their spellings (full names since 2009, cut to ten characters in shapefiles). Each guess says what
//! it rests on, so that a dialog can show it.

use std::collections::BTreeSet;
use std::path::Path;

use super::values::{crop_code, sample};
use crate::domain::{BrpCategory, Catalogue, Year};
use crate::layer::{Layer, Table, Value};

/// What a guess rests on, from the surest to the least sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// A name that is known, and values that fit it.
    Name,
    /// A name cut to ten characters, or one of a series, and values that fit it.
    PartOfName,
    /// The values alone.
    Values,
}

impl Evidence {
    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::PartOfName => "part_of_name",
            Self::Values => "values",
        }
    }
}

/// Something found, and what that rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess<T> {
    /// What was found.
    pub found: T,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Names in the order in which they are tried.
const CODE_NAMES: [&str; 6] = [
    "gewascode",
    "gws_gewascode",
    "gws_gewasc",
    "cat_gewascode",
    "crop:code",
    "crop_code",
];
const NAME_NAMES: [&str; 4] = ["gewas", "gws_gewas", "crop:name", "crop_name"];
const CATEGORY_NAMES: [&str; 6] = [
    "category",
    "cat_gewascategorie",
    "cat_gewasc",
    "gewascategorie",
    "gewascateg",
    "coverage",
];
const YEAR_NAMES: [&str; 3] = ["jaar", "year", "determination:datetime"];

/// Part of the sampled values that must fit before a column with a known name is believed.
const ENOUGH: f64 = 0.5;

/// The single column of crop codes.
pub fn crop_code_column(table: &Table, catalogue: &Catalogue) -> Option<Guess<usize>> {
    let known = |value: &Value| crop_code(value).is_some_and(|c| catalogue.find(c).is_some());
    find(table, &CODE_NAMES, known)
}

/// The column of crop names.
pub fn crop_name_column(table: &Table) -> Option<Guess<usize>> {
    find(table, &NAME_NAMES, |value| {
        value.as_str().is_some() && crop_code(value).is_none()
    })
}

/// The column of the register's categories (*Grasland*, *Bouwland* …).
pub fn category_column(table: &Table) -> Option<Guess<usize>> {
    find(table, &CATEGORY_NAMES, |value| {
        value.as_str().and_then(BrpCategory::parse).is_some()
    })
}

/// The column of the year, and the year that its rows have.
pub fn year_column(table: &Table) -> Option<Guess<(usize, Year)>> {
    let column = find(table, &YEAR_NAMES, |value| year_of(value).is_some())?;
    let year = sample(table, column.found).find_map(|value| year_of(&value))?;
    Some(Guess {
        found: (column.found, year),
        evidence: column.evidence,
    })
}

/// Every year that a sample of the column holds, oldest first.
pub(super) fn years_in_column(table: &Table, column: usize) -> Vec<Year> {
    let years = sample(table, column);
    let years: BTreeSet<Year> = years.filter_map(|value| year_of(&value)).collect();
    years.into_iter().collect()
}

/// The year that the name of the layer holds, or else the name of its file.
pub fn named_year(layer: &Layer) -> Option<Year> {
    year_in(&layer.name).or_else(|| year_of_name(&layer.source.path))
}

/// The year that the name of a file holds.
pub fn year_of_name(path: &Path) -> Option<Year> {
    year_in(&path.file_stem()?.to_string_lossy())
}

/// The year of a layer of one year: from its column, else from the name of layer or file.
pub fn layer_year(layer: &Layer) -> Option<Guess<Year>> {
    let named = named_year(layer);
    match year_column(&layer.table) {
        Some(guess) => Some(Guess {
            found: guess.found.1,
            evidence: guess.evidence,
        }),
        None => named.map(|found| Guess {
            found,
            evidence: Evidence::PartOfName,
        }),
    }
}

/// A column with one of these names (in any case; whole names first, then names cut to ten characters)
/// of which enough values fit. An empty column fits no role.
fn find(table: &Table, names: &[&str], fits: impl Fn(&Value) -> bool) -> Option<Guess<usize>> {
    let whole = names.iter().map(|name| (*name, Evidence::Name));
    let cut = names
        .iter()
        .filter_map(|name| name.get(..10).filter(|cut| cut.len() < name.len()))
        .map(|cut| (cut, Evidence::PartOfName));
    for (name, evidence) in whole.chain(cut) {
        let Some(column) = table.find(name) else {
            continue;
        };
        if part_that_fits(table, column, &fits).is_some_and(|part| part >= ENOUGH) {
            return Some(Guess {
                found: column,
                evidence,
            });
        }
    }
    None
}

/// Part of a sample of the column's values that fit; `None` when it holds nothing.
pub(super) fn part_that_fits(
    table: &Table,
    column: usize,
    fits: impl Fn(&Value) -> bool,
) -> Option<f64> {
    let (mut fitting, mut all) = (0_u32, 0_u32);
    for value in sample(table, column) {
        all += 1;
        fitting += u32::from(fits(&value));
    }
    (all > 0).then(|| f64::from(fitting) / f64::from(all))
}

/// The first and last year that a crop-parcel file can be of.
pub(super) const FILE_YEARS: std::ops::RangeInclusive<i64> = 2009..=2029;

fn year_of(value: &Value) -> Option<Year> {
    let number = match value {
        Value::Integer(number) => *number,
        Value::Real(number) => super::values::whole(*number)?,
        // A date begins with its year.
        Value::Text(text) => text.trim().get(..4)?.parse().ok()?,
        Value::Null | Value::Boolean(_) => return None,
    };
    FILE_YEARS.contains(&number).then(|| Year::new(number))?
}

/// The last year that a name holds as four digits of their own.
fn year_in(name: &str) -> Option<Year> {
    let digits = name.split(|c: char| !c.is_ascii_digit());
    let years = digits.filter(|run| run.len() == 4);
    let mut years = years.filter_map(|run| run.parse().ok().filter(|y| FILE_YEARS.contains(y)));
    years.next_back().and_then(Year::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field, FieldType};

    fn table(columns: &[(&str, &[&str])]) -> Table {
        let rows = columns.first().map_or(0, |(_, cells)| cells.len());
        let columns = columns.iter().map(|(name, cells)| {
            let field = Field {
                name: (*name).to_owned(),
                field_type: FieldType::Text,
            };
            (field, Cells::from_texts(cells.iter().map(Some)))
        });
        Table::of_columns(rows, columns.collect())
    }

    fn code(table: &Table) -> Option<Guess<usize>> {
        crop_code_column(table, &Catalogue::built_in())
    }

    #[test]
    fn columns_that_differ_in_three_letters_are_told_apart() {
        let cut = table(&[
            ("CAT_GEWASC", &["Grasland", "Bouwland"]),
            ("GWS_GEWASC", &["265", "2017"]),
            ("GWS_GEWAS", &["Grasland, blijvend", "Aardappelen, zetmeel"]),
        ]);
        assert_eq!(code(&cut).unwrap().found, 1);
        assert_eq!(category_column(&cut).unwrap().found, 0);
        assert_eq!(crop_name_column(&cut).unwrap().found, 2);
        // Where only the category is there, it is not taken for the code.
        let category = table(&[("CAT_GEWASC", &["Grasland", "Bouwland"])]);
        assert_eq!(code(&category), None);
    }

    #[test]
    fn every_schema_of_the_register_is_known() {
        for name in [
            "gewascode",
            "GWS_GEWASCODE",
            "gws_gewasc",
            "crop:code",
            "Crop_Code",
        ] {
            assert_eq!(
                code(&table(&[(name, &["265"])])).unwrap().evidence,
                Evidence::Name
            );
        }
        for name in [
            "category",
            "CAT_GEWASCATEGORIE",
            "cat_gewasc",
            "gewascateg",
            "gewascatego",
        ] {
            let found = category_column(&table(&[(name, &["Landschapselement"])]));
            assert_eq!(found.is_some(), name != "gewascatego", "{name}");
        }
        let cut = category_column(&table(&[("gewascateg", &["Overige"])]));
        assert_eq!(cut.unwrap().evidence, Evidence::Name);
    }

    #[test]
    fn a_name_without_fitting_values_is_not_believed() {
        assert_eq!(code(&table(&[("gewascode", &["A1", "B2"])])), None);
        assert_eq!(code(&table(&[("gewascode", &["", ""])])), None);
    }

    #[test]
    fn the_year_comes_from_the_column_or_the_name() {
        let year = |name: &str| year_in(name).map(Year::number);
        assert_eq!(year("brp_2015"), Some(2015));
        assert_eq!(year("brpgewaspercelen_definitief_2020"), Some(2020));
        assert_eq!(year("BRP20152016"), None);
        assert_eq!(year("x1999"), None);
        let dated = table(&[("determination:datetime", &["2021-05-15T00:00:00"])]);
        assert_eq!(year_column(&dated).unwrap().found.1.number(), 2021);
    }
}
