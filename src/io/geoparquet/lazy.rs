//! The columns beside the geometry, read from the file when they are asked for: a column at a time, or some rows of one.
//! Most columns of a register are never looked at, and here they lie apart.
//!
//! The file stays open for that, so that it can be deleted or put another in its place. When something else is written
//! into it, its cells are empty, and the window says that the file changed.

use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::Repetition;
use parquet::file::metadata::ParquetMetaData;
use rayon::prelude::*;

use super::geo::Geo;
use super::values::{self, Meaning, Rows};
use super::{guard, reader};
use crate::io::bytes::Bytes;
use crate::io::columns_in::{self, Cell, Column};
use crate::io::on_demand::OnDemand;
use crate::io::origin::Origin;
use crate::io::shapes_in::Budget;
use crate::layer::table::{RowSource, Sought};
use crate::layer::{self, Cells, FieldType, Table, Value, Warning, WarningKind, Warnings};

/// A file that is no longer, with no more cells, is read at once: little is gained by waiting, and whatever happens to the
/// file, its cells are there.
const MOST_LEN_AT_ONCE: u64 = 32 << 20;
const MOST_CELLS_AT_ONCE: usize = 1 << 23;
/// Rows of a column that are read together where a single one is asked for: a screen full of them, and more. Whoever asks
/// for others of the same group gets the whole group.
const ROWS_TOGETHER: usize = 1 << 10;
/// Bytes of cells that are kept of what was asked for in this way, and the part of what a file may unfold to that they
/// are at most.
const MOST_KEPT: usize = 32 << 20;
const PART_KEPT: u64 = 16;
/// Bytes that a cell takes, about.
const CELL_LEN: usize = 8;

/// A column of the table.
#[derive(Debug)]
pub(super) struct Field {
    name: String,
    /// `None` for what no table shows.
    read: Option<(usize, FieldType, Meaning)>,
}

impl Field {
    /// Its number in the file, where it can be read.
    pub(super) fn column(&self) -> Option<usize> {
        self.read.map(|(column, ..)| column)
    }

    fn field_type(&self) -> FieldType {
        self.read
            .map_or(FieldType::Binary, |(_, field_type, _)| field_type)
    }
}

/// What the table has besides the geometry.
pub(super) fn fields(metadata: &ParquetMetaData, geo: &Geo) -> Vec<Field> {
    let schema = metadata.file_metadata().schema_descr();
    let mut columns: HashMap<usize, usize> = HashMap::new();
    for column in (0..schema.num_columns()).rev() {
        columns.insert(schema.get_column_root_idx(column), column);
    }
    let all = schema.root_schema().get_fields().iter().enumerate();
    let shown = all.filter(|(i, field)| {
        *i != geo.field && geo.companions.iter().all(|name| name != field.name())
    });
    shown
        .map(|(i, field)| {
            let info = field.get_basic_info();
            let is_list = info.has_repetition() && info.repetition() == Repetition::REPEATED;
            let column = columns.get(&i).filter(|_| field.is_primitive() && !is_list);
            let read = column.and_then(|column| {
                let (field_type, meaning) = values::meaning(&schema.column(*column))?;
                Some((*column, field_type, meaning))
            });
            Field {
                name: field.name().to_owned(),
                read,
            }
        })
        .collect()
}

/// The warning that some columns are of a kind that no table shows.
pub(super) fn left_out(fields: &[Field]) -> Vec<Warning> {
    let empty = fields.iter().filter(|field| field.read.is_none());
    let empty = empty.map(|field| Column::new(field.name.clone(), Some(FieldType::Binary)));
    let warnings = Warnings::default();
    columns_in::table(empty.collect(), 0, &warnings);
    warnings.into_list()
}

/// The table of the rows of these groups. That of a short file is read at once, and a warning tells of columns that are
/// not whole; those of others are only met later.
pub(super) fn table(
    origin: Origin,
    metadata: Arc<ParquetMetaData>,
    groups: &[usize],
    fields: Vec<Field>,
    budget: &Budget,
) -> (Table, Option<Warning>) {
    let shown = fields.iter().map(|field| layer::Field {
        name: field.name.clone(),
        field_type: field.field_type(),
    });
    let shown = shown.collect();
    let mut rows = 0;
    let groups = groups.iter().filter_map(|&number| {
        let group = metadata.row_groups().get(number)?;
        let start = rows;
        rows += usize::try_from(group.num_rows()).unwrap_or(0);
        Some((number, start..rows))
    });
    let groups = groups.collect();
    let cells = rows.saturating_mul(fields.len());
    let is_short = origin.len() <= MOST_LEN_AT_ONCE && cells <= MOST_CELLS_AT_ONCE;
    let mut source = LazyColumns {
        budget: budget.rest(),
        origin,
        metadata,
        groups,
        fields,
        kept: Mutex::default(),
        columns: OnDemand::new(budget),
    };
    let shown: Vec<layer::Field> = shown;
    if is_short {
        let columns = shown.par_iter().cloned().enumerate();
        let whole = |column| Arc::unwrap_or_clone(source.whole(column, &source.budget));
        let columns = columns.map(|(column, field)| (field, whole(column)));
        let columns = columns.collect();
        if !source.budget.is_exceeded() {
            let table = Table::of_columns(rows, columns);
            return (table, source.damage());
        }
        // Together they are too much, and each by itself may do.
        source.columns = OnDemand::new(budget);
    }
    (Table::new(shown, rows, Arc::new(source)), None)
}

