//! From the text of a project to layers that are ready for the map. First its files are looked for; those that are
//! nowhere are asked about; then everything is read. What cannot be read is told beside what can.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::SAMPLE_LAYER;
use super::join::join;
use super::keys::{colour_by_of, crs_of, key_of};
use super::load::{self, Loaded, Place, prepare};
use super::rules::knowledge_of;
use super::sources::{Found, Stamps, files_of, resolve};
use super::years::YearLayers;
use crate::analysis::categorise::{ColourBy, Knowledge};
use crate::analysis::classify::ParcelYears;
use crate::analysis::overlay::OverlayError;
use crate::analysis::summary::CategoryKey;
use crate::analysis::years::CropSource;
use crate::domain::{Catalogue, RuleError, Year};
use crate::io::project_file::{FileRecord, LayerRecord, ProjectFile, YearRecord};
use crate::io::{self, OpenError, Opening};
use crate::job::{Cache, Cancelled, Progress};
use crate::layer::Layer;
use crate::map::MapCrs;
use crate::map::prepared::map_crs_for;
use crate::sample;

/// A file of the project that is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it was.
    pub was: PathBuf,
    /// A file of the same name near the project, with something else in it.
    pub maybe: Option<PathBuf>,
}

/// Which file takes the place of one that is nowhere; `None` where it is to be left out.
pub type Answers = BTreeMap<PathBuf, Option<PathBuf>>;

/// What went wrong with a part of a project while the rest of it was opened.
#[derive(Debug)]
pub enum Trouble {
    /// The file has something else in it than when the project was saved.
    Changed(PathBuf),
    /// The file lies elsewhere now.
    Moved(PathBuf, PathBuf),
    /// The file was left out, and what is made of it.
    LeftOut(PathBuf),
    /// The file cannot be opened.
    Open(PathBuf, OpenError),
    /// The file has no layer of this name any more.
    NoLayer(PathBuf, String),
    /// The column that the layer was coloured by is gone.
    NoColumn(String),
    /// The yearly layers cannot be joined.
    NotJoined(OverlayError),
    /// The rule cannot be used; the built-in one is taken.
    Rule(RuleError),
}

/// A layer as it was saved.
#[derive(Debug)]
pub struct OpenLayer {
    /// What was read and made ready.
    pub loaded: Loaded,
    /// Place in the list of the project.
    pub place: usize,
    /// Whether it is on the map.
    pub visible: bool,
    /// 0 to 1.
    pub opacity: f32,
    /// The entries that are left off the map.
    pub hidden: Vec<CategoryKey>,
    /// What was odd about the file was read.
    pub warnings_read: bool,
    /// The system was confirmed.
    pub crs_confirmed: bool,
}

/// A project that is ready for the map.
#[derive(Debug)]
pub struct OpenProject {
    /// What stands in its file.
    pub file: ProjectFile,
    /// The layers that could be opened, top of the map first.
    pub layers: Vec<OpenLayer>,
    /// The plane that they are prepared for.
    pub map_crs: MapCrs,
    /// The rule and the crops.
    pub knowledge: Arc<Knowledge>,
    /// What went wrong.
    pub troubles: Vec<Trouble>,
}

impl OpenProject {
    /// The layer at a place in the list of the project.
    pub fn layer_at(&self, place: u32) -> Option<&OpenLayer> {
        let mut layers = self.layers.iter();
        layers.find(|layer| u32::try_from(layer.place) == Ok(place))
    }
}

/// The files that are nowhere. Looking for them may take a while: what lies elsewhere is compared byte by byte.
///
/// # Errors
/// When the work was told to stop.
pub fn wanted(
    project: &ProjectFile,
    folder: &Path,
    stamps: &mut Stamps,
    progress: &Progress,
) -> Result<Vec<Wanted>, Cancelled> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for record in files_of(project) {
        let was = PathBuf::from(&record.absolute);
        if wanted.iter().any(|known| known.was == was) {
            continue;
        }
        if let Found::Missing(maybe) = resolve(record, folder, stamps, progress) {
            wanted.push(Wanted { was, maybe });
        }
        progress.check()?;
    }
    Ok(wanted)
}

