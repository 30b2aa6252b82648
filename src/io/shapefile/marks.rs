//! Shapefiles of lines and points: records into the flat lists that polygons have. There are few of them in a layer
//! beside parcels, so they are simply read one chunk after the other.

use std::ops::Range;

use rayon::prelude::*;

use super::index::{Entry, HEADER_LEN, RECORD_HEADER_LEN};
use crate::geometry::GeometryKind::{self, Lines, Points};
use crate::geometry::PolygonArray;
use crate::io::bytes::{Bytes, Stopped, u32_be, u32_le};
use crate::io::error::ShapeKind;
use crate::io::shapes_in::{self, Content, Shapes};
use crate::job::Progress;
use crate::layer::Warnings;

/// Records that one task reads.
const TASK: usize = 1 << 12;

/// What was read, and how many records are not what the index says.
pub(super) struct Marks {
    pub(super) array: PolygonArray,
    pub(super) misfits: u64,
}

/// Reads the records of `entries`, one feature each.
pub(super) fn read(
    shp: &Bytes,
    entries: &[Entry],
    kind: GeometryKind,
    warnings: &Warnings,
    progress: &Progress,
) -> Result<Marks, Stopped> {
    progress.begin(entries.len() as u64);
    let runs: Vec<(Shapes, u64)> = entries
        .par_chunks(TASK)
        .map(|entries| {
            progress.tick(entries.len() as u64)?;
            let (mut shapes, mut buffer, mut misfits) = (Shapes::default(), Vec::new(), 0);
            for entry in entries {
                let content = match content(shp, entry, &mut buffer)? {
                    Some(record) => push(record, kind, &mut shapes).unwrap_or(Content::Bad),
                    None => {
                        misfits += 1;
                        Content::Bad
                    }
                };
                shapes.end_feature(content);
            }
            Ok((shapes, misfits))
        })
        .collect::<Result<_, Stopped>>()?;
    let (runs, misfits): (Vec<Shapes>, Vec<u64>) = runs.into_iter().unzip();
    let by_feature = Warnings::default();
    let joined = shapes_in::join(runs, &by_feature)?;
    for warning in by_feature.into_list() {
        let record = |feature: &u64| {
            let entry = usize::try_from(*feature).ok().and_then(|i| entries.get(i));
            entry.map(|entry| u64::from(entry.record))
        };
        let records: Vec<u64> = warning.records.iter().filter_map(record).collect();
        warnings.count(warning.kind, warning.count, &records);
    }
    let has_any = joined.polygons.part_count() > 0;
    Ok(Marks {
        array: if has_any {
            joined.polygons
        } else {
            joined.polygons.of_kind(kind)
        },
        misfits: misfits.iter().sum(),
    })
}

/// The content of a record; `None` where it is not as long as the index says, or lies outside the file.
fn content<'a>(
    shp: &'a Bytes,
    entry: &Entry,
    buffer: &'a mut Vec<u8>,
) -> std::io::Result<Option<&'a [u8]>> {
    if entry.offset < HEADER_LEN || entry.end() > shp.len() {
        return Ok(None);
    }
    let record = shp.slice(entry.offset, RECORD_HEADER_LEN + entry.len, buffer)?;
    let len = u32_be(record, 4).map(|words| u64::from(words) * 2);
    Ok(record
        .get(RECORD_HEADER_LEN as usize..)
        .filter(|_| len == Some(entry.len)))
}

/// Adds what a record holds; `None` where its counts and its length contradict each other.
fn push(record: &[u8], kind: GeometryKind, shapes: &mut Shapes) -> Option<Content> {
    let code = u32_le(record, 0)?;
    let own = match code {
        0 => return Some(Content::Null),
        1 | 11 | 21 | 8 | 18 | 28 => Points,
        3 | 13 | 23 => Lines,
        5 | 15 | 25 => return Some(Content::Other(ShapeKind::Collections)),
        31 => return Some(Content::Other(ShapeKind::MultiPatch)),
        _ => return None,
    };
    if own != kind {
        return Some(Content::Other(match own {
            Points => ShapeKind::Points,
            _ => ShapeKind::Lines,
        }));
    }
    shapes.has_heights |= matches!(code, 11 | 13 | 18);
    shapes.has_measures |= matches!(code, 21 | 23 | 28);
    let lists = match code {
        1 | 11 | 21 => vec![points(record, 4, 1)?],
        8 | 18 | 28 => {
            let count = usize::try_from(u32_le(record, 36)?).ok()?;
            points(record, 40, count)?.chunks(1).collect()
        }
        _ => paths(record)?,
    };
    for list in lists {
        shapes.push_ring(list.iter().map(point));
        shapes.end_part(kind);
    }
    Some(Content::Of(kind))
}

fn points(record: &[u8], at: usize, count: usize) -> Option<&[[u8; 16]]> {
    record.get(at..)?.as_chunks::<16>().0.get(..count)
}

/// Box, number of paths, number of points, first point of each path, points.
fn paths(record: &[u8]) -> Option<Vec<&[[u8; 16]]>> {
    let path_count = usize::try_from(u32_le(record, 36)?).ok()?;
    let point_count = usize::try_from(u32_le(record, 40)?).ok()?;
    let (starts, _) = record
        .get(44..)?
        .split_at_checked(path_count.checked_mul(4)?)?;
    let points = points(record, 44 + starts.len(), point_count)?;
    let starts = starts.as_chunks::<4>().0.iter();
    let starts: Vec<usize> = starts.map(|b| u32::from_le_bytes(*b) as usize).collect();
    let ends = starts.iter().skip(1).copied().chain([point_count]);
    let ranges = starts.iter().zip(ends).map(|(&from, to)| from..to);
    ranges
        .map(|range: Range<usize>| points.get(range))
        .collect()
}

fn point(bytes: &[u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks::<8>();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}
