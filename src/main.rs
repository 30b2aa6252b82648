//! The program: a window without arguments, a command line with them.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match ruilkaart::cli::run(ruilkaart::cli::Arguments::parse()) {
        Ok(code) => code,
        Err(_window) => ExitCode::SUCCESS,
    }
}
