//! The selected parcel: its class and why, its crops over the years, every attribute, and where it was read.

use egui::{Align, Align2, Label, Layout, RichText, ScrollArea, Sense, Ui};

use crate::analysis::summary::CategoryKey;
use crate::domain::{Class, Outcome, Reason, Rule};
use crate::explain::category;
use crate::map::palette;
use crate::text::{Lang, NBSP};
use crate::ui::command::{Command, ViewCommand};
use crate::ui::parcel::{CropYear, Parcel};
use crate::ui::state::{MapLayer, State, ZoomTarget};
use crate::ui::widget::{icon_button, swatch, text};
use crate::ui::{icons, theme};

/// Height of the strip of crops, in points.
const STRIP_HEIGHT: f32 = 20.0;
/// Height of a line of attributes, in points.
const LINE_HEIGHT: f32 = 20.0;
/// Part of the width that the names of attributes have.
const NAME_PART: f32 = 0.42;

/// Draws the panel over the room that is left.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let selected = state.view.selection;
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("parcel.title"));
        if selected.is_some() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                actions_ui(ui, lang, commands);
            });
        }
    });
    ui.add_space(theme::GAP_SMALL);
    let layer = selected.and_then(|hit| state.session.layer(hit.layer));
    match (layer, &state.view.parcel) {
        (Some(layer), Some(parcel)) => {
            parcel_ui(ui, layer, parcel, &state.session.knowledge().rule, lang);
        }
        (Some(_), None) => {
            ui.label(text::small(ui, lang.text("parcel.gathering")));
        }
        (None, _) => {
            ui.horizontal_top(|ui| {
                let colour = theme::colours(ui).secondary;
                ui.label(
                    RichText::new(icons::CURSOR_CLICK)
                        .size(theme::TEXT_HEADING)
                        .color(colour),
                );
                ui.add(Label::new(text::small(ui, lang.text("parcel.empty"))).wrap());
            });
        }
    }
}

fn actions_ui(ui: &mut Ui, lang: Lang, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = theme::GAP_SMALL;
    if icon_button(ui, icons::X, lang.text("menu.deselect")).clicked() {
        commands.push(ViewCommand::Select(None).into());
    }
    if icon_button(ui, icons::COPY, lang.text("menu.copy_attributes")).clicked() {
        commands.push(ViewCommand::CopyAttributes.into());
    }
    if icon_button(
        ui,
        icons::FRAME_CORNERS,
        lang.text("menu.zoom_to_selection"),
    )
    .clicked()
    {
        commands.push(ViewCommand::Zoom(ZoomTarget::Selection).into());
    }
}

fn parcel_ui(ui: &mut Ui, layer: &MapLayer, parcel: &Parcel, rule: &Rule, lang: Lang) {
    category_ui(ui, layer, parcel, lang);
    why_ui(ui, layer, parcel, rule, lang);
    if !parcel.years.is_empty() {
        ui.add_space(theme::GAP);
        ui.scope(|ui| years_ui(ui, &parcel.years, lang));
    }
    ui.add_space(theme::GAP_LARGE);
    ui.label(lang.text("parcel.attributes"));
    ui.add_space(theme::GAP_SMALL);
    let footer = 3.0 * LINE_HEIGHT;
    attributes_ui(
        ui,
        parcel,
        lang,
        (ui.available_height() - footer).max(4.0 * LINE_HEIGHT),
    );
    source_ui(ui, parcel, lang);
}

fn category_ui(ui: &mut Ui, layer: &MapLayer, parcel: &Parcel, lang: Lang) {
    let index = layer.categories().of_feature.get(parcel.hit.feature);
    let entry = index.and_then(|&index| layer.entries().nth(usize::from(index)));
    ui.horizontal(|ui| {
        if let Some((category, style)) = entry {
            let (rect, _) = ui.allocate_exact_size(swatch::SIZE, Sense::hover());
            let mut style = *style;
            style.hidden = false;
            swatch::paint(ui, rect, &style);
            let name = category::label(&category.key, lang);
            ui.add(Label::new(name).truncate());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let area = parcel.area_m2;
            let told = area.map_or_else(|| lang.text("parcel.no_area").to_owned(), |a| lang.ha(a));
            ui.label(told);
        });
    });
}

/// Why the parcel is in its class, in words; honest where a file says otherwise than the rule.
fn why_ui(ui: &mut Ui, layer: &MapLayer, parcel: &Parcel, rule: &Rule, lang: Lang) {
    let Some(outcome) = &parcel.outcome else {
        return;
    };
    let because = category::because(outcome, rule, lang);
    let told = if class_of(layer, parcel) == Some(outcome.class) {
        lang.fill("parcel.because", &[("because", &because)])
    } else {
        let class = category::label(&outcome_key(outcome), lang);
        lang.fill(
            "parcel.rule_says",
            &[("class", &class), ("because", &because)],
        )
    };
    ui.add(Label::new(text::small(ui, told)).wrap());
    let doubts = [
        (outcome.provisional, "parcel.provisional"),
        (outcome.fragile, "parcel.fragile"),
    ];
    for (_, key) in doubts.into_iter().filter(|(doubtful, _)| *doubtful) {
        ui.add(Label::new(text::small(ui, lang.text(key))).wrap());
    }
}

