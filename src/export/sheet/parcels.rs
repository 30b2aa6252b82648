//! The parcels as vectors, simplified to what print can show: one shape per category, so that a province is a
//! handful of shapes and not sixty thousand.

use rayon::prelude::*;

use super::{PERIOD_MM, apart};
use crate::analysis::categorise::Doubt;
use crate::analysis::summary::{Categories, UNCERTAIN};
use crate::explain::category;
use crate::export::drawing::{Fill, Group, Mark, Shape, Step, Stroke};
use crate::geometry::Bounds;
use crate::job::{Cancelled, Progress};
use crate::map::pattern::Pattern;
use crate::map::{Camera, CategoryStyle, LayerStyle, PreparedLayer, outline};
use crate::text::Lang;

/// Pixels of the camera in a millimetre: 0.025 mm each, a pixel of a printer of 1,000 dots an inch.
pub(super) const FINE_PX: f64 = 40.0;

/// What a simplified outline may lie beside the real one, in fine pixels: 0.04 mm.
const TOLERANCE_PX: f64 = 1.6;

/// Width of a parcel in millimetres from which it has an outline.
const OUTLINED_FROM_MM: f64 = 1.6;

/// The same with a pattern, where nothing else tells one parcel from the next.
const OUTLINED_PATTERN_FROM_MM: f64 = 0.8;

/// Width of outlines in millimetres.
const OUTLINE_MM: f64 = 0.1;

/// Diameter of a feature of a sparse layer, so that it is seen, in millimetres.
const SPARSE_MM: f64 = 1.2;

/// Side of a spot on paper that nobody misses, in millimetres.
const UNSEEN_MM: f64 = 0.1;

/// Features between two looks at whether the work is still wanted.
const CHUNK: usize = 512;

/// What is drawn of a layer.
pub(super) struct Parcels<'a> {
    pub layer: &'a PreparedLayer,
    /// The parcels that are drawn, ascending; `None` for all.
    pub only: Option<&'a [u32]>,
    pub categories: &'a Categories,
    /// What is uncertain of them, where that is to be seen.
    pub doubt: Option<&'a Doubt>,
    pub style: &'a LayerStyle,
    pub opacity: f64,
    /// In millimetres from the corner of the map.
    pub camera: Camera,
    pub size_mm: [f64; 2],
}

/// One category's outlines.
#[derive(Debug, Clone, Default)]
struct Outlines {
    all: Vec<Step>,
    /// Of those that are wide enough for a line around them.
    wide: Vec<Step>,
    /// Of those whose class is uncertain.
    uncertain: Vec<Step>,
}

