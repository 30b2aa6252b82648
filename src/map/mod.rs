//! The picture, without a window: what lies where, in which colours. Screen, sheet and command line draw
//! with the same code. Knows no egui and no file; words are made by those who print them.

pub mod camera;
pub mod class_colours;
pub mod colour;
pub mod flight;
pub mod furniture;
pub mod grid;
pub mod guard;
pub mod id_tile;
pub mod legend;
pub mod outline;
pub mod paint;
pub mod palette;
pub mod pattern;
pub mod pick;
pub mod places;
pub mod prepared;
pub mod preview;
pub mod style;
pub mod tile_store;

pub use camera::Camera;
pub use class_colours::ClassColours;
pub use colour::Rgb;
pub use grid::{MapCrs, TileGrid, TileKey};
pub use legend::LegendEntry;
pub use palette::PaletteName;
pub use prepared::{PrepareError, PreparedLayer, map_crs_for};
pub use style::{CategoryStyle, LayerStyle, Outline};
pub use tile_store::{Painted, TileStore};
