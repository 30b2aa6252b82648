//! Parcels become samples that say which parcel lies there, never which colour. A frame is sampled on a
//! grid of [`SAMPLES`] × [`SAMPLES`] points a pixel; a feature owns the samples whose centre lies inside it,
//! even-odd within each of its parts, and of features that overlap the last one owns. The rule is exact:
//! no vertex is simplified away, and two parcels that share an edge share no sample and leave none out.
//!
//! How: every edge that passes between two rows of sample centres flips one bit per row it passes, at the
//! first sample right of it. Read from the left, the parity of the bits so far says inside or outside. So
//! nothing is sorted, an edge that stays between two rows costs one comparison, and a parcel costs what
//! it covers.
//!
//! A feature so small that it catches no sample would vanish from an overview. It is drawn as a speck of one
//! pixel, where no other parcel is. Where a layer is so sparse that not even specks would be seen, the frame
//! asks for discs of a given size instead.

use crate::geometry::{Bounds, GeometryKind, Part, PolygonArray, SpatialIndex};
use crate::job::{Cancelled, Progress};

/// Samples along the side of a pixel.
pub const SAMPLES: u32 = 2;

/// Samples around the frame on each side, so that what is drawn between neighbours (outlines) is the same on
/// both sides of a tile's border.
pub const APRON: u32 = 1;

/// The sample that no feature owns.
pub const NO_FEATURE: u32 = u32::MAX;

/// Longest side of a frame, in pixels.
pub const MAX_SIDE_PX: u32 = 32_768;

/// Width of lines and of points, in pixels.
const LINE_PX: f64 = 2.5;
const POINT_PX: f64 = 8.0;

/// Features rasterised between two looks at whether the work is still wanted.
const FEATURES_PER_CHECK: usize = 512;

/// A part of the world and the pixels it is drawn on. Pixels need not be square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// What the pixels show, in map units.
    pub bounds: Bounds,
    /// Columns of pixels.
    pub width_px: u32,
    /// Rows of pixels.
    pub height_px: u32,
    /// Features smaller than this many pixels are drawn as discs of this diameter, where no other parcel is;
    /// 0 to draw each as it is.
    pub smallest_px: f64,
}

impl Frame {
    /// Map units per pixel, along x.
    pub fn units_per_px(&self) -> f64 {
        self.bounds.width() / f64::from(self.width_px)
    }
}

/// A sampled frame: one feature number per sample, [`NO_FEATURE`] where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTile {
    width_px: u32,
    height_px: u32,
    ids: Vec<u32>,
}

impl IdTile {
    /// Columns of pixels, the apron not counted.
    pub fn width_px(&self) -> u32 {
        self.width_px
    }

    /// Rows of pixels, the apron not counted.
    pub fn height_px(&self) -> u32 {
        self.height_px
    }

    /// Samples in a row, the apron included.
    pub fn stride(&self) -> usize {
        samples_across(self.width_px)
    }

    /// The samples, row by row from the top, apron included.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// What the tile holds in memory.
    pub fn bytes(&self) -> usize {
        self.ids.len() * size_of::<u32>()
    }
}

fn samples_across(side_px: u32) -> usize {
    (side_px * SAMPLES + 2 * APRON) as usize
}

/// Samples all features that touch `frame`. A frame without pixels, or wider or higher than
/// [`MAX_SIDE_PX`], gives a tile without pixels.
///
/// # Errors
/// [`Cancelled`] soon after `progress` was told to stop; nothing is counted on it.
pub fn rasterise(
    polygons: &PolygonArray,
    index: &SpatialIndex,
    frame: &Frame,
    progress: &Progress,
) -> Result<IdTile, Cancelled> {
    let mut canvas = Canvas::new(frame);
    if !polygons.is_ground() {
        canvas.paint_marks(polygons, index, frame, progress)?;
        return Ok(canvas.tile);
    }
    let reach = frame.smallest_px * frame.units_per_px();
    let found = index.query_boxes(&canvas.world.grown(reach.max(0.0)));
    let mut missed = Vec::new();
    let mut small = Vec::new();
    for chunk in found.chunks(FEATURES_PER_CHECK) {
        progress.check()?;
        for &(number, bounds) in chunk {
            let painted = canvas.paint_feature(polygons, number, &bounds);
            if bounds.width().max(bounds.height()) < reach {
                small.push((number, bounds.center()));
            } else if !painted {
                missed.push((number, bounds.center()));
            }
        }
    }
    // The last feature owns here too.
    for &(number, center) in small.iter().rev() {
        canvas.paint_disc(center, frame.smallest_px, number);
    }
    for (number, center) in missed {
        canvas.paint_speck(center, number);
    }
    Ok(canvas.tile)
}

