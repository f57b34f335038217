//! Whole runs against a recording stand-in for the network, with a clock that the runtime turns: nothing here opens a
//! connection or waits for real.

use super::ask::{asker, run};
use super::seam::{Html, Later, Method, NoAddress, Reply, Request, Resolver, Transport, Trouble};
use crate::config::External;
use crate::model::{Answer, Question, State};
use core::net::IpAddr;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How a stand-in answers: by the method, the address and how many requests of that address came before.
type Script = dyn Fn(Method, &str, usize) -> Result<Reply, Trouble> + Send + Sync;

/// A request that left, or would have.
#[derive(Debug, Clone)]
struct Sent {
    method: Method,
    url: String,
    addresses: Vec<IpAddr>,
    at: Duration,
}

/// A network that only remembers what was sent into it.
struct Network {
    names: BTreeMap<&'static str, Result<Vec<&'static str>, NoAddress>>,
    script: Box<Script>,
    takes: Duration,
    start: Instant,
    sent: Mutex<Vec<Sent>>,
    asked: Mutex<Vec<String>>,
    open: AtomicUsize,
    most: AtomicUsize,
}

impl Network {
    fn new(script: impl Fn(Method, &str, usize) -> Result<Reply, Trouble> + Send + Sync + 'static) -> Network {
        Network {
            names: BTreeMap::from([("a.no", Ok(vec!["1.1.1.1"])), ("b.no", Ok(vec!["2.2.2.2", "2606:4700::1"]))]),
            script: Box::new(script),
            takes: Duration::from_millis(10),
            start: Instant::now(),
            sent: Mutex::default(),
            asked: Mutex::default(),
            open: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        }
    }

    fn sent(&self) -> Vec<Sent> {
        self.sent.lock().expect("no panic").clone()
    }

    fn lines(&self) -> Vec<String> {
        self.sent().iter().map(|sent| format!("{:?} {}", sent.method, sent.url)).collect()
    }
}

impl Resolver for Network {
    fn resolve<'a>(&'a self, host: &'a str) -> Later<'a, Result<Vec<IpAddr>, NoAddress>> {
        self.asked.lock().expect("no panic").push(host.to_owned());
        let found = self.names.get(host).cloned().unwrap_or(Err(NoAddress::NoSuchHost));
        let found = found.map(|all| all.iter().map(|address| address.parse().expect("an address")).collect());
        Box::pin(async move { found })
    }
}

impl Transport for Network {
    fn send<'a>(&'a self, request: Request<'a>) -> Later<'a, Result<Reply, Trouble>> {
        let url = request.url.to_string();
        let before = {
            let mut sent = self.sent.lock().expect("no panic");
            let before = sent.iter().filter(|sent| sent.url == url).count();
            let addresses = request.addresses.to_vec();
            sent.push(Sent { method: request.method, url: url.clone(), addresses, at: self.start.elapsed() });
            before
        };
        Box::pin(async move {
            let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(open, Ordering::SeqCst);
            sleep(self.takes).await;
            self.open.fetch_sub(1, Ordering::SeqCst);
            (self.script)(request.method, &url, before)
        })
    }
}

fn status(status: u16) -> Result<Reply, Trouble> {
    Ok(Reply { status, ..Reply::default() })
}

fn to(code: u16, location: &str) -> Result<Reply, Trouble> {
    Ok(Reply { status: code, location: Some(location.to_owned()), ..Reply::default() })
}

fn later(code: u16, after: &str) -> Result<Reply, Trouble> {
    Ok(Reply { status: code, retry_after: Some(after.to_owned()), ..Reply::default() })
}

fn question(url: &str) -> Question {
    Question { url: url.to_owned(), anchors: Default::default() }
}

async fn answers(network: &Arc<Network>, external: &External, urls: &[&str]) -> BTreeMap<String, Answer> {
    let asker = asker(external, network.clone(), network.clone());
    run(asker, urls.iter().map(|url| question(url)).collect(), external, &|| {}).await
}

