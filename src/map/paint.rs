//! Ids become colours: through the category of each feature and the style of each category, averaged over
//! the samples of a pixel, with outlines where neighbouring samples have other owners. Cheap, so that a rule
//! or a colour that changes is on screen in the same frame or the next; geometry is not looked at.
//!
//! Samples are averaged as sRGB values, as the screen and every viewer of pictures blend them.

use super::colour::Rgb;
use super::id_tile::{APRON, IdTile, NO_FEATURE, SAMPLES};
use super::pattern::{PERIOD_PX, Pattern};
use super::style::{CategoryStyle, LayerStyle};
use crate::analysis::summary::UNCERTAIN;

/// Bytes per pixel: red, green, blue, alpha, premultiplied.
pub const PIXEL_BYTES: usize = 4;

/// Paints tiles of one layer in one style.
#[derive(Debug)]
pub struct Painter<'a> {
    /// Category per feature.
    of_feature: &'a [u8],
    /// Width per feature, in map units.
    widths: &'a [f32],
    inks: Vec<Option<Ink>>,
    /// The same with lines over them, for features that are uncertain; empty where there are none.
    uncertain: Vec<Option<Ink>>,
    /// Least strength of outlines, 0 to 256.
    least_strength: u32,
    line: Colour,
    hairline: Colour,
    style: &'a LayerStyle,
}

/// Strength of the outlines of small features in a sparse layer: there is no crowd of them to blacken the
/// map, and a pale disc must be seen.
const SPARSE_STRENGTH: u32 = 160;

/// A category ready to be painted.
#[derive(Debug)]
struct Ink {
    /// Colour of a sample without and with the pattern, and of a pixel with 0 to 4 samples of it.
    fill: Colour,
    ink: Colour,
    mixed: [Colour; 1 + (SAMPLES * SAMPLES) as usize],
    pattern: Pattern,
    coverage: [[u8; PERIOD_PX]; PERIOD_PX],
    /// The lines over it, where it is uncertain, and the pixels with them.
    lines: Option<Box<Lines>>,
    dark: bool,
}

/// Lines over a category.
#[derive(Debug)]
struct Lines {
    colour: Colour,
    pixels: [[Colour; PERIOD_PX]; PERIOD_PX],
}

impl Ink {
    fn new(style: &CategoryStyle) -> Self {
        let (fill, ink) = (Colour::opaque(style.fill), Colour::opaque(style.ink));
        let samples = SAMPLES * SAMPLES;
        Self {
            fill,
            ink,
            mixed: std::array::from_fn(|n| fill.mixed(ink, n as u32 * 256 / samples)),
            pattern: style.pattern,
            coverage: style.pattern.coverage(),
            lines: None,
            dark: style.is_dark(),
        }
    }

    /// The same with the lines of what is uncertain.
    fn uncertain(style: &CategoryStyle) -> Self {
        let mut ink = Self::new(style);
        ink.lines = Some(Box::new(Lines {
            colour: Colour::opaque(style.uncertain_ink()),
            pixels: [[Colour::NONE; PERIOD_PX]; PERIOD_PX],
        }));
        let side = SAMPLES as usize;
        let pixels = std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                let mut sum = ColourSum::default();
                for sample in 0..side * side {
                    let at = [column * side + sample % side, row * side + sample / side];
                    sum.add(ink.sample(at[0], at[1]));
                }
                sum.mean()
            })
        });
        if let Some(lines) = &mut ink.lines {
            lines.pixels = pixels;
        }
        ink
    }

    /// The colour of a sample, counted from the upper left of the world.
    fn sample(&self, column: usize, row: usize) -> Colour {
        match &self.lines {
            Some(lines) if Pattern::Sparse.covers(column, row) => lines.colour,
            _ if self.pattern.covers(column, row) => self.ink,
            _ => self.fill,
        }
    }

    /// The colour of a pixel that lies wholly inside.
    fn pixel(&self, column: usize, row: usize) -> Colour {
        if let Some(lines) = &self.lines {
            return lines.pixels[row % PERIOD_PX][column % PERIOD_PX];
        }
        if self.pattern == Pattern::Plain {
            return self.fill;
        }
        let covered = self.coverage[row % PERIOD_PX][column % PERIOD_PX];
        self.mixed[usize::from(covered)]
    }
}

