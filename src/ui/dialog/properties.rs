//! What is known of a layer: where it came from, what it holds, and everything that was odd about its file, to be
//! read and copied.

use std::fmt::Write as _;
use std::sync::Arc;

use egui::{Button, Grid, Label, RichText, ScrollArea, Ui};

use super::colour_by::field_type_key;
use super::crs::numbers;
use super::frame::{Dialog, Scene, secondary};
use crate::analysis::summary::elements_in;
use crate::analysis::validity::Validity;
use crate::explain;
use crate::geometry::{Bounds, Feature};
use crate::layer::{Layer, Warning, WarningKind};
use crate::map::PreparedLayer;
use crate::text::Lang;
use crate::ui::command::{FileCommand, ViewCommand};
use crate::ui::later::Later;
use crate::ui::save::SaveWhat;
use crate::ui::state::{DialogKind, LayerId, MapLayer};
use crate::ui::widget::text;
use crate::ui::years::{YearLayers, YearSource, words};
use crate::ui::{icons, theme};

/// Most record numbers that are shown of a warning; copying gives all that were kept.
const RECORDS_SHOWN: usize = 40;
/// Width of the names of the facts, in points.
const NAMES_WIDTH: f32 = 136.0;
/// Height of what is said of invalid outlines, in points: two lines, and a line of records.
const VALIDITY_HEIGHT: f32 = 60.0;

/// What is known; there is no draft.
#[derive(Debug)]
pub(super) struct PropertiesDialog {
    id: LayerId,
    layer: Arc<Layer>,
    /// The outlines where they are drawn: in metres.
    prepared: Option<Arc<PreparedLayer>>,
    validity: Later<(), Validity>,
    /// The yearly layers that it was made of.
    years: Option<Arc<YearLayers>>,
    bounds: Bounds,
    without_shape: u64,
    elements: u64,
    /// Area of the measured parcels, m², and how many could not be measured.
    area: (f64, u64),
}

impl PropertiesDialog {
    pub(super) fn new(layer: &MapLayer) -> Self {
        let polygons = &layer.layer.polygons;
        let null = polygons.features().filter(Feature::is_null);
        let measured = layer.area_m2.iter().filter(|area| area.is_finite());
        let unmeasured = layer.area_m2.len() - measured.clone().count();
        Self {
            bounds: polygons.bounds(),
            without_shape: null.count() as u64,
            elements: elements_in(&layer.categories().list),
            area: (measured.sum(), unmeasured as u64),
            years: layer.year_layers.clone(),
            layer: Arc::clone(&layer.layer),
            id: layer.id,
            prepared: layer.prepared.clone(),
            validity: Later::default(),
        }
    }

