//! FlatGeobuf (version 3) into a layer: a header, a spatial index that is passed over, and features one after the
//! other, which are read on all cores. What the header counts is not believed.

mod blocks;
mod part;
mod table;

use std::path::Path;

use rayon::prelude::*;

use self::blocks::Blocks;
use self::table::Table;
use super::arcs::Path as Line;
use super::assemble::{Collected, Run, UTF_8};
use super::bytes::{Bytes, u32_le};
use super::columns_in::{Cell, Column};
use super::error::{OpenError, ShapeKind};
use super::place::Said;
use super::recognise::Format;
use super::region::Choice;
use super::shapes_in::{Budget, Content, TooMuch};
use crate::crs::Crs;
use crate::geometry::GeometryKind::{self, Lines, Points, Polygons};
use crate::job::Progress;
use crate::layer::{FieldType, Layer, Warnings};

const MAGIC_LEN: usize = 8;
/// Types of geometries with arcs.
const CIRCULAR_STRING: u8 = 8;
const COMPOUND_CURVE: u8 = 9;
const CURVE_POLYGON: u8 = 10;
/// Collections in collections that are followed.
const MOST_DEPTH: usize = 32;
/// Features that one task reads.
const TASK: usize = 1 << 12;

/// Places of fields in the tables of the schema.
mod field {
    pub(super) mod header {
        pub(in super::super) const GEOMETRY_TYPE: usize = 2;
        pub(in super::super) const COLUMNS: usize = 7;
        pub(in super::super) const FEATURES_COUNT: usize = 8;
        pub(in super::super) const INDEX_NODE_SIZE: usize = 9;
        pub(in super::super) const CRS: usize = 10;
    }
    pub(super) mod column {
        pub(in super::super) const NAME: usize = 0;
        pub(in super::super) const TYPE: usize = 1;
    }
    pub(super) mod crs {
        pub(in super::super) const ORG: usize = 0;
        pub(in super::super) const CODE: usize = 1;
        pub(in super::super) const WKT: usize = 4;
    }
    pub(super) mod feature {
        pub(in super::super) const GEOMETRY: usize = 0;
        pub(in super::super) const PROPERTIES: usize = 1;
    }
    pub(super) mod geometry {
        pub(in super::super) const ENDS: usize = 0;
        pub(in super::super) const XY: usize = 1;
        pub(in super::super) const Z: usize = 2;
        pub(in super::super) const M: usize = 3;
        pub(in super::super) const TYPE: usize = 6;
        pub(in super::super) const PARTS: usize = 7;
    }
}

/// Reads the file as one layer; where it has an index, only what is chosen.
pub(super) fn read(
    bytes: &Bytes,
    name: String,
    path: &Path,
    choice: Choice<'_>,
    budget: &Budget,
    progress: &Progress,
) -> Result<Layer, OpenError> {
    if !matches!(choice, Choice::All)
        && let Some(layer) = part::read(bytes, &name, path, choice, budget, progress)?
    {
        return Ok(layer);
    }
    let damaged = |detail: &str| OpenError::Damaged {
        path: path.to_owned(),
        format: Format::FlatGeobuf,
        detail: detail.to_owned(),
    };
    let out_of_proportion = |_| OpenError::OutOfProportion {
        path: path.to_owned(),
        format: Format::FlatGeobuf,
    };
    let len = bytes.len();
    let warnings = Warnings::default();
    let mut buffer = Vec::new();
    let header = part::sized(bytes, MAGIC_LEN as u64, &mut buffer);
    let header = header.map_err(|source| OpenError::of_system(path, source))?;
    let header = header.ok_or_else(|| damaged("no header"))?;
    let rest = (MAGIC_LEN + 4 + header.len()) as u64;
    let header = Table::root(header).ok_or_else(|| damaged("the header is no table"))?;
    let schema = Schema::read(header, budget).map_err(out_of_proportion)?;
    let start = index_len(header)
        .and_then(|len| rest.checked_add(len as u64))
        .filter(|start| *start <= len)
        .ok_or_else(|| damaged("the file ends within its index"))?;

    progress.begin(len - start);
    let mut blocks = Blocks::new(bytes, start);
    let mut runs: Vec<Run> = Vec::new();
    loop {
        let features = blocks.next();
        let features = features.map_err(|stopped| OpenError::of_stop(path, stopped))?;
        if features.is_empty() {
            break;
        }
        let block = features.par_chunks(TASK).map(|features| {
            let took: usize = features.iter().map(|feature| feature.len()).sum();
            progress.tick(took as u64)?;
            read_run(features, &schema, budget).map_err(out_of_proportion)
        });
        runs.extend(block.collect::<Result<Vec<Run>, OpenError>>()?);
    }
    blocks.tell(header, &warnings);
    let (said, crs_text) = system(header);
    let layer = Collected {
        name,
        path,
        format: Format::FlatGeobuf,
        encoding: UTF_8,
        columns: schema.columns(),
        runs,
        records: Vec::new(),
        said,
        crs_text,
        warnings,
    };
    layer.into_layer()
}

