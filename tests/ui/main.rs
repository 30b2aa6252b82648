//! The window by labels and state.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod basemap;
mod dialogs;
mod harness;
mod idle;
mod keyboard;
mod map;
mod open;
mod panels;
mod search;
mod texts;
mod tile_server;
mod window;
mod years;
mod years_pictures;
