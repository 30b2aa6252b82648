//! Columns filled row by row from formats that hand over one row after the other. A column whose type is not
//! declared takes that of its values: truths give way to whole numbers, these to numbers, everything else to text.

use std::sync::Arc;

use crate::layer::table::{NO_TEXT, TextInterner};
use crate::layer::{Cells, Field, FieldType, Table, WarningKind, Warnings};

/// A cell as a file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(&'a str),
    Integer(i64),
    Real(f64),
    Boolean(bool),
    /// Bytes, lists, whatever a table does not show.
    Bytes,
}

/// What the values so far have in common.
#[derive(Debug)]
enum Values {
    /// So many rows of nothing.
    Nothing(usize),
    Text(TextInterner),
    Integer(Vec<Option<i64>>),
    Real(Vec<f64>),
    Boolean(Vec<Option<bool>>),
}

/// A column that grows.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// `None` until the values tell.
    declared: Option<FieldType>,
    values: Values,
    bad_rows: Vec<u64>,
    bad: u64,
}

impl Column {
    /// An empty column of a declared type, or of the type of its values.
    pub(super) fn new(name: String, declared: Option<FieldType>) -> Self {
        let values = match declared {
            Some(FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Memo) => {
                Values::Text(TextInterner::default())
            }
            Some(FieldType::Integer) => Values::Integer(Vec::new()),
            Some(FieldType::Real) => Values::Real(Vec::new()),
            Some(FieldType::Boolean) => Values::Boolean(Vec::new()),
            Some(FieldType::Binary) | None => Values::Nothing(0),
        };
        Self {
            name,
            declared,
            values,
            bad_rows: Vec::new(),
            bad: 0,
        }
    }

    /// True for columns whose cells are never shown.
    pub(super) fn is_left_out(&self) -> bool {
        self.declared == Some(FieldType::Binary)
    }

    /// True where every value is a whole number, or there is none.
    pub(super) fn is_whole_numbers(&self) -> bool {
        matches!(self.values, Values::Nothing(_) | Values::Integer(_))
    }

    /// Number of rows so far.
    pub(super) fn len(&self) -> usize {
        match &self.values {
            Values::Nothing(rows) => *rows,
            Values::Text(texts) => texts.len(),
            Values::Integer(cells) => cells.len(),
            Values::Real(cells) => cells.len(),
            Values::Boolean(cells) => cells.len(),
        }
    }

    /// What its cells take in memory, texts aside.
    pub(super) fn bytes(&self) -> usize {
        self.bytes_of(self.len())
    }

    /// What so many cells like those would take.
    pub(super) fn bytes_of(&self, rows: usize) -> usize {
        let per_cell = match &self.values {
            // They become texts in the end, all of them empty.
            Values::Nothing(_) | Values::Text(_) => size_of::<u32>(),
            Values::Integer(_) => size_of::<Option<i64>>(),
            Values::Real(_) => size_of::<f64>(),
            Values::Boolean(_) => size_of::<Option<bool>>(),
        };
        per_cell * rows
    }

    /// Adds rows of nothing until there are `rows`.
    pub(super) fn pad(&mut self, rows: usize) {
        match &mut self.values {
            Values::Nothing(len) => *len = rows.max(*len),
            Values::Text(texts) => {
                while texts.len() < rows {
                    texts.push_number(NO_TEXT);
                }
            }
            Values::Integer(cells) => cells.resize(rows.max(cells.len()), None),
            Values::Real(cells) => cells.resize(rows.max(cells.len()), f64::NAN),
            Values::Boolean(cells) => cells.resize(rows.max(cells.len()), None),
        }
    }

