//! The legend beside or under a map in a picture: measured first, so that the map gets what is left, then
//! drawn. Text grows with the picture and shrinks where there is no room for it.

use super::canvas::{Canvas, Mask};
use super::ink;
use super::legend_text::{Legend, LegendLine, number_parts};
use super::lettering::Lettering;
use crate::geometry::Bounds;
use crate::map::{CategoryStyle, Rgb};
use crate::text::Lang;

/// Pixels per unit of the layout for a picture of `size_px`: text grows with the picture, and stays readable
/// in a small one.
pub(super) fn unit_for([width, height]: [f64; 2]) -> f64 {
    ((width * height) / (1920.0 * 1080.0)).sqrt().max(0.55)
}

/// Where a panel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Right,
    Below,
}

/// A legend with its place in a picture.
#[derive(Debug)]
pub(super) struct Panel<'a> {
    legend: &'a Legend,
    lang: Lang,
    /// Pixels per unit of the layout: 1 in a picture of 1920 × 1080.
    unit: f64,
    side: Side,
    /// Size of what is in it, margins included.
    content: [f64; 2],
    columns: Columns,
}

/// Widths of the columns of text, in pixels.
#[derive(Debug, Clone, Copy, Default)]
struct Columns {
    label: f64,
    whole: f64,
    fraction: f64,
    unit: f64,
    share: f64,
}

// The layout, in units.
const TEXT: f64 = 23.0;
const SMALL_TEXT: f64 = 18.0;
const ROW: f64 = 41.0;
const SMALL_ROW: f64 = 27.0;
const MARGIN: f64 = 44.0;
const GAP: f64 = 22.0;
const SWATCH: [f64; 2] = [42.0, 26.0];
const LONGEST_LABEL: f64 = 420.0;

/// Parts of the picture that a panel may take, beside the map and under it.
const LARGEST_PART: [f64; 2] = [0.45, 0.6];

impl<'a> Panel<'a> {
    /// Finds the place and the text size for a legend in a picture of `size_px`.
    pub(super) fn new(legend: &'a Legend, size_px: [f64; 2], lang: Lang) -> Self {
        let [width, height] = size_px;
        let side = if width > height * 1.1 {
            Side::Right
        } else {
            Side::Below
        };
        let mut unit = unit_for(size_px);
        // Twenty steps make the text a fifth of its size: smaller helps nobody.
        for _ in 0..20 {
            let panel = Self::measured(legend, size_px, lang, unit, side);
            let [content_width, content_height] = panel.content;
            let fits = match side {
                Side::Right => content_width <= width * LARGEST_PART[0] && content_height <= height,
                Side::Below => content_width <= width && content_height <= height * LARGEST_PART[1],
            };
            if fits {
                break;
            }
            unit *= 0.92;
        }
        Self::measured(legend, size_px, lang, unit, side)
    }

    fn measured(legend: &'a Legend, size_px: [f64; 2], lang: Lang, unit: f64, side: Side) -> Self {
        let text = Lettering::regular(TEXT * unit);
        let columns = legend
            .lines
            .iter()
            .fold(Columns::default(), |columns, line| {
                let [whole, fraction, amount_unit] = number_parts(&line.amount, lang);
                Columns {
                    label: columns
                        .label
                        .max(text.width(&line.label).min(LONGEST_LABEL * unit)),
                    whole: columns.whole.max(text.width(whole)),
                    fraction: columns.fraction.max(text.width(fraction)),
                    unit: columns.unit.max(text.width(amount_unit)),
                    share: columns.share.max(text.width(&line.share)),
                }
            });
        let amount = columns.whole + columns.fraction + columns.unit;
        let width = columns.label
            + amount
            + columns.share
            + (2.0 * MARGIN + SWATCH[0] + 0.7 * GAP + 2.0 * GAP) * unit;
        let mut panel = Self {
            legend,
            lang,
            unit,
            side,
            content: [width, 0.0],
            columns,
        };
        let small_lines = panel.small_lines(&legend.sums, size_px).len()
            + panel.small_lines(&legend.notes, size_px).len();
        let gaps = [legend.sums.is_empty(), legend.notes.is_empty()];
        let gaps = gaps.into_iter().filter(|empty| !empty).count() as f64;
        panel.content[1] = (2.0 * MARGIN
            + legend.lines.len() as f64 * ROW
            + small_lines as f64 * SMALL_ROW
            + gaps * GAP)
            * unit;
        panel
    }

