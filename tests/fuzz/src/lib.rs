//! The rooms that read files, and what is done with whatever they read.

#![allow(dead_code, missing_docs, unused_imports)]

pub mod check;

#[path = "../../../src/crs/mod.rs"]
pub mod crs;
#[path = "../../../src/geometry/mod.rs"]
pub mod geometry;
#[path = "../../../src/io/mod.rs"]
pub mod io;
#[path = "../../../src/job/mod.rs"]
pub mod job;
#[path = "../../../src/layer/mod.rs"]
pub mod layer;

/// What [`check`] needs of them.
mod rooms {
    pub(crate) use crate::{crs, io, job, layer};
}
