//! Changes to the sheet that is printed.

use super::Effect;
use crate::export::sheet::SheetSettings;
use crate::ui::state::State;

/// A change to the sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCommand {
    /// Other choices.
    Set(Box<SheetSettings>),
    /// As if nothing was ever chosen.
    Reset,
}

pub(super) fn apply(command: SheetCommand, state: &mut State) -> Vec<Effect> {
    state.session.sheet = match command {
        SheetCommand::Set(settings) => *settings,
        SheetCommand::Reset => SheetSettings::default(),
    };
    Vec::new()
}
