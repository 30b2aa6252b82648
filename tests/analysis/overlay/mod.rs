//! Yearly layers laid over each other, against an engine that builds every shape, and by what must hold.

mod against_unions;
mod kept;
mod maps;
mod oddities;
mod origins;
mod properties;
mod stopping;
