//! Collects the geometries of formats that say themselves which ring belongs to which polygon: well-known binary,
//! GeoJSON, FlatGeobuf, GeoArrow. Runs of features are collected side by side and then put together.
//!
//! A layer is of one kind: ground where there is any, else lines, else points. What is of another kind is left
//! out and counted. So is a feature: of a collection of different kinds the first of these remains.

mod join;

use super::error::ShapeKind;
use crate::geometry::polygons::Offsets;
use crate::geometry::{GeometryKind, area};
use crate::layer::warnings::RECORDS_KEPT;
use crate::layer::{WarningKind, Warnings};

pub(super) use self::join::join;
pub(super) use super::budget::{Budget, TooMuch};

/// No coordinate on earth, in any unit, is as large; beyond it a double has no decimals left.
const MOST_COORDINATE: f64 = 1e15;

/// What a file holds that is of no kind that is shown.
#[derive(Debug, Default, Clone, Copy)]
struct Others {
    counts: [u64; ShapeKind::ALL.len()],
}

impl Others {
    fn add(&mut self, kind: ShapeKind) {
        self.counts[kind as usize] += 1;
    }

    /// The kind that there is most of, if there is any.
    fn most(&self) -> Option<ShapeKind> {
        let counted = ShapeKind::ALL.into_iter().zip(self.counts);
        let some = counted.filter(|(_, count)| *count > 0);
        some.max_by_key(|(_, count)| *count).map(|(kind, _)| kind)
    }
}

/// What the geometry of a feature turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Of this kind, pushed; nothing pushed is an empty geometry.
    Of(GeometryKind),
    /// Nothing stored.
    Null,
    /// Something else, left out.
    Other(ShapeKind),
    /// Not readable, left out.
    Bad,
}

/// The features of one kind; those of another have no geometry here.
#[derive(Debug, Default)]
struct Store {
    coords: Vec<[f64; 2]>,
    offsets: Offsets,
    count: u64,
    /// The first of them.
    records: Vec<u64>,
}

impl Store {
    fn pad(&mut self, features: u64) {
        while (self.offsets.feature_count() as u64) < features {
            self.offsets.end_feature();
        }
    }
}

/// The geometries of a run of features. Call order: [`push_ring`](Self::push_ring),
/// [`end_part`](Self::end_part), [`end_feature`](Self::end_feature).
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// One a kind. The vertices of the open feature lie behind those of the first.
    stores: [Store; GeometryKind::ALL.len()],
    features: u64,
    /// Vertices of each ring of the open feature, and where each of its parts ends among them.
    rings: Vec<usize>,
    part_ends: Vec<usize>,
    /// First vertex of the open part.
    part_start: usize,
    /// A part of the open feature was left out.
    spoiled: bool,
    /// The kind of its parts so far.
    open_kind: Option<GeometryKind>,
    /// Parts of it were of another kind.
    is_mixed: bool,
    /// Heights or measures were passed over.
    pub(super) has_heights: bool,
    pub(super) has_measures: bool,
    others: Others,
    /// Features that cannot be read.
    bad: u64,
    warnings: Warnings,
}

impl Shapes {
    /// Number of features.
    pub(super) fn len(&self) -> usize {
        usize::try_from(self.features).unwrap_or(usize::MAX)
    }

    /// True where there are features, and not one of them can be read.
    pub(super) fn are_all_bad(&self) -> bool {
        self.features > 0 && self.bad == self.features
    }

    /// Number of vertices so far.
    pub(super) fn vertex_count(&self) -> usize {
        self.stores.iter().map(|store| store.coords.len()).sum()
    }

    fn open(&mut self) -> &mut Vec<[f64; 2]> {
        &mut self.stores[0].coords
    }

    /// Adds a ring, a line or a point to the open part; one without vertices is nothing.
    pub(super) fn push_ring(&mut self, ring: impl Iterator<Item = [f64; 2]>) {
        let coords = self.open();
        let start = coords.len();
        coords.extend(ring);
        let len = coords.len() - start;
        if len > 0 {
            self.rings.push(len);
        }
    }

