//! Which chart, of what: chosen and saved. And what passes of it: the room, and what came of it.

use std::sync::Arc;

use super::group::Group;
use crate::analysis::kinds::Detail;
use crate::domain::Year;
use crate::export::chart::SpotOf;
use crate::export::chart::cycle::Substance;
use crate::export::chart::request::ChartKind;
use crate::ui::charts::MadeChart;

/// The room that the window has for a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Width and height, in points.
    pub size: [u32; 2],
    /// Pixels per point, in hundredths.
    pub density: u32,
    /// The window is dark.
    pub is_dark: bool,
}

/// What the user chose of charts; part of the session.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartChoice {
    /// Which chart.
    pub kind: ChartKind,
    /// The column of its indicator.
    pub column: &'static str,
    /// Per class in the place of per area.
    pub by_class: bool,
    /// Shares in the place of hectares.
    pub as_share: bool,
    /// Whose cycle.
    pub substance: Substance,
    /// The column of the parcels that names their farm.
    pub farm: Option<String>,
    /// The first and the last of the years that crops are followed through; nothing for all.
    pub years: Option<(Year, Year)>,
    /// How finely crops are told apart.
    pub detail: Detail,
    /// A sequence that begins elsewhere is the same.
    pub is_cyclic: bool,
}

/// What passes of the charts.
#[derive(Debug, Default)]
pub struct ChartsView {
    /// The room that there is, once it was seen.
    pub room: Option<Room>,
    /// The finished chart, perhaps of what was asked before.
    pub made: Option<Arc<MadeChart>>,
    /// The column whose figure is explained.
    pub trace: Option<&'static str>,
    /// The flow under the pointer, and its parcels.
    pub lit: Option<(SpotOf, Group)>,
}

impl Default for ChartChoice {
    fn default() -> Self {
        Self {
            kind: ChartKind::default(),
            column: "n_surplus_kg_ha",
            by_class: false,
            as_share: true,
            substance: Substance::Nitrogen,
            farm: None,
            years: None,
            detail: Detail::default(),
            is_cyclic: false,
        }
    }
}
