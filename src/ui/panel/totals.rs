//! What is in view, in figures: the hectares and parcels of the layer in hand, its classes as one bar, and
//! the two shares.

use egui::{RichText, Sense, Ui};

use super::legend;
use crate::analysis::summary::{Category, parcels_in};
use crate::explain::category;
use crate::text::Lang;
use crate::ui::command::Command;
use crate::ui::state::{MapLayer, State};
use crate::ui::theme;
use crate::ui::widget::{swatch, text};

/// Height of the bar of classes, in points.
const BAR_HEIGHT: f32 = 16.0;

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &State, _commands: &mut Vec<Command>) {
    let lang = state.lang();
    text::heading(ui, lang.text("totals.title"));
    ui.add_space(theme::GAP_SMALL);
    let counted = state.session.active().and_then(|layer| {
        let in_view = state.view.in_view.as_ref()?;
        (in_view.layer == layer.id).then_some((layer, in_view.list.as_slice()))
    });
    let Some((layer, list)) = counted else {
        ui.label(text::small(ui, lang.text("totals.empty")));
        return;
    };
    if !layer.layer.polygons.is_ground() {
        let count: u64 = list.iter().map(|category| category.parcels).sum();
        ui.label(RichText::new(lang.count(count)).size(theme::TEXT_FIGURE));
        ui.label(text::small(ui, lang.text("legend.no_hectares")));
        return;
    }
    let area_m2: f64 = list.iter().map(|category| category.area_m2).sum();
    ui.label(RichText::new(lang.ha(area_m2)).size(theme::TEXT_FIGURE));
    let count = lang.count(parcels_in(list));
    let all = lang.count(parcels_in(&layer.categories().list));
    let told = lang.fill("totals.parcels", &[("count", &count), ("all", &all)]);
    ui.label(text::small(ui, told))
        .on_hover_text(lang.text("legend.in_view_help"));
    ui.add_space(theme::GAP);
    bar_ui(ui, layer, list, area_m2, lang);
    if legend::has_classes(layer) {
        ui.add_space(theme::GAP);
        legend::shares_ui(ui, list, lang);
    }
}

/// One bar of all categories, as long as their areas.
fn bar_ui(ui: &mut Ui, layer: &MapLayer, list: &[Category], total_m2: f64, lang: Lang) {
    let size = egui::vec2(ui.available_width(), BAR_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Image, true, lang.text("totals.bar"))
    });
    if total_m2 <= 0.0 {
        let line = egui::Stroke::new(1.0, theme::colours(ui).hairline);
        ui.painter()
            .rect_stroke(rect, 0.0, line, egui::StrokeKind::Inside);
        return;
    }
    let mut x = rect.left();
    let mut under_pointer = None;
    for (category, style) in list.iter().zip(&layer.style.categories) {
        let width = (category.area_m2 / total_m2) as f32 * rect.width();
        let part =
            egui::Rect::from_min_size(egui::pos2(x, rect.top()), egui::vec2(width, rect.height()));
        x += width;
        if width < 0.5 {
            continue;
        }
        let mut style = *style;
        style.hidden = false;
        swatch::paint(ui, part, &style);
        if response.hover_pos().is_some_and(|pos| part.contains(pos)) {
            under_pointer = Some(category);
        }
    }
    if let Some(category) = under_pointer {
        let name = category::label(&category.key, lang);
        let part = legend::part_of(category.area_m2, total_m2, lang);
        response.on_hover_text_at_pointer(format!("{name}\n{part}"));
    }
}
