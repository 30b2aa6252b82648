//! From files to layers that the session can take: read, placed on the map, coloured. Pure work with a
//! progress; `jobs` runs it in the background. What cannot be opened is told beside what can.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::state::{LayerId, Loaded, Session};
use crate::analysis::categorise::{self, ColourBy, Coloured, Knowledge};
use crate::analysis::classify::{ClassifyError, ParcelYears};
use crate::crs::Crs;
use crate::io::{self, OpenError};
use crate::job::{Cancelled, Progress};
use crate::layer::{Layer, measure};
use crate::map::MapCrs;
use crate::map::prepared::{PrepareError, PreparedLayer, map_crs_for};
use crate::sample;

/// The layer of the sample that is shown; the other holds areas.
const SAMPLE_LAYER: &str = "drenthe";

/// What is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// These files.
    Files(Vec<PathBuf>),
    /// The sample that the program brings along.
    Sample,
}

/// The layers that are there already, which a new one must share the map with.
#[derive(Debug, Clone)]
pub struct Present {
    layers: Vec<(LayerId, Arc<Layer>)>,
    crs: MapCrs,
    knowledge: Arc<Knowledge>,
}

impl Present {
    /// The layers of a session that stay when a file of one's own comes.
    pub fn of(session: &Session) -> Self {
        let stay = session.layers().iter().filter(|layer| !layer.is_sample);
        Self {
            layers: stay.map(|l| (l.id, Arc::clone(&l.layer))).collect(),
            crs: session.map_crs(),
            knowledge: Arc::clone(session.knowledge()),
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
    /// Set when the map has to be drawn in another plane for them.
    pub plane: Option<NewPlane>,
}

/// Opens what is asked for.
///
/// # Errors
/// When the work was told to stop; a file that cannot be opened is no error.
pub fn open(
    request: &Request,
    present: &Present,
    progress: &Progress,
) -> Result<Opened, Cancelled> {
    let mut opened = Opened::default();
    let mut layers = Vec::new();
    match request {
        Request::Files(paths) => {
            for path in distinct(paths) {
                match io::open(&path, progress) {
                    Ok(found) => {
                        layers.extend(found);
                        opened.files.push(path);
                    }
                    Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
                    Err(error) => opened.failed.push((path, error)),
                }
            }
        }
        Request::Sample => {
            let name = Path::new(SAMPLE_LAYER);
            match io::open_zip(name, sample::builtin(), progress) {
                Ok(found) => layers.extend(found.into_iter().filter(|l| l.name == SAMPLE_LAYER)),
                Err(OpenError::Cancelled(cancelled)) => return Err(cancelled),
                Err(error) => opened.failed.push((name.to_owned(), error)),
            }
        }
    }
    if layers.is_empty() {
        return Ok(opened);
    }
    let crs = {
        let there = present.layers.iter().map(|(_, layer)| layer.as_ref());
        map_crs_for(there.chain(&layers))
    };
    let is_sample = *request == Request::Sample;
    let place = Place {
        crs,
        knowledge: &present.knowledge,
    };
    for layer in layers {
        let loaded = load(Arc::new(layer), None, is_sample, place, progress)?;
        opened.loaded.push(loaded);
    }
    if crs != present.crs {
        opened.plane = Some((crs, prepare_all(&present.layers, crs, progress)?));
    }
    Ok(opened)
}

/// The same layer with its coordinates taken to be in another system, and the plane that the map then
/// needs, if it is another.
///
/// # Errors
/// When the work was told to stop.
pub fn in_crs(
    layers: &[(LayerId, Arc<Layer>, Option<ParcelYears>)],
    others: &Present,
    crs: &Crs,
    progress: &Progress,
) -> Result<InCrs, Cancelled> {
    let changed: Vec<_> = layers
        .iter()
        .map(|(id, layer, years)| {
            let mut layer = Layer::clone(layer);
            layer.crs = Some(crs.clone());
            (*id, Arc::new(layer), years.clone())
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
    for (id, layer, years) in changed {
        loaded.push((id, load(layer, years, false, place, progress)?));
    }
    let new_plane = if plane == others.crs {
        None
    } else {
        Some((plane, prepare_all(&stay.layers, plane, progress)?))
    };
    Ok((loaded, new_plane))
}

/// Puts a layer's parcels into categories; `years` are its crop sequences, where it has any.
///
/// # Errors
/// When the work was told to stop. A column that cannot be what it was taken for leaves the parcels alike.
pub fn colour(
    layer: &Layer,
    area_m2: &[f64],
    by: ColourBy,
    years: Option<&ParcelYears>,
    knowledge: &Knowledge,
    progress: &Progress,
) -> Result<(ColourBy, Coloured), Cancelled> {
    let categorised =
        |by: &ColourBy| categorise::categorise(layer, area_m2, by, years, knowledge, progress);
    let coloured = match categorised(&by) {
        Ok(coloured) => return Ok((by, coloured)),
        Err(ClassifyError::Cancelled(cancelled)) => return Err(cancelled),
        Err(error) => {
            log::warn!("{}: {error}", layer.name);
            categorised(&ColourBy::Plain)
        }
    };
    match coloured {
        Ok(coloured) => Ok((ColourBy::Plain, coloured)),
        Err(_) => Err(Cancelled),
    }
}

/// What a layer is loaded into: the plane of the map, and what the project knows of crops.
#[derive(Clone, Copy)]
struct Place<'a> {
    crs: MapCrs,
    knowledge: &'a Knowledge,
}

/// `years` are the crop sequences where they are known already; else the columns may hold them.
fn load(
    layer: Arc<Layer>,
    years: Option<ParcelYears>,
    is_sample: bool,
    place: Place<'_>,
    progress: &Progress,
) -> Result<Loaded, Cancelled> {
    let knowledge = place.knowledge;
    let prepared = prepare(&layer, place.crs, progress)?;
    let area_m2 = match &prepared {
        Some(prepared) => Arc::clone(prepared.area_m2()),
        None => measure::areas_m2(&layer, progress)?.into(),
    };
    let years = match years {
        Some(years) => Some(years),
        None => sequences(&layer, knowledge, progress)?,
    };
    // The rule of the sample's class column is the rule at hand, which its sliders are to move.
    let by = match &years {
        Some(_) if is_sample => ColourBy::Cooperation,
        _ => categorise::best_colouring(&layer, &knowledge.catalogue),
    };
    let (colour_by, coloured) = colour(&layer, &area_m2, by, years.as_ref(), knowledge, progress)?;
    Ok(Loaded {
        area_m2,
        prepared,
        colour_by,
        coloured: Arc::new(coloured),
        years,
        is_sample,
        layer,
    })
}

/// The crop sequences in the columns of a layer. Columns that cannot be what they were taken for hold none.
fn sequences(
    layer: &Layer,
    knowledge: &Knowledge,
    progress: &Progress,
) -> Result<Option<ParcelYears>, Cancelled> {
    match ParcelYears::of_table(&layer.table, &knowledge.catalogue, progress) {
        Ok(years) => Ok(years),
        Err(ClassifyError::Cancelled(cancelled)) => Err(cancelled),
        Err(error) => {
            log::warn!("{}: {error}", layer.name);
            Ok(None)
        }
    }
}

/// `None` where the layer has no place on the map: its warnings say why.
fn prepare(
    layer: &Arc<Layer>,
    crs: MapCrs,
    progress: &Progress,
) -> Result<Option<Arc<PreparedLayer>>, Cancelled> {
    match PreparedLayer::new(Arc::clone(layer), crs, progress) {
        Ok(prepared) => Ok(Some(Arc::new(prepared))),
        Err(PrepareError::Cancelled(cancelled)) => Err(cancelled),
        Err(PrepareError::NoCrs | PrepareError::Crs(_)) => Ok(None),
    }
}

fn prepare_all(
    layers: &[(LayerId, Arc<Layer>)],
    crs: MapCrs,
    progress: &Progress,
) -> Result<Vec<(LayerId, Arc<PreparedLayer>)>, Cancelled> {
    let mut all = Vec::new();
    for (id, layer) in layers {
        if let Some(prepared) = prepare(layer, crs, progress)? {
            all.push((*id, prepared));
        }
    }
    Ok(all)
}

/// Endings of the files that belong to a shapefile.
const PARTS: [&str; 8] = ["shp", "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix"];

/// Each file once, and each shapefile once however many of its parts were dropped: by its `.shp` where that
/// is among them.
fn distinct(paths: &[PathBuf]) -> Vec<PathBuf> {
    let part = |path: &Path| {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        PARTS.contains(&ending.as_str()).then_some(ending)
    };
    let is_shp = |path: &&PathBuf| part(path).as_deref() == Some("shp");
    let (shps, others): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(is_shp);
    let mut seen = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for path in shps.into_iter().chain(others) {
        let name = match part(path) {
            Some(_) => path.with_extension(""),
            None => path.clone(),
        };
        if seen.insert(name) {
            kept.insert(path);
        }
    }
    let mut once = BTreeSet::new();
    paths
        .iter()
        .filter(|path| kept.contains(path) && once.insert(*path))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn the_parts_of_a_shapefile_are_one_file() {
        let dropped = paths(&[
            "a.dbf", "a.shp", "a.shx", "b.zip", "a.prj", "b.zip", "c.DBF",
        ]);
        assert_eq!(distinct(&dropped), paths(&["a.shp", "b.zip", "c.DBF"]));
        let two = paths(&["x/a.shp", "y/a.shp"]);
        assert_eq!(distinct(&two), two);
    }

    #[test]
    fn a_file_that_is_not_there_is_told_and_nothing_else_happens() {
        let present = Present::of(&Session::default());
        let request = Request::Files(paths(&["/nowhere/at all.shp"]));
        let opened = open(&request, &present, &Progress::default()).expect("not cancelled");
        assert!(opened.loaded.is_empty() && opened.plane.is_none());
        assert!(matches!(
            opened.failed.as_slice(),
            [(_, OpenError::NotFound { .. })]
        ));
    }
}
