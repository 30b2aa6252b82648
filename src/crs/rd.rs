//! RD New, the Dutch national grid, to and from longitude and latitude on ETRS89 (taken as WGS 84), datum
//! shift included: without it Assen would lie 128 m off. The correction grid of RDNAPTRANS2018 is left out;
//! that costs at most 0.25 m, and the control points in `tests/crs/` hold it to that.
//!
//! The projection is the oblique (double) stereographic one of IOGP Publication 373-7-2, method 9809: the
//! Bessel ellipsoid is mapped conformally on a sphere, the sphere on the plane. The datum shift is the seven
//! parameter transformation of RDNAPTRANS2018 (Amersfoort to ETRS89, EPSG:9282), heights left at 0.

use std::sync::LazyLock;

/// Bessel 1841.
const BESSEL: Ellipsoid = Ellipsoid::new(6_377_397.155, 299.152_812_8);
/// GRS 1980; WGS 84 differs from it by a tenth of a millimetre.
const GRS80: Ellipsoid = Ellipsoid::new(6_378_137.0, 298.257_222_101);

/// 52° 9' 22.178" N and 5° 23' 15.5" E: the tower in Amersfoort.
const LATITUDE_OF_ORIGIN_DEG: f64 = 52.0 + 9.0 / 60.0 + 22.178 / 3600.0;
const LONGITUDE_OF_ORIGIN_DEG: f64 = 5.0 + 23.0 / 60.0 + 15.5 / 3600.0;
const SCALE: f64 = 0.999_907_9;
const FALSE_EASTING_M: f64 = 155_000.0;
const FALSE_NORTHING_M: f64 = 463_000.0;

/// Amersfoort to ETRS89: metres, arc seconds (position vector), parts per million.
const TRANSLATION_M: [f64; 3] = [565.7381, 50.4018, 465.2904];
const ROTATION_SEC: [f64; 3] = [
    -0.395_025_981_036_064,
    0.330_772_431_242_031,
    -1.876_073_294_628_21,
];
const SCALE_PPM: f64 = 4.07244;

static RD: LazyLock<Rd> = LazyLock::new(Rd::new);

/// RD metres to longitude and latitude in degrees; NaN where there is none.
pub(super) fn to_lonlat(pos_rd: [f64; 2]) -> [f64; 2] {
    finite_or_nan(RD.unproject(pos_rd))
}

/// Longitude and latitude in degrees to RD metres; NaN where there is none (the antipode).
pub(super) fn from_lonlat(pos_lonlat: [f64; 2]) -> [f64; 2] {
    finite_or_nan(RD.project(pos_lonlat))
}

fn finite_or_nan(point: [f64; 2]) -> [f64; 2] {
    if point[0].is_finite() && point[1].is_finite() {
        point
    } else {
        [f64::NAN; 2]
    }
}

struct Ellipsoid {
    a_m: f64,
    /// First eccentricity squared.
    e2: f64,
}

impl Ellipsoid {
    const fn new(a_m: f64, inverse_flattening: f64) -> Self {
        let f = 1.0 / inverse_flattening;
        Self {
            a_m,
            e2: f * (2.0 - f),
        }
    }

    /// Sine and cosine of latitude and longitude to geocentric metres, at height 0.
    fn to_geocentric(&self, (sin_lat, cos_lat): (f64, f64), lon: f64) -> [f64; 3] {
        let nu = self.a_m / (1.0 - self.e2 * sin_lat * sin_lat).sqrt();
        let (sin_lon, cos_lon) = lon.sin_cos();
        [
            nu * cos_lat * cos_lon,
            nu * cos_lat * sin_lon,
            nu * (1.0 - self.e2) * sin_lat,
        ]
    }

    /// Geocentric metres to longitude and the tangent of the latitude. One step of Bowring's formula (1976):
    /// exact to a micrometre within kilometres of the surface.
    fn to_geodetic(&self, [x, y, z]: [f64; 3]) -> (f64, f64) {
        let p = x.hypot(y);
        let b_over_a = (1.0 - self.e2).sqrt();
        let b_m = self.a_m * b_over_a;
        let tan_u = z / (p * b_over_a);
        let cos_u = 1.0 / (1.0 + tan_u * tan_u).sqrt();
        let sin_u = tan_u * cos_u;
        let second_e2 = self.e2 / (1.0 - self.e2);
        let tan_lat =
            (z + second_e2 * b_m * sin_u.powi(3)) / (p - self.e2 * self.a_m * cos_u.powi(3));
        (y.atan2(x), tan_lat)
    }
}

