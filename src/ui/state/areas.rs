//! The areas that figures are made of: what they are (part of the session), and what passes while they are looked at:
//! the finished figures, the chosen row, how the table is sorted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::State;
use super::area_table::{ShownColumns, TableView};
use super::group::Group;
use super::session::{LayerId, MapLayer, Session};
use crate::analysis::area_colours::{Breaks, class_of};
use crate::analysis::area_columns::StatColumn;
use crate::analysis::area_labels::name_column;
use crate::analysis::figured::{Figured, ParcelsOf, Request};
use crate::analysis::measured::{AreaManure, MeasuredColumns};
use crate::analysis::regions::{Division, RegionsError};
use crate::analysis::split::Piece;
use crate::analysis::summary::{Category, CategoryKey};
use crate::geometry::Bounds;
use crate::map::prepared::PreparedLayer;
use crate::map::style::{LayerStyle, Outline};
use crate::map::{MapCrs, PaletteName};
use crate::text::Lang;

/// What the areas are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AreaSource {
    /// The polygons of a layer.
    Layer(LayerId),
    /// The parcels by a column of theirs, by its name: a farm, a municipality.
    Column(String),
    /// What the map shows.
    View,
    /// The polygon that was drawn.
    Drawn,
    /// The selected parcel, or those that were picked together.
    Selection,
}

/// A polygon in the plane of the map, not closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The corners.
    pub ring: Arc<[[f64; 2]]>,
    /// The plane.
    pub crs: MapCrs,
}

/// Areas coloured by a column of their table.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaColour {
    /// The column's name.
    pub column: &'static str,
    /// Where one class ends and the next begins.
    pub breaks: Breaks,
}

/// What the user chose of areas; part of the session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AreaChoice {
    /// What the areas are, once that was chosen.
    pub source: Option<AreaSource>,
    /// The polygon that was drawn last.
    pub drawn: Option<Drawn>,
    /// What they are coloured by on the map.
    pub colour: Option<AreaColour>,
    /// The columns of their table that are shown.
    pub columns: ShownColumns,
    /// The columns of the parcels that hold measured values.
    pub measured: MeasuredColumns,
    /// The columns of the areas that hold reported manure.
    pub manure: AreaManure,
    /// The layers that hold areas and no parcels, with the column that names them.
    layers: BTreeMap<LayerId, Option<usize>>,
}

impl AreaChoice {
    /// Whether the areas are the same, whatever is shown and measured of them.
    pub fn is_about_same(&self, other: &Self) -> bool {
        let other = Self {
            columns: self.columns.clone(),
            measured: self.measured.clone(),
            manure: self.manure.clone(),
            ..other.clone()
        };
        *self == other
    }

    /// Whether a layer holds areas.
    pub fn holds(&self, layer: LayerId) -> bool {
        self.layers.contains_key(&layer)
    }

    /// The column that names the areas of a layer.
    pub fn name_column(&self, layer: LayerId) -> Option<usize> {
        self.layers.get(&layer).copied().flatten()
    }

    /// Takes a layer for one of areas; the column that looks like their names names them.
    pub fn take(&mut self, layer: &MapLayer) {
        let guess = || name_column(&layer.layer.table);
        self.layers.entry(layer.id).or_insert_with(guess);
    }

    /// Names the areas of a layer by another column; nothing for a layer of parcels.
    pub fn set_name_column(&mut self, layer: LayerId, column: Option<usize>) {
        if let Some(name) = self.layers.get_mut(&layer) {
            *name = column;
        }
    }

    /// Takes a layer for one of parcels again, or forgets one that is gone.
    pub fn release(&mut self, layer: LayerId) {
        self.layers.remove(&layer);
        if self.source == Some(AreaSource::Layer(layer)) {
            self.source = None;
        }
    }
}

/// What the drawer under the map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AreasTab {
    /// The table.
    #[default]
    Table,
    /// The charts.
    Charts,
}

impl AreasTab {
    /// All of them, in their order.
    pub const ALL: [Self; 2] = [Self::Table, Self::Charts];

    /// The word used in text keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Charts => "charts",
        }
    }
}

/// Areas, or the parcels of groups, put into classes by a figure, as the map draws them.
#[derive(Debug)]
pub struct ColouredAreas {
    /// What is drawn: the layer of areas, or that of the parcels.
    pub prepared: Arc<PreparedLayer>,
    /// The class of each feature; the last one is that of unknown figures.
    pub of_feature: Arc<[u8]>,
    /// How each class looks.
    pub style: Arc<LayerStyle>,
    /// Where the classes end.
    pub edges: Vec<f64>,
    /// Areas per class.
    pub counts: Vec<u64>,
}

impl ColouredAreas {
    /// Number of classes, unknown not counted.
    pub fn classes(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }
}

