//! Short notes over the map's lower right corner, the newest lowest. They go by themselves; all of them stay
//! in the list of messages.

use egui::{Align2, Area, Frame, Margin, Order, RichText, Ui};

use crate::ui::command::{Command, ViewCommand};
use crate::ui::notify::{Note, Severity};
use crate::ui::state::State;
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Width of a note, in points.
const WIDTH: f32 = 320.0;
/// Most notes on the screen; older ones wait in the list.
const MOST: usize = 4;

/// Draws the notes over `map`.
pub fn show(ctx: &egui::Context, map: egui::Rect, state: &State, commands: &mut Vec<Command>) {
    let notes: Vec<&Note> = state.view.notes.toasts().collect();
    if notes.is_empty() {
        return;
    }
    let newest = &notes[notes.len().saturating_sub(MOST)..];
    let corner = map.right_bottom() - egui::vec2(theme::GAP_LARGE, 2.0 * theme::GAP_LARGE);
    Area::new(egui::Id::unique("toasts"))
        .order(Order::Foreground)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(corner)
        .show(ctx, |ui| {
            ui.set_width(WIDTH.min(map.width() - 2.0 * theme::GAP_LARGE));
            for note in newest {
                note_ui(ui, note, state, commands);
                ui.add_space(theme::GAP);
            }
        });
}

fn note_ui(ui: &mut Ui, note: &Note, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let words = note.words(lang);
    let style = ui.style();
    Frame::popup(style)
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                severity_icon(ui, note.severity);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
                    if icon_button(ui, icons::X, lang.text("notify.close")).clicked() {
                        commands.push(ViewCommand::CloseNote(note.number).into());
                    }
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
                        ui.label(&words.happened);
                        for more in [&words.meaning, &words.remedy] {
                            if !more.is_empty() {
                                ui.label(text::small(ui, more));
                            }
                        }
                        if note.severity != Severity::Info {
                            let copy = egui::Button::new(lang.text("notify.copy")).small();
                            if ui.add(copy).clicked() {
                                commands.push(ViewCommand::Copy(words.to_text()).into());
                            }
                        }
                    });
                });
            });
        });
}

/// The sign of how much a note matters.
pub fn severity_icon(ui: &mut Ui, severity: Severity) {
    let c = theme::colours(ui);
    let (icon, colour) = match severity {
        Severity::Info => (icons::CHECK_CIRCLE, c.accent),
        Severity::Warning => (icons::WARNING, c.warning),
        Severity::Error => (icons::WARNING_CIRCLE, c.error),
    };
    ui.label(RichText::new(icon).size(theme::TEXT_HEADING).color(colour));
}
