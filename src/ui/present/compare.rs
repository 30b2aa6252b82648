//! The two sides on the wall: what each shows, the hectares of both, and the difference, in the place of the legend.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::legend::{Row, UNCERTAIN, row, uncertain_ui};
use super::stage::{Stage, TEXT};
use crate::analysis::compare::{Changes, CompareRow, rows};
use crate::analysis::summary::Categories;
use crate::explain::category;
use crate::map::style::{CategoryStyle, LayerStyle};
use crate::ui::compared::{both, changes, figures, move_names, name_of, shown, uncertain};
use crate::ui::panel::legend::part_of;
use crate::ui::state::compare::Compare;
use crate::ui::state::{MapLayer, State};

/// Heights in pixels of 1080: what the sides are called, the sum of what changed, and one of the moves.
const NAMES: f32 = 96.0;
const CHANGED: f32 = 96.0;
const MOVE: f32 = 80.0;
/// Moves that are told.
const MOST_MOVES: usize = 3;
/// An entry, the most and the least.
const ENTRY: [f32; 2] = [112.0, 76.0];

/// Draws it over `height` pixels of 1080.
pub(super) fn show(ui: &mut Ui, state: &State, height: f32, r: Row<'_>) {
    let Some((compare, layer)) = shown(state) else {
        return;
    };
    let doubt = uncertain(state);
    let height = height - if doubt.is_some() { UNCERTAIN } else { 0.0 };
    names_ui(ui, compare, layer, r);
    let changes = changes(ui.ctx(), compare, layer);
    let (Some(sides), Some(changes)) = (both(compare, layer), changes) else {
        return;
    };
    let list = rows(sides[0].0, sides[1].0);
    let below = if changes.are_alike() { CHANGED } else { 0.0 };
    let [most, least] = ENTRY;
    let entry = (height - NAMES - below) / list.len().max(1) as f32;
    for found in &list {
        entry_ui(ui, found, &sides, entry.clamp(least, most), r);
    }
    if let Some([left, right]) = doubt {
        uncertain_ui(ui, &format!("{left}  |  {right}"), r);
    }
    if changes.are_alike() {
        let left = height - NAMES - entry.clamp(least, most) * list.len() as f32;
        changed_ui(ui, &changes, &sides, layer, left, r);
    }
}

/// What each side shows.
fn names_ui(ui: &mut Ui, compare: &Compare, layer: &MapLayer, r: Row<'_>) {
    let (lang, stage) = (r.lang, r.stage);
    let names = compare
        .sides
        .each_ref()
        .map(|side| name_of(side, layer, lang));
    let (rect, _) = row(ui, NAMES, &names.join(" | "), stage);
    for (name, (part, side)) in names
        .iter()
        .zip([(0.0, "compare.left"), (0.5, "compare.right")])
    {
        let at = rect.left_top() + vec2(0.0, rect.height() * part);
        let told = format!("{}: {name}", lang.text(side));
        let size = stage.fitting(ui, &told, [32.0, 28.0], rect.width()) / stage.points(1.0);
        stage.line(ui, at, Align2::LEFT_TOP, &told, size, rect.width());
    }
}

/// A category with its hectares on both sides, and the difference below them where there is room.
fn entry_ui(
    ui: &mut Ui,
    found: &CompareRow,
    sides: &[(&Categories, LayerStyle); 2],
    height: f32,
    r: Row<'_>,
) {
    let (lang, stage) = (r.lang, r.stage);
    let [before, after, difference] = figures(found, sides[0].0.total_m2(), lang);
    let name = category::label(&found.key, lang);
    let told = format!("{name}: {before} | {after} ({difference})");
    let (rect, _) = row(ui, height, &told, stage);
    let looks = [0, 1].map(|side| {
        let place = found.places.get(side).copied().flatten()?;
        let style = sides.get(side)?.1.categories.get(place)?;
        Some(stage.seen(&found.key, *style))
    });
    swatches(ui, rect, looks, stage);
    let left = rect.left() + stage.points(56.0);
    let at = pos2(left, rect.center().y);
    let right = pos2(rect.right(), rect.center().y);
    let width = rect.right() - left;
    // The difference stands beside the name where there is room for both, else beside the figures.
    let wide = |words: &str| stage.layout(ui, words, 28.0, f32::INFINITY).size().x;
    let gap = stage.points(8.0);
    let fits = wide(&name) + gap + wide(&difference) <= width;
    let side = if fits {
        Align2::RIGHT_BOTTOM
    } else {
        Align2::RIGHT_TOP
    };
    let quiet = stage.quiet(ui, right, side, &difference, 28.0, width);
    let beside = quiet.left() - left - gap;
    let [for_name, for_figures] = if fits {
        [beside, width]
    } else {
        [width, beside]
    };
    let line = |words: &str, anchor: Align2, room: f32| {
        let size = stage.fitting(ui, words, [TEXT, 28.0], room) / stage.points(1.0);
        stage.line(ui, at, anchor, words, size, room);
    };
    line(&name, Align2::LEFT_BOTTOM, for_name);
    line(
        &format!("{before}  →  {after}"),
        Align2::LEFT_TOP,
        for_figures,
    );
}

/// How much is in another category, and the largest of the moves that there is room for.
fn changed_ui(
    ui: &mut Ui,
    changes: &Changes,
    sides: &[(&Categories, LayerStyle); 2],
    layer: &MapLayer,
    room: f32,
    r: Row<'_>,
) {
    let (lang, stage) = (r.lang, r.stage);
    let part = changes.changed_m2().unwrap_or_default();
    let part = part_of(part, layer.categories().total_m2(), lang);
    let told = lang.fill("compare.changed", &[("part", &part)]);
    let (rect, _) = row(ui, CHANGED, &told, stage);
    let galley = stage.layout(ui, &told, 28.0, rect.width());
    ui.painter().galley(rect.min, galley, stage.colours.text);
    let fits = ((room - CHANGED) / MOVE).max(0.0) as usize;
    for moved in changes.moves().iter().take(fits.min(MOST_MOVES)) {
        let [from, to] = move_names(moved, sides, lang);
        let ha = lang.ha_of(moved.area_m2, sides[0].0.total_m2());
        let told = lang.fill(
            "compare.moved",
            &[("from", &from), ("to", &to), ("ha", &ha)],
        );
        let (rect, _) = row(ui, MOVE, &told, stage);
        let middle = pos2(rect.left(), rect.center().y);
        let names = format!("{from} → {to}");
        let lower = Align2::LEFT_TOP;
        stage.quiet(ui, middle, Align2::LEFT_BOTTOM, &names, 28.0, rect.width());
        stage.line(ui, middle, lower, &ha, 28.0, rect.width());
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