    /// Forgets the rows from `rows` on.
    pub(super) fn truncate(&mut self, rows: usize) {
        match &mut self.values {
            Values::Nothing(len) => *len = rows.min(*len),
            Values::Text(texts) => texts.truncate(rows),
            Values::Integer(cells) => cells.truncate(rows),
            Values::Real(cells) => cells.truncate(rows),
            Values::Boolean(cells) => cells.truncate(rows),
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cell: Cell<'_>) {
        let rows = self.len();
        let fits = match self.declared {
            Some(FieldType::Binary) => return self.pad(rows + 1),
            Some(_) => self.push_as_declared(cell),
            None => {
                self.make_room_for(cell);
                self.push_plain(cell)
            }
        };
        if !fits {
            self.bad += 1;
            if self.bad_rows.len() < crate::layer::warnings::RECORDS_KEPT {
                self.bad_rows.push(rows as u64);
            }
        }
        self.pad(rows + 1);
    }

    /// Adds the cell where it is of the column's kind; false where it is not.
    fn push_plain(&mut self, cell: Cell<'_>) -> bool {
        match (&mut self.values, cell) {
            (_, Cell::Null) => {}
            (Values::Text(texts), Cell::Text(text)) => texts.push(Some(text.trim_end())),
            (Values::Text(texts), Cell::Integer(number)) => texts.push(Some(&number.to_string())),
            (Values::Text(texts), Cell::Real(number)) => texts.push(Some(&number.to_string())),
            (Values::Text(texts), Cell::Boolean(truth)) => texts.push(Some(&truth.to_string())),
            (Values::Integer(cells), Cell::Integer(number)) => cells.push(Some(number)),
            (Values::Integer(cells), Cell::Boolean(truth)) => cells.push(Some(i64::from(truth))),
            (Values::Real(cells), Cell::Boolean(truth)) => cells.push(f64::from(u8::from(truth))),
            (Values::Real(cells), Cell::Integer(number)) => cells.push(number as f64),
            (Values::Real(cells), Cell::Real(number)) if number.is_finite() => cells.push(number),
            (Values::Boolean(cells), Cell::Boolean(truth)) => cells.push(Some(truth)),
            _ => return false,
        }
        true
    }

    /// Databases store what they are given: numbers as text, truths as numbers, numbers with decimals among
    /// whole ones.
    fn push_as_declared(&mut self, cell: Cell<'_>) -> bool {
        let converted = match (&self.values, cell) {
            (_, Cell::Text("")) => Cell::Null,
            (Values::Boolean(_), Cell::Integer(number @ (0 | 1))) => Cell::Boolean(number == 1),
            (Values::Integer(_), Cell::Boolean(truth)) => Cell::Integer(i64::from(truth)),
            (Values::Integer(_) | Values::Real(_), Cell::Text(text)) => number(text),
            (Values::Text(_), Cell::Text(text)) if self.declared == Some(FieldType::DateTime) => {
                Cell::Text(text.trim_end_matches('Z'))
            }
            (_, cell) => cell,
        };
        if let (Values::Integer(_), Cell::Real(number)) = (&self.values, converted)
            && number.is_finite()
        {
            self.widen_to_real();
        }
        self.push_plain(converted)
    }

    fn make_room_for(&mut self, cell: Cell<'_>) {
        let rows = self.len();
        match (&self.values, cell) {
            (_, Cell::Null | Cell::Bytes) => {}
            (Values::Nothing(_), _) => {
                self.values = match cell {
                    Cell::Integer(_) => Values::Integer(Vec::new()),
                    Cell::Real(_) => Values::Real(Vec::new()),
                    Cell::Boolean(_) => Values::Boolean(Vec::new()),
                    _ => Values::Text(TextInterner::default()),
                };
                self.pad(rows);
            }
            (Values::Integer(_), Cell::Real(_)) => self.widen_to_real(),
            (Values::Boolean(_), Cell::Integer(_)) => self.widen_to_integer(),
            (Values::Boolean(_), Cell::Real(_)) => {
                self.widen_to_integer();
                self.widen_to_real();
            }
            (Values::Integer(_), Cell::Integer(_) | Cell::Boolean(_))
            | (Values::Real(_), Cell::Integer(_) | Cell::Real(_) | Cell::Boolean(_))
            | (Values::Boolean(_), Cell::Boolean(_))
            | (Values::Text(_), _) => {}
            _ => self.widen_to_text(),
        }
    }

    /// Truths become 1 and 0.
    fn widen_to_integer(&mut self) {
        if let Values::Boolean(cells) = &self.values {
            let number = |cell: &Option<bool>| cell.map(i64::from);
            self.values = Values::Integer(cells.iter().map(number).collect());
        }
    }

    fn widen_to_real(&mut self) {
        if let Values::Integer(cells) = &self.values {
            let number = |cell: &Option<i64>| cell.map_or(f64::NAN, |number| number as f64);
            self.values = Values::Real(cells.iter().map(number).collect());
        }
    }

    fn widen_to_text(&mut self) {
        let mut texts = TextInterner::default();
        let mut push = |text: Option<String>| texts.push(text.as_deref());
        match &self.values {
            Values::Text(_) => return,
            Values::Nothing(rows) => (0..*rows).for_each(|_| push(None)),
            Values::Integer(cells) => cells.iter().for_each(|c| push(c.map(|c| c.to_string()))),
            Values::Real(cells) => cells
                .iter()
                .for_each(|c| push(c.is_finite().then(|| c.to_string()))),
            Values::Boolean(cells) => cells.iter().for_each(|c| push(c.map(|c| c.to_string()))),
        }
        self.values = Values::Text(texts);
    }

    /// Adds the rows of `other`, the same column in a later part of the file.
    pub(super) fn append(&mut self, mut other: Self) {
        let rows = self.len();
        let total = rows + other.len();
        self.bad += other.bad;
        let bad_rows = other.bad_rows.iter().map(|row| rows as u64 + row);
        self.bad_rows.extend(bad_rows);
        if rows == 0 {
            self.values = other.values;
            return;
        }
        match (&self.values, &other.values) {
            (_, Values::Nothing(_)) => return self.pad(total),
            (Values::Nothing(_), _) => {
                let mut grown = Self::like(&other.values);
                std::mem::swap(&mut grown, &mut self.values);
                self.pad(rows);
            }
            (Values::Integer(_), Values::Real(_)) => self.widen_to_real(),
            (Values::Real(_), Values::Integer(_)) => other.widen_to_real(),
            (Values::Boolean(_), Values::Integer(_)) => self.widen_to_integer(),
            (Values::Integer(_), Values::Boolean(_)) => other.widen_to_integer(),
            (a, b) if std::mem::discriminant(a) == std::mem::discriminant(b) => {}
            _ => {
                self.widen_to_text();
                other.widen_to_text();
            }
        }
        match (&mut self.values, other.values) {
            (Values::Text(texts), Values::Text(more)) => texts.append(more),
            (Values::Integer(cells), Values::Integer(more)) => cells.extend(more),
            (Values::Real(cells), Values::Real(more)) => cells.extend(more),
            (Values::Boolean(cells), Values::Boolean(more)) => cells.extend(more),
            _ => {}
        }
        self.pad(total);
    }

    fn like(values: &Values) -> Values {
        match values {
            Values::Nothing(_) => Values::Nothing(0),
            Values::Text(_) => Values::Text(TextInterner::default()),
            Values::Integer(_) => Values::Integer(Vec::new()),
            Values::Real(_) => Values::Real(Vec::new()),
            Values::Boolean(_) => Values::Boolean(Vec::new()),
        }
    }

    /// The finished column; of the type of its values where none is declared.
    pub(super) fn finish(self) -> (Field, Cells) {
        let (natural, cells) = match self.values {
            Values::Nothing(rows) => (FieldType::Text, Cells::from_texts(vec![None::<&str>; rows])),
            Values::Text(texts) if self.declared.is_some() => (FieldType::Text, texts.finish()),
            Values::Text(texts) => match texts.finish() {
                cells if all(&cells, is_date) => (FieldType::Date, spelled(cells)),
                cells if all(&cells, is_date_time) => (FieldType::DateTime, spelled(cells)),
                cells => (FieldType::Text, cells),
            },
            Values::Integer(cells) => (FieldType::Integer, Cells::Integer(cells)),
            Values::Real(cells) => (FieldType::Real, Cells::Real(cells)),
            Values::Boolean(cells) => (FieldType::Boolean, Cells::Boolean(cells)),
        };
        let field = Field {
            name: self.name,
            field_type: self.declared.unwrap_or(natural),
        };
        (field, cells)
    }
}

fn number(text: &str) -> Cell<'_> {
    let text = text.trim();
    if text.is_empty() {
        return Cell::Null;
    }
    match (text.parse(), text.parse()) {
        (Ok(whole), _) => Cell::Integer(whole),
        (_, Ok(real)) => Cell::Real(real),
        _ => Cell::Bytes,
    }
}

