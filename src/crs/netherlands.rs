//! Whether a place lies in the Netherlands, which decides what grid the map is drawn in.

use rayon::prelude::*;

use super::{Crs, Transform, wgs84_bounds};
use crate::geometry::Bounds;

/// A coarse outline of the European Netherlands on WGS 84, longitude and latitude, drawn some kilometres
/// outside its coast and border.
const OUTLINE: &[[f64; 2]] = &[
    [3.15, 51.45],
    [3.30, 51.32],
    [3.38, 51.25],
    [3.90, 51.17],
    [4.25, 51.33],
    [4.45, 51.40],
    [4.75, 51.38],
    [5.05, 51.36],
    [5.25, 51.24],
    [5.60, 51.10],
    [5.62, 50.72],
    [6.05, 50.70],
    [6.15, 50.92],
    [6.10, 51.20],
    [6.32, 51.40],
    [6.10, 51.80],
    [6.90, 51.87],
    [7.15, 52.20],
    [7.15, 52.42],
    [7.15, 52.62],
    [7.30, 53.10],
    [7.25, 53.40],
    [6.60, 53.70],
    [5.00, 53.60],
    [4.50, 53.00],
    [4.00, 52.10],
    [3.30, 51.75],
];

/// The box of the outline, and a little more.
const BOX: Bounds = Bounds::new(3.0, 50.6, 7.45, 53.85);

/// True when a box in degrees on WGS 84 lies in the Netherlands: inside its box, with its middle in the
/// country. (Belgian and German parcels close to the border are then still told apart.)
pub fn in_netherlands(bounds_wgs84: &Bounds) -> bool {
    BOX.contains_bounds(bounds_wgs84) && inside(OUTLINE, bounds_wgs84.center())
}

/// The same of vertices in any system; `None` where none of them has a place on earth.
///
/// The box around them tells, where all of it lies in the country, as for every file of a Dutch register; only else it
/// is looked at where each of them lies.
pub fn all_in_netherlands(coords: &[[f64; 2]], crs: &Crs) -> Option<bool> {
    let transform = Transform::between(crs, &Crs::wgs84()).ok()?;
    let boxes = coords.par_chunks(VERTICES_AT_ONCE).map(Bounds::of_points);
    let around = boxes.reduce(|| Bounds::EMPTY, |a, b| a.union(&b));
    if in_netherlands(&transform.bounds(&around)) {
        return Some(true);
    }
    let place = wgs84_bounds(coords, crs)?;
    Some(in_netherlands(&place))
}

/// Vertices that one task looks at.
const VERTICES_AT_ONCE: usize = 1 << 16;

/// Even-odd rule.
fn inside(outline: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let mut inside = false;
    for (i, &[x1, y1]) in outline.iter().enumerate() {
        let [x0, y0] = outline[(i + outline.len() - 1) % outline.len()];
        if (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_places_are_in_and_those_of_the_neighbours_are_out() {
        let at = |lon: f64, lat: f64| in_netherlands(&Bounds::new(lon, lat, lon, lat).grown(0.01));
        for (name, lon, lat) in [
            ("Assen", 6.564, 52.993),
            ("Den Burg", 4.80, 53.055),
            ("Schiermonnikoog", 6.155, 53.48),
            ("Delfzijl", 6.92, 53.33),
            ("Bad Nieuweschans", 7.205, 53.18),
            ("Ter Apel", 7.07, 52.875),
            ("Denekamp", 7.005, 52.377),
            ("Winterswijk", 6.72, 51.97),
            ("Maastricht", 5.69, 50.85),
            ("Vaals", 6.01, 50.772),
            ("Venlo", 6.17, 51.37),
            ("Sluis", 3.386, 51.308),
            ("Cadzand", 3.41, 51.37),
            ("Hulst", 4.05, 51.28),
            ("Westkapelle", 3.44, 51.53),
            ("Den Haag", 4.30, 52.08),
            ("Baarle-Nassau", 4.93, 51.445),
        ] {
            assert!(at(lon, lat), "{name}");
        }
        for (name, lon, lat) in [
            ("Antwerpen", 4.40, 51.22),
            ("Brugge", 3.22, 51.21),
            ("Gent", 3.72, 51.05),
            ("Hasselt", 5.34, 50.93),
            ("Luik", 5.57, 50.63),
            ("Münster", 7.63, 51.96),
            ("Leer", 7.45, 53.23),
            ("Berlin", 13.4, 52.5),
        ] {
            assert!(!at(lon, lat), "{name}");
        }
        assert!(!in_netherlands(&Bounds::new(-5.0, 42.0, 9.0, 51.0)));
        assert!(!in_netherlands(&Bounds::EMPTY));
        assert!(
            in_netherlands(&Bounds::new(3.36, 50.75, 7.22, 53.55)),
            "the whole country"
        );
    }
}
