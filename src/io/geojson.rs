//! GeoJSON. Written (RFC 7946): longitude and latitude on WGS 84, outer rings counterclockwise, seven decimals
//! (a centimetre), one feature a line, so that text tools and version control can follow. Read: see `read.rs`.

mod coordinates;
mod properties;
mod read;
mod visit;

use std::io::{self, Write};
use std::path::Path;

use super::atomic;
use super::columns_out::{Column, columns, number_text};
use super::error::WriteError;
use super::place::in_wgs84;
use super::shapes_out::{Line, Polygon, Shape};
use super::write::with_settling;
use crate::geometry::Feature;
use crate::job::Progress;
use crate::layer::{Layer, Value};

pub(super) use self::read::read;

/// Steps of a feature: finding its longitude and latitude, and writing it.
const PLACING: u64 = 1;
const WRITING: u64 = 6;

/// Writes `layer`; a feature without geometry, or nowhere on earth, has a null geometry.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched. [`WriteError::PlaceUnknown`] without a coordinate
/// system that can be computed with.
pub fn write(layer: &Layer, path: &Path, progress: &Progress) -> Result<(), WriteError> {
    let rows = layer.len() as u64;
    progress.begin(with_settling((PLACING + WRITING) * rows));
    let part = progress.part(PLACING * rows);
    let placed = in_wgs84(layer, &part)?.ok_or_else(|| WriteError::PlaceUnknown {
        path: path.to_owned(),
        format: "GeoJSON",
    })?;
    part.end();
    let columns = columns(&layer.table, &[]);
    atomic::write_long(path, progress, |out| {
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"name\":{},\"features\":[",
            quoted(&layer.name)
        )?;
        for (row, feature) in placed.features().enumerate() {
            progress.tick(WRITING).map_err(io::Error::other)?;
            out.write_all(if row > 0 { b",\n" } else { b"\n" })?;
            write_feature(out, &feature, &columns, row)?;
        }
        out.write_all(b"\n]}\n")
    })
}

fn write_feature(
    out: &mut impl Write,
    feature: &Feature<'_>,
    columns: &[Column],
    row: usize,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"Feature\",\"properties\":{")?;
    for (index, column) in columns.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let value = json(&column.cells.value(row));
        write!(out, "{comma}{}:{value}", quoted(&column.name))?;
    }
    out.write_all(b"},\"geometry\":")?;
    match Shape::of(feature) {
        shape if shape.is_empty() => out.write_all(b"null")?,
        Shape::Polygons(polygons) => write_geometry(out, "Polygon", &polygons, write_polygon)?,
        Shape::Lines(lines) => write_geometry(out, "LineString", &lines, write_line)?,
        Shape::Points(points) => write_geometry(out, "Point", &points, write_point)?,
    }
    out.write_all(b"}")
}

/// One item, or several as a collection of its kind.
fn write_geometry<W: Write, T>(
    out: &mut W,
    kind: &str,
    items: &[T],
    write_item: fn(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    match items {
        [item] => {
            write!(out, "{{\"type\":\"{kind}\",\"coordinates\":")?;
            write_item(out, item)?;
        }
        items => {
            write!(out, "{{\"type\":\"Multi{kind}\",\"coordinates\":")?;
            write_list(out, items, write_item)?;
        }
    }
    out.write_all(b"}")
}

fn write_polygon<W: Write>(out: &mut W, polygon: &Polygon) -> io::Result<()> {
    write_list(out, polygon, write_line)
}

fn write_line<W: Write>(out: &mut W, line: &Line) -> io::Result<()> {
    write_list(out, line, write_point)
}

fn write_point<W: Write>(out: &mut W, [x, y]: &[f64; 2]) -> io::Result<()> {
    write!(out, "[{},{}]", degrees(*x), degrees(*y))
}

fn write_list<W: Write, T>(
    out: &mut W,
    items: &[T],
    write_item: impl Fn(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        write_item(out, item)?;
    }
    out.write_all(b"]")
}

fn degrees(ordinate: f64) -> String {
    number_text((ordinate * 1e7).round() / 1e7)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number_text(*number),
        Value::Boolean(truth) => truth.to_string(),
    }
}
