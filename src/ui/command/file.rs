//! Files come: chosen, dropped, typed, recent, or the sample. And the program ends.

use std::path::{Path, PathBuf};

use super::{Effect, YearsCommand};
use crate::ui::dialog::{Brought, DialogKind, OpenDialog};
use crate::ui::notify::{Saying, Severity, Words};
use crate::ui::save::SaveWhat;
use crate::ui::state::State;
use crate::ui::state::project::{After, is_project};

/// Files come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCommand {
    /// Ask the system for a file dialog.
    Choose,
    /// Open these files and folders, whatever they came from. Several years among them go to their dialog.
    Open(Vec<PathBuf>),
    /// Files and folders were dropped on the window, perhaps onto the dialog about yearly layers.
    Drop(Vec<PathBuf>),
    /// Open these as a layer each, whatever they are.
    OpenApart(Vec<PathBuf>),
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
        FileCommand::OpenApart(paths) => vec![Effect::OpenApart(paths)],
        FileCommand::OpenSample => vec![Effect::OpenSample],
        FileCommand::Opened(path) => {
            state.settings.remember_file(&path);
            vec![Effect::SaveSettings]
        }
        FileCommand::ChooseSave(what) => vec![Effect::ChooseSave(what)],
        FileCommand::SaveTo(SaveWhat::Project, path) => {
            vec![Effect::SaveProject(SaveWhat::Project.named(path))]
        }
        FileCommand::SaveTo(what, path) if is_in_use(&what.named(path.clone()), state) => {
            let saying = Saying::new(move |lang| Words {
                happened: lang.fill("save.in_use", &[("file", &path.display().to_string())]),
                meaning: lang.text("save.in_use_means").to_owned(),
                remedy: lang.text("save.in_use_remedy").to_owned(),
                ..Words::default()
            });
            state.view.notes.say(Severity::Error, saying);
            Vec::new()
        }
        FileCommand::SaveTo(what, path) => {
            state.settings.last_folder = path.parent().map(ToOwned::to_owned);
            vec![Effect::Save(what, what.named(path)), Effect::SaveSettings]
        }
        FileCommand::Cancel => vec![Effect::Cancel],
        FileCommand::Quit => super::project::settled(After::Quit, state),
    }
}

/// True for a file that a layer of the map is read from: it must not be written over while it is.
fn is_in_use(path: &Path, state: &State) -> bool {
    let mut layers = state.session.layers().iter();
    let absolute = |path: &Path| std::path::absolute(path).ok();
    let path = absolute(path);
    layers.any(|layer| {
        let years = layer.year_layers.iter().flat_map(|years| &years.years);
        let mut sources = years
            .map(|year| &year.path)
            .chain([&layer.layer.source.path]);
        sources.any(|source| source.is_absolute() && absolute(source) == path)
    })
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
    open_all(paths, state)
}
