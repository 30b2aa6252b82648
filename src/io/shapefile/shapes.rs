//! The records of a `.shp` into flat polygon arrays, in two passes over chunks of the file that are read by
//! position and worked on side by side. The first finds out which rings there are and how they belong together,
//! the second puts their vertices where they belong, so that they are in memory once and nothing is moved.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::index::{Entry, HEADER_LEN, RECORD_HEADER_LEN};
use crate::geometry::polygons::Offsets;
use crate::geometry::{PolygonArray, area, rings};
use crate::io::bytes::{Bytes, Stopped, u32_be, u32_le, zeroed};
use crate::job::Progress;
use crate::layer::{WarningKind, Warnings};

/// A piece of work: enough to make a system call worth it, little enough to stay in the cache.
const CHUNK_LEN: u64 = 1 << 20;

/// No coordinate on earth, in any unit, is as large; beyond it a double has no decimals left.
const MOST_COORDINATE: f64 = 1e15;

/// What the first pass found.
#[derive(Debug, Default)]
pub(super) struct Plan {
    chunks: Vec<Chunk>,
    /// Records whose length in the `.shp` is not what the index says, or that lie outside it.
    pub(super) misfits: u64,
    /// Records that were understood, null shapes included.
    pub(super) understood: u64,
    pub(super) warnings: Warnings,
}

/// Looks through the records of `entries`, one feature each: what cannot be read has no geometry and is counted.
pub(super) fn plan(shp: &Bytes, entries: &[Entry], progress: &Progress) -> Result<Plan, Stopped> {
    progress.begin(2 * entries.len() as u64);
    let mut chunks: Vec<Chunk> = chunks(entries)
        .par_iter()
        .map_init(Vec::new, |buffer, range| {
            let entries = &entries[range.clone()];
            progress.tick(entries.len() as u64)?;
            Ok(Chunk::of(shp, entries, buffer)?)
        })
        .collect::<Result<_, Stopped>>()?;
    let mut plan = Plan::default();
    for chunk in &mut chunks {
        plan.misfits += chunk.misfits;
        plan.understood += chunk.understood;
        for warning in std::mem::take(&mut chunk.warnings).into_list() {
            let kind = warning.kind;
            plan.warnings.count(kind, warning.count, &warning.records);
        }
    }
    if chunks.iter().any(|chunk| chunk.has_heights) {
        plan.warnings.add(WarningKind::HeightsIgnored);
    }
    if chunks.iter().any(|chunk| chunk.has_measures) {
        plan.warnings.add(WarningKind::MeasuresIgnored);
    }
    plan.chunks = chunks;
    Ok(plan)
}

impl Plan {
    /// The second pass: reads the vertices.
    pub(super) fn read(&self, shp: &Bytes, progress: &Progress) -> Result<PolygonArray, Stopped> {
        let mut offsets = Offsets::default();
        for chunk in &self.chunks {
            offsets.append(&chunk.offsets);
        }
        let mut coords = zeroed(offsets.vertex_count(), [0.0; 2])?;
        let mut rest = coords.as_mut_slice();
        let mut pieces = Vec::with_capacity(self.chunks.len());
        for chunk in &self.chunks {
            let (piece, after) = rest.split_at_mut(chunk.offsets.vertex_count());
            pieces.push((chunk, piece));
            rest = after;
        }
        pieces
            .into_par_iter()
            .try_for_each_init(Vec::new, |buffer, (chunk, piece)| {
                progress.tick(chunk.features)?;
                chunk.read(shp, piece, buffer)
            })?;
        PolygonArray::new(offsets, coords).ok_or_else(|| changed().into())
    }
}

