//! GeoParquet into a layer: row groups on all cores, column by column. Geometry as well-known binary or in the
//! native encodings of GeoArrow; columns of lists and structures are left out.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType};
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::serialized_reader::SerializedPageReader;
use rayon::prelude::*;

use super::cells::{self, Kind};
use super::footer;
use super::metadata::{Encoding, Geo};
use super::native;
use crate::io::assemble::{Collected, UTF_8};
use crate::io::bytes::{Bytes, u32_le};
use crate::io::columns_in::Column;
use crate::io::error::OpenError;
use crate::io::place::Said;
use crate::io::recognise::Format;
use crate::io::shapes_in::{Budget, Content, Shapes, TooMuch};
use crate::io::wkb_in;
use crate::job::{Cancelled, Progress};
use crate::layer::{FieldType, Layer, WarningKind, Warnings};

/// What a file may unpack to by its own account, times its length: columns of one value shrink far.
const MOST_RATIO: u64 = 1000;
const FREE_LEN: u64 = 1 << 30;

/// Reads the file `file` as one layer; `path` is what was asked for.
pub(in crate::io) fn read(
    file: &Path,
    name: String,
    path: &Path,
    progress: &Progress,
) -> Result<Layer, OpenError> {
    let system = |error| OpenError::of_system(path, error);
    let opened = File::open(file).map_err(system)?;
    let len = opened.metadata().map_err(system)?.len();
    let damaged = |detail: String| OpenError::Damaged {
        path: path.to_owned(),
        format: Format::GeoParquet,
        detail,
    };
    let bytes = Bytes::open(file).map_err(system)?;
    let footer = footer(&bytes).map_err(system)?;
    if !footer.is_some_and(|footer| footer::is_sane(&footer)) {
        return Err(damaged("no footer, or one that claims too much".to_owned()));
    }
    let metadata = guarded(|| {
        ParquetMetaDataReader::new()
            .parse_and_finish(&opened)
            .map_err(Stop::from)
    });
    let metadata = metadata.map_err(|stop| damaged(stop.detail()))?;
    let out_of_proportion = || OpenError::OutOfProportion {
        path: path.to_owned(),
        format: Format::GeoParquet,
    };
    let chunks = metadata
        .row_groups()
        .iter()
        .flat_map(parquet::file::metadata::RowGroupMetaData::columns);
    let unpacked = chunks
        .map(|column| u64::try_from(column.uncompressed_size()).unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add);
    if unpacked > FREE_LEN + len.saturating_mul(MOST_RATIO) {
        return Err(out_of_proportion());
    }
    if let Some(compression) = unread_compression(&metadata) {
        return Err(OpenError::CompressionNotRead {
            path: path.to_owned(),
            compression,
        });
    }
    let geo = Geo::of(&metadata).ok_or_else(|| OpenError::NoPolygons {
        path: path.to_owned(),
        format: Format::GeoParquet,
    })?;
    let plan = Plan::new(&metadata, &geo).ok_or_else(|| {
        damaged("the geometry column is not stored as its encoding says".to_owned())
    })?;
    let budget = Budget::of_file(len);
    let rows = metadata.file_metadata().num_rows();
    progress.begin(u64::try_from(rows).unwrap_or(0));
    let groups: Vec<Group> = (0..metadata.num_row_groups())
        .into_par_iter()
        .map(|number| Group::read(file, &metadata, number, &plan, &budget, progress))
        .collect::<Result<_, _>>()
        .map_err(|stop| match stop {
            Stop::Cancelled(cancelled) => cancelled.into(),
            Stop::TooMuch => out_of_proportion(),
            Stop::Damage(detail) => damaged(detail),
        })?;

    let warnings = Warnings::default();
    let mut columns = plan.columns();
    let mut shapes = Vec::with_capacity(groups.len());
    for group in groups {
        if let Some(detail) = group.damage {
            warnings.add(WarningKind::PartlyReadable { detail });
        }
        for (column, more) in columns.iter_mut().zip(group.columns) {
            column.append(more);
        }
        shapes.push(group.shapes);
    }
    if rows > 0 && shapes.iter().all(|shapes| shapes.len() == 0) {
        return Err(damaged("no row can be read".to_owned()));
    }
    let layer = Collected {
        name,
        path,
        format: Format::GeoParquet,
        encoding: UTF_8,
        shapes,
        columns,
        said: match &geo.crs {
            None => Said::Nothing,
            Some(text) => Said::by(Some(text)),
        },
        crs_text: geo.crs,
        warnings,
    };
    layer.into_layer()
}

