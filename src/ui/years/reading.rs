//! One file or folder at a time is looked at for the dialog: its layers, and what each seems to be.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::class_column::class_column;
use crate::analysis::columns::category_column;
use crate::analysis::crop_columns::crop_columns;
use crate::analysis::years::{CropSource, YearFile};
use crate::domain::{Catalogue, Year};
use crate::io::{self, Glance, OpenError};
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, Table};
use crate::project::YearParcels;
use crate::sample;
use crate::ui::state::{LayerId, YearMemory};

/// Rows that are looked at for values to show.
const ROWS_SHOWN: usize = 64;
/// Values that are shown of a column.
const VALUES_SHOWN: usize = 3;

/// Something that may hold the parcels of a year.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file, or a folder of files.
    Path(PathBuf),
    /// A file that was found in a folder: it may be something else.
    Found(PathBuf),
    /// A layer that is on the map.
    OnTheMap(LayerId, Arc<Layer>),
    /// A layer that was looked at already.
    Seen(Arc<Glance>),
    /// The village of the sample, ten years.
    Sample,
}

/// What the program knows, and what it was told before.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The crops.
    pub catalogue: &'a Catalogue,
    /// What was said about yearly files.
    pub memory: &'a YearMemory,
}

/// A layer, and what it seems to be.
#[derive(Debug, Clone)]
pub struct Read {
    /// Its columns and some of its rows; the parcels too where `is_whole`.
    pub layer: Arc<Layer>,
    /// The layer is in memory anyway; else it is in its file, and is opened when its turn comes.
    pub is_whole: bool,
    /// Its year and its crops.
    pub file: YearFile,
    /// The column of the register's categories.
    pub category: Option<String>,
    /// The first few values of the column of crops.
    pub values: Vec<String>,
    /// Hardly anything in that column is a crop that the catalogue knows.
    pub odd_crops: bool,
    /// Its number where it is on the map.
    pub on_the_map: Option<LayerId>,
    /// True for a layer of the sample.
    pub is_sample: bool,
    /// It was found in a folder, and nobody named it.
    pub is_found: bool,
}

impl Read {
    /// What a glance at a layer of a file tells.
    pub fn at(glance: Glance, known: Known<'_>) -> Self {
        let mut read = Self::of(Arc::new(glance.layer), known);
        read.file.rows = glance.features;
        read.is_whole = false;
        read
    }

    /// Where its parcels are.
    pub fn parcels(&self) -> YearParcels {
        if self.is_whole {
            return YearParcels::Layer(Arc::clone(&self.layer));
        }
        YearParcels::File {
            path: self.layer.source.path.clone(),
            name: self.layer.name.clone(),
        }
    }

    /// Looks at a layer that is in memory.
    pub fn of(layer: Arc<Layer>, known: Known<'_>) -> Self {
        let mut file = YearFile::of(&layer, known.catalogue);
        file.chosen = known.memory.year(&layer);
        if let Some(column) = known.memory.crops(&layer.table) {
            file.crops = CropSource::chosen(&layer.table, column, known.catalogue);
        }
        let category = category_column(&layer.table);
        let category = category.and_then(|guess| layer.table.fields().get(guess.found));
        let crops = file.crops.as_ref();
        Self {
            values: crops.map_or_else(Vec::new, |crops| values(&layer.table, crops.column)),
            odd_crops: crops.is_some_and(|crops| crops.is_odd(&layer.table, known.catalogue)),
            category: category.map(|field| field.name.clone()),
            file,
            layer,
            is_whole: true,
            on_the_map: None,
            is_sample: false,
            is_found: false,
        }
    }

    /// True for what was found in a folder and tells neither a year nor crops: areas that lie beside the years.
    pub fn is_something_else(&self) -> bool {
        self.is_found && self.file.crops.is_none() && self.file.year().is_none()
    }

