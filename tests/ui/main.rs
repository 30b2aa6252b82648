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

mod areas;
mod assumptions;
mod basemap;
mod charts;
mod colours;
mod compare;
mod crops;
mod dialogs;
mod export;
mod formats;
mod harness;
mod histogram;
mod idle;
mod keyboard;
mod killed;
mod map;
mod open;
mod panels;
mod picture;
mod present;
mod project;
mod rule;
mod scenes;
mod search;
mod sheet;
mod sheet_files;
mod story;
mod texts;
mod tile_server;
mod time;
mod undo;

mod wall;
mod window;
mod years;