    /// Which outlines are invalid, what that changes, and the way to look at them one by one.
    fn validity_ui(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let Some(prepared) = self.prepared.as_ref().map(Arc::clone) else {
            return;
        };
        if !self.layer.polygons.is_ground() {
            return;
        }
        self.validity.ask(ui.ctx(), &(), move |progress| {
            Validity::of(prepared.layer(), prepared.polygons(), progress).map(Ok)
        });
        group(ui, lang.text("dialog.properties.validity"));
        // As high while the outlines are looked at as once they were: a click must not miss what is below.
        let told = match self.validity.current() {
            None => lang.text("dialog.properties.looking").to_owned(),
            Some(validity) if validity.invalid.is_empty() => {
                lang.text("dialog.properties.all_valid").to_owned()
            }
            Some(validity) => validity_words(validity, lang),
        };
        let records = self.invalid_records(RECORDS_SHOWN, lang);
        ScrollArea::vertical()
            .id_salt("invalid")
            .max_height(VALIDITY_HEIGHT)
            .min_scrolled_height(VALIDITY_HEIGHT)
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.add(Label::new(told).wrap());
                if let Some(records) = records {
                    ui.add(Label::new(text::small(ui, records)).wrap().selectable(true));
                }
            });
        let invalid = self.validity.current().map(|found| &found.invalid);
        let invalid = invalid.filter(|found| !found.is_empty());
        ui.horizontal(|ui| {
            let review = Button::new(lang.text("dialog.properties.review"));
            let is_clicked = ui.add_enabled(invalid.is_some(), review).clicked();
            if let Some(invalid) = invalid.filter(|_| is_clicked) {
                let review = ViewCommand::Review(self.id, Arc::clone(invalid));
                scene.commands.push(review.into());
            }
            let save = Button::new(lang.text("dialog.properties.save_mended"));
            if ui.add_enabled(invalid.is_some(), save).clicked() {
                let what = SaveWhat::Mended(self.id);
                scene.commands.push(FileCommand::ChooseSave(what).into());
            }
        });
    }

    fn invalid_records(&self, shown: usize, lang: Lang) -> Option<String> {
        let invalid = &self.validity.current()?.invalid;
        if invalid.is_empty() {
            return None;
        }
        let record = |feature: &usize| self.layer.record_number(*feature).to_string();
        let list: Vec<String> = invalid.iter().take(shown).map(record).collect();
        Some(records_words(&list, invalid.len() as u64, lang))
    }

    /// The facts with their names.
    fn facts(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let layer = &self.layer;
        let source = &layer.source;
        let count = |count: usize| lang.count(count as u64);
        let unknown = || lang.text("number.unknown").to_owned();
        vec![
            (
                lang.text("dialog.properties.file"),
                source.path.display().to_string(),
            ),
            (lang.text("dialog.properties.format"), source.format.clone()),
            (lang.text("dialog.properties.parcels"), self.parcels(lang)),
            (
                lang.text("dialog.properties.vertices"),
                count(layer.polygons.vertex_count()),
            ),
            (lang.text("dialog.properties.area"), self.hectares(lang)),
            (lang.text("dialog.properties.crs"), self.crs(lang)),
            (
                lang.text("dialog.properties.bounds"),
                numbers(&self.bounds, lang),
            ),
            (
                lang.text("dialog.properties.encoding"),
                source.encoding.clone().unwrap_or_else(unknown),
            ),
        ]
    }

    fn parcels(&self, lang: Lang) -> String {
        let parcels = (self.layer.len() as u64).saturating_sub(self.elements);
        let mut told = lang.count(parcels);
        if self.elements > 0 {
            let elements = lang.one_or("layers.one_element", "layers.elements", self.elements);
            told = format!("{told} · {elements}");
        }
        match self.without_shape {
            0 => told,
            without => {
                let without = lang.count(without);
                lang.fill(
                    "dialog.properties.without_shape",
                    &[("count", &told), ("without", &without)],
                )
            }
        }
    }

    fn hectares(&self, lang: Lang) -> String {
        let (area_m2, unmeasured) = self.area;
        if unmeasured == self.layer.len() as u64 && unmeasured > 0 {
            return lang.text("number.unknown").to_owned();
        }
        let area = lang.ha_total(area_m2);
        match unmeasured {
            0 => area,
            1 => lang.fill("dialog.properties.unmeasured_one", &[("area", &area)]),
            count => {
                let count = lang.count(count);
                lang.fill(
                    "dialog.properties.unmeasured",
                    &[("area", &area), ("count", &count)],
                )
            }
        }
    }

    fn crs(&self, lang: Lang) -> String {
        let crs = explain::crs_label(self.layer.crs.as_ref(), lang);
        let guessed = |warning: &Warning| matches!(warning.kind, WarningKind::CrsGuessed { .. });
        if self.layer.warnings.iter().any(guessed) {
            lang.fill("dialog.properties.guessed", &[("crs", &crs)])
        } else {
            crs
        }
    }

    /// The years with the file of each and what was odd about it; empty for a layer of one file.
    fn years(&self, lang: Lang) -> Vec<(String, String)> {
        let years = self.years.iter();
        let rows = years.flat_map(|years| {
            let of = |source: &YearSource| words::source(years, source, lang);
            let rows = years.years.iter();
            rows.map(move |source| (source.year.to_string(), of(source)))
        });
        rows.collect()
    }

    /// What was odd about the file of each earlier year; the layer itself is of the reference year.
    fn year_warnings(&self, lang: Lang) -> Vec<String> {
        let years = self.years.iter();
        let earlier = years.flat_map(|years| {
            let sources = years.years.iter();
            sources.filter(|source| source.year != years.reference)
        });
        let said = earlier.flat_map(|source| {
            let said = source.warnings.iter();
            said.map(|warning| format!("{}: {}", source.year, explain::warning(warning, lang)))
        });
        said.collect()
    }

    /// What was odd about the years together, and how long they took.
    fn about_years(&self, lang: Lang) -> String {
        let Some(years) = &self.years else {
            return String::new();
        };
        let mut said = words::oddities(years, lang);
        said.push(words::took(years, lang));
        said.join(" ")
    }

    /// Everything as text.
    fn to_text(&self, lang: Lang) -> String {
        let mut out = format!("{}\n", self.layer.name);
        // Writing to a string cannot fail.
        for (name, value) in self.facts(lang) {
            let _ = writeln!(out, "{name}\t{value}");
        }
        if self.years.is_some() {
            let _ = writeln!(out, "\n{}", lang.text("dialog.properties.years"));
            for (year, source) in self.years(lang) {
                let _ = writeln!(out, "{year}\t{source}");
            }
            let _ = writeln!(out, "{}", self.about_years(lang));
            for said in self.year_warnings(lang) {
                let _ = writeln!(out, "{said}");
            }
        }
        if let Some(validity) = self.validity.current().filter(|v| !v.invalid.is_empty()) {
            let _ = writeln!(out, "\n{}", lang.text("dialog.properties.validity"));
            let _ = writeln!(out, "{}", validity_words(validity, lang));
            if let Some(records) = self.invalid_records(usize::MAX, lang) {
                let _ = writeln!(out, "{records}");
            }
        }
        let _ = writeln!(out, "\n{}", lang.text("dialog.properties.columns"));
        for field in self.layer.table.fields() {
            let _ = writeln!(
                out,
                "{}\t{}",
                field.name,
                lang.text(field_type_key(field.field_type))
            );
        }
        let _ = writeln!(out, "\n{}", lang.text("dialog.properties.warnings"));
        let warnings = self.layer.said();
        for warning in warnings.iter() {
            let _ = writeln!(out, "{}", explain::warning(warning, lang));
            if let Some(records) = records(warning, usize::MAX, lang) {
                let _ = writeln!(out, "{records}");
            }
        }
        if warnings.is_empty() {
            let _ = writeln!(out, "{}", lang.text("dialog.properties.no_warnings"));
        }
        out
    }
}

