//! The walk through the text of a GeoJSON file, as visitors of serde: objects and their geometries. Members may
//! come in any order; what is not known is passed over.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use serde_json::Value;

use super::coordinates::{Coordinates, Ends, Form, Lists, Nested};
use super::properties::{JsonText, Properties};
use super::read::{Collected, Stop};
use crate::geometry::GeometryKind::{self, Lines, Points, Polygons};
use crate::io::shapes_in::{Budget, Content, Shapes, TooMuch};

/// Features between two looks whether to stop.
const FEATURES_PER_LOOK: usize = 1 << 10;
/// What a feature takes besides its shape.
const BYTES_PER_FEATURE: usize = 24;

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
        collected.has_begun = true;
        let budget = collected.budget;
        let mut kind = None;
        let mut geometry = None;
        let mut bare = Shape::default();
        let mut id = None;
        let mut has_properties = false;
        while let Some(name) = members.next_key::<Name>()? {
            match name {
                Name::Type => kind = Some(members.next_value::<Kind>()?),
                Name::Features => {
                    collected.is_collection = true;
                    // Properties that stand before them are the collection's own.
                    if std::mem::take(&mut has_properties) {
                        collected.columns.forget_row(collected.shapes.len());
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
                Name::Geometry => geometry = Some(members.next_value_seed(Geometry(budget))?),
                Name::Coordinates => {
                    bare.coordinates = members.next_value_seed(Coordinates(budget))?;
                }
                Name::Geometries => {
                    members.next_value_seed(Parts(budget, &mut bare.parts))?;
                }
                Name::Id => id = members.next_value_seed(Id)?,
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
            (Some(kind @ (Kind::Geometry(..) | Kind::Collections)), _) => {
                bare.kind = Some(kind);
                bare
            }
            // Some writers forget to say that it is one.
            (None, Some(geometry)) => geometry,
            _ => {
                if has_properties {
                    collected.columns.forget_row(collected.shapes.len());
                }
                return Ok(());
            }
        };
        let pushed = match id {
            Some(id) => collected.push_id(&id),
            None => Ok(()),
        };
        pushed.and_then(|()| shape.push(collected)).map_err(|stop| {
            collected.stop = Some(stop);
            A::Error::custom("stopped")
        })
    }
}

/// What names a feature, a text or a whole number; nothing else can.
struct Id;

impl<'de> DeserializeSeed<'de> for Id {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        let mut text = String::new();
        JsonText(&mut text).deserialize(deserializer)?;
        // Lists and objects would be taken apart for nothing.
        let is_plain = text.starts_with(|c: char| matches!(c, '"' | '-') || c.is_ascii_digit());
        Ok(is_plain.then(|| serde_json::from_str(&text).ok()).flatten())
    }
}

/// The members that count.
enum Name {
    Type,
    Features,
    Properties,
    Geometry,
    Coordinates,
    Geometries,
    Crs,
    Id,
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
    "geometries" => Name::Geometries,
    "crs" => Name::Crs,
    "id" => Name::Id,
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
    parts: Collection,
}

/// The geometries of a collection, and of the collections in it. There may be very many that hold next to nothing.
#[derive(Debug, Default)]
struct Collection {
    lists: Lists,
    parts: Vec<Part>,
    /// A part of it was no geometry.
    is_bad: bool,
}

/// A geometry of a collection: where its lists end, and what they are like.
#[derive(Debug)]
struct Part {
    kind: (GeometryKind, bool),
    form: Form,
    end: Ends,
}

impl Collection {
    /// Adds a geometry. What holds nothing is not kept.
    fn add(&mut self, shape: Shape, budget: &Budget) -> Result<(), TooMuch> {
        match shape.kind {
            Some(Kind::Geometry(..)) if shape.coordinates.is_empty() => {}
            Some(Kind::Geometry(kind, is_many)) => {
                budget.spend(size_of::<Part>() + shape.coordinates.bytes())?;
                self.lists.append(&shape.coordinates.lists);
                self.parts.push(Part {
                    kind: (kind, is_many),
                    form: shape.coordinates.form,
                    end: self.lists.ends(),
                });
            }
            Some(Kind::Collections) => self.append(shape.parts),
            Some(_) => self.is_bad = true,
            None => {}
        }
        Ok(())
    }

