//! Ground that lies under several outlines at once, told apart by which of them, without building any of it: for land
//! that several parcels of one year cover within another. The formula of
//! [`intersection_area`](super::intersection_area) knows two outlines only.
//!
//! A plumb line moves to the right, from each place where an edge begins or ends to the next. Between two of them all
//! edges are straight, and where they do not cross they keep their order, so the ground between two of them is a
//! trapezoid: its width times its height in the middle. Whoever goes down the line enters and leaves each outline in
//! turn, which tells what a spot lies in.

use super::{Chain, Chains, Vertex, edge_at};

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
            areas: sweep(base, others, range, [base.reach.min_y, base.reach.max_y]),
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
    let heights = common([base, a, b].map(|chains| [chains.reach.min_y, chains.reach.max_y]));
    if heights[0] >= heights[1] {
        return 0.0;
    }
    let range = common([base, a, b].map(x_range));
    let covers = sweep(base, &[a, b], range, heights);
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

/// The ground of `base` within a range of x and one of heights, by which of `others` lie over it. All ground that is
/// asked for must lie within both.
fn sweep(
    base: &Chains,
    others: &[&Chains],
    [from, to]: [f64; 2],
    heights: [f64; 2],
) -> Vec<(u64, f64)> {
    let mut line = Line::default();
    let mut coming = walks(base, others, [from, to], heights);
    let (mut x, mut ends) = (from, to);
    while x < to {
        while let Some(walk) = coming.pop_if(|walk| walk.edge.x <= x) {
            ends = ends.min(walk.right_x);
            line.walks.push(walk.begun_at(x));
        }
        let begins = coming.last().map_or(to, |walk| walk.edge.x);
        let next = ends.min(begins);
        line.measure(x, next);
        ends = line.go_on(next).min(to);
        x = next;
    }
    line.areas
}

/// A walk for each chain that is met, the one that begins first at the end. What lies below the heights does not matter,
/// and of what lies above them only that it is there.
fn walks<'a>(
    base: &'a Chains,
    others: &[&'a Chains],
    [from, to]: [f64; 2],
    [low, high]: [f64; 2],
) -> Vec<Walk<'a>> {
    let mut walks = Vec::new();
    for (outline, chains) in std::iter::once(&base).chain(others).enumerate() {
        let near = |chain: &&Chain| chain.min_x < to && chain.max_x > from && chain.max_y >= low;
        for chain in chains.chains.iter().filter(near) {
            let own_bit = outline.checked_sub(1).map_or(0, |other| 1 << other);
            walks.push(if chain.min_y >= high {
                Walk::level(chain, high, own_bit)
            } else {
                Walk::along(chains.vertices_of(chain), from, own_bit)
            });
        }
    }
    walks.sort_unstable_by(|a, b| b.edge.x.total_cmp(&a.edge.x));
    walks
}

/// A chain on the way from its left end to its right one.
#[derive(Debug)]
struct Walk<'a> {
    /// Where the edge at hand begins and ends.
    edge: Vertex,
    right_x: f64,
    /// The vertices after it, the one where it ends first; none for a chain of which this edge is all that matters.
    ahead: &'a [Vertex],
    /// The bit of its outline; 0 for the base.
    bit: u64,
    /// Its heights at both sides of the stretch at hand.
    y: f64,
    next_y: f64,
}

impl<'a> Walk<'a> {
    /// Along vertices from the edge on that is met at `from` or first.
    fn along(vertices: &'a [Vertex], from: f64, bit: u64) -> Self {
        let first = edge_at(vertices, from);
        Self::new(vertices[first], &vertices[first + 1..], bit)
    }

    fn new(edge: Vertex, ahead: &'a [Vertex], bit: u64) -> Self {
        Self {
            edge,
            right_x: ahead.first().map_or(edge.x, |vertex| vertex.x),
            ahead,
            bit,
            y: edge.y,
            next_y: edge.y,
        }
    }

    /// At one height from end to end of a chain.
    fn level(chain: &Chain, y: f64, bit: u64) -> Self {
        let edge = Vertex {
            x: chain.min_x,
            y,
            slope: 0.0,
        };
        Self {
            right_x: chain.max_x,
            ..Self::new(edge, &[], bit)
        }
    }