impl<'a> Painter<'a> {
    /// A painter of features with a category each (`of_feature`, with [`UNCERTAIN`] where lines are to lie over it;
    /// past its end a feature is not drawn) and a width each (`widths`, map units; past its end a feature has no outline). `smallest_px` is that of the
    /// frames ([`Frame::smallest_px`](super::id_tile::Frame)).
    pub fn new(
        style: &'a LayerStyle,
        of_feature: &'a [u8],
        widths: &'a [f32],
        smallest_px: f64,
    ) -> Self {
        let inks = |ink: fn(&CategoryStyle) -> Ink| -> Vec<Option<Ink>> {
            let categories = style.categories.iter();
            categories
                .map(|category| (!category.hidden).then(|| ink(category)))
                .collect()
        };
        let has_uncertain = || {
            let mut features = of_feature.iter();
            features.any(|category| *category != u8::MAX && category & UNCERTAIN != 0)
        };
        Self {
            of_feature,
            widths,
            inks: inks(Ink::new),
            uncertain: if has_uncertain() {
                inks(Ink::uncertain)
            } else {
                Vec::new()
            },
            least_strength: if smallest_px > 0.0 {
                SPARSE_STRENGTH
            } else {
                0
            },
            line: Colour::opaque(style.outline.line),
            hairline: Colour::opaque(style.outline.hairline),
            style,
        }
    }

    /// The pixels of a tile, row by row from the top, [`PIXEL_BYTES`] each, whose pixels are
    /// `units_per_px` wide. Patterns start at its upper left corner.
    pub fn paint(&self, tile: &IdTile, units_per_px: f64) -> Vec<u8> {
        let row_bytes = tile.width_px() as usize * PIXEL_BYTES;
        let fade = Fade::new(self.style, units_per_px, self.least_strength);
        let mut pixels = vec![0; row_bytes * tile.height_px() as usize];
        let mut borders = vec![0; tile.stride()];
        for (row, pixels) in pixels.chunks_exact_mut(row_bytes.max(1)).enumerate() {
            let rows = SampleRows::of(tile, row);
            if rows.mark_borders(&mut borders) {
                self.paint_row(&rows, &borders, row, fade, pixels);
            } else if let Some(ink) = self.ink_of(rows.upper[APRON as usize]) {
                for (column, pixel) in pixels.chunks_exact_mut(PIXEL_BYTES).enumerate() {
                    pixel.copy_from_slice(&ink.pixel(column, row).0.to_le_bytes());
                }
            }
        }
        pixels
    }

    fn paint_row(
        &self,
        rows: &SampleRows<'_>,
        borders: &[u32],
        row: usize,
        fade: Fade,
        pixels: &mut [u8],
    ) {
        let samples = SAMPLES as usize;
        let firsts = (APRON as usize..).step_by(samples);
        let borders = borders[APRON as usize..].chunks_exact(samples);
        // Most pixels look like the one before.
        let (mut last_id, mut last_ink) = (NO_FEATURE, None);
        for ((column, pixel), (first, border)) in pixels
            .chunks_exact_mut(PIXEL_BYTES)
            .enumerate()
            .zip(firsts.zip(borders))
        {
            let colour = if border.iter().all(|&differs| differs == 0) {
                let id = rows.upper[first];
                if id != last_id {
                    (last_id, last_ink) = (id, self.ink_of(id));
                }
                last_ink.map_or(Colour::NONE, |ink| ink.pixel(column, row))
            } else {
                self.mixed_pixel(rows, first, row, fade)
            };
            pixel.copy_from_slice(&colour.0.to_le_bytes());
        }
    }
}