/// True where every text is of a kind; at least one is needed to say so.
fn all(cells: &Cells, is: fn(&str) -> bool) -> bool {
    let Cells::Text { distinct, .. } = cells else {
        return false;
    };
    !distinct.is_empty() && distinct.iter().all(|text: &Arc<str>| is(text))
}

/// `2023-05-15T10:11`, with or without seconds and a zone, with a `T` or a blank between.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', ' ']) else {
        return false;
    };
    let in_time = |byte: u8| byte.is_ascii_digit() || b":.+-Z".contains(&byte);
    is_date(date) && time.len() >= 5 && time.bytes().all(in_time)
}

/// `2023-05-15` or `2023/05/15`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.iter().enumerate().all(|(i, byte)| match i {
        4 => matches!(byte, b'-' | b'/'),
        7 => bytes.get(4) == Some(byte),
        _ => byte.is_ascii_digit(),
    });
    let within = |range: std::ops::Range<usize>, most| {
        let number = text.get(range).and_then(|n| n.parse().ok());
        number.is_some_and(|n: u8| (1..=most).contains(&n))
    };
    bytes.len() == 10 && shape && within(5..7, 12) && within(8..10, 31)
}

/// Dates in the one spelling that tables have.
fn spelled(cells: Cells) -> Cells {
    let Cells::Text { rows, distinct } = cells else {
        return cells;
    };
    if !distinct.iter().any(|text| text.contains(['/', ' '])) {
        return Cells::Text { rows, distinct };
    }
    let mut texts = TextInterner::default();
    let spelling = |text: &Arc<str>| text.replace('/', "-").replace(' ', "T");
    let numbers: Vec<u32> = distinct
        .iter()
        .map(|text| texts.intern(&spelling(text)))
        .collect();
    for row in rows {
        texts.push_number(numbers.get(row as usize).copied().unwrap_or(NO_TEXT));
    }
    texts.finish()
}

