//! What people with weak sight, a keyboard or a screen reader need (WCAG 2.2), asked of every page in light and dark, on
//! a desk and on a phone. Where `SKILT_AXE` names the file of axe-core, that is asked as well.

use crate::driver::Browser;
use crate::{KINDS, NARROW, WIDE, reference};

/// A list of what is wrong with a page.
const AUDIT: &str = include_str!("audit.js");

pub(crate) async fn every_page(browser: &Browser, url: &str) {
    let more = ["/platforms/rock/?for=sailor", "/search.html?q=words", "/glass.html?for=shore"];
    pages(browser, url, &[&KINDS[..], &more].concat()).await;
}

/// A type, a namespace, an enumeration and a REST interface; and a page in another language than the site.
const API: [&str; 5] = ["/Harbor.html", "/Harbor.Rope.html", "/Harbor.Knot.html", "/berths.html", "/tau.html"];

pub(crate) async fn api_pages(browser: &Browser) {
    let (_site, url) = reference::api_site();
    pages(browser, &url, &API).await;
    browser.look(WIDE, false).await;
    browser.open(&format!("{url}/tau.html")).await;
    let said =
        "[document.querySelector('.code-head button').textContent, document.querySelector('.theme-button').title]";
    assert_eq!(browser.value(said).await, serde_json::json!(["Kopier", "Tema: automatisk"]));
    browser.value("document.querySelector('[data-search-open]').click()").await;
    browser.until("document.querySelector('.search-dialog input')?.placeholder === 'Søk'").await;
    browser.problems().await;
}

async fn pages(browser: &Browser, url: &str, pages: &[&str]) {
    let axe = std::env::var("SKILT_AXE").ok().map(|path| std::fs::read_to_string(path).expect("axe-core"));
    if axe.is_none() {
        println!("axe-core is not asked: SKILT_AXE does not name its file");
    }
    for (size, dark) in [(WIDE, false), (WIDE, true), (NARROW, false), (NARROW, true)] {
        browser.look(size, dark).await;
        for kind in pages {
            browser.open(&format!("{url}{kind}")).await;
            if kind.starts_with("/search") {
                browser.until("document.querySelectorAll('.search-results > li').length > 1").await;
            }
            let found = browser.value(AUDIT).await;
            assert_eq!(found, serde_json::json!([]), "{kind} at {size:?}, dark: {dark}");
            if let Some(axe) = &axe {
                browser.client.execute(axe, Vec::new()).await.expect("axe-core");
                let run = "var done = arguments[0]; axe.run(document, { rules: { 'color-contrast-enhanced': { enabled: true } } }).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes[0].html)))";
                let found = browser.client.execute_async(run, Vec::new()).await.expect("an answer");
                assert_eq!(found, serde_json::json!([]), "{kind} at {size:?}, dark: {dark}");
            }
        }
    }
    // The smallest screen, which is also a window of 1280 pixels at four times its size (1.4.10).
    browser.look((320, 640), false).await;
    for kind in pages {
        browser.open(&format!("{url}{kind}")).await;
        let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.value(wider).await, 0, "{kind} scrolls sideways at 320 pixels");
    }
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
    browser.problems().await;
}
