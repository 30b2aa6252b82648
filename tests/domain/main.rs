//! Domain rules against the worked examples and golden figures.
