//! Outlines that whoever opens a file holds already: nine of ten parcels of a year stand in the next one vertex by
//! vertex, and a reader that tells them by their fingerprints need not keep what it has just read.

use std::fmt;

use super::place::Said;
use crate::crs::{Crs, Transform};

/// Outlines by their [fingerprints](crate::geometry::fingerprint::fingerprint) in one system. A shapefile gives those
/// that are among them as features with a fingerprint and without vertices.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The system that their vertices are in.
    pub crs: &'a Crs,
    /// Which of some fingerprints are among theirs. Many at once, because each is a fetch from far away in memory.
    pub which: &'a (dyn Fn(&[u128]) -> Vec<bool> + Sync),
}

impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("crs", self.crs).finish()
    }
}

impl Known<'_> {
    /// The same where it can be asked about the outlines of a file: where that says itself that it is in the same
    /// system.
    pub(super) fn in_file(self, said: &Said) -> Option<Self> {
        let Said::System(crs) = said else { return None };
        let transform = Transform::between(crs, self.crs).ok()?;
        transform.is_identity().then_some(self)
    }
}
