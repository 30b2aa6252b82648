//! What is written: projects, the session for the case of a crash, exports, the settings.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use super::delivery::Delivery;
use super::{JobKind, Jobs, ToWrite};
use crate::io::WriteError;
use crate::io::project_file::{self, RecoveryRecord};
use crate::job::{Cancelled, Progress};
use crate::project;
use crate::ui::save::{self, SaveWhat};
use crate::ui::sheet::{Project, SheetFormat, SheetRequest, Unwritten};
use crate::ui::state::{Document, Settings, State};

impl Jobs {
    /// Writes the project.
    pub fn save_project(&mut self, path: PathBuf, state: &State) {
        let document = Document::of(state);
        let mut file = document.to_file(state);
        let stamps = Arc::clone(&self.stamps);
        self.queue.spawn(JobKind::SaveProject, move |progress| {
            let written = {
                let mut stamps = stamps.lock().unwrap_or_else(PoisonError::into_inner);
                project::fill(&mut file, path.parent(), Some(&mut stamps), progress)?;
                project_file::write(&file, &path, true)
            };
            Ok(Delivery::ProjectSaved(path, Box::new(document), written))
        });
    }

    /// Keeps the session for the case of a crash, and then lets go of what it was recovered from.
    pub fn keep(&mut self, path: PathBuf, recovered: Vec<PathBuf>, state: &State) {
        let mut file = Document::of(state).to_file(state);
        let of = state.project.path.as_ref();
        file.recovery = Some(RecoveryRecord {
            project: of.map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
        });
        self.queue.spawn(JobKind::Journal, move |progress| {
            project::fill(&mut file, None, None, progress)?;
            let written = project_file::write(&file, &path, false);
            if written.is_ok() {
                for old in recovered {
                    // The lock that belongs to it is the window's, which lets go of it.
                    let _ = std::fs::remove_file(old);
                }
            }
            Ok(Delivery::Kept(written))
        });
    }

    /// Writes the sheet, or the sheets of a series.
    pub fn print(&mut self, format: SheetFormat, path: PathBuf, state: &State) {
        let Some(request) = SheetRequest::of(state) else {
            return;
        };
        let project = Project::of(state, Arc::clone(&self.stamps));
        self.write(JobKind::Print, move |progress| {
            match request.write(format, &path, Some(project), progress) {
                Err(Unwritten::Failed(WriteError::Cancelled(cancelled))) => Err(cancelled),
                written => Ok(Delivery::Printed(format, path, written)),
            }
        });
    }

    /// Writes something to a file.
    pub fn export(&mut self, what: SaveWhat, path: PathBuf, state: &State) {
        let Some(write) = save::writer(what, state) else {
            return;
        };
        self.write(JobKind::Export, move |progress| {
            match write(&path, progress) {
                Err(WriteError::Cancelled(cancelled)) => Err(cancelled),
                written => Ok(Delivery::Exported(path, written)),
            }
        });
    }

    /// Writes a file that was asked for, when those that were asked for before are there: none takes the place of
    /// another, as newer work of a kind does elsewhere.
    fn write(
        &mut self,
        kind: JobKind,
        work: impl FnOnce(&Progress) -> Result<Delivery, Cancelled> + Send + 'static,
    ) {
        let work = Box::new(work);
        self.unwritten.push_back(ToWrite { kind, work });
        self.write_next();
    }

    /// Begins with the next file if none is being written.
    pub(super) fn write_next(&mut self) {
        let was_asked = |kind: &JobKind| matches!(kind, JobKind::Export | JobKind::Print);
        if self.queue.running().any(|job| was_asked(job.kind)) {
            return;
        }
        if let Some(ToWrite { kind, work }) = self.unwritten.pop_front() {
            self.queue.spawn(kind, work);
        }
    }

    /// Writes the settings.
    pub fn save(&mut self, settings: Settings) {
        let file = Arc::clone(&self.settings_file);
        self.queue.spawn(JobKind::Save, move |_| {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let saved = file.save(&settings).map_err(|error| error.to_string());
            Ok(Delivery::Saved(saved))
        });
    }
}
