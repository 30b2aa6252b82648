//! Where a layer's coordinates go when a format wants longitude and latitude.

use crate::crs::{Crs, Definition, Transform};
use crate::geometry::PolygonArray;
use crate::layer::Layer;

/// The polygons in longitude and latitude on WGS 84; `None` without a coordinate system that can be computed
/// with. What lies nowhere on earth gets coordinates that are not finite.
pub(super) fn in_wgs84(layer: &Layer) -> Option<PolygonArray> {
    let crs = layer.crs.as_ref()?;
    if crs.definition == Definition::Wgs84 {
        return Some(layer.polygons.clone());
    }
    let transform = Transform::between(crs, &Crs::wgs84()).ok()?;
    let mut coords = layer.polygons.coords().to_vec();
    transform.apply(&mut coords);
    layer.polygons.with_coords(coords)
}