/// A tile being sampled.
struct Canvas {
    tile: IdTile,
    /// What the samples cover, apron included.
    world: Bounds,
    /// Samples per map unit along x and y.
    scale: [f64; 2],
    /// Samples in a row, and rows.
    size: [usize; 2],
    mask: ParityMask,
}

impl Canvas {
    fn new(frame: &Frame) -> Self {
        let sides = 1..=MAX_SIDE_PX;
        let drawable = sides.contains(&frame.width_px) && sides.contains(&frame.height_px);
        let (width_px, height_px) = if drawable {
            (frame.width_px, frame.height_px)
        } else {
            (0, 0)
        };
        let size = [samples_across(width_px), samples_across(height_px)];
        let scale = [
            f64::from(width_px * SAMPLES) / frame.bounds.width(),
            f64::from(height_px * SAMPLES) / frame.bounds.height(),
        ];
        let apron = scale.map(|samples_per_unit| f64::from(APRON) / samples_per_unit);
        Self {
            tile: IdTile {
                width_px,
                height_px,
                ids: vec![NO_FEATURE; size[0] * size[1]],
            },
            world: Bounds {
                min: [
                    frame.bounds.min[0] - apron[0],
                    frame.bounds.min[1] - apron[1],
                ],
                max: [
                    frame.bounds.max[0] + apron[0],
                    frame.bounds.max[1] + apron[1],
                ],
            },
            scale,
            size,
            mask: ParityMask::new(size[0], size[1]),
        }
    }