    fn begun_at(mut self, x: f64) -> Self {
        self.y = self.edge.height_at(x);
        self
    }

    /// Moves to the right side of the stretch at hand; false where the chain ends there.
    fn go_on(&mut self, x: f64) -> bool {
        self.y = self.next_y;
        if self.right_x > x {
            return true;
        }
        match self.ahead.split_first() {
            Some((edge, ahead)) if !ahead.is_empty() => {
                *self = Self::new(*edge, ahead, self.bit);
                true
            }
            _ => false,
        }
    }
}

/// A plumb line that moves to the right.
#[derive(Debug, Default)]
struct Line<'a> {
    /// What it meets; from above, once it hangs.
    walks: Vec<Walk<'a>>,
    areas: Vec<(u64, f64)>,
}

impl Line<'_> {
    /// Measures the ground from `from` to `to`; no edge begins or ends between them.
    fn measure(&mut self, from: f64, to: f64) {
        let (mut above, mut next_above, mut in_order) = (f64::INFINITY, f64::INFINITY, true);
        for walk in &mut self.walks {
            walk.next_y = walk.edge.height_at(to);
            in_order &= above >= walk.y && next_above >= walk.next_y;
            (above, next_above) = (walk.y, walk.next_y);
        }
        if !in_order {
            self.put_in_order(|walk| walk.y + walk.next_y);
            in_order = self.is_in_order();
        }
        if in_order {
            return self.add(to - from, |walk| (walk.y + walk.next_y) / 2.0);
        }
        let mut cuts = vec![to];
        for (number, e) in self.walks.iter().enumerate() {
            for f in &self.walks[number + 1..] {
                let (d0, d1) = (e.y - f.y, e.next_y - f.next_y);
                if d0 * d1 < 0.0 {
                    cuts.push(from + (to - from) * (d0 / (d0 - d1)));
                }
            }
        }
        cuts.sort_unstable_by(f64::total_cmp);
        let mut x = from;
        for cut in cuts {
            let middle = (x + cut) / 2.0;
            let height = |walk: &Walk<'_>| walk.edge.height_at(middle);
            self.put_in_order(height);
            self.add(cut - x, height);
            x = cut;
        }
    }

    /// True where no two cross in the stretch at hand.
    fn is_in_order(&self) -> bool {
        let pairs = self.walks.windows(2);
        pairs.into_iter().all(|pair| {
            let [above, below] = [&pair[0], &pair[1]];
            above.y >= below.y && above.next_y >= below.next_y
        })
    }

    /// Moves all to the right side of the stretch at hand, takes off those that end there, and says where the next edge
    /// ends.
    fn go_on(&mut self, x: f64) -> f64 {
        let (mut ends, mut all_go_on) = (f64::INFINITY, true);
        for walk in &mut self.walks {
            all_go_on &= walk.go_on(x);
            ends = ends.min(walk.right_x);
        }
        if !all_go_on {
            self.walks.retain(|walk| walk.right_x > x);
            let right_ends = self.walks.iter().map(|walk| walk.right_x);
            ends = right_ends.fold(f64::INFINITY, f64::min);
        }
        ends
    }

    /// From above. They hardly change places from one stretch to the next.
    fn put_in_order(&mut self, height: impl Fn(&Walk<'_>) -> f64) {
        for end in 1..self.walks.len() {
            let mut at = end;
            while at > 0 && height(&self.walks[at - 1]) < height(&self.walks[at]) {
                self.walks.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    /// Adds what the line meets where it is so much wide.
    fn add(&mut self, width: f64, height: impl Fn(&Walk<'_>) -> f64) {
        let (mut in_base, mut covers, mut above) = (false, 0_u64, 0.0);
        for walk in &self.walks {
            let y = height(walk);
            if in_base && covers != 0 && above > y {
                let area = width * (above - y);
                match self.areas.iter_mut().find(|(known, _)| *known == covers) {
                    Some((_, sum)) => *sum += area,
                    None => self.areas.push((covers, area)),
                }
            }
            in_base ^= walk.bit == 0;
            covers ^= walk.bit;
            above = y;
        }
    }
}
