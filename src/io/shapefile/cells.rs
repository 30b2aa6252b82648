//! One cell of a `.dbf`: bytes into a value. Everything that counts, checks or decodes cells goes through
//! [`read`], so that a cell that is counted as unreadable is empty in the table, and no other.

use super::dbf::Column;

/// What a cell that is no text holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    Integer(i64),
    /// Finite.
    Real(f64),
    Boolean(bool),
    Date(Date),
    DateTime(Date, Time),
    /// Something, but not what the column is for: `****`, letters in a number.
    Bad,
}

/// Year, month, day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// Hours, minutes, seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

/// The value in a cell of a column that is no text.
pub(super) fn read(column: &Column, cell: &[u8]) -> Cell {
    match column.letter {
        b'N' | b'F' => number(cell),
        b'L' => logical(cell),
        b'D' => date(cell),
        b'T' | b'@' => date_time(cell),
        // dBASE 7 counts in big-endian order, and turns the sign over.
        b'+' => match cell.first_chunk() {
            Some(bytes) => Cell::Integer(i64::from(i32::from_be_bytes(*bytes) ^ i32::MIN)),
            None => Cell::Empty,
        },
        b'I' => match cell.first_chunk() {
            Some(bytes) => Cell::Integer(i64::from(i32::from_le_bytes(*bytes))),
            None => Cell::Empty,
        },
        b'Y' => match cell.first_chunk() {
            Some(bytes) => Cell::Real(i64::from_le_bytes(*bytes) as f64 / 10_000.0),
            None => Cell::Empty,
        },
        // Of ten letters it is the number of a memo.
        b'B' if cell.len() != 8 => Cell::Empty,
        b'O' | b'B' => match cell.first_chunk().map(|bytes| f64::from_le_bytes(*bytes)) {
            Some(value) if value.is_finite() => Cell::Real(value),
            Some(_) => Cell::Bad,
            None => Cell::Empty,
        },
        _ => Cell::Empty,
    }
}

/// True for numbers as nearly all are written: blanks, digits with perhaps a point among them, perhaps a power of
/// ten below 100. They cannot be bad, and seeing that is quicker than reading them.
pub(super) fn is_plain_number(column: &Column, cell: &[u8]) -> bool {
    if !matches!(column.letter, b'N' | b'F') {
        return false;
    }
    let written = cell.trim_ascii_start();
    let (mut digits, mut points) = (0, 0);
    for (at, byte) in written.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => points += 1,
            b'e' | b'E' => return digits > 0 && points <= 1 && is_plain_power(&written[at + 1..]),
            _ => return false,
        }
    }
    digits > 0 && points <= 1
}

fn is_plain_power(power: &[u8]) -> bool {
    match power {
        [b'+' | b'-', tens, ones] | [b'+' | b'-', b'0', tens, ones] => {
            tens.is_ascii_digit() && ones.is_ascii_digit()
        }
        _ => false,
    }
}

/// A text without the blanks and zeros that fill its field.
pub(super) fn trimmed_text(cell: &[u8]) -> &[u8] {
    let text = without_blanks(cell);
    match text.iter().position(|&byte| byte == 0) {
        Some(end) => without_blanks(&text[..end]),
        None => text,
    }
}

/// Most of a field is blanks: eight of them are seen at once.
fn without_blanks(mut text: &[u8]) -> &[u8] {
    while let Some((rest, b"        ")) = text.split_last_chunk::<8>() {
        text = rest;
    }
    while let Some((b' ', rest)) = text.split_last() {
        text = rest;
    }
    text
}

fn trimmed(cell: &[u8]) -> &[u8] {
    trimmed_text(cell).trim_ascii()
}

