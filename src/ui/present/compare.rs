//! The two sides on the wall: what each shows, the hectares of both, and the difference, in the place of the legend.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::legend::{Row, row};
use super::stage::{Stage, TEXT};
use crate::analysis::compare::{changed_m2, rows};
use crate::explain::category;
use crate::map::style::CategoryStyle;
use crate::ui::panel::compare::{both, figures, name_of};
use crate::ui::panel::legend::part_of;
use crate::ui::state::MapLayer;
use crate::ui::state::compare::Compare;

/// Heights in pixels of 1080: what the sides are called, and the sum of what changed.
const NAMES: f32 = 96.0;
const CHANGED: f32 = 96.0;
/// An entry, the most and the least.
const ENTRY: [f32; 2] = [112.0, 76.0];

/// Draws it over `height` pixels of 1080.
pub(super) fn show(ui: &mut Ui, compare: &Compare, layer: &MapLayer, height: f32, r: Row<'_>) {
    let (lang, stage) = (r.lang, r.stage);
    let names = [0, 1].map(|place| {
        let side = compare.sides.get(place);
        side.map_or_else(String::new, |side| name_of(side, lang))
    });
    let (rect, _) = row(ui, NAMES, &names.join(" | "), stage);
    for (name, (part, side)) in names
        .iter()
        .zip([(0.0, "compare.left"), (0.5, "compare.right")])
    {
        let at = rect.left_top() + vec2(0.0, rect.height() * part);
        let told = format!("{}: {name}", lang.text(side));
        let size = stage.fitting(ui, &told, [32.0, 26.0], rect.width()) / stage.points(1.0);
        stage.line(ui, at, Align2::LEFT_TOP, &told, size, rect.width());
    }
    let Some(sides) = both(compare, layer) else {
        return;
    };
    let list = rows(sides[0].0, sides[1].0);
    let [most, least] = ENTRY;
    let entry = (height - NAMES - CHANGED) / list.len().max(1) as f32;
    for found in &list {
        let cells = figures(found, lang);
        let name = category::label(&found.key, lang);
        let told = format!("{name}: {} | {} ({})", cells[0], cells[1], cells[2]);
        let (rect, _) = row(ui, entry.clamp(least, most), &told, stage);
        let looks = [0, 1].map(|side| {
            let place = found.places.get(side).copied().flatten()?;
            sides.get(side)?.1.categories.get(place).copied()
        });
        swatches(ui, rect, looks, stage);
        let left = rect.left() + stage.points(56.0);
        let width = rect.right() - left;
        let at = pos2(left, rect.center().y);
        stage.line(ui, at, Align2::LEFT_BOTTOM, &name, TEXT, width);
        let figures = format!("{}  →  {}", cells[0], cells[1]);
        let told = stage.line(ui, at, Align2::LEFT_TOP, &figures, TEXT, width);
        let room = rect.right() - told.right() - stage.points(8.0);
        let at = pos2(rect.right(), rect.center().y);
        stage.quiet(ui, at, Align2::RIGHT_TOP, &cells[2], 28.0, room);
    }
    if let Some(part) = changed_m2(sides[0].0, sides[1].0, &layer.area_m2) {
        let part = part_of(part, layer.categories().total_m2(), lang);
        let told = lang.fill("compare.changed", &[("part", &part)]);
        let (rect, _) = row(ui, CHANGED, &told, stage);
        let galley = stage.layout(ui, &told, 28.0, rect.width());
        ui.painter().galley(rect.min, galley, stage.colours.text);
    }
}

/// How a category looks on each side.
fn swatches(ui: &Ui, rect: Rect, looks: [Option<CategoryStyle>; 2], stage: &Stage) {
    let size = vec2(stage.points(40.0), stage.points(30.0));
    for (side, style) in looks.into_iter().enumerate() {
        let down = stage.points(32.0) * (side as f32 - 1.0);
        let at = pos2(rect.left(), rect.center().y + down);
        if let Some(style) = style {
            stage.swatch(ui, Rect::from_min_size(at, size), &style);
        }
    }
}
