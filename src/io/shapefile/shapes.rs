//! The records of a `.shp` into flat polygon arrays, in one pass over chunks of the file that are read by
//! position and worked on side by side. The index says how many vertices a record can hold at most, to the
//! vertex for nearly all of them: so every chunk knows where its own belong before it is read, and what room
//! is left over is closed afterwards.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::index::{Entry, HEADER_LEN, RECORD_HEADER_LEN};
use super::needed::{Needed, Recalled};
use crate::geometry::fingerprint::{NO_RINGS, with_ring};
use crate::geometry::polygons::Offsets;
use crate::geometry::{PolygonArray, area, rings};
use crate::io::Known;
use crate::io::bytes::{Bytes, Stopped, u32_be, u32_le, zeroed};
use crate::job::{Progress, Spare};
use crate::layer::{WarningKind, Warnings};

/// A piece of work: enough to make a system call worth it, little enough to stay in the cache of one core.
const CHUNK_LEN: u64 = 1 << 18;

/// Bytes of a polygon record before its vertices, when it has one ring.
const BEFORE_VERTICES: u64 = 48;

/// No coordinate on earth, in any unit, is as large; beyond it a double has no decimals left.
const MOST_COORDINATE: f64 = 1e15;

/// The shapes of a file, and how well the index fitted them.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// One feature per entry that is needed.
    pub(super) polygons: PolygonArray,
    /// Those entries, where others lie elsewhere.
    pub(super) here: Vec<Entry>,
    /// Records that lie elsewhere.
    pub(super) elsewhere: u64,
    /// Records whose length in the `.shp` is not what the index says, or that lie outside it.
    pub(super) misfits: u64,
    /// Records that were understood, null shapes included.
    pub(super) understood: u64,
    pub(super) warnings: Warnings,
}

/// Reads the records of `entries` that are needed, one feature each: what cannot be read has no geometry and is
/// counted.
pub(super) fn read(
    shp: &Bytes,
    entries: &[Entry],
    needed: &Needed<'_>,
    progress: &Progress,
) -> Result<Shapes, Stopped> {
    progress.begin(entries.len() as u64);
    let (mut chunks, coords) = match needed.known {
        Some(known) => read_unknown(shp, entries, needed, known, progress)?,
        None => read_all(shp, entries, needed, progress)?,
    };
    let learned = chunks
        .iter_mut()
        .map(|chunk| std::mem::take(&mut chunk.learned));
    let learned: Vec<Vec<(u128, u128)>> = learned.collect();
    let learn = || needed.recall.map(|recall| recall.learn(learned));
    let (shapes, _) = rayon::join(|| Shapes::of(chunks, coords), learn);
    Ok(shapes)
}

/// Reads chunk by chunk into one list, with room for all that each can hold.
fn read_all(
    shp: &Bytes,
    entries: &[Entry],
    needed: &Needed<'_>,
    progress: &Progress,
) -> Result<(Vec<Chunk>, Vec<[f64; 2]>), Stopped> {
    let chunks = chunks(entries);
    let of_chunk = |range: &Range<usize>| {
        let entries = entries[range.clone()].iter();
        entries.map(|entry| most_points(entry, shp)).sum()
    };
    let rooms: Vec<usize> = chunks.iter().map(of_chunk).collect();
    let room = rooms.iter().sum();
    // Pages that nobody writes to take no memory, where little of the room is used.
    let mut coords = zeroed(room, [0.0; 2])?;
    let spare = Spare::<Vec<u8>>::default();
    let chunks: Vec<Chunk> = chunks
        .into_iter()
        .zip(slots(&mut coords, &rooms))
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(range, slot)| {
            let entries = &entries[range];
            progress.tick(entries.len() as u64)?;
            let chunk = spare.lend(|buffer| Chunk::read(shp, entries, needed, slot, buffer))?;
            Ok(match needed.recall {
                Some(_) => chunk.with_fingerprints(slot),
                None => chunk,
            })
        })
        .collect::<Result<_, Stopped>>()?;
    let used = chunks.iter().map(|chunk| chunk.offsets.vertex_count());
    close_gaps(&mut coords, rooms.into_iter().zip(used));
    Ok((chunks, coords))
}

/// Reads chunk by chunk aside: of what is read little stays, and only that takes memory.
fn read_unknown(
    shp: &Bytes,
    entries: &[Entry],
    needed: &Needed<'_>,
    known: Known<'_>,
    progress: &Progress,
) -> Result<(Vec<Chunk>, Vec<[f64; 2]>), Stopped> {
    let spare = Spare::<(Vec<u8>, Vec<[f64; 2]>)>::default();
    let chunks: Vec<(Chunk, Vec<[f64; 2]>)> = chunks(entries)
        .into_par_iter()
        .map(|range| {
            let entries = &entries[range];
            progress.tick(entries.len() as u64)?;
            let room = entries.iter().map(|entry| most_points(entry, shp)).sum();
            spare.lend(|(buffer, aside)| {
                aside.resize(aside.len().max(room), [0.0; 2]);
                let chunk = Chunk::read(shp, entries, needed, aside, buffer)?;
                Ok(chunk.with_fingerprints(aside).without(known, aside))
            })
        })
        .collect::<Result<_, Stopped>>()?;
    let (chunks, coords): (Vec<Chunk>, Vec<Vec<[f64; 2]>>) = chunks.into_iter().unzip();
    Ok((chunks, joined(&coords)?))
}

