//! What a scene shows in the strip beside the map apart from hectares: figures that take longer than a frame, worked
//! out in the background and drawn when they are there.

use std::sync::Arc;

use egui::{Align2, Context, Rect, Ui, pos2, vec2};

use super::drawn::Drawn;
use super::legend::{Row, row};
use super::stage::TEXT;
use crate::analysis::soil::{self, ClassSoil};
use crate::analysis::summary::{Category, CategoryKey};
use crate::analysis::within::within;
use crate::domain::{Assumptions, Class};
use crate::explain::category;
use crate::export::scene_page::Figure;
use crate::map::{ClassColours, MapCrs};
use crate::text::{Lang, NBSP};
use crate::ui::drenthe_story::plateau_ring;
use crate::ui::later::Later;
use crate::ui::state::rule_view::MadeFrom;
use crate::ui::state::scenes::Chart;
use crate::ui::state::{MapLayer, State};

/// Height of a figure with what it is a part of, and of a class in the table of the soil, in pixels of 1080.
const FIGURE: f32 = 132.0;
const SOIL: f32 = 152.0;

/// The figures of the scenes, as far as they are known.
#[derive(Debug, Default)]
pub struct Charts {
    plateau: Later<MadeFrom, Vec<Category>>,
    soil: Later<(MadeFrom, Arc<Assumptions>), Vec<ClassSoil>>,
    drawn: Drawn,
}

/// The chart of the scene that is shown.
pub(super) fn of_scene(state: &State) -> Chart {
    let scene = state
        .view
        .scene
        .and_then(|place| state.session.scenes.get(place));
    scene.map_or(Chart::None, |scene| scene.chart)
}

/// The scene that is shown has a chart of the areas, which takes a wider strip.
pub(super) fn is_drawn(state: &State) -> bool {
    of_scene(state) == Chart::Drawn
}

/// The height of a chart below the legend, in pixels of 1080.
pub(super) fn height(chart: Chart) -> f32 {
    match chart {
        Chart::None | Chart::Soil | Chart::Drawn => 0.0,
        Chart::Readings => 3.0 * FIGURE,
        Chart::Plateau => 2.0 * FIGURE + FIGURE,
    }
}

impl Charts {
    /// Asks for what the chart needs; the same question twice is asked once.
    pub(super) fn ask(&mut self, ctx: &Context, state: &State, layer: &MapLayer, chart: Chart) {
        let knowledge = Arc::clone(state.session.knowledge());
        let made = MadeFrom::of(layer, &knowledge);
        let area_m2 = Arc::clone(&layer.area_m2);
        match chart {
            // A chart is asked for where its room is known.
            Chart::None | Chart::Readings | Chart::Drawn => {}
            Chart::Plateau => {
                let in_rd = state.session.map_crs() == MapCrs::RdNew;
                let ring = plateau_ring().filter(|_| in_rd);
                if let (Some(ring), Some(prepared)) = (ring, layer.prepared.clone()) {
                    let coloured = Arc::clone(&layer.coloured);
                    self.plateau.ask(ctx, &made, move |progress| {
                        let polygons = prepared.polygons();
                        let found =
                            within(polygons, &area_m2, &coloured.categories, ring, progress);
                        found.map(Ok)
                    });
                }
            }
            Chart::Soil => {
                let Some(years) = layer.years.clone() else {
                    return;
                };
                let classified = layer.coloured.classified.clone();
                let assumptions = Arc::clone(state.session.assumptions());
                let question = (made, Arc::clone(&assumptions));
                self.soil.ask(ctx, &question, move |progress| {
                    let (catalogue, rule) = (&knowledge.catalogue, &knowledge.rule);
                    let classified = classified.unwrap_or_else(|| years.classify(catalogue, rule));

                    let found = soil::by_class(
                        &classified,
                        &area_m2,
                        catalogue,
                        rule,
                        &assumptions,
                        progress,
                    );
                    found.map(Ok)
                });
            }
        }
    }

