//! What the program is, what it is made of, how it draws, and what it keeps to itself.

use egui::{Grid, Label, RichText, Ui};

use super::frame::{Dialog, Scene};
use crate::text::Lang;
use crate::ui::command::ViewCommand;
use crate::ui::state::State;
use crate::ui::theme;

/// The program; there is no draft.
#[derive(Debug)]
pub(super) struct AboutDialog;

impl Dialog for AboutDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("app.name").to_owned()
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        ui.add(Label::new(scene.lang.text("dialog.about.what")).wrap());
        ui.add_space(theme::GAP_LARGE);
        let names_width = 96.0;
        let values_width = ui.available_width() - names_width - theme::GAP_LARGE;
        Grid::new("about")
            .num_columns(2)
            .min_col_width(names_width)
            .min_row_height(theme::GAP_LARGE)
            .spacing([theme::GAP_LARGE, theme::GAP])
            .show(ui, |ui| {
                for (name, value) in facts(scene.state) {
                    let name = RichText::new(name).color(theme::colours(ui).secondary);
                    ui.vertical(|ui| ui.label(name));
                    ui.vertical(|ui| {
                        ui.set_width(values_width);
                        ui.add(Label::new(value).wrap().selectable(true));
                    });
                    ui.end_row();
                }
            });
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        if ui.button(scene.lang.text("dialog.copy")).clicked() {
            let lines = facts(scene.state).into_iter();
            let lines: Vec<String> = lines
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            scene
                .commands
                .push(ViewCommand::Copy(lines.join("\n")).into());
        }
    }
}

/// What there is to know, with its name.
fn facts(state: &State) -> Vec<(&'static str, String)> {
    let lang = state.lang();
    let text = |key| lang.text(key).to_owned();
    vec![
        (
            lang.text("dialog.about.version"),
            env!("CARGO_PKG_VERSION").to_owned(),
        ),
        (
            lang.text("dialog.about.licence"),
            text("dialog.about.licence_text"),
        ),
        (
            lang.text("dialog.about.type"),
            text("dialog.about.type_text"),
        ),
        (
            lang.text("dialog.about.maps"),
            text("dialog.about.maps_text"),
        ),
        (
            lang.text("dialog.about.data"),
            text("dialog.about.data_text"),
        ),
        (lang.text("dialog.about.drawing"), drawing(state)),
        (
            lang.text("dialog.about.privacy"),
            text("dialog.about.privacy_text"),
        ),
    ]
}

/// What draws the window, and whether that is a processor instead of a graphics card.
fn drawing(state: &State) -> String {
    let lang = state.lang();
    let Some(renderer) = &state.view.renderer else {
        return lang.text("number.unknown").to_owned();
    };
    let names = [renderer.name.as_str(), renderer.adapter.as_str()];
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let key = if renderer.software {
        "dialog.about.drawing_software"
    } else {
        "dialog.about.drawing_text"
    };
    lang.fill(key, &[("names", &names.join(", "))])
}
