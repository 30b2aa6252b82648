//! The window. Computes nothing that a test without a window could not check.

pub mod map_view;
