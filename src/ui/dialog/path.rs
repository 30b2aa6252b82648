//! The field for typing or pasting the path of a file: the way in where the system has no file dialog.

use std::path::{Path, PathBuf};

use egui::{Align, Label, Layout, RichText, TextEdit, Ui};

use super::files::Purpose;
use super::frame::{Dialog, Primary, Scene, secondary};
use super::paths::{Found, home, look, parse};
use crate::text::Lang;
use crate::ui::command::Command;
use crate::ui::later::Later;
use crate::ui::{icons, theme};

/// Why the field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathReason {
    /// It was asked for.
    Asked,
    /// The system has no file dialog.
    NoDialog,
    /// The system's file dialog does not seem to come.
    NoAnswer,
}

impl PathReason {
    /// Says it, where the field was not asked for, and what to do instead: the text with this key.
    pub(super) fn say(self, ui: &mut Ui, instead: &'static str, lang: Lang) {
        if let Some(why) = self.words(instead, lang) {
            secondary(ui, why);
            ui.add_space(theme::GAP);
        }
    }

    /// What [`say`](Self::say) says.
    pub(super) fn words(self, instead: &'static str, lang: Lang) -> Option<String> {
        let why = match self {
            Self::Asked => return None,
            Self::NoDialog => "dialog.path.no_dialog",
            Self::NoAnswer => "dialog.path.no_answer",
        };
        Some([why, instead].map(|key| lang.text(key)).join(" "))
    }
}

/// Key of what to do where files cannot be chosen: they can be typed, and dropped.
pub(super) const TO_OPEN: &str = "dialog.path.to_open";

/// Paths that are looked at and listed: more are opened all the same.
const LISTED: usize = 20;

/// The text that was typed, and where its paths lead.
#[derive(Debug)]
pub(super) struct PathDialog {
    reason: PathReason,
    purpose: Purpose,
    text: String,
    paths: Vec<PathBuf>,
    home: Option<PathBuf>,
    found: Later<Vec<PathBuf>, Vec<Found>>,
}

impl PathDialog {
    pub(super) fn new(reason: PathReason, purpose: Purpose) -> Self {
        Self {
            reason,
            purpose,
            text: String::new(),
            paths: Vec::new(),
            home: home(),
            found: Later::default(),
        }
    }

    fn field(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let label = ui.label(scene.lang.text("dialog.path.label"));
        // Enter opens; lines come by pasting.
        let field = TextEdit::multiline(&mut self.text)
            .desired_rows(3)
            .desired_width(f32::INFINITY)
            .return_key(None)
            .hint_text(scene.lang.text("dialog.path.hint"));
        let field = ui.add(field).labelled_by(label.id);
        if scene.opening {
            field.request_focus();
        }
        if field.changed() {
            self.paths = parse(&self.text, self.home.as_deref());
        }
        if field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            scene.submit();
        }
    }

    /// Each path with what it leads to.
    fn list(&self, ui: &mut Ui, lang: Lang) {
        for (number, path) in self.paths.iter().take(LISTED).enumerate() {
            let found = self.found.current().and_then(|found| found.get(number));
            row(ui, lang, path, found.copied());
        }
        let more = self.paths.len().saturating_sub(LISTED);
        if more > 0 {
            let more = lang.count(more as u64);
            secondary(ui, lang.fill("dialog.path.more", &[("count", &more)]));
        }
    }

    fn count(&self, wanted: impl Fn(&Found) -> bool) -> usize {
        let found = self.found.current().map(Vec::as_slice).unwrap_or_default();
        found.iter().filter(|found| wanted(found)).count()
    }

    fn blocked(&self, lang: Lang) -> Option<String> {
        let key = if self.paths.is_empty() {
            "dialog.path.nothing_typed"
        } else if self.count(|found| *found == Found::Nothing) > 0 {
            "dialog.path.not_there"
        } else if self.count(|found| *found == Found::Folder) > 0 {
            "dialog.path.is_folder"
        } else {
            return None;
        };
        Some(lang.text(key).to_owned())
    }
}

impl Dialog for PathDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.path.title").to_owned()
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        self.reason.say(ui, TO_OPEN, scene.lang);
        self.field(ui, scene);
        let question: Vec<PathBuf> = self.paths.iter().take(LISTED).cloned().collect();
        let paths = question.clone();
        self.found.ask(ui.ctx(), &question, move |progress| {
            let mut found = Vec::with_capacity(paths.len());
            for path in &paths {
                progress.check()?;
                found.push(look(path));
            }
            Ok(Ok(found))
        });
        self.list(ui, scene.lang);
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let text = match self.paths.len() {
            0 | 1 => lang.text("dialog.path.open").to_owned(),
            many => {
                let count = lang.count(many as u64);
                lang.fill("dialog.path.open_many", &[("count", &count)])
            }
        };
        Some(Primary {
            text,
            blocked: self.blocked(lang),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        self.purpose.files(std::mem::take(&mut self.paths))
    }
}

/// The file's name first: folders are long.
fn row(ui: &mut Ui, lang: Lang, path: &Path, found: Option<Found>) {
    let colours = theme::colours(ui);
    let (icon, colour, says) = match found {
        None => ("", colours.secondary, String::new()),
        Some(Found::File(bytes)) => (icons::CHECK, colours.accent, lang.file_size(bytes)),
        Some(Found::Folder) => (
            icons::FOLDER_OPEN,
            colours.warning,
            lang.text("dialog.path.folder").to_owned(),
        ),
        Some(Found::Nothing) => (
            icons::WARNING,
            colours.warning,
            lang.text("dialog.path.missing").to_owned(),
        ),
    };
    let name = path.file_name().unwrap_or(path.as_os_str());
    let folder = path.parent().unwrap_or(Path::new(""));
    let size = egui::vec2(ui.available_width(), theme::CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.label(RichText::new(says).color(colours.secondary));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let icon = RichText::new(icon).color(colour).size(theme::TEXT_HEADING);
            ui.add_sized([theme::GAP_LARGE, theme::CONTROL_HEIGHT], Label::new(icon));
            ui.add(Label::new(name.to_string_lossy()).truncate());
            let folder = RichText::new(folder.to_string_lossy()).color(colours.secondary);
            ui.add(Label::new(folder.size(theme::TEXT_SMALL)).truncate());
        });
    });
}
