//! Shapes in flat arrays, and what can be asked of them. Knows no file, no crop and no screen; units are
//! whatever the coordinates have, metres where a name says so.

pub mod area;
pub mod bounds;
pub mod polygons;
pub mod rings;

pub use bounds::Bounds;
pub use polygons::{Feature, Part, PolygonArray, PolygonBuilder};
