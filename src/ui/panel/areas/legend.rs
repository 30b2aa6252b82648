//! The legend of areas that are coloured by a figure of theirs: on the left, below that of the parcels.

use egui::{Align, Layout, Sense, Ui};

use crate::analysis::area_columns::StatColumn;
use crate::explain::{figures, quantity};
use crate::text::{Lang, NBSP};
use crate::ui::command::{AreasCommand, Command};
use crate::ui::state::areas::{ColouredAreas, coloured_column};
use crate::ui::state::{State, areas};
use crate::ui::widget::{icon_button, swatch, text};
use crate::ui::{icons, theme};

/// Height of an entry, in points.
const ENTRY_HEIGHT: f32 = 22.0;

/// Whether areas are coloured.
pub fn is_shown(state: &State) -> bool {
    state.view.areas.coloured.is_some() && state.session.areas.colour.is_some()
}

/// Draws the legend.
pub fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let lang = state.lang();
    let (Some(coloured), Some(column)) = (
        state.view.areas.coloured.as_ref(),
        coloured_column(&state.session),
    ) else {
        return;
    };
    ui.horizontal(|ui| {
        text::heading(ui, lang.text("areas.title"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::X, lang.text("areas.no_colour")).clicked() {
                commands.push(AreasCommand::Colour(None).into());
            }
        });
    });
    let title = areas::title(state, lang).unwrap_or_default();
    let told = format!("{} · {title}", quantity::heading(column, lang));
    ui.label(text::small(ui, told))
        .on_hover_text(quantity::meaning(column, lang));
    ui.add_space(theme::GAP_SMALL);
    for (place, style) in coloured.style.categories.iter().enumerate() {
        let name = entry_name(coloured, place, column, lang);
        let count = coloured.counts.get(place).copied().unwrap_or(0);
        if count == 0 && place >= coloured.classes() {
            continue;
        }
        let size = egui::vec2(ui.available_width(), ENTRY_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let said = format!("{name}, {}", lang.count(count));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListItem, true, &said));
        let field = egui::Rect::from_min_size(
            rect.left_center() - egui::vec2(0.0, swatch::SIZE.y / 2.0),
            swatch::SIZE,
        );
        swatch::paint(ui, field, style);
        let c = theme::colours(ui);
        let at = rect.left_center() + egui::vec2(swatch::SIZE.x + theme::GAP, 0.0);
        let width = rect.right() - at.x - 32.0;
        let left = egui::Align2::LEFT_CENTER;
        text::line(ui, at, left, &name, theme::TEXT_BODY, c.text, width);
        let right = egui::Align2::RIGHT_CENTER;
        let count = lang.count(count);
        text::line(
            ui,
            rect.right_center(),
            right,
            &count,
            theme::TEXT_SMALL,
            c.secondary,
            32.0,
        );
    }
}

/// "120 – 140", or that nothing is known.
fn entry_name(coloured: &ColouredAreas, place: usize, column: &StatColumn, lang: Lang) -> String {
    let pair = coloured.edges.get(place).zip(coloured.edges.get(place + 1));
    let Some((from, to)) = pair.filter(|_| place < coloured.classes()) else {
        return lang.text("areas.unknown_legend").to_owned();
    };
    let shown = |value: f64| figures::number(column, value, lang);
    if from.total_cmp(to).is_eq() {
        return shown(*from);
    }
    format!("{}{NBSP}–{NBSP}{}", shown(*from), shown(*to))
}
