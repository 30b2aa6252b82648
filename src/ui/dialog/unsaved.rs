//! What is to become of changes that were not saved: asked before they would be lost.

use egui::Ui;

use super::frame::{Dialog, Primary, Scene};
use crate::text::Lang;
use crate::ui::command::{Command, ProjectCommand, ViewCommand};
use crate::ui::state::State;
use crate::ui::state::project::After;

/// The question; there is no draft.
#[derive(Debug)]
pub(super) struct UnsavedDialog {
    name: String,
    after: After,
}

impl UnsavedDialog {
    pub(super) fn new(state: &State) -> Self {
        let after = state.project.after.clone();
        Self {
            name: state.project.name(state.lang()),
            after: after.unwrap_or(After::New),
        }
    }
}

impl UnsavedDialog {
    fn settle(&self, save: bool) -> Command {
        let after = self.after.clone();
        ProjectCommand::Settle { save, after }.into()
    }
}

impl Dialog for UnsavedDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.unsaved.title").to_owned()
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let said = scene
            .lang
            .fill("dialog.unsaved.said", &[("name", &self.name)]);
        ui.add(egui::Label::new(said).wrap());
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        if ui
            .button(scene.lang.text("dialog.unsaved.discard"))
            .clicked()
        {
            scene.commands.push(ViewCommand::CloseDialog.into());
            scene.commands.push(self.settle(false));
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        Some(Primary {
            text: lang.text("dialog.unsaved.save").to_owned(),
            blocked: None,
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Some(self.settle(true))
    }
}
