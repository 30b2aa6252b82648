//! How much animal manure the law lets be spread, and what is in it.

use crate::domain::assumptions::{AmmoniaLoss, Assumptions, Manure};
use crate::domain::year::Year;

/// Nitrogen of animal manure that may be spread without derogation, kg/ha.
pub const WITHOUT_DEROGATION_KG_HA: f64 = 170.0;

/// Part of the ammonium that escapes from grass, injected shallowly.
const FROM_GRASS: f64 = 0.17;
/// From arable land, injected.
const INJECTED: f64 = 0.24;
/// From arable land, incorporated at once.
const INCORPORATED: f64 = 0.22;

/// Most nitrogen of animal manure in a year, kg/ha. The figures of 2022 and 2023 are not verified; from 2026 on
/// there is no derogation. Sources: RVO, Staatscourant 2023-34882, CBS 2019.
pub fn limit_n_kg_ha(year: Year, a: &Assumptions) -> f64 {
    if !a.derogation {
        return WITHOUT_DEROGATION_KG_HA;
    }
    match (year.number(), a.nv_area) {
        (..=2021, _) | (2022, false) => 250.0,
        (2022, true) | (2024, false) => 230.0,
        (2023, false) => 240.0,
        (2023, true) => 220.0,
        (2024, true) => 210.0,
        (2025, false) => 200.0,
        (2025, true) => 190.0,
        _ => WITHOUT_DEROGATION_KG_HA,
    }
}

/// Manure on a hectare and what is in it, kg/ha.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dose {
    /// Fresh manure, t/ha.
    pub t: f64,
    /// Nitrogen.
    pub n: f64,
    /// Of that as ammonium.
    pub nh4_n: f64,
    /// Phosphate.
    pub p2o5: f64,
    /// Nitrogen that the law counts against the norm.
    pub effective_n: f64,
    /// Effective organic matter.
    pub eom: f64,
}

impl Dose {
    /// What so many tonnes hold.
    pub fn of(t: f64, product: Manure, efficacy: f64) -> Self {
        let n = t * product.n_kg_t;
        Self {
            t,
            n,
            nh4_n: t * product.nh4_n_kg_t,
            p2o5: t * product.p2o5_kg_t,
            effective_n: n * efficacy,
            eom: t * product.eom_kg_t,
        }
    }

    /// What was reported to be given, kg N and kg P₂O₅: the tonnes of the product that hold it, and the rest of what
    /// they hold. `None` where nothing was reported.
    pub fn reported(
        n: Option<f64>,
        p2o5: Option<f64>,
        product: Manure,
        efficacy: f64,
    ) -> Option<Self> {
        let by_p2o5 = || p2o5.map(|p2o5| p2o5 / product.p2o5_kg_t);
        let t = n.map(|n| n / product.n_kg_t).or_else(by_p2o5)?;
        let dose = Self::of(t, product, efficacy);
        Some(Self {
            p2o5: p2o5.unwrap_or(dose.p2o5),
            ..dose
        })
    }

    /// The most that fits the limit of animal manure, the phosphate norm and the nitrogen space (all kg/ha):
    /// `t = min(limit / N, P-norm / P, N-space / (N · w))`.
    pub fn most(
        limit_n: f64,
        p2o5_norm: f64,
        n_space: f64,
        product: Manure,
        efficacy: f64,
    ) -> Self {
        let by_limit = limit_n / product.n_kg_t;
        let by_phosphate = p2o5_norm / product.p2o5_kg_t;
        // Without efficacy nitrogen sets no limit.
        let by_nitrogen = if efficacy > 0.0 {
            n_space / (product.n_kg_t * efficacy)
        } else {
            f64::INFINITY
        };
        let t = by_limit.min(by_phosphate).min(by_nitrogen);
        Self::of(t, product, efficacy)
    }

    /// The most of the scenario's manure, times the part of it that is used.
    pub fn of_scenario(limit_n: f64, p2o5_norm: f64, n_space: f64, a: &Assumptions) -> Self {
        let (product, efficacy) = (a.product(), a.manure_efficacy);
        let most = Self::most(limit_n, p2o5_norm, n_space, product, efficacy);
        Self::of(most.t * a.manure_use_fraction, product, efficacy)
    }

    /// Nitrogen that escapes from it as ammonia, kg/ha (FDM): a part of its ammonium by how it is brought into the
    /// ground.
    pub fn ammonia_n(&self, is_grass: bool, loss: AmmoniaLoss) -> f64 {
        let part = match (loss, is_grass) {
            (AmmoniaLoss::None, _) => 0.0,
            (_, true) => FROM_GRASS,
            (AmmoniaLoss::Injected, false) => INJECTED,
            (AmmoniaLoss::Incorporated, false) => INCORPORATED,
        };
        self.nh4_n * part
    }

    /// Nitrogen of fertiliser that the space still takes, kg/ha.
    pub fn mineral_n_room(&self, n_space: f64) -> f64 {
        (n_space - self.effective_n).max(0.0)
    }

    /// Phosphate that the norm still takes, kg/ha.
    pub fn p2o5_room(&self, p2o5_norm: f64) -> f64 {
        p2o5_norm - self.p2o5
    }
}
