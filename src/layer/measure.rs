//! The area of each feature on the ground: on the plane of RD New for data in the Netherlands, whatever their
//! system, and on the ellipsoid elsewhere; never on a plane that stretches, such as Web Mercator.

use std::sync::Arc;

use rayon::prelude::*;

use super::Layer;
use crate::crs::{self, Crs, Transform};
use crate::geometry::{Feature, PolygonArray, area};

/// Square metres per feature; NaN where that is not known: no coordinate system, one that cannot be computed
/// with, no geometry, or a vertex without a place.
pub fn areas_m2(layer: &Layer) -> Arc<[f64]> {
    let unknown = || vec![f64::NAN; layer.len()].into();
    let Some(own) = &layer.crs else {
        return unknown();
    };
    let coords = layer.polygons.coords();
    let in_netherlands = own.is_rd()
        || crs::wgs84_bounds(coords, own).is_some_and(|bounds| crs::in_netherlands(&bounds));
    let (target, measure): (_, fn(&Feature<'_>) -> f64) = if in_netherlands {
        (Crs::rd_new(), area::feature)
    } else {
        (Crs::wgs84(), area::feature_ellipsoid_m2)
    };
    let Ok(transform) = Transform::between(own, &target) else {
        return unknown();
    };
    if transform.is_identity() {
        return each(&layer.polygons, measure);
    }
    let mut moved = coords.to_vec();
    transform.apply(&mut moved);
    let moved = layer.polygons.with_coords(moved);
    moved.map_or_else(unknown, |polygons| each(&polygons, measure))
}

fn each(polygons: &PolygonArray, measure: fn(&Feature<'_>) -> f64) -> Arc<[f64]> {
    let areas: Vec<f64> = (0..polygons.len())
        .into_par_iter()
        .map(|feature| match polygons.feature(feature) {
            feature if feature.is_null() => f64::NAN,
            feature => measure(&feature),
        })
        .collect();
    areas.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::Definition;
    use crate::geometry::PolygonBuilder;
    use crate::layer::{Source, Table};

    /// A hectare near Assen and a null geometry, given in RD and turned into `crs`.
    fn hectare(crs: Option<Crs>) -> Layer {
        let (x, y) = (234_000.0, 556_800.0);
        let mut ring = [
            [x, y],
            [x + 100.0, y],
            [x + 100.0, y + 100.0],
            [x, y + 100.0],
        ];
        if let Some(crs) = &crs
            && let Ok(transform) = Transform::between(&Crs::rd_new(), crs)
        {
            transform.apply(&mut ring);
        }
        let mut builder = PolygonBuilder::default();
        builder.push_ring(ring);
        builder.end_part();
        builder.end_feature();
        builder.end_feature();
        Layer {
            name: "test".into(),
            source: Source::default(),
            crs,
            polygons: builder.finish(),
            table: Table::empty(2),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_hectare_is_a_hectare_in_every_system() {
        for crs in [Crs::rd_new(), Crs::wgs84(), Crs::web_mercator()] {
            let areas = areas_m2(&hectare(Some(crs.clone())));
            assert!((areas[0] - 10_000.0).abs() < 0.01, "{crs:?}: {}", areas[0]);
            assert!(areas[1].is_nan(), "no geometry, no area");
        }
    }

    #[test]
    fn what_is_not_known_is_not_zero() {
        let unsupported = Crs {
            epsg: None,
            name: Some("Mars".into()),
            definition: Definition::Unsupported,
        };
        for crs in [None, Some(unsupported)] {
            assert!(areas_m2(&hectare(crs)).iter().all(|area| area.is_nan()));
        }
    }

    #[test]
    fn elsewhere_areas_are_those_of_the_ellipsoid() {
        // A degree square at the equator: 12308.778 km² (GeographicLib).
        let mut layer = hectare(Some(Crs::wgs84()));
        let mut builder = PolygonBuilder::default();
        builder.push_ring([[20.0, -0.5], [21.0, -0.5], [21.0, 0.5], [20.0, 0.5]]);
        layer.polygons = builder.finish();
        let km2 = areas_m2(&layer)[0] / 1e6;
        assert!((km2 - 12_308.8).abs() < 2.0, "{km2}");
        // The same ground in Web Mercator measures the same.
        let to_mercator = Transform::between(&Crs::wgs84(), &Crs::web_mercator()).unwrap();
        let mut coords = layer.polygons.coords().to_vec();
        to_mercator.apply(&mut coords);
        layer.polygons = layer.polygons.with_coords(coords).unwrap();
        layer.crs = Some(Crs::web_mercator());
        assert!((areas_m2(&layer)[0] / 1e6 / km2 - 1.0).abs() < 1e-6);
    }
}
