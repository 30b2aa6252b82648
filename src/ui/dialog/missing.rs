//! Files of a project that are nowhere: each can be pointed out or left out. One that is pointed out brings those
//! with it that lie in the same folder.

use std::path::Path;

use egui::{Label, RichText, Ui};

use super::frame::{Dialog, Primary, Scene, secondary};
use crate::text::Lang;
use crate::ui::command::{Command, ProjectCommand};
use crate::ui::state::project::Waiting;
use crate::ui::theme;

/// The list of missing files; the answers are kept with the project that waits.
#[derive(Debug)]
pub(super) struct MissingDialog;

impl Dialog for MissingDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.missing.title").to_owned()
    }

    fn width(&self) -> f32 {
        600.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        secondary(ui, scene.lang.text("dialog.missing.help"));
        let Some(waiting) = &scene.state.project.waiting else {
            return;
        };
        for number in 0..waiting.wanted.len() {
            ui.add_space(theme::GAP);
            ui.push_id(number, |ui| {
                file_ui(ui, number, waiting, scene.lang, scene.commands);
            });
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        Some(Primary {
            text: lang.text("dialog.missing.open").to_owned(),
            blocked: None,
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Some(ProjectCommand::Resume.into())
    }
}

fn file_ui(ui: &mut Ui, number: usize, waiting: &Waiting, lang: Lang, commands: &mut Vec<Command>) {
    let Some(wanted) = waiting.wanted.get(number) else {
        return;
    };
    let name = wanted.was.file_name().unwrap_or(wanted.was.as_os_str());
    let name = name.to_string_lossy().into_owned();
    ui.add(Label::new(RichText::new(&name).strong()).truncate());
    let folder = wanted.was.parent().unwrap_or(Path::new(""));
    let was = lang.fill(
        "dialog.missing.was",
        &[("folder", &folder.display().to_string())],
    );
    secondary(ui, was);
    let answer = waiting.answers.get(&wanted.was).and_then(Option::as_ref);
    let becomes = match answer {
        Some(path) => lang.fill(
            "dialog.missing.becomes",
            &[("file", &path.display().to_string())],
        ),
        None => lang.text("dialog.missing.left_out").to_owned(),
    };
    ui.add(Label::new(becomes).wrap());
    ui.horizontal_wrapped(|ui| {
        let choose = lang.text("dialog.missing.choose");
        let spoken = format!("{choose} {name}");
        if ui.button(choose).accessible_name(&spoken).clicked() {
            commands.push(ProjectCommand::ChooseMissing(number).into());
        }
        if let Some(maybe) = wanted.maybe.as_ref().filter(|maybe| answer != Some(maybe)) {
            let file = maybe.display().to_string();
            let take = lang.fill("dialog.missing.take", &[("file", &file)]);
            if ui.button(take).clicked() {
                commands.push(ProjectCommand::Found(number, Some(maybe.clone())).into());
            }
        }
        if answer.is_some() {
            let skip = lang.text("dialog.missing.skip");
            let spoken = format!("{skip} {name}");
            if ui.button(skip).accessible_name(&spoken).clicked() {
                commands.push(ProjectCommand::Found(number, None).into());
            }
        }
    });
}
