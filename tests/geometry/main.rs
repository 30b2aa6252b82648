//! Geometry against properties and independent truth.

mod contains;
mod index;
