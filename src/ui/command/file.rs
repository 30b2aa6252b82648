//! Files come: chosen, dropped, typed, recent, or the sample. And the program ends.

use std::path::PathBuf;

use super::Effect;
use crate::ui::state::State;

/// Files come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCommand {
    /// Ask the system for a file dialog.
    Choose,
    /// Open these, whatever they came from.
    Open(Vec<PathBuf>),
    /// Open the sample that the program brings along.
    OpenSample,
    /// A file was opened: it is a recent one now.
    Opened(PathBuf),
    /// Stop what goes on in the background.
    Cancel,
    /// End the program.
    Quit,
}

pub(super) fn apply(command: FileCommand, state: &mut State) -> Vec<Effect> {
    match command {
        FileCommand::Choose => vec![Effect::ChooseFiles],
        FileCommand::Open(paths) if paths.is_empty() => Vec::new(),
        FileCommand::Open(paths) => vec![Effect::Open(paths)],
        FileCommand::OpenSample => vec![Effect::OpenSample],
        FileCommand::Opened(path) => {
            state.settings.remember_file(&path);
            vec![Effect::SaveSettings]
        }
        FileCommand::Cancel => vec![Effect::Cancel],
        FileCommand::Quit => vec![Effect::Quit],
    }
}
