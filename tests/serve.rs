//! The development server, asked over the loopback interface. Every test has a server and a site of its own, every
//! wait has an end.

use skilt::build::{self, Failure, Outcome};
use skilt::serve::{self, Handle, Listener, Options};
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(5);

struct Deaf;

impl Listener for Deaf {
    fn built(&self, _: Result<&Outcome, &Failure>, _: Duration, _: bool) {}
}

/// The server answers before everything is written; the tests that look at the output wait for it.
fn wait_for_output(site: &Path) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !site.join("_site/manifest.json").exists() || site.join("_site/.skilt-stage").exists() {
        assert!(Instant::now() < deadline, "the site is never written");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A site of three pages with a server.
struct Served {
    folder: TempDir,
    handle: Handle,
}

impl Served {
    fn new(configuration: &str) -> Served {
        Served::with(configuration, false)
    }

    fn with(configuration: &str, polls: bool) -> Served {
        let folder = tempfile::tempdir().expect("folder");
        write(folder.path(), "skilt.yml", configuration);
        write(folder.path(), "content/index.md", "# Front\n\nSee [the other](guide/other.md).\n");
        write(folder.path(), "content/guide/other.md", "# Other\n\nA [way](missing.md) to nowhere.\n");
        write(folder.path(), "content/guide/index.md", "# Guide\n\nWords.\n");
        let build = build::Options { site: folder.path().to_owned(), jobs: Some(2), ..build::Options::default() };
        let options = Options { build, host: "127.0.0.1".into(), port: 0, more_ports: 0, polls };
        let handle = serve::start(options, Arc::new(Deaf)).map_err(|error| format!("{error:?}")).expect("a server");
        wait_for_output(folder.path());
        Served { folder, handle }
    }

    fn write(&self, path: &str, text: &str) {
        write(self.folder.path(), path, text);
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.handle.addr))
    }

    fn ask(&self, request: &str) -> Answer {
        ask(self.handle.addr, request.as_bytes())
    }

    fn events(&self, query: &str) -> Events {
        let mut stream = connect(self.handle.addr);
        let request = format!("GET /__skilt/events{query} HTTP/1.1\r\nHost: {}\r\n\r\n", self.handle.addr);
        stream.write_all(request.as_bytes()).expect("sent");
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).expect("a status");
        assert!(line.contains("200"), "{line}");
        Events(reader)
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&addr, PATIENCE).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    stream.set_write_timeout(Some(PATIENCE)).expect("a limit");
    stream
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

fn ask(addr: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = connect(addr);
    // A server that has heard enough hangs up while it is still being told.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// Reads until an event says this.
    fn wait_for(&mut self, words: &str) -> String {
        let end = Instant::now() + PATIENCE;
        let mut heard = String::new();
        while Instant::now() < end {
            let mut line = String::new();
            match self.0.read_line(&mut line) {
                Ok(0) => panic!("the stream ended before {words:?}: {heard}"),
                Ok(_) if line.starts_with("data:") && line.contains(words) => return line,
                Ok(_) => heard.push_str(&line),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
                Err(error) => panic!("{error}"),
            }
        }
        panic!("no event said {words:?} in time: {heard}");
    }
}

