//! A page or a chart as a list of marks: what the PNG, SVG and PDF of one thing, and its preview in the window,
//! are all made from, so that they cannot differ. Positions are in the drawing's own unit from the upper left, y
//! downwards; [`Drawing::unit_mm`] says how large a unit is on paper.
//!
//! Marks know colours and places, no parcels and no figures: who makes a drawing (a sheet, a chart) decides what
//! is on it, and the writers (`raster`, `svg`, `pdf`) decide nothing.

use std::sync::Arc;

use super::lettering::Weight;
use crate::geometry::Bounds;
use crate::map::Rgb;
use crate::map::pattern::Pattern;

/// A page or a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Width and height in units.
    pub size: [f64; 2],
    /// Millimetres on paper per unit.
    pub unit_mm: f64,
    /// Colour behind everything; `None` is transparent.
    pub ground: Option<Rgb>,
    /// What is drawn, the first lowest.
    pub marks: Vec<Mark>,
    /// What it is, for the document's metadata.
    pub title: String,
    /// What a reader who cannot see it should know, in a sentence or two.
    pub alt: String,
}

/// One thing on a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A shape.
    Shape(Shape),
    /// A line of text.
    Text(Line),
    /// A picture.
    Image(Image),
    /// Marks under one name: a layer of the SVG and the PDF.
    Group(Group),
}

/// A closed or open shape of straight and curved stretches.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its outline; overlaps are filled by the even-odd rule, so that rings within rings are holes.
    pub path: Vec<Step>,
    /// What it is filled with.
    pub fill: Option<Fill>,
    /// How its outline is drawn.
    pub stroke: Option<Stroke>,
}

/// One step of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Starts anew here.
    Move([f64; 2]),
    /// A straight line to here.
    Line([f64; 2]),
    /// A cubic Bézier curve: two control points, then where it ends.
    Curve([f64; 2], [f64; 2], [f64; 2]),
    /// Back to where this part started.
    Close,
}

/// What a shape is filled with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// The ground colour.
    pub colour: Rgb,
    /// 0 to 1.
    pub opacity: f64,
    /// What is drawn over the ground colour, and its colour; [`Pattern::Plain`] is nothing.
    pub pattern: (Pattern, Rgb),
    /// Units after which the pattern repeats.
    pub period: f64,
    /// Only the pattern is drawn, over whatever is there.
    pub is_open: bool,
}

/// How an outline is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub colour: Rgb,
    /// 0 to 1.
    pub opacity: f64,
    /// Units.
    pub width: f64,
    /// Lengths of dash and gap in turn, in units; empty is a whole line.
    pub dashes: Vec<f64>,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words.
    pub text: String,
    /// Where its base line starts, or ends, or has its middle; see `anchor`.
    pub at: [f64; 2],
    /// What of the line is at `at`.
    pub anchor: Anchor,
    /// Units per em.
    pub size: f64,
    /// How heavy.
    pub weight: Weight,
    /// Its colour.
    pub colour: Rgb,
    /// A halo around the letters, that keeps them readable over a map: colour and width in units.
    pub halo: Option<(Rgb, f64)>,
    /// Degrees, clockwise, about `at`.
    pub turned_deg: f64,
}

/// What of a line of text is at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Where it starts.
    Start,
    /// Its middle.
    Middle,
    /// Where it ends.
    End,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Where it is, in units.
    pub area: Bounds,
    /// Width and height in pixels.
    pub size_px: [u32; 2],
    /// Red, green, blue, opacity (not premultiplied) per pixel, row by row from the top.
    pub rgba: Arc<[u8]>,
}

/// Marks under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name, in the reader's language.
    pub name: String,
    /// Nothing of it is drawn outside this box.
    pub clip: Option<Bounds>,
    /// What is in it, the first lowest.
    pub marks: Vec<Mark>,
}

impl Drawing {
    /// Pixels per unit at a resolution.
    pub fn px_per_unit(&self, dpi: f64) -> f64 {
        dpi * self.unit_mm / 25.4
    }

    /// Decimals of a position in units that tell it to a hundredth of a millimetre: finer than any printer, and
    /// short, since a province has a million of them.
    pub(super) fn decimals(&self) -> i32 {
        (self.unit_mm / 0.01).log10().ceil().clamp(0.0, 6.0) as i32
    }
}

impl Fill {
    /// A plain colour.
    pub const fn plain(colour: Rgb) -> Self {
        Self {
            colour,
            opacity: 1.0,
            pattern: (Pattern::Plain, colour),
            period: 1.0,
            is_open: false,
        }
    }
}

impl Stroke {
    /// A whole line of one colour.
    pub const fn plain(colour: Rgb, width: f64) -> Self {
        Self {
            colour,
            opacity: 1.0,
            width,
            dashes: Vec::new(),
        }
    }
}

impl Shape {
    /// A box.
    pub fn area(area: &Bounds, fill: Option<Fill>, stroke: Option<Stroke>) -> Self {
        let ([left, top], [right, bottom]) = (area.min, area.max);
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        Self::polygon(&corners, fill, stroke)
    }

    /// A closed shape with straight sides.
    pub fn polygon(corners: &[[f64; 2]], fill: Option<Fill>, stroke: Option<Stroke>) -> Self {
        let mut path = steps_through(corners);
        path.push(Step::Close);
        Self { path, fill, stroke }
    }

    /// A line through points.
    pub fn line(points: &[[f64; 2]], stroke: Stroke) -> Self {
        Self {
            path: steps_through(points),
            fill: None,
            stroke: Some(stroke),
        }
    }
}

fn steps_through(points: &[[f64; 2]]) -> Vec<Step> {
    let mut steps: Vec<Step> = points.iter().copied().map(Step::Line).collect();
    if let Some(first) = points.first() {
        steps[0] = Step::Move(*first);
    }
    steps
}

impl Line {
    /// A level line of regular text.
    pub fn new(text: impl Into<String>, at: [f64; 2], size: f64, colour: Rgb) -> Self {
        Self {
            text: text.into(),
            at,
            anchor: Anchor::Start,
            size,
            weight: Weight::Regular,
            colour,
            halo: None,
            turned_deg: 0.0,
        }
    }

    /// The same line, placed by another of its points.
    #[must_use]
    pub fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The same line, in another weight.
    #[must_use]
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }
}

/// How much work marks are, in steps of outlines: the outlines of all parcels are a single mark.
pub(super) fn work(marks: &[Mark]) -> u64 {
    marks.iter().map(Mark::work).sum()
}

impl Mark {
    /// How much work it is, with what is in it.
    pub(super) fn work(&self) -> u64 {
        match self {
            Self::Shape(shape) => shape.path.len() as u64 + 1,
            Self::Text(line) => line.text.len() as u64 + 1,
            Self::Image(image) => image.rgba.len() as u64 / PIXELS_A_STEP + 1,
            Self::Group(group) => work(&group.marks),
        }
    }
}

/// Bytes of a picture that are as much work as a step of an outline.
const PIXELS_A_STEP: u64 = 64;

/// The box around a path, control points included.
pub(super) fn bounds_of(path: &[Step]) -> Bounds {
    let mut bounds = Bounds::EMPTY;
    for step in path {
        match *step {
            Step::Move(to) | Step::Line(to) => bounds.extend(to),
            Step::Curve(one, two, to) => {
                [one, two, to].into_iter().for_each(|at| bounds.extend(at));
            }
            Step::Close => {}
        }
    }
    bounds
}
