//! A site in a temporary folder, and the `skilt` command run on it.
//!
//! ```ignore
//! let site = Site::new().file("content/a.md", "# A\n\n[gone](gone.md)\n");
//! site.run(&["check"]).exits(0).says("warning[link-file-missing]");
//! ```
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part of this harness")]

pub mod apart;
pub mod git;
pub mod world;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a run may take before it counts as hanging. Debug programs on busy machines are slow.
const PATIENCE: Duration = Duration::from_secs(240);

/// A site folder that is deleted with this value. The site is the folder `site` of a temporary folder, so that tests
/// can put things beside it.
pub struct Site {
    home: tempfile::TempDir,
}

impl Site {
    /// An empty site.
    pub fn new() -> Site {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(home.path().join("site")).expect("the site folder");
        Site { home }
    }

    /// The folder of the site.
    pub fn folder(&self) -> PathBuf {
        self.home.path().join("site")
    }

    /// Adds a file, given as text or bytes. `../name` puts it beside the site.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Site {
        self.write(path, content);
        self
    }

    /// Writes a file of a site that is in use.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, content).expect("a file");
    }

    /// The text of a file of the output `_site`.
    pub fn output(&self, path: &str) -> String {
        let path = self.folder().join("_site").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Whether the output `_site` has a file.
    pub fn has_output(&self, path: &str) -> bool {
        self.folder().join("_site").join(path).is_file()
    }

    /// Every file of the output `_site`, without the lock.
    pub fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.folder().join("_site"))
    }

    /// Runs `skilt` in the site folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs `skilt` in the site folder with environment variables.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let home = self.home.path().canonicalize().expect("the temporary folder");
        run_in(&self.folder(), arguments, environment, &home)
    }

    /// The problems that `skilt check` reports, as `CODE FILE:LINE:COLUMN`, without suggestions of tidiness.
    pub fn problems(&self) -> Vec<String> {
        self.run(&["check", "--format", "json"]).problems()
    }
}

/// Runs `skilt` in any folder. Paths below `home` are printed as `HOME/...`.
pub fn run_in(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], home: &Path) -> Run {
    let start = Instant::now();
    let out = tempfile::NamedTempFile::new().expect("a file for the output");
    let err = tempfile::NamedTempFile::new().expect("a file for the messages");
    let mut child = Command::new(env!("CARGO_BIN_EXE_skilt"))
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(out.reopen().expect("the file of the output"))
        .stderr(err.reopen().expect("the file of the messages"))
        .spawn()
        .expect("skilt starts");
    let status = loop {
        if let Some(status) = child.try_wait().expect("skilt can be waited for") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("`skilt {}` hangs", arguments.join(" "));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let normal = |path: &Path| {
        let text = String::from_utf8(fs::read(path).expect("the output")).expect("the output is UTF-8");
        without_time(&text.replace(&home.display().to_string(), "HOME"))
    };
    let run = Run {
        what: arguments.join(" "),
        status: status.code(),
        out: normal(out.path()),
        err: normal(err.path()),
        time: start.elapsed(),
    };
    assert!(!run.err.contains("panicked"), "`skilt {}` panics:\n{}", run.what, run.err);
    run
}

/// ` in 12 ms` and the like at the end of a line are printed as ` in TIME`.
fn without_time(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        let cut = body.rfind(" in ").filter(|at| {
            let tail = &body[at + 4..];
            tail.starts_with(|c: char| c.is_ascii_digit()) && (tail.ends_with(" ms") || tail.ends_with(" s"))
        });
        match cut {
            Some(at) => {
                out.push_str(&body[..at]);
                out.push_str(" in TIME");
                out.push_str(&line[body.len()..]);
            }
            None => out.push_str(line),
        }
    }
    out
}

/// What a run of `skilt` did.
#[derive(Debug)]
pub struct Run {
    what: String,
    /// The exit status; `None` if a signal ended it.
    pub status: Option<i32>,
    /// Standard output, normalised.
    pub out: String,
    /// Standard error, normalised.
    pub err: String,
    /// How long it took.
    pub time: Duration,
}

impl Run {
    /// Asserts the exit status.
    #[track_caller]
    pub fn exits(self, status: i32) -> Run {
        assert_eq!(self.status, Some(status), "`skilt {}`\n{}{}", self.what, self.out, self.err);
        self
    }

    /// Asserts that the messages contain a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        assert!(self.err.contains(text), "`skilt {}` does not say {text:?}:\n{}", self.what, self.err);
        self
    }

    /// Asserts that the output contains a text.
    #[track_caller]
    pub fn prints(self, text: &str) -> Run {
        assert!(self.out.contains(text), "`skilt {}` does not print {text:?}:\n{}", self.what, self.out);
        self
    }

    /// The output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("`skilt {}`: {error}\n{}{}", self.what, self.out, self.err))
    }

    /// The problems of a JSON report, as `CODE FILE:LINE:COLUMN`.
    #[track_caller]
    pub fn problems(&self) -> Vec<String> {
        let report = self.json();
        let list = report["diagnostics"].as_array().expect("a list of diagnostics");
        list.iter()
            .map(|item| {
                let code = item["code"].as_str().unwrap_or("?");
                let file = item["file"].as_str().unwrap_or("-");
                match (item["line"].as_u64(), item["column"].as_u64()) {
                    (Some(line), Some(column)) => format!("{code} {file}:{line}:{column}"),
                    _ => format!("{code} {file}"),
                }
            })
            .collect()
    }
}

/// Every file below a folder by its path, without the lock.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != ".skilt-lock") {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// `../shared` beside this project, or `None` with a plain word about it.
pub fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared is not here");
    None
}