/// A compression in the file that this program is built without.
fn unread_compression(metadata: &ParquetMetaData) -> Option<String> {
    let groups = metadata.row_groups().iter();
    let mut chunks = groups.flat_map(parquet::file::metadata::RowGroupMetaData::columns);
    chunks.find_map(|chunk| match chunk.compression() {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::LZ4
        | Compression::LZ4_RAW => None,
        Compression::ZSTD(_) => Some("ZSTD".to_owned()),
        Compression::BROTLI(_) => Some("Brotli".to_owned()),
        other => Some(other.to_string()),
    })
}

/// What the file says of itself at its end: the bytes before a length and the magic.
fn footer(bytes: &Bytes) -> std::io::Result<Option<Vec<u8>>> {
    const TAIL_LEN: u64 = 8;
    let Some(end) = bytes.len().checked_sub(TAIL_LEN) else {
        return Ok(None);
    };
    let mut buffer = Vec::new();
    let tail = bytes.slice(end, TAIL_LEN, &mut buffer)?;
    let len = u32_le(tail, 0).unwrap_or(0);
    let Some(start) = end.checked_sub(u64::from(len)) else {
        return Ok(None);
    };
    let mut buffer = Vec::new();
    Ok(Some(
        bytes.slice(start, u64::from(len), &mut buffer)?.to_vec(),
    ))
}

/// Why a row group is not read to its end.
#[derive(Debug)]
pub(super) enum Stop {
    Cancelled(Cancelled),
    TooMuch,
    Damage(String),
}

impl Stop {
    fn detail(self) -> String {
        match self {
            Self::Damage(detail) => detail,
            Self::Cancelled(cancelled) => cancelled.to_string(),
            Self::TooMuch => TooMuch.to_string(),
        }
    }
}

impl From<ParquetError> for Stop {
    fn from(error: ParquetError) -> Self {
        Self::Damage(error.to_string())
    }
}

impl From<TooMuch> for Stop {
    fn from(_: TooMuch) -> Self {
        Self::TooMuch
    }
}

impl From<Cancelled> for Stop {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

/// The library takes the counts of a file at their word in places, and then panics.
fn guarded<T>(read: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Stop::Damage("the file contradicts itself".to_owned())))
}

/// Which leaves are read as what.
struct Plan {
    encoding: Encoding,
    /// The leaves of the geometry: one for well-known binary and points in a row, two for x and y.
    geometry: Vec<usize>,
    fields: Vec<Planned>,
}

struct Planned {
    name: String,
    field_type: FieldType,
    /// Leaf and kind; `None` where the column is left out.
    source: Option<(usize, Kind)>,
}

impl Plan {
    fn new(metadata: &ParquetMetaData, geo: &Geo) -> Option<Self> {
        let schema = metadata.file_metadata().schema_descr();
        let roots = schema.root_schema().get_fields();
        let mut geometry = Vec::new();
        let mut fields = Vec::new();
        for (number, root) in roots.iter().enumerate() {
            let leaves = (0..schema.num_columns()).filter(|leaf| {
                let name = schema.column(*leaf);
                let first = name.path().parts().first();
                first.is_some_and(|first| first == root.name())
                    && schema.get_column_root_idx(*leaf) == number
            });
            let leaves: Vec<usize> = leaves.collect();
            if root.name() == geo.column {
                geometry = leaves;
            } else if !geo.boxes.iter().any(|name| name == root.name()) {
                let kind = match leaves[..] {
                    [leaf] if root.is_primitive() && schema.column(leaf).max_rep_level() == 0 => {
                        Kind::of(&schema.column(leaf)).map(|kind| (leaf, kind))
                    }
                    _ => None,
                };
                fields.push(Planned {
                    name: root.name().to_owned(),
                    field_type: kind.map_or(FieldType::Binary, |(_, kind)| kind.field_type()),
                    source: kind,
                });
            }
        }
        if let Encoding::Native { .. } = geo.encoding {
            geometry = native::ordinates(schema, &geometry)?;
        }
        (!geometry.is_empty()).then_some(Self {
            encoding: geo.encoding,
            geometry,
            fields,
        })
    }

