//! In which form the classified parcels are saved; where to comes after it.

use egui::Ui;

use super::choice;
use super::frame::{Dialog, Primary, Scene, secondary};
use crate::text::Lang;
use crate::ui::command::{Command, FileCommand};
use crate::ui::save::{ParcelFormat, SaveWhat};
use crate::ui::theme;

/// The form that is chosen.
#[derive(Debug)]
pub(super) struct ExportDialog {
    format: ParcelFormat,
}

impl ExportDialog {
    pub(super) fn new() -> Self {
        Self {
            format: ParcelFormat::GeoPackage,
        }
    }
}

impl Dialog for ExportDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.export.title").to_owned()
    }

    fn width(&self) -> f32 {
        600.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        secondary(ui, lang.text("dialog.export.help"));
        ui.add_space(theme::GAP);
        for format in ParcelFormat::ALL {
            let name = lang.text_of("export_format", format.key());
            let detail = lang.text_of("export_format_help", format.key());
            if choice::row(ui, scene, self.format == format, &name, &detail) {
                self.format = format;
            }
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        Some(Primary {
            text: lang.text("dialog.export.save").to_owned(),
            blocked: None,
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Some(FileCommand::ChooseSave(SaveWhat::Parcels(self.format)).into())
    }
}
