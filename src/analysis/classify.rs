//! Crop sequences and a rule give a class per parcel: reads the sequences from a layer's columns once,
//! then classifies as often as the rule changes, in milliseconds, on all cores.

use std::sync::Arc;

use rayon::prelude::*;

use super::columns::category_column;
use super::crop_columns::{CropColumns, crop_columns};
use super::elements::elements;
use super::seen_crops::{SeenCrops, crop_list};
use crate::domain::{
    Catalogue, CropFacts, Outcome, Reading, Rule, SequenceError, Sequences, TooManyCrops, Year,
    YearColumn, classify,
};
use crate::job::{Cancelled, Progress};
use crate::layer::Table;

/// Parcels that a thread takes at a time: so few that all have work, so many that handing out costs nothing.
const AT_A_TIME: usize = 1024;

/// Why parcels could not be classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClassifyError {
    /// A column holds more distinct codes than any register has: it is no crop column.
    #[error(transparent)]
    TooManyCrops(#[from] TooManyCrops),
    /// The columns do not fit together.
    #[error(transparent)]
    Sequence(#[from] SequenceError),
    /// The work was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What the rule needs to know of every parcel of a layer. Reading it is the slow part.
#[derive(Debug, Clone)]
pub struct ParcelYears {
    /// The crop sequences, a parcel per feature.
    pub sequences: Arc<Sequences>,
    /// The year that the parcels are of; the window ends with it.
    pub reference: Year,
    /// Features that are landscape elements and get no class.
    pub elements: Arc<[bool]>,
}

/// Parcels with their outcome.
#[derive(Debug, Clone)]
pub struct Classified {
    /// What they were classified from.
    pub parcels: ParcelYears,
    /// What catalogue and rule say of the crops that occur.
    pub facts: Arc<CropFacts>,
    /// The outcome per feature; `None` for landscape elements.
    pub outcomes: Arc<Vec<Option<Outcome>>>,
    /// Per feature, whether a year of the window is doubtful.
    pub doubtful: Arc<Vec<bool>>,
}

impl ParcelYears {
    /// Reads the sequences from one column a year. Where the table has categories, they belong to the
    /// newest year. `reference` is the year that the parcels are described in, without it the newest; columns
    /// of later years are not used.
    ///
    /// # Errors
    /// [`ClassifyError`] when a column cannot be one of crop codes, or the work was cancelled.
    pub fn of_columns(
        table: &Table,
        columns: &CropColumns,
        reference: Option<Year>,
        catalogue: &Catalogue,
        progress: &Progress,
    ) -> Result<Self, ClassifyError> {
        let newest = columns.newest();
        let reference = reference.unwrap_or(newest);
        let years: Vec<_> = columns
            .years()
            .iter()
            .filter(|(y, _)| *y <= reference)
            .collect();
        progress.begin(years.len() as u64);
        let category = category_column(table).and_then(|guess| table.column(guess.found));
        let seen = years.par_iter().map(|&&(year, column)| {
            let category = category.as_deref().filter(|_| year == newest);
            let seen = SeenCrops::of_codes(table, column, category);
            progress.tick(1)?;
            Ok((year, seen))
        });
        let seen: Vec<(Year, SeenCrops)> = seen.collect::<Result<_, Cancelled>>()?;
        let reference_column = years.last().map(|(year, column)| (*year, *column));
        let elements = elements(table, reference_column, catalogue);
        Ok(Self {
            sequences: Arc::new(sequences(&seen, table.rows())?),
            reference,
            elements: elements.into(),
        })
    }

    /// Reads the sequences from the columns that look most like crops of successive years; `None` where
    /// there are none.
    ///
    /// # Errors
    /// As [`of_columns`](Self::of_columns).
    pub fn of_table(
        table: &Table,
        catalogue: &Catalogue,
        progress: &Progress,
    ) -> Result<Option<Self>, ClassifyError> {
        let Some(guess) = crop_columns(table, catalogue) else {
            return Ok(None);
        };
        Self::of_columns(table, &guess.found, None, catalogue, progress).map(Some)
    }

    /// Whether it is known how much of a parcel its crops cover: then years can be doubtful.
    pub fn has_cover(&self) -> bool {
        let mut columns = self.sequences.columns().iter();
        columns.any(|column| column.cover.is_some())
    }

    /// The outcome of one parcel; `None` for landscape elements.
    pub fn outcome(&self, parcel: usize, catalogue: &Catalogue, rule: &Rule) -> Option<Outcome> {
        if self.elements.get(parcel).copied().unwrap_or(false) {
            return None;
        }
        let facts = CropFacts::of(self.sequences.crops(), catalogue, rule);
        Some(classify(&self.readings(parcel, &facts, rule), rule))
    }

    /// The years of the window of one parcel as the rule reads them, oldest first.
    pub fn readings(&self, parcel: usize, facts: &CropFacts, rule: &Rule) -> Vec<Reading> {
        let window = self.sequences.window(rule, self.reference).iter();
        window
            .map(|column| column.read(parcel, facts, rule))
            .collect()
    }

    /// Classifies every parcel.
    pub fn classify(&self, catalogue: &Catalogue, rule: &Rule) -> Classified {
        let facts = CropFacts::of(self.sequences.crops(), catalogue, rule);
        let window = self.sequences.window(rule, self.reference);
        let (mut outcomes, mut doubtful) = (Vec::new(), Vec::new());
        (0..self.sequences.len())
            .into_par_iter()
            .with_min_len(AT_A_TIME)
            .map_init(Vec::new, |readings, parcel| {
                if self.elements.get(parcel).copied().unwrap_or(false) {
                    return (None, false);
                }
                readings.clear();
                let years = window.iter();
                readings.extend(years.map(|column| column.read(parcel, &facts, rule)));
                let doubtful = readings.iter().any(Reading::is_doubtful);
                (Some(classify(readings, rule)), doubtful)
            })
            .unzip_into_vecs(&mut outcomes, &mut doubtful);
        Classified {
            parcels: self.clone(),
            facts: Arc::new(facts),
            outcomes: Arc::new(outcomes),
            doubtful: Arc::new(doubtful),
        }
    }
}

impl Classified {
    /// The same under another rule that [counts alike](Rule::counts_alike), as quick as can be while a slider is being
    /// dragged: only parcels with a doubtful year are read again.
    #[must_use]
    pub fn reconsidered(&self, rule: &Rule) -> Self {
        let parcels = &self.parcels;
        let window = parcels.sequences.window(rule, parcels.reference);
        let again = |readings: &mut Vec<Reading>, parcel: usize| {
            readings.clear();
            let years = window.iter();
            readings.extend(years.map(|column| column.read(parcel, &self.facts, rule)));
            classify(readings, rule)
        };
        let outcomes = self.outcomes.par_iter().zip(self.doubtful.par_iter());
        let outcomes = outcomes.enumerate().with_min_len(AT_A_TIME).map_init(
            Vec::new,
            |readings, (parcel, (outcome, doubtful))| match outcome {
                Some(_) if *doubtful => Some(again(readings, parcel)),
                Some(outcome) => Some(outcome.reconsidered(rule)),
                None => None,
            },
        );
        Self {
            parcels: parcels.clone(),
            facts: Arc::clone(&self.facts),
            outcomes: Arc::new(outcomes.collect()),
            doubtful: Arc::clone(&self.doubtful),
        }
    }
}

fn sequences(seen: &[(Year, SeenCrops)], parcels: usize) -> Result<Sequences, ClassifyError> {
    let list = crop_list(seen.iter().flat_map(|(_, crops)| crops.distinct()))?;
    let columns = seen.par_iter().map(|(year, crops)| YearColumn {
        year: *year,
        crops: crops.numbered(&list),
        cover: None,
    });
    let columns = columns.collect();
    Ok(Sequences::new(columns, list, parcels)?)
}
