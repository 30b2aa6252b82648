//! Changes to the areas: what they are, what is chosen and drawn of them, how their table looks.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Effect, Pick};
use crate::analysis::area_columns::{ColumnGroup, StatColumn};
use crate::analysis::area_labels::name_column;
use crate::analysis::categorise::ColourBy;
use crate::analysis::figured::Figured;
use crate::analysis::regions::RegionsError;
use crate::domain::Assumptions;
use crate::export::area_text;
use crate::ui::state::areas::{self, corners};
use crate::ui::state::group::Group;
use crate::ui::state::{
    AreaColour, AreaSource, AreasTab, Drawn, LayerId, Loaded, MapLayer, ShownColumns, SortKey,
    State, ZoomTarget,
};

/// A change to the areas.
#[derive(Debug)]
pub enum AreasCommand {
    /// Open the drawer, or close it.
    Toggle,
    /// Open the drawer on a tab.
    Tab(AreasTab),
    /// What the areas are; nothing for none.
    Source(Option<AreaSource>),
    /// Ask the system for files with areas.
    ChooseFiles,
    /// Open these files as areas.
    Open(Vec<PathBuf>),
    /// Open the areas of the sample.
    OpenSample,
    /// Layers of areas were read.
    Add(Vec<Loaded>),
    /// A layer of the map holds areas.
    Use(LayerId),
    /// A layer of the map holds parcels after all.
    Release(LayerId),
    /// The areas of a layer are named by this column; nothing for their numbers.
    Name(LayerId, Option<usize>),
    /// The figures were computed.
    Figured(Arc<Figured>),
    /// They could not be.
    Failed(RegionsError),
    /// Choose a row of the table, or none.
    Select(Option<usize>),
    /// Choose the area at a place in the plane of the map.
    SelectAt([f64; 2]),
    /// Show a row on the map.
    Zoom(usize),
    /// Sort the table; the same again turns it round.
    Sort(SortKey),
    /// Only areas whose name holds this.
    Filter(String),
    /// Show a column, or not.
    Column(&'static StatColumn, bool),
    /// Show all columns of a group, or none.
    Group(ColumnGroup, bool),
    /// The columns of a table that nobody changed.
    ResetColumns,
    /// Colour the areas on the map by a column, or no longer.
    Colour(Option<AreaColour>),
    /// A polygon is drawn.
    Draw(Draw),
    /// What the map shows now becomes the area, and stays when the map moves.
    Pin,
    /// The figures assume this.
    Assume(Box<Assumptions>),
    /// The table to the clipboard: the chosen row, or all that are shown.
    Copy(CopyRows),
}

/// Which rows are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyRows {
    /// The chosen one.
    Chosen,
    /// All that are shown, and the rows below them.
    All,
}

/// What happens to the polygon that is being drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Draw {
    /// It is begun.
    Begin,
    /// A line around parcels is begun: those within it are picked.
    Lasso,
    /// A corner, in the plane of the map.
    Corner([f64; 2]),
    /// The last corner is taken back.
    Back,
    /// It is done.
    Close,
    /// It is given up.
    Cancel,
}

