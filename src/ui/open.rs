//! From files to layers that the session can take: read, placed on the map, coloured. Pure work with a
//! progress; `jobs` runs it in the background. What cannot be opened is told beside what can.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::state::{LayerId, Loaded, MapLayer, Session, YearMemory};
use super::years::{self, YearsRequest};
use crate::analysis::categorise::{ColourBy, Knowledge};
use crate::analysis::classify::ParcelYears;
use crate::analysis::columns::year_of_name;
use crate::crs::Crs;
use crate::domain::Year;
use crate::io::project_file::{self, ProjectError, ProjectFile};
use crate::io::{self, Glance, OpenError};
use crate::job::{Cache, Cancelled, Progress};
use crate::layer::Layer;
use crate::map::MapCrs;
use crate::map::prepared::{PreparedLayer, map_crs_for};
use crate::project::{
    self, Answers, JoinError, OpenProject, Place, SAMPLE_LAYER, Stamps, Wanted, YearLayers, load,
    prepare,
};
use crate::sample;

pub use crate::project::colour;

/// The layer of the sample that holds areas.
const SAMPLE_AREAS: &str = "areas";

/// What is to be opened.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// These files and the files of these folders, wherever they came from. Those that are the parcels of a year
    /// each, of several years, are meant as one layer with crop sequences, and wait for the dialog about it.
    Files(Vec<PathBuf>),
    /// These files, as a layer each, whatever they are.
    Apart(Vec<PathBuf>),
    /// One layer with crop sequences, made of yearly layers.
    Years(YearsRequest),
    /// The sample that the program brings along.
    Sample,
    /// These files, as areas over what is there.
    Areas(Vec<PathBuf>),
    /// The areas of the sample, over what is there.
    SampleAreas,
    /// A project, in the place of what is there.
    Project(ProjectRequest),
}

/// A project to be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectRequest {
    /// Its file.
    pub path: PathBuf,
    /// What stands in it, where it was read already to ask for missing files, and which files take their place.
    pub answered: Option<(Box<ProjectFile>, Answers)>,
}

/// What came of a project.
#[derive(Debug)]
pub enum ProjectOutcome {
    /// It cannot be opened.
    Failed(Box<ProjectError>),
    /// Files of it are nowhere.
    Wanted(Box<ProjectFile>, Vec<Wanted>),
    /// It is ready for the map.
    Ready(Box<OpenProject>),
}

/// Opens a project; stops where files are nowhere and nobody was asked about them.
///
/// # Errors
/// When the work was told to stop.
pub fn open_project(
    request: ProjectRequest,
    present: &Present,
    stamps: &Mutex<Stamps>,
    progress: &Progress,
) -> Result<ProjectOutcome, Cancelled> {
    let mut stamps = stamps.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = std::path::absolute(&request.path).unwrap_or_else(|_| request.path.clone());
    let folder = folder.parent().unwrap_or(Path::new("/")).to_owned();
    let (file, answers) = match request.answered {
        Some((file, answers)) => (*file, answers),
        None => {
            let file = match project_file::read(&request.path) {
                Ok(file) => file,
                Err(error) => return Ok(ProjectOutcome::Failed(Box::new(error))),
            };
            let wanted = project::wanted(&file, &folder, &mut stamps, progress)?;
            if !wanted.is_empty() {
                return Ok(ProjectOutcome::Wanted(Box::new(file), wanted));
            }
            (file, Answers::new())
        }
    };
    let cache = present.cache();
    let opened = project::open(file, &folder, &answers, &mut stamps, cache, progress)?;
    Ok(ProjectOutcome::Ready(Box::new(opened)))
}

/// The layers that are there already, which a new one must share the map with.
#[derive(Debug, Clone)]
pub struct Present {
    layers: Vec<(LayerId, Arc<Layer>)>,
    crs: MapCrs,
    knowledge: Arc<Knowledge>,
    memory: YearMemory,
    cache: Option<Cache>,
}

