//! Identity of an outline: the same ground drawn with the same vertices, wherever its rings start,
//! whichever way they run and in whatever order they are stored. Most parcels of a year stand in the next
//! one vertex by vertex, but a registry that writes its files anew need not begin at the same vertex.
//!
//! [`fingerprint`] is so wide that two outlines cannot be expected to have the same by chance, so that an
//! outline that stood before is known without a look at it; [`same_outline`] compares the vertices.

use std::cmp::Ordering;

use super::polygons::Feature;

/// Equal for equal outlines, and for no others: among 2^32 outlines the chance that any two agree is 2^-64.
///
/// Each edge gives a number of 128 bits that changes its sign with its direction, made of both its ends. A ring
/// is the sum of its edges, or that with the other sign: so neither its start nor its direction matters. A vertex
/// repeated adds nothing, nor does a spike, which encloses nothing.
pub fn fingerprint(feature: &Feature<'_>) -> u128 {
    feature.rings().fold(NO_RINGS, with_ring)
}

/// The fingerprint of what has no rings.
pub const NO_RINGS: u128 = 0;

/// The fingerprint of rings with one more.
pub fn with_ring(others: u128, ring: &[[f64; 2]]) -> u128 {
    // Mixed once more a ring, so that edges cannot move from one ring to another unnoticed.
    let ring = ring_fingerprint(ring);
    others.wrapping_add(scattered(ring as u64, (ring >> 64) as u64))
}

fn ring_fingerprint(ring: &[[f64; 2]]) -> u128 {
    let Some(&last) = ring.last() else { return 0 };
    let mut from = point_hash(last);
    let mut sum: u128 = 0;
    for &point in ring {
        let to = point_hash(point);
        // 0 for a vertex that is repeated. Which way an edge runs is as good as random, so nothing branches on it.
        let edge = scattered(from, to) & all_ones(from != to);
        let backwards = all_ones(from > to);
        sum = sum.wrapping_add((edge ^ backwards).wrapping_sub(backwards));
        from = to;
    }
    sum.min(sum.wrapping_neg())
}

#[inline]
fn all_ones(where_true: bool) -> u128 {
    0_u128.wrapping_sub(u128::from(where_true))
}

/// Scatters the bits of a vertex. Minus zero counts as zero, as it compares.
#[inline]
fn point_hash([x, y]: [f64; 2]) -> u64 {
    let product = wide((x + 0.0).to_bits(), (y + 0.0).to_bits().rotate_left(32));
    (product as u64) ^ ((product >> 64) as u64)
}

/// The same number whichever of the two comes first. High bits reach low ones.
#[inline]
fn scattered(a: u64, b: u64) -> u128 {
    let product = u128::from(a ^ ODD[0]) * u128::from(b ^ ODD[0]);
    product ^ (product >> 64)
}

/// Multiplies to twice the width: one step of wyhash's mixer (Wang Yi, <https://github.com/wangyi-fudan/wyhash>,
/// public domain).
#[inline]
fn wide(a: u64, b: u64) -> u128 {
    u128::from(a ^ ODD[0]) * u128::from(b ^ ODD[1])
}

const ODD: [u64; 2] = [0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db];

/// True when both enclose the same ground with the same vertices.
pub fn same_outline(a: &Feature<'_>, b: &Feature<'_>) -> bool {
    stored_alike(a, b) || normal_rings(a) == normal_rings(b)
}

/// The usual case, quickly: vertex by vertex.
fn stored_alike(a: &Feature<'_>, b: &Feature<'_>) -> bool {
    let same = |(a, b): (&[f64; 2], &[f64; 2])| a.map(f64::to_bits) == b.map(f64::to_bits);
    a.coords().len() == b.coords().len()
        && a.rings().map(<[_]>::len).eq(b.rings().map(<[_]>::len))
        && a.coords().iter().zip(b.coords()).all(same)
}

/// The rings of a feature, each from its smallest vertex in the direction of its smaller neighbour,
/// without repeated vertices, all in order: equal exactly for equal outlines.
fn normal_rings(feature: &Feature<'_>) -> Vec<Vec<[f64; 2]>> {
    let mut rings: Vec<_> = feature.rings().map(normal_ring).collect();
    rings.retain(|ring| !ring.is_empty());
    rings.sort_by(|a, b| compare_points(a, b));
    rings
}

/// A ring that comes back to its smallest vertex may be stored in several normal forms; it is then taken
/// for another outline, and its area is measured instead.
fn normal_ring(ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut points = ring.to_vec();
    points.dedup();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let smallest = (0..points.len()).min_by(|&a, &b| compare(&points[a], &points[b]));
    points.rotate_left(smallest.unwrap_or(0));
    if let [_, second, .., last] = &points[..]
        && compare(last, second).is_lt()
    {
        points[1..].reverse();
    }
    points
}

fn compare_points(a: &[[f64; 2]], b: &[[f64; 2]]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| compare(a, b));
    let differing = pairs.into_iter().find(|order| order.is_ne());
    differing.unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn compare(a: &[f64; 2], b: &[f64; 2]) -> Ordering {
    // `partial_cmp` and not `total_cmp`: minus zero is the same place as zero.
    a.partial_cmp(b).unwrap_or(Ordering::Equal)
}
