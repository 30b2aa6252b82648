//! Layers put into classes and categories, on layers built in memory.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod areas;
mod categories;
mod layers;
mod overlay;
mod rule;
mod sequences;
#[allow(dead_code)] // the tests of geometry use the rest
#[path = "../geometry/shapes.rs"]
mod shapes;
mod split;
mod story;
