//! The `skilt` command.

use std::process::ExitCode;

/// Builds make many short-lived values on all threads at once, which this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    skilt::cli::main()
}
