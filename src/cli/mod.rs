//! The commands of the program: arguments, exit codes, and printing. Whatever is computed is computed
//! elsewhere, by the same functions that the window calls.
//!
//! Exit codes: 0 done, 1 the input or the computation failed (one line on standard error), 2 wrong arguments.

mod classify;
mod files;
mod info;
mod output;
mod render;
mod sample;
mod stats;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::text::Lang;

/// Shows where arable and livestock farmers use the same land in turn.
#[derive(Debug, Parser)]
#[command(name = "ruilkaart", version)]
pub struct Arguments {
    /// What to do; without it the window opens.
    #[command(subcommand)]
    command: Option<Command>,
    /// Files and folders to open in the window; without any, the built-in sample. Several yearly files become one layer
    /// with crop sequences.
    files: Vec<PathBuf>,
    /// How the window is drawn; without it the first that works.
    #[arg(long, value_enum)]
    renderer: Option<RendererName>,
    /// Language of every message and of the window.
    #[arg(long, global = true, value_enum)]
    lang: Option<LangName>,
    /// Print seconds and peak memory per stage on standard error.
    #[arg(long, global = true)]
    timings: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What a file holds.
    Info(info::Args),
    /// Crop sequence, rotation indicators and cooperation class of every parcel.
    Classify(classify::Args),
    /// Figures per area or per group of parcels, from a result of classify.
    Stats(stats::Args),
    /// The map as a picture, without a window.
    Render(render::Args),
    /// Writes the synthetic sample data, the same bytes every time.
    Sample(sample::Args),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangName {
    Nl,
    En,
}

/// The renderers that `--renderer` can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RendererName {
    /// Vulkan, Metal or DirectX through wgpu.
    Wgpu,
    /// OpenGL through glow.
    Glow,
}

/// What the window is opened with.
#[derive(Debug)]
pub struct WindowRequest {
    /// Files to open.
    pub files: Vec<PathBuf>,
    /// The renderer asked for.
    pub renderer: Option<RendererName>,
    /// The language asked for.
    pub lang: Option<Lang>,
}

/// What every command needs to know besides its own arguments.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// Language of messages.
    pub lang: Lang,
    /// Whether stages are timed on standard error.
    pub timings: bool,
}

/// Why a command failed, in one line for people: what, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

/// Runs the command line. `Err` holds the request for a window when no subcommand was given.
pub fn run(arguments: Arguments) -> Result<ExitCode, WindowRequest> {
    let lang = arguments.lang.map(|name| match name {
        LangName::Nl => Lang::Nl,
        LangName::En => Lang::En,
    });
    let Some(command) = arguments.command else {
        return Err(WindowRequest {
            files: arguments.files,
            renderer: arguments.renderer,
            lang,
        });
    };
    let context = Context {
        lang: lang.unwrap_or_else(Lang::of_system),
        timings: arguments.timings,
    };
    let result = match command {
        Command::Info(args) => info::run(&args, context),
        Command::Classify(args) => classify::run(&args, context),
        Command::Stats(args) => stats::run(&args, context),
        Command::Render(args) => render::run(&args, context),
        Command::Sample(args) => sample::run(&args, context),
    };
    Ok(match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure.0);
            ExitCode::FAILURE
        }
    })
}

/// One line on standard error, whatever line breaks the message has.
pub fn complain(message: &str) {
    use std::io::Write as _;
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "ruilkaart: {line}");
}
