//! The records of a `.shp` into flat polygon arrays: chunks of the file are read by position and parsed side
//! by side, then joined in order.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::index::{Entry, HEADER_LEN, RECORD_HEADER_LEN};
use crate::geometry::{PolygonArray, PolygonBuilder, area, rings};
use crate::io::bytes::{Bytes, u32_be, u32_le};
use crate::job::Progress;
use crate::layer::{WarningKind, Warnings};

/// A piece of work: enough to make a system call worth it, little enough to stay in the cache.
const CHUNK_LEN: u64 = 1 << 20;

/// No coordinate on earth, in any unit, is as large; beyond it a double has no decimals left.
const MOST_COORDINATE: f64 = 1e15;

/// What the records held.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    pub(super) polygons: PolygonArray,
    /// Records whose length in the `.shp` is not what the index says, or that lie outside it.
    pub(super) misfits: u64,
    /// Records that were understood, null shapes included.
    pub(super) understood: u64,
    pub(super) warnings: Warnings,
    has_heights: bool,
    has_measures: bool,
}

/// Why reading stopped.
pub(super) enum Stopped {
    Cancelled(crate::job::Cancelled),
    Io(io::Error),
}

/// Reads the records of `entries`, one feature each: what cannot be read has no geometry and is counted.
pub(super) fn read(shp: &Bytes, entries: &[Entry], progress: &Progress) -> Result<Shapes, Stopped> {
    progress.begin(entries.len() as u64);
    let chunks = chunks(entries);
    let parsed: Vec<Shapes> = chunks
        .par_iter()
        .map_init(Vec::new, |buffer, range| {
            let entries = &entries[range.clone()];
            progress
                .tick(entries.len() as u64)
                .map_err(Stopped::Cancelled)?;
            read_chunk(shp, entries, buffer).map_err(Stopped::Io)
        })
        .collect::<Result<_, _>>()?;

    let mut shapes = Shapes::default();
    let mut arrays = Vec::with_capacity(parsed.len());
    for chunk in parsed {
        shapes.misfits += chunk.misfits;
        shapes.understood += chunk.understood;
        shapes.has_heights |= chunk.has_heights;
        shapes.has_measures |= chunk.has_measures;
        for warning in chunk.warnings.into_list() {
            shapes
                .warnings
                .count(warning.kind, warning.count, &warning.records);
        }
        arrays.push(chunk.polygons);
    }
    if shapes.has_heights {
        shapes.warnings.add(WarningKind::HeightsIgnored);
    }
    if shapes.has_measures {
        shapes.warnings.add(WarningKind::MeasuresIgnored);
    }
    shapes.polygons = PolygonArray::concat(arrays);
    Ok(shapes)
}

/// Runs of entries that lie behind one another within about [`CHUNK_LEN`]. Lost ones (offset 0) take no
/// bytes and go with any run.
fn chunks(entries: &[Entry]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut run = 0..0;
    let (mut run_start, mut run_end) = (0, 0);
    for (i, entry) in entries.iter().enumerate() {
        if entry.offset > 0 {
            let follows = run_end <= entry.offset && entry.end() - run_start <= CHUNK_LEN;
            if run_end > 0 && !follows {
                chunks.push(std::mem::replace(&mut run, i..i));
                run_end = 0;
            }
            if run_end == 0 {
                run_start = entry.offset;
            }
            run_end = entry.end();
        }
        run.end = i + 1;
    }
    if !run.is_empty() {
        chunks.push(run);
    }
    chunks
}

fn read_chunk(shp: &Bytes, entries: &[Entry], buffer: &mut Vec<u8>) -> io::Result<Shapes> {
    let mut stored = entries.iter().filter(|entry| entry.offset > 0);
    let start = stored.clone().next().map_or(0, |entry| entry.offset);
    let end = stored.next_back().map_or(0, Entry::end);
    let bytes = shp.slice(start, end.saturating_sub(start), buffer)?;
    let mut chunk = Chunk {
        builder: PolygonBuilder::with_capacity(bytes.len() / 16),
        ..Chunk::default()
    };
    for entry in entries {
        let record = u64::from(entry.record);
        let content = locate(bytes, start, entry, shp.len());
        chunk.shapes.misfits += u64::from(!matches!(content, Located::Whole(_)));
        let outcome = match content {
            Located::Whole(content) | Located::OtherLength(content) => {
                chunk.record(content, record)
            }
            Located::Cut => Err(WarningKind::Truncated),
            Located::Nowhere => Err(WarningKind::BadRecords),
        };
        match outcome {
            Ok(()) => chunk.shapes.understood += 1,
            Err(kind) => chunk.shapes.warnings.add_record(kind, record),
        }
        chunk.builder.end_feature();
    }
    Ok(chunk.finish())
}

enum Located<'a> {
    /// Where and as long as the index says.
    Whole(&'a [u8]),
    /// There, but of another length.
    OtherLength(&'a [u8]),
    /// Runs over the end of the file.
    Cut,
    /// Not in the file at all.
    Nowhere,
}

fn locate<'a>(bytes: &'a [u8], start: u64, entry: &Entry, file_len: u64) -> Located<'a> {
    if entry.offset < HEADER_LEN {
        return Located::Nowhere;
    }
    if entry.end() > file_len {
        return Located::Cut;
    }
    let at = usize::try_from(entry.offset.saturating_sub(start));
    let Some((len, rest)) = at.ok().and_then(|at| {
        let content = at + RECORD_HEADER_LEN as usize;
        Some((u64::from(u32_be(bytes, at + 4)?) * 2, bytes.get(content..)?))
    }) else {
        return Located::Cut;
    };
    let content = |len: u64| rest.get(..usize::try_from(len).ok()?);
    match content(len.min(entry.len)) {
        Some(content) if len == entry.len => Located::Whole(content),
        Some(content) => Located::OtherLength(content),
        None => Located::Cut,
    }
}

