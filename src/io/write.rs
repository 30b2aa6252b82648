//! Writes a layer in the format that the ending of its path names.

use std::io::Write as _;
use std::path::Path;

use super::atomic;
use super::csv::{self, write_row};
use super::error::WriteError;
use super::geopackage::Style;
use super::{geojson, geopackage, geoparquet, shapefile};
use crate::job::Progress;
use crate::layer::Layer;

/// The formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// `.csv`: points as x and y, lines as text, polygons not at all.
    Csv,
    /// `.shp` with its companions.
    Shapefile,
    /// `.gpkg`.
    GeoPackage,
    /// `.geojson` or `.json`.
    GeoJson,
    /// `.parquet` or `.geoparquet`.
    GeoParquet,
}

impl OutputFormat {
    /// The endings, for a message that says what can be asked for.
    pub const ENDINGS: &'static str = ".csv, .shp, .gpkg, .geojson, .parquet";

    /// The format that the path's ending names, in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "shp" => Some(Self::Shapefile),
            "gpkg" => Some(Self::GeoPackage),
            "geojson" | "json" => Some(Self::GeoJson),
            "parquet" | "geoparquet" => Some(Self::GeoParquet),
            _ => None,
        }
    }
}

/// Writes `layer` to `path`. A shapefile gets a side file `<name>.columns.csv` with the full names of its
/// columns, and `<name>.qml` with `style`; a GeoPackage holds the style itself.
///
/// # Errors
/// [`WriteError`]; what stood there before is untouched. Cancelling gives [`WriteError::Cancelled`].
pub fn write(
    layer: &Layer,
    path: &Path,
    format: OutputFormat,
    style: Option<&Style>,
    progress: &Progress,
) -> Result<(), WriteError> {
    progress.begin(with_settling(layer.len() as u64));
    progress.check()?;
    match format {
        OutputFormat::Csv => csv::write(layer, path, progress),
        OutputFormat::Shapefile => write_shapefile(layer, path, style, progress),
        OutputFormat::GeoPackage => geopackage::write(layer, path, style, progress),
        OutputFormat::GeoJson => geojson::write(layer, path, progress),
        OutputFormat::GeoParquet => geoparquet::write(layer, path, progress),
    }
}

/// Steps of writing, and those in which the last of what was written comes to lie on the disk.
pub fn with_settling(steps: u64) -> u64 {
    steps + steps / 16
}

fn write_shapefile(
    layer: &Layer,
    path: &Path,
    style: Option<&Style>,
    progress: &Progress,
) -> Result<(), WriteError> {
    let names = shapefile::write_with(layer, path, progress)?;
    if let Some(style) = style {
        // QGIS looks for a style of the same name.
        atomic::write(&path.with_extension("qml"), |out| {
            out.write_all(style.qml.as_bytes())
        })?;
    }
    atomic::write(&path.with_extension("columns.csv"), |out| {
        write_row(out, ["stored", "column"].iter())?;
        for name in &names {
            write_row(out, [&name.stored, &name.full].iter())?;
        }
        Ok(())
    })
}
