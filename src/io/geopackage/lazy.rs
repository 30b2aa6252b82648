//! The cells of a wide table: read from the file a column, or a row, at a time when they are asked for. The file is
//! opened for each reading and let go afterwards, so that other programs can do with it what they want; rows that are
//! gone by then have empty cells, and the window says that the file changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

use super::contents::Plan;
use super::database::Source;
use super::read::push_cell;
use crate::io::budget::Budget;
use crate::io::columns_in::{self, Column};
use crate::io::on_demand::OnDemand;
use crate::job::Progress;
use crate::layer::table::{RowSource, Sought};
use crate::layer::{Cells, Field, FieldType, Table, Value, Warnings};

/// Rows of a column that are read over one connection.
const ROWS_PER_TASK: usize = 1 << 14;
/// Rows that are kept whole: those on a screen, and some.
const MOST_ROWS_KEPT: usize = 1 << 10;

/// The table of the rows of these numbers, in order.
pub(super) fn table(database: &Path, plan: Plan, keys: Vec<i64>, budget: &Budget) -> Table {
    let rows = keys.len();
    let fields = plan.fields.iter();
    let fields = fields.map(|(name, field_type)| Field {
        name: name.clone(),
        // Where nothing is declared only all values would tell.
        field_type: field_type.unwrap_or(FieldType::Text),
    });
    let fields: Vec<Field> = fields.collect();
    let source = LazyRows {
        database: database.to_owned(),
        fields: fields.clone(),
        plan,
        keys,
        kept: Mutex::default(),
        columns: OnDemand::new(budget),
    };
    Table::new(fields, rows, Arc::new(source))
}

#[derive(Debug)]
struct LazyRows {
    database: PathBuf,
    plan: Plan,
    fields: Vec<Field>,
    keys: Vec<i64>,
    kept: Mutex<HashMap<usize, Vec<Value>>>,
    columns: OnDemand,
}

impl LazyRows {
    /// An empty column.
    fn column(&self, number: usize) -> Option<Column> {
        let field = self.fields.get(number)?;
        Some(Column::new(field.name.clone(), Some(field.field_type)))
    }

    /// The cells of the rows of these numbers, as many as there are; those that cannot be read are empty.
    fn read(&self, source: &Source<'_>, number: usize, keys: &[i64]) -> Option<Column> {
        let mut column = self.column(number)?;
        // What was read before an error stays.
        let filled = self.each(source, &[number], keys, |place, row| {
            if place >= column.len() {
                column.pad(place);
                push_cell(row.get_ref(1)?, &mut column);
            }
            Ok(())
        });
        if filled.is_err() {
            self.columns.note(number);
        }
        column.pad(keys.len());
        Some(column)
    }

    /// Hands over the rows of these numbers, each with its place among them, its number and the cells of these columns.
    fn each(
        &self,
        source: &Source<'_>,
        columns: &[usize],
        keys: &[i64],
        mut see: impl FnMut(usize, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let (Some(key), [first, .., last] | [first @ last]) = (&self.plan.key, keys) else {
            return Ok(());
        };
        let fields = columns.iter();
        let fields = fields.filter_map(|column| self.plan.fields.get(*column).cloned());
        let select = self.plan.select(key, &fields.collect::<Vec<_>>());
        let select = format!("{select} WHERE {key} BETWEEN ?1 AND ?2 ORDER BY {key}");
        source.with(|connection| {
            let mut statement = connection.prepare(&select)?;
            let mut rows = statement.query(params![first, last])?;
            while let Some(row) = rows.next()? {
                let own: i64 = row.get(0)?;
                if let Ok(place) = keys.binary_search(&own) {
                    see(place, row)?;
                }
            }
            Ok(())
        })
    }

    /// The first place among the rows of these numbers with a text that is sought in one of these columns.
    fn first_text_of(
        &self,
        source: &Source<'_>,
        columns: &[usize],
        keys: &[i64],
        is_sought: &Sought,
    ) -> Option<usize> {
        let mut found = None;
        let seen = self.each(source, columns, keys, |place, row| {
            if found.is_none() && has_text(row, columns.len(), is_sought)? {
                found = Some(place);
            }
            Ok(())
        });
        if seen.is_err() {
            // Which of them it is does not show.
            columns.iter().for_each(|column| self.columns.note(*column));
        }
        found
    }

    /// All cells of a row.
    fn row(&self, row: usize) -> rusqlite::Result<Vec<Value>> {
        let (Some(key), Some(number)) = (&self.plan.key, self.keys.get(row)) else {
            return Ok(Vec::new());
        };
        let progress = Progress::default();
        let source = Source::new(&self.database, &self.database, &progress);
        let select = self.plan.select(key, &self.plan.fields);
        let cells = |row: &Row<'_>| {
            let values = (0..self.fields.len()).map(|number| {
                let Some(mut column) = self.column(number) else {
                    return Ok(Value::Null);
                };
                push_cell(row.get_ref(number + 1)?, &mut column);
                let table = columns_in::table(vec![column], 1, &Warnings::default());
                Ok(table.value(0, 0))
            });
            values.collect()
        };
        let select = format!("{select} WHERE {key} = ?1");
        source.with(|connection| connection.query_row(&select, params![number], cells))
    }

