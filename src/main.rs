//! The program: a window without arguments, a command line with them.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let request = match ruilkaart::cli::run(ruilkaart::cli::Arguments::parse()) {
        Ok(code) => return code,
        Err(request) => request,
    };
    match ruilkaart::ui::run(&request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ruilkaart::cli::complain(&error.to_string());
            ExitCode::FAILURE
        }
    }
}
