//! Everything that was said, newest first, to be read again and copied.

use egui::{Align, Label, Layout, RichText, Ui};

use super::frame::{Dialog, Scene, secondary};
use crate::text::Lang;
use crate::ui::command::{Command, ViewCommand};
use crate::ui::notify::{Severity, Words};
use crate::ui::widget::icon_button;
use crate::ui::{icons, theme};

/// The history of notes; there is no draft.
#[derive(Debug)]
pub(super) struct MessagesDialog;

impl Dialog for MessagesDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("menu.messages").to_owned()
    }

    fn width(&self) -> f32 {
        560.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let mut notes = scene.state.view.notes.history().peekable();
        if notes.peek().is_none() {
            secondary(ui, scene.lang.text("dialog.messages.none"));
        }
        for note in notes {
            let words = note.words(scene.lang);
            ui.push_id(note.number, |ui| {
                message(ui, scene.lang, note.severity, &words, scene.commands);
            });
            ui.separator();
        }
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let notes = &scene.state.view.notes;
        let any = notes.history().next().is_some();
        if any && ui.button(lang.text("dialog.copy_all")).clicked() {
            let texts: Vec<String> = notes.history().map(|n| n.words(lang).to_text()).collect();
            scene
                .commands
                .push(ViewCommand::Copy(texts.join("\n\n")).into());
        }
    }
}

fn message(
    ui: &mut Ui,
    lang: Lang,
    severity: Severity,
    words: &Words,
    commands: &mut Vec<Command>,
) {
    let colours = theme::colours(ui);
    let (icon, colour) = match severity {
        Severity::Info => (icons::INFO, colours.secondary),
        Severity::Warning => (icons::WARNING, colours.warning),
        Severity::Error => (icons::WARNING_CIRCLE, colours.error),
    };
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(icon).color(colour).size(theme::TEXT_HEADING));
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if icon_button(ui, icons::COPY, lang.text("dialog.messages.copy")).clicked() {
                commands.push(ViewCommand::Copy(words.to_text()).into());
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.add(Label::new(&words.happened).wrap());
                for rest in [&words.meaning, &words.remedy, &words.details] {
                    if !rest.is_empty() {
                        secondary(ui, rest);
                    }
                }
            });
        });
    });
}
