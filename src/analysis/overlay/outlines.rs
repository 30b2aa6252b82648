//! Every distinct outline of all years once. Most parcels of a year stand in the next one vertex by vertex,
//! so ten years of a country are little more than two: this is what keeps memory bounded, and what makes
//! one look at an outline serve all years in which it stands.

use std::hash::Hasher;

use rayon::prelude::*;

use super::known::Known;
use crate::geometry::fingerprint::{NO_RINGS, fingerprint};
use crate::geometry::{Bounds, Feature, PolygonArray, PolygonBuilder};
use crate::job::{Cancelled, Progress};

/// No outline.
pub(super) const NO_OUTLINE: u32 = u32::MAX;

/// Features that one task looks up.
const TASK: usize = 1 << 11;

/// More outlines than can be numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {} distinct outlines", u32::MAX)]
pub struct TooManyOutlines;

/// Outlines by number.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    /// The outlines that each year brought.
    pieces: Vec<Piece>,
    bounds: Vec<Bounds>,
    prints: Vec<u128>,
    /// The outline before it that is the same, where a year has it twice.
    previous: Vec<u32>,
    /// The newest outline with a fingerprint.
    newest: Known,
}

impl Outlines {
    pub(super) fn len(&self) -> usize {
        self.prints.len()
    }

    /// The outline with this number.
    pub(super) fn get(&self, outline: u32) -> Feature<'_> {
        let piece = self.pieces.partition_point(|piece| piece.first <= outline) - 1;
        self.pieces[piece].get(outline)
    }

    pub(super) fn bounds(&self, outline: u32) -> Bounds {
        self.bounds[outline as usize]
    }

    /// The box around all outlines.
    pub(super) fn all_bounds(&self) -> Bounds {
        let boxes = self.bounds.par_iter().copied();
        boxes.reduce(|| Bounds::EMPTY, |a, b| a.union(&b))
    }

    pub(super) fn fingerprint(&self, outline: u32) -> u128 {
        self.prints[outline as usize]
    }

    /// Which fingerprints are those of one of them.
    pub(super) fn which(&self, prints: &[u128]) -> Vec<bool> {
        let is_known = |print: &u128| self.newest.find(*print) != NO_OUTLINE;
        prints.iter().map(is_known).collect()
    }

    /// What is known of the outlines of one year, feature by feature, in lists of [`TASK`].
    pub(super) fn look_up(
        &self,
        polygons: &PolygonArray,
        progress: &Progress,
    ) -> Result<Vec<Vec<Seen>>, Cancelled> {
        let tasks = (0..polygons.len().div_ceil(TASK)).into_par_iter();
        tasks
            .map(|task| {
                let features = task * TASK..polygons.len().min((task + 1) * TASK);
                progress.tick(features.len() as u64)?;
                // First all fingerprints, then all lookups: those do not wait for each other.
                let print = |feature| match polygons.fingerprint(feature) {
                    Some(print) => print,
                    None => fingerprint(&polygons.feature(feature)),
                };
                let mut seen: Vec<Seen> =
                    features.map(|feature| Seen::of(print(feature))).collect();
                for one in &mut seen {
                    one.known = self.newest.find(one.print);
                }
                Ok(seen)
            })
            .collect()
    }

    /// Takes in those features of one year for which `counts` holds, and gives the outline of each, or
    /// [`NO_OUTLINE`]. Two features of the year never have the same one: ground that a year covers twice
    /// with the same outline must show as two. Of an outline that stood before the polygons need have no more than the
    /// fingerprint.
    pub(super) fn add_year(
        &mut self,
        polygons: &PolygonArray,
        seen: &[Vec<Seen>],
        counts: impl Fn(usize) -> bool,
        progress: &Progress,
    ) -> Result<Result<Vec<u32>, TooManyOutlines>, Cancelled> {
        let before = self.len();
        let mut taken = vec![false; before];
        let mut new: Vec<u32> = Vec::new();
        // Features whose outline stood before, but not as often as now, and that outline.
        let mut again: Vec<(u32, u32)> = Vec::new();
        let mut numbers = Vec::with_capacity(polygons.len());
        let unknown = |one: &&Seen| one.there_is_one() && one.known == NO_OUTLINE;
        let unknown = seen.iter().flatten().filter(unknown).count();
        self.newest.reserve(unknown, &self.prints);
        self.prints.reserve_exact(unknown);
        self.previous.reserve_exact(unknown);
        for task in seen {
            progress.tick(task.len() as u64)?;
            for one in task {
                if !one.there_is_one() || !counts(numbers.len()) {
                    numbers.push(NO_OUTLINE);
                    continue;
                }
                let free = self.free(one.known, &taken);
                if free != NO_OUTLINE {
                    taken[free as usize] = true;
                    numbers.push(free);
                    continue;
                }
                let Ok(feature) = u32::try_from(numbers.len()) else {
                    return Ok(Err(TooManyOutlines));
                };
                if one.known != NO_OUTLINE {
                    again.push((feature, one.known));
                    numbers.push(NO_OUTLINE);
                    continue;
                }
                let Some(number) = self.number(one.print) else {
                    return Ok(Err(TooManyOutlines));
                };
                new.push(feature);
                numbers.push(number);
            }
        }
        if !new.is_empty() {
            self.keep(Piece::of(self.bounds.len() as u32, polygons, new));
        }
        if self.add_again(&again, &mut numbers).is_none() {
            return Ok(Err(TooManyOutlines));
        }
        Ok(Ok(numbers))
    }

    /// Gives features whose outline stood before, each given with it, a number of their own; `None` where there are no
    /// more.
    fn add_again(&mut self, again: &[(u32, u32)], numbers: &mut [u32]) -> Option<()> {
        if again.is_empty() {
            return Some(());
        }
        let mut copies = PolygonBuilder::default();
        self.newest.reserve(again.len(), &self.prints);
        for &(feature, outline) in again {
            copies.push_feature(&self.get(outline));
            numbers[feature as usize] = self.number(self.fingerprint(outline))?;
        }
        let first = self.bounds.len() as u32;
        self.keep(Piece::whole(first, copies.finish()));
        Some(())
    }

    /// The number of one more outline; `None` where there are no more. There must be room in `newest`.
    fn number(&mut self, print: u128) -> Option<u32> {
        let number = u32::try_from(self.len()).ok();
        let number = number.filter(|number| *number != NO_OUTLINE)?;
        self.previous.push(self.newest.put(print, number));
        self.prints.push(print);
        Some(number)
    }

    /// Keeps the outlines that were numbered last.
    fn keep(&mut self, new: Piece) {
        let outlines = (new.first..new.first + new.len() as u32).into_par_iter();
        let bounds = outlines.with_min_len(TASK).map(|o| new.get(o).bounds());
        self.bounds.par_extend(bounds);
        self.pieces.push(new);
    }

    /// From `known` on, the first outline like it that no feature of this year has yet.
    fn free(&self, known: u32, taken: &[bool]) -> u32 {
        let mut outline = known;
        while outline != NO_OUTLINE && taken[outline as usize] {
            outline = self.previous[outline as usize];
        }
        outline
    }
}

