//! What a GeoPackage says is in it: its tables of features, their columns and their coordinate systems.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::identifier;
use crate::crs::Crs;
use crate::io::columns_in::Column;
use crate::io::place::Said;
use crate::layer::FieldType;

/// A table or view of features.
#[derive(Debug)]
pub(super) struct FeatureTable {
    pub(super) name: String,
    pub(super) geometry: String,
    srs_id: Option<i64>,
}

/// The feature tables, in the order in which they were added.
pub(super) fn feature_tables(database: &Connection) -> rusqlite::Result<Vec<FeatureTable>> {
    let mut geometries = database.prepare(
        "SELECT lower(table_name), table_name, column_name, srs_id FROM gpkg_geometry_columns",
    )?;
    let geometries = geometries.query_map([], |row| {
        let table = FeatureTable {
            name: row.get(1)?,
            geometry: row.get(2)?,
            srs_id: row.get(3)?,
        };
        Ok((row.get(0)?, table))
    })?;
    // The database would compare each with each.
    let mut geometries: HashMap<String, FeatureTable> =
        geometries.collect::<rusqlite::Result<_>>()?;
    let mut contents = database.prepare(
        "SELECT lower(table_name) FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid",
    )?;
    let names = contents.query_map([], |row| row.get(0))?;
    let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
    let tables = names.iter().filter_map(|name| geometries.remove(name));
    Ok(tables.collect())
}

/// True where the database is one of features at all.
pub(super) fn is_geopackage(database: &Connection) -> bool {
    database
        .prepare("SELECT 1 FROM gpkg_contents, gpkg_geometry_columns LIMIT 1")
        .is_ok()
}

/// How the rows of a table are read. Names are quoted.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) geometry: String,
    /// The expression that numbers the rows, where there is one to divide the table by.
    pub(super) key: Option<String>,
    /// Its rows are numbered for good: each is found again by its number.
    is_numbered: bool,
    pub(super) table: String,
    pub(super) fields: Vec<(String, Option<FieldType>)>,
}

/// Columns up to which a table is narrow: their cells come along with the geometry. Of a wider table each column is
/// read when it is first asked for, which costs a pass over the table each: what `classify` writes (some 65 columns,
/// most of them wanted) opens several times faster along.
const MOST_COLUMNS_ALONG: usize = 200;

impl Plan {
    /// True where cells wait until they are asked for. Rows without a number could not be found again.
    pub(super) fn is_wide(&self) -> bool {
        self.is_numbered && self.fields.len() > MOST_COLUMNS_ALONG
    }

    /// `SELECT first, fields FROM table`.
    pub(super) fn select(&self, first: &str, fields: &[(String, Option<FieldType>)]) -> String {
        let mut select = format!("SELECT {first}");
        for (name, _) in fields {
            select.push_str(", ");
            select.push_str(&identifier(name));
        }
        format!("{select} FROM {}", self.table)
    }

    pub(super) fn columns(&self) -> Vec<Column> {
        let fields = self.fields.iter().cloned();
        fields
            .map(|(name, field_type)| Column::new(name, field_type))
            .collect()
    }
}

/// Looks up the columns of a table.
pub(super) fn plan(database: &Connection, table: &FeatureTable) -> rusqlite::Result<Plan> {
    let is_table: bool = database
        .query_row(
            "SELECT type = 'table' FROM sqlite_master WHERE lower(name) = lower(?) \
             AND type IN ('table', 'view')",
            params![table.name],
            |row| row.get(0),
        )
        .optional()?
        .unwrap_or(false);
    let mut statement =
        database.prepare("SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1")?;
    let columns = statement.query_map(params![table.name], |row| {
        let declared: Option<String> = row.get(1)?;
        Ok((
            row.get::<_, String>(0)?,
            declared.unwrap_or_default(),
            row.get::<_, i64>(2)? > 0,
        ))
    })?;
    let columns: Vec<_> = columns.collect::<rusqlite::Result<_>>()?;
    let keys = columns.iter().filter(|(.., is_key)| *is_key).count();
    let mut plan = Plan {
        geometry: identifier(&table.geometry),
        key: None,
        is_numbered: false,
        table: identifier(&table.name),
        fields: Vec::new(),
    };
    for (name, declared, is_key) in &columns {
        let is_row_id = *is_key && keys == 1 && declared.eq_ignore_ascii_case("INTEGER");
        // A view has no key; by convention its first columns repeat that of its table.
        let looks_like_it = !is_table
            && ["fid", "ogc_fid"]
                .iter()
                .any(|fid| name.eq_ignore_ascii_case(fid));
        if is_row_id {
            plan.key = Some(identifier(name));
        } else if !looks_like_it && !name.eq_ignore_ascii_case(&table.geometry) {
            plan.fields.push((name.clone(), field_type(declared)));
        }
    }
    let has = |name: &str| columns.iter().any(|(n, ..)| n.eq_ignore_ascii_case(name));
    if is_table && !has("rowid") {
        let probe = format!("SELECT rowid FROM {} LIMIT 1", plan.table);
        plan.is_numbered = database.prepare(&probe).is_ok();
        if plan.is_numbered && plan.key.is_none() {
            plan.key = Some("rowid".to_owned());
        }
    }
    Ok(plan)
}

/// The type that a column is declared with; `None` where it may hold anything.
fn field_type(declared: &str) -> Option<FieldType> {
    let upper = declared.to_ascii_uppercase();
    let name = upper.split('(').next().unwrap_or_default().trim();
    let contains = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    Some(match name {
        "BOOLEAN" | "BOOL" => FieldType::Boolean,
        "DATE" => FieldType::Date,
        "DATETIME" | "TIMESTAMP" => FieldType::DateTime,
        "GEOMETRY" | "POINT" | "LINESTRING" | "POLYGON" | "MULTIPOINT" | "MULTILINESTRING"
        | "MULTIPOLYGON" | "GEOMETRYCOLLECTION" => FieldType::Binary,
        _ if contains(&["INT"]) => FieldType::Integer,
        _ if contains(&["CHAR", "CLOB", "TEXT", "JSON"]) => FieldType::Text,
        _ if contains(&["BLOB"]) => FieldType::Binary,
        _ if contains(&["REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL"]) => FieldType::Real,
        _ => return None,
    })
}

/// What the file says of the coordinate system of a table, and the text in which it says it.
pub(super) fn system(database: &Connection, table: &FeatureTable) -> (Said, Option<String>) {
    let Some(id) = table.srs_id.filter(|id| !matches!(id, 0 | -1)) else {
        return (Said::Nothing, None);
    };
    let row = database.query_row(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys \
         WHERE srs_id = ?",
        params![id],
        |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, Option<String>>(2)?,
            ))
        },
    );
    let Ok((organization, code, definition)) = row else {
        return (Said::Nothing, None);
    };
    let text = definition.filter(|text| !text.trim().is_empty() && text.trim() != "undefined");
    let by_code = || {
        let code = u32::try_from(code).ok()?;
        let is_epsg = organization.eq_ignore_ascii_case("EPSG");
        is_epsg.then(|| Crs::from_epsg(code)).flatten()
    };
    let said = match by_code() {
        Some(crs) => Said::System(crs),
        None => Said::by(text.as_deref()),
    };
    (said, text)
}
