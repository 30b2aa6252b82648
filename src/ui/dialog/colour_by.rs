//! What a layer is coloured by: the cooperation classes, the crops of a year, any column, or nothing; with the
//! legend that would come of it.

use std::sync::Arc;

use egui::{Align, Layout, ScrollArea, Sense, Ui};

use super::DialogKind;
use super::choice;
use super::frame::{Dialog, Primary, Scene, secondary};
use super::named::Named;
use crate::analysis::categorise::{ColourBy, Coloured, Knowledge, categorise};
use crate::analysis::class_column::class_column;
use crate::analysis::classify::{ClassifyError, ParcelYears};
use crate::analysis::columns::{Evidence, crop_code_column, layer_year};
use crate::analysis::summary::Category;
use crate::domain::Catalogue;
use crate::explain::category;
use crate::layer::{FieldType, Layer};
use crate::map::{CategoryStyle, ClassColours};
use crate::text::Lang;
use crate::ui::command::{Command, LayerCommand, ViewCommand};
use crate::ui::later::Later;
use crate::ui::state::{LayerId, MapLayer};
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Width of the list of what can be chosen, in points.
const CHOICES_WIDTH: f32 = 312.0;
/// Height of list and legend, in points.
const LIST_HEIGHT: f32 = 360.0;

/// What can be chosen, and what is.
#[derive(Debug)]
pub(super) struct ColourByDialog {
    id: LayerId,
    named: Named,
    layer: Arc<Layer>,
    area_m2: Arc<[f64]>,
    years: Option<ParcelYears>,
    knowledge: Arc<Knowledge>,
    choices: Vec<Choice>,
    chosen: ColourBy,
    preview: Later<ColourBy, Arc<Coloured>>,
}

/// One thing to colour by.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    by: ColourBy,
    group: Group,
    name: Name,
}

/// Where a choice stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Classes,
    Crops,
    Columns,
    Nothing,
}

/// What a choice is called.
#[derive(Debug, Clone, PartialEq)]
enum Name {
    /// The rule over the crops of these years, in so many columns.
    Rule { from: u16, to: u16, columns: usize },
    /// The classes of a column, and what the guess rests on.
    Classes(String, Option<Evidence>),
    /// The crops of a year.
    CropsOf(u16),
    /// The crops of a column.
    CropsIn(String),
    /// A column with its type.
    Column(String, FieldType),
    /// Nothing.
    Nothing,
}

impl ColourByDialog {
    pub(super) fn new(layer: &MapLayer, knowledge: &Arc<Knowledge>) -> Self {
        let choices = choices(layer, &knowledge.catalogue);
        Self {
            id: layer.id,
            named: Named::of(layer),
            layer: Arc::clone(&layer.layer),
            area_m2: Arc::clone(&layer.area_m2),
            years: layer.years.clone(),
            knowledge: Arc::clone(knowledge),
            chosen: layer.colour_by.clone(),
            choices,
            preview: Later::default(),
        }
    }

    fn choices(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let mut group = None;
        let mut chosen = None;
        for choice in &self.choices {
            if group != Some(choice.group) {
                group = Some(choice.group);
                choice::title(ui, scene.lang.text(choice.group.title()));
            }
            let (name, detail) = choice.name.words(scene.lang);
            if choice::row(ui, scene, self.chosen == choice.by, &name, &detail) {
                chosen = Some(choice.by.clone());
            }
        }
        if let Some(chosen) = chosen {
            self.chosen = chosen;
        }
    }

    fn ask_preview(&mut self, ui: &Ui) {
        let (layer, area_m2) = (Arc::clone(&self.layer), Arc::clone(&self.area_m2));
        let (years, knowledge) = (self.years.clone(), Arc::clone(&self.knowledge));
        let by = self.chosen.clone();
        self.preview.ask(ui.ctx(), &self.chosen, move |progress| {
            match categorise(&layer, &area_m2, &by, years.as_ref(), &knowledge, progress) {
                Ok(coloured) => Ok(Ok(Arc::new(coloured))),
                Err(ClassifyError::Cancelled(cancelled)) => Err(cancelled),
                Err(error) => Ok(Err(error.to_string())),
            }
        });
    }

