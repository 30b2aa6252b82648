//! Which outlines there are, by their fingerprints. A table of its own, because the lookup of an outline is a
//! fetch from far away in memory: here it is one, the next one does not wait for it, and none depends on a branch
//! that could be guessed wrong.

use super::outlines::NO_OUTLINE;

/// A place of the table: as much of the fingerprint as its position does not tell, and the outline.
#[derive(Debug, Clone, Copy)]
struct Slot {
    low: u64,
    middle: u32,
    outline: u32,
}

const EMPTY: Slot = Slot {
    low: 0,
    middle: 0,
    outline: NO_OUTLINE,
};

/// Outlines by fingerprint: the last that was put there with each.
#[derive(Debug)]
pub(super) struct Known {
    /// A power of two, at most half of them in use. One that is taken is followed by the next that is free.
    slots: Vec<Slot>,
    used: usize,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            slots: vec![EMPTY; 2],
            used: 0,
        }
    }
}

impl Known {
    /// Makes room for so many more; `prints` are the fingerprints of all outlines that are in it.
    pub(super) fn reserve(&mut self, more: usize, prints: &[u128]) {
        let wanted = (2 * (prints.len() + more)).next_power_of_two();
        if wanted <= self.slots.len() {
            return;
        }
        self.slots = Vec::new();
        self.slots = vec![EMPTY; wanted];
        self.used = 0;
        for (outline, &print) in (0..).zip(prints) {
            self.put(print, outline);
        }
    }

    /// The outline with this fingerprint, or [`NO_OUTLINE`].
    #[inline]
    pub(super) fn find(&self, print: u128) -> u32 {
        self.slots[self.place(print)].outline
    }

    /// Puts an outline there and gives the one that was there before, or [`NO_OUTLINE`]. There must be room.
    pub(super) fn put(&mut self, print: u128, outline: u32) -> u32 {
        let place = self.place(print);
        let before = self.slots[place].outline;
        self.used += usize::from(before == NO_OUTLINE);
        debug_assert!(2 * self.used <= self.slots.len(), "no room was made");
        let (low, middle) = parts(print);
        self.slots[place] = Slot {
            low,
            middle,
            outline,
        };
        before
    }

    /// Where a fingerprint is, or the free place where it belongs.
    #[inline]
    fn place(&self, print: u128) -> usize {
        let (low, middle) = parts(print);
        let mask = self.slots.len() - 1;
        let mut place = (print >> 96) as usize & mask;
        loop {
            let slot = &self.slots[place];
            if slot.outline == NO_OUTLINE || (slot.low == low && slot.middle == middle) {
                return place;
            }
            place = (place + 1) & mask;
        }
    }
}

/// What a slot keeps of a fingerprint.
#[inline]
fn parts(print: u128) -> (u64, u32) {
    (print as u64, (print >> 64) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_fingerprint_is_found_and_the_one_before_it_told() {
        // All at the same place of the table, and with the same middle.
        let prints: Vec<u128> = (0..100_u128).collect();
        let mut known = Known::default();
        known.reserve(prints.len(), &[]);
        for (outline, &print) in (0..).zip(&prints) {
            assert_eq!(known.find(print), NO_OUTLINE);
            assert_eq!(known.put(print, outline), NO_OUTLINE);
        }
        assert_eq!(known.put(7, 100), 7);
        assert_eq!(known.find(7), 100);
        known.reserve(1000, &prints);
        assert!(
            (0..)
                .zip(&prints)
                .all(|(outline, print)| known.find(*print) == outline)
        );
        assert_eq!(known.find(1 << 64), NO_OUTLINE);
        assert_eq!(known.find(1 << 70), NO_OUTLINE);
    }
}
