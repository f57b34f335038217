//! The `skilt` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    skilt::cli::main()
}
