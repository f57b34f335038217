//! Tells browsers what each build changed, by server-sent events (HTML Standard, section 9.2).

use serde::Serialize;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// How many builds are remembered for browsers that were away.
const REMEMBERED: usize = 64;

/// A longer list of changed files is not sent: a browser then takes it that everything has changed.
const LONGEST_LIST: usize = 2000;

/// What builds changed, as a browser hears of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Change {
    /// The name of the last of these builds.
    pub(super) build: String,
    /// Files of the output that are new or differ, in order.
    pub(super) changed: BTreeSet<String>,
    /// Files of the output that are gone, in order.
    pub(super) removed: BTreeSet<String>,
    /// Whether the lists are left out because anything may have changed.
    pub(super) all: bool,
    /// Whether the last of these builds could not be made.
    pub(super) failed: bool,
}

/// Where builds are announced and browsers listen.
pub(super) struct Hub {
    /// A name for this process, so that a browser notices that another server has taken over.
    instance: String,
    log: Mutex<Log>,
    sender: broadcast::Sender<Arc<Change>>,
}

#[derive(Default)]
struct Log {
    number: u64,
    recent: VecDeque<Arc<Change>>,
}

impl Hub {
    pub(super) fn new(instance: String) -> Hub {
        Hub { instance, log: Mutex::default(), sender: broadcast::channel(REMEMBERED).0 }
    }

    /// The name of the last build.
    pub(super) fn build(&self) -> String {
        self.name(self.lock().number)
    }

    /// Announces a build.
    pub(super) fn announce(&self, changed: &[String], removed: &[String], failed: bool) {
        let mut log = self.lock();
        log.number += 1;
        let all = changed.len() + removed.len() > LONGEST_LIST;
        let list = |paths: &[String]| if all { BTreeSet::new() } else { paths.iter().cloned().collect() };
        let build = self.name(log.number);
        let change = Arc::new(Change { build, changed: list(changed), removed: list(removed), all, failed });
        log.recent.push_back(change.clone());
        if log.recent.len() > REMEMBERED {
            log.recent.pop_front();
        }
        // Nobody listening is no failure.
        let _ = self.sender.send(change);
    }

    /// What a browser missed that has seen the build `since`, and what comes from now on.
    pub(super) fn listen(&self, since: Option<&str>) -> (Option<Change>, broadcast::Receiver<Arc<Change>>) {
        let log = self.lock();
        (since.and_then(|since| self.missed(&log, since)), self.sender.subscribe())
    }

    /// What to say to a browser that has lost the thread.
    pub(super) fn everything(&self) -> Change {
        let log = self.lock();
        let failed = log.recent.back().is_some_and(|change| change.failed);
        Change { build: self.name(log.number), all: true, failed, ..Change::default() }
    }

    fn missed(&self, log: &Log, since: &str) -> Option<Change> {
        let number = since.split_once('.').filter(|(instance, _)| *instance == self.instance);
        let number = number.and_then(|(_, number)| number.parse::<u64>().ok());
        if number == Some(log.number) {
            return None;
        }
        let failed = log.recent.back().is_some_and(|change| change.failed);
        let mut missed = Change { build: self.name(log.number), failed, ..Change::default() };
        match number.and_then(|number| log.number.checked_sub(number)) {
            Some(count) if count <= log.recent.len() as u64 => {
                for change in log.recent.iter().rev().take(count as usize) {
                    missed.changed.extend(change.changed.iter().cloned());
                    missed.removed.extend(change.removed.iter().cloned());
                    missed.all |= change.all;
                }
            }
            _ => missed.all = true,
        }
        Some(missed)
    }

    fn name(&self, number: u64) -> String {
        format!("{}.{number}", self.instance)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announce(hub: &Hub, changed: &str) {
        hub.announce(&[changed.to_owned()], &[], false);
    }

    #[test]
    fn a_browser_that_was_away_hears_what_it_missed() {
        let hub = Hub::new("a".into());
        announce(&hub, "1.html");
        announce(&hub, "2.html");
        announce(&hub, "3.html");
        let missed = |since| hub.listen(Some(since)).0;
        assert_eq!(missed("a.3"), None);
        let change = missed("a.1").expect("something");
        assert_eq!(change.changed.into_iter().collect::<Vec<_>>(), ["2.html", "3.html"]);
        assert_eq!((change.build.as_str(), change.all), ("a.3", false));
        for since in ["b.3", "a.4", "a.x", "", "a.99999999999999999999999"] {
            assert!(missed(since).is_some_and(|change| change.all), "{since}");
        }
        assert!(hub.listen(None).0.is_none());
    }

    #[test]
    fn forgets_in_time_and_never_sends_long_lists() {
        let hub = Hub::new("a".into());
        for at in 0..200 {
            announce(&hub, &format!("{at}.html"));
        }
        assert!(hub.listen(Some("a.1")).0.is_some_and(|change| change.all && change.changed.is_empty()));
        let many: Vec<String> = (0..=LONGEST_LIST).map(|at| format!("{at}.html")).collect();
        hub.announce(&many, &[], false);
        assert!(hub.listen(Some("a.200")).0.is_some_and(|change| change.all && change.changed.is_empty()));
    }
}
