//! Coordinates against the answers of others: published control points, PROJ, and the files of the corpus.

mod bounds;
mod control_points;
mod corpus;
mod prj;
mod properties;
