//! Ground that lies under several outlines at once, told apart by which of them, without building any of it: for land
//! that several parcels of one year cover within another. The formula of
//! [`intersection_area`](super::intersection_area) knows two outlines only.
//!
//! The plane is cut into upright slabs wherever an edge begins or ends or two edges cross. Within a slab all edges
//! are straight and keep their order, so the ground between two of them is a trapezoid, and a trapezoid is its width
//! times its height in the middle. On the plumb line there the signs of the edges, summed from above, tell which
//! outlines a spot lies in.

use super::{Chain, Chains, Vertex};

/// Most outlines that are told apart: each is a bit of one number.
pub const MOST_COVERS: usize = u64::BITS as usize;

/// Ground of one outline by what lies over it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Covers {
    /// The others that lie over it, a bit each, and how much ground lies under exactly these.
    areas: Vec<(u64, f64)>,
}

impl Covers {
    /// The ground of `base` by which of `others` lie over it; ground under none is left out. All must be valid and
    /// made around the same origin. `None` for more than [`MOST_COVERS`] others.
    pub fn of(base: &Chains, others: &[&Chains]) -> Option<Self> {
        if others.len() > MOST_COVERS {
            return None;
        }
        let span = others.iter().map(|chains| x_range(chains));
        let span = span.fold(NOTHING, |[min, max], own| {
            [min.min(own[0]), max.max(own[1])]
        });
        let range = common([x_range(base), span]);
        Some(Self {
            areas: sweep(base, others, range, base.reach.min_y),
        })
    }

    /// The ground under any of some outlines, each named by its bit.
    pub fn under_any(&self, of: u64) -> f64 {
        let some = self.areas.iter().filter(|(covers, _)| covers & of != 0);
        some.map(|(_, area)| area).sum()
    }
}

/// The area that all three enclose, in the square of their unit; never negative. They must be valid and made around
/// the same origin.
pub fn area_under_all([base, a, b]: [&Chains; 3]) -> f64 {
    let heights = [base, a, b].map(|chains| [chains.reach.min_y, chains.reach.max_y]);
    let [low, high] = common(heights);
    if low >= high {
        return 0.0;
    }
    let covers = sweep(base, &[a, b], common([base, a, b].map(x_range)), low);
    let both = covers.iter().find(|(covers, _)| *covers == 0b11);
    both.map_or(0.0, |(_, area)| *area)
}

const NOTHING: [f64; 2] = [f64::INFINITY, f64::NEG_INFINITY];

fn x_range(chains: &Chains) -> [f64; 2] {
    let chains = chains.chains.iter();
    chains.fold(NOTHING, |[min, max], chain| {
        [min.min(chain.min_x), max.max(chain.max_x)]
    })
}

fn common<const N: usize>(ranges: [[f64; 2]; N]) -> [f64; 2] {
    let everything = [f64::NEG_INFINITY, f64::INFINITY];
    let narrow = |[min, max]: [f64; 2], own: [f64; 2]| [min.max(own[0]), max.min(own[1])];
    ranges.into_iter().fold(everything, narrow)
}

/// The ground of `base` within a range of x, by which of `others` lie over it. The ground that is asked for lies
/// above `low`: what is below it is not looked at.
fn sweep(base: &Chains, others: &[&Chains], [from, to]: [f64; 2], low: f64) -> Vec<(u64, f64)> {
    if from >= to {
        return Vec::new();
    }
    let edges = edges(base, others, [from, to], low);
    let mut ends: Vec<f64> = edges.iter().flat_map(|e| [e.left.x, e.right_x]).collect();
    ends.retain(|x| from < *x && *x < to);
    ends.extend([from, to]);
    ends.sort_unstable_by(f64::total_cmp);
    let mut coming = edges.into_iter().peekable();
    let mut line = Line {
        winding: vec![0.0; others.len() + 1],
        ..Line::default()
    };
    for slab in ends.windows(2).filter(|slab| slab[0] < slab[1]) {
        line.edges.retain(|edge| edge.right_x > slab[0]);
        while let Some(edge) = coming.next_if(|edge| edge.left.x <= slab[0]) {
            line.edges.push(edge);
        }
        line.measure(slab[0], slab[1]);
    }
    line.areas
}