impl Dialog for PropertiesDialog {
    fn title(&self, lang: Lang) -> String {
        let years = self.years.as_ref();
        years.map_or_else(|| self.layer.name.clone(), |years| years.title(lang))
    }

    fn width(&self) -> f32 {
        600.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        table(ui, "facts", &self.facts(lang));
        if self.years.is_some() {
            group(ui, lang.text("dialog.properties.years"));
            let rows = self.years(lang);
            let rows = rows
                .iter()
                .map(|(year, source)| (year.as_str(), source.clone()));
            table(ui, "years", &rows.collect::<Vec<_>>());
            secondary(ui, self.about_years(lang));
            for said in self.year_warnings(lang) {
                secondary(ui, said);
            }
        }
        group(ui, lang.text("dialog.properties.warnings"));
        let warnings = self.layer.said();
        if warnings.is_empty() {
            secondary(ui, lang.text("dialog.properties.no_warnings"));
        }
        for warning in warnings.iter() {
            warning_ui(ui, warning, lang);
        }
        self.validity_ui(ui, scene);
        group(ui, lang.text("dialog.properties.columns"));
        let fields = self.layer.table.fields().iter();
        let fields: Vec<(&str, String)> = fields
            .map(|field| {
                let words = lang.text(field_type_key(field.field_type));
                (field.name.as_str(), words.to_owned())
            })
            .collect();
        table(ui, "columns", &fields);
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        if ui.button(scene.lang.text("dialog.copy_all")).clicked() {
            let text = self.to_text(scene.lang);
            scene.commands.push(ViewCommand::Copy(text).into());
        }
        let words = scene.lang.text("layers.encoding");
        if self.layer.table.has_encodings() && ui.button(words).clicked() {
            let dialog = DialogKind::Encoding(self.id);
            scene.commands.push(ViewCommand::Show(dialog).into());
        }
    }
}

