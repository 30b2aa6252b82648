//! Domain rules against the worked examples and golden figures.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests")]

mod brochure;
mod catalogue;
mod doubt;
mod examples;
mod indicators;
mod properties;
mod rule_file;
mod sequences;
