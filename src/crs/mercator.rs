//! Web Mercator (EPSG:3857): WGS 84 treated as a sphere, as tile servers everywhere do (IOGP Publication
//! 373-7-2, method 1024).

/// Radius of the sphere: the equatorial radius of WGS 84, metres.
const RADIUS_M: f64 = 6_378_137.0;

/// Metres to longitude and latitude in degrees.
pub(super) fn to_lonlat([x, y]: [f64; 2]) -> [f64; 2] {
    let lon = (x / RADIUS_M).to_degrees();
    let lat = (y / RADIUS_M).sinh().atan().to_degrees();
    if lon.is_finite() && lat.is_finite() {
        [lon, lat]
    } else {
        [f64::NAN; 2]
    }
}

/// Longitude and latitude in degrees to metres; NaN at and beyond the poles.
pub(super) fn from_lonlat([lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
    let x = RADIUS_M * lon_deg.to_radians();
    let y = RADIUS_M * lat_deg.to_radians().tan().asinh();
    if x.is_finite() && y.is_finite() && lat_deg.abs() < 90.0 {
        [x, y]
    } else {
        [f64::NAN; 2]
    }
}