impl Present {
    /// The layers of a session that stay when a file of one's own comes, and what was said about yearly files.
    pub fn of(session: &Session, memory: &YearMemory) -> Self {
        let stay = session.layers().iter().filter(|layer| !layer.is_sample);
        Self {
            layers: stay.map(|l| (l.id, Arc::clone(&l.layer))).collect(),
            crs: session.map_crs(),
            knowledge: Arc::clone(session.knowledge()),
            memory: memory.clone(),
            cache: None,
        }
    }

    /// All layers of a session: areas take the place of none.
    pub fn all(session: &Session, memory: &YearMemory) -> Self {
        let layers = session.layers().iter();
        Self {
            layers: layers.map(|l| (l.id, Arc::clone(&l.layer))).collect(),
            ..Self::of(session, memory)
        }
    }

    /// With a place to keep what takes long.
    #[must_use]
    pub fn keeping(self, cache: Option<Cache>) -> Self {
        Self { cache, ..self }
    }

    /// Where what takes long is kept.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// What the project knows of crops.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// What tells a year from something else.
    fn known(&self) -> years::Known<'_> {
        years::Known {
            catalogue: &self.knowledge.catalogue,
            memory: &self.memory,
        }
    }
}

/// The map in another plane, and the layers that were there prepared for it.
pub type NewPlane = (MapCrs, Vec<(LayerId, Arc<PreparedLayer>)>);

/// Layers read anew in another system, and the plane that the map then needs, if it is another.
pub type InCrs = (Vec<(LayerId, Loaded)>, Option<NewPlane>);

/// What came of a request.
#[derive(Debug, Default)]
pub struct Opened {
    /// The layers, in the order of the files.
    pub loaded: Vec<Loaded>,
    /// The files that could be opened.
    pub files: Vec<PathBuf>,
    /// The files that could not, and why.
    pub failed: Vec<(PathBuf, OpenError)>,
    /// Layers of a year each, not loaded: what to make of them is asked first.
    pub yearly: Vec<Arc<Glance>>,
    /// Why yearly layers could not be joined.
    pub not_joined: Option<JoinError>,
    /// Set when the map has to be drawn in another plane for them.
    pub plane: Option<NewPlane>,
}

/// Opens what is asked for.
///
/// # Errors
/// When the work was told to stop; a file that cannot be opened is no error.
pub fn open(request: Request, present: &Present, progress: &Progress) -> Result<Opened, Cancelled> {
    match request {
        Request::Files(paths) => open_files(&paths, present, progress),
        Request::Apart(paths) | Request::Areas(paths) => open_apart(&paths, present, progress),
        Request::Sample => open_sample(SAMPLE_LAYER, present, progress),
        Request::SampleAreas => open_sample(SAMPLE_AREAS, present, progress),
        // It takes the place of the session, and is opened by `open_project`.
        Request::Project(_) => Ok(Opened::default()),
        Request::Years(request) => match years::overlay(request, present, progress) {
            Ok(opened) => Ok(opened),
            Err(error) if error.is_cancelled() => Err(Cancelled),
            Err(error) => Ok(Opened {
                not_joined: Some(error),
                ..Opened::default()
            }),
        },
    }
}

/// Parts of opening in hundredths: reading, making ready for the map. Texts and databases take longer to read.
fn parts(paths: &[PathBuf]) -> [u64; 2] {
    let is_slow = |path: &PathBuf| {
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        ending.is_some_and(|ending| {
            ["json", "geojson", "gpkg"]
                .iter()
                .any(|slow| ending == *slow)
        })
    };
    match paths.iter().any(is_slow) {
        true => [80, 20],
        false => [50, 50],
    }
}

