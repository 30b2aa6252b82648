//! The attributes of a layer: typed columns, decoded when first asked for.
//!
//! A reader hands over a [`RowSource`] that can decode one column at a time; most columns of a crop-parcel
//! file are never looked at, so they are never decoded.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::sparse::{Held, Sparse};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers with decimals.
    Real,
    /// Calendar dates.
    Date,
    /// Dates with a time.
    DateTime,
    /// True or false.
    Boolean,
    /// Long text kept in another file; not read.
    Memo,
    /// Bytes; not read.
    Binary,
}

/// Name and type of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As stored, in the file's own case.
    pub name: String,
    /// What it holds.
    pub field_type: FieldType,
}

/// One cell. Dates are kept as the text `YYYY-MM-DD` (with `Thh:mm:ss` for date-times).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing stored, or not readable.
    Null,
    /// Text without trailing blanks; dates too.
    Text(Arc<str>),
    /// Whole number.
    Integer(i64),
    /// Number with decimals; always finite.
    Real(f64),
    /// True or false.
    Boolean(bool),
}

impl Value {
    /// The number in the cell, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(i) => Some(*i as f64),
            Self::Real(r) => Some(*r),
            Self::Null | Self::Text(_) | Self::Boolean(_) => None,
        }
    }

    /// The text in the cell, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Decoded cells of one column, one per row. Text is interned: equal texts share one entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Text and dates: an index into the distinct texts, [`NO_TEXT`] for empty.
    Text {
        /// Index into `distinct` per row.
        rows: Vec<u32>,
        /// Every distinct text once, in order of first appearance.
        distinct: Vec<Arc<str>>,
    },
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers; NaN stands for empty.
    Real(Vec<f64>),
    /// Truth values.
    Boolean(Vec<Option<bool>>),
}

/// The row of a [`Cells::Text`] column that holds nothing.
pub const NO_TEXT: u32 = u32::MAX;

impl Cells {
    /// The cells of some rows.
    fn select(&self, rows: &[usize]) -> Self {
        let values = rows.iter().map(|row| self.value(*row));
        Self::of_values(&values.collect::<Vec<_>>())
    }

    /// The cell of a row; [`Value::Null`] past the end.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Self::Text { rows, distinct } => rows
                .get(row)
                .and_then(|&index| distinct.get(index as usize))
                .map_or(Value::Null, |text| Value::Text(Arc::clone(text))),
            Self::Integer(cells) => cells
                .get(row)
                .copied()
                .flatten()
                .map_or(Value::Null, Value::Integer),
            Self::Real(cells) => cells
                .get(row)
                .filter(|cell| cell.is_finite())
                .map_or(Value::Null, |cell| Value::Real(*cell)),
            Self::Boolean(cells) => cells
                .get(row)
                .copied()
                .flatten()
                .map_or(Value::Null, Value::Boolean),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Text { rows, .. } => rows.len(),
            Self::Integer(cells) => cells.len(),
            Self::Real(cells) => cells.len(),
            Self::Boolean(cells) => cells.len(),
        }
    }

    /// True when there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the cells take in memory, bytes.
    pub fn bytes(&self) -> usize {
        let per_cell = match self {
            Self::Text { .. } => size_of::<u32>(),
            Self::Integer(_) => size_of::<Option<i64>>(),
            Self::Real(_) => size_of::<f64>(),
            Self::Boolean(_) => size_of::<Option<bool>>(),
        };
        let texts = match self {
            Self::Text { distinct, .. } => distinct.as_slice(),
            _ => &[],
        };
        let texts = texts.iter().map(|text| size_of::<Arc<str>>() + text.len());
        per_cell * self.len() + texts.sum::<usize>()
    }

    /// A column of these values, which are of one kind or empty; numbers with and without decimals may be mixed.
    pub fn of_values(values: &[Value]) -> Self {
        let of = |kind: fn(&Value) -> bool| values.iter().any(kind);
        if of(|value| matches!(value, Value::Text(_))) {
            return Self::from_texts(values.iter().map(Value::as_str));
        }
        if of(|value| matches!(value, Value::Boolean(_))) {
            let truth = |value: &Value| match value {
                Value::Boolean(truth) => Some(*truth),
                _ => None,
            };
            return Self::Boolean(values.iter().map(truth).collect());
        }
        if of(|value| matches!(value, Value::Real(_))) {
            let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
            return Self::Real(values.iter().map(number).collect());
        }
        let number = |value: &Value| match value {
            Value::Integer(number) => Some(*number),
            _ => None,
        };
        Self::Integer(values.iter().map(number).collect())
    }

    /// A text column from one optional text per row.
    pub fn from_texts<S: AsRef<str>>(texts: impl IntoIterator<Item = Option<S>>) -> Self {
        let mut interner = TextInterner::default();
        for text in texts {
            interner.push(text.as_ref().map(AsRef::as_ref));
        }
        interner.finish()
    }
}

