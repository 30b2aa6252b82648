//! The rotation of an area: how its ground was used over the years, seen from the area and not from the parcel.

use std::collections::BTreeMap;

use super::area_sums::AreaSums;
use super::land::Land;
use crate::domain::{CropGroup, RotationGroup, Side, Year};

/// Figures of the rotation that need the area's crops, beside the means over its parcels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RotationFigures {
    /// Classified years per year of potatoes, both in hectare-years; `None` without potatoes.
    pub potato_freq: Option<f64>,
    /// Shannon's H over the area's crop shares, permanent and temporary grass as one.
    pub shannon_area: Option<f64>,
    /// Simpson's index over the same shares.
    pub simpson_area: Option<f64>,
    /// Groups that occur.
    pub groups_area: Option<u16>,
    /// Hectares a year that go from grass or clover to an arable crop or maize, mean over the pairs of successive
    /// years; `None` without such a pair.
    pub grass_ploughed_ha_per_year: Option<f64>,
}

impl RotationFigures {
    /// Computes them.
    pub fn of(ground: &AreaSums, land: &Land) -> Self {
        let groups = group_years(ground, land);
        let total: f64 = groups.values().sum();
        let potatoes = groups.iter().filter(|(group, _)| group.is_potato());
        let potatoes: f64 = potatoes.map(|(_, m2)| m2).sum();
        let grown = groups.values().filter(|m2| **m2 > 0.0);
        let shares = grown.map(|m2| m2 / total);
        let some = |value: f64| (total > 0.0).then_some(value);
        Self {
            potato_freq: (potatoes > 0.0).then(|| total / potatoes),
            shannon_area: some(shares.clone().map(|p| -p * p.ln()).sum()),
            simpson_area: some(1.0 - shares.clone().map(|p| p * p).sum::<f64>()),
            groups_area: (total > 0.0).then(|| u16::try_from(shares.count()).unwrap_or(u16::MAX)),
            grass_ploughed_ha_per_year: grass_ploughed(ground, land),
        }
    }
}

/// Square-metre-years per rotation group, grass merged, of the classified years.
fn group_years(ground: &AreaSums, land: &Land) -> BTreeMap<RotationGroup, f64> {
    let mut groups = BTreeMap::new();
    for year in 0..land.years().len() {
        for (situation, m2) in land.situations_of(ground.ground(year)) {
            if land.side(situation) != Side::Neutral {
                *groups
                    .entry(land.group(situation).grass_merged())
                    .or_insert(0.0) += m2;
            }
        }
    }
    groups
}

fn grass_ploughed(ground: &AreaSums, land: &Land) -> Option<f64> {
    let ploughed = |year: usize| -> f64 {
        let all = land.situations_of(ground.ground(year));
        let ploughed = all.filter(|(situation, _)| situation.turn.is_ploughed);
        ploughed.map(|(_, m2)| m2).sum()
    };
    let (sum, pairs) = land
        .pairs()
        .fold((0.0, 0_u32), |(sum, n), year| (sum + ploughed(year), n + 1));
    (pairs > 0).then(|| sum / f64::from(pairs) / 10_000.0)
}

/// Hectares of each crop group in the order of [`CropGroup::ALL`], per year.
pub fn crop_groups_by_year(
    ground: &AreaSums,
    land: &Land,
) -> Vec<(Year, [f64; CropGroup::ALL.len()])> {
    let years = land.years().iter().enumerate();
    let of_year = |(place, year): (usize, &Year)| {
        let mut hectares = [0.0; CropGroup::ALL.len()];
        for (situation, m2) in land.situations_of(ground.ground(place)) {
            hectares[place_of(land.crop_group(situation))] += m2 / 10_000.0;
        }
        (*year, hectares)
    };
    years.map(of_year).collect()
}

fn place_of(group: CropGroup) -> usize {
    let place = CropGroup::ALL.iter().position(|g| *g == group);
    place.unwrap_or(CropGroup::ALL.len() - 1)
}
