//! The area of each feature on the ground, whatever its coordinates: on the plane of RD New for data in the
//! Netherlands (it differs from the ellipsoid by less than 0.02 % there), on the ellipsoid elsewhere. Never
//! on Web Mercator, where a field in Drenthe is 2.7 times too big.

use rayon::prelude::*;

use super::Layer;
use crate::crs::{self, Crs, Transform};
use crate::geometry::{Feature, PolygonArray, area};
use crate::job::{Cancelled, Progress};

/// Features measured between two looks at whether the work is still wanted.
const FEATURES_PER_CHECK: usize = 4096;

/// Square metres per feature, in their order: 0 for a null geometry, NaN where the place on earth is not
/// known (no coordinate system, or one that cannot be computed with).
///
/// # Errors
/// [`Cancelled`].
pub fn areas_m2(layer: &Layer, progress: &Progress) -> Result<Vec<f64>, Cancelled> {
    let Some(crs) = &layer.crs else {
        return unknown(layer);
    };
    if crs.is_rd() {
        return measure(&layer.polygons, area::feature, progress);
    }
    let in_netherlands = crs::wgs84_bounds(layer.polygons.coords(), crs)
        .is_some_and(|bounds| crs::in_netherlands(&bounds));
    let (plane, of_feature): (Crs, fn(&Feature<'_>) -> f64) = if in_netherlands {
        (Crs::rd_new(), area::feature)
    } else {
        (Crs::wgs84(), area::feature_ellipsoid_m2)
    };
    let Ok(transform) = Transform::between(crs, &plane) else {
        return unknown(layer);
    };
    if transform.is_identity() {
        return measure(&layer.polygons, of_feature, progress);
    }
    progress.check()?;
    let mut coords = layer.polygons.coords().to_vec();
    transform.apply(&mut coords);
    match layer.polygons.with_coords(coords) {
        Some(polygons) => measure(&polygons, of_feature, progress),
        None => unknown(layer),
    }
}

/// No length is known, so no area is; where there is no geometry it is nothing all the same.
fn unknown(layer: &Layer) -> Result<Vec<f64>, Cancelled> {
    let of_feature = |feature: Feature<'_>| if feature.is_null() { 0.0 } else { f64::NAN };
    Ok(layer.polygons.features().map(of_feature).collect())
}

fn measure(
    polygons: &PolygonArray,
    of_feature: fn(&Feature<'_>) -> f64,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let chunks = polygons.len().div_ceil(FEATURES_PER_CHECK);
    let measured: Result<Vec<Vec<f64>>, Cancelled> = (0..chunks)
        .into_par_iter()
        .map(|chunk| {
            progress.check()?;
            let first = chunk * FEATURES_PER_CHECK;
            let last = (first + FEATURES_PER_CHECK).min(polygons.len());
            Ok((first..last)
                .map(|i| of_feature(&polygons.feature(i)))
                .collect())
        })
        .collect();
    Ok(measured?.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Source, Table};

    /// A hectare near Assen and a null geometry, in the given system.
    fn hectare(crs: Option<Crs>) -> Layer {
        let (x, y) = (234_000.0, 556_800.0);
        let mut ring = [
            [x, y],
            [x + 100.0, y],
            [x + 100.0, y + 100.0],
            [x, y + 100.0],
            [x, y],
        ];
        if let Some(crs) = &crs {
            Transform::between(&Crs::rd_new(), crs)
                .unwrap()
                .apply(&mut ring);
        }
        let mut polygons = PolygonBuilder::default();
        polygons.push_ring(ring);
        polygons.end_part();
        polygons.end_feature();
        polygons.end_feature();
        Layer {
            name: "hectare".into(),
            source: Source::default(),
            crs,
            polygons: polygons.finish(),
            table: Table::empty(2),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_hectare_is_a_hectare_in_every_system() {
        for crs in [Crs::rd_new(), Crs::wgs84(), Crs::web_mercator()] {
            let layer = hectare(Some(crs.clone()));
            let areas = areas_m2(&layer, &Progress::default()).unwrap();
            assert!((areas[0] - 10_000.0).abs() < 0.01, "{crs:?}: {areas:?}");
            assert_eq!(areas[1].to_bits(), 0.0_f64.to_bits());
        }
    }

    #[test]
    fn without_a_system_the_area_is_unknown_and_not_zero() {
        let areas = areas_m2(&hectare(None), &Progress::default()).unwrap();
        assert!(areas[0].is_nan());
    }

    #[test]
    fn cancelling_stops() {
        let progress = Progress::default();
        progress.cancel();
        assert_eq!(
            areas_m2(&hectare(Some(Crs::rd_new())), &progress),
            Err(Cancelled)
        );
    }
}
