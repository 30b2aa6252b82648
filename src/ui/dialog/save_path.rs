//! The field for typing where something is to be saved: where the system has no file dialog.

use std::path::{Path, PathBuf};

use egui::{TextEdit, Ui};

use super::PathReason;
use super::files::Purpose;
use super::frame::{Dialog, Primary, Scene, secondary};
use super::paths::{Found, home, look, parse};
use crate::text::Lang;
use crate::ui::command::Command;
use crate::ui::later::Later;
use crate::ui::save::SaveWhat;
use crate::ui::state::State;

/// What is known of a path: what is there, and whether its folder is.
type Place = (Found, bool);

/// The text that was typed, and where it leads.
#[derive(Debug)]
pub(super) struct SavePathDialog {
    what: SaveWhat,
    reason: PathReason,
    text: String,
    home: Option<PathBuf>,
    found: Later<PathBuf, Place>,
}

impl SavePathDialog {
    pub(super) fn new(what: SaveWhat, reason: PathReason, state: &State) -> Self {
        let home = home();
        let folder = state.settings.last_folder.clone().or_else(|| home.clone());
        let file = what.suggested(state.lang());
        let path = folder.map_or_else(|| file.clone().into(), |folder| folder.join(&file));
        Self {
            what,
            reason,
            text: path.to_string_lossy().into_owned(),
            home,
            found: Later::default(),
        }
    }

    fn path(&self) -> Option<PathBuf> {
        let paths = parse(&self.text, self.home.as_deref());
        paths.into_iter().next().map(|path| self.what.named(path))
    }
}

impl Dialog for SavePathDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.files.save_title").to_owned()
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        self.reason.say(ui, "dialog.path.to_save", scene.lang);
        let label = ui.label(scene.lang.text("dialog.path.save_label"));
        let field = TextEdit::singleline(&mut self.text).desired_width(f32::INFINITY);
        let field = ui.add(field).labelled_by(label.id);
        if scene.opening {
            field.request_focus();
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            scene.submit();
        }
        let Some(path) = self.path() else { return };
        self.found.ask(ui.ctx(), &path.clone(), move |_| {
            let folder = path.parent().unwrap_or(Path::new("."));
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            Ok(Ok((look(&path), look(folder) == Found::Folder)))
        });
        if let Some((Found::File(_), _)) = self.found.current() {
            secondary(ui, scene.lang.text("dialog.path.replaces"));
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let blocked = match (self.path(), self.found.current()) {
            (None, _) => Some("dialog.path.nothing_typed"),
            (_, Some((Found::Folder, _))) => Some("dialog.path.is_folder"),
            (_, Some((_, false))) => Some("dialog.path.no_folder"),
            _ => None,
        };
        Some(Primary {
            text: lang.text("dialog.path.save").to_owned(),
            blocked: blocked.map(|key| lang.text(key).to_owned()),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Purpose::Save(self.what).files(self.path().into_iter().collect())
    }
}
