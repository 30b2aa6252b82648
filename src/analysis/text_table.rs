//! A table from the text of a CSV file: a result of a classification that somebody kept or joined to columns of
//! their own. Columns get the type that all their cells fit.

use crate::domain::delimited;
use crate::layer::{Cells, Field, FieldType, Table};

/// The table, its first row as names. Rows that are too short end in empty cells.
pub fn table_of_text(text: &str) -> Table {
    let mut rows = delimited::rows(text).into_iter().map(|(_, cells)| cells);
    let names = rows.next().unwrap_or_default();
    let rows: Vec<Vec<String>> = rows.collect();
    let columns = names.into_iter().enumerate().map(|(place, name)| {
        let cells = rows
            .iter()
            .map(|row| row.get(place).map_or("", |cell| cell.trim()));
        let (field_type, cells) = typed(cells);
        let name = name.trim().to_owned();
        (Field { name, field_type }, cells)
    });
    Table::of_columns(rows.len(), columns.collect())
}

fn typed<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> (FieldType, Cells) {
    if let Some(cells) = all(cells.clone(), |cell| cell.parse::<i64>().ok()) {
        return (FieldType::Integer, Cells::Integer(cells));
    }
    let finite = |cell: &str| cell.parse::<f64>().ok().filter(|number| number.is_finite());
    if let Some(cells) = all(cells.clone(), finite) {
        let cells = cells.into_iter().map(|cell| cell.unwrap_or(f64::NAN));
        return (FieldType::Real, Cells::Real(cells.collect()));
    }
    if let Some(cells) = all(cells.clone(), |cell| cell.parse::<bool>().ok()) {
        return (FieldType::Boolean, Cells::Boolean(cells));
    }
    (FieldType::Text, Cells::from_texts(cells.map(Some)))
}

/// The cells as `read` reads them, empty ones as nothing; `None` where it cannot read one.
fn all<'a, T>(
    cells: impl Iterator<Item = &'a str>,
    read: impl Fn(&str) -> Option<T>,
) -> Option<Vec<Option<T>>> {
    cells
        .map(|cell| match cell {
            "" => Some(None),
            cell => read(cell).map(Some),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Value;

    #[test]
    fn columns_get_the_type_that_all_cells_fit() {
        let table = table_of_text("a,b,c,d\n1,0.5,true,x\n,2,,\n3,,false");
        let types: Vec<FieldType> = table.fields().iter().map(|f| f.field_type).collect();
        let expected = [
            FieldType::Integer,
            FieldType::Real,
            FieldType::Boolean,
            FieldType::Text,
        ];
        assert_eq!(types, expected);
        assert_eq!(table.value(0, 2), Value::Integer(3));
        assert_eq!(table.value(1, 2), Value::Null);
        assert_eq!(table.value(2, 2), Value::Boolean(false));
        assert_eq!(table.value(3, 2), Value::Null);
        assert_eq!(table_of_text("").rows(), 0);
    }
}
