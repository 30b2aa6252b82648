//! Geometries as nested lists of points, the way of GeoArrow: two columns of numbers, x and y, whose levels say
//! where a list begins.
//!
//! Dremel's levels: a value that repeats at level 0 begins a feature; of `depth` lists, one that repeats below
//! `depth` begins a ring, below `depth - 1` a part. How far a value is defined says whether there is a point at all.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DoubleType;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::SchemaDescriptor;

use crate::geometry::GeometryKind::{self, Points, Polygons};
use crate::io::shapes_in::{Content, Shapes};

/// Features whose points are read together.
const BATCH: usize = 1 << 10;

/// Where the ordinates of a nested geometry are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nested {
    /// Numbers of their columns.
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) has_heights: bool,
    kind: GeometryKind,
    depth: i16,
    /// Level from which on there is a geometry.
    there: i16,
    /// Level of a point.
    point: i16,
}

impl Nested {
    /// `None` where the field is no such nest.
    pub(super) fn find(
        schema: &SchemaDescriptor,
        field: usize,
        kind: GeometryKind,
        depth: i16,
    ) -> Option<Self> {
        let root = schema.root_schema().get_fields().get(field)?;
        let within = (0..schema.num_columns()).filter(|i| schema.get_column_root_idx(*i) == field);
        let ordinate = |name: &str| {
            within.clone().find(|i| {
                let column = schema.column(*i);
                let is_double = column.physical_type() == parquet::basic::Type::DOUBLE;
                column.name() == name && is_double && column.max_rep_level() == depth
            })
        };
        let (x, y) = (ordinate("x")?, ordinate("y")?);
        let (point, other) = (
            schema.column(x).max_def_level(),
            schema.column(y).max_def_level(),
        );
        (point == other).then(|| Self {
            x,
            y,
            has_heights: ordinate("z").is_some(),
            kind,
            depth,
            there: i16::from(root.is_optional()),
            point,
        })
    }

    /// Reads up to `rows` features; what was read before an error stays.
    pub(super) fn read(
        &self,
        columns: [ColumnReader; 2],
        rows: usize,
        shapes: &mut Shapes,
        mut go_on: impl FnMut() -> bool,
    ) -> Result<()> {
        let [
            ColumnReader::DoubleColumnReader(x),
            ColumnReader::DoubleColumnReader(y),
        ] = columns
        else {
            return Err(differ());
        };
        let mut ordinates = [Ordinates::new(x), Ordinates::new(y)];
        let first = shapes.len();
        while shapes.len() - first < rows && go_on() {
            let wanted = BATCH.min(rows - (shapes.len() - first));
            let [x, y] = &mut ordinates;
            let read = x.read(self, wanted)?;
            if read != y.read(self, wanted)? || x.levels != y.levels || x.repeats != y.repeats {
                return Err(differ());
            }
            if read == 0 {
                break;
            }
            self.push(x, y, read, shapes);
        }
        shapes.has_heights |= self.has_heights && shapes.len() > first;
        Ok(())
    }

    fn push(&self, x: &Ordinates, y: &Ordinates, features: usize, shapes: &mut Shapes) {
        let mut points = x.values.iter().copied().zip(y.values.iter().copied());
        let mut ring: Vec<[f64; 2]> = Vec::new();
        let mut content = None;
        let count = x.levels.len().max(x.repeats.len());
        let count = count.max(if self.point == 0 { features } else { 0 });
        for i in 0..count {
            let level = x.levels.get(i).copied().unwrap_or(self.point);
            let repeat = x.repeats.get(i).copied().unwrap_or(0);
            if repeat < self.depth || self.depth == 0 {
                self.end(&mut ring, repeat, shapes);
            }
            if repeat == 0 {
                if let Some(content) = content {
                    shapes.end_feature(content);
                }
                content = Some(if level < self.there {
                    Content::Null
                } else {
                    Content::Of(self.kind)
                });
            }
            if level == self.point
                && let Some((x, y)) = points.next()
            {
                // So an empty point is spelled.
                let is_empty = self.kind == Points && x.is_nan() && y.is_nan();
                ring.extend((!is_empty).then_some([x, y]));
                if self.kind == Points {
                    self.end(&mut ring, 0, shapes);
                }
            }
        }
        self.end(&mut ring, 0, shapes);
        if let Some(content) = content {
            shapes.end_feature(content);
        }
    }

    /// Ends a ring, and the part where the next repeats no deeper than parts do.
    fn end(&self, ring: &mut Vec<[f64; 2]>, repeat: i16, shapes: &mut Shapes) {
        shapes.push_ring(ring.drain(..));
        if self.kind != Polygons || repeat < self.depth - 1 {
            shapes.end_part(self.kind);
        }
    }
}

fn differ() -> ParquetError {
    ParquetError::General("x and y do not belong together".to_owned())
}

/// A column of ordinates, and what was read of it last.
struct Ordinates {
    column: ColumnReaderImpl<DoubleType>,
    values: Vec<f64>,
    levels: Vec<i16>,
    repeats: Vec<i16>,
}

impl Ordinates {
    fn new(column: ColumnReaderImpl<DoubleType>) -> Self {
        Self {
            column,
            values: Vec::new(),
            levels: Vec::new(),
            repeats: Vec::new(),
        }
    }

    fn read(&mut self, nested: &Nested, features: usize) -> Result<usize> {
        self.values.clear();
        self.levels.clear();
        self.repeats.clear();
        let mut done = 0;
        // A call stops at the end of a page.
        while done < features {
            let (read, _, _) = self.column.read_records(
                features - done,
                (nested.point > 0).then_some(&mut self.levels),
                (nested.depth > 0).then_some(&mut self.repeats),
                &mut self.values,
            )?;
            if read == 0 {
                break;
            }
            done += read;
        }
        Ok(done)
    }
}
