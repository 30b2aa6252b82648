//! GeoParquet: columns of values side by side, in groups of rows, with a note that says which of them is the
//! geometry, how it is stored and where it lies.
//!
//! `read` takes well-known binary and the nested lists of GeoArrow; [`write()`] writes well-known binary.

mod brotli;
mod footer;
mod geo;
mod groups;
mod guard;
mod gzip;
mod lazy;
mod lz4;
mod native;
mod pages;
mod quiet;
mod read;
mod reader;
mod thrift;
mod unpacking;
mod values;
mod write;

pub(super) use read::read;
pub use write::write;
