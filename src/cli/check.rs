//! `skilt check`.

use super::arguments::CheckArguments;
use super::fix::{self, Plan};
use super::output::{self, Report};
use super::{Status, trace::Tracer};
use crate::base::{Diagnostic, Place, SitePath};
use crate::build::{self, Failure, Goal, Options, Outcome, Phase};
use crate::check::{self, Baseline, baseline_text};
use crate::index::SiteIndex;
use crate::report::Summary;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(arguments: &CheckArguments) -> Status {
    let report = match Report::new(&arguments.report) {
        Ok(report) => report,
        Err(status) => return status,
    };
    if arguments.dry_run && !report.is_human() {
        return output::could_not_run("--dry-run prints a diff; give the report a file, as in --format json=FILE");
    }
    let tracer = Tracer::new(arguments.site.quiet, &arguments.timing);
    let mut mended = None;
    let mut checked = match check(arguments, &tracer) {
        Ok(checked) => checked,
        Err(stop) => return stop.status(&report, &arguments.site.site),
    };
    if arguments.fix {
        let plan = fix::plan(&arguments.site.site, &checked.index, &checked.problems);
        if arguments.dry_run {
            let mends = plan.corrections.iter().map(|correction| &correction.file).collect::<Vec<_>>();
            let would_go = |problem: &Diagnostic| {
                problem.mend.is_some() && problem.place.as_ref().is_some_and(|place| mends.contains(&&place.file))
            };
            checked.problems.retain(|problem| !would_go(problem));
            print_diff(&plan);
            say_refused(&plan);
            mended = Some(mended_words("would be mended", &plan));
        } else {
            let plan = write(plan);
            mended = Some(mended_words("mended", &plan));
            if !plan.corrections.is_empty() {
                checked = match check(arguments, &tracer) {
                    Ok(checked) => checked,
                    Err(stop) => return stop.status(&report, &arguments.site.site),
                };
            }
            say_refused(&plan);
        }
    }
    if let Some(file) = &arguments.write_baseline
        && let Err(status) = write_baseline(file, &mut checked, arguments.site.quiet)
    {
        return status;
    }
    let mut summary = Summary::count(&checked.problems);
    (summary.pages, summary.links, summary.known) = (checked.pages, checked.links, checked.known_count);
    let status = report.write(&arguments.site.site, &checked.problems, &summary);
    if !arguments.site.quiet {
        checked.notes.iter().for_each(|note| eprintln!("note: {note}"));
        mended.iter().for_each(|words| eprintln!("{words}"));
    }
    if report.is_human() {
        output::say_summary(&summary, tracer.elapsed(), arguments.site.quiet);
    }
    let traced = tracer.finish(&arguments.timing, &checked.phases);
    // Nobody needs the memory back from a process that ends.
    std::mem::forget(checked);
    traced.err().unwrap_or(status)
}

/// What a check found, as far as the arguments let it be reported.
struct Checked {
    problems: Vec<Diagnostic>,
    /// Problems that the baseline names, if there is one.
    known: Vec<Diagnostic>,
    known_count: Option<usize>,
    pages: usize,
    links: usize,
    notes: Vec<String>,
    index: Arc<SiteIndex>,
    phases: Vec<Phase>,
}

/// Why there is nothing to report.
enum Stop {
    Failure(Failure),
    Words(String),
}

impl Stop {
    fn status(&self, report: &Report, site: &Path) -> Status {
        match self {
            Stop::Failure(failure) => report.failure(failure, site),
            Stop::Words(words) => output::could_not_run(words),
        }
    }
}

