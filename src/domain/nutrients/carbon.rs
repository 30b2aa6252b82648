//! The carbon in a change of organic matter.

use super::organic_matter::Band;

/// Weight of carbon dioxide to that of its carbon.
const CO2_OF_CARBON: f64 = 44.0 / 12.0;

/// A change of organic matter as carbon dioxide, kg CO₂/ha and year: positive is stored. `om_carbon` is the part
/// of organic matter that is carbon (van Bemmelen: 0.58). Shown as a range, its sign named only where the whole
/// band has it.
pub fn co2(om_balance: Band, om_carbon: f64) -> Band {
    let per_kg = om_carbon * CO2_OF_CARBON;
    Band {
        middle: om_balance.middle * per_kg,
        low: om_balance.low * per_kg,
        high: om_balance.high * per_kg,
    }
}
