//! The coordinates of a GeoJSON geometry: lists of lists, whose kind may only be known once they are read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, SeqAccess, Unexpected, Visitor};

use crate::geometry::GeometryKind;
use crate::io::shapes_in::{Budget, Content, Shapes, TooMuch};

/// Points that are collected without a look at how many they are.
const MANY: usize = 1 << 16;
/// What a ring, a line or a point takes besides its vertices while a feature is put together and in the layer.
const BYTES_PER_PART: usize = 32;

/// Lists of lists of points, flat; those of one geometry, or of many, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Lists {
    points: Vec<[f64; 2]>,
    /// Where each list of points ends.
    rings: Vec<usize>,
    /// Where each list of those ends.
    polygons: Vec<usize>,
}

/// Where the lists of a geometry end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends {
    points: usize,
    rings: usize,
    polygons: usize,
}

impl Ends {
    /// The same behind lists that end at `start`.
    pub(super) fn behind(self, start: Self) -> Self {
        Self {
            points: start.points + self.points,
            rings: start.rings + self.rings,
            polygons: start.polygons + self.polygons,
        }
    }
}

/// The lists of a geometry, and what they are like.
#[derive(Debug, Default)]
pub(super) struct Nested {
    pub(super) lists: Lists,
    pub(super) form: Form,
}

/// What the lists of a geometry are like.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Form {
    has_heights: bool,
    /// How deep the lists are: 1 for a point. `None` for lists without a point.
    height: Option<u8>,
    /// Not lists of one depth with points of two numbers or more.
    is_ragged: bool,
}

impl Form {
    /// What lists of that form are as a geometry of a kind, one or many.
    fn as_kind(self, kind: GeometryKind, is_many: bool) -> Content {
        let height = u8::from(is_many)
            + match kind {
                GeometryKind::Points => 1,
                GeometryKind::Lines => 2,
                GeometryKind::Polygons => 3,
            };
        match self.height {
            _ if self.is_ragged => Content::Bad,
            None => Content::Null,
            Some(found) if found != height => Content::Bad,
            Some(_) => Content::Of(kind),
        }
    }
}

impl Lists {
    /// Where they end.
    pub(super) fn ends(&self) -> Ends {
        Ends {
            points: self.points.len(),
            rings: self.rings.len(),
            polygons: self.polygons.len(),
        }
    }

    /// Adds those of another geometry behind.
    pub(super) fn append(&mut self, other: &Self) {
        let Ends { points, rings, .. } = self.ends();
        self.points.extend_from_slice(&other.points);
        self.rings
            .extend(other.rings.iter().map(|end| points + end));
        self.polygons
            .extend(other.polygons.iter().map(|end| rings + end));
    }

    /// Adds what the lists between two ends hold, where they are as deep as a geometry of that kind has them, one or many.
    pub(super) fn push(
        &self,
        [from, to]: [Ends; 2],
        form: Form,
        (kind, is_many): (GeometryKind, bool),
        shapes: &mut Shapes,
    ) -> Content {
        let content = form.as_kind(kind, is_many);
        if !matches!(content, Content::Of(_)) {
            return content;
        }
        shapes.has_heights |= form.has_heights;
        let mut part = |points: &[[f64; 2]]| {
            shapes.push_ring(points.iter().copied());
            shapes.end_part(kind);
        };
        match kind {
            GeometryKind::Points => {
                let points = &self.points[from.points..to.points];
                points.iter().for_each(|point| part(&[*point]));
            }
            GeometryKind::Lines => {
                let rings = &self.rings[from.rings..to.rings];
                let starts = std::iter::once(from.points).chain(rings.iter().copied());
                let lines = starts.zip(rings);
                lines.for_each(|(start, &end)| part(&self.points[start..end]));
            }
            GeometryKind::Polygons => self.push_polygons([from, to], shapes),
        }
        content
    }

