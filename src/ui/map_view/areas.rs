//! Areas over the map: their borders, their names where there is room, the chosen one, and the polygon that is being
//! drawn. All vectors, so that they are crisp at every zoom.

use egui::{Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::look::MapLook;
use super::signs::paint_with_halo;
use super::size_of;
use crate::geometry::Bounds;
use crate::map::camera::Camera;
use crate::map::outline;
use crate::map::prepared::PreparedLayer;

const INK: Color32 = Color32::from_rgb(0x1F, 0x24, 0x21);
/// Yellow of the selection.
const CHOSEN: Color32 = Color32::from_rgb(0xFF, 0xD4, 0x00);
/// Areas that are drawn at once: more are a texture, and nobody reads their names.
const MOST: usize = 4_000;
/// Size of a name, in points.
const NAME: f32 = 13.0;

/// Areas as they are to be drawn.
#[derive(Clone, Copy)]
pub struct AreaLines<'a> {
    /// Their polygons, in the plane of the map.
    pub prepared: Option<&'a PreparedLayer>,
    /// A polygon of its own, not closed.
    pub ring: Option<&'a [[f64; 2]]>,
    /// What they are called.
    pub name: &'a dyn Fn(usize) -> Option<&'a str>,
    /// The chosen one.
    pub chosen: Option<usize>,
}

/// An area on the screen.
struct OnScreen {
    area: usize,
    rings: Vec<Vec<Pos2>>,
}

/// Paints borders and names.
pub(super) fn paint(
    ui: &Ui,
    painter: &Painter,
    areas: AreaLines<'_>,
    camera: Camera,
    rect: Rect,
    look: &MapLook,
) {
    let size = size_of(rect);
    if let Some(ring) = areas.ring {
        let corner = |at: &[f64; 2]| {
            let [x, y] = camera.screen_from_world(*at, size);
            rect.min + vec2(x as f32, y as f32)
        };
        let rings: [Vec<Pos2>; 1] = [ring.iter().map(corner).collect()];
        paint_rings(painter, &rings, Stroke::new(5.0, look.halo));
        paint_rings(painter, &rings, Stroke::new(2.0, look.ink));
    }
    let Some(prepared) = areas.prepared else {
        return;
    };
    let polygons = prepared.polygons();
    let mut seen = prepared.index().query(&camera.visible(size));
    seen.sort_unstable();
    let to_pos = |[x, y]: [f32; 2]| rect.min + vec2(x, y);
    let on_screen = seen.into_iter().take(MOST).map(|area| {
        let area = area as usize;
        let rings = outline::screen_rings(&polygons.feature(area), &camera, size);
        let rings = rings
            .into_iter()
            .map(|ring| ring.into_iter().map(to_pos).collect());
        let rings = rings.collect();
        OnScreen { area, rings }
    });
    let on_screen: Vec<OnScreen> = on_screen.collect();
    // All casings first: a border that two areas share is one line.
    for stroke in [Stroke::new(3.5, look.halo), Stroke::new(1.5, look.ink)] {
        for area in &on_screen {
            paint_rings(painter, &area.rings, stroke);
        }
    }
    if let Some(chosen) = on_screen.iter().find(|a| Some(a.area) == areas.chosen) {
        paint_rings(painter, &chosen.rings, Stroke::new(6.0, INK));
        paint_rings(painter, &chosen.rings, Stroke::new(3.0, CHOSEN));
    }
    paint_names(ui, painter, areas, &on_screen, rect, look);
}

fn paint_rings(painter: &Painter, rings: &[Vec<Pos2>], stroke: Stroke) {
    for ring in rings {
        painter.add(Shape::closed_line(ring.clone(), stroke));
    }
}

/// Names inside their areas, the widest first, where none was written before.
fn paint_names(
    ui: &Ui,
    painter: &Painter,
    areas: AreaLines<'_>,
    on_screen: &[OnScreen],
    rect: Rect,
    look: &MapLook,
) {
    let places = on_screen.iter().filter_map(|area| {
        let (middle, width) = widest_inside(&area.rings, rect)?;
        Some((area.area, middle, width))
    });
    let mut places: Vec<(usize, Pos2, f32)> = places.collect();
    places.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut taken: Vec<Rect> = Vec::new();
    for (area, middle, width) in places {
        let Some(name) = (areas.name)(area) else {
            continue;
        };
        let font = FontId::proportional(look.text(NAME));
        let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(name.to_owned(), font, look.ink));
        let place = Rect::from_center_size(middle, galley.size());
        let free = taken
            .iter()
            .all(|other| !other.intersects(place.expand(2.0)));
        if galley.size().x <= width + 16.0 && free && rect.contains_rect(place) {
            paint_with_halo(painter, place.min, &galley, look);
            taken.push(place);
        }
    }
}

