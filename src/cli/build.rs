//! `skilt build`.

use super::arguments::BuildArguments;
use super::output::{self, Report};
use super::{Status, progress::Bar};
use crate::build::{self, Goal, Options};
use std::time::Instant;

pub(super) fn run(arguments: &BuildArguments) -> Status {
    let report = match Report::new(&arguments.report) {
        Ok(report) => report,
        Err(status) => return status,
    };
    let options = Options {
        site: arguments.site.site.clone(),
        output: arguments.output.clone(),
        base_url: arguments.base_url.clone(),
        jobs: arguments.site.jobs.map(usize::from),
        fresh: arguments.no_cache,
        history: false,
    };
    let start = Instant::now();
    let bar = Bar::new(arguments.site.quiet);
    let outcome = build::run(&options, Goal::Build, &bar);
    bar.finish();
    match outcome {
        Ok(outcome) => {
            let status = report.write(&options.site, &outcome.diagnostics, &outcome.summary);
            if arguments.timings {
                output::say_timings(&outcome.timings);
            }
            if report.is_human() {
                output::say_summary(&outcome.summary, start.elapsed(), arguments.site.quiet);
            }
            status
        }
        Err(failure) => report.failure(&failure, &options.site),
    }
}
