//! The area that two outlines share, without building the shape they share: the inner loop of the overlay.
//!
//! # The formula
//! For outlines whose rings enclose ground once (outer rings one way, holes the other),
//!
//! ```text
//! area(A ∩ B) = − Σ over edges e of A, f of B:  s(e) · s(f) · ∫ max(y_e(x) − y_f(x), 0) dx
//! ```
//!
//! where `s` is +1 for an edge that runs to the right and −1 for one that runs to the left, and the integral
//! goes over the x that both edges span.
//!
//! # Why it holds
//! Hang a plumb line at some x. It crosses the edges of A at heights `y_e`. Let outer rings run clockwise,
//! so that the edge on top of a piece of ground runs right (+1) and the edge below it runs left (−1). Walk
//! down the line from the sky: each crossing of a top edge enters ground, each crossing of a bottom edge
//! leaves it. So at height y the sum of `s(e)` over all edges *above* y is 1 on the ground of A and 0
//! elsewhere: it is A's indicator (in general its winding number). As rings close, all signs of one line
//! add up to 0, so B's indicator is as well *minus* the sum of `s(f)` over all edges *below* y. The product
//! of the two is 1 exactly on shared ground; integrated over y, each pair of edges contributes
//! `−s(e)·s(f)` times the stretch that lies below e and above f, which is `max(y_e − y_f, 0)`. Integrated
//! over x that is the formula. Nothing in it refers to a baseline, and no point of intersection is needed.
//!
//! # How it is computed
//! Rings are cut into chains along which x only grows or only shrinks, two or three an outline; a pair of
//! chains is merged in one pass from left to right. Between two neighbouring vertices both chains are
//! straight, and with `d0`, `d1` the differences at the ends of a stretch of width w the integral of
//! `max(d, 0)` is `w/2 · p²/q` with `p = max(d0,0) + max(d1,0)` and `q = |d0| + |d1|`: if they do not
//! cross, p is q or 0; if they do, the triangle's base is `w·p/q`.
//!
//! - Chains are stored left to right, so an edge that both outlines have is interpolated from the same end
//!   and its difference is exactly 0; 1e-300 in q keeps 0/0 away without changing any other result.
//! - Vertical edges end a chain and contribute nothing.
//! - Coordinates are taken relative to an origin nearby: squares of national coordinates lose six digits.
//! - Only the heights that both outlines reach matter: a chain of A above all of B counts as a level one at
//!   B's top, one of B below all of A as a level one at A's foot. The integrals change, their sum does not,
//!   and neighbours that touch, which are most pairs, cost a fraction.
//! - A chain lies in a band around the straight line between its ends. Where the band of one lies below that of another
//!   the pair is not merged: it adds nothing, or, the other way round, the difference of the ground under each, which is
//!   summed up along a chain when it is made. The lower outline is taken for A: of two neighbours that touch, most pairs
//!   of chains add nothing then.
//! - Rings are turned by their role before the signs are taken, so the direction they are stored in does
//!   not matter.

mod all;
mod strips;

use super::polygons::Feature;

pub use all::{Covers, MOST_COVERS, area_under_all};
pub use strips::{Place, Strips};

/// Shared ground smaller than this, in m², is rounding or two neighbours that touch.
pub const NOISE_M2: f64 = 1e-3;

/// A vertex of a chain, relative to the origin, with the slope of the edge to the next one.
#[derive(Debug, Clone, Copy)]
struct Vertex {
    x: f64,
    y: f64,
    slope: f64,
}

impl Vertex {
    /// Height at `x` of the edge that starts here.
    #[inline]
    fn height_at(&self, x: f64) -> f64 {
        self.y + (x - self.x) * self.slope
    }
}

/// A stretch of a ring along which x grows, stored left to right.
#[derive(Debug, Clone, Copy)]
struct Chain {
    /// Its vertices in [`Chains::vertices`].
    start: usize,
    end: usize,
    /// +1 where the ring runs to the right here, −1 where it runs to the left; outer rings clockwise.
    sign: f64,
    min_x: f64,
    max_x: f64,
    min_y: f64,
    max_y: f64,
    band: Band,
}

/// What a chain keeps within: so far above and below the straight line between its ends.
#[derive(Debug, Clone, Copy)]
struct Band {
    /// Where the line begins.
    start: Vertex,
    low: f64,
    high: f64,
}

impl Band {
    /// Around the straight line between two vertices, the left one first.
    fn around_nothing(first: Vertex, last: Vertex) -> Self {
        let slope = (last.y - first.y) / (last.x - first.x);
        Self {
            start: Vertex { slope, ..first },
            low: 0.0,
            high: 0.0,
        }
    }

