//! Parquet's columns of plain values as the cells of a table.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::schema::types::ColumnDescriptor;

use super::read::Stop;
use crate::io::calendar;
use crate::io::columns_in::{Cell, Column};
use crate::io::shapes_in::Budget;
use crate::layer::FieldType;

/// Rows that are decoded together.
const BATCH: usize = 1 << 12;

/// How the values of a column are meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Boolean,
    Integer,
    Unsigned,
    Real,
    /// Whole numbers with so many of their digits behind the point.
    Decimal(i32),
    Text,
    /// Days since 1970.
    Date,
    /// So many to a second, since 1970.
    Time(i64),
}

impl Kind {
    /// `None` for what a table does not show.
    pub(super) fn of(column: &ColumnDescriptor) -> Option<Self> {
        let logical = column.logical_type_ref();
        let converted = column.converted_type();
        Some(match (column.physical_type(), logical, converted) {
            (_, Some(LogicalType::Decimal(decimal)), _) => Self::Decimal(decimal.scale),
            (_, None, ConvertedType::DECIMAL) => Self::Decimal(column.type_scale()),
            (Physical::BOOLEAN, ..) => Self::Boolean,
            (Physical::INT32, Some(LogicalType::Date), _)
            | (Physical::INT32, None, ConvertedType::DATE) => Self::Date,
            (Physical::INT64, Some(LogicalType::Timestamp(time)), _) => {
                Self::Time(match time.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                })
            }
            (Physical::INT64, None, ConvertedType::TIMESTAMP_MILLIS) => Self::Time(1_000),
            (Physical::INT64, None, ConvertedType::TIMESTAMP_MICROS) => Self::Time(1_000_000),
            (Physical::INT96, ..) => Self::Time(1_000_000_000),
            (Physical::INT32 | Physical::INT64, Some(LogicalType::Integer(integer)), _)
                if !integer.is_signed =>
            {
                Self::Unsigned
            }
            (Physical::INT32 | Physical::INT64, ..) => Self::Integer,
            (Physical::FLOAT | Physical::DOUBLE, ..) => Self::Real,
            (
                Physical::BYTE_ARRAY,
                Some(LogicalType::String | LogicalType::Enum | LogicalType::Json),
                _,
            )
            | (
                Physical::BYTE_ARRAY,
                None,
                ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON,
            ) => Self::Text,
            (Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY, ..) => return None,
        })
    }

    pub(super) const fn field_type(self) -> FieldType {
        match self {
            Self::Boolean => FieldType::Boolean,
            Self::Integer | Self::Unsigned => FieldType::Integer,
            Self::Real | Self::Decimal(_) => FieldType::Real,
            Self::Text => FieldType::Text,
            Self::Date => FieldType::Date,
            Self::Time(_) => FieldType::DateTime,
        }
    }

    fn push_whole(self, number: i64, column: &mut Column) {
        let text = match self {
            Self::Date => calendar::date(number),
            Self::Time(per_second) => calendar::date_time(number.div_euclid(per_second)),
            Self::Decimal(scale) => {
                return column.push(Cell::Real(number as f64 / 10f64.powi(scale)));
            }
            Self::Unsigned if number < 0 => {
                return column.push(Cell::Real(number.cast_unsigned() as f64));
            }
            _ => return column.push(Cell::Integer(number)),
        };
        column.push(text.as_deref().map_or(Cell::Bytes, Cell::Text));
    }
}

/// Reads at most `rows` rows into the column.
pub(super) fn read(
    reader: ColumnReader,
    most_def: i16,
    kind: Kind,
    rows: usize,
    column: &mut Column,
    budget: &Budget,
) -> Result<(), Stop> {
    budget.spend(8 * rows)?;
    let to = Rows {
        most_def,
        rows,
        column,
    };
    match reader {
        ColumnReader::BoolColumnReader(reader) => to.fill(reader, |column, value| {
            column.push(Cell::Boolean(*value));
            Ok(())
        }),
        ColumnReader::Int32ColumnReader(reader) => to.fill(reader, |column, value| {
            let number = match kind {
                Kind::Unsigned => i64::from(value.cast_unsigned()),
                _ => i64::from(*value),
            };
            kind.push_whole(number, column);
            Ok(())
        }),
        ColumnReader::Int64ColumnReader(reader) => to.fill(reader, |column, value| {
            kind.push_whole(*value, column);
            Ok(())
        }),
        ColumnReader::Int96ColumnReader(reader) => to.fill(reader, |column, value| {
            kind.push_whole(value.to_nanos(), column);
            Ok(())
        }),
        ColumnReader::FloatColumnReader(reader) => to.fill(reader, |column, value| {
            column.push(real(f64::from(*value)));
            Ok(())
        }),
        ColumnReader::DoubleColumnReader(reader) => to.fill(reader, |column, value| {
            column.push(real(*value));
            Ok(())
        }),
        ColumnReader::ByteArrayColumnReader(reader) => to.fill(reader, |column, value| {
            push_bytes(value.data(), kind, column, budget)
        }),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => to.fill(reader, |column, value| {
            push_bytes(value.data(), kind, column, budget)
        }),
    }
}

/// The rows of a column that are to be filled.
struct Rows<'c> {
    most_def: i16,
    rows: usize,
    column: &'c mut Column,
}

impl Rows<'_> {
    fn fill<T: DataType>(
        self,
        mut reader: ColumnReaderImpl<T>,
        put: impl Fn(&mut Column, &T::T) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        each(&mut reader, self.most_def, self.rows, |value| match value {
            Some(value) => put(self.column, value),
            None => {
                self.column.push(Cell::Null);
                Ok(())
            }
        })
    }
}

fn push_bytes(bytes: &[u8], kind: Kind, column: &mut Column, budget: &Budget) -> Result<(), Stop> {
    match kind {
        Kind::Decimal(scale) => {
            // Two's complement, the highest byte first.
            let sign = bytes
                .first()
                .map_or(0.0, |byte| if *byte < 0x80 { 0.0 } else { -1.0 });
            let number = bytes
                .iter()
                .fold(sign, |number, byte| number * 256.0 + f64::from(*byte));
            column.push(real(number / 10f64.powi(scale)));
        }
        _ => {
            budget.spend(bytes.len())?;
            column.push(std::str::from_utf8(bytes).map_or(Cell::Bytes, Cell::Text));
        }
    }
    Ok(())
}

/// What is no number is no value, without a word.
fn real(number: f64) -> Cell<'static> {
    if number.is_finite() {
        Cell::Real(number)
    } else {
        Cell::Null
    }
}

/// Hands over the rows of a column without lists, at most so many.
pub(super) fn each<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most_def: i16,
    most_rows: usize,
    mut put: impl FnMut(Option<&T::T>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let mut left = most_rows;
    while left > 0 {
        levels.clear();
        values.clear();
        let (rows, ..) =
            reader.read_records(left.min(BATCH), Some(&mut levels), None, &mut values)?;
        if rows == 0 {
            break;
        }
        left -= rows.min(left);
        let mut present = values.iter();
        if most_def == 0 {
            present.try_for_each(|value| put(Some(value)))?;
        } else {
            for level in &levels {
                put(if *level == most_def {
                    present.next()
                } else {
                    None
                })?;
            }
        }
    }
    Ok(())
}
