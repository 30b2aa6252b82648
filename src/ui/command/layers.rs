//! Changes to the layers and how they are shown.

use std::path::PathBuf;
use std::sync::Arc;

use super::{AreasCommand, Effect, SceneCommand};
use crate::analysis::categorise::{ColourBy, Coloured};
use crate::crs::Crs;
use crate::domain::Year;
use crate::map::MapCrs;
use crate::map::prepared::PreparedLayer;
use crate::ui::state::{LayerId, Loaded, State, ZoomTarget};
use crate::ui::watch::OnDisk;

/// A change to the layers.
#[derive(Debug)]
pub enum LayerCommand {
    /// Layers were read: they come on top, the first of them highest, and the map shows them.
    Add(Vec<Loaded>),
    /// Take it off.
    Remove(LayerId),
    /// Take it in hand.
    Activate(LayerId),
    /// On the map, or not.
    SetVisible(LayerId, bool),
    /// 0 to 1.
    SetOpacity(LayerId, f32),
    /// So many places down; negative goes up.
    Shift(LayerId, i32),
    /// A category on the map, or not.
    SetHidden(LayerId, usize, bool),
    /// Every category on the map again.
    ShowAllCategories(LayerId),
    /// Only this category on the map.
    ShowOnly(LayerId, usize),
    /// Put the parcels into other categories.
    ColourBy(LayerId, ColourBy),
    /// They were put into other categories.
    Recoloured(LayerId, ColourBy, Arc<Coloured>),
    /// They were put into the crop groups of a year, to be looked at in passing.
    Previewed(LayerId, Year, Arc<Coloured>),
    /// Take the coordinates of these layers to be in this system.
    SetCrs(Vec<LayerId>, Crs),
    /// The map is drawn in another plane, with these layers prepared for it.
    SetMapCrs(MapCrs, Vec<(LayerId, Arc<PreparedLayer>)>),
    /// A layer was read anew, in another system: it takes the place of the one it was.
    Replaced(LayerId, Box<Loaded>),
    /// A layer comes anew, and takes its place on the map as it is.
    Renewed(LayerId, Box<Loaded>),
    /// Something became of a file.
    FileNoticed(PathBuf, OnDisk),
    /// Read the files of these layers again.
    Reload(Vec<LayerId>),
    /// Leave these layers as they were read.
    KeepAsRead(Vec<LayerId>),
    /// Take the texts of a layer to be in this encoding.
    SetEncoding(LayerId, String),
    /// What was odd about the file was read.
    DismissWarnings(LayerId),
    /// The guessed coordinate system of these layers is right.
    ConfirmCrs(Vec<LayerId>),
}

pub(super) fn apply(command: LayerCommand, state: &mut State) -> Vec<Effect> {
    match command {
        LayerCommand::Add(loaded) => {
            add(loaded, state);
            if state.view.scenes.tell_sample {
                return super::scenes::apply(SceneCommand::TellSample, state);
            }
        }
        LayerCommand::Remove(id) => {
            forget_compare(id, state);
            super::time::forget(state, id);
            state.session.remove(id);
            super::areas::forget_without_source(state);
            if state.view.selection.is_some_and(|hit| hit.layer == id) {
                state.view.selection = None;
                state.view.picked = None;
                state.view.parcel = None;
            }
        }
        LayerCommand::Activate(id) => {
            if state.session.areas.holds(id) {
                return super::areas::apply(AreasCommand::Use(id), state);
            }
            state.view.time.playing = None;
            state.session.set_active(id);
        }
        LayerCommand::Shift(id, by) => state.session.shift(id, by),
        LayerCommand::SetVisible(id, visible) => {
            if let Some(layer) = state.session.layer_mut(id) {
                layer.visible = visible;
            }
        }
        LayerCommand::SetOpacity(id, opacity) => {
            if let Some(layer) = state.session.layer_mut(id) {
                layer.opacity = opacity.clamp(0.0, 1.0);
            }
        }
        LayerCommand::SetHidden(id, category, hidden) => {
            if let Some(layer) = state.session.layer_mut(id) {
                layer.set_hidden(category, hidden);
            }
        }
        LayerCommand::ShowAllCategories(id) => hide(state, id, |_| false),
        LayerCommand::ShowOnly(id, category) => hide(state, id, |other| other != category),
        LayerCommand::ColourBy(id, by) => return vec![Effect::Recolour(id, by)],
        LayerCommand::Recoloured(id, by, coloured) => {
            if let Some(layer) = state.session.layer_mut(id) {
                layer.recolour(by, coloured);
                return vec![Effect::Gather];
            }
        }
        LayerCommand::Previewed(id, year, coloured) => {
            super::time::previewed(state, id, year, coloured);
        }
        LayerCommand::SetCrs(ids, crs) => return vec![Effect::SetCrs(ids, crs)],
        LayerCommand::SetMapCrs(crs, prepared) => {
            state.session.set_map_crs(crs, prepared);
            state.view.zoom = Some(ZoomTarget::All);
        }
        LayerCommand::Replaced(id, loaded) => {
            forget_compare(id, state);
            super::time::forget(state, id);
            if let Some(layer) = state.session.layer_mut(id) {
                layer.layer = loaded.layer;
                layer.prepared = loaded.prepared;
                layer.area_m2 = loaded.area_m2;
                layer.years = loaded.years;
                layer.recolour(loaded.colour_by, loaded.coloured);
                layer.warnings_dismissed = false;
                layer.crs_confirmed = true;
                state.view.zoom = Some(ZoomTarget::Layer(id));
                return vec![Effect::Gather];
            }
        }
        LayerCommand::Renewed(id, loaded) => return renew(id, *loaded, state),
        LayerCommand::FileNoticed(path, now) => {
            for layer in state.session.layers_mut() {
                if layer.files().any(|file| file == path) {
                    layer.on_disk = now;
                }
            }
        }
        LayerCommand::Reload(ids) => {
            keep_as_read(&ids, state);
            return ids.into_iter().map(Effect::Reload).collect();
        }
        LayerCommand::KeepAsRead(ids) => keep_as_read(&ids, state),
        LayerCommand::SetEncoding(id, name) => return vec![Effect::SetEncoding(id, name)],
        LayerCommand::ConfirmCrs(ids) => {
            for id in ids {
                if let Some(layer) = state.session.layer_mut(id) {
                    layer.crs_confirmed = true;
                }
            }
        }
        LayerCommand::DismissWarnings(id) => {
            if let Some(layer) = state.session.layer_mut(id) {
                layer.warnings_dismissed = true;
            }
        }
    }
    Vec::new()
}

