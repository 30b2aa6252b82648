//! Writes a layer as GeoParquet 1.1: geometry as well-known binary, in RD New with its definition where the
//! layer is in it, else in longitude and latitude, which needs no definition. A column of boxes beside it ("covering")
//! tells whoever wants a region which groups of rows to leave alone; so that they differ, the rows of a layer of several
//! groups are put in spatial order. What fits into one group keeps its order.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use serde_json::{Value as Json, json};

use crate::geometry::hilbert::Hilbert;
use crate::geometry::{Bounds, GeometryKind, PolygonArray};
use crate::io::atomic;
use crate::io::columns_out::{Column, columns};
use crate::io::error::WriteError;
use crate::io::place::in_wgs84;
use crate::io::shapes_out::Shape;
use crate::io::wkb;
use crate::io::write::with_settling;
use crate::job::{Cancelled, Progress};
use crate::layer::{Cells, Held, Layer, Value};

const GEOMETRY: &str = "geometry";
const BOX: &str = "bbox";
const SIDES: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];
/// Rows that are written, and later read, together: a few municipalities.
const ROWS_IN_GROUP: usize = 16_384;
/// Shapes that are written between two looks at whether to go on.
const SHAPES_AT_A_TIME: usize = 1 << 12;
/// How many columns the shapes take the time of, and bringing them into place.
const SHAPES: u64 = 20;
const PLACING: u64 = 4;
const RD_PROJJSON: &str = include_str!("../../../assets/rd_new.projjson");

/// Writes `layer`.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched.
pub fn write(
    layer: &Layer,
    path: &Path,
    progress: &Progress,
) -> std::result::Result<(), WriteError> {
    let columns = columns(&layer.table, &[GEOMETRY, BOX]);
    let rows = layer.len() as u64;
    let steps = rows * (PLACING + columns.len() as u64 + SHAPES);
    progress.begin(with_settling(steps));
    let part = progress.part(rows * PLACING);
    let (polygons, crs) = placed(layer, &part)?;
    part.end();
    atomic::write_long(path, progress, |out| {
        write_file(out, &polygons, crs, &columns, progress).map_err(io::Error::other)
    })
}

/// The polygons with what their metadata says of the coordinate system: a definition, null for unknown, or
/// nothing for longitude and latitude.
fn placed(
    layer: &Layer,
    progress: &Progress,
) -> std::result::Result<(PolygonArray, Option<Json>), Cancelled> {
    if layer.crs.as_ref().is_some_and(crate::crs::Crs::is_rd) {
        // Part of the program; as text it would still tell people which system it is.
        let definition = serde_json::from_str(RD_PROJJSON).unwrap_or_else(|_| json!(RD_PROJJSON));
        return Ok((layer.polygons.clone(), Some(definition)));
    }
    Ok(match in_wgs84(layer, progress)? {
        Some(polygons) => (polygons, None),
        None => (layer.polygons.clone(), Some(Json::Null)),
    })
}