/// Opens a project that lies in `folder`. A file that is nowhere is taken from `answers`, or left out.
///
/// # Errors
/// When the work was told to stop.
pub fn open(
    file: ProjectFile,
    folder: &Path,
    answers: &Answers,
    stamps: &mut Stamps,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<OpenProject, Cancelled> {
    let (knowledge, wrong) = knowledge_of(&file);
    let mut reader = Reader {
        folder,
        answers,
        stamps,
        cache,
        catalogue: &knowledge.catalogue,
        told: Vec::new(),
        troubles: wrong.map(Trouble::Rule).into_iter().collect(),
        read: Vec::new(),
    };
    let parts = PARTS.iter().sum::<u64>();
    progress.begin(file.layers.iter().map(worth).sum::<u64>() * parts);
    let mut layers = Vec::new();
    for (place, record) in file.layers.iter().enumerate() {
        let part = progress.part(PARTS[0] * worth(record));
        if let Some(raw) = reader.layer(record, &part)? {
            layers.push((place, record, raw));
        }
        part.end();
    }
    let troubles = reader.troubles;
    let map_crs = map_crs_for(layers.iter().map(|(_, _, raw)| raw.layer.as_ref()));
    let place = Place {
        crs: map_crs,
        knowledge: &knowledge,
    };
    let mut project = OpenProject {
        layers: Vec::new(),
        map_crs,
        troubles,
        knowledge: Arc::new(Knowledge::clone(&knowledge)),
        file: ProjectFile::default(),
    };
    for (number, record, raw) in layers {
        let part = progress.part(PARTS[1] * worth(record));
        let layer = shown(number, record, raw, place, &mut project.troubles, &part)?;
        project.layers.push(layer);
        part.end();
    }
    project.file = file;
    Ok(project)
}

/// Parts of opening a layer in hundredths: reading it, making it ready.
const PARTS: [u64; 2] = [90, 10];

/// How much work a layer is beside others: the bytes of its files. What comes with the program has none.
fn worth(record: &LayerRecord) -> u64 {
    const LEAST: u64 = 1 << 16;
    let years = record.years.iter().filter_map(|year| year.file.as_ref());
    let files = record.file.iter().chain(years);
    files.map(|file| file.size).sum::<u64>().max(LEAST)
}

/// A layer that was read, with the crop sequences that do not stand in its columns.
struct Raw {
    layer: Arc<Layer>,
    joined: Option<(ParcelYears, Arc<YearLayers>)>,
}

/// Makes a layer ready, coloured as it was.
fn shown(
    place: usize,
    record: &LayerRecord,
    raw: Raw,
    on: Place<'_>,
    troubles: &mut Vec<Trouble>,
    progress: &Progress,
) -> Result<OpenLayer, Cancelled> {
    let by = colour_by_of(&record.colour_by, &raw.layer.table);
    let by = by.unwrap_or_else(|| {
        troubles.push(Trouble::NoColumn(raw.layer.name.clone()));
        match &raw.joined {
            Some(_) => ColourBy::Cooperation,
            None => ColourBy::Plain,
        }
    });
    progress.begin(3);
    let part = progress.part(1);
    let (years, year_layers) = match raw.joined {
        Some((years, layers)) => (Some(years), Some(layers)),
        None => (load::sequences(&raw.layer, on.knowledge, &part)?, None),
    };
    part.end();
    let part = progress.part(1);
    let prepared = prepare(&raw.layer, on.crs, &part)?;
    let area_m2 = match &prepared {
        Some(prepared) => Arc::clone(prepared.area_m2()),
        None => crate::layer::measure::areas_m2(&raw.layer, &part)?.into(),
    };
    part.end();
    let part = progress.part(1);
    let (colour_by, coloured) = load::colour(
        &raw.layer,
        &area_m2,
        by,
        years.as_ref(),
        on.knowledge,
        &part,
    )?;
    Ok(OpenLayer {
        loaded: Loaded {
            prepared,
            area_m2,
            colour_by,
            coloured: Arc::new(coloured),
            years,
            year_layers,
            is_sample: record.sample,
            layer: raw.layer,
        },
        place,
        visible: record.visible,
        opacity: record.opacity.clamp(0.0, 1.0),
        hidden: record.hidden.iter().filter_map(key_of).collect(),
        warnings_read: record.warnings_read,
        crs_confirmed: record.crs_confirmed,
    })
}

/// Reads layers; each file once.
struct Reader<'a> {
    folder: &'a Path,
    answers: &'a Answers,
    stamps: &'a mut Stamps,
    cache: Option<&'a Cache>,
    catalogue: &'a Catalogue,
    /// Files of which it was told that they changed.
    told: Vec<PathBuf>,
    troubles: Vec<Trouble>,
    read: Vec<(PathBuf, Vec<Arc<Layer>>)>,
}

