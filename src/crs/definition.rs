//! PROJ strings as the common tongue: codes and WKT both become one, and two systems are the same when
//! their strings say the same in numbers, however they were written.

use std::collections::BTreeMap;

use super::proj::Projection;
use super::{Definition, names};

/// RD New, to be recognised whatever it is called.
const RD_NEW: &str = "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 \
    +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=0,0,0 +units=m";

/// Web Mercator: a sphere for the projection, no shift to it.
pub(super) const WEB_MERCATOR: &str =
    "+proj=merc +a=6378137 +b=6378137 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null";

/// Codes whose axes point south and west, which their PROJ strings leave out.
const SOUTH_WEST: &[u32] = &[2065, 5513, 8352];
/// Codes whose PROJ strings are wrong: geographic systems in grads are given as if in degrees, and 3167 has an
/// easting in metres that is one in chains.
const WRONG: &[u32] = &[3167, 4807, 4810, 4811, 4816, 4821, 4901];

const ANGLES: &[&str] = &[
    "lat_0", "lon_0", "lat_1", "lat_2", "lat_ts", "lonc", "alpha", "gamma",
];
const OFFSETS: &[&str] = &["x_0", "y_0"];
const ANGLE_TOLERANCE_DEG: f64 = 1e-6;
const OFFSET_TOLERANCE_M: f64 = 0.01;
const SCALE_TOLERANCE: f64 = 1e-8;
const UNIT_TOLERANCE: f64 = 1e-7;
const AXIS_TOLERANCE_M: f64 = 1.0;

/// What to compute a code with; `None` when the code is not known at all.
pub(super) fn of_code(code: u32) -> Option<Definition> {
    let text = text_of_code(code)?;
    Some(if WRONG.contains(&code) {
        Definition::Unsupported
    } else {
        of_proj(&text)
    })
}

/// The PROJ string of a code, with what the table of names knows better.
pub(super) fn text_of_code(code: u32) -> Option<String> {
    let text = u16::try_from(code)
        .ok()
        .and_then(crs_definitions::from_code)?
        .proj4;
    let mut text = match names::shift(code) {
        Some(shift) => format!("{} +towgs84={shift}", without(text, "towgs84")),
        None => without_grids(text),
    };
    if SOUTH_WEST.contains(&code) {
        text.push_str(" +axis=swu");
    }
    Some(text)
}

/// What to compute a PROJ string with. Systems with code of their own are recognised; without a known way
/// to WGS 84 nothing is computed, since a place that is hundreds of metres off is worse than none.
pub(super) fn of_proj(text: &str) -> Definition {
    let Some((text, system)) = usable(text) else {
        return Definition::Unsupported;
    };
    let is = |other| Same::of(other).is_some_and(|other| system.same_as(&other));
    if system.method == "longlat" && system.prime_meridian_deg == 0.0 && shift(&text) == Shift::None
    {
        Definition::Wgs84
    } else if is(RD_NEW) {
        Definition::RdNew
    } else if shift(&text) == Shift::None && is(WEB_MERCATOR) {
        Definition::WebMercator
    } else {
        Definition::Proj(text.into())
    }
}

/// The text made ready to compute with, and what it says; `None` where that cannot be done.
fn usable(text: &str) -> Option<(String, Same)> {
    let mut text = without_grids(text);
    let system = Same::of(&text)?;
    if shift(&text) == Shift::Unknown {
        if !is_modern(system.ellipsoid_m) {
            return None;
        }
        text.push_str(" +towgs84=0,0,0");
    }
    Some((text, system))
}

/// GRS 1980 or WGS 84, where the shift to WGS 84 is below a metre or two when nothing else is said.
pub(super) fn is_modern([a_m, b_m]: [f64; 2]) -> bool {
    (a_m - 6_378_137.0).abs() < 0.01 && (b_m - 6_356_752.314).abs() < 0.01
}

/// The way from a PROJ string's datum to WGS 84.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shift {
    /// The same datum for our purpose.
    None,
    /// PROJ's clause: `+towgs84=…` or `+datum=…`.
    Clause(String),
    /// Not said.
    Unknown,
}

