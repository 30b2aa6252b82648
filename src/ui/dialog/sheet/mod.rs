//! The sheet before it is printed: what it says and where its parts stand, beside a preview that is the sheet itself.
//! Every change is a command at once, so that it can be undone and is saved with the session.

mod fields;
mod house;
mod output;
mod parts;
mod preview;
mod series;

use egui::Ui;

use self::house::House;
use self::preview::Preview;
use self::series::Series;
use super::frame::{Dialog, Primary, Scene, secondary};
use crate::export::sheet::{Item, SheetSettings};
use crate::text::Lang;
use crate::ui::command::{Command, FileCommand, SheetCommand, ViewCommand};
use crate::ui::save::SaveWhat;
use crate::ui::sheet::{SheetFormat, SheetRequest};
use crate::ui::theme;

/// Width of the fields, in points.
const FIELDS_WIDTH: f32 = 280.0;

/// Width of the whole, where the window has the room, in points.
const WIDTH: f32 = 1240.0;

/// What of the window's height is not the dialog's body, in points.
const AROUND: f32 = 152.0;

/// What passes while the dialog is open.
#[derive(Debug, Default)]
pub(super) struct SheetDialog {
    preview: Preview,
    series: Series,
    house: House,
    /// There is no layer with a place on the map.
    has_nothing: bool,
    /// The part in hand.
    item: Option<Item>,
}

impl Dialog for SheetDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.sheet.title").to_owned()
    }

    fn width(&self) -> f32 {
        WIDTH
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let request = SheetRequest::of(scene.state);
        self.has_nothing = request.is_none();
        let Some(request) = request else {
            secondary(ui, scene.lang.text("dialog.sheet.nothing"));
            return;
        };
        let mut settings = scene.state.session.sheet.clone();
        let page = self.series.page(ui, request);
        let height = (ui.ctx().content_rect().height() - AROUND).max(240.0);
        ui.horizontal_top(|ui| {
            let size = egui::vec2(FIELDS_WIDTH, height);
            let down = egui::Layout::top_down(egui::Align::Min);
            ui.allocate_ui_with_layout(size, down, |ui| {
                ui.set_min_size(size);
                egui::ScrollArea::vertical()
                    .id_salt("sheet fields")
                    .auto_shrink([false, false])
                    .show(ui, |ui| self.fields(ui, scene, &page, &mut settings));
            });
            ui.add_space(theme::GAP);
            ui.vertical(|ui| {
                let row = egui::vec2(ui.available_width(), theme::CONTROL_HEIGHT);
                let along = egui::Layout::left_to_right(egui::Align::Center);
                ui.allocate_ui_with_layout(row, along, |ui| {
                    self.series.leaf(ui, scene.lang, &settings);
                    self.preview.say_ground(ui, scene.lang);
                });
                let above = theme::CONTROL_HEIGHT + ui.spacing().item_spacing.y;
                let room = egui::vec2(ui.available_width(), height - above);
                self.preview
                    .show(ui, room, &page, &mut settings, &mut self.item);
            });
        });
        if settings != scene.state.session.sheet {
            let command = SheetCommand::Set(Box::new(settings));
            scene.commands.push(command.into());
        }
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let layer = scene.state.session.active();
        let can_save = layer.is_some_and(|layer| layer.prepared.is_some());
        for (format, key) in [
            (SheetFormat::Svg, "dialog.sheet.save_svg"),
            (SheetFormat::Png, "dialog.sheet.save_png"),
        ] {
            let button = egui::Button::new(scene.lang.text(key));
            if ui.add_enabled(can_save, button).clicked() {
                let what = SaveWhat::Sheet(format);
                // What is being written is seen in the window, with the way to stop it.
                scene.commands.push(ViewCommand::CloseDialog.into());
                scene.commands.push(FileCommand::ChooseSave(what).into());
            }
        }
        if ui.button(scene.lang.text("dialog.sheet.reset")).clicked() {
            scene.commands.push(SheetCommand::Reset.into());
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        Some(Primary {
            text: lang.text("dialog.sheet.save_pdf").to_owned(),
            // The dialog itself says why.
            blocked: self.has_nothing.then(String::new),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        Some(FileCommand::ChooseSave(SaveWhat::Sheet(SheetFormat::Pdf)).into())
    }
}

impl SheetDialog {
    fn fields(
        &mut self,
        ui: &mut Ui,
        scene: &mut Scene<'_>,
        page: &SheetRequest,
        settings: &mut SheetSettings,
    ) {
        let lang = scene.lang;
        let composed = self.preview.composed();
        let scale = composed.and_then(|composed| composed.scale);
        fields::show(ui, scene, settings, scale);
        Series::choice(ui, scene, settings);
        let shown = &page.settings;
        self.house.show(ui, scene, shown.logo.clone(), shown.accent);
        ui.add_space(theme::GAP_LARGE);
        let areas = composed.map(|composed| &composed.areas);
        parts::show(ui, lang, settings, areas, &mut self.item);
        ui.add_space(theme::GAP_LARGE);
        output::show(ui, lang, settings);
    }
}
