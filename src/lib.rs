//! Ruilkaart shows where arable and livestock farmers use the same land in turn.

pub mod analysis;
pub mod cli;
pub mod crs;
pub mod domain;
pub mod explain;
pub mod export;
pub mod geometry;
pub mod io;
pub mod job;
pub mod layer;
pub mod map;
pub mod sample;
pub mod text;
pub mod ui;
