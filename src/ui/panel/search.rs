//! The search box.

use egui::Ui;

use crate::ui::command::Command;
use crate::ui::state::State;

/// The search box with what was typed.
#[derive(Debug, Default)]
pub struct SearchBox;

impl SearchBox {
    /// Draws it in the room that is left.
    pub fn show(&mut self, _ui: &mut Ui, _state: &State, _commands: &mut Vec<Command>) {}
}
