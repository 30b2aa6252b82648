//! The hectares of each class under the rule: beside those of Fig. 1, how far one step of a threshold moves them, and
//! how many of them hang on few years or on one doubtful year.

use egui::{Align2, Rect, Response, Sense, Ui};

use super::{Scene, explained};
use crate::analysis::feature_table::ClassTotals;
use crate::analysis::report::Tally;
use crate::analysis::summary::CategoryKey;
use crate::domain::Class;
use crate::explain::category;
use crate::ui::panel::legend::is_about_drenthe;
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 18.0;
/// Width of the field of colour, in points.
const SWATCH_WIDTH: f32 = 16.0;

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>) {
    let lang = scene.lang;
    let Some(totals) = scene.totals else {
        explained(ui, lang.text("rule.counting"));
        return;
    };
    let spacing = std::mem::take(&mut ui.spacing_mut().item_spacing.y);
    classes_ui(ui, scene, &totals);
    ui.add_space(theme::GAP);
    doubt_ui(ui, scene);
    ui.spacing_mut().item_spacing.y = spacing;
    if scene.figures().is_some_and(|figures| !figures.has_cover) {
        explained(ui, lang.text("rule.no_doubt"));
    }
}

/// What Fig. 1 says of a class beside what is found, and the difference: hectares where the layer is about what the
/// figure is about, else the parts of the five classes together, in per cent. Empty for a class that it does not have.
fn beside_fig1(scene: &Scene<'_>, totals: &ClassTotals, class: Class) -> [String; 2] {
    let lang = scene.lang;
    let Some(published) = class.published_ha() else {
        return Default::default();
    };
    let found = totals.of(class).0;
    if is_about_drenthe(scene.layer) {
        return [
            lang.decimal(published, 0),
            scene.signed_bare(found - published),
        ];
    }
    let all: f64 = Class::FIG1.iter().map(|class| totals.of(*class).0).sum();
    let all_published: f64 = Class::FIG1.iter().filter_map(|c| c.published_ha()).sum();
    let published = published / all_published * 100.0;
    let differs = (all > 0.0).then(|| found / all * 100.0 - published);
    let sign = differs.filter(|points| *points >= 0.05).map_or("", |_| "+");
    [
        lang.decimal(published, 1),
        differs.map_or_else(
            || lang.text("number.unknown").to_owned(),
            |points| format!("{sign}{}", lang.decimal(points, 1)),
        ),
    ]
}

/// The hectares of each class, what Fig. 1 says beside them, and how far one step moves them.
fn classes_ui(ui: &mut Ui, scene: &Scene<'_>, totals: &ClassTotals) {
    let [fig1, difference] = if is_about_drenthe(scene.layer) {
        ["rule.fig1", "rule.difference"]
    } else {
        ["rule.fig1_part", "rule.difference_part"]
    };
    let titles = ["legend.hectares", fig1, difference, "rule.step"];
    let sensitivity = scene.current().map(|figures| &figures.sensitivity);
    let lines = Class::ALL.map(|class| {
        let found = totals.of(class).0;
        let mut cells = vec![scene.bare(found)];
        cells.extend(beside_fig1(scene, totals, class));
        let most = sensitivity.map(|known| known.most(class).map_or(0.0, |(_, ha)| ha.0));
        cells.push(most.map_or_else(|| "…".to_owned(), |ha| format!("±{}", scene.bare(ha))));
        let mut told = steps_told(scene, class);
        if !is_about_drenthe(scene.layer) && class.published_ha().is_some() {
            told = format!("{told}\n{}", scene.lang.text("rule.fig1_part_told"));
        }
        Line { class, cells, told }
    });
    table_ui(ui, scene, &titles, &lines);
}

/// How much of each class hangs on one doubtful year, on few years, or on either.
fn doubt_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let lang = scene.lang;
    let has_cover = scene.figures().is_none_or(|figures| figures.has_cover);
    let lines = Class::FIG1.map(|class| {
        let told = scene.current();
        let told = told.and_then(|figures| tally_of(&figures.report.classes, class));
        let cell = |area_m2: fn(&Tally) -> f64| match told {
            Some(tally) => scene.bare(area_m2(tally) / 10_000.0),
            None => "…".to_owned(),
        };
        let fragile = if has_cover {
            cell(|t| t.fragile_m2)
        } else {
            // Without the covered part no year is doubtful, which is not to say that every one is sure.
            lang.text("number.unknown").to_owned()
        };
        Line {
            class,
            cells: vec![
                fragile,
                cell(|t| t.provisional_m2),
                cell(|t| t.uncertain_m2),
            ],
            told: doubt_told(scene, class),
        }
    });
    let titles = ["rule.fragile", "rule.provisional", "rule.uncertain"];
    table_ui(ui, scene, &titles, &lines);
}

fn tally_of(classes: &[(Class, Tally)], class: Class) -> Option<&Tally> {
    let mut classes = classes.iter();
    classes
        .find(|(other, _)| *other == class)
        .map(|(_, tally)| tally)
}

