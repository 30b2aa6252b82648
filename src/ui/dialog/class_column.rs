//! Choosing the column that holds the classes, and saying which value means which class. Words are read by
//! themselves; what numbers mean only people know.

use std::sync::Arc;

use egui::{Align, ComboBox, Label, Layout, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo};

use super::choice;
use super::frame::{Dialog, Primary, Scene, secondary};
use crate::analysis::categorise::ColourBy;
use crate::analysis::class_column::{ClassColumn, class_column, class_of};
use crate::analysis::columns::Evidence;
use crate::analysis::summary::CategoryKey;
use crate::analysis::value_sums::{ValueSum, sum_values};
use crate::domain::Class;
use crate::explain::category;
use crate::layer::{Layer, Value};
use crate::map::ClassColours;
use crate::text::Lang;
use crate::ui::command::{Command, LayerCommand};
use crate::ui::later::Later;
use crate::ui::state::{LayerId, MapLayer};
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Width of the list of columns, in points.
const COLUMNS_WIDTH: f32 = 256.0;
/// Height of both lists, in points.
const LIST_HEIGHT: f32 = 320.0;
/// Width of the choice of a class, in points.
const CLASS_WIDTH: f32 = 240.0;
/// Width of a figure, in points.
const FIGURE_WIDTH: f32 = 76.0;
/// Most values that are listed: a column with more of them holds no classes.
const LISTED: usize = 60;

/// The column that is chosen, and what its values mean.
#[derive(Debug)]
pub(super) struct ClassColumnDialog {
    id: LayerId,
    layer: Arc<Layer>,
    area_m2: Arc<[f64]>,
    guess: Option<(usize, Evidence)>,
    column: Option<usize>,
    /// What is known to be meant before anybody says otherwise.
    known: Option<ClassColumn>,
    values: Later<usize, Arc<Vec<ValueSum>>>,
    /// The column that `classes` is about, and the class of each of its values.
    meant: Option<(usize, Vec<Class>)>,
}

impl ClassColumnDialog {
    pub(super) fn new(layer: &MapLayer) -> Self {
        let guess = class_column(&layer.layer.table);
        let known = match &layer.colour_by {
            ColourBy::Class(column) => Some(column.clone()),
            _ => guess.as_ref().map(|guess| guess.found.clone()),
        };
        Self {
            id: layer.id,
            layer: Arc::clone(&layer.layer),
            area_m2: Arc::clone(&layer.area_m2),
            guess: guess.map(|guess| (guess.found.column, guess.evidence)),
            column: known.as_ref().map(|known| known.column),
            known,
            values: Later::default(),
            meant: None,
        }
    }

    /// The guessed column first, with what the guess rests on; then all of them as they stand in the file.
    fn columns(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let layer = Arc::clone(&self.layer);
        let fields = layer.table.fields();
        if fields.is_empty() {
            secondary(ui, lang.text("dialog.class_column.no_columns"));
        }
        let first = self.guess.map(|(column, _)| column);
        let others = (0..fields.len()).filter(|column| Some(*column) != first);
        for column in first.into_iter().chain(others) {
            let Some(field) = fields.get(column) else {
                continue;
            };
            let detail = match self.guess {
                Some((guessed, evidence)) if guessed == column => {
                    lang.text_of("dialog.guessed", evidence.key())
                }
                _ => String::new(),
            };
            let chosen = self.column == Some(column);
            if choice::row(ui, scene, chosen, &field.name, &detail) {
                self.column = Some(column);
            }
        }
    }

    /// Counts the values of the chosen column, and reads what they mean by themselves.
    fn look_at_values(&mut self, ui: &Ui) {
        let Some(column) = self.column else { return };
        let (layer, area_m2) = (Arc::clone(&self.layer), Arc::clone(&self.area_m2));
        self.values.ask(ui.ctx(), &column, move |_| {
            let cells = layer.table.column(column);
            let sums = cells.map(|cells| sum_values(&cells, &area_m2));
            Ok(Ok(Arc::new(sums.unwrap_or_default())))
        });
        let Some(values) = self.values.current() else {
            return;
        };
        if self.meant.as_ref().is_none_or(|(of, _)| *of != column) {
            let known = self.known.as_ref().filter(|known| known.column == column);
            let class = |value: &Value| match known {
                Some(known) => {
                    let same = known.classes.iter().find(|(other, _)| other == value);
                    same.map(|(_, class)| *class)
                }
                None => class_of(value),
            };
            let classes = values.iter().map(|sum| class(&sum.value));
            let classes = classes.map(|class| class.unwrap_or(Class::Unclassified));
            self.meant = Some((column, classes.collect()));
        }
    }

