//! Thrift's compact protocol, as far as Parquet speaks it, followed strictly: by the types of what is known and within
//! the bytes that there are.
//!
//! The decoder that reads it afterwards looks at no types, takes truths in a list to have no bytes, and nothing behind
//! the end of a file for eight: a few bytes that claim a list of two thousand million of those keep it busy for seconds
//! or hours. What can be followed here takes it as long as it is.

pub(super) const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
pub(super) const BYTE: u8 = 3;
pub(super) const I16: u8 = 4;
pub(super) const I32: u8 = 5;
pub(super) const I64: u8 = 6;
pub(super) const DOUBLE: u8 = 7;
pub(super) const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
pub(super) const STRUCT: u8 = 12;

/// What a member of a struct is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Of one of the types above.
    Plain(u8),
    Truth,
    Struct(Members),
    List(&'static Kind),
}

/// The members of a struct by their numbers, as far as their types are known.
pub(super) type Members = &'static [(i64, Kind)];

/// Structs in structs that are passed over.
const MOST_DEPTH: usize = 16;

/// What is not read yet.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl Cursor<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// Type and number of the next member, after the one numbered `last`.
    pub(super) fn field(&mut self, last: i64) -> Option<(u8, i64)> {
        let head = self.byte()?;
        let id = match head >> 4 {
            _ if head == STOP => last,
            0 => self.signed()?,
            delta => last.checked_add(i64::from(delta))?,
        };
        // Others take the number for one of 16 bits.
        i16::try_from(id).ok()?;
        Some((head & 0xf, id))
    }

    /// These members of a struct, which is passed over; 0 for those that are no numbers.
    pub(super) fn numbers<const N: usize>(&mut self, members: [i64; N]) -> Option<[u64; N]> {
        let (mut id, mut numbers) = (0, [0; N]);
        loop {
            let (field, next) = self.field(id)?;
            id = next;
            let place = members.iter().position(|member| *member == id);
            match (place.and_then(|place| numbers.get_mut(place)), field) {
                (_, STOP) => return Some(numbers),
                (Some(number), I32) => *number = u64::try_from(self.signed()?).ok()?,
                _ => self.skip(field, 0)?,
            }
        }
    }

    /// Passes over a struct, whose known members are what they should be; `None` where they are not.
    pub(super) fn follow(&mut self, members: Members) -> Option<()> {
        let mut id = 0;
        loop {
            let (field, next) = self.field(id)?;
            id = next;
            match members.iter().find(|(known, _)| *known == id) {
                _ if field == STOP => return Some(()),
                Some((_, kind)) => self.member(field, *kind)?,
                None => self.skip(field, 0)?,
            }
        }
    }

    fn member(&mut self, field: u8, kind: Kind) -> Option<()> {
        match (kind, field) {
            (Kind::Plain(expected), _) if field == expected => self.skip(field, 0),
            (Kind::Truth, TRUE | FALSE) => Some(()),
            (Kind::Struct(members), STRUCT) => self.follow(members),
            (Kind::List(kind), LIST) => {
                let (of, count) = self.list()?;
                (0..count).try_for_each(|_| self.member(of, *kind))
            }
            _ => None,
        }
    }

    /// Type and number of what is in a list. Truths are refused: nothing of Parquet's has them in a list that is read
    /// here, and not everybody agrees on how many bytes they take.
    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.unsigned()?,
            count => u64::from(count),
        };
        let of = head & 0xf;
        (count == 0 || !matches!(of, TRUE | FALSE)).then_some((of, count))
    }

    pub(super) fn skip(&mut self, field: u8, depth: usize) -> Option<()> {
        if depth > MOST_DEPTH {
            return None;
        }
        match field {
            TRUE | FALSE => {}
            BYTE => self.byte().map(drop)?,
            I16 | I32 | I64 => self.unsigned().map(drop)?,
            DOUBLE => self.pass(8)?,
            BINARY => {
                let len = usize::try_from(self.unsigned()?).ok()?;
                self.pass(len)?;
            }
            LIST | SET => {
                let (of, count) = self.list()?;
                for _ in 0..count {
                    self.skip(of, depth + 1)?;
                }
            }
            STRUCT => loop {
                match self.field(0)? {
                    (STOP, _) => break,
                    (kind, _) => self.skip(kind, depth + 1)?,
                }
            },
            _ => return None,
        }
        Some(())
    }

    fn pass(&mut self, len: usize) -> Option<()> {
        self.0 = self.0.get(len..)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Members = &[(1, Kind::Plain(I32)), (2, Kind::Plain(I32))];
    const SHAPE: Members = &[(1, Kind::List(&Kind::Struct(POINT))), (2, Kind::Truth)];

    #[test]
    fn what_is_what_it_should_be_is_followed() {
        // Two points, a truth, and a text that nobody knows.
        let good = [
            0x19, 0x2c, 0x15, 2, 0x15, 4, 0, 0x15, 6, 0, 0x11, 0x18, 1, 65, 0, 9,
        ];
        let mut cursor = Cursor(&good);
        assert_eq!(cursor.follow(SHAPE), Some(()));
        assert_eq!(cursor.0, [9]);
        for len in 0..good.len() - 1 {
            assert_eq!(Cursor(&good[..len]).follow(SHAPE), None, "{len}");
        }
    }

    #[test]
    fn what_others_would_take_for_something_else_is_not() {
        let many = [0xff, 0xff, 0xff, 0xff, 7];
        let list = |of: u8, before: &[u8]| [before, &[0xf0 | of], &many, &[0; 40]].concat();
        // Lists of very many truths, numbers of eight bytes, and points.
        for (of, before) in [(TRUE, 0x39), (FALSE, 0x39), (DOUBLE, 0x39), (STRUCT, 0x19)] {
            assert_eq!(Cursor(&list(of, &[before])).follow(SHAPE), None, "{of}");
        }
        // A list where a truth is expected, and a member whose number is one of the known ones in 16 bits.
        assert_eq!(Cursor(&[0x29, 0x15, 2, 0]).follow(SHAPE), None);
        assert_eq!(Cursor(&[0x05, 0x82, 0x80, 0x08, 2, 0]).follow(POINT), None);
    }
}
