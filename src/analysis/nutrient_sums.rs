//! Nutrients and organic matter of an area: the figures of every crop in every year, weighted by the hectares that
//! carry it.
//!
//! Only arable and livestock crops count. A mean is over the hectares that have a value; the mean of the window is
//! that of the years' means. Every figure is taken over the land where it is known, so `surplus` may cover less land
//! than `norm`; the coverage of the removal figures is reported beside them.
//!
//! Parcels with measured values have figures of their own, see [`measured`](super::measured).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::area_sums::AreaSums;
use super::land::{Land, Situation};
use super::measured::{MeasuredShares, MeasuredValues, OwnFigures, OwnYear};
use crate::domain::nutrients::crop_year::Grown;
use crate::domain::nutrients::{Band, CropYear, MEASURES, Measured, Removal};
use crate::domain::{Assumptions, Catalogue, CropCode, CropFigures, Side, Year};

/// The figures of every situation in every year. Made anew when an assumption changes.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureTable {
    /// Per year, per situation; `None` for what is neither arable nor livestock.
    figures: Vec<Vec<Option<CropYear>>>,
    /// Those of parcels with measured values.
    own: Option<OwnFigures>,
}

/// What stands on a hectare in a situation; `None` for what is neither arable nor livestock.
pub(super) fn grown_of<'a>(
    situation: &Situation,
    year: Year,
    land: &Land,
    catalogue: &'a Catalogue,
) -> Option<Grown<'a>> {
    static UNKNOWN: LazyLock<CropFigures> = LazyLock::new(CropFigures::default);
    let side = land.side(situation);
    if side == Side::Neutral {
        return None;
    }
    let crop = land.crops().get(situation.crop);
    let known = crop.and_then(|crop| catalogue.find(crop.code));
    Some(Grown {
        year,
        figures: known.map_or(&*UNKNOWN, |crop| &crop.figures),
        group: land.group(situation),
        side,
        turn: situation.turn,
        soil: situation.soil,
    })
}

impl FigureTable {
    /// Computes the figures of all situations.
    pub fn of(land: &Land, catalogue: &Catalogue, assumptions: &Assumptions) -> Self {
        let of_year = |&year| {
            let situations = land.situations().iter();
            let grown = situations.map(|situation| grown_of(situation, year, land, catalogue));
            grown
                .map(|grown| Some(CropYear::of(grown?, assumptions)))
                .collect()
        };
        Self {
            figures: land.years().iter().map(of_year).collect(),
            own: None,
        }
    }

    /// The same, with measured values in the place of what is estimated.
    #[must_use]
    pub fn with_measured(
        self,
        values: &MeasuredValues,
        land: &Land,
        catalogue: &Catalogue,
        assumptions: &Assumptions,
    ) -> Self {
        Self {
            own: OwnFigures::of(values, land, catalogue, assumptions),
            ..self
        }
    }

    /// The figures of parcels with measured values, where there are any.
    pub fn own(&self) -> Option<&OwnFigures> {
        self.own.as_ref()
    }

    /// The figures of a parcel in a year: its own where something was measured, else those of its situation.
    pub fn of_parcel(&self, land: &Land, parcel: u32, year: usize) -> Option<&CropYear> {
        let own = self.own.as_ref();
        match own.and_then(|own| Some((own, own.place(parcel)?))) {
            Some((own, place)) => own.get(place, year).map(|year| &year.figures),
            None => {
                let situation = *land.of_year(year).get(parcel as usize)?;
                self.get(year, situation as usize)
            }
        }
    }

    /// The figures of a situation in a year, by their positions.
    pub fn get(&self, year: usize, situation: usize) -> Option<&CropYear> {
        self.figures.get(year)?.get(situation)?.as_ref()
    }

    /// Square metres and figures of a year: what counts.
    pub(super) fn grown<'a>(
        &'a self,
        ground: &'a AreaSums,
        year: usize,
    ) -> impl Iterator<Item = (f64, &'a CropYear)> + Clone + 'a {
        let figures = self.figures.get(year).map_or(&[][..], Vec::as_slice);
        let estimated = ground.estimated(year).iter();
        let estimated = estimated
            .filter_map(|(place, m2)| Some((*m2, figures.get(*place as usize)?.as_ref()?)));
        let own = self.measured(ground, year);
        estimated.chain(own.map(|(m2, own)| (m2, &own.figures)))
    }

    /// Square metres and figures of a year: the parcels with measured values.
    pub(super) fn measured<'a>(
        &'a self,
        ground: &'a AreaSums,
        year: usize,
    ) -> impl Iterator<Item = (f64, &'a OwnYear)> + Clone + 'a {
        let pieces = self.own.iter().flat_map(move |own| {
            let pieces = ground.own().iter();
            pieces.filter_map(move |(place, m2)| Some((*m2, own.get(*place, year)?)))
        });
        pieces.filter(|(m2, _)| *m2 > 0.0)
    }

    /// Number of years.
    pub fn years(&self) -> usize {
        self.figures.len()
    }
}

