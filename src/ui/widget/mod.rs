//! Small parts that panels and dialogs are made of.

pub mod icon_button;

pub use icon_button::{icon_button, icon_toggle};
