//! Which ring is a hole in which: the rings of one record, in any order and direction, put into parts of one
//! outer ring and its holes.
//!
//! The shapefile specification says that outer rings run clockwise and holes counter-clockwise; files in
//! practice turn them round, store holes before their outer ring or outside it, or let everything run one
//! way. So containment comes first, and direction decides only what containment leaves open:
//!
//! - a ring that lies in no other is an outer ring;
//! - a ring inside another with the **opposite** direction changes role: a hole in an outer ring, an island
//!   in a hole. This holds for both conventions;
//! - a ring inside another with the **same** direction keeps its role, as the specification says of two
//!   clockwise rings: a part of its own on top of the other (GDAL and others agree). Where every ring of
//!   the record runs counter-clockwise, the writer knew no directions, and roles alternate with the depth.

use super::area::ring_signed;
use super::bounds::Bounds;

/// Edge-against-point steps after which containment is given up for one record: a third of a second. Only
/// a file made to be slow has ten thousand rings inside one another.
const MOST_STEPS: u64 = 200_000_000;

/// How the rings of a record belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assembly {
    /// The parts in the order of their outer rings; each the numbers of its rings, the outer one first.
    pub parts: Vec<Vec<usize>>,
    /// Rings that run as a hole but lie in no outer ring, taken as parts of their own.
    pub stray_holes: usize,
    /// Outer rings that lie inside another outer ring: ground that the record covers twice.
    pub nested_outers: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Clockwise,
    CounterClockwise,
    /// No area, so no direction.
    None,
}

/// Puts rings (finite coordinates, closed or not) into parts. Every ring lands in exactly one part.
///
/// ```
/// let outer = [[0.0, 0.0], [0.0, 9.0], [9.0, 9.0], [9.0, 0.0]];
/// let hole = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0]];
/// let assembly = ruilkaart::geometry::rings::assemble(&[&hole, &outer]);
/// assert_eq!(assembly.parts, [[1, 0]]);
/// ```
pub fn assemble(rings: &[&[[f64; 2]]]) -> Assembly {
    let areas: Vec<f64> = rings.iter().map(|ring| ring_signed(ring)).collect();
    let directions: Vec<Direction> = areas.iter().map(|&area| direction(area)).collect();
    // Large before small, so that a parent has its role before its children ask for it.
    let mut by_size: Vec<usize> = (0..rings.len()).collect();
    by_size.sort_by(|&a, &b| areas[b].abs().total_cmp(&areas[a].abs()).then(a.cmp(&b)));
    let parents = parents(rings, &by_size);
    let has = |direction| directions.contains(&direction);
    let depth_decides = !has(Direction::Clockwise);

    // The outer ring that each ring belongs to; its own number for an outer ring.
    let mut owner: Vec<usize> = (0..rings.len()).collect();
    let mut assembly = Assembly::default();
    let mut clockwise_root = false;
    let mut counter_clockwise_roots = 0;
    for &ring in &by_size {
        let Some(parent) = parents[ring] else {
            clockwise_root |= directions[ring] == Direction::Clockwise;
            counter_clockwise_roots += usize::from(directions[ring] == Direction::CounterClockwise);
            continue;
        };
        let parent_is_outer = owner[parent] == parent;
        let changes_role = directions[ring] != directions[parent] || depth_decides;
        let is_outer = if directions[ring] == Direction::None {
            false
        } else {
            parent_is_outer != changes_role
        };
        if is_outer {
            assembly.nested_outers += usize::from(parent_is_outer);
        } else {
            owner[ring] = owner[parent];
        }
    }
    if clockwise_root {
        assembly.stray_holes = counter_clockwise_roots;
    }
    assembly.parts = collect_parts(&owner);
    assembly
}

fn direction(signed_area: f64) -> Direction {
    if signed_area < 0.0 {
        Direction::Clockwise
    } else if signed_area > 0.0 {
        Direction::CounterClockwise
    } else {
        Direction::None
    }
}

fn collect_parts(owner: &[usize]) -> Vec<Vec<usize>> {
    let mut part_of = vec![usize::MAX; owner.len()];
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for (ring, &outer) in owner.iter().enumerate() {
        if ring == outer {
            part_of[ring] = parts.len();
            parts.push(vec![ring]);
        }
    }
    for (ring, &outer) in owner.iter().enumerate() {
        if ring != outer {
            parts[part_of[outer]].push(ring);
        }
    }
    parts
}

