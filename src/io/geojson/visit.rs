//! The walk through the text of a GeoJSON file, as visitors of serde: objects and their geometries. Members may
//! come in any order; what is not known is passed over.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::coordinates::{Coordinates, Nested};
use super::properties::{JsonText, Properties};
use super::read::{Collected, Stop};
use crate::geometry::GeometryKind::{self, Lines, Points, Polygons};
use crate::io::error::ShapeKind;
use crate::io::shapes_in::Content;

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
        let mut has_properties = false;
        while let Some(name) = members.next_key::<Name>()? {
            match name {
                Name::Type => kind = Some(members.next_value::<Kind>()?),
                Name::Features => {
                    collected.is_collection = true;
                    // Properties that stand before them are the collection's own.
                    if std::mem::take(&mut has_properties) {
                        collected.columns.truncate(collected.shapes.len());
                    }
                    members.next_value_seed(Features(collected))?;
                }
                Name::Properties if kind == Some(Kind::Collection) => {
                    members.next_value::<IgnoredAny>()?;
                }
                Name::Properties => {
                    has_properties = true;
                    members.next_value_seed(Properties(collected))?;
                }
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
            (Some(kind @ (Kind::Geometry(..) | Kind::Collections)), _) => Shape {
                kind: Some(kind),
                coordinates: coordinates.unwrap_or_default(),
            },
            // Some writers forget to say that it is one.
            (None, Some(geometry)) => geometry,
            _ => {
                if has_properties {
                    collected.columns.truncate(collected.shapes.len());
                }
                return Ok(());
            }
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
    /// One of them, or many.
    Geometry(GeometryKind, bool),
    Collections,
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
    "Polygon" => Kind::Geometry(Polygons, false),
    "MultiPolygon" => Kind::Geometry(Polygons, true),
    "LineString" => Kind::Geometry(Lines, false),
    "MultiLineString" => Kind::Geometry(Lines, true),
    "Point" => Kind::Geometry(Points, false),
    "MultiPoint" => Kind::Geometry(Points, true),
    "GeometryCollection" => Kind::Collections,
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

/// A geometry, not yet known to be what it says.
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
            Some(Kind::Geometry(kind, is_many)) => self.coordinates.push(kind, is_many, shapes),
            Some(Kind::Collections) => Content::Other(ShapeKind::Collections),
            Some(_) => Content::Bad,
        };
        shapes.end_feature(content);
        let took = 16 * self.coordinates.points.len() + 24;
        collected.budget.spend(took).map_err(|_| Stop::TooMuch)?;
        if shapes.len().is_multiple_of(FEATURES_PER_LOOK) {
            let seen = collected.progress.tick(FEATURES_PER_LOOK as u64);
            seen.map_err(Stop::Cancelled)?;
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