/// The edges with some x in the range that reach up to `low`, in the order of their left ends.
fn edges(base: &Chains, others: &[&Chains], [from, to]: [f64; 2], low: f64) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (outline, chains) in std::iter::once(&base).chain(others).enumerate() {
        let near = |chain: &&Chain| chain.min_x < to && chain.max_x > from && chain.max_y >= low;
        for chain in chains.chains.iter().filter(near) {
            let ends = chains.vertices_of(chain).windows(2);
            let near = ends.filter(|ends| {
                ends[0].x < to && ends[1].x > from && (ends[0].y >= low || ends[1].y >= low)
            });
            edges.extend(near.map(|ends| Edge {
                left: ends[0],
                right_x: ends[1].x,
                sign: chain.sign,
                outline,
                y: 0.0,
            }));
        }
    }
    edges.sort_unstable_by(|a, b| a.left.x.total_cmp(&b.left.x));
    edges
}

/// An edge from left to right.
#[derive(Debug, Clone, Copy)]
struct Edge {
    left: Vertex,
    right_x: f64,
    sign: f64,
    /// 0 for the base, from 1 on for the others.
    outline: usize,
    /// Height on the plumb line that was hung last.
    y: f64,
}

/// A plumb line that moves to the right, with the edges that it meets.
#[derive(Debug, Default)]
struct Line {
    edges: Vec<Edge>,
    /// Where edges cross in the slab at hand.
    cuts: Vec<f64>,
    /// Per outline, how often it winds round the spot at hand.
    winding: Vec<f64>,
    areas: Vec<(u64, f64)>,
}

impl Line {
    /// Measures the ground from `from` to `to`; no edge begins or ends between them.
    fn measure(&mut self, from: f64, to: f64) {
        self.hang((from + to) / 2.0);
        let height = |edge: &Edge, x| edge.left.height_at(x);
        let keep_order = self.edges.windows(2).all(|pair| {
            let upper = |x| height(&pair[0], x) >= height(&pair[1], x);
            upper(from) && upper(to)
        });
        if keep_order {
            return self.add(to - from);
        }
        self.cuts.clear();
        for (number, e) in self.edges.iter().enumerate() {
            for f in &self.edges[number + 1..] {
                let [d0, d1] = [from, to].map(|x| height(e, x) - height(f, x));
                if d0 * d1 < 0.0 {
                    self.cuts.push(from + (to - from) * (d0 / (d0 - d1)));
                }
            }
        }
        self.cuts.push(to);
        self.cuts.sort_unstable_by(f64::total_cmp);
        let mut x = from;
        for cut in std::mem::take(&mut self.cuts) {
            self.hang((x + cut) / 2.0);
            self.add(cut - x);
            x = cut;
        }
    }

    /// Hangs the line at `x`; its edges are then in order from above.
    fn hang(&mut self, x: f64) {
        for edge in &mut self.edges {
            edge.y = edge.left.height_at(x);
        }
        // They hardly change places from one slab to the next.
        for end in 1..self.edges.len() {
            let mut at = end;
            while at > 0 && self.edges[at - 1].y < self.edges[at].y {
                self.edges.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    /// Adds what the line meets, so much wide.
    fn add(&mut self, width: f64) {
        self.winding.fill(0.0);
        let (mut covers, mut above) = (0_u64, f64::INFINITY);
        for edge in &self.edges {
            if covers != 0 && self.winding[0] > 0.5 && above > edge.y {
                let area = width * (above - edge.y);
                match self.areas.iter_mut().find(|(known, _)| *known == covers) {
                    Some((_, sum)) => *sum += area,
                    None => self.areas.push((covers, area)),
                }
            }
            self.winding[edge.outline] += edge.sign;
            if let Some(bit) = edge.outline.checked_sub(1) {
                let is_under = self.winding[edge.outline] > 0.5;
                covers = covers & !(1 << bit) | u64::from(is_under) << bit;
            }
            above = edge.y;
        }
    }
}
