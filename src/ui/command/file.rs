//! Files come: chosen, dropped, typed, recent, or the sample. And the program ends.

use std::path::PathBuf;

use super::{Effect, YearsCommand};
use crate::ui::dialog::{Brought, DialogKind, OpenDialog};
use crate::ui::save::SaveWhat;
use crate::ui::state::State;
use crate::ui::state::project::{After, is_project};

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
        FileCommand::Open(paths) => open_all(paths, state),
        FileCommand::Drop(paths) => drop_on(paths, state),
        FileCommand::OpenSample => vec![Effect::OpenSample],
        FileCommand::Opened(path) => {
            state.settings.remember_file(&path);
            vec![Effect::SaveSettings]
        }
        FileCommand::ChooseSave(what) => vec![Effect::ChooseSave(what)],
        FileCommand::SaveTo(SaveWhat::Project, path) => {
            vec![Effect::SaveProject(SaveWhat::Project.named(path))]
        }
        FileCommand::SaveTo(what, path) => {
            state.settings.last_folder = path.parent().map(ToOwned::to_owned);
            vec![Effect::Save(what, what.named(path)), Effect::SaveSettings]
        }
        FileCommand::Cancel => vec![Effect::Cancel],
        FileCommand::Quit => super::project::settled(After::Quit, state),
    }
}

/// Of several projects the first is opened; other files come on top of it.
fn open_all(paths: Vec<PathBuf>, state: &mut State) -> Vec<Effect> {
    let (projects, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_project(path));
    let mut effects = match projects.into_iter().next() {
        Some(project) => super::project::settled(After::Open(project), state),
        None => Vec::new(),
    };
    if !files.is_empty() {
        effects.push(Effect::Open(files));
    }
    effects
}

/// The dialog about yearly layers takes what is dropped while it is open.
fn drop_on(paths: Vec<PathBuf>, state: &mut State) -> Vec<Effect> {
    let open = state.view.dialog.as_ref().map(OpenDialog::kind);
    if open == Some(DialogKind::Years) {
        let command = YearsCommand::Bring(Brought::paths(paths));
        return super::apply(command.into(), state);
    }
    if paths.iter().any(|path| is_project(path)) {
        return open_all(paths, state);
    }
    vec![Effect::OpenDropped(paths)]
}
