//! Organic matter: what crops, residues and manure add (effective, a year later), and what breaks down in the
//! soil.
//!
//! The breakdown is the least sure of all figures: for 4.5 % organic matter the formula of FDM gives 3,374 kg,
//! the 2 % rule of practice 3,518, a second Dutch model (OBI) about 2,430. So a balance is always a band.

use super::crop_year::Soil;
use crate::domain::assumptions::{Assumptions, DecompositionMethod};
use crate::domain::crop_figures::CropFigures;
use crate::domain::rotation_group::RotationGroup;

/// The formula gives no more than this, kg/ha (FDM).
const MOST_KG_HA: f64 = 3500.0;
/// The least that models give, as a part of the formula: OBI's 2,430 to 3,374.
pub const LEAST_OF_MODELS: f64 = 0.72;
/// The most: the 2 % rule's 3,518 to 3,374.
pub const MOST_OF_MODELS: f64 = 1.04;

/// A figure with the band that models disagree over.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Band {
    /// By the method that was chosen.
    pub middle: f64,
    /// The least that the models give.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Band {
    /// True where the whole band is a gain, false where all of it is a loss; `None` where the models disagree, and
    /// nothing may be said.
    pub fn is_gain(&self) -> Option<bool> {
        if self.low > 0.0 {
            Some(true)
        } else if self.high < 0.0 {
            Some(false)
        } else {
            None
        }
    }
}

/// Organic matter that breaks down, kg/ha and year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breakdown {
    /// The amount.
    pub kg_ha: f64,
    /// The formula was cut off: on old peaty soil (*dalgrond*) it is not reliable.
    pub is_capped: bool,
}

/// Density of sand, reclaimed peat and loess, kg/m³, from their organic matter in %.
pub fn density_kg_m3(som_pct: f64) -> f64 {
    1000.0 / (0.02525 * som_pct + 0.6541)
}

/// Organic matter in the soil, kg/ha: content (%) × depth (cm) × density (kg/m³).
pub fn stock_kg_ha(soil: Soil, som_pct: f64) -> f64 {
    som_pct * depth_cm(soil) * density_kg_m3(som_pct)
}

/// What is assumed of the organic matter of a soil, %.
pub const fn som_pct(soil: Soil, a: &Assumptions) -> f64 {
    match soil {
        Soil::Arable => a.som_arable_pct,
        Soil::Grass => a.som_grass_pct,
    }
}

const fn depth_cm(soil: Soil) -> f64 {
    match soil {
        Soil::Arable => 30.0,
        Soil::Grass => 10.0,
    }
}

/// What breaks down in a year (FDM):
/// `min(3500, stock · (0.038228 − 0.008934 · ln SOM) · 2^((T − 13) / 10))`, or a fixed part of the stock.
pub fn breakdown(soil: Soil, a: &Assumptions) -> Breakdown {
    breakdown_of(som_pct(soil, a), soil, a)
}

/// The same of a soil whose organic matter (%) is known.
pub fn breakdown_of(som_pct: f64, soil: Soil, a: &Assumptions) -> Breakdown {
    let stock = stock_kg_ha(soil, som_pct);
    match a.decomposition_method {
        DecompositionMethod::Percent => Breakdown {
            kg_ha: stock * a.decomposition_pct / 100.0,
            is_capped: false,
        },
        DecompositionMethod::Formula => {
            let rate = 0.038_228 - 0.008_934 * som_pct.ln();
            let kg_ha = stock * rate.max(0.0) * ((a.temperature_c - 13.0) / 10.0).exp2();
            Breakdown {
                kg_ha: kg_ha.min(MOST_KG_HA),
                is_capped: kg_ha >= MOST_KG_HA,
            }
        }
    }
}

/// Effective organic matter of the crop, its residues and the catch crop after it, kg/ha. `None` where unknown.
///
/// Residues of cereals are straw and count when that is left; those of other crops always. Where grass counts
/// once, its own counts in its `last_year` before the plough only.
pub fn from_crop(
    figures: &CropFigures,
    group: RotationGroup,
    last_year: bool,
    a: &Assumptions,
) -> Option<f64> {
    let counts = a.grass_eom_per_year || !group.is_grass() || last_year;
    let roots = if counts { figures.eom? } else { 0.0 };
    let leaves_residue = !(group.has_straw() && a.straw_removed);
    let residue = if leaves_residue {
        figures.eom_residue?
    } else {
        0.0
    };
    let catch_crop = if group.is_maize() || group.is_potato() {
        a.catch_crop_eom_kg_ha
    } else {
        0.0
    };
    Some(roots + residue + catch_crop)
}

/// What is added less what breaks down, with its band, kg/ha.
pub fn balance(added: f64, breakdown: f64) -> Band {
    Band {
        middle: added - breakdown,
        low: added - MOST_OF_MODELS * breakdown,
        high: added - LEAST_OF_MODELS * breakdown,
    }
}