/// What could be read of the files, and what could not.
fn read_files(
    paths: &[PathBuf],
    opened: &mut Opened,
    progress: &Progress,
) -> Result<Vec<Arc<Layer>>, Cancelled> {
    let mut layers = Vec::new();
    let paths = io::distinct(paths);
    progress.begin(paths.len() as u64);
    for path in paths {
        let part = progress.part(1);
        let read = io::open(&path, &part);
        part.end();
        match read {
            Ok(found) => {
                layers.extend(found.into_iter().map(Arc::new));
                opened.files.push(path);
            }
            Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
            Err(error) => opened.failed.push((path, error)),
        }
    }
    Ok(layers)
}

/// What a look at several files is worth beside [`parts`], and what it is worth where their names tell years: then it is
/// nearly all of the work, since nothing is loaded before the dialog is answered.
const LOOKS: [u64; 2] = [10, 2400];

/// True for files that are years by their names.
fn tell_years(files: &[PathBuf]) -> bool {
    let years = files.iter().filter_map(|file| year_of_name(file));
    years.collect::<std::collections::BTreeSet<_>>().len() > 1
}

fn open_files(
    paths: &[PathBuf],
    present: &Present,
    progress: &Progress,
) -> Result<Opened, Cancelled> {
    let mut opened = Opened::default();
    let mut files = unfolded(paths, &mut opened);
    let known = present.known();
    let look = match files.len() {
        0 | 1 => 0,
        _ => LOOKS[usize::from(tell_years(&files))],
    };
    let parts = parts(&files);
    progress.begin(look + parts.iter().sum::<u64>());
    if files.len() > 1 {
        let part = progress.part(look);
        files = without_series(files, known, &mut opened, &part)?;
        part.end();
    }
    let one = files.len() == 1;
    let mut layers = read_files(&files, &mut opened, &progress.part(parts[0]))?;
    if layers.len() > 1 {
        let seen: Vec<Arc<Glance>> = layers.iter().map(|layer| glance_of(layer)).collect();
        let seen: Vec<&[Arc<Glance>]> = seen.chunks(1).collect();
        let years = years::years_of(&seen, known, progress)?;
        if one && years::are_a_series(&years) {
            layers = keep(layers, &years, &mut opened.yearly);
        } else {
            layers = newest_first(&layers, &years);
        }
    }
    placed(opened, layers, present, &progress.part(parts[1]))
}

fn glance_of(layer: &Layer) -> Arc<Glance> {
    Arc::new(Glance::of(Layer::clone(layer)))
}

/// The layers that are no years; those that are go to `yearly`.
fn keep(
    layers: Vec<Arc<Layer>>,
    years: &[Vec<Year>],
    yearly: &mut Vec<Arc<Glance>>,
) -> Vec<Arc<Layer>> {
    let mut others = Vec::new();
    for (layer, year) in layers.into_iter().zip(years) {
        if year.is_empty() {
            others.push(layer);
        } else {
            yearly.push(glance_of(&layer));
        }
    }
    others
}

/// Years that come as layers of their own lie with the newest on top: that is the one whose legend is shown.
fn newest_first(layers: &[Arc<Layer>], years: &[Vec<Year>]) -> Vec<Arc<Layer>> {
    let dated = |at: &usize| years.get(*at).and_then(|years| years.iter().max());
    let mut order: Vec<usize> = (0..layers.len()).filter(|at| dated(at).is_some()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(dated(at)));
    let mut order = order.into_iter();
    let places = 0..layers.len();
    let from = places.map(|at| dated(&at).and_then(|_| order.next()).unwrap_or(at));
    from.filter_map(|at| layers.get(at).cloned()).collect()
}

/// The files, and those of folders. A folder without any is told.
fn unfolded(paths: &[PathBuf], opened: &mut Opened) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !io::is_plain_folder(path) {
            files.push(path.clone());
            continue;
        }
        match io::files_in(path) {
            Ok(found) if found.is_empty() => {
                let path = path.clone();
                opened
                    .failed
                    .push((path.clone(), OpenError::FolderWithoutLayers { path }));
            }
            Ok(found) => files.extend(found),
            Err(error) => opened.failed.push((path.clone(), error)),
        }
    }
    io::distinct(&files)
}

