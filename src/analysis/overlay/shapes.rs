//! Outlines made ready for measuring what they share, kept while a block of neighbours is worked on.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::outlines::{Mixed, Outlines};
use crate::geometry::boolean::{self, Rings};
use crate::geometry::clip::Chains;
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
    /// Ground that two outlines share, where it had to be built.
    shared: HashMap<(u32, u32), Chains>,
    /// The invalid outlines, ascending, where somebody looked before.
    invalid: Option<Arc<[u32]>>,
}

impl Shapes {
    /// Shapes of outlines of which it is known which are invalid.
    pub(super) fn knowing(invalid: &Arc<[u32]>) -> Self {
        Self {
            invalid: Some(Arc::clone(invalid)),
            ..Self::default()
        }
    }

    /// Forgets everything and starts a block around another place.
    pub(super) fn begin(&mut self, block: &Bounds) {
        self.shapes.clear();
        self.shared.clear();
        // A whole number, so that whole millimetres stay what they are.
        self.origin = block.center().map(f64::round);
        if !self.origin.iter().all(|number| number.is_finite()) {
            self.origin = [0.0; 2];
        }
    }

    /// Makes an outline ready, if it is not yet.
    pub(super) fn prepare(&mut self, outlines: &Outlines, outline: u32) {
        let (origin, invalid) = (self.origin, self.invalid.as_deref());
        self.shapes.entry(outline).or_insert_with(|| {
            let stored = outlines.get(outline);
            let chains = Chains::new(&stored, origin);
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
                chains: Chains::new(&mended.feature(0), origin),
                mended: Some(mended),
            }
        });
    }

    /// An outline that was made ready.
    pub(super) fn get(&self, outline: u32) -> Option<&Shape> {
        self.shapes.get(&outline)
    }

    /// The rings of an outline that was made ready.
    pub(super) fn rings(&self, outlines: &Outlines, outline: u32) -> Rings {
        let mended = self.get(outline).and_then(|shape| shape.mended.as_ref());
        match mended {
            Some(mended) => boolean::rings_of(&mended.feature(0)),
            None => boolean::rings_of(&outlines.get(outline)),
        }
    }

    /// The ground that two outlines share, built; both must have been made ready.
    pub(super) fn shared(&mut self, outlines: &Outlines, a: u32, b: u32) -> &Chains {
        let key = (a.min(b), a.max(b));
        if !self.shared.contains_key(&key) {
            let [a, b] = [self.rings(outlines, key.0), self.rings(outlines, key.1)];
            let ground = boolean::intersection(&a, &b).to_feature();
            let chains = Chains::new(&ground.feature(0), self.origin);
            self.shared.insert(key, chains);
        }
        &self.shared[&key]
    }
}