/// The middle and the length of the longest level line inside rings, at half the height of what is seen of them.
fn widest_inside(rings: &[Vec<Pos2>], rect: Rect) -> Option<(Pos2, f32)> {
    let points = rings.iter().flatten();
    let seen = Rect::from_points(&points.copied().collect::<Vec<_>>()).intersect(rect);
    if !seen.is_positive() {
        return None;
    }
    let at = |part: f32| {
        let y = seen.top() + seen.height() * part;
        let mut crossings: Vec<f32> = rings.iter().flat_map(|ring| crossings(ring, y)).collect();
        crossings.sort_by(f32::total_cmp);
        let pairs = crossings.chunks_exact(2).map(|pair| {
            let (left, right) = (pair[0].max(seen.left()), pair[1].min(seen.right()));
            (pos2(f32::midpoint(left, right), y), right - left)
        });
        pairs.max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let found = [0.5, 0.35, 0.65].into_iter().filter_map(at);
    found
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, width)| *width > 0.0)
}

/// Where a ring crosses the level `y`.
fn crossings(ring: &[Pos2], y: f32) -> Vec<f32> {
    let next = ring.iter().cycle().skip(1);
    let sides = ring.iter().zip(next);
    sides
        .filter(|(a, b)| (a.y <= y) != (b.y <= y))
        .map(|(a, b)| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
        .collect()
}

/// The polygon that is being drawn, with the way to the pointer, and a cross in the middle for the keyboard.
pub(super) fn paint_drawing(
    painter: &Painter,
    ring: &[[f64; 2]],
    pointer: Option<Pos2>,
    camera: Camera,
    rect: Rect,
) {
    let size = size_of(rect);
    let to_pos = |at: &[f64; 2]| {
        let [x, y] = camera.screen_from_world(*at, size);
        rect.min + vec2(x as f32, y as f32)
    };
    let corners: Vec<Pos2> = ring.iter().map(to_pos).collect();
    let mut way = corners.clone();
    way.extend(pointer);
    if way.len() > 1 {
        let line = if way.len() > 2 {
            Shape::closed_line
        } else {
            Shape::line
        };
        painter.add(line(way.clone(), Stroke::new(4.0, Color32::WHITE)));
        painter.add(line(way, Stroke::new(2.0, INK)));
    }
    for corner in corners {
        painter.circle(corner, 4.0, CHOSEN, Stroke::new(1.5, INK));
    }
    let middle = rect.center();
    for (width, ink) in [(4.0, Color32::WHITE), (1.5, INK)] {
        let stroke = Stroke::new(width, ink);
        painter.line_segment([middle - vec2(8.0, 0.0), middle + vec2(8.0, 0.0)], stroke);
        painter.line_segment([middle - vec2(0.0, 8.0), middle + vec2(0.0, 8.0)], stroke);
    }
}

/// The outlines of some parcels of a layer: those of a chosen group.
pub(super) fn paint_parcels(
    painter: &Painter,
    prepared: &PreparedLayer,
    parcels: &[u32],
    camera: Camera,
    rect: Rect,
) {
    let size = size_of(rect);
    let polygons = prepared.polygons();
    let seen: Bounds = camera.visible(size);
    let to_pos = |[x, y]: [f32; 2]| rect.min + vec2(x, y);
    let on_screen = parcels.iter().map(|parcel| *parcel as usize);
    let on_screen = on_screen.filter(|parcel| {
        *parcel < polygons.len() && polygons.feature(*parcel).bounds().intersects(&seen)
    });
    for parcel in on_screen.take(MOST) {
        for ring in outline::screen_rings(&polygons.feature(parcel), &camera, size) {
            let ring: Vec<Pos2> = ring.into_iter().map(to_pos).collect();
            painter.add(Shape::closed_line(ring.clone(), Stroke::new(3.0, INK)));
            painter.add(Shape::closed_line(ring, Stroke::new(1.5, CHOSEN)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_inside_its_area_also_where_it_is_bent() {
        // A U: the middle of its box lies outside.
        let ring = [
            (0.0, 0.0),
            (0.0, 100.0),
            (90.0, 100.0),
            (90.0, 0.0),
            (50.0, 0.0),
            (50.0, 80.0),
            (10.0, 80.0),
            (10.0, 0.0),
        ];
        let ring: Vec<Pos2> = ring.iter().map(|(x, y)| pos2(*x, *y)).collect();
        let rect = Rect::from_min_max(pos2(-10.0, -10.0), pos2(200.0, 200.0));
        let (middle, width) = widest_inside(&[ring], rect).unwrap();
        assert!(
            (middle.x - 70.0).abs() < 0.1,
            "in the wider leg: {middle:?}"
        );
        assert!((width - 40.0).abs() < 0.1);
        let beyond = Rect::from_min_max(pos2(300.0, 300.0), pos2(400.0, 400.0));
        assert!(widest_inside(&[vec![pos2(0.0, 0.0)]], beyond).is_none());
    }
}
