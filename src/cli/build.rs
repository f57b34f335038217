//! `skilt build`.

use super::arguments::BuildArguments;
use super::output::{self, Report};
use super::{Status, trace::Tracer};
use crate::build::{self, Goal, Options};

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
        external: false,
    };
    let tracer = Tracer::new(arguments.site.quiet, &arguments.timing);
    let outcome = build::run(&options, Goal::Build, &tracer);
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
