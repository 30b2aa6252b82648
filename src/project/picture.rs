//! What a picture of a project shows, for whoever draws without a window: its highest visible layer of parcels as it
//! is coloured there, and the areas over it.

use std::path::Path;
use std::sync::Arc;

use super::open::{Answers, OpenLayer, OpenProject, Trouble, open};
use super::sources::Stamps;
use crate::analysis::categorise::{ColourBy, Coloured};
use crate::geometry::Bounds;
use crate::io::project_file::{self, ProjectError};
use crate::job::{Cache, Cancelled, Progress};
use crate::map::prepared::PreparedLayer;
use crate::map::{ClassColours, LayerStyle, MapCrs, Outline, PaletteName};

/// Name of the part of a project's file with the colours of the classes.
pub const COLOURS: &str = "colours";

/// A layer as a project shows it.
#[derive(Debug)]
pub struct ProjectPicture {
    /// The parcels in the plane of the map.
    pub layer: Arc<PreparedLayer>,
    /// Their categories.
    pub coloured: Arc<Coloured>,
    /// How each category is drawn; those that are left off the map are hidden.
    pub style: LayerStyle,
    /// The areas over them.
    pub areas: Option<Arc<PreparedLayer>>,
    /// What the window saw of them, in the plane of the map, where that was saved.
    pub view: Option<Bounds>,
    /// The project with everything else that stands in its file.
    pub project: OpenProject,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The project cannot be opened.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Nothing of it can be drawn; what went wrong is told.
    #[error("no layer of the project can be drawn")]
    Nothing(Vec<Trouble>),
    /// The work was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Opens a project from its file. Files that are nowhere are left out, and told as troubles.
///
/// # Errors
/// When it is no project, or the work was told to stop.
pub fn open_file(
    path: &Path,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<OpenProject, PictureError> {
    let file = project_file::read(path)?;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = absolute.parent().unwrap_or(Path::new("/"));
    let mut stamps = Stamps::default();
    Ok(open(
        file,
        folder,
        &Answers::new(),
        &mut stamps,
        cache,
        progress,
    )?)
}

/// What a picture of a project shows; with a palette in the colours of that, else in those of the project.
///
/// # Errors
/// [`PictureError`].
pub fn picture(
    path: &Path,
    palette: Option<PaletteName>,
    cache: Option<&Cache>,
    progress: &Progress,
) -> Result<ProjectPicture, PictureError> {
    let mut project = open_file(path, cache, progress)?;
    let shown = project.layers.iter().filter(|layer| layer.visible);
    let (areas, parcels): (Vec<&OpenLayer>, Vec<&OpenLayer>) = shown.partition(|l| holds_areas(l));
    let of = |layers: &[&OpenLayer]| {
        let mut layers = layers.iter();
        layers.find_map(|layer| Some((layer.loaded.prepared.clone()?, layer.place)))
    };
    let (areas, parcels) = (of(&areas), of(&parcels));
    // A project of areas alone is drawn as they are.
    let (drawn, areas) = match parcels {
        Some(parcels) => (Some(parcels), areas.map(|(areas, _)| areas)),
        None => (areas, None),
    };
    let Some((layer, place)) = drawn else {
        return Err(PictureError::Nothing(std::mem::take(&mut project.troubles)));
    };
    let open = project.layers.iter().find(|open| open.place == place);
    let (coloured, hidden) = open.map_or_else(
        || (None, Vec::new()),
        |open| (Some(Arc::clone(&open.loaded.coloured)), open.hidden.clone()),
    );
    let Some(coloured) = coloured else {
        return Err(PictureError::Nothing(std::mem::take(&mut project.troubles)));
    };
    let colours = palette.map_or_else(|| saved_colours(&project), ClassColours::of);
    let mut categories = colours.styles(&coloured.categories.list);
    for (style, category) in categories.iter_mut().zip(&coloured.categories.list) {
        style.hidden = hidden.contains(&category.key);
    }
    Ok(ProjectPicture {
        view: saved_view(&project).filter(|view| is_part(view, &layer.bounds())),
        layer,
        style: LayerStyle {
            categories,
            outline: Outline::default(),
        },
        coloured,
        areas,
        project,
    })
}

/// Whether a view shows a part of a layer; what shows all of it shows it in the middle.
fn is_part(view: &Bounds, layer: &Bounds) -> bool {
    view.intersects(layer) && !view.contains_bounds(layer)
}

/// The colours of the classes that were saved with a project.
fn saved_colours(project: &OpenProject) -> ClassColours {
    let saved = project.file.more.get(COLOURS).cloned();
    let saved = saved.and_then(|colours| colours.try_into().ok());
    saved.unwrap_or_default()
}

/// What the window saw; nothing where the map has another plane now, or the file does not say how large it was.
fn saved_view(project: &OpenProject) -> Option<Bounds> {
    let view = project.file.view.as_ref()?;
    let is_here = MapCrs::of_word(&view.plane) == Some(project.map_crs);
    let [width, height] = view.size.filter(|_| is_here)?;
    let [x, y] = view.center;
    let (across, up) = (width / 2.0, height / 2.0);
    let seen = Bounds::new(x - across, y - up, x + across, y + up);
    (seen.width() > 0.0 && seen.height() > 0.0).then_some(seen)
}

/// Polygons with names and without crops.
fn holds_areas(layer: &OpenLayer) -> bool {
    let loaded = &layer.loaded;
    loaded.years.is_none()
        && matches!(loaded.colour_by, ColourBy::Plain | ColourBy::Column(_))
        && crate::analysis::area_labels::name_column(&loaded.layer.table).is_some()
}
