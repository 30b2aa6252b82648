//! Layers that hold the crop sequence in their columns, one a year: `crop_2015`, `gewas_2015`, `gws15`,
//! `r2015`. Finds the series by names and values, or by a pattern that the user gives.

use std::collections::BTreeMap;

use super::columns::{Evidence, FILE_YEARS, Guess, part_that_fits};
use super::values::crop_code;
use crate::domain::{Catalogue, Year};
use crate::layer::{Table, Value};

/// The columns that hold a crop code for a year, oldest first; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CropColumns {
    years: Vec<(Year, usize)>,
    newest: Year,
}

impl CropColumns {
    /// Years with the position of their column, in any order. `None` for no year or one that occurs twice.
    pub fn new(mut years: Vec<(Year, usize)>) -> Option<Self> {
        years.sort_unstable();
        let (newest, _) = *years.last()?;
        let twice = years.windows(2).any(|pair| pair[0].0 == pair[1].0);
        (!twice).then_some(Self { years, newest })
    }

    /// Years with the position of their column, oldest first.
    pub fn years(&self) -> &[(Year, usize)] {
        &self.years
    }

    /// The newest year, which the parcels are of.
    pub fn newest(&self) -> Year {
        self.newest
    }
}

/// Where the year stands in the pattern that a user gives.
const PLACEHOLDER: &str = "{year}";

/// Why a pattern finds no columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It does not say where the year stands.
    #[error("{pattern:?} does not hold {PLACEHOLDER} once")]
    NoPlaceholder {
        /// The pattern.
        pattern: String,
    },
    /// No column is named like that.
    #[error("no column is named like {pattern:?}")]
    NoColumn {
        /// The pattern.
        pattern: String,
    },
}

/// The columns that a pattern such as `crop_{year}` names, in any case; the year of four digits or two.
///
/// # Errors
/// [`PatternError`] when the pattern has no place for the year, or no column fits.
pub fn crop_columns_named(table: &Table, pattern: &str) -> Result<CropColumns, PatternError> {
    let parts: Vec<&str> = pattern.split(PLACEHOLDER).collect();
    let [before, after] = parts.as_slice() else {
        return Err(PatternError::NoPlaceholder {
            pattern: pattern.to_owned(),
        });
    };
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    let mut years = BTreeMap::new();
    for (column, field) in table.fields().iter().enumerate() {
        let name = field.name.to_lowercase();
        let middle = name
            .strip_prefix(&before)
            .and_then(|n| n.strip_suffix(&after));
        if let Some(year) = middle.and_then(year_of_digits) {
            years.entry(year).or_insert(column);
        }
    }
    CropColumns::new(years.into_iter().collect()).ok_or_else(|| PatternError::NoColumn {
        pattern: pattern.to_owned(),
    })
}

/// The series of columns that look most like crops of successive years. A series has at least two.
pub fn crop_columns(table: &Table, catalogue: &Catalogue) -> Option<Guess<CropColumns>> {
    let mut series: Vec<Series> = all_series(table);
    series.sort_by_key(|s| std::cmp::Reverse((s.standing, s.years.len())));
    series.into_iter().find_map(|series| {
        let enough = series.standing.part_that_must_fit();
        let fitting = series.part_that_fits(table, catalogue);
        let evidence = series.standing.evidence();
        let found = CropColumns::new(series.years.into_iter().collect())?;
        (fitting >= enough).then_some(Guess { found, evidence })
    })
}

/// How much a name says that its column holds crops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// Nothing.
    Unknown,
    /// It has a word for crop in it.
    LikeCrop,
    /// It is the word for crop, and the year.
    Crop,
}

impl Standing {
    fn of(template: &str) -> Self {
        let letters: String = template
            .replace(PLACEHOLDER, "")
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let crop = [
            "crop",
            "cropcode",
            "gewas",
            "gewascode",
            "gws",
            "gwscode",
            "gewasc",
        ];
        let like = ["crop", "gewas", "gws", "teelt"];
        if crop.contains(&letters.as_str()) {
            Self::Crop
        } else if like.iter().any(|word| letters.contains(word)) {
            Self::LikeCrop
        } else {
            Self::Unknown
        }
    }

    /// Whether a value speaks for the column: a code that the catalogue knows, or any code where the name
    /// leaves no doubt.
    fn fits(self, value: &Value, catalogue: &Catalogue) -> bool {
        let known = |code| self == Self::Crop || catalogue.find(code).is_some();
        crop_code(value).is_some_and(known)
    }

    /// Part of the values that have to fit. Numbers that are no codes hit a known code now and then, so a
    /// name that says nothing needs nearly all.
    fn part_that_must_fit(self) -> f64 {
        match self {
            Self::Unknown => 0.9,
            Self::LikeCrop | Self::Crop => 0.5,
        }
    }

    fn evidence(self) -> Evidence {
        match self {
            Self::Crop => Evidence::Name,
            Self::LikeCrop => Evidence::PartOfName,
            Self::Unknown => Evidence::Values,
        }
    }
}

/// Columns whose names differ in the year only.
struct Series {
    standing: Standing,
    years: BTreeMap<Year, usize>,
}

