//! Ruilkaart shows where arable and livestock farmers use the same land in turn: from yearly crop-parcel
//! files to the five classes of Fig. 1 on a map, with their hectares and the reason for each.
//!
//! # The way of the data
//!
//! ```text
//! files ──▶ layers ──▶ crop sequences ──▶ indicators ──▶ classes ──▶ hectares
//!  io      geometry    analysis            domain          domain     analysis
//!          + table                                            │
//!              └──────────── map tiles ◀──── colours ◀────────┤
//!                               map          map::palette     panels, pictures
//! ```
//!
//! # Where to look
//!
//! | question | room |
//! | --- | --- |
//! | what does a crop code mean, when is a parcel "intensive"? | [`domain`] |
//! | how are a million polygons kept, measured, searched? | [`geometry`] |
//! | which coordinates are these, where on earth is that? | [`crs`] |
//! | what is a loaded file, what was odd about it? | [`layer`] |
//! | how is a file read or written? | [`io`] |
//! | what follows for each parcel of a layer? | [`analysis`] |
//! | how does it become a picture? | [`map`], on paper and disk [`export`], as a chart [`export::chart`] |
//! | where does a figure come from? | [`explain::trace`], what it assumes [`domain::assumptions`] |
//! | what is a saved project, how does it become layers again? | [`project`] |
//! | how is it said, in which language? | [`text`], [`explain`] |
//! | what runs in the background, how does it stop? | [`job`] |
//! | where does the first picture come from? | [`sample`] |
//! | what can be typed, what can be clicked? | [`cli`], [`ui`] |
//!
//! # What each room does not do
//!
//! `domain` knows no file, thread or geometry; `io` knows no crop; `map` knows no window; `ui` computes nothing
//! that a test without a window could not check. Errors and warnings are data until `explain` gives them words.
//! The arrows are held by `tests/architecture.rs`.

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
pub mod project;
pub mod sample;
pub mod text;
pub mod ui;