pub(super) fn apply(command: AreasCommand, state: &mut State) -> Vec<Effect> {
    match command {
        AreasCommand::Toggle => state.view.areas.open = !state.view.areas.open,
        AreasCommand::Tab(tab) => {
            state.view.areas.open = true;
            state.view.areas.tab = tab;
        }
        AreasCommand::Source(source) => choose(source, state),
        AreasCommand::ChooseFiles => return vec![Effect::ChooseAreaFiles],
        AreasCommand::Open(paths) if paths.is_empty() => {}
        AreasCommand::Open(paths) => return vec![Effect::OpenAreas(paths)],
        AreasCommand::OpenSample => return vec![Effect::OpenSampleAreas],
        AreasCommand::Add(loaded) => add(loaded, state),
        AreasCommand::Use(id) => {
            state.session.take_for_areas(id);
            choose(Some(AreaSource::Layer(id)), state);
            state.view.areas.open = true;
        }
        AreasCommand::Release(id) => {
            state.session.areas.release(id);
            forget_without_source(state);
        }
        AreasCommand::Name(id, column) => state.session.areas.set_name_column(id, column),
        AreasCommand::Figured(figured) => {
            state.view.areas.take(figured);
            recolour(state);
        }
        AreasCommand::Failed(error) => {
            state.view.areas.clear();
            state.view.areas.failed = Some(error);
        }
        AreasCommand::Select(row) => select(row, state),
        AreasCommand::SelectAt(at) => select(areas::row_at(state, at), state),
        AreasCommand::Zoom(row) => {
            let bounds = areas::bounds_of_row(state, row);
            state.view.zoom = bounds.map(ZoomTarget::Box).or(state.view.zoom);
        }
        AreasCommand::Sort(key) => {
            state.view.areas.table.sort_by(key);
            reorder(state);
        }
        AreasCommand::Filter(text) => {
            state.view.areas.table.filter = text;
            reorder(state);
        }
        AreasCommand::Column(column, shown) => state.session.areas.columns.set(column, shown),
        AreasCommand::Group(group, shown) => state.session.areas.columns.set_group(group, shown),
        AreasCommand::ResetColumns => state.session.areas.columns = ShownColumns::default(),
        AreasCommand::Colour(colour) => {
            state.session.areas.colour = colour;
            recolour(state);
        }
        AreasCommand::Draw(step) => return draw(step, state),
        AreasCommand::Pin => {
            if let Some(shown) = state.view.shown {
                take_ring(&corners(&shown.bounds), state);
            }
        }
        AreasCommand::Assume(assumptions) => state.session.set_assumptions(*assumptions),
        AreasCommand::Copy(rows) => return copy(rows, state).into_iter().collect(),
    }
    Vec::new()
}

/// Other areas: figures of those before would be read as theirs.
pub(super) fn choose(source: Option<AreaSource>, state: &mut State) {
    if state.session.areas.source != source {
        state.session.areas.source = source;
        state.session.areas.colour = None;
        state.view.areas.clear();
    }
    // Who chooses the same again wants another try.
    state.view.areas.failed = None;
}

/// Forgets figures whose areas are gone, or whose parcels.
pub(super) fn forget_without_source(state: &mut State) {
    if state.session.areas.source.is_none() {
        state.session.areas.colour = None;
        state.view.areas.clear();
    } else if areas::parcels(&state.session).is_none() {
        state.view.areas.clear();
        state.view.charts.made = None;
    }
}

fn recolour(state: &mut State) {
    state.view.areas.coloured = areas::colour(state).map(Arc::new);
}

fn select(row: Option<usize>, state: &mut State) {
    let view = &mut state.view.areas;
    view.table.reveal = row.is_some() && view.row != row;
    view.row = row;
    let is_group = matches!(
        state.session.areas.source,
        Some(AreaSource::Column(_) | AreaSource::Selection)
    );
    let figured = view.figured.as_ref().filter(|_| is_group);
    view.group = figured.zip(row).map(|(figured, row)| {
        let pieces = figured.pieces(row).iter();
        let parcels = pieces.map(|piece| piece.parcel).collect();
        Group::new(parcels, figured.classes.len())
    });
}

/// The keyboard belongs to the map while a polygon is drawn on it.
pub fn draw_keys(ctx: &egui::Context, state: &State) -> Option<Draw> {
    let ring = state.view.areas.drawing.as_ref()?;
    if ctx.text_edit_focused() {
        return None;
    }
    let pressed = |key| ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
    let undone = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Z);
    let undone = ctx.input_mut(|input| input.consume_shortcut(&undone));
    if pressed(egui::Key::Enter) {
        Some(Draw::Close)
    } else if pressed(egui::Key::Backspace) || undone {
        Some(Draw::Back)
    } else if pressed(egui::Key::Escape) {
        // Corner by corner, and then the drawing itself.
        Some(if ring.is_empty() {
            Draw::Cancel
        } else {
            Draw::Back
        })
    } else if pressed(egui::Key::Space) {
        state
            .view
            .shown
            .map(|shown| Draw::Corner(shown.camera.center))
    } else {
        None
    }
}

fn reorder(state: &mut State) {
    let view = &mut state.view.areas;
    if let Some(figured) = view.figured.clone() {
        view.table.reorder(&figured.rows, figured.areas());
    }
}

