//! What one step of each threshold does to the hectares, the threshold that does most first.

use egui::{Align2, Sense, Ui};

use super::{Scene, explained, part_ui};
use crate::analysis::sensitivity::Step;
use crate::analysis::summary::CategoryKey;
use crate::domain::{Class, Hectares};
use crate::explain::category;
use crate::ui::command::Command;
use crate::ui::state::{RulePart, State};
use crate::ui::theme;
use crate::ui::widget::number_slider::written;
use crate::ui::widget::{swatch, text};

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 18.0;

pub(super) fn show(ui: &mut Ui, state: &State, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    if !part_ui(ui, state, RulePart::Steps, "rule.steps", commands) {
        return;
    }
    let Some(figures) = scene.current() else {
        explained(ui, lang.text("rule.counting"));
        return;
    };
    explained(ui, lang.text("rule.steps_help"));
    let now = &figures.sensitivity.now;
    for step in &figures.sensitivity.steps {
        let threshold = step.threshold;
        let value = written(threshold.of(scene.rule), !threshold.is_whole(), lang);
        let name = lang.text_of("threshold", threshold.key());
        let title = lang.fill("rule.step_of", &[("name", &name), ("value", &value)]);
        ui.add_space(theme::GAP_SMALL);
        explained(ui, title);
        let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
        let moved = |class: &Class| step.most(*class, now).0 > 0.0;
        let classes: Vec<Class> = Class::ALL.into_iter().filter(moved).collect();
        for class in &classes {
            line_ui(ui, scene, step, *class, step.moves(*class, now));
        }
        ui.spacing_mut().item_spacing.y = spacing;
        if classes.is_empty() {
            explained(ui, lang.text("rule.unmoved"));
        }
    }
}

fn line_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    step: &Step,
    class: Class,
    moves: [Option<Hectares>; 2],
) {
    let lang = scene.lang;
    let size = egui::vec2(ui.available_width(), LINE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let step_size = if step.threshold.is_whole() { 1.0 } else { 0.05 };
    let step_size = written(step_size, !step.threshold.is_whole(), lang);
    let cells = ["\u{2212}", "+"]
        .into_iter()
        .zip(moves)
        .map(|(sign, ha)| match ha {
            Some(ha) => format!("{sign}{step_size}: {}", scene.signed_bare(ha.0)),
            None => format!("{sign}{step_size}: –"),
        });
    let cells: Vec<String> = cells.collect();
    let name = category::label(&CategoryKey::Class(class), lang);
    response.widget_info(|| {
        let told = format!("{name}: {}", cells.join(", "));
        egui::WidgetInfo::labeled(egui::Role::Label, true, told)
    });
    let middle = egui::pos2(rect.left() + 8.0, rect.center().y);
    let field = egui::Rect::from_center_size(middle, egui::vec2(16.0, 12.0));
    swatch::paint(ui, field, &scene.colours.class(class));
    let colour = theme::colours(ui).text;
    let left = rect.left() + 20.0;
    for (place, cell) in cells.iter().enumerate() {
        let x = left + (rect.right() - left) * (place + 1) as f32 / 2.0;
        let at = egui::pos2(x, rect.center().y);
        let (size, anchor) = (theme::TEXT_SMALL, Align2::RIGHT_CENTER);
        text::line(ui, at, anchor, cell, size, colour, 110.0);
    }
    response.on_hover_text(name);
}
