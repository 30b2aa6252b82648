//! The map in two sides: under one handle, or beside each other. Each side is a pane: a part of the screen, and the
//! frame that the camera looks through, which for a swipe is the whole map and for two maps each half.

use egui::{Color32, Painter, Pos2, Rect, Ui, pos2};
use walkers::{Tile, TileId, Tiles};

use super::{ShownLayer, size_of};
use crate::map::camera::Camera;
use crate::map::grid::{MAX_LEVEL, MapCrs, TILE_PX, TileGrid};

/// What the map shows on its right side, and how the sides are arranged.
#[derive(Debug, Clone, Copy)]
pub struct Divided<'a> {
    /// The layers of the right side, the lowest first.
    pub right: &'a [ShownLayer],
    /// How the sides are arranged.
    pub layout: SideLayout,
    /// What the handle is called.
    pub handle: &'a str,
}

/// How the sides are arranged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SideLayout {
    /// One map, with a handle at this part of its width.
    Swipe(f32),
    /// Two maps.
    Beside,
    /// The right side alone, for a blink.
    Right,
}

/// A side on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pane {
    /// 0 for the left side, 1 for the right.
    pub side: usize,
    /// What of the screen it draws on.
    pub clip: Rect,
    /// What the camera looks through.
    pub frame: Rect,
}

/// The panes of a map over `rect`; one where it is not divided.
pub(super) fn panes(rect: Rect, layout: Option<SideLayout>) -> Vec<Pane> {
    let pane = |side, clip, frame| Pane { side, clip, frame };
    match layout {
        None => vec![pane(0, rect, rect)],
        Some(SideLayout::Right) => vec![pane(1, rect, rect)],
        Some(SideLayout::Swipe(at)) => {
            let x = rect.left() + rect.width() * at;
            vec![
                pane(0, rect.with_max_x(x), rect),
                pane(1, rect.with_min_x(x), rect),
            ]
        }
        Some(SideLayout::Beside) => {
            let x = rect.center().x;
            let (left, right) = (rect.with_max_x(x), rect.with_min_x(x));
            vec![pane(0, left, left), pane(1, right, right)]
        }
    }
}

/// The pane under a place; the first where it is under none.
pub(super) fn pane_at(panes: &[Pane], pos: Pos2) -> Option<Pane> {
    let under = panes.iter().find(|pane| pane.clip.contains(pos));
    under.or(panes.first()).copied()
}

/// Draws the tiles that a pane shows.
pub(super) fn paint_tiles(
    painter: &Painter,
    pane: Pane,
    camera: Camera,
    crs: MapCrs,
    tiles: &mut dyn Tiles,
    opacity: f32,
) {
    let grid = TileGrid::of(crs);
    let painter = painter.with_clip_rect(pane.clip);
    let size = size_of(pane.frame);
    let zoom = (grid.units_per_px(0) / camera.units_per_px).log2();
    // As walkers does it: the nearest level, deeper by as much as the tiles are smaller.
    let deeper = (f64::from(TILE_PX) / f64::from(tiles.tile_size().max(1))).log2();
    let level = (zoom.round() + deeper).clamp(0.0, f64::from(MAX_LEVEL)) as u8;
    let corner = |at: Pos2| {
        let at = at - pane.frame.min;
        camera.world_from_screen([f64::from(at.x), f64::from(at.y)], size)
    };
    let (upper, lower) = (corner(pane.clip.min), corner(pane.clip.max));
    let world = grid.world();
    let side = world.width() / f64::from(1_u32 << level);
    let last = (1_u32 << level) - 1;
    // `as` stops at 0.
    let place = |distance: f64| ((distance / side).floor() as u32).min(last);
    let columns = place(upper[0] - world.min[0])..=place(lower[0] - world.min[0]);
    let rows = place(world.max[1] - upper[1])..=place(world.max[1] - lower[1]);
    let tint = Color32::WHITE.gamma_multiply(opacity);
    for y in rows {
        for x in columns.clone() {
            let tile = TileId { x, y, zoom: level };
            let Some(piece) = tiles.at(tile) else {
                continue;
            };
            let left = world.min[0] + f64::from(x) * side;
            let top = world.max[1] - f64::from(y) * side;
            let on_screen = |at: [f64; 2]| {
                let [x, y] = camera.screen_from_world(at, size);
                pane.frame.min + egui::vec2(x as f32, y as f32)
            };
            let rect =
                Rect::from_two_pos(on_screen([left, top]), on_screen([left + side, top - side]));
            let Tile::Raster(texture) = piece.tile;
            painter.image(texture.id(), rect, piece.uv, tint);
        }
    }
}