    /// The legend that would come of it.
    fn legend(&self, ui: &mut Ui, colours: &ClassColours, lang: Lang) {
        choice::title(ui, lang.text("dialog.colour_by.preview"));
        if self.preview.failure().is_some() {
            secondary(ui, lang.text("dialog.colour_by.does_not_fit"));
            return;
        }
        let Some(coloured) = self.preview.last() else {
            secondary(ui, lang.text("dialog.busy"));
            return;
        };
        let list = &coloured.categories.list;
        let total_m2 = coloured.categories.total_m2();
        let styles = colours.styles(list);
        for (entry, style) in list.iter().zip(&styles) {
            entry_ui(ui, lang, entry, style, total_m2);
        }
    }
}

impl Dialog for ColourByDialog {
    fn title(&self, lang: Lang) -> String {
        lang.fill(
            "dialog.colour_by.title",
            &[("layer", &self.named.title(lang))],
        )
    }

    fn width(&self) -> f32 {
        720.0
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        self.ask_preview(ui);
        let lang = scene.lang;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(theme::GAP_LARGE, 0.0);
            list(ui, "choices", CHOICES_WIDTH, |ui| self.choices(ui, scene));
            let rest = ui.available_width();
            list(ui, "legend", rest, |ui| {
                self.legend(ui, scene.state.session.colours(), lang);
            });
        });
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        // What is in a column may have to be said by hand: another dialog.
        if ui.button(scene.lang.text("menu.class_column")).clicked() {
            let kind = DialogKind::ClassColumn(self.id);
            scene.commands.push(ViewCommand::CloseDialog.into());
            scene.commands.push(ViewCommand::Show(kind).into());
        }
    }

    fn primary(&self, lang: Lang) -> Option<Primary> {
        let failed = self.preview.failure().is_some();
        Some(Primary {
            text: lang.text("dialog.colour_by.apply").to_owned(),
            blocked: failed.then(|| lang.text("dialog.colour_by.other").to_owned()),
        })
    }

    fn confirm(&mut self) -> Option<Command> {
        let by = self.chosen.clone();
        // What was shown is what is taken, where it is there already.
        Some(match self.preview.current() {
            Some(coloured) => LayerCommand::Recoloured(self.id, by, Arc::clone(coloured)).into(),
            None => LayerCommand::ColourBy(self.id, by).into(),
        })
    }
}

/// Everything that a layer can be coloured by, likeliest first. What it is coloured by now is among it.
fn choices(layer: &MapLayer, catalogue: &Catalogue) -> Vec<Choice> {
    let table = &layer.layer.table;
    let mut choices = Vec::new();
    let mut add = |by, group, name| choices.push(Choice { by, group, name });
    let name_of = |column: usize| {
        let field = table.fields().get(column);
        field.map_or_else(String::new, |field| field.name.clone())
    };
    let columns = layer.years.as_ref().map(|years| years.sequences.columns());
    let columns = columns.unwrap_or_default();
    if let (Some(first), Some(last)) = (columns.first(), columns.last()) {
        let name = Name::Rule {
            from: first.year.number(),
            to: last.year.number(),
            columns: columns.len(),
        };
        add(ColourBy::Cooperation, Group::Classes, name);
    }
    match (&layer.colour_by, class_column(table)) {
        (ColourBy::Class(class), _) => {
            let name = Name::Classes(name_of(class.column), None);
            add(layer.colour_by.clone(), Group::Classes, name);
        }
        (_, Some(guess)) => {
            let name = Name::Classes(name_of(guess.found.column), Some(guess.evidence));
            add(ColourBy::Class(guess.found), Group::Classes, name);
        }
        (_, None) => {}
    }
    for column in columns.iter().rev() {
        let name = Name::CropsOf(column.year.number());
        add(ColourBy::CropYear(column.year), Group::Crops, name);
    }
    if let Some(guess) = crop_code_column(table, catalogue) {
        let name = match layer_year(&layer.layer) {
            Some(year) if columns.is_empty() => Name::CropsOf(year.found.number()),
            _ => Name::CropsIn(name_of(guess.found)),
        };
        let by = ColourBy::CropGroup {
            column: guess.found,
        };
        add(by, Group::Crops, name);
    }
    for (column, field) in table.fields().iter().enumerate() {
        let name = Name::Column(field.name.clone(), field.field_type);
        add(ColourBy::Column(column), Group::Columns, name);
    }
    add(ColourBy::Plain, Group::Nothing, Name::Nothing);
    choices
}

