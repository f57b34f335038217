//! Asking git. The one place that starts another program.
//!
//! A repository is input like any other: its configuration may name programs that git would run. So every call takes
//! such settings back, runs no hook and no pager, fetches nothing, goes through no shell, and is stopped when it takes
//! too long.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long one call may take if nothing else is said.
const LIMIT: Duration = Duration::from_secs(30);

/// The most bytes that a call whose output is kept as a whole may print.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// Options that come before every command: nothing is run, fetched, locked or paged, and paths are printed as they are.
const GUARDS: &[&str] = &[
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.pager=cat",
    "-c",
    "core.quotePath=false",
    "-c",
    "protocol.allow=never",
    "-c",
    "diff.external=",
    "-c",
    "diff.ignoreSubmodules=all",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.mailmap=false",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
];

/// Variables that would point git at another repository, as they do inside a hook, or at programs of its own.
const FORGOTTEN: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Why git gave no answer. [`GitError::words`] says it to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitError {
    /// There is no program `git`, or it cannot be started; the system's words.
    NotStarted(String),
    /// git refused, with the first line of what it printed.
    Refused(String),
    /// It took longer than it may, in seconds.
    TooSlow(u64),
    /// It printed more than can be kept, in megabytes.
    TooMuch(u64),
    /// Its output could not be read; the system's words.
    Broken(String),
}

impl GitError {
    /// The reason as a sentence without a full stop.
    pub fn words(&self) -> String {
        match self {
            GitError::NotStarted(words) => format!("git cannot be started: {words}"),
            GitError::Refused(words) => format!("git says: {words}"),
            GitError::TooSlow(seconds) => format!("git took more than {seconds} seconds and was stopped"),
            GitError::TooMuch(megabytes) => format!("git printed more than {megabytes} MB and was stopped"),
            GitError::Broken(words) => format!("what git printed cannot be read: {words}"),
        }
    }
}

/// The repository that a folder lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Git {
    top: PathBuf,
    prefix: String,
    limit: Duration,
    /// Settings that take back what this repository names.
    own_guards: Vec<String>,
}

impl Git {
    /// The repository of a folder; `None` if there is none, or no git, or if git refuses to read it.
    pub fn open(folder: &Path) -> Option<Git> {
        Git::find(folder).ok()
    }

    /// The same with the reason. Fails where git does: the folder lies in no repository, or in one of another owner
    /// (`safe.directory`).
    pub fn find(folder: &Path) -> Result<Git, GitError> {
        let here = Git { top: folder.to_owned(), prefix: String::new(), limit: LIMIT, own_guards: Vec::new() };
        let answer = here.run(&["rev-parse", "--show-toplevel", "--show-prefix"])?;
        let answer = String::from_utf8_lossy(&answer);
        let mut lines = answer.lines();
        let top = lines.next().filter(|top| !top.is_empty());
        let top = top.ok_or_else(|| GitError::Refused("the repository has no work tree".to_owned()))?;
        let prefix = lines.next().unwrap_or_default().to_owned();
        let own_guards = here.filters()?;
        Ok(Git { top: PathBuf::from(top), prefix, limit: LIMIT, own_guards })
    }

