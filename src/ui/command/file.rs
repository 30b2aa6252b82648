//! Files come: chosen, dropped, typed, recent, or the sample. And the program ends.

use std::path::PathBuf;

use super::{Effect, YearsCommand};
use crate::ui::dialog::{Brought, DialogKind, OpenDialog};
use crate::ui::save::SaveWhat;
use crate::ui::state::State;

/// Files come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCommand {
    /// Ask the system for a file dialog.
    Choose,
    /// Open these, whatever they came from.
    Open(Vec<PathBuf>),
    /// Files and folders were dropped on the window.
    Drop(Vec<PathBuf>),
    /// Open the sample that the program brings along.
    OpenSample,
    /// A file was opened: it is a recent one now.
    Opened(PathBuf),
    /// Ask the system where something is to be saved.
    ChooseSave(SaveWhat),
    /// Save something to a file.
    SaveTo(SaveWhat, PathBuf),
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
        FileCommand::Drop(paths) => drop_on(paths, state),
        FileCommand::OpenSample => vec![Effect::OpenSample],
        FileCommand::Opened(path) => {
            state.settings.remember_file(&path);
            vec![Effect::SaveSettings]
        }
        FileCommand::ChooseSave(what) => vec![Effect::ChooseSave(what)],
        FileCommand::SaveTo(what, path) => {
            state.settings.last_folder = path.parent().map(ToOwned::to_owned);
            vec![Effect::Save(what, what.named(path)), Effect::SaveSettings]
        }
        FileCommand::Cancel => vec![Effect::Cancel],
        FileCommand::Quit => vec![Effect::Quit],
    }
}

/// The dialog about yearly layers takes what is dropped while it is open.
fn drop_on(paths: Vec<PathBuf>, state: &mut State) -> Vec<Effect> {
    let open = state.view.dialog.as_ref().map(OpenDialog::kind);
    if open == Some(DialogKind::Years) {
        let command = YearsCommand::Bring(Brought::paths(paths));
        return super::apply(command.into(), state);
    }
    vec![Effect::OpenDropped(paths)]
}
