//! What follows what: the changes from one year to the next, and whole sequences with the ground that has them.

use std::collections::HashMap;
use std::ops::Range;

use super::kinds::Kinds;
use super::land::Land;
use super::split::Piece;
use crate::domain::Year;

/// From one year to the next: hectares from kind to kind of crop.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// Position of the first year.
    pub place: usize,
    /// The first year.
    pub from: Year,
    /// The year after.
    pub to: Year,
    /// Hectares, by the kind of the first year and then of the second, in the order of the kinds.
    pub hectares: Vec<Vec<f64>>,
}

/// The transitions of every pair of successive calendar years among `years`, by their positions.
pub fn transitions(
    pieces: &[Piece],
    land: &Land,
    kinds: &Kinds,
    years: &Range<usize>,
) -> Vec<Transition> {
    let count = kinds.list().len();
    let of_pair = |first: usize| {
        let mut hectares = vec![vec![0.0; count]; count];
        for piece in pieces {
            let kind = |year| kinds.of_parcel(land, piece.parcel, year);
            if let Some((from, to)) = kind(first).zip(kind(first + 1)) {
                hectares[from][to] += piece.m2 / 10_000.0;
            }
        }
        Some(Transition {
            place: first,
            from: *land.years().get(first)?,
            to: *land.years().get(first + 1)?,
            hectares,
        })
    };
    let within = |first: &usize| years.contains(first) && years.contains(&(first + 1));
    land.pairs().filter(within).filter_map(of_pair).collect()
}

/// A sequence of kinds and the ground that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonSequence {
    /// The places of the kinds, oldest first.
    pub kinds: Vec<usize>,
    /// Hectares.
    pub ha: f64,
    /// Parcels.
    pub parcels: u64,
}

/// How sequences are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Positions of the years that are looked at.
    pub years: Range<usize>,
    /// The same turn that begins elsewhere is the same: ABAB and BABA.
    pub is_cyclic: bool,
}

impl Telling {
    /// The sequence of a parcel.
    fn key(&self, parcel: u32, land: &Land, kinds: &Kinds) -> Vec<usize> {
        let years = self.years.clone();
        let places = years.map(|year| kinds.of_parcel(land, parcel, year).unwrap_or(usize::MAX));
        let places: Vec<usize> = places.collect();
        if self.is_cyclic {
            least_turn(&places)
        } else {
            places
        }
    }

    /// The parcels that have a sequence.
    pub fn parcels(
        &self,
        sequence: &[usize],
        pieces: &[Piece],
        land: &Land,
        kinds: &Kinds,
    ) -> Vec<u32> {
        let parcels = pieces.iter().map(|piece| piece.parcel);
        parcels
            .filter(|parcel| self.key(*parcel, land, kinds) == sequence)
            .collect()
    }
}

/// The turn of a sequence that comes first among all of its turns.
fn least_turn(sequence: &[usize]) -> Vec<usize> {
    let turned = |by: usize| {
        let (head, tail) = sequence.split_at(by);
        [tail, head].concat()
    };
    let turns = (0..sequence.len()).map(turned);
    turns.min().unwrap_or_default()
}

/// The `most` sequences with the most hectares, most first.
pub fn common_sequences(
    pieces: &[Piece],
    land: &Land,
    kinds: &Kinds,
    telling: &Telling,
    most: usize,
) -> Vec<CommonSequence> {
    let mut found: HashMap<Vec<usize>, (f64, u64)> = HashMap::new();
    for piece in pieces {
        let sums = found.entry(telling.key(piece.parcel, land, kinds));
        let sums = sums.or_default();
        sums.0 += piece.m2 / 10_000.0;
        sums.1 += 1;
    }
    let mut list: Vec<(Vec<usize>, (f64, u64))> = found.into_iter().collect();
    // No order of a hash map leaves this file.
    list.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    list.truncate(most);
    list.into_iter()
        .map(|(kinds, (ha, parcels))| CommonSequence { kinds, ha, parcels })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_that_begins_elsewhere_is_the_same_turn() {
        assert_eq!(least_turn(&[1, 0, 1, 0]), [0, 1, 0, 1]);
        assert_eq!(least_turn(&[2, 0, 0, 1]), [0, 0, 1, 2]);
        assert_eq!(least_turn(&[]), Vec::<usize>::new());
    }
}
