//! What lies under the parcels when there is no background map: a light ground with a quiet grid and the
//! schematic outlines of province and plateau.

use egui::{Color32, FontId, Painter, Rect, Shape, Stroke, pos2};

use super::look::MapLook;
use super::signs::bar_height;
use super::size_of;
use crate::crs::{Crs, Transform};
use crate::map::camera::Camera;
use crate::map::furniture::GridLines;
use crate::map::grid::MapCrs;
use crate::map::places::places;
use crate::text::Lang;

/// Length of a dash and of the space behind it, points.
const DASH: f32 = 6.0;
const GAP: f32 = 4.0;
/// Size of the figures of the grid, points.
const FIGURE: f32 = 12.0;
/// Least distance between two lines of the grid, points.
const GRID_APART: f64 = 120.0;

/// Fills the map with its ground.
pub(super) fn paint_plain(painter: &Painter, rect: Rect, look: &MapLook) {
    painter.rect_filled(rect, 0.0, look.ground);
}

/// Grid and outlines over the plain ground; on the wall the outlines alone.
pub(super) fn paint_grid(
    painter: &Painter,
    rect: Rect,
    camera: Camera,
    crs: MapCrs,
    look: &MapLook,
    lang: Lang,
) {
    paint_outlines(painter, rect, camera, crs, look);
    if look.on_the_wall {
        return;
    }
    let visible = camera.visible(size_of(rect));
    let lines = GridLines::new(&visible, crs, camera.units_per_px, GRID_APART);
    let stroke = Stroke::new(1.0, look.grid);
    let at_screen = |point| {
        let [x, y] = camera.screen_from_world(point, size_of(rect));
        rect.min + egui::vec2(x as f32, y as f32)
    };
    for line in &lines.vertical {
        let x = at_screen([line.at, visible.center()[1]]).x.round() + 0.5;
        painter.vline(x, rect.y_range(), stroke);
        let place = pos2(x + 3.0, rect.top() + 2.0);
        label(
            painter,
            place,
            figure(line.value, lines.step, crs, lang),
            look,
        );
    }
    for line in &lines.horizontal {
        let y = at_screen([visible.center()[0], line.at]).y.round() + 0.5;
        painter.hline(rect.x_range(), y, stroke);
        let place = pos2(rect.left() + 4.0, y + 2.0);
        // The scale bar stands in the corner.
        if place.y + FIGURE < rect.bottom() - bar_height(look) {
            label(
                painter,
                place,
                figure(line.value, lines.step, crs, lang),
                look,
            );
        }
    }
}

fn label(painter: &Painter, place: egui::Pos2, figure: String, look: &MapLook) {
    let font = FontId::proportional(FIGURE);
    let galley = painter.layout_no_wrap(figure, font, look.label);
    // Half a number would be another one.
    if place.x + galley.size().x < painter.clip_rect().right() {
        painter.galley(place, galley, look.label);
    }
}

/// What stands at a line, in the unit and with the decimals that all lines of the view have: kilometres where they are a
/// whole number of them apart, metres closer by.
fn figure(value: f64, step: f64, crs: MapCrs, lang: Lang) -> String {
    match crs {
        // Coordinates are written without dots between their thousands.
        MapCrs::RdNew if step < 1000.0 => {
            lang.fill("render.m", &[("number", &format!("{value:.0}"))])
        }
        MapCrs::RdNew => {
            let km = format!("{:.0}", value / 1000.0);
            lang.fill("render.km", &[("number", &km)])
        }
        MapCrs::WebMercator => {
            let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
            format!("{}°", lang.decimal(value, decimals))
        }
    }
}

fn paint_outlines(painter: &Painter, rect: Rect, camera: Camera, crs: MapCrs, look: &MapLook) {
    let Ok(to_map) = Transform::between(&Crs::rd_new(), &crs.crs()) else {
        return;
    };
    let size = size_of(rect);
    for outline in &places().outlines {
        let ring: Vec<egui::Pos2> = outline
            .ring_rd
            .iter()
            .map(|&corner| {
                let [x, y] = camera.screen_from_world(to_map.point(corner), size);
                let far = 1e5;
                rect.min + egui::vec2(x.clamp(-far, far) as f32, y.clamp(-far, far) as f32)
            })
            .collect();
        if !Rect::from_points(&ring).intersects(rect) {
            continue;
        }
        if outline.is_province {
            painter.extend(fill(&ring, look.land));
            painter.add(Shape::closed_line(ring, Stroke::new(1.0, look.border)));
        } else {
            for (corner, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                painter.extend(dashes(*corner, *next, rect, look.border));
            }
        }
    }
}

/// A dashed line, as far as it can be seen: close by, the whole of it would be a hundred thousand dashes. They
/// are counted from `from`, so that they stay in place when the map moves.
fn dashes(from: egui::Pos2, to: egui::Pos2, rect: Rect, colour: Color32) -> Vec<Shape> {
    let Some([enter, leave]) = inside(from, to, rect.expand(2.0)) else {
        return Vec::new();
    };
    let along = to - from;
    let start = (along.length() * enter).rem_euclid(DASH + GAP);
    let line = [from + along * enter, from + along * leave];
    let back = line[0] - along.normalized() * start;
    Shape::dashed_line(&[back, line[1]], Stroke::new(1.0, colour), DASH, GAP)
}

