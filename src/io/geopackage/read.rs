//! GeoPackages into layers. A table is divided by its row numbers, each division read over a connection of its
//! own, so that all cores take part; a view is read in one go.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use super::contents::{self, FeatureTable, Plan};
use super::database::Source;
use super::lazy;
use super::part::Part;
use super::views::Views;
use crate::io::assemble::{Collected, Run, UTF_8};
use crate::io::columns_in::{Cell, Column};
use crate::io::error::{OpenError, ShapeKind};
use crate::io::left_out;
use crate::io::place::Said;
use crate::io::recognise::Format;
use crate::io::region::{self, Choice, Wanted};
use crate::io::shapes_in::{Budget, Content, Shapes};
use crate::io::wkb_in;
use crate::layer::{FieldType, Layer, Warning, WarningKind, Warnings};

/// Rows of a division: enough to make a connection worth it.
const ROWS_PER_DIVISION: i128 = 1 << 14;
/// Most divisions; a table with few rows under high numbers has no more either.
const MOST_DIVISIONS: i128 = 64;
/// Length of a file that is so short that even a wide table is soonest read at once.
const MOST_LEN_ALONG: u64 = 32 << 20;
/// Rows between two counts of the progress.
const ROWS_PER_TICK: usize = 1 << 10;

fn begins_as_sqlite(database: &Path) -> bool {
    let mut start = [0; 16];
    let read = File::open(database).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"SQLite format 3\0"
}

/// Reads every table of features in the database; of those with a spatial index only what lies in a region.
pub(in crate::io) fn read(
    database: &Path,
    path: &Path,
    wanted: Wanted<'_>,
    budget: &Budget,
    progress: &crate::job::Progress,
) -> Result<Vec<Layer>, OpenError> {
    progress.check()?;
    // SQLite takes a file of a few bytes for an empty database.
    if !begins_as_sqlite(database) {
        return Err(OpenError::Damaged {
            path: path.to_owned(),
            format: Format::GeoPackage,
            detail: "it does not begin as an SQLite database".to_owned(),
        });
    }
    let source = Source::new(database, path, progress);
    let tables = source.with(|connection| {
        // The first look at the file: whether it is a database at all.
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        match contents::is_geopackage(connection) {
            true => Ok(Some((
                contents::feature_tables(connection)?,
                Views::of(connection)?,
            ))),
            false => Ok(None),
        }
    });
    let tables = tables.map_err(|error| source.error(&error))?;
    let (tables, views) = tables.ok_or_else(|| OpenError::FormatNotRead {
        path: path.to_owned(),
        format: Format::Sqlite,
    })?;
    let tables = wanted.keep(tables, |table, name| table.name == name);
    let mut outcome = Outcome::default();
    progress.begin(tables.len() as u64);
    for table in tables {
        progress.check()?;
        let part = progress.part(1);
        let layer = match views.is_too_much(&table.name) {
            true => Err(OpenError::OutOfProportion {
                path: path.to_owned(),
                format: Format::GeoPackage,
            }),
            false => read_table(&source.anew(&part), &table, wanted.choice, budget),
        };
        outcome.add(table.name, layer)?;
        part.end();
    }
    let mut layers = outcome.layers(path)?;
    if has_changes_beside(database)
        && let Some(first) = layers.first_mut()
    {
        first.warnings.push(Warning {
            kind: WarningKind::ChangesPending,
            count: 1,
            records: Vec::new(),
        });
    }
    Ok(layers)
}

/// SQLite keeps changes that are not finished in a file beside; what is in it is not read.
fn has_changes_beside(database: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|ending| {
        let mut beside = database.as_os_str().to_owned();
        beside.push(ending);
        std::fs::metadata(PathBuf::from(beside)).is_ok_and(|file| file.len() > 0)
    })
}

/// The layers that could be read, and those that could not.
#[derive(Debug, Default)]
struct Outcome {
    layers: Vec<Layer>,
    left_out: Vec<(String, OpenError)>,
    endless: usize,
}

/// Layers without an end that a file may have before it is given up: each takes half a second or more.
const MOST_ENDLESS: usize = 1;

