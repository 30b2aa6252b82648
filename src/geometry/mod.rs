//! Shapes in flat arrays, and what can be asked of them. Knows no file, no crop and no screen; units are
//! whatever the coordinates have, metres where a name says so.

pub mod area;
pub mod boolean;
pub mod bounds;
pub mod clip;
pub mod contains;
pub mod fingerprint;
pub mod hilbert;
pub mod index;
pub mod packed;
pub mod polygons;
pub mod repair;
pub mod rings;

pub use bounds::Bounds;
pub use contains::{contains, passes_near};
pub use index::SpatialIndex;
pub use polygons::{Feature, GeometryKind, Part, PolygonArray, PolygonBuilder};