fn check(arguments: &CheckArguments, tracer: &Tracer) -> Result<Checked, Stop> {
    let site = &arguments.site.site;
    let options = Options {
        site: site.clone(),
        jobs: arguments.site.jobs.map(usize::from),
        fresh: arguments.no_cache,
        external: arguments.external,
        history: true,
        ..Options::default()
    };
    let outcome = build::run(&options, Goal::Check, tracer);
    tracer.clear();
    let Outcome { diagnostics, summary, index, phases, .. } = outcome.map_err(Stop::Failure)?;
    let mut checked = Checked {
        problems: diagnostics,
        known: Vec::new(),
        known_count: None,
        pages: summary.pages,
        links: summary.links,
        notes: Vec::new(),
        index,
        phases,
    };
    if let Some(file) = &arguments.published {
        let text = read(file)?;
        let lost = check::published(&checked.index, &site_path(site, file), &text);
        checked.problems.extend(lost.map_err(|words| Stop::Words(format!("`{}` {words}", file.display())))?);
    }
    if let Some(file) = &arguments.baseline {
        let baseline = Baseline::read(&site_path(site, file), &read(file)?);
        let baseline = baseline.map_err(|words| Stop::Words(format!("`{}` {words}", file.display())))?;
        checked.problems.sort_by(Diagnostic::order);
        let compared = baseline.compare(std::mem::take(&mut checked.problems));
        checked.known_count = Some(compared.known.len());
        checked.known = compared.known;
        checked.problems = compared.new;
        if arguments.write_baseline.is_none() {
            checked.problems.extend(check::settle(&checked.index, compared.stale));
        }
    }
    if let Some(revision) = &arguments.changed_since {
        let changes = build::changes(site, &checked.index, revision)
            .map_err(|words| Stop::Words(format!("--changed-since: {words}")))?;
        checked.problems = changes.concerned(std::mem::take(&mut checked.problems));
        checked.notes.extend(changes.notes);
    }
    checked.problems.sort_by(Diagnostic::order);
    Ok(checked)
}

/// Reads a file that an argument names.
fn read(file: &Path) -> Result<String, Stop> {
    let bytes = fs::read(file).map_err(|error| {
        let words = error.to_string();
        let words = words.split(" (os error").next().unwrap_or(&words).to_lowercase();
        Stop::Words(format!("`{}` cannot be read: {words}", file.display()))
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The path of a file relative to the site, for reports; as given where there is no such path.
fn site_path(site: &Path, file: &Path) -> SitePath {
    let (Ok(site), Ok(real)) = (site.canonicalize(), file.canonicalize()) else {
        return SitePath::new(&file.to_string_lossy());
    };
    let shared = site.components().zip(real.components()).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), site.components().count() - shared);
    let down = real.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    SitePath::new(&up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Writes the baseline. Alone it takes in every problem, and none is left to be reported. Beside `--baseline` it keeps
/// only what was known and is still there, so that the file can shrink and never grows.
fn write_baseline(file: &Path, checked: &mut Checked, quiet: bool) -> Result<(), Status> {
    if checked.known_count.is_none() {
        checked.known = std::mem::take(&mut checked.problems);
        checked.known_count = Some(checked.known.len());
    }
    let beside = file.with_extension("skilt-new");
    let written = fs::write(&beside, baseline_text(&checked.known)).and_then(|()| fs::rename(&beside, file));
    if let Err(error) = written {
        let _ = fs::remove_file(&beside);
        return Err(output::could_not_run(&format!("`{}` cannot be written: {error}", file.display())));
    }
    if !quiet {
        eprintln!("{} written to {}", output::counted(checked.known.len(), "known problem"), file.display());
    }
    Ok(())
}

fn say_refused(plan: &Plan) {
    for (file, words) in &plan.refused {
        eprintln!("warning: `{file}` is not mended: it {words}");
    }
    for (Place { file, span }, help) in &plan.by_hand {
        let start = span.map_or(String::new(), |span| format!(":{}:{}", span.start.line, span.start.column));
        eprintln!(
            "warning: the link at `{file}{start}` is left to you, for it is not certain which bytes it is: {help}"
        );
    }
}

fn print_diff(plan: &Plan) {
    let mut out = std::io::stdout().lock();
    for correction in &plan.corrections {
        // A closed pipe is the reader's choice.
        let _ = out.write_all(correction.diff().as_bytes());
    }
}

/// Writes the corrections; those that cannot be written join the refused ones.
fn write(plan: Plan) -> Plan {
    let mut done = Plan { corrections: Vec::new(), ..plan };
    for correction in plan.corrections {
        match correction.write() {
            Ok(()) => done.corrections.push(correction),
            Err(words) => done.refused.push((correction.file.clone(), words)),
        }
    }
    done
}

fn mended_words(what: &str, plan: &Plan) -> String {
    let links = plan.corrections.iter().map(|correction| correction.count).sum();
    let files = plan.corrections.len();
    format!("{} {what} in {}", output::counted(links, "link"), output::counted(files, "file"))
}