impl Outcome {
    fn add(&mut self, name: String, layer: Result<Layer, OpenError>) -> Result<(), OpenError> {
        match layer {
            Ok(layer) => self.layers.push(layer),
            Err(stop @ OpenError::Cancelled(_)) => return Err(stop),
            Err(error) => {
                let is_endless = matches!(error, OpenError::OutOfProportion { .. });
                self.endless += usize::from(is_endless);
                if is_endless && self.endless > MOST_ENDLESS {
                    return Err(error);
                }
                self.left_out.push((name, error));
            }
        }
        Ok(())
    }

    /// Tables of points and lines are not worth a word where there is one of polygons.
    fn layers(mut self, path: &Path) -> Result<Vec<Layer>, OpenError> {
        let Some(first) = self.layers.first_mut() else {
            let error = self.left_out.into_iter().next();
            return Err(error.map_or_else(
                || OpenError::NoPolygons {
                    path: path.to_owned(),
                    format: Format::GeoPackage,
                },
                |(_, error)| error,
            ));
        };
        let is_worth_a_word = |error: &OpenError| !matches!(error, OpenError::NotPolygons { .. });
        let left_out = self.left_out.into_iter();
        let worth_a_word = left_out.filter(|(_, error)| is_worth_a_word(error));
        let names = worth_a_word.map(|(name, _)| name);
        first.warnings.extend(left_out::warnings(names));
        Ok(self.layers)
    }
}

fn read_table(
    source: &Source<'_>,
    table: &FeatureTable,
    choice: Choice<'_>,
    budget: &Budget,
) -> Result<Layer, OpenError> {
    let found = source.with(|connection| Found::of(connection, table, choice, budget));
    let Found {
        plan,
        said,
        crs_text,
        part,
        ends,
    } = found.map_err(|error| source.error(&error))?;
    let divisions = match &part {
        Some(part) => part.divisions(),
        None => ends,
    };
    // Rows may have any numbers.
    let rows = divisions.iter().map(Division::rows);
    source.progress.begin(rows.fold(0, u64::saturating_add));
    // A database that was unpacked for the moment is gone when its cells are asked for.
    let is_divided = !matches!(divisions.as_slice(), [Division::All]);
    let is_lazy = plan.is_wide()
        && is_divided
        && source.len > MOST_LEN_ALONG
        && source.database == source.path;
    let along = if is_lazy { &[] } else { plan.fields.as_slice() };
    let columns = || plan.columns().into_iter().take(along.len()).collect();
    let reading = Reading {
        source,
        plan: &plan,
        fields: along,
        budget,
    };
    let mut divisions: Vec<Rows> = divisions
        .into_par_iter()
        .map(|division| reading.rows(division, columns()))
        .collect::<Result<_, OpenError>>()?;
    let warnings = Warnings::default();
    if let Some(detail) = divisions.iter_mut().find_map(|rows| rows.damage.take()) {
        if divisions.iter().all(|rows| rows.run.shapes.len() == 0) {
            return Err(OpenError::Damaged {
                path: source.path.to_owned(),
                format: Format::GeoPackage,
                detail,
            });
        }
        warnings.add(WarningKind::PartlyReadable { detail });
    }
    let keys: Vec<i64> = divisions
        .iter_mut()
        .flat_map(|rows| std::mem::take(&mut rows.keys))
        .collect();
    if let Some(elsewhere) = part.as_ref().map(|part| part.elsewhere).filter(|n| *n > 0) {
        warnings.count(WarningKind::OutsideRegion, elsewhere, &[]);
    }
    let layer = Collected {
        name: table.name.clone(),
        path: source.path,
        format: Format::GeoPackage,
        encoding: UTF_8,
        columns: columns(),
        runs: divisions.into_iter().map(|rows| rows.run).collect(),
        records: part.map_or_else(Vec::new, |part| part.records(&keys)),
        said,
        crs_text,
        warnings,
    };
    let mut layer = layer.into_layer()?;
    if is_lazy {
        layer.table = lazy::table(source.database, plan, keys, budget);
    }
    Ok(layer)
}

