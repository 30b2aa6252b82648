//! Hatches and dots, so that colour is never the only cue. A pattern repeats every [`PERIOD_PX`] pixels,
//! which divides a tile: neighbouring tiles join without a seam, and the pattern stays with the ground while
//! the map moves.

use super::id_tile::SAMPLES;

/// Pixels after which every pattern repeats, in both directions.
pub const PERIOD_PX: usize = 16;

/// Samples after which every pattern repeats.
const PERIOD: usize = PERIOD_PX * SAMPLES as usize;

/// What is drawn over the fill of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Nothing.
    #[default]
    Plain,
    /// Dots in staggered rows.
    Dots,
    /// Upright lines.
    VerticalLines,
    /// Thin lines far apart, rising to the right.
    WideDiagonal,
    /// Thick lines close together, rising to the right.
    DenseDiagonal,
    /// Thin lines rising and falling: not known.
    CrossHatch,
    /// Thin upright and level lines: known, and outside what is classified.
    Grid,
    /// Thin lines far apart, falling to the right: over what else there is, not certain.
    Sparse,
}

impl Pattern {
    /// True where the pattern covers a sample, counted from the upper left of the world.
    pub fn covers(self, column: usize, row: usize) -> bool {
        let (x, y) = (column % PERIOD, row % PERIOD);
        let rising = (x + y) % PERIOD;
        let falling = (x + PERIOD - y) % PERIOD;
        match self {
            Self::Plain => false,
            Self::Dots => {
                // Centres between samples, every 6 px or so along both diagonals.
                let (dx, dy) = ((x % 8) as f64 - 3.5, (y % 8) as f64 - 3.5);
                let staggered = (x / 8 + y / 8) % 2 == 0;
                staggered && dx.hypot(dy) < 2.2
            }
            Self::VerticalLines => x % 8 < 2,
            Self::WideDiagonal => rising % 16 < 3,
            Self::DenseDiagonal => rising % 8 < 4,
            Self::CrossHatch => rising % 16 < 2 || falling % 16 < 2,
            Self::Grid => x % 16 < 2 || y % 16 < 2,
            Self::Sparse => falling % 16 < 3,
        }
    }

    /// Samples that the pattern covers in each pixel of one period, row by row.
    pub(super) fn coverage(self) -> [[u8; PERIOD_PX]; PERIOD_PX] {
        let samples = SAMPLES as usize;
        std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                let covered = (0..samples * samples).filter(|i| {
                    self.covers(column * samples + i % samples, row * samples + i / samples)
                });
                covered.count() as u8
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::grid::TILE_PX;

    /// How much of the ground a pattern covers: what its ink does to a grey copy.
    fn share(pattern: Pattern) -> f64 {
        let covered: u32 = pattern
            .coverage()
            .iter()
            .flatten()
            .map(|&n| u32::from(n))
            .sum();
        f64::from(covered) / (PERIOD * PERIOD) as f64
    }

    #[test]
    fn patterns_repeat_within_a_tile_and_differ_in_weight() {
        assert_eq!(TILE_PX as usize % PERIOD_PX, 0);
        assert!(share(Pattern::Plain).abs() < f64::EPSILON);
        let dense = share(Pattern::DenseDiagonal);
        assert!(dense > share(Pattern::VerticalLines) && dense > share(Pattern::WideDiagonal));
        assert!(Pattern::CrossHatch.covers(5 + PERIOD, 11) == Pattern::CrossHatch.covers(5, 11));
    }
}
