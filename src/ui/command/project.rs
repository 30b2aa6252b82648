//! The project: saved, opened, begun anew, recovered; and what is asked before anything is lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Effect;
use crate::io::project_file::{self, ProjectError, ProjectFile};
use crate::project::{OpenProject, Wanted};
use crate::ui::dialog::{DialogKind, OpenDialog};
use crate::ui::notify::{Saying, Severity};
use crate::ui::project_words as words;
use crate::ui::save::SaveWhat;
use crate::ui::state::project::{After, Waiting};
use crate::ui::state::{Document, State, document};

/// What happens to the project.
#[derive(Debug)]
pub enum ProjectCommand {
    /// Begin a new one.
    New,
    /// Open one.
    Open(PathBuf),
    /// Save it where it is; asks where, the first time.
    Save,
    /// Ask where it is to be saved.
    SaveAs,
    /// It was saved: the document as it was then.
    Saved(PathBuf, Box<Document>),
    /// It was not.
    NotSaved,
    /// It cannot be opened.
    Failed(Box<ProjectError>),
    /// Files of it are nowhere.
    Wanted(PathBuf, Box<ProjectFile>, Vec<Wanted>),
    /// Ask the system for the file that takes the place of a missing one, by its number.
    ChooseMissing(usize),
    /// This file takes the place of a missing one; nothing leaves it out.
    Found(usize, Option<PathBuf>),
    /// Open what waited for its files.
    Resume,
    /// It was opened.
    Opened(PathBuf, Box<OpenProject>),
    /// Unsaved changes are to be saved before what waits happens, or not.
    Settle {
        /// Save them.
        save: bool,
        /// What waits.
        after: After,
    },
    /// Go on with a session that did not end, by its number.
    Recover(usize),
    /// Throw it away.
    Forget(usize),
}

pub(super) fn apply(command: ProjectCommand, state: &mut State) -> Vec<Effect> {
    match command {
        ProjectCommand::New => return settled(After::New, state),
        ProjectCommand::Open(path) => return settled(After::Open(path), state),
        ProjectCommand::Save => {
            state.project.after = None;
            return save(state);
        }
        ProjectCommand::SaveAs => {
            state.project.after = None;
            return vec![Effect::ChooseSave(SaveWhat::Project)];
        }
        ProjectCommand::Saved(path, document) => return saved(path, *document, state),
        ProjectCommand::NotSaved => state.project.after = None,
        ProjectCommand::Failed(error) => {
            let saying = Saying::new(move |lang| words::error(&error, lang));
            state.view.notes.say(Severity::Error, saying);
        }
        ProjectCommand::Wanted(path, file, wanted) => {
            let answers = wanted
                .iter()
                .map(|wanted| (wanted.was.clone(), None))
                .collect();
            state.project.waiting = Some(Waiting {
                path,
                file: *file,
                wanted,
                answers,
            });
            state.view.dialog = OpenDialog::new(DialogKind::MissingFiles, state);
        }
        ProjectCommand::ChooseMissing(number) => return vec![Effect::ChooseMissing(number)],
        ProjectCommand::Found(number, path) => found(number, path.as_deref(), state),
        ProjectCommand::Resume => {
            let waiting = state.project.waiting.take();
            return waiting
                .map(Box::new)
                .map(Effect::OpenWaiting)
                .into_iter()
                .collect();
        }
        ProjectCommand::Opened(path, project) => return opened(path, *project, state),
        ProjectCommand::Settle { save: keep, after } => {
            state.project.after = Some(after);
            return if keep { save(state) } else { go_on(state) };
        }
        ProjectCommand::Recover(number) => {
            if number < state.project.crashed.len() {
                let crashed = state.project.crashed.remove(number);
                return vec![Effect::Recover(crashed.file)];
            }
        }
        ProjectCommand::Forget(number) => {
            if number < state.project.crashed.len() {
                let crashed = state.project.crashed.remove(number);
                return vec![Effect::ForgetRecovery(crashed.file)];
            }
        }
    }
    Vec::new()
}