#[derive(Debug)]
struct LazyColumns {
    /// What all columns together, or one that is read by itself, may unfold to.
    budget: Budget,
    origin: Origin,
    metadata: Arc<ParquetMetaData>,
    /// Number and rows of each group that is part of the table.
    groups: Vec<(usize, Range<usize>)>,
    fields: Vec<Field>,
    kept: Mutex<Kept>,
    columns: OnDemand,
}

/// Cells of columns, of a group each.
#[derive(Debug, Default)]
struct Kept {
    /// By column and group: which rows of the table they are of.
    parts: HashMap<(usize, usize), (Range<usize>, Cells)>,
    bytes: usize,
}

impl Kept {
    /// Keeps cells in the place of others of the same column and group; not more than `most` bytes of all.
    fn keep(&mut self, key: (usize, usize), rows: Range<usize>, cells: Cells, most: usize) {
        let more = cells.bytes();
        if more > most {
            return;
        }
        self.bytes += more;
        if self.bytes > most {
            self.parts.clear();
            self.bytes = more;
        }
        self.parts.insert(key, (rows, cells));
    }
}

impl LazyColumns {
    /// What is to be said of columns that were not whole.
    fn damage(&self) -> Option<Warning> {
        let columns = self.columns.unreadable().into_iter();
        let fields = columns.filter_map(|column| self.fields.get(column));
        let names: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
        let columns = names.join(", ");
        let warnings = Warnings::default();
        if !names.is_empty() {
            warnings.add(WarningKind::ColumnsDamaged { columns });
        }
        warnings.into_list().pop()
    }

    /// Rows of a group; those that cannot be read are empty.
    fn read(
        &self,
        bytes: &Arc<Bytes>,
        part: Part,
        skip: usize,
        rows: usize,
        budget: &Budget,
    ) -> Option<Column> {
        let field = self.fields.get(part.column)?;
        let mut read = Column::new(field.name.clone(), Some(field.field_type()));
        self.each(bytes, part, skip, rows, budget, |cell| read.push(cell));
        read.pad(rows);
        Some(read)
    }

    /// Hands over the cells of rows of a group, from `skip` on, as far as they can be read. Where that is not all of them,
    /// the column is noted.
    fn each(
        &self,
        bytes: &Arc<Bytes>,
        part: Part,
        skip: usize,
        rows: usize,
        budget: &Budget,
        mut see: impl FnMut(Cell<'_>),
    ) {
        let (Some((number, _, meaning)), Some(group)) = (
            self.fields.get(part.column).and_then(|field| field.read),
            self.metadata.row_groups().get(part.group),
        ) else {
            return;
        };
        let mut seen = 0;
        let push = |cell: Cell<'_>| {
            let len = match cell {
                Cell::Text(text) => text.len(),
                _ => 0,
            };
            budget.spend(CELL_LEN + len)?;
            seen += 1;
            see(cell);
            Ok(())
        };
        // The decoders are not ours, and hostile numbers may be more than they expect. What was read before
        // stays.
        let fill = AssertUnwindSafe(|| {
            let chunk = group.columns().get(number)?;
            if !guard::keeps_its_word(bytes, chunk) {
                return None;
            }
            let opened = reader::open(bytes, group, number, budget).ok()?;
            let rows = Rows {
                most_level: chunk.column_descr().max_def_level(),
                skip,
                rows,
                batch: opened.batch,
            };
            values::each(opened.reader, meaning, rows, push).ok()
        });
        let is_read = matches!(catch_unwind(fill), Ok(Some(())));
        match is_read && seen == rows {
            true => {}
            false if budget.is_exceeded() => self.columns.note_no_room(part.column),
            false => self.columns.note(part.column),
        }
    }

    /// The first of these rows of a group whose text is one that is sought. All of them are read, so that what is damaged
    /// is met whatever is found.
    fn first_text_of(
        &self,
        part: Part,
        rows: &Range<usize>,
        budget: &Budget,
        is_sought: &Sought,
    ) -> Option<usize> {
        let bytes = self.origin.open()?;
        let (mut row, mut found) = (rows.start, None);
        self.each(bytes, part, 0, rows.len(), budget, |cell| {
            if let (None, Cell::Text(text)) = (found, cell)
                // As it would stand in the table.
                && is_sought(text.trim_end())
            {
                found = Some(row);
            }
            row += 1;
        });
        found
    }

    /// Bytes of cells that are kept of what was asked for row by row.
    fn most_kept(&self) -> usize {
        let part = self.budget.most() / PART_KEPT;
        usize::try_from(part).unwrap_or(MOST_KEPT).min(MOST_KEPT)
    }
}

