//! The sheet that every chart is drawn on: its title above, its source line below, and the room between them.

use super::axis::Axis;
use super::data::DataTable;
use super::{Chart, Look, Spot, SpotOf};
use crate::export::drawing::{Anchor, Drawing, Fill, Line, Mark, Shape, Stroke};
use crate::export::ink::Ink;
use crate::export::lettering::Lettering;
use crate::geometry::Bounds;
use crate::map::Rgb;
use crate::map::pattern::{PERIOD_PX, Pattern};
use crate::map::style::CategoryStyle;

/// Size of the title, in points.
pub const TITLE: f64 = 15.0;
/// Size of names and numbers, in points.
pub const TEXT: f64 = 12.0;
/// Size of the source line and of the numbers of an axis, in points.
pub const SMALL: f64 = 11.0;
/// White around everything, in points.
pub const MARGIN: f64 = 12.0;
/// Between things that belong together, in points.
pub const GAP: f64 = 6.0;
/// Height of a line of text, as a part of its size.
const LEADING: f64 = 1.35;
/// A point is a 96th of an inch.
const UNIT_MM: f64 = 25.4 / 96.0;

/// A chart in the making.
#[derive(Debug)]
pub struct Page<'a> {
    /// How it is to look.
    pub look: Look<'a>,
    /// The room between title and source line.
    pub room: Bounds,
    marks: Vec<Mark>,
    spots: Vec<Spot>,
    title: String,
}

impl<'a> Page<'a> {
    /// A page with a title and the source line.
    pub fn new(look: Look<'a>, title: String) -> Self {
        let [width, height] = look.size;
        let mut page = Self {
            look,
            room: Bounds::new(MARGIN, MARGIN, width - MARGIN, height - MARGIN),
            marks: Vec::new(),
            spots: Vec::new(),
            title,
        };
        let wide = page.room.width();
        let mut y = MARGIN;
        for line in wrapped(&page.title, TITLE, wide, 2) {
            y += TITLE * LEADING;
            page.text(line, [MARGIN, y - 0.3 * TITLE], TITLE, look.ink.text);
        }
        let sources = wrapped(look.source, SMALL, wide, 2);
        let mut bottom = height - MARGIN;
        for line in sources.into_iter().rev() {
            page.text(
                line,
                [MARGIN, bottom - 0.2 * SMALL],
                SMALL,
                look.ink.secondary,
            );
            bottom -= SMALL * LEADING;
        }
        page.room = Bounds::new(MARGIN, y + GAP, width - MARGIN, bottom - GAP);
        page
    }

    /// A line of text that starts at a place.
    pub fn text(&mut self, text: impl Into<String>, at: [f64; 2], size: f64, colour: Rgb) {
        self.marks
            .push(Mark::Text(Line::new(text, at, size, colour)));
    }

    /// A line of text by another of its points.
    pub fn anchored(
        &mut self,
        text: impl Into<String>,
        at: [f64; 2],
        anchor: Anchor,
        size: f64,
        colour: Rgb,
    ) {
        let line = Line::new(text, at, size, colour).anchored(anchor);
        self.marks.push(Mark::Text(line));
    }

    /// A box filled as a category is.
    pub fn field(&mut self, area: &Bounds, style: &CategoryStyle) {
        if area.width() <= 0.0 || area.height() <= 0.0 {
            return;
        }
        let line = if style.is_dark() {
            // A grey line would drown in the fill.
            self.look.ink.ground
        } else {
            self.look.ink.outline
        };
        let stroke = Stroke::plain(line, 0.75);
        let shape = Shape::area(area, Some(fill_of(style)), Some(stroke));
        self.marks.push(Mark::Shape(shape));
    }

    /// A word in the middle of a field; on a patterned one with the plain fill behind it.
    pub fn inside(&mut self, area: &Bounds, words: &str, size: f64, style: &CategoryStyle) {
        let [middle, y] = area.center();
        if style.pattern != Pattern::Plain {
            let half = [width_of(words, size) / 2.0 + 2.0, size * 0.6];
            let behind = Bounds::new(middle - half[0], y - half[1], middle + half[0], y + half[1]);
            self.plain(&behind, style.fill);
        }
        let at = [middle, y + size * 0.35];
        self.anchored(words, at, Anchor::Middle, size, Ink::on(style.fill));
    }

    /// A box of one colour.
    pub fn plain(&mut self, area: &Bounds, colour: Rgb) {
        let shape = Shape::area(area, Some(Fill::plain(colour)), None);
        self.marks.push(Mark::Shape(shape));
    }

    /// A line through points.
    pub fn line(&mut self, points: &[[f64; 2]], stroke: Stroke) {
        self.marks.push(Mark::Shape(Shape::line(points, stroke)));
    }

