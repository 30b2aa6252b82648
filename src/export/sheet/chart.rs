//! Hectares as bars, one per entry of the legend, each with its figure.

use super::block::{Block, TextStyle};
use super::parcels::fill;
use crate::explain::category;
use crate::export::drawing::{Anchor, Mark, Shape, Stroke};
use crate::export::ink;
use crate::export::legend_text::amount;
use crate::geometry::Bounds;
use crate::map::LegendEntry;
use crate::text::Lang;

const ROW_MM: f64 = 5.6;
const BAR_MM: f64 = 3.4;
const GAP_MM: f64 = 1.5;

/// The bars at a width; nothing where there is nothing to compare.
pub(super) fn block(
    entries: &[LegendEntry],
    width: f64,
    opacity: f64,
    lang: Lang,
) -> Option<Block> {
    let longest_m2 = entries
        .iter()
        .map(|entry| entry.area_m2)
        .fold(0.0, f64::max);
    if entries.len() < 2 || longest_m2 <= 0.0 {
        return None;
    }
    let mut block = Block::new(width);
    block.paragraph(
        lang.text("sheet.chart_title"),
        &TextStyle::semi_bold(11.0, ink::TEXT),
    );
    block.space(1.0);
    let style = TextStyle::regular(8.0, ink::TEXT);
    let labels: Vec<String> = entries
        .iter()
        .map(|entry| category::label(&entry.key, lang))
        .collect();
    let widest = labels
        .iter()
        .map(|label| style.width(label))
        .fold(0.0, f64::max);
    let label_width = widest.min(width * 0.45);
    // As in the legend beside it.
    let total_m2: f64 = entries.iter().map(|entry| entry.area_m2).sum();
    let figure = |entry: &LegendEntry| amount(entry.area_m2, total_m2, entry.unmeasured, lang);
    let figures = entries.iter().map(|entry| style.width(&figure(entry)));
    let room = width - label_width - figures.fold(0.0, f64::max) - 2.0 * GAP_MM;
    let start = label_width + GAP_MM;
    for (entry, label) in entries.iter().zip(&labels) {
        let top = block.size[1];
        let baseline = top + ROW_MM / 2.0 + style.size * 0.36;
        let words = style.fitting(label, label_width);
        block
            .marks
            .push(words.line_to(label.as_str(), [label_width, baseline], Anchor::End));
        let length = room * entry.area_m2 / longest_m2;
        let high = top + (ROW_MM - BAR_MM) / 2.0;
        if length > 0.0 {
            let bar = Bounds::new(start, high, start + length, high + BAR_MM);
            let edge = Stroke::plain(ink::OUTLINE, 0.1);
            let bar = Shape::area(&bar, Some(fill(&entry.style, opacity)), Some(edge));
            block.marks.push(Mark::Shape(bar));
        }
        let at = [start + length + GAP_MM, baseline];
        block.marks.push(style.line(figure(entry), at));
        block.space(ROW_MM);
    }
    let axis = Shape::line(
        &[
            [start, block.size[1] - ROW_MM * entries.len() as f64],
            [start, block.size[1]],
        ],
        Stroke::plain(ink::OUTLINE, 0.2),
    );
    block.marks.push(Mark::Shape(axis));
    Some(block)
}
