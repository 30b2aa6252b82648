//! Flows between things in columns: boxes as high as what goes through them, and bands between them. Every band has the
//! same scale, so that what goes in and what comes out can be compared by eye.

use super::page::{GAP, Page, SMALL, fitted};
use super::{Spot, SpotOf};
use crate::export::drawing::{Anchor, Fill, Mark, Shape, Step, Stroke};
use crate::geometry::Bounds;
use crate::map::style::CategoryStyle;

/// A box in a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Which column, from the left.
    pub column: usize,
    /// What goes through it.
    pub value: f64,
    /// Its name and figure, in lines; where the column has no room for them beside it, nothing.
    pub label: Vec<String>,
    /// How it looks.
    pub style: CategoryStyle,
    /// What it tells.
    pub told: String,
    /// What it stands for.
    pub of: SpotOf,
}

/// A band between two boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The box where it starts.
    pub from: usize,
    /// The box where it ends, in a later column.
    pub to: usize,
    /// How much flows.
    pub value: f64,
    /// How it looks.
    pub style: CategoryStyle,
    /// What it tells.
    pub told: String,
    /// What it stands for.
    pub of: SpotOf,
}

/// Boxes and bands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flows {
    /// The boxes, in the order in which they stand in their columns.
    pub nodes: Vec<Node>,
    /// The bands.
    pub links: Vec<Link>,
}

/// How flows are laid out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// The room.
    pub room: Bounds,
    /// Width of a box.
    pub box_width: f64,
    /// Least white between two boxes of a column.
    pub gap: f64,
    /// How much of a band's colour is seen.
    pub opacity: f64,
}

impl Flows {
    fn columns(&self) -> usize {
        self.nodes
            .iter()
            .map(|node| node.column + 1)
            .max()
            .unwrap_or(0)
    }

    /// Points per unit of flow: as much as the fullest column allows.
    fn scale(&self, layout: &Layout) -> f64 {
        let of_column = |column: usize| {
            let nodes = self
                .nodes
                .iter()
                .filter(|n| n.column == column && n.value > 0.0);
            let (count, sum) = nodes.fold((0.0, 0.0), |(c, s), node| (c + 1.0, s + node.value));
            if sum > 0.0 {
                (layout.room.height() - layout.gap * (count - 1.0_f64).max(0.0)).max(1.0) / sum
            } else {
                f64::INFINITY
            }
        };
        (0..self.columns())
            .map(of_column)
            .fold(f64::INFINITY, f64::min)
    }

    /// Where each box stands.
    pub fn places(&self, layout: &Layout) -> Vec<Bounds> {
        let scale = self.scale(layout);
        let columns = self.columns();
        let mut tops = vec![layout.room.min[1]; columns];
        let step = if columns > 1 {
            (layout.room.width() - layout.box_width) / (columns - 1) as f64
        } else {
            0.0
        };
        let place = |node: &Node| {
            let left = layout.room.min[0] + node.column as f64 * step;
            let top = tops[node.column];
            let height = if node.value > 0.0 {
                node.value * scale
            } else {
                0.0
            };
            if height > 0.0 {
                tops[node.column] += height + layout.gap;
            }
            Bounds::new(left, top, left + layout.box_width, top + height)
        };
        self.nodes.iter().map(place).collect()
    }

    /// Draws them.
    pub fn draw(&self, page: &mut Page<'_>, layout: &Layout) {
        let scale = self.scale(layout);
        if !scale.is_finite() {
            return;
        }
        let places = self.places(layout);
        let mut used = vec![[0.0; 2]; self.nodes.len()];
        for link in &self.links {
            let height = link.value * scale;
            let (Some(from), Some(to)) = (places.get(link.from), places.get(link.to)) else {
                continue;
            };
            if height <= 0.0 {
                continue;
            }
            let start = [from.max[0], from.min[1] + used[link.from][1]];
            let end = [to.min[0], to.min[1] + used[link.to][0]];
            used[link.from][1] += height;
            used[link.to][0] += height;
            band(page, link, start, end, height, layout.opacity);
        }
        let last = self.columns().saturating_sub(1);
        for (node, place) in self.nodes.iter().zip(&places) {
            if node.value > 0.0 {
                page.field(place, &node.style);
                page.spot(&place.grown(1.0), node.told.clone(), node.of);
            }
        }
        // Names over every box: the next column may stand where they are written.
        for (node, place) in self.nodes.iter().zip(&places) {
            if node.value > 0.0 {
                label(page, node, place, layout, last);
            }
        }
    }
}

fn band(
    page: &mut Page<'_>,
    link: &Link,
    [x0, y0]: [f64; 2],
    [x1, y1]: [f64; 2],
    height: f64,
    opacity: f64,
) {
    let middle = (x0 + x1) / 2.0;
    let path = vec![
        Step::Move([x0, y0]),
        Step::Curve([middle, y0], [middle, y1], [x1, y1]),
        Step::Line([x1, y1 + height]),
        Step::Curve(
            [middle, y1 + height],
            [middle, y0 + height],
            [x0, y0 + height],
        ),
        Step::Close,
    ];
    let fill = Fill {
        opacity,
        ..super::page::fill_of(&link.style)
    };
    page.mark(Mark::Shape(Shape {
        path,
        fill: Some(fill),
        stroke: Some(Stroke {
            opacity: 0.5,
            ..Stroke::plain(page.look.ink.outline, 0.3)
        }),
    }));
    page.spot_of(Spot {
        outline: outline([x0, y0], [x1, y1], height),
        told: link.told.clone(),
        of: link.of,
    });
}

/// The band as straight stretches, near enough for a pointer.
fn outline([x0, y0]: [f64; 2], [x1, y1]: [f64; 2], height: f64) -> Vec<[f64; 2]> {
    const STEPS: u32 = 8;
    let at = |step: u32| {
        let t = f64::from(step) / f64::from(STEPS);
        // The cubic of the band: its control points lie half way, level with its ends.
        let x = x0 + (x1 - x0) * (1.5 * t - 1.5 * t * t + t * t * t);
        [x, y0 + (y1 - y0) * t * t * (3.0 - 2.0 * t)]
    };
    let above = (0..=STEPS).map(at);
    let below = (0..=STEPS).rev().map(at).map(|[x, y]| [x, y + height]);
    above.chain(below).collect()
}

/// The label beside its box: before the last column's, after the others'.
fn label(page: &mut Page<'_>, node: &Node, place: &Bounds, layout: &Layout, last: usize) {
    let ink = page.look.ink;
    let lines = node.label.len() as f64;
    if node.label.is_empty()
        || (place.height() < SMALL && place.height() + layout.gap < lines * SMALL)
    {
        return;
    }
    let height = SMALL * 1.25;
    let mut y = place.center()[1] - lines * height / 2.0 + SMALL * 0.95;
    let is_last = node.column == last && last > 0;
    let (x, anchor) = if is_last {
        (place.min[0] - GAP, Anchor::End)
    } else {
        (place.max[0] + GAP, Anchor::Start)
    };
    for words in &node.label {
        let words = fitted(words, SMALL, layout.room.width() / 3.0);
        let line = crate::export::drawing::Line {
            halo: Some((ink.ground, 2.0)),
            ..crate::export::drawing::Line::new(words, [x, y], SMALL, ink.text).anchored(anchor)
        };
        page.mark(Mark::Text(line));
        y += height;
    }
}
