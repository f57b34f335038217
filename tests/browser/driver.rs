//! A browser without a window, driven over WebDriver (W3C) with the additions of chromedriver.

use axum::http::Method;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a page may take to come to what is waited for.
const PATIENCE: Duration = Duration::from_secs(8);

/// Switches without which the browser talks to its maker or wants a window. No name but the loopback address is
/// looked up, whatever a page or the browser asks for.
const SWITCHES: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// Runs in every page before its own scripts: keeps what goes wrong, and the theme when the page is first painted.
const WITNESS: &str = r"
window.witness = { problems: [], theme: 'unseen' };
addEventListener('error', e => witness.problems.push('error: ' + (e.message || (e.target && (e.target.src || e.target.href)))), true);
addEventListener('unhandledrejection', e => witness.problems.push('rejection: ' + e.reason));
addEventListener('securitypolicyviolation', e => witness.problems.push('policy: ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sample));
new MutationObserver((_, me) => {
  if (document.body) { witness.theme = document.documentElement.dataset.theme || ''; me.disconnect(); }
}).observe(document, { childList: true, subtree: true });
document.addEventListener('DOMContentLoaded', () => { witness.loaded = document.documentElement.dataset.theme || ''; });
";

/// Whether both programs are here.
pub(crate) fn is_here() -> bool {
    let answers = |program: &str| {
        let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        quiet.is_ok_and(|status| status.success())
    };
    answers("chromedriver") && answers("chromium")
}

/// The driver's process. It ends, and every browser that it started, when this is dropped.
pub(crate) struct Driver {
    child: Child,
    port: u16,
    /// The folders of the browsers' profiles.
    profiles: TempDir,
}

impl Driver {
    /// Starts the driver on a free port of the loopback interface, which it names in its output.
    pub(crate) fn start() -> Driver {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            let (_, port) = line.rsplit_once("successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        // Its output is read to the end, or it would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let profiles = tempfile::tempdir().expect("a folder");
        Driver { child, port: port.expect("chromedriver names its port"), profiles }
    }

    /// A browser with a fresh profile, in which pages may or may not run scripts. One of each at a time.
    pub(crate) async fn browser(&self, scripts: bool) -> Browser {
        let profile = self.profiles.path().join(if scripts { "scripts" } else { "plain" });
        let mut switches: Vec<String> = SWITCHES.map(str::to_owned).into();
        switches.push(format!("--user-data-dir={}", profile.display()));
        let mut options = json!({ "args": switches });
        if !scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" } });
        let wanted = wanted.as_object().expect("an object").clone();
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wanted)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("a browser");
        let browser = Browser { client };
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WITNESS })).await;
        browser
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Killed alone, it would leave its browsers behind. Asked to, it ends them first.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = stream.read_to_end(&mut Vec::new());
        }
        let end = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command that only chromedriver knows.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// One browser with one page.
pub(crate) struct Browser {
    pub(crate) client: Client,
}

impl Browser {
    /// A command of the DevTools protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.client.issue_cmd(Extension { path: "goog/cdp/execute", body }).await.expect(command);
    }

    /// The size of the window in CSS pixels, and whether the system's theme is dark.
    pub(crate) async fn look(&self, (width, height): (u32, u32), dark: bool) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        // A page that is still moving into the place of another complains when the window changes.
        let still = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [scheme, still] })).await;
    }

    /// Goes to an address and waits until the page there is complete.
    pub(crate) async fn open(&self, url: &str) {
        let before = self.value("performance.timeOrigin").await;
        self.client.goto(url).await.expect(url);
        self.until_complete(&before).await;
    }

    pub(crate) async fn reload(&self) {
        let before = self.value("performance.timeOrigin").await;
        self.client.refresh().await.expect("reloads");
        self.until_complete(&before).await;
    }

    /// Waits for another page than that of `before`. The driver's own waiting is not enough: it now and then answers
    /// while the page is still being read.
    async fn until_complete(&self, before: &Value) {
        self.until(&format!("performance.timeOrigin !== {before} && document.readyState === 'complete'")).await;
    }

    /// The value of an expression in the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        self.client.execute(&format!("return ({expression});"), Vec::new()).await.expect(expression)
    }

    /// The elements that a selector finds and a reader sees, as texts.
    pub(crate) async fn seen(&self, selector: &str) -> Vec<String> {
        let visible = "e => e.checkVisibility({ visibilityProperty: true })";
        // What is far down a page may not be rendered yet, and has no inner text then.
        let text = "e => (e.innerText || e.textContent).trim()";
        let script = format!("[...document.querySelectorAll({selector:?})].filter({visible}).map({text})");
        let value = self.value(&script).await;
        let texts = value.as_array().expect("a list").iter();
        texts.map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
    }

    pub(crate) async fn click(&self, selector: &str) {
        let element = self.client.find(fantoccini::Locator::Css(selector)).await.expect(selector);
        element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses keys where the focus is.
    pub(crate) async fn press(&self, key: char) {
        let element = self.client.active_element().await.expect("a focus");
        element.send_keys(&key.to_string()).await.expect("a key");
    }

    /// Waits until an expression is true.
    pub(crate) async fn until(&self, expression: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            // A page that is about to be replaced has no answer.
            let value: Result<Value, CmdError> =
                self.client.execute(&format!("return Boolean({expression});"), Vec::new()).await;
            if matches!(value, Ok(Value::Bool(true))) {
                return;
            }
            if Instant::now() > end {
                let url = self.client.current_url().await.map(String::from).unwrap_or_default();
                panic!("never true at {url}: {expression}");
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// What went wrong in the page and on its way here since this was last asked: uncaught errors, warnings of the
    /// console, requests that failed.
    pub(crate) async fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if let Value::Array(own) = self.value("window.witness ? witness.problems.splice(0) : ['no witness']").await {
            problems.extend(own.iter().map(|problem| problem.as_str().unwrap_or_default().to_owned()));
        }
        let log = Extension { path: "se/log", body: json!({ "type": "browser" }) };
        let entries = self.client.issue_cmd(log).await.expect("a log");
        for entry in entries.as_array().expect("a list") {
            if entry["level"] == "SEVERE" || entry["level"] == "WARNING" {
                problems.push(entry["message"].as_str().unwrap_or_default().to_owned());
            }
        }
        problems
    }

    pub(crate) async fn close(self) {
        let _ = self.client.close().await;
    }
}
