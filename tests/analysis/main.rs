//! Layers put into classes and categories, on layers built in memory.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod categories;
mod layers;
mod sequences;
mod story;