/// A column of a group of rows of the file.
#[derive(Debug, Clone, Copy)]
struct Part {
    column: usize,
    group: usize,
}

/// The rows about one, of its group.
fn about(row: usize, group: &Range<usize>) -> Range<usize> {
    let first = group.start + (row - group.start) / ROWS_TOGETHER * ROWS_TOGETHER;
    first..(first + ROWS_TOGETHER).min(group.end)
}

impl RowSource for LazyColumns {
    fn decode(&self, column: usize) -> Arc<Cells> {
        let rows = self.rows();
        let read = || self.whole(column, &self.budget.renewed());
        self.columns.hold(column, rows, read)
    }

    fn first_text(&self, columns: &[usize], is_sought: &Sought) -> Option<usize> {
        let budgets: Vec<Budget> = columns.iter().map(|_| self.budget.renewed()).collect();
        let of_group = |(group, rows): &(usize, Range<usize>)| {
            let columns = columns.par_iter().zip(&budgets);
            let found = columns.filter_map(|(&column, budget)| {
                let group = *group;
                let part = Part { column, group };
                self.first_text_of(part, rows, budget, is_sought)
            });
            found.min()
        };
        self.groups.par_iter().filter_map(of_group).min()
    }

    fn may_fail(&self) -> bool {
        true
    }

    fn unreadable(&self) -> Vec<usize> {
        self.columns.unreadable()
    }

    fn without_room(&self) -> Vec<usize> {
        self.columns.without_room()
    }

    /// In one run over the groups: rows that lie far apart are no quicker to reach than all that lie before them.
    fn some(&self, column: usize, rows: &[usize]) -> Cells {
        let Some(field) = self.fields.get(column) else {
            return Cells::Real(vec![f64::NAN; rows.len()]);
        };
        let mut some = Column::new(field.name.clone(), Some(field.field_type()));
        let (bytes, budget) = (self.origin.open(), self.budget.renewed());
        let mut wanted = rows;
        for (group, range) in &self.groups {
            let (here, after) = wanted.split_at(wanted.partition_point(|row| *row < range.end));
            wanted = after;
            if let (Some(bytes), [first, .., last] | [first @ last]) = (bytes, here) {
                let group = *group;
                let part = Part { column, group };
                let (mut row, mut next) = (*first, here.iter().peekable());
                let (skip, count) = (first - range.start, last + 1 - first);
                self.each(bytes, part, skip, count, &budget, |cell| {
                    if next.next_if_eq(&&row).is_some() {
                        some.push(cell);
                    }
                    row += 1;
                });
            }
            some.pad(rows.len() - wanted.len());
        }
        Arc::unwrap_or_clone(cells(Some(some), rows.len()))
    }

    fn value(&self, column: usize, row: usize) -> Value {
        let place = self.groups.partition_point(|(_, rows)| rows.end <= row);
        let Some((number, group)) = self.groups.get(place) else {
            return Value::Null;
        };
        let key = (column, place);
        let most = self.most_kept();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = match kept.parts.get(&key) {
            Some((rows, cells)) if rows.contains(&row) => return cells.value(row - rows.start),
            // Where the whole group can be kept of all columns, nobody needs to come for it again.
            Some(_) if group.len() * self.fields.len() <= most / CELL_LEN => group.clone(),
            _ => about(row, group),
        };
        let skip = rows.start - group.start;
        let bytes = self.origin.open();
        let group = *number;
        let part = Part { column, group };
        let budget = self.budget.renewed();
        let read = bytes.and_then(|bytes| self.read(bytes, part, skip, rows.len(), &budget));
        let cells = Arc::unwrap_or_clone(cells(read, rows.len()));
        let value = cells.value(row - rows.start);
        kept.keep(key, rows, cells, most);
        value
    }
}

impl LazyColumns {
    /// All cells of a column.
    fn whole(&self, column: usize, budget: &Budget) -> Arc<Cells> {
        let bytes = self.origin.open();
        let parts = self.groups.par_iter().map(|(group, rows)| {
            let group = *group;
            let part = Part { column, group };
            self.read(bytes?, part, 0, rows.len(), budget)
        });
        let parts: Vec<Option<Column>> = parts.collect();
        let field = self.fields.get(column);
        let mut whole =
            field.map(|field| Column::new(field.name.clone(), Some(field.field_type())));
        for part in parts.into_iter().flatten() {
            if let Some(whole) = &mut whole {
                whole.append(part);
            }
        }
        cells(whole, self.rows())
    }

    fn rows(&self) -> usize {
        self.groups.last().map_or(0, |(_, rows)| rows.end)
    }
}

/// The cells of so many rows of a column; without one they are empty.
fn cells(column: Option<Column>, rows: usize) -> Arc<Cells> {
    let table = columns_in::table(column.into_iter().collect(), rows, &Warnings::default());
    let cells = table.column(0);
    drop(table);
    cells.unwrap_or_else(|| Arc::new(Cells::Real(vec![f64::NAN; rows])))
}