/// All lists one behind the other, copied on all cores.
fn joined(lists: &[Vec<[f64; 2]>]) -> io::Result<Vec<[f64; 2]>> {
    let lengths: Vec<usize> = lists.iter().map(Vec::len).collect();
    let mut all = zeroed(lengths.iter().sum(), [0.0; 2])?;
    let copies = slots(&mut all, &lengths).into_par_iter().zip(lists);
    copies.for_each(|(to, from)| to.copy_from_slice(from));
    Ok(all)
}

impl Shapes {
    /// What the chunks of a file come to, their vertices one behind the other.
    fn of(chunks: Vec<Chunk>, coords: Vec<[f64; 2]>) -> Self {
        let mut shapes = Shapes::default();
        let offsets = Offsets::joined(chunks.iter().map(|chunk| &chunk.offsets));
        let taken = chunks.iter().map(|chunk| chunk.fingerprints.len());
        let mut fingerprints = Vec::with_capacity(taken.sum());
        for chunk in &chunks {
            fingerprints.extend_from_slice(&chunk.fingerprints);
            shapes.here.extend_from_slice(&chunk.here);
            shapes.misfits += chunk.misfits;
            shapes.understood += chunk.understood;
            shapes.elsewhere += chunk.elsewhere;
        }
        if chunks.iter().any(|chunk| chunk.has_heights) {
            shapes.warnings.add(WarningKind::HeightsIgnored);
        }
        if chunks.iter().any(|chunk| chunk.has_measures) {
            shapes.warnings.add(WarningKind::MeasuresIgnored);
        }
        for chunk in chunks {
            for warning in chunk.warnings.into_list() {
                let kind = warning.kind;
                shapes.warnings.count(kind, warning.count, &warning.records);
            }
        }
        // The offsets count what was written, so they always fit.
        let polygons = PolygonArray::new(offsets, coords).unwrap_or_default();
        shapes.polygons = polygons.with_fingerprints(fingerprints);
        shapes
    }
}

/// The most vertices that a record can hold: the length of a record of up to four rings tells exactly.
fn most_points(entry: &Entry, shp: &Bytes) -> usize {
    if entry.offset < HEADER_LEN || entry.end() > shp.len() {
        return 0;
    }
    // On a machine that counts in 32 bits no list could be as long.
    usize::try_from(entry.len.saturating_sub(BEFORE_VERTICES) / 16).unwrap_or(usize::MAX)
}

/// `coords` cut into pieces of these lengths, which add up to its own.
fn slots<'a>(mut coords: &'a mut [[f64; 2]], lengths: &[usize]) -> Vec<&'a mut [[f64; 2]]> {
    let mut slots = Vec::with_capacity(lengths.len());
    for &length in lengths {
        let (slot, rest) = coords.split_at_mut(length);
        slots.push(slot);
        coords = rest;
    }
    slots
}