impl Series {
    /// Part of all years' values that fit; 0 when nothing is stored.
    fn part_that_fits(&self, table: &Table, catalogue: &Catalogue) -> f64 {
        let fits = |value: &Value| self.standing.fits(value, catalogue);
        let parts = self.years.values();
        let parts = parts.filter_map(|&column| part_that_fits(table, column, fits));
        let (sum, count) = parts.fold((0.0, 0_u16), |(sum, count), part| (sum + part, count + 1));
        if count > 0 {
            sum / f64::from(count)
        } else {
            0.0
        }
    }
}

fn all_series(table: &Table) -> Vec<Series> {
    let mut by_template: BTreeMap<String, BTreeMap<Year, usize>> = BTreeMap::new();
    for (column, field) in table.fields().iter().enumerate() {
        for (template, year) in templates(&field.name.to_lowercase()) {
            let years = by_template.entry(template).or_default();
            years.entry(year).or_insert(column);
        }
    }
    let series = by_template
        .into_iter()
        .filter(|(_, years)| years.len() >= 2);
    series
        .map(|(template, years)| Series {
            standing: Standing::of(&template),
            years,
        })
        .collect()
}

/// A name with each of its numbers that can be a year taken out: `gws15` gives `gws{year}` and 2015.
fn templates(name: &str) -> Vec<(String, Year)> {
    let mut out = Vec::new();
    let mut start = 0;
    for run in name.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        if let Some(year) = year_of_digits(digits) {
            let after = &name[start + digits.len()..];
            out.push((format!("{}{PLACEHOLDER}{after}", &name[..start]), year));
        }
        start += run.len();
    }
    out
}

/// The year that two or four digits name.
fn year_of_digits(digits: &str) -> Option<Year> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let number = match digits.len() {
        4 => number,
        2 => 2000 + number,
        _ => return None,
    };
    FILE_YEARS.contains(&number).then(|| Year::new(number))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Cells, Field, FieldType};

    fn table(columns: &[(&str, i64)]) -> Table {
        let columns = columns.iter().map(|(name, value)| {
            let field = Field {
                name: (*name).to_owned(),
                field_type: FieldType::Integer,
            };
            (field, Cells::Integer(vec![Some(*value)]))
        });
        Table::of_columns(1, columns.collect())
    }

    fn found(columns: &[(&str, i64)]) -> Option<(Vec<(u16, usize)>, Evidence)> {
        let guess = crop_columns(&table(columns), &Catalogue::built_in())?;
        let years = guess.found.years().iter();
        let years = years.map(|(year, column)| (year.number(), *column));
        Some((years.collect(), guess.evidence))
    }

    #[test]
    fn series_are_found_in_every_spelling() {
        for (one, two, evidence) in [
            ("crop_2015", "crop_2016", Evidence::Name),
            ("GEWAS_2015", "gewas_2016", Evidence::Name),
            ("gws15", "gws16", Evidence::Name),
            ("r2015", "r2016", Evidence::Values),
            ("2015_gewas", "2016_gewas", Evidence::Name),
            ("y2015code", "y2016code", Evidence::Values),
            ("hoofdgewas_15_v2", "hoofdgewas_16_v2", Evidence::PartOfName),
        ] {
            let years = vec![(2015, 1), (2016, 0)];
            let columns = [(two, 265), (one, 2017), ("opp", 3)];
            assert_eq!(found(&columns), Some((years, evidence)), "{one}");
        }
    }

    #[test]
    fn the_main_crop_goes_before_other_series() {
        let columns = [
            ("second_2015", 265),
            ("second_2016", 265),
            ("second_2017", 265),
            ("crop_2015", 266),
            ("crop_2016", 266),
        ];
        assert_eq!(found(&columns).unwrap().0, [(2015, 3), (2016, 4)]);
    }

    #[test]
    fn numbers_that_are_no_codes_are_no_series() {
        assert_eq!(
            found(&[("crop_2015", 265)]),
            None,
            "one column is no series"
        );
        assert_eq!(found(&[("opp_2015", 12_345), ("opp_2016", 12_346)]), None);
        assert_eq!(found(&[("share_2015", 0), ("share_2016", 1)]), None);
        assert_eq!(found(&[("crop_1999", 265), ("crop_2000", 265)]), None);
    }

    #[test]
    fn a_pattern_names_the_columns() {
        let table = table(&[("Teelt2015X", 1), ("teelt16x", 2), ("teelt_x", 3)]);
        let named = crop_columns_named(&table, "teelt{year}x").unwrap();
        let years: Vec<_> = named
            .years()
            .iter()
            .map(|(y, c)| (y.number(), *c))
            .collect();
        assert_eq!(years, [(2015, 0), (2016, 1)]);
        let error = |pattern: &str| crop_columns_named(&table, pattern).unwrap_err();
        assert!(matches!(error("teelt"), PatternError::NoPlaceholder { .. }));
        assert!(matches!(
            error("{year}{year}"),
            PatternError::NoPlaceholder { .. }
        ));
        assert!(matches!(
            error("crop_{year}"),
            PatternError::NoColumn { .. }
        ));
    }
}
