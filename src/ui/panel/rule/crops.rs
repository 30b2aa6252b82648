//! How the crops count that both sectors grow: maize of every kind in one choice, the others one by one with the
//! hectares that had them.

use egui::{Align, ComboBox, Label, Layout, Ui};

use super::{Scene, explained, part_title, part_ui};
use crate::analysis::report::Tally;
use crate::analysis::sensitivity;
use crate::analysis::summary::CategoryKey;
use crate::domain::{Catalogue, Class, CropCode, Side};
use crate::explain::category;
use crate::explain::story::crop_name;
use crate::ui::command::{Command, RuleCommand};
use crate::ui::state::{RulePart, State};
use crate::ui::theme;
use crate::ui::widget::text;

const SIDES: [Side; 3] = [Side::Livestock, Side::Arable, Side::Neutral];

pub(super) fn show(ui: &mut Ui, state: &State, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let catalogue = &*state.session.knowledge().catalogue;
    maize_ui(ui, scene, catalogue, commands);
    ui.add_space(theme::GAP_SMALL);
    if !part_ui(ui, state, RulePart::Crops, "rule.crops", commands) {
        return;
    }
    let Some(figures) = scene.figures() else {
        explained(ui, scene.lang.text("rule.counting"));
        return;
    };
    let maize = sensitivity::maize(catalogue);
    let others = figures
        .crops
        .iter()
        .filter(|(code, _)| !maize.contains(code));
    let mut others: Vec<_> = others.collect();
    others.sort_by(|(_, a), (_, b)| b.area_m2.total_cmp(&a.area_m2));
    let help = if others.is_empty() {
        "rule.no_crops"
    } else {
        "rule.crops_help"
    };
    explained(ui, scene.lang.text(help));
    for (code, tally) in others {
        crop_ui(ui, scene, catalogue, *code, tally, commands);
    }
}

const fn key(side: Side) -> &'static str {
    match side {
        Side::Livestock => "livestock",
        Side::Arable => "arable",
        Side::Neutral => "none",
    }
}

/// How all maize counts; `None` where its kinds differ.
fn maize_side(scene: &Scene<'_>, catalogue: &Catalogue, maize: &[CropCode]) -> Option<Side> {
    let mut sides = maize
        .iter()
        .filter_map(|code| catalogue.find(*code))
        .map(|crop| scene.rule.side_of(crop));
    let first = sides.next()?;
    sides.all(|side| side == first).then_some(first)
}

fn maize_ui(ui: &mut Ui, scene: &Scene<'_>, catalogue: &Catalogue, commands: &mut Vec<Command>) {
    let lang = scene.lang;
    let maize = sensitivity::maize(catalogue);
    let now = maize_side(scene, catalogue, &maize);
    part_title(ui, lang.text("rule.maize"));
    let shown = now.map_or_else(
        || lang.text("rule.differs").to_owned(),
        |side| lang.text_of("side", key(side)),
    );
    ComboBox::from_id_salt("maize")
        .width(ui.available_width())
        .truncate()
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for side in SIDES {
                let name = lang.text_of("side", key(side));
                if ui.selectable_label(now == Some(side), name).clicked() {
                    commands.push(RuleCommand::Count(maize.clone(), side).into());
                }
            }
        })
        .response
        .accessible_name(lang.text("rule.maize"));
    let others = SIDES.into_iter().filter(|side| now != Some(*side));
    for side in others {
        explained(ui, effect_told(scene, side));
    }
}

/// What it would do to the hectares if maize counted so.
fn effect_told(scene: &Scene<'_>, side: Side) -> String {
    let lang = scene.lang;
    let counted = scene.current().and_then(|figures| {
        let mut all = figures.maize.iter();
        let (_, totals) = all.find(|(other, _)| *other == side)?;
        Some((totals, figures.sensitivity.now))
    });
    let effect = |class: Class| {
        let name = category::label(&CategoryKey::Class(class), lang);
        let moved = counted.map(|(totals, now)| totals.of(class).0 - now.of(class).0);
        let moved = moved.map_or_else(|| "…".to_owned(), |ha| scene.signed(ha));
        format!("{name} {moved}")
    };
    let effects = [Class::Extensive, Class::Intensive].map(effect).join(", ");
    let side = lang.text_of("side", key(side));
    lang.fill(
        "rule.maize_effect",
        &[("side", &side), ("effects", &effects)],
    )
}

fn crop_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    catalogue: &Catalogue,
    code: CropCode,
    tally: &Tally,
    commands: &mut Vec<Command>,
) {
    let lang = scene.lang;
    let crop = catalogue.find(code);
    let name = crop_name(code, catalogue, lang);
    let own = scene.rule.sectors.get(&code).copied();
    let now = own.or(crop.map(crate::domain::Crop::side));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = 5.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for side in SIDES.into_iter().rev() {
                let told = lang.text_of("side", key(side));
                let told = lang.fill("rule.counts_as", &[("crop", &name), ("side", &told)]);
                let letter = lang.text_of("side_letter", key(side));
                let response = ui.selectable_label(now == Some(side), letter);
                if response.clicked() {
                    commands.push(RuleCommand::Count(vec![code], side).into());
                }
                response.accessible_name(told.as_str()).on_hover_text(told);
            }
            ui.add_space(theme::GAP_SMALL);
            ui.label(text::small(ui, scene.bare(tally.area_m2 / 10_000.0)));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(text::small(ui, name.as_str())).truncate())
                    .on_hover_text(name.as_str());
            });
        });
    });
}