impl Painter<'_> {
    /// The ink of a sample's owner; `None` where there is none, or a hidden one.
    fn ink_of(&self, id: u32) -> Option<&Ink> {
        let category = *self.of_feature.get(id as usize)?;
        if category & UNCERTAIN != 0 {
            let category = category & !UNCERTAIN;
            return self.uncertain.get(usize::from(category))?.as_ref();
        }
        self.inks.get(usize::from(category))?.as_ref()
    }

    /// The mean of the samples of a pixel that lies on a border.
    fn mixed_pixel(&self, rows: &SampleRows<'_>, first: usize, row: usize, fade: Fade) -> Colour {
        let row = row * SAMPLES as usize;
        let mut sum = ColourSum::default();
        for column in first..first + SAMPLES as usize {
            let (above, upper, lower, below) = (
                rows.above[column],
                rows.upper[column],
                rows.lower[column],
                rows.below[column],
            );
            let beside = |samples: &[u32]| [samples[column - 1], samples[column + 1]];
            let [left, right] = beside(rows.upper);
            sum.add(self.sample(upper, [left, right, above, lower], [column, row], fade));
            let [left, right] = beside(rows.lower);
            sum.add(self.sample(lower, [left, right, upper, below], [column, row + 1], fade));
        }
        sum.mean()
    }

    /// The colour of a sample with its neighbours, at a column (apron included) and row.
    fn sample(&self, id: u32, neighbours: [u32; 4], at: [usize; 2], fade: Fade) -> Colour {
        let own = self.ink_of(id);
        let ground = own.map_or(Colour::NONE, |ink| {
            ink.sample(at[0] - APRON as usize, at[1])
        });
        let own_strength = own.map_or(256, |_| fade.strength(self.width_of(id)));
        if own_strength == 0 {
            return ground;
        }
        let Some(other) = neighbours.into_iter().find(|&other| other != id) else {
            return ground;
        };
        match (own, self.ink_of(other)) {
            (None, None) => ground,
            // On free ground the parcel beside it draws the outer half of its outline.
            (None, Some(_)) => ground.mixed(self.line, fade.strength(self.width_of(other))),
            (Some(own), Some(other)) if own.dark && other.dark => {
                ground.mixed(self.hairline, own_strength)
            }
            (Some(_), _) => ground.mixed(self.line, own_strength),
        }
    }

    fn width_of(&self, id: u32) -> f32 {
        self.widths.get(id as usize).copied().unwrap_or(0.0)
    }
}

/// How strong outlines are at one scale, by the width of the parcel.
#[derive(Debug, Clone, Copy)]
struct Fade {
    /// Strength, 0 to 256, is `scale · width + offset`.
    scale: f32,
    offset: f32,
    least: u32,
}

impl Fade {
    fn new(style: &LayerStyle, units_per_px: f64, least: u32) -> Self {
        let outline = &style.outline;
        let per_px = 256.0 / (outline.full_from_px - outline.none_below_px).max(f32::EPSILON);
        Self {
            scale: per_px / units_per_px as f32,
            offset: -per_px * outline.none_below_px,
            least,
        }
    }

    fn strength(self, width: f32) -> u32 {
        // `as` stops at 0, and takes NaN for it.
        ((width * self.scale + self.offset) as u32).clamp(self.least, 256)
    }
}

/// The samples of one row of pixels, and the row above and below them; apron columns included.
struct SampleRows<'a> {
    above: &'a [u32],
    upper: &'a [u32],
    lower: &'a [u32],
    below: &'a [u32],
}

impl<'a> SampleRows<'a> {
    fn of(tile: &'a IdTile, row: usize) -> Self {
        let stride = tile.stride();
        let start = row * SAMPLES as usize;
        let sample_row = |n: usize| &tile.ids()[(start + n) * stride..(start + n + 1) * stride];
        Self {
            above: sample_row(0),
            upper: sample_row(1),
            lower: sample_row(2),
            below: sample_row(3),
        }
    }

    /// Writes, per column of samples, 0 where both samples and all their neighbours have one owner; false
    /// where that is so all along the row.
    fn mark_borders(&self, borders: &mut [u32]) -> bool {
        let inner = borders.len() - 2;
        let middle = |samples: &'a [u32]| &samples[1..][..inner];
        let (above, upper) = (middle(self.above), middle(self.upper));
        let (lower, below) = (middle(self.lower), middle(self.below));
        let (upper_left, upper_right) = (&self.upper[..inner], &self.upper[2..][..inner]);
        let (lower_left, lower_right) = (&self.lower[..inner], &self.lower[2..][..inner]);
        let borders = &mut borders[1..][..inner];
        let mut any = 0;
        for i in 0..inner {
            let id = upper[i];
            borders[i] = (above[i] ^ id)
                | (lower[i] ^ id)
                | (below[i] ^ id)
                | (upper_left[i] ^ id)
                | (upper_right[i] ^ id)
                | (lower_left[i] ^ id)
                | (lower_right[i] ^ id);
            any |= borders[i];
        }
        any != 0
    }
}

/// A premultiplied colour: red in the lowest byte, alpha in the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour(u32);

/// Every other byte of a [`Colour`], so that two are computed at once.
const PAIR: u32 = 0x00FF_00FF;

impl Colour {
    const NONE: Self = Self(0);

    const fn opaque(colour: Rgb) -> Self {
        Self(u32::from_le_bytes([colour.r, colour.g, colour.b, 255]))
    }

    /// This colour with `part` of 256 of another.
    fn mixed(self, other: Self, part: u32) -> Self {
        let mix =
            |one: u32, two: u32| ((one * (256 - part) + two * part + 0x0080_0080) >> 8) & PAIR;
        let low = mix(self.0 & PAIR, other.0 & PAIR);
        let high = mix((self.0 >> 8) & PAIR, (other.0 >> 8) & PAIR);
        Self(low | high << 8)
    }
}