    /// True for the parcels of one year with their crops: not a result with a class or with a column a year.
    pub fn is_yearly(&self, catalogue: &Catalogue) -> bool {
        let table = &self.layer.table;
        self.file.year().is_some()
            && self.file.crops.is_some()
            && self.file.mixed.is_empty()
            && class_column(table).is_none()
            && crop_columns(table, catalogue).is_none()
    }
}

/// What a source turned out to hold.
#[derive(Debug)]
pub enum Found {
    /// A folder: these files, to be read one by one.
    Files(Vec<PathBuf>),
    /// Layers.
    Layers(Vec<Read>),
}

/// Looks into a source.
///
/// # Errors
/// When it cannot be read, or the work was told to stop.
pub fn read(source: &Source, known: Known<'_>, progress: &Progress) -> Result<Found, OpenError> {
    let look = |layer: Arc<Layer>| Read::of(layer, known);
    let layers = match source {
        Source::Path(path) if io::is_plain_folder(path) => {
            return io::files_in(path).map(Found::Files);
        }
        Source::Path(path) | Source::Found(path) => {
            let layers = io::glance(path, progress)?.into_iter();
            let is_found = matches!(source, Source::Found(_));
            let read = |glance| Read {
                is_found,
                ..Read::at(glance, known)
            };
            layers.map(read).collect()
        }
        Source::OnTheMap(id, layer) => vec![Read {
            on_the_map: Some(*id),
            ..look(Arc::clone(layer))
        }],
        Source::Seen(glance) => vec![Read::at(Glance::clone(glance), known)],
        Source::Sample => {
            let of_sample = |layer| Read {
                is_sample: true,
                ..look(layer)
            };
            let layers = sample::zeijen().into_iter().map(Arc::new);
            layers.map(of_sample).collect()
        }
    };
    progress.check()?;
    Ok(Found::Layers(layers))
}

/// The years of each file whose layers are all the parcels of a year; none for a file that is something else. Looking
/// takes time.
///
/// # Errors
/// When the work was told to stop.
pub fn years_of(
    files: &[&[Arc<Glance>]],
    known: Known<'_>,
    progress: &Progress,
) -> Result<Vec<Vec<Year>>, Cancelled> {
    let mut all = Vec::with_capacity(files.len());
    for layers in files {
        let mut years = Vec::new();
        for layer in *layers {
            progress.check()?;
            let read = Read::at(Glance::clone(layer), known);
            years.extend(read.file.year().filter(|_| read.is_yearly(known.catalogue)));
        }
        if years.len() < layers.len() {
            years.clear();
        }
        all.push(years);
    }
    Ok(all)
}

/// True where there are several years: then one layer with crop sequences is meant, and not a pile of layers.
pub fn are_a_series(years: &[Vec<Year>]) -> bool {
    let years: BTreeSet<Year> = years.iter().flatten().copied().collect();
    years.len() > 1
}

/// The first few distinct values of a column, as they are stored.
pub(super) fn values(table: &Table, column: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for row in 0..table.rows().min(ROWS_SHOWN) {
        let text = crate::ui::parcel::cell_text(&table.value(column, row));
        if !text.is_empty() && !values.contains(&text) {
            values.push(text);
        }
        if values.len() == VALUES_SHOWN {
            break;
        }
    }
    values
}

/// A column that a person chose.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// How the crops stand in it.
    pub crops: CropSource,
    /// The first few of its values.
    pub values: Vec<String>,
    /// Hardly anything in it is a crop that the catalogue knows.
    pub is_odd: bool,
}

/// Looks at the column that a person chose; decodes it.
pub fn choose(layer: &Layer, column: usize, catalogue: &Catalogue) -> Option<Chosen> {
    let crops = CropSource::chosen(&layer.table, column, catalogue)?;
    Some(Chosen {
        values: values(&layer.table, column),
        is_odd: crops.is_odd(&layer.table, catalogue),
        crops,
    })
}