    /// How much it takes as part of a layer, bytes.
    pub(super) fn weight([from, to]: [Ends; 2], kind: GeometryKind) -> usize {
        let points = to.points - from.points;
        let parts = match kind {
            GeometryKind::Points => points,
            GeometryKind::Lines | GeometryKind::Polygons => to.rings - from.rings,
        };
        size_of::<[f64; 2]>() * points + BYTES_PER_PART * parts
    }

    fn push_polygons(&self, [from, to]: [Ends; 2], shapes: &mut Shapes) {
        let (mut first_ring, mut first_point) = (from.rings, from.points);
        for &end in &self.polygons[from.polygons..to.polygons] {
            for &ring_end in &self.rings[first_ring..end] {
                let ring = &self.points[first_point..ring_end];
                shapes.push_ring(ring.iter().copied());
                first_point = ring_end;
            }
            shapes.end_part(GeometryKind::Polygons);
            first_ring = end;
        }
    }
}

impl Nested {
    /// True for lists that hold no point, and are none that cannot be read.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.points.is_empty() && !self.form.is_ragged
    }

    /// How much it takes as it is, bytes.
    pub(super) fn bytes(&self) -> usize {
        let Ends {
            points,
            rings,
            polygons,
        } = self.lists.ends();
        size_of::<[f64; 2]>() * points + size_of::<usize>() * (rings + polygons)
    }

    /// Where a list is about to grow by much, whether there is room for that.
    fn make_room(&self, budget: &Budget) -> Result<(), TooMuch> {
        let points = &self.lists.points;
        let count = points.len();
        if count == points.capacity() && count >= MANY {
            budget.has(2 * size_of::<[f64; 2]>() as u64 * count as u64)?;
        }
        Ok(())
    }
}

/// The coordinates of a geometry.
pub(super) struct Coordinates<'b>(pub(super) &'b Budget);

impl<'de> DeserializeSeed<'de> for Coordinates<'_> {
    type Value = Nested;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Nested, D::Error> {
        let mut nested = Nested::default();
        let top = Item {
            nested: &mut nested,
            level: 0,
            budget: self.0,
        };
        let height = match top.deserialize(deserializer)? {
            Found::List(height) => height,
            Found::Number(_) => {
                nested.form.is_ragged = true;
                None
            }
        };
        nested.form.height = height;
        Ok(nested)
    }
}

/// What an item of a list is.
enum Found {
    Number(f64),
    /// A list, and how deep it is; `None` where it is empty.
    List(Option<u8>),
}

/// An item of a list: a number or a list.
struct Item<'n> {
    nested: &'n mut Nested,
    level: usize,
    budget: &'n Budget,
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
        let Self {
            nested,
            level,
            budget,
        } = self;
        if level == MOST_LEVELS {
            nested.form.is_ragged = true;
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Found::List(None));
        }
        let mut numbers = [0.0; 2];
        let mut count = 0;
        let mut height: Option<u8> = None;
        while let Some(item) = items.next_element_seed(Item {
            nested: &mut *nested,
            level: level + 1,
            budget,
        })? {
            match item {
                Found::Number(number) => {
                    if let Some(slot) = numbers.get_mut(count) {
                        *slot = number;
                    }
                    count += 1;
                }
                Found::List(inner) => {
                    nested.form.is_ragged |= inner.is_some() && height.is_some() && inner != height;
                    height = height.or(inner);
                }
            }
        }
        if count > 0 {
            nested.form.is_ragged |= count < 2 || height.is_some();
            nested.form.has_heights |= count > 2;
            nested.make_room(budget).map_err(A::Error::custom)?;
            nested.lists.points.push(numbers);
            return Ok(Found::List(Some(1)));
        }
        let lists = &mut nested.lists;
        match height {
            Some(1) => lists.rings.push(lists.points.len()),
            Some(2) => lists.polygons.push(lists.rings.len()),
            _ => {}
        }
        Ok(Found::List(height.map(|inner| inner + 1)))
    }
}
