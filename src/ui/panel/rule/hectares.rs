//! The hectares of each class under the rule: beside those of Fig. 1, how far one step of a threshold moves them, and
//! how many of them hang on few years or on one doubtful year.

use egui::{Align2, Rect, Sense, Ui};

use super::{Scene, bare, explained, signed, signed_bare};
use crate::analysis::report::Tally;
use crate::analysis::summary::CategoryKey;
use crate::domain::Class;
use crate::explain::category;
use crate::text::Lang;
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
    let published = is_about_drenthe(scene.layer);
    let mut titles = vec!["legend.hectares"];
    if published {
        titles.extend(["rule.fig1", "rule.difference"]);
    }
    titles.push("rule.step");
    header_ui(ui, &titles, lang);
    let sensitivity = scene.current().map(|figures| &figures.sensitivity);
    for class in Class::ALL {
        let found = totals.of(class).0;
        let mut cells = vec![bare(found, lang)];
        if published {
            let of_fig1 = class.published_ha();
            let differs = of_fig1.map(|published| found - published);
            cells.push(of_fig1.map_or_else(String::new, |ha| bare(ha, lang)));
            cells.push(differs.map_or_else(String::new, |ha| signed_bare(ha, lang)));
        }
        cells.push(sensitivity.map_or_else(
            || "…".to_owned(),
            |known| {
                let most = known.most(class).map_or(0.0, |(_, ha)| ha.0);
                format!("±{}", lang.decimal(most, 0))
            },
        ));
        line_ui(ui, scene, class, &cells, &steps_told(scene, class));
    }
    ui.add_space(theme::GAP);
    let titles = ["rule.fragile", "rule.provisional", "rule.uncertain"];
    header_ui(ui, &titles, lang);
    for class in Class::FIG1 {
        let told = scene
            .current()
            .and_then(|figures| tally_of(&figures.report.classes, class));
        let cell = |area_m2: fn(&Tally) -> f64| match told {
            Some(tally) => bare(area_m2(tally) / 10_000.0, lang),
            None => "…".to_owned(),
        };
        let has_cover = scene.figures().is_none_or(|figures| figures.has_cover);
        let fragile = if has_cover {
            cell(|t| t.fragile_m2)
        } else {
            // Without the covered part no year is doubtful, which is not to say that every one is sure.
            lang.text("number.unknown").to_owned()
        };
        let cells = [
            fragile,
            cell(|t| t.provisional_m2),
            cell(|t| t.uncertain_m2),
        ];
        line_ui(ui, scene, class, &cells, &doubt_told(scene, class));
    }
    ui.spacing_mut().item_spacing.y = spacing;
    if scene.figures().is_some_and(|figures| !figures.has_cover) {
        explained(ui, lang.text("rule.no_doubt"));
    }
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
                Some(ha) => signed(ha.0, lang),
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

/// Right edges of so many columns beside the swatch. Four are of the widths that their figures take: hectares, hectares,
/// a difference with its sign, a range with its sign.
fn columns(rect: Rect, count: usize) -> impl Iterator<Item = f32> {
    const OF_FOUR: [f32; 4] = [0.22, 0.46, 0.71, 1.0];
    let left = rect.left() + SWATCH_WIDTH + theme::GAP_SMALL;
    let width = rect.right() - left;
    (0..count).map(move |place| {
        let even = (place + 1) as f32 / count as f32;
        let part = OF_FOUR.get(place).copied().filter(|_| count == 4);
        left + width * part.unwrap_or(even)
    })
}

fn header_ui(ui: &mut Ui, titles: &[&'static str], lang: Lang) {
    let size = egui::vec2(ui.available_width(), LINE_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let colour = theme::colours(ui).secondary;
    let (size, anchor) = (theme::TEXT_SMALL, Align2::RIGHT_CENTER);
    for (x, title) in columns(rect, titles.len()).zip(titles) {
        let at = egui::pos2(x, rect.center().y);
        text::line(ui, at, anchor, lang.text(title), size, colour, 90.0);
    }
}

fn line_ui(ui: &mut Ui, scene: &Scene<'_>, class: Class, cells: &[String], told: &str) {
    let size = egui::vec2(ui.available_width(), LINE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = category::label(&CategoryKey::Class(class), scene.lang);
    response.widget_info(|| {
        let told = format!("{name}: {}", cells.join(", "));
        egui::WidgetInfo::labeled(egui::Role::Label, true, told)
    });
    let middle = egui::pos2(rect.left() + SWATCH_WIDTH / 2.0, rect.center().y);
    let field = Rect::from_center_size(middle, egui::vec2(SWATCH_WIDTH, 12.0));
    swatch::paint(ui, field, &scene.colours.class(class));
    let colours = theme::colours(ui);
    for (place, (x, cell)) in columns(rect, cells.len()).zip(cells).enumerate() {
        let at = egui::pos2(x, rect.center().y);
        let tone = if place == 0 || cells.len() == 3 {
            colours.text
        } else {
            colours.secondary
        };
        let (size, anchor) = (theme::TEXT_SMALL, Align2::RIGHT_CENTER);
        text::line(ui, at, anchor, cell, size, tone, 90.0);
    }
    response.on_hover_ui(|ui| {
        ui.label(&name);
        ui.label(text::small(ui, told));
    });
}
