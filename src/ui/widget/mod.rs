//! Small parts that panels and dialogs are made of.

pub mod fold;
pub mod histogram;
pub mod icon_button;
pub mod keys;
pub mod number_slider;
pub mod scale_field;
pub mod swatch;
pub mod text;

pub use icon_button::{icon_button, icon_toggle};
pub use keys::keys_text;
