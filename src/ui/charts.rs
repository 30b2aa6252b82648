//! Charts in the making: what is asked for, and what came of it. Made in the background, since a chart takes longer
//! than a frame has.

use std::sync::Arc;

use crate::analysis::figured::Figured;
use crate::export::chart::request::{self, ChartRequest};
use crate::export::chart::{Chart, SpotOf};
use crate::export::ink::Ink;
use crate::export::raster::{self, Raster, RasterError};
use crate::job::Progress;
use crate::ui::state::group::Group;
use crate::ui::state::{AreasTab, State};

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
            ..self.request
        };
        request::chart(&self.figured, &request)
    }

    /// The parcels that a place on the chart stands for.
    pub fn parcels_of(&self, of: SpotOf) -> Option<Group> {
        let parcels = request::parcels_of(&self.figured, &self.request, of)?;
        Some(Group::new(parcels, self.figured.classes.len()))
    }
}
