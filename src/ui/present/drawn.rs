//! A chart of the areas in the strip beside the map, made in the background as large as the strip is. Its letters have
//! the 28 pixels of 1080 that all others have.

use std::sync::Arc;

use egui::{Color32, ColorImage, Rect, Role, Sense, TextureHandle, TextureOptions, Ui, WidgetInfo};

use super::legend::Row;
use super::stage::TEXT;
use crate::export::chart::Chart;
use crate::export::ink::Ink;
use crate::export::raster::{self, Raster, RasterError};
use crate::ui::charts::SceneChart;
use crate::ui::later::Later;
use crate::ui::state::State;

/// Pixels of 1080 to a point of a chart: its smallest letters have 11 points.
const PIXELS_A_POINT: f32 = 28.0 / 11.0;
/// Free space around it, in pixels of 1080.
const SIDE: f32 = 16.0;

/// What is made of a chart: what it says, and its pixels.
#[derive(Debug)]
struct Made {
    chart: Chart,
    raster: Raster,
}

/// The chart, as far as it is made.
#[derive(Default)]
pub(super) struct Drawn {
    /// Made of this chart, at so many thousandths of a pixel a point.
    later: Later<(SceneChart, u32), Option<Arc<Made>>>,
    texture: Option<(Arc<Made>, TextureHandle)>,
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawn").finish_non_exhaustive()
    }
}

impl Drawn {
    /// Draws the chart of the scene over the strip.
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, r: Row<'_>) {
        let stage = r.stage;
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let inner = rect.shrink(stage.points(SIDE));
        let a_point = stage.points(PIXELS_A_POINT);
        let size = [inner.width(), inner.height()].map(|side| (side / a_point).max(1.0) as u32);
        let scene = state.view.scene;
        let scene = scene.and_then(|place| state.session.scenes.get(place));
        let choice = scene.and_then(|scene| scene.drawn.as_ref());
        let ink = if stage.dark { Ink::DARK } else { Ink::LIGHT };
        let asked = choice.and_then(|choice| SceneChart::of(state, choice, ink, size));
        let Some(asked) = asked else {
            self.instead(ui, inner, state.lang().text("present.no_areas"), r);
            return;
        };
        let density = (a_point * ui.pixels_per_point() * 1000.0) as u32;
        let question = (asked.clone(), density);
        self.later.ask(ui.ctx(), &question, move |progress| {
            let Some(chart) = asked.chart(progress)? else {
                return Ok(Ok(None));
            };
            match raster::draw(&chart.drawing, f64::from(density) / 1000.0, progress) {
                Ok(raster) => Ok(Ok(Some(Arc::new(Made { chart, raster })))),
                Err(RasterError::Cancelled(cancelled)) => Err(cancelled),
                Err(error) => Ok(Err(error.to_string())),
            }
        });
        match self.later.current().cloned() {
            Some(Some(made)) => {
                let alt = made.chart.drawing.alt.clone();
                response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &alt));
                self.paint(ui, inner.min, &made, a_point);
            }
            Some(None) => self.instead(ui, inner, state.lang().text("chart.nothing"), r),
            None => self.instead(ui, inner, state.lang().text("charts.making"), r),
        }
    }

    fn paint(&mut self, ui: &Ui, at: egui::Pos2, made: &Arc<Made>, a_point: f32) {
        let known = self.texture.as_ref();
        let known = known.filter(|(known, _)| Arc::ptr_eq(known, made));
        let texture = match known {
            Some((_, texture)) => texture.clone(),
            None => {
                let size = made.raster.size_px.map(|side| side as usize);
                let image = ColorImage::from_rgba_unmultiplied(size, &made.raster.rgba);
                let ctx = ui.ctx();
                let texture = ctx.load_texture("wall chart", image, TextureOptions::LINEAR);
                self.texture = Some((Arc::clone(made), texture.clone()));
                texture
            }
        };
        let [width, height] = made.chart.drawing.size.map(|side| side as f32 * a_point);
        let picture = Rect::from_min_size(at, egui::vec2(width, height));
        let whole = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
        let white = Color32::WHITE;
        ui.painter().image(texture.id(), picture, whole, white);
    }

    /// One sentence in the place of the chart.
    fn instead(&self, ui: &Ui, inner: Rect, words: &str, r: Row<'_>) {
        let galley = r.stage.layout(ui, words, TEXT, inner.width());
        ui.painter()
            .galley(inner.min, galley, r.stage.colours.secondary);
    }
}
