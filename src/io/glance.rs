//! A first look at a file: what its layers are called, how many features they have, which columns, what stands in a
//! few rows of them, and where on earth they may lie. A dialog shows that before anything is calculated; ten years of
//! a country are looked at without ten years of a country in memory.

use std::path::Path;

use super::{OpenError, Opening, open_with};
use crate::geometry::PolygonBuilder;
use crate::job::Progress;
use crate::layer::{Layer, WarningKind};

/// Rows that are looked at, at least, where there are as many, and less than twice as many at most: those at which
/// guesses about a column look, so that they come out as they would for the whole file.
pub const FEW: usize = 2_000;

/// A layer that was looked at.
#[derive(Debug, Clone)]
pub struct Glance {
    /// The layer with some of its rows, from all over the file, and without outlines.
    pub layer: Layer,
    /// How many features the file has of it; those of a shapefile that are marked deleted among them.
    pub features: usize,
}

impl Glance {
    /// What is kept of a layer for a look at it.
    pub fn of(mut layer: Layer) -> Self {
        let is_elsewhere = |kind: &WarningKind| *kind == WarningKind::OutsideRegion;
        let elsewhere = layer.warnings.iter().filter(|w| is_elsewhere(&w.kind));
        let elsewhere: u64 = elsewhere.map(|warning| warning.count).sum();
        let elsewhere = usize::try_from(elsewhere).unwrap_or(usize::MAX);
        let features = layer.len().saturating_add(elsewhere);
        layer.warnings.retain(|w| !is_elsewhere(&w.kind));
        layer.table = layer.table.every(step(layer.len()));
        let mut nothing = PolygonBuilder::default();
        (0..layer.table.rows()).for_each(|_| nothing.end_feature());
        layer.polygons = nothing.finish();
        layer.source.record_numbers = Vec::new();
        Self { layer, features }
    }
}

/// Every how many rows one is looked at.
pub(super) fn step(rows: usize) -> usize {
    (rows / FEW).max(1)
}

/// Looks at the layers of a file. Formats that tell where a row begins (shapefiles, GeoPackages, FlatGeobuf with an
/// index, the groups of GeoParquet) are read no further than is needed; others are read and let go again.
///
/// # Errors
/// As [`open`](super::open), as far as a look tells.
pub fn glance(path: &Path, progress: &Progress) -> Result<Vec<Glance>, OpenError> {
    let how = Opening {
        few: true,
        ..Opening::default()
    };
    let layers = open_with(how, path, progress)?;
    Ok(layers.into_iter().map(Glance::of).collect())
}