/// Builds a [`Cells::Text`] column row by row.
#[derive(Debug, Default)]
pub struct TextInterner {
    rows: Vec<u32>,
    distinct: Vec<Arc<str>>,
    index: HashMap<Arc<str>, u32>,
    /// That of the text that came last: the next is often the same, and compared sooner than looked up.
    last: u32,
}

impl TextInterner {
    /// Adds a row; empty text counts as nothing.
    pub fn push(&mut self, text: Option<&str>) {
        let number = text.map_or(NO_TEXT, |text| self.intern(text));
        self.push_number(number);
    }

    /// The number of a text, a new one if it was not there yet; [`NO_TEXT`] for the empty text.
    pub fn intern(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return NO_TEXT;
        }
        let last = self.distinct.get(self.last as usize);
        if last.is_some_and(|last| **last == *text) {
            return self.last;
        }
        if let Some(&number) = self.index.get(text) {
            self.last = number;
            return number;
        }
        let number = u32::try_from(self.distinct.len()).unwrap_or(NO_TEXT);
        self.last = number;
        let text: Arc<str> = text.into();
        self.distinct.push(Arc::clone(&text));
        self.index.insert(text, number);
        number
    }

    /// Adds a row by the number that [`intern`](Self::intern) gave.
    pub fn push_number(&mut self, number: u32) {
        self.rows.push(number);
    }

    /// Forgets the rows from `rows` on.
    pub fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
    }

    /// Number of rows so far.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when no row was added yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds the rows of `other`.
    pub fn append(&mut self, other: Self) {
        let numbers: Vec<u32> = other
            .distinct
            .iter()
            .map(|text| self.intern(text))
            .collect();
        let number = |row: u32| numbers.get(row as usize).copied().unwrap_or(NO_TEXT);
        self.rows.extend(other.rows.into_iter().map(number));
    }

    /// The finished column.
    pub fn finish(self) -> Cells {
        Cells::Text {
            rows: self.rows,
            distinct: self.distinct,
        }
    }
}

/// Tells whether a text is one that is looked for.
pub type Sought = dyn Fn(&str) -> bool + Sync;

/// Where a table's cells come from. Implemented by each reader.
pub trait RowSource: Send + Sync + std::fmt::Debug {
    /// Decodes every row of a column. Never fails: what cannot be read is empty.
    ///
    /// A column of whole numbers may come back as [`Cells::Real`] when a number in it has decimals.
    fn decode(&self, column: usize) -> Arc<Cells>;

    /// The first row that has in one of these columns a text that is sought. Nothing that is read for it is kept.
    fn first_text(&self, columns: &[usize], is_sought: &Sought) -> Option<usize> {
        let held = |column: &usize| Held::Whole(self.decode(*column));
        let rows = columns.iter().map(held);
        rows.filter_map(|held| held.first_text(is_sought)).min()
    }

    /// The cells of a column that few rows have one of, where they lie in memory in that way.
    fn sparse(&self, _column: usize) -> Option<Arc<Sparse>> {
        None
    }

    /// Decodes one cell, for those who want a few rows of many columns.
    fn value(&self, column: usize, row: usize) -> Value;

    /// Decodes some rows of a column, in ascending order, for those who want a few of many.
    fn some(&self, column: usize, rows: &[usize]) -> Cells {
        let values = rows.iter().map(|row| self.value(column, *row));
        Cells::of_values(&values.collect::<Vec<_>>())
    }

    /// True where a cell can only be found unreadable when it is asked for.
    fn may_fail(&self) -> bool {
        false
    }

