//! A layer of the session that comes anew and takes its own place: because its file changed, or because its texts are
//! in another encoding than was thought.

use std::sync::Arc;

use super::open::{Present, Standing};
use super::state::Loaded;
use crate::io::{self, OpenError};
use crate::job::{Cancelled, Progress};
use crate::layer::Layer;
use crate::project::{self, JoinError, YearLayers};

/// What comes anew of a layer, or why it stays as it was.
pub(super) type Anew = Result<Loaded, JoinError>;

/// Reads the file of a layer again, or the files of its years. What the user said of it holds: its coordinate system and its encoding.
///
/// # Errors
/// When the work was told to stop.
pub(super) fn reload(
    standing: &Standing,
    present: &Present,
    progress: &Progress,
) -> Result<Anew, Cancelled> {
    if let Some(years) = standing.year_layers() {
        return rejoin(standing, years, present, progress);
    }
    let before = standing.layer();
    let path = &before.source.path;
    let layers = match io::open(path, progress) {
        Ok(layers) => layers,
        Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
        Err(error) => return Ok(Err(error.into())),
    };
    let only = layers.len() == 1;
    let mut found = layers
        .into_iter()
        .filter(|layer| only || layer.name == before.name);
    let Some(layer) = found.next() else {
        return Ok(Err(OpenError::NotFound { path: path.clone() }.into()));
    };
    let layer = Arc::new(as_told(layer, before));
    standing.renewed(layer, None, present, progress).map(Ok)
}

/// Lays the years of a layer over each other again.
fn rejoin(
    standing: &Standing,
    years: &YearLayers,
    present: &Present,
    progress: &Progress,
) -> Result<Anew, Cancelled> {
    let catalogue = &present.knowledge().catalogue;
    progress.begin(100);
    let part = progress.part(85);
    let joined = match project::rejoin(years, catalogue, &part) {
        Ok(joined) => joined,
        Err(error) if error.is_cancelled() => return Err(Cancelled),
        Err(error) => return Ok(Err(error)),
    };
    part.end();
    let part = progress.part(15);
    let mut loaded = standing.renewed(joined.layer, Some(joined.parcels), present, &part)?;
    loaded.year_layers = Some(Arc::new(joined.year_layers));
    Ok(Ok(loaded))
}

/// What was said of the layer as it stood, where the file still says the same.
fn as_told(mut layer: Layer, before: &Layer) -> Layer {
    if before.crs.is_some() && layer.source.declared_crs == before.source.declared_crs {
        layer.crs.clone_from(&before.crs);
    }
    let encoding = before.source.encoding.as_deref();
    match encoding.filter(|_| layer.source.encoding != before.source.encoding) {
        Some(encoding) => layer.in_encoding(encoding).unwrap_or(layer),
        None => layer,
    }
}

/// The layer with its texts taken to be in another encoding; `None` where there is no choice.
///
/// # Errors
/// When the work was told to stop.
pub(super) fn in_encoding(
    standing: &Standing,
    name: &str,
    present: &Present,
    progress: &Progress,
) -> Result<Option<Loaded>, Cancelled> {
    let Some(layer) = standing.layer().in_encoding(name) else {
        return Ok(None);
    };
    // Its rows are the same, so its crop sequences hold.
    let mut loaded =
        standing.renewed(Arc::new(layer), standing.joined_years(), present, progress)?;
    loaded.year_layers = standing.shared_year_layers();
    Ok(Some(loaded))
}