/// What both directions need and does not change.
struct Rd {
    /// Eccentricity of the Bessel ellipsoid.
    e: f64,
    lon_0: f64,
    /// Exponent and factor of the conformal map onto the sphere.
    n: f64,
    c: f64,
    sin_chi_0: f64,
    cos_chi_0: f64,
    /// Twice the sphere's radius times the scale.
    diameter_m: f64,
    /// Coefficients of sin 2β, 4β, 6β, 8β from conformal to geodetic latitude.
    latitude_series: [f64; 4],
    to_etrs89: [[f64; 3]; 3],
    to_bessel: [[f64; 3]; 3],
}

impl Rd {
    fn new() -> Self {
        let Ellipsoid { a_m, e2 } = BESSEL;
        let e = e2.sqrt();
        let lat_0 = LATITUDE_OF_ORIGIN_DEG.to_radians();
        let (sin_0, cos_0) = lat_0.sin_cos();
        let w = 1.0 - e2 * sin_0 * sin_0;
        let radius_m = a_m * (1.0 - e2).sqrt() / w;
        let n = (1.0 + e2 * cos_0.powi(4) / (1.0 - e2)).sqrt();
        let w_1 = (2.0 * n * isometric(e, sin_0)).exp();
        let sin_chi_00 = (w_1 - 1.0) / (w_1 + 1.0);
        let c = (n + sin_0) * (1.0 - sin_chi_00) / ((n - sin_0) * (1.0 + sin_chi_00));
        let w_2 = c * w_1;
        let sin_chi_0 = (w_2 - 1.0) / (w_2 + 1.0);
        let to_etrs89 = helmert_matrix();
        Self {
            e,
            lon_0: LONGITUDE_OF_ORIGIN_DEG.to_radians(),
            n,
            c,
            sin_chi_0,
            cos_chi_0: (1.0 - sin_chi_0 * sin_chi_0).sqrt(),
            diameter_m: 2.0 * radius_m * SCALE,
            latitude_series: latitude_series(e2),
            to_etrs89,
            to_bessel: inverse(to_etrs89),
        }
    }

    fn unproject(&self, [easting, northing]: [f64; 2]) -> [f64; 2] {
        let x = (easting - FALSE_EASTING_M) / self.diameter_m;
        let y = (northing - FALSE_NORTHING_M) / self.diameter_m;
        let t = x * x + y * y;
        let sin_chi = ((1.0 - t) * self.sin_chi_0 + 2.0 * y * self.cos_chi_0) / (1.0 + t);
        let d_lambda = (2.0 * x).atan2((1.0 - t) * self.cos_chi_0 - 2.0 * y * self.sin_chi_0);
        let lon = self.lon_0 + d_lambda / self.n;
        // q = exp(2 ψ) with ψ the isometric latitude; sin β = tanh ψ with β the conformal latitude.
        let q = ((1.0 + sin_chi) / (self.c * (1.0 - sin_chi))).powf(1.0 / self.n);
        let (sin_b, cos_b) = ((q - 1.0) / (q + 1.0), 2.0 * q.sqrt() / (q + 1.0));
        let (sin_2b, cos_2b) = (2.0 * sin_b * cos_b, (cos_b - sin_b) * (cos_b + sin_b));
        let lat = sin_b.atan2(cos_b) + sine_series(&self.latitude_series, sin_2b, cos_2b);
        let on_bessel = BESSEL.to_geocentric(lat.sin_cos(), lon);
        let (lon, tan_lat) =
            GRS80.to_geodetic(add(multiply(self.to_etrs89, on_bessel), TRANSLATION_M));
        [lon.to_degrees(), tan_lat.atan().to_degrees()]
    }