    /// The columns of which some cells could not be read so far; those are empty.
    fn unreadable(&self) -> Vec<usize> {
        Vec::new()
    }

    /// The columns that were asked for when there was no room left for them; they are empty.
    fn without_room(&self) -> Vec<usize> {
        Vec::new()
    }

    /// True where the texts may be in any encoding, so that another one can be chosen.
    fn has_encodings(&self) -> bool {
        false
    }

    /// The same rows with their texts taken to be in another encoding; `None` where there is no choice.
    fn in_encoding(&self, _name: &str) -> Option<(Vec<Field>, Arc<dyn RowSource>)> {
        None
    }
}

/// Columns with names and types; cells are decoded once, when first asked for.
#[derive(Debug, Clone)]
pub struct Table {
    fields: Vec<Field>,
    rows: usize,
    source: Arc<dyn RowSource>,
    cells: Arc<[OnceLock<Arc<Cells>>]>,
}

impl Table {
    /// A table over `source`, with `rows` rows in every column.
    pub fn new(fields: Vec<Field>, rows: usize, source: Arc<dyn RowSource>) -> Self {
        let cells = fields.iter().map(|_| OnceLock::new()).collect();
        Self {
            fields,
            rows,
            source,
            cells,
        }
    }

    /// A table of columns that are in memory already.
    pub fn of_columns(rows: usize, columns: Vec<(Field, Cells)>) -> Self {
        let columns = columns.into_iter();
        let columns = columns.map(|(field, cells)| (field, Some(cells)));
        Self::of_some_columns(rows, columns.collect(), Arc::new(AllDecoded))
    }

    /// A table of which some columns are in memory already, and `source` has the others.
    pub fn of_some_columns(
        rows: usize,
        columns: Vec<(Field, Option<Cells>)>,
        source: Arc<dyn RowSource>,
    ) -> Self {
        let (fields, cells): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let slot = |cells: Option<Cells>| {
            cells.map_or_else(OnceLock::new, |cells| OnceLock::from(Arc::new(cells)))
        };
        Self {
            fields,
            rows,
            source,
            cells: cells.into_iter().map(slot).collect(),
        }
    }

    /// A table without columns.
    pub fn empty(rows: usize) -> Self {
        Self::of_columns(rows, Vec::new())
    }

    /// True where a cell can only be found unreadable when it is asked for.
    pub fn may_fail(&self) -> bool {
        self.source.may_fail()
    }

    /// The names of the columns of which some cells could not be read, as far as they were asked for.
    pub fn unreadable(&self) -> Vec<&str> {
        self.names(self.source.unreadable())
    }

    /// The names of the columns that were asked for when there was no room left for them.
    pub fn without_room(&self) -> Vec<&str> {
        self.names(self.source.without_room())
    }

    fn names(&self, columns: Vec<usize>) -> Vec<&str> {
        let fields = columns.into_iter();
        let fields = fields.filter_map(|column| self.fields.get(column));
        fields.map(|field| field.name.as_str()).collect()
    }

    /// True where another encoding of the texts can be chosen.
    pub fn has_encodings(&self) -> bool {
        self.source.has_encodings()
    }

    /// The same table with its texts taken to be in another encoding; `None` where there is no choice.
    pub fn in_encoding(&self, name: &str) -> Option<Self> {
        let (fields, source) = self.source.in_encoding(name)?;
        Some(Self::new(fields, self.rows, source))
    }

