//! In which form the classified parcels, or a layer as it is, are saved; where to comes after it.

use egui::Ui;

use super::choice;
use super::frame::{Dialog, Primary, Scene, secondary};
use crate::text::Lang;
use crate::ui::command::{Command, FileCommand};
use crate::ui::save::{ParcelFormat, SaveWhat};
use crate::ui::state::LayerId;
use crate::ui::theme;

/// The form that is chosen.
#[derive(Debug)]
pub(super) struct ExportDialog {
    /// `None` for the classified parcels.
    layer: Option<LayerId>,
    format: ParcelFormat,
}

impl ExportDialog {
    /// For a layer as it is, or for the classified parcels.
    pub(super) fn new(layer: Option<LayerId>) -> Self {
        Self {
            layer,
            format: ParcelFormat::GeoPackage,
        }
    }
}

impl Dialog for ExportDialog {
    fn title(&self, lang: Lang) -> String {
        let key = match self.layer {
            Some(_) => "dialog.export.layer_title",
            None => "dialog.export.title",
        };
        lang.text(key).to_owned()
    }

    fn width(&self) -> f32 {
        600.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let (help, formats) = match self.layer {
            Some(_) => (
                "dialog.export.layer_help",
                ParcelFormat::OF_LAYERS.as_slice(),
            ),
            None => ("dialog.export.help", ParcelFormat::ALL.as_slice()),
        };
        secondary(ui, lang.text(help));
        ui.add_space(theme::GAP);
        for &format in formats {
            let name = lang.text_of("export_format", format.key());
            let detail = match self.layer {
                Some(_) => lang.text_of("layer_format_help", format.key()),
                None => lang.text_of("export_format_help", format.key()),
            };
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
        let what = match self.layer {
            Some(layer) => SaveWhat::Layer(layer, self.format),
            None => SaveWhat::Parcels(self.format),
        };
        Some(FileCommand::ChooseSave(what).into())
    }
}
