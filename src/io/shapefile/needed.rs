//! What is needed of the records of a `.shp`, where it is not all: each begins with its own box, so what lies
//! elsewhere is told before it is read; what stands already is told by its fingerprint.

use crate::geometry::Bounds;
use crate::geometry::fingerprint::NO_RINGS;
use crate::io::bytes::u32_le;
use crate::io::{Known, Recall};

/// What is read. By default everything.
#[derive(Clone, Copy, Default)]
pub(super) struct Needed<'a> {
    /// What lies elsewhere is left out.
    pub(super) within: Option<Bounds>,
    /// Outlines of which only the fingerprint is needed.
    pub(super) known: Option<Known<'a>>,
    /// What records of other files came to.
    pub(super) recall: Option<&'a Recall>,
}

/// What is known of a record before it is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Recalled {
    /// By which it can be recalled; 0 for one that cannot.
    pub(super) mark: u128,
    /// Of its outline, where that is known and need not be read; else [`NO_RINGS`].
    pub(super) fingerprint: u128,
}

impl Needed<'_> {
    /// What is known of some records; nothing where no record can be recalled.
    pub(super) fn recalled<'b>(&self, contents: impl Iterator<Item = &'b [u8]>) -> Vec<Recalled> {
        let Some(recall) = self.recall else {
            return Vec::new();
        };
        let marked = contents.map(|content| Recalled {
            mark: if content.is_empty() {
                0
            } else {
                Recall::mark(content)
            },
            fingerprint: NO_RINGS,
        });
        let mut all: Vec<Recalled> = marked.collect();
        let Some(known) = self.known else { return all };
        let outlines = recall.outlines();
        let print = |one: &Recalled| outlines.get(&one.mark).copied().unwrap_or(NO_RINGS);
        let prints: Vec<u128> = all.iter().map(print).collect();
        for ((one, print), stands) in all.iter_mut().zip(&prints).zip((known.which)(&prints)) {
            one.fingerprint = if stands { *print } else { NO_RINGS };
        }
        all
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
