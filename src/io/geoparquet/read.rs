//! GeoParquet into a layer: the geometries, groups of rows side by side. The other columns wait in `lazy.rs` until they
//! are asked for.

use std::io::{Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use parquet::column::reader::ColumnReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use rayon::prelude::*;

use super::footer;
use super::geo::{Encoding, Geo};
use super::groups;
use super::guard::{self, Guard, Refusal};
use super::lazy;
use super::native::Nested;
use super::quiet;
use super::reader;
use super::values::{Rows, Stop};
use crate::io::assemble::{self, Run, UTF_8};
use crate::io::bytes::{Bytes, Reader};
use crate::io::error::OpenError;
use crate::io::origin::Origin;
use crate::io::recognise::Format;
use crate::io::region::Choice;
use crate::io::shapes_in::{Budget, Content, Shapes, TooMuch};
use crate::io::wkb_in;
use crate::job::Progress;
use crate::layer::{Layer, WarningKind, Warnings};

/// Rows between two looks whether to stop.
const ROWS_PER_TICK: usize = 1 << 12;
/// Groups of rows that a thread reads before they are put to the others.
const GROUPS_PER_THREAD: usize = 4;
/// What a feature takes besides its vertices.
const BYTES_PER_FEATURE: usize = 24;

/// Reads the file as one layer; of groups of rows whose place is known only those that are chosen.
pub(in crate::io) fn read(
    bytes: Bytes,
    name: String,
    path: &Path,
    choice: Choice<'_>,
    budget: &Budget,
    progress: &Progress,
) -> std::result::Result<Layer, OpenError> {
    quiet::decoders();
    // The decoders are not ours, and hostile numbers may be more than they expect.
    let read =
        AssertUnwindSafe(|| read_file(&Arc::new(bytes), name, path, choice, budget, progress));
    catch_unwind(read).unwrap_or_else(|_| Err(damaged(path, "decoding failed".to_owned())))
}

fn damaged(path: &Path, detail: String) -> OpenError {
    OpenError::Damaged {
        path: path.to_owned(),
        format: Format::GeoParquet,
        detail,
    }
}

fn read_file(
    bytes: &Arc<Bytes>,
    name: String,
    path: &Path,
    choice: Choice<'_>,
    budget: &Budget,
    progress: &Progress,
) -> std::result::Result<Layer, OpenError> {
    if !footer::can_be_followed(bytes) {
        let detail = "its description of itself is damaged".to_owned();
        return Err(damaged(path, detail));
    }
    let file = SerializedFileReader::new(Chunks(Arc::clone(bytes)));
    let file = file.map_err(|error| damaged(path, error.to_string()))?;
    let no_geometry = || OpenError::NoPolygons {
        path: path.to_owned(),
        format: Format::GeoParquet,
    };
    let geo = Geo::find(file.metadata().file_metadata()).ok_or_else(no_geometry)?;
    let geometry = Geometry::find(&file, &geo).ok_or_else(no_geometry)?;
    let fields = lazy::fields(file.metadata(), &geo);
    let plan = Plan {
        bytes,
        geometry,
        budget,
        damage: Mutex::default(),
        file,
        path,
        progress,
    };
    let columns: Vec<usize> = fields.iter().filter_map(lazy::Field::column).collect();
    plan.check(bytes, &columns)?;
    let rows = plan.file.metadata().file_metadata().num_rows();
    let rows = u64::try_from(rows).unwrap_or(0);
    let least = budget.has(rows.saturating_mul(BYTES_PER_FEATURE as u64));
    least.map_err(|_| plan.out_of_proportion())?;
    progress.begin(rows);
    let groups = groups::choose(plan.file.metadata(), &geo, &plan.geometry, choice);
    let (shapes, rows) = plan.groups(&groups.numbers)?;
    let warnings = Warnings::default();
    if groups.elsewhere > 0 {
        warnings.count(WarningKind::OutsideRegion, groups.elsewhere, &[]);
    }
    let damage = plan.damage.lock();
    if let Some(detail) = damage.unwrap_or_else(PoisonError::into_inner).take() {
        if shapes.vertex_count() == 0 {
            return Err(damaged(path, detail));
        }
        warnings.add(WarningKind::PartlyReadable { detail });
    }
    let layer = assemble::Collected {
        name,
        path,
        format: Format::GeoParquet,
        encoding: UTF_8,
        columns: Vec::new(),
        records: groups.records(&rows),
        runs: vec![Run {
            shapes,
            columns: Vec::new(),
        }],
        said: geo.said,
        crs_text: geo.crs_text,
        warnings,
    };
    let mut layer = layer.into_layer()?;
    let metadata = Arc::new(plan.file.metadata().clone());
    let origin = Origin::of(bytes);
    layer.warnings.extend(lazy::left_out(&fields));
    let (table, damaged) = lazy::table(origin, metadata, &groups.numbers, fields, budget);
    layer.table = table;
    layer.warnings.extend(damaged);
    Ok(layer)
}

/// The file as Parquet's reader wants it.
#[derive(Debug)]
pub(super) struct Chunks(pub(super) Arc<Bytes>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Chunks {
    type T = Reader;

    fn get_read(&self, start: u64) -> Result<Reader> {
        let mut reader = Reader::new(Arc::clone(&self.0));
        reader.seek(SeekFrom::Start(start))?;
        Ok(reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        let mut buffer = Vec::new();
        let bytes = self.0.slice(start, length as u64, &mut buffer)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("the file ends before".to_owned()));
        }
        Ok(match *self.0 {
            Bytes::Memory(_) | Bytes::Lent(_) => bytes::Bytes::copy_from_slice(bytes),
            Bytes::File { .. } => bytes::Bytes::from(buffer),
        })
    }
}

/// Where the geometry is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Geometry {
    Binary { column: usize },
    Nested(Nested),
}

