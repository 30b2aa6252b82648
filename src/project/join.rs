//! Years laid over each other give one layer with crop sequences. Each year is opened when its turn comes and let go
//! again, so that ten years of a country need the memory of two; the reference year comes first, and of the others
//! only what stands where it reaches, and did not stand before, is kept.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Instant;

use super::years::{YearLayers, YearSource};
use crate::analysis::classify::ParcelYears;
use crate::analysis::overlay::{
    self, KeyedYear, OverlayError, Past, STEPS_A_FILE, Slivers, YearInput, cache_key, kept_or,
};
use crate::analysis::years::CropSource;
use crate::domain::{Catalogue, Year};
use crate::io::{Known, OpenError, Opening, Recall, Region};
use crate::job::{Cache, Cancelled, Key, Progress};
use crate::layer::Layer;

/// Why years cannot be laid over each other.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// A file cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The layers cannot be joined.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
}

impl From<Cancelled> for JoinError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Overlay(cancelled.into())
    }
}

impl JoinError {
    /// True when the work was told to stop.
    pub fn is_cancelled(&self) -> bool {
        matches!(
            self,
            Self::Open(OpenError::Cancelled(_)) | Self::Overlay(OverlayError::Cancelled(_))
        )
    }
}

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

/// The parcels of a year that was opened, and the column of their crops.
pub type OpenedYear = (Arc<Layer>, Option<CropSource>);

/// Lays years over each other, each once. `open` opens one of them when its turn comes, in the way that it is handed; a
/// year that it gives nothing for is left out. What `cache` holds of the same files is taken from there.
///
/// # Errors
/// What `open` says, or when the layers cannot be joined, or the work was told to stop.
pub fn join<E: From<OverlayError> + Send>(
    years: &[Year],
    reference: Year,
    mut open: impl FnMut(Year, Opening<'_>, &Progress) -> Result<Option<OpenedYear>, E> + Send,
    catalogue: &Catalogue,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<Joined, E> {
    let started = Instant::now();
    let mut order = years.to_vec();
    order.sort_by_key(|year| (*year != reference, Reverse(*year)));
    let files = order.len();
    progress.begin(files as u64 * 2);
    let mut sources: Vec<YearSource> = Vec::new();
    let mut parcels: Option<Arc<Layer>> = None;
    let mut region = None;
    let recall = Recall::default();
    let open_next = |file: usize, years: &overlay::YearLayers, progress: &Progress| {
        let Some(&year) = order.get(file) else {
            return Ok::<_, E>(Vec::new());
        };
        let which = |fingerprints: &[u128]| years.holds(fingerprints);
        // The reference layer itself is shown, with all its outlines.
        let known = years.crs().filter(|_| year != reference);
        let how = Opening {
            region: region.as_ref(),
            known: known.map(|crs| Known { crs, which: &which }),
            recall: Some(&recall),
            ..Opening::default()
        };
        let Some((layer, crops)) = open(year, how, progress)? else {
            return Ok(Vec::new());
        };
        sources.push(YearSource::of(year, &layer, crops.clone()));
        if year == reference {
            region = Region::around(&layer);
            parcels = Some(Arc::clone(&layer));
        }
        Ok(vec![YearInput { year, layer, crops }])
    };
    let part = progress.part(files as u64);
    part.begin(files as u64 * STEPS_A_FILE);
    let past = Past::of_years(files, open_next, Some(reference), catalogue, &part)?;
    part.end();
    let layer = parcels.ok_or(OverlayError::NoReference(reference))?;
    sources.sort_by_key(|source| source.year);
    let part = progress.part(files as u64);
    let kept = cache.and_then(|cache| Some((cache, key(&sources, reference, catalogue)?)));
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
