//! Which system a file is in: by what its `.prj` says, or guessed from its numbers. Names and parameters
//! count for more than the code that a `.prj` claims, since codes are copied about and numbers are used.

use super::definition::{self, Shift};
use super::describe::{Described, describe};
use super::{Crs, Definition, Transform, names, projjson, wkt};
use crate::geometry::Bounds;

/// RD New on land, with room for the Wadden and Zeeland (features of the Netherlands lie inside).
const RD_BOX: Bounds = Bounds::new(0.0, 300_000.0, 300_000.0, 625_000.0);
/// Where RD New still means something: beyond it the grid is bent by kilometres.
const RD_SENSIBLE: Bounds = Bounds::new(-300_000.0, -100_000.0, 700_000.0, 1_000_000.0);
/// The Netherlands in degrees.
const LONLAT_BOX: Bounds = Bounds::new(3.0, 50.0, 8.0, 54.0);
/// The same box in Web Mercator.
const MERCATOR_BOX: Bounds = Bounds::new(333_958.0, 6_446_275.0, 890_556.0, 7_170_157.0);
/// All degrees there are, with room for systems that count longitude from 0 to 360.
const DEGREES: Bounds = Bounds::new(-360.0, -90.0, 360.0, 90.0);
/// Grids number up to here (Gauss-Krüger with its zone in front has eastings of tens of millions).
const LARGEST_METRES: f64 = 1e8;

/// Recognises the text of a `.prj`: WKT in its dialects, PROJJSON, a PROJ string, or a bare code ("EPSG:28992").
/// `None` when it is none of these; a system that is understood but cannot be computed with keeps its name
/// and is [`Definition::Unsupported`].
pub fn from_prj(text: &str) -> Option<Crs> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if is_crs84(text) {
        return Some(Crs::wgs84());
    }
    if let Some(code) = bare_code(text) {
        return Crs::from_epsg(code);
    }
    if text.starts_with('+') {
        return from_proj_string(text);
    }
    if text.starts_with('{') {
        let json = serde_json::from_str(text).ok()?;
        return from_tree(&projjson::tree(&json)?);
    }
    from_tree(&wkt::parse(text)?)
}

fn from_tree(root: &wkt::Node<'_>) -> Option<Crs> {
    match describe(root) {
        Some(described) => Some(identify(&described)),
        // Well-formed WKT of a kind without a horizontal system: a local or a vertical one.
        None => root
            .keyword
            .to_ascii_uppercase()
            .ends_with("CS")
            .then(|| unsupported(root.name())),
    }
}

/// Longitude before latitude on WGS 84: "urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84".
fn is_crs84(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    text.len() <= 100 && upper.contains("OGC") && upper.ends_with("CRS84")
}

/// "EPSG:28992", "urn:ogc:def:crs:EPSG::28992", "http://www.opengis.net/def/crs/EPSG/0/28992".
fn bare_code(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    if text.len() > 100 || !lower.contains("epsg") || lower.contains(['[', '+', ' ']) {
        return None;
    }
    lower.rsplit([':', '/', '#']).next()?.parse().ok()
}

fn from_proj_string(text: &str) -> Option<Crs> {
    if let Some(code) = text.strip_prefix("+init=epsg:") {
        return Crs::from_epsg(code.split_whitespace().next()?.parse().ok()?);
    }
    text.contains("+proj=")
        .then(|| known_or(None, definition::of_proj(text)))
}

fn identify(described: &Described<'_>) -> Crs {
    let by_name = described.name.map_or(&[][..], names::codes);
    let same =
        |code: &u32| same_datum(&described.datum_names, *code) && same_parameters(described, *code);
    let mut candidates = by_name.iter().copied().chain(described.epsg);
    match candidates.find(same).and_then(Crs::from_epsg) {
        Some(crs) => Crs {
            name: crs.name.or_else(|| described.name.map(str::to_owned)),
            ..crs
        },
        None => by_parameters(described),
    }
}

/// True unless the text speaks of a datum that lies elsewhere.
fn same_datum(datum_names: &[&str], code: u32) -> bool {
    let shift = definition::shift_of_code(code);
    let mut known = datum_names
        .iter()
        .flat_map(|name| names::codes(name))
        .peekable();
    known.peek().is_none()
        || known.any(|&other| {
            names::geographic(code) == Some(other) || definition::shift_of_code(other) == shift
        })
}

