//! Turns: how many requests are on their way at once, to one host and in all, and how far apart they are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// After how many failures in a row a host is left alone.
const STRIKES: u32 = 3;

/// The gates of all hosts.
pub(super) struct Gates {
    all: Arc<Semaphore>,
    per_host: usize,
    delay: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

/// The gate of one host.
struct Host {
    turns: Arc<Semaphore>,
    state: Mutex<HostState>,
}

struct HostState {
    /// When the next request may start.
    next: Instant,
    /// Failures since the last answer, and what the last was.
    strikes: u32,
    words: String,
}

/// A seat at a host, kept through all tries of one address: whoever waits to try again holds up the others, so that a
/// host in trouble is not asked by ever more of them. It ends with this value.
pub(super) struct Seat {
    host: Arc<Host>,
    _permit: OwnedSemaphorePermit,
}

/// The right to send one request; it ends with this value.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Gates {
    pub(super) fn new(concurrency: usize, per_host: usize, delay: Duration) -> Gates {
        Gates { all: Arc::new(Semaphore::new(concurrency.max(1))), per_host, delay, hosts: Mutex::default() }
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Host {
            turns: Arc::new(Semaphore::new(self.per_host.max(1))),
            state: Mutex::new(HostState { next: Instant::now(), strikes: 0, words: String::new() }),
        };
        Arc::clone(hosts.entry(name.to_owned()).or_insert_with(|| Arc::new(make())))
    }

    /// Waits for a seat at a host.
    pub(super) async fn seat(&self, name: &str) -> Option<Seat> {
        let host = self.host(name);
        let permit = Arc::clone(&host.turns).acquire_owned().await.ok()?;
        Some(Seat { host, _permit: permit })
    }

    /// Waits for a turn. Fails with the words of the host's last failure if it has been given up meanwhile.
    pub(super) async fn turn(&self, seat: &Seat) -> Result<Turn, String> {
        let host = &seat.host;
        loop {
            let now = Instant::now();
            let wait = {
                let mut state = host.lock();
                if state.strikes >= STRIKES {
                    return Err(state.words.clone());
                }
                if state.next <= now {
                    state.next = now + self.delay;
                    break;
                }
                state.next
            };
            tokio::time::sleep_until(wait).await;
        }
        let permit = Arc::clone(&self.all).acquire_owned().await.map_err(|_| String::new())?;
        Ok(Turn { _permit: permit })
    }

    /// Lets nobody to a host for a while.
    pub(super) fn pause(&self, name: &str, time: Duration) {
        let host = self.host(name);
        let mut state = host.lock();
        state.next = state.next.max(Instant::now() + time);
    }

    /// Notes that a host answered, or how it failed.
    pub(super) fn note(&self, name: &str, failure: Option<&str>) {
        let host = self.host(name);
        let mut state = host.lock();
        match failure {
            None => state.strikes = 0,
            Some(words) => {
                state.strikes += 1;
                words.clone_into(&mut state.words);
            }
        }
    }
}

impl Host {
    fn lock(&self) -> std::sync::MutexGuard<'_, HostState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