/// One chunk in the making.
#[derive(Default)]
struct Chunk {
    builder: PolygonBuilder,
    shapes: Shapes,
}

impl Chunk {
    /// Adds the geometry of a record; `Err` says why it has none although there is something.
    fn record(&mut self, content: &[u8], record: u64) -> Result<(), WarningKind> {
        let code = u32_le(content, 0).ok_or(WarningKind::BadRecords)?;
        match code {
            0 => {
                self.shapes
                    .warnings
                    .add_record(WarningKind::NullGeometries, record);
                return Ok(());
            }
            5 => {}
            15 => self.shapes.has_heights = true,
            25 => self.shapes.has_measures = true,
            1 | 3 | 8 | 11 | 13 | 18 | 21 | 23 | 28 | 31 => {
                return Err(WarningKind::OtherShapeType);
            }
            _ => return Err(WarningKind::BadRecords),
        }
        let polygon = RawPolygon::parse(content).ok_or(WarningKind::BadRecords)?;
        match polygon.rings.len() {
            0 => self
                .shapes
                .warnings
                .add_record(WarningKind::NullGeometries, record),
            1 => self.single_ring(polygon.points, record),
            _ => self.several_rings(&polygon, record),
        }
        Ok(())
    }

    fn single_ring(&mut self, points: &[[u8; 16]], record: u64) {
        if !points.iter().map(point).all(is_usable) {
            self.shapes
                .warnings
                .add_record(WarningKind::NotFinite, record);
            return;
        }
        self.check_ring(points, record);
        self.builder.push_ring(points.iter().map(point));
        self.builder.end_part();
    }

    fn several_rings(&mut self, polygon: &RawPolygon<'_>, record: u64) {
        // Unusable vertices are left aside only to see which part they spoil.
        let mut spoiled = Vec::with_capacity(polygon.rings.len());
        let mut coords: Vec<Vec<[f64; 2]>> = Vec::with_capacity(polygon.rings.len());
        for range in &polygon.rings {
            let points = &polygon.points[range.clone()];
            let usable: Vec<_> = points.iter().map(point).filter(|&p| is_usable(p)).collect();
            spoiled.push(usable.len() < points.len());
            coords.push(usable);
        }
        let slices: Vec<&[[f64; 2]]> = coords.iter().map(Vec::as_slice).collect();
        let assembly = rings::assemble(&slices);
        for part in &assembly.parts {
            if part.iter().any(|&ring| spoiled[ring]) {
                self.shapes
                    .warnings
                    .add_record(WarningKind::NotFinite, record);
                continue;
            }
            for &ring in part {
                self.check_ring(&polygon.points[polygon.rings[ring].clone()], record);
                self.builder.push_ring(slices[ring].iter().copied());
            }
            self.builder.end_part();
        }
        let count = |kind, n: usize| {
            if n > 0 {
                self.shapes.warnings.count(kind, n as u64, &[record]);
            }
        };
        count(WarningKind::StrayHoles, assembly.stray_holes);
        count(WarningKind::NestedOuters, assembly.nested_outers);
    }

    fn check_ring(&self, points: &[[u8; 16]], record: u64) {
        let closed = points.first() == points.last();
        if !closed {
            self.shapes
                .warnings
                .add_record(WarningKind::UnclosedRings, record);
        }
        // Long rings without area are too rare to be looked for here.
        let mut ring = [[0.0; 2]; 8];
        if let Some(ring) = ring.get_mut(..points.len()) {
            for (to, from) in ring.iter_mut().zip(points) {
                *to = point(from);
            }
            if area::ring_signed(ring).abs() < f64::MIN_POSITIVE {
                self.shapes
                    .warnings
                    .add_record(WarningKind::DegenerateRings, record);
            }
        }
    }

    fn finish(mut self) -> Shapes {
        self.shapes.polygons = self.builder.finish();
        self.shapes
    }
}

/// A polygon record as it lies in the file: type, box, number of rings, number of points, first point of each
/// ring, points. What follows (heights, measures) is not looked at.
struct RawPolygon<'a> {
    /// Rings as ranges of `points`; those without a point are left out.
    rings: Vec<Range<usize>>,
    points: &'a [[u8; 16]],
}

impl<'a> RawPolygon<'a> {
    /// `None` when counts and length contradict each other.
    fn parse(content: &'a [u8]) -> Option<Self> {
        let ring_count = usize::try_from(u32_le(content, 36)?).ok()?;
        let point_count = usize::try_from(u32_le(content, 40)?).ok()?;
        let (starts, rest) = content
            .get(44..)?
            .split_at_checked(ring_count.checked_mul(4)?)?;
        let points = rest.as_chunks::<16>().0.get(..point_count)?;
        let mut ends = starts
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| u32::from_le_bytes(*b) as usize);
        if ring_count == 0 || point_count == 0 {
            return (ring_count == 0 && point_count == 0).then_some(Self {
                rings: Vec::new(),
                points,
            });
        }
        let mut start = ends.next().filter(|&first| first == 0)?;
        let mut rings = Vec::with_capacity(ring_count);
        for end in ends.chain([point_count]) {
            if end < start || end > point_count {
                return None;
            }
            if end > start {
                rings.push(start..end);
            }
            start = end;
        }
        Some(Self { rings, points })
    }
}

fn point(bytes: &[u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks::<8>();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}

fn is_usable(point: [f64; 2]) -> bool {
    point[0].abs() < MOST_COORDINATE && point[1].abs() < MOST_COORDINATE
}
