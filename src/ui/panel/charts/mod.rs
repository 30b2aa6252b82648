//! The charts in the drawer: which one and of what on the left, the chart beside it. The picture is made in the
//! background; a frame only lays it down.

mod choice;
mod picture;
pub mod tools;

use egui::{ScrollArea, Ui, UiBuilder};

use crate::analysis::figured::Figured;
use crate::ui::command::Command;
use crate::ui::state::State;
use crate::ui::theme;

/// Width of the list of charts, in points.
const LIST_WIDTH: f32 = 176.0;

/// Draws the tab.
pub fn show(ui: &mut Ui, figured: &Figured, state: &State, commands: &mut Vec<Command>) {
    let room = ui.available_rect_before_wrap();
    let list = room.with_max_x(room.left() + LIST_WIDTH);
    let chart = room.with_min_x(list.right() + theme::GAP);
    ui.scope_builder(UiBuilder::new().max_rect(list), |ui| {
        ScrollArea::vertical()
            .id_salt("chart choice")
            .auto_shrink(false)
            .show(ui, |ui| choice::show(ui, figured, state, commands));
    });
    ui.scope_builder(UiBuilder::new().max_rect(chart), |ui| {
        picture::show(ui, state, commands);
    });
    ui.advance_cursor_after_rect(room);
}