impl Geometry {
    fn find(file: &SerializedFileReader<Chunks>, geo: &Geo) -> Option<Self> {
        let schema = file.metadata().file_metadata().schema_descr();
        match geo.encoding {
            Encoding::Lists { kind, depth } => {
                Nested::find(schema, geo.field, kind, depth).map(Self::Nested)
            }
            Encoding::Binary => {
                let mut columns = 0..schema.num_columns();
                let column = columns.find(|i| schema.get_column_root_idx(*i) == geo.field)?;
                (schema.column(column).max_rep_level() == 0).then_some(Self::Binary { column })
            }
        }
    }

    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Binary { column } => vec![*column],
            Self::Nested(nested) => vec![nested.x, nested.y],
        }
    }
}

/// How the file is read.
struct Plan<'a> {
    bytes: &'a Arc<Bytes>,
    file: SerializedFileReader<Chunks>,
    geometry: Geometry,
    budget: &'a Budget,
    /// The first thing that could not be read.
    damage: Mutex<Option<String>>,
    path: &'a Path,
    progress: &'a Progress,
}

impl Plan<'_> {
    fn out_of_proportion(&self) -> OpenError {
        OpenError::OutOfProportion {
            path: self.path.to_owned(),
            format: Format::GeoParquet,
        }
    }

    /// Whether what the pages of these columns claim can be, and whether they can be unpacked. Those of the geometry are
    /// about to be read, and looked through.
    fn check(&self, bytes: &Bytes, columns: &[usize]) -> std::result::Result<(), OpenError> {
        let of_geometry = self.geometry.columns();
        let is_nested = matches!(self.geometry, Geometry::Nested(_));
        let mut guard = Guard::new(self.budget);
        let mut chunks = Vec::new();
        for group in self.file.metadata().row_groups() {
            self.progress.check()?;
            for column in columns.iter().chain(&of_geometry) {
                let Some(chunk) = group.columns().get(*column) else {
                    continue;
                };
                let seen = guard.see(bytes, chunk);
                let claims = seen.map_err(|refusal| self.refused(&refusal))?;
                if !of_geometry.contains(column) {
                    continue;
                }
                chunks.push(chunk);
                // Of a nested column, all values of a page may be one feature's.
                let values = if is_nested { claims.values } else { 0 };
                let values = usize::try_from(values).unwrap_or(usize::MAX);
                let spent = self.budget.spend(values.saturating_mul(12));
                spent.map_err(|_| self.out_of_proportion())?;
            }
        }
        chunks.par_iter().try_for_each(|chunk| {
            self.progress.check()?;
            let honest = guard::keeps_its_word(bytes, chunk);
            honest.then_some(()).ok_or_else(|| self.out_of_proportion())
        })
    }

    fn refused(&self, refusal: &Refusal) -> OpenError {
        match refusal {
            Refusal::Packing(name) => OpenError::CompressionNotRead {
                path: self.path.to_owned(),
                compression: (*name).to_owned(),
            },
            Refusal::Nowhere => damaged(self.path, "a column lies nowhere".to_owned()),
            Refusal::TooMuch => self.out_of_proportion(),
        }
    }

    fn note(&self, error: impl std::fmt::Display) {
        let mut damage = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        damage.get_or_insert_with(|| error.to_string());
    }

    /// The geometries of these groups of rows, one behind the other, and how many each group has. Some groups are read
    /// side by side, and put to the others before the next: all of them would lie in memory twice else.
    fn groups(&self, numbers: &[usize]) -> std::result::Result<(Shapes, Vec<usize>), OpenError> {
        let mut all = Shapes::default();
        let mut rows = Vec::with_capacity(numbers.len());
        let together = rayon::current_num_threads().saturating_mul(GROUPS_PER_THREAD);
        for numbers in numbers.chunks(together.max(1)) {
            let some = numbers.par_iter().map(|number| self.group(*number));
            let some: Vec<Shapes> = some.collect::<std::result::Result<_, OpenError>>()?;
            for shapes in some {
                rows.push(shapes.len());
                let put = all.append(shapes);
                put.map_err(|error| OpenError::of_system(self.path, error))?;
            }
        }
        Ok((all, rows))
    }

    /// The geometries of a group of rows. What of them cannot be read is empty.
    fn group(&self, number: usize) -> std::result::Result<Shapes, OpenError> {
        let Some(group) = self.file.metadata().row_groups().get(number) else {
            return Ok(Shapes::default());
        };
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        self.shapes(group, rows)
    }

    /// The geometries of a group, as many as it has rows.
    fn shapes(
        &self,
        group: &RowGroupMetaData,
        rows: usize,
    ) -> std::result::Result<Shapes, OpenError> {
        let mut shapes = Shapes::default();
        let read = match self.geometry {
            Geometry::Binary { column } => self.binary(group, column, rows, &mut shapes),
            Geometry::Nested(nested) => self.nested(group, nested, rows, &mut shapes),
        };
        match read {
            Ok(()) => {}
            Err(Failure::Parquet(error)) => self.note(error),
            Err(Failure::Open(error)) => return Err(error),
        }
        if shapes.len() < rows {
            self.note("a group has fewer rows than it says");
        }
        while shapes.len() < rows {
            let spent = self.budget.spend(BYTES_PER_FEATURE);
            spent.map_err(|_| self.out_of_proportion())?;
            shapes.end_feature(Content::Bad);
        }
        Ok(shapes)
    }

    fn binary(
        &self,
        group: &RowGroupMetaData,
        column: usize,
        rows: usize,
        shapes: &mut Shapes,
    ) -> std::result::Result<(), Failure> {
        let opened = reader::open(self.bytes, group, column, self.budget)?;
        let ColumnReader::ByteArrayColumnReader(reader) = opened.reader else {
            return Err(Failure::Parquet(ParquetError::General(
                "the geometry is not stored as bytes".to_owned(),
            )));
        };
        let most_level = level(group, column);
        Rows {
            most_level,
            skip: 0,
            rows,
            batch: opened.batch,
        }
        .each(reader, |value| {
            let before = shapes.vertex_count();
            match value {
                None => shapes.end_feature(Content::Null),
                Some(bytes) => {
                    wkb_in::push(bytes.data(), shapes);
                }
            }
            let took = BYTES_PER_FEATURE + 16 * (shapes.vertex_count() - before);
            self.budget
                .spend(took)
                .map_err(|_| self.out_of_proportion())?;
            if shapes.len().is_multiple_of(ROWS_PER_TICK) {
                self.progress
                    .tick(ROWS_PER_TICK as u64)
                    .map_err(OpenError::from)?;
            }
            Ok(())
        })
    }

    fn nested(
        &self,
        group: &RowGroupMetaData,
        nested: Nested,
        rows: usize,
        shapes: &mut Shapes,
    ) -> std::result::Result<(), Failure> {
        let x = reader::open(self.bytes, group, nested.x, self.budget)?.reader;
        let y = reader::open(self.bytes, group, nested.y, self.budget)?.reader;
        let mut stop = None;
        let read = nested.read([x, y], rows, shapes, || {
            stop = self.progress.check().err();
            stop.is_none()
        });
        match stop {
            Some(cancelled) => Err(Failure::Open(cancelled.into())),
            None => Ok(read?),
        }
    }
}

/// The level at which a column has a value.
fn level(group: &RowGroupMetaData, column: usize) -> i16 {
    let schema = group.schema_descr();
    schema.column(column).max_def_level()
}

/// Why geometries are not read to their end.
enum Failure {
    /// Those before are there.
    Parquet(ParquetError),
    Open(OpenError),
}

impl From<ParquetError> for Failure {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Damaged(error) => Self::Parquet(error),
            Stop::TooMuch => Self::Parquet(ParquetError::General(TooMuch.to_string())),
        }
    }
}
