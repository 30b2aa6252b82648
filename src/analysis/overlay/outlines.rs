//! Every distinct outline of all years once. Most parcels of a year stand in the next one vertex by vertex,
//! so ten years of a country are little more than two: this is what keeps memory bounded, and what makes
//! one look at an outline serve all years in which it stands.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;

use crate::geometry::fingerprint::{fingerprint, same_outline};
use crate::geometry::{Bounds, Feature, PolygonArray};
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
    /// The outlines that each year brought, and the number of the first of them.
    pieces: Vec<(u32, PolygonArray)>,
    bounds: Vec<Bounds>,
    prints: Vec<u64>,
    /// The outline before it with the same fingerprint.
    previous: Vec<u32>,
    /// The newest outline with a fingerprint.
    newest: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
}

impl Outlines {
    pub(super) fn len(&self) -> usize {
        self.prints.len()
    }

    /// The outline with this number.
    pub(super) fn get(&self, outline: u32) -> Feature<'_> {
        let piece = self.pieces.partition_point(|(first, _)| *first <= outline) - 1;
        let (first, array) = &self.pieces[piece];
        array.feature((outline - first) as usize)
    }

    pub(super) fn bounds(&self, outline: u32) -> Bounds {
        self.bounds[outline as usize]
    }

    /// The box around all outlines.
    pub(super) fn all_bounds(&self) -> Bounds {
        let boxes = self.bounds.par_iter().copied();
        boxes.reduce(|| Bounds::EMPTY, |a, b| a.union(&b))
    }

    pub(super) fn fingerprint(&self, outline: u32) -> u64 {
        self.prints[outline as usize]
    }

    /// Takes in the features of one year for which `counts` holds, and gives the outline of each, or
    /// [`NO_OUTLINE`]. Two features of the year never have the same one: ground that a year covers twice
    /// with the same outline must show as two.
    pub(super) fn add_year(
        &mut self,
        polygons: &PolygonArray,
        counts: impl Fn(usize) -> bool + Sync,
        progress: &Progress,
    ) -> Result<Result<Vec<u32>, TooManyOutlines>, Cancelled> {
        progress.begin(2 * polygons.len() as u64);
        let seen: Vec<Vec<Seen>> = (0..polygons.len().div_ceil(TASK))
            .into_par_iter()
            .map(|task| {
                let features = task * TASK..polygons.len().min((task + 1) * TASK);
                progress.tick(features.len() as u64)?;
                let look = |feature| self.look_up(polygons, feature, counts(feature));
                Ok(features.map(look).collect())
            })
            .collect::<Result<_, Cancelled>>()?;
        self.number(polygons, &seen, progress)
    }

    fn look_up(&self, polygons: &PolygonArray, feature: usize, counts: bool) -> Seen {
        let shape = polygons.feature(feature);
        if !counts || shape.is_null() {
            return Seen::Nothing;
        }
        let print = fingerprint(&shape);
        let mut known = self.newest.get(&print).copied().unwrap_or(NO_OUTLINE);
        while known != NO_OUTLINE && !same_outline(&self.get(known), &shape) {
            known = self.previous[known as usize];
        }
        Seen::Outline { print, known }
    }

    /// Numbers what was looked up, in the order of the features.
    fn number(
        &mut self,
        polygons: &PolygonArray,
        seen: &[Vec<Seen>],
        progress: &Progress,
    ) -> Result<Result<Vec<u32>, TooManyOutlines>, Cancelled> {
        let before = self.len();
        let mut taken = vec![false; before];
        let mut new: Vec<u32> = Vec::new();
        let mut numbers = Vec::with_capacity(polygons.len());
        for task in seen {
            progress.tick(task.len() as u64)?;
            for one in task {
                let Seen::Outline { print, known } = *one else {
                    numbers.push(NO_OUTLINE);
                    continue;
                };
                let feature = numbers.len();
                let free = self.free(known, &taken, &polygons.feature(feature));
                if free != NO_OUTLINE {
                    taken[free as usize] = true;
                    numbers.push(free);
                    continue;
                }
                let number = u32::try_from(self.len()).unwrap_or(NO_OUTLINE);
                let (Ok(feature), true) = (u32::try_from(feature), number != NO_OUTLINE) else {
                    return Ok(Err(TooManyOutlines));
                };
                let previous = self.newest.insert(print, number);
                self.previous.push(previous.unwrap_or(NO_OUTLINE));
                self.prints.push(print);
                new.push(feature);
                numbers.push(number);
            }
        }
        if !new.is_empty() {
            let new = polygons.select(&new);
            let bounds = (0..new.len()).into_par_iter();
            let bounds = bounds.with_min_len(TASK).map(|i| new.feature(i).bounds());
            self.bounds.par_extend(bounds);
            self.pieces.push((before as u32, new));
        }
        Ok(Ok(numbers))
    }

    /// From `known` on, the first outline like `shape` that no feature of this year has yet.
    fn free(&self, known: u32, taken: &[bool], shape: &Feature<'_>) -> u32 {
        let mut outline = known;
        while outline != NO_OUTLINE {
            if !taken[outline as usize]
                && (outline == known || same_outline(&self.get(outline), shape))
            {
                return outline;
            }
            outline = self.previous[outline as usize];
        }
        NO_OUTLINE
    }
}

#[derive(Debug, Clone, Copy)]
enum Seen {
    Nothing,
    Outline {
        print: u64,
        /// An outline of another year that is the same, or [`NO_OUTLINE`].
        known: u32,
    },
}

/// Fingerprints are mixed already, and numbers of outlines need little.
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

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
