//! What leaves the field with the harvest. Of grass it is the uptake by mowing and grazing together: what cattle
//! return on the spot is not visible from parcels.

use super::own::{Measured, Own};
use crate::domain::assumptions::Assumptions;
use crate::domain::crop_figures::CropFigures;
use crate::domain::rotation_group::RotationGroup;

/// Nitrogen in a tonne of straw, kg (DUV 5.0).
const STRAW_N_KG_T: f64 = 5.0;
/// Phosphate in a tonne of straw, kg (mean of DUV 3.0 and PDA 1.0).
const STRAW_P2O5_KG_T: f64 = 2.0;

/// Removal of one nutrient, kg/ha, the straw shown apart.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Removal {
    /// With the main product.
    pub main: f64,
    /// With the straw, where it leaves the field.
    pub straw: f64,
}

impl Removal {
    /// Both together.
    pub fn total(self) -> f64 {
        self.main + self.straw
    }

    /// What was measured as one.
    pub const fn whole(kg_ha: f64) -> Self {
        Self {
            main: kg_ha,
            straw: 0.0,
        }
    }
}

/// Nitrogen removed: the catalogue's figure times the yield factor, and straw. `None` where unknown.
pub fn nitrogen(
    figures: &CropFigures,
    group: RotationGroup,
    factor: f64,
    a: &Assumptions,
) -> Option<Removal> {
    let main = figures.n_removal.map(|kg| kg * factor);
    removal(main, STRAW_N_KG_T, group, a)
}

/// Phosphate removed; as [`nitrogen`].
pub fn phosphate(
    figures: &CropFigures,
    group: RotationGroup,
    factor: f64,
    a: &Assumptions,
) -> Option<Removal> {
    let main = figures.p2o5_removal.map(|kg| kg * factor);
    removal(main, STRAW_P2O5_KG_T, group, a)
}

/// The yield as a multiple of the crop list's: measured where both are known, else as assumed.
pub fn yield_factor(figures: &CropFigures, own: &Own, a: &Assumptions) -> f64 {
    let listed = figures.yield_dm.filter(|kg| *kg > 0.0);
    let measured = own.get(Measured::Yield).zip(listed);
    measured.map_or(a.yield_factor, |(t, kg)| t * 1000.0 / kg)
}

fn removal(
    main: Option<f64>,
    straw_kg_t: f64,
    group: RotationGroup,
    a: &Assumptions,
) -> Option<Removal> {
    let straw_t = if group.has_straw() && a.straw_removed {
        a.straw_t_ha
    } else {
        0.0
    };
    Some(Removal {
        main: main?,
        straw: straw_t * straw_kg_t,
    })
}
