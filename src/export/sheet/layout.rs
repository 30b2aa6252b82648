//! Where the parts of a sheet stand while nobody moved them: the title on top, the map, and beside or under it the
//! legend and what else there is room for.

use super::block::Block;
use super::settings::{Item, Orientation, SheetSettings};
use crate::geometry::Bounds;

/// Free edge of the paper, which most printers need.
const MARGIN_MM: f64 = 10.0;

/// Between the map and what stands beside it, and between parts that stand under each other.
const GAP_MM: f64 = 6.0;

/// Height of the title and of the line below it.
pub(super) const TITLE_MM: f64 = 9.0;
pub(super) const SUBTITLE_MM: f64 = 5.4;

/// Room for a logo.
const LOGO_MM: [f64; 2] = [42.0, 15.0];

/// The parts that stand beside the map or under it, by the column in which they do so when it is under it.
const FLOWING: [&[Item]; 3] = [
    &[Item::Legend],
    &[Item::Chart, Item::Definition],
    &[Item::ScaleBar, Item::Overview],
];

/// The same in one column beside the map.
const BESIDE: &[Item] = &[
    Item::Legend,
    Item::Chart,
    Item::Definition,
    Item::Overview,
    Item::ScaleBar,
];

/// Parts that give way when there is no room, the first one first.
const GIVING_WAY: [Item; 2] = [Item::Chart, Item::Overview];

/// The places that do not depend on what is in them.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub title: Bounds,
    pub subtitle: Bounds,
    pub logo: Bounds,
    pub map: Bounds,
    pub source: Bounds,
    pub footer: Bounds,
    pub columns: Vec<Column>,
}

/// Room for parts that stand under each other.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub area: Bounds,
    pub items: &'static [Item],
}

impl Frame {
    /// The frame of a sheet whose source takes `source_mm` in height.
    pub(super) fn new(settings: &SheetSettings, has_logo: bool, source_mm: f64) -> Self {
        let [width, height] = settings.size_mm();
        let margin = MARGIN_MM.min(width.min(height) / 12.0);
        let (left, right, bottom) = (margin, width - margin, height - margin);
        let words_end = if has_logo {
            right - LOGO_MM[0] - GAP_MM
        } else {
            right
        };
        let row = |top: f64, height: f64, end: f64| Bounds::new(left, top, end, top + height);
        let is_there = |item: Item| {
            let placement = settings.placement(item);
            placement.shown != Some(false) && placement.area_mm.is_none()
        };
        let title = row(margin, TITLE_MM, words_end);
        let subtitle = row(margin + TITLE_MM + 0.5, SUBTITLE_MM, words_end);
        let head = if is_there(Item::Subtitle) {
            subtitle.max[1]
        } else if is_there(Item::Title) {
            title.max[1]
        } else {
            margin
        };
        let head = if has_logo {
            head.max(margin + LOGO_MM[1])
        } else {
            head
        };
        let footer = row(bottom - 3.4, 3.4, right);
        let source = row(footer.min[1] - 0.8 - source_mm, source_mm, right);
        let body = Bounds::new(left, head + 3.0, right, source.min[1] - 2.5);
        let (map, columns) = Self::body(&body, settings.orientation, is_there);
        let logo_left = right - LOGO_MM[0];
        Self {
            title,
            subtitle,
            logo: Bounds::new(logo_left, margin, right, margin + LOGO_MM[1]),
            map,
            source,
            footer,
            columns,
        }
    }

    /// The map and the columns beside it or under it; without anything in them the map takes all.
    fn body(
        body: &Bounds,
        orientation: Orientation,
        is_there: impl Fn(Item) -> bool,
    ) -> (Bounds, Vec<Column>) {
        let ([left, top], [right, bottom]) = (body.min, body.max);
        if !BESIDE.iter().any(|&item| is_there(item)) {
            return (*body, Vec::new());
        }
        match orientation {
            Orientation::Landscape => {
                let beside = (body.width() * 0.28)
                    .clamp(58.0, 118.0)
                    .min(body.width() / 2.0);
                let start = right - beside;
                let column = Column {
                    area: Bounds::new(start, top, right, bottom),
                    items: BESIDE,
                };
                (Bounds::new(left, top, start - GAP_MM, bottom), vec![column])
            }
            Orientation::Portrait => {
                let under = (body.height() * 0.27)
                    .clamp(56.0, 118.0)
                    .min(body.height() / 2.0);
                let start = bottom - under;
                let room = body.width() - 2.0 * GAP_MM;
                let mut from = left;
                let columns = FLOWING.into_iter().zip([0.42, 0.32, 0.26]);
                let columns = columns.map(|(items, part)| {
                    let area = Bounds::new(from, start, from + room * part, bottom);
                    from = area.max[0] + GAP_MM;
                    Column { area, items }
                });
                let columns = columns.collect();
                (Bounds::new(left, top, right, start - GAP_MM), columns)
            }
        }
    }
}

/// Blocks under each other in a column: what gives way does so where there is no room (`may_go`), and what is left
/// shrinks together.
pub(super) fn stack(
    column: &Bounds,
    mut blocks: Vec<(Item, Block)>,
    may_go: impl Fn(Item) -> bool,
) -> Vec<(Item, Block, Bounds)> {
    let height = |blocks: &[(Item, Block)]| {
        let own: f64 = blocks.iter().map(|(_, block)| block.size[1]).sum();
        own + GAP_MM * blocks.len().saturating_sub(1) as f64
    };
    for item in GIVING_WAY.into_iter().filter(|&item| may_go(item)) {
        if height(&blocks) > column.height() {
            blocks.retain(|(own, _)| *own != item);
        }
    }
    let needed = height(&blocks);
    let scale = if needed > column.height() {
        column.height() / needed
    } else {
        1.0
    };
    let mut top = column.min[1];
    blocks
        .into_iter()
        .map(|(item, block)| {
            let bottom = top + block.size[1] * scale;
            let area = Bounds::new(column.min[0], top, column.max[0], bottom);
            top = bottom + GAP_MM * scale;
            (item, block, area)
        })
        .collect()
}
