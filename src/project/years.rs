//! What a layer with crop sequences was made of: asked for, and kept with it afterwards. What is kept holds each
//! distinct outline once, and not ten layers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::analysis::overlay::{Past, YearNotes};
use crate::analysis::years::CropSource;
use crate::crs::Crs;
use crate::domain::Year;
use crate::io::{self, OpenError, Opening};
use crate::job::Progress;
use crate::layer::{Layer, Warning};
use crate::text::Lang;

/// The parcels of one year, to be laid over those of the others.
#[derive(Debug, Clone)]
pub struct YearLayer {
    /// The year that its crops are of.
    pub year: Year,
    /// Its parcels.
    pub parcels: YearParcels,
    /// The column of its crops; `None` for a layer without parcels.
    pub crops: Option<CropSource>,
}

/// Where the parcels of a year are.
#[derive(Debug, Clone)]
pub enum YearParcels {
    /// In memory, because somebody else wants them there.
    Layer(Arc<Layer>),
    /// In a file, which is opened when its turn comes.
    File {
        /// The file.
        path: PathBuf,
        /// The layer in it.
        name: String,
    },
}

impl YearParcels {
    /// The file that they are from.
    pub fn path(&self) -> &Path {
        match self {
            Self::Layer(layer) => &layer.source.path,
            Self::File { path, .. } => path,
        }
    }

    /// Opens them.
    ///
    /// # Errors
    /// When the file cannot be read, or has no such layer any more, or the work was told to stop.
    pub fn open(&self, how: Opening<'_>, progress: &Progress) -> Result<Arc<Layer>, OpenError> {
        match self {
            Self::Layer(layer) => Ok(Arc::clone(layer)),
            Self::File { path, name } => {
                let how = Opening {
                    only: Some(name),
                    ..how
                };
                let layers = io::open_with(how, path, progress)?;
                let only = layers.len() == 1;
                let mut named = layers
                    .into_iter()
                    .filter(|layer| only || layer.name == *name);
                let layer = named.next();
                let layer = layer.ok_or_else(|| OpenError::NotFound { path: path.clone() })?;
                Ok(Arc::new(layer))
            }
        }
    }
}

/// The same parcels in the same place.
impl PartialEq for YearParcels {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Layer(one), Self::Layer(other)) => Arc::ptr_eq(one, other),
            (
                Self::File { path, name },
                Self::File {
                    path: other_path,
                    name: other_name,
                },
            ) => (path, name) == (other_path, other_name),
            _ => false,
        }
    }
}

/// Where the crops of one year came from.
#[derive(Debug, Clone)]
pub struct YearSource {
    /// The year.
    pub year: Year,
    /// Name of the layer.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Features of the layer.
    pub rows: usize,
    /// The column of its crops; `None` for a layer without parcels.
    pub crops: Option<CropSource>,
    /// Its coordinate system.
    pub crs: Option<Crs>,
    /// Record number in the file per feature; empty when it equals the feature's number.
    pub record_numbers: Vec<u32>,
    /// What was odd about its file.
    pub warnings: Vec<Warning>,
}

impl YearSource {
    /// What is kept of a layer that was laid over others.
    pub fn of(year: Year, layer: &Layer, crops: Option<CropSource>) -> Self {
        Self {
            year,
            name: layer.name.clone(),
            path: layer.source.path.clone(),
            rows: layer.len(),
            crops,
            crs: layer.crs.clone(),
            record_numbers: layer.source.record_numbers.clone(),
            warnings: layer.said().into_owned(),
        }
    }
}

/// The years of a layer with crop sequences.
#[derive(Debug)]
pub struct YearLayers {
    /// Oldest first; each year once, the reference year last.
    pub years: Vec<YearSource>,
    /// The year that the parcels are of.
    pub reference: Year,
    /// All outlines: tells where a parcel came from.
    pub past: Past,
    /// What was odd, per year.
    pub notes: Vec<YearNotes>,
    /// How long it took, from the first file's columns to the parcels on the map.
    pub took: Duration,
}

impl YearLayers {
    /// Where the crops of a year came from.
    pub fn of(&self, year: Year) -> Option<&YearSource> {
        self.years.iter().find(|source| source.year == year)
    }

    /// The first and the last year.
    pub fn span(&self) -> (Year, Year) {
        let first = self.years.first().map(|source| source.year);
        (first.unwrap_or(self.reference), self.reference)
    }

    /// What a layer of these years is called: "Jaarlagen 2015–2024".
    pub fn title(&self, lang: Lang) -> String {
        let (from, to) = self.span();
        let (from, to) = (from.to_string(), to.to_string());
        lang.fill("years.title", &[("from", &from), ("to", &to)])
    }

    /// Years between the first and the last of which there is no file.
    pub fn missing(&self) -> Vec<Year> {
        let (first, last) = self.span();
        let numbers = i64::from(first.number())..i64::from(last.number());
        let years = numbers.filter_map(Year::new);
        years.filter(|year| self.of(*year).is_none()).collect()
    }

    /// Ground that lies under two parcels of one year, m², all years together.
    pub fn covered_twice_m2(&self) -> f64 {
        self.notes.iter().map(|notes| notes.covered_twice_m2).sum()
    }

    /// Invalid outlines that were repaired, all years together.
    pub fn repaired(&self) -> u64 {
        self.notes.iter().map(|notes| notes.repaired).sum()
    }

    /// Parcels of which no crop is known, all years together.
    pub fn without_crop(&self) -> u64 {
        self.notes
            .iter()
            .map(|notes| notes.tally.without_crop)
            .sum()
    }

    /// Landscape elements that were left out, all years together.
    pub fn elements(&self) -> u64 {
        self.notes.iter().map(|notes| notes.tally.elements).sum()
    }
}
