//! Boxes that are in spatial order already, found by area: a packed tree whose leaves are the list itself,
//! so that it needs no memory to speak of, and an answer that starts anywhere in the list costs no more
//! than it holds.

use super::bounds::Bounds;

/// Boxes under one node.
const NODE: usize = 16;

/// A list of boxes, best in the order of a [`Hilbert`](super::hilbert::Hilbert) curve.
#[derive(Debug, Default)]
pub struct PackedBoxes {
    /// The boxes, then the boxes around sixteen of them each, and so on up to one.
    levels: Vec<Vec<Bounds>>,
}

impl PackedBoxes {
    /// Packs the list.
    pub fn new(boxes: Vec<Bounds>) -> Self {
        let mut levels = vec![boxes];
        while let Some(last) = levels.last().filter(|level| level.len() > 1) {
            let around = |boxes: &[Bounds]| boxes.iter().fold(Bounds::EMPTY, |all, b| all.union(b));
            levels.push(last.chunks(NODE).map(around).collect());
        }
        Self { levels }
    }

    /// The boxes, as they were given.
    pub fn boxes(&self) -> &[Bounds] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// Adds to `found` the positions, from `first` on and ascending, of all boxes that share ground with
    /// `area`; boxes that only touch it do not. An empty box shares nothing.
    pub fn query(&self, area: &Bounds, first: usize, found: &mut Vec<u32>) {
        self.find(|own| share_ground(own, area), first, found);
    }

    /// As [`query`](Self::query), of all boxes, and those that only touch `area` among them.
    pub fn query_touching(&self, area: &Bounds, found: &mut Vec<u32>) {
        self.find(|own| own.intersects(area), 0, found);
    }

    fn find(&self, meets: impl Fn(&Bounds) -> bool, first: usize, found: &mut Vec<u32>) {
        if let Some(top) = self.levels.len().checked_sub(1) {
            self.descend(top, 0, &meets, first, found);
        }
    }

    fn descend(
        &self,
        level: usize,
        node: usize,
        meets: &impl Fn(&Bounds) -> bool,
        first: usize,
        found: &mut Vec<u32>,
    ) {
        let boxes = &self.levels[level];
        // Positions of the list under one node of this level.
        let width = NODE.pow(level as u32);
        let end = boxes.len().min(node + NODE);
        for (position, own) in (node..end).zip(&boxes[node..end]) {
            if (position + 1) * width <= first || !meets(own) {
                continue;
            }
            match level.checked_sub(1) {
                Some(below) => self.descend(below, position * NODE, meets, first, found),
                None => found.push(position as u32),
            }
        }
    }
}

fn share_ground(a: &Bounds, b: &Bounds) -> bool {
    a.min[0] < b.max[0] && b.min[0] < a.max[0] && a.min[1] < b.max[1] && b.min[1] < a.max[1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_query_finds_what_a_walk_finds(
            corners in prop::collection::vec([-20..20_i32, -20..20, 0..9, 0..9], 0..600),
            [x, y, width, height] in [-20..20_i32, -20..20, 0..20, 0..20],
            first in 0..700_usize,
        ) {
            let of = |[x, y, width, height]: [i32; 4]| {
                let [x, y, right, top] = [x, y, x + width, y + height].map(f64::from);
                Bounds::new(x, y, right, top)
            };
            let mut boxes: Vec<Bounds> = corners.into_iter().map(of).collect();
            if let Some(last) = boxes.last_mut() {
                *last = Bounds::EMPTY;
            }
            let area = of([x, y, width, height]);
            let walked: Vec<u32> = (0..)
                .zip(&boxes)
                .skip(first)
                .filter(|(_, own)| share_ground(own, &area))
                .map(|(position, _)| position)
                .collect();
            let packed = PackedBoxes::new(boxes);
            let mut found = Vec::new();
            packed.query(&area, first, &mut found);
            prop_assert_eq!(found, walked);
        }
    }
}
