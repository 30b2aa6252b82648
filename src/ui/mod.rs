//! The window. Computes nothing that a test without a window could not check.

pub mod command;
pub mod dialog;
pub mod icons;
pub mod notify;
pub mod parcel;
pub mod position;
pub mod state;
pub mod theme;
pub mod widget;

pub mod map_view {
    //! x
    /// A parcel of a layer on the map.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Hit {
        /// The layer's number.
        pub layer: u64,
        /// The feature's number in its layer.
        pub feature: usize,
    }
}
