//! Layers and domain knowledge together give answers: pure functions that take a `Progress`.

pub mod categorise;
pub mod class_column;
pub mod classify;
pub mod columns;
pub mod crop_columns;
mod crop_names;
pub mod elements;
mod intervals;
pub mod overlay;
pub mod report;
pub mod result;
mod seen_crops;
pub mod summary;
pub mod value_sums;
pub mod values;
pub mod years;
