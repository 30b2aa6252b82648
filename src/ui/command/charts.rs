//! Changes to the charts: which one, of what, and what is taken from it.

use std::sync::Arc;

use super::{Effect, Pick};
use crate::analysis::area_columns::StatColumn;
use crate::analysis::kinds::Detail;
use crate::analysis::yearly;
use crate::domain::Year;
use crate::explain::trace::Trace;
use crate::export::chart::SpotOf;
use crate::export::chart::cycle::Substance;
use crate::export::chart::request::ChartKind;
use crate::export::raster;
use crate::job::Progress;
use crate::ui::charts::MadeChart;
use crate::ui::state::State;
use crate::ui::state::charts::Room;

/// A change to the charts.
#[derive(Debug)]
pub enum ChartsCommand {
    /// Another chart.
    Kind(ChartKind),
    /// Another indicator.
    Column(&'static StatColumn),
    /// Per class, or per area.
    ByClass(bool),
    /// Shares, or hectares.
    AsShare(bool),
    /// Another cycle.
    Substance(Substance),
    /// The column of the parcels that names their farm; nothing for none.
    Farm(Option<String>),
    /// The first and the last of the years that crops are followed through; nothing for all.
    Years(Option<(Year, Year)>),
    /// How finely crops are told apart.
    Detail(Detail),
    /// A sequence that begins elsewhere is the same, or not.
    Cyclic(bool),
    /// The room for the chart.
    Room(Room),
    /// It was made.
    Made(Arc<MadeChart>),
    /// The pointer is on what stands for parcels, or on nothing: they light up on the map.
    Light(Option<SpotOf>),
    /// The parcels that this stands for are picked.
    Pick(SpotOf),
    /// The chart to the clipboard, as a picture.
    CopyPicture,
    /// Its numbers to the clipboard.
    CopyData,
    /// Explain the figures of a column, or none.
    Trace(Option<&'static StatColumn>),
    /// The explanation to the clipboard.
    CopyTrace,
}

/// Pixels per point of a picture on the clipboard.
const CLIPBOARD_DENSITY: f64 = 2.0;

pub(super) fn apply(command: ChartsCommand, state: &mut State) -> Vec<Effect> {
    let (view, choice) = (&mut state.view.charts, &mut state.session.charts);
    match command {
        ChartsCommand::Kind(kind) => {
            choice.kind = kind;
            view.lit = None;
            follow_years(state);
        }
        ChartsCommand::Column(column) => choice.column = column.name,
        ChartsCommand::ByClass(by_class) => choice.by_class = by_class,
        ChartsCommand::AsShare(as_share) => choice.as_share = as_share,
        ChartsCommand::Substance(substance) => choice.substance = substance,
        ChartsCommand::Farm(farm) => choice.farm = farm,
        ChartsCommand::Years(years) => {
            // However they are given: the first is not after the last.
            choice.years = years.map(|(a, b)| (a.min(b), a.max(b)));
        }
        ChartsCommand::Detail(detail) => choice.detail = detail,
        ChartsCommand::Cyclic(is_cyclic) => choice.is_cyclic = is_cyclic,
        ChartsCommand::Room(room) => view.room = Some(room),
        ChartsCommand::Made(made) => {
            view.made = Some(made);
            view.lit = None;
        }
        ChartsCommand::Light(flow) => {
            let made = view.made.as_ref();
            let lit = flow
                .zip(made)
                .and_then(|(flow, made)| Some((flow, made.of.parcels_of(flow)?)));
            view.lit = lit;
        }
        ChartsCommand::Pick(of) => {
            let made = view.made.as_ref();
            let group = made.and_then(|made| made.of.parcels_of(of));
            if let Some(group) = group {
                let parcels = Arc::clone(group.parcels());
                return super::pick::apply(Pick::Parcels(parcels), state);
            }
        }
        ChartsCommand::CopyPicture => {
            let made = view.made.as_ref();
            return made.and_then(|made| picture(made)).into_iter().collect();
        }
        ChartsCommand::CopyData => {
            let lang = state.view.lang;
            let made = state.view.charts.made.as_ref();
            let text = made.map(|made| made.chart.data.to_tsv(lang));
            return text.map(Effect::Copy).into_iter().collect();
        }
        ChartsCommand::Trace(column) => {
            view.trace = column.map(|column| column.name);
            if column.is_some() {
                state.view.assumptions.open = false;
                state.view.right_open = true;
            }
        }
        ChartsCommand::CopyTrace => {
            let text = trace(state).map(|trace| trace.to_text(state.lang()));
            return text.map(Effect::Copy).into_iter().collect();
        }
    }
    Vec::new()
}

/// An indicator without values per year cannot be shown over the years.
fn follow_years(state: &mut State) {
    let choice = &mut state.session.charts;
    let has_years = yearly::columns().any(|column| column.name == choice.column);
    if choice.kind == ChartKind::OverYears && !has_years {
        choice.column = "n_surplus_kg_ha";
    }
}

fn picture(made: &MadeChart) -> Option<Effect> {
    let chart = made.of.for_paper();
    let raster = raster::draw(&chart.drawing, CLIPBOARD_DENSITY, &Progress::default());
    raster
        .ok()
        .map(|raster| Effect::CopyPicture(Arc::new(raster)))
}

/// The explanation of the figure that is asked about: of the chosen row, else of all areas together.
pub fn trace(state: &State) -> Option<Trace> {
    let column = StatColumn::find(state.view.charts.trace?)?;
    let areas = &state.view.areas;
    let figured = areas.figured.as_ref()?;
    let chosen = areas.row.and_then(|row| figured.rows.get(row));
    let row = chosen.or(figured.rows.last())?;
    Some(Trace::of(
        column,
        row,
        state.session.assumptions(),
        state.lang(),
    ))
}