/// Moves what was written of each piece, given as its length and the part in use, to the end of the one
/// before it.
fn close_gaps(coords: &mut Vec<[f64; 2]>, pieces: impl Iterator<Item = (usize, usize)>) {
    let (mut from, mut to) = (0, 0);
    for (room, used) in pieces {
        if from > to {
            coords.copy_within(from..from + used, to);
        }
        from += room;
        to += used;
    }
    coords.truncate(to);
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

/// What a run of records holds.
#[derive(Debug, Default)]
struct Chunk {
    offsets: Offsets,
    /// One per feature, where outlines may be known; [`NO_RINGS`] before it is taken.
    fingerprints: Vec<u128>,
    /// The mark of each feature's record, as far as it is as it should be, or 0; where records may be recalled.
    marks: Vec<u128>,
    /// Outlines that may be recalled from now on, by the marks of their records.
    learned: Vec<(u128, u128)>,
    /// What was noted about records so far.
    notes: usize,
    /// Entries of the features, where some may lie elsewhere.
    here: Vec<Entry>,
    elsewhere: u64,
    misfits: u64,
    understood: u64,
    has_heights: bool,
    has_measures: bool,
    warnings: Warnings,
}

impl Chunk {
    /// With room for what so many records are sure to bring.
    fn with_room(records: usize, needed: &Needed<'_>) -> Self {
        let recalled = if needed.recall.is_some() { records } else { 0 };
        Self {
            fingerprints: Vec::with_capacity(recalled),
            marks: Vec::with_capacity(recalled),
            offsets: Offsets::with_room(records),
            here: Vec::with_capacity(if needed.within.is_some() { records } else { 0 }),
            ..Self::default()
        }
    }

    /// Reads the records and puts their vertices into `slot`, which has room for all that they can hold.
    fn read(
        shp: &Bytes,
        entries: &[Entry],
        needed: &Needed<'_>,
        slot: &mut [[f64; 2]],
        buffer: &mut Vec<u8>,
    ) -> io::Result<Self> {
        let mut stored = entries.iter().filter(|entry| entry.offset > 0);
        let start = stored.clone().next().map_or(0, |entry| entry.offset);
        let end = stored.next_back().map_or(0, Entry::end);
        let bytes = shp.slice(start, end.saturating_sub(start), buffer)?;
        let mut chunk = Self::with_room(entries.len(), needed);
        let located = |entry| (entry, locate(bytes, start, entry, shp.len()));
        let located: Vec<(&Entry, Located)> = entries.iter().map(located).collect();
        let recalled = needed.recalled(located.iter().map(|(_, located)| match located {
            Located::Whole(range) => &bytes[range.clone()],
            _ => &[],
        }));
        for (number, (entry, located)) in located.into_iter().enumerate() {
            let record = u64::from(entry.record);
            let Recalled { mark, fingerprint } = recalled.get(number).copied().unwrap_or_default();
            let notes = chunk.notes;
            chunk.misfits += u64::from(!matches!(located, Located::Whole(_)));
            let outcome = match located {
                Located::Whole(range) | Located::OtherLength(range) => {
                    let content = &bytes[range];
                    if !needed.lies_here(content) {
                        chunk.understood += 1;
                        chunk.elsewhere += 1;
                        continue;
                    }
                    match fingerprint {
                        NO_RINGS => chunk.record(content, slot, record),
                        _ => Ok(()),
                    }
                }
                Located::Cut => Err(WarningKind::Truncated),
                Located::Nowhere => Err(WarningKind::BadRecords),
            };
            match outcome {
                Ok(()) => chunk.understood += 1,
                Err(kind) => chunk.note(kind, 1, record),
            }
            if needed.recall.is_some() {
                let is_plain = chunk.notes == notes;
                chunk.marks.push(if is_plain { mark } else { 0 });
                chunk.fingerprints.push(fingerprint);
            }
            if needed.within.is_some() {
                chunk.here.push(*entry);
            }
            chunk.offsets.end_feature();
        }
        Ok(chunk)
    }

    /// The same with the fingerprints of what was read into `coords`.
    fn with_fingerprints(mut self, coords: &[[f64; 2]]) -> Self {
        let features = self.offsets.feature_count();
        self.fingerprints.resize(features, NO_RINGS);
        for (feature, print) in self.fingerprints.iter_mut().enumerate() {
            if *print != NO_RINGS {
                continue;
            }
            let rings = self.offsets.parts_of(feature).flatten();
            *print = rings.fold(NO_RINGS, |others, ring| with_ring(others, &coords[ring]));
            let mark = self.marks.get(feature).copied().unwrap_or(0);
            if mark != 0 && *print != NO_RINGS {
                self.learned.push((mark, *print));
            }
        }
        self
    }

    /// The same without the vertices of known outlines, and the others of `coords`.
    fn without(mut self, known: Known<'_>, coords: &[[f64; 2]]) -> (Self, Vec<[f64; 2]>) {
        let read = std::mem::take(&mut self.offsets);
        let known = (known.which)(&self.fingerprints);
        let mut unknown = Vec::new();
        for feature in 0..read.feature_count() {
            let is_new = known.get(feature) != Some(&true);
            for rings in read.parts_of(feature).filter(|_| is_new) {
                for ring in rings {
                    unknown.extend_from_slice(&coords[ring.clone()]);
                    self.offsets.push_ring(ring.len());
                }
                self.offsets.end_part();
            }
            self.offsets.end_feature();
        }
        (self, unknown)
    }

    fn note(&mut self, kind: WarningKind, count: usize, record: u64) {
        if count > 0 {
            self.notes += 1;
            self.warnings.count(kind, count as u64, &[record]);
        }
    }

    /// Adds the geometry of a record; `Err` says why it has none although there is something.
    fn record(
        &mut self,
        content: &[u8],
        slot: &mut [[f64; 2]],
        record: u64,
    ) -> Result<(), WarningKind> {
        let code = u32_le(content, 0).ok_or(WarningKind::BadRecords)?;
        match code {
            0 => {
                self.note(WarningKind::NullGeometries, 1, record);
                return Ok(());
            }
            5 => {}
            15 => {
                self.has_heights = true;
                self.notes += 1;
            }
            25 => {
                self.has_measures = true;
                self.notes += 1;
            }
            1 | 3 | 8 | 11 | 13 | 18 | 21 | 23 | 28 | 31 => {
                return Err(WarningKind::OtherShapeType);
            }
            _ => return Err(WarningKind::BadRecords),
        }
        let polygon = RawPolygon::parse(content).ok_or(WarningKind::BadRecords)?;
        let free = slot.get_mut(self.offsets.vertex_count()..);
        let room = free.and_then(|free| free.get_mut(..polygon.points.len()));
        let room = room.ok_or(WarningKind::BadRecords)?;
        match polygon.rings().count() {
            0 => self.note(WarningKind::NullGeometries, 1, record),
            1 => {
                for (to, from) in room.iter_mut().zip(polygon.points) {
                    *to = point(from);
                }
                if room.iter().all(is_usable) {
                    self.push_ring(room, record);
                    self.offsets.end_part();
                } else {
                    self.note(WarningKind::NotFinite, 1, record);
                }
            }
            _ => self.several_rings(&polygon, room, record),
        }
        Ok(())
    }

    fn several_rings(&mut self, polygon: &RawPolygon<'_>, mut room: &mut [[f64; 2]], record: u64) {
        // Unusable vertices are left aside only to see which part they spoil.
        let mut spoiled = Vec::new();
        let mut coords: Vec<Vec<[f64; 2]>> = Vec::new();
        for range in polygon.rings() {
            let points = &polygon.points[range];
            let usable: Vec<_> = points.iter().map(point).filter(is_usable).collect();
            spoiled.push(usable.len() < points.len());
            coords.push(usable);
        }
        let slices: Vec<&[[f64; 2]]> = coords.iter().map(Vec::as_slice).collect();
        let assembly = rings::assemble(&slices);
        for part in &assembly.parts {
            if part.iter().any(|&ring| spoiled[ring]) {
                self.note(WarningKind::NotFinite, 1, record);
                continue;
            }
            for ring in part.iter().map(|&ring| slices[ring]) {
                let (to, rest) = room.split_at_mut(ring.len());
                to.copy_from_slice(ring);
                room = rest;
                self.push_ring(ring, record);
            }
            self.offsets.end_part();
        }
        self.note(WarningKind::StrayHoles, assembly.stray_holes, record);
        self.note(WarningKind::NestedOuters, assembly.nested_outers, record);
    }

    /// Adds a ring that was written to the open part.
    fn push_ring(&mut self, ring: &[[f64; 2]], record: u64) {
        if ring.first() != ring.last() {
            self.note(WarningKind::UnclosedRings, 1, record);
        }
        // Long rings without area are too rare to be looked for here.
        if ring.len() <= 8 && area::ring_signed(ring).abs() < f64::MIN_POSITIVE {
            self.note(WarningKind::DegenerateRings, 1, record);
        }
        self.offsets.push_ring(ring.len());
    }
}

/// A polygon record as it lies in the file: type, box, number of rings, number of points, first point of each
/// ring, points. What follows (heights, measures) is not looked at.
struct RawPolygon<'a> {
    /// The first point of each ring, ascending and none behind the last point.
    starts: &'a [[u8; 4]],
    points: &'a [[u8; 16]],
}

