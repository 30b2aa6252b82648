//! Shapefiles: `.shp`, `.shx`, `.dbf`, `.prj` and `.cpg` into a layer, and back.
//!
//! After the ESRI white paper "Shapefile technical description" (1998) and the dBASE III table format, and
//! after what files in practice do to both: every claim of a header is held against what is really there.

mod blocks;
mod cells;
mod columns;
mod dbf;
mod dbf_write;
mod files;
mod glance;
mod index;
mod marks;
mod marks_out;
mod needed;
mod shapes;
mod write;

use std::path::Path;
use std::sync::Arc;

use self::columns::DbfRows;
use self::dbf::{Dbf, DbfError, Scan};
pub(super) use self::files::{Files, is_sidecar, shp_beside};
use self::index::Index;
use self::needed::Needed;
pub use self::write::{FieldName, write, write_with};
use super::budget::{Budget, TooMuch};
use super::bytes::{Bytes, Stopped, u32_be, u32_le};
use super::encoding::{self, TextEncoding};
use super::error::ShapeKind;
use super::lent::Pool;
use super::place::{self, Said};
use super::recognise::Format;
use super::region;
use super::{OpenError, Opening};
use crate::geometry::{GeometryKind, PolygonArray};
use crate::job::{Cancelled, Progress};
use crate::layer::{FieldType, Layer, Source, Table, WarningKind, Warnings};

/// Longest `.prj` or `.cpg` that is read.
pub(super) const MOST_TEXT_LEN: u64 = 1 << 16;
/// What a record takes while it is read and in the layer, besides its vertices: a null shape of twelve bytes too.
const BYTES_PER_RECORD: usize = 80;

/// Reads one shapefile. `path` is the file that was asked for: the `.shp`, or the zip it lies in.
pub(super) fn read(
    files: Files,
    name: String,
    path: &Path,
    how: Opening<'_>,
    budget: &Budget,
    progress: &Progress,
) -> Result<Layer, OpenError> {
    let stopped = |stopped| OpenError::of_stop(path, stopped);
    let kind = kind_of(&files.shp, path)?;
    if how.few {
        return glance::read(files, name, path, budget, progress);
    }
    let Files {
        shp,
        shx,
        dbf,
        prj,
        cpg,
    } = files;
    let warnings = Warnings::default();
    let index = Located::find(&shp, shx, budget, progress).map_err(stopped)?;
    index.spend(budget, path)?;
    let pool = how.recall.map(|recall| &recall.tables);
    let attributes = Attributes::read(dbf, index.records(), pool, &warnings, progress)?;
    let crs_text = text_of(prj);
    let said = Said::by(crs_text.as_deref());
    let choice = Choice {
        deleted: attributes.deleted(),
        needed: Needed {
            within: region::wanted(how.region, &said),
            known: how.known.and_then(|known| known.in_file(&said)),
            recall: how.recall,
        },
    };
    let shapes = match kind {
        GeometryKind::Polygons => index.read(&shp, &choice, &warnings, progress),
        kind => index.read_marks(&shp, kind, &choice, &warnings, progress),
    };
    let (polygons, records) = shapes.map_err(stopped)?;
    let features = polygons.len();

    let (table, encoding) =
        attributes.into_table(text_of(cpg).as_deref(), &records, features, &warnings);
    let bounds = || polygons.bounds();
    let (declared_crs, crs) = place::choose(said, bounds, &warnings);
    Ok(Layer {
        name,
        source: Source {
            declared_crs,
            crs_text,
            record_numbers: records,
            ..source(path, encoding)
        },
        crs,
        polygons,
        table,
        warnings: warnings.into_list(),
    })
}

/// A shapefile as the source of a layer, before anything is known of its system.
fn source(path: &Path, encoding: Option<TextEncoding>) -> Source {
    Source {
        path: path.to_owned(),
        format: Format::Shapefile.name().to_owned(),
        encoding: encoding.map(|encoding| encoding.name().to_owned()),
        ..Source::default()
    }
}

/// What a shapefile holds. Refuses what is none, or one of something that is not shown.
fn kind_of(shp: &Bytes, path: &Path) -> Result<GeometryKind, OpenError> {
    let damaged = |detail| OpenError::ShpDamaged {
        path: path.to_owned(),
        detail,
    };
    let mut buffer = Vec::new();
    let header = shp
        .slice(0, index::HEADER_LEN + 12, &mut buffer)
        .map_err(|source| OpenError::of_system(path, source))?;
    if u32_be(header, 0) != Some(9994) {
        return Err(damaged("it does not begin with 9994"));
    }
    if header.len() < index::HEADER_LEN as usize {
        return Err(damaged("shorter than 100 bytes"));
    }
    let kind = |code| match code {
        1 | 8 | 11 | 18 | 21 | 28 => Some(GeometryKind::Points),
        3 | 13 | 23 => Some(GeometryKind::Lines),
        5 | 15 | 25 => Some(GeometryKind::Polygons),
        _ => None,
    };
    let declared = u32_le(header, 32).unwrap_or(0);
    // Where the header names no type that exists, the first record decides.
    let first = u32_le(header, index::HEADER_LEN as usize + 8).unwrap_or(0);
    let code = match kind(declared) {
        None if declared != MULTI_PATCH => first,
        _ => declared,
    };
    if code == MULTI_PATCH {
        return Err(OpenError::NotPolygons {
            path: path.to_owned(),
            kind: ShapeKind::MultiPatch,
        });
    }
    Ok(kind(code).unwrap_or_default())
}