    fn columns(&self) -> Vec<Column> {
        let fields = self.fields.iter();
        fields
            .map(|field| Column::new(field.name.clone(), Some(field.field_type)))
            .collect()
    }
}

/// A row group.
struct Group {
    shapes: Shapes,
    columns: Vec<Column>,
    /// Why there is no more, where reading stopped before the end.
    damage: Option<String>,
}

impl Group {
    fn read(
        file: &Path,
        metadata: &ParquetMetaData,
        number: usize,
        plan: &Plan,
        budget: &Budget,
        progress: &Progress,
    ) -> Result<Self, Stop> {
        let mut group = Self {
            shapes: Shapes::default(),
            columns: plan.columns(),
            damage: None,
        };
        let leaves = Leaves {
            // Each with a file of its own: clones of one would share its position.
            file: Arc::new(File::open(file).map_err(|error| Stop::Damage(error.to_string()))?),
            metadata,
            number,
        };
        match guarded(|| group.fill(&leaves, plan, budget, progress)) {
            Ok(()) => {}
            Err(Stop::Damage(detail)) => group.damage = Some(detail),
            Err(stop) => return Err(stop),
        }
        let rows = group.shapes.len();
        group.columns.iter_mut().for_each(|column| column.pad(rows));
        Ok(group)
    }

    fn fill(
        &mut self,
        leaves: &Leaves<'_>,
        plan: &Plan,
        budget: &Budget,
        progress: &Progress,
    ) -> Result<(), Stop> {
        match (plan.encoding, &plan.geometry[..]) {
            (Encoding::Wkb, [leaf]) => {
                self.binary(
                    leaves.reader(*leaf)?,
                    leaves.most_def(*leaf),
                    budget,
                    progress,
                )?;
            }
            (Encoding::Native { multi }, geometry) => {
                let readers = geometry.iter().map(|leaf| leaves.reader(*leaf));
                let readers = readers.collect::<Result<Vec<_>, _>>()?;
                let most_def = geometry.first().map_or(0, |leaf| leaves.most_def(*leaf));
                native::read(readers, most_def, multi, &mut self.shapes, budget, progress)?;
            }
            _ => return Err(Stop::Damage("no geometry".to_owned())),
        }
        let rows = self.shapes.len();
        for (column, field) in self.columns.iter_mut().zip(&plan.fields) {
            if let Some((leaf, kind)) = field.source {
                let reader = leaves.reader(leaf)?;
                cells::read(reader, leaves.most_def(leaf), kind, rows, column, budget)?;
                progress.check()?;
            }
        }
        Ok(())
    }

    fn binary(
        &mut self,
        reader: ColumnReader,
        most_def: i16,
        budget: &Budget,
        progress: &Progress,
    ) -> Result<(), Stop> {
        let ColumnReader::ByteArrayColumnReader(mut reader) = reader else {
            return Err(Stop::Damage("the geometry is no binary".to_owned()));
        };
        cells::each(&mut reader, most_def, usize::MAX, |blob| {
            let before = self.shapes.vertex_count();
            match blob {
                Some(blob) if !blob.data().is_empty() => {
                    wkb_in::push(blob.data(), &mut self.shapes);
                }
                _ => self.shapes.end_feature(Content::Null),
            }
            budget.spend(16 * (self.shapes.vertex_count() - before) + 24)?;
            progress.tick(1)?;
            Ok(())
        })
    }
}

/// The leaf columns of a row group.
struct Leaves<'a> {
    file: Arc<File>,
    metadata: &'a ParquetMetaData,
    number: usize,
}

impl Leaves<'_> {
    fn reader(&self, leaf: usize) -> Result<ColumnReader, Stop> {
        let group = self.metadata.row_group(self.number);
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        let chunk = group
            .columns()
            .get(leaf)
            .ok_or_else(|| Stop::Damage("a column is missing".to_owned()))?;
        let pages = SerializedPageReader::new(Arc::clone(&self.file), chunk, rows, None)?;
        Ok(get_column_reader(chunk.column_descr_ptr(), Box::new(pages)))
    }

    fn most_def(&self, leaf: usize) -> i16 {
        let schema = self.metadata.file_metadata().schema_descr();
        schema.column(leaf).max_def_level()
    }
}

/// True for the types that Parquet itself has for geometry.
pub(super) fn is_geometry(logical: Option<&LogicalType>) -> bool {
    matches!(
        logical,
        Some(LogicalType::Geometry(_) | LogicalType::Geography(_))
    )
}
