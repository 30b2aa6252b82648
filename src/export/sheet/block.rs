//! A part of a sheet before it has a place: marks in millimetres from its own corner, and the room they take.

use crate::export::drawing::{Anchor, Group, Line, Mark, Step};
use crate::export::glyphs;
use crate::export::lettering::Weight;
use crate::geometry::Bounds;
use crate::map::Rgb;

/// Millimetres in a point of type.
pub(super) const PT: f64 = 25.4 / 72.0;

/// Distance between base lines, in ems.
const LEADING: f64 = 1.3;

/// Marks with the room they take.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::export) struct Block {
    /// Width and height in millimetres.
    pub size: [f64; 2],
    /// Marks from the block's upper left corner.
    pub marks: Vec<Mark>,
}

impl Block {
    /// An empty block of a width.
    pub(super) fn new(width: f64) -> Self {
        Self {
            size: [width, 0.0],
            marks: Vec::new(),
        }
    }

    /// Free room below.
    pub(super) fn space(&mut self, height: f64) {
        self.size[1] += height;
    }

    /// Words over as many lines as they need.
    pub(super) fn paragraph(&mut self, words: &str, style: &TextStyle) {
        for line in wrap(words, style, self.size[0]) {
            let baseline = self.size[1] + style.size * 0.95;
            self.marks.push(style.line(line, [0.0, baseline]));
            self.size[1] += style.size * LEADING;
        }
    }

    /// The marks at a place, smaller where the place is smaller.
    pub(in crate::export) fn placed(self, area: &Bounds) -> Vec<Mark> {
        let scale = self.scale_in(area);
        let place = Place {
            at: area.min,
            scale,
        };
        self.marks
            .into_iter()
            .map(|mark| place.mark(mark))
            .collect()
    }

    /// The block larger or smaller.
    #[must_use]
    pub(in crate::export) fn scaled(self, scale: f64) -> Self {
        let place = Place {
            at: [0.0, 0.0],
            scale,
        };
        Self {
            size: self.size.map(|side| side * scale),
            marks: self
                .marks
                .into_iter()
                .map(|mark| place.mark(mark))
                .collect(),
        }
    }

    /// How much smaller the block has to be for a place.
    fn scale_in(&self, area: &Bounds) -> f64 {
        let part = |own: f64, room: f64| if own > room { room / own } else { 1.0 };
        part(self.size[0], area.width()).min(part(self.size[1], area.height()))
    }
}

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextStyle {
    /// Size of the em in millimetres.
    pub size: f64,
    pub weight: Weight,
    pub colour: Rgb,
}

impl TextStyle {
    pub(super) const fn regular(points: f64, colour: Rgb) -> Self {
        Self {
            size: points * PT,
            weight: Weight::Regular,
            colour,
        }
    }

    pub(super) const fn semi_bold(points: f64, colour: Rgb) -> Self {
        Self {
            weight: Weight::SemiBold,
            ..Self::regular(points, colour)
        }
    }

    pub(super) fn width(&self, words: &str) -> f64 {
        glyphs::width(words, self.weight) * self.size
    }

    pub(super) fn line(&self, words: impl Into<String>, at: [f64; 2]) -> Mark {
        Mark::Text(Line::new(words, at, self.size, self.colour).weighing(self.weight))
    }

    pub(super) fn line_to(&self, words: impl Into<String>, at: [f64; 2], anchor: Anchor) -> Mark {
        let line = Line::new(words, at, self.size, self.colour).weighing(self.weight);
        Mark::Text(line.anchored(anchor))
    }

    /// The same letters, smaller where a line of them is wider than `width`.
    pub(super) fn fitting(self, words: &str, width: f64) -> Self {
        let own = self.width(words);
        let smaller = if own > width { width / own } else { 1.0 };
        Self {
            size: self.size * smaller,
            ..self
        }
    }
}

/// Words over lines of at most `width`; a word that is wider stands alone.
pub(super) fn wrap(words: &str, style: &TextStyle, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in words.lines() {
        let mut line = String::new();
        // Not at no-break spaces.
        for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if line.is_empty() || style.width(&longer) <= width {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// Moves and shrinks marks.
struct Place {
    at: [f64; 2],
    scale: f64,
}

impl Place {
    fn point(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.at[0] + x * self.scale, self.at[1] + y * self.scale]
    }

    fn area(&self, area: &Bounds) -> Bounds {
        Bounds {
            min: self.point(area.min),
            max: self.point(area.max),
        }
    }

    fn mark(&self, mark: Mark) -> Mark {
        match mark {
            Mark::Shape(mut shape) => {
                for step in &mut shape.path {
                    *step = match *step {
                        Step::Move(to) => Step::Move(self.point(to)),
                        Step::Line(to) => Step::Line(self.point(to)),
                        Step::Curve(one, two, to) => {
                            Step::Curve(self.point(one), self.point(two), self.point(to))
                        }
                        Step::Close => Step::Close,
                    };
                }
                if let Some(stroke) = &mut shape.stroke {
                    stroke.width *= self.scale;
                    stroke
                        .dashes
                        .iter_mut()
                        .for_each(|dash| *dash *= self.scale);
                }
                Mark::Shape(shape)
            }
            Mark::Text(line) => Mark::Text(Line {
                at: self.point(line.at),
                size: line.size * self.scale,
                halo: line
                    .halo
                    .map(|(colour, width)| (colour, width * self.scale)),
                ..line
            }),
            Mark::Image(mut image) => {
                image.area = self.area(&image.area);
                Mark::Image(image)
            }
            Mark::Group(group) => Mark::Group(Group {
                clip: group.clip.map(|area| self.area(&area)),
                marks: group
                    .marks
                    .into_iter()
                    .map(|mark| self.mark(mark))
                    .collect(),
                ..group
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_at_spaces_and_numbers_stay_with_their_unit() {
        let style = TextStyle::regular(10.0, Rgb::WHITE);
        let words = "Samen 37.024\u{a0}ha van alles wat er is";
        let lines = wrap(words, &style, 25.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| style.width(line) <= 25.0));
        assert_eq!(lines.join(" "), words);
        assert!(lines.iter().any(|line| line.contains("37.024\u{a0}ha")));
        assert_eq!(wrap("a\nb", &style, 25.0), ["a", "b"]);
        assert_eq!(wrap("onafbreekbaar", &style, 1.0), ["onafbreekbaar"]);
    }

    #[test]
    fn a_block_shrinks_into_its_place_and_does_not_grow() {
        let mut block = Block::new(100.0);
        block
            .marks
            .push(TextStyle::regular(10.0, Rgb::WHITE).line("a", [50.0, 20.0]));
        block.size[1] = 40.0;
        let line = |area: Bounds| match &block.clone().placed(&area)[..] {
            [Mark::Text(line)] => (line.at, line.size / PT),
            _ => panic!("a line"),
        };
        let (at, size) = line(Bounds::new(10.0, 10.0, 60.0, 60.0));
        assert_eq!(at.map(|part| part as i32), [35, 20]);
        assert!((size - 5.0).abs() < 1e-9);
        let (at, _) = line(Bounds::new(10.0, 10.0, 300.0, 300.0));
        assert_eq!(at.map(|part| part as i32), [60, 30]);
    }
}
