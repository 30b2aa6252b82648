//! The walk through the text of a GeoJSON file, as visitors of serde: objects, geometries, coordinates,
//! properties. Members may come in any order; what is not known is passed over.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::read::{Collected, Stop};
use crate::io::columns_in::Cell;
use crate::io::error::ShapeKind;
use crate::io::shapes_in::{Content, Shapes};

/// Features between two looks whether to stop.
const FEATURES_PER_LOOK: usize = 1 << 10;

/// An object at any level: a collection, a feature, a geometry.
pub(super) struct Object<'c, 'a>(pub(super) &'c mut Collected<'a>);

impl<'de> DeserializeSeed<'de> for Object<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let collected = self.0;
        let mut kind = None;
        let mut geometry = None;
        let mut coordinates = None;
        while let Some(name) = members.next_key::<Name>()? {
            match name {
                Name::Type => kind = Some(members.next_value::<Kind>()?),
                Name::Features => {
                    collected.is_collection = true;
                    members.next_value_seed(Features(collected))?;
                }
                Name::Properties if kind == Some(Kind::Collection) => {
                    members.next_value::<IgnoredAny>()?;
                }
                Name::Properties => members.next_value_seed(Properties(collected))?,
                Name::Geometry => geometry = Some(members.next_value_seed(Geometry)?),
                Name::Coordinates => {
                    coordinates = Some(members.next_value_seed(Coordinates)?);
                }
                Name::Crs => {
                    let mut text = String::new();
                    members.next_value_seed(JsonText(&mut text))?;
                    collected.crs = Some(text);
                }
                Name::Other => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        let shape = match (kind, geometry) {
            (Some(Kind::Feature), geometry) => geometry.unwrap_or_default(),
            (Some(kind @ (Kind::Polygon | Kind::MultiPolygon | Kind::Other(_))), _) => Shape {
                kind: Some(kind),
                coordinates: coordinates.unwrap_or_default(),
            },
            // Some writers forget to say that it is one.
            (None, Some(geometry)) => geometry,
            _ => return Ok(()),
        };
        shape.push(collected).map_err(|stop| {
            collected.stop = Some(stop);
            A::Error::custom("stopped")
        })
    }
}

/// The members that count.
enum Name {
    Type,
    Features,
    Properties,
    Geometry,
    Coordinates,
    Crs,
    Other,
}

/// What an object says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Collection,
    Feature,
    Polygon,
    MultiPolygon,
    Other(ShapeKind),
    Unknown,
}

/// Implements `Deserialize` by a text; anything that is no text gives the last value.
macro_rules! by_text {
    ($type:ident, $unknown:expr, { $($text:literal => $value:expr),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct ByText;
                impl<'de> Visitor<'de> for ByText {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a text")
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$type, E> {
                        Ok(match text {
                            $($text => $value,)*
                            _ => $unknown,
                        })
                    }
                }
                deserializer.deserialize_str(ByText)
            }
        }
    };
}

by_text!(Name, Name::Other, {
    "type" => Name::Type,
    "features" => Name::Features,
    "properties" => Name::Properties,
    "geometry" => Name::Geometry,
    "coordinates" => Name::Coordinates,
    "crs" => Name::Crs,
});

by_text!(Kind, Kind::Unknown, {
    "FeatureCollection" => Kind::Collection,
    "Feature" => Kind::Feature,
    "Polygon" => Kind::Polygon,
    "MultiPolygon" => Kind::MultiPolygon,
    "Point" => Kind::Other(ShapeKind::Points),
    "MultiPoint" => Kind::Other(ShapeKind::Points),
    "LineString" => Kind::Other(ShapeKind::Lines),
    "MultiLineString" => Kind::Other(ShapeKind::Lines),
    "GeometryCollection" => Kind::Other(ShapeKind::Collections),
});

/// The list of features.
struct Features<'c, 'a>(&'c mut Collected<'a>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        while features.next_element_seed(Object(self.0))?.is_some() {}
        Ok(())
    }
}

