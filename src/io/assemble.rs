//! The last step of the readers whose formats know features: what was collected becomes a layer.

use std::path::Path;

use super::columns_in::{self, Column};
use super::error::OpenError;
use super::place::{self, Said};
use super::recognise::Format;
use super::shapes_in::{self, Shapes};
use crate::layer::{Layer, Source, Warnings};

/// The encoding of texts that every format but GeoJSON can be sure of.
pub(super) const UTF_8: &str = "UTF-8";

/// What was collected of a layer.
pub(super) struct Collected<'a> {
    pub(super) name: String,
    /// What was asked for.
    pub(super) path: &'a Path,
    pub(super) format: Format,
    /// Of the texts.
    pub(super) encoding: &'static str,
    /// The features, in runs.
    pub(super) shapes: Vec<Shapes>,
    pub(super) columns: Vec<Column>,
    pub(super) said: Said,
    pub(super) crs_text: Option<String>,
    pub(super) warnings: Warnings,
}

impl Collected<'_> {
    /// The layer.
    ///
    /// # Errors
    /// Where there is something else than polygons, or no memory for them.
    pub(super) fn into_layer(self) -> Result<Layer, OpenError> {
        let warnings = self.warnings;
        let joined = shapes_in::join(self.shapes, &warnings)
            .map_err(|error| OpenError::of_system(self.path, error))?;
        if let Some(kind) = joined.only_others {
            return Err(OpenError::NotPolygons {
                path: self.path.to_owned(),
                kind,
            });
        }
        let polygons = joined.polygons;
        let table = columns_in::table(self.columns, polygons.len(), &warnings);
        let (declared_crs, crs) = place::choose(self.said, || polygons.bounds(), &warnings);
        Ok(Layer {
            name: self.name,
            source: Source {
                path: self.path.to_owned(),
                format: self.format.name().to_owned(),
                encoding: Some(self.encoding.to_owned()),
                crs_text: self.crs_text,
                declared_crs,
                record_numbers: Vec::new(),
            },
            crs,
            polygons,
            table,
            warnings: warnings.into_list(),
        })
    }
}
