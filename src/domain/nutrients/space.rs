//! What the law lets be given to a hectare: norms of 2026, used for every year, as the norms of earlier years are
//! not tabulated here. Sources: RVO table 2 (nitrogen), RVO "Fosfaatdifferentiatie" (phosphate).

use crate::domain::assumptions::{Assumptions, PhosphateClass, Region};
use crate::domain::crop_figures::CropFigures;
use crate::domain::rotation_group::RotationGroup;

/// Norms in areas polluted with nutrients, from 2025 on, as a part of the others.
const NV_PART: f64 = 0.8;

/// Less nitrogen after grass that is destroyed in spring, on sand, kg/ha.
const AFTER_GRASS_KG_HA: f64 = 65.0;

/// Legal norm of effective nitrogen, kg/ha, before deductions. `None` where the catalogue has none.
pub fn n_norm(figures: &CropFigures, a: &Assumptions) -> Option<f64> {
    let norm = a.region.of(figures.n_norm)?;
    Some(if a.nv_area { norm * NV_PART } else { norm })
}

/// The norm less the deduction for grass the year before, never below 0. The other deductions of the law (grass
/// renewal, no catch crop) cannot be told from one crop a year.
pub fn n_space(n_norm: f64, follows_grass: bool, a: &Assumptions) -> f64 {
    let deducts = follows_grass && a.grass_before_deduction && a.region == Region::SandNwc;
    let deduction = if deducts { AFTER_GRASS_KG_HA } else { 0.0 };
    (n_norm - deduction).max(0.0)
}

/// Whether the deduction for grass holds between two successive years: grass, permanent or temporary, then maize
/// or ware or starch potatoes.
pub const fn deducts_after(before: RotationGroup, now: RotationGroup) -> bool {
    use RotationGroup as G;
    matches!(before, G::GrassPermanent | G::GrassTemporary)
        && matches!(
            now,
            G::MaizeSilage | G::MaizeGrain | G::PotatoStarch | G::PotatoWare
        )
}

/// Legal phosphate norm, kg P₂O₅/ha, 2020 to 2026; every kind of grass counts as grassland.
pub const fn p2o5_norm(group: RotationGroup, class: PhosphateClass) -> f64 {
    use PhosphateClass as C;
    match (group.is_grass(), class) {
        (_, C::Arm) => 120.0,
        (true, C::Laag) => 105.0,
        (true, C::Neutraal) => 95.0,
        (true, C::Ruim) => 90.0,
        (true, C::Hoog) => 75.0,
        (false, C::Laag) => 80.0,
        (false, C::Neutraal) => 70.0,
        (false, C::Ruim) => 60.0,
        (false, C::Hoog) => 40.0,
    }
}

/// The phosphate class that a soil sample gives (since 2021). `p_cacl2_mg_kg` is P-CaCl₂ in mg P/kg, `p_al` is
/// P-Al in mg P₂O₅/100 g.
pub fn phosphate_class(is_grass: bool, p_cacl2_mg_kg: f64, p_al: f64) -> PhosphateClass {
    use PhosphateClass::{Arm as A, Hoog as H, Laag as L, Neutraal as N, Ruim as R};
    const GRASS: [[PhosphateClass; 5]; 5] = [
        [A, L, L, N, R],
        [A, L, N, R, R],
        [L, N, R, R, H],
        [N, R, R, H, H],
        [R, R, H, H, H],
    ];
    const ARABLE: [[PhosphateClass; 5]; 5] = [
        [A, A, A, L, L],
        [A, A, A, L, N],
        [A, A, L, N, R],
        [A, L, N, R, H],
        [L, L, N, R, H],
    ];
    // The law rounds before it compares.
    let tenths = (p_cacl2_mg_kg * 10.0).round();
    let row = [8.0, 15.0, 25.0, 35.0]
        .iter()
        .filter(|from| tenths >= **from);
    let whole = p_al.round();
    let column = [21.0, 31.0, 46.0, 56.0]
        .iter()
        .filter(|from| whole >= **from);
    let table = if is_grass { &GRASS } else { &ARABLE };
    let found = table
        .get(row.count())
        .and_then(|row| row.get(column.count()));
    found.copied().unwrap_or(H)
}
