//! Layers and domain knowledge together give answers: pure functions that take a `Progress`.

pub mod summary;
