//! One address, asked until it is known: names looked up once, every hop vetted, requests repeated with patience.

use super::address::Allowed;
use super::gate::{Gates, Seat};
use super::retry::{self, LONGEST};
use super::seam::{Html, Method, NoAddress, Reply, Request, Resolver, Transport, Trouble};
use super::target::{self, Refusal, Target};
use crate::model::{Answer, Question, State};
use crate::syntax::html;
use core::net::IpAddr;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

/// How many redirects are followed. Browsers follow 20 (WHATWG Fetch, section 4.4): more than this is not called
/// broken, since a reader may still get through.
const HOPS: usize = 10;
/// How much of a page is looked through for anchors.
const BODY: usize = 1 << 20;
/// How long a name may take to be looked up.
const LOOKUP: Duration = Duration::from_secs(10);
/// What is said of a host that the name service does not know.
pub(super) const NO_SUCH_HOST: &str = "does not exist";

/// What a name stands for, looked up once.
type Name = Arc<OnceCell<Result<Vec<IpAddr>, NoAddress>>>;

/// Asks.
pub(super) struct Asker {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) allowed: Allowed,
    pub(super) gates: Gates,
    pub(super) timeout: Duration,
    pub(super) retries: u32,
    /// The seconds since 1970, which dates in `Retry-After` are held against.
    pub(super) now: fn() -> u64,
    pub(super) names: Mutex<HashMap<String, Name>>,
    /// Whether the name service has answered with an address: without that, "no such host" proves nothing.
    pub(super) online: AtomicBool,
}

/// The time that requests of one address may take together. Waiting for a turn does not count.
struct Budget(Duration);

impl Asker {
    /// Asks about one address.
    pub(super) async fn ask(&self, question: &Question) -> Answer {
        let url = match target::parse(&question.url) {
            Ok(url) => url,
            Err(refusal) => return Answer::of(state_of(refusal)),
        };
        match self.follow(url, question).await {
            Ok(answer) => answer,
            Err(state) => Answer::of(state),
        }
    }

    async fn follow(&self, mut url: Url, question: &Question) -> Result<Answer, State> {
        let body = if question.anchors.is_empty() { 0 } else { BODY };
        let mut budget = Budget(self.timeout * 3);
        let mut seen: Vec<Url> = Vec::new();
        let mut for_good = true;
        loop {
            url.set_fragment(None);
            let reply = self.visit(&url, body, &mut budget).await.map_err(|state| on_the_way(state, &url, &seen))?;
            let Some(location) = reply.location.as_deref().filter(|_| matches!(reply.status, 301..=303 | 307 | 308))
            else {
                let state = on_the_way(settle(&reply), &url, &seen);
                let moved = (for_good && !seen.is_empty()).then(|| url.to_string());
                let anchors = reply.html.map(|html| found(&question.anchors, &html)).unwrap_or_default();
                return Ok(Answer { state, moved, anchors });
            };
            let Ok(next) = url.join(location) else {
                return Err(on_the_way(State::Broken("redirects to something that is no address".into()), &url, &seen));
            };
            for_good &= matches!(reply.status, 301 | 308);
            seen.push(std::mem::replace(&mut url, next));
            let without_fragment = |url: &Url| url.as_str().split('#').next().map(str::to_owned);
            if seen.iter().any(|before| without_fragment(before) == without_fragment(&url)) {
                // Some servers redirect to the same address until a cookie comes back.
                return Err(if reply.sets_cookie {
                    State::Unknown("redirects in a circle to those who keep no cookies".into())
                } else {
                    State::Broken("redirects in a circle".into())
                });
            }
            if seen.len() > HOPS {
                return Err(State::Unknown(format!("redirects more than {HOPS} times")));
            }
        }
    }

    /// Asks one address without following it: for the headers, then for all of it where that is refused.
    async fn visit(&self, url: &Url, body: usize, budget: &mut Budget) -> Result<Reply, State> {
        let addresses = self.addresses(url).await?;
        let host = url.host_str().unwrap_or_default();
        let Some(seat) = self.gates.seat(host).await else { return Err(State::Unknown("was not asked".into())) };
        let mut method = if body == 0 { Method::Head } else { Method::Get };
        let mut repetition = 0;
        loop {
            let request = Request { method, url, addresses: &addresses, timeout: self.timeout, body };
            let result = self.once(&seat, request, budget).await?;
            let wait = match &result {
                Ok(reply) if (200..400).contains(&reply.status) => None,
                Ok(reply) if method == Method::Head && reply.status != 429 => {
                    method = Method::Get;
                    continue;
                }
                Err(Trouble::Timeout | Trouble::Broken(_)) if method == Method::Head => {
                    method = Method::Get;
                    continue;
                }
                Ok(reply) => self.wait_after(reply, repetition),
                Err(Trouble::Certificate(_)) => None,
                Err(_) => Some(retry::backoff(repetition)),
            };
            match wait.filter(|wait| repetition < self.retries && *wait <= LONGEST) {
                Some(wait) if matches!(&result, Ok(reply) if reply.retry_after.is_some()) => {
                    self.gates.pause(host, wait)
                }
                Some(wait) => sleep(wait).await,
                None => return self.conclude(host, result),
            }
            repetition += 1;
        }
    }

    /// How long to wait before asking again; nothing if the answer stands.
    fn wait_after(&self, reply: &Reply, repetition: u32) -> Option<Duration> {
        if !matches!(reply.status, 408 | 425 | 429 | 500 | 502..=504) {
            return None;
        }
        let stated = reply.retry_after.as_deref().and_then(|header| retry::retry_after(header, (self.now)()));
        Some(stated.unwrap_or_else(|| retry::backoff(repetition)))
    }