/// Looks at files, to see which of them are the parcels of a year each. Where they are of several years they go to
/// `opened` with what could not be looked at, and what remains is something else; else all files remain.
fn without_series(
    files: Vec<PathBuf>,
    known: years::Known<'_>,
    opened: &mut Opened,
    progress: &Progress,
) -> Result<Vec<PathBuf>, Cancelled> {
    let (mut seen, mut failed) = (Vec::new(), Vec::new());
    progress.begin(files.len() as u64);
    for path in &files {
        let part = progress.part(1);
        let found = io::glance(path, &part);
        part.end();
        match found {
            Ok(found) => {
                let found: Vec<Arc<Glance>> = found.into_iter().map(Arc::new).collect();
                seen.push((path.clone(), found));
            }
            Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
            Err(error) => failed.push((path.clone(), error)),
        }
    }
    let layers: Vec<&[Arc<Glance>]> = seen.iter().map(|(_, found)| found.as_slice()).collect();
    let years = years::years_of(&layers, known, progress)?;
    if !years::are_a_series(&years) {
        return Ok(files);
    }
    opened.failed.extend(failed);
    let mut others = Vec::new();
    for ((path, found), year) in seen.into_iter().zip(years) {
        if year.is_empty() {
            others.push(path);
        } else {
            opened.yearly.extend(found);
        }
    }
    Ok(others)
}

fn open_apart(
    paths: &[PathBuf],
    present: &Present,
    progress: &Progress,
) -> Result<Opened, Cancelled> {
    let mut opened = Opened::default();
    let parts = parts(paths);
    progress.begin(parts.iter().sum());
    let mut layers = read_files(paths, &mut opened, &progress.part(parts[0]))?;
    if layers.len() > 1 {
        let seen: Vec<Arc<Glance>> = layers.iter().map(|layer| glance_of(layer)).collect();
        let seen: Vec<&[Arc<Glance>]> = seen.chunks(1).collect();
        let years = years::years_of(&seen, present.known(), progress)?;
        layers = newest_first(&layers, &years);
    }
    placed(opened, layers, present, &progress.part(parts[1]))
}

/// Puts what was read on the map.
fn placed(
    mut opened: Opened,
    layers: Vec<Arc<Layer>>,
    present: &Present,
    progress: &Progress,
) -> Result<Opened, Cancelled> {
    place(layers, None, false, present, &mut opened, progress)?;
    Ok(opened)
}

fn open_sample(wanted: &str, present: &Present, progress: &Progress) -> Result<Opened, Cancelled> {
    let mut opened = Opened::default();
    let name = Path::new(SAMPLE_LAYER);
    match io::open_zip(name, sample::builtin(), progress) {
        Ok(found) => {
            let shown = found.into_iter().filter(|l| l.name == wanted);
            let layers = shown.map(Arc::new).collect();
            place(layers, None, true, present, &mut opened, progress)?;
        }
        Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
        Err(error) => opened.failed.push((name.to_owned(), error)),
    }
    Ok(opened)
}

/// Makes layers ready for the map, in the plane that suits all of them, and puts them into `opened`.
/// `sequences` are the crop sequences of a layer where they do not stand in its columns.
pub(super) fn place(
    layers: Vec<Arc<Layer>>,
    sequences: Option<&ParcelYears>,
    is_sample: bool,
    present: &Present,
    opened: &mut Opened,
    progress: &Progress,
) -> Result<(), Cancelled> {
    if layers.is_empty() {
        return Ok(());
    }
    let there = present.layers.iter().map(|(_, layer)| layer);
    let crs = map_crs_for(there.chain(&layers).map(AsRef::as_ref));
    let place = Place {
        crs,
        knowledge: &present.knowledge,
    };
    let others = if crs == present.crs {
        0
    } else {
        present.layers.len()
    };
    progress.begin((layers.len() + others) as u64);
    for layer in layers {
        let known = sequences.map(|years| (years.clone(), ColourBy::Cooperation));
        let part = progress.part(1);
        let loaded = load(layer, known, is_sample, place, &part)?;
        part.end();
        opened.loaded.push(loaded);
    }
    if crs != present.crs {
        let part = progress.part(others as u64);
        opened.plane = Some((crs, prepare_all(&present.layers, crs, &part)?));
    }
    Ok(())
}

