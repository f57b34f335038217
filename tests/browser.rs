//! Pages as a browser shows them: Chromium, driven through chromedriver over the loopback interface.
//!
//! Where the two programs are missing the test says so and passes, unless `SKILT_BROWSER=required` is set.

#[path = "browser/audit.rs"]
mod audit;
#[path = "browser/driver.rs"]
mod driver;
#[path = "browser/extremes.rs"]
mod extremes;
#[path = "browser/host.rs"]
mod host;
#[path = "browser/hostile.rs"]
mod hostile;
#[path = "browser/platform.rs"]
mod platform;
#[path = "browser/reader.rs"]
mod reader;
#[path = "browser/reference.rs"]
mod reference;
#[path = "browser/relevance.rs"]
mod relevance;
#[path = "browser/site.rs"]
mod site;

use driver::{Browser, Driver};
use fantoccini::key::Key;
use serde_json::json;
use skilt::build::{self, Failure, Outcome};
use skilt::serve::{self, Listener, Options};
use std::sync::Arc;
use std::time::Duration;

const WIDE: (u32, u32) = (1440, 900);
const NARROW: (u32, u32) = (390, 844);

/// A page of every kind. The last is the page for addresses that lead nowhere.
const KINDS: [&str; 9] = [
    "/",
    "/lamp.html",
    "/glass.html",
    "/platforms/",
    "/platforms/rock/",
    "/topics/",
    "/topics/howto/",
    "/toc.html",
    "/nothing/here.html",
];

struct Silent;

impl Listener for Silent {
    fn built(&self, _: Result<&Outcome, &Failure>, _: Duration, _: bool) {}
}

#[test]
fn pages_work_in_a_browser() {
    if !driver::is_here() {
        let required = std::env::var("SKILT_BROWSER").is_ok_and(|value| value == "required");
        assert!(!required, "chromium and chromedriver are not here, and SKILT_BROWSER=required");
        println!("skipped: chromium and chromedriver are not here");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    site::write(folder.path());
    let build = build::Options { site: folder.path().to_owned(), jobs: Some(2), ..build::Options::default() };
    let options = Options { build, host: "127.0.0.1".into(), port: 0, more_ports: 0, polls: false };
    let server = serve::start(options, Arc::new(Silent)).map_err(|error| format!("{error:?}")).expect("a server");
    let url = format!("http://{}", server.addr);
    let strict = host::start(folder.path().join("_site"));
    let driver = Driver::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let browser = driver.browser(true).await;
        every_page_is_sound(&browser, &url).await;
        tabs(&browser, &url).await;
        theme(&browser, &url).await;
        filters(&browser, &url).await;
        article(&browser, &url).await;
        menu_of_narrow_screens(&browser, &url).await;
        permanent_addresses(&browser, &url).await;
        search(&browser, &url).await;
        platform::choice(&browser, &url).await;
        reader::stays(&browser).await;
        extremes::all_read(&browser).await;
        audit::every_page(&browser, &url).await;
        audit::api_pages(&browser).await;
        strict_policy(&browser, &strict).await;
        hostile::nothing_runs(&browser).await;
        relevance::own_site(&browser).await;
        reference::members(&browser).await;
        reference::real_addresses(&browser).await;
        reference::search(&browser).await;
        std::fs::remove_dir_all(folder.path().join("_site/uid/fog")).expect("a page of its own for the uid");
        lookup_of_uids(&browser, &strict).await;
        browser.close().await;
        let browser = driver.browser(false).await;
        without_scripts(&browser, &url).await;
        platform::without_scripts(&browser, &url).await;
        browser.close().await;
    });
    drop(driver);
    server.stop();
}

/// What must not be among the problems of a page. Chromium also reports that the page for missing addresses was sent
/// with status 404.
async fn assert_sound(browser: &Browser, url: &str) {
    let problems: Vec<String> = browser
        .problems()
        .await
        .into_iter()
        .filter(|problem| !(problem.starts_with(url) && url.contains("/nothing/") && problem.contains("404")))
        .collect();
    assert!(problems.is_empty(), "{url}: {problems:#?}");
}

async fn every_page_is_sound(browser: &Browser, url: &str) {
    for (size, dark) in [(WIDE, false), (WIDE, true), (NARROW, false), (NARROW, true)] {
        browser.look(size, dark).await;
        for kind in KINDS {
            let url = format!("{url}{kind}");
            browser.open(&url).await;
            assert_eq!(browser.value("document.querySelectorAll('h1').length").await, 1, "{url}");
            assert_eq!(browser.value("innerWidth").await, size.0, "{url} is laid out wider than the screen");
            let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.value(wider).await, 0, "{url} scrolls sideways at {size:?}");
            let paper = "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+(\\.\\d+)?/g).slice(0, 3).reduce((a, b) => a + +b, 0)";
            let light = browser.value(paper).await.as_f64().expect("a sum");
            assert!((light < 384.0) == dark, "{url}: the page's colours add up to {light}, dark: {dark}");
            assert_sound(browser, &url).await;
        }
    }
}