/// Type of surfaces in space.
const MULTI_PATCH: u32 = 31;

/// The records of the `.shp`, and how they were found.
struct Located {
    index: Index,
    by_shx: bool,
    /// Records lie behind those that the `.shx` knows.
    has_tail: bool,
    /// Records that there is memory for.
    most: usize,
}

impl Located {
    fn find(
        shp: &Bytes,
        shx: Option<Bytes>,
        budget: &Budget,
        progress: &Progress,
    ) -> Result<Self, Stopped> {
        let most = usize::try_from(budget.left()).unwrap_or(usize::MAX) / BYTES_PER_RECORD;
        let longest = index::most_shx_bytes(shp.len());
        let shx = optional(shx.map(|shx| shx.into_vec(longest, progress)))?;
        if let Some(mut index) = shx.and_then(|shx| index::from_shx(&shx, shp.len())) {
            return Ok(Self {
                has_tail: index::append_tail(&mut index, shp, most, progress)?,
                index,
                by_shx: true,
                most,
            });
        }
        Ok(Self {
            index: index::walk(shp, most, progress)?,
            by_shx: false,
            has_tail: false,
            most,
        })
    }

    /// Takes what the records will need.
    fn spend(&self, budget: &Budget, path: &Path) -> Result<(), OpenError> {
        let bytes = self.records().saturating_mul(BYTES_PER_RECORD);
        budget.spend(bytes).map_err(|_| OpenError::OutOfProportion {
            path: path.to_owned(),
            format: Format::Shapefile,
        })
    }

    fn records(&self) -> usize {
        self.index.entries.len()
    }

    /// The records as a walk finds them, where the index does not fit.
    fn walk_again(
        &self,
        shp: &Bytes,
        choice: &Choice<'_>,
        progress: &Progress,
    ) -> Result<Index, Stopped> {
        let mut walked = index::walk(shp, self.most, progress)?;
        if walked.entries.len() > self.most {
            return Err(TooMuch.into());
        }
        remove_deleted(&mut walked, choice.deleted);
        Ok(walked)
    }

    /// Reads the shapes; the second value is their record numbers, empty when they count through.
    ///
    /// Where a `.shx` points at places that are no such records, the records are found by walking; whichever
    /// way understands more of them is taken.
    fn read(
        mut self,
        shp: &Bytes,
        choice: &Choice<'_>,
        warnings: &Warnings,
        progress: &Progress,
    ) -> Result<(PolygonArray, Vec<u32>), Stopped> {
        let mut rebuilt = !self.by_shx || self.has_tail;
        remove_deleted(&mut self.index, choice.deleted);
        let needed = &choice.needed;
        let mut shapes = shapes::read(shp, &self.index.entries, needed, progress)?;
        if self.by_shx && shapes.misfits > 0 {
            let walked = self.walk_again(shp, choice, progress)?;
            let other = shapes::read(shp, &walked.entries, needed, progress)?;
            if other.understood > shapes.understood {
                (shapes, self.index, rebuilt) = (other, walked, true);
            }
        }
        if shapes.elsewhere > 0 {
            self.index.entries = std::mem::take(&mut shapes.here);
            warnings.count(WarningKind::OutsideRegion, shapes.elsewhere, &[]);
        }
        if rebuilt {
            warnings.add(WarningKind::IndexRebuilt);
        }
        let bytes = self.index.trailing_bytes;
        if bytes > 0 {
            warnings.add(WarningKind::TrailingBytes { bytes });
        }
        for warning in std::mem::take(&mut shapes.warnings).into_list() {
            warnings.count(warning.kind, warning.count, &warning.records);
        }
        choice.tell(warnings);
        let records = record_numbers(&self.index);
        Ok((shapes.polygons, records))
    }

    /// The same for lines and points.
    fn read_marks(
        mut self,
        shp: &Bytes,
        kind: GeometryKind,
        choice: &Choice<'_>,
        warnings: &Warnings,
        progress: &Progress,
    ) -> Result<(PolygonArray, Vec<u32>), Stopped> {
        let mut rebuilt = !self.by_shx || self.has_tail;
        remove_deleted(&mut self.index, choice.deleted);
        let mut own = Warnings::default();
        let mut marks = marks::read(shp, &self.index.entries, kind, &own, progress)?;
        if self.by_shx && marks.misfits > 0 {
            let walked = self.walk_again(shp, choice, progress)?;
            let others = Warnings::default();
            let other = marks::read(shp, &walked.entries, kind, &others, progress)?;
            if other.misfits < marks.misfits {
                (marks, own, self.index, rebuilt) = (other, others, walked, true);
            }
        }
        if rebuilt {
            warnings.add(WarningKind::IndexRebuilt);
        }
        let bytes = self.index.trailing_bytes;
        if bytes > 0 {
            warnings.add(WarningKind::TrailingBytes { bytes });
        }
        for warning in own.into_list() {
            warnings.count(warning.kind, warning.count, &warning.records);
        }
        choice.tell(warnings);
        Ok((marks.array, record_numbers(&self.index)))
    }
}