/// The columns as a table of `rows` rows; what was odd about them goes into `warnings`.
pub(super) fn table(columns: Vec<Column>, rows: usize, warnings: &Warnings) -> Table {
    let left_out: Vec<&str> = columns
        .iter()
        .filter(|column| column.is_left_out())
        .map(|column| column.name.as_str())
        .collect();
    if !left_out.is_empty() {
        let columns = left_out.join(", ");
        warnings.add(WarningKind::ColumnsLeftOut { columns });
    }
    let finish = |mut column: Column| {
        if column.bad > 0 {
            let name = column.name.clone();
            let kind = WarningKind::BadCells { column: name };
            warnings.count(kind, column.bad, &column.bad_rows);
        }
        column.pad(rows);
        column.finish()
    };
    Table::of_columns(rows, columns.into_iter().map(finish).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Value;

    fn column(declared: Option<FieldType>, cells: &[Cell<'_>]) -> Column {
        let mut column = Column::new("a".into(), declared);
        cells.iter().for_each(|cell| column.push(*cell));
        column
    }

    fn values(column: Column) -> (FieldType, Vec<Value>) {
        let rows = column.len();
        let table = table(vec![column], rows, &Warnings::default());
        let values = (0..rows).map(|row| table.value(0, row)).collect();
        (table.fields()[0].field_type, values)
    }

    #[test]
    fn the_values_tell_the_type() {
        use Cell::{Boolean, Integer, Null, Real, Text};
        let of = |cells: &[Cell<'_>]| values(column(None, cells));
        let null = Value::Null;
        assert_eq!(of(&[Null, Null]), (FieldType::Text, vec![null.clone(); 2]));
        assert_eq!(
            of(&[Null, Integer(7), Real(0.5)]),
            (
                FieldType::Real,
                vec![null.clone(), Value::Real(7.0), Value::Real(0.5)]
            )
        );
        assert_eq!(
            of(&[Boolean(true), Integer(1), Text("x ")]),
            (
                FieldType::Text,
                ["1", "1", "x"].map(|t| Value::Text(t.into())).to_vec()
            )
        );
        assert_eq!(of(&[Text("2023-05-15"), Null]).0, FieldType::Date);
        assert_eq!(of(&[Text("2023-05-15"), Text("soon")]).0, FieldType::Text);
        assert_eq!(of(&[Text("2023-13-15")]).0, FieldType::Text);
        assert_eq!(of(&[Text("2023-05-15T10:11:12Z")]).0, FieldType::DateTime);
        assert_eq!(of(&[Text("2023-05-15Terschelling")]).0, FieldType::Text);
    }

    #[test]
    fn a_declared_type_takes_what_databases_put_there() {
        let integers = column(
            Some(FieldType::Integer),
            &[
                Cell::Text(" 265 "),
                Cell::Integer(7),
                Cell::Text("gras"),
                Cell::Null,
            ],
        );
        assert_eq!((integers.bad, &integers.bad_rows[..]), (1, &[2][..]));
        let (field_type, values) = values(integers);
        assert_eq!(field_type, FieldType::Integer);
        let expected = [
            Value::Integer(265),
            Value::Integer(7),
            Value::Null,
            Value::Null,
        ];
        assert_eq!(values, expected);
        let truths = column(
            Some(FieldType::Boolean),
            &[Cell::Integer(1), Cell::Integer(2)],
        );
        assert_eq!(truths.bad, 1);
    }

    #[test]
    fn parts_of_a_file_are_put_together_whatever_they_took_the_column_for() {
        let parts = [
            column(None, &[Cell::Null]),
            column(None, &[Cell::Integer(1)]),
            column(None, &[Cell::Null, Cell::Null]),
            column(None, &[Cell::Text("b"), Cell::Text("a")]),
            column(None, &[Cell::Text("a")]),
        ];
        let mut whole = Column::new("a".into(), None);
        parts.into_iter().for_each(|part| whole.append(part));
        let texts: Vec<_> = values(whole).1;
        let texts: Vec<&str> = texts.iter().map(|v| v.as_str().unwrap_or("-")).collect();
        assert_eq!(texts, ["-", "1", "-", "-", "b", "a", "a"]);
    }
}
