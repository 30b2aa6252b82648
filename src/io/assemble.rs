//! The last step of the readers whose formats know features: runs of features, read side by side, become a layer.

use std::path::Path;

use super::columns_in::{self, Column};
use super::error::OpenError;
use super::place::{self, Said};
use super::recognise::Format;
use super::shapes_in::{self, Content, Shapes};
use crate::layer::{Layer, Source, Warnings};

/// The encoding of texts that every format but GeoJSON can be sure of.
pub(super) const UTF_8: &str = "UTF-8";

/// A run of features: their geometries, and their cells, as many a column as there are features.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) shapes: Shapes,
    pub(super) columns: Vec<Column>,
}

impl Run {
    /// Without features.
    pub(super) fn new(columns: Vec<Column>) -> Self {
        Self {
            shapes: Shapes::default(),
            columns,
        }
    }

    /// Ends a feature; columns that got no cell for it get an empty one.
    pub(super) fn end_feature(&mut self, content: Content) {
        self.shapes.end_feature(content);
        let rows = self.shapes.len();
        self.columns.iter_mut().for_each(|column| column.pad(rows));
    }
}

/// The columns of the runs, one behind the other; `empty` are the columns before there is a row.
fn joined(empty: Vec<Column>, runs: Vec<Run>) -> (Vec<Shapes>, Vec<Column>) {
    let mut columns = empty;
    let mut shapes = Vec::with_capacity(runs.len());
    for run in runs {
        for (column, more) in columns.iter_mut().zip(run.columns) {
            column.append(more);
        }
        shapes.push(run.shapes);
    }
    (shapes, columns)
}

/// What was collected of a layer.
pub(super) struct Collected<'a> {
    pub(super) name: String,
    /// What was asked for.
    pub(super) path: &'a Path,
    pub(super) format: Format,
    /// Of the texts.
    pub(super) encoding: &'static str,
    /// Its columns, still empty.
    pub(super) columns: Vec<Column>,
    /// The features.
    pub(super) runs: Vec<Run>,
    /// Their numbers in the file; empty where they count through.
    pub(super) records: Vec<u32>,
    pub(super) said: Said,
    pub(super) crs_text: Option<String>,
    pub(super) warnings: Warnings,
}

impl Collected<'_> {
    /// The layer.
    ///
    /// # Errors
    /// Where there is nothing of a kind that is shown, or no memory for it.
    pub(super) fn into_layer(self) -> Result<Layer, OpenError> {
        let warnings = self.warnings;
        let (shapes, columns) = joined(self.columns, self.runs);
        let joined = shapes_in::join(shapes, &warnings)
            .map_err(|error| OpenError::of_system(self.path, error))?;
        if let Some(kind) = joined.only_others {
            return Err(OpenError::NotPolygons {
                path: self.path.to_owned(),
                kind,
            });
        }
        let polygons = joined.polygons;
        let table = columns_in::table(columns, polygons.len(), &warnings);
        let (declared_crs, crs) = place::choose(self.said, || polygons.bounds(), &warnings);
        Ok(Layer {
            name: self.name,
            source: Source {
                path: self.path.to_owned(),
                format: self.format.name().to_owned(),
                encoding: Some(self.encoding.to_owned()),
                crs_text: self.crs_text,
                declared_crs,
                record_numbers: self.records,
            },
            crs,
            polygons,
            table,
            warnings: warnings.into_list(),
        })
    }
}