/// The sum of the samples of a pixel.
#[derive(Debug, Clone, Copy, Default)]
struct ColourSum {
    low: u32,
    high: u32,
}

impl ColourSum {
    fn add(&mut self, colour: Colour) {
        self.low += colour.0 & PAIR;
        self.high += (colour.0 >> 8) & PAIR;
    }

    fn mean(self) -> Colour {
        const SHIFT: u32 = (SAMPLES * SAMPLES).ilog2();
        const HALF: u32 = 0x0001_0001 << (SHIFT - 1);
        let low = ((self.low + HALF) >> SHIFT) & PAIR;
        let high = ((self.high + HALF) >> SHIFT) & PAIR;
        Colour(low | high << 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Bounds, PolygonArray, PolygonBuilder, SpatialIndex};
    use crate::job::Progress;
    use crate::map::id_tile::{Frame, rasterise};
    use crate::map::style::Outline;

    const RED: Rgb = Rgb::new(200, 0, 0);
    const PALE: Rgb = Rgb::new(220, 240, 220);
    const DARK: Rgb = Rgb::new(20, 70, 45);

    /// Upright strips of the plane from each x to the next, 100 units high.
    fn strips(cuts: &[f64]) -> PolygonArray {
        let mut builder = PolygonBuilder::default();
        for pair in cuts.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            builder.push_ring([[left, 0.0], [right, 0.0], [right, 100.0], [left, 100.0]]);
            builder.end_part();
            builder.end_feature();
        }
        builder.finish()
    }

    fn ids(polygons: &PolygonArray, bounds: Bounds, width_px: u32, height_px: u32) -> IdTile {
        let frame = Frame {
            bounds,
            width_px,
            height_px,
            smallest_px: 0.0,
        };
        let index = SpatialIndex::build(polygons);
        rasterise(polygons, &index, &frame, &Progress::default()).expect("not cancelled")
    }

    fn style(fills: &[Rgb]) -> LayerStyle {
        LayerStyle {
            categories: fills
                .iter()
                .map(|&fill| CategoryStyle::plain(fill))
                .collect(),
            outline: Outline::default(),
        }
    }

    fn pixel(pixels: &[u8], index: usize) -> [u8; 4] {
        pixels[index * 4..index * 4 + 4]
            .try_into()
            .expect("a pixel")
    }

    fn solid(colour: Rgb) -> [u8; 4] {
        [colour.r, colour.g, colour.b, 255]
    }

    #[test]
    fn a_pixel_is_the_mean_of_its_samples() {
        // One row of four pixels of 1 unit; the border runs through the middle of the second.
        let polygons = strips(&[0.0, 1.5, 4.0]);
        let tile = ids(&polygons, Bounds::new(0.0, 50.0, 4.0, 51.0), 4, 1);
        let no_outline = style(&[RED, PALE]);
        let pixels = Painter::new(&no_outline, &[0, 1], &[0.0, 0.0], 0.0).paint(&tile, 1.0);
        assert_eq!(pixel(&pixels, 0), solid(RED));
        assert_eq!(pixel(&pixels, 1), [210, 120, 110, 255]);
        assert_eq!(pixel(&pixels, 2), solid(PALE));
    }

    #[test]
    fn what_is_not_there_or_hidden_is_transparent() {
        let polygons = strips(&[0.0, 2.0, 4.0]);
        let tile = ids(&polygons, Bounds::new(0.0, 50.0, 8.0, 51.0), 8, 1);
        let mut hiding = style(&[RED, PALE]);
        hiding.categories[1].hidden = true;
        let pixels = Painter::new(&hiding, &[0, 1], &[0.0, 0.0], 0.0).paint(&tile, 1.0);
        assert_eq!(pixel(&pixels, 0), solid(RED));
        for transparent in [3, 6] {
            assert_eq!(pixel(&pixels, transparent), [0; 4]);
        }
        // A feature without a category is not drawn either.
        let pixels = Painter::new(&hiding, &[], &[], 0.0).paint(&tile, 1.0);
        assert!(pixels.iter().all(|&byte| byte == 0));
    }

