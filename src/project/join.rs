//! Years laid over each other give one layer with crop sequences.

use std::sync::Arc;
use std::time::Instant;

use super::years::{YearLayer, YearLayers, YearSource};
use crate::analysis::classify::ParcelYears;
use crate::analysis::overlay::{
    KeyedYear, OverlayError, Past, Slivers, YearLayers as Stack, cache_key, kept_or,
};
use crate::domain::{Catalogue, Year};
use crate::job::{Cache, Key, Progress};
use crate::layer::Layer;

/// Parts of the work in hundredths: taking the years in, laying them over each other.
const PARTS: [u64; 2] = [30, 70];

/// Years laid over each other.
#[derive(Debug)]
pub struct Joined {
    /// The parcels of the reference year.
    pub layer: Arc<Layer>,
    /// Their crop sequences.
    pub parcels: ParcelYears,
    /// What they were made of.
    pub year_layers: YearLayers,
}

/// Lays the years over each other. What `cache` holds of the same files is taken from there.
///
/// # Errors
/// When the layers cannot be joined, or the work was told to stop.
pub fn join(
    years: Vec<YearLayer>,
    reference: Year,
    catalogue: &Catalogue,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<Joined, OverlayError> {
    let started = Instant::now();
    let sources: Vec<YearSource> = years.iter().map(YearSource::from).collect();
    let of_reference = years.iter().find(|layer| layer.year == reference);
    let of_reference = of_reference.ok_or(OverlayError::NoReference(reference))?;
    let layer = Arc::clone(&of_reference.layer);
    progress.begin(PARTS.iter().sum());
    let kept = cache.and_then(|cache| Some((cache, key(&sources, reference, catalogue)?)));
    let past = stack(years, reference, catalogue, &progress.part(PARTS[0]))?;
    let part = progress.part(PARTS[1]);
    let overlaid = match &kept {
        Some((cache, key)) => kept_or(cache, Some(key), || past.overlay(&part))?,
        None => past.overlay(&part)?,
    };
    part.end();
    Ok(Joined {
        layer,
        parcels: overlaid.parcels,
        year_layers: YearLayers {
            years: sources,
            reference,
            past,
            notes: overlaid.years,
            took: started.elapsed(),
        },
    })
}

/// Under what the outcome is kept; `None` for layers without a file.
fn key(sources: &[YearSource], reference: Year, catalogue: &Catalogue) -> Option<Key> {
    let years = sources.iter().map(|source| KeyedYear {
        year: source.year,
        path: &source.path,
        layer: &source.name,
        crops: source.crops.as_ref(),
    });
    let years: Vec<KeyedYear<'_>> = years.collect();
    cache_key(&years, reference, &Slivers::default(), catalogue).ok()
}

/// Takes the years in one by one; each layer is let go once it is in.
fn stack(
    years: Vec<YearLayer>,
    reference: Year,
    catalogue: &Catalogue,
    progress: &Progress,
) -> Result<Past, OverlayError> {
    progress.begin(years.len() as u64);
    let mut stack = Stack::new();
    for YearLayer { year, layer, crops } in years {
        let part = progress.part(1);
        stack.add(year, &layer, crops.as_ref(), catalogue, &part)?;
    }
    Past::new(stack, reference, progress)
}