    /// Position counted in samples from the upper left of the apron.
    fn to_samples(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            (x - self.world.min[0]) * self.scale[0],
            (self.world.max[1] - y) * self.scale[1],
        ]
    }

    /// Paints the parts of a feature; false when not one sample was caught.
    fn paint_feature(&mut self, polygons: &PolygonArray, number: u32, bounds: &Bounds) -> bool {
        if (number as usize) >= polygons.len() || !self.has_sample_in(bounds) {
            return false;
        }
        let mut painted = false;
        for part in polygons.feature(number as usize).parts() {
            painted |= self.paint_part(&part, number);
        }
        painted
    }

    /// True when the centre of a sample lies in the box; else its vertices need not be read.
    fn has_sample_in(&self, bounds: &Bounds) -> bool {
        let [left, bottom] = self.to_samples(bounds.min);
        let [right, top] = self.to_samples(bounds.max);
        let [columns, rows] = self.size;
        first_after(left, columns) < first_after(right, columns)
            && first_after(top, rows) < first_after(bottom, rows)
    }

    /// Paints one part. One with a vertex that is not finite (outside the area of use of the map's
    /// system) has no defined inside and is left out.
    fn paint_part(&mut self, part: &Part<'_>, number: u32) -> bool {
        let mut checksum = 0.0;
        for ring in part.rings() {
            checksum += self.flip_along(ring);
        }
        self.sweep(number, checksum.is_finite())
    }

    /// Gives what the mask holds to a feature, if it `is_sound`, and clears it; false when not one sample was
    /// caught.
    fn sweep(&mut self, number: u32, is_sound: bool) -> bool {
        let row_length = self.size[0];
        let ids = &mut self.tile.ids;
        let mut painted = false;
        self.mask.sweep(|row, columns| {
            if let Some(samples) = ids.get_mut(row * row_length..(row + 1) * row_length)
                && let Some(run) = samples.get_mut(columns)
                && is_sound
            {
                run.fill(number);
                painted = true;
            }
        });
        painted
    }

    /// Flips the mask along a ring of positions counted in samples.
    fn flip_around(&mut self, ring: &[[f64; 2]]) {
        let rows = self.size[1];
        let closed = ring.iter().zip(ring.iter().cycle().skip(1));
        for (&from, &to) in closed {
            let (from_row, to_row) = (first_after(from[1], rows), first_after(to[1], rows));
            match from_row.cmp(&to_row) {
                std::cmp::Ordering::Less => self.mask.flip_edge(from, to, from_row..to_row),
                std::cmp::Ordering::Greater => self.mask.flip_edge(to, from, to_row..from_row),
                std::cmp::Ordering::Equal => {}
            }
        }
    }

    /// Flips the mask along a ring. The result is finite only if all of the ring is.
    fn flip_along(&mut self, ring: &[[f64; 2]]) -> f64 {
        let rows = self.size[1];
        let Some(&last) = ring.last() else { return 0.0 };
        let mut from = self.to_samples(last);
        let mut from_row = first_after(from[1], rows);
        let mut checksum = 0.0;
        for &vertex in ring {
            let to = self.to_samples(vertex);
            let to_row = first_after(to[1], rows);
            checksum += to[0] + to[1];
            // Always downwards, so that both owners of a shared edge compute the same crossings.
            match from_row.cmp(&to_row) {
                std::cmp::Ordering::Less => self.mask.flip_edge(from, to, from_row..to_row),
                std::cmp::Ordering::Greater => self.mask.flip_edge(to, from, to_row..from_row),
                std::cmp::Ordering::Equal => {}
            }
            (from, from_row) = (to, to_row);
        }
        checksum
    }

    /// Paints lines and points, as wide on screen at every zoom.
    fn paint_marks(
        &mut self,
        polygons: &PolygonArray,
        index: &SpatialIndex,
        frame: &Frame,
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let near = self.world.grown(POINT_PX * frame.units_per_px().max(0.0));
        let mut found = index.query_boxes(&near);
        if polygons.kind() == GeometryKind::Points {
            // A disc leaves what has an owner, so the last comes first.
            found.reverse();
        }
        for chunk in found.chunks(FEATURES_PER_CHECK) {
            progress.check()?;
            for &(number, _) in chunk {
                if (number as usize) >= polygons.len() {
                    continue;
                }
                for mark in polygons.feature(number as usize).rings() {
                    match (polygons.kind(), mark) {
                        (GeometryKind::Points, _) => mark
                            .iter()
                            .for_each(|point| self.paint_disc(*point, POINT_PX, number)),
                        _ => mark
                            .windows(2)
                            .for_each(|side| self.paint_stroke([side[0], side[1]], number)),
                    }
                }
            }
        }
        Ok(())
    }

    /// Paints a straight stroke, a little longer than it is so that strokes join.
    fn paint_stroke(&mut self, ends: [[f64; 2]; 2], number: u32) {
        let [from, to] = ends.map(|end| self.to_samples(end));
        let half = LINE_PX * f64::from(SAMPLES) / 2.0;
        let beyond = |axis: usize| {
            let (low, high) = (from[axis].min(to[axis]), from[axis].max(to[axis]));
            high < -half || low > self.size[axis] as f64 + half
        };
        let along = [to[0] - from[0], to[1] - from[1]];
        let length = along[0].hypot(along[1]);
        if !length.is_finite() || beyond(0) || beyond(1) {
            return;
        }
        let [dx, dy] = if length > 0.0 {
            along.map(|part| part / length * half)
        } else {
            [half, 0.0]
        };
        self.flip_around(&[
            [from[0] - dx - dy, from[1] - dy + dx],
            [from[0] - dx + dy, from[1] - dy - dx],
            [to[0] + dx + dy, to[1] + dy - dx],
            [to[0] + dx - dy, to[1] + dy + dx],
        ]);
        self.sweep(number, true);
    }

    /// Paints the free samples of a disc.
    fn paint_disc(&mut self, center: [f64; 2], diameter_px: f64, number: u32) {
        let center = self.to_samples(center);
        let radius = diameter_px * f64::from(SAMPLES) / 2.0;
        let [columns, rows] = [0, 1].map(|axis| {
            let count = self.size[axis];
            first_after(center[axis] - radius, count)..first_after(center[axis] + radius, count)
        });
        for row in rows {
            for column in columns.clone() {
                let offset = [
                    column as f64 + 0.5 - center[0],
                    row as f64 + 0.5 - center[1],
                ];
                let sample = &mut self.tile.ids[row * self.size[0] + column];
                if *sample == NO_FEATURE && offset[0].hypot(offset[1]) < radius {
                    *sample = number;
                }
            }
        }
    }

    /// Paints the pixel's worth of samples nearest to `center`, if none of them has an owner.
    fn paint_speck(&mut self, center: [f64; 2], number: u32) {
        let [column, row] = self.to_samples(center);
        let [columns, rows] = [
            span_around(column, self.size[0]),
            span_around(row, self.size[1]),
        ];
        let samples = rows.flat_map(|row| {
            let start = row * self.size[0];
            start + columns.start..start + columns.end
        });
        let free = |&sample: &usize| self.tile.ids.get(sample) == Some(&NO_FEATURE);
        if samples.clone().all(|sample| free(&sample)) {
            for sample in samples {
                self.tile.ids[sample] = number;
            }
        }
    }
}

