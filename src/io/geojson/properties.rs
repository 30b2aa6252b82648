//! The properties of a GeoJSON feature, straight into the columns; what is no plain value becomes JSON text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::read::{Collected, Stop};
use crate::io::columns_in::Cell;

/// The properties of a feature, straight into the columns.
pub(super) struct Properties<'c, 'a>(pub(super) &'c mut Collected<'a>);

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
pub(super) struct JsonText<'t>(pub(super) &'t mut String);

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
