//! The ground of an area by year and situation: only what there is, so that a farm of ten parcels costs ten parcels and
//! not every crop of the country.

use super::land::Land;
use super::split::Piece;

/// Square metres by year and situation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ground {
    /// Per year where its cells end.
    ends: Vec<usize>,
    /// Place of the situation and square metres, by year and then by situation.
    cells: Vec<(u32, f64)>,
}

/// With fewer pieces than this part of the situations it is quicker to sort than to go through all of them.
const SPARSE: usize = 8;

impl Ground {
    /// Adds up the pieces. Year by year: one year's columns and sums stay near the processor.
    pub fn of(pieces: &[Piece], land: &Land) -> Self {
        let mut ground = Self::default();
        let situations = land.situations().len();
        let is_sparse = pieces.len() * SPARSE < situations;
        let mut sums = vec![0.0; if is_sparse { 0 } else { situations }];
        for year in 0..land.years().len() {
            let of_parcel = land.of_year(year);
            let situation = |piece: &Piece| of_parcel.get(piece.parcel as usize).copied();
            if is_sparse {
                let all = pieces.iter();
                ground.sort_in(all.filter_map(|piece| Some((situation(piece)?, piece.m2))));
            } else {
                for piece in pieces {
                    let sum = situation(piece).and_then(|place| sums.get_mut(place as usize));
                    if let Some(sum) = sum {
                        *sum += piece.m2;
                    }
                }
                let all = (0_u32..).zip(sums.iter_mut()).filter(|(_, m2)| **m2 > 0.0);
                ground
                    .cells
                    .extend(all.map(|(place, m2)| (place, std::mem::take(m2))));
            }
            ground.ends.push(ground.cells.len());
        }
        ground
    }

    /// Adds a year's cells. Pieces of one situation stay in their order, so that sums are the same to the last digit
    /// whichever way they are made.
    fn sort_in(&mut self, cells: impl Iterator<Item = (u32, f64)>) {
        let from = self.cells.len();
        self.cells.extend(cells.filter(|(_, m2)| *m2 > 0.0));
        let Some(year) = self.cells.get_mut(from..) else {
            return;
        };
        year.sort_by_key(|(place, _)| *place);
        let mut kept = from;
        for at in from..self.cells.len() {
            let (place, m2) = self.cells[at];
            if kept > from && self.cells[kept - 1].0 == place {
                self.cells[kept - 1].1 += m2;
            } else {
                self.cells[kept] = (place, m2);
                kept += 1;
            }
        }
        self.cells.truncate(kept);
    }

    /// Place of the situation and square metres of a year, by its position.
    pub fn of_year(&self, year: usize) -> &[(u32, f64)] {
        let from = year.checked_sub(1).and_then(|before| self.ends.get(before));
        let to = self.ends.get(year).copied().unwrap_or(0);
        self.cells
            .get(from.copied().unwrap_or(0)..to)
            .unwrap_or_default()
    }
}
