//! What every parcel carried in every year of the window, boiled down to numbers of situations: a crop, what the
//! years around it say, and the soil. There are a few hundred situations, whatever the number of parcels, so sums
//! over areas are hectares per situation and year, and everything of nutrients follows from those.

use rayon::prelude::*;

use super::result::round_6;
use crate::domain::nutrients::space::deducts_after;
use crate::domain::nutrients::{Soil, Turn};
use crate::domain::{
    CropFacts, CropGroup, CropId, CropList, Features, Indicators, Reading, RotationGroup, Rule,
    Side, Usage, Year, YearColumn,
};

/// A crop with what its parcel and the years around it say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Situation {
    /// The crop; [`CropId::NONE`] in a year that is missing.
    pub crop: CropId,
    /// The years around it.
    pub turn: Turn,
    /// The soil of its parcel.
    pub soil: Soil,
}

/// Bits of a situation's number below the crop's.
const FLAGS: u32 = 8;
const MISSING: u32 = u32::MAX;

/// The parcels' situations, by year and parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct Land {
    years: Vec<Year>,
    situations: Vec<Situation>,
    /// Per year, per parcel the position in `situations`.
    of_year: Vec<Vec<u32>>,
    facts: CropFacts,
    crops: CropList,
}

impl Land {
    /// Reads the columns of the window, oldest first, as the rule reads them.
    pub fn of(
        window: &[YearColumn],
        parcels: usize,
        crops: &CropList,
        facts: &CropFacts,
        rule: &Rule,
    ) -> Self {
        let years: Vec<Year> = window.iter().map(|column| column.year).collect();
        let numbers: Vec<u32> = (0..parcels)
            .into_par_iter()
            .with_min_len(1024)
            .map_init(Vec::new, |readings, parcel| {
                readings.clear();
                let columns = window.iter();
                readings.extend(columns.map(|column| column.read(parcel, facts, rule)));
                numbers_of(readings, facts)
            })
            .flatten_iter()
            .collect();
        let mut distinct: Vec<u32> = numbers.clone();
        distinct.par_sort_unstable();
        distinct.dedup();
        let place = places(&distinct);
        let of_year = (0..years.len()).into_par_iter();
        let of_year = of_year.map(|year| {
            let numbers = numbers.iter().skip(year).step_by(years.len().max(1));
            numbers
                .map(|number| place.get(slot(*number)).copied().unwrap_or(0))
                .collect()
        });
        Self {
            of_year: of_year.collect(),
            situations: distinct.into_iter().map(|n| situation(n, crops)).collect(),
            years,
            facts: facts.clone(),
            crops: crops.clone(),
        }
    }

    /// The years, oldest first.
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    /// Every situation that occurs.
    pub fn situations(&self) -> &[Situation] {
        &self.situations
    }

    /// The situations of ground that is given by their positions, with the square metres.
    pub fn situations_of<'a>(
        &'a self,
        ground: &'a [(u32, f64)],
    ) -> impl Iterator<Item = (&'a Situation, f64)> + 'a {
        let known = |(place, m2): &(u32, f64)| Some((self.situations.get(*place as usize)?, *m2));
        ground.iter().filter_map(known)
    }

    /// Per parcel the position of its situation in a year, by the year's position.
    pub fn of_year(&self, year: usize) -> &[u32] {
        self.of_year.get(year).map_or(&[], Vec::as_slice)
    }

    /// What catalogue and rule say of the crops.
    pub fn facts(&self) -> &CropFacts {
        &self.facts
    }

    /// The crops that occur.
    pub fn crops(&self) -> &CropList {
        &self.crops
    }

    /// How a situation counts in the rotation, [`Side::Neutral`] also when it is missing.
    pub fn side(&self, situation: &Situation) -> Side {
        let usage = self.facts.get(situation.crop).usage;
        usage.side().unwrap_or(Side::Neutral)
    }

    /// The rotation group of a situation; a crop that only its category or the rule gives a sector is one of no
    /// known group.
    pub fn group(&self, situation: &Situation) -> RotationGroup {
        let group = self.facts.get(situation.crop).group;
        group.unwrap_or(RotationGroup::Other)
    }

    /// The group of maps and charts; unknown for missing years and unknown codes.
    pub fn crop_group(&self, situation: &Situation) -> CropGroup {
        let group = self.facts.get(situation.crop).group;
        group.map_or(CropGroup::Unknown, RotationGroup::crop_group)
    }

    /// Pairs of successive calendar years, by the positions of their first.
    pub fn pairs(&self) -> impl Iterator<Item = usize> + '_ {
        let pairs = self.years.windows(2).enumerate();
        pairs
            .filter(|(_, pair)| pair[1].since(pair[0]) == 1)
            .map(|(first, _)| first)
    }
}

