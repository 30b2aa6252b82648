//! How long the pages of a column become once they are unpacked and how many values they hold, by their own headers,
//! looked up before anything is unpacked: a page of a few bytes may claim two thousand million of either.
//!
//! A page begins with a struct in Thrift's compact protocol. Of its members count: the length unpacked (2), the
//! length stored (3), and of the header of a page of data its number of values, its encoding (in a header of the first
//! version, 5: 1 and 2; of the second, 8: 1 and 4) and the lengths of its levels (5 and 6 of the second).

use super::gzip;
use crate::io::bytes::Bytes;

/// No honest header is longer: it may hold the least and the greatest value of its page.
const MOST_HEADER_LEN: u64 = 1 << 20;
/// What is read first of a header.
const FIRST_LOOK: u64 = 256;
/// Structs in structs that are followed.
const MOST_DEPTH: usize = 16;

/// What a column claims to become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Claims {
    /// Its longest page, unpacked.
    pub(super) longest: u64,
    /// All its pages, unpacked.
    pub(super) unpacked: u64,
    pub(super) values: u64,
    /// A value may be told by how much of the one before it repeats, so that a page of little becomes very much.
    pub(super) has_prefixes: bool,
}

/// What the pages between `start` and `end` claim; as far as they can be followed, which is as far as they will be
/// read.
pub(super) fn claims(bytes: &Bytes, start: u64, end: u64) -> Claims {
    let mut claims = Claims::default();
    each(bytes, start, end, |_, page| {
        claims.longest = claims.longest.max(page.unpacked);
        claims.unpacked = claims.unpacked.saturating_add(page.unpacked);
        claims.values = claims.values.saturating_add(page.values);
        claims.has_prefixes |= page.encoding == PREFIXES;
        true
    });
    claims
}

/// True where the pages between `start` and `end`, packed with gzip, become no longer than they claim.
pub(super) fn keep_their_word(bytes: &Bytes, start: u64, end: u64) -> bool {
    let mut buffer = Vec::new();
    each(bytes, start, end, |at, page| {
        let packed = bytes.slice(at, page.stored, &mut buffer);
        packed.is_ok_and(|packed| {
            let packed = packed.get(page.plain..).unwrap_or_default();
            gzip::keeps_its_word(packed, page.unpacked)
        })
    })
}

/// Calls `see` with each page and where it begins behind its header, until that says no; false where it did.
fn each(bytes: &Bytes, start: u64, end: u64, mut see: impl FnMut(u64, Page) -> bool) -> bool {
    let mut at = start;
    let mut buffer = Vec::new();
    while at < end {
        let page = [FIRST_LOOK, MOST_HEADER_LEN].into_iter().find_map(|look| {
            let slice = bytes.slice(at, look.min(end - at), &mut buffer);
            slice.ok().and_then(page)
        });
        let Some(page) = page else {
            break;
        };
        at = at.saturating_add(page.header_len);
        if !see(at, page) {
            return false;
        }
        at = at.saturating_add(page.stored);
    }
    true
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Page {
    header_len: u64,
    stored: u64,
    unpacked: u64,
    values: u64,
    encoding: u64,
    /// What lies before the packed values as it is: the levels, in pages of the second version.
    plain: usize,
}

fn page(bytes: &[u8]) -> Option<Page> {
    let mut cursor = Cursor(bytes);
    let mut page = Page::default();
    let mut id = 0;
    loop {
        let (field, next) = cursor.field(id)?;
        if field == STOP {
            break;
        }
        id = next;
        match (id, field) {
            (2, I32) => page.unpacked = u64::try_from(cursor.signed()?).ok()?,
            (3, I32) => page.stored = u64::try_from(cursor.signed()?).ok()?,
            (5, STRUCT) => [page.values, page.encoding] = cursor.numbers([1, 2])?,
            (8, STRUCT) => {
                let [values, encoding, definitions, repetitions] = cursor.numbers([1, 4, 5, 6])?;
                (page.values, page.encoding) = (values, encoding);
                page.plain = usize::try_from(definitions.checked_add(repetitions)?).ok()?;
            }
            _ => cursor.skip(field, 0)?,
        }
    }
    page.header_len = (bytes.len() - cursor.0.len()) as u64;
    Some(page)
}

/// The encoding of texts by what they share with the one before, `DELTA_BYTE_ARRAY`.
const PREFIXES: u64 = 7;

const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

/// What is not read yet.
struct Cursor<'a>(&'a [u8]);

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

    fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// Type and number of the next member, after the one numbered `last`.
    fn field(&mut self, last: i64) -> Option<(u8, i64)> {
        let head = self.byte()?;
        let id = match head >> 4 {
            _ if head == STOP => last,
            0 => self.signed()?,
            delta => last.checked_add(i64::from(delta))?,
        };
        Some((head & 0xf, id))
    }

    /// These members of a struct, which is passed over; 0 for those that are no numbers.
    fn numbers<const N: usize>(&mut self, members: [i64; N]) -> Option<[u64; N]> {
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

    fn skip(&mut self, field: u8, depth: usize) -> Option<()> {
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
                let head = self.byte()?;
                let count = match head >> 4 {
                    15 => self.unsigned()?,
                    count => u64::from(count),
                };
                for _ in 0..count {
                    match head & 0xf {
                        // In a list, truths take a byte each.
                        TRUE | FALSE => self.byte().map(drop)?,
                        kind => self.skip(kind, depth + 1)?,
                    }
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

    /// Kind, length unpacked, length stored, a header of data with a number of values and a list.
    const HEADER: &[u8] = &[
        0x15, 0x00, 0x15, 0xc8, 0x01, 0x15, 0x28, 0x2c, 0x15, 0x0e, 0x19, 0x25, 0x02, 0x04, 0x00,
        0x00,
    ];

    #[test]
    fn a_header_says_how_much_comes() {
        let expected = Page {
            header_len: HEADER.len() as u64,
            stored: 20,
            unpacked: 100,
            values: 7,
            encoding: 0,
            plain: 0,
        };
        assert_eq!(page(HEADER), Some(expected));
        let mut column = HEADER.to_vec();
        column.extend([0; 20]);
        let two = column.repeat(2);
        let end = two.len() as u64;
        let claims = claims(&Bytes::Memory(two.into()), 0, end);
        let expected = Claims {
            longest: 100,
            unpacked: 200,
            values: 14,
            has_prefixes: false,
        };
        assert_eq!(claims, expected);
    }

    #[test]
    fn a_header_says_how_values_are_told() {
        // Number of values and encoding, in the place where each version has them.
        let first = [0x2c, 0x15, 0x0e, 0x15, 0x0e, 0x00, 0x00];
        let second = [
            0x2c, 0x00, 0x3c, 0x15, 0x0e, 0x35, 0x0e, 0x15, 0x04, 0x15, 0x06, 0x00, 0x00,
        ];
        let lengths = [0x15, 0x00, 0x15, 0xc8, 0x01, 0x15, 0x00];
        for (header, plain) in [(first.as_slice(), 0), (&second, 5)] {
            let header = [&lengths, header].concat();
            let page = page(&header).unwrap();
            assert_eq!((page.values, page.encoding), (7, PREFIXES));
            assert_eq!(page.plain, plain);
            let claims = claims(&Bytes::Memory(header.into()), 0, 100);
            assert!(claims.has_prefixes);
        }
    }

    #[test]
    fn what_is_cut_is_no_header() {
        for len in 0..HEADER.len() {
            assert_eq!(page(&HEADER[..len]), None, "{len}");
        }
        // Structs in structs without end.
        assert_eq!(page(&[0x1c; 1000]), None);
    }
}
