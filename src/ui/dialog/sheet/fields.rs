//! Paper, words, scale and colours of the sheet.

use egui::{ComboBox, DragValue, TextEdit, Ui};

use super::super::frame::Scene;
use crate::export::sheet::{Orientation, Paper, SIDES_MM, SheetSettings};
use crate::map::PaletteName;
use crate::text::Lang;
use crate::ui::theme;
use crate::ui::widget::scale_field;

/// Draws the fields; `scale` is the one that the sheet has now.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    settings: &mut SheetSettings,
    scale: Option<f64>,
) {
    let (lang, opening) = (scene.lang, scene.opening);
    for (key, words) in [
        ("sheet.item.title", &mut settings.title),
        ("sheet.item.subtitle", &mut settings.subtitle),
        ("sheet.item.source", &mut settings.source),
    ] {
        let is_first = key == "sheet.item.title";
        let field = words_field(ui, lang, key, words);
        if is_first && opening {
            field.request_focus();
        }
    }
    ui.add_space(theme::GAP);
    paper(ui, lang, settings);
    scale_ui(ui, lang, settings, scale);
    palette(ui, lang, settings);
    for (key, without) in [
        ("dialog.sheet.names", &mut settings.without_names),
        ("dialog.sheet.background", &mut settings.without_background),
    ] {
        let mut with = !*without;
        if ui.checkbox(&mut with, lang.text(key)).changed() {
            *without = !with;
        }
    }
    ui.checkbox(
        &mut settings.only_present,
        lang.text("dialog.sheet.only_present"),
    );
}

/// Words in place of those that are made of the data; none brings those back.
fn words_field(
    ui: &mut Ui,
    lang: Lang,
    key: &'static str,
    words: &mut Option<String>,
) -> egui::Response {
    let label = ui.label(lang.text(key));
    let mut text = words.clone().unwrap_or_default();
    let field = TextEdit::singleline(&mut text)
        .hint_text(lang.text("dialog.sheet.by_itself"))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).labelled_by(label.id);
    if response.changed() {
        *words = (!text.is_empty()).then_some(text);
    }
    response
}

fn paper(ui: &mut Ui, lang: Lang, settings: &mut SheetSettings) {
    ui.horizontal(|ui| {
        let name = |paper: Paper| match paper {
            Paper::A4 => "A4".to_owned(),
            Paper::A3 => "A3".to_owned(),
            Paper::A2 => "A2".to_owned(),
            Paper::A0 => "A0".to_owned(),
            Paper::Free(..) => lang.text("dialog.sheet.free").to_owned(),
        };
        let [one, other] = settings.size_mm();
        let papers = [
            Paper::A4,
            Paper::A3,
            Paper::A2,
            Paper::A0,
            Paper::Free(one, other),
        ];
        let combo = ComboBox::from_id_salt("paper")
            .width(72.0)
            .selected_text(name(settings.paper));
        let shown = combo.show_ui(ui, |ui| {
            for paper in papers {
                ui.selectable_value(&mut settings.paper, paper, name(paper));
            }
        });
        shown
            .response
            .accessible_name(lang.text("dialog.sheet.paper"));
        for (orientation, key) in [
            (Orientation::Landscape, "dialog.sheet.landscape"),
            (Orientation::Portrait, "dialog.sheet.portrait"),
        ] {
            ui.radio_value(&mut settings.orientation, orientation, lang.text(key));
        }
    });
    if let Paper::Free(one, other) = &mut settings.paper {
        ui.horizontal(|ui| {
            for (side, key) in [
                (one, "dialog.sheet.side"),
                (other, "dialog.sheet.other_side"),
            ] {
                let field = DragValue::new(side)
                    .range(SIDES_MM)
                    .max_decimals(1)
                    .update_while_editing(false)
                    .suffix("\u{a0}mm");
                ui.add(field).accessible_name(lang.text(key));
            }
        });
    }
}

fn scale_ui(ui: &mut Ui, lang: Lang, settings: &mut SheetSettings, scale: Option<f64>) {
    ui.horizontal(|ui| {
        let label = lang.text("sheet.scale");
        ui.label(label);
        if let Some(scale) = settings.scale.or(scale) {
            let (_, typed) = scale_field::show(ui, scale, lang, label);
            if typed.is_some() {
                settings.scale = typed;
            }
        }
        let mut fits = settings.scale.is_none() && settings.center.is_none();
        let fit = ui.checkbox(&mut fits, lang.text("dialog.sheet.fits"));
        if fit.changed() {
            settings.scale = scale.filter(|_| !fits);
            settings.center = None;
        }
    });
}

fn palette(ui: &mut Ui, lang: Lang, settings: &mut SheetSettings) {
    ui.horizontal(|ui| {
        let name = |palette: Option<PaletteName>| match palette {
            None => lang.text("dialog.sheet.palette_of_map").to_owned(),
            Some(palette) => lang.text_of("palette", palette.key()),
        };
        ui.label(lang.text("dialog.sheet.palette"));
        let combo = ComboBox::from_id_salt("sheet palette").selected_text(name(settings.palette));
        let shown = combo.show_ui(ui, |ui| {
            let all = PaletteName::ALL.map(Some);
            for palette in [None].into_iter().chain(all) {
                ui.selectable_value(&mut settings.palette, palette, name(palette));
            }
        });
        shown
            .response
            .accessible_name(lang.text("dialog.sheet.palette"));
    });
}
