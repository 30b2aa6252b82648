//! How fast a file opens.
fn main() {}
