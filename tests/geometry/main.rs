//! Geometry against properties and independent truth.
