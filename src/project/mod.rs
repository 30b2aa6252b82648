//! A project without a window: from the text that was saved to layers that are ready for the map, and back to what
//! is saved. The window and the command line open projects by the same functions.
//!
//! What stands in the text is plain data of [`crate::io::project_file`]; what it means is said here.

mod join;
mod keys;
mod load;
mod open;
mod pack;
mod picture;
mod rejoin;
mod rules;
mod sources;
mod years;

pub use join::{JoinError, Joined, OpenedYear, join};
pub use keys::{colour_by_of, colour_record, crs_of, crs_text, key_of, key_record};
pub use load::{Loaded, Place, colour, load, prepare, sequences};
pub use open::{Answers, OpenLayer, OpenProject, Trouble, Wanted, open, wanted};
pub use pack::packed;
pub use picture::{COLOURS, PictureError, ProjectPicture, open_file, picture};
pub use rejoin::rejoin;
pub use rules::{knowledge_of, write_knowledge};
pub use sources::{Found, Stamp, Stamps, file_record, fill, place_in, resolve};
pub use years::{YearLayer, YearLayers, YearParcels, YearSource};

/// The layer of the sample that is shown; the other holds areas.
pub const SAMPLE_LAYER: &str = "drenthe";
