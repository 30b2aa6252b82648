//! The whole way from files to sequences, for whoever has files: opens them one by one, takes each in and lets go of
//! it, and counts evenly all the while.

use std::borrow::Borrow;

use super::layers::{OverlayError, YearLayers};
use super::past::Past;
use super::{Overlaid, ParcelYears};
use crate::analysis::years::CropSource;
use crate::domain::{Catalogue, Year};
use crate::job::Progress;
use crate::layer::Layer;

/// The parcels of one year. `L` is a layer, or anything that lends one.
#[derive(Debug)]
pub struct YearInput<L> {
    /// The year.
    pub year: Year,
    /// Its layer.
    pub layer: L,
    /// Where its crops stand; `None` for a layer without crops.
    pub crops: Option<CropSource>,
}

/// Steps of the progress bar a file: opening it, taking it in, laying it over the others.
const OPEN: u64 = 40;
const ADD: u64 = 10;
const OVERLAY: u64 = 50;
/// Steps that [`Past::of_years`] counts a file; the overlay after it counts as many.
pub const STEPS_A_FILE: u64 = OPEN + ADD;

impl Past {
    /// Opens `files` files through `open`, which gives the yearly layers in each: none for one that is left
    /// out. It is told of the years before: of their outlines a file need give no more than the fingerprint. The reference year is the given one, or else the newest.
    ///
    /// # Errors
    /// What `open` says, or an [`OverlayError`].
    pub fn of_years<L: Borrow<Layer>, E: From<OverlayError>>(
        files: usize,
        mut open: impl FnMut(usize, &YearLayers, &Progress) -> Result<Vec<YearInput<L>>, E>,
        reference: Option<Year>,
        catalogue: &Catalogue,
        progress: &Progress,
    ) -> Result<Self, E> {
        let mut layers = YearLayers::new();
        for file in 0..files {
            let part = progress.part(OPEN);
            let inputs = open(file, &layers, &part)?;
            part.end();
            take_in(&mut layers, inputs, catalogue, progress)?;
        }
        let newest = layers.years().last().copied();
        let reference = reference.or(newest).unwrap_or(Year::FIRST);
        Ok(Self::new(layers, reference, progress)?)
    }
}

/// Takes the layers of one file in, and lets each of them go.
fn take_in<L: Borrow<Layer>>(
    layers: &mut YearLayers,
    inputs: Vec<YearInput<L>>,
    catalogue: &Catalogue,
    progress: &Progress,
) -> Result<(), OverlayError> {
    for input in inputs {
        let part = progress.part(ADD);
        let (layer, crops) = (input.layer.borrow(), input.crops.as_ref());
        layers.add(input.year, layer, crops, catalogue, &part)?;
    }
    Ok(())
}

impl ParcelYears {
    /// Lays the parcels of the reference year over those of every year before it. As [`Past::of_years`],
    /// which a caller that wants to ask for origins afterwards uses instead, with [`Past::overlay`].
    ///
    /// # Errors
    /// What `open` says, or an [`OverlayError`].
    pub fn of_years<L: Borrow<Layer>, E: From<OverlayError>>(
        files: usize,
        open: impl FnMut(usize, &YearLayers, &Progress) -> Result<Vec<YearInput<L>>, E>,
        reference: Option<Year>,
        catalogue: &Catalogue,
        progress: &Progress,
    ) -> Result<Overlaid, E> {
        progress.begin(files as u64 * (OPEN + ADD + OVERLAY));
        let past = Past::of_years(files, open, reference, catalogue, progress)?;
        let part = progress.part(files as u64 * OVERLAY);
        Ok(past.overlay(&part)?)
    }
}