    /// Adds the geometries of a collection in it.
    fn append(&mut self, other: Self) {
        let is_bad = self.is_bad || other.is_bad;
        if self.parts.is_empty() {
            *self = other;
        } else {
            let start = self.lists.ends();
            self.lists.append(&other.lists);
            let parts = other.parts.into_iter();
            self.parts.extend(parts.map(|part| Part {
                end: part.end.behind(start),
                ..part
            }));
        }
        self.is_bad = is_bad;
    }

    /// Each part with the ends of its lists.
    fn each(&self) -> impl Iterator<Item = (&Part, [Ends; 2])> {
        let ends = self.parts.iter().map(|part| part.end);
        let starts = std::iter::once(Ends::default()).chain(ends);
        let parts = self.parts.iter().zip(starts);
        parts.map(|(part, start)| (part, [start, part.end]))
    }

    fn push_into(&self, shapes: &mut Shapes) -> Content {
        let mut contents = self
            .each()
            .map(|(part, ends)| self.lists.push(ends, part.form, part.kind, shapes));
        let is_bad = self.is_bad || contents.any(|content| content == Content::Bad);
        let of_kind = shapes.open_kind().map_or(Content::Null, Content::Of);
        if is_bad { Content::Bad } else { of_kind }
    }
}

impl Shape {
    /// Adds it as a feature.
    fn push(&self, collected: &mut Collected<'_>) -> Result<(), Stop> {
        self.spend(collected.budget).map_err(|_| Stop::TooMuch)?;
        let content = self.push_into(&mut collected.shapes);
        collected.shapes.end_feature(content);
        if collected.shapes.len().is_multiple_of(FEATURES_PER_LOOK) {
            let seen = collected.progress.tick(FEATURES_PER_LOOK as u64);
            seen.map_err(Stop::Cancelled)?;
        }
        Ok(())
    }

    /// Where its lists begin and end.
    fn ends(&self) -> [Ends; 2] {
        [Ends::default(), self.coordinates.lists.ends()]
    }

    /// Takes what it will need as a feature.
    fn spend(&self, budget: &Budget) -> Result<(), TooMuch> {
        let own = match self.kind {
            Some(Kind::Geometry(kind, _)) => Lists::weight(self.ends(), kind),
            _ => 0,
        };
        let parts = self.parts.each();
        let parts = parts.map(|(part, ends)| BYTES_PER_FEATURE + Lists::weight(ends, part.kind.0));
        budget.spend(BYTES_PER_FEATURE + own + parts.sum::<usize>())
    }

    fn push_into(&self, shapes: &mut Shapes) -> Content {
        match self.kind {
            None => Content::Null,
            Some(Kind::Geometry(kind, is_many)) => {
                let Nested { lists, form } = &self.coordinates;
                lists.push(self.ends(), *form, (kind, is_many), shapes)
            }
            Some(Kind::Collections) => self.parts.push_into(shapes),
            Some(_) => Content::Bad,
        }
    }
}

/// The geometries of a collection, into it. How deep they lie in each other is limited by the JSON reader.
struct Parts<'b, 's>(&'b Budget, &'s mut Collection);

impl<'de> DeserializeSeed<'de> for Parts<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Parts<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of geometries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self(budget, collection) = self;
        while let Some(part) = items.next_element_seed(Geometry(budget))? {
            collection.add(part, budget).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// The geometry of a feature, or null.
struct Geometry<'b>(&'b Budget);

impl<'de> DeserializeSeed<'de> for Geometry<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Geometry<'_> {
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
            ..Shape::default()
        };
        while let Some(name) = members.next_key::<Name>()? {
            match name {
                Name::Type => shape.kind = Some(members.next_value()?),
                Name::Coordinates => {
                    shape.coordinates = members.next_value_seed(Coordinates(self.0))?;
                }
                Name::Geometries => {
                    members.next_value_seed(Parts(self.0, &mut shape.parts))?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(shape)
    }
}