/// The smallest ring around each ring, if any. A ring lies in another when a point of its interior does
/// and it is the smaller one; touching rings need no care this way.
///
/// One pass over all edges: the points are sorted by y, and each edge toggles those that it passes on their
/// right. So ten thousand holes cost little more than one.
fn parents(rings: &[&[[f64; 2]]], by_size: &[usize]) -> Vec<Option<usize>> {
    let mut rank = vec![0; rings.len()];
    for (position, &ring) in by_size.iter().enumerate() {
        rank[ring] = position;
    }
    let mut points: Vec<([f64; 2], usize)> = rings
        .iter()
        .enumerate()
        .filter_map(|(i, ring)| Some((interior_point(ring).or(ring.first().copied())?, i)))
        .collect();
    points.sort_by(|a, b| a.0[1].total_cmp(&b.0[1]));

    let mut parents: Vec<Option<usize>> = vec![None; rings.len()];
    let mut inside = vec![false; points.len()];
    let mut touched: Vec<usize> = Vec::new();
    let mut steps = 0;
    'rings: for &ring in by_size {
        for (a, b) in edges(rings[ring]) {
            if steps > MOST_STEPS {
                break 'rings;
            }
            let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
            let first = points.partition_point(|(point, _)| point[1] < low);
            for (i, (point, _)) in points.iter().enumerate().skip(first) {
                if point[1] >= high {
                    break;
                }
                steps += 1;
                if is_left_of(*point, a, b) {
                    inside[i] = !inside[i];
                    touched.push(i);
                }
            }
        }
        for &i in &touched {
            let child = points[i].1;
            // Later rings are smaller: the last one that holds the point is the closest.
            if std::mem::take(&mut inside[i]) && rank[child] > rank[ring] {
                parents[child] = Some(ring);
            }
        }
        touched.clear();
    }
    parents
}

