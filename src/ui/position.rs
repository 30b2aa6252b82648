//! A place on the map in numbers that people know: metres of RD New and degrees on WGS 84. Coordinates never
//! have thousands separated.

use std::sync::LazyLock;

use crate::crs::{Crs, Transform};
use crate::map::MapCrs;
use crate::text::{Lang, NBSP};

/// Longitude and latitude of a place in the plane of the map; `None` where it has none.
pub fn lonlat(at: [f64; 2], crs: MapCrs) -> Option<[f64; 2]> {
    static FROM_RD: LazyLock<Option<Transform>> =
        LazyLock::new(|| Transform::between(&Crs::rd_new(), &Crs::wgs84()).ok());
    static FROM_MERCATOR: LazyLock<Option<Transform>> =
        LazyLock::new(|| Transform::between(&Crs::web_mercator(), &Crs::wgs84()).ok());
    turned(
        at,
        match crs {
            MapCrs::RdNew => &FROM_RD,
            MapCrs::WebMercator => &FROM_MERCATOR,
        },
    )
}

/// The place in the plane of the map of a longitude and latitude; `None` where it has none.
pub fn from_lonlat(lonlat: [f64; 2], crs: MapCrs) -> Option<[f64; 2]> {
    static TO_RD: LazyLock<Option<Transform>> =
        LazyLock::new(|| Transform::between(&Crs::wgs84(), &Crs::rd_new()).ok());
    static TO_MERCATOR: LazyLock<Option<Transform>> =
        LazyLock::new(|| Transform::between(&Crs::wgs84(), &Crs::web_mercator()).ok());
    turned(
        lonlat,
        match crs {
            MapCrs::RdNew => &TO_RD,
            MapCrs::WebMercator => &TO_MERCATOR,
        },
    )
}

fn turned(at: [f64; 2], transform: &Option<Transform>) -> Option<[f64; 2]> {
    let point = transform.as_ref()?.point(at);
    point.iter().all(|c| c.is_finite()).then_some(point)
}

/// "RD 234028 556848", in whole metres; `None` where the map is not in RD.
pub fn rd_text(at: [f64; 2], crs: MapCrs) -> Option<String> {
    (crs == MapCrs::RdNew).then(|| format!("RD{NBSP}{:.0}{NBSP}{:.0}", at[0], at[1]))
}

/// "52,9928 N 6,5642 E": four decimals, about ten metres.
pub fn lonlat_text(lonlat: [f64; 2], lang: Lang) -> String {
    let degrees = |value: f64, [positive, negative]: [char; 2]| {
        let side = if value < 0.0 { negative } else { positive };
        format!("{}{NBSP}{side}", lang.decimal(value.abs(), 4))
    };
    let [lon, lat] = lonlat;
    format!("{} {}", degrees(lat, ['N', 'S']), degrees(lon, ['E', 'W']))
}

/// The place as text for the clipboard, as other programs read it: RD metres where the map is in RD, else
/// latitude and longitude to a decimetre, with a point.
pub fn to_copy(at: [f64; 2], crs: MapCrs) -> Option<String> {
    match crs {
        MapCrs::RdNew => Some(format!("{:.0} {:.0}", at[0], at[1])),
        MapCrs::WebMercator => {
            let [lon, lat] = lonlat(at, crs)?;
            Some(format!("{lat:.6} {lon:.6}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The church tower of Amersfoort, where RD begins.
    const AMERSFOORT: [f64; 2] = [155_000.0, 463_000.0];

    #[test]
    fn a_place_is_told_in_both_ways_and_both_languages() {
        let degrees = lonlat(AMERSFOORT, MapCrs::RdNew).expect("a place");
        assert_eq!(
            rd_text(AMERSFOORT, MapCrs::RdNew).as_deref(),
            Some("RD\u{a0}155000\u{a0}463000")
        );
        assert_eq!(
            lonlat_text(degrees, Lang::Nl),
            "52,1552\u{a0}N 5,3872\u{a0}E"
        );
        assert_eq!(
            lonlat_text([-70.5, -33.25], Lang::En),
            "33.2500\u{a0}S 70.5000\u{a0}W"
        );
    }

    #[test]
    fn there_and_back_in_both_planes() {
        for crs in [MapCrs::RdNew, MapCrs::WebMercator] {
            let at = from_lonlat([6.5642, 52.9928], crs).expect("a place");
            let [lon, lat] = lonlat(at, crs).expect("a place");
            assert!((lon - 6.5642).abs() < 1e-6 && (lat - 52.9928).abs() < 1e-6);
        }
        assert_eq!(lonlat([f64::NAN, 0.0], MapCrs::RdNew), None);
    }

    #[test]
    fn the_clipboard_gets_what_other_programs_read() {
        assert_eq!(
            to_copy([234_028.4, 556_848.0], MapCrs::RdNew).as_deref(),
            Some("234028 556848")
        );
        assert_eq!(
            to_copy([0.0, 0.0], MapCrs::WebMercator).as_deref(),
            Some("0.000000 0.000000")
        );
    }
}
