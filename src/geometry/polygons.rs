//! Many polygons in flat arrays: the layout of GeoArrow's multipolygon, so that a layer of a million
//! parcels is four allocations and not millions.
//!
//! `coords` holds every vertex of every ring, one after the other; three offset arrays say where rings,
//! parts (one outer ring and its holes) and features begin. The offsets are shared, so that the same
//! polygons in another coordinate system cost only their coordinates.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::fingerprint::NO_RINGS;

/// Features that one task copies.
const SELECT_TASK: usize = 1 << 10;

/// What the features of an array are. Lines and points lie in the same lists: a line is a part of one ring that
/// is not closed, a point a part of one vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GeometryKind {
    /// Ground, with an area.
    #[default]
    Polygons,
    /// Lines: roads, ditches as their middles.
    Lines,
    /// Points: farms, places.
    Points,
}

impl GeometryKind {
    /// All of them; ground goes before lines, and those before points.
    pub const ALL: [Self; 3] = [Self::Polygons, Self::Lines, Self::Points];
}

/// The shape of a [`PolygonArray`] without its coordinates. Each list starts with 0 and ends with the
/// length of the list below it, so item `i` spans `list[i]..list[i + 1]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offsets {
    /// First vertex of each ring.
    rings: Vec<usize>,
    /// First ring of each part.
    parts: Vec<usize>,
    /// First part of each feature.
    features: Vec<usize>,
}

impl Default for Offsets {
    fn default() -> Self {
        Self {
            rings: vec![0],
            parts: vec![0],
            features: vec![0],
        }
    }
}

impl Offsets {
    /// None yet, with room for so many features of one ring each.
    pub fn with_room(features: usize) -> Self {
        let room = || {
            let mut list = Vec::with_capacity(features + 1);
            list.push(0);
            list
        };
        Self {
            rings: room(),
            parts: room(),
            features: room(),
        }
    }

    /// Adds a ring of so many vertices; none stores nothing.
    pub fn push_ring(&mut self, vertices: usize) {
        if vertices > 0 {
            self.rings.push(self.vertex_count() + vertices);
        }
    }

    /// Ends the open part, if it has rings.
    pub fn end_part(&mut self) {
        let rings = self.rings.len() - 1;
        if self.parts.last() != Some(&rings) {
            self.parts.push(rings);
        }
    }

    /// Ends the feature; one without parts is a null geometry.
    pub fn end_feature(&mut self) {
        self.features.push(self.parts.len() - 1);
    }

    /// The parts of a feature, each as the ranges of vertices of its rings.
    pub fn parts_of(
        &self,
        feature: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = Range<usize>> + '_> + '_ {
        let parts = self.features[feature]..self.features[feature + 1];
        parts.map(|part| {
            let rings = self.parts[part]..self.parts[part + 1];
            rings.map(|ring| self.rings[ring]..self.rings[ring + 1])
        })
    }

    /// Number of features.
    pub fn feature_count(&self) -> usize {
        self.features.len() - 1
    }

    /// Number of vertices of all rings.
    pub fn vertex_count(&self) -> usize {
        self.rings.last().copied().unwrap_or(0)
    }

    /// The rings, parts and features of all pieces, one behind the other.
    pub fn joined<'a>(pieces: impl Iterator<Item = &'a Self> + Clone) -> Self {
        let room = |list: fn(&Self) -> &Vec<usize>| {
            let lists = pieces.clone().map(|piece| list(piece).len());
            Vec::with_capacity(1 + lists.sum::<usize>())
        };
        let mut joined = Self {
            rings: room(|piece| &piece.rings),
            parts: room(|piece| &piece.parts),
            features: room(|piece| &piece.features),
        };
        for list in [&mut joined.rings, &mut joined.parts, &mut joined.features] {
            list.push(0);
        }
        pieces.for_each(|piece| joined.append(piece));
        joined
    }

    /// As [`append`](Self::append), where the others are no longer needed: each list goes as soon as it was copied.
    pub fn take_in(&mut self, other: Self) {
        let lists = [
            (&mut self.rings, other.rings),
            (&mut self.parts, other.parts),
            (&mut self.features, other.features),
        ];
        for (list, others) in lists {
            let base = list.last().copied().unwrap_or(0);
            list.extend(others.iter().skip(1).map(|offset| base + offset));
        }
    }

