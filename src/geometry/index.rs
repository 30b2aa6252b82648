//! Which features lie near a place: their boxes along a Hilbert curve, packed. Built once, never changed. Answers come in
//! the order of the features, so that whoever draws or sums them does it in the same order every time.

use std::fmt;

use rayon::prelude::*;

use super::bounds::Bounds;
use super::hilbert::Hilbert;
use super::packed::PackedBoxes;
use super::polygons::PolygonArray;

/// The boxes of the features of one [`PolygonArray`]. Features without geometry are not in it.
pub struct SpatialIndex {
    /// Along the curve.
    boxes: PackedBoxes,
    /// The feature of each box.
    features: Vec<u32>,
}

impl SpatialIndex {
    /// Indexes every feature that has a finite vertex.
    pub fn build(polygons: &PolygonArray) -> Self {
        let boxes = polygons.features().map(|feature| feature.bounds());
        let boxes: Vec<Bounds> = boxes.collect();
        Self::of_boxes(boxes.len(), |feature| boxes[feature])
    }

    /// Indexes so many features by their boxes; those with an empty box are not in it. Features past `u32::MAX` cannot be
    /// numbered and are left out.
    pub fn of_boxes(features: usize, box_of: impl Fn(usize) -> Bounds + Sync) -> Self {
        let features = 0..u32::try_from(features).unwrap_or(u32::MAX);
        let features = features.into_par_iter();
        let with_box = |feature: u32| {
            let bounds = box_of(feature as usize);
            (!bounds.is_empty()).then_some((feature, bounds))
        };
        let all = features.clone().filter_map(with_box);
        let all = all.map(|(_, bounds)| bounds);
        let curve = Hilbert::over(&all.reduce(|| Bounds::EMPTY, |a, b| a.union(&b)));
        let placed = features.filter_map(with_box);
        let placed = placed.map(|(feature, bounds)| (curve.position(bounds.center()), feature));
        let mut placed: Vec<(u32, u32)> = placed.collect();
        placed.par_sort_unstable();
        let features: Vec<u32> = placed.into_iter().map(|(_, feature)| feature).collect();
        let boxes = features.par_iter().map(|feature| box_of(*feature as usize));
        Self {
            boxes: PackedBoxes::new(boxes.collect()),
            features,
        }
    }

    /// The features whose box shares at least a point with `bounds`, ascending.
    pub fn query(&self, bounds: &Bounds) -> Vec<u32> {
        let found = self.query_boxes(bounds).into_iter();
        found.map(|(feature, _)| feature).collect()
    }

    /// As [`query`](Self::query), with the box of each feature.
    pub fn query_boxes(&self, bounds: &Bounds) -> Vec<(u32, Bounds)> {
        let mut places = Vec::new();
        self.boxes.query_touching(bounds, &mut places);
        let boxes = self.boxes.boxes();
        let found = places.into_iter().map(|place| place as usize);
        let mut found: Vec<(u32, Bounds)> = found
            .map(|place| (self.features[place], boxes[place]))
            .collect();
        found.sort_unstable_by_key(|&(feature, _)| feature);
        found
    }
}

impl fmt::Debug for SpatialIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpatialIndex({} boxes)", self.features.len())
    }
}
