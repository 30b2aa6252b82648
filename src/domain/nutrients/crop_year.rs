//! Every figure of one crop in one year, kg per hectare.

use super::balance::{self, Nitrogen};
use super::carbon::co2;
use super::manure::{Dose, limit_n_kg_ha};
use super::organic_matter::{self, Band};
use super::own::{Measured, Own};
use super::removal::{self, Removal};
use super::space;
use crate::domain::assumptions::Assumptions;
use crate::domain::crop::Side;
use crate::domain::crop_figures::CropFigures;
use crate::domain::rotation_group::RotationGroup;
use crate::domain::year::Year;

/// Which soil a parcel has in the organic-matter balance. It belongs to the parcel and not to the year: one with
/// an arable or maize year in the window is arable soil in all its years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Soil {
    /// Ploughed: 30 cm.
    Arable,
    /// Never ploughed in the window: 10 cm.
    Grass,
}

/// What the years before and after say of a crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Turn {
    /// Grass the calendar year before, and the law deducts for it.
    pub deducts_grass: bool,
    /// Grass or clover that is arable land or maize the calendar year after.
    pub is_ploughed: bool,
}

/// What is grown, where and when.
#[derive(Debug, Clone, Copy)]
pub struct Grown<'a> {
    /// The year.
    pub year: Year,
    /// What the catalogue knows of the crop.
    pub figures: &'a CropFigures,
    /// Its group.
    pub group: RotationGroup,
    /// How it counts. Nature, landscape and fallow get no manure and no fertiliser.
    pub side: Side,
    /// The years around it.
    pub turn: Turn,
    /// The soil it stands on.
    pub soil: Soil,
}

/// The figures of one crop in one year, kg per hectare; `None` where one is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CropYear {
    /// Nitrogen in the harvest.
    pub n_removal: Option<Removal>,
    /// Phosphate in the harvest.
    pub p2o5_removal: Option<Removal>,
    /// Legal nitrogen norm.
    pub n_norm: Option<f64>,
    /// The norm after deductions.
    pub n_space: Option<f64>,
    /// Legal phosphate norm.
    pub p2o5_norm: Option<f64>,
    /// Nitrogen that the law lets come from animal manure.
    pub manure_limit_n: f64,
    /// Manure of the scenario.
    pub manure: Option<Dose>,
    /// Nitrogen of fertiliser in the scenario.
    pub mineral_n: Option<f64>,
    /// Nitrogen from the air.
    pub n_deposition: f64,
    /// Nitrogen fixed.
    pub n_fixation: Option<f64>,
    /// Nitrogen that escapes from the manure as ammonia.
    pub ammonia_n: Option<f64>,
    /// Nitrogen left over.
    pub n_surplus: Option<f64>,
    /// Phosphate left over.
    pub p2o5_surplus: Option<f64>,
    /// Effective organic matter of crop, residues and catch crop.
    pub eom_crop: Option<f64>,
    /// Organic matter that breaks down.
    pub som_breakdown: f64,
    /// Organic matter added less broken down.
    pub om_balance: Option<Band>,
    /// The same as carbon dioxide.
    pub soil_co2: Option<Band>,
}

impl CropYear {
    /// Computes every figure.
    pub fn of(grown: Grown<'_>, a: &Assumptions) -> Self {
        Self::with(grown, &Own::default(), a)
    }

    /// Computes every figure, with what was measured in the place of what would be estimated.
    pub fn with(grown: Grown<'_>, own: &Own, a: &Assumptions) -> Self {
        let Grown { figures, group, .. } = grown;
        let n_norm = space::n_norm(figures, a);
        let factor = removal::yield_factor(figures, own, a);
        let removed = |measure, estimate: Option<Removal>| {
            let whole = own.get(measure);
            whole.map(Removal::whole).or(estimate)
        };
        let som_pct = own.get(Measured::SoilOrganicMatter);
        let som_pct = som_pct.unwrap_or(organic_matter::som_pct(grown.soil, a));
        let deposition = own.get(Measured::DepositionN);
        let base = Self {
            n_removal: removed(
                Measured::NRemoval,
                removal::nitrogen(figures, group, factor, a),
            ),
            p2o5_removal: removed(
                Measured::P2o5Removal,
                removal::phosphate(figures, group, factor, a),
            ),
            n_norm,
            n_space: n_norm.map(|norm| space::n_space(norm, grown.turn.deducts_grass, a)),
            p2o5_norm: Some(space::p2o5_norm(group, a.p_class)),
            n_deposition: deposition.unwrap_or(a.deposition_n_kg_ha),
            n_fixation: balance::fixation(figures.n_fixation, group, a),
            eom_crop: organic_matter::from_crop(figures, group, grown.turn.is_ploughed, a),
            som_breakdown: organic_matter::breakdown_of(som_pct, grown.soil, a).kg_ha,
            ..Self::default()
        };
        let given = base.given(grown.year, grown.side, own, a);
        let escapes = |manure: Dose| manure.ammonia_n(group.is_grass(), a.nh3_loss);
        Self {
            ammonia_n: given.manure.map(escapes),
            ..given
        }
        .balanced(a)
    }

    /// What was given, where that is known, else what the scenario gives.
    fn given(self, year: Year, side: Side, own: &Own, a: &Assumptions) -> Self {
        if side == Side::Neutral {
            return Self {
                manure: Some(Dose::default()),
                mineral_n: Some(0.0),
                ..self
            };
        }
        let limit = limit_n_kg_ha(year, a);
        let manure = self.n_space.zip(self.p2o5_norm);
        let scenario = manure.map(|(n, p2o5)| Dose::of_scenario(limit, p2o5, n, a));
        let (n, p2o5) = (own.get(Measured::ManureN), own.get(Measured::ManureP2o5));
        let manure = Dose::reported(n, p2o5, a.product(), a.manure_efficacy).or(scenario);
        let mineral_n = self.n_space.zip(manure);
        let room = |(n, manure): (f64, Dose)| manure.mineral_n_room(n) * a.mineral_use_fraction;
        let reported = own.get(Measured::MineralN);
        Self {
            manure_limit_n: limit,
            manure,
            mineral_n: reported.or(mineral_n.map(room)),
            ..self
        }
    }

    /// What is left over.
    fn balanced(self, a: &Assumptions) -> Self {
        let om_balance = self.eom_crop.zip(self.manure);
        let om_balance = om_balance
            .map(|(crop, manure)| organic_matter::balance(crop + manure.eom, self.som_breakdown));
        Self {
            n_surplus: self.nitrogen(a).map(|n| n.surplus()),
            p2o5_surplus: self
                .manure
                .zip(self.p2o5_removal)
                .map(|(manure, removal)| balance::p2o5_surplus(manure.p2o5, 0.0, removal.total())),
            om_balance,
            soil_co2: om_balance.map(|balance| co2(balance, a.om_carbon)),
            ..self
        }
    }

    /// The terms of the nitrogen balance; `None` where one is not known.
    pub fn nitrogen(&self, a: &Assumptions) -> Option<Nitrogen> {
        Some(Nitrogen {
            manure: self.manure?.n,
            mineral: self.mineral_n?,
            deposition: self.n_deposition,
            fixation: self.n_fixation?,
            mineralisation: a.soil_mineralisation_n_kg_ha,
            removal: self.n_removal?.total(),
            ammonia: self.ammonia_n?,
        })
    }
}
