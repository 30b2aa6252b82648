//! The picture without a window: the same code for screen, sheet and command line. No egui, no walkers.
