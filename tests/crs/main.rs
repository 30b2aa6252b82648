//! Coordinates against the answers of others: published control points, PROJ, and the files of the corpus.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod bounds;
mod control_points;
mod corpus;
mod prj;
mod properties;