/// The edges of a ring, the closing one included.
fn edges(ring: &[[f64; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    let closing = ring.last().copied().zip(ring.first().copied());
    ring.windows(2).map(|w| (w[0], w[1])).chain(closing)
}

/// True when the edge, which passes the point's y, does so to the right of the point.
fn is_left_of(point: [f64; 2], a: [f64; 2], b: [f64; 2]) -> bool {
    let t = (point[1] - a[1]) / (b[1] - a[1]);
    point[0] < a[0] + t * (b[0] - a[0])
}

/// A point strictly inside the ring: the middle of the widest stretch of a level line that avoids every
/// vertex, near half the height. `None` for rings without an inside.
fn interior_point(ring: &[[f64; 2]]) -> Option<[f64; 2]> {
    let middle = Bounds::of_points(ring).center()[1];
    let mut below = f64::NEG_INFINITY;
    let mut above = f64::INFINITY;
    for &[_, y] in ring {
        if y <= middle {
            below = below.max(y);
        } else {
            above = above.min(y);
        }
    }
    let level = f64::midpoint(below, above);
    if !(below < level && level < above && level.is_finite()) {
        return None;
    }
    let mut crossings: Vec<f64> = edges(ring)
        .filter(|(a, b)| (a[1] < level) != (b[1] < level))
        .map(|(a, b)| a[0] + (level - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        .collect();
    crossings.sort_by(f64::total_cmp);
    let widest = crossings
        .chunks_exact(2)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    let x = f64::midpoint(widest[0], widest[1]);
    (widest[0] < x && x < widest[1]).then_some([x, level])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A clockwise square.
    fn cw(x: f64, y: f64, side: f64) -> Vec<[f64; 2]> {
        vec![
            [x, y],
            [x, y + side],
            [x + side, y + side],
            [x + side, y],
            [x, y],
        ]
    }

    fn ccw(x: f64, y: f64, side: f64) -> Vec<[f64; 2]> {
        let mut ring = cw(x, y, side);
        ring.reverse();
        ring
    }

    fn parts(rings: &[Vec<[f64; 2]>]) -> Assembly {
        assemble(&rings.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn holes_find_their_outer_ring_in_any_order_and_either_convention() {
        let spec = [ccw(1.0, 1.0, 2.0), cw(20.0, 0.0, 10.0), cw(0.0, 0.0, 10.0)];
        assert_eq!(parts(&spec).parts, vec![vec![1], vec![2, 0]]);
        let reversed = [cw(1.0, 1.0, 2.0), ccw(20.0, 0.0, 10.0), ccw(0.0, 0.0, 10.0)];
        assert_eq!(parts(&reversed).parts, vec![vec![1], vec![2, 0]]);
        assert_eq!(parts(&reversed).stray_holes, 0);
    }

    #[test]
    fn an_island_in_a_hole_is_a_part_of_its_own() {
        let rings = [
            cw(0.0, 0.0, 10.0),
            ccw(1.0, 1.0, 8.0),
            cw(2.0, 2.0, 6.0),
            ccw(3.0, 3.0, 2.0),
        ];
        assert_eq!(parts(&rings).parts, vec![vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn a_hole_outside_every_outer_ring_becomes_a_part_and_is_counted() {
        let rings = [cw(0.0, 0.0, 10.0), ccw(20.0, 0.0, 2.0)];
        let assembly = parts(&rings);
        assert_eq!(assembly.parts, vec![vec![0], vec![1]]);
        assert_eq!(assembly.stray_holes, 1);
    }

    #[test]
    fn clockwise_rings_are_outer_rings_even_inside_one_another() {
        let assembly = parts(&[cw(0.0, 0.0, 10.0), cw(1.0, 1.0, 2.0)]);
        assert_eq!(assembly.parts, vec![vec![0], vec![1]]);
        assert_eq!(assembly.nested_outers, 1);
    }

    #[test]
    fn where_all_run_counter_clockwise_depth_decides() {
        let rings = [
            ccw(0.0, 0.0, 10.0),
            ccw(1.0, 1.0, 8.0),
            ccw(2.0, 2.0, 2.0),
            ccw(20.0, 0.0, 2.0),
        ];
        let assembly = parts(&rings);
        assert_eq!(assembly.parts, vec![vec![0, 1], vec![2], vec![3]]);
        assert_eq!((assembly.stray_holes, assembly.nested_outers), (0, 0));
    }

    #[test]
    fn two_holes_that_lie_in_one_another_both_belong_to_the_outer_ring() {
        let rings = [
            cw(0.0, 0.0, 10.0),
            ccw(1.0, 1.0, 8.0),
            ccw(2.0, 2.0, 2.0),
            ccw(1.0, 1.0, 8.0),
        ];
        assert_eq!(parts(&rings).parts, vec![vec![0, 1, 2, 3]]);
    }

    #[test]
    fn a_hole_that_touches_its_outer_ring_stays_a_hole() {
        let diamond = vec![[0.0, 5.0], [5.0, 0.0], [10.0, 5.0], [5.0, 10.0], [0.0, 5.0]];
        let rings = [cw(0.0, 0.0, 10.0), diamond];
        assert_eq!(parts(&rings).parts, vec![vec![0, 1]]);
    }

    #[test]
    fn repeated_and_degenerate_rings_lose_nothing() {
        let point = vec![[5.0, 5.0], [5.0, 5.0]];
        let line = vec![[50.0, 5.0], [60.0, 5.0], [50.0, 5.0]];
        let rings = [
            cw(0.0, 0.0, 10.0),
            cw(0.0, 0.0, 10.0),
            point,
            line,
            Vec::new(),
        ];
        let assembly = parts(&rings);
        let mut all: Vec<usize> = assembly.parts.concat();
        all.sort_unstable();
        assert_eq!(all, vec![0, 1, 2, 3, 4]);
        assert_eq!(assembly.parts[3], vec![4]);
        assert!(assembly.parts[1].contains(&2));
    }

    proptest! {
        /// A row of fields, each with rings nested to a random depth, in random order: area is what the
        /// nesting says, in both conventions.
        #[test]
        fn nesting_is_found_in_any_order(
            depths in proptest::collection::vec(1usize..6, 1..8), reverse: bool, seed: u64,
        ) {
            let mut rings: Vec<(u64, Vec<[f64; 2]>)> = Vec::new();
            let mut expected = 0.0;
            for (column, &depth) in depths.iter().enumerate() {
                for level in 0..depth {
                    let inset = level as f64;
                    let side = 20.0 - 2.0 * inset;
                    let outer = level % 2 == 0;
                    expected += if outer { side * side } else { -side * side };
                    let x = column as f64 * 30.0 + inset;
                    let ring = if outer == reverse { ccw(x, inset, side) } else { cw(x, inset, side) };
                    let key = (rings.len() as u64 + 1).wrapping_mul(seed | 1).rotate_left(17);
                    rings.push((key, ring));
                }
            }
            rings.sort_by_key(|(key, _)| *key);
            let rings: Vec<_> = rings.into_iter().map(|(_, ring)| ring).collect();
            let assembly = parts(&rings);
            let size = |ring: usize| ring_signed(&rings[ring]).abs();
            let area: f64 = assembly.parts.iter()
                .map(|part| size(part[0]) - part[1..].iter().map(|&r| size(r)).sum::<f64>())
                .sum();
            prop_assert!((area - expected).abs() < 1e-9);
            prop_assert_eq!(assembly.parts.len(), depths.iter().map(|d| d.div_ceil(2)).sum::<usize>());
        }

        #[test]
        fn every_ring_lands_in_exactly_one_part(
            rings in proptest::collection::vec(
                proptest::collection::vec((0i32..6, 0i32..6).prop_map(|(x, y)| [f64::from(x), f64::from(y)]), 0..7), 0..12),
        ) {
            let mut all = parts(&rings).parts.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..rings.len()).collect::<Vec<_>>());
        }
    }
}
