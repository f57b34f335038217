//! `skilt check`.

use super::arguments::CheckArguments;
use super::output::{self, Report};
use super::{Status, trace::Tracer};
use crate::build::{self, Goal, Options};

pub(super) fn run(arguments: &CheckArguments) -> Status {
    let report = match Report::new(&arguments.report) {
        Ok(report) => report,
        Err(status) => return status,
    };
    let options = Options {
        site: arguments.site.site.clone(),
        jobs: arguments.site.jobs.map(usize::from),
        fresh: arguments.no_cache,
        external: arguments.external,
        ..Options::default()
    };
    let tracer = Tracer::new(arguments.site.quiet, &arguments.timing);
    let outcome = build::run(&options, Goal::Check, &tracer);
    tracer.clear();
    match outcome {
        Ok(outcome) => {
            let status = report.write(&options.site, &outcome.diagnostics, &outcome.summary);
            if report.is_human() {
                output::say_summary(&outcome.summary, tracer.elapsed(), arguments.site.quiet);
            }
            let traced = tracer.finish(&arguments.timing, &outcome.phases);
            // Nobody needs the memory back from a process that ends.
            std::mem::forget(outcome);
            traced.err().unwrap_or(status)
        }
        Err(failure) => report.failure(&failure, &options.site),
    }
}
