//! Yearly layers taken in one by one. Of each only its new outlines are kept, so a caller that opens a file,
//! adds it and lets it go needs memory for two years and not for ten.

use super::outlines::{NO_OUTLINE, Outlines, TooManyOutlines};
use super::plane::Plane;
use crate::analysis::columns::category_column;
use crate::analysis::elements::elements_of_year;
use crate::analysis::seen_crops::SeenCrops;
use crate::analysis::years::CropSource;
use crate::crs::Crs;
use crate::domain::{Catalogue, SeenCrop, SequenceError, TooManyCrops, Year};
use crate::job::{Cancelled, Progress};
use crate::layer::Layer;

/// Most years that one overlay takes: the years of an outline are bits of one number.
pub const MOST_YEARS: usize = 64;

/// Why years could not be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// A year was given twice.
    #[error("{0} occurs twice")]
    DuplicateYear(Year),
    /// There is no layer of the reference year.
    #[error("there is no layer of {0}")]
    NoReference(Year),
    /// More than [`MOST_YEARS`].
    #[error("more than {MOST_YEARS} years")]
    TooManyYears,
    /// More outlines than can be numbered.
    #[error(transparent)]
    TooManyOutlines(#[from] TooManyOutlines),
    /// A column holds more distinct codes than any register has: it is no crop column.
    #[error(transparent)]
    TooManyCrops(#[from] TooManyCrops),
    /// The years do not fit together.
    #[error(transparent)]
    Sequence(#[from] SequenceError),
    /// The work was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What a layer came to, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct YearTally {
    /// Features of the layer.
    pub features: u64,
    /// Landscape elements, left out.
    pub elements: u64,
    /// Features that name no crop: they cover nothing.
    pub without_crop: u64,
    /// Features without geometry.
    pub without_geometry: u64,
    /// The layer lay in another coordinate system than the others and was moved to theirs.
    pub moved: bool,
}

/// One year as it was taken in.
#[derive(Debug)]
pub(super) struct AddedYear {
    pub(super) year: Year,
    /// Outline per feature.
    pub(super) outlines: Vec<u32>,
    pub(super) crops: SeenCrops,
    pub(super) elements: Vec<bool>,
    pub(super) tally: YearTally,
}

impl AddedYear {
    /// The crop of a feature.
    pub(super) fn crop(&self, feature: usize) -> Option<SeenCrop> {
        let index = self.crops.row(feature)?;
        self.crops.distinct().get(index).copied()
    }
}

/// The yearly layers of an overlay, in any order.
#[derive(Debug, Default)]
pub struct YearLayers {
    plane: Option<Plane>,
    pub(super) outlines: Outlines,
    pub(super) years: Vec<AddedYear>,
}

impl YearLayers {
    /// No year yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a year in; the layer is not needed any longer afterwards. `crops` says where its crops stand,
    /// and is `None` for a layer that has none: its parcels then have no crop in that year.
    ///
    /// # Errors
    /// [`OverlayError`] when the year is there already, or numbers are used up, or the work was cancelled.
    pub fn add(
        &mut self,
        year: Year,
        layer: &Layer,
        crops: Option<&CropSource>,
        catalogue: &Catalogue,
        progress: &Progress,
    ) -> Result<(), OverlayError> {
        if self.years.iter().any(|known| known.year == year) {
            return Err(OverlayError::DuplicateYear(year));
        }
        if self.years.len() == MOST_YEARS {
            return Err(OverlayError::TooManyYears);
        }
        let plane = self.plane.get_or_insert_with(|| Plane::of(layer));
        let (polygons, moved) = plane.bring(layer, progress)?;
        progress.check()?;
        progress.begin(2 * polygons.len() as u64);
        // Crops are read on one core: the others look at the outlines meanwhile.
        let of_table = || {
            let crops = read_crops(layer, crops, catalogue);
            let elements = elements_of_year(&layer.table, year, &crops, catalogue);
            (crops, elements)
        };
        let of_outlines = || self.outlines.look_up(&polygons, progress);
        let ((crops, elements), seen) = rayon::join(of_table, of_outlines);
        let counts = |feature: usize| !elements.get(feature).copied().unwrap_or(false);
        let outlines = self
            .outlines
            .add_year(&polygons, &seen?, counts, progress)??;
        let count = |test: &dyn Fn(usize) -> bool| {
            (0..layer.len()).filter(|feature| test(*feature)).count() as u64
        };
        let tally = YearTally {
            features: layer.len() as u64,
            elements: count(&|feature| !counts(feature)),
            without_crop: count(&|feature| counts(feature) && crops.row(feature).is_none()),
            without_geometry: count(&|f| counts(f) && outlines.get(f) == Some(&NO_OUTLINE)),
            moved,
        };
        self.years.push(AddedYear {
            year,
            outlines,
            crops,
            elements,
            tally,
        });
        progress.end();
        Ok(())
    }

    /// Which fingerprints are those of outlines that were taken in: a layer that is added next need have no more of
    /// them. The outlines are in the system [`crs`](Self::crs).
    pub fn holds(&self, fingerprints: &[u128]) -> Vec<bool> {
        self.outlines.which(fingerprints)
    }

    /// The years that were taken in, oldest first.
    pub fn years(&self) -> Vec<Year> {
        let mut years: Vec<Year> = self.years.iter().map(|year| year.year).collect();
        years.sort_unstable();
        years
    }

    /// What the layer of a year came to.
    pub fn tally(&self, year: Year) -> Option<YearTally> {
        let added = self.years.iter().find(|added| added.year == year);
        added.map(|added| added.tally)
    }

    /// The coordinate system of all outlines; `None` where the first layer does not say.
    pub fn crs(&self) -> Option<&Crs> {
        self.plane.as_ref().and_then(Plane::crs)
    }
}

fn read_crops(layer: &Layer, source: Option<&CropSource>, catalogue: &Catalogue) -> SeenCrops {
    let table = &layer.table;
    let category = category_column(table).and_then(|guess| table.column(guess.found));
    let category = category.as_deref();
    match source {
        Some(source) if source.by_name => {
            SeenCrops::of_names(table, source.column, category, catalogue)
        }
        Some(source) => SeenCrops::of_codes(table, source.column, category),
        None => SeenCrops::default(),
    }
}
