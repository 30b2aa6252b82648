//! What a project says of crops, to a CSV file and from one: read and written in the background.

use std::path::{Path, PathBuf};

use egui::{Align, Layout, TextEdit, Ui};

use super::super::frame::{Scene, secondary};
use crate::domain::CropOverrides;
use crate::explain::{self, Explained};
use crate::io::{self, atomic};
use crate::text::Lang;
use crate::ui::command::CropsCommand;
use crate::ui::later::Later;
use crate::ui::state::State;

/// The path that was typed, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Transfer {
    path: String,
    asked: Option<Asked>,
    done: Later<Asked, Done>,
    /// What the last answer was taken over from, so that it is taken over once.
    taken: Option<Asked>,
}

/// One wish; the number tells two of the same file apart.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    number: u32,
    path: PathBuf,
    lang: Lang,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Read,
    Write(CropOverrides, String),
}

/// What came of a wish; an error is in words already.
#[derive(Debug, Clone)]
enum Done {
    Read(CropOverrides),
    Written(usize),
    Failed(Explained),
}

impl Transfer {
    /// Offers a file in the folder that was used last.
    pub(super) fn new(state: &State) -> Self {
        let folder = state.settings.last_folder.as_ref();
        let name = state.lang().text("dialog.crops.file_name");
        let path = folder.map(|folder| folder.join(name).display().to_string());
        Self {
            path: path.unwrap_or_default(),
            ..Self::default()
        }
    }

    pub(super) fn show(&mut self, ui: &mut Ui, scene: &mut Scene<'_>, said: &CropOverrides) {
        let lang = scene.lang;
        let label = secondary(ui, lang.text("dialog.crops.path"));
        let size = egui::vec2(ui.available_width(), crate::ui::theme::CONTROL_HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            let is_there = !self.path.trim().is_empty();
            let button = |ui: &mut Ui, key, enabled| {
                let button = egui::Button::new(lang.text(key));
                let help = lang.text("dialog.crops.transfer_help");
                ui.add_enabled(enabled, button)
                    .on_hover_text(help)
                    .clicked()
            };
            if button(ui, "dialog.crops.export", is_there && !said.is_empty()) {
                let catalogue = &scene.state.session.knowledge().catalogue;
                let text = said.to_csv(catalogue);
                self.wish(What::Write(said.clone(), text), lang);
            }
            if button(ui, "dialog.crops.import", is_there) {
                self.wish(What::Read, lang);
            }
            let field = TextEdit::singleline(&mut self.path)
                .desired_width(f32::INFINITY)
                .hint_text(lang.text("dialog.crops.path_hint"));
            ui.add(field).labelled_by(label.id);
        });
        self.work(ui, scene);
    }

    fn wish(&mut self, what: What, lang: Lang) {
        let number = self.asked.as_ref().map_or(0, |asked| asked.number + 1);
        self.asked = Some(Asked {
            number,
            path: PathBuf::from(self.path.trim().trim_matches('"')),
            lang,
            what,
        });
    }

    /// Does what was asked for, and says what came of it.
    fn work(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let Some(asked) = self.asked.clone() else {
            return;
        };
        let work = asked.clone();
        self.done
            .ask(ui.ctx(), &asked, move |_| Ok(Ok(work.carry_out())));
        let lang = scene.lang;
        let Some(done) = self.done.current() else {
            if let Some(cause) = self.done.failure() {
                secondary(ui, cause);
            } else {
                secondary(ui, lang.text("dialog.busy"));
            }
            return;
        };
        if let Done::Read(overrides) = done
            && self.taken.as_ref() != Some(&asked)
        {
            scene
                .commands
                .push(CropsCommand::Take(overrides.clone()).into());
            self.taken = Some(asked.clone());
        }
        done_ui(ui, done, &asked.path, lang);
    }
}

fn done_ui(ui: &mut Ui, done: &Done, path: &Path, lang: Lang) {
    let file = path.file_name().unwrap_or(path.as_os_str());
    let file = file.to_string_lossy();
    let told = |key, count: usize| {
        let count = lang.count(count as u64);
        lang.fill(key, &[("file", &file), ("count", &count)])
    };
    match done {
        Done::Read(overrides) => secondary(ui, told("dialog.crops.imported", overrides.len())),
        Done::Written(count) => secondary(ui, told("dialog.crops.exported", *count)),
        Done::Failed(error) => {
            let colour = crate::ui::theme::colours(ui).error;
            let words = format!("{} {} {}", error.what, error.meaning, error.remedy);
            let text = egui::RichText::new(words).color(colour);
            let text = text.size(crate::ui::theme::TEXT_SMALL);
            ui.add(egui::Label::new(text).wrap().selectable(true))
        }
    };
}

impl Asked {
    fn carry_out(&self) -> Done {
        match &self.what {
            What::Read => self.read(),
            What::Write(overrides, text) => {
                let fill = |out: &mut std::io::BufWriter<&mut std::fs::File>| {
                    std::io::Write::write_all(out, text.as_bytes())
                };
                match atomic::write(&self.path, fill) {
                    Ok(()) => Done::Written(overrides.len()),
                    Err(error) => Done::Failed(explain::write_error(&error, self.lang)),
                }
            }
        }
    }

    fn read(&self) -> Done {
        let text = match io::read_text(&self.path) {
            Ok(text) => text,
            Err(error) => return Done::Failed(explain::open_error(&error, self.lang)),
        };
        match CropOverrides::parse(&text) {
            Ok(overrides) => Done::Read(overrides),
            Err(error) => Done::Failed(explain::catalogue_error(&error, &self.path, self.lang)),
        }
    }
}
