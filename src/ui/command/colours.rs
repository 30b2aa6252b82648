//! Changes to the colours of the classes.

use super::Effect;
use crate::map::ClassColours;
use crate::ui::state::State;

/// A change to the colours of the classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColoursCommand {
    /// Other colours.
    Set(Box<ClassColours>),
}

pub(super) fn apply(command: ColoursCommand, state: &mut State) -> Vec<Effect> {
    let ColoursCommand::Set(colours) = command;
    state.session.set_colours(*colours);
    Vec::new()
}
