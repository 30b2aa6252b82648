//! A drawing as pixels, at any scale: the PNG of a sheet, and its preview.

use std::time::{Duration, Instant};

use resvg::tiny_skia::{
    Color, FillRule, FilterQuality, IntSize, LineCap, LineJoin, Mask, Paint, Path, PathBuilder,
    Pixmap, PixmapPaint, Stroke as SkStroke, StrokeDash, Transform,
};

use super::drawing::{
    Drawing, Fill, Group, Image, Line, Mark, Shape, Step, Stroke, bounds_of, work,
};
use super::glyphs;
use super::hatch::Hatch;
use super::png;
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::Rgb;
use crate::map::pattern::Pattern;

/// Pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Width and height.
    pub size_px: [u32; 2],
    /// Red, green, blue, opacity (not premultiplied) per pixel, row by row from the top.
    pub rgba: Vec<u8>,
}

/// Rows of a picture that are packed beforehand, to know how long all of them will take.
const TRIED_ROWS: u32 = 64;

impl Raster {
    /// How long it will take to be packed as a PNG, by a strip from its middle.
    pub fn packing_time(&self) -> Duration {
        let [width, height] = self.size_px;
        let rows = TRIED_ROWS.min(height);
        let row = 4 * width as usize;
        let from = (height - rows) as usize / 2 * row;
        let strip = self.rgba.get(from..from + rows as usize * row);
        let began = Instant::now();
        let tried = strip.map(|strip| png::encode_rgba(strip, [width, rows], None));
        let whole = f64::from(height) / f64::from(rows.max(1));
        match tried {
            Some(Ok(_)) => began.elapsed().mul_f64(whole),
            _ => Duration::ZERO,
        }
    }
}

/// Why a drawing has no pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RasterError {
    /// More pixels than [`MOST_PIXELS`], or none.
    #[error("a picture of {0} x {1} pixels is too large")]
    Size(u64, u64),
    /// The work was told to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Most pixels of a picture: A0 at 300 dots an inch has 139 million.
pub const MOST_PIXELS: u64 = 150_000_000;

/// The pixels of a drawing, `px_per_unit` to a unit ([`Drawing::px_per_unit`]).
///
/// # Errors
/// When the picture would be too large, or the work was told to stop.
pub fn draw(
    drawing: &Drawing,
    px_per_unit: f64,
    progress: &Progress,
) -> Result<Raster, RasterError> {
    let [width, height] = drawing
        .size
        .map(|side| (side * px_per_unit).round().max(0.0) as u64);
    let too_large = RasterError::Size(width, height);
    if width.saturating_mul(height) > MOST_PIXELS {
        return Err(too_large);
    }
    let mut pixmap = Pixmap::new(width as u32, height as u32).ok_or(too_large)?;
    if let Some(ground) = drawing.ground {
        pixmap.fill(Color::from_rgba8(ground.r, ground.g, ground.b, 255));
    }
    progress.begin(work(&drawing.marks) + hatched(&drawing.marks, px_per_unit));
    let scale = px_per_unit as f32;
    let mut brush = Brush {
        pixmap,
        to_px: Transform::from_scale(scale, scale),
        progress,
        paces: [Duration::from_micros(1); 3],
    };
    for mark in &drawing.marks {
        brush.mark(mark, None)?;
    }
    Ok(Raster {
        size_px: [width as u32, height as u32],
        rgba: straight(brush.pixmap),
    })
}

/// Pixels of a hatch that are cut to an outline in the time of a step of one.
const PIXELS_A_STEP: f64 = 128.0;

/// Steps that the hatches among marks are worth.
fn hatched(marks: &[Mark], px_per_unit: f64) -> u64 {
    let of = |mark: &Mark| match mark {
        Mark::Shape(shape) => hatching(shape, px_per_unit),
        Mark::Group(group) => hatched(&group.marks, px_per_unit),
        Mark::Text(_) | Mark::Image(_) => 0,
    };
    marks.iter().map(of).sum()
}

/// Steps that the hatch of a shape is worth: it is cut to the outline pixel by pixel, however few steps that has.
fn hatching(shape: &Shape, px_per_unit: f64) -> u64 {
    let fill = shape.fill.as_ref();
    if fill.is_none_or(|fill| fill.pattern.0 == Pattern::Plain) {
        return 0;
    }
    let bounds = bounds_of(&shape.path);
    let pixels = bounds.width().max(0.0) * bounds.height().max(0.0) * px_per_unit.powi(2);
    (pixels / PIXELS_A_STEP) as u64
}

/// Pixels whose colours are not multiplied by their opacity.
fn straight(pixmap: Pixmap) -> Vec<u8> {
    let mut bytes = pixmap.take();
    for pixel in bytes.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]);
        if alpha != 0 && alpha != 255 {
            for part in &mut pixel[..3] {
                *part = ((u32::from(*part) * 255 + alpha / 2) / alpha).min(255) as u8;
            }
        }
    }
    bytes
}

/// Steps of outlines that are drawn between two looks at whether to go on, about.
const STEPS_AT_A_TIME: usize = 1 << 14;