    #[test]
    fn outlines_are_a_pixel_wide_and_fade_with_the_parcel() {
        let polygons = strips(&[0.0, 20.0, 40.0]);
        let tile = ids(&polygons, Bounds::new(0.0, 50.0, 40.0, 51.0), 40, 1);
        let style = style(&[PALE, PALE]);
        let drawn = |width: f32| {
            let pixels = Painter::new(&style, &[0, 1], &[width, width], 0.0).paint(&tile, 1.0);
            (19..=20).map(|i| pixel(&pixels, i)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(4.0), [solid(PALE); 2], "small parcels have none");
        // Half of each of the two pixels at the border: one pixel together.
        let line = style.outline.line;
        let half = u8::midpoint(PALE.r, line.r);
        assert!(
            drawn(100.0)
                .iter()
                .all(|pixel| pixel[0].abs_diff(half) <= 1)
        );
        let fading = drawn(9.0)[0][0];
        assert!(half < fading && fading < PALE.r);
    }

    #[test]
    fn between_dark_parcels_the_line_is_white() {
        let polygons = strips(&[0.0, 20.0, 40.0, 60.0]);
        let tile = ids(&polygons, Bounds::new(0.0, 50.0, 60.0, 51.0), 60, 1);
        let style = style(&[DARK, PALE]);
        let pixels = Painter::new(&style, &[0, 0, 1], &[99.0; 3], 0.0).paint(&tile, 1.0);
        assert!(pixel(&pixels, 20)[0] > 100, "white between dark and dark");
        assert!(pixel(&pixels, 40)[0] < PALE.r, "grey beside a light one");
    }

    #[test]
    fn what_is_uncertain_has_lines_over_it() {
        let polygons = strips(&[0.0, 32.0, 64.0]);
        let tile = ids(&polygons, Bounds::new(0.0, 40.0, 64.0, 56.0), 64, 16);
        let mut style = style(&[DARK, Rgb::WHITE]);
        let drawn = |style: &LayerStyle, of_feature: [u8; 2]| {
            Painter::new(style, &of_feature, &[0.0; 2], 0.0).paint(&tile, 1.0)
        };
        let (plain, marked) = (drawn(&style, [0, 0]), drawn(&style, [0, UNCERTAIN]));
        let side = |pixels: &[u8], right: bool| -> Vec<[u8; 4]> {
            let columns = if right { 33..64 } else { 0..31 };
            let all = (0..16).flat_map(|row| columns.clone().map(move |c| row * 64 + c));
            all.map(|index| pixel(pixels, index)).collect()
        };
        assert_eq!(
            side(&plain, false),
            side(&marked, false),
            "certain as it was"
        );
        let lines = side(&marked, true);
        let (own, line) = (solid(DARK), solid(Rgb::WHITE));
        // Slanted, no line covers all samples of a pixel.
        let is_light = |pixel: &[u8; 4]| pixel[0] > u8::midpoint(own[0], line[0]);
        assert!(lines.contains(&own) && lines.iter().any(is_light));
        let of_line = lines.iter().filter(|pixel| **pixel != own).count();
        assert!(
            of_line * 2 < lines.len(),
            "sparse: {of_line} of {}",
            lines.len()
        );
        // White lines would not be seen on white.
        let on_white = side(&drawn(&style, [0, UNCERTAIN | 1]), true);
        assert!(on_white.iter().any(|pixel| *pixel != line));
        style.categories[0].hidden = true;
        let hidden = drawn(&style, [UNCERTAIN, UNCERTAIN]);
        assert!(hidden.iter().all(|&byte| byte == 0), "hidden is hidden");
    }

    #[test]
    fn patterns_join_at_the_edges_of_tiles() {
        let polygons = strips(&[0.0, 64.0]);
        let hatched = CategoryStyle::patterned(Rgb::WHITE, Pattern::CrossHatch, DARK);
        let style = LayerStyle {
            categories: vec![hatched],
            outline: Outline::default(),
        };
        let painter = Painter::new(&style, &[0], &[0.0], 0.0);
        let whole = ids(&polygons, Bounds::new(0.0, 40.0, 64.0, 56.0), 64, 16);
        let right = ids(&polygons, Bounds::new(32.0, 40.0, 64.0, 56.0), 32, 16);
        let (whole, right) = (painter.paint(&whole, 1.0), painter.paint(&right, 1.0));
        for row in 0..16 {
            let half = &whole[(row * 64 + 32) * 4..(row + 1) * 64 * 4];
            assert_eq!(half, &right[row * 32 * 4..(row + 1) * 32 * 4]);
        }
        assert!(whole.chunks(4).any(|pixel| pixel == solid(Rgb::WHITE)));
        assert!(whole.chunks(4).any(|pixel| pixel == solid(DARK)));
    }
}