/// A number written in digits, with point or comma. Integral values within 64 bits are integers, so that
/// long identifiers keep every digit.
fn number(cell: &[u8]) -> Cell {
    if let Some(integer) = plain_integer(cell) {
        return Cell::Integer(integer);
    }
    let text = trimmed(cell);
    if text.is_empty() {
        return Cell::Empty;
    }
    if let Some(integer) = integer(text) {
        return Cell::Integer(integer);
    }
    let mut copy = [0; 255];
    let Some(copy) = copy.get_mut(..text.len()) else {
        return Cell::Bad;
    };
    for (to, &from) in copy.iter_mut().zip(text) {
        *to = if from == b',' { b'.' } else { from };
    }
    let parsed = std::str::from_utf8(copy)
        .ok()
        .and_then(|text| text.parse::<f64>().ok());
    // "nan" and "inf" parse too, but are no numbers.
    parsed
        .filter(|value| value.is_finite())
        .map_or(Cell::Bad, Cell::Real)
}

/// As nearly all are written: blanks, and then digits up to the end of the field, no more than fit for sure.
fn plain_integer(cell: &[u8]) -> Option<i64> {
    let digits = cell.trim_ascii_start();
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut value, mut are_digits) = (0_i64, true);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        are_digits &= digit < 10;
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    are_digits.then_some(value)
}

fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i64 = 0;
    for &digit in digits {
        let digit = i64::from(digit.checked_sub(b'0').filter(|&d| d < 10)?);
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(if negative { -value } else { value })
}

fn logical(cell: &[u8]) -> Cell {
    match trimmed(cell) {
        b"T" | b"t" | b"Y" | b"y" | b"1" | b"J" | b"j" => Cell::Boolean(true),
        b"F" | b"f" | b"N" | b"n" | b"0" => Cell::Boolean(false),
        b"" | b"?" => Cell::Empty,
        _ => Cell::Bad,
    }
}

/// `YYYYMMDD`; zeros and blanks are no date.
fn date(cell: &[u8]) -> Cell {
    let text = trimmed(cell);
    if text.iter().all(|&byte| byte == b'0') {
        return Cell::Empty;
    }
    let digits = integer(text).filter(|_| text.len() == 8).unwrap_or(-1);
    let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
    checked_date(year, month, day).map_or(Cell::Bad, Cell::Date)
}

fn checked_date(year: i64, month: i64, day: i64) -> Option<Date> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    let date = Date {
        year: u16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    };
    (1..=days).contains(&day).then_some(date)
}

/// Two numbers of four bytes: the Julian day, and the milliseconds of the day.
fn date_time(cell: &[u8]) -> Cell {
    let (halves, _) = cell.as_chunks::<4>();
    let &[day, time] = halves else {
        return Cell::Empty;
    };
    let (day, time) = (i32::from_le_bytes(day), i32::from_le_bytes(time));
    if day == 0 || cell.iter().all(|&byte| byte == b' ') {
        return Cell::Empty;
    }
    let seconds = i64::from(time) / 1000;
    let (year, month, day) = of_julian_day(i64::from(day));
    match (
        checked_date(year, month, day),
        (0..86_400).contains(&seconds),
    ) {
        (Some(date), true) => Cell::DateTime(
            date,
            Time {
                hour: (seconds / 3600) as u8,
                minute: (seconds / 60 % 60) as u8,
                second: (seconds % 60) as u8,
            },
        ),
        _ => Cell::Bad,
    }
}

