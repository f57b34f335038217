//! When files were last changed, from git: one stream of the whole history for all files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// The last commit that touched a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its author date, ISO 8601, without the time.
    pub date: String,
    /// Its author.
    pub author: String,
}

/// The last commit of every file below `folder`, by path relative to `folder`. `None` if git is not there, the folder
/// is not in a repository, or the clone is shallow: then the dates would be wrong, and no date is better.
pub fn last_commits(folder: &Path) -> Option<BTreeMap<String, Commit>> {
    let shallow = git(folder, &["rev-parse", "--is-shallow-repository"])?;
    if shallow.trim() != "false" {
        return None;
    }
    let log = git(
        folder,
        &[
            "log",
            "--no-merges",
            "--no-renames",
            "--relative",
            "--name-only",
            "--date=short",
            "--format=%x01%ad%x02%an",
            "-z",
        ],
    )?;
    let mut commits = BTreeMap::new();
    let mut current: Option<Commit> = None;
    for field in log.split(['\0', '\u{1}']) {
        let field = field.trim_matches('\n');
        if let Some((date, author)) = field.split_once('\u{2}') {
            // With -z the first name follows the header after a line end.
            let author = author.trim_end_matches('\n');
            current = Some(Commit { date: date.to_owned(), author: author.to_owned() });
        } else if !field.is_empty()
            && let Some(commit) = &current
            && !commits.contains_key(field)
        {
            commits.insert(field.to_owned(), commit.clone());
        }
    }
    Some(commits)
}

/// Runs git with everything off by which a repository could make it run other programs.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"])
        .args(["-c", "core.quotePath=false", "-c", "log.showSignature=false"])
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
