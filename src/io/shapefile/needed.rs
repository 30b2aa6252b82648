//! What is needed of the records of a `.shp`, where it is not all: each begins with its own box, so what lies
//! elsewhere is told before it is read; what stands already is told by its fingerprint.

use crate::geometry::Bounds;
use crate::io::Known;
use crate::io::bytes::u32_le;

/// What is read. By default everything.
#[derive(Clone, Copy, Default)]
pub(super) struct Needed<'a> {
    /// What lies elsewhere is left out.
    pub(super) within: Option<Bounds>,
    /// Outlines of which only the fingerprint is needed.
    pub(super) known: Option<Known<'a>>,
}

impl Needed<'_> {
    /// True when nothing is left out.
    pub(super) fn is_all(&self) -> bool {
        self.within.is_none() && self.known.is_none()
    }

    /// Whether the box of a record touches what is needed; true for one without a box that makes sense, which is for
    /// others to judge.
    pub(super) fn lies_here(&self, content: &[u8]) -> bool {
        let within = self.within.as_ref();
        within.is_none_or(|within| box_of(content).is_none_or(|own| own.intersects(within)))
    }
}

/// Where the box of a record's content ends.
pub(super) const BOX_END: usize = 4 + 32;

/// The box of a polygon's record; `None` for other types, and for one that holds nothing.
pub(super) fn box_of(content: &[u8]) -> Option<Bounds> {
    if !matches!(u32_le(content, 0)?, 5 | 15 | 25) {
        return None;
    }
    let number = |i: usize| {
        let bytes = content.get(4 + 8 * i..)?.first_chunk()?;
        Some(f64::from_le_bytes(*bytes)).filter(|number| number.is_finite())
    };
    let bounds = Bounds::new(number(0)?, number(1)?, number(2)?, number(3)?);
    (!bounds.is_empty()).then_some(bounds)
}
