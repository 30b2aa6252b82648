//! What was done is taken back, or done again.

use super::Effect;
use crate::ui::state::{State, history};

/// A way through what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryCommand {
    /// Take the last step back.
    Undo,
    /// Do again what was taken back last.
    Redo,
    /// So many steps; negative goes back.
    Travel(i32),
}

pub(super) fn apply(command: HistoryCommand, state: &mut State) -> Vec<Effect> {
    let by = match command {
        HistoryCommand::Undo => -1,
        HistoryCommand::Redo => 1,
        HistoryCommand::Travel(by) => by,
    };
    if history::travel(state, by) {
        vec![Effect::Gather, Effect::SaveSettings]
    } else {
        Vec::new()
    }
}