    /// Becomes as wide as a vertex between the two wants.
    #[inline]
    fn take_in(&mut self, vertex: &Vertex) {
        let above = vertex.y - self.start.height_at(vertex.x);
        self.low = self.low.min(above);
        self.high = self.high.max(above);
    }

    /// Whether it lies below another from `x` to `end`.
    #[inline]
    fn lies_below(&self, other: &Self, x: f64, end: f64) -> bool {
        [x, end]
            .into_iter()
            .all(|x| self.start.height_at(x) + self.high <= other.start.height_at(x) + other.low)
    }
}

/// One outline made ready for [`intersection_area`]: its rings cut into chains around an origin.
#[derive(Debug, Clone, Default)]
pub struct Chains {
    vertices: Vec<Vertex>,
    /// By vertex: the ground between the chain up to there and the level of its first vertex.
    grounds: Vec<f64>,
    chains: Vec<Chain>,
    area: f64,
    /// Lowest and highest vertex of all chains.
    reach: Reach,
}

/// From the lowest to the highest.
#[derive(Debug, Clone, Copy)]
struct Reach {
    min_y: f64,
    max_y: f64,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            min_y: f64::INFINITY,
            max_y: f64::NEG_INFINITY,
        }
    }
}

impl Chains {
    /// Cuts the rings of `feature` into chains, relative to `origin`. Two outlines can only be compared
    /// when they were made around the same origin, best a whole number a few kilometres away at most.
    pub fn new(feature: &Feature<'_>, origin: [f64; 2]) -> Self {
        Self::default().anew(feature, origin, &mut Vec::new())
    }

    /// As [`new`](Self::new), in the memory of chains that are done with; `points` is room for those of a ring.
    #[must_use]
    pub fn anew(
        mut self,
        feature: &Feature<'_>,
        origin: [f64; 2],
        points: &mut Vec<[f64; 2]>,
    ) -> Self {
        self.vertices.clear();
        self.grounds.clear();
        self.chains.clear();
        (self.area, self.reach) = (0.0, Reach::default());
        let room = feature.coords().len() + 4;
        self.vertices.reserve(room);
        self.grounds.reserve(room);
        for part in feature.parts() {
            for (number, ring) in part.rings().enumerate() {
                from_leftmost(ring, origin, points);
                self.push_ring(points, number > 0);
            }
        }
        self
    }

    /// Area enclosed, holes subtracted; right for valid outlines only (see [`is_valid`](Self::is_valid)).
    pub fn area(&self) -> f64 {
        self.area
    }

    /// True when every spot of the plane is enclosed once or not at all.
    ///
    /// The formula applied to an outline and itself integrates the square of the winding number w, the
    /// area integrates w itself. The difference sums `w² − w`, which is never negative for whole w and 0
    /// only for w = 0 and 1: rings that cross or cover each other cannot hide.
    pub fn is_valid(&self) -> bool {
        (self.squared_winding() - self.area).abs() <= 1e-7 + 1e-12 * self.area
    }

    /// What the formula gives for an outline and itself. Each pair of chains counts both ways round, so the
    /// integrals of `max(d, 0)` and `max(−d, 0)` add up to that of `|d|`; a chain and itself give nothing.
    fn squared_winding(&self) -> f64 {
        let mut sum = 0.0;
        for (number, e) in self.chains.iter().enumerate() {
            for f in &self.chains[number + 1..] {
                let (x, end) = (e.min_x.max(f.min_x), e.max_x.min(f.max_x));
                if x < end {
                    sum -= e.sign * f.sign * self.ground_apart(e, f, x, end);
                }
            }
        }
        sum
    }

    /// The area between two chains, whichever is above, from `x` to `end`, both within both chains.
    fn ground_apart(&self, e: &Chain, f: &Chain, x: f64, end: f64) -> f64 {
        let over = |upper, lower| {
            self.ground_over(upper, 0.0, x, end) - self.ground_over(lower, 0.0, x, end)
        };
        if e.band.lies_below(&f.band, x, end) {
            over(f, e)
        } else if f.band.lies_below(&e.band, x, end) {
            over(e, f)
        } else {
            merge(
                self.vertices_of(e),
                self.vertices_of(f),
                x,
                end,
                |width, d0, d1| {
                    let above = d0.max(0.0) + d1.max(0.0);
                    let below = (-d0).max(0.0) + (-d1).max(0.0);
                    let apart = d0.abs() + d1.abs() + 1e-300;
                    width * (above * above + below * below) / apart
                },
            )
        }
    }

