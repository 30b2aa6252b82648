//! The map on a wall: it begins and ends, and what is shown beside the map.

use super::Effect;
use crate::analysis::summary::CategoryKey;
use crate::domain::Class;
use crate::ui::state::present::{Part, Presenting};
use crate::ui::state::{MapLayer, State, ZoomTarget};

/// A change to the map on a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentCommand {
    /// It begins.
    Start,
    /// It ends, and everything is as it was.
    End,
    /// Out of what is over the map, else it ends.
    Leave,
    /// Show a part, or hide it.
    Toggle(Part),
    /// What follows the pointer: the next.
    NextPointer,
    /// As whom the colours are shown: the next.
    NextPreview,
    /// Fade an entry of the legend out or in, counted from 0 in the order of Fig. 1.
    Fade(usize),
}

pub(super) fn apply(command: PresentCommand, state: &mut State) -> Vec<Effect> {
    match command {
        PresentCommand::Start => return start(state),
        PresentCommand::End => return end(state),
        PresentCommand::Leave => {
            let over = [Part::Search, Part::Help, Part::Black];
            let presenting = state.view.presenting.as_mut();
            let shown = presenting.and_then(|p| {
                let part = over.into_iter().find(|part| p.shows(*part))?;
                p.toggle(part);
                Some(part)
            });
            if shown.is_none() {
                return end(state);
            }
        }
        PresentCommand::Toggle(part) => {
            if let Some(presenting) = &mut state.view.presenting {
                presenting.toggle(part);
            }
        }
        PresentCommand::NextPointer => {
            if let Some(presenting) = &mut state.view.presenting {
                presenting.pointer = presenting.pointer.next();
            }
        }
        PresentCommand::NextPreview => {
            if let Some(presenting) = &mut state.view.presenting {
                presenting.preview = presenting.preview.next();
            }
        }
        PresentCommand::Fade(number) => fade(number, state),
    }
    Vec::new()
}

fn start(state: &mut State) -> Vec<Effect> {
    if state.view.presenting.is_some() {
        return Vec::new();
    }
    state.view.presenting = Some(Presenting::new(state));
    state.view.full_screen = true;
    // The same land on a larger screen is larger, without what lies around it.
    let land = state.session.bounds();
    let land = land.grown(land.height() * 0.02);
    state.view.zoom = state.view.shown.map(|shown| {
        let seen = shown.bounds.intersection(&land);
        ZoomTarget::See(if seen.is_empty() { shown.bounds } else { seen })
    });
    vec![Effect::FullScreen(true)]
}

fn end(state: &mut State) -> Vec<Effect> {
    let Some(presenting) = state.view.presenting.take() else {
        return Vec::new();
    };
    let before = presenting.into_before();
    let was_full = before.full_screen();
    before.restore(state);
    let mut effects = vec![Effect::FullScreen(was_full), Effect::Gather];
    let knowledge = state.session.knowledge();
    let outdated = state.session.layers().iter();
    let outdated = outdated.filter(|layer| layer.is_outdated(knowledge));
    effects.extend(outdated.map(|layer| Effect::Recolour(layer.id, layer.colour_by.clone())));
    effects
}

/// The place in a layer's legend of what key `number` stands for: a class in the order of Fig. 1, else the entry.
pub fn entry(layer: &MapLayer, number: usize) -> Option<usize> {
    let list = &layer.categories().list;
    let is_class = |class: Class| {
        let key = CategoryKey::Class(class);
        list.iter().position(|category| category.key == key)
    };
    let classes = Class::FIG1
        .into_iter()
        .all(|class| is_class(class).is_some());
    if classes {
        return Class::FIG1.get(number).copied().and_then(is_class);
    }
    (number < list.len()).then_some(number)
}

fn fade(number: usize, state: &mut State) {
    let Some((id, place)) = state.session.active().and_then(|layer| {
        let place = entry(layer, number)?;
        Some((layer.id, place))
    }) else {
        return;
    };
    if let Some(layer) = state.session.layer_mut(id) {
        let hidden = layer.hidden.get(place).copied().unwrap_or(false);
        layer.set_hidden(place, !hidden);
    }
}
