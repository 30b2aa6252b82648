//! A scene as a page of 16:9, as on the wall: title above, map, legend with hectares beside, caption below. A list of
//! marks like every page, so that PDF and PNG are one.

use super::drawing::{Anchor, Drawing, Fill, Group, Image, Line, Mark, Shape, Stroke};
use super::lettering::{Lettering, Weight};
use super::picture::Picture;
use super::sheet::block::Block;
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::{CategoryStyle, LayerStyle, PreparedLayer, Rgb};
use crate::text::Lang;

/// Width and height of a page in units: pixels of a screen of that size.
const SIZE: [f64; 2] = [1920.0, 1080.0];
/// Millimetres per unit: a slide 338.7 mm wide.
const UNIT_MM: f64 = 25.4 * 13.333 / SIZE[0];
/// Height of the title's strip, width of the legend's, and free space, in units.
const TITLE: f64 = 96.0;
const LEGEND: f64 = 500.0;
const CHART: f64 = 960.0;
/// Units to a point of a chart.
const A_POINT: f64 = 2.5;
/// Width and height of the chart of a page, in points.
pub const CHART_POINTS: [u32; 2] = [360, 340];
const SIDE: f64 = 32.0;
/// Pixels of the map per unit.
const DENSITY: f64 = 2.0;
/// Size of ordinary text, and of the least important, in units.
const TEXT: f64 = 28.0;
const SMALL: f64 = 20.0;

const INK: Rgb = Rgb::new(0x10, 0x14, 0x12);
const QUIET: Rgb = Rgb::new(0x44, 0x4C, 0x47);
const EDGE: Rgb = Rgb::new(0x4D, 0x4D, 0x4D);

/// An entry of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// How it looks.
    pub style: CategoryStyle,
    /// What it is called.
    pub name: String,
    /// Its hectares.
    pub figures: String,
}

/// A figure below the legend: what it is, the figure, and what it is a part of.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is.
    pub title: String,
    /// The figure.
    pub figure: String,
    /// What it is a part of, or where it is from.
    pub of: String,
}

/// What stands on a page.
#[derive(Debug)]
pub struct ScenePage<'a> {
    /// Above the map.
    pub title: &'a str,
    /// Below it.
    pub caption: &'a str,
    /// The parcels.
    pub layer: &'a PreparedLayer,
    /// Category per parcel.
    pub of_feature: &'a [u8],
    /// Style per category.
    pub style: &'a LayerStyle,
    /// What is to be seen, in map units.
    pub view: Bounds,
    /// The legend.
    pub entries: &'a [Entry],
    /// Below the legend.
    pub figures: &'a [Figure],
    /// A chart of [`CHART_POINTS`] in the place of both, which takes a wider strip.
    pub chart: Option<&'a Drawing>,
    /// Where the parcels come from.
    pub credit: &'a str,
    /// Language of the page.
    pub lang: Lang,
}

impl ScenePage<'_> {
    /// Lays out the page.
    ///
    /// # Errors
    /// [`Cancelled`] when the work was told to stop.
    pub fn compose(&self, progress: &Progress) -> Result<Drawing, Cancelled> {
        let caption = wrapped(self.caption, TEXT, SIZE[0] - 2.0 * SIDE);
        let below = if caption.is_empty() {
            0.0
        } else {
            caption.len() as f64 * TEXT * 1.3 + SIDE
        };
        let strip = self.chart.map_or(LEGEND, |_| CHART);
        let map = Bounds::new(0.0, TITLE, SIZE[0] - strip, SIZE[1] - below);
        let mut marks = vec![Mark::Image(self.map(&map, progress)?)];
        marks.push(Mark::Text(self.title_line()));
        marks.extend(self.credit_marks(&map));
        marks.push(Mark::Group(match self.chart {
            Some(chart) => {
                let [width, height] = chart.size.map(|side| side * A_POINT);
                let (left, top) = (map.max[0] + SIDE, TITLE);
                let room = (map.max[1] - top).min(height);
                let block = Block {
                    size: chart.size,
                    marks: chart.marks.clone(),
                };
                let place = Bounds::new(left, top, left + width, top + room);
                Group {
                    name: chart.title.clone(),
                    clip: None,
                    marks: block.scaled(A_POINT).placed(&place),
                }
            }
            None => Group {
                name: self.lang.text("legend.title").to_owned(),
                clip: None,
                marks: self.legend_marks(),
            },
        }));
        for (row, line) in caption.into_iter().enumerate() {
            let y = map.max[1] + SIDE / 2.0 + TEXT + row as f64 * TEXT * 1.3;
            marks.push(Mark::Text(Line::new(line, [SIDE, y], TEXT, INK)));
        }
        Ok(Drawing {
            size: SIZE,
            unit_mm: UNIT_MM,
            ground: Some(Rgb::WHITE),
            marks,
            title: self.title.to_owned(),
            alt: format!("{}. {}", self.title, self.caption),
        })
    }

    fn map(&self, area: &Bounds, progress: &Progress) -> Result<Image, Cancelled> {
        let size_px = [area.width(), area.height()].map(|side| (side * DENSITY) as u32);
        let picture = Picture::bare(
            self.layer,
            self.of_feature,
            self.style,
            self.view,
            size_px,
            self.lang,
        );
        let canvas = picture.draw(progress)?;
        let pixels = canvas.pixels().chunks_exact(super::canvas::PIXEL_BYTES);
        let rgba = pixels.flat_map(|rgb| rgb.iter().copied().chain([255]));
        Ok(Image {
            area: *area,
            size_px,
            rgba: rgba.collect::<Vec<u8>>().into(),
        })
    }

    fn title_line(&self) -> Line {
        let room = SIZE[0] - 2.0 * SIDE;
        let width = Lettering::regular(50.0).width(self.title);
        let size = 50.0 * (room / width.max(1.0)).min(1.0);
        Line::new(self.title, [SIDE, TITLE / 2.0 + size * 0.36], size, INK)
    }

    fn credit_marks(&self, map: &Bounds) -> Vec<Mark> {
        let width = Lettering::regular(SMALL).width(self.credit) + 16.0;
        let [right, bottom] = map.max;
        let field = Bounds::new(right - width, bottom - SMALL * 1.5, right, bottom);
        let ground = Fill {
            opacity: 0.85,
            ..Fill::plain(Rgb::WHITE)
        };
        let at = [right - 8.0, bottom - SMALL * 0.45];
        let line = Line::new(self.credit, at, SMALL, INK).anchored(Anchor::End);
        vec![
            Mark::Shape(Shape::area(&field, Some(ground), None)),
            Mark::Text(line),
        ]
    }

    /// The entries, and the figures below them, as large as there is room.
    fn legend_marks(&self) -> Vec<Mark> {
        let left = SIZE[0] - LEGEND + SIDE;
        let room = SIZE[1] - TITLE - 2.0 * SIDE - 160.0;
        let figures = self.figures.len() as f64 * FIGURE;
        let count = self.entries.len().max(1) as f64;
        let entry = ((room - figures) / count).clamp(44.0, 88.0);
        let mut marks = Vec::new();
        let mut y = TITLE + SIDE;
        for found in self.entries {
            marks.extend(entry_marks(found, left, y, entry));
            y += entry;
        }
        y += SIDE / 2.0;
        for figure in self.figures {
            marks.extend(figure_marks(figure, left, y));
            y += FIGURE;
        }
        marks
    }
}