    /// Draws a chart below the legend.
    pub(super) fn show(&self, ui: &mut Ui, layer: &MapLayer, chart: Chart, row: Row<'_>) {
        match chart {
            Chart::None | Chart::Soil | Chart::Drawn => {}
            Chart::Readings | Chart::Plateau => {
                let plateau = self.plateau.current().map(Vec::as_slice);
                let list = &layer.categories().list;
                for figure in class_figures(chart, list, plateau, row.lang) {
                    figure_ui(ui, &figure, row);
                }
            }
        }
    }

    /// Draws the chart of the scene in the place of the legend.
    pub(super) fn drawn_ui(&mut self, ui: &mut Ui, state: &State, row: Row<'_>) {
        self.drawn.show(ui, state, row);
    }

    /// Draws the table of the soil in the place of the legend.
    pub(super) fn soil_ui(&self, ui: &mut Ui, colours: &ClassColours, height: f32, row: Row<'_>) {
        let Some(list) = self.soil.current() else {
            return;
        };
        let least = SOIL.min(height / list.len().max(1) as f32);
        for figures in list {
            soil_row(ui, colours, figures, least, row);
        }
    }
}

/// Sums over the classes of Fig. 1.
struct Sums {
    mixed: f64,
    cooperation: f64,
    whole: f64,
    none_mixed: f64,
}

impl Sums {
    fn of(list: &[Category]) -> Self {
        let sum = |wanted: fn(Class) -> bool| {
            let classes = list.iter().filter_map(|category| match category.key {
                CategoryKey::Class(class) if wanted(class) => Some(category.area_m2),
                _ => None,
            });
            classes.sum::<f64>()
        };
        Self {
            mixed: sum(Class::is_mixed_use),
            cooperation: sum(Class::is_cooperation),
            whole: sum(|class| class != Class::Unclassified),
            none_mixed: sum(|class| class == Class::NoneMixed),
        }
    }
}

/// The figures of the classes that a chart shows; `plateau` are the categories within the plateau.
pub fn class_figures(
    chart: Chart,
    list: &[Category],
    plateau: Option<&[Category]>,
    lang: Lang,
) -> Vec<Figure> {
    let sums = Sums::of(list);
    match chart {
        Chart::Soil | Chart::Drawn => Vec::new(),
        Chart::None if sums.whole <= 0.0 => Vec::new(),
        Chart::None => vec![
            share("legend.mixed", sums.mixed, sums.whole, lang),
            share("legend.cooperation", sums.cooperation, sums.whole, lang),
        ],
        Chart::Readings => readings(&sums, lang),
        Chart::Plateau => of_plateau(plateau, lang),
    }
}

fn share(title: &'static str, part: f64, whole: f64, lang: Lang) -> Figure {
    Figure {
        title: lang.text(title).to_owned(),
        figure: lang.percent(part, whole),
        of: of_ha(part, whole, lang),
    }
}

/// The three ways to read "more than half": which classes count, and of what.
fn readings(sums: &Sums, lang: Lang) -> Vec<Figure> {
    let without = sums.whole - sums.none_mixed;
    vec![
        share("present.reading_mixed", sums.mixed, sums.whole, lang),
        share(
            "present.reading_cooperation",
            sums.cooperation,
            sums.whole,
            lang,
        ),
        share("present.reading_without", sums.cooperation, without, lang),
    ]
}

/// The plateau in this layer, and what the brochure says of it: a claim that is quoted.
fn of_plateau(found: Option<&[Category]>, lang: Lang) -> Vec<Figure> {
    let sums = found.map(Sums::of).filter(|sums| sums.whole > 0.0);
    let own = |title: &'static str, part: fn(&Sums) -> f64| match &sums {
        Some(sums) => share(title, part(sums), sums.whole, lang),
        None => Figure {
            title: lang.text(title).to_owned(),
            figure: lang.text("number.unknown").to_owned(),
            of: String::new(),
        },
    };
    vec![
        own("present.plateau_mixed", |sums| sums.mixed),
        own("present.plateau_cooperation", |sums| sums.cooperation),
        Figure {
            title: lang.text("present.plateau_claimed").to_owned(),
            figure: lang.text("present.plateau_claim").to_owned(),
            of: lang.text("present.plateau_no_hectares").to_owned(),
        },
    ]
}

