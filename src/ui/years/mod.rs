//! Yearly files become one layer with crop sequences. What the dialog about them shows and decides is made
//! here, without a window: which files there are, what is known of each, what must be answered before
//! anything is calculated, and the calculation itself.

mod draft;
mod reading;
mod request;
mod run;
pub mod words;

pub use draft::{Draft, Failed, Row, Trouble};
pub use reading::{Found, Known, Read, Source, all_yearly, choose, read};
pub use request::YearsRequest;
pub use run::overlay;

pub use crate::project::{YearLayer, YearLayers, YearParcels, YearSource};
