//! Which features lie near a place: a packed R-tree in Hilbert order over the boxes of the features.
//! Built once, never changed. Answers come in the order of the features, so that whoever draws or sums
//! them does it in the same order every time.

use std::fmt;

use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{Node, RTree, RTreeBuilder, RTreeIndex};

use super::bounds::Bounds;
use super::polygons::PolygonArray;

/// The boxes of the features of one [`PolygonArray`]. Features without geometry are not in it.
pub struct SpatialIndex {
    /// `None` when there is nothing to find.
    tree: Option<RTree<f64>>,
    /// Feature number per box, in the order the boxes were added; empty when both are the same.
    features: Vec<u32>,
}

impl SpatialIndex {
    /// Indexes every feature that has a finite vertex. Features past `u32::MAX` cannot be numbered and are
    /// left out.
    pub fn build(polygons: &PolygonArray) -> Self {
        Self::of_boxes(polygons.features().map(|feature| feature.bounds()))
    }

    /// Indexes features by their boxes, one each; those with an empty box are not in it.
    pub fn of_boxes(boxes: impl IntoIterator<Item = Bounds>) -> Self {
        let mut total = 0_usize;
        let boxes: Vec<(u32, Bounds)> = (0u32..)
            .zip(boxes)
            .inspect(|_| total += 1)
            .filter(|(_, bounds)| !bounds.is_empty())
            .collect();
        let (Ok(count), false) = (u32::try_from(boxes.len()), boxes.is_empty()) else {
            return Self {
                tree: None,
                features: Vec::new(),
            };
        };
        let mut builder = RTreeBuilder::<f64>::new(count);
        for (_, bounds) in &boxes {
            builder.add(bounds.min[0], bounds.min[1], bounds.max[0], bounds.max[1]);
        }
        let features = if boxes.len() == total {
            Vec::new()
        } else {
            boxes.iter().map(|&(number, _)| number).collect()
        };
        Self {
            tree: Some(builder.finish::<HilbertSort>()),
            features,
        }
    }

    /// The features whose box shares at least a point with `bounds`, ascending.
    pub fn query(&self, bounds: &Bounds) -> Vec<u32> {
        self.query_boxes(bounds)
            .into_iter()
            .map(|(feature, _)| feature)
            .collect()
    }

    /// As [`query`](Self::query), with the box of each feature.
    pub fn query_boxes(&self, bounds: &Bounds) -> Vec<(u32, Bounds)> {
        let mut found = Vec::new();
        if let Some(tree) = &self.tree {
            self.collect(&tree.root(), bounds, &mut found);
        }
        found.sort_unstable_by_key(|&(feature, _)| feature);
        found
    }

    /// Depth first; a tree of 2³² boxes is eight levels deep.
    fn collect(
        &self,
        node: &Node<'_, f64, RTree<f64>>,
        bounds: &Bounds,
        found: &mut Vec<(u32, Bounds)>,
    ) {
        let own = Bounds::new(node.min_x(), node.min_y(), node.max_x(), node.max_y());
        if !own.intersects(bounds) {
            return;
        }
        if let Some(position) = node.insertion_index() {
            let feature = self.features.get(position as usize).copied();
            found.push((feature.unwrap_or(position), own));
        } else {
            for child in node.children_unchecked() {
                self.collect(&child, bounds, found);
            }
        }
    }
}

impl fmt::Debug for SpatialIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let boxes = self.tree.as_ref().map_or(0, RTreeIndex::num_items);
        write!(f, "SpatialIndex({boxes} boxes)")
    }
}
