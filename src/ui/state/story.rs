//! What passes in the story of the selected parcel: the year that is looked at, and what the user supposes.

use std::collections::BTreeMap;

use crate::domain::{Usage, Year};

/// What passes in the story of the selected parcel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoryView {
    /// The year that was chosen.
    pub chosen: Option<Year>,
    /// The year under the pointer.
    pub hovered: Option<Year>,
    /// What some years would count as: a supposition, never data.
    pub what_if: BTreeMap<Year, Usage>,
}

impl StoryView {
    /// The year that is looked at: under the pointer, else chosen.
    pub fn year(&self) -> Option<Year> {
        self.hovered.or(self.chosen)
    }
}