/// The bytes at `at` that begin with their own length, and where they end.
fn sized(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let len = usize::try_from(u32_le(bytes, at)?).ok()?;
    let start = at.checked_add(4)?;
    let end = start.checked_add(len)?;
    Some((bytes.get(start..end)?, end))
}

/// How long the packed R-tree is: 40 bytes a node, level upon level until there is one.
fn index_len(header: Table<'_>) -> Option<usize> {
    let node_size = header.u16(field::header::INDEX_NODE_SIZE).unwrap_or(16);
    let features = header.u64(field::header::FEATURES_COUNT).unwrap_or(0);
    if node_size == 0 || features == 0 {
        return Some(0);
    }
    let node_size = u64::from(node_size.max(2));
    let (mut level, mut nodes) = (features, features);
    while level > 1 {
        level = level.div_ceil(node_size);
        nodes = nodes.checked_add(level)?;
    }
    // A single feature still has a node above it.
    nodes += u64::from(features == 1);
    usize::try_from(nodes.checked_mul(40)?).ok()
}

fn system(header: Table<'_>) -> (Said, Option<String>) {
    let Some(crs) = header.table(field::header::CRS) else {
        return (Said::Nothing, None);
    };
    let text = crs.text(field::crs::WKT).map(str::to_owned);
    let org = crs.text(field::crs::ORG).unwrap_or("EPSG");
    let code = crs.u32(field::crs::CODE).filter(|code| *code > 0);
    let by_code = code
        .filter(|_| org.eq_ignore_ascii_case("EPSG"))
        .and_then(Crs::from_epsg);
    match (by_code, &text) {
        (Some(crs), _) => (Said::System(crs), text),
        (None, Some(_)) => (Said::by(text.as_deref()), text),
        (None, None) if code.is_some() => (Said::Riddle, None),
        (None, None) => (Said::Nothing, None),
    }
}

/// How a value is stored.
#[derive(Debug, Clone, Copy)]
enum Stored {
    Signed(usize),
    Unsigned(usize),
    Bool,
    Float,
    Double,
    Text,
    Binary,
}

/// The columns that the header names.
#[derive(Debug)]
struct Schema {
    fields: Vec<(String, FieldType, Option<Stored>)>,
    geometry_type: u8,
}

impl Schema {
    fn read(header: Table<'_>, budget: &Budget) -> Result<Self, TooMuch> {
        let mut fields = Vec::new();
        // A feature names its columns by two bytes.
        let columns = header.tables(field::header::COLUMNS);
        for column in columns.take(usize::from(u16::MAX)) {
            let name = column.text(field::column::NAME).unwrap_or_default();
            budget.spend(name.len() + 100)?;
            let code = column.u8(field::column::TYPE).unwrap_or(0);
            let (field_type, stored) = match code {
                0 => (FieldType::Integer, Some(Stored::Signed(1))),
                1 => (FieldType::Integer, Some(Stored::Unsigned(1))),
                2 => (FieldType::Boolean, Some(Stored::Bool)),
                3 => (FieldType::Integer, Some(Stored::Signed(2))),
                4 => (FieldType::Integer, Some(Stored::Unsigned(2))),
                5 => (FieldType::Integer, Some(Stored::Signed(4))),
                6 => (FieldType::Integer, Some(Stored::Unsigned(4))),
                7 => (FieldType::Integer, Some(Stored::Signed(8))),
                8 => (FieldType::Integer, Some(Stored::Unsigned(8))),
                9 => (FieldType::Real, Some(Stored::Float)),
                10 => (FieldType::Real, Some(Stored::Double)),
                11 | 12 => (FieldType::Text, Some(Stored::Text)),
                13 => (FieldType::DateTime, Some(Stored::Text)),
                14 => (FieldType::Binary, Some(Stored::Binary)),
                _ => (FieldType::Binary, None),
            };
            fields.push((name.to_owned(), field_type, stored));
        }
        Ok(Self {
            fields,
            geometry_type: header.u8(field::header::GEOMETRY_TYPE).unwrap_or(0),
        })
    }

