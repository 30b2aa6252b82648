//! The map series: of what a sheet each is made, and which of them the preview shows.

use std::sync::Arc;

use egui::{ComboBox, RichText, Ui};

use super::super::frame::Scene;
use crate::export::series::SeriesArea;
use crate::export::sheet::{SeriesBy, SheetSettings};
use crate::text::Lang;
use crate::ui::command::AreasCommand;
use crate::ui::later::Later;
use crate::ui::sheet::{SeriesKey, SheetRequest, series_choices};
use crate::ui::widget::icon_button;
use crate::ui::{icons, theme};

/// The areas, once they are known, and the one in hand.
#[derive(Debug, Default)]
pub(super) struct Series {
    areas: Later<SeriesKey, Vec<Arc<SeriesArea>>>,
    place: usize,
}

/// The way to areas where there are none yet.
fn open_areas(ui: &mut Ui, scene: &mut Scene<'_>) {
    let active = scene.state.session.active();
    let (key, command) = if active.is_some_and(|layer| layer.is_sample) {
        ("menu.sample_areas", AreasCommand::OpenSample)
    } else {
        ("menu.open_areas", AreasCommand::ChooseFiles)
    };
    let button = ui.button(scene.lang.text(key));
    let button = button.on_hover_text(scene.lang.text("dialog.sheet.areas_hint"));
    if button.clicked() {
        scene.commands.push(command.into());
    }
}

impl Series {
    /// The sheet of the area in hand; for a series whose areas are not known yet, the whole.
    pub(super) fn page(&mut self, ui: &Ui, request: SheetRequest) -> SheetRequest {
        let Some(key) = request.series_key() else {
            return request;
        };
        let of = request.clone();
        self.areas.ask(ui.ctx(), &key, move |progress| {
            match of.series_areas(progress) {
                Err(crate::analysis::regions::RegionsError::Cancelled(cancelled)) => Err(cancelled),
                areas => Ok(areas.map_err(|error| error.to_string())),
            }
        });
        let areas = self.areas.current().map(Vec::as_slice).unwrap_or_default();
        self.place = self.place.min(areas.len().saturating_sub(1));
        match areas.get(self.place) {
            Some(area) => request.about(Arc::clone(area)),
            None => request,
        }
    }

    /// The choice.
    pub(super) fn choice(ui: &mut Ui, scene: &mut Scene<'_>, settings: &mut SheetSettings) {
        let lang = scene.lang;
        let choices = series_choices(scene.state);
        let has_areas = choices.iter().any(|by| matches!(by, SeriesBy::Areas(_)));
        ui.horizontal(|ui| {
            ui.label(lang.text("dialog.sheet.series"));
            let name = |by: Option<&SeriesBy>| match by {
                None => lang.text("dialog.sheet.one_sheet").to_owned(),
                Some(SeriesBy::Areas(name)) => {
                    lang.fill("dialog.sheet.by_areas", &[("name", name)])
                }
                Some(SeriesBy::Column(name)) => {
                    lang.fill("dialog.sheet.by_column", &[("name", name)])
                }
            };
            let combo = ComboBox::from_id_salt("sheet series")
                .width(150.0)
                .truncate()
                .selected_text(name(settings.series.as_ref()));
            let shown = combo.show_ui(ui, |ui| {
                for by in [None].into_iter().chain(choices.into_iter().map(Some)) {
                    let words = name(by.as_ref());
                    ui.selectable_value(&mut settings.series, by, words);
                }
            });
            shown
                .response
                .accessible_name(lang.text("dialog.sheet.series"));
        });
        if !has_areas {
            open_areas(ui, scene);
        }
        if settings.series.is_some() {
            ui.checkbox(&mut settings.apart, lang.text("dialog.sheet.apart"));
        }
    }

    /// Which sheet is seen, and the way to the others; nothing for a single one.
    pub(super) fn leaf(&mut self, ui: &mut Ui, lang: Lang, settings: &SheetSettings) {
        if settings.series.is_none() {
            return;
        }
        let Some(areas) = self.areas.current() else {
            let key = match self.areas.failure() {
                Some(_) => "dialog.sheet.series_failed",
                None => "dialog.sheet.series_waits",
            };
            ui.label(RichText::new(lang.text(key)).color(theme::colours(ui).secondary));
            return;
        };
        let Some(area) = areas.get(self.place) else {
            ui.label(lang.text("dialog.sheet.series_empty"));
            return;
        };
        let last = areas.len() - 1;
        let (earlier, later) = (
            lang.text("dialog.sheet.page_before"),
            lang.text("dialog.sheet.page_after"),
        );
        let back = ui.add_enabled_ui(self.place > 0, |ui| {
            icon_button(ui, icons::CARET_LEFT, earlier).clicked()
        });
        let forth = ui.add_enabled_ui(self.place < last, |ui| {
            icon_button(ui, icons::CARET_RIGHT, later).clicked()
        });
        let number = |number: usize| lang.count(number as u64);
        let (page, pages) = (number(self.place + 1), number(areas.len()));
        let values = [
            ("page", page.as_str()),
            ("pages", &pages),
            ("area", &*area.name),
        ];
        ui.add(egui::Label::new(lang.fill("dialog.sheet.page", &values)).truncate());
        if back.inner {
            self.place -= 1;
        }
        if forth.inner {
            self.place += 1;
        }
        if back.inner || forth.inner {
            // It was painted as it was before.
            ui.ctx().request_repaint();
        }
    }
}
