//! How fast a picture is complete, and a frame drawn.
fn main() {}