    /// Adds a ring that begins and ends with one of its leftmost points, so that no chain runs across the start.
    fn push_ring(&mut self, points: &[[f64; 2]], is_hole: bool) {
        let first_chain = self.chains.len();
        let (mut start, mut heading) = (0, 0);
        for (at, edge) in points.windows(2).enumerate() {
            let [from, to] = [edge[0][0], edge[1][0]];
            let own = i8::from(to > from) - i8::from(to < from);
            if own != heading {
                self.push_chain(&points[start..=at], heading);
                (start, heading) = (at, own);
            }
        }
        self.push_chain(&points[start..], heading);
        // Of a ring that runs clockwise what lies under chains to the right is more than under those to the left.
        let level = points.first().map_or(0.0, |point| point[1]);
        let under =
            |chain: &Chain| chain.sign * self.ground_over(chain, level, chain.min_x, chain.max_x);
        let area: f64 = self.chains[first_chain..].iter().map(under).sum();
        // An outer ring counts as clockwise, a hole as its opposite.
        let turn = if (area < 0.0) == is_hole { 1.0 } else { -1.0 };
        for chain in &mut self.chains[first_chain..] {
            chain.sign *= turn;
        }
        self.area += turn * area;
    }

    /// Makes points that follow each other to the right (1) or to the left (−1) a chain; those straight above each
    /// other are none.
    fn push_chain(&mut self, points: &[[f64; 2]], heading: i8) {
        let start = self.vertices.len();
        let vertex = |point: &[f64; 2]| Vertex {
            x: point[0],
            y: point[1],
            slope: 0.0,
        };
        match heading {
            1 => self.vertices.extend(points.iter().map(vertex)),
            -1 => self.vertices.extend(points.iter().rev().map(vertex)),
            _ => return,
        }
        let end = self.vertices.len();
        self.grounds.resize(end, 0.0);
        let vertices = &mut self.vertices[start..];
        let &mut [first, .., last] = vertices else {
            return;
        };
        let mut band = Band::around_nothing(first, last);
        let (mut min_y, mut max_y) = (first.y, first.y);
        let (mut at, mut double_ground) = (first, 0.0);
        let ahead = 1..vertices.len();
        for (number, ground) in ahead.zip(&mut self.grounds[start + 1..]) {
            let next = vertices[number];
            let width = next.x - at.x;
            vertices[number - 1].slope = (next.y - at.y) / width;
            double_ground += width * ((at.y - first.y) + (next.y - first.y));
            *ground = double_ground / 2.0;
            band.take_in(&next);
            min_y = min_y.min(next.y);
            max_y = max_y.max(next.y);
            at = next;
        }
        self.reach.min_y = self.reach.min_y.min(min_y);
        self.reach.max_y = self.reach.max_y.max(max_y);
        self.chains.push(Chain {
            start,
            end,
            sign: f64::from(heading),
            min_x: first.x,
            max_x: last.x,
            min_y,
            max_y,
            band,
        });
    }

    /// The area between a chain and a level, from `x` to `end`, both within the chain; negative below it.
    #[inline]
    fn ground_over(&self, chain: &Chain, level: f64, x: f64, end: f64) -> f64 {
        let first = chain.band.start.y;
        self.ground_until(chain, end) - self.ground_until(chain, x) + (first - level) * (end - x)
    }

    /// The same from the beginning of the chain to `x`, over the level of its first vertex.
    #[inline]
    fn ground_until(&self, chain: &Chain, x: f64) -> f64 {
        if x <= chain.min_x {
            return 0.0;
        }
        if x >= chain.max_x {
            return self.grounds[chain.end - 1];
        }
        let edge = chain.start + edge_at(self.vertices_of(chain), x);
        let vertex = &self.vertices[edge];
        let (width, height) = (x - vertex.x, vertex.y - chain.band.start.y);
        self.grounds[edge] + width * (height + width * vertex.slope / 2.0)
    }

    fn vertices_of(&self, chain: &Chain) -> &[Vertex] {
        &self.vertices[chain.start..chain.end]
    }
}

