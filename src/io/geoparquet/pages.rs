//! How long the pages of a column become once they are unpacked and how many values they hold, by their own headers,
//! looked up before anything is unpacked: a page of a few bytes may claim two thousand million of either.
//!
//! A page begins with a struct in Thrift's compact protocol. Of its members count: the length unpacked (2), the
//! length stored (3), and of the header of a page of data its number of values, its encoding (in a header of the first
//! version, 5: 1 and 2; of the second, 8: 1 and 4) and the lengths of its levels (5 and 6 of the second).

use super::footer::STATISTICS;
use super::gzip;
use super::thrift::{Cursor, I32, Kind, Members, STOP, STRUCT};
use crate::io::bytes::Bytes;

/// No honest header is longer: it may hold the least and the greatest value of its page.
const MOST_HEADER_LEN: u64 = 1 << 20;
/// What is read first of a header.
const FIRST_LOOK: u64 = 256;

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
    /// Where the last page ends that can be followed: what lies behind it is not to be read.
    pub(super) end: u64,
}

/// What the pages between `start` and `end` claim, as far as they can be followed.
pub(super) fn claims(bytes: &Bytes, start: u64, end: u64) -> Claims {
    let mut claims = Claims {
        end: start,
        ..Claims::default()
    };
    each(bytes, start, end, |at, page| {
        claims.end = at.saturating_add(page.stored).min(end);
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

/// The members of a header whose types the reader takes for granted.
const HEADER: Members = &[
    (1, Kind::Plain(I32)),
    (2, Kind::Plain(I32)),
    (3, Kind::Plain(I32)),
    (4, Kind::Plain(I32)),
    (5, Kind::Struct(DATA)),
    (6, Kind::Struct(&[])),
    (7, Kind::Struct(DICTIONARY)),
    (8, Kind::Struct(SECOND_DATA)),
];
const DATA: Members = &[
    (1, Kind::Plain(I32)),
    (2, Kind::Plain(I32)),
    (3, Kind::Plain(I32)),
    (4, Kind::Plain(I32)),
    (5, Kind::Struct(STATISTICS)),
];
const DICTIONARY: Members = &[
    (1, Kind::Plain(I32)),
    (2, Kind::Plain(I32)),
    (3, Kind::Truth),
];
const SECOND_DATA: Members = &[
    (1, Kind::Plain(I32)),
    (2, Kind::Plain(I32)),
    (3, Kind::Plain(I32)),
    (4, Kind::Plain(I32)),
    (5, Kind::Plain(I32)),
    (6, Kind::Plain(I32)),
    (7, Kind::Truth),
    (8, Kind::Struct(STATISTICS)),
];

fn page(bytes: &[u8]) -> Option<Page> {
    Cursor(bytes).follow(HEADER)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, length unpacked, length stored, a header of data with a number of values and a list that nobody knows.
    const SOME: &[u8] = &[
        0x15, 0x00, 0x15, 0xc8, 0x01, 0x15, 0x28, 0x2c, 0x15, 0x0e, 0x89, 0x25, 0x02, 0x04, 0x00,
        0x00,
    ];

    #[test]
    fn a_header_says_how_much_comes() {
        let expected = Page {
            header_len: SOME.len() as u64,
            stored: 20,
            unpacked: 100,
            values: 7,
            encoding: 0,
            plain: 0,
        };
        assert_eq!(page(SOME), Some(expected));
        let mut column = SOME.to_vec();
        column.extend([0; 20]);
        let two = column.repeat(2);
        let end = two.len() as u64;
        let claims = claims(&Bytes::Memory(two.into()), 0, end);
        let expected = Claims {
            longest: 100,
            unpacked: 200,
            values: 14,
            has_prefixes: false,
            end,
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
        for len in 0..SOME.len() {
            assert_eq!(page(&SOME[..len]), None, "{len}");
        }
        // Structs in structs without end.
        assert_eq!(page(&[0x1c; 1000]), None);
    }
}
