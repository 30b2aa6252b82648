//! The project that the window works on: its file, whether there is something to save, and what waits until that is
//! settled.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::document::Document;
use crate::io::project_file::{self, LayerRecord, ProjectFile};
use crate::project::{Answers, Wanted};
use crate::text::Lang;

/// What is to happen once unsaved changes are settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// The window closes.
    Quit,
    /// Another project is opened.
    Open(PathBuf),
    /// A new project is begun.
    New,
}

/// A project of which files are nowhere, until it is said where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// What is to be opened.
    pub path: PathBuf,
    /// What stands in it.
    pub file: ProjectFile,
    /// The files that are nowhere.
    pub wanted: Vec<Wanted>,
    /// Which files take their place.
    pub answers: Answers,
}

/// A session that did not end as it should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crashed {
    /// What was kept of it.
    pub file: PathBuf,
    /// When that was.
    pub at: SystemTime,
    /// The project that it worked on.
    pub project: Option<PathBuf>,
}

/// The project.
#[derive(Debug, Default)]
pub struct ProjectState {
    /// Its file; `None` while it was never saved.
    pub path: Option<PathBuf>,
    /// The document as it stands in the file, or as it was begun.
    saved: Option<Document>,
    /// There is something to save.
    dirty: bool,
    /// Grows with everything that a recovery has to hold.
    revision: u64,
    /// What stands in the file and nobody here knows.
    pub more: toml::Table,
    /// Layers of the file that could not be opened, by their place.
    pub left_out: Vec<(usize, LayerRecord)>,
    /// What waits for unsaved changes to be settled.
    pub after: Option<After>,
    /// A project that waits for its files.
    pub waiting: Option<Waiting>,
    /// Sessions that can be recovered, newest first.
    pub crashed: Vec<Crashed>,
    /// The language was asked for on the command line: projects do not change it.
    pub lang_is_asked: bool,
}

impl ProjectState {
    /// The document is as it stands in the file.
    pub fn is_saved(&mut self, document: Document) {
        self.saved = Some(document);
        self.dirty = false;
        self.revision += 1;
    }

    /// Nothing of the document stands in any file.
    pub fn is_unsaved(&mut self) {
        self.saved = None;
        self.dirty = true;
        self.revision += 1;
    }

    /// The document changed. Where a project was never saved, files that were only opened are nothing to save.
    pub fn changed(&mut self, document: &Document, only_opened: bool) {
        self.revision += 1;
        if only_opened && self.path.is_none() && !self.dirty {
            self.saved = Some(document.clone());
            return;
        }
        self.dirty = match &self.saved {
            Some(saved) if self.path.is_none() => !saved.is_same_work(document),
            Some(saved) => !saved.is_same(document),
            None => true,
        };
    }

    /// Something passed that a recovery should hold, and nobody would save.
    pub fn moved(&mut self) {
        self.revision += 1;
    }

    /// There is something to save.
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Grows with everything that a recovery has to hold.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What the project is called: the name of its file.
    pub fn name(&self, lang: Lang) -> String {
        match &self.path {
            Some(path) => name_of(path),
            None => lang.text("project.untitled").to_owned(),
        }
    }

    /// The title of the window: "kaart* – Ruilkaart".
    pub fn title(&self, lang: Lang) -> String {
        let app = lang.text("app.name");
        if self.path.is_none() && !self.dirty {
            return app.to_owned();
        }
        let mark = if self.dirty { "*" } else { "" };
        format!("{}{mark} – {app}", self.name(lang))
    }
}

/// The name of a project's file without its ending.
pub fn name_of(path: &Path) -> String {
    let name = path.file_stem().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// True for a path that ends as projects do, or as sheets that may carry one.
pub fn is_project(path: &Path) -> bool {
    project_file::is_project(path) || project_file::is_sheet(path)
}
