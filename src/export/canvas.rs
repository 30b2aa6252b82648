//! An opaque picture to draw on: boxes, lines and masks with soft edges. Positions are pixels from the upper
//! left, in f64; whole numbers are the corners of pixels.

use crate::geometry::Bounds;
use crate::map::Rgb;

/// Bytes per pixel: red, green, blue.
pub const PIXEL_BYTES: usize = 3;

/// An opaque picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A canvas of one colour.
    pub fn new(width: u32, height: u32, ground: Rgb) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self {
            width,
            height,
            pixels: [ground.r, ground.g, ground.b].repeat(width * height),
        }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// The pixels, row by row from the top, [`PIXEL_BYTES`] each.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The pixels, to be written.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }

    /// The colour of a pixel; `None` outside.
    pub fn pixel(&self, x: usize, y: usize) -> Option<Rgb> {
        let start = (y * self.width + x) * PIXEL_BYTES;
        let bytes = self.pixels.get(start..start + PIXEL_BYTES)?;
        (x < self.width).then(|| Rgb::new(bytes[0], bytes[1], bytes[2]))
    }

    /// Lays `colour` over a pixel, covering `cover` of it (0 to 1); nothing outside the canvas.
    pub fn blend(&mut self, x: usize, y: usize, colour: Rgb, cover: f64) {
        if x >= self.width {
            return;
        }
        let start = (y * self.width + x) * PIXEL_BYTES;
        if let Some(bytes) = self.pixels.get_mut(start..start + PIXEL_BYTES) {
            let below = Rgb::new(bytes[0], bytes[1], bytes[2]);
            let mixed = colour.over(below, cover);
            bytes.copy_from_slice(&[mixed.r, mixed.g, mixed.b]);
        }
    }

    /// Fills a box; pixels that it covers in part are mixed.
    pub fn fill(&mut self, area: &Bounds, colour: Rgb) {
        for y in covered(area.min[1], area.max[1], self.height) {
            let down = overlap(y, area.min[1], area.max[1]);
            for x in covered(area.min[0], area.max[0], self.width) {
                self.blend(x, y, colour, down * overlap(x, area.min[0], area.max[0]));
            }
        }
    }

    /// Draws the edge of a box as a line of `width` pixels inside it.
    pub fn frame(&mut self, area: &Bounds, width: f64, colour: Rgb) {
        let [left, top] = area.min;
        let [right, bottom] = area.max;
        self.fill(&Bounds::new(left, top, right, top + width), colour);
        self.fill(&Bounds::new(left, bottom - width, right, bottom), colour);
        self.fill(
            &Bounds::new(left, top + width, left + width, bottom - width),
            colour,
        );
        self.fill(
            &Bounds::new(right - width, top + width, right, bottom - width),
            colour,
        );
    }

    /// Lays `colour` at `opacity` over everything that the mask covers.
    pub fn paint(&mut self, mask: &Mask, colour: Rgb, opacity: f64) {
        for (y, row) in mask.cover.chunks_exact(mask.width.max(1)).enumerate() {
            for (x, &cover) in row.iter().enumerate().filter(|&(_, &cover)| cover > 0) {
                let (x, y) = (mask.left + x as i64, mask.top + y as i64);
                if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) {
                    self.blend(x, y, colour, f64::from(cover) / 255.0 * opacity);
                }
            }
        }
    }
}

/// The pixels that a stretch touches.
fn covered(from: f64, to: f64, size: usize) -> std::ops::Range<usize> {
    // `as` stops at 0.
    (from.floor() as usize).min(size)..(to.ceil() as usize).min(size)
}

/// The part of a pixel that a stretch covers.
fn overlap(pixel: usize, from: f64, to: f64) -> f64 {
    let start = pixel as f64;
    (to.min(start + 1.0) - from.max(start)).clamp(0.0, 1.0)
}

/// How much of each pixel a shape covers, 0 to 255, in a box that may reach beyond the canvas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    left: i64,
    top: i64,
    width: usize,
    cover: Vec<u8>,
}

/// Sides of a mask beyond which nothing is drawn: a shape that large is a mistake of the caller.
const LARGEST_MASK: f64 = 32_768.0;

impl Mask {
    /// An empty mask over the pixels that a box touches.
    pub fn over(area: &Bounds) -> Self {
        let usable = !area.is_empty() && area.width().max(area.height()) <= LARGEST_MASK;
        let area = if usable {
            *area
        } else {
            Bounds::new(0.0, 0.0, 0.0, 0.0)
        };
        let [left, top] = area.min.map(f64::floor);
        let [right, bottom] = area.max.map(f64::ceil);
        let (width, height) = ((right - left) as usize, (bottom - top) as usize);
        Self {
            left: left as i64,
            top: top as i64,
            width,
            cover: vec![0; width * height],
        }
    }

    /// Raises the cover of a pixel (canvas coordinates) to at least `cover`, 0 to 1.
    pub fn raise(&mut self, x: i64, y: i64, cover: f64) {
        let (Ok(x), Ok(y)) = (
            usize::try_from(x - self.left),
            usize::try_from(y - self.top),
        ) else {
            return;
        };
        if x < self.width
            && let Some(old) = self.cover.get_mut(y * self.width + x)
        {
            *old = (*old).max((cover * 255.0).round() as u8);
        }
    }

