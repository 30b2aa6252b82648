//! Small parts that panels and dialogs are made of.

pub mod icon_button;
pub mod keys;

pub use icon_button::{icon_button, icon_toggle};
pub use keys::keys_text;
