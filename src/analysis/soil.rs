//! What rotation does for the soil, class by class: rest crops, how many crops take turns, and the organic matter that
//! they leave. Means over the ground of a class, over the years of the window.

use rayon::prelude::*;

use super::area_sums::{AreaSums, Parcels};
use super::classify::Classified;
use super::land::{AVERAGED, Averaged, Land, averaged};
use super::nutrient_sums::{FigureTable, NutrientFigures};
use super::split::Split;
use crate::domain::{Assumptions, Catalogue, Class, Indicators, Rule};
use crate::job::{Cancelled, Progress};

/// The figures of a class; `None` where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassSoil {
    /// The class.
    pub class: Class,
    /// Its ground, m².
    pub m2: f64,
    /// Part of the arable and livestock years with a rest crop.
    pub rest_share: Option<f64>,
    /// Rotation groups on a parcel, permanent and temporary grass as one.
    pub groups: Option<f64>,
    /// Effective organic matter of crops, residues and catch crops, kg per hectare and year; manure not counted.
    pub eom_kg_ha: Option<f64>,
}

/// The figures of the classes of Fig. 1, in its order. `area_m2` holds the area per parcel, NaN where unknown.
///
/// # Errors
/// [`Cancelled`] when the work was told to stop.
pub fn by_class(
    classified: &Classified,
    area_m2: &[f64],
    catalogue: &Catalogue,
    rule: &Rule,
    assumptions: &Assumptions,
    progress: &Progress,
) -> Result<Vec<ClassSoil>, Cancelled> {
    let parcels = &classified.parcels;
    let count = classified.outcomes.len();
    let window = parcels.sequences.window(rule, parcels.reference);
    let crops = parcels.sequences.crops();
    let land = Land::of(window, count, crops, &classified.facts, rule);
    progress.check()?;
    let outcomes = classified.outcomes.par_iter().enumerate();
    let (classes, indicators): (Vec<Class>, Vec<Averaged>) = outcomes
        .with_min_len(1024)
        .map(|(parcel, outcome)| match outcome {
            Some(outcome) => {
                let readings = parcels.readings(parcel, &classified.facts, rule);
                let indicators = Indicators::of(&readings, &classified.facts);
                (outcome.class, averaged(&indicators, outcome.features))
            }
            None => (Class::Unclassified, [f64::NAN; AVERAGED.len()]),
        })
        .unzip();
    progress.check()?;
    let basis = Parcels {
        classes: &classes,
        indicators: &indicators,
        land: &land,
        own: None,
    };
    let whole = Split::by_group(area_m2, &[], 0);
    let table = FigureTable::of(&land, catalogue, assumptions);
    let of_class = |class| {
        let ground = AreaSums::of_classes(&whole.total, basis, |other| other == class);
        let nutrients = NutrientFigures::of(&ground, &table);
        ClassSoil {
            class,
            m2: ground.totals.m2(),
            rest_share: ground.totals.mean("rest_share"),
            groups: ground.totals.mean("groups"),
            eom_kg_ha: nutrients.eom_crop.map(|amount| amount.kg_ha),
        }
    };
    Ok(Class::FIG1.map(of_class).to_vec())
}
