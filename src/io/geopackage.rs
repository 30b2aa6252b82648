//! GeoPackages. Written (1.3, OGC 12-128r17): one table of features in the layer's own coordinates, with a
//! spatial index, and where given the style that QGIS then draws it in. Read: every table of features, of any
//! version, see `read.rs`.

mod contents;
mod database;
mod lazy;
mod part;
mod read;
mod views;

use std::io;
use std::path::Path;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};

use super::atomic;
use super::columns_out::{Column, columns};
use super::error::WriteError;
use super::shapes_out::{Shape, are_single};
use super::wkb;
use crate::crs::{Crs, Definition};
use crate::geometry::{Bounds, GeometryKind, PolygonArray};
use crate::job::Progress;
use crate::layer::{FieldType, Layer, Value};

pub(super) use self::read::read;

/// How QGIS draws the layer, kept inside the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Its name.
    pub name: String,
    /// A QGIS style document.
    pub qml: String,
}

/// The date of every row that has to have one. The day's date would make the same layer give other bytes
/// tomorrow.
const DATE: &str = "2000-01-01T00:00:00.000Z";

const TABLES: &str = include_str!("geopackage/tables.sql");
const INDEX: &str = include_str!("geopackage/index.sql");
const STYLES: &str = include_str!("geopackage/styles.sql");

/// Writes `layer`, drawn in `style` where it is given.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(
    layer: &Layer,
    path: &Path,
    style: Option<&Style>,
    progress: &Progress,
) -> Result<(), WriteError> {
    atomic::write_at(path, progress, |beside| {
        let mut package = Package::new(beside, layer).map_err(io::Error::other)?;
        package.fill(layer, progress)?;
        package.finish(style).map_err(io::Error::other)
    })
}

struct Package {
    database: Connection,
    table: String,
    /// The type of its geometries.
    kind: &'static str,
    srs_id: i32,
    columns: Vec<Column>,
    bounds: Bounds,
}

impl Package {
    fn new(path: &Path, layer: &Layer) -> rusqlite::Result<Self> {
        let database = Connection::open(path)?;
        // A crash half-way loses a file that has no name yet.
        database.pragma_update(None, "journal_mode", "OFF")?;
        database.pragma_update(None, "synchronous", "OFF")?;
        database.execute_batch(TABLES)?;
        database.execute_batch("BEGIN")?;
        let package = Self {
            table: table_name(&layer.name),
            kind: kind(&layer.polygons),
            srs_id: add_srs(&database, layer)?,
            columns: columns(&layer.table, &["fid", "geom"]),
            bounds: Bounds::EMPTY,
            database,
        };
        let columns = package.columns.iter().map(|column| {
            let name = identifier(&column.name);
            format!(", {name} {}", sql_type(column.field_type))
        });
        package.database.execute_batch(&format!(
            "CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {}{})",
            identifier(&package.table),
            package.kind,
            columns.collect::<String>(),
        ))?;
        package
            .with_names("CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)")?;
        Ok(package)
    }

    fn with_names(&self, sql: &str) -> rusqlite::Result<()> {
        let index = format!("rtree_{}_geom", self.table);
        let sql = sql
            .replace("{table}", &identifier(&self.table))
            .replace("{table_text}", &self.table.replace('\'', "''"))
            .replace("{index}", &identifier(&index))
            .replace("{name}", &index.replace('"', "\"\""));
        self.database.execute_batch(&sql)
    }

    fn fill(&mut self, layer: &Layer, progress: &Progress) -> io::Result<()> {
        let places = ",?".repeat(self.columns.len());
        let index = identifier(&format!("rtree_{}_geom", self.table));
        let prepare = |sql: String| self.database.prepare(&sql).map_err(io::Error::other);
        let table = identifier(&self.table);
        let mut row_of = prepare(format!("INSERT INTO {table} VALUES (?,?{places})"))?;
        let mut box_of = prepare(format!("INSERT INTO {index} VALUES (?,?,?,?,?)"))?;
        let mut all = Bounds::EMPTY;
        for (row, feature) in layer.polygons.features().enumerate() {
            progress.tick(1).map_err(io::Error::other)?;
            let fid = i64::try_from(row).unwrap_or(i64::MAX).saturating_add(1);
            let is_multi = self.kind.starts_with("MULTI");
            let (geometry, bounds) = geometry(&Shape::of(&feature), is_multi, self.srs_id);
            let mut values = vec![Sql::from(fid), geometry];
            values.extend(
                self.columns
                    .iter()
                    .map(|column| sql(&column.cells.value(row))),
            );
            row_of
                .execute(params_from_iter(values))
                .map_err(io::Error::other)?;
            if !bounds.is_empty() {
                let corners = params![
                    fid,
                    bounds.min[0],
                    bounds.max[0],
                    bounds.min[1],
                    bounds.max[1]
                ];
                box_of.execute(corners).map_err(io::Error::other)?;
                all = all.union(&bounds);
            }
        }
        drop((row_of, box_of));
        self.bounds = all;
        Ok(())
    }

