//! What areas and groups are called: a column of the area layer, or the values of a parcel column.

use std::sync::Arc;

use super::areas::AreaLabel;
use super::values::{compare_values, count_values};
use crate::layer::{Cells, Layer, Table, Value};

/// Names of columns that hold the name of an area, in the order in which they are tried.
const NAMES: [&str; 12] = [
    "naam",
    "name",
    "gemeentenaam",
    "gm_naam",
    "statnaam",
    "waterschap",
    "wk_naam",
    "bu_naam",
    "gebied",
    "area",
    "label",
    "omschrijving",
];

/// The column that names the areas of a layer: one that is called so, else the first of text whose values all differ,
/// else the first of text.
pub fn name_column(table: &Table) -> Option<usize> {
    let by_name = NAMES.iter().find_map(|name| table.find(name));
    by_name.or_else(|| {
        let texts = (0..table.fields().len()).filter_map(|column| {
            let cells = table.column(column)?;
            let Cells::Text { distinct, .. } = &*cells else {
                return None;
            };
            Some((column, distinct.len() == table.rows()))
        });
        let texts: Vec<(usize, bool)> = texts.collect();
        let distinct = texts.iter().find(|(_, differ)| *differ);
        distinct.or(texts.first()).map(|(column, _)| *column)
    })
}

/// The names of the areas by a column, with the ground of their polygons (m², NaN where unknown). One that is not
/// named is called by its record number.
pub fn area_labels(layer: &Layer, column: Option<usize>, polygon_m2: &[f64]) -> Vec<AreaLabel> {
    let label = |area: usize| {
        let value = column.map_or(Value::Null, |column| layer.table.value(column, area));
        let name = text_of(&value).filter(|name| !name.trim().is_empty());
        let m2 = polygon_m2.get(area).copied();
        AreaLabel {
            name: name.unwrap_or_else(|| layer.record_number(area).to_string().into()),
            polygon_m2: m2.filter(|m2| m2.is_finite()),
        }
    };
    (0..layer.len()).map(label).collect()
}

/// Parcels by the value of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// The groups, by their value.
    pub labels: Vec<AreaLabel>,
    /// The group of each row; none where nothing is stored.
    pub of_row: Vec<Option<u32>>,
}

impl Groups {
    /// Groups the rows of a column.
    pub fn of(cells: &Cells) -> Self {
        let mut values: Vec<Value> = count_values(cells)
            .list
            .into_iter()
            .map(|(value, _)| value)
            .collect();
        values.sort_by(compare_values);
        let place = |value: &Value| {
            let found = values.binary_search_by(|known| compare_values(known, value));
            found.ok().and_then(|place| u32::try_from(place).ok())
        };
        let of_row = match cells {
            Cells::Text { rows, distinct } => {
                let places: Vec<Option<u32>> = distinct
                    .iter()
                    .map(|text| place(&Value::Text(Arc::clone(text))))
                    .collect();
                let of_row = |row: &u32| places.get(*row as usize).copied().flatten();
                rows.iter().map(of_row).collect()
            }
            _ => (0..cells.len())
                .map(|row| Some(cells.value(row)).filter(|v| *v != Value::Null))
                .map(|value| value.and_then(|value| place(&value)))
                .collect(),
        };
        let label = |value: &Value| AreaLabel {
            name: text_of(value).unwrap_or_else(|| "".into()),
            polygon_m2: None,
        };
        Self {
            labels: values.iter().map(label).collect(),
            of_row,
        }
    }
}

fn text_of(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Null => None,
        Value::Text(text) => Some(Arc::clone(text)),
        Value::Integer(number) => Some(number.to_string().into()),
        Value::Real(number) => Some(number.to_string().into()),
        Value::Boolean(truth) => Some(truth.to_string().into()),
    }
}
