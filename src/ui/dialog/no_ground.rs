//! What a sheet is to be made of whose background cannot be had whole: asked before anything is written.

use egui::Ui;

use super::frame::{Dialog, Primary, Scene};
use crate::text::Lang;
use crate::ui::command::{Command, SheetCommand, ViewCommand};
use crate::ui::sheet::GroundAnswer;
use crate::ui::theme;

/// The question; there is no draft.
#[derive(Debug)]
pub(super) struct NoGroundDialog;

impl Dialog for NoGroundDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.no_ground.title").to_owned()
    }

    fn width(&self) -> f32 {
        560.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let Some(waiting) = &scene.state.view.sheet.waiting else {
            return;
        };
        let count = |number: usize| lang.count(number as u64);
        let (missing, tiles) = (count(waiting.lacking.missing), count(waiting.lacking.tiles));
        let values = [("missing", missing.as_str()), ("tiles", &tiles)];
        let said = lang.fill("dialog.no_ground.said", &values);
        ui.add(egui::Label::new(said).wrap());
        ui.add_space(theme::GAP);
        ui.add(egui::Label::new(lang.text("dialog.no_ground.help")).wrap());
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let choices = [
            ("dialog.no_ground.cached", Some(GroundAnswer::Cached)),
            ("dialog.no_ground.again", None),
        ];
        for (key, answer) in choices {
            if ui.button(scene.lang.text(key)).clicked() {
                scene.commands.push(ViewCommand::CloseDialog.into());
                scene.commands.push(SheetCommand::Answer(answer).into());
            }
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        Some(Primary {
            text: lang.text("dialog.no_ground.without").to_owned(),
            blocked: None,
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Some(SheetCommand::Answer(Some(GroundAnswer::Without)).into())
    }
}