/// What passes while areas are looked at.
#[derive(Debug, Default)]
pub struct AreasView {
    /// The drawer is open.
    pub open: bool,
    /// What it shows.
    pub tab: AreasTab,
    /// The finished figures, perhaps of the rule before.
    pub figured: Option<Arc<Figured>>,
    /// Why there are none.
    pub failed: Option<RegionsError>,
    /// The chosen row.
    pub row: Option<usize>,
    /// How the table looks.
    pub table: TableView,
    /// The parcels of the chosen row, where the areas are groups of parcels.
    pub group: Option<Group>,
    /// The areas as they are coloured on the map.
    pub coloured: Option<Arc<ColouredAreas>>,
    /// The corners of the polygon that is being drawn, in the plane of the map.
    pub drawing: Option<Vec<[f64; 2]>>,
    /// It goes around parcels that are to be picked, and becomes no area.
    pub lasso: bool,
}

impl AreasView {
    /// Takes new figures. The chosen row stays when its areas are the same.
    pub fn take(&mut self, figured: Arc<Figured>) {
        let same = self.figured.as_ref();
        let same = same.is_some_and(|before| before.regions.labels == figured.regions.labels);
        if !same {
            self.row = None;
            self.group = None;
        }
        self.failed = None;
        self.table.reorder(&figured.rows, figured.areas());
        self.figured = Some(figured);
    }

    /// Forgets the figures.
    pub fn clear(&mut self) {
        self.figured = None;
        self.failed = None;
        self.row = None;
        self.group = None;
        self.coloured = None;
    }
}

/// The layer of parcels that figures are made of: the one in hand, else the highest that has classes.
pub fn parcels(session: &Session) -> Option<&MapLayer> {
    let suits =
        |layer: &&MapLayer| !session.areas.holds(layer.id) && parcels_of(layer).have_classes();
    let active = session.active().filter(suits);
    active.or_else(|| session.layers().iter().find(suits))
}

fn parcels_of(layer: &MapLayer) -> ParcelsOf {
    ParcelsOf {
        layer: Arc::clone(&layer.layer),
        area_m2: Arc::clone(&layer.area_m2),
        years: layer.years.clone(),
        colour_by: layer.colour_by.clone(),
        coloured: Arc::clone(&layer.coloured),
    }
}

/// The figures that the state asks for; `None` where no areas are chosen, what they need is not there, or a large
/// layer has yet to follow the rule.
pub fn request(state: &State) -> Option<Request> {
    let session = &state.session;
    let parcels = parcels(session)?;
    let knowledge = session.knowledge();
    if parcels.is_outdated(knowledge) {
        return None;
    }
    Some(Request {
        division: division(state, parcels)?,
        parcels: parcels_of(parcels),
        knowledge: Arc::clone(knowledge),
        assumptions: Arc::clone(session.assumptions()),
        measured: session.areas.measured.clone(),
        manure: session.areas.manure.clone(),
    })
}

fn division(state: &State, parcels: &MapLayer) -> Option<Division> {
    let (session, lang) = (&state.session, state.lang());
    let shape = |key, ring: &[[f64; 2]], crs: MapCrs| Division::Shape {
        name: lang.text(key).into(),
        ring: ring.into(),
        crs: crs.crs(),
    };
    Some(match session.areas.source.as_ref()? {
        AreaSource::Layer(id) => Division::Polygons {
            layer: Arc::clone(&session.layer(*id)?.layer),
            name: session.areas.name_column(*id),
        },
        AreaSource::Column(name) => Division::Column(parcels.layer.table.find(name)?),
        AreaSource::View => {
            let ring = corners(&state.view.shown?.bounds);
            shape("areas.view", &ring, session.map_crs())
        }
        AreaSource::Drawn => {
            let drawn = session.areas.drawn.as_ref()?;
            shape("areas.drawn", &drawn.ring, drawn.crs)
        }
        AreaSource::Selection => {
            let picked = state.view.picked.as_ref();
            let list = match picked.filter(|picked| picked.layer == parcels.id) {
                Some(picked) => Arc::clone(picked.group.parcels()),
                None => {
                    let hit = state.view.selection.filter(|hit| hit.layer == parcels.id)?;
                    [u32::try_from(hit.feature).ok()?].into()
                }
            };
            let name = lang.text("areas.selection").into();
            Division::Parcels { name, list }
        }
    })
}

/// The corners of a box.
pub fn corners(bounds: &Bounds) -> [[f64; 2]; 4] {
    let ([x0, y0], [x1, y1]) = (bounds.min, bounds.max);
    [[x0, y0], [x0, y1], [x1, y1], [x1, y0]]
}

/// What the chosen areas are called together: the name of their layer or their column.
pub fn title(state: &State, lang: Lang) -> Option<String> {
    let session = &state.session;
    Some(match session.areas.source.as_ref()? {
        AreaSource::Layer(id) => session.layer(*id)?.title(lang),
        AreaSource::Column(name) => lang.fill("areas.by_column", &[("column", name)]),
        AreaSource::View => lang.text("areas.view").to_owned(),
        AreaSource::Drawn => lang.text("areas.drawn").to_owned(),
        AreaSource::Selection => lang.text("areas.selection").to_owned(),
    })
}

