//! Shapefiles: polygons in `.shp` and `.shx`, attributes in `.dbf`, the coordinate system in `.prj`, the
//! encoding in `.cpg`.

mod dbf_write;
mod write;

pub use write::{FieldName, write};
