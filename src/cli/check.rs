//! `skilt check`.

use super::arguments::CheckArguments;
use super::output::{self, Report};
use super::{Status, progress::Bar};
use crate::build::{self, Goal, Options};
use std::time::Instant;

pub(super) fn run(arguments: &CheckArguments) -> Status {
    let report = match Report::new(&arguments.report) {
        Ok(report) => report,
        Err(status) => return status,
    };
    let options = Options {
        site: arguments.site.site.clone(),
        jobs: arguments.site.jobs.map(usize::from),
        external: arguments.external,
        ..Options::default()
    };
    let start = Instant::now();
    let bar = Bar::new(arguments.site.quiet);
    let outcome = build::run(&options, Goal::Check, &bar);
    bar.finish();
    match outcome {
        Ok(outcome) => {
            let status = report.write(&options.site, &outcome.diagnostics, &outcome.summary);
            if report.is_human() {
                output::say_summary(&outcome.summary, start.elapsed(), arguments.site.quiet);
            }
            status
        }
        Err(failure) => report.failure(&failure, &options.site),
    }
}
