//! Plain columns: what Parquet stores, and what it says that it means, as cells of a table.

use std::fmt::Write as _;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::Result;
use parquet::schema::types::ColumnDescriptor;

use crate::io::budget::TooMuch;
use crate::io::columns_in::Cell;
use crate::layer::FieldType;

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// What they are.
    Plain,
    /// Whole numbers without a sign.
    Unsigned,
    /// Whole numbers, to be divided by this.
    Divided(f64),
    /// Days since 1970.
    Days,
    /// Parts of a second since midnight; so many a second.
    Clock(i64),
    /// Parts of a second since 1970; so many a second.
    Moment(i64),
    /// Text.
    Text,
    /// Half precision.
    Half,
    /// Sixteen bytes that name something.
    Uuid,
}

/// Type and meaning of a column; `None` for bytes that no table shows.
pub(super) fn meaning(column: &ColumnDescriptor) -> Option<(FieldType, Meaning)> {
    use parquet::basic::Type::{BOOLEAN, BYTE_ARRAY, DOUBLE, FLOAT, INT32, INT64, INT96};
    let by_annotation = match column.logical_type_ref() {
        Some(logical) => by_logical_type(logical),
        None => by_converted_type(column),
    };
    if by_annotation.is_some() {
        return by_annotation;
    }
    match column.physical_type() {
        BOOLEAN => Some((FieldType::Boolean, Meaning::Plain)),
        INT32 | INT64 => Some((FieldType::Integer, Meaning::Plain)),
        FLOAT | DOUBLE => Some((FieldType::Real, Meaning::Plain)),
        INT96 => Some((FieldType::DateTime, Meaning::Moment(1000))),
        BYTE_ARRAY if column.logical_type_ref().is_none() => None,
        _ => None,
    }
}

fn by_logical_type(logical: &LogicalType) -> Option<(FieldType, Meaning)> {
    Some(match logical {
        LogicalType::String | LogicalType::Enum | LogicalType::Json => {
            (FieldType::Text, Meaning::Text)
        }
        LogicalType::Date => (FieldType::Date, Meaning::Days),
        LogicalType::Timestamp(moment) => (
            FieldType::DateTime,
            Meaning::Moment(parts_of_second(&moment.unit)),
        ),
        LogicalType::Time(clock) => (
            FieldType::Text,
            Meaning::Clock(parts_of_second(&clock.unit)),
        ),
        LogicalType::Decimal(decimal) => (
            FieldType::Real,
            Meaning::Divided(10f64.powi(decimal.scale.clamp(0, 300))),
        ),
        LogicalType::Integer(integer) if !integer.is_signed => {
            (FieldType::Integer, Meaning::Unsigned)
        }
        LogicalType::Float16 => (FieldType::Real, Meaning::Half),
        LogicalType::Uuid => (FieldType::Text, Meaning::Uuid),
        _ => return None,
    })
}

/// The older way to say what values mean.
fn by_converted_type(column: &ColumnDescriptor) -> Option<(FieldType, Meaning)> {
    Some(match column.converted_type() {
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => {
            (FieldType::Text, Meaning::Text)
        }
        ConvertedType::DATE => (FieldType::Date, Meaning::Days),
        ConvertedType::TIMESTAMP_MILLIS => (FieldType::DateTime, Meaning::Moment(1000)),
        ConvertedType::TIMESTAMP_MICROS => (FieldType::DateTime, Meaning::Moment(1_000_000)),
        ConvertedType::TIME_MILLIS => (FieldType::Text, Meaning::Clock(1000)),
        ConvertedType::TIME_MICROS => (FieldType::Text, Meaning::Clock(1_000_000)),
        ConvertedType::DECIMAL => (
            FieldType::Real,
            Meaning::Divided(10f64.powi(column.type_scale().clamp(0, 300))),
        ),
        ConvertedType::UINT_8
        | ConvertedType::UINT_16
        | ConvertedType::UINT_32
        | ConvertedType::UINT_64 => (FieldType::Integer, Meaning::Unsigned),
        _ => return None,
    })
}

