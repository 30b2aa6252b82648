//! The legend of a sheet: what the colours mean with hectares and shares, in the order of Fig. 1, and what they add
//! up to. Swatches are filled as the parcels are.

use super::block::{Block, TextStyle};
use super::parcels::fill;
use crate::export::drawing::{Anchor, Mark, Shape, Stroke};
use crate::export::ink;
use crate::export::legend_text::{Legend, LegendLine, number_parts};
use crate::geometry::Bounds;
use crate::text::Lang;

const ROW_MM: f64 = 6.2;
const SWATCH_MM: [f64; 2] = [8.0, 4.6];
const GAP_MM: f64 = 2.5;

/// The legend at a width.
pub(super) fn block(legend: &Legend, width: f64, opacity: f64, lang: Lang) -> Block {
    let mut block = Block::new(width);
    block.paragraph(
        lang.text("legend.title"),
        &TextStyle::semi_bold(11.0, ink::TEXT),
    );
    block.space(1.5);
    let columns = Columns::of(&legend.lines, lang, width);
    for line in &legend.lines {
        columns.row(&mut block, line, opacity, lang);
    }
    if !legend.sums.is_empty() {
        block.space(1.5);
    }
    for sum in legend.sums.iter().chain(&legend.notes) {
        block.paragraph(sum, &TextStyle::regular(8.0, ink::SECONDARY));
    }
    block
}

/// Where the columns of a row are.
struct Columns {
    style: TextStyle,
    /// Where the labels start.
    label: f64,
    /// Room for labels.
    label_width: f64,
    /// Where the decimal sign of hectares is.
    point: f64,
    /// Where shares end.
    share: f64,
    width: f64,
}

impl Columns {
    fn of(lines: &[LegendLine], lang: Lang, width: f64) -> Self {
        let style = TextStyle::regular(9.0, ink::TEXT);
        let widest = |of: &dyn Fn(&LegendLine) -> f64| lines.iter().map(of).fold(0.0, f64::max);
        let whole = widest(&|line| style.width(number_parts(&line.amount, lang)[0]));
        let rest = widest(&|line| {
            let [_, fraction, unit] = number_parts(&line.amount, lang);
            style.width(fraction) + style.width(unit)
        });
        let share = widest(&|line| style.width(&line.share));
        let label = SWATCH_MM[0] + GAP_MM;
        let point = width - share - GAP_MM - rest;
        Self {
            style,
            label,
            label_width: (point - whole - GAP_MM - label).max(10.0),
            point,
            share: width,
            width,
        }
    }

    fn row(&self, block: &mut Block, line: &LegendLine, opacity: f64, lang: Lang) {
        let top = block.size[1];
        let baseline = top + ROW_MM / 2.0 + self.style.size * 0.36;
        match &line.style {
            Some(style) => {
                let [width, height] = SWATCH_MM;
                let high = top + (ROW_MM - height) / 2.0;
                let area = Bounds::new(0.0, high, width, high + height);
                let edge = Stroke::plain(ink::OUTLINE, 0.2);
                let swatch = Shape::area(&area, Some(fill(style, opacity)), Some(edge));
                block.marks.push(Mark::Shape(swatch));
            }
            // A sum.
            None => {
                let rule = [[self.label, top + 0.3], [self.width, top + 0.3]];
                let rule = Shape::line(&rule, Stroke::plain(ink::HAIRLINE, 0.2));
                block.marks.push(Mark::Shape(rule));
            }
        }
        let label = self.style.fitting(&line.label, self.label_width);
        block
            .marks
            .push(label.line(line.label.as_str(), [self.label, baseline]));
        let whole = self.style.width(number_parts(&line.amount, lang)[0]);
        block.marks.push(
            self.style
                .line(line.amount.as_str(), [self.point - whole, baseline]),
        );
        block.marks.push(self.style.line_to(
            line.share.as_str(),
            [self.share, baseline],
            Anchor::End,
        ));
        block.space(ROW_MM);
    }
}
