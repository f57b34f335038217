//! `skilt check --external` against servers that these tests start on this machine. No packet goes to any other: the
//! sites link to `127.0.0.1`, which their configuration allows, and to addresses that are refused before anything is
//! sent.
#![cfg(feature = "external")]

mod common;

use common::{Run, Site};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a server does with a request: its method and path, how many of the same came before, and the line to answer on.
type Handler = dyn Fn(&str, &str, usize, &mut TcpStream) + Send + Sync;

/// A server on this machine. Its threads end with the test program.
struct Server {
    port: u16,
    log: Arc<Mutex<Vec<(String, Instant)>>>,
}

impl Server {
    fn start(handler: impl Fn(&str, &str, usize, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let log: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
        let handler: Arc<Handler> = Arc::new(handler);
        let server = Server { port, log: Arc::clone(&log) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, handler) = (Arc::clone(&log), Arc::clone(&handler));
                std::thread::spawn(move || {
                    let _ = answer(stream, &log, &*handler);
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The requests so far, as `METHOD PATH`.
    fn requests(&self) -> Vec<String> {
        self.log.lock().expect("no panic").iter().map(|(line, _)| line.clone()).collect()
    }
}

/// Answers the requests of one connection, each with `Connection: close`.
fn answer(mut stream: TcpStream, log: &Mutex<Vec<(String, Instant)>>, handler: &Handler) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = first.clone();
    while !line.trim().is_empty() {
        line.clear();
        reader.read_line(&mut line)?;
    }
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let request = format!("{method} {path}");
    let before = {
        let mut log = log.lock().expect("no panic");
        let before = log.iter().filter(|(line, _)| *line == request).count();
        log.push((request, Instant::now()));
        before
    };
    handler(method, path, before, &mut stream);
    Ok(())
}

fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\nContent-Type: text/html\r\n{headers}\r\n{body}"
    );
}

fn head(stream: &mut TcpStream, method: &str, status: &str, headers: &str, body: &str) {
    if method == "HEAD" {
        let _ = write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n");
    } else {
        reply(stream, status, headers, body);
    }
}

/// A site with one page of these links, allowed to ask this machine.
fn site(links: &[String], settings: &str) -> Site {
    let text: String = links.iter().map(|link| format!("[x]({link})\n\n")).collect();
    Site::new()
        .file("a.md", format!("# A\n\n{text}"))
        .file("skilt.yml", format!("external:\n  allow_private: [127.0.0.1]\n  delay: 0\n{settings}"))
}

/// The messages of a run by code and line.
fn messages(run: &Run) -> BTreeMap<String, String> {
    let report = run.json();
    let list = report["diagnostics"].as_array().expect("a list");
    let line = |item: &serde_json::Value| item["line"].as_u64().unwrap_or(0);
    list.iter()
        .map(|item| {
            let code = item["code"].as_str().unwrap_or("?");
            (format!("{code} {}", line(item)), item["message"].as_str().unwrap_or("").to_owned())
        })
        .collect()
}

const ASK: [&str; 4] = ["check", "--external", "--format", "json"];

#[test]
fn each_kind_of_answer_has_its_code() {
    let server = Server::start(|method, path, before, stream| match path {
        "/ok" => head(stream, method, "200 OK", "", "x"),
        "/gone" => head(stream, method, "404 Not Found", "", "x"),
        "/moved" => head(stream, method, "301 Moved Permanently", "Location: /ok\r\n", ""),
        "/now" => head(stream, method, "302 Found", "Location: /ok\r\n", ""),
        "/front" => head(stream, method, "301 Moved Permanently", "Location: /\r\n", ""),
        "/" => head(stream, method, "200 OK", "", "x"),
        "/busy" => head(stream, method, "503 Service Unavailable", "Retry-After: 0\r\n", ""),
        "/soon" if before == 0 => head(stream, method, "429 Too Many Requests", "Retry-After: 1\r\n", ""),
        "/soon" => head(stream, method, "200 OK", "", ""),
        "/head" if method == "HEAD" => head(stream, method, "405 Method Not Allowed", "", ""),
        "/head" => head(stream, method, "200 OK", "", "x"),
        "/circle" => head(stream, method, "302 Found", "Location: /circle\r\n", ""),
        "/inside" => head(stream, method, "302 Found", "Location: http://10.0.0.1/secret\r\n", ""),
        _ => {
            let n: usize = path.trim_start_matches("/chain").parse().unwrap_or(0);
            head(stream, method, "302 Found", &format!("Location: /chain{}\r\n", n.saturating_sub(1)), "");
        }
    });
    let paths =
        ["/ok", "/gone", "/moved", "/now", "/front", "/busy", "/soon", "/head", "/circle", "/inside", "/chain20"];
    let mut links: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    links.push("http://169.254.169.254/latest/meta-data/".to_owned());
    let run = site(&links, "").run(&ASK).exits(0);
    let found = messages(&run);
    let line = |path: &str| paths.iter().position(|other| *other == path).expect("a path") * 2 + 3;
    let expect = |code: &str, path: &str, words: &str| {
        let message = found.get(&format!("{code} {}", line(path)));
        assert!(message.is_some_and(|message| message.contains(words)), "{code} {path} {words}: {found:#?}");
    };
    expect("external-link-broken", "/gone", "answers 404 Not Found");
    expect("external-link-redirected", "/moved", "has moved for good to");
    expect("external-link-redirected", "/front", "has moved for good to");
    expect("external-link-unknown", "/busy", "answers 503 Service Unavailable");
    expect("external-link-broken", "/circle", "redirects in a circle");
    expect("external-link-blocked", "/inside", "a private address");
    expect("external-link-unknown", "/chain20", "more than 10 times");
    assert!(found["external-link-blocked 25"].contains("blocked-private"), "{found:#?}");
    assert_eq!(found.len(), 8, "{found:#?}");
    site(&links, "").run(&["check", "--external", "--deny", "warnings"]).exits(1);
}

#[test]
fn without_the_option_nothing_is_asked() {
    let server = Server::start(|method, _, _, stream| head(stream, method, "404 Not Found", "", ""));
    let site = site(&[server.url("/gone")], "");
    assert_eq!(site.problems(), [""; 0]);
    site.run(&["build"]).exits(0);
    assert!(server.requests().is_empty());
    assert!(!site.folder().join(".skilt/external.json").exists());
}

#[test]
fn an_address_is_asked_once_and_reported_once() {
    let server = Server::start(|method, _, _, stream| head(stream, method, "404 Not Found", "", ""));
    let url = server.url("/gone");
    let site = site(&[url.clone(), format!("{url}#part"), url.clone()], "").file("b.md", format!("# B\n\n<{url}>\n"));
    let report = site.run(&ASK).exits(0).json();
    assert_eq!(server.requests(), ["HEAD /gone", "GET /gone"]);
    let list = report["diagnostics"].as_array().expect("a list");
    assert_eq!(list.len(), 1, "{report:#}");
    assert_eq!((&list[0]["file"], &list[0]["line"], &list[0]["column"]), (&"a.md".into(), &3.into(), &5.into()));
    let related: Vec<String> = list[0]["related"]
        .as_array()
        .expect("related places")
        .iter()
        .map(|place| format!("{}:{}", place["file"].as_str().unwrap_or("?"), place["line"]))
        .collect();
    assert_eq!(related, ["a.md:5", "a.md:7", "b.md:3"]);
}

#[test]
fn answers_are_remembered() {
    let server = Server::start(|method, path, _, stream| {
        head(stream, method, if path == "/gone" { "404 Not Found" } else { "200 OK" }, "", "");
    });
    let site = site(&[server.url("/ok"), server.url("/gone")], "");
    let first = site.run(&ASK).exits(0);
    assert_eq!(server.requests().len(), 3);
    let second = site.run(&ASK).exits(0);
    assert_eq!(server.requests().len(), 3, "{:?}", server.requests());
    assert_eq!(first.out, second.out);
    site.write(".skilt/external.json", "{ damaged");
    let third = site.run(&ASK).exits(0);
    assert_eq!(server.requests().len(), 6);
    assert!(third.problems().contains(&"cache-unusable .skilt/external.json".to_owned()), "{}", third.out);
    assert_eq!(site.run(&ASK).out, first.out, "the damaged file was replaced");
    let kept = std::fs::read_to_string(site.folder().join(".skilt/external.json")).expect("the cache");
    assert!(kept.contains("\"version\": 1") && kept.contains("/gone"));
    site.write("skilt.yml", "external: { allow_private: [127.0.0.1], delay: 0, cache_days: 0 }\n");
    site.run(&ASK).exits(0);
    assert_eq!(server.requests().len(), 9);
}

#[test]
fn manners_hold_on_a_real_line() {
    let open = AtomicUsize::new(0);
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let server = Server::start(move |method, _, _, stream| {
        seen.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(30));
        // Before the answer, after which the next request may come.
        open.fetch_sub(1, Ordering::SeqCst);
        head(stream, method, "200 OK", "", "");
    });
    let links: Vec<String> = (0..1000).map(|n| server.url(&format!("/{n}"))).collect();
    let site = site(&links, "").file("skilt.yml", "external: { allow_private: [127.0.0.1], delay: 5 }\n");
    let run = site.run(&ASK).exits(0);
    assert_eq!(messages(&run), BTreeMap::new());
    assert_eq!(server.requests().len(), 1000);
    let most = most.load(Ordering::SeqCst);
    assert!(most <= 2, "{most} requests at once");
    let first = server.log.lock().expect("no panic").first().expect("a request").1;
    let last = server.log.lock().expect("no panic").last().expect("a request").1;
    assert!(last - first >= Duration::from_millis(999 * 5), "{:?}", last - first);
}