fn parts_of_second(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// Why a column is not read to its end.
pub(super) enum Stop {
    TooMuch,
    /// The values before are there.
    Damaged(parquet::errors::ParquetError),
}

impl From<TooMuch> for Stop {
    fn from(_: TooMuch) -> Self {
        Self::TooMuch
    }
}

/// Hands over the values of `rows`, in their order, as many as there are.
pub(super) fn each(
    reader: ColumnReader,
    meaning: Meaning,
    rows: Rows,
    mut push: impl FnMut(Cell<'_>) -> std::result::Result<(), Stop>,
) -> std::result::Result<(), Stop> {
    let mut text = String::new();
    match reader {
        ColumnReader::BoolColumnReader(reader) => rows.each(reader, |value| {
            push(value.map_or(Cell::Null, |truth| Cell::Boolean(*truth)))
        }),
        ColumnReader::Int32ColumnReader(reader) => rows.each(reader, |value| match value {
            None => push(Cell::Null),
            Some(value) if meaning == Meaning::Unsigned => {
                push(Cell::Integer(i64::from(value.cast_unsigned())))
            }
            Some(value) => push(whole(i64::from(*value), meaning, &mut text)),
        }),
        ColumnReader::Int64ColumnReader(reader) => rows.each(reader, |value| match value {
            None => push(Cell::Null),
            Some(value) => push(whole(*value, meaning, &mut text)),
        }),
        ColumnReader::Int96ColumnReader(reader) => rows.each(reader, |value| match value {
            None => push(Cell::Null),
            Some(value) => push(whole(value.to_millis(), meaning, &mut text)),
        }),
        ColumnReader::FloatColumnReader(reader) => {
            rows.each(reader, |value| push(real(value.map(|v| f64::from(*v)))))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            rows.each(reader, |value| push(real(value.copied())))
        }
        ColumnReader::ByteArrayColumnReader(reader) => rows.each(reader, |value| {
            push(bytes(value.map(ByteArray::data), meaning, &mut text))
        }),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => rows.each(reader, |value| {
            push(bytes(value.map(|v| v.data()), meaning, &mut text))
        }),
    }
}

/// Which rows are wanted of a column, and the level at which there is a value.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub(super) most_level: i16,
    /// Rows that are passed over first.
    pub(super) skip: usize,
    pub(super) rows: usize,
    /// Rows that are read, or passed over, together.
    pub(super) batch: usize,
}

impl Rows {
    /// Hands over the value of each row, or that there is none.
    pub(super) fn each<T: DataType, E: From<Stop>>(
        self,
        mut reader: ColumnReaderImpl<T>,
        mut each: impl FnMut(Option<&T::T>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let mut skipped = 0;
        while skipped < self.skip {
            let wanted = self.batch.min(self.skip - skipped);
            match reader.skip_records(wanted).map_err(Stop::Damaged)? {
                0 => return Ok(()),
                more => skipped += more,
            }
        }
        let mut done = 0;
        while done < self.rows {
            values.clear();
            levels.clear();
            let wanted = self.batch.min(self.rows - done);
            let has_levels = self.most_level > 0;
            let read: Result<_> =
                reader.read_records(wanted, has_levels.then_some(&mut levels), None, &mut values);
            let (records, ..) = read.map_err(Stop::Damaged)?;
            if records == 0 {
                break;
            }
            let mut present = values.iter();
            for row in 0..records {
                let level = levels.get(row).copied().unwrap_or(self.most_level);
                each(if level == self.most_level {
                    present.next()
                } else {
                    None
                })?;
            }
            done += records;
        }
        Ok(())
    }
}

/// What is no number is no value, without a word.
fn real(value: Option<f64>) -> Cell<'static> {
    value
        .filter(|v| v.is_finite())
        .map_or(Cell::Null, Cell::Real)
}

fn whole(value: i64, meaning: Meaning, text: &mut String) -> Cell<'_> {
    text.clear();
    match meaning {
        Meaning::Divided(by) => Cell::Real(value as f64 / by),
        Meaning::Unsigned => match u64::try_from(value) {
            Ok(_) => Cell::Integer(value),
            Err(_) => Cell::Real(value.cast_unsigned() as f64),
        },
        Meaning::Days => match push_date(value, text) {
            Some(()) => Cell::Text(text),
            None => Cell::Bytes,
        },
        Meaning::Clock(parts) => {
            push_clock(value, parts, text);
            Cell::Text(text)
        }
        Meaning::Moment(parts) => {
            let day = 86_400 * parts;
            match push_date(value.div_euclid(day), text) {
                Some(()) => {
                    text.push('T');
                    push_clock(value.rem_euclid(day), parts, text);
                    Cell::Text(text)
                }
                None => Cell::Bytes,
            }
        }
        Meaning::Plain | Meaning::Text | Meaning::Half | Meaning::Uuid => Cell::Integer(value),
    }
}

