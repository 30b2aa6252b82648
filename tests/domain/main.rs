//! Domain rules against the worked examples and golden figures.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod brochure;
mod catalogue;
mod doubt;
mod examples;
mod indicators;
mod nutrients;
mod overrides;
mod properties;
mod rule_file;
mod sample;
mod sequences;
