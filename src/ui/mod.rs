//! The window. Computes nothing that a test without a window could not check.
