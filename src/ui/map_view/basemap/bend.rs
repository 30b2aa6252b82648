//! Tiles of RD made out of tiles of Web Mercator, for sources that have no others. The way between the two planes is
//! computed on a lattice and interpolated in between, which is exact to a small part of a pixel.

use std::sync::Arc;

use image::{Rgba, RgbaImage, imageops};

use super::loader::Loaded;
use crate::crs::Transform;
use crate::geometry::Bounds;
use crate::map::grid::{MapCrs, TILE_PX, TileGrid, TileKey};

/// Pixels between two points of the lattice.
const STEP_PX: u32 = 16;
const STEPS: usize = (TILE_PX / STEP_PX) as usize;
/// A source tile may be this much coarser than the pixels to be filled, in levels.
const COARSER: f64 = 0.25;
/// More source tiles than this are never put together for one tile.
const MAX_PARTS: usize = 36;

/// The places of a tile's lattice in Web Mercator.
struct Lattice {
    points: Vec<[f64; 2]>,
}

impl Lattice {
    /// `None` when the two planes cannot be brought together, which does not happen for these two.
    fn of(key: TileKey) -> Option<Self> {
        let way = Transform::between(&MapCrs::RdNew.crs(), &MapCrs::WebMercator.crs()).ok()?;
        let bounds = TileGrid::of(MapCrs::RdNew).bounds(key);
        let (step_x, step_y) = (
            bounds.width() / STEPS as f64,
            bounds.height() / STEPS as f64,
        );
        let mut points: Vec<[f64; 2]> = (0..=STEPS)
            .flat_map(|row| (0..=STEPS).map(move |column| (row, column)))
            .map(|(row, column)| {
                [
                    bounds.min[0] + column as f64 * step_x,
                    bounds.max[1] - row as f64 * step_y,
                ]
            })
            .collect();
        way.apply(&mut points);
        Some(Self { points })
    }

    fn corner(&self, row: usize, column: usize) -> [f64; 2] {
        let index = row.min(STEPS) * (STEPS + 1) + column.min(STEPS);
        self.points.get(index).copied().unwrap_or([f64::NAN; 2])
    }

