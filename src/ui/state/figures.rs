//! What passes of the figures: whether the panel of assumptions is there, and which of its parts are folded.

use std::collections::BTreeSet;

/// What passes of the panel of assumptions.
#[derive(Debug, Default)]
pub struct AssumptionsView {
    /// It stands in the right side, in the place of totals and parcel.
    pub open: bool,
    /// The subjects that are folded.
    pub folded: BTreeSet<String>,
    /// The assumption that the side is to be scrolled to in the next frame.
    pub reveal: Option<String>,
}