#[test]
fn serves_pages_with_the_script_and_everything_else_as_it_is() {
    let site = Served::new("title: T\n");
    let page = site.get("/guide/other.html");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.body.contains("data-route=\"guide/other.html\"") && page.body.contains("/__skilt/client.js"));
    assert!(page.body.rfind("<script src=\"/__skilt").expect("a script") < page.body.rfind("</body>").expect("an end"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let written = fs::read_to_string(site.folder.path().join("_site/guide/other.html")).expect("a page");
    assert!(!written.contains("__skilt"), "the script is never written");
    assert_eq!(site.get("/").status, 200);
    assert_eq!(site.get("/guide/other").status, 200);
    let folder = site.get("/guide?x=1");
    assert_eq!((folder.status, folder.header("location")), (307, Some("/guide/?x=1")));
    let style = site.get("/assets/skilt.css");
    assert_eq!((style.status, style.header("content-type")), (200, Some("text/css; charset=utf-8")));
    let lost = site.get("/nothing/here");
    assert!(lost.status == 404 && lost.body.contains("/__skilt/client.js"));
    let script = site.get("/__skilt/client.js");
    assert!(script.status == 200 && script.body.contains("EventSource"));
}

#[test]
fn can_only_be_read() {
    let site = Served::new("title: T\n");
    let ask = |method: &str| {
        let host = site.handle.addr;
        site.ask(&format!("{method} / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
    };
    let head = ask("HEAD");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let length = site.get("/").body.len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        assert_eq!(ask(method).status, 405, "{method}");
    }
}

#[test]
fn nothing_outside_the_output_is_served() {
    let site = Served::new("title: SECRET\n");
    write(site.folder.path(), "content/secret.txt", "SECRET");
    for path in [
        "/../skilt.yml",
        "/guide/../../skilt.yml",
        "/%2e%2e/skilt.yml",
        "/%2E./skilt.yml",
        "/..%2fskilt.yml",
        "/..%2Fskilt.yml",
        "/..%5cskilt.yml",
        "/..\\skilt.yml",
        "/..%c0%afskilt.yml",
        "/%c0%ae%c0%ae/skilt.yml",
        "/%252e%252e/skilt.yml",
        "/..%252fskilt.yml",
        "//evil.example/skilt.yml",
        "//../skilt.yml",
        "/index.html%00.txt",
        "/%00",
        "/index.html::$DATA",
        "/C:/Windows/win.ini",
        "/C:%5cWindows%5cwin.ini",
        "/%5c%5cevil.example%5cshare",
        "/file:///etc/passwd",
        "/etc/passwd",
        "/....//skilt.yml",
        "/..;/skilt.yml",
        "/SKILT~1.YML",
        "/.skilt-lock",
        "/__skilt/../../skilt.yml",
    ] {
        let answer = site.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.body.contains("title: SECRET") && !answer.body.contains("root:"), "{path}");
        assert_eq!(answer.header("location"), None, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_output_is_not_followed() {
    let site = Served::new("title: T\n");
    let output = site.folder.path().join("_site");
    let outside = tempfile::tempdir().expect("folder");
    write(outside.path(), "x.txt", "SECRET");
    let link = |name: &str, to: &Path| std::os::unix::fs::symlink(to, output.join(name)).expect("linked");
    link("file.txt", &outside.path().join("x.txt"));
    link("folder", outside.path());
    link("inside.html", &output.join("index.html"));
    assert_eq!(site.get("/file.txt").status, 404);
    assert_eq!(site.get("/folder/x.txt").status, 404);
    assert_eq!(site.get("/inside.html").status, 200);
    // A page that is swapped for a link after the start.
    fs::remove_file(output.join("index.html")).expect("removed");
    link("index.html", &outside.path().join("x.txt"));
    assert!(!site.get("/").body.contains("SECRET"));
}

#[test]
fn strangers_are_turned_away() {
    let site = Served::new("title: T\n");
    let port = site.handle.addr.port();
    let ask =
        |path: &str, head: &str| site.ask(&format!("GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n")).status;
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(ask("/", &format!("Host: {host}\r\n")), 200, "{host}");
    }
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "169.254.169.254"] {
        assert_eq!(ask("/", &format!("Host: {host}\r\n")), 403, "{host}");
        assert_eq!(ask("/__skilt/events", &format!("Host: {host}\r\n")), 403, "{host}");
    }
    assert_eq!(ask("/", ""), 403, "no host");
    assert_eq!(ask("/", "Host: localhost\r\nHost: evil.example\r\n"), 403, "two hosts");
    assert_eq!(ask("http://evil.example/", "Host: localhost\r\n"), 403, "an absolute address");
    let own = format!("Host: localhost:{port}\r\n");
    for path in ["/__skilt/events", "/__skilt/diagnostics?path=/", "/"] {
        for origin in ["http://evil.example", "null", "http://localhost:1", "https://localhost"] {
            assert_eq!(ask(path, &format!("{own}Origin: {origin}\r\n")), 403, "{path} {origin}");
        }
    }
    assert_eq!(ask("/__skilt/diagnostics?path=/", &format!("{own}Origin: http://localhost:{port}\r\n")), 200);
    assert_eq!(ask("/__skilt/diagnostics?path=/", &format!("{own}Sec-Fetch-Site: cross-site\r\n")), 403);
}

#[test]
fn large_heads_and_slow_clients_do_not_stop_the_server() {
    let site = Served::new("title: T\n");
    let filler = format!("X: {}\r\n", "x".repeat(8000)).repeat(64);
    let answer = site.ask(&format!("GET / HTTP/1.1\r\nHost: {}\r\n{filler}\r\n", site.handle.addr));
    assert!(matches!(answer.status, 0 | 400 | 431), "{}", answer.status);
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = connect(site.handle.addr);
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
            stream
        })
        .collect();
    assert_eq!(site.get("/").status, 200);
    drop(slow);
    assert_eq!(ask(site.handle.addr, b"\x16\x03\x01\x00\xff\x00\r\n\r\n").status, 400);
    assert_eq!(site.get("/").status, 200);
}

