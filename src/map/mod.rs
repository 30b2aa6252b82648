//! The picture, without a window: what lies where, in which colours. Screen, sheet and command line draw
//! with the same code. Knows no egui and no file; words are made by those who print them.

pub mod camera;
pub mod colour;
pub mod grid;
pub mod guard;
pub mod id_tile;
pub mod paint;
pub mod palette;
pub mod pattern;
pub mod style;

pub use camera::Camera;
pub use colour::Rgb;
pub use grid::{MapCrs, TileGrid, TileKey};
pub use palette::PaletteName;
pub use style::{CategoryStyle, LayerStyle, Outline};
