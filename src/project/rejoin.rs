//! Years that are laid over each other anew, because a file of one of them changed: the same files in the same years,
//! with the same columns of crops where those are still there.

use std::sync::Arc;

use super::join::{Joined, join};
use super::years::{YearLayer, YearLayers, YearSource};
use crate::analysis::overlay::OverlayError;
use crate::analysis::years::CropSource;
use crate::domain::Catalogue;
use crate::io::{self, OpenError, Opening, Region};
use crate::job::{Cancelled, Progress};
use crate::layer::Layer;
use crate::sample;

/// Why years cannot be laid over each other anew.
#[derive(Debug, thiserror::Error)]
pub enum RejoinError {
    /// A file cannot be read any more.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The layers cannot be joined.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
}

impl From<Cancelled> for RejoinError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Overlay(cancelled.into())
    }
}

/// Parts of the work in hundredths: reading, laying over each other.
const PARTS: [u64; 2] = [40, 60];

/// Reads the files of these years again and lays them over each other. Nothing is taken from a cache: what is there is
/// of the files as they were.
///
/// # Errors
/// When a file cannot be read, or has no such layer any more, or the work was told to stop.
pub fn rejoin(
    years: &YearLayers,
    catalogue: &Catalogue,
    progress: &Progress,
) -> Result<Joined, RejoinError> {
    progress.begin(PARTS.iter().sum());
    let part = progress.part(PARTS[0]);
    part.begin(years.years.len() as u64);
    // The reference year first: the others are read no further than it reaches.
    let mut sources: Vec<&YearSource> = years.years.iter().collect();
    sources.sort_by_key(|source| source.year != years.reference);
    let mut region = None;
    let mut layers = Vec::new();
    for source in sources {
        let layer = Arc::new(read(source, region.as_ref(), &part.part(1))?);
        if source.year == years.reference {
            region = Region::around(&layer);
        }
        layers.push(YearLayer {
            year: source.year,
            crops: crops(source, &layer, catalogue),
            layer,
        });
    }
    part.end();
    layers.sort_by_key(|layer| layer.year);
    let part = progress.part(PARTS[1]);
    Ok(join(layers, years.reference, catalogue, None, &part)?)
}

/// The layer of a year, in the system that it was said to be in.
fn read(
    source: &YearSource,
    region: Option<&Region>,
    progress: &Progress,
) -> Result<Layer, OpenError> {
    let path = &source.path;
    let layers = match path.as_os_str().is_empty() {
        true => sample::zeijen(),
        false => {
            let how = Opening {
                region,
                ..Opening::default()
            };
            io::open_with(how, path, progress)?
        }
    };
    let only = layers.len() == 1;
    let mut named = layers
        .into_iter()
        .filter(|layer| only || layer.name == source.name);
    let mut layer = named
        .next()
        .ok_or_else(|| OpenError::NotFound { path: path.clone() })?;
    if layer.crs.is_none() {
        layer.crs.clone_from(&source.crs);
    }
    Ok(layer)
}

/// The column that was used, where there still is one of its name.
fn crops(source: &YearSource, layer: &Layer, catalogue: &Catalogue) -> Option<CropSource> {
    let before = source.crops.as_ref();
    let same = before.and_then(|crops| {
        let column = layer.table.find(&crops.name)?;
        Some(CropSource {
            column,
            ..crops.clone()
        })
    });
    same.or_else(|| CropSource::guess(&layer.table, catalogue))
}
