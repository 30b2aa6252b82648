//! Two layers brought into one plane, so that the outlines of one can be compared with those of the other.

use std::borrow::Cow;

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
pub fn in_common_plane<'a>(
    parcels: &'a Layer,
    areas: &'a Layer,
) -> Result<(Cow<'a, PolygonArray>, Cow<'a, PolygonArray>), PlaneError> {
    if parcels.crs.is_none() && areas.crs.is_none() {
        let as_stored = [parcels, areas].map(|layer| Cow::Borrowed(&layer.polygons));
        let [parcels, areas] = as_stored;
        return Ok((parcels, areas));
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

fn moved<'a>(polygons: &'a PolygonArray, from: &Crs, to: &Crs) -> Option<Cow<'a, PolygonArray>> {
    let transform = Transform::between(from, to).ok()?;
    if transform.is_identity() {
        return Some(Cow::Borrowed(polygons));
    }
    let mut coords = polygons.coords().to_vec();
    transform.apply(&mut coords);
    polygons.with_coords(coords).map(Cow::Owned)
}