    /// The values with their classes, once they are counted.
    fn meant(&self) -> Option<(Arc<Vec<ValueSum>>, &[Class])> {
        let (column, classes) = self.meant.as_ref()?;
        let values = self.values.current()?;
        (self.column == Some(*column)).then(|| (Arc::clone(values), classes.as_slice()))
    }

    fn values(&mut self, ui: &mut Ui, colours: &ClassColours, lang: Lang) {
        let Some((values, classes)) = self.meant() else {
            let key = match (self.column, self.values.failure()) {
                (None, _) => "dialog.class_column.choose",
                (Some(_), Some(_)) => "dialog.failed",
                (Some(_), None) => "dialog.busy",
            };
            secondary(ui, lang.text(key));
            return;
        };
        let mut classes = classes.to_vec();
        header(ui, lang);
        ScrollArea::vertical()
            .id_salt("values")
            .max_height(LIST_HEIGHT - 24.0)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let listed = values.iter().zip(&mut classes).take(LISTED);
                for (number, (sum, class)) in listed.enumerate() {
                    ui.push_id(number, |ui| value_row(ui, colours, lang, sum, class));
                }
                let more = values.len().saturating_sub(LISTED);
                if more > 0 {
                    let more = lang.count(more as u64);
                    let text = lang.fill("dialog.class_column.more", &[("count", &more)]);
                    secondary(ui, text);
                }
            });
        if let Some((_, meant)) = &mut self.meant {
            *meant = classes;
        }
    }

    /// How much of the layer has a class now.
    fn summary(&self, lang: Lang) -> String {
        let Some((values, classes)) = self.meant() else {
            return String::new();
        };
        let with_class = |(_, class): &(&ValueSum, &Class)| **class != Class::Unclassified;
        let ground = |sums: &mut dyn Iterator<Item = &ValueSum>| sums.map(|s| s.area_m2).sum();
        let all: f64 = ground(&mut values.iter());
        let pairs = values.iter().zip(classes).filter(with_class);
        let classed: f64 = ground(&mut pairs.map(|(sum, _)| sum));
        lang.fill(
            "dialog.class_column.summary",
            &[
                ("part", &lang.ha_total(classed)),
                ("whole", &lang.ha_total(all)),
                ("percent", &lang.percent(classed, all)),
            ],
        )
    }
}

impl Dialog for ClassColumnDialog {
    fn title(&self, lang: Lang) -> String {
        let name = [("layer", self.layer.name.as_str())];
        lang.fill("dialog.class_column.title", &name)
    }

    fn width(&self) -> f32 {
        872.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        secondary(ui, lang.text("dialog.class_column.about"));
        ui.add_space(theme::GAP);
        self.look_at_values(ui);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP_LARGE;
            side(ui, COLUMNS_WIDTH, |ui| {
                ScrollArea::vertical()
                    .id_salt("columns")
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        self.columns(ui, scene);
                    });
            });
            let rest = ui.available_width();
            side(ui, rest, |ui| {
                self.values(ui, scene.state.session.colours(), lang);
            });
        });
        ui.add_space(theme::GAP_SMALL);
        secondary(ui, self.summary(lang));
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let blocked = match self.meant() {
            None => Some("dialog.class_column.choose"),
            Some((_, classes)) if classes.iter().all(|c| *c == Class::Unclassified) => {
                Some("dialog.class_column.nothing_mapped")
            }
            Some(_) => None,
        };
        Some(Primary {
            text: lang.text("dialog.class_column.use").to_owned(),
            blocked: blocked.map(|key| lang.text(key).to_owned()),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        let column = self.column?;
        let (values, classes) = self.meant()?;
        let values = values.iter().map(|sum| sum.value.clone());
        let pairs = values.zip(classes.iter().copied());
        let classes = pairs.filter(|(_, class)| *class != Class::Unclassified);
        let by = ColourBy::Class(ClassColumn {
            column,
            classes: classes.collect(),
        });
        Some(LayerCommand::ColourBy(self.id, by).into())
    }
}

/// One of the two lists.
fn side(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(width, LIST_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.set_max_size(size);
        contents(ui);
    });
}

