//! What commands print: reports, summaries, failures.

use super::Status;
use super::arguments::ReportArguments;
use crate::base::{Diagnostic, nearest};
use crate::build::{self, Failure, SiteSources};
use crate::report::{self, Format, Style, Summary};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a report goes, and in which format.
pub(super) struct Report {
    formats: Vec<(Format, Option<PathBuf>)>,
    denied: Vec<String>,
}

impl Report {
    /// Reads the arguments. Fails, with a printed reason, on a word that is neither a format nor a level nor a code.
    pub(super) fn new(arguments: &ReportArguments) -> Result<Report, Status> {
        let mut formats = Vec::new();
        for word in &arguments.format {
            let (name, file) = match word.split_once('=') {
                Some((name, file)) => (name, Some(PathBuf::from(file))),
                None => (word.as_str(), None),
            };
            match name.parse::<Format>() {
                Ok(format) => formats.push((format, file)),
                Err(message) => return Err(could_not_run(&message)),
            }
        }
        for word in &arguments.deny {
            let is_level = crate::base::Severity::parse(word).is_some();
            if !is_level && !crate::base::CODES.iter().any(|code| code.name == word) {
                let near = nearest(word, crate::base::CODES.iter().map(|code| code.name));
                let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Err(could_not_run(&format!("`{word}` is neither a severity nor a diagnostic code{help}")));
            }
        }
        Ok(Report { formats, denied: arguments.deny.clone() })
    }

    /// Whether a person reads the standard output.
    pub(super) fn is_human(&self) -> bool {
        self.formats.iter().all(|(format, file)| *format == Format::Human || file.is_some())
    }

    /// Says why a run could not be made. Where the configuration is at fault, its problems are the report.
    pub(super) fn failure(&self, failure: &Failure, site: &Path) -> Status {
        match failure {
            Failure::Config(problems) => {
                let _ = self.write(site, problems, &Summary::count(problems));
                could_not_run("the configuration cannot be used")
            }
            _ => self::failure(failure, site),
        }
    }

    /// Writes the report. Gives the status that the problems call for.
    pub(super) fn write(&self, site: &Path, diagnostics: &[Diagnostic], summary: &Summary) -> Status {
        for (format, file) in &self.formats {
            let written = match file {
                Some(path) => File::create(path).and_then(|file| {
                    let mut out = BufWriter::new(file);
                    write(*format, site, diagnostics, summary, false, &mut out)?;
                    out.flush()
                }),
                // A person's report goes beside the output, so that a pipe gets only what it asked for.
                None if *format == Format::Human => {
                    let stderr = io::stderr();
                    let color = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none();
                    write(*format, site, diagnostics, summary, color, &mut BufWriter::new(stderr.lock()))
                }
                None => {
                    let mut out = BufWriter::new(io::stdout().lock());
                    write(*format, site, diagnostics, summary, false, &mut out).and_then(|()| out.flush())
                }
            };
            match written {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                Err(error) => {
                    let place = file.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
                    return could_not_run(&format!("the report cannot be written to {place}: {error}"));
                }
                Ok(()) => {}
            }
        }
        if build::is_denied(diagnostics, &self.denied) { Status::Problems } else { Status::Clean }
    }
}

fn write(
    format: Format,
    site: &Path,
    diagnostics: &[Diagnostic],
    summary: &Summary,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let style = Style { color, prefix: prefix(site), ..Style::default() };
    report::write(format, diagnostics, summary, &SiteSources(site), out, &style)
}

/// The way from the current folder to the site, so that paths in reports can be opened from there.
fn prefix(site: &Path) -> String {
    let (Ok(here), Ok(there)) = (Path::new(".").canonicalize(), site.canonicalize()) else { return String::new() };
    let (here, there): (Vec<_>, Vec<_>) = (here.components().collect(), there.components().collect());
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), here.len() - shared);
    let down = there[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// One line about a run, for people.
pub(super) fn say_summary(summary: &Summary, elapsed: Duration, quiet: bool) {
    if !quiet {
        eprintln!("{}", report::one_line_summary(summary, Some(elapsed)));
    }
}

/// A count with its noun.
pub(super) fn counted(count: usize, noun: &str) -> String {
    report::counted(count, noun)
}

/// Prints why a command could not run.
pub(super) fn could_not_run(reason: &str) -> Status {
    eprintln!("error: {reason}");
    Status::CouldNotRun
}

/// Prints why a run could not be made.
pub(super) fn failure(failure: &Failure, site: &Path) -> Status {
    match failure {
        Failure::Config(problems) => {
            let summary = Summary::count(problems);
            let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let _ = write(Format::Human, site, problems, &summary, color, &mut io::stderr().lock());
            could_not_run("the configuration cannot be used")
        }
        Failure::NoSite(path) => could_not_run(&format!("there is no folder `{}`", path.display())),
        Failure::Locked(path, process) => {
            let process = process.map_or_else(String::new, |process| format!(" (process {process})"));
            eprintln!(
                "error: another build{process} is writing `{}`; wait for it, or choose another folder with -o",
                path.display()
            );
            Status::Locked
        }
        Failure::Output(path, words) => could_not_run(&format!("`{}` cannot be written: {words}", path.display())),
        Failure::External(words) => could_not_run(&format!("links to other sites cannot be checked: {words}")),
        Failure::Threads(words) => could_not_run(&format!("the threads cannot be started: {words}")),
    }
}
