//! Synthetic data that show what the program does without a real file.

mod calibrate;
mod convex;
mod fields;
mod land;
mod mesh;
mod noise;
pub mod province;
mod random;
mod warp;
mod zones;

/// preview
pub fn preview(grain: f64) -> (Vec<province::Parcel>, Vec<crate::domain::Class>) {
    let p = province::parcels(20_240_515, grain, 178_100.0 * 1e4);
    let c = calibrate::classes(&p, 20_240_515);
    (p, c)
}
