//! Files: real ones, broken ones, and there-and-back.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod corpus;
mod roundtrip;
