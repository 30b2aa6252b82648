//! Arcs of circles as short straight lines: nothing of the program knows curves, and at four degrees a line the
//! difference is under a thousandth of the radius. The lines are those that GDAL draws (3.12: steps of about four
//! degrees, an odd number of them, at least seven), so that areas agree with what other programs measure.

use std::f64::consts::{PI, TAU};

/// Turned through by one straight line, about.
const STEP: f64 = 4.0 * PI / 180.0;
const LEAST_STEPS: usize = 7;
/// Sine of the bend under which three points are taken to lie on a line.
const LEAST_BEND: f64 = 1e-8;

/// Points of a line with arcs: two numbers may become eighty, so hostile lines would have no end.
const MOST_POINTS: usize = 1 << 22;

/// A line, or a ring, that is put together of straight and of bent pieces.
#[derive(Debug, Default)]
pub(super) struct Path(Vec<[f64; 2]>);

impl Path {
    /// Goes straight from point to point.
    pub(super) fn straight(&mut self, points: impl Iterator<Item = [f64; 2]>) {
        let mut points = points.peekable();
        self.skip_joint(&mut points);
        self.0.extend(points);
    }

    /// Follows arcs: through three points, then from the last of them through two more, and so on.
    /// `None` where that becomes longer than any honest line.
    pub(super) fn arcs(&mut self, points: impl Iterator<Item = [f64; 2]>) -> Option<()> {
        let mut points = points.peekable();
        if !self.skip_joint(&mut points) {
            self.0.extend(points.next());
        }
        while let Some(middle) = points.next() {
            match (self.0.last(), points.next()) {
                (Some(&start), Some(end)) => push_arc(&mut self.0, [start, middle, end]),
                // Half an arc.
                _ => self.0.push(middle),
            }
            if self.0.len() > MOST_POINTS {
                return None;
            }
        }
        Some(())
    }

    /// Where a piece begins at the end of the one before, the point between them counts once.
    fn skip_joint(&self, points: &mut std::iter::Peekable<impl Iterator<Item = [f64; 2]>>) -> bool {
        let is_joint = self
            .0
            .last()
            .is_some_and(|last| points.peek() == Some(last));
        if is_joint {
            points.next();
        }
        is_joint
    }

    /// Number of points so far.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The points; the path is empty afterwards.
    pub(super) fn take(&mut self) -> impl Iterator<Item = [f64; 2]> {
        self.0.drain(..)
    }
}

/// Adds what comes after the first point. The same arc is the same points whichever way it is followed, so that
/// neighbours keep their common border.
fn push_arc(path: &mut Vec<[f64; 2]>, [start, middle, end]: [[f64; 2]; 3]) {
    let first = path.len();
    let is_backwards = start > end;
    let (from, to) = if is_backwards {
        (end, start)
    } else {
        (start, end)
    };
    match Circle::through([from, middle, to]) {
        Some(circle) => circle.push_between(path),
        None => path.push(middle),
    }
    if is_backwards && let Some(added) = path.get_mut(first..) {
        added.reverse();
    }
    path.push(end);
}

/// The part of a circle that an arc is.
struct Circle {
    centre: [f64; 2],
    radius: f64,
    /// Direction from the centre to where the arc begins.
    start: f64,
    /// How far it turns, counterclockwise.
    sweep: f64,
}

impl Circle {
    /// `None` where the points lie on a line. An arc that ends where it began is a whole circle, and the point between
    /// lies opposite.
    fn through([a, b, c]: [[f64; 2]; 3]) -> Option<Self> {
        let minus = |p: [f64; 2], q: [f64; 2]| [p[0] - q[0], p[1] - q[1]];
        let ([bx, by], [cx, cy]) = (minus(b, a), minus(c, a));
        // As seen from the first point.
        let (centre, is_whole) = if cx.abs().max(cy.abs()) < f64::MIN_POSITIVE {
            ([bx / 2.0, by / 2.0], true)
        } else {
            let scale = [bx, by, cx - bx, cy - by].into_iter();
            let scale = scale.fold(0.0, |most: f64, side| most.max(side.abs()));
            let bend = bx * cy - by * cx;
            if bend.abs() < LEAST_BEND * scale * scale {
                return None;
            }
            let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
            let x = (cy * b2 - by * c2) / (2.0 * bend);
            let y = (bx * c2 - cx * b2) / (2.0 * bend);
            ([x, y], false)
        };
        let [x, y] = centre;
        let radius = x.hypot(y);
        let start = (-y).atan2(-x);
        let end = (cy - y).atan2(cx - x);
        let is_left = bx * cy - by * cx > 0.0;
        let sweep = match (is_whole, is_left) {
            (true, _) => TAU,
            (false, true) => (end - start).rem_euclid(TAU),
            (false, false) => -(start - end).rem_euclid(TAU),
        };
        (radius > 0.0).then_some(Self {
            centre: [a[0] + x, a[1] + y],
            radius,
            start,
            sweep,
        })
    }

