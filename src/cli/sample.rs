//! `ruilkaart sample`.

use super::{Context, Failure};

/// Arguments of `sample`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// Runs the command.
pub(super) fn run(_args: &Args, _context: Context) -> Result<(), Failure> {
    Err(Failure("not written yet".into()))
}
