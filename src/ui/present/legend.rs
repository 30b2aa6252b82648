//! The legend on the wall: each class with its hectares in large figures, what is shown of the whole, and the two
//! shares of Fig. 1, each with what it is a part of.

use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::charts::{self, Charts};
use super::stage::{Stage, TEXT};
use crate::analysis::summary::{Category, CategoryKey};
use crate::domain::Class;
use crate::explain::category;
use crate::map::style::CategoryStyle;
use crate::text::Lang;
use crate::ui::command::time;
use crate::ui::panel::legend::{doubt_of, has_classes, part_of};
use crate::ui::state::scenes::Chart;
use crate::ui::state::{MapLayer, State};

/// Heights, in pixels of 1080: an entry of two lines, roomy and close, and of one line, the most and the least.
const TWO_LINES: [f32; 3] = [100.0, 82.0, 68.0];
const ONE_LINE: [f32; 2] = [56.0, 40.0];
const TOTAL: f32 = 96.0;
const SHARE: f32 = 84.0;
const YEAR: f32 = 96.0;
/// What the lines over uncertain parcels mean.
pub(super) const UNCERTAIN: f32 = 76.0;
/// Free space at the sides.
const SIDE: f32 = 24.0;

/// How the entries share the height that there is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plan {
    entry: f32,
    two_lines: bool,
    /// Whether there is room below for what belongs there.
    below: bool,
}

impl Plan {
    /// For `height` pixels of 1080, so many entries, and what is to stand `below` them. What `must` stand there makes
    /// the entries closer; else it gives way to them.
    fn of(height: f32, entries: usize, below: f32, must: bool) -> Self {
        let entries = entries.max(1) as f32;
        let [most, least] = ONE_LINE;
        let tries: &[bool] = if must { &[true] } else { &[true, false] };
        // What must stand below says itself what is shown of the whole.
        let total = if must { 0.0 } else { TOTAL };
        for &with in tries {
            let room = height - total - if with { below } else { 0.0 };
            for entry in TWO_LINES {
                if entries * entry <= room {
                    return Self {
                        entry,
                        two_lines: true,
                        below: with,
                    };
                }
            }
        }
        let below = if must { below } else { 0.0 };
        Self {
            entry: ((height - total - below) / entries).clamp(least, most),
            two_lines: false,
            below: must,
        }
    }
}

impl Plan {
    /// Size of the hectares of an entry of two lines.
    fn figures(&self) -> f32 {
        if self.entry < 80.0 { 28.0 } else { 38.0 }
    }
}

/// What every row of the strip is drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub lang: Lang,
    pub stage: &'a Stage,
}

/// Draws it over the strip.
pub(super) fn show(ui: &mut Ui, state: &State, charts: &mut Charts, stage: &Stage) {
    let lang = state.lang();
    let chart = charts::of_scene(state);
    ui.spacing_mut().item_spacing.y = 0.0;
    let Some(layer) = state.session.active() else {
        return;
    };
    let shown_year = time::shown(state);
    let height = ui.available_height() / stage.points(1.0) - 2.0 * SIDE;
    let height = height - if shown_year.is_some() { YEAR } else { 0.0 };
    let doubt = doubt_of(state, layer).filter(|_| shown_year.is_none());
    let height = height - if doubt.is_some() { UNCERTAIN } else { 0.0 };
    let entries: Vec<(&Category, CategoryStyle)> = layer
        .entries()
        .filter(|(entry, style)| matters(entry) && (chart == Chart::None || !style.hidden))
        .filter(|(entry, _)| chart == Chart::None || matches!(entry.key, CategoryKey::Class(_)))
        .map(|(entry, style)| (entry, stage.seen(&entry.key, *style)))
        .collect();
    if crate::ui::compared::shown(state).is_some() {
        ui.add_space(stage.points(SIDE));
        super::compare::show(ui, state, height, Row { lang, stage });
        return;
    }
    charts.ask(ui.ctx(), state, layer, chart);
    if chart == Chart::Drawn {
        charts.drawn_ui(ui, state, Row { lang, stage });
        return;
    }
    let drawn = Row { lang, stage };
    if chart == Chart::Soil {
        ui.add_space(stage.points(SIDE));
        charts.soil_ui(ui, state.session.colours(), height, drawn);
        return;
    }
    let below = match chart {
        Chart::None if has_classes(layer) => 2.0 * SHARE,
        chart => charts::height(chart),
    };
    let plan = Plan::of(height, entries.len(), below, chart != Chart::None);
    ui.add_space(stage.points(SIDE));
    if let Some(year) = shown_year {
        let (rect, _) = row(ui, YEAR, &year.to_string(), stage);
        let at = rect.left_center();
        let name = year.to_string();
        stage.line(ui, at, Align2::LEFT_CENTER, &name, 72.0, rect.width());
    }
    let whole = layer.categories().total_m2();
    for (entry, style) in entries {
        let figures = hectares(entry, whole, lang);
        entry_ui(ui, entry, &style, &figures, plan, drawn);
    }
    if let Some(doubt) = doubt {
        uncertain_ui(ui, &lang.ha_of(doubt.total_m2(), whole), drawn);
    }
    if chart == Chart::None {
        total_ui(ui, layer, lang, stage);
    }
    match chart {
        Chart::None if has_classes(layer) && plan.below => {
            shares_ui(ui, &layer.categories().list, lang, stage);
        }
        chart => charts.show(ui, layer, chart, drawn),
    }
}