/// A geometry, not yet known to be polygons.
#[derive(Debug, Default)]
struct Shape {
    kind: Option<Kind>,
    coordinates: Nested,
}

impl Shape {
    /// Adds it as a feature.
    fn push(&self, collected: &mut Collected<'_>) -> Result<(), Stop> {
        let shapes = &mut collected.shapes;
        let content = match self.kind {
            None => Content::Null,
            Some(Kind::Polygon) => self.coordinates.push(3, shapes),
            Some(Kind::MultiPolygon) => self.coordinates.push(4, shapes),
            Some(Kind::Other(kind)) => Content::Other(kind),
            Some(_) => Content::Bad,
        };
        shapes.end_feature(content);
        let took = 16 * self.coordinates.points.len() + 24;
        collected.budget.spend(took).map_err(|_| Stop::TooMuch)?;
        if shapes.len().is_multiple_of(FEATURES_PER_LOOK) {
            collected.progress.check().map_err(Stop::Cancelled)?;
        }
        Ok(())
    }
}

/// The geometry of a feature, or null.
struct Geometry;

impl<'de> DeserializeSeed<'de> for Geometry {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Geometry {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Shape, A::Error> {
        let mut shape = Shape {
            kind: Some(Kind::Unknown),
            coordinates: Nested::default(),
        };
        while let Some(name) = members.next_key::<Name>()? {
            match name {
                Name::Type => shape.kind = Some(members.next_value()?),
                Name::Coordinates => shape.coordinates = members.next_value_seed(Coordinates)?,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(shape)
    }
}

/// Lists of lists of points, flat.
#[derive(Debug, Default)]
struct Nested {
    points: Vec<[f64; 2]>,
    /// Where each list of points ends.
    rings: Vec<usize>,
    /// Where each list of those ends.
    polygons: Vec<usize>,
    has_heights: bool,
    /// How deep the lists are: 1 for a point. `None` for lists without a point.
    height: Option<usize>,
    /// Not lists of one depth with points of two numbers or more.
    is_ragged: bool,
}

impl Nested {
    /// Adds the polygons, where the lists are as deep as they have to be.
    fn push(&self, height: usize, shapes: &mut Shapes) -> Content {
        match self.height {
            _ if self.is_ragged => return Content::Bad,
            None => return Content::Null,
            Some(found) if found != height => return Content::Bad,
            Some(_) => {}
        }
        shapes.has_heights |= self.has_heights;
        let (mut first_ring, mut first_point) = (0, 0);
        for &end in &self.polygons {
            for &ring_end in &self.rings[first_ring..end] {
                let ring = &self.points[first_point..ring_end];
                shapes.push_ring(ring.iter().copied());
                first_point = ring_end;
            }
            shapes.end_part();
            first_ring = end;
        }
        Content::Polygons
    }
}

/// The coordinates of a geometry.
struct Coordinates;

impl<'de> DeserializeSeed<'de> for Coordinates {
    type Value = Nested;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Nested, D::Error> {
        let mut nested = Nested::default();
        let top = Item {
            nested: &mut nested,
            level: 0,
        };
        let height = match top.deserialize(deserializer)? {
            Found::List(height) => height,
            Found::Number(_) => {
                nested.is_ragged = true;
                None
            }
        };
        nested.height = height;
        Ok(nested)
    }
}

/// What an item of a list is.
enum Found {
    Number(f64),
    /// A list, and how deep it is; `None` where it is empty.
    List(Option<usize>),
}

/// An item of a list: a number or a list.
struct Item<'n> {
    nested: &'n mut Nested,
    level: usize,
}

/// No list of coordinates is deeper.
const MOST_LEVELS: usize = 4;

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("numbers in lists")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Found, E> {
        Ok(Found::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Found, E> {
        Ok(Found::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Found, E> {
        Ok(Found::Number(number as f64))
    }

    /// So some programs write what is not a number.
    fn visit_unit<E: Error>(self) -> Result<Found, E> {
        Ok(Found::Number(f64::NAN))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Found, E> {
        match text.to_ascii_lowercase().as_str() {
            "nan" | "infinity" | "-infinity" => Ok(Found::Number(f64::NAN)),
            _ => Err(E::invalid_type(Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Found, A::Error> {
        let Self { nested, level } = self;
        if level == MOST_LEVELS {
            nested.is_ragged = true;
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Found::List(None));
        }
        let mut numbers = [0.0; 2];
        let mut count = 0;
        let mut height: Option<usize> = None;
        while let Some(item) = items.next_element_seed(Item {
            nested: &mut *nested,
            level: level + 1,
        })? {
            match item {
                Found::Number(number) => {
                    if let Some(slot) = numbers.get_mut(count) {
                        *slot = number;
                    }
                    count += 1;
                }
                Found::List(inner) => {
                    nested.is_ragged |= inner.is_some() && height.is_some() && inner != height;
                    height = height.or(inner);
                }
            }
        }
        if count > 0 {
            nested.is_ragged |= count < 2 || height.is_some();
            nested.has_heights |= count > 2;
            nested.points.push(numbers);
            return Ok(Found::List(Some(1)));
        }
        match height {
            Some(1) => nested.rings.push(nested.points.len()),
            Some(2) => nested.polygons.push(nested.rings.len()),
            _ => {}
        }
        Ok(Found::List(height.map(|inner| inner + 1)))
    }
}

/// The properties of a feature, straight into the columns.
struct Properties<'c, 'a>(&'c mut Collected<'a>);

impl<'de> DeserializeSeed<'de> for Properties<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Properties<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties or null")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(place) = members.next_key_seed(ColumnName(self.0))? {
            let collected = &mut *self.0;
            members.next_value_seed(Property { collected, place })?;
        }
        Ok(())
    }
}

struct ColumnName<'c, 'a>(&'c mut Collected<'a>);

impl<'de> DeserializeSeed<'de> for ColumnName<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for ColumnName<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok(self.0.columns.place(name))
    }
}

/// The value of a property.
struct Property<'c, 'a> {
    collected: &'c mut Collected<'a>,
    place: usize,
}

impl Property<'_, '_> {
    fn push<E: Error>(self, cell: Cell<'_>) -> Result<(), E> {
        let row = self.collected.shapes.len();
        let Collected {
            columns, budget, ..
        } = &mut *self.collected;
        columns.push(self.place, row, cell, budget).map_err(|_| {
            self.collected.stop = Some(Stop::TooMuch);
            E::custom("stopped")
        })
    }
}

impl<'de> DeserializeSeed<'de> for Property<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Property<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.push(Cell::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.push(Cell::Boolean(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.push(Cell::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.push(i64::try_from(number).map_or(Cell::Real(number as f64), Cell::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.push(Cell::Real(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.push(Cell::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        let mut text = String::new();
        JsonText(&mut text).visit_seq(items)?;
        self.push(Cell::Text(&text))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        let mut text = String::new();
        JsonText(&mut text).visit_map(members)?;
        self.push(Cell::Text(&text))
    }
}

/// A value as JSON text without blanks: what a table shows of lists and objects.
struct JsonText<'t>(&'t mut String);

impl JsonText<'_> {
    fn push_text(&mut self, text: &str) {
        // A text always has a JSON form.
        self.0
            .push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

impl<'de> DeserializeSeed<'de> for JsonText<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonText<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.push_str("null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.0.push_str(if truth { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.0.push_str(&number.to_string());
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.0.push_str(&number.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        // The shortest form that gives the same number back.
        self.0.push_str(&format!("{number:?}"));
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.push_text(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.push('[');
        while items.next_element_seed(JsonText(self.0))?.is_some() {
            self.0.push(',');
        }
        close(self.0, ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        self.0.push('{');
        while let Some(name) = members.next_key::<String>()? {
            self.push_text(&name);
            self.0.push(':');
            members.next_value_seed(JsonText(self.0))?;
            self.0.push(',');
        }
        close(self.0, '}');
        Ok(())
    }
}

/// Ends a list, without the comma that awaited one more.
fn close(text: &mut String, bracket: char) {
    if text.ends_with(',') {
        text.pop();
    }
    text.push(bracket);
}