    fn columns(&self) -> Vec<Column> {
        let fields = self.fields.iter();
        fields
            .map(|(name, field_type, _)| Column::new(name.clone(), Some(*field_type)))
            .collect()
    }
}

fn read_run(features: &[&[u8]], schema: &Schema, budget: &Budget) -> Result<Run, TooMuch> {
    let mut reader = Reader {
        run: Run::new(schema.columns()),
        schema,
        budget,
    };
    for feature in features {
        reader.push(feature)?;
    }
    Ok(reader.run)
}

/// Reads features into a run.
struct Reader<'a> {
    run: Run,
    schema: &'a Schema,
    budget: &'a Budget,
}

impl Reader<'_> {
    fn push(&mut self, feature: &[u8]) -> Result<(), TooMuch> {
        self.budget.spend(24 + 8 * self.run.columns.len())?;
        let Some(feature) = Table::root(feature) else {
            self.run.end_feature(Content::Bad);
            return Ok(());
        };
        let content = match feature.table(field::feature::GEOMETRY) {
            None => Content::Null,
            Some(geometry) => self.geometry(geometry, 0)?,
        };
        let properties = feature.bytes(field::feature::PROPERTIES, 1);
        let are_good = self.properties(properties.unwrap_or_default())?;
        let content = match content {
            Content::Null if are_good.is_none() => Content::Bad,
            content => content,
        };
        self.run.end_feature(content);
        Ok(())
    }

    fn geometry(&mut self, geometry: Table<'_>, depth: usize) -> Result<Content, TooMuch> {
        self.budget.spend(24)?;
        let kind = match self.kind_of(geometry) {
            0 => return Ok(Content::Null),
            1 | 4 => Points,
            2 | 5 => Lines,
            3 => Polygons,
            6 | 7 | 11 | 12 if depth < MOST_DEPTH => return self.parts(geometry, depth + 1),
            8..=10 => return self.bent(geometry),
            15..=17 => return Ok(Content::Other(ShapeKind::MultiPatch)),
            _ => return Ok(Content::Bad),
        };
        let read = self.lists(geometry, kind)?;
        Ok(read.map_or(Content::Bad, |()| Content::Of(kind)))
    }

    /// The type of a geometry: its own, or what the header says of all.
    fn kind_of(&self, geometry: Table<'_>) -> u8 {
        let own = geometry.u8(field::geometry::TYPE).filter(|t| *t != 0);
        own.unwrap_or(self.schema.geometry_type)
    }

    /// Many geometries in one, of one kind or of any. The polygons of a multipolygon need not say what they are.
    fn parts(&mut self, geometry: Table<'_>, depth: usize) -> Result<Content, TooMuch> {
        let is_plain = self.kind_of(geometry) == 6;
        for part in geometry.tables(field::geometry::PARTS) {
            let content = match is_plain {
                true => self
                    .lists(part, Polygons)?
                    .map_or(Content::Bad, |()| Content::Of(Polygons)),
                false => self.geometry(part, depth)?,
            };
            if matches!(content, Content::Bad | Content::Other(_)) {
                return Ok(content);
            }
        }
        let empty = if is_plain {
            Content::Of(Polygons)
        } else {
            Content::Null
        };
        Ok(self.run.shapes.open_kind().map_or(empty, Content::Of))
    }

    /// A line with arcs, or a polygon whose rings are such lines.
    fn bent(&mut self, geometry: Table<'_>) -> Result<Content, TooMuch> {
        let mut path = Line::default();
        if self.kind_of(geometry) != CURVE_POLYGON {
            let read = self.line(geometry, &mut path)?;
            self.run.shapes.push_ring(path.take());
            self.run.shapes.end_part(Lines);
            return Ok(read.map_or(Content::Bad, |()| Content::Of(Lines)));
        }
        for ring in geometry.tables(field::geometry::PARTS) {
            if self.line(ring, &mut path)?.is_none() {
                return Ok(Content::Bad);
            }
            self.run.shapes.push_ring(path.take());
        }
        self.run.shapes.end_part(Polygons);
        Ok(Content::Of(Polygons))
    }

    /// Follows a line of any type.
    fn line(&mut self, line: Table<'_>, path: &mut Line) -> Result<Option<()>, TooMuch> {
        self.budget.spend(24)?;
        let kind = self.kind_of(line);
        if kind == COMPOUND_CURVE {
            for piece in line.tables(field::geometry::PARTS) {
                // Each is of one piece.
                if self.kind_of(piece) == COMPOUND_CURVE || self.line(piece, path)?.is_none() {
                    return Ok(None);
                }
            }
            return Ok(Some(()));
        }
        self.note_ordinates(line);
        let before = path.len();
        let points = line.bytes(field::geometry::XY, 8).unwrap_or_default();
        let points = points.as_chunks::<16>().0.iter().map(point);
        match kind {
            2 => path.straight(points),
            CIRCULAR_STRING => {
                if path.arcs(points).is_none() {
                    return Ok(None);
                }
            }
            _ => return Ok(None),
        }
        self.budget.spend(16 * (path.len() - before))?;
        Ok(Some(()))
    }

    fn note_ordinates(&mut self, lists: Table<'_>) {
        let shapes = &mut self.run.shapes;
        shapes.has_heights |= lists.bytes(field::geometry::Z, 8).is_some();
        shapes.has_measures |= lists.bytes(field::geometry::M, 8).is_some();
    }

    /// Adds points, lines, or the rings of one polygon: the points, and where each list ends among them; one
    /// list where nothing is said. `None` where that cannot be.
    fn lists(&mut self, lists: Table<'_>, kind: GeometryKind) -> Result<Option<()>, TooMuch> {
        let points = lists.bytes(field::geometry::XY, 8).unwrap_or_default();
        let points = points.as_chunks::<16>().0;
        // Parts may all lie in the same place of the file.
        self.budget.spend(16 * points.len())?;
        self.note_ordinates(lists);
        let shapes = &mut self.run.shapes;
        let ends = lists.bytes(field::geometry::ENDS, 4).unwrap_or_default();
        let ends = ends.as_chunks::<4>().0;
        let mut add = |list: &[[u8; 16]]| {
            shapes.push_ring(list.iter().map(point));
            if kind != Polygons {
                shapes.end_part(kind);
            }
        };
        if kind == Points {
            points.chunks(1).for_each(add);
        } else if ends.is_empty() {
            add(points);
        } else {
            let mut start = 0;
            for end in ends {
                let end = u32::from_le_bytes(*end) as usize;
                let Some(list) = points.get(start..end) else {
                    return Ok(None);
                };
                add(list);
                start = end;
            }
        }
        if kind == Polygons {
            shapes.end_part(kind);
        }
        Ok(Some(()))
    }

    /// Fills the row from pairs of a column's number and its value; `None` where they cannot be read.
    fn properties(&mut self, mut rest: &[u8]) -> Result<Option<()>, TooMuch> {
        let row = self.run.shapes.len();
        while let Some((number, after)) = rest.split_first_chunk() {
            let number = usize::from(u16::from_le_bytes(*number));
            let (Some((_, _, Some(stored))), Some(column)) = (
                self.schema.fields.get(number),
                self.run.columns.get_mut(number),
            ) else {
                return Ok(None);
            };
            let Some((cell, len)) = value(*stored, after) else {
                return Ok(None);
            };
            if let Cell::Text(text) = cell {
                self.budget.spend(text.len())?;
            }
            if column.len() == row {
                column.push(cell);
            }
            rest = after.get(len..).unwrap_or_default();
        }
        Ok(Some(()))
    }
}