    /// Settings that switch off every filter that a configuration names: git runs them where it compares a file of the
    /// work tree by its content. Fails on a name that cannot be given as a setting.
    fn filters(&self) -> Result<Vec<String>, GitError> {
        // Status 1 without a word is git's way to say that there are none.
        let keys = match self.run(&["config", "--name-only", "-z", "--get-regexp", "^filter\\."]) {
            Ok(keys) => String::from_utf8_lossy(&keys).into_owned(),
            Err(GitError::Refused(words)) if words == SILENT => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut guards = Vec::new();
        for key in keys.split('\0').filter(|key| !key.is_empty()) {
            if key.contains(['=', '\n', '\u{fffd}']) {
                return Err(GitError::Refused(
                    "a filter of the configuration has a name that cannot be switched off".into(),
                ));
            }
            let value = if key.ends_with(".required") { "false" } else { "" };
            guards.extend(["-c".to_owned(), format!("{key}={value}")]);
        }
        Ok(guards)
    }

    /// The same repository with another time limit for each call.
    pub fn with_limit(mut self, limit: Duration) -> Git {
        self.limit = limit;
        self
    }

    /// The top folder of the work tree. Every call runs there, so paths in answers are relative to it.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The folder that was asked about, relative to [`Git::top`]: empty, or `/`-separated with a `/` at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A path of an answer, relative to the folder that was asked about; `None` if it lies elsewhere.
    pub fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.prefix.as_str())
    }

    /// Whether the history ends before the first commit, as in the clones that forges make for their runs.
    pub fn is_shallow(&self) -> bool {
        self.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer.trim_ascii() == b"true")
    }

    /// The commit that is checked out; `None` where there is none yet.
    pub fn head(&self) -> Option<String> {
        let name = String::from_utf8(self.run(&["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?).ok()?;
        Some(name.trim().to_owned())
    }

    /// Runs one git command and gives what it prints. Fails if it cannot be started, ends with another status than 0,
    /// or takes too long.
    pub fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        self.run_with(arguments, &[])
    }

    /// The same, with something to read on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        let (bytes, ended) = self.call(arguments, input, &mut |out| {
            let mut bytes = Vec::new();
            out.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        })?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(GitError::TooMuch(MOST_BYTES / (1024 * 1024)));
        }
        ended?;
        Ok(bytes)
    }

    /// Runs one git command and hands its output over while it comes. The reader may stop early: then the command is
    /// ended, and how it ended does not matter. Fails like [`Git::run`], and where the reader does.
    pub fn stream<T>(
        &self,
        arguments: &[&str],
        read: &mut dyn FnMut(&mut dyn BufRead) -> io::Result<T>,
    ) -> Result<T, GitError> {
        let mut stopped_early = false;
        let (value, ended) = self.call(arguments, &[], &mut |out| {
            let mut out = BufReader::with_capacity(64 * 1024, out);
            let value = read(&mut out)?;
            stopped_early = !out.fill_buf()?.is_empty();
            Ok(value)
        })?;
        if !stopped_early {
            ended?;
        }
        Ok(value)
    }

    /// Starts a command and reads it; gives what was read and how the command ended.
    fn call<T>(
        &self,
        arguments: &[&str],
        input: &[u8],
        read: &mut dyn FnMut(&mut dyn Read) -> io::Result<T>,
    ) -> Result<(T, Result<(), GitError>), GitError> {
        let deadline = Instant::now() + self.limit;
        let mut child = self.command(arguments).spawn().map_err(|error| GitError::NotStarted(plain(&error)))?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let child = &Mutex::new(child);
        let (done, is_done) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            // The watchman: ends the command when its time is over, so that every read below comes to an end.
            let watch = scope.spawn(move || {
                let left = deadline.saturating_duration_since(Instant::now());
                let late = is_done.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Timeout);
                if late {
                    kill(child);
                }
                late
            });
            scope.spawn(move || {
                // A command that does not read to the end is no fault: its status tells.
                stdin.map(|mut stdin| stdin.write_all(input))
            });
            let complaint = scope.spawn(move || {
                let mut text = Vec::new();
                let _ = stderr.map(|mut stderr| stderr.by_ref().take(64 * 1024).read_to_end(&mut text));
                String::from_utf8_lossy(&text).into_owned()
            });
            let value = match stdout {
                Some(mut stdout) => read(&mut stdout),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            };
            // The pipe is closed by now: whoever still prints into it ends.
            let status = wait(child, deadline);
            drop(done);
            let late = watch.join().unwrap_or(false) || status.is_none();
            let complaint = complaint.join().unwrap_or_default();
            if late {
                return Err(GitError::TooSlow(self.limit.as_secs()));
            }
            let value = value.map_err(|error| GitError::Broken(plain(&error)))?;
            let ended = if status == Some(true) { Ok(()) } else { Err(GitError::Refused(first_line(&complaint))) };
            Ok((value, ended))
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top).args(GUARDS).args(&self.own_guards);
        if let Some((name, rest)) = arguments.split_first() {
            command.arg(name);
            // These three run the programs of `diff.NAME.command` and `diff.NAME.textconv` unless told not to.
            if matches!(*name, "diff" | "log" | "show") {
                command.args(["--no-ext-diff", "--no-textconv"]);
            }
            command.args(rest);
        }
        for name in FORGOTTEN {
            command.env_remove(name);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

fn kill(child: &Mutex<Child>) {
    // It may have ended by itself in the meantime.
    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
}

/// Waits for the end of a command; `None` if it had to be ended because its time was over.
fn wait(child: &Mutex<Child>, deadline: Instant) -> Option<bool> {
    loop {
        let status = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
        match status {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_micros(200)),
            Ok(None) | Err(_) => {
                kill(child);
                let _ = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
                return None;
            }
        }
    }
}

/// What is said of a command that failed and said nothing.
const SILENT: &str = "it failed without a word";

