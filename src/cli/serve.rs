//! `skilt serve`.

use super::Status;
use super::arguments::{ReportArguments, ServeArguments};
use super::output::{self, Report};
use crate::base::{Diagnostic, SitePath};
use crate::build::{self, Failure, Outcome};
use crate::report::Summary;
use crate::serve::{self, Listener, StartError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The port that is taken when none is asked for.
const PORT: u16 = 8080;

/// How many ports after it are tried.
const MORE_PORTS: u16 = 10;

pub(super) fn run(arguments: &ServeArguments) -> Status {
    let report = match Report::new(&ReportArguments { format: vec!["human".to_owned()], deny: Vec::new() }) {
        Ok(report) => report,
        Err(status) => return status,
    };
    let site = arguments.site.site.clone();
    let jobs = arguments.site.jobs.map(usize::from);
    let options = serve::Options {
        build: build::Options { site: site.clone(), jobs, ..build::Options::default() },
        host: arguments.host.clone(),
        port: arguments.port.unwrap_or(PORT),
        more_ports: if arguments.port.is_none() { MORE_PORTS } else { 0 },
        polls: false,
    };
    let console = Console { site: site.clone(), quiet: arguments.site.quiet, report, known: Mutex::default() };
    let handle = match serve::start(options, Arc::new(console)) {
        Ok(handle) => handle,
        Err(error) => return failure(&error, arguments, &site),
    };
    if arguments.port.is_none() && handle.addr.port() != PORT {
        eprintln!("note: port {PORT} is taken, so port {} is used", handle.addr.port());
    }
    if !handle.addr.ip().is_loopback() {
        eprintln!("note: everybody who can reach this machine can read the site");
    }
    eprintln!("serving {} (Ctrl-C stops)", handle.url);
    if arguments.open && opener::open_browser(&handle.url).is_err() {
        eprintln!("note: no browser could be opened; open the address yourself");
    }
    handle.wait();
    Status::Clean
}

fn failure(error: &StartError, arguments: &ServeArguments, site: &Path) -> Status {
    match error {
        StartError::Build(failure) => output::failure(failure, site),
        StartError::PortTaken(port) if arguments.port.is_some() => output::could_not_run(&format!(
            "port {port} is taken by another program; choose another with --port, or 0 for any free one"
        )),
        StartError::PortTaken(port) => output::could_not_run(&format!(
            "port {port} and the {MORE_PORTS} after it are taken; choose another with --port, or 0 for any free one"
        )),
        StartError::Address(host, error) => {
            let words = error.to_string();
            let words = words.split(" (os error").next().unwrap_or_default().to_lowercase();
            output::could_not_run(&format!("`{host}` cannot be listened on: {words}"))
        }
        StartError::Threads(error) => output::could_not_run(&format!("the server cannot be started: {error}")),
    }
}

/// Prints what builds find: everything at first, then what is new.
struct Console {
    site: PathBuf,
    quiet: bool,
    report: Report,
    known: Mutex<BTreeSet<Known>>,
}

impl Listener for Console {
    fn built(&self, outcome: Result<&Outcome, &Failure>, elapsed: Duration, first: bool) {
        match outcome {
            Ok(outcome) => {
                let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                let all = outcome.diagnostics.iter();
                let new: Vec<Diagnostic> = all.clone().filter(|found| !known.contains(&key(found))).cloned().collect();
                self.report.write(&self.site, &new, &Summary::count(&new));
                let now: BTreeSet<Known> = all.map(key).collect();
                let is_news =
                    first || *known != now || outcome.written.as_ref().is_some_and(|written| !written.is_empty());
                *known = now;
                // A build without effect is not told. Else a terminal's log that is kept in the site would feed itself.
                if is_news {
                    output::say_summary(&outcome.summary, elapsed, self.quiet);
                }
            }
            Err(failure) => {
                output::failure(failure, &self.site);
                eprintln!("note: the site is shown as it was");
            }
        }
    }
}

/// What a problem is known by: what it says about which file. Lines move while a page is edited.
type Known = (&'static str, Option<SitePath>, String);

fn key(found: &Diagnostic) -> Known {
    (found.code.name, found.place.as_ref().map(|place| place.file.clone()), found.message.clone())
}
