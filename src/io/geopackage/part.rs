//! The rows of a table that lie in a box, by its spatial index (OGC 12-128r17, annex F.3): a table of boxes under the
//! row numbers, rounded outwards.

use rusqlite::{Connection, params};

use super::contents::{FeatureTable, Plan};
use super::identifier;
use super::read::Division;
use crate::geometry::Bounds;
use crate::io::glance::FEW;
use crate::io::shapes_in::Budget;

/// Rows that are looked up over one connection.
const ROWS_PER_DIVISION: usize = 1 << 12;

/// Some rows of a table.
#[derive(Debug)]
pub(super) struct Part {
    /// Their numbers, in order.
    keys: Vec<i64>,
    /// How many rows the table has besides.
    pub(super) elsewhere: u64,
    /// How many rows come before that of each number.
    records: Vec<u32>,
}

impl Part {
    /// The rows whose box touches `bounds`; `None` where the table has no index.
    pub(super) fn find(
        database: &Connection,
        plan: &Plan,
        table: &FeatureTable,
        bounds: &Bounds,
        budget: &Budget,
    ) -> rusqlite::Result<Option<Self>> {
        let Some(key) = &plan.key else {
            return Ok(None);
        };
        let registered: bool = database.query_row(
            "SELECT count(*) > 0 FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index' \
             AND lower(table_name) = lower(?1) AND lower(column_name) = lower(?2)",
            params![table.name, table.geometry],
            |row| row.get(0),
        )?;
        let name = format!("rtree_{}_{}", table.name, table.geometry);
        let indexed: i64 = match registered {
            // As many as the index itself has rows; the index would count by walking through its boxes.
            true => {
                let rows = identifier(&format!("{name}_rowid"));
                database.query_row(&format!("SELECT count(*) FROM {rows}"), [], |row| {
                    row.get(0)
                })?
            }
            false => 0,
        };
        if indexed == 0 {
            return Ok(None);
        }
        let here = format!(
            "SELECT id FROM {} WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4",
            identifier(&name)
        );
        let Bounds { min, max } = bounds;
        let sides = params![min[0], max[0], min[1], max[1]];
        let Some(mut keys) = numbers(database, &here, sides, budget)? else {
            return Ok(None);
        };
        keys.sort_unstable();
        keys.dedup();
        let order = format!("SELECT {key} FROM {} ORDER BY {key}", plan.table);
        let ends = format!(
            "SELECT min({key}), max({key}) - min({key}) + 1 = ?1 FROM {}",
            plan.table
        );
        let ends = database.query_row(&ends, [indexed], |row| Ok((row.get(0)?, row.get(1)?)));
        let (records, total) = match ends {
            // No row is missing between the first and the last.
            Ok((first, true)) => {
                let first: i64 = first;
                let place = |key: &i64| u32::try_from(key.wrapping_sub(first)).unwrap_or(u32::MAX);
                (keys.iter().map(place).collect(), indexed)
            }
            _ => {
                let Some(all) = numbers(database, &order, [], budget)? else {
                    return Ok(None);
                };
                let rank = |key: &i64| all.partition_point(|other| other < key);
                let rank = |key: &i64| u32::try_from(rank(key)).unwrap_or(u32::MAX);
                let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
                (keys.iter().map(rank).collect(), total)
            }
        };
        let elsewhere = u64::try_from(total)
            .unwrap_or(0)
            .saturating_sub(keys.len() as u64);
        Ok(Some(Self {
            keys,
            elsewhere,
            records,
        }))
    }

    /// About [`FEW`] rows from all over the table; `None` where it has no numbers to find rows by.
    pub(super) fn few(
        database: &Connection,
        plan: &Plan,
        table: &FeatureTable,
    ) -> rusqlite::Result<Option<Self>> {
        let Some(key) = &plan.key else {
            return Ok(None);
        };
        let name = &plan.table;
        // Most writers keep count; else the whole table is walked through.
        let counted = database.query_row(
            "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?1)",
            params![table.name],
            |row| row.get::<_, Option<i64>>(0),
        );
        let total: i64 = match counted {
            Ok(Some(count)) => count,
            _ => {
                let count = format!("SELECT count(*) FROM {name}");
                database.query_row(&count, [], |row| row.get(0))?
            }
        };
        let ends =
            format!("SELECT (SELECT min({key}) FROM {name}), (SELECT max({key}) FROM {name})");
        let ends: [Option<i64>; 2] =
            database.query_row(&ends, [], |row| Ok([row.get(0)?, row.get(1)?]))?;
        let [Some(first), Some(last)] = ends else {
            return Ok(None);
        };
        let span = i128::from(last) - i128::from(first) + 1;
        let looks = span.min(FEW as i128);
        let next = format!("SELECT {key} FROM {name} WHERE {key} >= ?1 ORDER BY {key} LIMIT 1");
        let mut next = database.prepare(&next)?;
        let mut keys: Vec<i64> = Vec::new();
        for look in 0..looks {
            let from = i128::from(first) + span * look / looks;
            let from = i64::try_from(from).unwrap_or(last);
            if keys.last().is_none_or(|key| *key < from) {
                keys.push(next.query_row([from], |row| row.get(0))?);
            }
        }
        let elsewhere = u64::try_from(total).unwrap_or(0);
        Ok(Some(Self {
            elsewhere: elsewhere.saturating_sub(keys.len() as u64),
            records: Vec::new(),
            keys,
        }))
    }

    /// The rows, some at a time.
    pub(super) fn divisions(&self) -> Vec<Division<'_>> {
        let chunks = self.keys.chunks(ROWS_PER_DIVISION);
        chunks.map(Division::These).collect()
    }

    /// How many rows come before each of these, which are among those of the part.
    pub(super) fn records(&self, keys: &[i64]) -> Vec<u32> {
        let record = |key| {
            let place = self.keys.binary_search(key).ok()?;
            self.records.get(place).copied()
        };
        keys.iter()
            .map(|key| record(key).unwrap_or(u32::MAX))
            .collect()
    }
}

/// The numbers that a statement gives; `None` where they are too many.
fn numbers(
    database: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    budget: &Budget,
) -> rusqlite::Result<Option<Vec<i64>>> {
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        if budget.spend(size_of::<i64>()).is_err() {
            return Ok(None);
        }
        numbers.push(row.get(0)?);
    }
    Ok(Some(numbers))
}
