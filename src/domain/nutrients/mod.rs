//! Nitrogen, phosphate and organic matter of a crop in a year: pure functions from the figures of the
//! catalogue and the assumptions to kilogrammes per hectare and year.
//!
//! - [`removal`]: what leaves with the harvest
//! - [`space`]: what the law lets be given
//! - [`manure`]: how much of it manure can fill
//! - [`balance`]: what is left over in the soil surface balance
//! - [`organic_matter`], [`carbon`]: what is added to the soil, what breaks down, and the carbon in the difference
//! - [`cycle`]: feed, manure and need of an area
//! - [`own`]: what was measured or reported in the place of an estimate
//! - [`crop_year`]: all of it together for one crop in one year
//!
//! N is nitrogen, P₂O₅ phosphate, EOM effective organic matter: what is still there a year after it was added.
//! A figure that is not known is `None` all the way, never 0. The default scenario is the potential at full legal
//! use, an upper bound and no estimate of practice.

pub mod balance;
pub mod carbon;
pub mod crop_year;
pub mod cycle;
pub mod manure;
pub mod organic_matter;
pub mod own;
pub mod removal;
pub mod space;

pub use crop_year::{CropYear, Soil, Turn};
pub use cycle::{Cycle, CycleInput};
pub use manure::Dose;
pub use organic_matter::Band;
pub use own::{MEASURES, Measured, Own};
pub use removal::Removal;