/// Classes of Fig. 1 are told even when empty; other entries where there is something of them.
fn matters(entry: &Category) -> bool {
    matches!(entry.key, CategoryKey::Class(class) if class != Class::Unclassified)
        || entry.parcels > 0
}

/// A part of the strip over its whole width, with what a screen reader says of it.
pub(super) fn row(ui: &mut Ui, height: f32, told: &str, stage: &Stage) -> (Rect, egui::Response) {
    let size = vec2(ui.available_width(), stage.points(height));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, told));
    (rect.shrink2(vec2(stage.points(SIDE), 0.0)), response)
}

/// The hectares of an entry, with the decimals of the whole; unknown where nothing of it could be measured.
fn hectares(entry: &Category, whole_m2: f64, lang: Lang) -> String {
    if entry.parcels > 0 && entry.unmeasured == entry.parcels {
        return lang.text("number.unknown").to_owned();
    }
    lang.ha_of(entry.area_m2, whole_m2)
}

fn entry_ui(
    ui: &mut Ui,
    entry: &Category,
    style: &CategoryStyle,
    figures: &str,
    plan: Plan,
    r: Row<'_>,
) {
    let (lang, stage) = (r.lang, r.stage);
    let name = category::label(&entry.key, lang);
    let told = if style.hidden {
        lang.fill("present.hidden", &[("name", &name), ("ha", figures)])
    } else {
        format!("{name}: {figures}")
    };
    let (rect, _) = row(ui, plan.entry, &told, stage);
    if style.hidden {
        ui.set_opacity(0.45);
    }
    let field = vec2(
        stage.points(64.0),
        stage.points(if plan.two_lines { 56.0 } else { 34.0 }),
    );
    let middle = pos2(rect.left() + field.x / 2.0, rect.center().y);
    stage.swatch(ui, Rect::from_center_size(middle, field), style);
    if let Some(letter) = category::letter(&entry.key) {
        letter_ui(ui, middle, letter, style, stage);
    }
    let left = rect.left() + field.x + stage.points(16.0);
    let width = rect.right() - left;
    if plan.two_lines {
        let at = pos2(left, rect.center().y - stage.points(1.0));
        let most = if plan.entry < 80.0 { 28.0 } else { TEXT };
        let size = stage.fitting(ui, &name, [most, 28.0], width) / stage.points(1.0);
        stage.line(ui, at, Align2::LEFT_BOTTOM, &name, size, width);
        stage.line(ui, at, Align2::LEFT_TOP, figures, plan.figures(), width);
    } else {
        let right = stage.line(
            ui,
            rect.right_center(),
            Align2::RIGHT_CENTER,
            figures,
            TEXT,
            width,
        );
        let width = right.left() - left - stage.points(8.0);
        let at = pos2(left, rect.center().y);
        stage.line(ui, at, Align2::LEFT_CENTER, &name, TEXT, width);
    }
    ui.set_opacity(1.0);
}

/// What the lines over parcels mean, with their hectares, or those of two sides.
pub(super) fn uncertain_ui(ui: &mut Ui, figures: &str, r: Row<'_>) {
    let (lang, stage) = (r.lang, r.stage);
    let name = lang.text("legend.uncertain_lines");
    let (rect, _) = row(ui, UNCERTAIN, &format!("{name}: {figures}"), stage);
    let field = vec2(stage.points(64.0), stage.points(34.0));
    let middle = pos2(rect.left() + field.x / 2.0, rect.center().y);
    let swatch = Rect::from_center_size(middle, field);
    stage.swatch(ui, swatch, &CategoryStyle::uncertain());
    let left = rect.left() + field.x + stage.points(16.0);
    let at = pos2(left, rect.center().y);
    let width = rect.right() - left;
    let size = stage.fitting(ui, name, [28.0, 24.0], width) / stage.points(1.0);
    stage.line(ui, at, Align2::LEFT_BOTTOM, name, size, width);
    stage.quiet(ui, at, Align2::LEFT_TOP, figures, 28.0, width);
}

