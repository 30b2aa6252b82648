//! What a WKT tree says about a coordinate system, as names and a PROJ string. Which system that is, is for
//! `detect.rs`.

use super::wkt::Node;

const PROJECTED: &[&str] = &["PROJCS", "PROJCRS", "PROJECTEDCRS"];
const GEOGRAPHIC: &[&str] = &[
    "GEOGCS",
    "GEOGCRS",
    "GEOGRAPHICCRS",
    "GEODCRS",
    "GEODETICCRS",
    "BASEGEOGCRS",
    "BASEGEODCRS",
];
const COMPOUND: &[&str] = &["COMPD_CS", "COMPOUNDCRS"];
const BOUND: &[&str] = &["BOUNDCRS", "SOURCECRS"];
const UNIT: &[&str] = &["UNIT", "LENGTHUNIT", "ANGLEUNIT", "SCALEUNIT"];

const SOUTH_WEST: &str = " +axis=swu";
const EAST_NORTH: &str = " +axis=enu";

const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// PROJ methods by the letters and digits of their names in WKT 1 (ESRI, OGC) and WKT 2 (EPSG).
const METHODS: &[(&[&str], &str)] = &[
    (
        &[
            "transversemercator",
            "gausskruger",
            "transversemercatorcomplex",
        ],
        "tmerc",
    ),
    (&["transversemercatorsouthorientated"], "tmerc +axis=wsu"),
    (
        &[
            "lambertconformalconic",
            "lambertconformalconic1sp",
            "lambertconformalconic2sp",
            "lambertconicconformal1sp",
            "lambertconicconformal2sp",
        ],
        "lcc",
    ),
    (&["lambertazimuthalequalarea"], "laea"),
    (
        &["albers", "albersconicequalarea", "albersequalarea"],
        "aea",
    ),
    (
        &[
            "mercator",
            "mercator1sp",
            "mercator2sp",
            "mercatorvarianta",
            "mercatorvariantb",
        ],
        "merc",
    ),
    (&["doublestereographic", "obliquestereographic"], "sterea"),
    (
        &[
            "stereographicnorthpole",
            "stereographicsouthpole",
            "polarstereographic",
            "polarstereographicvarianta",
            "polarstereographicvariantb",
        ],
        "stere",
    ),
    (&["krovak", "krovaknorthorientated"], "krovak"),
    (&["cassini", "cassinisoldner"], "cass"),
    (
        &["swissobliquecylindrical", "swissobliquemercator"],
        "somerc",
    ),
    (
        &[
            "hotineobliquemercatorazimuthcenter",
            "hotineobliquemercatorvariantb",
            "obliquemercator",
        ],
        "omerc",
    ),
    (
        &[
            "hotineobliquemercator",
            "hotineobliquemercatorazimuthnaturalorigin",
            "hotineobliquemercatorvarianta",
        ],
        "omerc +no_uoff",
    ),
    (
        &["platecarree", "equirectangular", "equidistantcylindrical"],
        "eqc",
    ),
    (
        &["cylindricalequalarea", "lambertcylindricalequalarea"],
        "cea",
    ),
    (&["azimuthalequidistant"], "aeqd"),
    (&["equidistantconic"], "eqdc"),
    (&["polyconic", "americanpolyconic"], "poly"),
    (&["sinusoidal"], "sinu"),
    (&["mollweide"], "moll"),
    (&["robinson"], "robin"),
];

/// PROJ parameters by the letters and digits of their names in WKT.
const PARAMETERS: &[(&[&str], &str)] = &[
    (
        &[
            "latitudeoforigin",
            "latitudeofcenter",
            "latitudeofnaturalorigin",
            "latitudeoffalseorigin",
            "latitudeofprojectioncentre",
        ],
        "lat_0",
    ),
    (
        &[
            "centralmeridian",
            "longitudeofcenter",
            "longitudeoforigin",
            "longitudeofnaturalorigin",
            "longitudeoffalseorigin",
            "longitudeofprojectioncentre",
        ],
        "lon_0",
    ),
    (
        &[
            "standardparallel1",
            "latitudeof1ststandardparallel",
            "latitudeofstandardparallel",
        ],
        "lat_1",
    ),
    (
        &["standardparallel2", "latitudeof2ndstandardparallel"],
        "lat_2",
    ),
    (
        &[
            "scalefactor",
            "scalefactoratnaturalorigin",
            "scalefactoratprojectioncentre",
            "scalefactoronpseudostandardparallel",
        ],
        "k_0",
    ),
    (
        &[
            "azimuth",
            "azimuthofinitialline",
            "azimuthatprojectioncentre",
            "colatitudeofconeaxis",
        ],
        "alpha",
    ),
    (
        &["rectifiedgridangle", "anglefromrectifiedtoskewgrid"],
        "gamma",
    ),
    (
        &[
            "falseeasting",
            "eastingatfalseorigin",
            "eastingatprojectioncentre",
        ],
        "x_0",
    ),
    (
        &[
            "falsenorthing",
            "northingatfalseorigin",
            "northingatprojectioncentre",
        ],
        "y_0",
    ),
];