impl Group {
    fn title(self) -> &'static str {
        match self {
            Self::Classes => "dialog.colour_by.classes",
            Self::Crops => "dialog.colour_by.crops",
            Self::Columns => "dialog.colour_by.columns",
            Self::Nothing => "dialog.colour_by.nothing",
        }
    }
}

impl Name {
    /// The name, and what more there is to say of it.
    fn words(&self, lang: Lang) -> (String, String) {
        match self {
            Self::Rule { from, to, columns } => {
                let count = lang.count(*columns as u64);
                let (from, to) = (from.to_string(), to.to_string());
                let values = [("from", from.as_str()), ("to", &to), ("count", &count)];
                (
                    lang.text("dialog.colour_by.rule").to_owned(),
                    lang.fill("dialog.colour_by.rule_detail", &values),
                )
            }
            Self::Classes(column, evidence) => (
                lang.fill("dialog.colour_by.class_column", &[("column", column)]),
                evidence.map_or_else(String::new, |e| lang.text_of("dialog.guessed", e.key())),
            ),
            Self::CropsOf(year) => {
                let year = year.to_string();
                (
                    lang.fill("dialog.colour_by.crops_of", &[("year", &year)]),
                    String::new(),
                )
            }
            Self::CropsIn(column) => (
                lang.fill("dialog.colour_by.crops_in", &[("column", column)]),
                String::new(),
            ),
            Self::Column(column, field_type) => (
                column.clone(),
                lang.text(field_type_key(*field_type)).to_owned(),
            ),
            Self::Nothing => (
                lang.text("dialog.colour_by.plain").to_owned(),
                String::new(),
            ),
        }
    }
}

/// Key of the word for what a column holds.
pub(super) fn field_type_key(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => "dialog.type.text",
        FieldType::Integer => "dialog.type.integer",
        FieldType::Real => "dialog.type.real",
        FieldType::Date => "dialog.type.date",
        FieldType::DateTime => "dialog.type.date_time",
        FieldType::Boolean => "dialog.type.boolean",
        FieldType::Memo => "dialog.type.memo",
        FieldType::Binary => "dialog.type.binary",
    }
}

/// One of the two lists.
fn list(ui: &mut Ui, name: &str, width: f32, contents: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(width, LIST_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.set_max_size(size);
        let scroll = ScrollArea::vertical()
            .id_salt(name)
            .auto_shrink([false, false]);
        scroll.show(ui, contents);
    });
}

/// An entry of the legend: swatch, name, hectares and share.
fn entry_ui(ui: &mut Ui, lang: Lang, entry: &Category, style: &CategoryStyle, total_m2: f64) {
    let size = egui::vec2(ui.available_width(), theme::CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        let share = text::small(ui, lang.percent(entry.area_m2, total_m2));
        ui.add_sized([48.0, theme::CONTROL_HEIGHT], right(share));
        let hectares = text::small(ui, lang.ha_of(entry.area_m2, total_m2));
        ui.add_sized([80.0, theme::CONTROL_HEIGHT], right(hectares));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add_space(theme::GAP);
            let (rect, _) = ui.allocate_exact_size(swatch::SIZE, Sense::hover());
            swatch::paint(ui, rect, style);
            ui.add(egui::Label::new(category::label(&entry.key, lang)).truncate());
        });
    });
}

fn right(text: egui::RichText) -> egui::Label {
    egui::Label::new(text).halign(Align::RIGHT)
}
