//! Turning slices of coordinates from one system into another, by way of longitude and latitude on WGS 84.

use rayon::prelude::*;

use super::proj::Projection;
use super::{Crs, CrsError, Definition, mercator, rd};
use crate::geometry::Bounds;

/// Points that one thread turns at a time; fewer than this stay on the calling thread.
const CHUNK: usize = 8192;
/// Vertices whose common box is looked at before each of them is, in [`wgs84_bounds`].
const BLOCK: usize = 1024;
/// Points on each edge of a box, to see how far its transformed edges bulge.
const EDGE_POINTS: usize = 5;

/// The way from one system to another, made once and used for many points.
pub struct Transform {
    /// `None` when both systems are the same.
    ends: Option<[End; 2]>,
}

/// One system, to and from degrees on WGS 84.
enum End {
    Lonlat,
    Rd,
    Mercator,
    Proj(Box<Projection>),
}

impl End {
    fn new(crs: &Crs) -> Result<Self, CrsError> {
        Ok(match &crs.definition {
            Definition::RdNew => Self::Rd,
            Definition::Wgs84 => Self::Lonlat,
            Definition::WebMercator => Self::Mercator,
            Definition::Proj(text) => Self::Proj(Box::new(Projection::new(text)?)),
            Definition::Unsupported => return Err(CrsError::Unsupported { name: crs.label() }),
        })
    }

    fn unproject(&self, points: &mut [[f64; 2]]) {
        match self {
            Self::Lonlat => {}
            Self::Rd => each(points, rd::to_lonlat),
            Self::Mercator => each(points, mercator::to_lonlat),
            Self::Proj(projection) => projection.unproject(points),
        }
    }

    fn project(&self, points: &mut [[f64; 2]]) {
        match self {
            Self::Lonlat => {}
            Self::Rd => each(points, rd::from_lonlat),
            Self::Mercator => each(points, mercator::from_lonlat),
            Self::Proj(projection) => projection.project(points),
        }
    }
}

fn each(points: &mut [[f64; 2]], f: fn([f64; 2]) -> [f64; 2]) {
    for point in points {
        *point = f(*point);
    }
}

impl Transform {
    /// Prepares the way `from` one system `to` another.
    ///
    /// # Errors
    /// When either cannot be computed with.
    pub fn between(from: &Crs, to: &Crs) -> Result<Self, CrsError> {
        let ends = [End::new(from)?, End::new(to)?];
        Ok(Self {
            ends: (from.definition != to.definition).then_some(ends),
        })
    }

    /// True when there is nothing to do: both systems are the same.
    pub fn is_identity(&self) -> bool {
        self.ends.is_none()
    }

    /// Turns each point; x is longitude and y latitude, in degrees, where a system is geographic. A point
    /// that has no place in the target becomes NaN in both. The result does not depend on the number of
    /// threads.
    ///
    /// ```
    /// use ruilkaart::crs::{Crs, Transform};
    /// let rd_to_lonlat = Transform::between(&Crs::rd_new(), &Crs::wgs84())?;
    /// let mut points = [[155_000.0, 463_000.0]];
    /// rd_to_lonlat.apply(&mut points);
    /// assert!((points[0][0] - 5.387204).abs() < 1e-6 && (points[0][1] - 52.155172).abs() < 1e-6);
    /// # Ok::<(), ruilkaart::crs::CrsError>(())
    /// ```
    pub fn apply(&self, points: &mut [[f64; 2]]) {
        let Some([from, to]) = &self.ends else {
            return;
        };
        let run = |chunk: &mut [[f64; 2]]| {
            from.unproject(chunk);
            to.project(chunk);
        };
        if points.len() <= CHUNK {
            run(points);
        } else {
            points.par_chunks_mut(CHUNK).for_each(run);
        }
    }

    /// One point.
    pub fn point(&self, point: [f64; 2]) -> [f64; 2] {
        let mut points = [point];
        self.apply(&mut points);
        points[0]
    }

    /// A box around the transformed box, its edges followed as they bend. Empty when no part of it has a place.
    pub fn bounds(&self, bounds: &Bounds) -> Bounds {
        if bounds.is_empty() {
            return Bounds::EMPTY;
        }
        let mut points = edge_points(bounds);
        self.apply(&mut points);
        Bounds::of_points(&points)
    }
}

fn edge_points(bounds: &Bounds) -> Vec<[f64; 2]> {
    let between = |a: f64, b: f64, i: usize| a + (b - a) * (i as f64 / (EDGE_POINTS - 1) as f64);
    let ([x0, y0], [x1, y1]) = (bounds.min, bounds.max);
    (0..EDGE_POINTS)
        .flat_map(|i| {
            let (x, y) = (between(x0, x1, i), between(y0, y1, i));
            [[x, y0], [x, y1], [x0, y], [x1, y]]
        })
        .collect()
}

/// The box of the vertices in degrees on WGS 84: of the transformed vertices themselves, not of their
/// transformed box. `None` when the system cannot be computed with or no vertex has a place.
///
/// Blocks of vertices whose box cannot widen the answer are passed over, so that the millions of vertices of a
/// whole country cost little more than reading them.
pub fn wgs84_bounds(coords: &[[f64; 2]], crs: &Crs) -> Option<Bounds> {
    let transform = Transform::between(crs, &Crs::wgs84()).ok()?;
    if transform.is_identity() {
        return Some(Bounds::of_points(coords)).filter(|bounds| !bounds.is_empty());
    }
    let blocks: Vec<Bounds> = coords.par_chunks(BLOCK).map(Bounds::of_points).collect();
    let place = |block: &[[f64; 2]]| {
        let mut points = block.to_vec();
        transform.apply(&mut points);
        Bounds::of_points(&points)
    };
    let outermost = outermost_blocks(&blocks).into_iter();
    let outermost = outermost.filter_map(|index| coords.chunks(BLOCK).nth(index));
    let union = |a: Bounds, b: Bounds| a.union(&b);
    let known = outermost.map(place).fold(Bounds::EMPTY, union);
    let may_widen = |(_, bounds): &(&[[f64; 2]], &Bounds)| {
        let reach = transform.bounds(bounds);
        // What bends between the points on the edge stays well below a tenth of the size of a block.
        let margin = 0.1 * reach.width().max(reach.height());
        reach.is_empty() || !known.contains_bounds(&reach.grown(margin))
    };
    let others = coords.par_chunks(BLOCK).zip(&blocks).filter(may_widen);
    let found = others
        .map(|(block, _)| place(block))
        .reduce(|| known, union);
    (!found.is_empty()).then_some(found)
}

/// The blocks that reach farthest in each direction.
fn outermost_blocks(blocks: &[Bounds]) -> Vec<usize> {
    let farthest = |reach: fn(&Bounds) -> f64| {
        (0..blocks.len()).max_by(|&a, &b| reach(&blocks[a]).total_cmp(&reach(&blocks[b])))
    };
    let mut found: Vec<usize> = [
        farthest(|b| -b.min[0]),
        farthest(|b| -b.min[1]),
        farthest(|b| b.max[0]),
        farthest(|b| b.max[1]),
    ]
    .into_iter()
    .flatten()
    .collect();
    found.sort_unstable();
    found.dedup();
    found
}