/// A figure over an area and the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// Kilogrammes per hectare and year, over the land that has a value.
    pub kg_ha: f64,
    /// Kilogrammes a year.
    pub kg: f64,
}

/// The figures of an area, means over the window; `None` where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NutrientFigures {
    /// Part of the arable and livestock hectare-years whose removal of both is known.
    pub coverage: Option<f64>,
    /// The square-metre-years with both removals, and all of them.
    pub covered: [f64; 2],
    /// Part of the arable and livestock hectare-years with a measured value, by measure.
    pub measured: MeasuredShares,
    /// Nitrogen in the harvest.
    pub n_removal: Option<Amount>,
    /// Of that, in straw.
    pub n_straw: Option<Amount>,
    /// Phosphate in the harvest.
    pub p2o5_removal: Option<Amount>,
    /// Of that, in straw.
    pub p2o5_straw: Option<Amount>,
    /// Legal nitrogen norm.
    pub n_norm: Option<Amount>,
    /// The norm after deductions.
    pub n_space: Option<Amount>,
    /// Legal phosphate norm.
    pub p2o5_norm: Option<Amount>,
    /// Nitrogen in the scenario's manure.
    pub manure_n: Option<Amount>,
    /// Phosphate in it.
    pub manure_p2o5: Option<Amount>,
    /// Nitrogen of fertiliser.
    pub mineral_n: Option<Amount>,
    /// Nitrogen from the air.
    pub n_deposition: Option<Amount>,
    /// Nitrogen fixed.
    pub n_fixation: Option<Amount>,
    /// Nitrogen escaped from manure as ammonia.
    pub ammonia_n: Option<Amount>,
    /// Nitrogen left over.
    pub n_surplus: Option<Amount>,
    /// Phosphate left over.
    pub p2o5_surplus: Option<Amount>,
    /// Effective organic matter of crop, residues and catch crop.
    pub eom_crop: Option<Amount>,
    /// Effective organic matter of manure.
    pub eom_manure: Option<Amount>,
    /// Organic matter that breaks down.
    pub som_breakdown: Option<Amount>,
    /// Organic matter added less broken down.
    pub om_balance: Option<Amount>,
    /// The least that models give.
    pub om_balance_low: Option<Amount>,
    /// The most.
    pub om_balance_high: Option<Amount>,
    /// Carbon dioxide stored, the least.
    pub soil_co2_low: Option<Amount>,
    /// The most.
    pub soil_co2_high: Option<Amount>,
}

impl NutrientFigures {
    /// Computes them.
    pub fn of(ground: &AreaSums, table: &FigureTable) -> Self {
        let mean = |of: &dyn Fn(&CropYear) -> Option<f64>| mean(ground, table, of);
        let om = |of: fn(Band) -> f64| mean(&|f| f.om_balance.map(of));
        let co2 = |of: fn(Band) -> f64| mean(&|f| f.soil_co2.map(of));
        let covered = covered(ground, table);
        let [known, all] = covered;
        Self {
            coverage: (all > 0.0).then(|| known / all),
            covered,
            measured: measured(ground, table),
            n_removal: mean(&|f| f.n_removal.map(Removal::total)),
            n_straw: mean(&|f| f.n_removal.map(|n| n.straw)),
            p2o5_removal: mean(&|f| f.p2o5_removal.map(Removal::total)),
            p2o5_straw: mean(&|f| f.p2o5_removal.map(|p| p.straw)),
            n_norm: mean(&|f| f.n_norm),
            n_space: mean(&|f| f.n_space),
            p2o5_norm: mean(&|f| f.p2o5_norm),
            manure_n: mean(&|f| f.manure.map(|manure| manure.n)),
            manure_p2o5: mean(&|f| f.manure.map(|manure| manure.p2o5)),
            mineral_n: mean(&|f| f.mineral_n),
            n_deposition: mean(&|f| Some(f.n_deposition)),
            n_fixation: mean(&|f| f.n_fixation),
            ammonia_n: mean(&|f| f.ammonia_n),
            n_surplus: mean(&|f| f.n_surplus),
            p2o5_surplus: mean(&|f| f.p2o5_surplus),
            eom_crop: mean(&|f| f.eom_crop),
            eom_manure: mean(&|f| f.manure.map(|manure| manure.eom)),
            som_breakdown: mean(&|f| Some(f.som_breakdown)),
            om_balance: om(|band| band.middle),
            om_balance_low: om(|band| band.low),
            om_balance_high: om(|band| band.high),
            soil_co2_low: co2(|band| band.low),
            soil_co2_high: co2(|band| band.high),
        }
    }
}