/// A value at the front of the bytes, and how many of them it takes.
fn value(stored: Stored, bytes: &[u8]) -> Option<(Cell<'_>, usize)> {
    let little_endian = |len: usize| {
        let mut number = [0; 8];
        number.get_mut(..len)?.copy_from_slice(bytes.get(..len)?);
        Some(u64::from_le_bytes(number))
    };
    Some(match stored {
        Stored::Signed(len) => {
            let unused = 64 - 8 * len as u32;
            let number = (little_endian(len)? << unused).cast_signed() >> unused;
            (Cell::Integer(number), len)
        }
        Stored::Unsigned(len) => {
            let number = little_endian(len)?;
            let cell = i64::try_from(number).map_or(Cell::Real(number as f64), Cell::Integer);
            (cell, len)
        }
        Stored::Bool => (Cell::Boolean(little_endian(1)? != 0), 1),
        Stored::Float => {
            let number = f32::from_le_bytes(*bytes.first_chunk()?);
            (real(f64::from(number)), 4)
        }
        Stored::Double => (real(f64::from_le_bytes(*bytes.first_chunk()?)), 8),
        Stored::Text => {
            let (text, end) = sized(bytes, 0)?;
            (
                std::str::from_utf8(text).map_or(Cell::Bytes, Cell::Text),
                end,
            )
        }
        Stored::Binary => (Cell::Bytes, sized(bytes, 0)?.1),
    })
}

/// What is no number is no value, without a word.
fn real(number: f64) -> Cell<'static> {
    if number.is_finite() {
        Cell::Real(number)
    } else {
        Cell::Null
    }
}

fn point(bytes: &[u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks::<8>();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}