async fn state(network: &Arc<Network>, url: &str) -> State {
    answers(network, &External::default(), &[url]).await.remove(url).expect("an answer").state
}

#[tokio::test(start_paused = true)]
async fn nothing_leaves_for_a_private_address() {
    let mut network = Network::new(|_, _, _| status(200));
    network.names.extend([
        ("inside.no", Ok(vec!["10.0.0.7"])),
        ("mixed.no", Ok(vec!["1.1.1.1", "192.168.0.1"])),
        ("six.no", Ok(vec!["fd00:ec2::254"])),
        ("mapped.no", Ok(vec!["::ffff:169.254.169.254"])),
        ("nat.no", Ok(vec!["64:ff9b::7f00:1"])),
        ("cgnat.no", Ok(vec!["100.100.100.200"])),
        ("azure.no", Ok(vec!["168.63.129.16"])),
    ]);
    let network = Arc::new(network);
    let urls = [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://168.63.129.16/",
        "http://0/",
        "http://[fc00::1]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::a00:1]/",
        "http://localhost/",
        "http://localhost./",
        "http://user:secret@a.no/",
        "file:///etc/passwd",
        "gopher://a.no/",
        "http://inside.no/",
        "http://mixed.no/",
        "http://six.no/",
        "http://mapped.no/",
        "http://nat.no/",
        "http://cgnat.no/",
        "http://azure.no/",
        "http://router/",
        "http://printer.local/",
    ];
    for (url, answer) in answers(&network, &External::default(), &urls).await {
        assert!(matches!(answer.state, State::Blocked(_)), "{url}: {answer:?}");
    }
    assert!(network.sent().is_empty(), "{:?}", network.lines());
    let mut asked = network.asked.lock().expect("no panic").clone();
    asked.sort();
    assert_eq!(asked, ["azure.no", "cgnat.no", "inside.no", "mapped.no", "mixed.no", "nat.no", "six.no"]);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_vetted_like_a_link() {
    for place in [
        "http://127.0.0.1:8080/",
        "//127.0.0.1/",
        "http://[::1]/",
        "http://localhost/x",
        "http://inside.no/",
        "file:///etc/passwd",
        "gopher://a.no/",
        "http://user@a.no/",
        "http://0x7f.1/",
        "http:10.0.0.1",
    ] {
        let mut network =
            Network::new(move |_, url, _| if url.contains("a.no") { to(302, place) } else { status(200) });
        network.names.insert("inside.no", Ok(vec!["10.0.0.7"]));
        let network = Arc::new(network);
        let state = state(&network, "http://a.no/").await;
        // `http:` without slashes in a page of `http:` is relative to it (WHATWG URL), which is a circle here.
        if place != "http:10.0.0.1" {
            assert!(
                matches!(&state, State::Blocked(words) if words.starts_with("redirects to ")),
                "{place}: {state:?}"
            );
        }
        let outside = |sent: &Sent| sent.addresses != ["1.1.1.1".parse::<IpAddr>().expect("an address")];
        assert!(!network.sent().iter().any(outside), "{place}: {:?}", network.lines());
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_is_looked_up_once_and_keeps_its_addresses() {
    let network = Arc::new(Network::new(|_, url, _| if url.ends_with('x') { to(301, "/y") } else { status(200) }));
    let external = External::default();
    answers(&network, &external, &["https://b.no/x", "https://b.no/z", "http://b.no/w"]).await;
    assert_eq!(*network.asked.lock().expect("no panic"), ["b.no"], "a second look could give another address");
    let vetted: Vec<IpAddr> = vec!["2.2.2.2".parse().expect("one"), "2606:4700::1".parse().expect("another")];
    assert!(network.sent().iter().all(|sent| sent.addresses == vetted));
}

#[tokio::test(start_paused = true)]
async fn what_is_allowed_is_asked() {
    let mut network = Network::new(|_, _, _| status(200));
    network.names.extend([("wiki.corp", Ok(vec!["10.0.0.7"])), ("other.corp", Ok(vec!["10.0.0.8"]))]);
    let network = Arc::new(network);
    let external = External {
        private_hosts: vec!["wiki.corp".to_owned()],
        private_networks: vec![("127.0.0.0".parse().expect("an address"), 8)],
        ..External::default()
    };
    let urls = ["http://wiki.corp/", "http://other.corp/", "http://127.1/", "http://10.0.0.7/"];
    let answers = answers(&network, &external, &urls).await;
    let alive: Vec<&str> =
        answers.iter().filter(|(_, answer)| answer.state == State::Alive).map(|(url, _)| url.as_str()).collect();
    assert_eq!(alive, ["http://127.1/", "http://wiki.corp/"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_head_is_followed_by_a_get() {
    for refusal in [405, 501, 403, 404, 400, 500, 503] {
        let network =
            Arc::new(Network::new(move |method, _, _| status(if method == Method::Head { refusal } else { 200 })));
        assert_eq!(state(&network, "https://a.no/").await, State::Alive, "{refusal}");
        assert_eq!(network.lines(), ["Head https://a.no/", "Get https://a.no/"]);
    }
    let network = Arc::new(Network::new(|method, _, _| match method {
        Method::Head => Err(Trouble::Broken("reset".to_owned())),
        Method::Get => status(200),
    }));
    assert_eq!(state(&network, "https://a.no/").await, State::Alive);
}

#[tokio::test(start_paused = true)]
async fn only_not_found_and_gone_are_broken() {
    for (code, is_broken) in [
        (404, true),
        (410, true),
        (400, false),
        (401, false),
        (403, false),
        (451, false),
        (500, false),
        (503, false),
        (999, false),
        (304, false),
    ] {
        let network = Arc::new(Network::new(move |_, _, _| status(code)));
        let state = state(&network, "https://a.no/").await;
        assert_eq!(matches!(state, State::Broken(_)), is_broken, "{code}: {state:?}");
        assert!(is_broken || matches!(state, State::Unknown(_)), "{code}: {state:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_are_waited_for_and_never_a_verdict() {
    let patient = Arc::new(Network::new(|_, _, before| if before == 0 { later(429, "7") } else { status(200) }));
    assert_eq!(state(&patient, "https://a.no/").await, State::Alive);
    let times: Vec<u64> = patient.sent().iter().map(|sent| sent.at.as_secs()).collect();
    assert_eq!(times, [0, 7]);

    let stubborn = Arc::new(Network::new(|_, _, _| status(429)));
    assert!(matches!(state(&stubborn, "https://a.no/").await, State::HostUnknown(words) if words.contains("429")));
    let times: Vec<u64> = stubborn.sent().iter().map(|sent| sent.at.as_secs()).collect();
    assert_eq!(times, [0, 1, 3], "back-off doubles");

    let tomorrow = Arc::new(Network::new(|_, _, _| later(429, "86400")));
    assert!(matches!(state(&tomorrow, "https://a.no/").await, State::HostUnknown(_)));
    assert_eq!(tomorrow.sent().len(), 1, "who asks for a day is left alone");
}

#[tokio::test(start_paused = true)]
async fn trouble_is_tried_again() {
    let network = Arc::new(Network::new(|_, _, before| match before {
        0 => status(503),
        1 => Err(Trouble::Timeout),
        2 => status(502),
        _ => status(200),
    }));
    assert_eq!(state(&network, "https://a.no/").await, State::Alive);
    let dead = Arc::new(Network::new(|_, _, _| Err(Trouble::Connect("refused".to_owned()))));
    assert!(matches!(state(&dead, "https://a.no/").await, State::HostUnknown(_)));
    assert_eq!(dead.sent().len(), 3);
    let expired = Arc::new(Network::new(|_, _, _| Err(Trouble::Certificate("it has expired".to_owned()))));
    assert!(matches!(state(&expired, "https://a.no/").await, State::HostBroken(_)));
    assert_eq!(expired.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn redirects_are_followed_so_far() {
    let chain = Arc::new(Network::new(|_, url, _| {
        let n: usize = url.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number");
        if n == 0 { status(200) } else { to(301, &format!("/{}", n - 1)) }
    }));
    let external = External { delay: Duration::ZERO, ..External::default() };
    let found = answers(&chain, &external, &["https://a.no/10", "https://a.no/11", "https://b.no/20"]).await;
    assert_eq!(found["https://a.no/10"].state, State::Alive);
    assert_eq!(found["https://a.no/10"].moved.as_deref(), Some("https://a.no/0"));
    for url in ["https://a.no/11", "https://b.no/20"] {
        assert!(matches!(&found[url].state, State::Unknown(words) if words.contains("more than 10")), "{url}");
    }
    let circle = Arc::new(Network::new(|_, url, _| to(302, if url.ends_with('x') { "/y#a" } else { "/x#b" })));
    assert!(matches!(state(&circle, "https://a.no/x").await, State::Broken(words) if words.contains("circle")));
    assert_eq!(circle.sent().len(), 2);
    let cookie = Arc::new(Network::new(|_, _, _| to(302, "/x").map(|reply| Reply { sets_cookie: true, ..reply })));
    assert!(matches!(state(&cookie, "https://a.no/x").await, State::Unknown(words) if words.contains("cookies")));
    let gone = Arc::new(Network::new(|_, url, _| if url.ends_with('x') { to(301, "/y") } else { status(404) }));
    assert!(matches!(state(&gone, "https://a.no/x").await, State::Broken(words) if words.contains("`https://a.no/y`")));
    let odd = Arc::new(Network::new(|_, url, _| if url.ends_with('x') { to(301, "http://[") } else { status(200) }));
    assert!(matches!(state(&odd, "https://a.no/x").await, State::Broken(_)));
}

#[tokio::test(start_paused = true)]
async fn only_a_way_that_is_for_good_all_along_is_reported() {
    for (second, moved) in [(308, Some("https://b.no/new")), (302, None)] {
        let network = Arc::new(Network::new(move |_, url, _| match url {
            "https://a.no/" => to(301, "https://a.no/old"),
            "https://a.no/old" => to(second, "https://b.no/new"),
            _ => status(200),
        }));
        let answers = answers(&network, &External::default(), &["https://a.no/"]).await;
        assert_eq!(answers["https://a.no/"].moved.as_deref(), moved);
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_links_to_one_host_go_two_at_a_time() {
    let mut network = Network::new(|_, _, _| status(200));
    network.takes = Duration::from_millis(900);
    let network = Arc::new(network);
    let urls: Vec<String> = (0..1000).map(|n| format!("https://a.no/{n}")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let answers = answers(&network, &External::default(), &urls).await;
    assert!(answers.values().all(|answer| answer.state == State::Alive));
    assert_eq!(network.most.load(Ordering::SeqCst), 2);
    let sent = network.sent();
    assert_eq!(sent.len(), 1000);
    let close = sent.windows(2).filter(|pair| pair[1].at - pair[0].at < Duration::from_millis(250)).count();
    assert_eq!(close, 0, "requests to one host are a quarter of a second apart");
}

#[tokio::test(start_paused = true)]
async fn many_hosts_share_the_line() {
    let mut network = Network::new(|_, _, _| status(200));
    let names: Vec<&'static str> = (0..60).map(|n| &*Box::leak(format!("h{n}.no").into_boxed_str())).collect();
    network.names.extend(names.iter().map(|name| (*name, Ok(vec!["1.1.1.1"]))));
    let network = Arc::new(network);
    let urls: Vec<String> = names.iter().map(|name| format!("https://{name}/")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    answers(&network, &External::default(), &urls).await;
    assert_eq!(network.most.load(Ordering::SeqCst), 16);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_answer_is_given_up() {
    let network = Arc::new(Network::new(|_, url, _| match url {
        url if url.contains("a.no") => Err(Trouble::Connect("refused".to_owned())),
        _ => status(200),
    }));
    let urls: Vec<String> = (0..100).map(|n| format!("https://a.no/{n}")).chain(["https://b.no/".into()]).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let answers = answers(&network, &External::default(), &urls).await;
    let words: std::collections::BTreeSet<String> = answers
        .iter()
        .filter(|(url, _)| url.contains("a.no"))
        .map(|(_, answer)| format!("{:?}", answer.state))
        .collect();
    assert_eq!(words.len(), 1, "one reason for the host: {words:?}");
    assert_eq!(answers["https://b.no/"].state, State::Alive);
    assert!(network.sent().len() < 20, "{} requests", network.sent().len());
}

#[tokio::test(start_paused = true)]
async fn no_name_service_is_said_of_the_host() {
    let mut network = Network::new(|_, _, _| status(200));
    network.names = BTreeMap::from([("a.no", Err(NoAddress::NoService("silence".to_owned())))]);
    let network = Arc::new(network);
    let answers = answers(&network, &External::default(), &["https://a.no/1", "https://a.no/2", "https://x.no/"]).await;
    assert!(answers.values().all(|answer| matches!(answer.state, State::HostUnknown(_))), "{answers:?}");
    assert_eq!(network.asked.lock().expect("no panic").len(), 2, "each name is looked up once");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_exist_is_broken_where_others_do() {
    let network = Arc::new(Network::new(|_, _, _| status(200)));
    let answers = answers(&network, &External::default(), &["https://a.no/", "https://x.no/"]).await;
    assert_eq!(answers["https://x.no/"].state, State::HostBroken("does not exist".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_it_all() {
    let mut network = Network::new(|_, _, _| status(200));
    network.takes = Duration::from_secs(15);
    let network = Arc::new(network);
    let external = External { deadline: Duration::from_secs(60), ..External::default() };
    let urls: Vec<String> = (0..100).map(|n| format!("https://a.no/{n}")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let answers = answers(&network, &external, &urls).await;
    assert_eq!(network.start.elapsed(), Duration::from_secs(60));
    let late = answers.values().filter(|answer| matches!(answer.state, State::HostUnknown(_))).count();
    assert!((90..100).contains(&late), "{late}");
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_never_ends_is_left() {
    let mut network = Network::new(|_, _, _| status(200));
    network.takes = Duration::from_secs(1_000_000);
    let network = Arc::new(network);
    assert!(matches!(state(&network, "https://a.no/").await, State::Unknown(_)));
    assert!(network.start.elapsed() < Duration::from_secs(120));
}

#[tokio::test(start_paused = true)]
async fn anchors_are_looked_for_in_what_was_read() {
    let page = |complete: bool| {
        move |_: Method, _: &str, _: usize| {
            let text = "<h1 id='a'>A</h1><a name=\"b\"></a><p id=user-content-c>".to_owned();
            Ok(Reply { status: 200, html: Some(Html { text, complete }), ..Reply::default() })
        }
    };
    for complete in [true, false] {
        let network = Arc::new(Network::new(page(complete)));
        let external = External { anchors: true, ..External::default() };
        let wanted = ["a", "b", "c", "d"].map(str::to_owned).into();
        let question = Question { url: "https://a.no/".to_owned(), anchors: wanted };
        let asker = asker(&external, network.clone(), network.clone());
        let answers = run(asker, vec![question], &external, &|| {}).await;
        let found: Vec<(&str, bool)> =
            answers["https://a.no/"].anchors.iter().map(|(name, there)| (name.as_str(), *there)).collect();
        let all = [("a", true), ("b", true), ("c", true), ("d", false)];
        assert_eq!(found, all[..if complete { 4 } else { 3 }]);
        assert_eq!(network.lines(), ["Get https://a.no/"]);
    }
}
