//! Changes to the two sides of the map.

use super::Effect;
use crate::ui::state::State;
use crate::ui::state::compare::{Arrangement, Compare, Made, Side};

/// A change to the two sides.
#[derive(Debug)]
pub enum CompareCommand {
    /// Two sides, or one again.
    Toggle,
    /// What a side shows: 0 is left, 1 right.
    Set(usize, Side),
    /// How the sides are arranged.
    Arrange(Arrangement),
    /// Where the handle is, 0 to 1.
    Divide(f32),
    /// Only parcels that differ in their colours, or all.
    OnlyChanged(bool),
    /// The hectares from category to category to the clipboard.
    CopyMatrix,
    /// Left becomes right.
    Swap,
    /// A side was made.
    Made(usize, Box<Made>),
}

pub(super) fn apply(command: CompareCommand, state: &mut State) -> Vec<Effect> {
    if matches!(command, CompareCommand::Toggle) {
        let active = state.session.active();
        state.view.compare = match state.view.compare.take() {
            Some(_) => None,
            None => active.map(Compare::new),
        };
        return Vec::new();
    }
    let Some(compare) = &mut state.view.compare else {
        return Vec::new();
    };
    match command {
        CompareCommand::Toggle => {}
        CompareCommand::Set(place, side) => {
            if let Some(slot) = compare.sides.get_mut(place) {
                *slot = side;
            }
        }
        CompareCommand::Arrange(arrangement) => compare.arrangement = arrangement,
        CompareCommand::Divide(at) => compare.divider = at.clamp(0.02, 0.98),
        CompareCommand::OnlyChanged(only) => compare.only_changed = only,
        CompareCommand::CopyMatrix => {
            let text = crate::ui::compared::matrix_text(state);
            return text.map(Effect::Copy).into_iter().collect();
        }
        CompareCommand::Swap => compare.swap(),
        CompareCommand::Made(place, made) => compare.take(place, *made),
    }
    Vec::new()
}