    /// The part of the picture that the map gets.
    pub(super) fn map_size(&self, [width, height]: [u32; 2]) -> [u32; 2] {
        // `as` stops at 0.
        let taken = self.content.map(|side| side.ceil() as u32);
        match self.side {
            Side::Right => [width.saturating_sub(taken[0]), height],
            Side::Below => [width, height.saturating_sub(taken[1])],
        }
    }

    /// Pixels per unit of the layout; what else is drawn on the map is sized alike.
    pub(super) fn unit(&self) -> f64 {
        self.unit
    }

    /// Draws the panel into its part of the picture.
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        let [width, height] = canvas.size().map(|side| side as f64);
        let unit = self.unit;
        let area = match self.side {
            Side::Right => Bounds::new(width - self.content[0].ceil(), 0.0, width, height),
            Side::Below => Bounds::new(0.0, height - self.content[1].ceil(), width, height),
        };
        let [left, top] = area.min;
        let line = unit.max(1.0);
        let border = match self.side {
            Side::Right => Bounds::new(left, top, left + line, height),
            Side::Below => Bounds::new(left, top, width, top + line),
        };
        canvas.fill(&border, ink::HAIRLINE);
        let left = left + MARGIN * unit;
        let mut y = top + MARGIN * unit;
        for legend_line in &self.legend.lines {
            self.draw_line(canvas, legend_line, left, y);
            y += ROW * unit;
        }
        let size = [width, height];
        y = self.draw_small(canvas, &self.legend.sums, ink::TEXT, [left, y], size);
        if self.side == Side::Right {
            let rows = self.small_lines(&self.legend.notes, size).len() as f64;
            y = height - (MARGIN + rows * SMALL_ROW + GAP) * unit;
        }
        self.draw_small(canvas, &self.legend.notes, ink::SECONDARY, [left, y], size);
    }

    fn draw_line(&self, canvas: &mut Canvas, line: &LegendLine, left: f64, top: f64) {
        let unit = self.unit;
        let text = match line.style {
            Some(_) => Lettering::regular(TEXT * unit),
            None => Lettering::semi_bold(TEXT * unit),
        };
        let baseline = top + (ROW * unit + text.cap_height()) / 2.0;
        let label_left = left + (SWATCH[0] + 0.7 * GAP) * unit;
        let amount_left = label_left + self.columns.label + GAP * unit;
        let point = amount_left + self.columns.whole;
        let share_right =
            point + self.columns.fraction + self.columns.unit + GAP * unit + self.columns.share;
        if let Some(style) = &line.style {
            let swatch_top = (top + (ROW - SWATCH[1]) / 2.0 * unit).round();
            let swatch_left = left.round();
            let [width, height] = SWATCH.map(|side| (side * unit).round());
            let area = Bounds::new(
                swatch_left,
                swatch_top,
                swatch_left + width,
                swatch_top + height,
            );
            swatch(canvas, &area, style, unit.max(1.0));
        } else {
            let line = Bounds::new(left, top, share_right, top + unit.max(1.0));
            canvas.fill(&line, ink::HAIRLINE);
        }
        let mut write = |words: &str, left: f64, colour: Rgb| {
            canvas.paint(&text.mask(words, left, baseline), colour, 1.0);
        };
        write(
            &elided(&line.label, &text, LONGEST_LABEL * unit),
            label_left,
            ink::TEXT,
        );
        let [whole, fraction, amount_unit] = number_parts(&line.amount, self.lang);
        write(whole, point - text.width(whole), ink::TEXT);
        write(fraction, point, ink::TEXT);
        write(amount_unit, point + self.columns.fraction, ink::TEXT);
        write(
            &line.share,
            share_right - text.width(&line.share),
            ink::SECONDARY,
        );
    }

    /// Draws sentences under each other after a gap; returns where the next thing may begin.
    fn draw_small(
        &self,
        canvas: &mut Canvas,
        sentences: &[String],
        colour: Rgb,
        [left, top]: [f64; 2],
        size_px: [f64; 2],
    ) -> f64 {
        let text = Lettering::regular(SMALL_TEXT * self.unit);
        let lines = self.small_lines(sentences, size_px);
        if lines.is_empty() {
            return top;
        }
        let mut y = top + GAP * self.unit;
        for line in &lines {
            y += SMALL_ROW * self.unit;
            let baseline = y - (SMALL_ROW * self.unit - text.cap_height()) / 2.0;
            canvas.paint(&text.mask(line, left, baseline), colour, 1.0);
        }
        y
    }

    /// Sentences broken into lines that fit the panel.
    fn small_lines(&self, sentences: &[String], size_px: [f64; 2]) -> Vec<String> {
        let text = Lettering::regular(SMALL_TEXT * self.unit);
        let panel_width = match self.side {
            Side::Right => self.content[0],
            Side::Below => size_px[0],
        };
        let room = panel_width - 2.0 * MARGIN * self.unit;
        sentences
            .iter()
            .flat_map(|sentence| broken(sentence, &text, room))
            .collect()
    }
}

