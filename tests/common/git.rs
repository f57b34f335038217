//! Git repositories for tests, independent of the configuration of whoever runs them.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part of this harness")]

use std::path::Path;
use std::process::Command;

/// Runs git in a folder and gives what it prints.
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let out = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"])
        .args(["-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// Makes a folder a repository whose first commit, tagged `start`, has everything in it.
pub fn start(folder: &Path) {
    git(folder, &["init", "-q"]);
    commit(folder, "start");
    git(folder, &["tag", "start"]);
}

/// Commits everything.
pub fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", message]);
}