    /// The kind of the open feature: that of the parts that were ended.
    pub(super) fn open_kind(&self) -> Option<GeometryKind> {
        self.open_kind
    }

    /// Ends the open part; one with a vertex that is nowhere is left out.
    pub(super) fn end_part(&mut self, kind: GeometryKind) {
        if self.open_kind.is_none_or(|open| open == kind) {
            self.open_kind = Some(kind);
        } else if !self.prevails(kind) {
            return;
        }
        let start = self.part_ends.last().copied().unwrap_or(0);
        let part = &self.stores[0].coords[self.part_start..];
        if part.iter().all(|point| is_usable(*point)) {
            if kind == GeometryKind::Polygons {
                self.check_rings(start);
            }
            if self.rings.len() > start {
                self.part_ends.push(self.rings.len());
            }
        } else {
            let part_start = self.part_start;
            self.open().truncate(part_start);
            self.rings.truncate(start);
            self.spoiled = true;
            self.warnings
                .add_record(WarningKind::NotFinite, self.features);
        }
        self.part_start = self.open().len();
    }

    /// Where the open feature is of another kind than its open part, one of the two is forgotten: true where the part
    /// remains.
    fn prevails(&mut self, kind: GeometryKind) -> bool {
        self.is_mixed = true;
        let rings_before = self.part_ends.last().copied().unwrap_or(0);
        let part_start = self.part_start;
        let prevails = self
            .open_kind
            .is_none_or(|open| kind as usize <= open as usize);
        if prevails {
            let kept = self.stores[0].offsets.vertex_count();
            self.open().drain(kept..part_start);
            self.rings.drain(..rings_before);
            self.part_ends.clear();
            self.part_start = kept;
            self.open_kind = Some(kind);
        } else {
            self.open().truncate(part_start);
            self.rings.truncate(rings_before);
        }
        prevails
    }

    fn check_rings(&self, first: usize) {
        let mut rest = &self.stores[0].coords[self.part_start..];
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

    /// Ends the feature; what was pushed of one that cannot be shown is forgotten.
    pub(super) fn end_feature(&mut self, content: Content) {
        let warn = |kind| self.warnings.add_record(kind, self.features);
        match content {
            Content::Of(_) if self.part_ends.is_empty() && !self.spoiled => {
                warn(WarningKind::NullGeometries);
            }
            Content::Of(_) if self.is_mixed => warn(WarningKind::OtherShapeType),
            Content::Of(_) => {}
            Content::Null => warn(WarningKind::NullGeometries),
            Content::Other(kind) => {
                self.others.add(kind);
                warn(WarningKind::OtherShapeType);
            }
            Content::Bad => {
                warn(WarningKind::BadRecords);
                self.bad += 1;
            }
        }
        if let Content::Of(kind) = content {
            self.keep(kind);
        }
        let kept = self.stores[0].offsets.vertex_count();
        self.open().truncate(kept);
        self.rings.clear();
        self.part_ends.clear();
        self.part_start = kept;
        self.features += 1;
        self.spoiled = false;
        self.open_kind = None;
        self.is_mixed = false;
    }

    /// Puts the open feature among those of its kind.
    fn keep(&mut self, kind: GeometryKind) {
        let (ground, others) = self.stores.split_at_mut(1);
        let store = match kind {
            GeometryKind::Polygons => &mut ground[0],
            other => {
                let store = &mut others[other as usize - 1];
                let start = ground[0].offsets.vertex_count();
                store.coords.extend(ground[0].coords.drain(start..));
                store
            }
        };
        store.count += 1;
        if store.records.len() < RECORDS_KEPT && kind != GeometryKind::Polygons {
            store.records.push(self.features);
        }
        store.pad(self.features);
        let mut rings = self.rings.drain(..);
        let mut start = 0;
        for end in self.part_ends.drain(..) {
            for vertices in rings.by_ref().take(end - start) {
                store.offsets.push_ring(vertices);
            }
            store.offsets.end_part();
            start = end;
        }
        drop(rings);
        store.offsets.end_feature();
    }
}

fn is_usable(point: [f64; 2]) -> bool {
    point[0].abs() < MOST_COORDINATE && point[1].abs() < MOST_COORDINATE
}
