//! Yearly files become one layer with crop sequences. What the dialog about them shows and decides is made
//! here, without a window: which files there are, what is known of each, what must be answered before
//! anything is calculated, and the calculation itself.

mod draft;
mod reading;
mod request;
mod run;
pub mod words;

pub use draft::{Draft, Failed, Row, Trouble};
pub use reading::{Chosen, Found, Known, Read, Source, are_a_series, choose, read, years_of};
pub use request::YearsRequest;
pub use run::overlay;

pub use crate::project::{YearLayer, YearLayers, YearParcels, YearSource};