/// The first sample (0 to `count`) whose centre lies after `position`.
fn first_after(position: f64, count: usize) -> usize {
    // `as` rounds down, and takes what is negative or NaN for 0.
    ((position + 0.5) as usize).min(count)
}

/// The samples among `count` that a pixel centred on `position` covers.
fn span_around(position: f64, count: usize) -> std::ops::Range<usize> {
    let half = f64::from(SAMPLES) / 2.0;
    first_after(position - half, count)..first_after(position + half, count)
}

/// One bit per sample, set where the parity of crossings changes along a row. All zero between two parts.
struct ParityMask {
    bits: Vec<u64>,
    words_per_row: usize,
    columns: usize,
    /// Rows, and words of a row, that may hold bits.
    rows: Touched,
    words: Touched,
}

/// What was touched: the first, and one past the last.
#[derive(Debug, Clone, Copy)]
struct Touched {
    first: usize,
    end: usize,
}

impl Touched {
    const NOTHING: Self = Self {
        first: usize::MAX,
        end: 0,
    };

    fn add(&mut self, first: usize, end: usize) {
        self.first = self.first.min(first);
        self.end = self.end.max(end);
    }
}

impl ParityMask {
    fn new(columns: usize, rows: usize) -> Self {
        let words_per_row = columns.div_ceil(64);
        Self {
            bits: vec![0; words_per_row * rows],
            words_per_row,
            columns,
            rows: Touched::NOTHING,
            words: Touched::NOTHING,
        }
    }

    /// Flips, in each of `rows`, the first sample right of the edge from `upper` to `lower`.
    fn flip_edge(&mut self, upper: [f64; 2], lower: [f64; 2], rows: std::ops::Range<usize>) {
        let columns = self.columns;
        if first_after(upper[0].min(lower[0]), columns) == columns {
            return; // Wholly right of the frame: changes nothing in it.
        }
        let slope = (lower[0] - upper[0]) / (lower[1] - upper[1]);
        for row in rows.clone() {
            let crossing = upper[0] + (row as f64 + 0.5 - upper[1]) * slope;
            let column = first_after(crossing, columns);
            if column < columns {
                let word = column / 64;
                self.bits[row * self.words_per_row + word] ^= 1 << (column % 64);
                self.words.add(word, word + 1);
            }
        }
        self.rows.add(rows.start, rows.end);
    }

