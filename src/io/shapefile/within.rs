//! Which records of a `.shp` lie in a box: each begins with its own, so most need not be read any further.

use rayon::prelude::*;

use super::index::{Entry, Index, RECORD_HEADER_LEN};
use super::shapes::chunks;
use crate::geometry::Bounds;
use crate::io::bytes::{Bytes, Stopped, u32_le};
use crate::job::Progress;

/// A record's header, its type and its box.
pub(super) const HEAD_LEN: usize = RECORD_HEADER_LEN as usize + 4 + 32;

/// Leaves only the records in the index whose box touches `bounds`, and those without a box that makes sense, which
/// are for others to judge; says how many lie elsewhere.
pub(super) fn keep(
    index: &mut Index,
    shp: &Bytes,
    bounds: &Bounds,
    progress: &Progress,
) -> Result<u64, Stopped> {
    let entries = std::mem::take(&mut index.entries);
    let before = entries.len();
    let kept: Vec<Vec<Entry>> = chunks(&entries)
        .into_par_iter()
        .map_init(Vec::new, |buffer, range| {
            progress.check()?;
            let entries = entries.get(range).unwrap_or_default();
            let mut stored = entries.iter().filter(|entry| entry.offset > 0);
            let start = stored.clone().next().map_or(0, |entry| entry.offset);
            let end = stored.next_back().map_or(0, Entry::end);
            let bytes = shp.slice(start, end.saturating_sub(start), buffer)?;
            let lies_here = |entry: &&Entry| {
                let at = entry.offset.checked_sub(start);
                let at = at.and_then(|at| usize::try_from(at).ok());
                let head = at.and_then(|at| bytes.get(at..at.checked_add(HEAD_LEN)?));
                head.and_then(box_of)
                    .is_none_or(|own| own.intersects(bounds))
            };
            Ok(entries.iter().filter(lies_here).copied().collect())
        })
        .collect::<Result<_, Stopped>>()?;
    index.entries = kept.concat();
    Ok((before - index.entries.len()) as u64)
}

/// The box of a polygon's record; `None` for other types, and for one that holds nothing.
pub(super) fn box_of(head: &[u8]) -> Option<Bounds> {
    let content = head.get(RECORD_HEADER_LEN as usize..)?;
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
