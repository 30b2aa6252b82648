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
use crate::io::assemble::{Collected, Run, UTF_8};
use crate::io::columns_in::Cell;
use crate::io::error::{OpenError, ShapeKind};
use crate::io::recognise::Format;
use crate::io::shapes_in::{Budget, Content, Shapes};
use crate::io::wkb_in;
use crate::layer::{Layer, Warning, WarningKind, Warnings};

/// Rows of a division: enough to make a connection worth it.
const ROWS_PER_DIVISION: i128 = 1 << 14;
/// Most divisions; a table with few rows under high numbers has no more either.
const MOST_DIVISIONS: i128 = 64;
/// Rows between two counts of the progress.
const ROWS_PER_TICK: u64 = 1 << 10;

fn begins_as_sqlite(database: &Path) -> bool {
    let mut start = [0; 16];
    let read = File::open(database).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"SQLite format 3\0"
}

/// Reads every table of polygons in the database.
pub(in crate::io) fn read(
    database: &Path,
    path: &Path,
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
    let connection = source.connect().map_err(|error| source.error(&error))?;
    // The first look at the file: whether it is a database at all.
    let schema = connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()));
    schema.map_err(|error| source.error(&error))?;
    if !contents::is_geopackage(&connection) {
        return Err(OpenError::FormatNotRead {
            path: path.to_owned(),
            format: Format::Sqlite,
        });
    }
    let tables = contents::feature_tables(&connection).map_err(|error| source.error(&error))?;
    drop(connection);
    let mut outcome = Outcome::default();
    for table in tables {
        progress.check()?;
        let layer = match table.other_kind {
            Some(kind) => Err(not_polygons(path, kind)),
            None => read_table(&source.renewed(), &table),
        };
        outcome.add(table.name, layer)?;
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

fn not_polygons(path: &Path, kind: ShapeKind) -> OpenError {
    OpenError::NotPolygons {
        path: path.to_owned(),
        kind,
    }
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

/// Layers without an end that a file may have before it is given up: each takes a second or two.
const MOST_ENDLESS: usize = 3;

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
        for (name, error) in self.left_out {
            if !matches!(error, OpenError::NotPolygons { .. }) {
                first.warnings.push(Warning {
                    kind: WarningKind::LayerLeftOut { name },
                    count: 1,
                    records: Vec::new(),
                });
            }
        }
        Ok(self.layers)
    }
}

fn read_table(source: &Source<'_>, table: &FeatureTable) -> Result<Layer, OpenError> {
    let connection = &source.connect().map_err(|error| source.error(&error))?;
    let failed = |error: rusqlite::Error| source.error(&error);
    let plan = contents::plan(connection, table).map_err(failed)?;
    // Where not even the ends of a damaged table are found, it is read as far as it goes.
    let divisions = divide(connection, &plan).unwrap_or_else(|_| vec![None]);
    let budget = Budget::of_file(source.len);
    let mut divisions: Vec<Rows> = divisions
        .into_par_iter()
        .map(|range| Rows::read(source, &plan, range, &budget))
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
    let (said, crs_text) = contents::system(connection, table);
    let layer = Collected {
        name: table.name.clone(),
        path: source.path,
        format: Format::GeoPackage,
        encoding: UTF_8,
        columns: plan.columns(),
        runs: divisions.into_iter().map(|rows| rows.run).collect(),
        said,
        crs_text,
        warnings,
    };
    layer.into_layer()
}

/// The row numbers that each division spans; none where the table can only be read as a whole.
fn divide(connection: &Connection, plan: &Plan) -> rusqlite::Result<Vec<Option<[i64; 2]>>> {
    let Some(key) = &plan.key else {
        return Ok(vec![None]);
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
    Ok((0..count).map(|i| Some([start(i), end(i)])).collect())
}

/// The rows of a division.
#[derive(Debug)]
struct Rows {
    run: Run,
    /// Why there are no more, where reading stopped before the end.
    damage: Option<String>,
}

impl Rows {
    fn read(
        source: &Source<'_>,
        plan: &Plan,
        range: Option<[i64; 2]>,
        budget: &Budget,
    ) -> Result<Self, OpenError> {
        let mut rows = Self {
            run: Run::new(plan.columns()),
            damage: None,
        };
        match rows.fill(source, plan, range, budget) {
            Ok(()) => Ok(rows),
            Err(Stop::Error(error)) => Err(error),
            Err(Stop::Sqlite(error)) => match source.error(&error) {
                OpenError::Damaged { detail, .. } => {
                    rows.damage = Some(detail);
                    Ok(rows)
                }
                other => Err(other),
            },
        }
    }

    fn fill(
        &mut self,
        source: &Source<'_>,
        plan: &Plan,
        range: Option<[i64; 2]>,
        budget: &Budget,
    ) -> Result<(), Stop> {
        let connection = source.connect()?;
        let mut select = plan.select.clone();
        if let (Some(_), Some(key)) = (range, &plan.key) {
            select.push_str(&format!(" WHERE {key} BETWEEN ?1 AND ?2 ORDER BY {key}"));
        }
        let mut statement = connection.prepare(&select)?;
        let mut rows = match range {
            Some([first, last]) => statement.query(params![first, last])?,
            None => statement.query([])?,
        };
        let mut counted = 0;
        while let Some(row) = rows.next()? {
            let took = self.push(row)?;
            let spent = budget.spend(took);
            spent.map_err(|_| OpenError::OutOfProportion {
                path: source.path.to_owned(),
                format: Format::GeoPackage,
            })?;
            counted += 1;
            if counted % ROWS_PER_TICK == 0 {
                source
                    .progress
                    .tick(ROWS_PER_TICK)
                    .map_err(OpenError::from)?;
            }
        }
        Ok(())
    }

    /// Adds a row; says how many bytes it takes.
    fn push(&mut self, row: &Row<'_>) -> rusqlite::Result<usize> {
        let Run { shapes, columns } = &mut self.run;
        let before = shapes.vertex_count();
        match row.get_ref(0)? {
            ValueRef::Blob(blob) => push_geometry(blob, shapes),
            ValueRef::Null => shapes.end_feature(Content::Null),
            _ => shapes.end_feature(Content::Bad),
        }
        let mut took = 16 * (shapes.vertex_count() - before) + 24;
        for (i, column) in columns.iter_mut().enumerate() {
            let value = row.get_ref(i + 1)?;
            let cell = match value {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Integer(number),
                ValueRef::Real(number) => Cell::Real(number),
                ValueRef::Blob(_) => Cell::Bytes,
                ValueRef::Text(bytes) => {
                    took += bytes.len();
                    match std::str::from_utf8(bytes) {
                        Ok(text) => Cell::Text(text),
                        Err(_) => {
                            let text = String::from_utf8_lossy(bytes);
                            column.push(Cell::Text(&text));
                            continue;
                        }
                    }
                }
            };
            took += 8;
            column.push(cell);
        }
        Ok(took)
    }
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