fn of_ha(part_m2: f64, whole_m2: f64, lang: Lang) -> String {
    let part = lang.bare_ha_of(part_m2, whole_m2);
    lang.fill(
        "legend.of_ha",
        &[("part", &part), ("whole", &lang.ha(whole_m2))],
    )
}

/// A class with its rest crops, the crops that take turns, and the organic matter that they leave.
pub fn soil_figures(figures: &ClassSoil, lang: Lang) -> Figure {
    let [rest, groups, eom] = soil_lines(figures, lang);
    Figure {
        title: category::label(&CategoryKey::Class(figures.class), lang),
        figure: rest,
        of: format!("{groups} · {eom}"),
    }
}

fn soil_lines(figures: &ClassSoil, lang: Lang) -> [String; 3] {
    let unknown = || lang.text("number.unknown").to_owned();
    let rest = figures.rest_share;
    let rest = rest.map_or_else(unknown, |share| lang.percent(share, 1.0));
    let groups = figures.groups;
    let groups = groups.map_or_else(unknown, |groups| lang.decimal(groups, 1));
    let eom = figures
        .eom_kg_ha
        .map_or_else(unknown, |kg| format!("{}{NBSP}kg/ha", lang.decimal(kg, 0)));
    [
        lang.fill("present.soil_rest", &[("rest", &rest)]),
        lang.fill("present.soil_groups", &[("groups", &groups)]),
        lang.fill("present.soil_eom", &[("eom", &eom)]),
    ]
}

/// A figure: what it is, the figure itself, and what it is a part of.
fn figure_ui(ui: &mut Ui, told: &Figure, r: Row<'_>) {
    let Figure { title, figure, of } = told;
    let (rect, _) = row(ui, FIGURE, &format!("{title}: {figure}, {of}"), r.stage);
    let stage = r.stage;
    let top = rect.top() + stage.points(8.0);
    let line = egui::Stroke::new(1.0, stage.colours.hairline);
    ui.painter()
        .hline(rect.x_range(), top - stage.points(4.0), line);
    let width = rect.width();
    let size = stage.fitting(ui, title, [28.0, 28.0], width) / stage.points(1.0);
    let told = stage.quiet(
        ui,
        pos2(rect.left(), top),
        Align2::LEFT_TOP,
        title,
        size,
        width,
    );
    let below = pos2(rect.left(), told.bottom());
    let told = stage.line(ui, below, Align2::LEFT_TOP, figure, 40.0, width);
    let below = pos2(rect.left(), told.bottom());
    stage.quiet(ui, below, Align2::LEFT_TOP, of, 28.0, width);
}

/// A class of the table of the soil.
fn soil_row(ui: &mut Ui, colours: &ClassColours, figures: &ClassSoil, height: f32, r: Row<'_>) {
    let (lang, stage) = (r.lang, r.stage);
    let name = category::label(&CategoryKey::Class(figures.class), lang);
    let lines = soil_lines(figures, lang);
    let told = format!("{name}: {}", lines.join(", "));
    let (rect, _) = row(ui, height, &told, stage);
    let style = stage.seen(
        &CategoryKey::Class(figures.class),
        colours.class(figures.class),
    );
    let field = Rect::from_min_size(
        rect.min + vec2(0.0, stage.points(8.0)),
        vec2(stage.points(40.0), stage.points(height - 20.0)),
    );
    stage.swatch(ui, field, &style);
    let left = field.right() + stage.points(16.0);
    let width = rect.right() - left;
    let at = pos2(left, field.top());
    let mut told = stage.line(ui, at, Align2::LEFT_TOP, &name, TEXT, width);
    for line in &lines {
        let at = pos2(left, told.bottom());
        let size = stage.fitting(ui, line, [28.0, 28.0], width) / stage.points(1.0);
        told = stage.quiet(ui, at, Align2::LEFT_TOP, line, size, width);
    }
}