/// The area that both outlines enclose, in the square of their unit; never negative, and 0 where it is
/// smaller than rounding can tell from nothing. Both must be valid and made around the same origin.
pub fn intersection_area(a: &Chains, b: &Chains) -> f64 {
    let lower_first = a.reach.min_y + a.reach.max_y <= b.reach.min_y + b.reach.max_y;
    let (a, b) = if lower_first { (a, b) } else { (b, a) };
    let (foot, top) = (a.reach.min_y, b.reach.max_y);
    let mut sum = 0.0;
    for e in &a.chains {
        let above_all = e.min_y >= top;
        for f in &b.chains {
            let (x, end) = (e.min_x.max(f.min_x), e.max_x.min(f.max_x));
            // A chain that lies below the other everywhere adds nothing.
            if x >= end || e.max_y <= f.min_y {
                continue;
            }
            let ground = match (above_all, f.max_y <= foot) {
                (true, true) => (top - foot) * (end - x),
                (true, false) => -b.ground_over(f, top, x, end),
                (false, true) => a.ground_over(e, foot, x, end),
                (false, false) if e.band.lies_below(&f.band, x, end) => continue,
                (false, false) if f.band.lies_below(&e.band, x, end) => {
                    a.ground_over(e, foot, x, end) - b.ground_over(f, foot, x, end)
                }
                (false, false) => ground_between(a.vertices_of(e), b.vertices_of(f), x, end),
            };
            sum -= e.sign * f.sign * ground;
        }
    }
    sum.max(0.0)
}

/// The area above chain `f` and below chain `e`, from `x` to `end`, both within both chains.
fn ground_between(e: &[Vertex], f: &[Vertex], x: f64, end: f64) -> f64 {
    merge(e, f, x, end, |width, d0, d1| {
        let above = d0.max(0.0) + d1.max(0.0);
        let apart = d0.abs() + d1.abs() + 1e-300;
        width * above * (above / apart)
    })
}

/// Half the sum of `twice` over all stretches on which both chains are straight: it is given the width of the stretch
/// and how far `e` is above `f` at both ends.
///
/// Which chain has the next vertex is as good as random, so nothing here branches on it, which halves the time; each
/// step waits for the one before it, so it goes from both ends at once, which takes another third off.
#[inline]
fn merge(
    e: &[Vertex],
    f: &[Vertex],
    mut x: f64,
    mut end: f64,
    twice: impl Fn(f64, f64, f64) -> f64,
) -> f64 {
    let (mut i, mut j) = (edge_at(e, x), edge_at(f, x));
    let (mut k, mut l) = (edge_until(e, end), edge_until(f, end));
    let apart = |e: &Vertex, f: &Vertex, x: f64| e.height_at(x) - f.height_at(x);
    let mut at_x = apart(&e[i], &f[j], x);
    let mut at_end = apart(&e[k], &f[l], end);
    let (mut forth, mut back) = (0.0, 0.0);
    loop {
        let (e_ends, f_ends) = (e[i + 1].x, f[j + 1].x);
        let next = if e_ends < f_ends { e_ends } else { f_ends };
        let (e_starts, f_starts) = (e[k].x, f[l].x);
        let last = if e_starts > f_starts {
            e_starts
        } else {
            f_starts
        };
        if next > last {
            break;
        }
        let at_next = apart(&e[i], &f[j], next);
        forth += twice(next - x, at_x, at_next);
        i += usize::from(e_ends <= f_ends);
        j += usize::from(f_ends <= e_ends);
        (x, at_x) = (next, at_next);
        let at_last = apart(&e[k], &f[l], last);
        back += twice(end - last, at_last, at_end);
        k -= usize::from(e_starts >= f_starts);
        l -= usize::from(f_starts >= e_starts);
        (end, at_end) = (last, at_last);
    }
    // No vertex is left between the two.
    (forth + twice(end - x, at_x, at_end) + back) / 2.0
}

/// The edge of a chain that starts at `x` or spans it, by the number of its left vertex.
fn edge_at(chain: &[Vertex], x: f64) -> usize {
    // Where two chains are merged, one of them begins there.
    if chain[0].x >= x {
        return 0;
    }
    chain
        .partition_point(|vertex| vertex.x <= x)
        .saturating_sub(1)
}

/// The edge of a chain that ends at `x` or spans it, by the number of its left vertex.
fn edge_until(chain: &[Vertex], x: f64) -> usize {
    // Where two chains are merged, one of them ends there.
    let last = chain.len() - 1;
    if chain[last].x <= x {
        return last - 1;
    }
    chain
        .partition_point(|vertex| vertex.x < x)
        .saturating_sub(1)
}

/// Puts the points of a ring relative to an origin into `points`, from a leftmost one until that again.
fn from_leftmost(ring: &[[f64; 2]], origin: [f64; 2], points: &mut Vec<[f64; 2]>) {
    points.clear();
    let Some(first) = ring.first() else { return };
    let (mut leftmost, mut min_x) = (0, first[0]);
    for (at, point) in ring.iter().enumerate() {
        if point[0] < min_x {
            (leftmost, min_x) = (at, point[0]);
        }
    }
    let local = |point: &[f64; 2]| [point[0] - origin[0], point[1] - origin[1]];
    points.reserve(ring.len() + 1);
    points.extend(ring[leftmost..].iter().map(local));
    points.extend(ring[..=leftmost].iter().map(local));
}
