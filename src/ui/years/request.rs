//! What the dialog about yearly layers asks for.

use crate::domain::Year;
use crate::project::YearLayer;
use crate::ui::state::LayerId;

/// What is to be calculated.
#[derive(Debug, Clone)]
pub struct YearsRequest {
    /// The years, oldest first; each year once, the reference year last.
    pub years: Vec<YearLayer>,
    /// The year that the parcels are of.
    pub reference: Year,
    /// True when they are the sample of the program.
    pub is_sample: bool,
    /// Those of them that are on the map already: they make room for the result.
    pub on_the_map: Vec<LayerId>,
}

/// The same layers in the same years.
impl PartialEq for YearsRequest {
    fn eq(&self, other: &Self) -> bool {
        let key = |request: &Self| {
            let years = request.years.iter();
            let years = years.map(|y| (y.year, y.parcels.clone(), y.crops.clone()));
            (request.reference, years.collect::<Vec<_>>())
        };
        key(self) == key(other)
    }
}