#[test]
fn an_edit_names_the_page_that_changed() {
    let site = Served::new("title: T\n");
    let mut events = site.events("");
    site.write("content/guide/other.md", "# Other\n\nNew words.\n");
    let event = events.wait_for("\"guide/other.html\"");
    assert!(!event.contains("\"index.html\""), "{event}");
    assert!(site.get("/guide/other.html").body.contains("New words."));
    // A browser that was away hears of it, too.
    let build = event.split("\"build\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name");
    let (instance, _) = build.split_once('.').expect("a name in two parts");
    site.events(&format!("?since={instance}.0")).wait_for("\"guide/other.html\"");
}

/// Takes the lock of an output as soon as the build that holds it lets go of it, which is after its last file is there.
fn hold(output: &Path) -> build::Lock {
    let end = Instant::now() + PATIENCE;
    loop {
        match build::Lock::take(output) {
            Ok(lock) => return lock,
            Err(failure) => assert!(Instant::now() < end, "{failure:?}"),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_edit_is_shown_before_it_is_built_and_told_once() {
    let site = Served::new("title: T\nsearch: false\n");
    let mut events = site.events("");
    // Another build holds the output, so that this one cannot write.
    let held = hold(&site.folder.path().join("_site"));
    site.write("content/guide/other.md", "# Other\n\nA [way](missing.md) to nowhere. New words.\n");
    events.wait_for("\"guide/other.html\"");
    assert!(site.get("/guide/other.html").body.contains("New words."));
    let built = || fs::read_to_string(site.folder.path().join("_site/guide/other.html")).expect("a page");
    assert!(!built().contains("New words."));
    // A new title shows on other pages, which takes a build.
    site.write("content/guide/index.md", "# Manual\n\nWords.\n");
    std::thread::sleep(Duration::from_millis(300));
    assert!(!site.get("/guide/").body.contains("Manual"));
    drop(held);
    let event = events.wait_for("\"guide/index.html\"");
    assert!(built().contains("New words.") && site.get("/guide/other.html").body.contains("New words."));
    assert!(site.get("/guide/other.html").body.contains("Manual") && event.contains("\"guide/other.html\""), "{event}");
    site.write("content/guide/other.md", "# Other\n\nA [way](missing.md) to nowhere. Newer words.\n");
    events.wait_for("\"guide/other.html\"");
    let end = Instant::now() + PATIENCE;
    while !built().contains("Newer words.") {
        assert!(Instant::now() < end, "the edit is never built");
        std::thread::sleep(Duration::from_millis(20));
    }
    site.write("content/index.md", "# Front\n\nSee [the other](guide/other.md) and more.\n");
    let event = events.wait_for("\"build\"");
    assert!(event.contains("[\"index.html\"]"), "what was shown is not told again: {event}");
}

#[test]
fn files_that_are_replaced_and_folders_that_are_renamed_are_noticed() {
    let site = Served::new("title: T\n");
    let at = site.folder.path().join("content");
    let mut events = site.events("");
    site.write("content/guide/.other.md.new", "# Other\n\nReplaced words.\n");
    fs::rename(at.join("guide/.other.md.new"), at.join("guide/other.md")).expect("replaced");
    events.wait_for("\"guide/other.html\"");
    fs::rename(at.join("guide"), at.join("manual")).expect("renamed");
    let event = events.wait_for("\"manual/other.html\"");
    assert!(event.contains("\"removed\":[") && event.contains("\"guide/other.html\""), "{event}");
    site.write("content/manual/other.md", "# Other\n\nWords in a folder that was renamed.\n");
    events.wait_for("\"manual/other.html\"");
    site.write("content/new/deep/page.md", "# New\n");
    events.wait_for("\"new/deep/page.html\"");
    site.write("content/new/deep/page.md", "# New\n\nAnd changed.\n");
    events.wait_for("\"new/deep/page.html\"");
}

#[test]
fn notices_changes_without_the_help_of_the_operating_system() {
    let site = Served::with("title: T\n", true);
    let mut events = site.events("");
    site.write("content/guide/other.md", "# Other\n\nNew words.\n");
    events.wait_for("\"guide/other.html\"");
}

#[test]
fn what_has_no_effect_is_not_told() {
    let site = Served::new("title: T\n");
    let mut events = site.events("");
    site.write("content/4913", "");
    site.write("content/guide/other.md~", "backup");
    fs::remove_file(site.folder.path().join("content/4913")).expect("removed");
    fs::create_dir(site.folder.path().join("content/empty")).expect("made");
    site.write("skilt.yml", "title:   T\n");
    let _ = fs::read(site.folder.path().join("content/index.md")).expect("read");
    std::thread::sleep(Duration::from_millis(700));
    site.write("content/guide/other.md", "# Other\n\nNew words.\n");
    let event = events.wait_for("\"build\"");
    assert!(event.contains(".1\""), "the first news after the start: {event}");
}

#[test]
fn a_broken_configuration_keeps_the_old_site() {
    let site = Served::new("title: T\n");
    let mut events = site.events("");
    site.write("skilt.yml", "title: [\n");
    events.wait_for("\"failed\":true");
    assert!(site.get("/guide/other.html").body.contains("to nowhere"));
    let panel = site.get("/__skilt/diagnostics?path=%2F").body;
    assert!(panel.contains("\"failed\":true") && panel.contains("skilt.yml"), "{panel}");
    site.write("skilt.yml", "title: Mended\n");
    events.wait_for("\"failed\":false");
    assert!(site.get("/").body.contains("Mended"));
    assert!(site.get("/__skilt/diagnostics?path=%2F").body.contains("\"count\":0"));
}

#[test]
fn the_panel_tells_what_is_wrong_with_the_page() {
    let site = Served::new("title: T\n");
    let panel = site.get("/__skilt/diagnostics?path=%2Fguide%2Fother.html").body;
    let panel: serde_json::Value = serde_json::from_str(&panel).expect("JSON");
    let problem = &panel["problems"][0];
    assert_eq!(problem["code"], "link-file-missing");
    assert_eq!((problem["line"].as_u64(), problem["file"].as_str()), (Some(3), Some("content/guide/other.md")));
    let href = problem["href"].as_str().expect("an address");
    assert!(href.starts_with("vscode://file/") && href.contains("content/guide/other.md:3:"), "{href}");
    assert!(site.get("/__skilt/diagnostics?path=%2Fguide%2F").body.contains("\"count\":0"));
    assert!(site.get("/__skilt/diagnostics?path=%2F..%2Fx").body.contains("\"count\":0"));
}

#[test]
fn the_path_of_the_base_address_is_a_prefix() {
    let site = Served::new("title: T\nbase_url: https://docs.example/en/docs/\n");
    assert!(site.handle.url.ends_with("/en/docs/"), "{}", site.handle.url);
    let front = site.get("/");
    assert_eq!((front.status, front.header("location")), (307, Some("/en/docs/")));
    let page = site.get("/en/docs/guide/other.html");
    assert!(page.status == 200 && page.body.contains("data-prefix=\"en/docs\""));
    assert_eq!(site.get("/guide/other.html").status, 200);
}

#[test]
fn a_port_that_is_taken_is_told() {
    let site = Served::new("title: T\n");
    let build = build::Options { site: site.folder.path().to_owned(), ..build::Options::default() };
    let port = site.handle.addr.port();
    let options = Options { build, host: "127.0.0.1".into(), port, more_ports: 0, polls: false };
    let result = serve::start(options, Arc::new(Deaf));
    assert!(matches!(result, Err(serve::StartError::PortTaken(taken)) if taken == port));
    site.handle.stop();
    assert!(TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), PATIENCE).is_err());
}

#[test]
fn answers_before_the_whole_site_is_written() {
    let folder = tempfile::tempdir().expect("folder");
    for page in 0..400 {
        let text = format!("# Page {page}\n\nWords and [a link](page-{}.md).\n", (page + 1) % 400);
        write(folder.path(), &format!("content/page-{page}.md"), &text);
    }
    let build = build::Options { site: folder.path().to_owned(), jobs: Some(1), ..build::Options::default() };
    let options = Options { build, host: "127.0.0.1".into(), port: 0, more_ports: 0, polls: false };
    let handle = serve::start(options, Arc::new(Deaf)).map_err(|error| format!("{error:?}")).expect("a server");
    let get = |path: &str| {
        ask(
            handle.addr,
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", handle.addr).as_bytes(),
        )
    };
    // Whether or not this one is written by now, it is there, and so is what it needs.
    let page = get("/page-399.html");
    assert!(page.status == 200 && page.body.contains("Page 399") && page.body.contains("client.js"), "{}", page.status);
    assert_eq!((get("/assets/skilt.css").status, get("/nowhere.html").status), (200, 404));
    wait_for_output(folder.path());
    assert!(get("/page-399.html").body.contains("Page 399"));
}