/// Steps in pieces that begin where a line begins.
fn pieces(steps: &[Step]) -> Vec<&[Step]> {
    let mut pieces = Vec::new();
    let mut rest = steps;
    while !rest.is_empty() {
        let later = rest.iter().enumerate().skip(STEPS_AT_A_TIME);
        let end = later
            .into_iter()
            .find(|(_, step)| matches!(step, Step::Move(_)));
        let (piece, more) = rest.split_at(end.map_or(rest.len(), |(end, _)| end));
        pieces.push(piece);
        rest = more;
    }
    pieces
}

struct Brush<'a> {
    pixmap: Pixmap,
    to_px: Transform,
    progress: &'a Progress,
    /// How long a step of the last long outline took: to be filled, to be drawn as a line, to be hatched.
    paces: [Duration; 3],
}

impl Brush<'_> {
    fn mark(&mut self, mark: &Mark, clip: Option<&Mask>) -> Result<(), Cancelled> {
        self.progress.check()?;
        match mark {
            Mark::Shape(shape) => return self.shape(shape, mark.work(), clip),
            Mark::Text(line) => self.text(line, clip),
            Mark::Image(image) => self.image(image, clip),
            Mark::Group(group) => return self.group(group, clip),
        }
        self.progress.tick(mark.work())
    }

    fn group(&mut self, group: &Group, clip: Option<&Mask>) -> Result<(), Cancelled> {
        let own = group.clip.as_ref().and_then(|area| self.clip(area, clip));
        for mark in &group.marks {
            self.mark(mark, own.as_ref().or(clip))?;
        }
        Ok(())
    }

    /// What of the picture a box leaves visible.
    fn clip(&self, area: &Bounds, outer: Option<&Mask>) -> Option<Mask> {
        self.within(&path(&box_steps(area))?, outer)
    }

    fn within(&self, path: &Path, outer: Option<&Mask>) -> Option<Mask> {
        if let Some(outer) = outer {
            let mut mask = outer.clone();
            mask.intersect_path(path, FillRule::EvenOdd, true, self.to_px);
            return Some(mask);
        }
        let mut mask = Mask::new(self.pixmap.width(), self.pixmap.height())?;
        mask.fill_path(path, FillRule::EvenOdd, true, self.to_px);
        Some(mask)
    }

    fn shape(
        &mut self,
        shape: &Shape,
        mut work: u64,
        clip: Option<&Mask>,
    ) -> Result<(), Cancelled> {
        let Some(whole) = path(&shape.path) else {
            return self.progress.tick(work);
        };
        let stroke = shape.stroke.as_ref();
        if let Some(fill) = &shape.fill {
            let filling = stroke.map_or(work, |_| work / 2);
            self.in_one_go(0, filling, |brush| {
                if !fill.is_open {
                    brush.fill(&whole, fill, clip);
                }
            });
            work -= filling;
            self.progress.check()?;
            let hatching = hatching(shape, f64::from(self.to_px.sx));
            self.in_one_go(2, hatching, |brush| {
                brush.hatch(fill, &shape.path, &whole, clip);
            });
            self.progress.check()?;
        }
        let Some(stroke) = stroke else {
            return self.progress.tick(work);
        };
        // The outlines of a province take long together; where one shines through the other they stay together.
        if stroke.opacity < 1.0 || shape.path.len() < STEPS_AT_A_TIME {
            self.in_one_go(1, work, |brush| brush.stroke(&whole, stroke, clip));
            return self.progress.check();
        }
        for steps in pieces(&shape.path) {
            if let Some(piece) = path(steps) {
                self.stroke(&piece, stroke, clip);
            }
            let part = work as f64 * steps.len() as f64 / shape.path.len() as f64;
            self.progress.tick(part as u64)?;
        }
        Ok(())
    }

    fn fill(&mut self, path: &Path, fill: &Fill, clip: Option<&Mask>) {
        let paint = paint(fill.colour, fill.opacity);
        self.pixmap
            .fill_path(path, &paint, FillRule::EvenOdd, self.to_px, clip);
    }

    /// Does what cannot be counted while it goes on, however long the outline is: filling it (0), a line along it (1), hatching it (2).
    fn in_one_go(&mut self, kind: usize, steps: u64, work: impl FnOnce(&mut Self)) {
        let progress = self.progress;
        if steps < STEPS_AT_A_TIME as u64 {
            work(self);
            // Whoever comes next looks whether to go on.
            let _ = progress.tick(steps);
            return;
        }
        let pace = self.paces.get(kind).copied().unwrap_or_default();
        let (began, count) = (Instant::now(), u32::try_from(steps).unwrap_or(u32::MAX));
        progress.at_pace(steps, pace * count, || work(self));
        if let Some(pace) = self.paces.get_mut(kind) {
            *pace = began.elapsed() / count;
        }
    }

    fn hatch(&mut self, fill: &Fill, steps: &[Step], shape: &Path, clip: Option<&Mask>) {
        let (pattern, ink) = fill.pattern;
        let lines = Hatch::over(&bounds_of(steps), pattern, fill.period)
            .and_then(|hatch| Some((path(&hatch.lines)?, hatch)));
        if let Some((lines, hatch)) = lines
            && let Some(inside) = self.within(shape, clip)
        {
            let paint = paint(ink, fill.opacity);
            let Some(dash) = hatch.dash else {
                self.pixmap
                    .fill_path(&lines, &paint, FillRule::Winding, self.to_px, Some(&inside));
                return;
            };
            let stroke = SkStroke {
                width: hatch.width as f32,
                line_cap: LineCap::Round,
                dash: StrokeDash::new(dash.map(|length| length as f32).to_vec(), 0.0),
                ..SkStroke::default()
            };
            self.pixmap
                .stroke_path(&lines, &paint, &stroke, self.to_px, Some(&inside));
        }
    }

    fn stroke(&mut self, path: &Path, stroke: &Stroke, clip: Option<&Mask>) {
        let dashes: Vec<f32> = stroke.dashes.iter().map(|&length| length as f32).collect();
        let sk = SkStroke {
            width: stroke.width as f32,
            line_join: LineJoin::Round,
            dash: StrokeDash::new(dashes, 0.0),
            ..SkStroke::default()
        };
        let paint = paint(stroke.colour, stroke.opacity);
        self.pixmap.stroke_path(path, &paint, &sk, self.to_px, clip);
    }

    fn text(&mut self, line: &Line, clip: Option<&Mask>) {
        let Some(letters) = path(&glyphs::outlines(line)) else {
            return;
        };
        let [x, y] = line.at.map(|at| at as f32);
        let turned = Transform::from_rotate_at(line.turned_deg as f32, x, y);
        let Some(letters) = letters.transform(turned) else {
            return;
        };
        if let Some((colour, width)) = line.halo {
            // Half of the line's width lies on each side.
            self.stroke(&letters, &Stroke::plain(colour, 2.0 * width), clip);
        }
        let paint = paint(line.colour, 1.0);
        self.pixmap
            .fill_path(&letters, &paint, FillRule::Winding, self.to_px, clip);
    }

    fn image(&mut self, image: &Image, clip: Option<&Mask>) {
        let [width, height] = image.size_px;
        let size = IntSize::from_wh(width, height);
        let source = size.and_then(|size| Pixmap::from_vec(premultiplied(image), size));
        let Some(source) = source else {
            return;
        };
        let [left, top] = image.area.min.map(|at| at as f32);
        let scale = |units: f64, px: u32| (units / f64::from(px.max(1))) as f32;
        let place = self.to_px.pre_translate(left, top).pre_scale(
            scale(image.area.width(), width),
            scale(image.area.height(), height),
        );
        let paint = PixmapPaint {
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        self.pixmap
            .draw_pixmap(0, 0, source.as_ref(), &paint, place, clip);
    }
}

