//! Two layers brought into one plane, so that the outlines of one can be compared with those of the other.

use crate::crs::{Crs, Transform, in_netherlands};
use crate::geometry::PolygonArray;
use crate::layer::Layer;

/// Why two layers cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaneError {
    /// Nobody knows where the first layer lies.
    #[error("the parcels have no coordinate system that can be computed with")]
    ParcelsUnknown,
    /// Nobody knows where the second layer lies.
    #[error("the areas have no coordinate system that can be computed with")]
    AreasUnknown,
}

/// The outlines of `parcels` and of `areas` in one plane: that of RD New in the Netherlands, elsewhere the one of
/// the parcels, or Web Mercator for degrees. Where neither layer names a system both are taken to share one.
///
/// # Errors
/// [`PlaneError`] when a layer's place is not known.
pub fn in_common_plane(
    parcels: &Layer,
    areas: &Layer,
) -> Result<(PolygonArray, PolygonArray), PlaneError> {
    if parcels.crs.is_none() && areas.crs.is_none() {
        return Ok((parcels.polygons.clone(), areas.polygons.clone()));
    }
    let own = parcels.crs.as_ref().ok_or(PlaneError::ParcelsUnknown)?;
    let plane = plane_of(own, &parcels.polygons).ok_or(PlaneError::ParcelsUnknown)?;
    let parcels = moved(&parcels.polygons, own, &plane).ok_or(PlaneError::ParcelsUnknown)?;
    let other = areas.crs.as_ref().ok_or(PlaneError::AreasUnknown)?;
    let areas = moved(&areas.polygons, other, &plane).ok_or(PlaneError::AreasUnknown)?;
    Ok((parcels, areas))
}

fn plane_of(crs: &Crs, polygons: &PolygonArray) -> Option<Crs> {
    if crs.is_rd() {
        return Some(crs.clone());
    }
    let to_lonlat = Transform::between(crs, &Crs::wgs84()).ok()?;
    Some(if in_netherlands(&to_lonlat.bounds(&polygons.bounds())) {
        Crs::rd_new()
    } else if crs.is_geographic() {
        // Its scale hardly changes within a parcel, and only proportions count.
        Crs::web_mercator()
    } else {
        crs.clone()
    })
}

fn moved(polygons: &PolygonArray, from: &Crs, to: &Crs) -> Option<PolygonArray> {
    let transform = Transform::between(from, to).ok()?;
    if transform.is_identity() {
        return Some(polygons.clone());
    }
    let mut coords = polygons.coords().to_vec();
    transform.apply(&mut coords);
    polygons.with_coords(coords)
}
