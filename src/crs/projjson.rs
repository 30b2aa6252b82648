//! PROJJSON, the JSON form of WKT 2, as the tree that WKT becomes: what the words mean is for `describe.rs`.

use serde_json::Value;

use super::wkt::{Argument, Node};

/// Compound and bound systems hold others; deeper than this is none that exists.
const MAX_DEPTH: usize = 8;

/// The tree of a coordinate system; `None` when this is something else.
pub(super) fn tree(json: &Value) -> Option<Node<'_>> {
    system(json, None, 0)
}

fn system<'a>(json: &'a Value, role: Option<&'a str>, depth: usize) -> Option<Node<'a>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let kind = json.get("type").and_then(Value::as_str);
    let inner = |key, role| {
        json.get(key)
            .and_then(|inner| system(inner, role, depth + 1))
    };
    if kind == Some("BoundCRS") {
        return inner("source_crs", None);
    }
    let keyword = match (role, kind) {
        (Some(role), _) => role,
        (None, Some("ProjectedCRS" | "DerivedProjectedCRS")) => "PROJCRS",
        (None, Some("GeographicCRS" | "GeodeticCRS")) => "GEOGCRS",
        (None, Some("CompoundCRS")) => "COMPOUNDCRS",
        (None, Some("VerticalCRS")) => "VERTCRS",
        _ => return None,
    };
    let mut node = named(keyword, json);
    if keyword == "COMPOUNDCRS" {
        let parts = json.get("components")?.as_array()?.iter();
        node.arguments
            .extend(parts.filter_map(|part| Some(Argument::Node(system(part, None, depth + 1)?))));
    }
    let children = [
        inner("base_crs", Some("BASEGEOGCRS")),
        json.get("datum").map(datum),
        json.get("datum_ensemble").map(datum),
        json.pointer("/datum/prime_meridian").map(prime_meridian),
        json.get("conversion").map(conversion),
    ];
    node.arguments
        .extend(children.into_iter().flatten().map(Argument::Node));
    if let Some(system) = json.get("coordinate_system") {
        node.arguments.extend(axes(system).map(Argument::Node));
    }
    node.arguments.extend(id(json).map(Argument::Node));
    Some(node)
}

/// A node with the name that the object has.
fn named<'a>(keyword: &'a str, json: &'a Value) -> Node<'a> {
    let name = json.get("name").and_then(Value::as_str).unwrap_or_default();
    Node {
        keyword,
        arguments: vec![Argument::Text(name)],
    }
}

fn number(json: Option<&Value>) -> Option<f64> {
    match json? {
        // With a unit of its own.
        Value::Object(object) => object.get("value")?.as_f64(),
        json => json.as_f64(),
    }
}

fn datum(json: &Value) -> Node<'_> {
    let mut node = named("DATUM", json);
    if let Some(ellipsoid) = json.get("ellipsoid") {
        node.arguments
            .extend(self::ellipsoid(ellipsoid).map(Argument::Node));
    }
    node
}

fn ellipsoid(json: &Value) -> Option<Node<'_>> {
    let axis_m = number(json.get("semi_major_axis").or_else(|| json.get("radius")))?;
    let by_other_axis = || {
        let other_m = number(json.get("semi_minor_axis"))?;
        let difference_m = axis_m - other_m;
        Some(if difference_m == 0.0 {
            0.0
        } else {
            axis_m / difference_m
        })
    };
    let inverse_flattening = number(json.get("inverse_flattening")).or_else(by_other_axis);
    let mut node = named("ELLIPSOID", json);
    // A radius alone is a sphere, for which WKT writes 0.
    let numbers = [axis_m, inverse_flattening.unwrap_or(0.0)];
    node.arguments.extend(numbers.map(Argument::Number));
    Some(node)
}

fn prime_meridian(json: &Value) -> Node<'_> {
    let mut node = named("PRIMEM", json);
    let degrees = number(json.get("longitude")).unwrap_or(0.0);
    node.arguments.push(Argument::Number(degrees));
    node
}

