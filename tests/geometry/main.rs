//! Geometry against properties and independent truth.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod clip;
mod contains;
mod fingerprint;
mod index;
mod repair;
mod shapes;
