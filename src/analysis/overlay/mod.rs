//! From yearly layers to crop sequences: which crop covered each parcel of the reference year most in each
//! year, with what share, and the runner-up. Exact: areas of intersections, no interior points.
//!
//! Parcel numbers change every year, so years are joined by ground. The way there:
//!
//! 1. `layers` takes the years in one by one; `outlines` keeps each distinct outline once for all years.
//! 2. `past` puts the outlines in the order of a Hilbert curve and indexes their boxes.
//! 3. `pairs` measures which outlines share ground, once a pair, in blocks of neighbours; that finds the
//!    ground that one year covers twice, and invalid outlines, which are repaired before (`shapes`).
//! 4. `cover` sums up each parcel and year; `doubled` corrects it for ground that is covered twice.
//!
//! `of_years` is the whole way for those who open files; `origins` asks the same past where one parcel came
//! from; `codec` turns the outcome into bytes for the cache and back.

mod codec;
mod cover;
mod doubled;
mod known;
mod layers;
mod of_years;
mod origins;
mod outlines;
mod pairs;
mod past;
mod plane;
mod shapes;
mod slivers;

use std::sync::Arc;

use rayon::prelude::*;

pub use self::codec::{KeyedYear, cache_key, decode, encode, kept_or};
pub use self::layers::{MOST_YEARS, OverlayError, YearLayers, YearTally};
pub use self::of_years::{STEPS_A_FILE, YearInput};
pub use self::origins::{Change, Origin, YearOrigins};
pub use self::outlines::TooManyOutlines;
pub use self::past::Past;
pub use self::slivers::Slivers;

use self::cover::{Covered, Rows};
use self::pairs::Pairs;
use super::classify::ParcelYears;
use crate::domain::{Cover, CropId, Sequences, Year, YearColumn};
use crate::job::Progress;

/// What was odd about one year, in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearNotes {
    /// The year.
    pub year: Year,
    /// What its layer came to.
    pub tally: YearTally,
    /// Invalid outlines that were repaired before they were measured.
    pub repaired: u64,
    /// Ground that lies under two parcels of the year, m²; each pair of them counts.
    pub covered_twice_m2: f64,
}

/// The sequences of all parcels of the reference year, and what was odd on the way.
#[derive(Debug, Clone)]
pub struct Overlaid {
    /// The parcels, a row per feature of the reference layer; ready for [`ParcelYears::classify`].
    pub parcels: ParcelYears,
    /// The years up to the reference year, oldest first.
    pub years: Vec<YearNotes>,
    /// Years later than the reference year, which were left out.
    pub ignored: Vec<Year>,
}

impl Past {
    /// Lays the years over each other: the slow part.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`] when the work was told to stop.
    pub fn overlay(&self, progress: &Progress) -> Result<Overlaid, OverlayError> {
        self.overlay_without(&Slivers::default(), progress)
    }

    /// As [`overlay`](Self::overlay), with slivers left out of the sums.
    ///
    /// # Errors
    /// [`OverlayError::Cancelled`] when the work was told to stop.
    pub fn overlay_without(
        &self,
        slivers: &Slivers,
        progress: &Progress,
    ) -> Result<Overlaid, OverlayError> {
        const STEPS: u64 = 1000;
        progress.begin(STEPS);
        let pairs = Pairs::measure(self, &progress.part(STEPS * 3 / 4))?;
        let rows = cover::cover(self, &pairs, slivers, &progress.part(STEPS / 4))?;
        progress.end();
        Ok(Overlaid {
            parcels: ParcelYears {
                sequences: Arc::new(self.sequences(&rows, progress)?),
                reference: self.reference,
                elements: self.reference_year().elements.clone().into(),
            },
            years: self.notes(&pairs),
            ignored: self.ignored(),
        })
    }

    fn sequences(&self, rows: &[Rows], progress: &Progress) -> Result<Sequences, OverlayError> {
        let parcels = self.reference_year().outlines.len();
        let mut columns: Vec<YearColumn> = (0..self.years.len())
            .map(|year| empty_column(self.added(year).year, parcels))
            .collect();
        let years = columns.len();
        let put_year = |(year, column): (usize, &mut YearColumn)| {
            for block in rows {
                progress.check()?;
                for (rank, covered) in block.of_year(year, years) {
                    put(column, self.parcels[rank as usize] as usize, covered);
                }
            }
            Ok(())
        };
        let columns_of_years = columns.par_iter_mut().enumerate();
        columns_of_years
            .try_for_each(put_year)
            .map_err(OverlayError::Cancelled)?;
        Ok(Sequences::new(columns, self.crops.clone(), parcels)?)
    }

    fn notes(&self, pairs: &Pairs) -> Vec<YearNotes> {
        let years = 0..self.years.len();
        let notes = years.map(|year| YearNotes {
            year: self.added(year).year,
            tally: self.added(year).tally,
            repaired: pairs.repaired[year],
            covered_twice_m2: pairs.doubled_m2[year],
        });
        notes.collect()
    }

    fn ignored(&self) -> Vec<Year> {
        let mut years = self.layers.years();
        years.retain(|year| *year > self.reference);
        years
    }
}

fn empty_column(year: Year, parcels: usize) -> YearColumn {
    YearColumn {
        year,
        crops: vec![CropId::NONE; parcels],
        cover: Some(Cover {
            share: vec![0.0; parcels],
            second: vec![CropId::NONE; parcels],
            second_share: vec![0.0; parcels],
            total: vec![0.0; parcels],
        }),
    }
}

fn put(column: &mut YearColumn, feature: usize, covered: &Covered) {
    column.crops[feature] = covered.crop;
    if let Some(cover) = &mut column.cover {
        cover.share[feature] = covered.share;
        cover.second[feature] = covered.second;
        cover.second_share[feature] = covered.second_share;
        cover.total[feature] = covered.total;
    }
}
