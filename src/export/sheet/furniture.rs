//! Scale and north.

use super::block::{Block, TextStyle};
use super::map::MM_M;
use crate::export::drawing::{Anchor, Fill, Mark, Shape, Stroke};
use crate::export::ink;
use crate::export::picture::scale_text;
use crate::geometry::Bounds;
use crate::map::furniture::ScaleBar;
use crate::map::{Camera, MapCrs, Rgb};
use crate::text::Lang;

/// Length that a scale bar has at most, in millimetres.
const LONGEST_MM: f64 = 60.0;

/// The scale in numbers, exact, over a bar.
pub(super) fn scale(camera: &Camera, crs: MapCrs, width: f64, lang: Lang) -> Option<Block> {
    let mut block = Block::new(width);
    let n = camera.scale_denominator(crs, MM_M);
    let words = format!("{} {}", lang.text("sheet.scale"), lang.scale(n));
    block.paragraph(&words, &TextStyle::semi_bold(9.0, ink::TEXT));
    let style = TextStyle::regular(8.0, ink::TEXT);
    let bar = ScaleBar::new(camera, crs, LONGEST_MM.min(width * 0.75))?;
    let (length, top) = (bar.length_px, block.size[1] + style.size * 1.3);
    let middle = length / 2.0;
    let stroke = || Some(Stroke::plain(ink::TEXT, 0.2));
    let box_of = |from: f64, to: f64| Bounds::new(from, top, to, top + 1.6);
    let [dark, light] = [ink::TEXT, Rgb::WHITE].map(|colour| Some(Fill::plain(colour)));
    block.marks.extend([
        Mark::Shape(Shape::area(&box_of(0.0, middle), dark, stroke())),
        Mark::Shape(Shape::area(&box_of(middle, length), light, stroke())),
        style.line("0", [0.0, top - 0.8]),
        style.line_to(
            scale_text(bar.length_m / 2.0, lang),
            [middle, top - 0.8],
            Anchor::Middle,
        ),
        style.line_to(
            scale_text(bar.length_m, lang),
            [length, top - 0.8],
            Anchor::Middle,
        ),
    ]);
    block.size[1] = top + 2.0;
    Some(block)
}

/// Width and height of the north arrow.
pub(super) const NORTH_MM: [f64; 2] = [9.0, 14.0];

/// An arrow that points to the north of the map's grid.
pub(super) fn north(lang: Lang) -> Block {
    let [width, height] = NORTH_MM;
    let middle = width / 2.0;
    let (tip, foot, notch) = (4.6, height - 0.6, height - 3.0);
    let edge = || Some(Stroke::plain(ink::TEXT, 0.25));
    let half = |side: f64, colour: Rgb| {
        let corners = [[middle, tip], [middle + side, foot], [middle, notch]];
        Mark::Shape(Shape::polygon(&corners, Some(Fill::plain(colour)), edge()))
    };
    let letter = TextStyle::semi_bold(11.0, ink::TEXT);
    let plate = Fill {
        opacity: 0.75,
        ..Fill::plain(Rgb::WHITE)
    };
    let whole = Bounds::new(0.0, 0.0, width, height);
    Block {
        size: NORTH_MM,
        marks: vec![
            Mark::Shape(Shape::area(&whole, Some(plate), None)),
            letter.line_to(lang.text("sheet.north"), [middle, 3.8], Anchor::Middle),
            half(-2.6, ink::TEXT),
            half(2.6, Rgb::WHITE),
        ],
    }
}
