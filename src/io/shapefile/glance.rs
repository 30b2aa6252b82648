//! A look at a shapefile: its index tells how many records there are, and a few of them, from all over the file, are
//! looked up in `.shp` (only their boxes) and `.dbf`.

use std::path::Path;

use super::dbf::{Dbf, DbfError};
use super::files::Files;
use super::index::RECORD_HEADER_LEN;
use super::index::{self, Entry};
use super::needed::{BOX_END, box_of};
use super::{Attributes, Located, text_of};
use crate::geometry::{Bounds, PolygonBuilder};
use crate::io::budget::Budget;
use crate::io::bytes::{Bytes, Stopped};
use crate::io::error::OpenError;
use crate::io::glance::step;
use crate::io::place::{self, Said};
use crate::job::Progress;
use crate::layer::{Layer, Source, WarningKind, Warnings};

/// The layer with a few rows and without outlines; a warning says how many records there are besides.
pub(super) fn read(
    files: Files,
    name: String,
    path: &Path,
    budget: &Budget,
    progress: &Progress,
) -> Result<Layer, OpenError> {
    let stopped = |stopped| OpenError::of_stop(path, stopped);
    let Files {
        shp,
        shx,
        dbf,
        prj,
        cpg,
    } = files;
    let located = Located::find(&shp, shx, budget, progress).map_err(stopped)?;
    located.spend(budget, path)?;
    let entries = located.index.entries;
    let all = entries.len();
    let few: Vec<Entry> = entries.into_iter().step_by(step(all)).collect();
    let bounds = bounds_of(&shp, &few).map_err(|source| OpenError::of_system(path, source))?;
    let attributes = attributes_of(dbf.as_ref(), &few, progress)?;
    let is_there = |row: &u32| {
        let row = *row as usize;
        attributes.deleted().binary_search(&row).is_err()
    };
    let rows: Vec<u32> = (0..few.len() as u32).filter(is_there).collect();
    let warnings = Warnings::default();
    let cpg = text_of(cpg);
    let (table, encoding) = attributes.into_table(cpg.as_deref(), &rows, rows.len(), &warnings);
    let crs_text = text_of(prj);
    let said = Said::by(crs_text.as_deref());
    let (declared_crs, crs) = place::choose(said, || bounds, &warnings);
    let besides = all - rows.len();
    if besides > 0 {
        warnings.count(WarningKind::OutsideRegion, besides as u64, &[]);
    }
    let mut nothing = PolygonBuilder::default();
    rows.iter().for_each(|_| nothing.end_feature());
    Ok(Layer {
        name,
        source: Source {
            declared_crs,
            crs_text,
            ..super::source(path, encoding)
        },
        crs,
        polygons: nothing.finish(),
        table,
        warnings: warnings.into_list(),
    })
}

/// The attributes of these records; none where they cannot be read.
fn attributes_of(
    dbf: Option<&Bytes>,
    records: &[Entry],
    progress: &Progress,
) -> Result<Attributes, OpenError> {
    let Some(dbf) = dbf else {
        return Ok(Attributes(None));
    };
    match Dbf::read_rows(dbf, records.iter().map(|entry| entry.record), progress) {
        Ok(dbf) => {
            let scan = dbf.scan(records.len(), progress)?;
            Ok(Attributes(Some((dbf, scan))))
        }
        Err(DbfError::Stopped(Stopped::Cancelled(cancelled))) => Err(cancelled.into()),
        Err(_) => Ok(Attributes(None)),
    }
}

/// The box around the records, by what each says of itself; that of the header where none does.
fn bounds_of(shp: &Bytes, records: &[Entry]) -> std::io::Result<Bounds> {
    let mut bounds = Bounds::EMPTY;
    let mut head = [0; RECORD_HEADER_LEN as usize + BOX_END];
    for entry in records.iter().filter(|entry| entry.offset > 0) {
        let read = shp.read_at(entry.offset, &mut head)?;
        let content = head.get(RECORD_HEADER_LEN as usize..read);
        if let Some(own) = content.and_then(box_of) {
            bounds = bounds.union(&own);
        }
    }
    if !bounds.is_empty() {
        return Ok(bounds);
    }
    let mut header = [0; index::HEADER_LEN as usize];
    let read = shp.read_at(0, &mut header)?;
    let side = |at: usize| {
        let bytes = header.get(..read)?.get(at..)?.first_chunk()?;
        Some(f64::from_le_bytes(*bytes)).filter(|side| side.is_finite())
    };
    let sides = side(36).zip(side(44)).zip(side(52).zip(side(60)));
    Ok(
        sides.map_or(Bounds::EMPTY, |((west, south), (east, north))| {
            Bounds::new(west, south, east, north)
        }),
    )
}
