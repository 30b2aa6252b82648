//! What follows the pointer so that the whole hall sees where it is: a bright dot, or a light with the rest of the
//! map in the dark.

use egui::epaint::Vertex;
use egui::{Color32, CursorIcon, Id, LayerId, Mesh, Order, Pos2, Rect, Stroke, Ui, pos2, vec2};

use super::stage::Stage;
use crate::ui::state::present::Pointer;

/// Radius of the dot and of the light, in pixels of 1080.
const DOT: f32 = 14.0;
const LIGHT: f32 = 150.0;
/// Width of the soft edge of the light.
const EDGE: f32 = 24.0;
/// Corners of a circle.
const CORNERS: u32 = 96;
/// A red that none of the maps has.
const RED: Color32 = Color32::from_rgb(0xFF, 0x17, 0x2F);
const SHADE: Color32 = Color32::from_black_alpha(0xB4);

/// Draws it over the map.
pub(super) fn show(ui: &Ui, map: Rect, kind: Pointer, stage: &Stage) {
    let at = ui.input(|input| input.pointer.hover_pos());
    let Some(at) = at.filter(|at| kind != Pointer::Plain && map.contains(*at)) else {
        return;
    };
    let layer = LayerId::new(Order::Foreground, Id::unique("stage pointer"));
    let painter = ui.ctx().layer_painter(layer).with_clip_rect(map);
    match kind {
        Pointer::Plain => {}
        Pointer::Dot => {
            let radius = stage.points(DOT);
            painter.circle_filled(at, radius * 1.9, RED.gamma_multiply(0.25));
            painter.circle(
                at,
                radius,
                RED,
                Stroke::new(stage.points(3.0), Color32::WHITE),
            );
            ui.ctx().set_cursor_icon(CursorIcon::None);
        }
        Pointer::Spotlight => {
            painter.add(shade(at, stage.points(LIGHT), stage.points(EDGE), map));
        }
    }
}

/// Everything around a circle in the dark, with a soft edge.
fn shade(at: Pos2, radius: f32, edge: f32, map: Rect) -> Mesh {
    let far = map.size().length() + radius;
    let mut mesh = Mesh::default();
    for corner in 0..CORNERS {
        let angle = std::f32::consts::TAU * corner as f32 / CORNERS as f32;
        let out = vec2(angle.cos(), angle.sin());
        for (distance, color) in [
            (radius, Color32::TRANSPARENT),
            (radius + edge, SHADE),
            (far, SHADE),
        ] {
            mesh.vertices.push(Vertex {
                pos: pos2(at.x, at.y) + out * distance,
                uv: egui::epaint::WHITE_UV,
                color,
            });
        }
        let (here, next) = (3 * corner, 3 * ((corner + 1) % CORNERS));
        for ring in 0..2 {
            mesh.add_triangle(here + ring, here + ring + 1, next + ring);
            mesh.add_triangle(next + ring, here + ring + 1, next + ring + 1);
        }
    }
    mesh
}
