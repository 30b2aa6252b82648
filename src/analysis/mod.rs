//! Layers and domain knowledge together give answers: pure functions that take a `Progress`.

pub mod area_columns;
pub mod area_sums;
pub mod areas;
pub mod categorise;
pub mod class_column;
pub mod classify;
pub mod columns;
pub mod common_plane;
pub mod crop_columns;
mod crop_names;
pub mod cycle_sums;
pub mod elements;
mod intervals;
pub mod land;
pub mod nutrient_sums;
pub mod overlay;
pub mod report;
pub mod result;
pub mod rotation_sums;
mod seen_crops;
pub mod split;
pub mod summary;
pub mod value_sums;
pub mod values;
pub mod years;