    fn finish(self, style: Option<&Style>) -> rusqlite::Result<()> {
        let corner = |ordinate: f64| (!self.bounds.is_empty()).then_some(ordinate);
        let Bounds { min, max } = self.bounds;
        self.database.execute(
            "INSERT INTO gpkg_contents VALUES (?1,'features',?1,'',?2,?3,?4,?5,?6,?7)",
            params![
                self.table,
                DATE,
                corner(min[0]),
                corner(min[1]),
                corner(max[0]),
                corner(max[1]),
                self.srs_id
            ],
        )?;
        self.database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,?,0,0)",
            params![self.table, self.kind, self.srs_id],
        )?;
        self.with_names(INDEX)?;
        if let Some(style) = style {
            self.add_style(style)?;
        }
        self.database.execute_batch("COMMIT")?;
        self.database.close().map_err(|(_, error)| error)
    }

    fn add_style(&self, style: &Style) -> rusqlite::Result<()> {
        self.database.execute_batch(STYLES)?;
        self.database.execute(
            "INSERT INTO layer_styles VALUES (1,'','',?1,'geom',?2,?3,'',1,'','',NULL,?4)",
            params![self.table, style.name, style.qml, DATE],
        )?;
        self.database.execute(
            "INSERT INTO gpkg_contents (table_name,data_type,identifier,description,last_change) \
             VALUES ('layer_styles','attributes','layer_styles','',?)",
            params![DATE],
        )?;
        Ok(())
    }
}

/// The type of a layer's geometries: collections, but for points that come alone.
fn kind(array: &PolygonArray) -> &'static str {
    match array.kind() {
        GeometryKind::Polygons => "MULTIPOLYGON",
        GeometryKind::Lines => "MULTILINESTRING",
        GeometryKind::Points if are_single(array) => "POINT",
        GeometryKind::Points => "MULTIPOINT",
    }
}

/// The layer's name as a table's; names of the format itself are not for features.
fn table_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let own = ["gpkg_", "sqlite_", "rtree_", "layer_styles"];
    if name.is_empty() || own.iter().any(|prefix| lower.starts_with(prefix)) {
        format!("layer_{name}")
    } else {
        name.replace('\0', "")
    }
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

const fn sql_type(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Integer => "INTEGER",
        FieldType::Real => "REAL",
        FieldType::Boolean => "BOOLEAN",
        FieldType::Date => "DATE",
        FieldType::Text | FieldType::DateTime | FieldType::Memo | FieldType::Binary => "TEXT",
    }
}

fn sql(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Text(text) => Sql::Text(text.to_string()),
        Value::Integer(number) => Sql::Integer(*number),
        Value::Real(number) => Sql::Real(*number),
        Value::Boolean(truth) => Sql::Integer(i64::from(*truth)),
    }
}

/// The blob of a geometry (12-128r17, 2.1.3): header with its box, then well-known binary.
fn geometry(shape: &Shape, is_multi: bool, srs_id: i32) -> (Sql, Bounds) {
    let bounds = Bounds::of_points(&shape.vertices());
    if shape.is_empty() {
        return (Sql::Null, bounds);
    }
    /// Little endian, with a box in x and y.
    const FLAGS: u8 = 0b0000_0011;
    let mut blob = vec![b'G', b'P', 0, FLAGS];
    blob.extend_from_slice(&srs_id.to_le_bytes());
    for ordinate in [bounds.min[0], bounds.max[0], bounds.min[1], bounds.max[1]] {
        blob.extend_from_slice(&ordinate.to_le_bytes());
    }
    wkb::push(&mut blob, shape, is_multi);
    (Sql::Blob(blob), bounds)
}

/// Number for a system without a code of EPSG's.
const OWN_SRS: i32 = 100_000;
/// What the format calls a plane of which nothing is known.
const UNDEFINED_PLANE: i32 = -1;

const RD_WKT: &str = r#"PROJCS["Amersfoort / RD New",GEOGCS["Amersfoort",DATUM["Amersfoort",SPHEROID["Bessel 1841",6377397.155,299.1528128,AUTHORITY["EPSG","7004"]],AUTHORITY["EPSG","6289"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4289"]],PROJECTION["Oblique_Stereographic"],PARAMETER["latitude_of_origin",52.1561605555556],PARAMETER["central_meridian",5.38763888888889],PARAMETER["scale_factor",0.9999079],PARAMETER["false_easting",155000],PARAMETER["false_northing",463000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","28992"]]"#;

/// Adds the layer's coordinate system where the file does not have it yet, and gives its number.
fn add_srs(database: &Connection, layer: &Layer) -> rusqlite::Result<i32> {
    let Some(crs) = &layer.crs else {
        return Ok(UNDEFINED_PLANE);
    };
    let text = layer.source.crs_text.as_deref();
    let (id, organization, definition) = match crs {
        Crs {
            epsg: Some(4326), ..
        } => return Ok(4326),
        Crs {
            definition: Definition::RdNew,
            ..
        } => (28992, "EPSG", RD_WKT),
        // Readers know the code; the text is for those that do not.
        Crs {
            epsg: Some(code), ..
        } => {
            let id = i32::try_from(*code).unwrap_or(OWN_SRS);
            (id, "EPSG", text.unwrap_or("undefined"))
        }
        Crs { epsg: None, .. } => match text {
            Some(text) => (OWN_SRS, "NONE", text),
            None => return Ok(UNDEFINED_PLANE),
        },
    };
    let name = crs.name.as_deref().unwrap_or("undefined");
    database.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?1,?2,?3,?2,?4,NULL)",
        params![name, id, organization, definition],
    )?;
    Ok(id)
}