impl Parcels<'_> {
    /// A group per category that is seen, from the corner of the map.
    pub(super) fn marks(&self, lang: Lang, progress: &Progress) -> Result<Vec<Mark>, Cancelled> {
        let visible = self.camera.visible(self.size_mm);
        let mut features = self.layer.index().query_boxes(&visible);
        if let Some(only) = self.only {
            features.retain(|(feature, _)| only.binary_search(feature).is_ok());
        }
        progress.begin(2 * features.len() as u64);
        let count = self.style.categories.len();
        let least = (UNSEEN_MM * self.camera.units_per_px).powi(2);
        let of_feature = &self.categories.of_feature;
        let shapes = apart::shapes(self.layer, &features, of_feature, least, progress)?;
        let most = shapes.iter().max().map_or(1, |most| most + 1);
        let numbered: Vec<_> = features.iter().zip(shapes).collect();
        let chunks = numbered
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut outlines = vec![vec![Outlines::default(); most]; count];
                for &(&(feature, bounds), shape) in chunk {
                    self.append(feature as usize, &bounds, shape, &mut outlines);
                }
                progress.tick(chunk.len() as u64)?;
                Ok(outlines)
            })
            .collect::<Result<Vec<_>, Cancelled>>()?;
        let mut all = vec![vec![Outlines::default(); most]; count];
        for part in chunks {
            let shapes = all.iter_mut().flatten();
            for (all, part) in shapes.zip(part.into_iter().flatten()) {
                all.all.extend(part.all);
                all.wide.extend(part.wide);
                all.uncertain.extend(part.uncertain);
            }
        }
        Ok(self.groups(all, lang))
    }

    fn append(
        &self,
        feature: usize,
        bounds: &Bounds,
        shape: usize,
        outlines: &mut [Vec<Outlines>],
    ) {
        let of_feature = self.categories.of_feature.get(feature);
        let category = of_feature.map(|&category| usize::from(category));
        let Some((category, style)) =
            category.and_then(|at| Some((at, self.style.categories.get(at)?)))
        else {
            return;
        };
        if style.hidden {
            return;
        }
        let of_category = outlines.get_mut(category);
        let Some(outlines) = of_category.and_then(|shapes| shapes.get_mut(shape)) else {
            return;
        };
        let side_mm = bounds.width().max(bounds.height()) / self.camera.units_per_px;
        if self.layer.smallest_px() > 0.0 && side_mm < SPARSE_MM {
            let center = self.camera.screen_from_world(bounds.center(), self.size_mm);
            outlines.all.extend(disc(center, SPARSE_MM / 2.0));
            return;
        }
        let steps = self.steps(feature);
        let width = self.layer.widths().get(feature).copied().unwrap_or(0.0);
        if f64::from(width) / self.camera.units_per_px >= outlined_from(style) {
            outlines.wide.extend_from_slice(&steps);
        }
        if self.is_uncertain(feature) {
            outlines.uncertain.extend_from_slice(&steps);
        }
        outlines.all.extend(steps);
    }

    fn is_uncertain(&self, feature: usize) -> bool {
        let marked = self.doubt.and_then(|doubt| doubt.of_feature.get(feature));
        marked.is_some_and(|category| *category != u8::MAX && category & UNCERTAIN != 0)
    }

    /// The rings of a feature, in millimetres.
    fn steps(&self, feature: usize) -> Vec<Step> {
        let fine = Camera {
            units_per_px: self.camera.units_per_px / FINE_PX,
            ..self.camera
        };
        let size_px = self.size_mm.map(|side| side * FINE_PX);
        let feature = self.layer.polygons().feature(feature);
        let rings = outline::screen_rings(&feature, &fine, size_px);
        rings.iter().flat_map(|ring| ring_steps(ring)).collect()
    }

    fn groups(&self, all: Vec<Vec<Outlines>>, lang: Lang) -> Vec<Mark> {
        let styles = self.style.categories.iter().zip(&self.categories.list);
        styles
            .zip(all)
            .filter(|(_, shapes)| shapes.iter().any(|outlines| !outlines.all.is_empty()))
            .map(|((style, category), shapes)| {
                let mut wide = Vec::new();
                let (mut fills, mut doubts) = (Vec::new(), Vec::new());
                for outlines in shapes {
                    wide.extend(outlines.wide);
                    doubts.push(Shape {
                        path: outlines.uncertain,
                        fill: Some(uncertain(style, self.opacity)),
                        stroke: None,
                    });
                    fills.push(Shape {
                        path: outlines.all,
                        fill: Some(fill(style, self.opacity)),
                        stroke: None,
                    });
                }
                let line = if style.is_dark() {
                    self.style.outline.hairline
                } else {
                    self.style.outline.line
                };
                let lines = Shape {
                    path: wide,
                    fill: None,
                    stroke: Some(Stroke::plain(line, OUTLINE_MM)),
                };
                Mark::Group(Group {
                    name: category::label(&category.key, lang),
                    clip: None,
                    marks: fills
                        .into_iter()
                        .chain(doubts)
                        .chain([lines])
                        .filter(|shape| !shape.path.is_empty())
                        .map(Mark::Shape)
                        .collect(),
                })
            })
            .collect()
    }
}

/// What a category is filled with, on the map and in the legend.
pub(super) fn fill(style: &CategoryStyle, opacity: f64) -> Fill {
    Fill {
        colour: style.fill,
        opacity,
        pattern: (style.pattern, style.ink),
        period: PERIOD_MM,
        is_open: false,
    }
}

/// The lines over parcels of a category whose class is uncertain.
fn uncertain(style: &CategoryStyle, opacity: f64) -> Fill {
    Fill {
        pattern: (Pattern::Sparse, style.uncertain_ink()),
        is_open: true,
        ..fill(style, opacity)
    }
}

fn outlined_from(style: &CategoryStyle) -> f64 {
    if style.pattern == Pattern::Plain {
        OUTLINED_FROM_MM
    } else {
        OUTLINED_PATTERN_FROM_MM
    }
}