/// The part of a line that is inside a box, as parts of its length.
fn inside(from: egui::Pos2, to: egui::Pos2, rect: Rect) -> Option<[f32; 2]> {
    let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
    for (start, step, low, high) in [
        (from.x, to.x - from.x, rect.left(), rect.right()),
        (from.y, to.y - from.y, rect.top(), rect.bottom()),
    ] {
        if step.abs() < f32::EPSILON {
            if start < low || start > high {
                return None;
            }
            continue;
        }
        let (a, b) = ((low - start) / step, (high - start) / step);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    (enter < leave).then_some([enter, leave])
}

/// A polygon that need not be convex, as a fan of triangles painted where its winding says inside.
fn fill(ring: &[egui::Pos2], colour: Color32) -> Option<Shape> {
    let mut mesh = egui::Mesh::default();
    for &corner in ring {
        mesh.colored_vertex(corner, colour);
    }
    for [a, b, c] in ears(ring) {
        mesh.add_triangle(
            u32::try_from(a).ok()?,
            u32::try_from(b).ok()?,
            u32::try_from(c).ok()?,
        );
    }
    Some(Shape::mesh(mesh))
}

/// Cuts a simple ring into triangles by its ears; a few dozen corners at most, so quadratic will do.
fn ears(ring: &[egui::Pos2]) -> Vec<[usize; 3]> {
    let cross = |a: egui::Pos2, b: egui::Pos2, c: egui::Pos2| {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    };
    let area: f32 = (0..ring.len())
        .map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            a.x * b.y - b.x * a.y
        })
        .sum();
    let mut left: Vec<usize> = (0..ring.len()).collect();
    if area < 0.0 {
        left.reverse();
    }
    let mut triangles = Vec::new();
    while left.len() > 2 {
        let n = left.len();
        let ear = (0..n).find(|&i| {
            let [a, b, c] = [left[(i + n - 1) % n], left[i], left[(i + 1) % n]];
            let [pa, pb, pc] = [ring[a], ring[b], ring[c]];
            let holds = |p: egui::Pos2| {
                cross(pa, pb, p) >= 0.0 && cross(pb, pc, p) >= 0.0 && cross(pc, pa, p) >= 0.0
            };
            cross(pa, pb, pc) > 0.0
                && left
                    .iter()
                    .filter(|&&other| other != a && other != b && other != c)
                    .all(|&other| !holds(ring[other]))
        });
        let Some(i) = ear else { break };
        triangles.push([left[(i + n - 1) % n], left[i], left[(i + 1) % n]]);
        left.remove(i);
    }
    triangles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_dashed_line_only_what_is_seen_is_drawn_and_it_stays_in_place() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        let far = dashes(
            pos2(-50_000.0, 300.0),
            pos2(50_000.0, 300.0),
            rect,
            Color32::BLACK,
        );
        assert!((75..90).contains(&far.len()), "{} dashes", far.len());
        let first = |shapes: &[Shape]| match shapes.first() {
            Some(Shape::LineSegment { points, .. }) => points[0].x,
            other => panic!("{other:?}"),
        };
        // Three points to the left, a dash is three points to the left, or the one before its place.
        let moved = dashes(
            pos2(-50_003.0, 300.0),
            pos2(49_997.0, 300.0),
            rect,
            Color32::BLACK,
        );
        let apart = (first(&far) - first(&moved) - 3.0).rem_euclid(DASH + GAP);
        assert!(apart.min(DASH + GAP - apart) < 0.1, "{apart}");
        let none = dashes(pos2(-9.0, 0.0), pos2(-9.0, 600.0), rect, Color32::BLACK);
        assert!(none.is_empty());
    }

    #[test]
    fn all_lines_of_a_view_are_in_one_unit_with_as_many_decimals() {
        let told = |values: [f64; 2], step, crs| values.map(|v| figure(v, step, crs, Lang::Nl));
        let rd = MapCrs::RdNew;
        let close = told([234_000.0, 234_200.0], 200.0, rd);
        assert_eq!(close, ["234000 m", "234200 m"]);
        let far = told([234_000.0, 236_000.0], 2000.0, rd);
        assert_eq!(far, ["234 km", "236 km"]);
        let degrees = MapCrs::WebMercator;
        assert_eq!(told([6.5, 6.55], 0.05, degrees), ["6,50°", "6,55°"]);
        assert_eq!(told([6.0, 8.0], 2.0, degrees), ["6°", "8°"]);
    }

    #[test]
    fn a_ring_that_is_not_convex_is_cut_without_gain_or_loss() {
        let ring = [
            pos2(0.0, 0.0),
            pos2(4.0, 0.0),
            pos2(4.0, 4.0),
            pos2(2.0, 1.0),
            pos2(0.0, 4.0),
        ];
        let area: f32 = ears(&ring)
            .iter()
            .map(|&[a, b, c]| {
                let (u, v) = (ring[b] - ring[a], ring[c] - ring[a]);
                (u.x * v.y - u.y * v.x).abs() / 2.0
            })
            .sum();
        assert!((area - 10.0).abs() < 1e-4, "{area}");
    }
}
