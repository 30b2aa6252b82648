//! A short note over the map's lower right corner. It goes by itself; there is never more than one, so that the map
//! stays to be seen, and all of them stand in the list of messages.

use egui::{Align2, Area, Frame, Margin, Order, RichText, Ui};

use crate::text::Lang;
use crate::ui::command::{Command, ViewCommand};
use crate::ui::notify::{Note, Severity};
use crate::ui::state::{DialogKind, State};
use crate::ui::widget::{icon_button, text};
use crate::ui::{icons, theme};

/// Width of a note, in points.
const WIDTH: f32 = 320.0;

/// Draws the note over `map`.
pub fn show(ctx: &egui::Context, map: egui::Rect, state: &State, commands: &mut Vec<Command>) {
    let Some((note, others)) = state.view.notes.shown() else {
        return;
    };
    let corner = map.right_bottom() - egui::vec2(theme::GAP_LARGE, 2.0 * theme::GAP_LARGE);
    Area::new(egui::Id::unique("toasts"))
        .order(Order::Foreground)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(corner)
        .show(ctx, |ui| {
            ui.set_width(WIDTH.min(map.width() - 2.0 * theme::GAP_LARGE));
            note_ui(ui, note, others, state.lang(), commands);
        });
}

fn note_ui(ui: &mut Ui, note: &Note, others: usize, lang: Lang, commands: &mut Vec<Command>) {
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
                        ui.horizontal(|ui| {
                            let single = note.sums_up == 0 && note.severity != Severity::Info;
                            let copy = egui::Button::new(lang.text("notify.copy")).small();
                            if single && ui.add(copy).clicked() {
                                commands.push(ViewCommand::Copy(words.to_text()).into());
                            }
                            list_ui(ui, note, others, lang, commands);
                        });
                    });
                });
            });
        });
}

/// The way to what the note sums up, and to others that came with it.
fn list_ui(ui: &mut Ui, note: &Note, others: usize, lang: Lang, commands: &mut Vec<Command>) {
    let name = match (note.sums_up, others) {
        (0, 0) => return,
        (0, others) => lang.one_or("notify.one_more", "notify.more", others as u64),
        (parts, others) => {
            let count = lang.count((parts + others) as u64);
            lang.fill("notify.all", &[("count", &count)])
        }
    };
    if ui.link(name).clicked() {
        commands.push(ViewCommand::CloseNotes.into());
        commands.push(ViewCommand::Show(DialogKind::Messages).into());
    }
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
