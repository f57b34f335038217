//! What is wrong with the page that is being viewed, for the panel that the client shows.

use super::Snapshot;
use super::edits::Edits;
use super::files::{Found, find};
use crate::base::{Diagnostic, Severity, SitePath, codes};
use crate::build::{Failure, Outcome};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::path::Path;

/// The most problems that a panel shows.
const LONGEST: usize = 100;

/// What stays as it is in the path of an editor's address.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// The answer: problems of one page.
#[derive(Debug, Serialize)]
pub(super) struct Panel {
    /// Whether the last build could not be made; the problems then say why.
    failed: bool,
    /// How many problems there are, also those that are not listed.
    count: usize,
    problems: Vec<Problem>,
}

/// One problem.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Problem {
    severity: Severity,
    code: &'static str,
    message: String,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    help: Option<String>,
    /// An address that opens the place in an editor. Left out where others than this machine may ask, since it tells
    /// where the site lies.
    href: Option<String>,
}

/// The problems of the page at the path of an address.
pub(super) fn panel(snapshot: &Snapshot, edits: &Edits, raw: &str, with_places: bool) -> Panel {
    let folder = with_places.then_some(snapshot.folder.as_path());
    let found: Vec<Problem> = match &snapshot.failure {
        Some(failure) => failure.iter().map(|diagnostic| problem(diagnostic, folder)).collect(),
        None => {
            let files = match find(snapshot, edits, raw) {
                Found::File(_, route) | Found::Draft(_, route) => sources(&snapshot.outcome, &route),
                _ => Vec::new(),
            };
            let diagnostics = snapshot.outcome.diagnostics.iter();
            let concerning = diagnostics.filter(|diagnostic| concerns(diagnostic, &files));
            concerning.map(|diagnostic| problem(diagnostic, folder)).collect()
        }
    };
    let count = found.len();
    Panel { failed: snapshot.failure.is_some(), count, problems: found.into_iter().take(LONGEST).collect() }
}

/// The source of a page and all that it includes.
fn sources(outcome: &Outcome, route: &str) -> Vec<SitePath> {
    let index = &outcome.index;
    let mut files: Vec<SitePath> = index.at_route(route).cloned().into_iter().collect();
    let mut at = 0;
    while let Some(file) = files.get(at).cloned() {
        let included = index.outline(&file).map(|outline| index.included_by(outline)).unwrap_or_default();
        for file in included {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        at += 1;
    }
    files
}

/// Whether a problem belongs on a page made of these files. A broken template may be at fault on any page.
fn concerns(diagnostic: &Diagnostic, files: &[SitePath]) -> bool {
    diagnostic.severity >= Severity::Warning
        && (diagnostic.code == &codes::TEMPLATE_ERROR
            || diagnostic.place.as_ref().is_some_and(|place| files.contains(&place.file)))
}

fn problem(diagnostic: &Diagnostic, folder: Option<&Path>) -> Problem {
    let place = diagnostic.place.as_ref();
    let start = place.and_then(|place| place.span).map(|span| span.start);
    let href = folder.zip(place).and_then(|(folder, place)| {
        let path = folder.join(place.file.as_str()).canonicalize().ok()?;
        let path = path.to_str()?.trim_start_matches(r"\\?\").replace('\\', "/");
        let path = utf8_percent_encode(path.trim_start_matches('/'), KEPT).to_string();
        let (line, column) = start.map_or((1, 1), |start| (start.line, start.column));
        Some(format!("vscode://file/{path}:{line}:{column}"))
    });
    Problem {
        severity: diagnostic.severity,
        code: diagnostic.code.name,
        message: diagnostic.message.clone(),
        file: place.map(|place| place.file.to_string()),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        help: diagnostic.help.clone(),
        href,
    }
}

/// A build that could not be made, as problems.
pub(super) fn explain(failure: &Failure) -> Vec<Diagnostic> {
    let words = match failure {
        Failure::Config(problems) => return problems.clone(),
        Failure::NoSite(_) => "the folder of the site is gone".to_owned(),
        Failure::Locked(..) => "another build is writing the output; this one will be tried again".to_owned(),
        Failure::Output(_, words) => format!("the output cannot be written: {words}"),
        Failure::Threads(words) => format!("the threads cannot be started: {words}"),
        Failure::External(words) => format!("links to other sites cannot be checked: {words}"),
    };
    let mut diagnostic = Diagnostic::new(&codes::CONFIG_INVALID, words);
    diagnostic.severity = Severity::Error;
    vec![diagnostic]
}
