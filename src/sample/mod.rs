//! Synthetic data that show what the program does without a real file.