/// Does what would throw unsaved changes away, after it was asked.
pub(super) fn settled(after: After, state: &mut State) -> Vec<Effect> {
    state.project.after = Some(after);
    if state.project.is_dirty() {
        state.view.dialog = OpenDialog::new(DialogKind::Unsaved, state);
        // The dialog knows; nothing happens unless it says so.
        state.project.after = None;
        return Vec::new();
    }
    go_on(state)
}

/// Writes the project where it is; asks where, the first time.
fn save(state: &State) -> Vec<Effect> {
    vec![match &state.project.path {
        Some(path) => Effect::SaveProject(path.clone()),
        None => Effect::ChooseSave(SaveWhat::Project),
    }]
}

/// Does what waited.
fn go_on(state: &mut State) -> Vec<Effect> {
    match state.project.after.take() {
        None => Vec::new(),
        Some(After::Quit) => vec![Effect::Quit],
        Some(After::Open(path)) => vec![Effect::OpenProject(path)],
        Some(After::New) => {
            document::begin(state);
            begun(None, state);
            vec![Effect::Gather]
        }
    }
}

/// Another project than before is at hand.
fn begun(path: Option<PathBuf>, state: &mut State) {
    state.history.clear();
    state.project.path = path;
    let document = Document::of(state);
    state.project.is_saved(document);
}

fn saved(path: PathBuf, document: Document, state: &mut State) -> Vec<Effect> {
    state.settings.remember_project(&path);
    state.project.path = Some(path.clone());
    state.project.is_saved(document);
    // Perhaps something was changed while it was being written.
    let now = Document::of(state);
    state.project.changed(&now, false);
    let saying = Saying::new(move |lang| words::saved(&path, lang));
    state.view.notes.say(Severity::Info, saying);
    let mut effects = vec![Effect::SaveSettings];
    effects.extend(go_on(state));
    effects
}

/// Other missing files that lie in the same folder are found with it.
fn found(number: usize, path: Option<&Path>, state: &mut State) {
    let Some(waiting) = &mut state.project.waiting else {
        return;
    };
    let Some(wanted) = waiting.wanted.get(number) else {
        return;
    };
    let answer = path.map(Path::to_owned);
    waiting.answers.insert(wanted.was.clone(), answer);
    let Some(folder) = path.and_then(Path::parent) else {
        return;
    };
    for other in &waiting.wanted {
        let beside = other.was.file_name().map(|name| folder.join(name));
        let open = waiting.answers.get(&other.was).is_none_or(Option::is_none);
        if let Some(beside) = beside.filter(|beside| open && beside.is_file()) {
            waiting.answers.insert(other.was.clone(), Some(beside));
        }
    }
}

fn opened(path: PathBuf, mut project: OpenProject, state: &mut State) -> Vec<Effect> {
    let troubles = Arc::new(std::mem::take(&mut project.troubles));
    let recovery = project.file.recovery.take();
    let is_recovery = recovery.is_some();
    document::take(project, state);
    match recovery {
        // What is saved must not take the place of the sheet that it came from.
        None if project_file::is_sheet(&path) => begun(None, state),
        None => {
            let of = project_file::of_version(&path);
            let is_version = of.is_some();
            let of = of.unwrap_or_else(|| path.clone());
            state.settings.remember_project(&of);
            begun(Some(of), state);
            if is_version {
                // It takes the place of the project when it is saved.
                state.project.is_unsaved();
            }
        }
        Some(record) => {
            let of =
                Some(PathBuf::from(record.project)).filter(|path| !path.as_os_str().is_empty());
            begun(of, state);
            state.project.is_unsaved();
        }
    }
    for number in 0..troubles.len() {
        let troubles = Arc::clone(&troubles);
        let severity = troubles.get(number).map_or(Severity::Info, words::severity);
        let saying = Saying::new(move |lang| words::trouble(troubles.get(number), lang));
        state.view.notes.say(severity, saying);
    }
    let mut effects = vec![Effect::Gather, Effect::SaveSettings];
    if is_recovery {
        effects.push(Effect::Recovered(path));
    }
    effects
}