fn bytes<'a>(value: Option<&'a [u8]>, meaning: Meaning, text: &'a mut String) -> Cell<'a> {
    let Some(bytes) = value else {
        return Cell::Null;
    };
    match meaning {
        Meaning::Text => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text),
            Err(_) => {
                *text = String::from_utf8_lossy(bytes).into_owned();
                Cell::Text(text)
            }
        },
        Meaning::Divided(by) => {
            // The first byte has the sign.
            let sign = f64::from(bytes.first().map_or(0, |byte| byte.cast_signed() >> 7));
            let number = bytes
                .iter()
                .fold(sign, |sum, byte| sum * 256.0 + f64::from(*byte));
            real(Some(number / by))
        }
        Meaning::Half => match bytes.first_chunk() {
            Some(bytes) => real(Some(half(u16::from_le_bytes(*bytes)))),
            None => Cell::Bytes,
        },
        Meaning::Uuid => {
            text.clear();
            for (i, byte) in bytes.iter().enumerate() {
                if matches!(i, 4 | 6 | 8 | 10) {
                    text.push('-');
                }
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
            }
            Cell::Text(text)
        }
        _ => Cell::Bytes,
    }
}

/// IEEE 754 half precision.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let fraction = f64::from(bits & 0x3ff);
    match i32::from((bits >> 10) & 0x1f) {
        0 => sign * fraction * 2f64.powi(-24),
        31 => f64::NAN,
        exponent => sign * (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

/// The day so many days after 1 January 1970, in the calendar of today; `None` where the year has not four digits.
/// After Howard Hinnant, "chrono-compatible low-level date algorithms".
fn push_date(days: i64, text: &mut String) -> Option<()> {
    // Years of 0 to 9999.
    if !(-719_528..=2_932_896).contains(&days) {
        return None;
    }
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // Writing to a string cannot fail.
    let _ = write!(text, "{year:04}-{month:02}-{day:02}");
    Some(())
}

/// `10:11:12`, with as many decimals as there are.
fn push_clock(value: i64, parts: i64, text: &mut String) {
    let (seconds, rest) = (value.div_euclid(parts), value.rem_euclid(parts));
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600);
    let _ = write!(text, "{hours:02}:{minutes:02}:{:02}", seconds % 60);
    if rest > 0 {
        let digits = parts.ilog10() as usize;
        let decimals = format!("{rest:0digits$}");
        let _ = write!(text, ".{}", decimals.trim_end_matches('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_dates() {
        let mut text = String::new();
        for (days, date) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (19_492, "2023-05-15"),
            (11_016, "2000-02-29"),
            (2_932_896, "9999-12-31"),
            (-719_528, "0000-01-01"),
        ] {
            assert_eq!(whole(days, Meaning::Days, &mut text), Cell::Text(date));
        }
        assert_eq!(whole(2_932_897, Meaning::Days, &mut text), Cell::Bytes);
        let moment = whole(1_684_145_472_500, Meaning::Moment(1000), &mut text);
        assert_eq!(moment, Cell::Text("2023-05-15T10:11:12.5"));
        let before = whole(-1, Meaning::Moment(1), &mut text);
        assert_eq!(before, Cell::Text("1969-12-31T23:59:59"));
    }

    #[test]
    fn numbers_of_every_storage() {
        let mut text = String::new();
        for (stored, meaning, number) in [
            (&[0xff, 0x85], Meaning::Divided(100.0), -1.23),
            (&[0x00, 0x7b], Meaning::Divided(100.0), 1.23),
            (&[0x00, 0x3e], Meaning::Half, 1.5),
            (&[0x00, 0xc0], Meaning::Half, -2.0),
        ] {
            assert_eq!(bytes(Some(stored), meaning, &mut text), Cell::Real(number));
        }
        let large = whole(-1, Meaning::Unsigned, &mut text);
        assert_eq!(large, Cell::Real(u64::MAX as f64));
        let id = bytes(Some(&[0x12; 16]), Meaning::Uuid, &mut text);
        assert_eq!(id, Cell::Text("12121212-1212-1212-1212-121212121212"));
    }
}