async fn tabs(browser: &Browser, url: &str) {
    const PANELS: &str = "[role=tabpanel]";
    const CHOSEN: &str = "[role=tab][aria-selected=true]";
    let page = format!("{url}/lamp.html");
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        browser.open(&page).await;
        browser.value("localStorage.clear()").await;
        browser.open(&page).await;
        assert_eq!(browser.seen(CHOSEN).await, ["Oil", "Oil"]);

        browser.click("[href='#tabpanel_2_gas']").await;
        assert_eq!(browser.seen(CHOSEN).await, ["Gas", "Gas"], "the other group follows");
        let panels = browser.seen(PANELS).await;
        assert!(panels.len() == 2 && panels.iter().all(|text| text.contains("gas-words")), "{panels:?}");
        assert!(browser.client.current_url().await.expect("an address").as_str().contains("tabs=gas"));
        browser.reload().await;
        assert_eq!(browser.seen(CHOSEN).await, ["Gas", "Gas"], "kept over a reload");
        browser.open(&page).await;
        assert_eq!(browser.seen(CHOSEN).await, ["Gas", "Gas"], "kept for the next visit");

        browser.click("[href='#tabpanel_1_gas']").await;
        for (key, there) in [
            (Key::Right, "Electric"),
            (Key::Right, "Oil"),
            (Key::Left, "Electric"),
            (Key::Home, "Oil"),
            (Key::End, "Electric"),
        ] {
            browser.press(key.into()).await;
            let chosen = browser.seen(CHOSEN).await;
            assert_eq!(chosen[0], there, "after {key:?}");
            assert_eq!(
                browser.value("document.activeElement.textContent.trim()").await,
                there,
                "the focus moves along"
            );
        }
        assert_sound(browser, &page).await;
    }
    browser.value("localStorage.clear()").await;
}

async fn theme(browser: &Browser, url: &str) {
    let page = format!("{url}/lamp.html");
    browser.look(WIDE, false).await;
    browser.open(&page).await;
    let set = "document.documentElement.dataset.theme || ''";
    assert_eq!(browser.value(set).await, "");
    for theme in ["light", "dark"] {
        browser.click("[data-theme-switch]").await;
        assert_eq!(browser.value(set).await, theme);
        browser.reload().await;
        assert_eq!(browser.value("witness.theme").await, theme, "set before there is a body to paint");
        assert_eq!(browser.value("witness.loaded").await, theme);
        assert_eq!(browser.value("getComputedStyle(document.documentElement).colorScheme").await, theme);
    }
    browser.click("[data-theme-switch]").await;
    browser.reload().await;
    assert_eq!(browser.value("witness.theme").await, "");
    assert_sound(browser, &page).await;
}

async fn filters(browser: &Browser, url: &str) {
    const ROWS: &str = ".rows > li a";
    let page = format!("{url}/platforms/rock/");
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        browser.open(&page).await;
        let sorted = |mut rows: Vec<String>| {
            rows.sort();
            rows.dedup();
            rows
        };
        let all = ["Clear glass", "Fog", "The boat that brings bread", "Trim the lamp"];
        assert_eq!(sorted(browser.seen(ROWS).await), all);
        browser.click("label.chip:has([name=client][value=sailor])").await;
        let some = ["Fog", "The boat that brings bread"];
        assert_eq!(sorted(browser.seen(ROWS).await), some);
        assert_eq!(browser.seen("[data-filter-status]").await, ["2 of 4 pages"]);
        assert!(browser.client.current_url().await.expect("an address").as_str().ends_with("?client=sailor"));
        browser.reload().await;
        assert_eq!(sorted(browser.seen(ROWS).await), some, "kept over a reload");
        browser.click("[data-filter-clear]").await;
        assert_eq!(sorted(browser.seen(ROWS).await), all);
        assert!(browser.client.current_url().await.expect("an address").query().unwrap_or_default().is_empty());
        assert_sound(browser, &page).await;
    }
}

async fn article(browser: &Browser, url: &str) {
    let page = format!("{url}/lamp.html");
    browser.look(WIDE, false).await;
    browser.open(&page).await;
    assert_eq!(browser.seen(".code-head button").await, ["Copy"]);
    assert_eq!(browser.seen("[role=note]").await.len(), 2);
    browser.value("document.querySelector('#wait').scrollIntoView()").await;
    browser.until("document.querySelector('.toc [aria-current]')?.textContent === 'Wait'").await;
    browser.click(".toc a[href='#compare']").await;
    browser.until("document.querySelector('.toc [aria-current]')?.textContent === 'Compare'").await;
    // The heading is not under the bar that stays at the top.
    let below = "document.querySelector('#compare').getBoundingClientRect().top \
                 - document.querySelector('.site-head').getBoundingClientRect().bottom";
    browser.until(&format!("({below}) >= 0 && ({below}) < 300")).await;
    browser.until("document.querySelector('.prose img').naturalWidth === 1200").await;
    browser.click(".zoom").await;
    browser.until("document.querySelector('dialog.lightbox[open] img')?.complete").await;
    browser.press(Key::Escape.into()).await;
    browser.until("!document.querySelector('dialog')").await;

    browser.look(NARROW, false).await;
    browser.open(&page).await;
    let inside = "(() => { const t = document.querySelector('.table'); return t.scrollWidth > t.clientWidth && t.tabIndex === 0; })()";
    browser.until(inside).await;
    assert_sound(browser, &page).await;
}