    /// The place of the middle of a pixel.
    fn at(&self, x: u32, y: u32) -> [f64; 2] {
        let part = |n: u32| (f64::from(n % STEP_PX) + 0.5) / f64::from(STEP_PX);
        let (row, column) = ((y / STEP_PX) as usize, (x / STEP_PX) as usize);
        let (right, down) = (part(x), part(y));
        let mix =
            |a: [f64; 2], b: [f64; 2], t: f64| [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
        let above = mix(
            self.corner(row, column),
            self.corner(row, column + 1),
            right,
        );
        let below = mix(
            self.corner(row + 1, column),
            self.corner(row + 1, column + 1),
            right,
        );
        mix(above, below, down)
    }
}

/// Makes the tile `key` of RD out of the Web Mercator tiles that `part` gives; `levels` are those it has.
pub(super) fn bend(key: TileKey, levels: [u8; 2], part: &dyn Fn(TileKey) -> Loaded) -> Loaded {
    let Some(lattice) = Lattice::of(key) else {
        return Loaded::default();
    };
    let mercator = TileGrid::of(MapCrs::WebMercator);
    let extent = Bounds::of_points(&lattice.points);
    // Metres of Web Mercator that one pixel of the tile spans.
    let per_px = extent.width().max(extent.height()) / f64::from(TILE_PX);
    let finer = (mercator.units_per_px(0) / per_px).log2() - COARSER;
    let level = (finer.ceil().max(0.0) as u8).clamp(levels[0], levels[1]);
    let keys = mercator.keys_covering(level, &extent);
    if keys.is_empty() || keys.len() > MAX_PARTS {
        return Loaded::default();
    }
    let mut mosaic = Mosaic::new(&keys);
    let mut all = Loaded::default();
    let mut any = false;
    for key in keys {
        let loaded = part(key);
        all.server_is_back |= loaded.server_is_back;
        all.problem = all.problem.or(loaded.problem);
        if let Some(picture) = &loaded.picture {
            mosaic.put(key, picture);
            any = true;
        }
    }
    if any {
        all.picture = Some(Arc::new(mosaic.seen_through(&lattice, &mercator)));
    }
    all
}

/// Source tiles laid side by side.
struct Mosaic {
    first: TileKey,
    pixels: RgbaImage,
}

impl Mosaic {
    /// Room for these tiles, which fill a rectangle.
    fn new(keys: &[TileKey]) -> Self {
        let span = |n: fn(&TileKey) -> u32| {
            let (low, high) = (keys.iter().map(n).min(), keys.iter().map(n).max());
            (low.unwrap_or(0), high.unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (span(|key| key.x), span(|key| key.y));
        let level = keys.first().map_or(0, |key| key.level);
        Self {
            first: TileKey {
                level,
                x: left,
                y: top,
            },
            pixels: RgbaImage::new((right - left + 1) * TILE_PX, (bottom - top + 1) * TILE_PX),
        }
    }

    fn put(&mut self, key: TileKey, picture: &RgbaImage) {
        let scaled;
        let picture = if picture.width() == TILE_PX {
            picture
        } else {
            scaled = imageops::resize(picture, TILE_PX, TILE_PX, imageops::FilterType::Triangle);
            &scaled
        };
        let x = i64::from(key.x.saturating_sub(self.first.x)) * i64::from(TILE_PX);
        let y = i64::from(key.y.saturating_sub(self.first.y)) * i64::from(TILE_PX);
        imageops::replace(&mut self.pixels, picture, x, y);
    }

    fn seen_through(&self, lattice: &Lattice, mercator: &TileGrid) -> RgbaImage {
        let origin = mercator.bounds(self.first);
        let per_px = mercator.units_per_px(self.first.level);
        RgbaImage::from_fn(TILE_PX, TILE_PX, |x, y| {
            let place = lattice.at(x, y);
            // The middle of the first pixel lies at 0.
            let column = (place[0] - origin.min[0]) / per_px - 0.5;
            let row = (origin.max[1] - place[1]) / per_px - 0.5;
            self.sample(column, row)
        })
    }

    /// The four pixels around a place, mixed by their distance; the edge goes on beyond the edge.
    fn sample(&self, column: f64, row: f64) -> Rgba<u8> {
        if !(column.is_finite() && row.is_finite()) {
            return Rgba([0; 4]);
        }
        let pixel = |x: f64, y: f64| {
            let x = (x.max(0.0) as u32).min(self.pixels.width() - 1);
            let y = (y.max(0.0) as u32).min(self.pixels.height() - 1);
            self.pixels.get_pixel(x, y).0.map(f64::from)
        };
        let (left, top) = (column.floor(), row.floor());
        let (right_part, down_part) = (column - left, row - top);
        let corners = [
            (pixel(left, top), (1.0 - right_part) * (1.0 - down_part)),
            (pixel(left + 1.0, top), right_part * (1.0 - down_part)),
            (pixel(left, top + 1.0), (1.0 - right_part) * down_part),
            (pixel(left + 1.0, top + 1.0), right_part * down_part),
        ];
        Rgba(std::array::from_fn(|channel| {
            let sum: f64 = corners
                .iter()
                .map(|(pixel, weight)| pixel[channel] * weight)
                .sum();
            sum.round() as u8
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tile of Web Mercator whose red and green tell where in the world's tiles a pixel lies.
    fn marked(key: TileKey) -> Loaded {
        let picture = RgbaImage::from_fn(TILE_PX, TILE_PX, |x, y| {
            Rgba([
                (key.x * TILE_PX + x).rem_euclid(200) as u8,
                (key.y * TILE_PX + y).rem_euclid(200) as u8,
                0,
                255,
            ])
        });
        Loaded {
            picture: Some(Arc::new(picture)),
            ..Loaded::default()
        }
    }

    #[test]
    fn every_pixel_shows_what_lies_under_it() {
        let rd = TileGrid::of(MapCrs::RdNew);
        let mercator = TileGrid::of(MapCrs::WebMercator);
        let way = Transform::between(&MapCrs::RdNew.crs(), &MapCrs::WebMercator.crs()).unwrap();
        for level in [3, 8, 12] {
            let key = rd.key_at(level, [234_000.0, 556_800.0]).unwrap();
            let used = std::cell::Cell::new(0);
            let picture = bend(key, [0, 19], &|part| {
                used.set(part.level);
                marked(part)
            })
            .picture
            .unwrap();
            let bounds = rd.bounds(key);
            let per_px = rd.units_per_px(level);
            for (x, y) in [(3, 3), (128, 40), (200, 251)] {
                let middle = [
                    bounds.min[0] + (f64::from(x) + 0.5) * per_px,
                    bounds.max[1] - (f64::from(y) + 0.5) * per_px,
                ];
                let place = way.point(middle);
                let source_px = mercator.units_per_px(used.get());
                let expected = [
                    ((place[0] - mercator.world().min[0]) / source_px - 0.5).rem_euclid(200.0),
                    ((mercator.world().max[1] - place[1]) / source_px - 0.5).rem_euclid(200.0),
                ];
                let Rgba([red, green, _, alpha]) = *picture.get_pixel(x, y);
                assert_eq!(alpha, 255);
                for (found, expected) in [(red, expected[0]), (green, expected[1])] {
                    let off = (f64::from(found) - expected).abs();
                    // Where the marks start again at 0, neighbours are mixed.
                    assert!(
                        off < 1.0 || !(1.0..198.0).contains(&expected),
                        "{level} {x} {y}: {off}"
                    );
                }
            }
            assert!(
                (mercator.units_per_px(used.get()) * 0.6 / per_px).log2() < 0.4,
                "fine enough"
            );
        }
    }

    #[test]
    fn missing_parts_stay_clear_and_are_said() {
        use super::super::http::Failure;
        use super::super::loader::Problem;
        let key = TileGrid::of(MapCrs::RdNew)
            .key_at(10, [234_000.0, 556_800.0])
            .unwrap();
        let nothing = bend(key, [0, 19], &|_| Loaded::default());
        assert!(nothing.picture.is_none() && nothing.problem.is_none());
        let failing = bend(key, [0, 19], &|part| {
            if (part.x + part.y) % 2 == 0 {
                marked(part)
            } else {
                Loaded {
                    problem: Some(Problem::Failed(Failure::Status(500))),
                    ..Loaded::default()
                }
            }
        });
        assert!(failing.problem.is_some());
        let picture = failing.picture.unwrap();
        assert!(picture.pixels().any(|p| p.0[3] == 0) && picture.pixels().any(|p| p.0[3] == 255));
    }

    #[test]
    fn the_whole_grid_of_rd_can_be_filled() {
        let grid = TileGrid::of(MapCrs::RdNew);
        for key in grid.keys_covering(2, &grid.world()) {
            assert!(bend(key, [0, 19], &marked).picture.is_some(), "{key:?}");
        }
    }
}