    /// Adds the rings, parts and features of `other` behind those here.
    pub fn append(&mut self, other: &Self) {
        let lists = [
            (&mut self.rings, &other.rings),
            (&mut self.parts, &other.parts),
            (&mut self.features, &other.features),
        ];
        for (list, others) in lists {
            let base = list.last().copied().unwrap_or(0);
            list.extend(others.iter().skip(1).map(|offset| base + offset));
        }
    }
}

/// Features made of polygon parts, made of rings, made of vertices. Rings are closed (the first vertex
/// is repeated at the end) as far as the file stored them so; readers of this type must not rely on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolygonArray {
    /// Shared, so that a part of the features that has all of them costs nothing.
    coords: Arc<Vec<[f64; 2]>>,
    offsets: Arc<Offsets>,
    kind: GeometryKind,
    fingerprints: Vec<u128>,
}

impl PolygonArray {
    /// Polygons from their shape and their coordinates. `None` when the coordinates are not as many as the
    /// rings want.
    pub fn new(offsets: Offsets, coords: Vec<[f64; 2]>) -> Option<Self> {
        (coords.len() == offsets.vertex_count()).then(|| Self {
            coords: Arc::new(coords),
            offsets: Arc::new(offsets),
            kind: GeometryKind::Polygons,
            fingerprints: Vec::new(),
        })
    }

    /// The same with the [fingerprint](super::fingerprint::fingerprint) of each feature, where they were taken while
    /// the vertices were at hand. A feature that has one and no parts has an outline that whoever asked for the array
    /// holds already.
    #[must_use]
    pub fn with_fingerprints(self, fingerprints: Vec<u128>) -> Self {
        Self {
            fingerprints,
            ..self
        }
    }

    /// The fingerprint of a feature, where it was taken.
    pub fn fingerprint(&self, feature: usize) -> Option<u128> {
        self.fingerprints.get(feature).copied()
    }

    /// True when the outline of a feature is held by whoever asked for the array, and not here.
    pub fn lacks_outlines(&self) -> bool {
        let mut features = self.features().zip(&self.fingerprints);
        features.any(|(feature, print)| feature.is_null() && *print != NO_RINGS)
    }

    /// True when no feature has an outline, be it here or held by whoever asked for the array.
    pub fn has_no_outlines(&self) -> bool {
        self.coords.is_empty() && self.fingerprints.iter().all(|print| *print == NO_RINGS)
    }

    /// The same lists taken for features of another kind.
    #[must_use]
    pub fn of_kind(self, kind: GeometryKind) -> Self {
        Self { kind, ..self }
    }

    /// What the features are.
    pub fn kind(&self) -> GeometryKind {
        self.kind
    }

    /// True for ground: only that has hectares.
    pub fn is_ground(&self) -> bool {
        self.kind == GeometryKind::Polygons
    }

    /// Number of features, those without geometry included.
    pub fn len(&self) -> usize {
        self.offsets.features.len() - 1
    }

    /// True when there is no feature.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of parts: outer rings with their holes.
    pub fn part_count(&self) -> usize {
        self.offsets.parts.len() - 1
    }

    /// Number of rings, outer and inner.
    pub fn ring_count(&self) -> usize {
        self.offsets.rings.len() - 1
    }

    /// Number of vertices as stored.
    pub fn vertex_count(&self) -> usize {
        self.coords.len()
    }

    /// All vertices, `[x, y]`, in the order of features, parts and rings.
    pub fn coords(&self) -> &[[f64; 2]] {
        &self.coords
    }

    /// The same polygons with other coordinates, one for one (after a change of coordinate system).
    /// `None` when the number of coordinates differs.
    pub fn with_coords(&self, coords: Vec<[f64; 2]>) -> Option<Self> {
        (coords.len() == self.coords.len()).then(|| Self {
            coords: Arc::new(coords),
            offsets: Arc::clone(&self.offsets),
            kind: self.kind,
            fingerprints: Vec::new(),
        })
    }

    /// The same features in the same memory, without their fingerprints.
    #[must_use]
    pub fn shared(&self) -> Self {
        Self {
            coords: Arc::clone(&self.coords),
            offsets: Arc::clone(&self.offsets),
            kind: self.kind,
            fingerprints: Vec::new(),
        }
    }