impl<'a> RawPolygon<'a> {
    /// `None` when the counts of `content` and its length contradict each other.
    fn parse(content: &'a [u8]) -> Option<Self> {
        let ring_count = usize::try_from(u32_le(content, 36)?).ok()?;
        let point_count = usize::try_from(u32_le(content, 40)?).ok()?;
        let (starts, rest) = content
            .get(44..)?
            .split_at_checked(ring_count.checked_mul(4)?)?;
        let points = rest.as_chunks::<16>().0.get(..point_count)?;
        let starts = starts.as_chunks::<4>().0;
        let polygon = Self { starts, points };
        let fits = match (ring_count, point_count) {
            (0, 0) => true,
            (0, _) | (_, 0) => false,
            _ => {
                polygon.starts().next() == Some(0)
                    && polygon.starts().chain([point_count]).is_sorted()
            }
        };
        fits.then_some(polygon)
    }

    fn starts(&self) -> impl Iterator<Item = usize> {
        self.starts.iter().map(|b| u32::from_le_bytes(*b) as usize)
    }

    /// The rings as ranges of `points`; those without a point are left out.
    fn rings(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.starts().skip(1).chain([self.points.len()]);
        let rings = self.starts().zip(ends).map(|(start, end)| start..end);
        rings.filter(|ring| !ring.is_empty())
    }
}

fn point(bytes: &[u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks::<8>();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}

fn is_usable(point: &[f64; 2]) -> bool {
    point[0].abs() < MOST_COORDINATE && point[1].abs() < MOST_COORDINATE
}
