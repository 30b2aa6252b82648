//! From rings and columns to layers.

use super::convex::distance_m;
use crate::crs::Crs;
use crate::geometry::{PolygonArray, PolygonBuilder};
use crate::layer::{Cells, Field, FieldType, Layer, Source, Table};

/// Columns of a table that is being made.
#[derive(Debug)]
pub(super) struct Columns {
    rows: usize,
    columns: Vec<(Field, Cells)>,
}

impl Columns {
    /// No columns yet, for this many rows.
    pub(super) const fn new(rows: usize) -> Self {
        Self {
            rows,
            columns: Vec::new(),
        }
    }

    fn push(&mut self, name: &str, field_type: FieldType, cells: Cells) {
        self.columns.push((
            Field {
                name: name.to_owned(),
                field_type,
            },
            cells,
        ));
    }

    /// Adds a column of texts.
    pub(super) fn texts<'a>(
        &mut self,
        name: &str,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) {
        self.push(name, FieldType::Text, Cells::from_texts(cells));
    }

    /// Adds a column of whole numbers.
    pub(super) fn integers(&mut self, name: &str, cells: impl IntoIterator<Item = Option<i64>>) {
        self.push(
            name,
            FieldType::Integer,
            Cells::Integer(cells.into_iter().collect()),
        );
    }

    /// Adds a column of numbers.
    pub(super) fn reals(&mut self, name: &str, cells: impl IntoIterator<Item = f64>) {
        self.push(
            name,
            FieldType::Real,
            Cells::Real(cells.into_iter().collect()),
        );
    }

    /// The layer with these columns, in RD New.
    pub(super) fn layer(self, name: &str, polygons: PolygonArray) -> Layer {
        Layer {
            name: name.to_owned(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons,
            table: Table::of_columns(self.rows, self.columns),
            warnings: Vec::new(),
        }
    }
}

/// Adds a feature: an outer ring and perhaps a hole, both anticlockwise and open. They are stored closed
/// and turned as a shapefile wants them.
pub(super) fn push_polygon(
    polygons: &mut PolygonBuilder,
    ring: &[[f64; 2]],
    hole: Option<&[[f64; 2]]>,
) {
    let close = |ring: &[[f64; 2]]| ring.first().copied();
    polygons.push_ring(close(ring).into_iter().chain(ring.iter().rev().copied()));
    if let Some(hole) = hole {
        polygons.push_ring(hole.iter().copied().chain(close(hole)));
    }
    polygons.end_part();
    polygons.end_feature();
}

/// Length of a ring's border, metres; the first corner not repeated.
pub(super) fn perimeter_m(ring: &[[f64; 2]]) -> f64 {
    (0..ring.len())
        .map(|i| distance_m(ring[i], ring[(i + 1) % ring.len()]))
        .sum()
}
