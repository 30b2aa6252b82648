//! Indicators of an area year by year: those of the statistics that have a value in each year of the window.

use super::area_columns::StatColumn;
use super::area_sums::AreaSums;
use super::land::Land;
use super::nutrient_sums::{FigureTable, by_year};
use crate::domain::nutrients::{CropYear, Removal};
use crate::domain::{RotationGroup, Side, Year};

/// How a yearly indicator is computed.
enum Of {
    /// A mean of the figures of the crops, weighted by ground, kg per hectare.
    Crops(fn(&CropYear) -> Option<f64>),
    /// The part of the classified ground whose crop this holds for.
    Ground(fn(&Land, usize) -> bool),
}

/// The indicators with their columns. Those of rotations are parts of the ground of the year; over the window they are
/// the means over the parcels.
const YEARLY: [(&str, Of); 19] = [
    ("arable_share", Of::Ground(is_arable)),
    ("grass_share", Of::Ground(is_grass)),
    ("rest_share", Of::Ground(is_rest)),
    (
        "n_removal_kg_ha",
        Of::Crops(|f| f.n_removal.map(Removal::total)),
    ),
    (
        "p2o5_removal_kg_ha",
        Of::Crops(|f| f.p2o5_removal.map(Removal::total)),
    ),
    ("n_norm_kg_ha", Of::Crops(|f| f.n_norm)),
    ("n_space_kg_ha", Of::Crops(|f| f.n_space)),
    ("p2o5_norm_kg_ha", Of::Crops(|f| f.p2o5_norm)),
    ("manure_n_kg_ha", Of::Crops(|f| f.manure.map(|m| m.n))),
    ("manure_p2o5_kg_ha", Of::Crops(|f| f.manure.map(|m| m.p2o5))),
    ("mineral_n_kg_ha", Of::Crops(|f| f.mineral_n)),
    ("n_deposition_kg_ha", Of::Crops(|f| Some(f.n_deposition))),
    ("n_fixation_kg_ha", Of::Crops(|f| f.n_fixation)),
    ("n_surplus_kg_ha", Of::Crops(|f| f.n_surplus)),
    ("p2o5_surplus_kg_ha", Of::Crops(|f| f.p2o5_surplus)),
    ("eom_crop_kg_ha", Of::Crops(|f| f.eom_crop)),
    ("eom_manure_kg_ha", Of::Crops(|f| f.manure.map(|m| m.eom))),
    ("som_breakdown_kg_ha", Of::Crops(|f| Some(f.som_breakdown))),
    (
        "om_balance_kg_ha",
        Of::Crops(|f| f.om_balance.map(|b| b.middle)),
    ),
];

/// The columns that have a value in each year.
pub fn columns() -> impl Iterator<Item = &'static StatColumn> {
    YEARLY.iter().filter_map(|(name, _)| StatColumn::find(name))
}

/// How a column is computed from the figures of a crop in a year; `None` for those that are not.
pub fn of_crops(column: &str) -> Option<fn(&CropYear) -> Option<f64>> {
    let found = YEARLY.iter().find(|(name, _)| *name == column);
    found.and_then(|(_, of)| match of {
        Of::Crops(of) => Some(*of),
        Of::Ground(_) => None,
    })
}

/// The values of a column in the years of the window; `None` in a year without any. Nothing for a column that has no
/// yearly values.
pub fn series(
    column: &str,
    ground: &AreaSums,
    land: &Land,
    table: &FigureTable,
) -> Vec<(Year, Option<f64>)> {
    let Some((_, of)) = YEARLY.iter().find(|(name, _)| *name == column) else {
        return Vec::new();
    };
    let values: Vec<Option<f64>> = match of {
        Of::Crops(of) => {
            let years = by_year(ground, table, of).into_iter();
            years
                .map(|amount| amount.map(|amount| amount.kg_ha))
                .collect()
        }
        Of::Ground(holds) => (0..land.years().len())
            .map(|year| share(ground.ground(year), land, *holds))
            .collect(),
    };
    land.years().iter().copied().zip(values).collect()
}

fn share(ground: &[(u32, f64)], land: &Land, holds: fn(&Land, usize) -> bool) -> Option<f64> {
    let (mut part, mut whole) = (0.0, 0.0);
    for (place, m2) in ground {
        let place = *place as usize;
        let situation = land.situations().get(place);
        if situation.is_none_or(|situation| land.side(situation) == Side::Neutral) {
            continue;
        }
        whole += m2;
        if holds(land, place) {
            part += m2;
        }
    }
    (whole > 0.0).then(|| part / whole)
}

fn is_arable(land: &Land, place: usize) -> bool {
    let situation = land.situations().get(place);
    situation.is_some_and(|situation| land.side(situation) == Side::Arable)
}

fn group(land: &Land, place: usize) -> Option<RotationGroup> {
    land.situations()
        .get(place)
        .map(|situation| land.group(situation))
}

fn is_grass(land: &Land, place: usize) -> bool {
    group(land, place).is_some_and(RotationGroup::is_grass)
}

fn is_rest(land: &Land, place: usize) -> bool {
    let situation = land.situations().get(place);
    situation.is_some_and(|situation| land.facts().get(situation.crop).rest_crop)
}