/// A file of one's own takes the place of the sample; several come as several layers, all in view. Lines and points
/// lie over the parcels, and the parcels are in hand.
fn add(mut loaded: Vec<Loaded>, state: &mut State) {
    if loaded.is_empty() {
        return;
    }
    let is_ground = |loaded: &Loaded| loaded.layer.polygons.is_ground();
    if loaded.iter().any(is_ground) {
        state.session.remove_sample();
    }
    loaded.sort_by_key(is_ground);
    let marks = loaded.iter().filter(|loaded| !is_ground(loaded)).count();
    let several = loaded.len() > 1;
    let add = |loaded| state.session.add(loaded);
    let added: Vec<LayerId> = loaded.into_iter().rev().map(add).collect();
    let last = added.last().copied();
    // Added from the lowest up: the highest of the parcels comes before the first of the others.
    let ground = added.len().checked_sub(marks + 1);
    if let Some(id) = ground.and_then(|place| added.get(place)) {
        state.session.set_active(*id);
    }
    super::areas::recognise(&added, state);
    super::areas::forget_without_source(state);
    let selection = state.view.selection;
    if selection.is_some_and(|hit| state.session.layer(hit.layer).is_none()) {
        state.view.selection = None;
        state.view.parcel = None;
    }
    state.view.zoom = match last {
        Some(id) if !several => Some(ZoomTarget::Layer(id)),
        _ => Some(ZoomTarget::All),
    };
}

/// The sides of a layer that is gone, or another one now, are no sides any more.
fn forget_compare(id: LayerId, state: &mut State) {
    let compare = state.view.compare.take();
    state.view.compare = compare.filter(|compare| compare.layer != id);
}

/// The view stays; so does the selection where there is still such a feature.
fn renew(id: LayerId, loaded: Loaded, state: &mut State) -> Vec<Effect> {
    super::time::forget(state, id);
    let Some(layer) = state.session.layer_mut(id) else {
        return Vec::new();
    };
    layer.layer = loaded.layer;
    layer.prepared = loaded.prepared;
    layer.area_m2 = loaded.area_m2;
    layer.years = loaded.years;
    layer.year_layers = loaded.year_layers;
    layer.recolour(loaded.colour_by, loaded.coloured);
    layer.warnings_dismissed = false;
    layer.on_disk = OnDisk::Same;
    let features = layer.layer.len();
    let is_gone = |hit: crate::ui::map_view::Hit| hit.layer == id && hit.feature >= features;
    if state.view.selection.is_some_and(is_gone) {
        state.view.selection = None;
        state.view.parcel = None;
    }
    if state
        .view
        .review
        .as_ref()
        .is_some_and(|review| review.layer == id)
    {
        state.view.review = None;
    }
    vec![Effect::Gather]
}

fn keep_as_read(ids: &[LayerId], state: &mut State) {
    for id in ids {
        if let Some(layer) = state.session.layer_mut(*id) {
            layer.on_disk = OnDisk::Same;
        }
    }
}

fn hide(state: &mut State, id: LayerId, hidden: impl Fn(usize) -> bool) {
    if let Some(layer) = state.session.layer_mut(id) {
        for category in 0..layer.hidden.len() {
            layer.set_hidden(category, hidden(category));
        }
    }
}
