//! Convex polygons as plain corner lists (anticlockwise, not closed): what zones and field blocks are cut
//! from before anything is bent.

/// Corners in order, the first not repeated.
pub(super) type Corners = Vec<[f64; 2]>;

/// Twice the area of a triangle, positive when the corners run anticlockwise.
pub(super) fn cross(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// A coordinate in whole millimetres, as registers keep them.
pub(super) fn whole_mm(value_m: f64) -> f64 {
    (value_m * 1000.0).round() / 1000.0
}

/// Distance between two points.
pub(super) fn distance_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let d = [a[0] - b[0], a[1] - b[1]];
    (d[0] * d[0] + d[1] * d[1]).sqrt()
}

/// Signed area of a ring, positive when anticlockwise; the first corner may or may not be repeated.
pub(super) fn signed_area(ring: &[[f64; 2]]) -> f64 {
    let Some(&origin) = ring.first() else {
        return 0.0;
    };
    let triangles = ring.windows(2).map(|w| cross(origin, w[0], w[1]));
    triangles.sum::<f64>() / 2.0
}

/// Centre of mass of a ring; the first corner where the ring encloses nothing.
pub(super) fn centroid(ring: &[[f64; 2]]) -> [f64; 2] {
    let origin = ring.first().copied().unwrap_or_default();
    let (mut sum, mut weight) = ([0.0; 2], 0.0);
    for pair in ring.windows(2) {
        let area = cross(origin, pair[0], pair[1]);
        for axis in 0..2 {
            let middle = (pair[0][axis] - origin[axis]) + (pair[1][axis] - origin[axis]);
            sum[axis] += middle * area;
        }
        weight += area;
    }
    if weight.abs() < 1e-9 {
        return origin;
    }
    [
        origin[0] + sum[0] / (3.0 * weight),
        origin[1] + sum[1] / (3.0 * weight),
    ]
}

/// The part of a polygon on the side of `point` that `inward` points to.
pub(super) fn clip(corners: &[[f64; 2]], point: [f64; 2], inward: [f64; 2]) -> Corners {
    let height = |c: &[f64; 2]| (c[0] - point[0]) * inward[0] + (c[1] - point[1]) * inward[1];
    let mut kept = Corners::with_capacity(corners.len() + 1);
    for (i, corner) in corners.iter().enumerate() {
        let next = &corners[(i + 1) % corners.len()];
        let (here, there) = (height(corner), height(next));
        if here >= 0.0 {
            kept.push(*corner);
        }
        if (here >= 0.0) != (there >= 0.0) {
            let t = here / (here - there);
            kept.push([
                corner[0] + (next[0] - corner[0]) * t,
                corner[1] + (next[1] - corner[1]) * t,
            ]);
        }
    }
    kept
}

/// The polygon with every side moved inwards; empty when nothing is left.
pub(super) fn inset(corners: &[[f64; 2]], distance: f64) -> Corners {
    let mut inner = corners.to_vec();
    for (i, &corner) in corners.iter().enumerate() {
        let next = corners[(i + 1) % corners.len()];
        let along = [next[0] - corner[0], next[1] - corner[1]];
        let Some(along) = unit(along) else { continue };
        let inward = [-along[1], along[0]];
        let point = [
            corner[0] + inward[0] * distance,
            corner[1] + inward[1] * distance,
        ];
        inner = clip(&inner, point, inward);
    }
    inner
}

/// The vector with length 1; none for a vector without length.
pub(super) fn unit(vector: [f64; 2]) -> Option<[f64; 2]> {
    let length = (vector[0] * vector[0] + vector[1] * vector[1]).sqrt();
    (length > 1e-9).then(|| [vector[0] / length, vector[1] / length])
}

/// True when the point lies inside the ring (even-odd), whichever way it runs; it need not be convex.
pub(super) fn contains(ring: &[[f64; 2]], pos: [f64; 2]) -> bool {
    let mut inside = false;
    for (i, a) in ring.iter().enumerate() {
        let b = &ring[(i + 1) % ring.len()];
        if (a[1] > pos[1]) != (b[1] > pos[1]) {
            let x = a[0] + (pos[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
            inside ^= pos[0] < x;
        }
    }
    inside
}

/// Distance from a point to a chain of segments, closed when `closed`.
pub(super) fn distance_to_chain(chain: &[[f64; 2]], closed: bool, pos: [f64; 2]) -> f64 {
    let count = if closed {
        chain.len()
    } else {
        chain.len().saturating_sub(1)
    };
    let squares = (0..count).map(|i| {
        let (a, b) = (chain[i], chain[(i + 1) % chain.len()]);
        let along = [b[0] - a[0], b[1] - a[1]];
        let length2 = along[0] * along[0] + along[1] * along[1];
        let t = ((pos[0] - a[0]) * along[0] + (pos[1] - a[1]) * along[1]) / length2.max(1e-9);
        let t = t.clamp(0.0, 1.0);
        let d = [a[0] + along[0] * t - pos[0], a[1] + along[1] * t - pos[1]];
        d[0] * d[0] + d[1] * d[1]
    });
    squares.fold(f64::INFINITY, f64::min).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [[f64; 2]; 4] = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn areas_and_centres() {
        assert!(close(signed_area(&SQUARE), 100.0));
        assert!(distance_m(centroid(&SQUARE), [5.0, 5.0]) < 1e-9);
        let half = clip(&SQUARE, [4.0, 0.0], [1.0, 0.0]);
        assert!(close(signed_area(&half), 60.0));
        assert!(close(signed_area(&inset(&SQUARE, 1.0)), 64.0));
        assert!(inset(&SQUARE, 6.0).is_empty());
    }

    #[test]
    fn inside_and_how_far() {
        assert!(contains(&SQUARE, [5.0, 5.0]) && !contains(&SQUARE, [11.0, 5.0]));
        let beside = [-3.0, 5.0];
        assert!(close(distance_to_chain(&SQUARE, true, beside), 3.0));
        let open = distance_to_chain(&SQUARE, false, beside);
        assert!(close(open * open, 34.0));
    }
}