/// What is known of a table before its rows are read.
struct Found {
    plan: Plan,
    said: Said,
    crs_text: Option<String>,
    /// The rows that are wanted, where those are not all.
    part: Option<Part>,
    /// The divisions of all of it.
    ends: Vec<Division<'static>>,
}

impl Found {
    fn of(
        connection: &Connection,
        table: &FeatureTable,
        choice: Choice<'_>,
        budget: &Budget,
    ) -> rusqlite::Result<Self> {
        let plan = contents::plan(connection, table)?;
        let (said, crs_text) = contents::system(connection, table);
        // Without an index that can be read, everything is.
        let part = match choice {
            Choice::Few => Part::few(connection, &plan, table).ok().flatten(),
            _ => region::wanted(choice.region(), &said)
                .and_then(|bounds| Part::find(connection, &plan, table, &bounds, budget).ok()?),
        };
        // Where not even the ends of a damaged table are found, it is read as far as it goes.
        let ends = match &part {
            Some(_) => Vec::new(),
            None => divide(connection, &plan).unwrap_or_else(|_| vec![Division::All]),
        };
        Ok(Self {
            plan,
            said,
            crs_text,
            part,
            ends,
        })
    }
}

/// A part of a table that is read by itself.
#[derive(Debug, Clone, Copy)]
pub(super) enum Division<'a> {
    /// As a whole.
    All,
    /// Rows of these numbers and between.
    Between([i64; 2]),
    /// Rows of these numbers.
    These(&'a [i64]),
}

impl Division<'_> {
    /// How many rows it has at most, for the progress; nothing where nobody knows.
    fn rows(&self) -> u64 {
        match self {
            Self::All => 0,
            Self::Between([first, last]) => last.abs_diff(*first).saturating_add(1),
            Self::These(keys) => keys.len() as u64,
        }
    }
}

/// The divisions of a whole table, by its row numbers where it has them.
fn divide(connection: &Connection, plan: &Plan) -> rusqlite::Result<Vec<Division<'static>>> {
    let Some(key) = &plan.key else {
        return Ok(vec![Division::All]);
    };
    // Each by itself is looked up; both at once would walk through the whole table.
    let table = &plan.table;
    let ends = format!("SELECT (SELECT min({key}) FROM {table}), (SELECT max({key}) FROM {table})");
    let ends: [Option<i64>; 2] =
        connection.query_row(&ends, [], |row| Ok([row.get(0)?, row.get(1)?]))?;
    let [Some(first), Some(last)] = ends else {
        return Ok(Vec::new());
    };
    let span = i128::from(last) - i128::from(first) + 1;
    let count = (span / ROWS_PER_DIVISION).clamp(1, MOST_DIVISIONS);
    let start = |i: i128| i64::try_from(i128::from(first) + span * i / count).unwrap_or(last);
    let end = |i: i128| match i + 1 {
        next if next == count => last,
        next => start(next) - 1,
    };
    Ok((0..count)
        .map(|i| Division::Between([start(i), end(i)]))
        .collect())
}

/// The rows of a division.
#[derive(Debug)]
struct Rows {
    run: Run,
    /// Their numbers, where those are known.
    keys: Vec<i64>,
    /// Why there are no more, where reading stopped before the end.
    damage: Option<String>,
}

/// How the rows of a table are read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    source: &'a Source<'a>,
    plan: &'a Plan,
    /// The columns that come along with the geometry.
    fields: &'a [(String, Option<FieldType>)],
    budget: &'a Budget,
}

