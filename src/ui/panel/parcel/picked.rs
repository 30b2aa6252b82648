//! The parcels that were picked together: how many, their hectares, and the crops of each over the years in a list.

use egui::{Label, ScrollArea, Sense, Ui};

use super::years;
use crate::analysis::story::Story;
use crate::text::Lang;
use crate::ui::command::{Command, Pick, ViewCommand};
use crate::ui::map_view::Hit;
use crate::ui::state::group::Picked;
use crate::ui::state::{MapLayer, State};
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Height of a parcel in the list, in points.
const ROW: f32 = 22.0;
/// Rows that are seen at once.
const SEEN: usize = 6;
/// Size of the strip of crops, in points.
const STRIP: egui::Vec2 = egui::vec2(160.0, 12.0);

/// Draws them; nothing where none are picked.
pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(picked) = state.view.picked.as_ref() else {
        return;
    };
    let Some(layer) = state.session.layer(picked.layer) else {
        return;
    };
    let lang = state.lang();
    ui.add(Label::new(summary(layer, picked, lang)).wrap());
    if ui.button(lang.text("parcel.picked_figures")).clicked() {
        commands.push(ViewCommand::Pick(Pick::Figures).into());
    }
    ui.add_space(theme::GAP_SMALL);
    list_ui(ui, state, layer, picked, commands);
    ui.add_space(theme::GAP);
}

/// "12 percelen geselecteerd · 45,3 ha".
fn summary(layer: &MapLayer, picked: &Picked, lang: Lang) -> String {
    let parcels = picked.group.parcels();
    let areas = parcels
        .iter()
        .filter_map(|parcel| layer.area_m2.get(*parcel as usize));
    let m2: f64 = areas.filter(|m2| m2.is_finite()).sum();
    let count = lang.count(parcels.len() as u64);
    lang.fill("parcel.picked", &[("count", &count), ("ha", &lang.ha(m2))])
}

fn list_ui(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    picked: &Picked,
    commands: &mut Vec<Command>,
) {
    let parcels = picked.group.parcels();
    let seen = parcels.len().min(SEEN);
    ScrollArea::vertical()
        .id_salt("picked")
        .max_height(ROW * seen as f32)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, parcels.len(), |ui, rows| {
            for parcel in parcels.get(rows).unwrap_or_default() {
                row_ui(ui, state, layer, *parcel as usize, commands);
            }
        });
}

fn row_ui(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    feature: usize,
    commands: &mut Vec<Command>,
) {
    let lang = state.lang();
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), Sense::click());
    let area = layer.area_m2.get(feature).filter(|m2| m2.is_finite());
    let ha = area.map_or_else(|| lang.text("number.unknown").to_owned(), |m2| lang.ha(*m2));
    let number = layer.layer.record_number(feature).to_string();
    let said = lang.fill("parcel.picked_row", &[("number", &number), ("ha", &ha)]);
    let hit = Hit {
        layer: layer.id,
        feature,
    };
    let chosen = state.view.selection == Some(hit);
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &said));
    let c = theme::colours(ui);
    if chosen || response.hovered() {
        let tone = if chosen { c.chosen } else { c.hover };
        ui.painter().rect_filled(rect, 2.0, tone);
    }
    let catalogue = &state.session.knowledge().catalogue;
    let rule = &state.session.knowledge().rule;
    let story = layer.years.as_ref();
    let story = story.and_then(|years| Story::of(years, feature, catalogue, rule));
    if let Some(story) = story {
        let styles = story.years.iter().map(|year| years::style(year, catalogue));
        let styles: Vec<_> = styles.collect();
        let at = rect.left_center() + egui::vec2(theme::GAP_SMALL, -STRIP.y / 2.0);
        let room = egui::Rect::from_min_size(at, STRIP);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(room));
        swatch::strip(&mut child, &styles, STRIP);
    }
    let right = rect.right_center() - egui::vec2(theme::GAP_SMALL, 0.0);
    let anchor = egui::Align2::RIGHT_CENTER;
    text::line(ui, right, anchor, &ha, theme::TEXT_SMALL, c.text, 90.0);
    if response.on_hover_text(said).clicked() {
        commands.push(ViewCommand::Pick(Pick::Focus(hit)).into());
    }
}