    /// A line through `points`, `width` pixels wide, with round joins and ends; where it crosses itself it
    /// is no darker. Kept within `clip`.
    pub fn of_line(points: &[[f64; 2]], closed: bool, width: f64, clip: &Bounds) -> Self {
        let reach = width / 2.0 + 1.0;
        let own = Bounds::of_points(points).grown(reach);
        let area = Bounds {
            min: [own.min[0].max(clip.min[0]), own.min[1].max(clip.min[1])],
            max: [own.max[0].min(clip.max[0]), own.max[1].min(clip.max[1])],
        };
        let mut mask = Self::over(&area);
        let closing = closed.then(|| points.last().zip(points.first())).flatten();
        let sides = points.windows(2).map(|side| (side[0], side[1]));
        for (from, to) in sides.chain(closing.map(|(&from, &to)| (from, to))) {
            mask.raise_along(from, to, width, reach);
        }
        mask
    }

    fn raise_along(&mut self, from: [f64; 2], to: [f64; 2], width: f64, reach: f64) {
        let near = Bounds::of_points(&[from, to]).grown(reach);
        let height = self.cover.len() / self.width.max(1);
        let [left, top] = [self.left, self.top];
        let columns = covered(
            near.min[0] - left as f64,
            near.max[0] - left as f64,
            self.width,
        );
        for row in covered(near.min[1] - top as f64, near.max[1] - top as f64, height) {
            for column in columns.clone() {
                let (x, y) = (left + column as i64, top + row as i64);
                let distance = distance_to([x as f64 + 0.5, y as f64 + 0.5], from, to);
                let cover = (width / 2.0 + 0.5 - distance).clamp(0.0, width.min(1.0));
                if cover > 0.0 {
                    self.raise(x, y, cover);
                }
            }
        }
    }

    /// The mask grown by `radius` pixels on all sides, with a soft edge: what lies behind letters.
    #[must_use]
    pub fn grown(&self, radius: f64) -> Self {
        let height = self.cover.len() / self.width.max(1);
        let reach = radius.ceil() as i64 + 1;
        let mut grown = Self::over(&Bounds::new(
            (self.left - reach) as f64,
            (self.top - reach) as f64,
            (self.left + self.width as i64 + reach) as f64,
            (self.top + height as i64 + reach) as f64,
        ));
        for (index, &cover) in self
            .cover
            .iter()
            .enumerate()
            .filter(|&(_, &cover)| cover > 0)
        {
            let x = self.left + (index % self.width) as i64;
            let y = self.top + (index / self.width) as i64;
            for (dx, dy) in (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)))
            {
                let distance = (dx as f64).hypot(dy as f64);
                let soft = (radius + 0.5 - distance).clamp(0.0, 1.0);
                // Half covered is enough: thin strokes need what lies behind them most.
                grown.raise(x + dx, y + dy, (f64::from(cover) / 128.0).min(1.0) * soft);
            }
        }
        grown
    }
}

/// Distance of a point from a stretch of line.
fn distance_to(point: [f64; 2], from: [f64; 2], to: [f64; 2]) -> f64 {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 {
        ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length2
    } else {
        0.0
    };
    let along = along.clamp(0.0, 1.0);
    (point[0] - from[0] - along * dx).hypot(point[1] - from[1] - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rgb = Rgb::new(0, 0, 0);

    fn white() -> Canvas {
        Canvas::new(20, 10, Rgb::WHITE)
    }

    #[test]
    fn a_box_covers_half_pixels_by_half() {
        let mut canvas = white();
        canvas.fill(&Bounds::new(2.0, 2.5, 4.0, 4.0), BLACK);
        assert_eq!(canvas.pixel(2, 3), Some(BLACK));
        assert_eq!(canvas.pixel(3, 2), Some(Rgb::new(128, 128, 128)));
        assert_eq!(canvas.pixel(4, 3), Some(Rgb::WHITE));
        // Beyond the canvas is nothing to draw on.
        canvas.fill(&Bounds::new(-50.0, -50.0, 500.0, 500.0), BLACK);
        assert!(canvas.pixels().iter().all(|&byte| byte == 0));
        assert_eq!(canvas.pixel(20, 0), None);
    }

    #[test]
    fn a_line_has_its_width_and_is_not_darker_where_it_crosses() {
        let mut canvas = white();
        let everywhere = Bounds::new(0.0, 0.0, 20.0, 10.0);
        let cross = [
            [1.0, 5.0],
            [19.0, 5.0],
            [10.0, 5.0],
            [10.0, 1.0],
            [10.0, 9.0],
        ];
        canvas.paint(&Mask::of_line(&cross, false, 2.0, &everywhere), BLACK, 0.5);
        let grey = Rgb::new(128, 128, 128);
        assert_eq!([4, 5].map(|y| canvas.pixel(5, y)), [Some(grey); 2]);
        assert_eq!([3, 6].map(|y| canvas.pixel(5, y)), [Some(Rgb::WHITE); 2]);
        assert_eq!(canvas.pixel(10, 5), Some(grey));
    }

    #[test]
    fn masks_that_nothing_can_hold_are_empty() {
        for area in [Bounds::EMPTY, Bounds::new(0.0, 0.0, 1e9, 1e9)] {
            assert_eq!(Mask::over(&area).cover.len(), 0);
        }
        let far = [[f64::NAN, 0.0], [1e12, 5.0]];
        Mask::of_line(&far, true, 1.0, &Bounds::new(0.0, 0.0, 9.0, 9.0));
    }

    #[test]
    fn a_grown_mask_surrounds_what_it_grew_from() {
        let mut dot = Mask::over(&Bounds::new(5.0, 5.0, 6.0, 6.0));
        dot.raise(5, 5, 1.0);
        let mut canvas = white();
        canvas.paint(&dot.grown(2.0), BLACK, 1.0);
        assert_eq!(canvas.pixel(7, 5), Some(Rgb::new(127, 127, 127)));
        assert_eq!(canvas.pixel(6, 5), Some(BLACK));
        assert_eq!(canvas.pixel(9, 5), Some(Rgb::WHITE));
    }
}
