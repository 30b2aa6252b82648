//! Collects the polygons of formats that say themselves which ring belongs to which polygon: well-known binary,
//! GeoJSON, FlatGeobuf, GeoArrow. Runs of features are collected side by side and then put together.

use std::sync::atomic::{AtomicU64, Ordering};

use super::error::ShapeKind;
use crate::geometry::polygons::Offsets;
use crate::geometry::{PolygonArray, area};
use crate::layer::{WarningKind, Warnings};

/// No coordinate on earth, in any unit, is as large; beyond it a double has no decimals left.
const MOST_COORDINATE: f64 = 1e15;

/// What a file holds that is no polygon.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Others {
    counts: [u64; ShapeKind::ALL.len()],
}

impl Others {
    fn add(&mut self, kind: ShapeKind) {
        self.counts[kind as usize] += 1;
    }

    /// The kind that there is most of, if there is any.
    pub(super) fn most(&self) -> Option<ShapeKind> {
        let counted = ShapeKind::ALL.into_iter().zip(self.counts);
        let some = counted.filter(|(_, count)| *count > 0);
        some.max_by_key(|(_, count)| *count).map(|(kind, _)| kind)
    }
}

/// What the geometry of a feature turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Polygons, pushed; none of them is an empty geometry.
    Polygons,
    /// Nothing stored.
    Null,
    /// Something else, left out.
    Other(ShapeKind),
    /// Not readable, left out.
    Bad,
}

/// The polygons of a run of features. Call order: [`push_ring`](Self::push_ring),
/// [`end_part`](Self::end_part), [`end_feature`](Self::end_feature).
#[derive(Debug, Default)]
pub(super) struct Shapes {
    coords: Vec<[f64; 2]>,
    offsets: Offsets,
    features: u64,
    /// Vertices of each ring of the open feature, and where each of its parts ends among them.
    rings: Vec<usize>,
    part_ends: Vec<usize>,
    /// First vertex of the open part.
    part_start: usize,
    /// A part of the open feature was left out.
    spoiled: bool,
    /// Heights or measures were passed over.
    pub(super) has_heights: bool,
    pub(super) has_measures: bool,
    others: Others,
    polygons: u64,
    warnings: Warnings,
}

impl Shapes {
    /// Number of features.
    pub(super) fn len(&self) -> usize {
        usize::try_from(self.features).unwrap_or(usize::MAX)
    }

    /// Number of vertices so far.
    pub(super) fn vertex_count(&self) -> usize {
        self.coords.len()
    }

    /// Adds a ring to the open part; one without vertices is nothing.
    pub(super) fn push_ring(&mut self, ring: impl Iterator<Item = [f64; 2]>) {
        let start = self.coords.len();
        self.coords.extend(ring);
        let len = self.coords.len() - start;
        if len > 0 {
            self.rings.push(len);
        }
    }

    /// Ends the open part; one with a vertex that is nowhere is left out.
    pub(super) fn end_part(&mut self) {
        let start = self.part_ends.last().copied().unwrap_or(0);
        let part = &self.coords[self.part_start..];
        if part.iter().all(|point| is_usable(*point)) {
            self.check_rings(start);
            if self.rings.len() > start {
                self.part_ends.push(self.rings.len());
            }
        } else {
            self.coords.truncate(self.part_start);
            self.rings.truncate(start);
            self.spoiled = true;
            self.warnings
                .add_record(WarningKind::NotFinite, self.features);
        }
        self.part_start = self.coords.len();
    }

    fn check_rings(&self, first: usize) {
        let mut rest = &self.coords[self.part_start..];
        for &len in &self.rings[first..] {
            let (ring, after) = rest.split_at(len);
            rest = after;
            let warn = |kind| self.warnings.add_record(kind, self.features);
            if ring.first() != ring.last() {
                warn(WarningKind::UnclosedRings);
            }
            // Long rings without area are too rare to be looked for here.
            if ring.len() <= 8 && area::ring_signed(ring).abs() < f64::MIN_POSITIVE {
                warn(WarningKind::DegenerateRings);
            }
        }
    }