impl Reading<'_> {
    /// The rows of a division, into the empty `columns`.
    fn rows(&self, division: Division<'_>, columns: Vec<Column>) -> Result<Rows, OpenError> {
        let mut rows = Rows {
            run: Run::new(columns),
            keys: Vec::new(),
            damage: None,
        };
        match self.fill(&mut rows, division) {
            Ok(()) => Ok(rows),
            Err(Stop::Error(error)) => Err(error),
            Err(Stop::Sqlite(error)) => match self.source.error(&error) {
                OpenError::Damaged { detail, .. } => {
                    rows.damage = Some(detail);
                    Ok(rows)
                }
                other => Err(other),
            },
        }
    }

    fn fill(&self, rows: &mut Rows, division: Division<'_>) -> Result<(), Stop> {
        // What a view takes for its row numbers is not asked for.
        let key = self.plan.key.as_deref().unwrap_or("NULL");
        let first = format!("{key}, {}", self.plan.geometry);
        let select = self.plan.select(&first, self.fields);
        self.source.with(|connection| match division {
            Division::All => self.drain(rows, connection.prepare(&select)?.query([])?),
            Division::Between([first, last]) => {
                let select = format!("{select} WHERE {key} BETWEEN ?1 AND ?2 ORDER BY {key}");
                let mut statement = connection.prepare(&select)?;
                self.drain(rows, statement.query(params![first, last])?)
            }
            Division::These(keys) => {
                let mut statement = connection.prepare(&format!("{select} WHERE {key} = ?1"))?;
                for number in keys {
                    self.drain(rows, statement.query(params![number])?)?;
                }
                Ok(())
            }
        })
    }

    fn drain(&self, rows: &mut Rows, mut found: rusqlite::Rows<'_>) -> Result<(), Stop> {
        while let Some(row) = found.next()? {
            let took = rows.push(row)?;
            let spent = self.budget.spend(took);
            spent.map_err(|_| OpenError::OutOfProportion {
                path: self.source.path.to_owned(),
                format: Format::GeoPackage,
            })?;
            if rows.run.shapes.len().is_multiple_of(ROWS_PER_TICK) {
                let tick = self.source.progress.tick(ROWS_PER_TICK as u64);
                tick.map_err(OpenError::from)?;
            }
        }
        Ok(())
    }
}

impl Rows {
    /// Adds a row; says how many bytes it takes.
    fn push(&mut self, row: &Row<'_>) -> rusqlite::Result<usize> {
        let Run { shapes, columns } = &mut self.run;
        let before = shapes.vertex_count();
        if let ValueRef::Integer(key) = row.get_ref(0)? {
            self.keys.push(key);
        }
        match row.get_ref(1)? {
            ValueRef::Blob(blob) => push_geometry(blob, shapes),
            ValueRef::Null => shapes.end_feature(Content::Null),
            _ => shapes.end_feature(Content::Bad),
        }
        let mut took = 16 * (shapes.vertex_count() - before) + 24;
        for (i, column) in columns.iter_mut().enumerate() {
            let value = row.get_ref(i + 2)?;
            took += 8 + push_cell(value, column);
        }
        Ok(took)
    }
}

/// Adds a cell as the database has it; says how long its text is.
pub(super) fn push_cell(value: ValueRef<'_>, column: &mut Column) -> usize {
    let cell = match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Blob(_) => Cell::Bytes,
        ValueRef::Text(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            column.push(Cell::Text(&text));
            return bytes.len();
        }
    };
    column.push(cell);
    0
}

/// Why a division is not read to its end.
enum Stop {
    Sqlite(rusqlite::Error),
    Error(OpenError),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<OpenError> for Stop {
    fn from(error: OpenError) -> Self {
        Self::Error(error)
    }
}

/// The blob of a geometry (12-128r17, 2.1.3): magic, version, flags, system, a box or none, well-known binary.
fn push_geometry(blob: &[u8], shapes: &mut Shapes) {
    const EXTENDED: u8 = 0b10_0000;
    const EMPTY: u8 = 0b1_0000;
    let content = match blob {
        [b'G', b'P', _, flags, ..] if flags & EXTENDED == 0 => {
            let box_len = match (flags >> 1) & 0b111 {
                0 => Some(0),
                1 => Some(32),
                2 | 3 => Some(48),
                4 => Some(64),
                _ => None,
            };
            match box_len.and_then(|len| blob.get(8 + len..)) {
                // Some writers leave out what an empty geometry would be.
                Some([]) if flags & EMPTY != 0 => Content::Null,
                Some(binary) => {
                    wkb_in::push(binary, shapes);
                    return;
                }
                None => Content::Bad,
            }
        }
        [b'G', b'P', ..] => Content::Other(ShapeKind::Collections),
        _ => Content::Bad,
    };
    shapes.end_feature(content);
}