#[test]
fn endless_and_dripping_answers_end() {
    let server = Server::start(|method, path, _, stream| match path {
        "/endless" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p id=start>");
            while method == "GET" && stream.write_all(&[b'x'; 65_536]).is_ok() {}
        }
        "/bomb" => {
            // Ten bytes that would unpack to any size; nobody unpacks them.
            reply(stream, "200 OK", "Content-Encoding: gzip\r\n", "0123456789");
        }
        "/drip" => {
            for byte in b"HTTP/1.1 200 OK\r\n".iter().cycle().take(600) {
                if stream.write_all(&[*byte]).is_err() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        "/silence" => std::thread::sleep(Duration::from_secs(30)),
        _ => {
            let _ = stream.write_all(b"220 mail.fixture ESMTP\r\n");
        }
    });
    let links =
        ["/endless#start", "/endless#end", "/bomb#x", "/drip", "/silence", "/mail"].map(|path| server.url(path));
    let settings = "  anchors: true\n  timeout: 1\n  retries: 0\n  per_host: 8\n";
    let run = site(&links, settings).run(&ASK).exits(0);
    let found = messages(&run);
    let codes: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(
        codes,
        ["external-link-unknown 11", "external-link-unknown 13", "external-link-unknown 9"],
        "{found:#?}"
    );
    assert!(run.time < Duration::from_secs(60), "{:?}", run.time);
}

#[test]
fn anchors_of_other_sites_are_looked_for_when_asked_to() {
    let server = Server::start(|method, _, _, stream| head(stream, method, "200 OK", "", "<h2 id=\"there\">x</h2>"));
    let links = [server.url("/p#there"), server.url("/p#gone"), server.url("/p#L10")];
    assert_eq!(messages(&site(&links, "").run(&ASK)).len(), 0);
    assert_eq!(server.requests(), ["HEAD /p"]);
    let found = messages(&site(&links, "  anchors: true\n").run(&ASK).exits(0));
    assert_eq!(found.keys().collect::<Vec<_>>(), ["external-link-broken 5"], "{found:#?}");
    assert_eq!(server.requests(), ["HEAD /p", "GET /p"]);
}

#[test]
fn patterns_and_comments_leave_addresses_out() {
    let server = Server::start(|method, _, _, stream| head(stream, method, "404 Not Found", "", ""));
    let site = site(&[server.url("/a/1"), server.url("/b/1")], "  deny: \"*/a/*\"\n");
    assert_eq!(site.run(&ASK).problems(), ["external-link-broken a.md:5:5"]);
    let ignored = format!(
        "# B\n\n<!-- skilt-ignore external-link-broken: moved soon -->\n[x]({0})\n\n[x]({0})\n",
        server.url("/b/1")
    );
    site.write("a.md", &ignored);
    assert_eq!(site.run(&ASK).problems(), ["external-link-broken a.md:6:5"]);
    site.write("a.md", ignored.rsplit_once("\n\n").expect("two links").0);
    assert_eq!(site.run(&ASK).problems(), [""; 0]);
    assert_eq!(site.problems(), [""; 0], "without asking, the comment is not called unused");
    site.write("skilt.yml", "external: { allow_private: [127.0.0.1] }\nrules: { external-link-broken: error }\n");
    site.write("a.md", format!("# A\n\n[x]({})\n", server.url("/c")));
    site.run(&["check", "--external"]).exits(1).says("error[external-link-broken]");
}

#[test]
fn a_server_that_speaks_no_tls_is_no_verdict() {
    let server = Server::start(|method, _, _, stream| head(stream, method, "200 OK", "", ""));
    let url = format!("https://127.0.0.1:{}/", server.port);
    let run = site(&[url], "  retries: 0\n").run(&ASK).exits(0);
    assert_eq!(run.problems(), ["external-link-unknown a.md:3:5"], "{}", run.out);
}

#[test]
fn nothing_listens_there() {
    let port = TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("an address").port();
    let links: Vec<String> = (0..5).map(|n| format!("http://127.0.0.1:{port}/{n}")).collect();
    let run =
        site(&links, "  retries: 0\n").run(&["check", "--external", "--deny", "warnings", "--format", "json"]).exits(0);
    let report = run.json();
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(1), "once for the host: {report:#}");
    assert_eq!(report["diagnostics"][0]["code"], "external-link-unknown");
    assert_eq!(report["diagnostics"][0]["related"].as_array().map(Vec::len), Some(4));
}