    /// The features with these numbers, in the order given, as an array of their own; panics past the end, as
    /// a slice does.
    #[must_use]
    pub fn select(&self, features: &[u32]) -> Self {
        let mut offsets = Offsets::default();
        let mut ends = Vec::with_capacity(features.len().div_ceil(SELECT_TASK));
        for task in features.chunks(SELECT_TASK) {
            for &feature in task {
                for part in self.feature(feature as usize).parts() {
                    part.rings().for_each(|ring| offsets.push_ring(ring.len()));
                    offsets.end_part();
                }
                offsets.end_feature();
            }
            ends.push(offsets.vertex_count());
        }
        let in_order = features.is_sorted_by(|a, b| a < b);
        if in_order && offsets.vertex_count() == self.coords.len() {
            return self.with_offsets(offsets, Arc::clone(&self.coords));
        }
        let mut coords = vec![[0.0; 2]; offsets.vertex_count()];
        let mut rest = coords.as_mut_slice();
        let mut tasks = Vec::with_capacity(ends.len());
        let mut start = 0;
        for (task, end) in features.chunks(SELECT_TASK).zip(ends) {
            let (slot, after) = rest.split_at_mut(end - start);
            tasks.push((task, slot));
            (rest, start) = (after, end);
        }
        tasks.into_par_iter().for_each(|(task, mut slot)| {
            for &feature in task {
                let from = self.feature(feature as usize).coords();
                let (to, after) = slot.split_at_mut(from.len());
                to.copy_from_slice(from);
                slot = after;
            }
        });
        self.with_offsets(offsets, Arc::new(coords))
    }

    fn with_offsets(&self, offsets: Offsets, coords: Arc<Vec<[f64; 2]>>) -> Self {
        Self {
            coords,
            offsets: Arc::new(offsets),
            kind: self.kind,
            fingerprints: Vec::new(),
        }
    }

    /// The feature at `index`; panics past the end, as a slice does.
    pub fn feature(&self, index: usize) -> Feature<'_> {
        Feature {
            array: self,
            parts: self.offsets.features[index]..self.offsets.features[index + 1],
        }
    }

    /// All features in order.
    pub fn features(&self) -> impl ExactSizeIterator<Item = Feature<'_>> + Clone {
        (0..self.len()).map(|index| self.feature(index))
    }

    /// The box around all finite vertices.
    pub fn bounds(&self) -> Bounds {
        self.coords
            .par_chunks(1 << 16)
            .map(Bounds::of_points)
            .reduce(|| Bounds::EMPTY, |a, b| a.union(&b))
    }
}

/// One feature: none (a null geometry), one or several parts.
#[derive(Debug, Clone)]
pub struct Feature<'a> {
    array: &'a PolygonArray,
    parts: Range<usize>,
}

impl<'a> Feature<'a> {
    /// What it is.
    pub fn kind(&self) -> GeometryKind {
        self.array.kind
    }

    /// True when the feature has no part.
    pub fn is_null(&self) -> bool {
        self.parts.is_empty()
    }

    /// The parts: each an outer ring with its holes.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Part<'a>> + Clone + use<'a> {
        let array = self.array;
        self.parts.clone().map(move |part| Part {
            array,
            rings: array.offsets.parts[part]..array.offsets.parts[part + 1],
        })
    }

    /// All rings of all parts.
    pub fn rings(&self) -> impl Iterator<Item = &'a [[f64; 2]]> + Clone + use<'a> {
        self.parts().flat_map(|part| part.rings())
    }

    /// All vertices of the feature in one slice.
    pub fn coords(&self) -> &'a [[f64; 2]] {
        let o = &self.array.offsets;
        let rings = o.parts[self.parts.start]..o.parts[self.parts.end];
        &self.array.coords[o.rings[rings.start]..o.rings[rings.end]]
    }

    /// The box around the finite vertices; empty for a null geometry.
    pub fn bounds(&self) -> Bounds {
        Bounds::of_points(self.coords())
    }
}

/// One outer ring and its holes.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    array: &'a PolygonArray,
    rings: Range<usize>,
}

impl<'a> Part<'a> {
    /// What it is a part of.
    pub fn kind(&self) -> GeometryKind {
        self.array.kind
    }

    /// The rings, the outer one first.
    pub fn rings(&self) -> impl ExactSizeIterator<Item = &'a [[f64; 2]]> + Clone + use<'a> {
        let array = self.array;
        self.rings.clone().map(move |ring| {
            &array.coords[array.offsets.rings[ring]..array.offsets.rings[ring + 1]]
        })
    }
}

/// Collects polygons feature by feature. Call order: vertices, [`end_ring`](Self::end_ring),
/// [`end_part`](Self::end_part), [`end_feature`](Self::end_feature). A level that got nothing since its
/// last end is not stored, except features: ending one without parts stores a null geometry.
#[derive(Debug, Default)]
pub struct PolygonBuilder {
    coords: Vec<[f64; 2]>,
    offsets: Offsets,
}

