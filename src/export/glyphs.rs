//! A line of text as glyphs in their places and as outlines, in ems: the same for every writer of a drawing, so
//! that a word is as long in the PDF as in the preview.

use std::ops::Range;

use ab_glyph::{Font as _, FontRef, GlyphId, OutlineCurve, Point};

use super::drawing::{Anchor, Line, Step};
use super::lettering::Weight;

/// A glyph in its line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedGlyph {
    /// Its number in the font.
    pub id: u16,
    /// How far to the next one, kerning included, in ems.
    pub advance: f64,
    /// The bytes of the text that it stands for.
    pub of: Range<usize>,
}

/// The glyphs of a line, left to right.
pub(super) fn of_text(text: &str, weight: Weight) -> Vec<PlacedGlyph> {
    let Some(font) = weight.font() else {
        return Vec::new();
    };
    let em = f64::from(font.units_per_em().unwrap_or(1.0));
    let ids: Vec<(usize, char, GlyphId)> = text
        .char_indices()
        .map(|(at, letter)| (at, letter, font.glyph_id(letter)))
        .collect();
    let next = ids.iter().skip(1).map(|&(_, _, id)| Some(id)).chain([None]);
    ids.iter()
        .zip(next)
        .map(|(&(at, letter, id), next)| {
            let kern = next.map_or(0.0, |next| font.kern_unscaled(id, next));
            PlacedGlyph {
                id: id.0,
                advance: f64::from(font.h_advance_unscaled(id) + kern) / em,
                of: at..at + letter.len_utf8(),
            }
        })
        .collect()
}

/// Width of a line in ems.
pub(super) fn width(text: &str, weight: Weight) -> f64 {
    length(&of_text(text, weight))
}

/// Length of a line in ems.
fn length(glyphs: &[PlacedGlyph]) -> f64 {
    glyphs.iter().map(|glyph| glyph.advance).sum()
}

/// Where the base line of a line of a drawing starts, were it not turned.
pub(super) fn start(line: &Line, glyphs: &[PlacedGlyph]) -> [f64; 2] {
    let length = length(glyphs) * line.size;
    let before = match line.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => length / 2.0,
        Anchor::End => length,
    };
    [line.at[0] - before, line.at[1]]
}

/// The outlines of all letters of a line, in the units of the drawing, not turned.
pub(super) fn outlines(line: &Line) -> Vec<Step> {
    let Some(font) = line.weight.font() else {
        return Vec::new();
    };
    let glyphs = of_text(&line.text, line.weight);
    let [mut x, y] = start(line, &glyphs);
    let mut steps = Vec::new();
    for glyph in &glyphs {
        append_outline(&mut steps, font, glyph.id, [x, y], line.size);
        x += glyph.advance * line.size;
    }
    steps
}

fn append_outline(steps: &mut Vec<Step>, font: &FontRef<'_>, id: u16, at: [f64; 2], size: f64) {
    let scale = size / f64::from(font.units_per_em().unwrap_or(1.0));
    let place = |point: Point| {
        [
            at[0] + f64::from(point.x) * scale,
            at[1] - f64::from(point.y) * scale,
        ]
    };
    let Some(outline) = font.outline(GlyphId(id)) else {
        return;
    };
    let mut pen = None;
    for curve in outline.curves {
        let (from, step, to) = match curve {
            OutlineCurve::Line(from, to) => (from, Step::Line(place(to)), to),
            OutlineCurve::Quad(from, control, to) => {
                let toward = |end: Point| {
                    let [ends, bent] = [place(end), place(control)];
                    [0, 1].map(|axis| ends[axis] + (bent[axis] - ends[axis]) * 2.0 / 3.0)
                };
                (from, Step::Curve(toward(from), toward(to), place(to)), to)
            }
            OutlineCurve::Cubic(from, one, two, to) => {
                (from, Step::Curve(place(one), place(two), place(to)), to)
            }
        };
        if pen != Some(from) {
            if pen.is_some() {
                steps.push(Step::Close);
            }
            steps.push(Step::Move(place(from)));
        }
        steps.push(step);
        pen = Some(to);
    }
    if pen.is_some() {
        steps.push(Step::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::lettering::Lettering;
    use crate::map::Rgb;

    #[test]
    fn a_line_is_as_long_as_its_lettering_says() {
        for weight in Weight::ALL {
            let text = "Tot. 1 : 25.000 – Échte AV";
            let lettering = Lettering {
                size_px: 1000.0,
                weight,
            };
            let found = length(&of_text(text, weight)) * 1000.0;
            assert!((found - lettering.width(text)).abs() < 0.1, "{found}");
        }
    }

    #[test]
    fn a_letter_with_a_hole_has_two_rings() {
        let line = Line::new("o", [0.0, 0.0], 10.0, Rgb::WHITE).anchored(Anchor::End);
        let steps = outlines(&line);
        let count = |wanted: fn(&Step) -> bool| steps.iter().filter(|step| wanted(step)).count();
        assert_eq!(count(|step| matches!(step, Step::Move(_))), 2);
        assert_eq!(count(|step| matches!(step, Step::Close)), 2);
        let Step::Move([x, y]) = steps[0] else {
            panic!("a start")
        };
        assert!((-8.0..0.0).contains(&x) && (-8.0..1.0).contains(&y));
    }
}
