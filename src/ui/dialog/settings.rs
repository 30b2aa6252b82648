//! What is remembered per user. Every change takes effect at once.

use egui::{Align, ComboBox, Layout, Ui};

use super::frame::{Dialog, Scene, secondary};
use crate::text::Lang;
use crate::ui::command::{Command, SettingsCommand};
use crate::ui::state::settings::TEXT_SIZES;
use crate::ui::state::{Settings, ThemeChoice};
use crate::ui::theme;

/// Width of the names of the settings, in points.
const NAMES_WIDTH: f32 = 128.0;

/// The settings; there is no draft but whether something was done.
#[derive(Debug, Default)]
pub(super) struct SettingsDialog {
    tiles_cleared: bool,
}

impl Dialog for SettingsDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.settings.title").to_owned()
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let settings = &scene.state.settings;
        let lang = scene.lang;
        appearance(ui, lang, settings, scene.commands);
        ui.add_space(theme::GAP_LARGE);
        network(ui, lang, settings, scene.commands);
        row(ui, "", |ui| {
            let clear = ui.button(lang.text("dialog.settings.clear_tiles"));
            if clear.clicked() {
                scene.commands.push(SettingsCommand::ClearTileCache.into());
                self.tiles_cleared = true;
            }
            if self.tiles_cleared {
                secondary(ui, lang.text("dialog.settings.tiles_cleared"));
            }
        });
        ui.add_space(theme::GAP_LARGE);
        motion(ui, lang, settings, scene.commands);
    }
}

fn appearance(ui: &mut Ui, lang: Lang, settings: &Settings, commands: &mut Vec<Command>) {
    row(ui, lang.text("menu.theme"), |ui| {
        for (theme, key) in [
            (ThemeChoice::System, "menu.theme_system"),
            (ThemeChoice::Light, "menu.theme_light"),
            (ThemeChoice::Dark, "menu.theme_dark"),
        ] {
            if ui.radio(settings.theme == theme, lang.text(key)).clicked() {
                commands.push(SettingsCommand::Theme(theme).into());
            }
        }
    });
    row(ui, lang.text("menu.text_size"), |ui| {
        let percent = |size: u16| format!("{size}%");
        let combo = ComboBox::from_id_salt("text size")
            .width(96.0)
            .selected_text(percent(settings.text_size_percent));
        let shown = combo.show_ui(ui, |ui| {
            for size in TEXT_SIZES {
                let chosen = settings.text_size_percent == size;
                if ui.selectable_label(chosen, percent(size)).clicked() {
                    commands.push(SettingsCommand::TextSize(size).into());
                }
            }
        });
        shown.response.accessible_name(lang.text("menu.text_size"));
    });
    row(ui, lang.text("menu.language"), |ui| {
        for (choice, key) in [(Lang::Nl, "menu.dutch"), (Lang::En, "menu.english")] {
            if ui.radio(lang == choice, lang.text(key)).clicked() {
                commands.push(SettingsCommand::Language(choice).into());
            }
        }
    });
}

fn network(ui: &mut Ui, lang: Lang, settings: &Settings, commands: &mut Vec<Command>) {
    row(ui, lang.text("dialog.settings.map"), |ui| {
        let mut allowed = settings.network_allowed;
        if ui
            .checkbox(&mut allowed, lang.text("dialog.settings.network"))
            .changed()
        {
            commands.push(SettingsCommand::AllowNetwork(allowed).into());
        }
    });
    row(ui, "", |ui| {
        secondary(ui, lang.text("dialog.settings.network_help"));
    });
}

fn motion(ui: &mut Ui, lang: Lang, settings: &Settings, commands: &mut Vec<Command>) {
    row(ui, lang.text("dialog.settings.motion"), |ui| {
        let mut reduce = settings.reduce_motion;
        if ui
            .checkbox(&mut reduce, lang.text("dialog.settings.reduce_motion"))
            .changed()
        {
            commands.push(SettingsCommand::ReduceMotion(reduce).into());
        }
    });
    row(ui, "", |ui| {
        secondary(ui, lang.text("dialog.settings.reduce_motion_help"));
    });
}

/// The name of a setting, and beside it what it can be.
fn row(ui: &mut Ui, name: &str, value: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        let size = egui::vec2(NAMES_WIDTH, theme::CONTROL_HEIGHT);
        let names = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(size, names, |ui| {
            ui.set_min_width(NAMES_WIDTH);
            ui.label(name);
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP_LARGE;
            value(ui);
        });
    });
}
