//! The area of each feature on the ground, in square metres, whatever system its coordinates are in: on the
//! plane of RD New where it lies in the Netherlands, as Dutch registers count, and on the ellipsoid elsewhere.
//! Never on Web Mercator, where a hectare in Drenthe looks like two and a half.

use rayon::prelude::*;

use super::Layer;
use crate::crs::{Crs, Transform, in_netherlands};
use crate::geometry::{Bounds, Feature, PolygonArray, area};
use crate::job::{Cancelled, Progress};

/// Where coordinates in RD New are taken at their word: the country and a good hundred kilometres around it,
/// within which the plane's areas are right to 0.1 %.
const RD_PLANE: Bounds = Bounds::new(-100_000.0, 200_000.0, 400_000.0, 750_000.0);

/// Where there are places on earth; metres in a file that says they are degrees lie outside.
const DEGREES: Bounds = Bounds::new(-180.001, -90.001, 180.001, 90.001);

/// Features that one task measures.
const TASK: usize = 1 << 10;

/// Area on the ground per feature in m²; NaN where it is not known: no geometry, no coordinate system, or
/// none that can be computed with. Lines and points have none, which is known: 0. Counts nothing on `progress`, but stops with it.
///
/// # Errors
/// [`Cancelled`] when the work was told to stop.
pub fn areas_m2(layer: &Layer, progress: &Progress) -> Result<Vec<f64>, Cancelled> {
    measured(layer, None, progress)
}

/// As [`areas_m2`], where the polygons were brought into RD New already, in the same order.
///
/// # Errors
/// As [`areas_m2`].
pub fn areas_m2_by(
    layer: &Layer,
    in_rd: &PolygonArray,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    measured(layer, Some(in_rd), progress)
}

fn measured(
    layer: &Layer,
    in_rd: Option<&PolygonArray>,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    if !layer.polygons.is_ground() {
        return Ok(vec![0.0; layer.len()]);
    }
    let Some(meter) = layer.crs.as_ref().and_then(Meter::new) else {
        return Ok(vec![f64::NAN; layer.len()]);
    };
    let tasks: Vec<Vec<f64>> = (0..layer.len().div_ceil(TASK))
        .into_par_iter()
        .map(|task| {
            progress.check()?;
            let features = task * TASK..layer.len().min((task + 1) * TASK);
            let mut ring = Vec::new();
            let measure = |i| {
                let in_rd = in_rd.map(|polygons| polygons.feature(i));
                meter.area_m2(&layer.polygons.feature(i), in_rd.as_ref(), &mut ring)
            };
            Ok(features.map(measure).collect())
        })
        .collect::<Result<_, _>>()?;
    Ok(tasks.concat())
}

struct Meter {
    is_rd: bool,
    to_rd: Transform,
    to_lonlat: Transform,
}

impl Meter {
    fn new(crs: &Crs) -> Option<Self> {
        Some(Self {
            is_rd: crs.is_rd(),
            to_rd: Transform::between(crs, &Crs::rd_new()).ok()?,
            to_lonlat: Transform::between(crs, &Crs::wgs84()).ok()?,
        })
    }

    fn area_m2(
        &self,
        feature: &Feature<'_>,
        in_rd: Option<&Feature<'_>>,
        ring: &mut Vec<[f64; 2]>,
    ) -> f64 {
        if feature.is_null() {
            return f64::NAN;
        }
        let bounds = feature.bounds();
        if self.is_rd && RD_PLANE.contains_bounds(&bounds) {
            return area::feature(feature);
        }
        let lonlat = self.to_lonlat.bounds(&bounds);
        if !DEGREES.contains_bounds(&lonlat) {
            return f64::NAN;
        }
        let on_rd_plane = in_netherlands(&lonlat);
        if let Some(in_rd) = in_rd.filter(|_| on_rd_plane) {
            return area::feature(in_rd);
        }
        let transform = if on_rd_plane {
            &self.to_rd
        } else {
            &self.to_lonlat
        };
        let mut measure = |stored: &[[f64; 2]]| {
            ring.clear();
            ring.extend_from_slice(stored);
            transform.apply(ring);
            if on_rd_plane {
                area::ring_signed(ring)
            } else {
                area::ring_ellipsoid_m2(ring)
            }
        };
        feature
            .parts()
            .map(|part| area::part_by(&part, &mut measure))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Source, Table};

    fn layer(polygons: PolygonArray, crs: Option<Crs>) -> Layer {
        Layer {
            name: String::new(),
            source: Source::default(),
            crs,
            table: Table::empty(polygons.len()),
            polygons,
            warnings: Vec::new(),
        }
    }

    /// A hectare near Assen with a hole of 100 m², in RD New, and a feature without geometry.
    fn hectare() -> PolygonArray {
        let square = |x: f64, y: f64, side: f64| {
            [[x, y], [x, y + side], [x + side, y + side], [x + side, y]]
        };
        let mut builder = PolygonBuilder::default();
        builder.push_ring(square(233_000.0, 557_000.0, 100.0));
        builder.push_ring(square(233_010.0, 557_010.0, 10.0));
        builder.end_part();
        builder.end_feature();
        builder.end_feature();
        builder.finish()
    }

    fn moved(polygons: &PolygonArray, from: &Crs, to: &Crs) -> PolygonArray {
        let mut coords = polygons.coords().to_vec();
        Transform::between(from, to).unwrap().apply(&mut coords);
        polygons.with_coords(coords).unwrap()
    }

    #[test]
    fn a_dutch_hectare_is_one_in_any_system() {
        for crs in [
            Crs::rd_new(),
            Crs::wgs84(),
            Crs::web_mercator(),
            Crs::from_epsg(25832).unwrap(),
        ] {
            let polygons = moved(&hectare(), &Crs::rd_new(), &crs);
            let in_rd = moved(&polygons, &crs, &Crs::rd_new());
            let (layer, progress) = (layer(polygons, Some(crs)), Progress::default());
            let areas = areas_m2(&layer, &progress).unwrap();
            assert!((areas[0] - 9_900.0).abs() < 0.01, "{}", areas[0]);
            assert!(areas[1].is_nan());
            let by = areas_m2_by(&layer, &in_rd, &progress).unwrap();
            assert_eq!(by[0].to_bits(), areas[0].to_bits());
            assert!(by[1].is_nan());
        }
    }

    #[test]
    fn elsewhere_the_ellipsoid_counts() {
        // The same shape moved to Slovenia by its degrees: its area there is the geodesic one.
        let lonlat = moved(&hectare(), &Crs::rd_new(), &Crs::wgs84());
        let coords = lonlat.coords().iter().map(|[x, y]| [x + 9.0, y - 7.0]);
        let slovenia = lonlat.with_coords(coords.collect()).unwrap();
        let expected = area::feature_ellipsoid_m2(&slovenia.feature(0));
        let national = Crs::from_epsg(3794).unwrap();
        let stored = moved(&slovenia, &Crs::wgs84(), &national);
        let areas = areas_m2(&layer(stored, Some(national)), &Progress::default()).unwrap();
        assert!(
            (areas[0] / expected - 1.0).abs() < 1e-6,
            "{} {expected}",
            areas[0]
        );
    }

    #[test]
    fn without_a_place_there_is_no_area() {
        let areas = areas_m2(&layer(hectare(), None), &Progress::default()).unwrap();
        assert!(areas.iter().all(|area| area.is_nan()));
        let progress = Progress::default();
        progress.cancel();
        let cancelled = areas_m2(&layer(hectare(), Some(Crs::rd_new())), &progress);
        assert_eq!(cancelled, Err(Cancelled));
    }
}
