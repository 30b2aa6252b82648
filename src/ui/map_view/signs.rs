//! What lies over the parcels: names of places, the scale bar, the source of the background, a quiet note.

use egui::{Align2, FontId, Galley, Painter, Pos2, Rect, Ui, pos2, vec2};
use std::sync::Arc;

use super::look::MapLook;
use super::size_of;
use crate::geometry::Bounds;
use crate::map::camera::Camera;
use crate::map::furniture::ScaleBar;
use crate::map::grid::MapCrs;
use crate::map::places::{Place, PlaceKind, names_in_view};
use crate::text::{Lang, NBSP};

/// Space between the signs and the edge of the map, points.
const MARGIN: f32 = 12.0;
/// Longest scale bar, points.
const LONGEST_BAR: f64 = 160.0;
/// Space beside a note, for the buttons of the map, points.
const NOTE_SIDE: f32 = 56.0;
/// Space above a note, for the figures of the grid, points.
const NOTE_TOP: f32 = 24.0;

/// Names of places where there is room, each with a halo so that it can be read over any class.
pub(super) fn paint_names(
    ui: &Ui,
    painter: &Painter,
    rect: Rect,
    camera: Camera,
    crs: MapCrs,
    look: &MapLook,
) {
    let galley = |place: &Place| {
        let size = match place.kind {
            PlaceKind::Town => look.text(15.0),
            PlaceKind::Village => look.text(12.5),
        };
        ui.fonts_mut(|fonts| {
            fonts.layout_no_wrap(place.name.clone(), FontId::proportional(size), look.ink)
        })
    };
    let taken = [
        corner(rect, 260.0, 48.0, false),
        corner(rect, 420.0, 32.0, true),
    ];
    let size_of_name = |place: &Place| {
        let size = galley(place).size();
        [f64::from(size.x) + 10.0, f64::from(size.y) + 4.0]
    };
    for name in names_in_view(&camera, crs, size_of(rect), &taken, size_of_name) {
        let [x, y] = name.center_px;
        let text = galley(name.place);
        let at = rect.min + vec2(x as f32, y as f32) - text.size() / 2.0;
        paint_with_halo(painter, at, &text, look);
    }
}

/// A box in a lower corner of the map that names leave free.
fn corner(rect: Rect, width: f64, height: f64, right: bool) -> Bounds {
    let [w, h] = size_of(rect);
    if right {
        Bounds::new(w - width, h - height, w, h)
    } else {
        Bounds::new(0.0, h - height, width, h)
    }
}

pub(super) fn paint_with_halo(painter: &Painter, at: Pos2, text: &Arc<Galley>, look: &MapLook) {
    for step in 0..8 {
        let angle = f32::from(step as u8) * std::f32::consts::FRAC_PI_4;
        let offset = vec2(angle.cos(), angle.sin()) * 1.5;
        painter.galley_with_override_text_color(at + offset, Arc::clone(text), look.halo);
    }
    painter.galley(at, Arc::clone(text), look.ink);
}

/// What the scale bar takes of the height of the map, points.
pub(super) fn bar_height(look: &MapLook) -> f32 {
    MARGIN + 12.0 + look.text(14.0)
}

/// The scale bar, lower left.
pub(super) fn paint_scale_bar(
    painter: &Painter,
    rect: Rect,
    camera: Camera,
    crs: MapCrs,
    lang: Lang,
    look: &MapLook,
) {
    let Some(bar) = ScaleBar::new(&camera, crs, LONGEST_BAR * f64::from(look.scale)) else {
        return;
    };
    let text = if bar.length_m >= 1000.0 {
        format!("{}{NBSP}km", lang.decimal(bar.length_m / 1000.0, 0))
    } else if bar.length_m >= 1.0 {
        format!("{}{NBSP}m", lang.decimal(bar.length_m, 0))
    } else {
        format!("{}{NBSP}cm", lang.decimal(bar.length_m * 100.0, 0))
    };
    let left = rect.left() + MARGIN;
    let bottom = rect.bottom() - MARGIN;
    let right = left + bar.length_px as f32;
    let line = [
        pos2(left, bottom - 6.0),
        pos2(left, bottom),
        pos2(right, bottom),
        pos2(right, bottom - 6.0),
    ];
    painter.line(line.to_vec(), egui::Stroke::new(look.text(4.0), look.halo));
    painter.line(line.to_vec(), egui::Stroke::new(look.text(1.5), look.ink));
    let galley = painter.layout_no_wrap(text, FontId::proportional(look.text(12.0)), look.ink);
    paint_with_halo(
        painter,
        pos2(left + 2.0, bottom - 8.0 - galley.size().y),
        &galley,
        look,
    );
}

/// Where background and parcels come from, lower right, always there: words, and the page they lead to. Beside
/// each other where there is room, else one above the other.
pub(super) fn credits(ui: &mut Ui, rect: Rect, credits: &[(&str, Option<&str>)], look: &MapLook) {
    let font = FontId::proportional(look.text(12.0));
    let widest = (rect.width() - 12.0).max(40.0);
    let size_of_text = |ui: &Ui, text: &str| {
        let galley = ui
            .painter()
            .layout(text.to_owned(), font.clone(), look.ink, widest);
        galley.size() + vec2(12.0, 6.0)
    };
    let sizes: Vec<_> = credits
        .iter()
        .map(|(text, _)| size_of_text(ui, text))
        .collect();
    let together: f32 = sizes.iter().map(|size| size.x).sum();
    let in_a_row = together < rect.width() - LONGEST_BAR as f32 - 2.0 * MARGIN;
    let mut corner = rect.right_bottom();
    for ((text, url), size) in credits.iter().zip(sizes).rev() {
        let place = Rect::from_min_size(corner - size, size);
        corner = if in_a_row {
            place.left_bottom()
        } else {
            place.right_top()
        };
        ui.painter().rect_filled(place, 0.0, look.halo);
        let words = egui::RichText::new(*text)
            .size(look.text(12.0))
            .color(look.ink);
        match url {
            Some(url) => {
                let link = egui::Hyperlink::from_label_and_url(words, *url);
                ui.put(place, link).on_hover_text(*url);
            }
            None => {
                ui.put(place, egui::Label::new(words));
            }
        }
    }
}

/// A line of quiet words at the top of the map, below the figures of the grid and clear of the buttons.
pub(super) fn note(painter: &Painter, rect: Rect, text: &str, look: &MapLook) {
    let room = rect.shrink2(vec2(NOTE_SIDE, NOTE_TOP));
    let font = FontId::proportional(look.text(12.0));
    let widest = (room.width() - 16.0).max(80.0);
    let galley = painter.layout(text.to_owned(), font, look.ink, widest);
    let size = galley.size() + vec2(16.0, 8.0);
    let place = Align2::CENTER_TOP.align_size_within_rect(size, room);
    painter.rect_filled(place, 4.0, look.halo);
    painter.galley(place.min + vec2(8.0, 4.0), galley, look.ink);
}
