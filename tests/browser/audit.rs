//! What people with weak sight, a keyboard or a screen reader need (WCAG 2.2), asked of every page in light and dark, on
//! a desk and on a phone. Where `SKILT_AXE` names the file of axe-core, that is asked as well.

use crate::driver::Browser;
use crate::{KINDS, NARROW, WIDE};

/// A list of what is wrong with a page.
const AUDIT: &str = include_str!("audit.js");

pub(crate) async fn every_page(browser: &Browser, url: &str) {
    let axe = std::env::var("SKILT_AXE").ok().map(|path| std::fs::read_to_string(path).expect("axe-core"));
    if axe.is_none() {
        println!("axe-core is not asked: SKILT_AXE does not name its file");
    }
    let more = ["/platforms/rock/?for=sailor", "/search.html?q=words", "/glass.html?for=shore"];
    for (size, dark) in [(WIDE, false), (WIDE, true), (NARROW, false), (NARROW, true)] {
        browser.look(size, dark).await;
        for kind in KINDS.iter().chain(&more) {
            browser.open(&format!("{url}{kind}")).await;
            if kind.starts_with("/search") {
                browser.until("document.querySelectorAll('.search-results > li').length > 1").await;
            }
            let found = browser.value(AUDIT).await;
            assert_eq!(found, serde_json::json!([]), "{kind} at {size:?}, dark: {dark}");
            if let Some(axe) = &axe {
                browser.client.execute(axe, Vec::new()).await.expect("axe-core");
                let run = "var done = arguments[0]; axe.run(document).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes[0].html)))";
                let found = browser.client.execute_async(run, Vec::new()).await.expect("an answer");
                assert_eq!(found, serde_json::json!([]), "{kind} at {size:?}, dark: {dark}");
            }
        }
    }
    // The smallest screen, which is also a window of 1280 pixels at four times its size (1.4.10).
    browser.look((320, 640), false).await;
    for kind in KINDS {
        browser.open(&format!("{url}{kind}")).await;
        let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.value(wider).await, 0, "{kind} scrolls sideways at 320 pixels");
    }
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
    browser.problems().await;
}