/// The class that the layer is coloured by; `None` where it is coloured by something else.
fn class_of(layer: &MapLayer, parcel: &Parcel) -> Option<Class> {
    let index = *layer.categories().of_feature.get(parcel.hit.feature)?;
    match layer.categories().list.get(usize::from(index))?.key {
        CategoryKey::Class(class) => Some(class),
        CategoryKey::TooFewYears | CategoryKey::NoSectorYears => Some(Class::Unclassified),
        _ => None,
    }
}

fn outcome_key(outcome: &Outcome) -> CategoryKey {
    match outcome.reason() {
        Some(Reason::TooFewYears) => CategoryKey::TooFewYears,
        Some(Reason::NoSectorYears) => CategoryKey::NoSectorYears,
        None => CategoryKey::Class(outcome.class),
    }
}

/// The crops as a strip of colours, with first and last year, and as a list of names.
fn years_ui(ui: &mut Ui, years: &[CropYear], lang: Lang) {
    strip_ui(ui, years, lang);
    ui.add_space(theme::GAP_SMALL);
    ui.spacing_mut().item_spacing.y = 0.0;
    for crop in years.iter().rev() {
        let size = egui::vec2(ui.available_width(), 18.0);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let colours = theme::colours(ui);
        let middle = rect.center().y;
        let (small, left) = (theme::TEXT_SMALL, Align2::LEFT_CENTER);
        let year = crop.year.number().to_string();
        let at = egui::pos2(rect.left(), middle);
        text::line(ui, at, left, &year, small, colours.secondary, 40.0);
        let field = egui::Rect::from_center_size(
            egui::pos2(rect.left() + 46.0, middle),
            egui::Vec2::splat(10.0),
        );
        swatch::paint(ui, field, &palette::crop_group(crop.group));
        let at = egui::pos2(rect.left() + 60.0, middle);
        let width = rect.right() - at.x;
        text::line(ui, at, left, &crop.name(lang), small, colours.text, width);
    }
}

fn strip_ui(ui: &mut Ui, years: &[CropYear], lang: Lang) {
    let size = egui::vec2(ui.available_width(), STRIP_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let told: Vec<String> = years
        .iter()
        .map(|crop| format!("{}{NBSP}{}", crop.year.number(), crop.name(lang)))
        .collect();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, told.join(", ")));
    let width = rect.width() / years.len() as f32;
    for (place, crop) in years.iter().enumerate() {
        let left = rect.left() + place as f32 * width;
        let field = egui::Rect::from_min_max(
            egui::pos2(left, rect.top()),
            egui::pos2(left + width - 1.0, rect.bottom()),
        );
        swatch::paint(ui, field, &palette::crop_group(crop.group));
        if response.hover_pos().is_some_and(|pos| field.contains(pos)) {
            response.clone().on_hover_text_at_pointer(&told[place]);
        }
    }
}

/// Every attribute; only the lines that are seen are drawn.
fn attributes_ui(ui: &mut Ui, parcel: &Parcel, lang: Lang, height: f32) {
    if parcel.attributes.is_empty() {
        ui.label(text::small(ui, lang.text("parcel.no_attributes")));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("attributes")
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, LINE_HEIGHT, parcel.attributes.len(), |ui, rows| {
            for (name, value) in parcel.attributes.iter().skip(rows.start).take(rows.len()) {
                attribute_ui(ui, name, &category::cell(value, lang));
            }
        });
}

fn attribute_ui(ui: &mut Ui, name: &str, value: &str) {
    let width = ui.available_width();
    ui.horizontal(|ui| {
        ui.set_height(LINE_HEIGHT);
        let half = egui::vec2(width * NAME_PART, LINE_HEIGHT);
        ui.allocate_ui_with_layout(half, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(half.x);
            ui.add(Label::new(text::small(ui, name)).truncate());
        });
        let value = RichText::new(value).size(theme::TEXT_SMALL);
        ui.add(Label::new(value).truncate().selectable(true));
    });
}

fn source_ui(ui: &mut Ui, parcel: &Parcel, lang: Lang) {
    ui.add_space(theme::GAP);
    let file = parcel.file.file_name().unwrap_or(parcel.file.as_os_str());
    let file = file.to_string_lossy();
    let record = parcel.record.to_string();
    let told = lang.fill("parcel.source", &[("file", &file), ("record", &record)]);
    ui.add(Label::new(text::small(ui, told)).truncate())
        .on_hover_text(parcel.file.display().to_string());
}
