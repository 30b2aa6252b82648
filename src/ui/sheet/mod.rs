//! The sheet of what the window shows: everything that it is made of, taken from the state at once, so that it can be
//! laid out and written in the background. What lies under its map is gathered in `ground`, what is written in
//! `write`.

mod ground;
mod write;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub use self::ground::{GroundAnswer, GroundMemo, GroundSource, Grounded, NoGround};
pub use self::write::{Project, Unwritten};
use super::state::{AreaSource, MapLayer, Session, State};
use crate::analysis::categorise::{Coloured, Doubt};
use crate::analysis::regions::{Division, RegionsError};
use crate::domain::Catalogue;
use crate::export::logo;
use crate::export::series::{self, SeriesArea};
use crate::export::sheet::{self, Backdrop, Composed, SeriesBy, Sheet, SheetSettings};
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::layer::{Cells, Layer};
use crate::map::style::LayerStyle;
use crate::map::{MapCrs, PreparedLayer};
use crate::text::{Date, Lang};

/// Part of the layer that the map shows at least for the sheet to show all of it.
const NEARLY_ALL: f64 = 0.8;

/// How a sheet is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetFormat {
    /// Vectors, to print and to send.
    Pdf,
    /// Vectors, to be drawn on.
    Svg,
    /// Pixels.
    Png,
}

impl SheetFormat {
    /// All of them, the most useful first.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Svg, Self::Png];

    /// The ending of its file.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// What a sheet is made of.
#[derive(Debug, Clone)]
pub struct SheetRequest {
    /// What was chosen.
    pub settings: SheetSettings,
    name: String,
    prepared: Arc<PreparedLayer>,
    coloured: Arc<Coloured>,
    style: Arc<LayerStyle>,
    opacity: f64,
    marks_uncertain: bool,
    areas: Option<Arc<PreparedLayer>>,
    catalogue: Arc<Catalogue>,
    view: Bounds,
    lang: Lang,
    series: Option<SeriesSource>,
    ground: Option<GroundSource>,
    /// The area of the series that this sheet is about.
    area: Option<Arc<SeriesArea>>,
    /// What lies under the map, once it was gathered.
    backdrop: Option<Arc<Backdrop>>,
}

/// What the areas of a series come from.
#[derive(Debug, Clone)]
pub struct SeriesSource {
    division: Division,
    borders: Option<Arc<PreparedLayer>>,
}

/// The areas of a series are made anew for other parcels, colours or areas.
#[derive(Debug, Clone)]
pub struct SeriesKey(Arc<PreparedLayer>, Arc<Coloured>, Division);

impl PartialEq for SeriesKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) && Arc::ptr_eq(&self.1, &other.1) && self.2 == other.2
    }
}

fn is_same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

impl PartialEq for SheetRequest {
    fn eq(&self, other: &Self) -> bool {
        is_same(self.areas.as_ref(), other.areas.as_ref())
            && is_same(self.area.as_ref(), other.area.as_ref())
            && is_same(self.backdrop.as_ref(), other.backdrop.as_ref())
            && Arc::ptr_eq(&self.prepared, &other.prepared)
            && Arc::ptr_eq(&self.coloured, &other.coloured)
            && Arc::ptr_eq(&self.style, &other.style)
            && self.marks_uncertain == other.marks_uncertain
            && self.settings == other.settings
            && self.name == other.name
            && self.view == other.view
            && self.lang == other.lang
    }
}

