//! Files: real ones, broken ones, and there-and-back.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_cmp, // squares on whole metres
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod bombs;
mod broken;
mod corpus;
mod explained;
mod fixtures;
mod flatgeobufs;
mod formats;
mod fuzzed;
mod geojsons;
mod geopackages;
mod geoparquets;
mod glances;
mod long_tables;
mod malice;
mod marks;
mod odd;
mod projects;
mod regions;
mod rejoin;
mod roundtrip;
mod ways_in;
mod writers;
