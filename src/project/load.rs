//! A layer that was read is made ready for the map: in its plane, measured, with its crop sequences, coloured.

use std::sync::Arc;

use super::years::YearLayers;
use crate::analysis::categorise::{self, ColourBy, Coloured, Knowledge};
use crate::analysis::classify::{ClassifyError, ParcelYears};
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, measure};
use crate::map::MapCrs;
use crate::map::prepared::{PrepareError, PreparedLayer};

/// A layer that was read and made ready, before it has a place in the session.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What was read.
    pub layer: Arc<Layer>,
    /// Its parcels in the plane of the map; `None` while its coordinate system is not known.
    pub prepared: Option<Arc<PreparedLayer>>,
    /// The area of each parcel on the ground, m²; NaN where it is not known.
    pub area_m2: Arc<[f64]>,
    /// What it is coloured by.
    pub colour_by: ColourBy,
    /// Which category each parcel is in, and why.
    pub coloured: Arc<Coloured>,
    /// The crop sequences of its parcels, where it has any.
    pub years: Option<ParcelYears>,
    /// The yearly layers that its crop sequences were made of, where they were.
    pub year_layers: Option<Arc<YearLayers>>,
    /// True for the sample that the program brings along.
    pub is_sample: bool,
}

/// Puts a layer's parcels into categories; `years` are its crop sequences, where it has any.
///
/// # Errors
/// When the work was told to stop. A column that cannot be what it was taken for leaves the parcels alike.
pub fn colour(
    layer: &Layer,
    area_m2: &[f64],
    by: ColourBy,
    years: Option<&ParcelYears>,
    knowledge: &Knowledge,
    progress: &Progress,
) -> Result<(ColourBy, Coloured), Cancelled> {
    let categorised =
        |by: &ColourBy| categorise::categorise(layer, area_m2, by, years, knowledge, progress);
    let coloured = match categorised(&by) {
        Ok(coloured) => return Ok((by, coloured)),
        Err(ClassifyError::Cancelled(cancelled)) => return Err(cancelled),
        Err(error) => {
            log::warn!("{}: {error}", layer.name);
            categorised(&ColourBy::Plain)
        }
    };
    match coloured {
        Ok(coloured) => Ok((ColourBy::Plain, coloured)),
        Err(_) => Err(Cancelled),
    }
}

/// What a layer is loaded into: the plane of the map, and what the project knows of crops.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The plane of the map.
    pub crs: MapCrs,
    /// What the project knows of crops.
    pub knowledge: &'a Knowledge,
}

/// Parts of making ready in hundredths: the plane of the map, the crop sequences, the colours.
const PARTS: [u64; 3] = [70, 20, 10];

/// Makes a layer ready. `known` are the crop sequences and what to colour by, where that is known already; else the
/// columns tell.
///
/// # Errors
/// When the work was told to stop.
pub fn load(
    layer: Arc<Layer>,
    known: Option<(ParcelYears, ColourBy)>,
    is_sample: bool,
    place: Place<'_>,
    progress: &Progress,
) -> Result<Loaded, Cancelled> {
    let knowledge = place.knowledge;
    progress.begin(PARTS.iter().sum());
    let part = progress.part(PARTS[0]);
    let prepared = prepare(&layer, place.crs, &part)?;
    let area_m2 = match &prepared {
        Some(prepared) => Arc::clone(prepared.area_m2()),
        None => measure::areas_m2(&layer, &part)?.into(),
    };
    part.end();
    let part = progress.part(PARTS[1]);
    let (years, by) = match known {
        Some((years, by)) => (Some(years), by),
        None => {
            let years = sequences(&layer, knowledge, &part)?;
            // The rule of the sample's class column is the rule at hand, which its sliders are to move.
            let by = match &years {
                Some(_) if is_sample => ColourBy::Cooperation,
                _ => categorise::best_colouring(&layer, &knowledge.catalogue),
            };
            (years, by)
        }
    };
    part.end();
    let part = progress.part(PARTS[2]);
    let (colour_by, coloured) = colour(&layer, &area_m2, by, years.as_ref(), knowledge, &part)?;
    part.end();
    Ok(Loaded {
        area_m2,
        prepared,
        colour_by,
        coloured: Arc::new(coloured),
        years,
        year_layers: None,
        is_sample,
        layer,
    })
}

/// The crop sequences in the columns of a layer. Columns that cannot be what they were taken for hold none.
///
/// # Errors
/// When the work was told to stop.
pub fn sequences(
    layer: &Layer,
    knowledge: &Knowledge,
    progress: &Progress,
) -> Result<Option<ParcelYears>, Cancelled> {
    if !layer.polygons.is_ground() {
        return Ok(None);
    }
    match ParcelYears::of_table(&layer.table, &knowledge.catalogue, progress) {
        Ok(years) => Ok(years),
        Err(ClassifyError::Cancelled(cancelled)) => Err(cancelled),
        Err(error) => {
            log::warn!("{}: {error}", layer.name);
            Ok(None)
        }
    }
}

/// The parcels in the plane of the map; `None` where the layer has no place on it: its warnings say why.
///
/// # Errors
/// When the work was told to stop.
pub fn prepare(
    layer: &Arc<Layer>,
    crs: MapCrs,
    progress: &Progress,
) -> Result<Option<Arc<PreparedLayer>>, Cancelled> {
    match PreparedLayer::new(Arc::clone(layer), crs, progress) {
        Ok(prepared) => Ok(Some(Arc::new(prepared))),
        Err(PrepareError::Cancelled(cancelled)) => Err(cancelled),
        Err(PrepareError::NoCrs | PrepareError::Crs(_)) => Ok(None),
    }
}
