//! Years that are laid over each other anew, because a file of one of them changed: the same files in the same years,
//! with the same columns of crops where those are still there.

use std::sync::Arc;

use super::join::{JoinError, Joined, join};
use super::years::{YearLayers, YearParcels, YearSource};
use crate::analysis::years::CropSource;
use crate::domain::{Catalogue, Year};
use crate::io::{OpenError, Opening};
use crate::job::Progress;
use crate::layer::Layer;
use crate::sample;

/// Reads the files of these years again and lays them over each other. Nothing is taken from a cache: what is there is
/// of the files as they were.
///
/// # Errors
/// When a file cannot be read, or has no such layer any more, or the work was told to stop.
pub fn rejoin(
    years: &YearLayers,
    catalogue: &Catalogue,
    progress: &Progress,
) -> Result<Joined, JoinError> {
    let open = |year: Year, how: Opening<'_>, progress: &Progress| {
        let Some(source) = years.of(year) else {
            return Ok(None);
        };
        let layer = read(source, how, progress)?;
        let crops = crops(source, &layer, catalogue);
        Ok::<_, JoinError>(Some((layer, crops)))
    };
    let all: Vec<Year> = years.years.iter().map(|source| source.year).collect();
    join(&all, years.reference, open, catalogue, None, progress)
}

/// The layer of a year, in the system that it was said to be in.
fn read(
    source: &YearSource,
    how: Opening<'_>,
    progress: &Progress,
) -> Result<Arc<Layer>, OpenError> {
    let path = &source.path;
    let mut layer = if path.as_os_str().is_empty() {
        let mut village = sample::zeijen().into_iter();
        let named = village.find(|layer| layer.name == source.name);
        Arc::new(named.ok_or_else(|| OpenError::NotFound { path: path.clone() })?)
    } else {
        let parcels = YearParcels::File {
            path: path.clone(),
            name: source.name.clone(),
        };
        parcels.open(how, progress)?
    };
    if layer.crs.is_none() {
        Arc::make_mut(&mut layer).crs.clone_from(&source.crs);
    }
    Ok(layer)
}

/// The column that was used, where there still is one of its name.
fn crops(source: &YearSource, layer: &Layer, catalogue: &Catalogue) -> Option<CropSource> {
    let before = source.crops.as_ref();
    let same = before.and_then(|crops| crops.in_table(&layer.table));
    same.or_else(|| CropSource::guess(&layer.table, catalogue))
}