impl PolygonBuilder {
    /// Room for this many vertices; a hint that must come from what is really there, never from a
    /// file's header alone.
    pub fn with_capacity(vertices: usize) -> Self {
        Self {
            coords: Vec::with_capacity(vertices),
            offsets: Offsets::default(),
        }
    }

    /// Adds a vertex to the open ring.
    pub fn push(&mut self, point: [f64; 2]) {
        self.coords.push(point);
    }

    /// Adds a whole ring and ends it.
    pub fn push_ring(&mut self, ring: impl IntoIterator<Item = [f64; 2]>) {
        self.coords.extend(ring);
        self.end_ring();
    }

    /// Ends the open ring, if it has vertices.
    pub fn end_ring(&mut self) {
        let open = self.coords.len() - self.offsets.vertex_count();
        self.offsets.push_ring(open);
    }

    /// Ends the open part, if it has rings.
    pub fn end_part(&mut self) {
        self.offsets.end_part();
    }

    /// Ends the feature; one without parts is a null geometry.
    pub fn end_feature(&mut self) {
        self.offsets.end_feature();
    }

    /// Adds a copy of a feature and ends it.
    pub fn push_feature(&mut self, feature: &Feature<'_>) {
        for part in feature.parts() {
            part.rings()
                .for_each(|ring| self.push_ring(ring.iter().copied()));
            self.end_part();
        }
        self.end_feature();
    }

    /// The finished array. Rings and parts left open are closed into one last feature.
    pub fn finish(mut self) -> PolygonArray {
        self.end_ring();
        self.end_part();
        let parts = self.offsets.parts.len() - 1;
        if self.offsets.features.last() != Some(&parts) {
            self.end_feature();
        }
        PolygonArray {
            coords: Arc::new(self.coords),
            offsets: Arc::new(self.offsets),
            kind: GeometryKind::Polygons,
            fingerprints: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64) -> [[f64; 2]; 5] {
        [[x, 0.0], [x, 1.0], [x + 1.0, 1.0], [x + 1.0, 0.0], [x, 0.0]]
    }

    fn two_features() -> PolygonArray {
        let mut builder = PolygonBuilder::default();
        builder.push_ring(square(0.0));
        builder.end_part();
        builder.push_ring(square(5.0));
        builder.end_part();
        builder.end_feature();
        builder.end_feature();
        builder.finish()
    }

    #[test]
    fn counts_follow_the_levels() {
        let array = two_features();
        assert_eq!(
            (array.len(), array.part_count(), array.ring_count()),
            (2, 2, 2)
        );
        assert_eq!(array.vertex_count(), 10);
        assert!(array.feature(1).is_null());
        assert_eq!(array.feature(0).coords().len(), 10);
        assert_eq!(array.bounds(), Bounds::new(0.0, 0.0, 6.0, 1.0));
        assert!(array.feature(1).bounds().is_empty());
    }

    #[test]
    fn appended_offsets_keep_every_feature_where_it_was() {
        let array = two_features();
        let offsets = Offsets::joined([&*array.offsets, &*array.offsets].into_iter());
        let coords = array.coords.repeat(2);
        assert!(PolygonArray::new(offsets.clone(), array.coords().to_vec()).is_none());
        let joined = PolygonArray::new(offsets, coords).unwrap();
        assert_eq!(joined.len(), 4);
        assert_eq!(joined.feature(2).coords(), array.feature(0).coords());
        assert!(joined.feature(3).is_null());
    }

    #[test]
    fn selected_features_keep_their_rings() {
        let array = two_features();
        let selected = array.select(&[1, 0, 1, 0]);
        assert_eq!(selected.len(), 4);
        assert!(selected.feature(0).is_null() && selected.feature(2).is_null());
        for feature in [1, 3] {
            let (copy, own) = (selected.feature(feature), array.feature(0));
            assert_eq!(copy.parts().len(), 2);
            assert!(copy.rings().eq(own.rings()));
        }
    }

    #[test]
    fn features_with_all_vertices_share_them() {
        let array = two_features();
        let selected = array.select(&[0]);
        assert!(Arc::ptr_eq(&selected.coords, &array.coords));
        assert_eq!(selected.len(), 1);
        assert_eq!(selected.feature(0).coords(), array.feature(0).coords());
    }

    #[test]
    fn other_coordinates_must_match_in_number() {
        let array = two_features();
        assert!(array.with_coords(vec![[0.0, 0.0]]).is_none());
        assert!(array.with_coords(array.coords().to_vec()).is_some());
    }
}
