//! The whole way from files to sequences, for whoever has files: opens them one by one, the next while the last
//! is taken in, so that no core waits for the steps that only one can do; lets go of each after that, and
//! counts evenly all the while.

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
const OPEN: u64 = 30;
const ADD: u64 = 20;
const OVERLAY: u64 = 50;
/// Steps that [`Past::of_years`] counts a file; the overlay after it counts as many.
pub const STEPS_A_FILE: u64 = OPEN + ADD;

/// Vertices of a layer beside which the next is opened already: a province many times over, not a country.
const MOST_AHEAD: usize = 1 << 24;

impl Past {
    /// Opens `files` files through `open`, which gives the yearly layers in each: none for one that is left
    /// out. It is handed layers that are done with, and may read into their memory. The reference year is the given
    /// one, or else the newest.
    ///
    /// # Errors
    /// What `open` says, or an [`OverlayError`].
    pub fn of_years<L: Borrow<Layer> + Send, E: From<OverlayError> + Send>(
        files: usize,
        mut open: impl FnMut(usize, Vec<L>, &Progress) -> Result<Vec<YearInput<L>>, E> + Send,
        reference: Option<Year>,
        catalogue: &Catalogue,
        progress: &Progress,
    ) -> Result<Self, E> {
        let mut layers = YearLayers::new();
        let mut open = |file: usize, done: Vec<L>| {
            let part = progress.part(OPEN);
            let inputs = open(file, done, &part);
            part.end();
            inputs
        };
        let mut opened = if files > 0 {
            open(0, Vec::new())?
        } else {
            Vec::new()
        };
        let mut done = Vec::new();
        for next in 1..=files {
            let is_large = opened.iter().any(is_large);
            let take_in = || take_in(&mut layers, opened, catalogue, progress);
            if next < files && !is_large {
                let done_before = std::mem::take(&mut done);
                let (taken, following) = rayon::join(take_in, || open(next, done_before));
                (done, opened) = (taken?, following?);
            } else {
                let taken = take_in()?;
                opened = if next < files {
                    open(next, taken)?
                } else {
                    Vec::new()
                };
            }
        }
        let newest = layers.years().last().copied();
        let reference = reference.or(newest).unwrap_or(Year::FIRST);
        Ok(Self::new(layers, reference, progress)?)
    }
}

/// Two of these at once would take more memory than the time is worth.
fn is_large<L: Borrow<Layer>>(input: &YearInput<L>) -> bool {
    input.layer.borrow().polygons.vertex_count() > MOST_AHEAD
}

/// Takes the layers of one file in, and gives them back.
fn take_in<L: Borrow<Layer>>(
    layers: &mut YearLayers,
    inputs: Vec<YearInput<L>>,
    catalogue: &Catalogue,
    progress: &Progress,
) -> Result<Vec<L>, OverlayError> {
    for input in &inputs {
        let part = progress.part(ADD);
        let (layer, crops) = (input.layer.borrow(), input.crops.as_ref());
        layers.add(input.year, layer, crops, catalogue, &part)?;
    }
    Ok(inputs.into_iter().map(|input| input.layer).collect())
}

impl ParcelYears {
    /// Lays the parcels of the reference year over those of every year before it. As [`Past::of_years`],
    /// which a caller that wants to ask for origins afterwards uses instead, with [`Past::overlay`].
    ///
    /// # Errors
    /// What `open` says, or an [`OverlayError`].
    pub fn of_years<L: Borrow<Layer> + Send, E: From<OverlayError> + Send>(
        files: usize,
        open: impl FnMut(usize, Vec<L>, &Progress) -> Result<Vec<YearInput<L>>, E> + Send,
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
