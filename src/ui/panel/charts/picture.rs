//! The chart itself: its pixels as they were made in the background, what the place under the pointer tells, and a
//! click that asks where its figure comes from.

use std::sync::Arc;

use egui::{
    Color32, ColorImage, Id, Pos2, Rect, Response, Sense, TextureHandle, TextureOptions, Ui, Vec2,
};

use crate::analysis::area_columns::StatColumn;
use crate::export::chart::{Spot, SpotOf};
use crate::ui::charts::MadeChart;
use crate::ui::command::{ChartsCommand, Command};
use crate::ui::state::State;
use crate::ui::state::charts::Room;
use crate::ui::theme;
use crate::ui::widget::text;

/// Least room in which a chart can be read, in points; a smaller drawer scrolls.
const LEAST: Vec2 = Vec2::new(360.0, 200.0);

pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let size = ui.available_size().max(LEAST);
    egui::ScrollArea::both()
        .id_salt("chart")
        .auto_shrink(false)
        .show(ui, |ui| {
            ask(ui, state, size, commands);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            match &state.view.charts.made {
                Some(made) => made_ui(ui, state, made, rect, &response, commands),
                None => {
                    let words = state.lang().text("charts.making");
                    let tone = theme::colours(ui).secondary;
                    let at = rect.left_top() + Vec2::splat(theme::GAP);
                    let left = egui::Align2::LEFT_TOP;
                    text::line(ui, at, left, words, theme::TEXT_SMALL, tone, rect.width());
                }
            }
        });
}

/// Says how much room there is, when it is another than before.
fn ask(ui: &Ui, state: &State, size: Vec2, commands: &mut Vec<Command>) {
    let whole = |points: f32| points.floor().clamp(1.0, 8192.0) as u32;
    let room = Room {
        size: [whole(size.x), whole(size.y)],
        density: whole(ui.pixels_per_point() * 100.0),
        is_dark: ui.visuals().dark_mode,
    };
    if state.view.charts.room != Some(room) {
        commands.push(ChartsCommand::Room(room).into());
    }
}

fn made_ui(
    ui: &Ui,
    state: &State,
    made: &Arc<MadeChart>,
    rect: Rect,
    response: &Response,
    commands: &mut Vec<Command>,
) {
    let alt = made.chart.drawing.alt.clone();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &alt));
    let texture = texture(ui, made);
    let [width, height] = made.chart.drawing.size.map(|side| side as f32);
    let picture = Rect::from_min_size(rect.min, Vec2::new(width, height));
    let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
    ui.painter()
        .image(texture.id(), picture, whole, Color32::WHITE);
    let spot = response.hover_pos().and_then(|at| {
        let at = at - picture.min;
        made.chart.spot_at([f64::from(at.x), f64::from(at.y)])
    });
    light(state, spot, commands);
    let Some(spot) = spot else { return };
    outline(ui, spot, picture.min);
    let leads = match spot.of {
        SpotOf::Column(column) => StatColumn::find(column),
        _ => None,
    };
    let mut told = spot.told.clone();
    let hint = match (leads, spot.of.has_parcels()) {
        (Some(_), _) => Some("charts.click"),
        (None, true) => Some("charts.click_parcels"),
        (None, false) => None,
    };
    if let Some(hint) = hint {
        told = format!("{told}\n{}", state.lang().text(hint));
    }
    response.clone().on_hover_text_at_pointer(told);
    if response.clicked() && leads.is_some() {
        commands.push(ChartsCommand::Trace(leads).into());
    } else if response.clicked() && spot.of.has_parcels() {
        commands.push(ChartsCommand::Pick(spot.of).into());
    }
}

/// The parcels of what is under the pointer light up on the map.
fn light(state: &State, spot: Option<&Spot>, commands: &mut Vec<Command>) {
    let flow = spot.map(|spot| spot.of);
    let flow = flow.filter(|of| of.has_parcels());
    let lit = state.view.charts.lit.as_ref().map(|(of, _)| *of);
    if flow != lit {
        commands.push(ChartsCommand::Light(flow).into());
    }
}

fn outline(ui: &Ui, spot: &Spot, origin: Pos2) {
    let points = spot.outline.iter();
    let points = points.map(|[x, y]| origin + Vec2::new(*x as f32, *y as f32));
    let line = egui::Stroke::new(1.5, theme::colours(ui).accent);
    let closed = egui::Shape::closed_line(points.collect(), line);
    ui.painter().add(closed);
}

/// The chart on the graphics card: sent there once for each that is made.
fn texture(ui: &Ui, made: &Arc<MadeChart>) -> TextureHandle {
    type Kept = (Arc<MadeChart>, TextureHandle);
    let id = Id::unique("chart texture");
    if let Some((of, texture)) = ui.data(|data| data.get_temp::<Kept>(id))
        && Arc::ptr_eq(&of, made)
    {
        return texture;
    }
    let size = made.raster.size_px.map(|side| side as usize);
    let image = ColorImage::from_rgba_unmultiplied(size, &made.raster.rgba);
    let texture = ui
        .ctx()
        .load_texture("chart", image, TextureOptions::LINEAR);
    ui.data_mut(|data| data.insert_temp::<Kept>(id, (Arc::clone(made), texture.clone())));
    texture
}