/// A layer of the session that is to be read anew.
#[derive(Debug, Clone)]
pub struct Standing {
    id: LayerId,
    layer: Arc<Layer>,
    years: Option<ParcelYears>,
    year_layers: Option<Arc<YearLayers>>,
    colour_by: ColourBy,
}

impl Standing {
    /// This layer, with its colouring and its crop sequences.
    pub fn of(layer: &MapLayer) -> Self {
        Self {
            id: layer.id,
            layer: Arc::clone(&layer.layer),
            years: layer.years.clone(),
            year_layers: layer.year_layers.clone(),
            colour_by: layer.colour_by.clone(),
        }
    }

    /// What was read.
    pub(super) fn layer(&self) -> &Arc<Layer> {
        &self.layer
    }

    /// The years that it was made of, where it was.
    pub(super) fn year_layers(&self) -> Option<&YearLayers> {
        self.year_layers.as_deref()
    }

    /// The same, shared.
    pub(super) fn shared_year_layers(&self) -> Option<Arc<YearLayers>> {
        self.year_layers.clone()
    }

    /// Crop sequences that came of years laid over each other.
    pub(super) fn joined_years(&self) -> Option<ParcelYears> {
        let years = self.years.clone();
        years.filter(|_| self.year_layers.is_some())
    }

    /// What comes of `layer`, which takes its place on the map as it is: coloured by the same where its columns are
    /// the same. `years` are crop sequences that do not stand in its columns.
    ///
    /// # Errors
    /// When the work was told to stop.
    pub(super) fn renewed(
        &self,
        layer: Arc<Layer>,
        years: Option<ParcelYears>,
        present: &Present,
        progress: &Progress,
    ) -> Result<Loaded, Cancelled> {
        let knowledge = &*present.knowledge;
        let place = Place {
            crs: present.crs,
            knowledge,
        };
        let is_same = layer.table.fields().len() == self.layer.table.fields().len();
        let known = years.map(|years| (years, ColourBy::Cooperation));
        let mut loaded = load(layer, known, false, place, progress)?;
        if is_same && loaded.colour_by != self.colour_by {
            let by = self.colour_by.clone();
            let (layer, years) = (&loaded.layer, loaded.years.as_ref());
            let (by, coloured) = colour(layer, &loaded.area_m2, by, years, knowledge, progress)?;
            (loaded.colour_by, loaded.coloured) = (by, Arc::new(coloured));
        }
        Ok(loaded)
    }

    fn known(&self) -> Option<(ParcelYears, ColourBy)> {
        let years = self.years.clone()?;
        Some((years, self.colour_by.clone()))
    }
}

/// The same layer with its coordinates taken to be in another system, and the plane that the map then
/// needs, if it is another.
///
/// # Errors
/// When the work was told to stop.
pub fn in_crs(
    layers: &[Standing],
    others: &Present,
    crs: &Crs,
    progress: &Progress,
) -> Result<InCrs, Cancelled> {
    let changed: Vec<_> = layers
        .iter()
        .map(|standing| {
            let mut layer = Layer::clone(&standing.layer);
            layer.crs = Some(crs.clone());
            (standing.id, Arc::new(layer), standing.known())
        })
        .collect();
    let mut stay = others.clone();
    stay.layers
        .retain(|(id, _)| changed.iter().all(|(other, ..)| other != id));
    let there = stay.layers.iter().map(|(_, layer)| layer);
    let there = there.chain(changed.iter().map(|(_, layer, _)| layer));
    let plane = map_crs_for(there.map(AsRef::as_ref));
    let place = Place {
        crs: plane,
        knowledge: &others.knowledge,
    };
    let mut loaded = Vec::new();
    progress.begin(2 * changed.len() as u64);
    for (id, layer, known) in changed {
        let part = progress.part(1);
        loaded.push((id, load(layer, known, false, place, &part)?));
        part.end();
    }
    let new_plane = if plane == others.crs {
        None
    } else {
        let part = progress.part(loaded.len() as u64);
        Some((plane, prepare_all(&stay.layers, plane, &part)?))
    };
    Ok((loaded, new_plane))
}

