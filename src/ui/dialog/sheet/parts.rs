//! The parts of the sheet: which are on it, and where the one in hand stands.

use std::collections::BTreeMap;

use egui::{DragValue, Ui};

use crate::export::sheet::{Item, Placement, SheetSettings};
use crate::geometry::Bounds;
use crate::text::Lang;
use crate::ui::theme;
use crate::ui::widget::text;

/// Draws the list; `areas` is where the parts stand now.
pub(super) fn show(
    ui: &mut Ui,
    lang: Lang,
    settings: &mut SheetSettings,
    areas: Option<&BTreeMap<Item, Bounds>>,
    chosen: &mut Option<Item>,
) {
    text::heading(ui, lang.text("dialog.sheet.parts"));
    ui.add_space(theme::GAP_SMALL);
    for item in Item::ALL {
        let area = areas.and_then(|areas| areas.get(&item));
        // Before the sheet was laid out once, nobody knows what has no room on it.
        let wanted = settings.placement(item).shown != Some(false);
        let is_there = areas.map_or(wanted, |_| area.is_some());
        part(ui, lang, settings, item, is_there, chosen);
        if *chosen == Some(item)
            && let Some(area) = area
        {
            place(ui, lang, settings, item, area);
        }
    }
}

fn part(
    ui: &mut Ui,
    lang: Lang,
    settings: &mut SheetSettings,
    item: Item,
    is_there: bool,
    chosen: &mut Option<Item>,
) {
    let name = lang.text_of("sheet.item", item.key());
    ui.horizontal(|ui| {
        let mut shown = is_there;
        let switch = ui.checkbox(&mut shown, "");
        if switch.accessible_name(&name).changed() {
            let placement = Placement {
                shown: Some(shown),
                ..settings.placement(item)
            };
            settings.place(item, placement);
        }
        if ui.selectable_label(*chosen == Some(item), name).clicked() {
            *chosen = (*chosen != Some(item)).then_some(item);
        }
    });
}

/// Left, top, width and height in millimetres, and the way back.
fn place(ui: &mut Ui, lang: Lang, settings: &mut SheetSettings, item: Item, area: &Bounds) {
    let mut sides = [area.min[0], area.min[1], area.width(), area.height()];
    let before = sides;
    let names = ["left", "top", "width", "height"];
    ui.indent(("place", item), |ui| {
        egui::Grid::new(("place", item))
            .num_columns(4)
            .show(ui, |ui| {
                for (at, (side, name)) in sides.iter_mut().zip(names).enumerate() {
                    let name = lang.text_of("dialog.sheet", name);
                    ui.label(&name);
                    let field = DragValue::new(side)
                        .speed(0.5)
                        .max_decimals(1)
                        .range(if at < 2 {
                            -500.0..=4400.0
                        } else {
                            2.0..=4400.0
                        })
                        .update_while_editing(false)
                        .suffix("\u{a0}mm");
                    ui.add(field).accessible_name(&name);
                    if at == 1 {
                        ui.end_row();
                    }
                }
            });
        if settings.placement(item).area_mm.is_some()
            && ui.button(lang.text("dialog.sheet.back_to_place")).clicked()
        {
            let placement = settings.placement(item);
            settings.place(
                item,
                Placement {
                    area_mm: None,
                    ..placement
                },
            );
        }
    });
    let moved = sides
        .iter()
        .zip(before)
        .any(|(side, before)| (side - before).abs() > 1e-6);
    if moved {
        super::preview::put(settings, item, sides);
    }
}
