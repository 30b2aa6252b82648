//! The coordinates of a GeoJSON geometry: lists of lists, whose kind may only be known once they are read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, SeqAccess, Unexpected, Visitor};

use crate::geometry::GeometryKind;
use crate::io::shapes_in::{Budget, Content, Shapes, TooMuch};

/// Points that are collected without a look at how many they are.
const MANY: usize = 1 << 16;
/// What a ring, a line or a point takes besides its vertices while a feature is put together and in the layer.
const BYTES_PER_PART: usize = 32;

/// Lists of lists of points, flat.
#[derive(Debug, Default)]
pub(super) struct Nested {
    pub(super) points: Vec<[f64; 2]>,
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
    /// Adds what the lists hold, where they are as deep as a geometry of that kind has them, one or many.
    pub(super) fn push(&self, kind: GeometryKind, is_many: bool, shapes: &mut Shapes) -> Content {
        let height = usize::from(is_many)
            + match kind {
                GeometryKind::Points => 1,
                GeometryKind::Lines => 2,
                GeometryKind::Polygons => 3,
            };
        match self.height {
            _ if self.is_ragged => return Content::Bad,
            None => return Content::Null,
            Some(found) if found != height => return Content::Bad,
            Some(_) => {}
        }
        shapes.has_heights |= self.has_heights;
        let mut part = |points: &[[f64; 2]]| {
            shapes.push_ring(points.iter().copied());
            shapes.end_part(kind);
        };
        match kind {
            GeometryKind::Points => self.points.iter().for_each(|p| part(&[*p])),
            GeometryKind::Lines => {
                let starts = std::iter::once(0).chain(self.rings.iter().copied());
                let lines = starts.zip(&self.rings);
                lines.for_each(|(start, &end)| part(&self.points[start..end]));
            }
            GeometryKind::Polygons => self.push_polygons(shapes),
        }
        Content::Of(kind)
    }

    /// True for lists that hold no point, and are none that cannot be read.
    pub(super) fn is_empty(&self) -> bool {
        self.points.is_empty() && !self.is_ragged
    }

    /// How much it takes as it is, bytes.
    pub(super) fn bytes(&self) -> usize {
        let ends = self.rings.capacity() + self.polygons.capacity();
        size_of::<[f64; 2]>() * self.points.capacity() + size_of::<usize>() * ends
    }

    /// How much it takes as part of a layer, bytes.
    pub(super) fn weight(&self, kind: GeometryKind) -> usize {
        let parts = match kind {
            GeometryKind::Points => self.points.len(),
            GeometryKind::Lines | GeometryKind::Polygons => self.rings.len(),
        };
        size_of::<[f64; 2]>() * self.points.len() + BYTES_PER_PART * parts
    }

    /// Where a list is about to grow by much, whether there is room for that.
    fn make_room(&self, budget: &Budget) -> Result<(), TooMuch> {
        let count = self.points.len();
        if count == self.points.capacity() && count >= MANY {
            budget.has(2 * size_of::<[f64; 2]>() as u64 * count as u64)?;
        }
        Ok(())
    }

    fn push_polygons(&self, shapes: &mut Shapes) {
        let (mut first_ring, mut first_point) = (0, 0);
        for &end in &self.polygons {
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
                    nested.is_ragged |= inner.is_some() && height.is_some() && inner != height;
                    height = height.or(inner);
                }
            }
        }
        if count > 0 {
            nested.is_ragged |= count < 2 || height.is_some();
            nested.has_heights |= count > 2;
            nested.make_room(budget).map_err(A::Error::custom)?;
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
