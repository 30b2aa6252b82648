//! What is true of crops, rotations and cooperation. Pure: knows no file, geometry, thread or screen.

pub mod cooperation;

pub use cooperation::Class;