fn same_parameters(described: &Described<'_>, code: u32) -> bool {
    let of_code = definition::text_of_code(code);
    match (&described.proj, of_code) {
        (Some(text), Some(of_code)) => definition::agree(text, &of_code),
        // A method without counterpart in PROJ's words: then the name is all there is to go by.
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// A system without a code: computed from its parameters and the shift of its datum, if that is known.
fn by_parameters(described: &Described<'_>) -> Crs {
    let Some(proj) = &described.proj else {
        return unsupported(described.name);
    };
    let shift = match definition::shift(proj) {
        Shift::Unknown => datum_shift(described),
        known => known,
    };
    let text = match shift {
        Shift::None => format!("{proj} +towgs84=0,0,0"),
        Shift::Clause(clause) => format!("{proj} {clause}"),
        Shift::Unknown => proj.clone(),
    };
    known_or(described.name, definition::of_proj(&text))
}

fn datum_shift(described: &Described<'_>) -> Shift {
    let given = described
        .towgs84
        .as_deref()
        .map(|numbers| format!("+towgs84={numbers}"));
    if let Some(clause) = given.filter(|text| definition::shift(text) != Shift::None) {
        return Shift::Clause(clause);
    }
    described
        .datum_names
        .iter()
        .filter_map(|name| names::codes(name).first())
        .map(|&code| definition::shift_of_code(code))
        .find(|shift| *shift != Shift::Unknown)
        .unwrap_or(Shift::Unknown)
}

/// RD New and Web Mercator are what they are by any name; geographic systems keep theirs.
fn known_or(name: Option<&str>, definition: Definition) -> Crs {
    match definition {
        Definition::RdNew => Crs::rd_new(),
        Definition::WebMercator => Crs::web_mercator(),
        definition => Crs {
            epsg: None,
            name: name.map(str::to_owned),
            definition,
        },
    }
}

fn unsupported(name: Option<&str>) -> Crs {
    Crs {
        epsg: None,
        name: name.map(str::to_owned),
        definition: Definition::Unsupported,
    }
}

/// The system that coordinates in this box most likely have: RD New, degrees or Web Mercator, each only
/// within the Netherlands, where they cannot be mistaken for one another. `None` for anything else.
pub fn guess(bounds: &Bounds) -> Option<Crs> {
    if RD_BOX.contains_bounds(bounds) {
        Some(Crs::rd_new())
    } else if LONLAT_BOX.contains_bounds(bounds) {
        Some(Crs::wgs84())
    } else if MERCATOR_BOX.contains_bounds(bounds) {
        Some(Crs::web_mercator())
    } else {
        None
    }
}

/// True when these coordinates can hardly be of this system: metres in a system of degrees, degrees in one of
/// metres, or far outside where the system means anything. A reason to warn and to offer another system.
pub fn contradicts(crs: &Crs, bounds: &Bounds) -> bool {
    if bounds.is_empty() || crs.definition == Definition::Unsupported {
        return false;
    }
    if crs.is_geographic() {
        return !DEGREES.contains_bounds(bounds);
    }
    let largest = [bounds.min, bounds.max]
        .as_flattened()
        .iter()
        .fold(0.0, |m: f64, c| m.max(c.abs()));
    let far = match &crs.definition {
        Definition::RdNew => !RD_SENSIBLE.contains_bounds(bounds),
        Definition::Proj(_) if is_beyond(crs, bounds) => true,
        _ => largest > LARGEST_METRES || !has_place(crs, bounds.center()),
    };
    far || looks_like_degrees(bounds)
}

/// True for coordinates so far from the meridian of a transverse Mercator projection that nobody maps them so:
/// the place that they compute to is none.
pub fn is_beyond(crs: &Crs, bounds: &Bounds) -> bool {
    const MOST_DEG: f64 = 40.0;
    let Definition::Proj(text) = &crs.definition else {
        return false;
    };
    let Some(meridian_deg) = definition::meridian_deg(text).filter(|_| !bounds.is_empty()) else {
        return false;
    };
    let Ok(transform) = Transform::between(crs, &Crs::wgs84()) else {
        return false;
    };
    let mut points = [bounds.center()];
    transform.apply(&mut points);
    let off_deg = (points[0][0] - meridian_deg + 180.0).rem_euclid(360.0) - 180.0;
    off_deg.abs() > MOST_DEG
}

/// Within the numbers of degrees, and not so small that it might be a drawing around an origin.
fn looks_like_degrees(bounds: &Bounds) -> bool {
    Bounds::new(-180.0, -90.0, 180.0, 90.0).contains_bounds(bounds)
}

/// True when the point has a place on earth from which it comes back.
fn has_place(crs: &Crs, point: [f64; 2]) -> bool {
    let wgs84 = Crs::wgs84();
    let (Ok(there), Ok(back)) = (
        Transform::between(crs, &wgs84),
        Transform::between(&wgs84, crs),
    ) else {
        return false;
    };
    let mut points = [point];
    there.apply(&mut points);
    back.apply(&mut points);
    (points[0][0] - point[0]).hypot(points[0][1] - point[1]) < 1000.0
}
