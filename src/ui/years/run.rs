//! The calculation: years laid over each other give a layer for the map, coloured by the rule.

use std::sync::Arc;
use std::time::Instant;

use super::request::YearsRequest;
use crate::domain::Year;
use crate::io::Opening;
use crate::job::Progress;
use crate::project::{self, JoinError};
use crate::ui::open::{self, Opened, Present};

/// Parts of the work in hundredths: laying the years over each other, making ready to draw.
const PARTS: [u64; 2] = [85, 15];

/// Lays the years over each other.
///
/// # Errors
/// When a file cannot be read, or the layers cannot be joined, or the work was told to stop.
pub fn overlay(
    request: YearsRequest,
    present: &Present,
    progress: &Progress,
) -> Result<Opened, JoinError> {
    let started = Instant::now();
    let YearsRequest {
        years,
        reference,
        is_sample,
        on_the_map,
    } = request;
    progress.begin(PARTS.iter().sum());
    // The file of a layer that is on the map may have changed since it was opened.
    let cache = present.cache().filter(|_| on_the_map.is_empty());
    let part = progress.part(PARTS[0]);
    let catalogue = &present.knowledge().catalogue;
    let all: Vec<Year> = years.iter().map(|of| of.year).collect();
    let open = |year: Year, how: Opening<'_>, progress: &Progress| {
        let Some(of) = years.iter().find(|of| of.year == year) else {
            return Ok(None);
        };
        let layer = of.parcels.open(how, progress)?;
        // Another program may have put its columns into another order since it was looked at.
        let crops = of
            .crops
            .as_ref()
            .and_then(|crops| crops.in_table(&layer.table));
        Ok::<_, JoinError>(Some((layer, crops)))
    };
    let joined = project::join(&all, reference, open, catalogue, cache, &part)?;
    part.end();
    let mut opened = Opened::default();
    let ready = progress.part(PARTS[1]);
    open::place(
        vec![joined.layer],
        Some(&joined.parcels),
        is_sample,
        present,
        &mut opened,
        &ready,
    )?;
    if let Some(loaded) = opened.loaded.first_mut() {
        let mut years = joined.year_layers;
        years.took = started.elapsed();
        loaded.year_layers = Some(Arc::new(years));
    }
    Ok(opened)
}
