//! Floor 7: the commands, one file each.

mod arguments;
mod build;
mod check;
mod diff;
mod explain;
mod init;
mod new;
mod output;
mod progress;
mod refs;
mod render;
mod serve;
mod trace;

pub use arguments::{Arguments, Command};

use clap::Parser;
use std::process::ExitCode;

/// How a command ended, as its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing at or above the denied level.
    Clean = 0,
    /// Problems at it.
    Problems = 1,
    /// The command could not run.
    CouldNotRun = 2,
    /// Another build holds the lock.
    Locked = 3,
    /// Interrupted; the old site is intact.
    Interrupted = 130,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    progress::on_interrupt();
    let status = match &arguments.command {
        Command::Build(arguments) => build::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Render(arguments) => render::run(arguments),
        Command::Refs(arguments) => refs::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::New(arguments) => new::run(arguments),
    };
    status.into()
}
