//! A result of a classification read back: classes and indicators as they were, and the crops of the years.
//! Nothing is classified again.

use super::class_column::class_of;
use super::crop_columns::{CropColumns, crop_columns_named};
use super::land::{AVERAGED, Averaged};
use crate::domain::{Class, delimited};
use crate::layer::{Cells, Table, Value};

/// Why a table is no result of a classification.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResultError {
    /// A column that every result has is not there.
    #[error("no column {column}")]
    NoColumn {
        /// Its name.
        column: &'static str,
    },
    /// A class that there is not.
    #[error("{value:?} is no class")]
    NoClass {
        /// What stands in its place.
        value: String,
    },
}

/// What the columns of a file are really called: the names that a shapefile cuts to ten characters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FullNames {
    /// Stored name and full name.
    names: Vec<(String, String)>,
}

impl FullNames {
    /// Reads the side file of a shapefile, with its columns `stored` and `column`.
    pub fn parse(text: &str) -> Self {
        let rows = delimited::rows(text).into_iter().skip(1);
        let names = rows.filter_map(|(_, cells)| {
            let mut cells = cells.into_iter();
            Some((cells.next()?, cells.next()?))
        });
        Self {
            names: names.collect(),
        }
    }

    /// The position of the column with this full name: by the side file, by the name itself, or by its first ten
    /// characters, where the side file was lost.
    pub fn find(&self, table: &Table, full: &str) -> Option<usize> {
        let known = self.names.iter().find(|(_, name)| name == full);
        let stored = known.and_then(|(stored, _)| table.find(stored));
        let cut = || table.find(full.get(..CUT)?);
        stored.or_else(|| table.find(full)).or_else(cut)
    }
}

/// Characters of a name in a shapefile.
const CUT: usize = 10;

/// A result read back, a value per row.
#[derive(Debug, Clone)]
pub struct ReadResult {
    /// The classes.
    pub classes: Vec<Class>,
    /// The averaged indicators.
    pub indicators: Vec<Averaged>,
    /// The area as it was measured, m²; NaN where none is stored.
    pub area_m2: Vec<f64>,
    /// The columns of crops.
    pub crops: CropColumns,
}

impl ReadResult {
    /// Reads the columns of a result.
    ///
    /// # Errors
    /// [`ResultError`] when the table is something else.
    pub fn read(table: &Table, names: &FullNames) -> Result<Self, ResultError> {
        let column = |column: &'static str| {
            let place = names.find(table, column);
            let cells = place.and_then(|place| table.column(place));
            cells.ok_or(ResultError::NoColumn { column })
        };
        let classes = classes(&*column("class")?)?;
        let area_ha = numbers(&*column("area_ha")?);
        let mut indicators = vec![[f64::NAN; AVERAGED.len()]; table.rows()];
        for (place, name) in AVERAGED.into_iter().enumerate() {
            let cells = numbers(&*column(name)?);
            for (values, number) in indicators.iter_mut().zip(cells) {
                values[place] = number;
            }
        }
        // A parcel without a classified year has switched nothing, which says nothing.
        let [switches, minority] = [8, 9];
        for values in &mut indicators {
            if values[minority].is_nan() {
                values[switches] = f64::NAN;
            }
        }
        let crops = crop_columns_named(table, "crop_{year}");
        Ok(Self {
            classes,
            indicators,
            area_m2: area_ha.into_iter().map(|ha| ha * 10_000.0).collect(),
            crops: crops.map_err(|_| ResultError::NoColumn {
                column: "crop_<year>",
            })?,
        })
    }
}

fn classes(cells: &Cells) -> Result<Vec<Class>, ResultError> {
    let read = |row: usize| match cells.value(row) {
        Value::Null => Ok(Class::Unclassified),
        value => class_of(&value).ok_or_else(|| ResultError::NoClass {
            value: match value {
                Value::Text(text) => text.to_string(),
                other => format!("{other:?}"),
            },
        }),
    };
    let Cells::Text { rows, distinct } = cells else {
        return (0..cells.len()).map(read).collect();
    };
    // Each distinct word is read once.
    let known = distinct.iter().map(|text| {
        class_of(&Value::Text(text.clone())).ok_or_else(|| ResultError::NoClass {
            value: text.to_string(),
        })
    });
    let known: Vec<Class> = known.collect::<Result<_, _>>()?;
    let class = |row: &u32| known.get(*row as usize).copied();
    Ok(rows
        .iter()
        .map(|row| class(row).unwrap_or(Class::Unclassified))
        .collect())
}

/// The cells as numbers, truths as 0 and 1; NaN where there is none.
fn numbers(cells: &Cells) -> Vec<f64> {
    let truth = |truth: bool| f64::from(u8::from(truth));
    match cells {
        Cells::Real(numbers) => numbers.clone(),
        Cells::Integer(numbers) => {
            let number = |n: &Option<i64>| n.map_or(f64::NAN, |n| n as f64);
            numbers.iter().map(number).collect()
        }
        Cells::Boolean(truths) => {
            let number = |t: &Option<bool>| t.map_or(f64::NAN, truth);
            truths.iter().map(number).collect()
        }
        Cells::Text { rows, .. } => vec![f64::NAN; rows.len()],
    }
}