async fn menu_of_narrow_screens(browser: &Browser, url: &str) {
    browser.look(NARROW, false).await;
    browser.open(&format!("{url}/glass.html")).await;
    assert!(browser.seen(".side-nav a").await.is_empty());
    browser.click(".menu-button").await;
    assert!(browser.seen(".side-nav a > span:first-child").await.contains(&"Fog".to_owned()));
    let input = browser.client.find(fantoccini::Locator::Css(".nav-filter input")).await.expect("a filter");
    input.send_keys("boat").await.expect("keys");
    browser.until("document.querySelector('.nav-found a')?.textContent.startsWith('The boat')").await;
    browser.press(Key::Escape.into()).await;
    browser.click(".drawer-close").await;
    assert!(browser.seen(".side-nav a").await.is_empty());
    assert_sound(browser, url).await;
}

/// A query with a mistyped word, by keyboard alone, also under the strict policy's server.
async fn search(browser: &Browser, url: &str) {
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        browser.open(&format!("{url}/platforms/")).await;
        browser.click("[data-search-open]").await;
        browser.until("document.activeElement.getAttribute('role') === 'combobox'").await;
        for key in "trim lmap".chars() {
            browser.press(key).await;
        }
        browser.until("(document.querySelector('.search-results li[aria-selected=true]') || {textContent: ''}).textContent.includes('Trim the lamp')").await;
        assert_sound(browser, &format!("{url}/platforms/")).await;
        browser.press(Key::Enter.into()).await;
        browser.until("location.pathname === '/lamp.html'").await;
        browser.problems().await;
    }
}

async fn permanent_addresses(browser: &Browser, url: &str) {
    for uid in ["/uid/lamp", "/uid/lamp/"] {
        browser.open(&format!("{url}{uid}")).await;
        browser.until("location.pathname === '/lamp.html' && document.querySelector('h1')").await;
    }
    browser.problems().await;
}

/// Every page, and what scripts do in it, under a policy that allows nothing inline. Only the `style` by which a table
/// aligns a column may be refused, and then the style sheet aligns the column.
async fn strict_policy(browser: &Browser, url: &str) {
    browser.look(WIDE, false).await;
    for kind in KINDS {
        let url = format!("{url}{kind}");
        browser.open(&url).await;
        let inline = "[...document.querySelectorAll('script:not([src], [type*=json]), style, [style]:not(td, th)')].map(e => e.outerHTML)";
        assert_eq!(browser.value(inline).await, json!([]), "{url}");
        let problems = browser.problems().await;
        let other = problems.iter().filter(|problem| {
            let cell = problem.starts_with("policy: style-src-attr") || problem.contains("inline style");
            let missing = url.contains("/nothing/") && problem.contains("404");
            !(missing || cell && url.ends_with("/lamp.html"))
        });
        assert_eq!(other.collect::<Vec<_>>(), Vec::<&String>::new(), "{url}");
    }
    browser.open(&format!("{url}/lamp.html")).await;
    let cells = "[...document.querySelectorAll('tbody td')].slice(0, 3).map(e => getComputedStyle(e).textAlign)";
    assert_eq!(browser.value(cells).await, json!(["left", "right", "center"]));
    browser.click("[href='#tabpanel_1_gas']").await;
    assert_eq!(browser.seen("[role=tabpanel]").await.len(), 2);
    browser.problems().await;
}

/// A site with very many uids has no page for each: the page for missing addresses looks them up.
async fn lookup_of_uids(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/uid/fog")).await;
    browser.until("location.pathname === '/fog.html' && document.querySelector('h1')").await;
    browser.open(&format!("{url}/uid/constructor")).await;
    assert_eq!(browser.seen("h1").await, ["This page is not here"]);
    browser.problems().await;
}

async fn without_scripts(browser: &Browser, url: &str) {
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        browser.open(&format!("{url}/lamp.html")).await;
        assert_eq!(browser.value("document.documentElement.classList.contains('js')").await, false, "scripts are off");
        let panels = browser.seen("[role=tabpanel]").await;
        assert_eq!(panels.len(), 5, "{panels:?}");
        for words in ["oil-words show", "gas-words fade", "electric-words say", "Second oil-words", "Second gas-words"]
        {
            assert!(panels.iter().any(|panel| panel.contains(words)), "{words}: {panels:?}");
        }
        assert_eq!(browser.seen("[role=note]").await.len(), 2);
        assert!(browser.seen(".js-only").await.is_empty(), "nothing is offered that does not work");
        browser.open(&format!("{url}/platforms/rock/")).await;
        let rows = browser.seen(".rows > li a").await;
        for title in ["Clear glass", "Fog", "The boat that brings bread", "Trim the lamp"] {
            assert!(rows.iter().any(|row| row == title), "{title}: {rows:?}");
        }
        assert!(browser.seen("[data-filters]").await.is_empty());
    }
}