/// The handle between two sides: dragged, or moved by the arrow keys once it has the focus. Answers where it is now.
pub(super) fn handle(ui: &mut Ui, rect: Rect, at: f32, name: &str) -> Option<f32> {
    let x = rect.left() + rect.width() * at;
    let grip = Rect::from_center_size(pos2(x, rect.center().y), egui::vec2(28.0, 44.0));
    let line = Rect::from_x_y_ranges(x - 6.0..=x + 6.0, rect.y_range());
    let id = ui.scope_id().with("divider");
    let response = ui.interact(line.union(grip), id, egui::Sense::click_and_drag());
    let percent = f64::from(at * 100.0);
    response.widget_info(|| egui::WidgetInfo::slider(true, percent, name));
    let painter = ui.painter().with_clip_rect(rect);
    let casing = egui::Stroke::new(5.0, Color32::from_black_alpha(0x90));
    painter.vline(x, rect.y_range(), casing);
    painter.vline(x, rect.y_range(), egui::Stroke::new(3.0, Color32::WHITE));
    painter.rect_filled(grip, 6.0, Color32::WHITE);
    let edge = egui::Stroke::new(1.5, Color32::from_gray(0x40));
    painter.rect_stroke(grip, 6.0, edge, egui::StrokeKind::Middle);
    for out in [-1.0, 1.0] {
        let at = |across: f32, down: f32| grip.center() + egui::vec2(out * across, down);
        let arrow = vec![at(10.0, 0.0), at(4.0, -6.0), at(4.0, 6.0)];
        let ink = Color32::from_gray(0x20);
        painter.add(egui::Shape::convex_polygon(arrow, ink, egui::Stroke::NONE));
    }
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeHorizontal);
    }
    if response.clicked() {
        response.request_focus();
    }
    let dragged = response
        .interact_pointer_pos()
        .filter(|_| response.dragged());
    if let Some(pos) = dragged {
        return Some((pos.x - rect.left()) / rect.width().max(1.0));
    }
    by_keys(ui, &response, at)
}

fn by_keys(ui: &Ui, response: &egui::Response, at: f32) -> Option<f32> {
    use egui::accesskit::Action;
    let requests = |action| ui.input(|i| i.num_accesskit_action_requests(response.id, action));
    let mut steps = requests(Action::Increment) as f32 - requests(Action::Decrement) as f32;
    if response.has_focus() {
        ui.memory_mut(|memory| {
            let keep = egui::EventFilter {
                horizontal_arrows: true,
                ..Default::default()
            };
            memory.set_focus_lock_filter(response.id, keep);
        });
        let pressed = |key| ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key));
        if pressed(egui::Key::ArrowRight) {
            steps += 1.0;
        }
        if pressed(egui::Key::ArrowLeft) {
            steps -= 1.0;
        }
    }
    (steps != 0.0).then_some(at + steps * 0.02)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_share_the_map_without_a_gap() {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), egui::vec2(800.0, 600.0));
        assert_eq!(panes(rect, None)[0].frame, rect);
        let swipe = panes(rect, Some(SideLayout::Swipe(0.25)));
        assert_eq!(
            (swipe[0].clip.right(), swipe[1].clip.left()),
            (210.0, 210.0)
        );
        assert_eq!((swipe[0].frame, swipe[1].frame), (rect, rect));
        let beside = panes(rect, Some(SideLayout::Beside));
        assert_eq!(beside[1].frame.size(), egui::vec2(400.0, 600.0));
        assert_eq!(pane_at(&beside, pos2(700.0, 300.0)), Some(beside[1]));
        assert_eq!(pane_at(&beside, pos2(0.0, 0.0)), Some(beside[0]));
    }
}
