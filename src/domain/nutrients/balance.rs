//! The soil surface balance of nitrogen and phosphate: gross of ammonia losses, unless these are assumed.

use crate::domain::assumptions::Assumptions;
use crate::domain::rotation_group::RotationGroup;

/// Dry matter of a hectare of grass, t, of which clover is a part.
const GRASS_DM_T_HA: f64 = 11.0;
/// Nitrogen that a tonne of clover fixes, kg (literature: 40 to 65 per t of legume dry matter).
const CLOVER_N_KG_T: f64 = 50.0;

/// What comes onto and leaves a hectare, kg N/ha.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Nitrogen {
    /// With manure, all of its nitrogen.
    pub manure: f64,
    /// With fertiliser.
    pub mineral: f64,
    /// From the air.
    pub deposition: f64,
    /// Fixed by legumes.
    pub fixation: f64,
    /// From the soil itself.
    pub mineralisation: f64,
    /// With the harvest.
    pub removal: f64,
    /// Escaped as ammonia.
    pub ammonia: f64,
}

impl Nitrogen {
    /// What is left over; negative where the crop takes more than it is given.
    pub fn surplus(&self) -> f64 {
        self.manure + self.mineral + self.deposition + self.fixation + self.mineralisation
            - self.removal
            - self.ammonia
    }
}

/// Phosphate left over, kg P₂O₅/ha.
pub fn p2o5_surplus(manure: f64, mineral: f64, removal: f64) -> f64 {
    manure + mineral - removal
}

/// Nitrogen that a crop fixes, kg/ha: the catalogue's figure, and that of the assumed clover in grass, which has
/// no crop code of its own.
pub fn fixation(n_fixation: Option<f64>, group: RotationGroup, a: &Assumptions) -> Option<f64> {
    let clover = if group.is_grass() {
        a.clover_share * GRASS_DM_T_HA * CLOVER_N_KG_T
    } else {
        0.0
    };
    Some(n_fixation? + clover)
}