/// Reads the shift out of a PROJ string.
pub(super) fn shift(text: &str) -> Shift {
    let words = words(text);
    if let Some(numbers) = words.get("towgs84") {
        if numbers.split(',').all(|n| n.trim().parse() == Ok(0.0)) {
            return Shift::None;
        }
        return Shift::Clause(format!("+towgs84={numbers}"));
    }
    if words.get("nadgrids") == Some(&"@null") {
        return Shift::None;
    }
    match words.get("datum") {
        Some(&("WGS84" | "NAD83")) => Shift::None,
        Some(datum) => Shift::Clause(format!("+datum={datum}")),
        None => Shift::Unknown,
    }
}

/// The shift of a code.
pub(super) fn shift_of_code(code: u32) -> Shift {
    text_of_code(code).map_or(Shift::Unknown, |text| shift(&text))
}

/// True when both compute the same map, the datum shift left aside; axes only as far as the first names them.
pub(super) fn agree(described: &str, known: &str) -> bool {
    match (Same::of(described), Same::of(known)) {
        (Some(described), Some(known)) => described.same_as(&known),
        _ => false,
    }
}

/// The meridian that a transverse Mercator projection follows, degrees; `None` for other methods.
pub(super) fn meridian_deg(text: &str) -> Option<f64> {
    let system = Same::of(text).filter(|system| system.method == "tmerc")?;
    system.numbers.get("lon_0").copied()
}

/// `+key=value` words; a key that comes twice has its last value, one without value is empty.
fn words(text: &str) -> BTreeMap<&str, &str> {
    text.split_whitespace()
        .filter_map(|word| word.strip_prefix('+'))
        .map(|word| word.split_once('=').unwrap_or((word, "")))
        .collect()
}

/// Grids are files, and a definition that came with a file does not name other files to be read.
fn without_grids(text: &str) -> String {
    if text.contains("nadgrids=@null") {
        text.to_owned()
    } else {
        without(text, "nadgrids")
    }
}

