//! Lines over the map that say one thing and offer what can be done about it: that the data are a sample,
//! that a coordinate system was guessed, or that it is not known.

use egui::{Button, Frame, Margin, RichText, Ui};

use crate::layer::WarningKind;
use crate::text::Lang;
use crate::ui::command::{Command, FileCommand, LayerCommand, ProjectCommand, ViewCommand};
use crate::ui::state::project::{Crashed, name_of};
use crate::ui::state::{DialogKind, LayerId, MapLayer, State};
use crate::ui::watch::OnDisk;
use crate::ui::{icons, theme};

/// Draws what there is to say; nothing when there is nothing.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    for (number, crashed) in state.project.crashed.iter().enumerate() {
        let said = crashed_words(crashed, state.lang());
        ui.push_id(("crashed", number), |ui| {
            bar_ui(ui, icons::WARNING, &said, |ui| {
                if ui.button(lang.text("bars.recover")).clicked() {
                    commands.push(ProjectCommand::Recover(number).into());
                }
                if ui.button(lang.text("bars.forget")).clicked() {
                    commands.push(ProjectCommand::Forget(number).into());
                }
            });
        });
    }
    let layers = state.session.layers();
    if layers.iter().any(|layer| layer.is_sample) {
        bar_ui(ui, icons::INFO, lang.text("bars.sample"), |ui| {
            if ui.button(lang.text("menu.open")).clicked() {
                commands.push(FileCommand::Choose.into());
            }
        });
    }
    let without = layers.iter().filter(|layer| layer.prepared.is_none());
    let without: Vec<&MapLayer> = without.collect();
    if let Some((first, said)) = about(&without, ["bars.no_crs", "bars.no_crs_several"], lang) {
        bar_ui(ui, icons::WARNING, &said, |ui| {
            if ui.button(lang.text("menu.choose_crs")).clicked() {
                commands.push(ViewCommand::Show(DialogKind::Crs(first)).into());
            }
        });
    }
    changed_ui(ui, layers, lang, commands);
    review_ui(ui, state, commands);
    let against: Vec<&MapLayer> = layers.iter().filter(|layer| contradicts(layer)).collect();
    let keys = ["bars.contradicted_crs", "bars.contradicted_several"];
    if let Some((first, said)) = about(&against, keys, lang) {
        bar_ui(ui, icons::WARNING, &said, |ui| {
            if ui.button(lang.text("bars.other_crs")).clicked() {
                commands.push(ViewCommand::Show(DialogKind::Crs(first)).into());
            }
            if ui.button(lang.text("bars.leave_crs")).clicked() {
                let all = against.iter().map(|layer| layer.id).collect();
                commands.push(LayerCommand::ConfirmCrs(all).into());
            }
        });
    }
    if let Some((first, name, batch)) = guessed(layers) {
        let said = match is_contradiction(layers, first) {
            true => lang.fill("bars.corrected_crs", &[("crs", name)]),
            false => lang.fill("bars.guessed_crs", &[("crs", name)]),
        };
        bar_ui(ui, icons::INFO, &said, |ui| {
            if ui.button(lang.text("bars.keep_crs")).clicked() {
                commands.push(LayerCommand::ConfirmCrs(batch).into());
            }
            if ui.add(Button::new(lang.text("bars.other_crs"))).clicked() {
                commands.push(ViewCommand::Show(DialogKind::Crs(first)).into());
            }
        });
    }
}