/// A category's colour and pattern in a box with an outline: the same object as on the map.
pub fn swatch(canvas: &mut Canvas, area: &Bounds, style: &CategoryStyle, line: f64) {
    canvas.fill(area, style.fill);
    let mut pattern = Mask::over(area);
    let [left, top] = area.min.map(|side| side as i64);
    for y in 0..area.height() as usize {
        for x in 0..area.width() as usize {
            let samples = [(0, 0), (1, 0), (0, 1), (1, 1)];
            let covered = samples
                .into_iter()
                .filter(|(dx, dy)| style.pattern.covers(2 * x + dx, 2 * y + dy));
            pattern.raise(
                left + x as i64,
                top + y as i64,
                covered.count() as f64 / 4.0,
            );
        }
    }
    canvas.paint(&pattern, style.ink, 1.0);
    canvas.frame(area, line, ink::OUTLINE);
}

/// The text, cut at a character and with an ellipsis where it is wider than `room`.
fn elided(text: &str, lettering: &Lettering, room: f64) -> String {
    if lettering.width(text) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        cut.push(character);
        if lettering.width(&cut) + lettering.width("…") > room {
            cut.pop();
            break;
        }
    }
    format!("{}…", cut.trim_end())
}

/// A sentence in lines no wider than `room`, broken between words; a word that is wider is cut.
fn broken(sentence: &str, lettering: &Lettering, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if lettering.width(&format!("{line} {word}")) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(elided(word, lettering, room)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Class;
    use crate::map::PaletteName;

    fn legend(labels: &[&str]) -> Legend {
        let line = |label: &&str| LegendLine {
            style: Some(PaletteName::Fig1.class(Class::Intensive)),
            label: (*label).to_owned(),
            amount: "37.024\u{a0}ha".into(),
            share: "20,9%".into(),
        };
        Legend {
            lines: labels.iter().map(line).collect(),
            sums: vec!["gemengd gebruik: 99.314 van 176.787 ha, 56,2%".into()],
            notes: vec!["Bron: percelen.shp".into()],
        }
    }

    #[test]
    fn the_map_keeps_most_of_the_picture_whatever_its_shape() {
        let few = legend(&["geen", "geen (100% veeteelt)", "intensief"]);
        let names: Vec<String> = (0..40)
            .map(|i| format!("een heel lange waarde {i}"))
            .collect();
        let many = legend(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for legend in [&few, &many] {
            for size in [
                [1920, 1080],
                [800, 600],
                [600, 900],
                [3000, 3000],
                [400, 200],
            ] {
                let panel = Panel::new(legend, size.map(f64::from), Lang::Nl);
                let [width, height] = panel.map_size(size);
                let part = f64::from(width) * f64::from(height)
                    / (f64::from(size[0]) * f64::from(size[1]));
                assert!(part > 0.39, "{size:?}: the map has {part}");
            }
        }
    }

    #[test]
    fn text_is_cut_and_broken_between_characters_and_words() {
        let text = Lettering::regular(20.0);
        let cut = elided("Coöperatieve ruilverkaveling", &text, 100.0);
        assert!(cut.ends_with('…') && text.width(&cut) <= 100.0, "{cut}");
        assert_eq!(elided("löss", &text, 100.0), "löss");
        let lines = broken("een zin die niet op een regel past", &text, 120.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| text.width(line) <= 120.0));
        assert_eq!(lines.join(" "), "een zin die niet op een regel past");
    }

    #[test]
    fn a_swatch_shows_colour_pattern_and_outline() {
        let mut canvas = Canvas::new(60, 40, Rgb::WHITE);
        let area = Bounds::new(10.0, 8.0, 50.0, 32.0);
        swatch(
            &mut canvas,
            &area,
            &PaletteName::Fig1.class(Class::Extensive),
            1.0,
        );
        assert_eq!(canvas.pixel(10, 20), Some(ink::OUTLINE));
        assert_eq!(canvas.pixel(30, 20), "#76AE81".parse().ok());
        swatch(
            &mut canvas,
            &area,
            &PaletteName::Print.class(Class::Intensive),
            1.0,
        );
        let inside = (12..48).map(|x| canvas.pixel(x, 20).unwrap().r);
        let (dark, light) = inside.partition::<Vec<u8>, _>(|&r| r < 128);
        assert!(dark.len() > 8 && light.len() > 8);
    }
}
