//! Bytes to layers and back; knows no crop and no screen.

pub mod atomic;
pub mod error;
pub mod shapefile;

pub use error::WriteError;
