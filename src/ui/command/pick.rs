//! Several parcels picked together: one by one with a key held, by a line drawn around them, by what they have in
//! common. They are what figures of the selection are about.

use std::sync::Arc;

use super::Effect;
use super::view::select;
use crate::geometry::{Bounds, PolygonBuilder, contains};
use crate::map::prepared::PreparedLayer;
use crate::ui::map_view::Hit;
use crate::ui::state::group::{Group, Picked};
use crate::ui::state::{AreaSource, AreasTab, LayerId, State, areas};

/// What is picked.
#[derive(Debug, Clone, PartialEq)]
pub enum Pick {
    /// A parcel comes to those that are picked, or leaves them.
    Toggle(Hit),
    /// The parcels whose middle lies within a ring in the plane of the map.
    Inside(Arc<[[f64; 2]]>),
    /// All parcels of an entry of a layer's legend.
    Category(LayerId, usize),
    /// All parcels that are in the same entry of the legend as the selected one.
    Alike,
    /// These, of the layer that figures are made of.
    Parcels(Arc<[u32]>),
    /// This one of those that are picked is told about.
    Focus(Hit),
    /// Figures of those that are picked.
    Figures,
}

pub(super) fn apply(pick: Pick, state: &mut State) -> Vec<Effect> {
    match pick {
        Pick::Toggle(hit) => toggle(hit, state),
        Pick::Inside(ring) => inside(&ring, state),
        Pick::Category(layer, place) => category(layer, place, state),
        Pick::Alike => {
            let Some(hit) = state.view.selection else {
                return Vec::new();
            };
            let layer = state.session.layer(hit.layer);
            let place = layer.and_then(|layer| {
                let of_feature = &layer.categories().of_feature;
                of_feature.get(hit.feature).copied()
            });
            match place {
                Some(place) => category(hit.layer, usize::from(place), state),
                None => Vec::new(),
            }
        }
        Pick::Parcels(parcels) => match areas::parcels(&state.session).map(|layer| layer.id) {
            Some(layer) => take(layer, parcels.to_vec(), state),
            None => Vec::new(),
        },
        Pick::Focus(hit) => focus(hit, state),
        Pick::Figures => {
            super::areas::choose(Some(AreaSource::Selection), state);
            state.view.areas.open = true;
            state.view.areas.tab = AreasTab::Table;
            Vec::new()
        }
    }
}

/// Takes parcels of a layer for those that are picked; one alone is the selected one, none is nothing.
fn take(layer: LayerId, parcels: Vec<u32>, state: &mut State) -> Vec<Effect> {
    let Some(features) = state.session.layer(layer).map(|layer| layer.layer.len()) else {
        return Vec::new();
    };
    let group = Group::new(parcels, features);
    if let [only] = **group.parcels() {
        let feature = only as usize;
        return select(Some(Hit { layer, feature }), state);
    }
    let before = state.view.selection;
    let stays = before.filter(|hit| hit.layer == layer && group.holds(hit.feature));
    let effects = select(stays, state);
    state.view.picked = Some(Picked { layer, group }).filter(|p| !p.group.parcels().is_empty());
    effects
}

fn toggle(hit: Hit, state: &mut State) -> Vec<Effect> {
    let Ok(number) = u32::try_from(hit.feature) else {
        return Vec::new();
    };
    let picked = state.view.picked.as_ref().filter(|p| p.layer == hit.layer);
    let alone = state.view.selection.filter(|h| h.layer == hit.layer);
    let mut parcels: Vec<u32> = match picked {
        Some(picked) => picked.group.parcels().to_vec(),
        None => alone
            .and_then(|hit| u32::try_from(hit.feature).ok())
            .into_iter()
            .collect(),
    };
    let before = parcels.len();
    parcels.retain(|known| *known != number);
    if parcels.len() < before {
        return take(hit.layer, parcels, state);
    }
    parcels.push(number);
    let mut effects = take(hit.layer, parcels, state);
    // The one that came last is the one that is told about.
    effects.extend(focus(hit, state));
    effects.dedup();
    effects
}

fn focus(hit: Hit, state: &mut State) -> Vec<Effect> {
    let picked = state.view.picked.take();
    let effects = select(Some(hit), state);
    state.view.picked = picked;
    effects
}

fn category(layer: LayerId, place: usize, state: &mut State) -> Vec<Effect> {
    let Some(of) = state.session.layer(layer) else {
        return Vec::new();
    };
    let of_feature = (0_u32..).zip(of.categories().of_feature.iter());
    let here = of_feature.filter(|(_, category)| usize::from(**category) == place);
    let parcels = here.map(|(parcel, _)| parcel).collect();
    take(layer, parcels, state)
}

fn inside(ring: &[[f64; 2]], state: &mut State) -> Vec<Effect> {
    let Some((layer, prepared)) = pickable(state) else {
        return Vec::new();
    };
    let parcels = middles_within(&prepared, ring);
    take(layer, parcels, state)
}

/// The layer that parcels are picked from: the one in hand.
fn pickable(state: &State) -> Option<(LayerId, Arc<PreparedLayer>)> {
    let layer = state.session.active().filter(|layer| layer.visible)?;
    Some((layer.id, layer.prepared.clone()?))
}

/// The parcels whose box has its middle within a ring, in the plane of the map.
pub fn middles_within(prepared: &PreparedLayer, ring: &[[f64; 2]]) -> Vec<u32> {
    let mut outline = PolygonBuilder::default();
    outline.push_ring(ring.iter().copied());
    outline.end_part();
    outline.end_feature();
    let outline = outline.finish();
    let polygons = prepared.polygons();
    let near = prepared.index().query(&Bounds::of_points(ring));
    let within = |parcel: &u32| {
        let middle = polygons.feature(*parcel as usize).bounds().center();
        contains(&outline.feature(0), middle)
    };
    near.into_iter().filter(within).collect()
}
