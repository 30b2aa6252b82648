//! Outlines made ready for measuring what they share, kept while a block of neighbours is worked on.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::outlines::{Mixed, Outlines};
use crate::geometry::boolean::{self, Rings};
use crate::geometry::clip::{Chains, Covers, area_under_all};
use crate::geometry::repair::mend;
use crate::geometry::{Bounds, PolygonArray};

/// An outline as it was meant.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) chains: Chains,
    /// The outline, where the stored one was invalid.
    mended: Option<PolygonArray>,
}

impl Shape {
    pub(super) fn is_mended(&self) -> bool {
        self.mended.is_some()
    }
}

/// The shapes of one block, by outline, around the block's own origin.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    origin: [f64; 2],
    shapes: HashMap<u32, Shape, BuildHasherDefault<Mixed>>,
    /// Chains that are done with: their memory is filled again.
    done: Vec<Chains>,
    /// Room for the points of a ring.
    points: Vec<[f64; 2]>,
    /// Ground that three outlines share, as far as it was asked for.
    under_all: HashMap<(u32, u32, u32), f64, BuildHasherDefault<Mixed>>,
    /// What lies over the outline that was asked for last, and over which that was.
    covers: Option<(u32, Vec<u32>, Covers)>,
    /// The invalid outlines, ascending, where somebody looked before.
    invalid: Option<Arc<[u32]>>,
}

impl Shapes {
    /// Tells which outlines are invalid, where that is known.
    pub(super) fn knowing(&mut self, invalid: &Arc<[u32]>) {
        self.invalid = Some(Arc::clone(invalid));
    }

    /// Forgets everything and starts a block around another place.
    pub(super) fn begin(&mut self, block: &Bounds) {
        self.done
            .extend(self.shapes.drain().map(|(_, shape)| shape.chains));
        self.under_all.clear();
        self.covers = None;
        // A whole number, so that whole millimetres stay what they are.
        self.origin = block.center().map(f64::round);
        if !self.origin.iter().all(|number| number.is_finite()) {
            self.origin = [0.0; 2];
        }
    }

    /// Makes an outline ready, if it is not yet.
    pub(super) fn prepare(&mut self, outlines: &Outlines, outline: u32) {
        let (origin, invalid) = (self.origin, self.invalid.as_deref());
        let (done, points) = (&mut self.done, &mut self.points);
        self.shapes.entry(outline).or_insert_with(|| {
            let stored = outlines.get(outline);
            let chains = done.pop().unwrap_or_default().anew(&stored, origin, points);
            let is_valid = match invalid {
                Some(invalid) => invalid.binary_search(&outline).is_err(),
                None => chains.is_valid(),
            };
            if is_valid {
                return Shape {
                    chains,
                    mended: None,
                };
            }
            let mended = mend(&stored);
            Shape {
                chains: chains.anew(&mended.feature(0), origin, points),
                mended: Some(mended),
            }
        });
    }

    /// An outline that was made ready.
    pub(super) fn get(&self, outline: u32) -> Option<&Shape> {
        self.shapes.get(&outline)
    }

    /// The ground that three outlines share; measured once a block, as most stand in several years.
    pub(super) fn under_all(&mut self, outlines: &Outlines, three: [u32; 3]) -> f64 {
        let [a, b, c] = three;
        let key = (a, b.min(c), b.max(c));
        if let Some(known) = self.under_all.get(&key) {
            return *known;
        }
        for outline in three {
            self.prepare(outlines, outline);
        }
        let [Some(a), Some(b), Some(c)] = three.map(|outline| self.get(outline)) else {
            return 0.0;
        };
        let area = area_under_all([&a.chains, &b.chains, &c.chains]);
        self.under_all.insert(key, area);
        area
    }

    /// The ground of `base` by which of `others` lie over it, kept until others are asked for: what stands in one
    /// year mostly stands in the next. `None` where there are too many.
    pub(super) fn covers(
        &mut self,
        outlines: &Outlines,
        base: u32,
        others: Vec<u32>,
    ) -> Option<&Covers> {
        let known = self.covers.as_ref();
        if known.is_none_or(|(of, by, _)| *of != base || *by != others) {
            for &outline in others.iter().chain([&base]) {
                self.prepare(outlines, outline);
            }
            let chains = |outline: &u32| Some(&self.get(*outline)?.chains);
            let all: Option<Vec<_>> = others.iter().map(chains).collect();
            let covers = Covers::of(chains(&base)?, &all?)?;
            self.covers = Some((base, others, covers));
        }
        self.covers.as_ref().map(|(.., covers)| covers)
    }

    /// The rings of an outline that was made ready.
    pub(super) fn rings(&self, outlines: &Outlines, outline: u32) -> Rings {
        let mended = self.get(outline).and_then(|shape| shape.mended.as_ref());
        match mended {
            Some(mended) => boolean::rings_of(&mended.feature(0)),
            None => boolean::rings_of(&outlines.get(outline)),
        }
    }
}
