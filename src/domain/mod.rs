//! What is true of crops, rotations and cooperation. Pure: knows no file, geometry, thread or screen.

pub mod cooperation;
pub mod crop_group;

pub use cooperation::Class;
pub use crop_group::CropGroup;