/// Which records are read.
struct Choice<'a> {
    /// Rows that are marked deleted, in order.
    deleted: &'a [usize],
    needed: Needed<'a>,
}

impl Choice<'_> {
    /// Counts the deleted rows.
    fn tell(&self, warnings: &Warnings) {
        if !self.deleted.is_empty() {
            let records: Vec<u64> = self.deleted.iter().map(|&row| row as u64).collect();
            warnings.count(WarningKind::DeletedRows, records.len() as u64, &records);
        }
    }
}

/// The record of each feature; empty when they count through.
fn record_numbers(index: &Index) -> Vec<u32> {
    let entries = &index.entries;
    let counts_through = (0u32..).zip(entries).all(|(i, entry)| entry.record == i);
    match counts_through {
        true => Vec::new(),
        false => entries.iter().map(|entry| entry.record).collect(),
    }
}

/// `deleted` is in order.
fn remove_deleted(index: &mut Index, deleted: &[usize]) {
    if !deleted.is_empty() {
        index
            .entries
            .retain(|entry| deleted.binary_search(&(entry.record as usize)).is_err());
    }
}

/// The `.dbf`, if there is one that can be read.
struct Attributes(Option<(Dbf, Scan)>);

impl Attributes {
    fn read(
        dbf: Option<Bytes>,
        shapes: usize,
        pool: Option<&Arc<Pool>>,
        warnings: &Warnings,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let Some(dbf) = dbf else {
            warnings.add(WarningKind::AttributesMissing);
            return Ok(Self(None));
        };
        let dbf = match Dbf::read(dbf, shapes, pool, progress) {
            Ok(dbf) => dbf,
            Err(DbfError::Stopped(Stopped::Cancelled(cancelled))) => return Err(cancelled),
            Err(error) => {
                let detail = error.to_string();
                warnings.add(WarningKind::AttributesUnreadable { detail });
                return Ok(Self(None));
            }
        };
        let rows = dbf.rows_claimed.min(dbf.rows_stored);
        if rows != shapes {
            warnings.add(WarningKind::RowCountDiffers {
                shapes: shapes as u64,
                rows: rows as u64,
            });
        }
        let scan = dbf.scan(shapes, progress)?;
        for (&column, bad) in &scan.bad_cells {
            let name = dbf.columns.get(column).map(|column| &column.name);
            let column = String::from_utf8_lossy(name.map_or(&[], Vec::as_slice)).into_owned();
            warnings.count(WarningKind::BadCells { column }, bad.count, &bad.records);
        }
        Ok(Self(Some((dbf, scan))))
    }

    fn deleted(&self) -> &[usize] {
        self.0.as_ref().map_or(&[], |(_, scan)| &scan.deleted)
    }

    /// The table of `features` rows, and the encoding of its texts.
    fn into_table(
        self,
        cpg: Option<&str>,
        records: &[u32],
        features: usize,
        warnings: &Warnings,
    ) -> (Table, Option<TextEncoding>) {
        let Some((dbf, scan)) = self.0 else {
            return (Table::empty(features), None);
        };
        let evidence = scan.evidence(&dbf.columns);
        let (encoding, doubt) = encoding::choose(cpg, dbf.language_byte, evidence);
        if let Some(doubt) = doubt {
            warnings.add(doubt);
        }
        let rows = DbfRows {
            dbf: Arc::new(dbf),
            encoding,
            records: records.into(),
            features,
            lost: Arc::default(),
        };
        let (fields, duplicates) = rows.fields();
        for name in duplicates {
            warnings.add(WarningKind::DuplicateColumns { name });
        }
        let left_out = |t| matches!(t, FieldType::Memo | FieldType::Binary);
        let left_out: Vec<&str> = fields
            .iter()
            .filter(|field| left_out(field.field_type))
            .map(|field| field.name.as_str())
            .collect();
        if !left_out.is_empty() {
            let columns = left_out.join(", ");
            warnings.add(WarningKind::ColumnsLeftOut { columns });
        }
        (Table::new(fields, features, Arc::new(rows)), Some(encoding))
    }
}

/// What can be done without when it cannot be read; only cancelling goes on.
fn optional<T>(read: Option<Result<T, Stopped>>) -> Result<Option<T>, Cancelled> {
    match read {
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(Stopped::Cancelled(cancelled))) => Err(cancelled),
        Some(Err(Stopped::Io(_) | Stopped::TooMuch(_))) | None => Ok(None),
    }
}

/// A small text file beside the `.shp`.
fn text_of(bytes: Option<Bytes>) -> Option<String> {
    let bytes = bytes?.into_vec(MOST_TEXT_LEN, &Progress::default()).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    (!text.is_empty()).then(|| text.to_owned())
}