    /// Ends the feature; what was pushed of one that is no polygon is forgotten.
    pub(super) fn end_feature(&mut self, content: Content) {
        if content != Content::Polygons {
            self.coords.truncate(self.offsets.vertex_count());
            self.rings.clear();
            self.part_ends.clear();
        }
        self.part_start = self.coords.len();
        let mut rings = self.rings.drain(..);
        let mut start = 0;
        for end in self.part_ends.drain(..) {
            for vertices in rings.by_ref().take(end - start) {
                self.offsets.push_ring(vertices);
            }
            self.offsets.end_part();
            start = end;
        }
        drop(rings);
        let warn = |kind| self.warnings.add_record(kind, self.features);
        match content {
            Content::Polygons => {
                self.polygons += 1;
                if start == 0 && !self.spoiled {
                    warn(WarningKind::NullGeometries);
                }
            }
            Content::Null => warn(WarningKind::NullGeometries),
            Content::Other(kind) => {
                self.others.add(kind);
                warn(WarningKind::OtherShapeType);
            }
            Content::Bad => warn(WarningKind::BadRecords),
        }
        self.offsets.end_feature();
        self.features += 1;
        self.spoiled = false;
    }
}

fn is_usable(point: [f64; 2]) -> bool {
    point[0].abs() < MOST_COORDINATE && point[1].abs() < MOST_COORDINATE
}

/// The runs in their order as one array, with what was odd in `warnings`, and what else there was.
///
/// # Errors
/// Where the system has not that much memory to give.
pub(super) fn join(runs: Vec<Shapes>, warnings: &Warnings) -> std::io::Result<Joined> {
    let total = runs.iter().map(Shapes::vertex_count).sum();
    // Pages that nobody wrote to yet take no memory, so each run can go once it is copied.
    let mut coords: Vec<[f64; 2]> = Vec::new();
    coords
        .try_reserve_exact(total)
        .map_err(|_| std::io::Error::from(std::io::ErrorKind::OutOfMemory))?;
    let mut offsets = Offsets::default();
    let (mut base, mut polygons) = (0, 0);
    let (mut heights, mut measures) = (false, false);
    let mut others = Others::default();
    for run in runs {
        coords.extend_from_slice(&run.coords);
        offsets.append(&run.offsets);
        for warning in run.warnings.into_list() {
            let records: Vec<u64> = warning.records.iter().map(|r| base + r).collect();
            warnings.count(warning.kind, warning.count, &records);
        }
        heights |= run.has_heights;
        measures |= run.has_measures;
        for (sum, count) in others.counts.iter_mut().zip(run.others.counts) {
            *sum += count;
        }
        base += run.features;
        polygons += run.polygons;
    }
    if heights {
        warnings.add(WarningKind::HeightsIgnored);
    }
    if measures {
        warnings.add(WarningKind::MeasuresIgnored);
    }
    Ok(Joined {
        // The offsets count what was pushed, so they always fit.
        polygons: PolygonArray::new(offsets, coords).unwrap_or_default(),
        only_others: others.most().filter(|_| polygons == 0),
    })
}

/// What [`join`] gives.
#[derive(Debug)]
pub(super) struct Joined {
    /// One feature per record.
    pub(super) polygons: PolygonArray,
    /// What there is instead, where there is not one polygon.
    pub(super) only_others: Option<ShapeKind>,
}

/// How much of the memory may still be taken for what a file unfolds to. Views that repeat themselves and
/// dictionaries that say a million times the same make much out of little.
#[derive(Debug)]
pub(super) struct Budget(AtomicU64);

/// A file wants more than its size explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it unfolds to far more than its size explains")]
pub(super) struct TooMuch;

impl Budget {
    const FREE_LEN: u64 = 256 << 20;
    const RATIO: u64 = 16;

    /// For a file of `len` bytes.
    pub(super) fn of_file(len: u64) -> Self {
        Self(AtomicU64::new(
            Self::FREE_LEN + len.saturating_mul(Self::RATIO),
        ))
    }

    /// Takes so many bytes.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), TooMuch> {
        let spend = |left: u64| left.checked_sub(bytes as u64);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .map(drop)
            .map_err(|_| TooMuch)
    }
}