    fn project(&self, [lon_deg, lat_deg]: [f64; 2]) -> [f64; 2] {
        let on_grs80 = GRS80.to_geocentric(lat_deg.to_radians().sin_cos(), lon_deg.to_radians());
        let back = [-TRANSLATION_M[0], -TRANSLATION_M[1], -TRANSLATION_M[2]];
        let (lon, tan_lat) = BESSEL.to_geodetic(multiply(self.to_bessel, add(on_grs80, back)));
        let sin_lat = tan_lat / (1.0 + tan_lat * tan_lat).sqrt();
        let w = self.c * (2.0 * self.n * isometric(self.e, sin_lat)).exp();
        let (sin_chi, cos_chi) = ((w - 1.0) / (w + 1.0), 2.0 * w.sqrt() / (w + 1.0));
        let (sin_l, cos_l) = (self.n * (lon - self.lon_0)).sin_cos();
        let b = 1.0 + sin_chi * self.sin_chi_0 + cos_chi * self.cos_chi_0 * cos_l;
        [
            FALSE_EASTING_M + self.diameter_m * cos_chi * sin_l / b,
            FALSE_NORTHING_M
                + self.diameter_m * (sin_chi * self.cos_chi_0 - cos_chi * self.sin_chi_0 * cos_l)
                    / b,
        ]
    }
}

/// Isometric latitude.
fn isometric(e: f64, sin_lat: f64) -> f64 {
    sin_lat.atanh() - e * (e * sin_lat).atanh()
}

/// Snyder, Map Projections: A Working Manual (1987), equation 3-5; 0.1 mm.
fn latitude_series(e2: f64) -> [f64; 4] {
    let (e4, e6, e8) = (e2 * e2, e2 * e2 * e2, e2 * e2 * e2 * e2);
    [
        e2 / 2.0 + 5.0 * e4 / 24.0 + e6 / 12.0 + 13.0 * e8 / 360.0,
        7.0 * e4 / 48.0 + 29.0 * e6 / 240.0 + 811.0 * e8 / 11_520.0,
        7.0 * e6 / 120.0 + 81.0 * e8 / 1_120.0,
        4_279.0 * e8 / 161_280.0,
    ]
}

/// Σ c[k] sin((k + 1) x) by Clenshaw's recurrence.
fn sine_series(coefficients: &[f64], sin_x: f64, cos_x: f64) -> f64 {
    let (mut next, mut after) = (0.0, 0.0);
    for c in coefficients.iter().rev() {
        (next, after) = (c + 2.0 * cos_x * next - after, next);
    }
    next * sin_x
}

fn helmert_matrix() -> [[f64; 3]; 3] {
    let m = 1.0 + SCALE_PPM * 1e-6;
    let [rx, ry, rz] = ROTATION_SEC.map(|sec| m * (sec / 3600.0).to_radians());
    [[m, -rz, ry], [rz, m, -rx], [-ry, rx, m]]
}

fn multiply(m: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

fn add(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// By cofactors; the matrix is nearly the unit matrix.
fn inverse(m: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant = (0..3).map(|c| m[0][c] * minor(0, c)).sum::<f64>();
    std::array::from_fn(|r| std::array::from_fn(|c| minor(c, r) / determinant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amersfoort_is_the_origin() {
        let [lon, lat] = to_lonlat([155_000.0, 463_000.0]);
        assert!((lon - 5.387_203_657).abs() < 1e-6, "{lon}");
        assert!((lat - 52.155_172_897).abs() < 1e-6, "{lat}");
    }

    #[test]
    fn there_and_back_is_within_a_millimetre_or_two() {
        for x in (0..30).map(|i| f64::from(i) * 10_000.0) {
            for y in (30..63).map(|i| f64::from(i) * 10_000.0) {
                let back = from_lonlat(to_lonlat([x, y]));
                let off = (back[0] - x).hypot(back[1] - y);
                assert!(off < 0.002, "{x} {y}: {off}");
            }
        }
    }

    #[test]
    fn what_has_no_place_is_nan() {
        for point in [
            [f64::NAN, 0.0],
            [f64::INFINITY, 0.0],
            [0.0, f64::NEG_INFINITY],
        ] {
            assert!(to_lonlat(point)[0].is_nan());
            assert!(from_lonlat(point)[0].is_nan());
        }
    }
}