    /// Hands every run of samples inside to `paint`, as a row and its columns, and clears the mask.
    fn sweep(&mut self, mut paint: impl FnMut(usize, std::ops::Range<usize>)) {
        let rows = std::mem::replace(&mut self.rows, Touched::NOTHING);
        let words = std::mem::replace(&mut self.words, Touched::NOTHING);
        for row in rows.first..rows.end {
            let mut inside_before = 0u64;
            let row_bits = &mut self.bits[row * self.words_per_row..(row + 1) * self.words_per_row];
            for (word, bits) in row_bits.iter_mut().enumerate().skip(words.first) {
                if word >= words.end && inside_before == 0 {
                    break;
                }
                let mut inside = prefix_parity(std::mem::take(bits)) ^ inside_before;
                // The last bit carried to the next word: all ones or all zeros.
                inside_before = (inside >> 63).wrapping_neg();
                while inside != 0 {
                    let start = inside.trailing_zeros();
                    let length = (inside >> start).trailing_ones();
                    let column = word * 64 + start as usize;
                    paint(row, column..(column + length as usize).min(self.columns));
                    inside &= !(u64::MAX >> (64 - length) << start);
                }
            }
        }
    }
}

/// Bit k of the result is the parity of bits 0 to k.
fn prefix_parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::{PolygonBuilder, contains};

    fn sampled(polygons: &PolygonArray, frame: &Frame) -> IdTile {
        let index = SpatialIndex::build(polygons);
        rasterise(polygons, &index, frame, &Progress::default()).expect("not cancelled")
    }

    /// Owner of each sample by asking every feature about every sample centre.
    fn reference(polygons: &PolygonArray, frame: &Frame) -> Vec<u32> {
        let columns = samples_across(frame.width_px);
        let step = frame.bounds.width() / f64::from(frame.width_px * SAMPLES);
        let at = |sample: usize| {
            let (column, row) = ((sample % columns) as f64, (sample / columns) as f64);
            let apron = f64::from(APRON);
            [
                frame.bounds.min[0] + (column + 0.5 - apron) * step,
                frame.bounds.max[1] - (row + 0.5 - apron) * step,
            ]
        };
        (0..columns * samples_across(frame.height_px))
            .map(|sample| {
                let owner = (0..polygons.len())
                    .rev()
                    .find(|&feature| contains(&polygons.feature(feature), at(sample)));
                owner.map_or(NO_FEATURE, |feature| feature as u32)
            })
            .collect()
    }

    /// A star with a wavy, concave outline.
    fn star(center: [f64; 2], radius: f64, corners: u32) -> Vec<[f64; 2]> {
        (0..=corners * 2)
            .map(|i| {
                let angle =
                    f64::from(i % (corners * 2)) * std::f64::consts::PI / f64::from(corners);
                let reach = radius * if i % 2 == 0 { 1.0 } else { 0.4 };
                [
                    center[0] + reach * angle.cos(),
                    center[1] + reach * angle.sin(),
                ]
            })
            .collect()
    }

    prop_compose! {
        /// A feature of one or two stars, each perhaps with a star as a hole (in either direction).
        fn feature()(
            parts in prop::collection::vec(
                ((0.0..60.0, 0.0..40.0), 2.0..25.0, 3u32..9, any::<bool>(), any::<bool>()), 1..3),
        ) -> Vec<Vec<Vec<[f64; 2]>>> {
            parts.into_iter().map(|((x, y), radius, corners, holed, reversed)| {
                let mut rings = vec![star([x, y], radius, corners)];
                if holed {
                    let mut hole = star([x, y], radius * 0.4, corners);
                    if reversed {
                        hole.reverse();
                    }
                    rings.push(hole);
                }
                rings
            }).collect()
        }
    }

    fn build(features: &[Vec<Vec<Vec<[f64; 2]>>>]) -> PolygonArray {
        let mut builder = PolygonBuilder::default();
        for parts in features {
            for rings in parts {
                for ring in rings {
                    builder.push_ring(ring.iter().copied());
                }
                builder.end_part();
            }
            builder.end_feature();
        }
        builder.finish()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Concave, holed, overlapping, of several parts, reaching beyond the frame.
        #[test]
        fn every_sample_has_the_owner_that_contains_its_centre(
            features in prop::collection::vec(feature(), 0..6),
        ) {
            let polygons = build(&features);
            let frame = Frame { bounds: Bounds::new(3.0, 2.0, 51.0, 38.0), width_px: 48, height_px: 36, smallest_px: 0.0 };
            let (tile, truth) = (sampled(&polygons, &frame), reference(&polygons, &frame));
            let wrong = tile.ids().iter().zip(&truth).filter(|(a, b)| a != b).count();
            // Only a sample centre on an edge, to the last bit, may go either way.
            prop_assert!(wrong * 2000 <= truth.len(), "{} of {}", wrong, truth.len());
        }
    }

    #[test]
    fn tiles_join_into_the_frame_they_cut() {
        let features: Vec<_> = (0..40)
            .map(|i| {
                let center = [f64::from(i % 8) * 7.3, f64::from(i / 8) * 9.1];
                vec![vec![star(center, 6.7, 5 + i % 4)]]
            })
            .collect();
        let polygons = build(&features);
        let whole = sampled(
            &polygons,
            &Frame {
                bounds: Bounds::new(0.0, 0.0, 64.0, 32.0),
                width_px: 128,
                height_px: 64,
                smallest_px: 0.0,
            },
        );
        for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let (left, top) = (f64::from(column) * 32.0, 32.0 - f64::from(row) * 16.0);
            let quarter = Frame {
                bounds: Bounds::new(left, top - 16.0, left + 32.0, top),
                width_px: 64,
                height_px: 32,
                smallest_px: 0.0,
            };
            let tile = sampled(&polygons, &quarter);
            for (y, samples) in tile.ids().chunks(tile.stride()).enumerate() {
                let start = (y + row as usize * 64) * whole.stride() + column as usize * 128;
                assert_eq!(samples, &whole.ids()[start..start + samples.len()]);
            }
        }
    }

    #[test]
    fn what_catches_no_sample_is_a_speck_on_free_ground_only() {
        let dot = |x: f64, y: f64| {
            let ring = [[x, y], [x + 1e-3, y], [x, y + 1e-3]];
            vec![vec![ring.to_vec()]]
        };
        let field = vec![vec![vec![[0.0, 0.0], [4.0, 0.0], [4.0, 8.0], [0.0, 8.0]]]];
        let polygons = build(&[dot(6.0, 2.0), dot(2.0, 2.0), field]);
        let frame = Frame {
            bounds: Bounds::new(0.0, 0.0, 8.0, 8.0),
            width_px: 8,
            height_px: 8,
            smallest_px: 0.0,
        };
        let tile = sampled(&polygons, &frame);
        let count = |id| tile.ids().iter().filter(|&&owner| owner == id).count();
        assert_eq!(
            (count(0), count(1)),
            (4, 0),
            "one pixel, and none on the field"
        );
    }

    #[test]
    fn a_vertex_out_of_this_world_costs_its_part_and_no_other() {
        let mut builder = PolygonBuilder::default();
        builder.push_ring([[0.0, 0.0], [8.0, 0.0], [f64::NAN, 8.0], [0.0, 8.0]]);
        builder.end_part();
        builder.push_ring([[4.0, 0.0], [8.0, 0.0], [8.0, 8.0], [4.0, 8.0]]);
        let polygons = builder.finish();
        let frame = Frame {
            bounds: Bounds::new(0.0, 0.0, 8.0, 8.0),
            width_px: 8,
            height_px: 8,
            smallest_px: 0.0,
        };
        let tile = sampled(&polygons, &frame);
        let owned = tile.ids().iter().filter(|&&id| id == 0).count();
        assert_eq!(owned, 8 * 16, "the right half, and nothing beside it");
    }

    #[test]
    fn frames_that_cannot_be_drawn_are_empty() {
        let polygons = build(&[vec![vec![star([0.0, 0.0], 5.0, 5)]]]);
        for (bounds, width_px) in [
            (Bounds::new(0.0, 0.0, 1.0, 1.0), 0),
            (Bounds::new(0.0, 0.0, 1.0, 1.0), u32::MAX),
            (Bounds::EMPTY, 4),
            (Bounds::new(f64::NAN, 0.0, 1.0, 1.0), 4),
            (Bounds::new(1.0, 1.0, 1.0, 1.0), 4),
        ] {
            let frame = Frame {
                bounds,
                width_px,
                height_px: 4,
                smallest_px: 0.0,
            };
            let tile = sampled(&polygons, &frame);
            assert!(tile.ids().len() <= 100, "{bounds:?}");
        }
    }

    #[test]
    fn lines_and_points_are_as_wide_at_every_zoom_and_join_across_tiles() {
        let mut builder = PolygonBuilder::default();
        for mark in [
            vec![[1.0, 8.0], [31.0, 8.0]],
            vec![[16.0, 1.0], [16.0, 1.0]],
        ] {
            builder.push_ring(mark);
            builder.end_part();
            builder.end_feature();
        }
        let lines = builder.finish().of_kind(GeometryKind::Lines);
        let frame = |left: f64, right: f64, scale: f64| Frame {
            bounds: Bounds::new(left, 0.0, right, 16.0),
            width_px: ((right - left) * scale) as u32,
            height_px: (16.0 * scale) as u32,
            smallest_px: 0.0,
        };
        let count = |tile: &IdTile| tile.ids().iter().filter(|&&owner| owner == 0).count();
        let whole = sampled(&lines, &frame(0.0, 32.0, 1.0));
        // 30 pixels and the ends, five samples wide.
        assert!((280..=340).contains(&count(&whole)), "{}", count(&whole));
        let closer = sampled(&lines, &frame(0.0, 32.0, 4.0));
        assert!(
            (1180..=1260).contains(&count(&closer)),
            "{}",
            count(&closer)
        );
        for (left, right) in [(0.0, 16.0), (16.0, 32.0)] {
            let half = sampled(&lines, &frame(left, right, 1.0));
            let rows = half.ids().chunks(half.stride());
            for (samples, all) in rows.zip(whole.ids().chunks(whole.stride())) {
                assert_eq!(samples, &all[left as usize * 2..][..samples.len()]);
            }
        }
        let points = sampled(&lines.of_kind(GeometryKind::Points), &frame(0.0, 32.0, 1.0));
        assert!(count(&points) > 150, "a disc at each vertex");
    }

    #[test]
    fn a_cancelled_tile_is_not_made() {
        let polygons = build(&[vec![vec![star([0.0, 0.0], 5.0, 5)]]]);
        let progress = Progress::default();
        progress.cancel();
        let frame = Frame {
            bounds: Bounds::new(-5.0, -5.0, 5.0, 5.0),
            width_px: 4,
            height_px: 4,
            smallest_px: 0.0,
        };
        let index = SpatialIndex::build(&polygons);
        assert_eq!(
            rasterise(&polygons, &index, &frame, &progress),
            Err(Cancelled)
        );
    }

    #[test]
    fn in_a_sparse_layer_small_features_are_discs_that_join_across_tiles() {
        let dot = |x: f64, y: f64| vec![vec![vec![[x, y], [x + 0.1, y], [x, y + 0.1]]]];
        let field = vec![vec![vec![
            [20.0, 0.0],
            [32.0, 0.0],
            [32.0, 16.0],
            [20.0, 16.0],
        ]]];
        let polygons = build(&[dot(15.5, 8.0), field, dot(19.0, 3.0)]);
        let frame = |left: f64, right: f64| Frame {
            bounds: Bounds::new(left, 0.0, right, 16.0),
            width_px: (right - left) as u32,
            height_px: 16,
            smallest_px: 6.0,
        };
        let whole = sampled(&polygons, &frame(0.0, 32.0));
        let count = |id| whole.ids().iter().filter(|&&owner| owner == id).count();
        assert!(
            (100..130).contains(&count(0)),
            "a disc of 6 pixels: {}",
            count(0)
        );
        assert!(
            (40..100).contains(&count(2)),
            "only where there is no field: {}",
            count(2)
        );
        for (left, right) in [(0.0, 16.0), (16.0, 32.0)] {
            let half = sampled(&polygons, &frame(left, right));
            for (samples, all) in half
                .ids()
                .chunks(half.stride())
                .zip(whole.ids().chunks(whole.stride()))
            {
                assert_eq!(samples, &all[left as usize * 2..][..samples.len()]);
            }
        }
    }
}
