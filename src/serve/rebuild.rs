//! `loop { build; wait }`: one build at a time, the last good one shown meanwhile.

use super::watch::{Watch, is_passing};
use super::{Listener, Options, Shared, Snapshot, overlay};
use crate::build::{self, Cache, Draft, Failure, Goal, Inputs, Lock, Outcome, Silent, Site};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait before an output that somebody else is writing is tried again.
const RETRY: Duration = Duration::from_millis(500);

/// The build that a server starts with.
pub(super) struct First {
    pub(super) snapshot: Snapshot,
    pub(super) site: Site,
    /// The inputs as they were before it.
    pub(super) seen: Inputs,
    /// What it remembered.
    pub(super) cache: Cache,
}

/// Reads and checks the site, so that pages can be shown before all of them are written. Fails if there is nothing to
/// show, or if the output is not to be had.
pub(super) fn first(options: &Options, listener: &dyn Listener) -> Result<First, Failure> {
    let start = Instant::now();
    let site = build::open(&options.build)?;
    let seen = look(&site);
    let mut cache = Cache::default();
    Lock::take(&site.output)?;
    let outcome = build::run_again(&options.build, Goal::Check, &mut cache, &Silent)?;
    let draft = Draft::new(build::open(&options.build)?, &outcome)?;
    listener.built(Ok(&outcome), start.elapsed(), true);
    let snapshot = Snapshot {
        folder: site.folder.clone(),
        output: real_output(&site),
        prefix: prefix(&site),
        outcome: Arc::new(outcome),
        failure: None,
        draft: Some(Arc::new(draft)),
    };
    Ok(First { snapshot, site, seen, cache })
}

/// What the thread of builds works with.
pub(super) struct Rebuilder {
    pub(super) options: Options,
    pub(super) shared: Arc<Shared>,
    pub(super) listener: Arc<dyn Listener>,
    pub(super) watch: Watch,
    /// What the last build remembered; saved when the server stops.
    pub(super) cache: Cache,
}

impl Rebuilder {
    /// Builds whenever the inputs differ from those of the build before, until the server stops.
    pub(super) fn run(mut self, mut site: Site, mut seen: Inputs) {
        // The first build writes what is shown so far as a draft.
        let mut is_due = true;
        let mut is_saved = false;
        loop {
            // Folders may have come and gone, and files may have changed while nobody watched: hence the look
            // between following and waiting.
            self.watch.follow(&site);
            let mut now = look(&site);
            while now == seen && !is_due && !self.shared.is_stopping() {
                self.watch.wait();
                now = look(&site);
            }
            if self.shared.is_stopping() {
                self.cache.save(false);
                return;
            }
            if self.shared.snapshot().draft.is_none() {
                self.watch.settle();
            }
            let start = Instant::now();
            let mut began = start;
            // Always before what is seen is read: a change in between then shows as one.
            let before = std::mem::replace(&mut seen, look(&site));
            let outcome = build::open(&self.options.build).and_then(|opened| {
                site = opened;
                seen = look(&site);
                began = Instant::now();
                build::run_again(&self.options.build, Goal::Build, &mut self.cache, &Silent)
            });
            is_due = matches!(outcome, Err(Failure::Locked(..)));
            // What the first build writes is what was shown before it was written, if nothing came in between.
            let is_shown = self.shared.snapshot().draft.is_some() && before == seen;
            self.show(outcome, &site, [start, began], is_shown);
            if !is_saved && !is_due {
                self.cache.save(false);
                is_saved = true;
            }
            if is_due {
                std::thread::sleep(RETRY);
            }
        }
    }

    /// Shows what came of a build that started, and from when on it read the sources; `is_shown` says that its pages
    /// are those which are shown already.
    fn show(&self, outcome: Result<Outcome, Failure>, site: &Site, [start, began]: [Instant; 2], is_shown: bool) {
        let old = self.shared.snapshot();
        let failure = outcome.as_ref().err().map(overlay::explain);
        if failure.is_some() && failure == old.failure {
            // The same failure again is not news. Telling it would feed a log that is kept in the site.
            return;
        }
        self.listener.built(outcome.as_ref(), start.elapsed(), false);
        match outcome {
            Ok(outcome) => {
                let written = outcome.written.clone().unwrap_or_default();
                let draft = build::open(&self.options.build).and_then(|site| Draft::new(site, &outcome)).ok();
                let output = real_output(site);
                let changed = self.shared.edits.settle(draft, began, &written.changed, &output);
                let is_different = !changed.is_empty() || !written.removed.is_empty();
                let is_news = is_different || outcome.diagnostics != old.outcome.diagnostics;
                self.publish(Snapshot {
                    folder: site.folder.clone(),
                    output,
                    prefix: prefix(site),
                    outcome: Arc::new(outcome),
                    failure: None,
                    draft: None,
                });
                if old.failure.is_some() || (is_news && !is_shown) {
                    self.shared.hub.announce(&changed, &written.removed, false);
                }
            }
            Err(_) => {
                self.publish(Snapshot {
                    folder: old.folder.clone(),
                    output: old.output.clone(),
                    prefix: old.prefix.clone(),
                    outcome: old.outcome.clone(),
                    failure,
                    draft: old.draft.clone(),
                });
                self.shared.hub.announce(&[], &[], true);
            }
        }
    }

    fn publish(&self, snapshot: Snapshot) {
        *self.shared.latest.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }
}

fn look(site: &Site) -> Inputs {
    Inputs::of(site, &is_passing)
}

fn real_output(site: &Site) -> PathBuf {
    site.output.canonicalize().unwrap_or_else(|_| site.output.clone())
}

/// The path of the base address.
fn prefix(site: &Site) -> String {
    let base = site.config.base_url.as_deref().unwrap_or_default();
    let path = base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    path.trim_matches('/').to_owned()
}
