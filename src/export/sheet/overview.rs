//! Where the map lies: the outline of the province where it lies there, else of all parcels, with the map's frame.

use super::block::Block;
use crate::export::drawing::{Fill, Mark, Shape, Step, Stroke};
use crate::export::ink;
use crate::geometry::Bounds;
use crate::map::places::province_rings;
use crate::map::{Camera, MapCrs, Rgb};

/// Part of the whole that a map shows at least for an overview to tell nothing.
const SHOWS_ALL: f64 = 0.6;

/// Side below which the map's frame is marked by a cross as well, in millimetres.
const SMALL_MM: f64 = 2.5;

const LAND: Rgb = Rgb::new(0xEC, 0xED, 0xEA);

/// What an overview shows.
pub(super) struct Overview {
    /// Rings in units of the map.
    rings: Vec<Vec<[f64; 2]>>,
    whole: Bounds,
    /// What the map shows.
    seen: Bounds,
}

impl Overview {
    /// The overview for a map that shows `seen` of `parcels`.
    pub(super) fn new(seen: Bounds, parcels: Bounds, crs: MapCrs) -> Self {
        let rings = province_rings(crs);
        let around = rings.iter().fold(Bounds::EMPTY, |all, ring| {
            all.union(&Bounds::of_points(ring))
        });
        if around.intersects(&seen) {
            return Self {
                rings,
                whole: around.union(&parcels),
                seen,
            };
        }
        let ([left, low], [right, high]) = (parcels.min, parcels.max);
        Self {
            rings: vec![vec![[left, low], [right, low], [right, high], [left, high]]],
            whole: parcels,
            seen,
        }
    }

    /// True where it tells more than the map itself.
    pub(super) fn is_telling(&self) -> bool {
        let part =
            (self.seen.width() / self.whole.width()).max(self.seen.height() / self.whole.height());
        part < SHOWS_ALL
    }

    /// The overview in a box.
    pub(super) fn block(&self, size: [f64; 2]) -> Option<Block> {
        let camera = Camera::fit(&self.whole, size, 1.5)?;
        let place = |at: [f64; 2]| camera.screen_from_world(at, size);
        let path = self.rings.iter().flat_map(|ring| {
            let steps = ring.iter().enumerate().map(|(number, &at)| match number {
                0 => Step::Move(place(at)),
                _ => Step::Line(place(at)),
            });
            steps.chain([Step::Close])
        });
        let land = Shape {
            path: path.collect(),
            fill: Some(Fill::plain(LAND)),
            stroke: Some(Stroke::plain(ink::SECONDARY, 0.2)),
        };
        let frame = Bounds::new(0.0, 0.0, size[0], size[1]);
        let edge = Shape::area(&frame, None, Some(Stroke::plain(ink::HAIRLINE, 0.2)));
        let ([left, bottom], [right, top]) = (place(self.seen.min), place(self.seen.max));
        let seen = Bounds::new(
            left.max(0.0),
            top.max(0.0),
            right.min(size[0]),
            bottom.min(size[1]),
        );
        let line = Stroke::plain(ink::TEXT, 0.4);
        let mut marks = vec![
            Mark::Shape(edge),
            Mark::Shape(land),
            Mark::Shape(Shape::area(&seen, None, Some(line.clone()))),
        ];
        if seen.width().max(seen.height()) < SMALL_MM {
            let [x, y] = seen.center();
            let across = |from, to| Mark::Shape(Shape::line(&[from, to], line.clone()));
            marks.push(across([x - SMALL_MM, y], [x + SMALL_MM, y]));
            marks.push(across([x, y - SMALL_MM], [x, y + SMALL_MM]));
        }
        Some(Block { size, marks })
    }
}
