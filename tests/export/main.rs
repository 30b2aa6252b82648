//! Files made of drawings: what is on them, and that they look alike.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

mod alike;
mod pixels;
mod series;
mod sheet;
mod vectors;
