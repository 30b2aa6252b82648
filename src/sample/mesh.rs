//! A block of land cut into pieces that share their borders to the bit. Every border is an edge that both
//! neighbours refer to: a corner that one of them gets, the other gets too.

use super::convex::{Corners, signed_area, unit, whole_mm};
use super::random::{Random, mix2};
use super::warp::Warp;

/// The borders of one block, before bending.
#[derive(Debug)]
pub(super) struct Mesh {
    /// Position per node.
    nodes: Vec<[f64; 2]>,
    /// Nodes along each straight border, from one end to the other.
    edges: Vec<Vec<usize>>,
    /// How many of the edges are the border of the block itself.
    outer: usize,
}

/// A convex piece: stretches of borders, anticlockwise.
#[derive(Debug, Clone)]
pub(super) struct Face {
    sides: Vec<Side>,
}

/// The stretch of an edge between two of its nodes, in either direction.
#[derive(Debug, Clone, Copy)]
struct Side {
    edge: usize,
    from: usize,
    to: usize,
}

/// A line to cut along: a point on it and its direction, length 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// A point on the line.
    pub(super) point: [f64; 2],
    /// Its direction.
    pub(super) along: [f64; 2],
}

/// How far borders may stray from the straight line between two corners, metres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stray {
    /// Along the road or ditch around the block.
    pub(super) outer_m: f64,
    /// Between neighbours.
    pub(super) inner_m: f64,
}

/// A cut that comes nearer than this to a node goes through the node.
const SNAP_M: f64 = 9.0;
/// Longest stretch of a border without a bend.
const STRETCH_M: f64 = 230.0;
/// Pieces smaller than this are not cut off.
const LEAST_M2: f64 = 400.0;

impl Mesh {
    /// A block with these corners, and the one piece it is at first.
    pub(super) fn new(corners: &Corners) -> (Self, Face) {
        let count = corners.len();
        let next = |i: usize| (i + 1) % count;
        let mesh = Self {
            nodes: corners.clone(),
            edges: (0..count).map(|i| vec![i, next(i)]).collect(),
            outer: count,
        };
        let side = |i| Side {
            edge: i,
            from: i,
            to: next(i),
        };
        let sides = (0..count).map(side).collect();
        (mesh, Face { sides })
    }

    /// Corners of a piece before bending; nodes that only its neighbours turn at are not among them.
    pub(super) fn corners(&self, face: &Face) -> Corners {
        face.sides
            .iter()
            .map(|side| self.nodes[side.from])
            .collect()
    }

    /// Area of a piece before bending, m².
    pub(super) fn area_m2(&self, face: &Face) -> f64 {
        signed_area(&self.corners(face))
    }

    /// Cuts a piece in two: left of the line and right of it. None when the line misses it or would cut
    /// off next to nothing.
    pub(super) fn split(&mut self, face: &Face, cut: Cut) -> Option<(Face, Face)> {
        let normal = [-cut.along[1], cut.along[0]];
        let height = |node: usize| {
            let pos = self.nodes[node];
            (pos[0] - cut.point[0]) * normal[0] + (pos[1] - cut.point[1]) * normal[1]
        };
        let mut leave = None;
        let mut enter = None;
        for (index, side) in face.sides.iter().enumerate() {
            let (here, there) = (height(side.from), height(side.to));
            if (here >= 0.0) != (there >= 0.0) {
                let crossing = Some((index, here / (here - there)));
                *(if here >= 0.0 { &mut leave } else { &mut enter }) = crossing;
            }
        }
        let (leave, enter) = (leave?, enter?);
        let a = (leave.0, self.node_on(face.sides[leave.0], leave.1));
        let b = (enter.0, self.node_on(face.sides[enter.0], enter.1));
        if a.1 == b.1 {
            return None;
        }
        let edge = self.edges.len();
        self.edges.push(vec![a.1, b.1]);
        let left = part(
            face,
            b,
            a,
            Side {
                edge,
                from: a.1,
                to: b.1,
            },
        );
        let right = part(
            face,
            a,
            b,
            Side {
                edge,
                from: b.1,
                to: a.1,
            },
        );
        let usable = |piece: &Face| piece.sides.len() >= 3 && self.area_m2(piece) > LEAST_M2;
        (usable(&left) && usable(&right)).then_some((left, right))
    }

    /// The node of a side at a share of its way: one nearby, else a new one.
    fn node_on(&mut self, side: Side, way: f64) -> usize {
        let (a, b) = (self.nodes[side.from], self.nodes[side.to]);
        let pos = [a[0] + (b[0] - a[0]) * way, a[1] + (b[1] - a[1]) * way];
        let (first, last) = self.stretch(side);
        let chain = &self.edges[side.edge];
        let near = (first..=last).find(|&i| distance2(self.nodes[chain[i]], pos) < SNAP_M * SNAP_M);
        if let Some(near) = near {
            return chain[near];
        }
        let start = self.nodes[chain[0]];
        let reach = distance2(start, pos);
        let place = chain.partition_point(|&node| distance2(start, self.nodes[node]) < reach);
        let node = self.nodes.len();
        self.nodes.push(pos);
        self.edges[side.edge].insert(place, node);
        node
    }

