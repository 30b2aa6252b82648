//! The little field that shows how a category looks on the map: fill, pattern and outline, sampled as the
//! map's own painter samples them. One object for legend, totals and parcel.

use egui::{Color32, ColorImage, Rect, Stroke, StrokeKind, TextureOptions, Ui, Vec2};

use crate::map::Rgb;
use crate::map::id_tile::SAMPLES;
use crate::map::pattern::Pattern;
use crate::map::style::{CategoryStyle, Outline};

/// Size of a swatch beside a line of text, in points.
pub const SIZE: Vec2 = Vec2::new(24.0, 16.0);

/// The colour as egui writes it.
pub fn colour(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.r, rgb.g, rgb.b)
}

/// Paints a swatch over `rect`. A category that is off the map is an empty frame.
pub fn paint(ui: &Ui, rect: Rect, style: &CategoryStyle) {
    let painter = ui.painter();
    if style.hidden {
        let edge = crate::ui::theme::colours(ui).edge;
        painter.rect_stroke(rect, 0.0, Stroke::new(1.0, edge), StrokeKind::Inside);
        return;
    }
    fill(ui, rect, style);
    let line = Stroke::new(1.0, colour(Outline::default().line));
    painter.rect_stroke(rect, 0.0, line, StrokeKind::Inside);
}

/// Paints what is inside the outline, of any size.
pub fn fill(ui: &Ui, rect: Rect, style: &CategoryStyle) {
    let painter = ui.painter();
    if style.pattern == Pattern::Plain {
        painter.rect_filled(rect, 0.0, colour(style.fill));
        return;
    }
    let density = ui.pixels_per_point();
    let side = |points: f32| (points * density).round().max(1.0) as usize;
    let size = [side(rect.width()), side(rect.height())];
    // A pattern keeps its size in points, so that it looks the same on every screen.
    let image = picture(style, size, density.round().max(1.0) as usize);
    let id = egui::Id::unique(("swatch", key(style), size));
    let texture = ui
        .ctx()
        .load_texture_cached("swatch", id, image, TextureOptions::NEAREST);
    let uv = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
    painter.image(texture.id(), rect, uv, Color32::WHITE);
}

/// Paints the crops of successive years beside each other.
pub fn strip(ui: &mut Ui, years: &[CategoryStyle], size: Vec2) {
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    for (place, style) in years.iter().enumerate() {
        paint(ui, field(rect, place, years.len()), style);
    }
}

/// The place of one of `count` fields beside each other.
pub fn field(strip: Rect, place: usize, count: usize) -> Rect {
    let width = strip.width() / count.max(1) as f32;
    let left = strip.left() + place as f32 * width;
    Rect::from_x_y_ranges(left..=left + width - 1.0, strip.y_range())
}

/// What tells two styles apart.
fn key(style: &CategoryStyle) -> (u32, String) {
    let number = |c: Rgb| u32::from_be_bytes([0, c.r, c.g, c.b]);
    let pattern = format!("{:?}{:06x}", style.pattern, number(style.ink));
    (number(style.fill), pattern)
}

/// The pixels of a swatch, `scale` of them a point.
fn picture(style: &CategoryStyle, [width, height]: [usize; 2], scale: usize) -> ColorImage {
    let samples = SAMPLES as usize;
    let all = (samples * samples) as f64;
    let covered = |column: usize, row: usize| {
        let hits = (0..samples * samples).filter(|i| {
            style.pattern.covers(
                (column * samples + i % samples) / scale,
                (row * samples + i / samples) / scale,
            )
        });
        hits.count() as f64 / all
    };
    let pixels = (0..width * height).map(|i| {
        let part = covered(i % width, i / width);
        colour(style.ink.over(style.fill, part))
    });
    ColorImage::new([width, height], pixels.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;
    use crate::map::PaletteName;

    #[test]
    fn a_swatch_has_the_colours_of_its_class() {
        for class in Class::FIG1 {
            let style = PaletteName::Fig1.class(class);
            let image = picture(&style, [24, 16], 1);
            assert!(
                image
                    .pixels
                    .iter()
                    .all(|&pixel| pixel == colour(style.fill))
            );
        }
    }

    #[test]
    fn a_pattern_is_there_at_every_density() {
        let ink = Rgb::new(0, 0, 0);
        let style = CategoryStyle::patterned(Rgb::WHITE, Pattern::CrossHatch, ink);
        for scale in 1..=3 {
            let image = picture(&style, [24 * scale, 16 * scale], scale);
            let dark = image.pixels.iter().filter(|pixel| pixel.r() < 128).count();
            let share = dark as f64 / image.pixels.len() as f64;
            assert!((0.1..0.5).contains(&share), "{share} at {scale}");
        }
    }
}
