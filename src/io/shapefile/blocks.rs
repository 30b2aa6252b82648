//! Records made ready on all cores and written in their order, some at a time, so that memory stays flat.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

use crate::job::Progress;

/// Records that one task makes ready.
const BLOCK: usize = 1 << 11;
/// Blocks that wait to be written.
const AT_ONCE: usize = 32;

/// Writes `count` records: `fill` adds those of a range to a buffer. Counts them, and ends with an error once the work
/// was told to stop.
pub(super) fn write_blocks(
    out: &mut impl Write,
    count: usize,
    progress: &Progress,
    fill: impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let mut buffers: Vec<Vec<u8>> = vec![Vec::new(); AT_ONCE];
    for start in (0..count).step_by(BLOCK * AT_ONCE) {
        let block = |(place, buffer): (usize, &mut Vec<u8>)| {
            let from = (start + place * BLOCK).min(count);
            let to = count.min(from + BLOCK);
            buffer.clear();
            fill(from..to, buffer)?;
            // Making them ready is nearly all of the work.
            let tick = progress.tick((to - from) as u64);
            tick.map_err(io::Error::other)
        };
        buffers.par_iter_mut().enumerate().try_for_each(block)?;
        for buffer in &buffers {
            progress.check().map_err(io::Error::other)?;
            out.write_all(buffer)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_written_once_and_in_its_order() {
        for count in [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK * AT_ONCE + 7] {
            let mut out = Vec::new();
            write_blocks(&mut out, count, &Progress::default(), |range, buffer| {
                range
                    .into_iter()
                    .for_each(|number| buffer.extend((number as u32).to_le_bytes()));
                Ok(())
            })
            .unwrap();
            let numbers = out.as_chunks::<4>().0.iter();
            assert!(
                numbers
                    .map(|n| u32::from_le_bytes(*n) as usize)
                    .eq(0..count)
            );
        }
    }
}
