//! The description at the end of a file, looked through before it is decoded: what of it is not what it should be may
//! keep the decoder busy for hours.
//!
//! The structs are those of Apache Parquet's `parquet.thrift`.

use super::thrift::{BINARY, BYTE, Cursor, DOUBLE, I16, I32, I64, Kind, Members};
use crate::io::bytes::Bytes;

/// Length of the description and the letters that end a file.
const TAIL_LEN: u64 = 8;
const LETTERS: &[u8] = b"PAR1";

/// False where the description cannot be followed. Where there is none, the decoder says so.
pub(super) fn can_be_followed(bytes: &Bytes) -> bool {
    let mut buffer = Vec::new();
    let tail = bytes.len().checked_sub(TAIL_LEN);
    let tail = tail.and_then(|at| Some((at, bytes.slice(at, TAIL_LEN, &mut buffer).ok()?)));
    let Some((end, tail)) = tail else {
        return true;
    };
    let (Some(len), Some(LETTERS)) = (tail.first_chunk(), tail.get(4..)) else {
        return true;
    };
    let Some(start) = end.checked_sub(u64::from(u32::from_le_bytes(*len))) else {
        return true;
    };
    let mut buffer = Vec::new();
    let footer = bytes.slice(start, end - start, &mut buffer);
    footer.is_ok_and(|footer| Cursor(footer).follow(FILE).is_some())
}

const INT: Kind = Kind::Plain(I32);
const LONG: Kind = Kind::Plain(I64);
const TEXT: Kind = Kind::Plain(BINARY);
const NUMBER: Kind = Kind::Plain(DOUBLE);
const NOTHING: Kind = Kind::Struct(&[]);

const FILE: Members = &[
    (1, INT),
    (2, Kind::List(&Kind::Struct(SCHEMA))),
    (3, LONG),
    (4, Kind::List(&Kind::Struct(GROUP))),
    (5, NOTES),
    (6, TEXT),
    (7, Kind::List(&Kind::Struct(&[(1, NOTHING)]))),
    (9, TEXT),
];
const NOTES: Kind = Kind::List(&Kind::Struct(&[(1, TEXT), (2, TEXT)]));
const SCHEMA: Members = &[
    (1, INT),
    (2, INT),
    (3, INT),
    (4, TEXT),
    (5, INT),
    (6, INT),
    (7, INT),
    (8, INT),
    (9, INT),
    (10, Kind::Struct(MEANING)),
];
const MEANING: Members = &[
    (1, NOTHING),
    (2, NOTHING),
    (3, NOTHING),
    (4, NOTHING),
    (5, Kind::Struct(&[(1, INT), (2, INT)])),
    (6, NOTHING),
    (7, CLOCK),
    (8, CLOCK),
    (
        10,
        Kind::Struct(&[(1, Kind::Plain(BYTE)), (2, Kind::Truth)]),
    ),
    (11, NOTHING),
    (12, NOTHING),
    (13, NOTHING),
    (14, NOTHING),
    (15, NOTHING),
    (16, Kind::Struct(&[(1, Kind::Plain(BYTE))])),
    (17, Kind::Struct(&[(1, TEXT)])),
    (18, Kind::Struct(&[(1, TEXT), (2, INT)])),
];
const CLOCK: Kind = Kind::Struct(&[(1, Kind::Truth), (2, Kind::Struct(UNIT))]);
const UNIT: Members = &[(1, NOTHING), (2, NOTHING), (3, NOTHING)];
const GROUP: Members = &[
    (1, Kind::List(&Kind::Struct(CHUNK))),
    (2, LONG),
    (3, LONG),
    (4, Kind::List(&Kind::Struct(SORTED))),
    (5, LONG),
    (6, LONG),
    (7, Kind::Plain(I16)),
];
const SORTED: Members = &[(1, INT), (2, Kind::Truth), (3, Kind::Truth)];
const CHUNK: Members = &[
    (1, TEXT),
    (2, LONG),
    (3, Kind::Struct(COLUMN)),
    (4, LONG),
    (5, INT),
    (6, LONG),
    (7, INT),
    (9, TEXT),
];
const COLUMN: Members = &[
    (1, INT),
    (2, Kind::List(&INT)),
    (3, Kind::List(&TEXT)),
    (4, INT),
    (5, LONG),
    (6, LONG),
    (7, LONG),
    (8, NOTES),
    (9, LONG),
    (10, LONG),
    (11, LONG),
    (12, Kind::Struct(STATISTICS)),
    (
        13,
        Kind::List(&Kind::Struct(&[(1, INT), (2, INT), (3, INT)])),
    ),
    (14, LONG),
    (15, INT),
    (16, Kind::Struct(SIZES)),
    (17, Kind::Struct(PLACES)),
];
const SIZES: Members = &[(1, LONG), (2, Kind::List(&LONG)), (3, Kind::List(&LONG))];
const PLACES: Members = &[(1, Kind::Struct(BOX)), (2, Kind::List(&INT))];
const BOX: Members = &[
    (1, NUMBER),
    (2, NUMBER),
    (3, NUMBER),
    (4, NUMBER),
    (5, NUMBER),
    (6, NUMBER),
    (7, NUMBER),
    (8, NUMBER),
];

/// Least and greatest value and the like, of a column or a page.
pub(super) const STATISTICS: Members = &[
    (1, TEXT),
    (2, TEXT),
    (3, LONG),
    (4, LONG),
    (5, TEXT),
    (6, TEXT),
    (7, Kind::Truth),
    (8, Kind::Truth),
];