/// Height of a figure, in units.
const FIGURE: f64 = 112.0;

fn entry_marks(entry: &Entry, left: f64, top: f64, height: f64) -> Vec<Mark> {
    let field = Bounds::new(left, top + 6.0, left + 56.0, top + height - 10.0);
    let look = Fill {
        pattern: (entry.style.pattern, entry.style.ink),
        period: 16.0,
        ..Fill::plain(entry.style.fill)
    };
    let fill = (!entry.style.hidden).then_some(look);
    let middle = f64::midpoint(field.min[1], field.max[1]);
    let text = left + 72.0;
    let mut marks = vec![Mark::Shape(Shape::area(
        &field,
        fill,
        Some(Stroke::plain(EDGE, 1.5)),
    ))];
    let tone = if entry.style.hidden { QUIET } else { INK };
    let name = |at, size| Mark::Text(Line::new(entry.name.clone(), at, size, tone));
    if height > 70.0 {
        marks.push(name([text, middle - 8.0], TEXT));
        let at = [text, middle + 28.0];
        marks.push(Mark::Text(Line::new(entry.figures.clone(), at, 34.0, tone)));
    } else {
        marks.push(name([text, middle + 8.0], 24.0));
        let at = [SIZE[0] - SIDE, middle + 8.0];
        let figures = Line::new(entry.figures.clone(), at, 24.0, tone);
        marks.push(Mark::Text(figures.anchored(Anchor::End)));
    }
    marks
}

fn figure_marks(figure: &Figure, left: f64, top: f64) -> Vec<Mark> {
    let line = Stroke::plain(Rgb::new(0xC8, 0xCC, 0xC8), 1.0);
    let right = SIZE[0] - SIDE;
    let row = |text: &str, down: f64, size: f64, weight: Weight, colour: Rgb| {
        let wide = Lettering {
            size_px: size,
            weight,
        };
        let fits = (right - left) / wide.width(text).max(1.0);
        let line = Line::new(text, [left, top + down], size * fits.min(1.0), colour);
        Mark::Text(line.weighing(weight))
    };
    let (regular, heavy) = (Weight::Regular, Weight::SemiBold);
    vec![
        Mark::Shape(Shape::line(&[[left, top], [right, top]], line)),
        row(&figure.title, 28.0, 22.0, regular, QUIET),
        row(&figure.figure, 66.0, 36.0, heavy, INK),
        row(&figure.of, 94.0, 22.0, regular, QUIET),
    ]
}

/// Text broken into lines that are no wider than `width`.
fn wrapped(text: &str, size: f64, width: f64) -> Vec<String> {
    let lettering = Lettering::regular(size);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|line| lettering.width(line) <= width) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_are_broken_between_words_and_lose_none() {
        let text =
            "Elk vlak is een perceel en de kleur volgt uit tien jaar gewassen op dat perceel";
        let lines = wrapped(text, TEXT, 400.0);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        let lettering = Lettering::regular(TEXT);
        assert!(lines.iter().all(|line| lettering.width(line) <= 400.0));
        assert!(wrapped("", TEXT, 400.0).is_empty());
    }
}