/// What each threshold does to the class, those that do most first.
fn steps_told(scene: &Scene<'_>, class: Class) -> String {
    let lang = scene.lang;
    let Some(figures) = scene.current() else {
        return lang.text("rule.counting").to_owned();
    };
    let known = &figures.sensitivity;
    let mut steps: Vec<_> = known.steps.iter().collect();
    let most = |step: &&crate::analysis::sensitivity::Step| step.most(class, &known.now).0;
    steps.sort_by(|a, b| most(b).total_cmp(&most(a)));
    let lines = steps
        .into_iter()
        .filter(|step| most(step) > 0.0)
        .map(|step| {
            let [down, up] = step.moves(class, &known.now).map(|moved| match moved {
                Some(ha) => scene.signed(ha.0),
                None => "–".to_owned(),
            });
            let name = lang.text_of("threshold", step.threshold.key());
            lang.fill(
                "rule.step_told",
                &[("name", &name), ("down", &down), ("up", &up)],
            )
        });
    let mut lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        lines.push(lang.text("rule.unmoved").to_owned());
    }
    lines.join("\n")
}

fn doubt_told(scene: &Scene<'_>, class: Class) -> String {
    let lang = scene.lang;
    let tally = scene
        .current()
        .and_then(|figures| tally_of(&figures.report.classes, class));
    let Some(tally) = tally else {
        return lang.text("rule.counting").to_owned();
    };
    let part = |area_m2: f64| lang.percent(area_m2, tally.area_m2);
    lang.fill(
        "rule.doubt_told",
        &[
            ("all", &lang.ha(tally.area_m2)),
            ("fragile", &part(tally.fragile_m2)),
            ("provisional", &part(tally.provisional_m2)),
            ("uncertain", &part(tally.uncertain_m2)),
            ("confidence", &lang.decimal(scene.rule.min_confidence, 2)),
        ],
    )
}

/// A class with its figures.
struct Line {
    class: Class,
    cells: Vec<String>,
    /// What the figures mean.
    told: String,
}

/// Lines under the titles of their columns, each as wide as what stands in it; what room is left lies between them.
fn table_ui(ui: &mut Ui, scene: &Scene<'_>, titles: &[&'static str], lines: &[Line]) {
    let titles: Vec<&str> = titles.iter().map(|title| scene.lang.text(title)).collect();
    let cell = |line: &Line, place: usize| line.cells.get(place).cloned().unwrap_or_default();
    let widths = titles.iter().enumerate().map(|(place, title)| {
        let cells = lines.iter().map(|line| cell(line, place));
        let widths = cells.map(|cell| text::width(ui, &cell, theme::TEXT_SMALL));
        widths.fold(text::width(ui, title, theme::TEXT_SMALL), f32::max)
    });
    let widths: Vec<f32> = widths.collect();
    let tones = theme::colours(ui);
    let rect = line_rect(ui, Sense::hover()).0;
    let edges = right_edges(&rect, &widths);
    for (title, x) in titles.iter().zip(&edges) {
        let at = egui::pos2(*x, rect.center().y);
        let (size, anchor) = (theme::TEXT_SMALL, Align2::RIGHT_CENTER);
        text::line(ui, at, anchor, title, size, tones.secondary, rect.width());
    }
    // What is compared with stands back.
    let front = if titles.len() == 3 { titles.len() } else { 1 };
    for line in lines {
        line_ui(ui, scene, line, &edges, front);
    }
}

fn line_rect(ui: &mut Ui, sense: Sense) -> (Rect, Response) {
    let size = egui::vec2(ui.available_width(), LINE_HEIGHT);
    ui.allocate_exact_size(size, sense)
}

/// Where columns of these widths end, which share what room is left beside the swatch.
fn right_edges(rect: &Rect, widths: &[f32]) -> Vec<f32> {
    let left = rect.left() + SWATCH_WIDTH;
    let air = rect.right() - left - widths.iter().sum::<f32>();
    let air = air / widths.len().max(1) as f32;
    let mut x = left;
    let edges = widths.iter().map(|width| {
        x += air + width;
        x
    });
    edges.collect()
}

fn line_ui(ui: &mut Ui, scene: &Scene<'_>, line: &Line, edges: &[f32], front: usize) {
    let (rect, response) = line_rect(ui, Sense::hover());
    let name = category::label(&CategoryKey::Class(line.class), scene.lang);
    response.widget_info(|| {
        let told = format!("{name}: {}", line.cells.join(", "));
        egui::WidgetInfo::labeled(egui::Role::Label, true, told)
    });
    let middle = egui::pos2(rect.left() + SWATCH_WIDTH / 2.0, rect.center().y);
    let field = Rect::from_center_size(middle, egui::vec2(SWATCH_WIDTH, 12.0));
    swatch::paint(ui, field, &scene.colours.class(line.class));
    let colours = theme::colours(ui);
    for (place, (x, cell)) in edges.iter().zip(&line.cells).enumerate() {
        let at = egui::pos2(*x, rect.center().y);
        let tone = if place < front {
            colours.text
        } else {
            colours.secondary
        };
        let (size, anchor) = (theme::TEXT_SMALL, Align2::RIGHT_CENTER);
        text::line(ui, at, anchor, cell, size, tone, rect.width());
    }
    response.on_hover_ui(|ui| {
        ui.label(&name);
        ui.label(text::small(ui, line.told.as_str()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_end_at_the_edge_with_the_same_air_before_each() {
        let rect = Rect::from_min_max(egui::pos2(10.0, 0.0), egui::pos2(226.0, 18.0));
        let widths = [40.0, 62.0, 38.0];
        let edges = right_edges(&rect, &widths);
        let mut before = rect.left() + SWATCH_WIDTH;
        for (edge, width) in edges.iter().zip(widths) {
            assert!((edge - width - before - 20.0).abs() < 1e-3, "{edges:?}");
            before = *edge;
        }
        assert!((before - rect.right()).abs() < 1e-3);
    }
}
