//! All years up to a reference year, laid over each other: the distinct outlines in the order of a Hilbert
//! curve, with the years in which each stands, its crop in each, and an index of their boxes. Outlines are
//! named by their rank on the curve here, so that nothing depends on the order in which years were added.

use std::ops::Range;

use rayon::prelude::*;

use super::layers::{AddedYear, OverlayError, YearLayers};
use super::outlines::{NO_OUTLINE, Outlines};
use crate::analysis::seen_crops::crop_list;
use crate::domain::{CropId, CropList, Year};
use crate::geometry::Bounds;
use crate::geometry::hilbert::Hilbert;
use crate::geometry::packed::PackedBoxes;
use crate::job::{Cancelled, Progress};

/// No feature.
pub(super) const NO_FEATURE: u32 = u32::MAX;

/// Yearly layers ready to be laid over each other, and to be asked where a parcel came from.
#[derive(Debug)]
pub struct Past {
    pub(super) layers: YearLayers,
    pub(super) reference: Year,
    /// The years up to the reference year, oldest first, as positions in `layers.years`. The position here
    /// is the year's bit in `masks`.
    pub(super) years: Vec<usize>,
    pub(super) crops: CropList,
    /// Outline per rank, and rank per outline.
    pub(super) order: Vec<u32>,
    pub(super) ranks: Vec<u32>,
    /// By rank.
    pub(super) boxes: PackedBoxes,
    /// By rank: the years in which the outline stands with a crop.
    pub(super) masks: Vec<u64>,
    /// By year and rank.
    pub(super) crop_of: Vec<Vec<CropId>>,
    /// By rank: the feature of the reference year with this outline, or [`NO_FEATURE`].
    pub(super) parcels: Vec<u32>,
}

impl Past {
    /// Arranges the years up to `reference`; later ones are left out. Counts nothing on `progress`, but stops with
    /// it.
    ///
    /// # Errors
    /// [`OverlayError`] when there is no layer of the reference year, or too many crops, or the work was told to
    /// stop.
    pub fn new(
        layers: YearLayers,
        reference: Year,
        progress: &Progress,
    ) -> Result<Self, OverlayError> {
        let years = years_up_to(&layers, reference);
        let newest = years.last().map(|&position| &layers.years[position]);
        let newest = newest.filter(|added| added.year == reference);
        let Some(newest) = newest else {
            return Err(OverlayError::NoReference(reference));
        };
        let added = years.iter().map(|&position| &layers.years[position]);
        let added: Vec<&AddedYear> = added.collect();
        let crops = crop_list(added.iter().flat_map(|added| added.crops.distinct()))?;
        let order = order(&layers.outlines, progress)?;
        let mut ranks = vec![0; order.len()];
        for (rank, &outline) in (0..).zip(&order) {
            ranks[outline as usize] = rank;
        }
        let of_year = |added: &&AddedYear| {
            progress.check()?;
            Ok(crop_by_rank(added, &ranks, &crops))
        };
        let crop_of = added.par_iter().map(of_year);
        let crop_of = crop_of.collect::<Result<Vec<Vec<CropId>>, Cancelled>>()?;
        let boxes: Vec<Bounds> = order.iter().map(|o| layers.outlines.bounds(*o)).collect();
        let mut parcels = vec![NO_FEATURE; order.len()];
        for (feature, &outline) in (0..).zip(&newest.outlines) {
            if outline != NO_OUTLINE {
                parcels[ranks[outline as usize] as usize] = feature;
            }
        }
        progress.check()?;
        Ok(Self {
            masks: masks(&crop_of, order.len()),
            layers,
            reference,
            years,
            crops,
            order,
            ranks,
            boxes: PackedBoxes::new(boxes),
            crop_of,
            parcels,
        })
    }

    pub(super) fn outlines(&self) -> &Outlines {
        &self.layers.outlines
    }

    /// The year at a position, as its layer was taken in.
    pub(super) fn added(&self, year: usize) -> &AddedYear {
        &self.layers.years[self.years[year]]
    }

    pub(super) fn reference_year(&self) -> &AddedYear {
        self.added(self.years.len() - 1)
    }

    /// The box of an outline.
    pub(super) fn bounds(&self, rank: usize) -> Bounds {
        self.boxes.boxes()[rank]
    }

    /// The box around the outlines of some ranks.
    pub(super) fn bounds_of(&self, ranks: Range<usize>) -> Bounds {
        let boxes = self.boxes.boxes()[ranks].iter();
        boxes.fold(Bounds::EMPTY, |all, one| all.union(one))
    }

    /// Looks at the vertices of some outlines, so that they are at hand afterwards: each lies far from the others, and
    /// fetches that do not wait for each other cost a fraction.
    pub(super) fn fetch(&self, ranks: &[u32]) {
        /// Vertices that come together.
        const LINE: usize = 4;
        let outlines = ranks.iter().map(|rank| self.order[*rank as usize]);
        let outlines = outlines.map(|outline| self.outlines().get(outline));
        let lines = outlines.flat_map(|outline| outline.coords().iter().step_by(LINE));
        std::hint::black_box(lines.map(|point| point[0]).sum::<f64>());
    }

    /// Number of distinct outlines.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }
}

fn years_up_to(layers: &YearLayers, reference: Year) -> Vec<usize> {
    let mut years: Vec<usize> = (0..layers.years.len()).collect();
    years.retain(|&position| layers.years[position].year <= reference);
    years.sort_by_key(|&position| layers.years[position].year);
    years
}

/// Outlines along the curve; those at one place by their fingerprint.
fn order(outlines: &Outlines, progress: &Progress) -> Result<Vec<u32>, Cancelled> {
    let all = outlines.all_bounds();
    let curve = Hilbert::over(&all);
    let keyed = (0..outlines.len() as u32).into_par_iter().map(|outline| {
        let place = curve.position(outlines.bounds(outline).center());
        (place, outlines.fingerprint(outline) as u64, outline)
    });
    let mut keyed: Vec<(u32, u64, u32)> = keyed.collect();
    progress.check()?;
    keyed.par_sort_unstable();
    progress.check()?;
    Ok(keyed.into_iter().map(|(_, _, outline)| outline).collect())
}

fn crop_by_rank(added: &AddedYear, ranks: &[u32], crops: &CropList) -> Vec<CropId> {
    let mut by_rank = vec![CropId::NONE; ranks.len()];
    for (&outline, crop) in added.outlines.iter().zip(added.crops.numbered(crops)) {
        if let Some(&rank) = ranks.get(outline as usize) {
            by_rank[rank as usize] = crop;
        }
    }
    by_rank
}

fn masks(crop_of: &[Vec<CropId>], len: usize) -> Vec<u64> {
    let years = |rank: usize| {
        let years = crop_of.iter().enumerate();
        years.fold(0, |mask, (year, crops)| {
            mask | (u64::from(crops[rank] != CropId::NONE) << year)
        })
    };
    (0..len).into_par_iter().map(years).collect()
}
