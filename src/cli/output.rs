//! What commands print: results on standard output, seconds and memory on standard error.

use std::io::{self, Write as _};
use std::time::Instant;

use super::{Context, Failure};
use crate::text::Lang;

/// Prints a result. A reader that has seen enough and closed the pipe (`… | head`) is no failure.
pub(super) fn print(text: &str, lang: Lang) -> Result<(), Failure> {
    print_by(|out| out.write_all(text.as_bytes()), lang)
}

/// Prints a document on a line of its own, without making a text of all of it first: cells may be very long.
pub(super) fn print_json(document: &serde_json::Value, lang: Lang) -> Result<(), Failure> {
    let print = |out: &mut dyn io::Write| {
        serde_json::to_writer(&mut *out, document)?;
        out.write_all(b"\n")
    };
    print_by(print, lang)
}

fn print_by(
    print: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    lang: Lang,
) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = print(&mut out).and_then(|()| out.flush());
    // What could not be written is not tried again.
    drop(out.into_parts());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let detail = error.to_string();
            Err(Failure(lang.fill("output.failed", &[("detail", &detail)])))
        }
        _ => Ok(()),
    }
}

/// Times the stages of a command for `--timings`.
#[derive(Debug)]
pub(super) struct Timings {
    shown: bool,
    since: Instant,
}

impl Timings {
    /// Starts the first stage.
    pub(super) fn new(context: Context) -> Self {
        Self {
            shown: context.timings,
            since: Instant::now(),
        }
    }

    /// Ends a stage, says how long it took and the most memory so far, and starts the next.
    pub(super) fn end(&mut self, stage: &str) {
        if self.shown {
            let seconds = self.since.elapsed().as_secs_f64();
            let peak = peak_memory_mb().map_or(String::new(), |mb| format!(", peak {mb:.0} MB"));
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{stage}: {seconds:.3} s{peak}");
        }
        self.since = Instant::now();
    }
}

/// The most memory that the process held so far, where the system tells (Linux).
fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024.0)
}