/// A ring in millimetres, closed.
fn ring_steps(ring: &[[f32; 2]]) -> Vec<Step> {
    let points: Vec<[f64; 2]> = ring.iter().map(|point| point.map(f64::from)).collect();
    let kept = simplified_ring(&points);
    let mm = |point: [f64; 2]| point.map(|part| part / FINE_PX);
    let mut steps: Vec<Step> = kept.iter().map(|&point| Step::Line(mm(point))).collect();
    if let (Some(first), Some(point)) = (steps.first_mut(), kept.first()) {
        *first = Step::Move(mm(*point));
        steps.push(Step::Close);
    }
    steps
}

/// The corners of a closed ring that tell its shape (Douglas and Peucker, 1973); where they are too few for an area,
/// a box of the ring's size.
fn simplified_ring(ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let Some(&first) = ring.first() else {
        return Vec::new();
    };
    let far = |point: &[f64; 2]| (point[0] - first[0]).hypot(point[1] - first[1]);
    let farthest = (0..ring.len()).max_by(|&a, &b| far(&ring[a]).total_cmp(&far(&ring[b])));
    let farthest = farthest.unwrap_or(0);
    let mut closed = ring.to_vec();
    closed.push(first);
    let mut keep = vec![false; closed.len()];
    keep[0] = true;
    keep[farthest] = true;
    mark_corners(&closed, 0, farthest, &mut keep);
    mark_corners(&closed, farthest, closed.len() - 1, &mut keep);
    let kept: Vec<[f64; 2]> = ring
        .iter()
        .zip(&keep)
        .filter_map(|(&point, &keep)| keep.then_some(point))
        .collect();
    if kept.len() >= 3 {
        return kept;
    }
    let bounds = Bounds::of_points(ring);
    let ([left, top], [right, bottom]) = (bounds.min, bounds.max);
    vec![[left, top], [right, top], [right, bottom], [left, bottom]]
}

/// Marks the corners between two that are kept. A stack of its own: a ring may have a million vertices.
fn mark_corners(points: &[[f64; 2]], from: usize, to: usize, keep: &mut [bool]) {
    let mut open = vec![(from, to)];
    while let Some((from, to)) = open.pop() {
        let between = from + 1..to;
        let off = |at: usize| distance_to_line(points[at], points[from], points[to]);
        let farthest = between
            .map(|at| (at, off(at)))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, distance)) = farthest
            && distance > TOLERANCE_PX
        {
            keep[at] = true;
            open.push((from, at));
            open.push((at, to));
        }
    }
}

fn distance_to_line([x, y]: [f64; 2], [x0, y0]: [f64; 2], [x1, y1]: [f64; 2]) -> f64 {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 {
        (((x - x0) * dx + (y - y0) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (x - x0 - along * dx).hypot(y - y0 - along * dy)
}

/// A circle of four curves.
pub(super) fn disc([x, y]: [f64; 2], radius: f64) -> [Step; 6] {
    // How far the controls of a quarter lie from its ends, for a radius of 1.
    const PULL: f64 = 0.552_284_75;
    let at = |dx: f64, dy: f64| [x + dx * radius, y + dy * radius];
    [
        Step::Move(at(1.0, 0.0)),
        Step::Curve(at(1.0, PULL), at(PULL, 1.0), at(0.0, 1.0)),
        Step::Curve(at(-PULL, 1.0), at(-1.0, PULL), at(-1.0, 0.0)),
        Step::Curve(at(-1.0, -PULL), at(-PULL, -1.0), at(0.0, -1.0)),
        Step::Curve(at(PULL, -1.0), at(1.0, -PULL), at(1.0, 0.0)),
        Step::Close,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_stay_and_what_lies_on_a_side_goes() {
        let square = [
            [0.0, 0.0],
            [50.0, 0.5],
            [100.0, 0.0],
            [100.0, 100.0],
            [51.0, 99.0],
            [0.0, 100.0],
            [0.4, 40.0],
        ];
        let kept = simplified_ring(&square);
        assert_eq!(
            kept,
            [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]]
        );
    }

    #[test]
    fn what_is_too_small_for_a_shape_still_has_an_area() {
        let kept = simplified_ring(&[[0.0, 0.0], [1.0, 0.2], [0.6, 0.8]]);
        assert_eq!(kept.len(), 4);
        assert_eq!(simplified_ring(&[]), Vec::<[f64; 2]>::new());
    }
}