    /// A thin line of the grid.
    pub fn hairline(&mut self, from: [f64; 2], to: [f64; 2]) {
        let stroke = Stroke::plain(self.look.ink.hairline, 1.0);
        self.line(&[from, to], stroke);
    }

    /// The level lines of an axis with their words before them, up to `right`; answers where the lines begin.
    pub fn level_grid(&mut self, axis: &Axis, words: Vec<String>, right: f64) -> f64 {
        let wide = words.iter().map(|words| width_of(words, SMALL));
        let left = self.room.min[0] + wide.fold(0.0, f64::max) + GAP;
        let ink = self.look.ink;
        for (tick, words) in axis.ticks.iter().zip(words) {
            let y = axis.at(*tick);
            self.hairline([left, y], [right, y]);
            let at = [left - GAP, y + SMALL * 0.35];
            self.anchored(words, at, Anchor::End, SMALL, ink.secondary);
        }
        left
    }

    /// Anything.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// A place that tells something.
    pub fn spot(&mut self, area: &Bounds, told: String, of: SpotOf) {
        self.spots.push(Spot::area(area, told, of));
    }

    /// A place of any shape that tells something.
    pub fn spot_of(&mut self, spot: Spot) {
        self.spots.push(spot);
    }

    /// One line in the middle of the room, for what cannot be drawn.
    pub fn instead(&mut self, words: &str) {
        let size = TEXT * LEADING;
        let lines = wrapped(words, TEXT, self.room.width(), 6);
        let [_, middle] = self.room.center();
        let mut y = middle - lines.len() as f64 * size / 2.0;
        for line in lines {
            y += size;
            let at = [self.room.center()[0], y];
            self.anchored(line, at, Anchor::Middle, TEXT, self.look.ink.secondary);
        }
    }

    /// The chart. `alt` says what it shows to those who cannot see it; the title goes before it.
    pub fn finish(self, alt: &str, data: DataTable) -> Chart {
        Chart {
            drawing: Drawing {
                size: self.look.size,
                unit_mm: UNIT_MM,
                ground: Some(self.look.ink.ground),
                marks: self.marks,
                alt: format!("{}. {alt}", self.title.trim_end_matches('.')),
                title: self.title,
            },
            data,
            spots: self.spots,
        }
    }
}

/// How a category is filled.
pub fn fill_of(style: &CategoryStyle) -> Fill {
    Fill {
        colour: style.fill,
        opacity: 1.0,
        pattern: (style.pattern, style.ink),
        period: PERIOD_PX as f64 / 2.0,
        is_open: false,
    }
}

/// The rows that have room: all of them, or as many of the first as fit before the last, which stands for all.
pub fn fitting<T: Clone>(rows: &[T], fits: usize) -> Vec<T> {
    match rows.split_last() {
        Some((last, rest)) if rows.len() > fits => {
            let first = rest.iter().take(fits.saturating_sub(1));
            first.chain([last]).cloned().collect()
        }
        _ => rows.to_vec(),
    }
}

/// Width of a line of text.
pub fn width_of(text: &str, size: f64) -> f64 {
    Lettering::regular(size).width(text)
}

/// A text cut with an ellipsis so that it fits.
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    if width_of(text, size) <= width {
        return text.to_owned();
    }
    let mut short: String = text.to_owned();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if width_of(&cut, size) <= width {
            return cut;
        }
    }
    String::new()
}

/// A text in lines that fit, `most` at most; the last is cut where there is more.
pub fn wrapped(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() {
            (*word).to_owned()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || width_of(&longer, size) <= width {
            line = longer;
            words.next();
        } else if lines.len() + 1 == most {
            let rest: Vec<&str> = words.collect();
            line = format!("{line} {}", rest.join(" "));
            break;
        } else {
            lines.push(std::mem::take(&mut line));
        }
    }
    if !line.is_empty() {
        lines.push(fitted(&line, size, width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_break_into_lines_that_fit_and_the_last_says_that_there_is_more() {
        let text = "Intensief gemengd land heeft de ruimste rotatie van alle klassen";
        let lines = wrapped(text, TEXT, 150.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(
            lines.iter().all(|line| width_of(line, TEXT) <= 150.0),
            "{lines:?}"
        );
        assert!(lines[1].ends_with('…'));
        let all = wrapped(text, TEXT, 150.0, 9);
        assert_eq!(all.join(" "), text);
        assert!(wrapped("", TEXT, 150.0, 2).is_empty());
        assert_eq!(fitted("onbreekbaar", TEXT, 1.0), "");
    }

    #[test]
    fn of_too_many_rows_the_first_and_the_total_stay() {
        assert_eq!(fitting(&[1, 2, 3, 4], 2), [1, 4]);
        assert_eq!(fitting(&[1, 2], 5), [1, 2]);
        assert!(fitting::<u8>(&[], 3).is_empty());
    }
}