/// One sentence about layers, by name where it is one, and the first of them; many bars would leave no map.
fn about(layers: &[&MapLayer], keys: [&'static str; 2], lang: Lang) -> Option<(LayerId, String)> {
    let [one, several] = keys;
    let first = layers.first()?;
    let said = match layers.len() {
        1 => lang.fill(one, &[("name", &first.layer.name)]),
        count => lang.fill(several, &[("count", &lang.count(count as u64))]),
    };
    Some((first.id, said))
}

/// Files that changed or went since they were read.
fn changed_ui(ui: &mut Ui, layers: &[MapLayer], lang: Lang, commands: &mut Vec<Command>) {
    for (now, one, several) in [
        (OnDisk::Changed, "bars.changed", "bars.changed_several"),
        (OnDisk::Gone, "bars.gone", "bars.gone_several"),
    ] {
        let layers = layers.iter().filter(|layer| layer.on_disk == now);
        let layers: Vec<&MapLayer> = layers.collect();
        let said = match layers.as_slice() {
            [] => continue,
            [layer] => lang.fill(one, &[("name", &layer.title(lang))]),
            layers => lang.fill(several, &[("count", &lang.count(layers.len() as u64))]),
        };
        let ids: Vec<LayerId> = layers.iter().map(|layer| layer.id).collect();
        bar_ui(ui, icons::INFO, &said, |ui| {
            if now == OnDisk::Changed && ui.button(lang.text("bars.reload")).clicked() {
                commands.push(LayerCommand::Reload(ids.clone()).into());
            }
            if ui.button(lang.text("bars.keep_as_read")).clicked() {
                commands.push(LayerCommand::KeepAsRead(ids.clone()).into());
            }
        });
    }
}

/// Features that are gone through one after the other.
fn review_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(review) = &state.view.review else {
        return;
    };
    let (Some(layer), Some(feature)) = (
        state.session.layer(review.layer),
        review.features.get(review.at),
    ) else {
        return;
    };
    let said = lang.fill(
        "bars.review",
        &[
            ("at", &lang.count(review.at as u64 + 1)),
            ("count", &lang.count(review.features.len() as u64)),
            ("name", &layer.layer.name),
            ("record", &layer.layer.record_number(*feature).to_string()),
        ],
    );
    bar_ui(ui, icons::WARNING, &said, |ui| {
        for (by, name) in [(-1, "bars.review_before"), (1, "bars.review_next")] {
            if ui.button(lang.text(name)).clicked() {
                commands.push(ViewCommand::StepReview(by).into());
            }
        }
        if ui.button(lang.text("bars.review_end")).clicked() {
            commands.push(ViewCommand::EndReview.into());
        }
    });
}

/// True for a layer that lies in a system that its coordinates can hardly be in, for want of a better one.
fn contradicts(layer: &MapLayer) -> bool {
    let mut warnings = layer.layer.warnings.iter();
    let is_open = !layer.crs_confirmed && guessed_name(layer).is_none();
    is_open && warnings.any(|w| matches!(w.kind, WarningKind::CrsContradicts { .. }))
}

/// True where the system was guessed against what the file says.
fn is_contradiction(layers: &[MapLayer], id: LayerId) -> bool {
    let layer = layers.iter().find(|layer| layer.id == id);
    let mut warnings = layer.into_iter().flat_map(|layer| &layer.layer.warnings);
    warnings.any(|w| matches!(w.kind, WarningKind::CrsContradicts { .. }))
}

/// The first layer whose system was guessed and not agreed with, that system, and all layers of which the
/// same was guessed: one answer holds for the whole batch.
fn guessed(layers: &[MapLayer]) -> Option<(LayerId, &str, Vec<LayerId>)> {
    let open = || layers.iter().filter(|layer| !layer.crs_confirmed);
    let first = open().find_map(|layer| Some((layer.id, guessed_name(layer)?)))?;
    let batch = open()
        .filter(|layer| guessed_name(layer) == Some(first.1))
        .map(|layer| layer.id);
    Some((first.0, first.1, batch.collect()))
}

/// "De sessie van 12 minuten geleden (kaart) is niet goed afgesloten."
fn crashed_words(crashed: &Crashed, lang: Lang) -> String {
    let minutes = crashed
        .at
        .elapsed()
        .map_or(0, |passed| passed.as_secs() / 60);
    let (key, count) = match minutes {
        0..=1 => ("bars.crashed_now", 0),
        2..=119 => ("bars.crashed_minutes", minutes),
        120..=2879 => ("bars.crashed_hours", minutes / 60),
        _ => ("bars.crashed_days", minutes / 1440),
    };
    let name = match &crashed.project {
        Some(path) => name_of(path),
        None => lang.text("project.untitled").to_owned(),
    };
    lang.fill(key, &[("count", &lang.count(count)), ("name", &name)])
}

fn guessed_name(layer: &MapLayer) -> Option<&str> {
    layer
        .layer
        .warnings
        .iter()
        .find_map(|warning| match &warning.kind {
            WarningKind::CrsGuessed { name } => Some(name.as_str()),
            _ => None,
        })
}

fn bar_ui(ui: &mut Ui, icon: &str, said: &str, actions: impl FnOnce(&mut Ui)) {
    let colours = theme::colours(ui);
    Frame::new()
        .fill(colours.surface)
        .inner_margin(Margin::symmetric(12, 4))
        .show(ui, |ui| {
            // In a narrow window what can be done stands on a line of its own; it never widens the map.
            ui.horizontal_wrapped(|ui| {
                ui.set_min_width(ui.available_width());
                ui.label(
                    RichText::new(icon)
                        .size(theme::TEXT_HEADING)
                        .color(colours.secondary),
                );
                ui.label(said);
                actions(ui);
            });
        });
    let line = ui.max_rect().x_range();
    let y = ui.min_rect().bottom();
    ui.painter()
        .hline(line, y, egui::Stroke::new(1.0, colours.hairline));
}