    /// The points between the ends.
    fn push_between(&self, path: &mut Vec<[f64; 2]>) {
        let steps = ((self.sweep.abs() / STEP).round() as usize).max(LEAST_STEPS) | 1;
        let [x, y] = self.centre;
        path.extend((1..steps).map(|step| {
            let angle = self.start + self.sweep * step as f64 / steps as f64;
            [x + self.radius * angle.cos(), y + self.radius * angle.sin()]
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let mut path = Path::default();
        assert_eq!(path.arcs(points.iter().copied()), Some(()));
        path.take().collect()
    }

    fn on_circle(degrees: &[f64]) -> Vec<[f64; 2]> {
        let point = |angle: &f64| {
            [
                10.0 * angle.to_radians().cos(),
                10.0 * angle.to_radians().sin(),
            ]
        };
        degrees.iter().map(point).collect()
    }

    /// Numbers of lines: those of GDAL 3.12.4.
    #[test]
    fn steps_are_those_of_gdal() {
        for (sweep, lines) in [
            (2.0, 7),
            (27.0, 7),
            (31.0, 9),
            (36.0, 9),
            (39.0, 11),
            (44.0, 11),
            (50.5, 13),
            (101.0, 25),
            (103.0, 27),
            (181.5, 45),
            (183.0, 47),
            (340.0, 85),
            (359.0, 91),
        ] {
            let arc = path(&on_circle(&[0.0, sweep / 2.0, sweep]));
            assert_eq!(arc.len() - 1, lines, "{sweep}");
            let is_round = |p: &[f64; 2]| (p[0].hypot(p[1]) - 10.0).abs() < 1e-9;
            assert!(arc.iter().all(is_round), "{sweep}");
        }
        let circle = path(&[[0.0, 0.0], [20.0, 0.0], [0.0, 0.0]]);
        assert_eq!(circle.len(), 92);
    }

    #[test]
    fn an_arc_is_the_same_from_either_end() {
        let there = path(&on_circle(&[20.0, 40.0, 130.0]));
        let mut back = path(&on_circle(&[130.0, 40.0, 20.0]));
        back.reverse();
        assert_eq!(there, back);
    }

    #[test]
    fn what_is_no_arc_is_straight() {
        let line = [[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]];
        assert_eq!(path(&line), line);
        let half = [[0.0, 0.0], [10.0, 5.0]];
        assert_eq!(path(&half), half);
        assert_eq!(path(&[[1.0, 1.0]; 3]), [[1.0, 1.0]; 3]);
        let nowhere = path(&[[0.0, f64::NAN], [1.0, 2.0], [3.0, 0.0]]);
        assert!(nowhere.len() < 20);
    }

    #[test]
    fn a_line_of_arcs_has_an_end() {
        let zigzag = (0..1_000_000).map(|i| [f64::from(i), f64::from(i % 2)]);
        let mut path = Path::default();
        assert_eq!(path.arcs(zigzag), None);
        assert!(path.len() < MOST_POINTS + 100);
    }

    #[test]
    fn pieces_share_the_point_between_them() {
        let mut path = Path::default();
        path.straight([[0.0, 0.0], [5.0, 0.0]].into_iter());
        let bent = path.arcs([[5.0, 0.0], [10.0, 5.0], [15.0, 0.0]].into_iter());
        assert_eq!(bent, Some(()));
        path.straight([[15.0, 0.0], [20.0, 0.0]].into_iter());
        assert_eq!(path.len(), 2 + 45 + 1);
    }
}