/// The figure of each year; `None` in years without a value.
pub fn by_year(
    ground: &AreaSums,
    table: &FigureTable,
    of: &dyn Fn(&CropYear) -> Option<f64>,
) -> Vec<Option<Amount>> {
    let of_year = |year| {
        let values = table.grown(ground, year);
        let values = values.filter_map(|(m2, figures)| Some((m2, of(figures)?)));
        let (sum, m2) = values.fold((0.0, 0.0), |(sum, all), (m2, x)| (sum + m2 * x, all + m2));
        (m2 > 0.0).then(|| Amount {
            kg_ha: sum / m2,
            kg: sum / 10_000.0,
        })
    };
    (0..table.years()).map(of_year).collect()
}

/// The mean of the years that have a value.
fn mean(
    ground: &AreaSums,
    table: &FigureTable,
    of: &dyn Fn(&CropYear) -> Option<f64>,
) -> Option<Amount> {
    let years = by_year(ground, table, of).into_iter().flatten();
    let (kg_ha, kg, n) = years.fold((0.0, 0.0, 0_u32), |(kg_ha, kg, n), year| {
        (kg_ha + year.kg_ha, kg + year.kg, n + 1)
    });
    (n > 0).then(|| Amount {
        kg_ha: kg_ha / f64::from(n),
        kg: kg / f64::from(n),
    })
}

fn covered(ground: &AreaSums, table: &FigureTable) -> [f64; 2] {
    let (mut known, mut all) = (0.0, 0.0);
    for year in 0..table.years() {
        for (m2, figures) in table.grown(ground, year) {
            all += m2;
            if figures.n_removal.is_some() && figures.p2o5_removal.is_some() {
                known += m2;
            }
        }
    }
    [known, all]
}

fn measured(ground: &AreaSums, table: &FigureTable) -> MeasuredShares {
    let (mut known, mut all) = ([0.0; MEASURES], 0.0);
    if table.own.is_none() {
        return known;
    }
    for year in 0..table.years() {
        all += table.grown(ground, year).map(|(m2, _)| m2).sum::<f64>();
        for (m2, own) in table.measured(ground, year) {
            for measure in Measured::ALL
                .into_iter()
                .filter(|measure| own.has(*measure))
            {
                known[measure.place()] += m2;
            }
        }
    }
    known.map(|known| if all > 0.0 { known / all } else { 0.0 })
}

/// Coverage below this is worth a warning.
pub const LEAST_COVERAGE: f64 = 0.95;

/// Hectare-years without removal figures, by crop code, most first: codes that nobody knows and crops whose figures
/// are blank.
pub fn without_figures(
    ground: &AreaSums,
    land: &Land,
    table: &FigureTable,
) -> Vec<(CropCode, f64)> {
    let mut codes: BTreeMap<CropCode, f64> = BTreeMap::new();
    for year in 0..table.years() {
        for (place, m2) in ground.estimated(year) {
            let place = *place as usize;
            let Some(situation) = land.situations().get(place) else {
                continue;
            };
            let Some(crop) = land.crops().get(situation.crop) else {
                continue;
            };
            let is_unknown = land.facts().get(situation.crop).group.is_none();
            let figures = table.get(year, place);
            let is_blank =
                figures.is_some_and(|f| f.n_removal.is_none() || f.p2o5_removal.is_none());
            if *m2 > 0.0 && (is_unknown || is_blank) {
                *codes.entry(crop.code).or_insert(0.0) += m2 / 10_000.0;
            }
        }
    }
    let mut list: Vec<(CropCode, f64)> = codes.into_iter().collect();
    list.sort_by(|a, b| b.1.total_cmp(&a.1));
    list
}
