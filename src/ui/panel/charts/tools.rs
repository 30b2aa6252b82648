//! What can be done with the chart: explain its figures, copy it as a picture or as numbers, save it.

use egui::Ui;

use crate::analysis::area_columns::StatColumn;
use crate::ui::command::{ChartsCommand, Command, FileCommand};
use crate::ui::save::{ChartFormat, SaveWhat};
use crate::ui::state::State;
use crate::ui::widget::icon_button;
use crate::ui::{icons, theme};

/// Draws the controls, from the right.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
    let save = ui.menu_button(lang.text("areas.save"), |ui| {
        for (key, format) in [
            ("charts.save_png", ChartFormat::Png),
            ("charts.save_svg", ChartFormat::Svg),
            ("charts.save_pdf", ChartFormat::Pdf),
            ("charts.save_csv", ChartFormat::Csv),
            ("charts.save_xlsx", ChartFormat::Xlsx),
        ] {
            if ui.button(lang.text(key)).clicked() {
                commands.push(FileCommand::ChooseSave(SaveWhat::Chart(format)).into());
            }
        }
    });
    save.response.accessible_name(lang.text("charts.save"));
    let copy = ui.menu_button(lang.text("charts.copy"), |ui| {
        if ui.button(lang.text("charts.copy_picture")).clicked() {
            commands.push(ChartsCommand::CopyPicture.into());
        }
        if ui.button(lang.text("charts.copy_data")).clicked() {
            commands.push(ChartsCommand::CopyData.into());
        }
    });
    copy.response.accessible_name(lang.text("charts.copy_menu"));
    if icon_button(ui, icons::INFO, lang.text("trace.open")).clicked() {
        let column = StatColumn::find(state.session.charts.column);
        commands.push(ChartsCommand::Trace(column).into());
    }
}