/// Fliegel and Van Flandern 1968, "A machine algorithm for processing calendar dates", CACM 11 (10).
fn of_julian_day(julian: i64) -> (i64, i64, i64) {
    let l = julian + 68_569;
    let n = 4 * l / 146_097;
    let l = l - (146_097 * n + 3) / 4;
    let i = 4000 * (l + 1) / 1_461_001;
    let l = l - 1461 * i / 4 + 31;
    let j = 80 * l / 2447;
    let day = l - 2447 * j / 80;
    let l = j / 11;
    (100 * (n - 49) + i + l, j + 2 - 12 * l, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(letter: u8) -> Column {
        Column {
            name: Vec::new(),
            letter,
            start: 1,
            width: 8,
            decimals: 0,
        }
    }

    #[test]
    fn numbers_are_read_as_they_were_meant() {
        let n = |text: &str| read(&column(b'N'), text.as_bytes());
        assert_eq!(n("   265"), Cell::Integer(265));
        assert_eq!(n("-7 "), Cell::Integer(-7));
        assert_eq!(n("  42\0\0"), Cell::Integer(42));
        assert_eq!(
            n("  999999999999999999"),
            Cell::Integer(999_999_999_999_999_999)
        );
        assert_eq!(
            n("1000000000000000001"),
            Cell::Integer(1_000_000_000_000_000_001)
        );
        assert_eq!(n(" 12:4"), Cell::Bad);
        assert_eq!(n(" 1/24"), Cell::Bad);
        assert_eq!(n("9223372036854775807"), Cell::Integer(i64::MAX));
        assert_eq!(
            n("9223372036854775808"),
            Cell::Real(9_223_372_036_854_775_808.0)
        );
        assert_eq!(n("  1.25"), Cell::Real(1.25));
        assert_eq!(n("1,25"), Cell::Real(1.25));
        assert_eq!(n("1.5e+003"), Cell::Real(1500.0));
        assert_eq!(n("   "), Cell::Empty);
        assert_eq!(n("\0\0\0"), Cell::Empty);
        for plain in [
            "   265",
            "0",
            "  1.25",
            "5.",
            ".5",
            "6.42e+02",
            " 1.5e-007",
            "1.E+99",
        ] {
            assert!(is_plain_number(&column(b'N'), plain.as_bytes()), "{plain}");
            assert_ne!(n(plain), Cell::Bad, "{plain}");
        }
        for bad in [
            ".", "1.2.3", "*****", "-", "1 2", "abc", "nan", "inf", "1e999", "0x1F", "--1", "e+02",
            "1.5e+999", "1e+0x",
        ] {
            assert_eq!(n(bad), Cell::Bad, "{bad}");
            assert!(!is_plain_number(&column(b'N'), bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn dates_exist_or_are_bad() {
        let d = |text: &str| match read(&column(b'D'), text.as_bytes()) {
            Cell::Date(date) => date.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(d("20240229"), "2024-02-29");
        assert_eq!(d("20230229"), "Bad");
        assert_eq!(d("20231301"), "Bad");
        assert_eq!(d("2023-1-1"), "Bad");
        assert_eq!(d("00000000"), "Empty");
        assert_eq!(d("        "), "Empty");
    }

    #[test]
    fn date_times_count_julian_days() {
        // 1 January 2000 is Julian day 2451545.
        let mut cell = 2_451_545i32.to_le_bytes().to_vec();
        cell.extend(45_296_000i32.to_le_bytes());
        let Cell::DateTime(date, time) = read(&column(b'T'), &cell) else {
            panic!("a date-time expected");
        };
        assert_eq!(format!("{date}T{time}"), "2000-01-01T12:34:56");
        assert_eq!(read(&column(b'@'), &[0; 8]), Cell::Empty);
        assert_eq!(read(&column(b'@'), &[0xff; 8]), Cell::Bad);
        assert_eq!(
            read(&column(b'@'), &[0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]),
            Cell::Bad
        );
    }

    #[test]
    fn blank_logicals_are_unknown_and_not_false() {
        let l = |text: &[u8]| read(&column(b'L'), text);
        assert_eq!(l(b"T"), Cell::Boolean(true));
        assert_eq!(l(b"n"), Cell::Boolean(false));
        assert_eq!(l(b" "), Cell::Empty);
        assert_eq!(l(b"?"), Cell::Empty);
        assert_eq!(l(b"x"), Cell::Bad);
    }

    #[test]
    fn text_ends_at_blanks_or_at_a_zero() {
        assert_eq!(trimmed_text(b" Gras  \0\0"), b" Gras");
        assert_eq!(trimmed_text(b"Gras\0rest"), b"Gras");
        assert_eq!(trimmed_text(b"    "), b"");
        assert_eq!(trimmed_text(b"Gras \0rest           "), b"Gras");
        assert_eq!(
            trimmed_text(b"Grasland, blijvend           "),
            b"Grasland, blijvend"
        );
    }
}
