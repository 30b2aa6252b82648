//! The calculation: years laid over each other give a layer for the map, coloured by the rule.

use std::sync::Arc;
use std::time::Instant;

use super::layers::{YearLayer, YearLayers, YearSource, YearsRequest};
use crate::analysis::overlay::{
    KeyedYear, OverlayError, Past, Slivers, YearLayers as Stack, cache_key, kept_or,
};
use crate::domain::{Catalogue, Year};
use crate::job::{Key, Progress};
use crate::ui::open::{self, Opened, Present};

/// Parts of the work in hundredths: taking the years in, laying them over each other, making ready to draw.
const PARTS: [u64; 3] = [25, 60, 15];

/// Lays the years over each other.
///
/// # Errors
/// When the layers cannot be joined, or the work was told to stop.
pub fn overlay(
    request: YearsRequest,
    present: &Present,
    progress: &Progress,
) -> Result<Opened, OverlayError> {
    let started = Instant::now();
    let YearsRequest {
        years,
        reference,
        is_sample,
        on_the_map,
    } = request;
    let sources: Vec<YearSource> = years.iter().map(YearSource::from).collect();
    let of_reference = years.iter().find(|layer| layer.year == reference);
    let of_reference = of_reference.ok_or(OverlayError::NoReference(reference))?;
    let layer = Arc::clone(&of_reference.layer);
    progress.begin(PARTS.iter().sum());
    let catalogue = &present.knowledge().catalogue;
    // The file of a layer that is on the map may have changed since it was opened.
    let key = on_the_map
        .is_empty()
        .then(|| key(&sources, reference, catalogue))
        .flatten();
    let past = stack(years, reference, catalogue, &progress.part(PARTS[0]))?;
    let part = progress.part(PARTS[1]);
    let overlaid = match present.cache() {
        Some(cache) => kept_or(cache, key.as_ref(), || past.overlay(&part))?,
        None => past.overlay(&part)?,
    };
    part.end();
    let mut opened = Opened::default();
    let sequences = Some(&overlaid.parcels);
    let ready = progress.part(PARTS[2]);
    open::place(
        vec![layer],
        sequences,
        is_sample,
        present,
        &mut opened,
        &ready,
    )?;
    if let Some(loaded) = opened.loaded.first_mut() {
        loaded.year_layers = Some(Arc::new(YearLayers {
            years: sources,
            reference,
            past,
            notes: overlaid.years,
            took: started.elapsed(),
        }));
    }
    Ok(opened)
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