fn write_file(
    out: &mut (impl Write + Send),
    polygons: &PolygonArray,
    crs: Option<Json>,
    columns: &[Column],
    progress: &Progress,
) -> Result<()> {
    let metadata = KeyValue::new("geo".to_owned(), geo_metadata(polygons, crs).to_string());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("ruilkaart".to_owned())
        .set_key_value_metadata(Some(vec![metadata]))
        .build();
    let mut file =
        SerializedFileWriter::new(out, Arc::new(schema(columns)?), Arc::new(properties))?;
    let stopped = |stop| parquet::errors::ParquetError::External(Box::new(stop));
    for rows in order(polygons).chunks(ROWS_IN_GROUP) {
        let mut group = file.next_row_group()?;
        for column in columns {
            progress.tick(rows.len() as u64).map_err(stopped)?;
            if let Some(mut writer) = group.next_column()? {
                write_column(&mut writer, &column.cells, rows)?;
                writer.close()?;
            }
        }
        if let Some(mut writer) = group.next_column()? {
            // Some at a time: they are most of the file.
            for some in rows.chunks(SHAPES_AT_A_TIME) {
                let steps = some.len() as u64 * SHAPES;
                progress.tick(steps).map_err(stopped)?;
                let blobs = some.iter().map(|row| blob(polygons, *row));
                write_optional::<ByteArrayType>(&mut writer, blobs)?;
            }
            writer.close()?;
        }
        for side in 0..SIDES.len() {
            if let Some(mut writer) = group.next_column()? {
                let sides = rows.iter().map(|row| self::side(polygons, *row, side));
                write_optional::<DoubleType>(&mut writer, sides)?;
                writer.close()?;
            }
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

/// The rows in the order in which they are written.
fn order(polygons: &PolygonArray) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..polygons.len()).collect();
    if rows.len() > ROWS_IN_GROUP {
        let curve = Hilbert::over(&polygons.bounds());
        let place = |row: &usize| {
            let bounds = polygons.feature(*row).bounds();
            let middle = [0, 1].map(|axis| f64::midpoint(bounds.min[axis], bounds.max[axis]));
            (bounds.is_empty(), curve.position(middle))
        };
        rows.sort_by_cached_key(place);
    }
    rows
}

/// A side of the box around a shape.
fn side(polygons: &PolygonArray, row: usize, side: usize) -> Option<f64> {
    let bounds = polygons.feature(row).bounds();
    let Bounds { min, max } = bounds;
    let side = [min[0], min[1], max[0], max[1]].get(side).copied();
    side.filter(|_| !bounds.is_empty())
}

fn geo_metadata(polygons: &PolygonArray, crs: Option<Json>) -> Json {
    let types = match polygons.kind() {
        GeometryKind::Polygons => ["Polygon", "MultiPolygon"],
        GeometryKind::Lines => ["LineString", "MultiLineString"],
        GeometryKind::Points => ["Point", "MultiPoint"],
    };
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": types,
    });
    let sides = SIDES.map(|side| (side.to_owned(), json!([BOX, side])));
    column["covering"] = json!({ "bbox": Json::Object(sides.into_iter().collect()) });
    if polygons.is_ground() {
        column["orientation"] = json!("counterclockwise");
    }
    let Bounds { min, max } = polygons.bounds();
    if !polygons.bounds().is_empty() {
        column["bbox"] = json!([min[0], min[1], max[0], max[1]]);
    }
    if let Some(crs) = crs {
        column["crs"] = crs;
    }
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } })
}

fn schema(columns: &[Column]) -> Result<Type> {
    let mut fields = Vec::with_capacity(columns.len() + 2);
    for column in columns {
        let (physical, logical) = match column.cells.cells() {
            Cells::Text { .. } => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Cells::Integer(_) => (Physical::INT64, None),
            Cells::Real(_) => (Physical::DOUBLE, None),
            Cells::Boolean(_) => (Physical::BOOLEAN, None),
        };
        fields.push(Arc::new(field(&column.name, physical, logical)?));
    }
    fields.push(Arc::new(field(GEOMETRY, Physical::BYTE_ARRAY, None)?));
    fields.push(Arc::new(boxes()?));
    Type::group_type_builder("schema")
        .with_fields(fields)
        .build()
}

/// Four sides, or none of them.
fn boxes() -> Result<Type> {
    let side = |name: &str| {
        let side = Type::primitive_type_builder(name, Physical::DOUBLE);
        Ok(Arc::new(
            side.with_repetition(Repetition::REQUIRED).build()?,
        ))
    };
    Type::group_type_builder(BOX)
        .with_repetition(Repetition::OPTIONAL)
        .with_fields(SIDES.into_iter().map(side).collect::<Result<_>>()?)
        .build()
}

fn field(name: &str, physical: Physical, logical: Option<LogicalType>) -> Result<Type> {
    Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

fn write_column(
    writer: &mut SerializedColumnWriter<'_>,
    cells: &Held,
    rows: &[usize],
) -> Result<()> {
    let values = rows.iter().map(|row| cells.value(*row));
    match cells.cells() {
        Cells::Text { .. } => write_optional::<ByteArrayType>(
            writer,
            values.map(|value| value.as_str().map(ByteArray::from)),
        ),
        Cells::Integer(_) => write_optional::<Int64Type>(
            writer,
            values.map(|value| match value {
                Value::Integer(number) => Some(number),
                _ => None,
            }),
        ),
        Cells::Real(_) => write_optional::<DoubleType>(writer, values.map(|v| v.as_f64())),
        Cells::Boolean(_) => write_optional::<BoolType>(
            writer,
            values.map(|value| match value {
                Value::Boolean(truth) => Some(truth),
                _ => None,
            }),
        ),
    }
}

/// Writes values with a mark per row that says whether it has one.
fn write_optional<T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let (mut present, mut marks) = (Vec::new(), Vec::new());
    for value in values {
        marks.push(i16::from(value.is_some()));
        present.extend(value);
    }
    writer
        .typed::<T>()
        .write_batch(&present, Some(&marks), None)?;
    Ok(())
}

fn blob(array: &PolygonArray, row: usize) -> Option<ByteArray> {
    let shape = Shape::of(&array.feature(row));
    let mut bytes = Vec::new();
    wkb::push(&mut bytes, &shape, false);
    (!shape.is_empty()).then(|| ByteArray::from(bytes))
}