/// The letter of a class in its field, so that colour is never the only cue.
fn letter_ui(ui: &Ui, at: egui::Pos2, letter: &str, style: &CategoryStyle, stage: &Stage) {
    if style.hidden || style.pattern != crate::map::pattern::Pattern::Plain {
        return;
    }
    let colour = if style.fill.lightness() < 60.0 {
        egui::Color32::WHITE
    } else {
        egui::Color32::BLACK
    };
    let font = egui::FontId::proportional(stage.points(28.0));
    ui.painter()
        .text(at, Align2::CENTER_CENTER, letter, font, colour);
}

/// What is shown, as a part of the whole; the whole where everything is shown.
fn total_ui(ui: &mut Ui, layer: &MapLayer, lang: Lang, stage: &Stage) {
    let whole = layer.categories().total_m2();
    let shown = layer.entries().filter(|(_, style)| !style.hidden);
    let part: f64 = shown.map(|(entry, _)| entry.area_m2).sum();
    let all = !layer.hidden.contains(&true);
    let (title, figures) = if all {
        (lang.text("legend.total"), lang.ha(whole))
    } else {
        (lang.text("present.shown"), part_of(part, whole, lang))
    };
    let (rect, _) = row(ui, TOTAL, &format!("{title}: {figures}"), stage);
    let line = egui::Stroke::new(stage.points(2.0).max(1.0), stage.colours.hairline);
    let top = rect.top() + stage.points(8.0);
    ui.painter().hline(rect.x_range(), top, line);
    let at = pos2(rect.left(), rect.center().y + stage.points(4.0));
    stage.quiet(ui, at, Align2::LEFT_BOTTOM, title, 28.0, rect.width());
    let size = stage.fitting(ui, &figures, [38.0, 28.0], rect.width());
    let colour = stage.colours.text;
    let (top, width) = (Align2::LEFT_TOP, rect.width());
    crate::ui::widget::text::line(ui, at, top, &figures, size, colour, width);
}

/// The two shares of Fig. 1 that must not be mixed up.
fn shares_ui(ui: &mut Ui, list: &[Category], lang: Lang, stage: &Stage) {
    let sum = |wanted: fn(Class) -> bool| {
        let classes = list.iter().filter_map(|category| match category.key {
            CategoryKey::Class(class) if wanted(class) => Some(category.area_m2),
            _ => None,
        });
        classes.sum::<f64>()
    };
    let whole = sum(|class| class != Class::Unclassified);
    for (title, part) in [
        ("legend.mixed", sum(Class::is_mixed_use)),
        ("legend.cooperation", sum(Class::is_cooperation)),
    ] {
        let title = lang.text(title);
        let percent = lang.percent(part, whole);
        let of = lang.fill(
            "legend.of_ha",
            &[
                ("part", &lang.bare_ha_of(part, whole)),
                ("whole", &lang.ha(whole)),
            ],
        );
        let (rect, _) = row(ui, SHARE, &format!("{title}: {percent}, {of}"), stage);
        let at = pos2(rect.right(), rect.center().y);
        let right = stage.line(ui, at, Align2::RIGHT_BOTTOM, &percent, 38.0, rect.width());
        let width = right.left() - rect.left() - stage.points(8.0);
        let at = pos2(rect.left(), rect.center().y);
        stage.line(ui, at, Align2::LEFT_BOTTOM, title, TEXT, width);
        stage.quiet(ui, at, Align2::LEFT_TOP, &of, 28.0, rect.width());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_take_the_room_that_there_is() {
        let shares = 2.0 * SHARE;
        let roomy = Plan::of(960.0, 5, shares, false);
        assert!(roomy.two_lines && roomy.below);
        // More entries let go of the shares first, then of the second line.
        let close = Plan::of(900.0, 11, shares, false);
        assert!(close.two_lines && !close.below);
        let many = Plan::of(900.0, 16, shares, false);
        assert!(!many.two_lines && many.entry * 16.0 + TOTAL <= 900.0);
        // A chart that must be there makes them closer.
        let chart = Plan::of(700.0, 5, 396.0, true);
        assert!(chart.below && !chart.two_lines);
        for entries in 0..14 {
            let plan = Plan::of(800.0, entries, shares, false);
            let below = if plan.below { shares } else { 0.0 };
            assert!(
                plan.entry * entries as f32 + TOTAL + below <= 800.0,
                "{entries}"
            );
        }
    }
}
