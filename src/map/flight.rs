//! The way from one view to another: out, across and in again, along the curve on which the picture seems to move
//! evenly (van Wijk and Nuij, "Smooth and efficient zooming and panning", 2003). Without a clock: whoever flies
//! says how far it has come.

use super::camera::Camera;

/// How much the way climbs to see where it goes; √2 is what the authors found people to like.
const CLIMB: f64 = std::f64::consts::SQRT_2;
/// Length of way that passes in a second; one is a doubling of the scale, or half a screen, or so.
const LENGTH_A_SECOND: f64 = 2.2;
/// Shortest and longest flight, seconds.
const SECONDS: [f64; 2] = [0.3, 1.5];

/// A way from one view to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlightPath {
    from: Camera,
    to: Camera,
    /// Map units between the two centres.
    distance: f64,
    /// Width of the first view, map units.
    width: f64,
    /// Where on the curve the way begins; `None` where it only zooms.
    start: Option<f64>,
    length: f64,
}

impl FlightPath {
    /// The way between two views on a screen `width_px` wide.
    pub fn new(from: Camera, to: Camera, width_px: f64) -> Self {
        let [dx, dy] = [0, 1].map(|i| to.center[i] - from.center[i]);
        let distance = dx.hypot(dy);
        let [width, last] = [from, to].map(|view| view.units_per_px * width_px.max(1.0));
        let apart = distance > 1e-6 * width.min(last);
        let (start, length) = if apart {
            let curve = CLIMB * CLIMB * distance;
            let grown = (last - width) * (last + width);
            let bend = |side: f64, width: f64| {
                let slope = (grown + side * curve * curve) / (2.0 * width * curve);
                (-slope).asinh()
            };
            let (first, end) = (bend(1.0, width), bend(-1.0, last));
            (Some(first), (end - first) / CLIMB)
        } else {
            (None, (last / width).ln().abs() / CLIMB)
        };
        Self {
            from,
            to,
            distance,
            width,
            start,
            length,
        }
    }

    /// Where it ends.
    pub fn target(&self) -> Camera {
        self.to
    }

    /// How long the flight takes, seconds.
    pub fn seconds(&self) -> f64 {
        let [least, most] = SECONDS;
        (self.length / LENGTH_A_SECOND).clamp(least, most)
    }

    /// The view after this part of the time, 0 to 1: slow away, slow arrival. At 1 it is the target, to the last bit.
    pub fn at(&self, time: f64) -> Camera {
        if time >= 1.0 {
            return self.to;
        }
        let t = time.max(0.0);
        let way = t * t * (3.0 - 2.0 * t) * self.length;
        let (travelled, zoom) = match self.start {
            Some(start) => {
                let here = CLIMB * way + start;
                let climb = self.width / (CLIMB * CLIMB);
                let gone = climb * (start.cosh() * here.tanh() - start.sinh());
                (gone / self.distance, start.cosh() / here.cosh())
            }
            None => {
                let closer = self.to.units_per_px < self.from.units_per_px;
                let sign = if closer { -1.0 } else { 1.0 };
                (
                    way / self.length.max(f64::EPSILON),
                    (sign * CLIMB * way).exp(),
                )
            }
        };
        let mix = |i: usize| {
            let (a, b): (f64, f64) = (self.from.center[i], self.to.center[i]);
            a + (b - a) * travelled.clamp(0.0, 1.0)
        };
        Camera {
            center: [mix(0), mix(1)],
            units_per_px: self.from.units_per_px * zoom,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSEN: Camera = Camera {
        center: [234_000.0, 556_800.0],
        units_per_px: 5.0,
    };
    const EMMEN: Camera = Camera {
        center: [257_000.0, 534_000.0],
        units_per_px: 2.0,
    };

    fn along(path: &FlightPath) -> Vec<Camera> {
        (0..=200).map(|i| path.at(f64::from(i) / 200.0)).collect()
    }

    #[test]
    fn a_flight_begins_and_ends_exactly_and_never_turns_back() {
        let path = FlightPath::new(ASSEN, EMMEN, 1920.0);
        let views = along(&path);
        assert!((views[0].units_per_px - 5.0).abs() < 1e-9);
        assert!((views[0].center[0] - 234_000.0).abs() < 1e-6);
        assert_eq!(views[200], EMMEN);
        assert_eq!(path.at(7.0), EMMEN);
        for pair in views.windows(2) {
            assert!(
                pair[1].center[0] >= pair[0].center[0] && pair[1].center[1] <= pair[0].center[1]
            );
        }
        // The last step is as small as those before it: no jump into place.
        let jump = views[200].center[0] - views[199].center[0];
        assert!(jump < 10.0, "{jump}");
        assert!((views[199].units_per_px / 2.0 - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_long_way_climbs_once_and_comes_down_once() {
        let views = along(&FlightPath::new(ASSEN, EMMEN, 1920.0));
        let top = views
            .iter()
            .map(|view| view.units_per_px)
            .fold(0.0, f64::max);
        assert!(top > 8.0, "{top}");
        let ups = views.windows(2).filter(|pair| {
            let [a, b] = [pair[0].units_per_px, pair[1].units_per_px];
            b > a
        });
        let ups = ups.count();
        let first_down = views
            .windows(2)
            .position(|p| p[1].units_per_px < p[0].units_per_px);
        assert_eq!(
            first_down,
            Some(ups),
            "after the first step down none goes up"
        );
    }

    #[test]
    fn zooming_in_place_is_even_and_every_flight_has_its_time() {
        let closer = Camera {
            units_per_px: 0.1,
            ..ASSEN
        };
        let views = along(&FlightPath::new(ASSEN, closer, 800.0));
        assert!(
            views
                .windows(2)
                .all(|p| p[1].units_per_px <= p[0].units_per_px)
        );
        assert!(views.iter().all(|view| view.center == ASSEN.center));
        assert_eq!(views[200], closer);
        let nowhere = FlightPath::new(ASSEN, ASSEN, 800.0);
        assert!(
            along(&nowhere)
                .iter()
                .all(|view| view.units_per_px.is_finite())
        );
        for path in [nowhere, FlightPath::new(ASSEN, EMMEN, 100.0)] {
            assert!((0.3..=1.5).contains(&path.seconds()), "{}", path.seconds());
        }
    }
}
