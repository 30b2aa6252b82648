//! The command line as a process.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod classify;
mod render;
mod sample;
mod stats;

mod harness;
mod info;
mod years;