impl Reader<'_> {
    /// The layer that a record is about; `None` where it cannot be had, which is told.
    fn layer(
        &mut self,
        record: &LayerRecord,
        progress: &Progress,
    ) -> Result<Option<Raw>, Cancelled> {
        if let Some(reference) = record.reference.and_then(Year::new) {
            return self.joined(record, reference, progress);
        }
        let layer = match &record.file {
            Some(file) => self.of_file(file, &record.name, Opening::default(), progress)?,
            None if record.sample => sample_layer(&record.name, progress)?,
            None => None,
        };
        Ok(layer.map(|layer| Raw {
            layer: as_chosen(layer, record),
            joined: None,
        }))
    }

    /// Yearly layers, laid over each other.
    fn joined(
        &mut self,
        record: &LayerRecord,
        reference: Year,
        progress: &Progress,
    ) -> Result<Option<Raw>, Cancelled> {
        let village = if record.years.iter().any(|year| year.file.is_none()) {
            sample::zeijen().into_iter().map(Arc::new).collect()
        } else {
            Vec::new()
        };
        let record_of = |year: Year| {
            let mut years = record.years.iter();
            years.find(|of| Year::new(of.year) == Some(year))
        };
        let all = record.years.iter().filter_map(|of| Year::new(of.year));
        let all: BTreeSet<Year> = all.collect();
        let all: Vec<Year> = all.into_iter().collect();
        let (catalogue, cache) = (self.catalogue, self.cache);
        let mut is_any = false;
        let open = |year: Year, how: Opening<'_>, progress: &Progress| {
            let Some(of) = record_of(year) else {
                return Ok(None);
            };
            let layer = match &of.file {
                Some(file) => self.of_file(file, &of.name, how, progress)?,
                None => named(&village, &of.name),
            };
            is_any |= layer.is_some();
            Ok::<_, OverlayError>(layer.map(|layer| {
                let crops = self.crops_of(&layer, of);
                (layer, crops)
            }))
        };
        match join(&all, reference, open, catalogue, cache, progress) {
            Ok(joined) => Ok(Some(Raw {
                layer: as_chosen(joined.layer, record),
                joined: Some((joined.parcels, Arc::new(joined.year_layers))),
            })),
            Err(OverlayError::Cancelled(cancelled)) => Err(cancelled),
            // What is the matter with the files was told.
            Err(OverlayError::NoReference(_)) if !is_any => Ok(None),
            Err(error) => {
                self.troubles.push(Trouble::NotJoined(error));
                Ok(None)
            }
        }
    }

    /// The column of crops that was used; as it would be guessed where that is the same.
    fn crops_of(&self, layer: &Layer, record: &YearRecord) -> Option<CropSource> {
        let column = layer.table.find(record.crops.as_deref()?)?;
        let guess = CropSource::guess(&layer.table, self.catalogue);
        let same = guess.filter(|crops| crops.column == column && crops.by_name == record.by_name);
        same.or_else(|| {
            let chosen = CropSource::chosen(&layer.table, column, self.catalogue)?;
            Some(CropSource {
                by_name: record.by_name,
                ..chosen
            })
        })
    }

    /// The layer of this name in a file. What is read in part is read for it alone.
    fn of_file(
        &mut self,
        record: &FileRecord,
        name: &str,
        how: Opening<'_>,
        progress: &Progress,
    ) -> Result<Option<Arc<Layer>>, Cancelled> {
        let found = self.path_of(record, progress);
        progress.check()?;
        let Some(path) = found else {
            return Ok(None);
        };
        if !self.read.iter().any(|(known, _)| *known == path) {
            let is_part = how.region.is_some();
            let layers = match io::open_with(how, &path, progress) {
                Ok(layers) => layers.into_iter().map(Arc::new).collect(),
                Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
                Err(error) => {
                    self.troubles.push(Trouble::Open(path.clone(), error));
                    Vec::new()
                }
            };
            if is_part {
                return Ok(self.of_layers(&layers, path, name));
            }
            self.read.push((path.clone(), layers));
        }
        let layers = self.read.iter().find(|(known, _)| *known == path);
        let layers = layers.map(|(_, layers)| layers.clone()).unwrap_or_default();
        Ok(self.of_layers(&layers, path, name))
    }

    fn of_layers(
        &mut self,
        layers: &[Arc<Layer>],
        path: PathBuf,
        name: &str,
    ) -> Option<Arc<Layer>> {
        let found = match layers {
            // A file of one layer may be called otherwise than it was.
            [only] => Some(Arc::clone(only)),
            several => named(several, name),
        };
        if found.is_none() && !layers.is_empty() {
            self.troubles.push(Trouble::NoLayer(path, name.to_owned()));
        }
        found
    }

    /// Where a file is; what is to be told of it is told once.
    fn path_of(&mut self, record: &FileRecord, progress: &Progress) -> Option<PathBuf> {
        let was = PathBuf::from(&record.absolute);
        let first = !self.told.contains(&was);
        let (path, trouble) = match resolve(record, self.folder, self.stamps, progress) {
            Found::Same(path) => (Some(path), None),
            Found::Changed(path) => (Some(path.clone()), Some(Trouble::Changed(path))),
            Found::Moved(path) => (Some(path.clone()), Some(Trouble::Moved(was.clone(), path))),
            Found::Missing(_) => match self.answers.get(&was).cloned().flatten() {
                Some(path) => (Some(path), None),
                None => (None, Some(Trouble::LeftOut(was.clone()))),
            },
        };
        if first {
            self.told.push(was);
            self.troubles.extend(trouble);
        }
        path
    }
}