/// How many outlines are invalid, and their hectares before and after mending.
fn validity_words(validity: &Validity, lang: Lang) -> String {
    let count = lang.count(validity.invalid.len() as u64);
    let key = match validity.invalid.len() {
        1 => "dialog.properties.invalid_one",
        _ => "dialog.properties.invalid",
    };
    lang.fill(
        key,
        &[
            ("count", &count),
            ("stored", &lang.ha(validity.area_stored)),
            ("mended", &lang.ha(validity.area_mended)),
        ],
    )
}

fn group(ui: &mut Ui, title: &str) {
    ui.add_space(theme::GAP_LARGE);
    ui.label(title);
    ui.add_space(theme::GAP_SMALL);
}

/// Names and values beside each other.
fn table(ui: &mut Ui, name: &str, rows: &[(&str, String)]) {
    let values_width = ui.available_width() - NAMES_WIDTH - theme::GAP_LARGE;
    Grid::new(name)
        .num_columns(2)
        .min_col_width(NAMES_WIDTH)
        .max_col_width(values_width)
        .min_row_height(theme::GAP_LARGE)
        .spacing([theme::GAP_LARGE, theme::GAP_SMALL])
        .show(ui, |ui| {
            for (name, value) in rows {
                ui.vertical(|ui| {
                    ui.set_width(NAMES_WIDTH);
                    let name = RichText::new(*name).color(theme::colours(ui).secondary);
                    ui.add(Label::new(name).truncate());
                });
                ui.vertical(|ui| {
                    ui.set_width(values_width);
                    ui.add(Label::new(value).wrap().selectable(true));
                });
                ui.end_row();
            }
        });
}

fn warning_ui(ui: &mut Ui, warning: &Warning, lang: Lang) {
    ui.horizontal_top(|ui| {
        let colour = theme::colours(ui).warning;
        ui.label(RichText::new(icons::WARNING).color(colour));
        ui.vertical(|ui| {
            ui.add(Label::new(explain::warning(warning, lang)).wrap());
            if let Some(records) = records(warning, RECORDS_SHOWN, lang) {
                ui.add(Label::new(text::small(ui, records)).wrap().selectable(true));
            }
        });
    });
    ui.add_space(theme::GAP_SMALL);
}

/// All records that were kept, at most `shown`. `None` where the sentence about them named them all.
fn records(warning: &Warning, shown: usize, lang: Lang) -> Option<String> {
    if warning.records.len() <= explain::RECORDS_NAMED {
        return None;
    }
    let named = warning.records.iter().take(shown);
    let list: Vec<String> = named.map(ToString::to_string).collect();
    Some(records_words(&list, warning.count, lang))
}

/// "Record 3", "Records 3, 17, 208 en nog 12": these, of so many.
fn records_words(list: &[String], count: u64, lang: Lang) -> String {
    let more = count.saturating_sub(list.len() as u64);
    let key = match (list, more) {
        ([_], 0) => "dialog.properties.record",
        (_, 0) => "dialog.properties.records",
        _ => "dialog.properties.records_more",
    };
    let list = list.join(", ");
    lang.fill(key, &[("list", &list), ("count", &lang.count(more))])
}
