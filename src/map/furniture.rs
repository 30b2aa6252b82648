//! What stands on a map beside the parcels, as data: the scale bar and the lines of a grid of our own.

use super::camera::Camera;
use super::grid::MapCrs;
use crate::crs::{Crs, Transform};
use crate::geometry::Bounds;

/// A bar that stands for a round distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleBar {
    /// The distance on the ground, metres: 1, 2 or 5 times a power of ten.
    pub length_m: f64,
    /// How long the bar is on the screen.
    pub length_px: f64,
}

impl ScaleBar {
    /// The longest bar of at most `longest_px` in the middle of the view; `None` where the view has no scale.
    pub fn new(camera: &Camera, crs: MapCrs, longest_px: f64) -> Option<Self> {
        let m_per_px = camera.units_per_px * crs.ground_m_per_unit(camera.center);
        let length_m = round_down(longest_px * m_per_px)?;
        Some(Self {
            length_m,
            length_px: length_m / m_per_px,
        })
    }
}

/// Lines of a grid over a view.
#[derive(Debug, Clone, PartialEq)]
pub struct GridLines {
    /// Upright lines.
    pub vertical: Vec<GridLine>,
    /// Level lines.
    pub horizontal: Vec<GridLine>,
    /// From one line to the next, in metres of RD or in degrees.
    pub step: f64,
}

/// One line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridLine {
    /// Where it runs, in map units.
    pub at: f64,
    /// What it stands for: metres of RD, or degrees where the map is drawn in Web Mercator.
    pub value: f64,
}

impl GridLines {
    /// Lines at round kilometres (RD) or degrees (Web Mercator) through `visible`, at least `apart_px` apart
    /// along x where a pixel is `units_per_px` wide.
    pub fn new(visible: &Bounds, crs: MapCrs, units_per_px: f64, apart_px: f64) -> Self {
        let nothing = Self {
            vertical: Vec::new(),
            horizontal: Vec::new(),
            step: 0.0,
        };
        // There and back between values on the lines and map units.
        let Ok(to_map) = Transform::between(&grid_crs(crs), &crs.crs()) else {
            return nothing;
        };
        let Ok(to_values) = Transform::between(&crs.crs(), &grid_crs(crs)) else {
            return nothing;
        };
        let values = to_values.bounds(visible);
        let value_per_unit = values.width() / visible.width();
        let Some(step) = round_up(apart_px * units_per_px * value_per_unit) else {
            return nothing;
        };
        let middle = values.center();
        Self {
            vertical: multiples(values.min[0], values.max[0], step)
                .map(|value| GridLine {
                    at: to_map.point([value, middle[1]])[0],
                    value,
                })
                .collect(),
            horizontal: multiples(values.min[1], values.max[1], step)
                .map(|value| GridLine {
                    at: to_map.point([middle[0], value])[1],
                    value,
                })
                .collect(),
            step,
        }
    }
}

fn grid_crs(crs: MapCrs) -> Crs {
    match crs {
        MapCrs::RdNew => Crs::rd_new(),
        MapCrs::WebMercator => Crs::wgs84(),
    }
}

/// Most lines in one direction; a view has a few dozen.
const MOST_LINES: f64 = 1000.0;

/// The multiples of `step` from `low` to `high`.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (low / step).ceil();
    let count = ((high / step).floor() - first + 1.0).clamp(0.0, MOST_LINES);
    (0..count as u32).map(move |i| (first + f64::from(i)) * step)
}

/// The largest of 1, 2 and 5 times a power of ten that is not above `value`.
fn round_down(value: f64) -> Option<f64> {
    let power = 10f64.powf(value.log10().floor());
    let usable = value > 0.0 && power.is_finite() && power > 0.0;
    let steps = [5.0, 2.0, 1.0].map(|step| step * power);
    // A hair of tolerance: 5.0 must not become 2 because its logarithm was rounded.
    let step = steps.into_iter().find(|&step| step <= value * (1.0 + 1e-9));
    usable.then_some(step.unwrap_or(power))
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `value`.
fn round_up(value: f64) -> Option<f64> {
    let below = round_down(value)?;
    let next = |step: f64| match (step / 10f64.powf(step.log10().floor())).round() as u32 {
        2 => step * 2.5,
        _ => step * 2.0,
    };
    Some(if below >= value * (1.0 - 1e-9) {
        below
    } else {
        next(below)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSEN: [f64; 2] = [234_000.0, 556_800.0];

    #[test]
    fn round_numbers_are_1_2_and_5() {
        for (value, down, up) in [
            (1.0, 1.0, 1.0),
            (1.7, 1.0, 2.0),
            (4.99, 2.0, 5.0),
            (5.0, 5.0, 5.0),
            (7.0, 5.0, 10.0),
            (0.03, 0.02, 0.05),
            (9_999.0, 5_000.0, 10_000.0),
        ] {
            let close = |found: Option<f64>, expected: f64| {
                found.is_some_and(|found| (found / expected - 1.0).abs() < 1e-9)
            };
            assert!(
                close(round_down(value), down),
                "{value} down: {:?}",
                round_down(value)
            );
            assert!(
                close(round_up(value), up),
                "{value} up: {:?}",
                round_up(value)
            );
        }
        assert_eq!(round_down(0.0), None);
        assert_eq!(round_down(f64::NAN), None);
        assert_eq!(round_up(f64::INFINITY), None);
    }

    #[test]
    fn the_scale_bar_is_as_long_as_it_says() {
        let camera = Camera {
            center: ASSEN,
            units_per_px: 12.0,
        };
        let bar = ScaleBar::new(&camera, MapCrs::RdNew, 200.0).unwrap();
        assert!((bar.length_m - 2000.0).abs() < 1e-6, "{bar:?}");
        assert!((bar.length_px * 12.0 - bar.length_m).abs() < 1e-6);
        let broken = Camera {
            units_per_px: 0.0,
            ..camera
        };
        assert_eq!(ScaleBar::new(&broken, MapCrs::RdNew, 200.0), None);
    }

    #[test]
    fn kilometre_lines_lie_on_kilometres() {
        let camera = Camera {
            center: ASSEN,
            units_per_px: 10.0,
        };
        let visible = camera.visible([1000.0, 600.0]);
        let lines = GridLines::new(&visible, MapCrs::RdNew, 10.0, 80.0);
        let xs: Vec<f64> = lines.vertical.iter().map(|line| line.at).collect();
        let expected: Vec<f64> = (229..=239).map(|km| f64::from(km) * 1000.0).collect();
        assert_eq!(xs, expected);
        assert_eq!(lines.horizontal.len(), 6);
    }

    #[test]
    fn elsewhere_lines_lie_on_degrees() {
        let to_mercator = Transform::between(&Crs::wgs84(), &Crs::web_mercator()).unwrap();
        let visible = to_mercator.bounds(&Bounds::new(24.0, 56.0, 26.0, 57.0));
        let lines = GridLines::new(
            &visible,
            MapCrs::WebMercator,
            visible.width() / 1000.0,
            100.0,
        );
        let values: Vec<f64> = lines.vertical.iter().map(|line| line.value).collect();
        assert!(
            values.len() > 5
                && values
                    .iter()
                    .all(|value| (value * 5.0).fract().abs() < 1e-6)
        );
        assert!(lines.horizontal.is_sorted_by(|a, b| a.at < b.at));
    }

    #[test]
    fn a_view_without_extent_has_no_lines() {
        let lines = GridLines::new(&Bounds::EMPTY, MapCrs::RdNew, 1.0, 80.0);
        assert!(lines.vertical.is_empty() && lines.horizontal.is_empty());
    }
}