fn named(layers: &[Arc<Layer>], name: &str) -> Option<Arc<Layer>> {
    layers.iter().find(|layer| layer.name == name).cloned()
}

fn sample_layer(name: &str, progress: &Progress) -> Result<Option<Arc<Layer>>, Cancelled> {
    match io::open_zip(Path::new(SAMPLE_LAYER), sample::builtin(), progress) {
        Ok(found) => {
            let layers: Vec<Arc<Layer>> = found.into_iter().map(Arc::new).collect();
            Ok(named(&layers, name))
        }
        Err(OpenError::Cancelled(cancelled)) => Err(cancelled),
        // The sample is part of the program, and its tests open it.
        Err(_) => Ok(None),
    }
}

/// The layer with its texts taken to be in the encoding, and its coordinates in the system, that were chosen for it.
fn as_chosen(layer: Arc<Layer>, record: &LayerRecord) -> Arc<Layer> {
    let encoding = record.encoding.as_deref();
    let encoding = encoding.filter(|name| layer.source.encoding.as_deref() != Some(*name));
    let layer = match encoding.and_then(|name| layer.in_encoding(name)) {
        Some(layer) => Arc::new(layer),
        None => layer,
    };
    match record.crs.as_deref().and_then(crs_of) {
        Some(crs) if layer.crs.as_ref() != Some(&crs) => {
            let mut layer = Layer::clone(&layer);
            layer.crs = Some(crs);
            Arc::new(layer)
        }
        _ => layer,
    }
}
