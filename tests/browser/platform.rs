//! The choice of platform: made once, seen everywhere, shared by address, taken back with one click.

use crate::driver::Browser;
use crate::{NARROW, WIDE, assert_sound};
use serde_json::json;

const CHOSEN: &str = "document.documentElement.dataset.for || ''";
const SHIFT: &str = "new Promise(done => { let sum = 0; new PerformanceObserver(list => list.getEntries().forEach(shift => sum += shift.value)).observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 250); })";

/// Where things stand on the page, furniture included.
const PLACES: &str = "JSON.stringify([...document.querySelectorAll('h1, .applies, .prose > p, .sidebar, .crumbs, .site-tools, .page-facts, .pager')].map(node => { const box = node.getBoundingClientRect(); return [box.left, box.top]; }))";

/// The colour of the link to a page in a list or in the navigation.
fn ink(selector: &str) -> String {
    format!("getComputedStyle(document.querySelector({selector:?})).color")
}

pub(crate) async fn choice(browser: &Browser, url: &str) {
    for size in [WIDE, NARROW] {
        browser.look(size, false).await;
        browser.open(&format!("{url}/glass.html")).await;
        browser.value("localStorage.clear(), sessionStorage.clear()").await;
        browser.open(&format!("{url}/glass.html")).await;
        assert!(browser.seen(".view-bar").await.is_empty());
        let places = browser.value(PLACES).await;
        browser.click(".view-button").await;
        browser.click(".view label:has([value=shore])").await;
        browser.click(".view label:has([value=sailor])").await;
        assert_eq!(browser.value(CHOSEN).await, "shore sailor");
        assert_eq!(browser.value(PLACES).await, places, "nothing moves when a platform is chosen");
        assert_eq!(browser.value("location.search").await, "?for=shore.sailor");
        assert!(browser.seen("[data-view-status]").await[0].contains("On the shore, Sailor"));
        assert_eq!(browser.seen(".view-note").await.len(), 1, "this page is for the rock");

        browser.open(&format!("{url}/topics/howto/")).await;
        assert_eq!(browser.value(CHOSEN).await, "shore sailor", "kept on this device");
        let (inside, outside) = (ink(".rows a[href$='log.html']"), ink(".rows a[href$='glass.html']"));
        assert_ne!(browser.value(&inside).await, browser.value(&outside).await, "one is dimmed");
        assert!(browser.seen(".rows a").await.contains(&"Clear glass".to_owned()), "and still there");
        assert!(browser.seen("[data-filter-status]").await[0].contains("for the platform you chose"));
        // A font that arrives late moves text by a fraction of a pixel; a bar that appears moves the page.
        let shift = browser.value(SHIFT).await.as_f64().expect("a number");
        assert!(shift < 0.001, "the page moved by {shift} while it came up");

        browser.open(&format!("{url}/fog.html?for=rock")).await;
        assert_eq!(browser.value(CHOSEN).await, "rock", "the address is stronger");
        browser.open(&format!("{url}/fog.html?for=%22%3E%3Cscript%3E")).await;
        assert_eq!(browser.value(CHOSEN).await, "rock", "a key that is none changes nothing");
        browser.open(&format!("{url}/fog.html?for=shore.nonsense")).await;
        assert_eq!(browser.value(CHOSEN).await, "shore");
        assert_eq!(browser.seen(".view-bar [data-on]").await.len(), 1);
        browser.click(".view-bar a").await;
        assert_eq!(browser.value(CHOSEN).await, "");
        assert!(browser.seen(".view-bar").await.is_empty());
        browser.reload().await;
        assert_eq!(browser.value(CHOSEN).await, "", "taken back for good");
        assert_sound(browser, &format!("{url}/fog.html")).await;
    }
    search_follows(browser, url).await;
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
}

/// The search shows what applies first, and everything on request.
async fn search_follows(browser: &Browser, url: &str) {
    browser.look(WIDE, false).await;
    let titles =
        "[...document.querySelectorAll('.search-results > li > .search-head > a')].map(a => a.textContent).sort()";
    browser.open(&format!("{url}/search.html?q=words&for=shore.sailor")).await;
    browser.until("document.querySelectorAll('.search-results > li').length > 0").await;
    assert_eq!(browser.value(titles).await, json!(["Fog", "Keep a log"]));
    browser.click(".search-status button").await;
    browser.until("document.querySelectorAll('.search-results > li').length > 3").await;
    assert_sound(browser, &format!("{url}/search.html")).await;
}

/// Without scripts the choice lasts as long as the page is open.
pub(crate) async fn without_scripts(browser: &Browser, url: &str) {
    browser.look(WIDE, false).await;
    browser.open(&format!("{url}/glass.html")).await;
    browser.click(".view-button").await;
    browser.click(".view label:has([value=shore])").await;
    assert_eq!(browser.seen(".view-bar [data-on]").await.len(), 1);
    assert_eq!(browser.seen(".view-note").await.len(), 1);
    browser.press(fantoccini::key::Key::Escape.into()).await;
    browser.click(".view-bar a").await;
    browser.until("document.readyState === 'complete'").await;
    assert!(browser.seen(".view-bar").await.is_empty());
}