/// What WKT says about the horizontal system in it.
#[derive(Debug)]
pub(super) struct Described<'a> {
    pub(super) name: Option<&'a str>,
    /// The EPSG code it claims.
    pub(super) epsg: Option<u32>,
    /// Names of the geographic system and the datum under it.
    pub(super) datum_names: Vec<&'a str>,
    /// The whole as a PROJ string, datum shift left out; `None` where a part has no counterpart.
    pub(super) proj: Option<String>,
    /// A shift to WGS 84 that the text itself gives.
    pub(super) towgs84: Option<String>,
}

/// Describes the horizontal system in the tree; `None` when the tree is about something else altogether.
pub(super) fn describe<'a>(root: &Node<'a>) -> Option<Described<'a>> {
    if root.is(COMPOUND) || root.is(BOUND) {
        return root.children().find_map(describe);
    }
    let geographic = if root.is(GEOGRAPHIC) {
        root
    } else if root.is(PROJECTED) {
        root.child(GEOGRAPHIC)?
    } else {
        return None;
    };
    let datum = geographic.child(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"]);
    let numbers = |node: &Node<'_>| {
        let numbers: Vec<String> = node.numbers().iter().map(f64::to_string).collect();
        numbers.join(",")
    };
    Some(Described {
        name: root.name(),
        epsg: authority(root),
        datum_names: [datum.and_then(Node::name), geographic.name()]
            .into_iter()
            .flatten()
            .collect(),
        proj: extension(root).or_else(|| proj_string(root, geographic)),
        towgs84: datum
            .and_then(|datum| datum.child(&["TOWGS84"]))
            .map(numbers),
    })
}

fn authority(node: &Node<'_>) -> Option<u32> {
    let id = node.child(&["AUTHORITY", "ID"])?;
    let code = id
        .number(1)
        .filter(|_| id.name().is_some_and(|n| n.eq_ignore_ascii_case("EPSG")))?;
    (code.fract() == 0.0 && (1.0..1e6).contains(&code)).then_some(code as u32)
}

/// `EXTENSION["PROJ4","+proj=…"]`: what GDAL adds where WKT 1 cannot say it.
fn extension(root: &Node<'_>) -> Option<String> {
    let extension = root.child(&["EXTENSION"])?;
    let text = extension.text(1)?;
    (extension.name() == Some("PROJ4") && text.contains("+proj=")).then(|| text.to_owned())
}

fn proj_string(root: &Node<'_>, geographic: &Node<'_>) -> Option<String> {
    let degrees = degrees_per_unit(angular_unit(geographic));
    let ellipsoid = ellipsoid(geographic)?;
    let meridian = prime_meridian(geographic)?;
    if root.is(GEOGRAPHIC) {
        let geocentric = root
            .child(&["CS"])
            .is_some_and(|cs| cs.has_word("Cartesian"));
        let in_degrees = (degrees - 1.0).abs() < 1e-6;
        return (in_degrees && !geocentric).then(|| format!("+proj=longlat{ellipsoid}{meridian}"));
    }
    let unit_m = linear_unit(root)?;
    let conversion = root.child(&["CONVERSION"]).unwrap_or(root);
    let method_key = key(conversion.child(&["PROJECTION", "METHOD"])?.name()?);
    if matches!(
        method_key.as_str(),
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator"
    ) {
        return Some(super::definition::WEB_MERCATOR.to_owned());
    }
    let (_, method) = METHODS
        .iter()
        .find(|(keys, _)| keys.contains(&method_key.as_str()))?;
    let parameters = Parameters::read(conversion, degrees, unit_m);
    let axes = axes(root, method, &parameters);
    let method = parameters.for_method(method, &method_key)?;
    Some(format!(
        "+proj={method}{axes}{ellipsoid}{meridian} +to_meter={unit_m}"
    ))
}

