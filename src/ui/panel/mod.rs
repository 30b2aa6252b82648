//! The parts of the window around the map. Each reads the state and sends commands; none changes anything.

pub mod areas;
pub mod assumptions;
pub mod bars;
pub mod charts;
pub mod compare;
pub mod drop_hint;
pub mod layers;
pub mod legend;
pub mod map;
pub mod menu_bar;
pub mod parcel;
pub mod rule;
pub mod scenes;
pub mod search;
pub mod status;
pub mod time;
pub mod toasts;
pub mod totals;
pub mod trace;