/// Outlines that were numbered one after the other.
#[derive(Debug)]
struct Piece {
    /// The number of the first.
    first: u32,
    array: PolygonArray,
    /// The feature of each; empty where they count through.
    features: Vec<u32>,
}

impl Piece {
    /// Some features, in order. Where they are nearly all that take memory, that is shared with whoever has the others.
    fn of(first: u32, polygons: &PolygonArray, features: Vec<u32>) -> Self {
        if polygons.len() - features.len() > polygons.len() / 8 {
            return Self::whole(first, polygons.select(&features));
        }
        Self {
            first,
            array: polygons.shared(),
            features,
        }
    }

    fn whole(first: u32, array: PolygonArray) -> Self {
        Self {
            first,
            array,
            features: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        match self.features.len() {
            0 => self.array.len(),
            some => some,
        }
    }

    #[inline]
    fn get(&self, outline: u32) -> Feature<'_> {
        let place = (outline - self.first) as usize;
        let feature = self.features.get(place).copied();
        self.array
            .feature(feature.map_or(place, |feature| feature as usize))
    }
}

/// An outline of a year, before it has a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    print: u128,
    /// An outline of another year that is the same, or [`NO_OUTLINE`].
    known: u32,
}

impl Seen {
    fn of(print: u128) -> Self {
        Self {
            print,
            known: NO_OUTLINE,
        }
    }

    /// False for what has no outline.
    fn there_is_one(&self) -> bool {
        self.print != NO_RINGS
    }
}

/// Numbers of outlines need little mixing.
#[derive(Debug, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
