//! Every system without code of its own, through `proj4rs`: the only module that names it. Takes and gives
//! degrees; what cannot be computed becomes NaN, point by point, and nothing panics.

use proj4rs::Proj;
use proj4rs::transform::{Transform, TransformClosure, transform};

use super::CrsError;

/// A system given as a PROJ string.
pub(super) struct Projection {
    system: Proj,
    wgs84: Proj,
    geographic: bool,
    axes: Axes,
}

impl Projection {
    /// # Errors
    /// When the text is not one that `proj4rs` can compute with, both ways.
    pub(super) fn new(definition: &str) -> Result<Self, CrsError> {
        let invalid = |reason: String| CrsError::Definition {
            definition: definition.to_owned(),
            reason,
        };
        let (axes, definition) = Axes::take_from(definition);
        let system = Proj::from_proj_string(&definition).map_err(|e| invalid(e.to_string()))?;
        let wgs84 = Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs")
            .map_err(|e| invalid(e.to_string()))?;
        if system.is_geocent() || !system.has_forward() || !system.has_inverse() {
            return Err(invalid("no transformation in both directions".into()));
        }
        Ok(Self {
            geographic: system.is_latlong(),
            system,
            wgs84,
            axes,
        })
    }

    /// To longitude and latitude on WGS 84, degrees.
    pub(super) fn unproject(&self, points: &mut [[f64; 2]]) {
        if self.geographic {
            scale(points, f64::to_radians);
        } else {
            self.axes.into_east_north(points);
        }
        run(&self.system, &self.wgs84, points);
        scale(points, f64::to_degrees);
    }

    /// From longitude and latitude on WGS 84, degrees.
    pub(super) fn project(&self, points: &mut [[f64; 2]]) {
        scale(points, f64::to_radians);
        run(&self.wgs84, &self.system, points);
        if self.geographic {
            scale(points, f64::to_degrees);
        } else {
            self.axes.out_of_east_north(points);
        }
    }

    /// Both half axes of the ellipsoid, metres.
    pub(super) fn ellipsoid_m(&self) -> [f64; 2] {
        self.system.ellipse_parameters().into()
    }

    /// Longitude of the prime meridian, degrees east of Greenwich.
    pub(super) fn prime_meridian_deg(&self) -> f64 {
        self.system.from_greenwich().to_degrees()
    }

    /// Metres per unit of the coordinates; 1 for degrees.
    pub(super) fn unit_m(&self) -> f64 {
        self.system.to_meter()
    }
}

fn scale(points: &mut [[f64; 2]], f: fn(f64) -> f64) {
    for point in points {
        *point = point.map(f);
    }
}

fn run(from: &Proj, to: &Proj, points: &mut [[f64; 2]]) {
    // Every error of a point is handled inside `Points`, so none is left to answer for here.
    if transform(from, to, &mut Points(points)).is_err() {
        points.fill([f64::NAN; 2]);
    }
    for point in points {
        if !(point[0].is_finite() && point[1].is_finite()) {
            *point = [f64::NAN; 2];
        }
    }
}

/// Two-dimensional points: heights are 0, and a point that fails becomes NaN instead of stopping the rest.
struct Points<'a>(&'a mut [[f64; 2]]);

impl Transform for Points<'_> {
    fn transform_coordinates<F: TransformClosure>(
        &mut self,
        f: &mut F,
    ) -> Result<(), proj4rs::errors::Error> {
        for point in self.0.iter_mut() {
            *point = match f(point[0], point[1], 0.0) {
                Ok((x, y, _)) if point[0].is_finite() && point[1].is_finite() => [x, y],
                _ => [f64::NAN; 2],
            };
        }
        Ok(())
    }
}

/// Where the two axes of a system point to; `proj4rs` computes east and north only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Axes {
    swapped: bool,
    west: bool,
    south: bool,
}

impl Axes {
    /// Reads `+axis=` and returns the definition without it.
    fn take_from(definition: &str) -> (Self, String) {
        let mut axes = Self {
            swapped: false,
            west: false,
            south: false,
        };
        let rest: Vec<&str> = definition
            .split_whitespace()
            .filter(|word| match word.strip_prefix("+axis=") {
                None => true,
                Some(names) => {
                    axes.swapped = names.starts_with(['n', 's']);
                    axes.west = names.contains('w');
                    axes.south = names.contains('s');
                    false
                }
            })
            .collect();
        (axes, rest.join(" "))
    }

    fn into_east_north(self, points: &mut [[f64; 2]]) {
        if self.swapped {
            points.iter_mut().for_each(|p| p.swap(0, 1));
        }
        self.turn(points);
    }

    fn out_of_east_north(self, points: &mut [[f64; 2]]) {
        self.turn(points);
        if self.swapped {
            points.iter_mut().for_each(|p| p.swap(0, 1));
        }
    }

    fn turn(self, points: &mut [[f64; 2]]) {
        if self.west {
            points.iter_mut().for_each(|p| p[0] = -p[0]);
        }
        if self.south {
            points.iter_mut().for_each(|p| p[1] = -p[1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn southing_and_westing_are_turned_and_swapped() {
        let plain = Projection::new("+proj=utm +zone=31 +ellps=GRS80 +towgs84=0,0,0").unwrap();
        let turned =
            Projection::new("+proj=utm +zone=31 +ellps=GRS80 +towgs84=0,0,0 +axis=swu").unwrap();
        let (mut a, mut b) = ([[600_000.0, 5_800_000.0]], [[-5_800_000.0, -600_000.0]]);
        plain.unproject(&mut a);
        turned.unproject(&mut b);
        assert_eq!(a, b);
        turned.project(&mut b);
        assert!((b[0][0] + 5_800_000.0).abs() < 1e-4 && (b[0][1] + 600_000.0).abs() < 1e-4);
    }

    #[test]
    fn definitions_that_cannot_be_computed_are_errors() {
        for text in [
            "",
            "+proj=nothing",
            "+proj=longlat +ellps=none",
            "+proj=geocent +datum=WGS84",
            "x",
        ] {
            assert!(Projection::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn one_bad_point_does_not_spoil_the_others() {
        let utm = Projection::new("+proj=utm +zone=31 +ellps=GRS80 +towgs84=0,0,0").unwrap();
        let mut points = [[f64::NAN, 1.0], [500_000.0, 0.0], [1e300, -1e300]];
        utm.unproject(&mut points);
        assert!(points[0][0].is_nan() && points[2][0].is_nan());
        assert!((points[1][0] - 3.0).abs() < 1e-9);
    }
}