/// Without any network (`unshare -n`), a check says so once for each host and ends as it would have.
#[cfg(target_os = "linux")]
#[test]
fn offline_is_said_once_for_each_host() {
    let links = ["https://docs.fixture-a.no/1", "https://docs.fixture-a.no/2", "https://docs.fixture-b.no/"];
    let site = site(&links.map(str::to_owned), "");
    let run = |arguments: &[&str]| {
        std::process::Command::new("unshare")
            .args(["--map-root-user", "--net", env!("CARGO_BIN_EXE_skilt")])
            .args(arguments)
            .current_dir(site.folder())
            .output()
    };
    let probe = std::process::Command::new("unshare").args(["--map-root-user", "--net", "true"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("skipped: `unshare --net` is not allowed here");
        return;
    }
    let output = run(&["check", "--external", "--deny", "warnings", "--format", "json"]).expect("a run");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = report["diagnostics"].as_array().expect("a list");
    let places: Vec<String> = list.iter().map(|item| format!("{} {}", item["code"], item["line"])).collect();
    assert_eq!(places, ["\"external-link-unknown\" 3", "\"external-link-unknown\" 7"], "{report:#}");
    assert!(list[0]["message"].as_str().is_some_and(|text| text.contains("`docs.fixture-a.no` cannot be looked up")));
    let online = site.run(&["check", "--format", "json"]);
    let offline = run(&["check", "--format", "json"]).expect("a run");
    assert_eq!(String::from_utf8_lossy(&offline.stdout), online.out, "no network, no difference");
}
