//! Synthetic data that show what the program does without a real file.

mod areas;
mod calibrate;
mod convex;
mod drenthe;
mod elements;
mod fields;
mod histories;
mod land;
mod layers;
mod mesh;
mod noise;
mod province;
mod random;
mod register;
mod rotation;
mod warp;
mod zeijen;
mod zones;

pub use drenthe::{area_layer, drenthe};
pub use zeijen::zeijen;

/// What every random number starts from.
const SEED: u64 = 20_240_515;