/// The first line of a complaint without git's own word for how bad it is.
fn first_line(complaint: &str) -> String {
    let line = complaint.lines().find(|line| !line.trim().is_empty()).unwrap_or(SILENT);
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").trim().to_owned()
}

/// The words of an operating system error without its number.
fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A repository with one commit of `a/x.md`.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("folder");
        fs::create_dir(folder.path().join("a")).expect("made");
        fs::write(folder.path().join("a/x.md"), "# X\n").expect("written");
        git(folder.path(), &["init", "-q"]);
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "first"]);
        folder
    }

    fn git(folder: &Path, arguments: &[&str]) {
        let status = Command::new("git").arg("-C").arg(folder).args(arguments).status().expect("git runs");
        assert!(status.success(), "{arguments:?}");
    }

    #[test]
    fn opens_what_lies_in_a_repository() {
        let folder = repository();
        let inner = Git::find(&folder.path().join("a")).expect("repository");
        assert_eq!(inner.top(), folder.path().canonicalize().expect("path"));
        assert_eq!(inner.prefix(), "a/");
        assert_eq!((inner.below("a/x.md"), inner.below("b/x.md")), (Some("x.md"), None));
        assert!(!inner.is_shallow());
        let bare = tempfile::tempdir().expect("folder");
        assert!(Git::open(bare.path()).is_none());
        assert!(Git::find(bare.path()).expect_err("no repository").words().contains("not a git repository"));
    }

    #[test]
    fn runs_streams_and_says_why_not() {
        let folder = repository();
        let git = Git::open(folder.path()).expect("repository");
        assert_eq!(git.run(&["ls-files", "-z"]).expect("files"), b"a/x.md\0");
        let hashed = git.run_with(&["hash-object", "--no-filters", "--stdin"], b"# X\n").expect("hash");
        let stored = git.run(&["rev-parse", "HEAD:a/x.md"]).expect("hash");
        assert_eq!(hashed, stored);
        let mut lines = Vec::new();
        git.stream(&["log", "--name-only", "--format=%s"], &mut |out| {
            lines = out.lines().collect::<io::Result<Vec<_>>>()?;
            Ok(())
        })
        .expect("log");
        assert_eq!(lines, ["first", "", "a/x.md"]);
        let error = git.run(&["rev-parse", "--verify", "nowhere^{commit}"]).expect_err("no such revision");
        assert_eq!(error, GitError::Refused("Needed a single revision".to_owned()));
    }

    #[test]
    fn a_reader_may_stop_early() {
        let folder = repository();
        fs::write(folder.path().join("big"), "x\n".repeat(2_000_000)).expect("written");
        git(folder.path(), &["add", "."]);
        let git = Git::open(folder.path()).expect("repository");
        let first = git.stream(&["cat-file", "blob", ":big"], &mut |out| {
            let mut line = String::new();
            out.read_line(&mut line)?;
            Ok(line)
        });
        assert_eq!(first.expect("a line"), "x\n");
    }

    #[test]
    fn runs_nothing_that_the_repository_names() {
        let folder = repository();
        let mark = folder.path().join("mark");
        let touch = format!("touch {}", mark.display());
        let keys = ["core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv", "diff.x.command"];
        for key in keys.iter().chain(&["filter.x.clean", "filter.x.smudge", "filter.a b.process"]) {
            git(folder.path(), &["config", key, &touch]);
        }
        git(folder.path(), &["config", "filter.x.required", "true"]);
        fs::write(folder.path().join(".gitattributes"), "*.md diff=x filter=x\n").expect("written");
        fs::write(folder.path().join("a/x.md"), "# Y\n").expect("written");
        let git = Git::open(folder.path()).expect("repository");
        for arguments in [
            &["diff", "HEAD"][..],
            &["diff-index", "--raw", "-z", "HEAD"],
            &["log", "-p"],
            &["show", "HEAD"],
            &["ls-files", "--others", "--exclude-standard"],
        ] {
            git.run(arguments).expect("runs");
        }
        assert!(!mark.exists());
    }

    #[test]
    fn stops_what_takes_too_long() {
        let folder = repository();
        let git = Git::open(folder.path()).expect("repository").with_limit(Duration::from_millis(50));
        // Without an end of its input this command would wait for ever.
        let endless = git.call(&["cat-file", "--batch"], &[], &mut |out| {
            std::thread::sleep(Duration::from_millis(200));
            let mut bytes = Vec::new();
            out.read_to_end(&mut bytes).map(|_| bytes)
        });
        assert_eq!(endless.expect_err("stopped"), GitError::TooSlow(0));
    }
}