    /// Names and types, in file order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Position of a column by its name: exact first, then without regard to case.
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.fields.iter().position(|f| f.name == name);
        exact.or_else(|| {
            self.fields
                .iter()
                .position(|f| f.name.eq_ignore_ascii_case(name))
        })
    }

    /// The cells of a column, decoded now if they were not yet. `None` past the last column.
    pub fn column(&self, column: usize) -> Option<Arc<Cells>> {
        let slot = self.cells.get(column)?;
        Some(Arc::clone(slot.get_or_init(|| self.source.decode(column))))
    }

    /// The cells of a column as they lie in memory, decoded now if they were not yet. `None` past the last column.
    pub fn held(&self, column: usize) -> Option<Held> {
        match self.source.sparse(column) {
            Some(sparse) => Some(Held::Sparse(sparse)),
            None => self.column(column).map(Held::Whole),
        }
    }

    /// The first row that has in one of these columns a text that is sought. Columns that were not decoded yet are not
    /// kept.
    pub fn first_text(&self, columns: &[usize], is_sought: &Sought) -> Option<usize> {
        let (mut first, mut rest) = (None, Vec::new());
        for column in columns.iter().copied() {
            let sparse = self.source.sparse(column).map(Held::Sparse);
            let decoded = || self.cells.get(column)?.get().map(Arc::clone);
            match sparse.or_else(|| decoded().map(Held::Whole)) {
                Some(held) => first = first.into_iter().chain(held.first_text(is_sought)).min(),
                None => rest.push(column),
            }
        }
        let of_rest = match rest.is_empty() {
            true => None,
            false => self.source.first_text(&rest, is_sought),
        };
        first.into_iter().chain(of_rest).min()
    }

    /// A table of every `step`th row that stands by itself; no column is decoded for it.
    #[must_use]
    pub fn every(&self, step: usize) -> Self {
        let rows: Vec<usize> = (0..self.rows).step_by(step.max(1)).collect();
        let of_column = |(column, field): (usize, &Field)| {
            let cells = match self.cells.get(column).and_then(OnceLock::get) {
                Some(cells) => cells.select(&rows),
                None => self.source.some(column, &rows),
            };
            (field.clone(), cells)
        };
        let columns = self.fields.iter().enumerate().map(of_column);
        Self::of_columns(rows.len(), columns.collect())
    }

    /// One cell, without decoding its whole column. Null past the last column or row.
    pub fn value(&self, column: usize, row: usize) -> Value {
        match self.cells.get(column).map(OnceLock::get) {
            Some(Some(cells)) => cells.value(row),
            Some(None) => self.source.value(column, row),
            None => Value::Null,
        }
    }
}

/// Where nothing is left to decode.
#[derive(Debug)]
struct AllDecoded;

impl RowSource for AllDecoded {
    fn decode(&self, _column: usize) -> Arc<Cells> {
        Arc::new(Cells::Real(Vec::new()))
    }

    fn value(&self, _column: usize, _row: usize) -> Value {
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_stored_once() {
        let cells = Cells::from_texts([Some("Gras"), None, Some("Gras"), Some("")]);
        assert_eq!(cells.value(2), Value::Text("Gras".into()));
        assert_eq!(cells.value(1), Value::Null);
        assert_eq!(cells.value(3), Value::Null);
        assert_eq!(cells.value(9), Value::Null);
        let Cells::Text { distinct, .. } = cells else {
            panic!("text expected")
        };
        assert_eq!(distinct.len(), 1);
    }

    #[test]
    fn a_part_of_a_table_stands_by_itself() {
        let field = |name: &str, field_type| Field {
            name: name.into(),
            field_type,
        };
        let columns = vec![
            (
                field("a", FieldType::Text),
                Cells::from_texts([Some("x"), None, None, Some("y")]),
            ),
            (
                field("b", FieldType::Integer),
                Cells::Real(vec![1.0, 2.0, 3.0, 4.5]),
            ),
            (
                field("c", FieldType::Integer),
                Cells::Integer(vec![None, Some(2), None, Some(3)]),
            ),
            (
                field("d", FieldType::Boolean),
                Cells::Boolean(vec![None, None, None, Some(true)]),
            ),
        ];
        let part = Table::of_columns(4, columns.clone()).every(3);
        assert_eq!((part.rows(), part.fields().len()), (2, 4));
        for (column, (_, cells)) in columns.iter().enumerate() {
            for (row, of) in [(0, 0), (1, 3)] {
                assert_eq!(part.value(column, row), cells.value(of));
            }
        }
        assert_eq!(part.every(0).rows(), 2);
    }

    #[test]
    fn columns_are_found_in_any_case() {
        let field = Field {
            name: "GEWASCODE".into(),
            field_type: FieldType::Integer,
        };
        let table = Table::of_columns(1, vec![(field, Cells::Integer(vec![Some(265)]))]);
        assert_eq!(table.find("gewascode"), Some(0));
        assert_eq!(
            table.column(0).map(|c| c.value(0)),
            Some(Value::Integer(265))
        );
    }
}