/// Where a number stands in a table that has a slot for every number up to the largest, the first for missing.
fn slot(number: u32) -> usize {
    number.wrapping_add(1) as usize
}

fn places(distinct: &[u32]) -> Vec<u32> {
    let largest = distinct.iter().map(|number| slot(*number)).max();
    let mut places = vec![0; largest.map_or(0, |largest| largest + 1)];
    for (place, number) in (0_u32..).zip(distinct) {
        if let Some(slot) = places.get_mut(slot(*number)) {
            *slot = place;
        }
    }
    places
}

fn situation(number: u32, crops: &CropList) -> Situation {
    let crop = if number == MISSING {
        None
    } else {
        crops.crops().get((number / FLAGS) as usize)
    };
    Situation {
        crop: crop.map_or(CropId::NONE, |crop| crops.find(*crop)),
        turn: Turn {
            deducts_grass: number != MISSING && number & 1 != 0,
            is_ploughed: number != MISSING && number & 2 != 0,
        },
        soil: if number != MISSING && number & 4 != 0 {
            Soil::Arable
        } else {
            Soil::Grass
        },
    }
}

/// The numbers of one parcel's years.
fn numbers_of(readings: &[Reading], facts: &CropFacts) -> Vec<u32> {
    let is_arable = readings.iter().any(|reading| is_tilled(reading, facts));
    let group = |reading: &Reading| facts.get(reading.crop).group;
    let follows = |one: &Reading, next: &Reading| next.year.since(one.year) == 1;
    let number = |(at, reading): (usize, &Reading)| {
        let Some(crop) = crop_of(reading) else {
            return MISSING;
        };
        let before = at.checked_sub(1).and_then(|at| readings.get(at));
        let before = before.filter(|before| follows(before, reading));
        let after = readings.get(at + 1);
        let after = after.filter(|after| follows(reading, after));
        let deducts = before
            .and_then(group)
            .zip(group(reading))
            .is_some_and(|(before, now)| deducts_after(before, now));
        let ploughed = group(reading).is_some_and(RotationGroup::is_sward)
            && after.is_some_and(|after| is_tilled(after, facts));
        let flags = u32::from(deducts) | u32::from(ploughed) << 1 | u32::from(is_arable) << 2;
        crop * FLAGS + flags
    };
    readings.iter().enumerate().map(number).collect()
}

fn crop_of(reading: &Reading) -> Option<u32> {
    match reading.usage {
        Usage::Missing => None,
        _ => u32::try_from(reading.crop.index()?).ok(),
    }
}

/// An arable crop, or maize.
fn is_tilled(reading: &Reading, facts: &CropFacts) -> bool {
    let is_maize = facts.get(reading.crop).group;
    reading.usage == Usage::Known(Side::Arable)
        || (reading.usage != Usage::Missing && is_maize.is_some_and(RotationGroup::is_maize))
}

/// The indicators that areas average, named as the columns of a result.
pub const AVERAGED: [&str; 10] = [
    "arable_share",
    "grass_share",
    "rest_share",
    "rest_ok",
    "groups",
    "shannon",
    "simpson",
    "longest_run",
    "switches",
    "minority_share",
];

/// The values of one parcel in the order of [`AVERAGED`], NaN where there is none.
pub type Averaged = [f64; AVERAGED.len()];

/// Takes the averaged indicators of a parcel from what was computed for it.
pub fn averaged(indicators: &Indicators, features: Features) -> Averaged {
    let count = |number: Option<u16>| number.map(f64::from);
    let classified = features.minority_share();
    [
        indicators.arable_share,
        indicators.grass_share,
        indicators.rest_share,
        indicators.rest_ok.map(|ok| f64::from(u8::from(ok))),
        count(indicators.groups),
        indicators.shannon,
        indicators.simpson,
        count(indicators.longest_run),
        // Without a classified year there is nothing that could have switched.
        classified.map(|_| f64::from(features.switches)),
        classified,
    ]
    // As a result stores them: figures made of it and figures made beside it are the same to the last digit.
    .map(|value| value.map_or(f64::NAN, round_6))
}
