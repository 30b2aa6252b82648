//! The map by the crops of a year: which year, playing, and back to the classes.

use std::sync::Arc;

use super::Effect;
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge};
use crate::domain::Year;
use crate::ui::state::session::FOLLOWS_AT_ONCE;
use crate::ui::state::time::{self, Playing, Preview, Tick};
use crate::ui::state::{LayerId, MapLayer, State};

/// A change to the year that the map shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeCommand {
    /// Show the crop groups of a year.
    Show(Year),
    /// So many years later; negative is earlier. It stops at the ends.
    Step(i32),
    /// Back to the colours before.
    Back,
    /// Go through the years by themselves, or stop.
    TogglePlay,
    /// The clock, in seconds, while the years are played.
    Tick(f64),
    /// Show a year in passing, or no longer.
    Preview(Option<Year>),
}

pub(super) fn apply(command: TimeCommand, state: &mut State) -> Vec<Effect> {
    match command {
        TimeCommand::Preview(year) => preview(state, year),
        TimeCommand::Tick(now_s) => tick(state, now_s),
        TimeCommand::Show(year) => {
            state.view.time.playing = None;
            show(state, year)
        }
        TimeCommand::Step(by) => {
            state.view.time.playing = None;
            let (years, shown) = years_of(state);
            let next = time::beside(&years, shown, by);
            next.map_or_else(Vec::new, |year| show(state, year))
        }
        TimeCommand::Back => back(state),
        TimeCommand::TogglePlay => {
            let (years, shown) = years_of(state);
            let first = time::start(&years, shown);
            match (state.view.time.playing.take(), first) {
                (None, Some(first)) => {
                    state.view.time.playing = Some(Playing::default());
                    show(state, first)
                }
                _ => Vec::new(),
            }
        }
    }
}

/// The years of the layer in hand, oldest first.
pub fn years(layer: &MapLayer) -> Vec<Year> {
    let columns = layer.years.as_ref().map(|years| years.sequences.columns());
    let columns = columns.unwrap_or_default().iter();
    columns.map(|column| column.year).collect()
}

/// The year that the layer in hand was asked to show, not counting one in passing.
pub fn shown(state: &State) -> Option<Year> {
    let layer = state.session.active()?;
    let time = &state.view.time;
    let by = match &time.preview {
        Some(preview) if preview.layer == layer.id => preview.before.colour_by(),
        _ => &layer.colour_by,
    };
    match by {
        ColourBy::CropYear(year) => Some(*year),
        _ => None,
    }
}

fn years_of(state: &State) -> (Vec<Year>, Option<Year>) {
    let years = state.session.active().map(years);
    (years.unwrap_or_default(), shown(state))
}

fn tick(state: &mut State, now_s: f64) -> Vec<Effect> {
    let (years, shown) = years_of(state);
    let Some(playing) = &mut state.view.time.playing else {
        return Vec::new();
    };
    match playing.tick(now_s, &years, shown) {
        Tick::Wait => Vec::new(),
        Tick::Next(year) => {
            if years.last() == Some(&year) {
                state.view.time.playing = None;
            }
            show(state, year)
        }
        Tick::Stop => {
            state.view.time.playing = None;
            Vec::new()
        }
    }
}

fn show(state: &mut State, year: Year) -> Vec<Effect> {
    end_preview(state);
    let knowledge = Arc::clone(state.session.knowledge());
    let Some(id) = state.session.active().map(|layer| layer.id) else {
        return Vec::new();
    };
    let Some(layer) = state.session.layer_mut(id) else {
        return Vec::new();
    };
    if !matches!(layer.colour_by, ColourBy::CropYear(_)) {
        let before = layer.colouring();
        state.view.time.before.insert(id, before);
    }
    recolour(layer, ColourBy::CropYear(year), &knowledge)
}

/// Within this frame where that is quick, else in the background.
fn recolour(layer: &mut MapLayer, by: ColourBy, knowledge: &Knowledge) -> Vec<Effect> {
    if layer.layer.len() > FOLLOWS_AT_ONCE {
        return vec![Effect::Recolour(layer.id, by)];
    }
    layer.colour_by_years(by, knowledge);
    Vec::new()
}

fn back(state: &mut State) -> Vec<Effect> {
    end_preview(state);
    state.view.time.playing = None;
    let knowledge = Arc::clone(state.session.knowledge());
    let Some(id) = state.session.active().map(|layer| layer.id) else {
        return Vec::new();
    };
    let before = state.view.time.before.remove(&id);
    let Some(layer) = state.session.layer_mut(id) else {
        return Vec::new();
    };
    if !matches!(layer.colour_by, ColourBy::CropYear(_)) {
        return Vec::new();
    }
    match before {
        Some(colouring) => {
            layer.restore(colouring, &knowledge);
            Vec::new()
        }
        None => recolour(layer, ColourBy::Cooperation, &knowledge),
    }
}

/// A year in passing changes nothing that lasts. For a layer that takes longer than a frame it comes from the
/// background, if it is still asked for then.
fn preview(state: &mut State, year: Option<Year>) -> Vec<Effect> {
    end_preview(state);
    state.view.time.asked = year;
    let year = year.filter(|year| shown(state) != Some(*year));
    let knowledge = Arc::clone(state.session.knowledge());
    let id = state.session.active().map(|layer| layer.id);
    let layer = id.and_then(|id| state.session.layer_mut(id));
    if let (Some(year), Some(layer)) = (year, layer) {
        if layer.layer.len() > FOLLOWS_AT_ONCE {
            return vec![Effect::Preview(layer.id, year)];
        }
        let before = layer.colouring();
        layer.colour_by_years(ColourBy::CropYear(year), &knowledge);
        state.view.time.preview = Some(Preview {
            year,
            layer: layer.id,
            before,
        });
    }
    Vec::new()
}

/// The colours of a year in passing came from the background.
pub(super) fn previewed(state: &mut State, id: LayerId, year: Year, coloured: Arc<Coloured>) {
    let time = &state.view.time;
    let in_hand = state.session.active().map(|layer| layer.id);
    let is_asked = time.asked == Some(year) && time.preview.is_none() && in_hand == Some(id);
    if !is_asked || shown(state) == Some(year) {
        return;
    }
    if let Some(layer) = state.session.layer_mut(id) {
        let before = layer.colouring();
        layer.recolour(ColourBy::CropYear(year), coloured);
        state.view.time.preview = Some(Preview {
            year,
            layer: id,
            before,
        });
    }
}

/// Puts the colours back, unless others were chosen meanwhile.
fn end_preview(state: &mut State) {
    let Some(preview) = state.view.time.preview.take() else {
        return;
    };
    let knowledge = Arc::clone(state.session.knowledge());
    if let Some(layer) = state.session.layer_mut(preview.layer)
        && layer.colour_by == ColourBy::CropYear(preview.year)
    {
        layer.restore(preview.before, &knowledge);
    }
}

/// Forgets what belongs to a layer that is gone.
pub(super) fn forget(state: &mut State, id: LayerId) {
    let time = &mut state.view.time;
    time.preview = time.preview.take().filter(|preview| preview.layer != id);
    time.before.remove(&id);
    time.playing = None;
}