/// Another program wrote to the file between the two passes.
fn changed() -> io::Error {
    io::Error::other("the file changed while it was read")
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

/// The content of a record, as a range of the chunk's bytes.
enum Located {
    /// Where and as long as the index says.
    Whole(Range<usize>),
    /// There, but of another length.
    OtherLength(Range<usize>),
    /// Runs over the end of the file.
    Cut,
    /// Not in the file at all.
    Nowhere,
}

fn locate(bytes: &[u8], chunk_start: u64, entry: &Entry, file_len: u64) -> Located {
    if entry.offset < HEADER_LEN {
        return Located::Nowhere;
    }
    if entry.end() > file_len {
        return Located::Cut;
    }
    let range = || {
        let head = usize::try_from(entry.offset.checked_sub(chunk_start)?).ok()?;
        let len = u64::from(u32_be(bytes, head.checked_add(4)?)?) * 2;
        let start = head + RECORD_HEADER_LEN as usize;
        let end = start.checked_add(usize::try_from(len.min(entry.len)).ok()?)?;
        (end <= bytes.len()).then_some((start..end, len))
    };
    match range() {
        Some((range, len)) if len == entry.len => Located::Whole(range),
        Some((range, _)) => Located::OtherLength(range),
        None => Located::Cut,
    }
}

/// Where the vertices of a ring lie.
#[derive(Debug)]
struct StoredRing {
    /// Bytes from the start of the chunk.
    at: usize,
    points: usize,
}

/// What a run of records holds.
#[derive(Debug, Default)]
struct Chunk {
    start: u64,
    len: u64,
    features: u64,
    offsets: Offsets,
    /// The rings of `offsets`.
    rings: Vec<StoredRing>,
    misfits: u64,
    understood: u64,
    has_heights: bool,
    has_measures: bool,
    warnings: Warnings,
}

impl Chunk {
    fn of(shp: &Bytes, entries: &[Entry], buffer: &mut Vec<u8>) -> io::Result<Self> {
        let mut stored = entries.iter().filter(|entry| entry.offset > 0);
        let start = stored.clone().next().map_or(0, |entry| entry.offset);
        let end = stored.next_back().map_or(0, Entry::end);
        let mut chunk = Self {
            start,
            len: end.saturating_sub(start),
            features: entries.len() as u64,
            ..Self::default()
        };
        let bytes = shp.slice(start, chunk.len, buffer)?;
        for entry in entries {
            let record = u64::from(entry.record);
            let located = locate(bytes, start, entry, shp.len());
            chunk.misfits += u64::from(!matches!(located, Located::Whole(_)));
            let outcome = match located {
                Located::Whole(range) | Located::OtherLength(range) => {
                    chunk.record(&bytes[range.clone()], range.start, record)
                }
                Located::Cut => Err(WarningKind::Truncated),
                Located::Nowhere => Err(WarningKind::BadRecords),
            };
            match outcome {
                Ok(()) => chunk.understood += 1,
                Err(kind) => chunk.warnings.add_record(kind, record),
            }
            chunk.offsets.end_feature();
        }
        Ok(chunk)
    }

    /// Puts the vertices of all rings into `coords`.
    fn read(
        &self,
        shp: &Bytes,
        coords: &mut [[f64; 2]],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Stopped> {
        let bytes = shp.slice(self.start, self.len, buffer)?;
        let mut rest = coords;
        for ring in &self.rings {
            let stored = bytes.get(ring.at..).map(|from| from.as_chunks::<16>().0);
            let stored = stored.and_then(|from| from.get(..ring.points));
            let (Some(stored), Some((to, after))) =
                (stored, rest.split_at_mut_checked(ring.points))
            else {
                return Err(changed().into());
            };
            for (to, from) in to.iter_mut().zip(stored) {
                *to = point(from);
            }
            if !to.iter().copied().all(is_usable) {
                return Err(changed().into());
            }
            rest = after;
        }
        Ok(())
    }

    /// Adds a ring to the open part.
    fn push_ring(&mut self, at: usize, points: &[[u8; 16]], record: u64) {
        self.check_ring(points, record);
        let points = points.len();
        self.offsets.push_ring(points);
        self.rings.push(StoredRing { at, points });
    }

    /// Adds the geometry of a record; `Err` says why it has none although there is something.
    fn record(&mut self, content: &[u8], at: usize, record: u64) -> Result<(), WarningKind> {
        let code = u32_le(content, 0).ok_or(WarningKind::BadRecords)?;
        match code {
            0 => {
                self.warnings
                    .add_record(WarningKind::NullGeometries, record);
                return Ok(());
            }
            5 => {}
            15 => self.has_heights = true,
            25 => self.has_measures = true,
            1 | 3 | 8 | 11 | 13 | 18 | 21 | 23 | 28 | 31 => {
                return Err(WarningKind::OtherShapeType);
            }
            _ => return Err(WarningKind::BadRecords),
        }
        let polygon = RawPolygon::parse(content, at).ok_or(WarningKind::BadRecords)?;
        match polygon.rings.as_slice() {
            [] => self
                .warnings
                .add_record(WarningKind::NullGeometries, record),
            [_] if !polygon.points.iter().map(point).all(is_usable) => {
                self.warnings.add_record(WarningKind::NotFinite, record);
            }
            [_] => {
                self.push_ring(polygon.at, polygon.points, record);
                self.offsets.end_part();
            }
            _ => self.several_rings(&polygon, record),
        }
        Ok(())
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
                self.warnings.add_record(WarningKind::NotFinite, record);
                continue;
            }
            for &ring in part {
                let range = polygon.rings[ring].clone();
                let at = polygon.at + 16 * range.start;
                self.push_ring(at, &polygon.points[range], record);
            }
            self.offsets.end_part();
        }
        let count = |kind, n: usize| {
            if n > 0 {
                self.warnings.count(kind, n as u64, &[record]);
            }
        };
        count(WarningKind::StrayHoles, assembly.stray_holes);
        count(WarningKind::NestedOuters, assembly.nested_outers);
    }

    fn check_ring(&self, points: &[[u8; 16]], record: u64) {
        let closed = points.first() == points.last();
        if !closed {
            self.warnings.add_record(WarningKind::UnclosedRings, record);
        }
        // Long rings without area are too rare to be looked for here.
        let mut ring = [[0.0; 2]; 8];
        if let Some(ring) = ring.get_mut(..points.len()) {
            for (to, from) in ring.iter_mut().zip(points) {
                *to = point(from);
            }
            if area::ring_signed(ring).abs() < f64::MIN_POSITIVE {
                self.warnings
                    .add_record(WarningKind::DegenerateRings, record);
            }
        }
    }
}

/// A polygon record as it lies in the file: type, box, number of rings, number of points, first point of each
/// ring, points. What follows (heights, measures) is not looked at.
struct RawPolygon<'a> {
    /// Rings as ranges of `points`; those without a point are left out.
    rings: Vec<Range<usize>>,
    points: &'a [[u8; 16]],
    /// Where the points begin, in bytes from the start of the chunk.
    at: usize,
}

impl<'a> RawPolygon<'a> {
    /// `content` begins `at` bytes after the chunk. `None` when its counts and its length contradict each other.
    fn parse(content: &'a [u8], at: usize) -> Option<Self> {
        let ring_count = usize::try_from(u32_le(content, 36)?).ok()?;
        let point_count = usize::try_from(u32_le(content, 40)?).ok()?;
        let (starts, rest) = content
            .get(44..)?
            .split_at_checked(ring_count.checked_mul(4)?)?;
        let at = at + 44 + starts.len();
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
                at,
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
        Some(Self { rings, points, at })
    }
}

fn point(bytes: &[u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks::<8>();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}

fn is_usable(point: [f64; 2]) -> bool {
    point[0].abs() < MOST_COORDINATE && point[1].abs() < MOST_COORDINATE
}
