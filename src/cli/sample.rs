//! `ruilkaart sample`: the synthetic sample data, the same bytes every time.

use std::io::Write as _;
use std::path::PathBuf;

use super::{Context, Failure};
use crate::io::WriteError;
use crate::job::Progress;
use crate::sample;
use crate::text::Lang;

/// Arguments of `sample`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write to; made when it is not there.
    #[arg(long)]
    out: PathBuf,
}

/// Runs the command: prints the shapefiles it wrote.
pub(super) fn run(args: &Args, context: Context) -> Result<(), Failure> {
    let written = sample::write(&args.out, &Progress::default())
        .map_err(|error| Failure(explain(context.lang, &error)))?;
    let mut out = std::io::stdout().lock();
    for path in written {
        // The files are written, whether or not anybody still reads their names.
        let _ = writeln!(out, "{}", path.display());
    }
    Ok(())
}

fn explain(lang: Lang, error: &WriteError) -> String {
    let (path, cause) = match error {
        WriteError::Io { path, source } => (path.display().to_string(), source.to_string()),
        other => (String::new(), other.to_string()),
    };
    lang.fill("sample.cannot_write", &[("path", &path), ("cause", &cause)])
}