    /// Places in the edge's chain that a side spans, in the order of the chain.
    fn stretch(&self, side: Side) -> (usize, usize) {
        let chain = &self.edges[side.edge];
        let place = |node| chain.iter().position(|&n| n == node).unwrap_or(0);
        let (from, to) = (place(side.from), place(side.to));
        (from.min(to), from.max(to))
    }

    /// Gives long borders a few bends of their own.
    pub(super) fn roughen(&mut self, seed: u64, stray: Stray) {
        for index in 0..self.edges.len() {
            let mut random = Random::new(mix2(seed, index as u64));
            let reach_m = if index < self.outer {
                stray.outer_m
            } else {
                stray.inner_m
            };
            let old = std::mem::take(&mut self.edges[index]);
            let mut chain = Vec::with_capacity(old.len() * 2);
            for pair in old.windows(2) {
                chain.push(pair[0]);
                self.bend(
                    self.nodes[pair[0]],
                    self.nodes[pair[1]],
                    reach_m,
                    &mut random,
                    &mut chain,
                );
            }
            chain.extend(old.last());
            self.edges[index] = chain;
        }
    }

    fn bend(
        &mut self,
        a: [f64; 2],
        b: [f64; 2],
        reach_m: f64,
        random: &mut Random,
        chain: &mut Vec<usize>,
    ) {
        let vector = [b[0] - a[0], b[1] - a[1]];
        let Some(along) = unit(vector) else { return };
        let length = vector[0] * along[0] + vector[1] * along[1];
        let count = (length / STRETCH_M).floor();
        for step in 0..count as usize {
            let way = (step as f64 + 1.0 + random.between(-0.25, 0.25)) / (count + 1.0);
            let aside = random.between(-1.0, 1.0) * reach_m.min(length * 0.04);
            chain.push(self.nodes.len());
            self.nodes.push([
                a[0] + vector[0] * way - along[1] * aside,
                a[1] + vector[1] * way + along[0] * aside,
            ]);
        }
    }

    /// Where every node lies after bending, metres RD, in whole millimetres.
    pub(super) fn bent(&self, warp: &Warp) -> Vec<[f64; 2]> {
        self.nodes
            .iter()
            .map(|&pos| warp.apply(pos).map(whole_mm))
            .collect()
    }

    /// The nodes around a piece, anticlockwise, the first not repeated.
    pub(super) fn ring(&self, face: &Face) -> Vec<usize> {
        let mut ring = Vec::new();
        for &side in &face.sides {
            let (first, last) = self.stretch(side);
            let chain = &self.edges[side.edge];
            if chain[first] == side.from {
                ring.extend(&chain[first..last]);
            } else {
                ring.extend(chain[first + 1..=last].iter().rev());
            }
        }
        ring
    }
}

fn distance2(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
}

/// The sides of a face from one node to another, closed by the new edge.
fn part(face: &Face, from: (usize, usize), to: (usize, usize), closing: Side) -> Face {
    let count = face.sides.len();
    let steps = (to.0 + count - from.0) % count;
    let mut sides = Vec::with_capacity(steps + 2);
    for step in 0..=steps {
        let mut side = face.sides[(from.0 + step) % count];
        if step == 0 {
            side.from = from.1;
        }
        if step == steps {
            side.to = to.1;
        }
        if side.from != side.to {
            sides.push(side);
        }
    }
    sides.push(closing);
    Face { sides }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_every_node_of_their_border() {
        let corners = vec![[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]];
        let (mut mesh, whole) = Mesh::new(&corners);
        let up = |x| Cut {
            point: [x, 0.0],
            along: [0.0, 1.0],
        };
        let (left, right) = mesh.split(&whole, up(500.0)).unwrap();
        let level = Cut {
            point: [0.0, 300.0],
            along: [1.0, 0.0],
        };
        let (top, bottom) = mesh.split(&right, level).unwrap();
        assert_eq!(mesh.ring(&left).len(), 5);
        mesh.roughen(
            1,
            Stray {
                outer_m: 1.0,
                inner_m: 5.0,
            },
        );
        let area = |face: &Face| {
            let ring: Vec<_> = mesh.ring(face).iter().map(|&n| mesh.nodes[n]).collect();
            signed_area(&ring)
        };
        let whole_area = area(&whole);
        let sum = area(&left) + area(&top) + area(&bottom);
        assert!((sum - whole_area).abs() < 1e-6, "{sum} {whole_area}");
        assert!(area(&left) > 400_000.0 && mesh.split(&left, up(-5.0)).is_none());
    }
}