    /// What a request that is not repeated says of its host and of its address.
    fn conclude(&self, host: &str, result: Result<Reply, Trouble>) -> Result<Reply, State> {
        let (state, words) = match result {
            Ok(reply) if reply.status == 429 => {
                let words = format!("answers {}, also when asked again later", status_words(429));
                (State::HostUnknown(words.clone()), words)
            }
            Ok(reply) => {
                self.gates.note(host, None);
                return Ok(reply);
            }
            Err(Trouble::Certificate(words)) => {
                self.gates.note(host, None);
                return Err(State::HostBroken(format!("has a certificate that browsers refuse: {words}")));
            }
            Err(Trouble::Timeout) => {
                let words = format!("does not answer within {} seconds", self.timeout.as_secs_f64());
                (State::Unknown(words.clone()), words)
            }
            Err(Trouble::Connect(words)) => {
                let words = format!("cannot be connected to: {words}");
                (State::HostUnknown(words.clone()), words)
            }
            Err(Trouble::Broken(words)) => {
                let words = format!("breaks the connection off: {words}");
                (State::Unknown(words.clone()), words)
            }
        };
        self.gates.note(host, Some(&words));
        Err(state)
    }

    /// Sends one request when it is its turn.
    async fn once(
        &self,
        seat: &Seat,
        mut request: Request<'_>,
        budget: &mut Budget,
    ) -> Result<Result<Reply, Trouble>, State> {
        let _turn = self.gates.turn(seat).await.map_err(State::HostUnknown)?;
        if budget.0.is_zero() {
            return Err(State::Unknown("takes too long to answer".into()));
        }
        request.timeout = request.timeout.min(budget.0);
        let start = Instant::now();
        // The transport keeps the time itself; this is for one that does not.
        let result = timeout(request.timeout + Duration::from_secs(1), self.transport.send(request)).await;
        budget.0 = budget.0.saturating_sub(start.elapsed());
        Ok(result.unwrap_or(Err(Trouble::Timeout)))
    }

    /// The addresses of a host, every one of them vetted. A name that stands for a public and a private address is
    /// refused: which of the two a connection gets would be chance.
    async fn addresses(&self, url: &Url) -> Result<Vec<IpAddr>, State> {
        match target::vet(url, &self.allowed).map_err(state_of)? {
            Target::Address(address) => Ok(vec![address]),
            Target::Name(name, private) => {
                let addresses = self.look_up(&name).await?;
                for address in addresses.iter().filter(|_| !private) {
                    target::vetted(*address, &self.allowed).map_err(|refusal| match refusal {
                        Refusal::Blocked(words) => State::Blocked(format!("stands for {address}, {words}")),
                        other @ Refusal::Invalid(_) => state_of(other),
                    })?;
                }
                Ok(addresses)
            }
        }
    }

    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, State> {
        let cell = {
            let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(names.entry(name.to_owned()).or_default())
        };
        let found = cell
            .get_or_init(|| async {
                let found = timeout(LOOKUP, self.resolver.resolve(name)).await;
                found.unwrap_or_else(|_| Err(NoAddress::NoService("the name service does not answer".to_owned())))
            })
            .await;
        match found {
            Ok(addresses) if !addresses.is_empty() => {
                self.online.store(true, Ordering::Relaxed);
                Ok(addresses.clone())
            }
            Ok(_) | Err(NoAddress::NoSuchHost) => Err(State::HostBroken(NO_SUCH_HOST.to_owned())),
            Err(NoAddress::NoService(words)) => Err(State::HostUnknown(format!("cannot be looked up: {words}"))),
        }
    }
}

fn state_of(refusal: Refusal) -> State {
    match refusal {
        Refusal::Invalid(words) => State::Broken(format!("is {words}")),
        Refusal::Blocked(words) => State::Blocked(format!("is {words}")),
    }
}

/// The same state, said of the first address where it was found behind a redirect. A host behind a redirect is not the
/// host of the link, so its trouble is that of the link alone.
fn on_the_way(state: State, at: &Url, seen: &[Url]) -> State {
    if seen.is_empty() {
        return state;
    }
    let behind = |words: String| format!("redirects to `{}`, which {words}", shown(at));
    match state {
        State::Alive => State::Alive,
        State::Broken(words) | State::HostBroken(words) => State::Broken(behind(words)),
        State::Unknown(words) | State::HostUnknown(words) => State::Unknown(behind(words)),
        State::Blocked(words) => State::Blocked(behind(words)),
    }
}

/// An address for people: without a password, and not too long.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_password(None);
    let text = url.to_string();
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// What a final answer means. Only "not found" and "gone" say that nothing is there: servers refuse programs with
/// almost any other status where they let people in.
fn settle(reply: &Reply) -> State {
    let words = format!("answers {}", status_words(reply.status));
    match reply.status {
        200..=299 => State::Alive,
        404 | 410 => State::Broken(words),
        _ => State::Unknown(words),
    }
}

fn status_words(status: u16) -> String {
    let name = reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    name.map_or_else(|| status.to_string(), |name| format!("{status} {name}"))
}

/// Which of the fragments a page has. Of a page that was cut off, only what was found is said.
fn found(anchors: &std::collections::BTreeSet<String>, page: &Html) -> BTreeMap<String, bool> {
    let ids: std::collections::BTreeSet<String> = html::scan(&page.text)
        .into_iter()
        .filter(|attribute| attribute.name == "id" || attribute.name == "name")
        .map(|attribute| attribute.value)
        .collect();
    anchors
        .iter()
        .map(|anchor| {
            // GitHub writes its ids with a prefix that a script of its pages takes away.
            let has = ids.contains(anchor) || ids.contains(&format!("user-content-{anchor}"));
            (anchor.clone(), has)
        })
        .filter(|(_, has)| *has || page.complete)
        .collect()
}
