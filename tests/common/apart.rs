//! Runs in a world of their own: with mounts or a network that nobody else sees. Linux gives such worlds to root, and to
//! users where it is told to.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part of this harness")]

use std::path::Path;
use std::process::{Command, Output};

/// What a world has of its own.
#[derive(Clone, Copy)]
pub enum Own {
    /// Its mounts.
    Mounts,
    /// Its network, which leads nowhere.
    Network,
}

/// Runs a shell script in a folder, with the program in the variable `SKILT`. The script ends at the first command that
/// fails; what it printed is given back. `None`, with a plain word about it, where the system does not allow it.
#[track_caller]
pub fn run(own: Own, folder: &Path, script: &str) -> Option<String> {
    let (flag, trial) = match own {
        Own::Mounts => ("--mount", "mount -t tmpfs none /tmp"),
        Own::Network => ("--net", "true"),
    };
    let start = |more: &[&str], script: &str| -> Option<Output> {
        let mut command = Command::new("unshare");
        let command = command.args(more).arg(flag).args(["sh", "-euc", script]).current_dir(folder);
        command.env("SKILT", env!("CARGO_BIN_EXE_skilt")).output().ok()
    };
    let ways: [&[&str]; 2] = [&[], &["--user", "--map-root-user"]];
    let Some(way) = ways.into_iter().find(|way| start(way, trial).is_some_and(|out| out.status.success())) else {
        println!("skipped: this user may not have a world with {flag} of its own");
        return None;
    };
    let out = start(way, script)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(out.status.success(), "{script}\n{}{}", text(&out.stdout), text(&out.stderr));
    Some(text(&out.stdout))
}