impl SheetRequest {
    /// The sheet of the layer in hand; `None` while there is none with a place on the map.
    pub fn of(state: &State) -> Option<Self> {
        let session = &state.session;
        let layer = session.active()?;
        let prepared = Arc::clone(layer.prepared.as_ref()?);
        let settings = in_house_style(state);
        let by = settings.series.as_ref();
        let series = by.and_then(|by| SeriesSource::of(by, layer, session));
        let areas = match &session.areas.source {
            Some(AreaSource::Layer(id)) => session.layer(*id),
            _ => None,
        };
        let areas = areas.and_then(|areas| areas.prepared.clone());
        let borders = series.as_ref().and_then(|series| series.borders.clone());
        let lang = state.lang();
        Some(Self {
            name: layer.title(lang),
            catalogue: Arc::clone(&session.knowledge().catalogue),
            coloured: Arc::clone(&layer.coloured),
            style: Arc::clone(&layer.style),
            opacity: f64::from(layer.opacity),
            marks_uncertain: state.view.marks_uncertain,
            areas: borders.or(areas),
            view: view(
                prepared.bounds(),
                state.view.shown.map(|shown| shown.bounds),
            ),
            ground: GroundSource::of(state).filter(|_| !settings.without_background),
            area: None,
            backdrop: None,
            series,
            settings,
            prepared,
            lang,
        })
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// By what its areas are told apart; `None` for a single sheet.
    pub fn series_key(&self) -> Option<SeriesKey> {
        let series = self.series.as_ref()?;
        let (prepared, coloured) = (Arc::clone(&self.prepared), Arc::clone(&self.coloured));
        Some(SeriesKey(prepared, coloured, series.division.clone()))
    }

    /// The areas of the series in their order; none for a single sheet.
    ///
    /// # Errors
    /// [`RegionsError`] when the parcels cannot be put into them, or the work was told to stop.
    pub fn series_areas(&self, progress: &Progress) -> Result<Vec<Arc<SeriesArea>>, RegionsError> {
        let Some(series) = &self.series else {
            return Ok(Vec::new());
        };
        let (categories, borders) = (&self.coloured.categories, series.borders.as_deref());
        let areas = series::areas(
            &self.prepared,
            categories,
            &series.division,
            borders,
            progress,
        )?;
        Ok(areas.into_iter().map(Arc::new).collect())
    }

    /// The sheet of one area of the series.
    #[must_use]
    pub fn about(&self, area: Arc<SeriesArea>) -> Self {
        Self {
            area: Some(area),
            backdrop: None,
            ..self.clone()
        }
    }

    /// The sheet over a background.
    #[must_use]
    pub fn over(&self, backdrop: Option<Arc<Backdrop>>) -> Self {
        Self {
            backdrop,
            ..self.clone()
        }
    }

    fn crs(&self) -> MapCrs {
        self.prepared.crs()
    }

    /// What is uncertain of the classes, where that is to be seen.
    fn doubt(&self) -> Option<&Doubt> {
        let area_m2 = self.prepared.area_m2();
        if self.marks_uncertain {
            self.coloured.doubt(area_m2)
        } else {
            None
        }
    }

    /// Hands over everything that the sheet is made of.
    fn with_sheet<R>(&self, use_it: impl FnOnce(&Sheet<'_>) -> R) -> R {
        // A logo that cannot be read is left out; the dialog says so when it is chosen.
        let logo = self.settings.logo.as_deref();
        let logo = logo.and_then(|path| logo::read(path).ok());
        let knowledge = self.coloured.knowledge.as_ref();
        let layer = self.prepared.layer();
        let years = sheet::years_of(layer, &self.coloured, &self.catalogue);
        let area = self.area.as_deref();
        let all = &self.coloured.categories;
        use_it(&Sheet {
            settings: &self.settings,
            layer: &self.prepared,
            name: &self.name,
            categories: all,
            doubt: self.doubt(),
            counted: area.map_or(&all.list, |area| &area.counted),
            style: &self.style,
            opacity: self.opacity,
            rule: knowledge.map(|knowledge| &knowledge.rule),
            years: &years,
            areas: self.areas.as_deref(),
            focus: area,
            view: area.map_or(self.view, |area| area.bounds),
            backdrop: self.backdrop.as_deref(),
            logo: logo.as_ref(),
            today: today(),
            lang: self.lang,
        })
    }

    /// Lays it out.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn compose(&self, progress: &Progress) -> Result<Composed, Cancelled> {
        self.with_sheet(|sheet| sheet::compose(sheet, progress))
    }
}

/// What was chosen about the sheet, with logo and colour of the house where no others were.
fn in_house_style(state: &State) -> SheetSettings {
    let (own, house) = (&state.session.sheet, &state.settings);
    SheetSettings {
        logo: own.logo.clone().or(house.logo.clone()),
        accent: own.accent.or(house.accent),
        ..own.clone()
    }
}

impl SeriesSource {
    /// `None` where what was chosen is not there any more.
    fn of(by: &SeriesBy, parcels: &MapLayer, session: &Session) -> Option<Self> {
        match by {
            SeriesBy::Areas(name) => {
                let mut layers = session.layers().iter();
                let areas = layers.find(|layer| is_of_areas(layer, name, session))?;
                Some(Self {
                    division: Division::Polygons {
                        layer: Arc::clone(&areas.layer),
                        name: session.areas.name_column(areas.id),
                    },
                    borders: areas.prepared.clone(),
                })
            }
            SeriesBy::Column(name) => Some(Self {
                division: Division::Column(parcels.layer.table.find(name)?),
                borders: None,
            }),
        }
    }
}

fn is_of_areas(layer: &MapLayer, name: &str, session: &Session) -> bool {
    layer.prepared.is_some() && session.areas.holds(layer.id) && layer.layer.name == name
}

/// Of what a series can be made: the layers of areas, and the columns of the parcels that tell some groups apart.
pub fn series_choices(state: &State) -> Vec<SeriesBy> {
    let session = &state.session;
    let layers = session.layers().iter();
    let areas = layers.filter(|layer| is_of_areas(layer, &layer.layer.name, session));
    let areas = areas.map(|layer| SeriesBy::Areas(layer.layer.name.clone()));
    let columns = session.active().into_iter().flat_map(|layer| {
        let fields = layer.layer.table.fields().iter().enumerate();
        let groups = fields.filter(|(column, _)| groups_some(&layer.layer, *column));
        groups.map(|(_, field)| SeriesBy::Column(field.name.clone()))
    });
    areas.chain(columns).collect()
}

/// Most sheets of a series that a column makes: one a farm, not one a parcel.
const MOST_GROUPS: usize = 400;

/// True for a column of texts that puts the parcels into several groups.
fn groups_some(layer: &Layer, column: usize) -> bool {
    let cells = layer.table.column(column);
    cells.is_some_and(|cells| match &*cells {
        Cells::Text { distinct, .. } => (2..=MOST_GROUPS).contains(&distinct.len()),
        _ => false,
    })
}

/// All of the layer where the map shows nearly all of it, else what the map shows.
fn view(layer: Bounds, shown: Option<Bounds>) -> Bounds {
    let Some(shown) = shown.filter(|shown| shown.intersects(&layer)) else {
        return layer;
    };
    let across =
        |from: f64, to: f64, low: f64, high: f64| (high.min(to) - low.max(from)) / (to - from);
    let wide = across(layer.min[0], layer.max[0], shown.min[0], shown.max[0]);
    let high = across(layer.min[1], layer.max[1], shown.min[1], shown.max[1]);
    if wide >= NEARLY_ALL && high >= NEARLY_ALL {
        layer
    } else {
        shown
    }
}

fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Date::of_unix_seconds(since.map_or(0, |since| since.as_secs() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_shows_nearly_all_prints_all_and_one_that_is_closer_prints_what_is_seen() {
        let layer = Bounds::new(0.0, 0.0, 100.0, 100.0);
        let closer = Bounds::new(20.0, 20.0, 60.0, 60.0);
        assert_eq!(view(layer, Some(closer)), closer);
        assert_eq!(
            view(layer, Some(Bounds::new(-50.0, 5.0, 150.0, 95.0))),
            layer
        );
        assert_eq!(
            view(layer, Some(Bounds::new(900.0, 900.0, 950.0, 950.0))),
            layer
        );
        assert_eq!(view(layer, None), layer);
    }
}
