//! All addresses of a site, asked at once and in good manners.

use super::Cache;
use super::address::Allowed;
use super::follow::Asker;
use super::gate::Gates;
use super::http::{Names, Web};
use super::seam::{Resolver, Transport};
use crate::config::External;
use crate::model::{Answer, Question, State};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

/// What asking ended with.
#[derive(Debug, Default)]
pub struct Ended {
    /// The answers by address; one for each question.
    pub answers: BTreeMap<String, Answer>,
    /// How many of them came from the cache.
    pub remembered: usize,
}

/// Asks every question that the cache does not answer, and puts into the cache what is worth it. `done` hears of each
/// answer. Fails, with words, only if nothing could be asked at all.
pub fn ask(external: &External, questions: Vec<Question>, cache: &mut Cache, done: &dyn Fn()) -> Result<Ended, String> {
    let now = now();
    let mut ended = Ended::default();
    let mut open = Vec::new();
    for question in questions {
        match cache.get(&question, now, external.cache) {
            Some(answer) => {
                ended.answers.insert(question.url, answer);
                done();
            }
            None => open.push(question),
        }
    }
    ended.remembered = ended.answers.len();
    if open.is_empty() {
        return Ok(ended);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let web = Web::new(external.timeout)?;
    let asker = asker(external, Arc::new(Names), Arc::new(web));
    let answers = runtime.block_on(run(asker, open, external, done));
    // A name service that never answers must not keep the program from ending.
    runtime.shutdown_background();
    for (url, answer) in answers {
        cache.put(&url, &answer, now);
        ended.answers.insert(url, answer);
    }
    Ok(ended)
}

/// What asks in the way that a configuration says.
pub(super) fn asker(external: &External, resolver: Arc<dyn Resolver>, transport: Arc<dyn Transport>) -> Asker {
    Asker {
        resolver,
        transport,
        allowed: Allowed { hosts: external.private_hosts.clone(), networks: external.private_networks.clone() },
        gates: Gates::new(external.concurrency, external.per_host, external.delay),
        timeout: external.timeout,
        retries: external.retries,
        now,
        names: Mutex::default(),
        online: AtomicBool::new(false),
    }
}

/// Asks all questions until the deadline.
pub(super) async fn run(
    asker: Asker,
    questions: Vec<Question>,
    external: &External,
    done: &dyn Fn(),
) -> BTreeMap<String, Answer> {
    let deadline = Instant::now() + external.deadline;
    let asker = Arc::new(asker);
    let late = State::HostUnknown(format!("was not reached within {} seconds", external.deadline.as_secs()));
    let mut answers: BTreeMap<String, Answer> =
        questions.iter().map(|question| (question.url.clone(), Answer::of(late.clone()))).collect();
    let mut tasks = JoinSet::new();
    for question in questions {
        let asker = Arc::clone(&asker);
        tasks.spawn(async move {
            let answer = asker.ask(&question).await;
            (question.url, answer)
        });
    }
    while let Ok(Some(joined)) = timeout_at(deadline, tasks.join_next()).await {
        if let Ok((url, answer)) = joined {
            answers.insert(url, answer);
        }
        done();
    }
    tasks.abort_all();
    if !asker.online.load(Ordering::Relaxed) {
        doubt(&mut answers);
    }
    answers
}

/// Where no name at all was found, names that do not exist prove only that this machine may be offline.
fn doubt(answers: &mut BTreeMap<String, Answer>) {
    for answer in answers.values_mut() {
        if let State::HostBroken(words) = &answer.state
            && words == super::follow::NO_SUCH_HOST
        {
            let words = "cannot be looked up: no name can, so this machine may be offline".to_owned();
            answer.state = State::HostUnknown(words);
        }
    }
}

/// The seconds since 1970; a clock that is set to before that counts as 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