fn without(text: &str, key: &str) -> String {
    let keep = |word: &&str| {
        let name = word.trim_start_matches('+');
        name.split('=').next() != Some(key)
    };
    text.split_whitespace()
        .filter(keep)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A PROJ string as numbers that can be compared.
struct Same {
    method: String,
    numbers: BTreeMap<&'static str, f64>,
    scale: f64,
    axes: Option<String>,
    ellipsoid_m: [f64; 2],
    prime_meridian_deg: f64,
    unit_m: f64,
}

impl Same {
    fn of(text: &str) -> Option<Self> {
        let projection = Projection::new(text).ok()?;
        let words = words(text);
        let number = |key: &str| words.get(key).and_then(|value| value.parse::<f64>().ok());
        let mut numbers: BTreeMap<&'static str, f64> = ANGLES
            .iter()
            .chain(OFFSETS)
            .map(|&key| (key, number(key).unwrap_or(0.0)))
            .collect();
        let mut scale = number("k_0").or_else(|| number("k")).unwrap_or(1.0);
        let mut method = (*words.get("proj")?).to_owned();
        match method.as_str() {
            "utm" => {
                numbers.insert("lon_0", number("zone")? * 6.0 - 183.0);
                numbers.insert("x_0", 500_000.0);
                let south = words.contains_key("south");
                numbers.insert("y_0", if south { 10_000_000.0 } else { 0.0 });
                scale = 0.9996;
                method = "tmerc".into();
            }
            "etmerc" => method = "tmerc".into(),
            "latlong" | "latlon" | "lonlat" => method = "longlat".into(),
            "lcc" | "aea" => {
                let first = numbers["lat_1"];
                let second = number("lat_2").unwrap_or(first);
                numbers.insert("lat_1", first.max(second));
                numbers.insert("lat_2", first.min(second));
            }
            "stere" => {
                let pole = numbers["lat_0"];
                numbers.insert("lat_ts", number("lat_ts").unwrap_or(pole));
            }
            "omerc" => {
                for key in ["alpha", "gamma"] {
                    let angle = numbers[key].rem_euclid(360.0);
                    numbers.insert(key, angle);
                }
            }
            // The cone of Krovak's projection is fixed, whatever the parameters say.
            "krovak" => {
                numbers.insert("alpha", 0.0);
                numbers.insert("lat_ts", 0.0);
            }
            _ => {}
        }
        Some(Self {
            method,
            numbers,
            scale,
            axes: words.get("axis").map(|&axes| axes.to_owned()),
            ellipsoid_m: projection.ellipsoid_m(),
            prime_meridian_deg: projection.prime_meridian_deg(),
            unit_m: projection.unit_m(),
        })
    }

    /// Axes that are not said can be any.
    fn same_axes(&self, other: &Self) -> bool {
        self.axes.is_none() || self.axes.as_deref() == Some(other.axes.as_deref().unwrap_or("enu"))
    }

    fn same_as(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance;
        let all_near = |keys: &[&str], tolerance| {
            keys.iter()
                .all(|key| near(self.numbers[key], other.numbers[key], tolerance))
        };
        self.method == other.method
            && self.same_axes(other)
            && all_near(ANGLES, ANGLE_TOLERANCE_DEG)
            && all_near(OFFSETS, OFFSET_TOLERANCE_M)
            && near(self.scale, other.scale, SCALE_TOLERANCE)
            && near(self.ellipsoid_m[0], other.ellipsoid_m[0], AXIS_TOLERANCE_M)
            && near(self.ellipsoid_m[1], other.ellipsoid_m[1], AXIS_TOLERANCE_M)
            && near(
                self.prime_meridian_deg,
                other.prime_meridian_deg,
                ANGLE_TOLERANCE_DEG,
            )
            && near(self.unit_m, other.unit_m, UNIT_TOLERANCE * other.unit_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_with_code_of_their_own_are_recognised() {
        assert_eq!(of_code(28992), Some(Definition::RdNew));
        assert_eq!(of_code(7415), Some(Definition::RdNew));
        assert_eq!(of_code(4326), Some(Definition::Wgs84));
        assert_eq!(of_code(4258), Some(Definition::Wgs84));
        assert_eq!(of_code(3857), Some(Definition::WebMercator));
        assert_eq!(of_code(1), None);
        assert_eq!(of_code(4807), Some(Definition::Unsupported));
        assert!(matches!(of_code(28991), Some(Definition::Proj(_))));
        assert!(matches!(of_code(3395), Some(Definition::Proj(_))));
    }

    #[test]
    fn the_same_map_in_other_words() {
        let utm = "+proj=utm +zone=32 +ellps=GRS80";
        let tmerc = "+proj=tmerc +lon_0=9 +k=0.9996 +x_0=500000 +ellps=GRS80 +units=m";
        assert!(agree(utm, tmerc));
        assert!(!agree(utm, "+proj=utm +zone=32 +ellps=bessel"));
        assert!(!agree(utm, "+proj=utm +zone=32 +south +ellps=GRS80"));
        assert!(!agree(utm, "+proj=utm +zone=33 +ellps=GRS80"));
        assert!(!agree(tmerc, &tmerc.replace("=m", "=us-ft")));
        let cone = "+proj=lcc +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +ellps=GRS80";
        assert!(agree(
            cone,
            "+proj=lcc +lat_1=44 +lat_2=49 +lat_0=46.5 +lon_0=3 +ellps=GRS80"
        ));
    }

    #[test]
    fn an_old_ellipsoid_without_shift_gets_no_place() {
        let utm = |ellps| of_proj(&format!("+proj=utm +zone=31 +ellps={ellps}"));
        assert_eq!(utm("bessel"), Definition::Unsupported);
        assert!(matches!(utm("GRS80"), Definition::Proj(_)));
    }

    #[test]
    fn a_definition_cannot_name_files() {
        let text = "+proj=utm +zone=31 +ellps=GRS80 +nadgrids=/etc/passwd";
        let Definition::Proj(text) = of_proj(text) else {
            panic!("not computed");
        };
        assert!(!text.contains("nadgrids"));
    }
}
