//! A large outline made ready to be compared with many small ones: a municipality and its parcels.
//!
//! The formula of [`intersection_area`](super::intersection_area) looks at pairs of edges that share some x. So the
//! plane is cut into upright strips that know their edges, and a parcel meets the edges of its own strips only:
//! a few dozen instead of thousands. Most parcels meet none of them inside their box; they lie wholly inside or
//! outside, and one point tells which.

use super::{Chains, Vertex, ground_between};
use crate::geometry::bounds::Bounds;
use crate::geometry::polygons::Feature;

/// Most strips of an outline: more would cost more than they save.
const MOST_STRIPS: usize = 1 << 14;

/// Where a small outline lies in a large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Wholly inside.
    Inside,
    /// Wholly outside.
    Outside,
    /// The border runs through its box.
    Border,
}

/// An edge from left to right, around the origin.
#[derive(Debug, Clone, Copy)]
struct Edge {
    left: Vertex,
    right: Vertex,
    /// As a chain's: +1 where an outer ring, turned clockwise, runs to the right.
    sign: f64,
}

/// A valid outline with its edges in strips.
#[derive(Debug, Clone)]
pub struct Strips {
    origin: [f64; 2],
    /// The box around the edges, around the origin.
    bounds: Bounds,
    width: f64,
    edges: Vec<Edge>,
    /// First entry of each strip in `members`, and their number at the end.
    starts: Vec<u32>,
    /// Edges of each strip, one strip after the other.
    members: Vec<u32>,
    area: f64,
}

impl Strips {
    /// Cuts the plane around `feature` into strips. The outline must be valid; what it is compared with must be
    /// made around the same origin.
    pub fn new(feature: &Feature<'_>, origin: [f64; 2]) -> Self {
        let mut edges = Vec::with_capacity(feature.coords().len());
        let mut area = 0.0;
        for part in feature.parts() {
            for (number, ring) in part.rings().enumerate() {
                area += push_ring(&mut edges, ring, origin, number > 0);
            }
        }
        let mut strips = Self {
            origin,
            bounds: feature_bounds(&edges),
            width: 1.0,
            edges,
            starts: vec![0],
            members: Vec::new(),
            area,
        };
        strips.fill();
        strips
    }

    /// Area enclosed, holes subtracted.
    pub fn area(&self) -> f64 {
        self.area
    }

    /// The origin that it was made around.
    pub fn origin(&self) -> [f64; 2] {
        self.origin
    }

    /// Counts the edges of each strip, then puts them there.
    fn fill(&mut self) {
        if self.edges.is_empty() {
            return;
        }
        let count = (self.edges.len() / 2).clamp(1, MOST_STRIPS);
        // A grain wider, so that the right end falls into the last strip.
        self.width = (self.bounds.width() / count as f64).max(1e-6) * (1.0 + 1e-9);
        let mut starts = vec![0_u32; count + 1];
        let ranges: Vec<[usize; 2]> = self
            .edges
            .iter()
            .map(|edge| [edge.left.x, edge.right.x].map(|x| self.strip(x, count)))
            .collect();
        for [from, to] in &ranges {
            for count in &mut starts[from + 1..=to + 1] {
                *count += 1;
            }
        }
        for strip in 0..count {
            starts[strip + 1] += starts[strip];
        }
        let mut next = starts.clone();
        self.members = vec![0; starts[count] as usize];
        for (number, [from, to]) in (0_u32..).zip(&ranges) {
            for slot in &mut next[*from..=*to] {
                self.members[*slot as usize] = number;
                *slot += 1;
            }
        }
        self.starts = starts;
    }

    fn strip(&self, x: f64, count: usize) -> usize {
        // Numbers below 0 and NaN become 0.
        let strip = ((x - self.bounds.min[0]) / self.width) as usize;
        strip.min(count.saturating_sub(1))
    }

    /// The edges that share some x with `from..=to`, each once.
    fn edges_between(&self, from: f64, to: f64) -> impl Iterator<Item = &Edge> {
        let count = self.starts.len() - 1;
        let first = self.strip(from, count);
        let strips = first..(self.strip(to, count) + 1).min(count);
        strips.flat_map(move |strip| {
            let members = self.starts[strip] as usize..self.starts[strip + 1] as usize;
            let edges = self.members[members].iter();
            let edges = edges.map(|&number| &self.edges[number as usize]);
            // An edge of several strips counts in the first that is asked for.
            edges.filter(move |edge| {
                edge.right.x >= from
                    && edge.left.x <= to
                    && self.strip(edge.left.x, count).max(first) == strip
            })
        })
    }