fn premultiplied(image: &Image) -> Vec<u8> {
    let mut bytes = image.rgba.to_vec();
    for pixel in bytes.chunks_exact_mut(4) {
        let alpha = u16::from(pixel[3]);
        for part in &mut pixel[..3] {
            *part = ((u16::from(*part) * alpha + 127) / 255) as u8;
        }
    }
    bytes
}

fn paint(colour: Rgb, opacity: f64) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
    paint.set_color_rgba8(colour.r, colour.g, colour.b, alpha);
    paint
}

fn box_steps(area: &Bounds) -> Vec<Step> {
    Shape::area(area, None, None).path
}

/// A path for the rasteriser; `None` where there is nothing to draw.
fn path(steps: &[Step]) -> Option<Path> {
    let mut builder = PathBuilder::with_capacity(steps.len(), steps.len());
    let f = |[x, y]: [f64; 2]| (x as f32, y as f32);
    for step in steps {
        match *step {
            Step::Move(to) => builder.move_to(f(to).0, f(to).1),
            Step::Line(to) => builder.line_to(f(to).0, f(to).1),
            Step::Curve(one, two, to) => {
                let ((x1, y1), (x2, y2), (x, y)) = (f(one), f(two), f(to));
                builder.cubic_to(x1, y1, x2, y2, x, y);
            }
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

/// The pixels of an SVG picture, such as a logo, `width_px` wide; `None` where it cannot be read.
pub fn of_svg(svg: &[u8], width_px: u32) -> Option<Raster> {
    use resvg::usvg;

    let mut options = usvg::Options {
        font_family: "Ruilkaart Sans".to_owned(),
        ..usvg::Options::default()
    };
    for weight in super::lettering::Weight::ALL {
        options.fontdb_mut().load_font_data(weight.file().to_vec());
    }
    let tree = usvg::Tree::from_data(svg, &options).ok()?;
    let size = tree.size();
    let scale = width_px as f32 / size.width();
    let height_px = (size.height() * scale).round() as u32;
    if u64::from(width_px) * u64::from(height_px) > MOST_PIXELS {
        return None;
    }
    let mut pixmap = Pixmap::new(width_px, height_px)?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    Some(Raster {
        size_px: [width_px, height_px],
        rgba: straight(pixmap),
    })
}
