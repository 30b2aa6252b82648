//! Coordinates against published reference points.