    /// Where an outline lies, from its box and one of its points, both in the coordinates of the layer. Touching
    /// counts as border.
    pub fn place(&self, bounds: &Bounds, point: [f64; 2]) -> Place {
        let local = |[x, y]: [f64; 2]| [x - self.origin[0], y - self.origin[1]];
        let (min, max) = (local(bounds.min), local(bounds.max));
        let bounds = Bounds { min, max };
        if !self.bounds.intersects(&bounds) {
            return Place::Outside;
        }
        if self
            .edges_between(min[0], max[0])
            .any(|edge| edge.meets(&bounds))
        {
            return Place::Border;
        }
        if self.winding_above(local(point)) {
            Place::Inside
        } else {
            Place::Outside
        }
    }

    /// Whether the edges above a point say that it lies inside.
    fn winding_above(&self, [x, y]: [f64; 2]) -> bool {
        let above = self
            .edges_between(x, x)
            .filter(|edge| edge.left.x <= x && x < edge.right.x && edge.left.height_at(x) > y);
        above.map(|edge| edge.sign).sum::<f64>() > 0.5
    }

    /// The area that the outline shares with a small one; never negative. `bounds` is the box of that in the
    /// coordinates of the layer.
    pub fn shared_area(&self, other: &Chains, bounds: &Bounds) -> f64 {
        let [from, to] = [bounds.min[0], bounds.max[0]].map(|x| x - self.origin[0]);
        let lowest = bounds.min[1] - self.origin[1];
        let mut sum = 0.0;
        for edge in self.edges_between(from, to) {
            // An edge that lies below the other outline everywhere adds nothing.
            if edge.left.y.max(edge.right.y) <= lowest {
                continue;
            }
            let ends = [edge.left, edge.right];
            for chain in &other.chains {
                let (x, end) = (edge.left.x.max(chain.min_x), edge.right.x.min(chain.max_x));
                if x < end {
                    let ground = ground_between(&ends, other.vertices_of(chain), x, end);
                    sum -= edge.sign * chain.sign * ground;
                }
            }
        }
        sum.max(0.0)
    }
}

impl Edge {
    /// True when the edge has a point in the box.
    fn meets(&self, bounds: &Bounds) -> bool {
        let (low, high) = if self.left.y <= self.right.y {
            (self.left.y, self.right.y)
        } else {
            (self.right.y, self.left.y)
        };
        if low > bounds.max[1]
            || high < bounds.min[1]
            || self.left.x > bounds.max[0]
            || self.right.x < bounds.min[0]
        {
            return false;
        }
        // Straight up: within both ranges is inside.
        if self.left.x >= self.right.x {
            return true;
        }
        // Its heights at the sides of the box, or where it ends between them.
        let [from, to] = [
            self.left.x.max(bounds.min[0]),
            self.right.x.min(bounds.max[0]),
        ]
        .map(|x| self.left.height_at(x));
        from.max(to) >= bounds.min[1] && from.min(to) <= bounds.max[1]
    }
}

fn feature_bounds(edges: &[Edge]) -> Bounds {
    let mut bounds = Bounds::EMPTY;
    for edge in edges {
        bounds.extend([edge.left.x, edge.left.y]);
        bounds.extend([edge.right.x, edge.right.y]);
    }
    bounds
}

/// Adds the edges of a ring, upright ones too, and gives its area: negative for a hole.
fn push_ring(edges: &mut Vec<Edge>, ring: &[[f64; 2]], origin: [f64; 2], is_hole: bool) -> f64 {
    let Some(&last) = ring.last() else {
        return 0.0;
    };
    let local = |[x, y]: [f64; 2]| [x - origin[0], y - origin[1]];
    let (first_edge, first) = (edges.len(), local(last));
    let mut from = first;
    let mut double_area = 0.0;
    for &point in ring {
        let to = local(point);
        double_area += (to[0] - from[0]) * ((to[1] - first[1]) + (from[1] - first[1]));
        // Whoever asks for the area sees that something is not a number; here it has no place.
        if from.iter().chain(&to).all(|c| c.is_finite()) {
            edges.push(edge(from, to));
        }
        from = to;
    }
    // Positive for a clockwise ring. An outer ring counts as one, a hole as its opposite.
    let turn = if (double_area < 0.0) == is_hole {
        1.0
    } else {
        -1.0
    };
    for edge in &mut edges[first_edge..] {
        edge.sign *= turn;
    }
    turn * double_area / 2.0
}

fn edge(from: [f64; 2], to: [f64; 2]) -> Edge {
    let (left, right, sign) = if from[0] <= to[0] {
        (from, to, 1.0)
    } else {
        (to, from, -1.0)
    };
    let vertex = |[x, y]: [f64; 2], slope| Vertex { x, y, slope };
    let slope = if right[0] > left[0] {
        (right[1] - left[1]) / (right[0] - left[0])
    } else {
        0.0
    };
    Edge {
        left: vertex(left, slope),
        right: vertex(right, 0.0),
        sign,
    }
}
