//! Everything that was done and can be taken back, newest first; a click goes back to that moment.

use egui::Ui;

use super::choice;
use super::frame::{Dialog, Scene, secondary};
use crate::text::Lang;
use crate::ui::command::HistoryCommand;

/// The list of steps; there is no draft: one sees on the map what a step does.
#[derive(Debug)]
pub(super) struct HistoryDialog;

impl Dialog for HistoryDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("menu.history").trim_end_matches('…').to_owned()
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let history = &scene.state.history;
        let done: Vec<String> = history.done().map(|name| name.text(lang)).collect();
        let undone: Vec<String> = history.undone().map(|name| name.text(lang)).collect();
        if done.is_empty() && undone.is_empty() {
            secondary(ui, lang.text("dialog.history.none"));
            return;
        }
        secondary(ui, lang.text("dialog.history.help"));
        let mut travel = 0;
        for (ahead, name) in undone.iter().enumerate().rev() {
            if choice::row(ui, scene, false, name, lang.text("dialog.history.undone")) {
                travel = steps(ahead + 1);
            }
        }
        for (back, name) in done.iter().rev().enumerate() {
            if choice::row(ui, scene, back == 0, name, "") {
                travel = -steps(back);
            }
        }
        let begin = lang.text("dialog.history.begin");
        if choice::row(ui, scene, done.is_empty(), begin, "") {
            travel = -steps(done.len());
        }
        if travel != 0 {
            scene.commands.push(HistoryCommand::Travel(travel).into());
        }
    }
}

fn steps(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