    /// All cells of a column.
    fn whole(&self, column: usize) -> Arc<Cells> {
        let progress = Progress::default();
        let source = Source::new(&self.database, &self.database, &progress);
        let parts = self.keys.par_chunks(ROWS_PER_TASK);
        let parts = parts.map(|keys| self.read(&source, column, keys));
        let parts: Vec<Option<Column>> = parts.collect();
        let mut whole: Option<Column> = self.column(column);
        for part in parts.into_iter().flatten() {
            if let Some(whole) = &mut whole {
                whole.append(part);
            }
        }
        let rows = self.keys.len();
        let table = columns_in::table(whole.into_iter().collect(), rows, &Warnings::default());
        let cells = table.column(0);
        cells.unwrap_or_else(|| Arc::new(Cells::Real(vec![f64::NAN; rows])))
    }
}

impl RowSource for LazyRows {
    fn may_fail(&self) -> bool {
        true
    }

    fn unreadable(&self) -> Vec<usize> {
        self.columns.unreadable()
    }

    fn decode(&self, column: usize) -> Arc<Cells> {
        let rows = self.keys.len();
        self.columns.hold(column, rows, || self.whole(column))
    }

    fn first_text(&self, columns: &[usize], is_sought: &Sought) -> Option<usize> {
        let progress = Progress::default();
        let source = Source::new(&self.database, &self.database, &progress);
        // A row has all its cells in one place, so all columns are looked through in one walk.
        let tasks = self.keys.par_chunks(ROWS_PER_TASK).enumerate();
        let found = tasks.filter_map(|(task, keys)| {
            let place = self.first_text_of(&source, columns, keys, is_sought)?;
            Some(task * ROWS_PER_TASK + place)
        });
        found.min()
    }

    fn without_room(&self) -> Vec<usize> {
        self.columns.without_room()
    }

    fn value(&self, column: usize, row: usize) -> Value {
        let of = |values: &Vec<Value>| values.get(column).cloned().unwrap_or(Value::Null);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(values) = kept.get(&row) {
            return of(values);
        }
        let values = match self.row(row) {
            Ok(values) => values,
            // Which of them it is does not show.
            Err(_) => {
                self.columns.note(column);
                Vec::new()
            }
        };
        let value = of(&values);
        if kept.len() >= MOST_ROWS_KEPT {
            kept.clear();
        }
        kept.insert(row, values);
        value
    }
}

/// True where one of the first cells of a row, behind its number, is a text that is sought.
fn has_text(row: &Row<'_>, cells: usize, is_sought: &Sought) -> rusqlite::Result<bool> {
    for cell in 1..=cells {
        if let ValueRef::Text(bytes) = row.get_ref(cell)?
            // As it would stand in the table.
            && is_sought(String::from_utf8_lossy(bytes).trim_end())
        {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::super::contents;
    use super::*;

    #[test]
    fn cells_that_cannot_be_read_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("breed.gpkg");
        let database = rusqlite::Connection::open(&path).unwrap();
        database
            .execute_batch(
                "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
                 CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
                 INSERT INTO gpkg_contents VALUES ('t', 'features');
                 INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 28992);
                 CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, a TEXT, b TEXT, c TEXT);
                 INSERT INTO t VALUES (1, NULL, 'x', 'y', 'z'), (2, NULL, 'x', 'y', 'z');",
            )
            .unwrap();
        let tables = contents::feature_tables(&database).unwrap();
        let plan = contents::plan(&database, &tables[0]).unwrap();
        drop(database);
        let table = table(&path, plan, vec![1, 2], &Budget::of_plain(0));
        assert!(table.may_fail());
        assert_eq!(table.value(0, 0), Value::Text("x".into()));
        assert_eq!(table.first_text(&[0, 1, 2], &|text| text == "y"), Some(0));
        assert_eq!(table.first_text(&[0, 2], &|text| text == "y"), None);
        assert!(table.unreadable().is_empty());
        std::fs::File::create(&path).unwrap().set_len(8192).unwrap();
        // What was read stays, and each column is told once somebody asked for it.
        assert_eq!(table.value(0, 0), Value::Text("x".into()));
        assert_eq!(table.value(1, 1), Value::Null);
        assert_eq!(table.unreadable(), ["b"]);
        assert_eq!(table.column(2).map(|cells| cells.len()), Some(2));
        assert_eq!(table.unreadable(), ["b", "c"]);
    }
}