/// Layers of areas come on top of the map; what was in hand stays there. The first of them are the areas.
fn add(loaded: Vec<Loaded>, state: &mut State) {
    let mut first = None;
    for loaded in loaded.into_iter().rev() {
        let before = state.session.active().map(|layer| layer.id);
        let id = state.session.add(loaded);
        state.session.take_for_areas(id);
        if let Some(before) = before {
            state.session.set_active(before);
        }
        first = Some(id);
    }
    if let Some(id) = first {
        choose(Some(AreaSource::Layer(id)), state);
        state.view.areas.open = true;
    }
}

/// Layers that hold names and no crops are areas where there are parcels for them, also where those come later. The
/// first ones are taken for the areas at once.
pub(super) fn recognise(added: &[LayerId], state: &mut State) {
    let layers = state.session.layers();
    let with_crops = |layer: &&MapLayer| layer.years.is_some() && !layer.is_sample;
    let mut parcels = layers.iter().filter(with_crops).peekable();
    if parcels.peek().is_none() {
        return;
    }
    let are_first = parcels.all(|layer| added.contains(&layer.id));
    let new = |layer: &&MapLayer| are_first || added.contains(&layer.id);
    let found = layers.iter().rev().filter(new);
    let found = found.filter(|layer| looks_like_areas(layer) && !layer.is_sample);
    let found: Vec<LayerId> = found.map(|layer| layer.id).collect();
    for id in &found {
        state.session.take_for_areas(*id);
    }
    if let (Some(id), None) = (found.last(), &state.session.areas.source) {
        choose(Some(AreaSource::Layer(*id)), state);
        state.view.areas.open = true;
    }
}

fn looks_like_areas(layer: &MapLayer) -> bool {
    let table = &layer.layer.table;
    layer.years.is_none()
        && matches!(layer.colour_by, ColourBy::Plain | ColourBy::Column(_))
        && name_column(table).is_some()
}

fn draw(step: Draw, state: &mut State) -> Vec<Effect> {
    let view = &mut state.view.areas;
    match (step, view.drawing.take()) {
        (Draw::Begin | Draw::Lasso, _) => {
            view.drawing = Some(Vec::new());
            view.lasso = step == Draw::Lasso;
        }
        (Draw::Corner(at), Some(mut ring)) => {
            // A double click is not two corners.
            if ring.last() != Some(&at) {
                ring.push(at);
            }
            view.drawing = Some(ring);
        }
        (Draw::Back, Some(mut ring)) => {
            ring.pop();
            view.drawing = Some(ring);
        }
        // Two corners enclose nothing yet.
        (Draw::Close, Some(ring)) if ring.len() < 3 => view.drawing = Some(ring),
        (Draw::Close, Some(ring)) if view.lasso => {
            return super::pick::apply(Pick::Inside(ring.into()), state);
        }
        (Draw::Close, Some(ring)) => take_ring(&ring, state),
        (_, None) | (Draw::Cancel, _) => {}
    }
    Vec::new()
}

/// A polygon in the plane of the map becomes the area.
fn take_ring(ring: &[[f64; 2]], state: &mut State) {
    let drawn = Drawn {
        ring: ring.into(),
        crs: state.session.map_crs(),
    };
    if state.session.areas.drawn.as_ref() != Some(&drawn) {
        state.view.areas.clear();
    }
    state.session.areas.drawn = Some(drawn);
    choose(Some(AreaSource::Drawn), state);
    state.view.areas.open = true;
}

fn copy(rows: CopyRows, state: &State) -> Option<Effect> {
    let view = &state.view.areas;
    let figured = view.figured.as_ref()?;
    let chosen: Vec<usize> = match rows {
        CopyRows::Chosen => vec![view.row?],
        CopyRows::All => {
            let rest = figured.areas()..figured.rows.len();
            view.table.order.iter().copied().chain(rest).collect()
        }
    };
    let rows = chosen.iter().filter_map(|row| figured.rows.get(*row));
    let columns: Vec<&StatColumn> = state.session.areas.columns.iter().collect();
    Some(Effect::Copy(area_text::tsv(rows, &columns, state.lang())))
}