fn prepare_all(
    layers: &[(LayerId, Arc<Layer>)],
    crs: MapCrs,
    progress: &Progress,
) -> Result<Vec<(LayerId, Arc<PreparedLayer>)>, Cancelled> {
    let mut all = Vec::new();
    progress.begin(layers.len() as u64);
    for (id, layer) in layers {
        let part = progress.part(1);
        let prepared = prepare(layer, crs, &part)?;
        part.end();
        if let Some(prepared) = prepared {
            all.push((*id, prepared));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Cells, Field, FieldType, Source, Table};

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn a_file_that_is_not_there_is_told_and_nothing_else_happens() {
        let present = Present::of(&Session::default(), &YearMemory::default());
        let request = Request::Files(paths(&["/nowhere/at all.shp"]));
        let opened = open(request, &present, &Progress::default()).expect("not cancelled");
        assert!(opened.loaded.is_empty() && opened.plane.is_none());
        assert!(matches!(
            opened.failed.as_slice(),
            [(_, OpenError::NotFound { .. })]
        ));
    }

    /// Writes a shapefile of one square near Assen with a column of numbers.
    fn write(folder: &Path, name: &str, columns: &[(&str, i64)]) -> PathBuf {
        let mut builder = PolygonBuilder::default();
        let (x, y) = (234_000.0, 556_000.0);
        let ring = [
            [x, y],
            [x, y + 9.0],
            [x + 9.0, y + 9.0],
            [x + 9.0, y],
            [x, y],
        ];
        builder.push_ring(ring);
        builder.end_part();
        builder.end_feature();
        let columns = columns.iter().map(|(name, number)| {
            let field = Field {
                name: (*name).to_owned(),
                field_type: FieldType::Integer,
            };
            (field, Cells::Integer(vec![Some(*number)]))
        });
        let layer = Layer {
            name: name.to_owned(),
            source: Source::default(),
            crs: Some(Crs::rd_new()),
            polygons: builder.finish(),
            table: Table::of_columns(1, columns.collect()),
            warnings: Vec::new(),
        };
        let path = folder.join(format!("{name}.shp"));
        io::shapefile::write(&layer, &path).expect("written");
        path
    }

    /// How many layers wait for the dialog about years, and how many were loaded.
    fn opened(paths: &[PathBuf]) -> (usize, usize) {
        let present = Present::of(&Session::default(), &YearMemory::default());
        let request = Request::Files(paths.to_vec());
        let opened = open(request, &present, &Progress::default()).expect("not cancelled");
        (opened.yearly.len(), opened.loaded.len())
    }

    #[test]
    fn years_dropped_together_are_asked_about_and_anything_else_is_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let crops: &[(&str, i64)] = &[("gewascode", 265)];
        let year = |name| write(folder.path(), name, crops);
        let years = [year("brp_2022"), year("brp_2023")];
        assert_eq!(opened(&years), (2, 0));
        assert_eq!(
            opened(&[folder.path().to_owned()]),
            (2, 0),
            "a folder of them"
        );
        assert_eq!(opened(&years[..1]), (0, 1), "one is a layer");
        let same = [years[0].clone(), year("zuid_2022")];
        assert_eq!(
            opened(&same),
            (0, 2),
            "two parts of one year are two layers"
        );
        let areas = write(folder.path(), "gebieden_2023", &[("nummer", 3)]);
        assert_eq!(opened(&[years[0].clone(), areas.clone()]), (0, 2));
        let among = [years[0].clone(), areas, years[1].clone()];
        assert_eq!(opened(&among), (2, 1), "areas that lie beside years");
        let many = &[("crop_2021", 265), ("crop_2022", 259), ("gewascode", 265)];
        let result = write(folder.path(), "uitkomst_2024", many);
        assert_eq!(opened(&[years[0].clone(), result]), (0, 2));
        let gone = folder.path().join("brp_2024.shp");
        let with_broken = [years[0].clone(), years[1].clone(), gone];
        assert_eq!(
            opened(&with_broken),
            (2, 0),
            "the dialog names the one that fails"
        );
    }

    #[test]
    fn looking_at_years_is_nearly_all_of_the_work() {
        let folder = tempfile::tempdir().expect("a folder");
        let crops: &[(&str, i64)] = &[("gewascode", 265)];
        let years = ["brp_2022", "brp_2023"].map(|name| write(folder.path(), name, crops));
        let present = Present::of(&Session::default(), &YearMemory::default());
        let progress = Progress::default();
        let request = Request::Files(years.to_vec());
        let opened = open(request, &present, &progress).expect("not cancelled");
        assert_eq!(opened.yearly.len(), 2);
        let at = progress.fraction();
        assert!(at.is_some_and(|at| at > 0.85), "{at:?}");
    }

    #[test]
    fn years_that_are_wanted_apart_lie_with_the_newest_on_top() {
        let folder = tempfile::tempdir().expect("a folder");
        let crops: &[(&str, i64)] = &[("gewascode", 265)];
        let mut files: Vec<PathBuf> = (2021..2024)
            .map(|year| write(folder.path(), &format!("brp_{year}"), crops))
            .collect();
        files.insert(0, write(folder.path(), "gebieden", &[("nummer", 3)]));
        let present = Present::of(&Session::default(), &YearMemory::default());
        let request = Request::Apart(files);
        let opened = open(request, &present, &Progress::default()).expect("not cancelled");
        let names: Vec<&str> = opened
            .loaded
            .iter()
            .map(|l| l.layer.name.as_str())
            .collect();
        assert_eq!(names, ["gebieden", "brp_2023", "brp_2022", "brp_2021"]);
        assert!(opened.yearly.is_empty());
    }

    #[test]
    fn a_file_of_several_years_is_a_series_by_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let seen = |name: &str, column: &str| {
            let path = write(folder.path(), name, &[(column, 265)]);
            let found = io::glance(&path, &Progress::default()).expect("readable");
            Arc::new(found.into_iter().next().expect("a layer"))
        };
        let years = [seen("brp_2022", "gewascode"), seen("brp_2023", "gewascode")];
        let areas = seen("gebieden", "nummer");
        let present = Present::of(&Session::default(), &YearMemory::default());
        let of = |files: &[&[Arc<Glance>]]| {
            years::years_of(files, present.known(), &Progress::default()).expect("not cancelled")
        };
        let alone = [areas];
        let found = of(&[&years, &alone]);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 0]);
        assert!(years::are_a_series(&found));
        let mixed = [Arc::clone(&years[0]), Arc::clone(&alone[0])];
        assert!(!years::are_a_series(&of(&[&mixed, &years[1..]])));
    }

    #[test]
    fn a_folder_without_layers_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let present = Present::of(&Session::default(), &YearMemory::default());
        let request = Request::Files(vec![folder.path().to_owned()]);
        let opened = open(request, &present, &Progress::default()).expect("not cancelled");
        assert!(matches!(
            opened.failed.as_slice(),
            [(_, OpenError::FolderWithoutLayers { .. })]
        ));
    }
}
