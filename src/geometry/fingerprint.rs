//! Identity of an outline: the same ground drawn with the same vertices, wherever its rings start,
//! whichever way they run and in whatever order they are stored. Most parcels of a year stand in the next
//! one vertex by vertex, but a registry that writes its files anew need not begin at the same vertex.
//!
//! [`fingerprint`] is quick and may agree by chance; [`same_outline`] compares the vertices.

use std::cmp::Ordering;

use super::polygons::Feature;

/// Equal for equal outlines. It adds up the vertices of each ring, each mixed by itself, so neither the
/// start nor the direction of a ring matters; a vertex repeated counts once. What joins the same vertices
/// otherwise has the same number too; that is rare, and [`same_outline`] tells.
pub fn fingerprint(feature: &Feature<'_>) -> u64 {
    feature.rings().map(ring_fingerprint).fold(0, |sum, ring| {
        // Mixed once more a ring, so that vertices cannot move from one ring to another unnoticed.
        sum.wrapping_add(mix(ring))
    })
}

/// True when both enclose the same ground with the same vertices.
pub fn same_outline(a: &Feature<'_>, b: &Feature<'_>) -> bool {
    if same_bits(a, b) {
        return true;
    }
    let (a, b) = (normal_rings(a), normal_rings(b));
    a == b
}

/// The usual case, quickly: stored alike, vertex by vertex.
fn same_bits(a: &Feature<'_>, b: &Feature<'_>) -> bool {
    equal_bits(a.coords(), b.coords()) && a.rings().map(<[_]>::len).eq(b.rings().map(<[_]>::len))
}

/// Compares a few vertices at once, so that the processor can do it side by side.
fn equal_bits(a: &[[f64; 2]], b: &[[f64; 2]]) -> bool {
    const BLOCK: usize = 16;
    let differing = |[a, b]: [&[f64; 2]; 2]| {
        (a[0].to_bits() ^ b[0].to_bits()) | (a[1].to_bits() ^ b[1].to_bits())
    };
    let block = |(a, b): (&[[f64; 2]], &[[f64; 2]])| {
        let pairs = a.iter().zip(b);
        pairs.fold(0, |bits, (a, b)| bits | differing([a, b])) == 0
    };
    a.len() == b.len() && a.chunks(BLOCK).zip(b.chunks(BLOCK)).all(block)
}

fn ring_fingerprint(ring: &[[f64; 2]]) -> u64 {
    let Some(&last) = ring.last() else { return 0 };
    let mut from = point_hash(last);
    let mut sum: u64 = 0;
    for &point in ring {
        let to = point_hash(point);
        if to != from {
            sum = sum.wrapping_add(to);
        }
        from = to;
    }
    sum
}

/// Scatters the bits of a vertex. Minus zero counts as zero, as it compares.
fn point_hash([x, y]: [f64; 2]) -> u64 {
    let (x, y) = ((x + 0.0).to_bits(), (y + 0.0).to_bits());
    mix(x.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ y.rotate_left(32))
}

/// Multiplies to twice the width and folds, so that high bits reach low ones: one step of wyhash's mixer
/// (Wang Yi, <https://github.com/wangyi-fudan/wyhash>, public domain).
fn mix(bits: u64) -> u64 {
    let product = u128::from(bits ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
    (product as u64) ^ ((product >> 64) as u64)
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