/// Where the axes of Krovak's projection point to: south and west in the original system, east and north in
/// what most files have. ESRI says it by parameters, others by `AXIS` or not at all.
fn axes(root: &Node<'_>, method: &str, parameters: &Parameters) -> &'static str {
    if method != "krovak" {
        return "";
    }
    match parameters.other("xscale") {
        Some(1.0) => return SOUTH_WEST,
        Some(_) => return EAST_NORTH,
        None => {}
    }
    match root.child(&["AXIS"]) {
        Some(first) if first.has_word("south") => SOUTH_WEST,
        Some(_) => EAST_NORTH,
        None => "",
    }
}

/// Radians per unit; degrees where nothing is said.
fn angular_unit(geographic: &Node<'_>) -> f64 {
    let from_axis = || {
        geographic
            .child(&["AXIS"])
            .and_then(|axis| axis.child(UNIT))
    };
    geographic
        .child(UNIT)
        .or_else(from_axis)
        .and_then(|unit| unit.number(1))
        .filter(|unit| *unit > 0.0)
        .unwrap_or(DEGREE)
}

/// Exactly 1 for degrees, which files write with more or fewer digits of π / 180.
fn degrees_per_unit(radians: f64) -> f64 {
    let degrees = radians / DEGREE;
    if (degrees - 1.0).abs() < 1e-9 {
        1.0
    } else {
        degrees
    }
}

/// Metres per unit; 1 where nothing is said, `None` where nonsense is said.
fn linear_unit(root: &Node<'_>) -> Option<f64> {
    let from_axis = || root.child(&["AXIS"]).and_then(|axis| axis.child(UNIT));
    match root
        .child(UNIT)
        .or_else(from_axis)
        .and_then(|unit| unit.number(1))
    {
        None => Some(1.0),
        unit => unit.filter(|unit| *unit > 0.0),
    }
}

fn ellipsoid(geographic: &Node<'_>) -> Option<String> {
    let datum = geographic.child(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"])?;
    let node = datum.child(&["SPHEROID", "ELLIPSOID"])?;
    let (a_m, inverse_flattening) = (node.number(1)?, node.number(2)?);
    let plausible =
        (6e6..7e6).contains(&a_m) && (inverse_flattening == 0.0 || inverse_flattening > 100.0);
    // 0 stands for no flattening at all: a sphere.
    let b_m = if inverse_flattening == 0.0 {
        a_m
    } else {
        a_m * (1.0 - 1.0 / inverse_flattening)
    };
    plausible.then(|| format!(" +a={a_m} +b={b_m}"))
}

/// In degrees whatever the unit of the other angles: so ESRI and GDAL write it.
fn prime_meridian(geographic: &Node<'_>) -> Option<String> {
    let degrees = geographic
        .child(&["PRIMEM", "PRIMEMERIDIAN"])
        .and_then(|node| node.number(1))
        .unwrap_or(0.0);
    match degrees {
        0.0 => Some(String::new()),
        d if d.abs() <= 180.0 => Some(format!(" +pm={d}")),
        _ => None,
    }
}

/// The parameters of a projection, in degrees, metres and ones.
struct Parameters {
    known: Vec<(&'static str, f64)>,
    others: Vec<(String, f64)>,
}

impl Parameters {
    fn read(conversion: &Node<'_>, degrees: f64, unit_m: f64) -> Self {
        let (mut known, mut others) = (Vec::new(), Vec::new());
        for node in conversion.children().filter(|node| node.is(&["PARAMETER"])) {
            let (Some(name), Some(value)) = (node.name(), node.number(1)) else {
                continue;
            };
            let own_unit = node.child(UNIT).and_then(|unit| unit.number(1));
            let key = key(name);
            match PARAMETERS
                .iter()
                .find(|(keys, _)| keys.contains(&key.as_str()))
            {
                Some(&(_, proj @ ("x_0" | "y_0"))) => {
                    known.push((proj, value * own_unit.unwrap_or(unit_m)));
                }
                Some(&(_, "k_0")) => known.push(("k_0", value)),
                Some(&(_, proj)) => {
                    known.push((proj, value * own_unit.map_or(degrees, degrees_per_unit)));
                }
                None => others.push((key, value)),
            }
        }
        Self { known, others }
    }

    fn other(&self, key: &str) -> Option<f64> {
        self.others
            .iter()
            .find(|(k, _)| k == key)
            .map(|&(_, value)| value)
    }

    fn get(&self, key: &str) -> Option<f64> {
        self.known
            .iter()
            .find(|(k, _)| *k == key)
            .map(|&(_, value)| value)
    }

    fn rename(&mut self, from: &str, to: &'static str) {
        for (key, _) in self.known.iter_mut().filter(|(key, _)| *key == from) {
            *key = to;
        }
    }

    fn put(&mut self, key: &'static str, value: f64) {
        self.known.retain(|(k, _)| *k != key);
        self.known.push((key, value));
    }

    /// PROJ's method and parameters, where its words differ from those of WKT.
    fn for_method(mut self, method: &str, method_key: &str) -> Option<String> {
        let mut method = method;
        match method {
            "lcc" if self.get("lat_1").is_none() => self.put("lat_1", self.get("lat_0")?),
            "merc" | "eqc" | "cea" => self.rename("lat_1", "lat_ts"),
            "stere" => {
                let parallel = self.get("lat_1").or_else(|| self.get("lat_0"))?;
                self.rename("lat_1", "lat_ts");
                // WKT 1 of OGC has the parallel of true scale in the place of the pole.
                if method_key == "polarstereographic" {
                    self.put("lat_ts", parallel);
                }
                self.put("lat_0", 90.0_f64.copysign(parallel));
            }
            "omerc" | "omerc +no_uoff"
                if self
                    .get("alpha")
                    .is_some_and(|alpha| (alpha - 90.0).abs() < 1e-9) =>
            {
                method = "somerc";
                self.known
                    .retain(|(key, _)| !matches!(*key, "alpha" | "gamma"));
            }
            "omerc" | "omerc +no_uoff" => {
                self.rename("lon_0", "lonc");
                let azimuth = self.get("alpha")?;
                self.put("gamma", self.get("gamma").unwrap_or(azimuth));
            }
            _ => {}
        }
        let words: String = self
            .known
            .iter()
            .map(|(key, value)| format!(" +{key}={value}"))
            .collect();
        Some(format!("{method}{words}"))
    }
}

fn key(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
