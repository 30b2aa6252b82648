//! The dialogs: one at a time, each with a draft of its own that leaves as one command.

pub mod files;

use super::command::Command;
use super::state::{LayerId, State};

/// Which dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogKind {
    /// Type or paste the path of a file to open.
    Path,
    /// What a layer is coloured by.
    ColourBy(LayerId),
    /// Which column holds the classes, and which value means which.
    ClassColumn(LayerId),
    /// Which coordinate system a layer is in.
    Crs(LayerId),
    /// What is known of a layer.
    Properties(LayerId),
    /// What is remembered per user.
    Settings,
    /// The keys.
    Shortcuts,
    /// Everything that was said.
    Messages,
    /// What this is.
    About,
}

/// The dialog that is open, with its draft.
#[derive(Debug)]
pub struct OpenDialog {
    kind: DialogKind,
}

impl OpenDialog {
    /// A dialog with its draft taken from the state; `None` where there is nothing to show.
    pub fn new(kind: DialogKind, _state: &State) -> Option<Self> {
        Some(Self { kind })
    }

    /// Which one it is.
    pub fn kind(&self) -> DialogKind {
        self.kind
    }

    /// Draws it over the window. What it asks for goes into `commands`.
    pub fn show(&mut self, _ctx: &egui::Context, _state: &State, _commands: &mut Vec<Command>) {}
}