/// Draws the cells of a row, figures and class at the right.
fn cells(
    ui: &mut Ui,
    height: f32,
    value: impl FnOnce(&mut Ui),
    figures: [String; 2],
    class: impl FnOnce(&mut Ui),
) {
    let size = egui::vec2(ui.available_width(), height);
    let (row, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut right = row.right();
    let mut cell = |width: f32| {
        let left = right - width;
        let rect = Rect::from_x_y_ranges(left..=right, row.y_range());
        right = left - theme::GAP;
        rect
    };
    let (class_rect, figure_rects) = (cell(CLASS_WIDTH), [cell(FIGURE_WIDTH), cell(FIGURE_WIDTH)]);
    let value_rect = Rect::from_x_y_ranges(row.left()..=right, row.y_range());
    let from_left = Layout::left_to_right(Align::Center);
    let from_right = Layout::right_to_left(Align::Center);
    value(&mut child(ui, value_rect, from_left));
    for (figure, rect) in figures.into_iter().rev().zip(figure_rects) {
        let mut ui = child(ui, rect, from_right);
        let figure = text::small(&ui, figure);
        ui.label(figure);
    }
    class(&mut child(ui, class_rect, from_left));
}

fn child(ui: &mut Ui, rect: Rect, layout: Layout) -> Ui {
    ui.new_child(UiBuilder::new().max_rect(rect).layout(layout))
}

fn header(ui: &mut Ui, lang: Lang) {
    let small = |ui: &mut Ui, key| {
        ui.label(text::small(ui, lang.text(key)));
    };
    let figures = [
        "dialog.class_column.parcels",
        "dialog.class_column.hectares",
    ];
    cells(
        ui,
        20.0,
        |ui| small(ui, "dialog.class_column.value"),
        figures.map(|key| lang.text(key).to_owned()),
        |ui| small(ui, "dialog.class_column.class"),
    );
}

fn value_row(ui: &mut Ui, colours: &ClassColours, lang: Lang, sum: &ValueSum, class: &mut Class) {
    let name = match &sum.value {
        Value::Null => lang.text("category.no_value").to_owned(),
        value => category::cell(value, lang),
    };
    let hectares = if sum.unmeasured < sum.rows {
        lang.ha(sum.area_m2)
    } else {
        lang.text("number.unknown").to_owned()
    };
    let figures = [lang.count(sum.rows), hectares];
    cells(
        ui,
        theme::CONTROL_HEIGHT,
        |ui| {
            ui.add(Label::new(&name).truncate());
        },
        figures,
        |ui| match sum.value {
            // A row without a value has no class, whatever anybody says.
            Value::Null => {
                ui.label(text::small(ui, class_name(Class::Unclassified, lang)));
            }
            _ => class_combo(ui, colours, lang, &name, class),
        },
    );
}

fn class_name(class: Class, lang: Lang) -> String {
    category::label(&CategoryKey::Class(class), lang)
}

fn class_combo(ui: &mut Ui, colours: &ClassColours, lang: Lang, value: &str, class: &mut Class) {
    let (rect, _) = ui.allocate_exact_size(swatch::SIZE, Sense::hover());
    swatch::paint(ui, rect, &colours.class(*class));
    let shown = ComboBox::from_id_salt("class")
        .width(ui.available_width())
        .truncate()
        .selected_text(class_name(*class, lang))
        .show_ui(ui, |ui| {
            for choice in Class::ALL {
                if class_choice(ui, colours, lang, choice, *class == choice).clicked() {
                    *class = choice;
                }
            }
        });
    let name = lang.fill("dialog.class_column.class_of", &[("value", value)]);
    shown.response.accessible_name(name);
}

/// A class in the list of a choice, with its colour.
fn class_choice(
    ui: &mut Ui,
    class_colours: &ClassColours,
    lang: Lang,
    class: Class,
    chosen: bool,
) -> egui::Response {
    let name = class_name(class, lang);
    let size = egui::vec2(ui.available_width().max(CLASS_WIDTH), theme::CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &name));
    let colours = theme::colours(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, colours.hover);
    } else if chosen {
        ui.painter().rect_filled(rect, 4.0, colours.chosen);
    }
    let left = rect.left() + theme::GAP_SMALL;
    let field = Rect::from_min_size(egui::pos2(left, rect.top() + 4.0), swatch::SIZE);
    swatch::paint(ui, field, &class_colours.class(class));
    let at = egui::pos2(field.right() + theme::GAP, rect.center().y);
    let width = rect.right() - at.x;
    let anchor = egui::Align2::LEFT_CENTER;
    text::line(ui, at, anchor, &name, theme::TEXT_BODY, colours.text, width);
    response
}