/// The box around a row, in the plane of the map: around its polygon, else around its parcels.
pub fn bounds_of_row(state: &State, row: usize) -> Option<Bounds> {
    let figured = state.view.areas.figured.as_ref()?;
    let session = &state.session;
    if row < figured.areas()
        && let Some(AreaSource::Layer(id)) = session.areas.source
    {
        let prepared = session.layer(id)?.prepared.as_ref()?;
        let polygons = prepared.polygons();
        return (row < polygons.len()).then(|| polygons.feature(row).bounds());
    }
    let prepared = parcels(session)?.prepared.as_ref()?;
    let polygons = prepared.polygons();
    let around = |all: Bounds, piece: &Piece| {
        let parcel = piece.parcel as usize;
        if parcel < polygons.len() {
            all.union(&polygons.feature(parcel).bounds())
        } else {
            all
        }
    };
    let bounds = figured.pieces(row).iter().fold(Bounds::EMPTY, around);
    (!bounds.is_empty()).then_some(bounds)
}

/// The row of the smallest area at a place in the plane of the map.
pub fn row_at(state: &State, at: [f64; 2]) -> Option<usize> {
    let figured = state.view.areas.figured.as_ref()?;
    let session = &state.session;
    let rows: Vec<usize> = if let Some(AreaSource::Layer(id)) = session.areas.source {
        let prepared = session.layer(id)?.prepared.as_ref()?;
        crate::map::pick::all_at(prepared, at)
    } else {
        let prepared = parcels(session)?.prepared.as_ref()?;
        let parcel = crate::map::pick::pick(prepared, at)?;
        let parcel = u32::try_from(parcel).ok()?;
        figured.regions.areas_of(parcel).collect()
    };
    let size = |row: &usize| {
        let figures = figured.rows.get(*row);
        figures.map_or(f64::MAX, |row| row.polygon_m2.unwrap_or(row.totals.m2()))
    };
    let known = rows.into_iter().filter(|row| *row < figured.areas());
    known.min_by(|a, b| size(a).total_cmp(&size(b)))
}

/// Puts the areas into classes by the figure that they are coloured by; `None` where nothing is coloured, or what is
/// coloured is not on the map.
pub fn colour(state: &State) -> Option<ColouredAreas> {
    let session = &state.session;
    let (figured, column) = (
        state.view.areas.figured.as_ref()?,
        coloured_column(session)?,
    );
    let breaks = &session.areas.colour.as_ref()?.breaks;
    let areas = figured.rows.get(..figured.areas())?;
    let values: Vec<Option<f64>> = areas.iter().map(|row| column.value(row)).collect();
    let edges = breaks.edges(&values);
    let classes = edges.len().saturating_sub(1);
    let class = |value: &Option<f64>| class_of(&edges, *value).unwrap_or(classes);
    let of_area: Vec<u8> = values
        .iter()
        .map(|value| u8::try_from(class(value)).unwrap_or(u8::MAX))
        .collect();
    let mut counts = vec![0; classes + 1];
    for class in &of_area {
        if let Some(count) = counts.get_mut(usize::from(*class)) {
            *count += 1;
        }
    }
    let (prepared, of_feature) = match &session.areas.source {
        Some(AreaSource::Layer(id)) => (session.layer(*id)?.prepared.clone()?, of_area),
        _ => {
            let parcels = parcels(session)?;
            let mut of_feature = vec![u8::MAX; parcels.layer.len()];
            for (pieces, class) in figured.regions.split.areas.iter().zip(&of_area) {
                for piece in pieces {
                    if let Some(feature) = of_feature.get_mut(piece.parcel as usize) {
                        *feature = *class;
                    }
                }
            }
            (parcels.prepared.clone()?, of_feature)
        }
    };
    Some(ColouredAreas {
        prepared,
        of_feature: of_feature.into(),
        style: Arc::new(style_of(&edges)),
        edges,
        counts,
    })
}

fn style_of(edges: &[f64]) -> LayerStyle {
    let category = |key| Category {
        key,
        parcels: 0,
        area_m2: 0.0,
        unmeasured: 0,
    };
    let classes = edges.windows(2).map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        category(CategoryKey::Interval { from, to })
    });
    let all: Vec<Category> = classes.chain([category(CategoryKey::NoValue)]).collect();
    LayerStyle {
        categories: PaletteName::default().styles(&all),
        outline: Outline::default(),
    }
}

/// The column that areas are coloured by.
pub fn coloured_column(session: &Session) -> Option<&'static StatColumn> {
    StatColumn::find(session.areas.colour.as_ref()?.column)
}
