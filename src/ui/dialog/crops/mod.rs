//! The crops: what each is, how it counts in this project, how much of the layer in hand it has, and the way to
//! count it otherwise. Codes that nobody knows come first. Changes take effect as they are made, so that one sees
//! what they do.

mod row;
mod rows;
mod transfer;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{ScrollArea, TextEdit, Ui};

use super::frame::{Dialog, Scene, secondary};
use crate::analysis::categorise::Knowledge;
use crate::analysis::classify::ParcelYears;
use crate::analysis::crop_use::{CropUse, crop_use};
use crate::domain::{CropCode, CropOverrides};
use crate::text::Lang;
use crate::ui::command::CropsCommand;
use crate::ui::later::Later;
use crate::ui::state::{LayerId, State};
use crate::ui::theme;
use rows::Rows;
use transfer::Transfer;

/// Height of the list, in points.
const LIST_HEIGHT: f32 = 360.0;
/// Width of the dialog, in points.
const WIDTH: f32 = 840.0;

/// How much of a layer each crop has.
type Figures = Arc<BTreeMap<CropCode, CropUse>>;

/// What is searched for, and what was counted. Changes are no draft.
#[derive(Debug)]
pub(super) struct CropsDialog {
    layer: Option<Counted>,
    search: String,
    only_changed: bool,
    figures: Later<LayerId, Figures>,
    rows: Rows,
    transfer: Transfer,
}

/// The layer in hand, as far as its crops are counted.
#[derive(Debug, Clone)]
struct Counted {
    id: LayerId,
    name: String,
    years: ParcelYears,
    area_m2: Arc<[f64]>,
}

impl CropsDialog {
    pub(super) fn new(state: &State) -> Self {
        let layer = state.session.active().and_then(|layer| {
            Some(Counted {
                id: layer.id,
                name: layer.title(state.lang()),
                years: layer.years.clone()?,
                area_m2: Arc::clone(&layer.area_m2),
            })
        });
        Self {
            layer,
            search: String::new(),
            only_changed: false,
            figures: Later::default(),
            rows: Rows::default(),
            transfer: Transfer::new(state),
        }
    }

    fn count(&mut self, ui: &Ui, scene: &Scene<'_>) {
        let Some(Counted {
            id, years, area_m2, ..
        }) = self.layer.clone()
        else {
            return;
        };
        let knowledge = Arc::clone(scene.state.session.knowledge());
        self.figures.ask(ui.ctx(), &id, move |progress| {
            let Knowledge { catalogue, rule } = knowledge.as_ref();
            let figures = crop_use(&years, &area_m2, catalogue, rule, progress)?;
            Ok(Ok(Arc::new(figures)))
        });
    }

    fn search(&mut self, ui: &mut Ui, scene: &mut Scene<'_>, changed: usize) {
        let lang = scene.lang;
        ui.horizontal_wrapped(|ui| {
            let label = ui.label(lang.text("dialog.crops.search"));
            let field = TextEdit::singleline(&mut self.search)
                .desired_width(200.0)
                .hint_text(lang.text("dialog.crops.hint"));
            let field = ui.add(field).labelled_by(label.id);
            if scene.opening {
                field.request_focus();
            }
            ui.add_space(theme::GAP);
            let count = lang.count(changed as u64);
            let only = lang.fill("dialog.crops.only_changed", &[("count", &count)]);
            ui.checkbox(&mut self.only_changed, only);
        });
    }

    /// What the figures mean, and what nobody knows.
    fn notes(&self, ui: &mut Ui, lang: Lang) {
        match &self.layer {
            Some(layer) => {
                let told = lang.fill("dialog.crops.figures", &[("layer", &layer.name)]);
                secondary(ui, told);
            }
            None => {
                secondary(ui, lang.text("dialog.crops.no_figures"));
            }
        }
        let unknown = self.rows.unknown_left();
        if unknown > 0 {
            let count = lang.count(unknown as u64);
            let told = match unknown {
                1 => lang.text("dialog.crops.unknown_one").to_owned(),
                _ => lang.fill("dialog.crops.unknown_many", &[("count", &count)]),
            };
            let colour = theme::colours(ui).warning;
            ui.label(
                egui::RichText::new(told)
                    .color(colour)
                    .size(theme::TEXT_SMALL),
            );
        }
    }

    fn list(&mut self, ui: &mut Ui, scene: &mut Scene<'_>, said: &CropOverrides) {
        let lang = scene.lang;
        row::header(ui, lang);
        let codes = self.rows.codes();
        if codes.is_empty() {
            secondary(ui, lang.text("dialog.crops.nothing_found"));
        }
        let figures = self.figures.last();
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("crops")
            .auto_shrink([false, false])
            .min_scrolled_height(LIST_HEIGHT)
            .max_height(LIST_HEIGHT)
            .show_rows(ui, row::HEIGHT, codes.len(), |ui, range| {
                for code in codes.iter().skip(range.start).take(range.len()) {
                    let used = figures.map(|figures| figures.get(code).copied());
                    row::show(ui, scene, *code, used.map(Option::unwrap_or_default), said);
                }
            });
    }
}

impl Dialog for CropsDialog {
    fn title(&self, lang: Lang) -> String {
        lang.text("dialog.crops.title").to_owned()
    }

    fn width(&self) -> f32 {
        WIDTH
    }

    fn body(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let lang = scene.lang;
        let knowledge = scene.state.session.knowledge();
        let said = CropOverrides::of(&knowledge.catalogue, &knowledge.rule);
        self.count(ui, scene);
        secondary(ui, lang.text("dialog.crops.about"));
        ui.add_space(theme::GAP_SMALL);
        self.search(ui, scene, said.len());
        let wanted = rows::Wanted {
            search: &self.search,
            only_changed: self.only_changed,
            layer: self.layer.as_ref().map(|layer| &layer.years),
            figures: self.figures.last(),
        };
        self.rows.find(wanted, knowledge, &said);
        self.notes(ui, lang);
        ui.add_space(theme::GAP_SMALL);
        ui.scope(|ui| self.list(ui, scene, &said));
        ui.add_space(theme::GAP);
        self.transfer.show(ui, scene, &said);
    }

    fn beside_buttons(&mut self, ui: &mut Ui, scene: &mut Scene<'_>) {
        let knowledge = scene.state.session.knowledge();
        let said = CropOverrides::of(&knowledge.catalogue, &knowledge.rule);
        let button = egui::Button::new(scene.lang.text("dialog.crops.reset_all"));
        if ui.add_enabled(!said.is_empty(), button).clicked() {
            scene.commands.push(CropsCommand::ResetAll.into());
        }
    }
}
