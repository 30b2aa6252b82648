//! Charts in the making: what is asked for, and what came of it. Made in the background, since a chart takes longer
//! than a frame has.

use std::sync::Arc;

use crate::analysis::figured::{Figured, Request as AreaRequest};
use crate::analysis::regions::RegionsError;
use crate::explain::figures;
use crate::export::chart::request::{self, ChartRequest};
use crate::export::chart::{Chart, SpotOf};
use crate::export::ink::Ink;
use crate::export::raster::{self, Raster, RasterError};
use crate::job::{Cancelled, Progress};
use crate::map::ClassColours;
use crate::text::Lang;
use crate::ui::state::chart_record::DrawnChart;
use crate::ui::state::group::Group;
use crate::ui::state::{AreasTab, ChartChoice, State, areas};

/// A chart that is asked for, with everything that it is made of.
#[derive(Debug, Clone)]
pub struct Asked {
    figured: Arc<Figured>,
    request: ChartRequest,
    /// Pixels per point, in hundredths.
    density: u32,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.figured, &other.figured)
            && self.request == other.request
            && self.density == other.density
    }
}

/// The chart of a scene, with everything that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneChart {
    figures: AreaRequest,
    choice: ChartChoice,
    /// The area by its name; nothing for all together.
    area: Option<String>,
    lang: Lang,
    ink: Ink,
    classes: Arc<ClassColours>,
    /// Width and height, in points.
    size: [u32; 2],
}

impl SceneChart {
    /// The chart that a scene chose; `None` where there are no areas to make it of.
    pub fn of(state: &State, drawn: &DrawnChart, ink: Ink, size: [u32; 2]) -> Option<Self> {
        Some(Self {
            figures: areas::request(state)?,
            choice: drawn.chart.choice(),
            area: drawn.area.clone(),
            lang: state.lang(),
            ink,
            classes: Arc::clone(state.session.colours()),
            size,
        })
    }

    /// Makes it; `None` where there are no figures to be had.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn chart(&self, progress: &Progress) -> Result<Option<Chart>, Cancelled> {
        let figured = match Figured::of(self.figures.clone(), None, progress) {
            Ok(figured) => figured,
            Err(RegionsError::Cancelled(cancelled)) => return Err(cancelled),
            Err(_) => return Ok(None),
        };
        let named = self.area.as_ref();
        let row = named.and_then(|name| {
            let mut rows = figured.rows.iter();
            rows.position(|row| figures::row_name(row, self.lang) == *name)
        });
        let table = &figured.request.parcels.layer.table;
        let farm = self.choice.farm.as_ref();
        let request = ChartRequest {
            kind: self.choice.kind,
            column: self.choice.column,
            row,
            by_class: self.choice.by_class,
            as_share: self.choice.as_share,
            substance: self.choice.substance,
            farm: farm.and_then(|name| table.find(name)),
            years: self.choice.years,
            detail: self.choice.detail,
            is_cyclic: self.choice.is_cyclic,
            lang: self.lang,
            ink: self.ink,
            classes: Arc::clone(&self.classes),
            size: self.size,
        };
        Ok(Some(request::chart(&figured, &request)))
    }
}

/// A finished chart and its pixels.
#[derive(Debug)]
pub struct MadeChart {
    /// What was asked.
    pub of: Asked,
    /// The chart.
    pub chart: Chart,
    /// Its pixels at the density of the screen.
    pub raster: Raster,
}

impl Asked {
    /// What the window wants to show; nothing while the drawer shows something else.
    pub fn of(state: &State) -> Option<Self> {
        let areas = &state.view.areas;
        let (charts, room) = (&state.session.charts, state.view.charts.room?);
        if !areas.open || areas.tab != AreasTab::Charts {
            return None;
        }
        let figured = Arc::clone(areas.figured.as_ref()?);
        let table = &figured.request.parcels.layer.table;
        let farm = charts.farm.as_ref().and_then(|name| table.find(name));
        let request = ChartRequest {
            kind: charts.kind,
            column: charts.column,
            row: areas.row,
            by_class: charts.by_class,
            as_share: charts.as_share,
            substance: charts.substance,
            farm,
            years: charts.years,
            detail: charts.detail,
            is_cyclic: charts.is_cyclic,
            lang: state.lang(),
            ink: if room.is_dark { Ink::DARK } else { Ink::LIGHT },
            classes: Arc::clone(state.session.colours()),
            size: room.size,
        };
        Some(Self {
            request,
            density: room.density,
            figured,
        })
    }

    /// What of it is asked for.
    pub fn request(&self) -> &ChartRequest {
        &self.request
    }

    /// The figures that it is made of.
    pub fn figured(&self) -> &Arc<Figured> {
        &self.figured
    }

    /// Makes it.
    ///
    /// # Errors
    /// When there are too many pixels, or the work was told to stop.
    pub fn make(self, progress: &Progress) -> Result<MadeChart, RasterError> {
        let chart = request::chart(&self.figured, &self.request);
        let raster = raster::draw(&chart.drawing, f64::from(self.density) / 100.0, progress)?;
        Ok(MadeChart {
            of: self,
            chart,
            raster,
        })
    }

    /// The same chart for paper: on white, whatever the theme of the window.
    pub fn for_paper(&self) -> Chart {
        let request = ChartRequest {
            ink: Ink::LIGHT,
            ..self.request.clone()
        };
        request::chart(&self.figured, &request)
    }

    /// The parcels that a place on the chart stands for.
    pub fn parcels_of(&self, of: SpotOf) -> Option<Group> {
        let parcels = request::parcels_of(&self.figured, &self.request, of)?;
        Some(Group::new(parcels, self.figured.classes.len()))
    }
}