fn conversion(json: &Value) -> Node<'_> {
    let mut node = named("CONVERSION", json);
    let method = json.get("method").map(|method| named("METHOD", method));
    let parameters = json.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten().map(|json| {
        let mut node = named("PARAMETER", json);
        node.arguments
            .extend(number(json.get("value")).map(Argument::Number));
        node.arguments.extend(unit(json).map(Argument::Node));
        node
    });
    node.arguments
        .extend(method.into_iter().chain(parameters).map(Argument::Node));
    node
}

fn axes(coordinate_system: &Value) -> impl Iterator<Item = Node<'_>> {
    let axes = coordinate_system.get("axis").and_then(Value::as_array);
    let kind = coordinate_system.get("subtype").and_then(Value::as_str);
    let kind = (kind == Some("Cartesian")).then(|| Node {
        keyword: "CS",
        arguments: vec![Argument::Word("Cartesian")],
    });
    let axes = axes.into_iter().flatten().map(|json| {
        let mut node = named("AXIS", json);
        let direction = json.get("direction").and_then(Value::as_str);
        node.arguments.extend(direction.map(Argument::Word));
        node.arguments.extend(unit(json).map(Argument::Node));
        node
    });
    kind.into_iter().chain(axes)
}

/// The unit of an axis or a parameter: a name that all know, or an object with its factor.
fn unit(json: &Value) -> Option<Node<'_>> {
    let (name, factor) = match json.get("unit")? {
        Value::String(name) => match name.as_str() {
            "metre" | "unity" => (name.as_str(), 1.0),
            "degree" => (name.as_str(), std::f64::consts::PI / 180.0),
            _ => return None,
        },
        unit => (
            unit.get("name").and_then(Value::as_str).unwrap_or_default(),
            unit.get("conversion_factor")?.as_f64()?,
        ),
    };
    Some(Node {
        keyword: "UNIT",
        arguments: vec![Argument::Text(name), Argument::Number(factor)],
    })
}

fn id(json: &Value) -> Option<Node<'_>> {
    let id = json.get("id")?;
    let code = match id.get("code")? {
        Value::String(code) => code.parse().ok()?,
        code => code.as_f64()?,
    };
    let authority = id.get("authority")?.as_str()?;
    Some(Node {
        keyword: "ID",
        arguments: vec![Argument::Text(authority), Argument::Number(code)],
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Crs, Definition, detect};

    const RD_NEW: &str = include_str!("../../assets/rd_new.projjson");

    #[test]
    fn a_system_is_known_by_its_id_its_name_or_its_numbers() {
        assert_eq!(detect::from_prj(RD_NEW), Some(Crs::rd_new()));
        let mut json: serde_json::Value = serde_json::from_str(RD_NEW).unwrap();
        json.as_object_mut().unwrap().remove("id");
        assert_eq!(detect::from_prj(&json.to_string()), Some(Crs::rd_new()));
        json["name"] = "our own".into();
        assert_eq!(
            detect::from_prj(&json.to_string()).unwrap().definition,
            Definition::RdNew
        );
        // A code that the numbers contradict is not believed.
        json["id"] = serde_json::json!({ "authority": "EPSG", "code": 25832 });
        assert_eq!(
            detect::from_prj(&json.to_string()).unwrap().definition,
            Definition::RdNew
        );
    }

    #[test]
    fn compound_and_bound_systems_give_their_horizontal_part() {
        let rd: serde_json::Value = serde_json::from_str(RD_NEW).unwrap();
        let compound = serde_json::json!({
            "type": "CompoundCRS", "name": "RD New + NAP",
            "components": [rd, { "type": "VerticalCRS", "name": "NAP height" }],
        });
        assert_eq!(detect::from_prj(&compound.to_string()), Some(Crs::rd_new()));
        let bound = serde_json::json!({ "type": "BoundCRS", "source_crs": rd });
        assert_eq!(detect::from_prj(&bound.to_string()), Some(Crs::rd_new()));
    }

    #[test]
    fn what_is_no_system_is_none() {
        for text in ["{}", "{\"type\":\"Feature\"}", "{\"type\":", "[]"] {
            assert_eq!(detect::from_prj(text), None, "{text}");
        }
        let deep = "{\"type\":\"BoundCRS\",\"source_crs\":".repeat(1000);
        assert_eq!(detect::from_prj(&deep), None);
    }
}
