//! The window by labels and state.
