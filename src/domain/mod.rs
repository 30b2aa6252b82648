//! What is true of crops, rotations and cooperation. Pure: knows no file, geometry, thread or screen.

pub mod assumptions;
pub mod catalogue;
pub mod cooperation;
pub mod crop;
pub mod crop_figures;
pub mod crop_group;
pub(crate) mod delimited;
pub mod nutrients;
pub mod overrides;
pub mod quantity;
pub mod rotation;
pub mod rotation_group;
pub mod rule;
pub mod sequence;
pub mod threshold;
pub mod year;

pub use assumptions::{Assumptions, AssumptionsError, Region};
pub use catalogue::{Catalogue, CatalogueError};
pub use cooperation::{Because, Class, Features, Outcome, Reason, classify};
pub use crop::{BrpCategory, Crop, CropCode, Sector, Side};
pub use crop_figures::{ByRegion, Confidence, CropFigures};
pub use crop_group::CropGroup;
pub use overrides::CropOverrides;
pub use quantity::{Hectares, Share};
pub use rotation::Indicators;
pub use rotation_group::RotationGroup;
pub use rule::{Measure, Preset, Rule, RuleError};
pub use sequence::{
    Cover, CropFact, CropFacts, CropId, CropList, Reading, SeenCrop, SequenceError, Sequences,
    TooManyCrops, Usage, YearColumn, unknown_codes,
};
pub use threshold::Threshold;
pub use year::Year;
