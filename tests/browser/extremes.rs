//! Readers whose windows, fonts, colours, languages or habits are not those of most.

use crate::driver::Browser;
use crate::{NARROW, WIDE, assert_sound, host};
use fantoccini::key::Key;
use serde_json::json;
use skilt::build::{Cache, Goal, Options, Silent, run_again};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const CONFIGURATION: &str = "\
title: A rather long name of a harbour authority
logo: images/logo.svg
links: [{title: Tides, href: content/tides.md}]
facets:
  - name: environment
    values: [{value: rock, title: On a rock}, {value: shore, title: On the shore}]
";

fn picture(width: u32, height: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"><rect width=\"{width}\" height=\"{height}\"/></svg>"
    )
}

fn write(folder: &Path) {
    for name in ["content", "content/images"] {
        fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    put("skilt.yml", CONFIGURATION);
    put("content/images/logo.svg", &picture(400, 100));
    put("content/images/chart.svg", &picture(3000, 2200));
    put("content/index.md", "# Harbour\n\nShips.\n");
    let mut tides = String::from("---\nso.envir: rock\n---\n\n# Tides\n\n| Hour | Height | Where |\n|---|---|---|\n");
    for hour in 0..120 {
        let _ = writeln!(tides, "| {hour} | {} cm | [Quay {hour}](index.md) |", hour % 12);
    }
    tides.push_str("\n## Wide\n\n|");
    for part in ["| quite-a-long-word-", "|---", "| value_"] {
        tides.pop();
        (0..14).for_each(|column| {
            let number = if part.ends_with('-') && part.len() < 6 { String::new() } else { column.to_string() };
            let _ = write!(tides, "{part}{number}");
        });
        tides.push_str("|\n ");
    }
    put("content/tides.md", tides.trim_end());
    put(
        "content/ar.md",
        "---\nlanguage: ar\n---\n\n# المد\n\n# [One](#tab/one)\n\nFirst.\n\n# [Two](#tab/two)\n\nSecond.\n\n# [Three](#tab/three)\n\nThird.\n\n***\n",
    );
    put(
        "content/charts.md",
        "# Charts\n\n# [Words](#tab/words)\n\nNo chart.\n\n# [Chart](#tab/chart)\n\n![A chart](images/chart.svg)\n\n***\n\n![The same](images/chart.svg)\n",
    );
    for (name, words) in [("mermaid", "Tails and scales."), ("redirects", "Ways that lead on.")] {
        put(&format!("content/{name}.md"), &format!("# About {name}\n\n{words}\n"));
    }
}

pub(crate) async fn all_read(browser: &Browser) {
    let (source, output) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write(source.path());
    let options =
        Options { site: source.path().to_owned(), output: Some(output.path().to_owned()), ..Options::default() };
    run_again(&options, Goal::Build, &mut Cache::default(), &Silent).unwrap_or_else(|failure| panic!("{failure:?}"));
    let url = host::start(output.path().to_owned());
    browser.look(WIDE, false).await;
    header(browser, &url).await;
    tables(browser, &url).await;
    pictures_of_a_tab(browser, &url).await;
    right_to_left(browser, &url).await;
    large_letters(browser, &url).await;
    system_colours(browser, &url).await;
    paper(browser, &url).await;
    hasty(browser, &url).await;
    back_to_a_page_with_its_menu(browser, &url).await;
    lost(browser, &url).await;
    browser.look(WIDE, false).await;
}

/// A logo is as high as its line whatever its own size is, and leaves room for links.
async fn header(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/tides.html")).await;
    browser.until("document.querySelector('.site-name img').naturalWidth === 400").await;
    let logo = "(box => box.height < 40 && box.width <= 150 && box.width > 60)(document.querySelector('.site-name img').getBoundingClientRect())";
    assert_eq!(browser.value(logo).await, true);
    assert_eq!(browser.seen(".site-links a").await.first().map(String::as_str), Some("Tides"));
    browser.look(NARROW, false).await;
    assert_eq!(browser.value(logo).await, true);
    assert!(!browser.seen(".site-name span").await.is_empty());
    browser.look(WIDE, false).await;
}

/// The head of a long table stays in sight, below the bar or in the table's own window, and hides nothing that has the
/// focus.
async fn tables(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/tides.html")).await;
    browser.until("document.querySelector('.table.fits') && document.querySelector('.table.scrolls[tabindex]')").await;
    let bar = "document.querySelector('.site-head').getBoundingClientRect().bottom";
    browser.value("scrollTo(0, 2000)").await;
    browser
        .until(&format!("Math.abs(document.querySelector('thead th').getBoundingClientRect().top - {bar}) < 2"))
        .await;
    for row in [40, 37, 34, 31, 28, 25, 22, 19] {
        browser.value(&format!("document.querySelectorAll('tbody a')[{row}].focus()")).await;
        let clear = "document.activeElement.getBoundingClientRect().top >= document.querySelector('thead th').getBoundingClientRect().bottom";
        assert_eq!(browser.value(clear).await, true, "the link in row {row} is behind the head of its table");
    }
    assert_sound(browser, url).await;
}

/// A picture that was drawn nowhere yet can be enlarged once it is, and is seen whole.
async fn pictures_of_a_tab(browser: &Browser, url: &str) {
    browser.value("localStorage.clear()").await;
    browser.open(&format!("{url}/charts.html")).await;
    browser.until("document.querySelectorAll('.zoom').length === 1").await;
    browser.click("[href='#tabpanel_1_chart']").await;
    browser.until("document.querySelectorAll('.zoom').length === 2").await;
    browser.click("#tabpanel_1_chart .zoom").await;
    browser.until("(box => box && box.height > 500 && box.bottom <= innerHeight && box.right <= innerWidth)(document.querySelector('.lightbox img')?.getBoundingClientRect())").await;
    browser.click(".lightbox button").await;
    browser
        .until("!document.querySelector('dialog') && document.activeElement.matches('#tabpanel_1_chart .zoom')")
        .await;
    assert_sound(browser, url).await;
}

/// The whole frame turns, and arrow keys go where they point.
async fn right_to_left(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/ar.html")).await;
    browser.value("localStorage.clear()").await;
    browser.open(&format!("{url}/ar.html")).await;
    let left = |what: &str| format!("document.querySelector('{what}').getBoundingClientRect().left");
    assert_eq!(browser.value(&format!("{} > {}", left(".sidebar"), left("main"))).await, true);
    assert_eq!(browser.value(&format!("{} > {}", left(".site-name"), left(".site-tools"))).await, true);
    browser.click("[role=tab][aria-selected=true]").await;
    for tab in ["Two", "Three", "One"] {
        browser.press(Key::Left.into()).await;
        assert_eq!(browser.seen("[role=tab][aria-selected=true]").await, [tab]);
    }
    assert_sound(browser, url).await;
}

/// Nothing is wider than its window where letters are twice as large (WCAG 1.4.4) or the window holds 320 by 256 (1.4.10),
/// and what is searched for can be seen there.
async fn large_letters(browser: &Browser, url: &str) {
    let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    for (size, letters) in [(WIDE, 32), ((720, 450), 16), (NARROW, 32), ((320, 256), 16)] {
        browser.look(size, false).await;
        browser.devtools("Page.setFontSizes", json!({ "fontSizes": { "standard": letters } })).await;
        for page in ["tides", "charts", "ar", "platforms/index"] {
            browser.open(&format!("{url}/{page}.html?for=rock")).await;
            assert_eq!(browser.value("parseFloat(getComputedStyle(document.documentElement).fontSize)").await, letters);
            assert_eq!(browser.value(wider).await, 0, "{page} at {size:?} with letters of {letters}");
        }
        browser.click("[data-search-open]").await;
        browser.until("document.activeElement.type === 'search'").await;
        for key in "about".chars() {
            browser.press(key).await;
        }
        let first = "document.querySelector('.search-results > li')";
        browser.until(first).await;
        let seen = format!(
            "{first}.scrollIntoView({{ block: 'nearest' }}), (box => {{ const at = document.elementFromPoint(box.left + 30, box.top + Math.min(20, box.height / 2)); return {first}.contains(at); }})({first}.getBoundingClientRect())"
        );
        assert_eq!(browser.value(&seen).await, true, "results at {size:?} with letters of {letters}");
    }
    browser.devtools("Page.setFontSizes", json!({ "fontSizes": { "standard": 16 } })).await;
    browser.look(WIDE, false).await;
    browser.open(&format!("{url}/tides.html?for=")).await;
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
    assert_sound(browser, url).await;
}

/// With colours of the system (Media Queries Level 5, `forced-colors`) the current entry is told by its outline, and marks
/// follow the system's ground also where the site's other theme is chosen.
async fn system_colours(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/tides.html")).await;
    browser.value("localStorage.setItem('skilt.theme/', 'light')").await;
    let features = |forced: &str| json!({ "features": [{ "name": "forced-colors", "value": forced }, { "name": "prefers-color-scheme", "value": "dark" }] });
    browser.devtools("Emulation.setEmulatedMedia", features("active")).await;
    browser.reload().await;
    assert_eq!(
        browser.value("getComputedStyle(document.querySelector('.nav-list [aria-current]')).outlineStyle").await,
        "solid"
    );
    let channels = "getComputedStyle(document.querySelector('.applies b')).color.match(/[\\d.]+/g).map(Number)";
    assert_eq!(
        browser.value(&format!("Math.max(...{channels}.slice(0, 3)) > 120")).await,
        true,
        "letters are light on a dark ground"
    );
    browser.devtools("Emulation.setEmulatedMedia", features("none")).await;
    browser.value("localStorage.clear()").await;
}

/// Paper has the words and no more: every tab, no navigation, black on white.
async fn paper(browser: &Browser, url: &str) {
    browser.look(WIDE, true).await;
    browser.open(&format!("{url}/charts.html")).await;
    let dark = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print", "features": dark })).await;
    assert_eq!(browser.seen("[role=tabpanel]").await.len(), 2);
    assert_eq!(browser.seen(".tab-title").await, ["Words", "Chart"]);
    for part in [".sidebar", ".site-head", ".pager", "[role=tab]", ".toc", ".site-foot"] {
        assert!(browser.seen(part).await.is_empty(), "{part} is printed");
    }
    assert_eq!(browser.value("getComputedStyle(document.documentElement).backgroundColor").await, "rgb(255, 255, 255)");
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
    browser.look(WIDE, false).await;
}

/// Who types on and presses Enter at once gets what was typed last; the dialog also closes by a button.
async fn hasty(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/tides.html")).await;
    browser.click("[data-search-open]").await;
    browser.until("document.activeElement.type === 'search'").await;
    for key in "redirects".chars() {
        browser.press(key).await;
    }
    browser.until("document.querySelector('.search-results > li')").await;
    let field = browser.client.active_element().await.expect("a field");
    browser.value("document.activeElement.select()").await;
    field.send_keys(&format!("mermaid{}", char::from(Key::Enter))).await.expect("keys");
    browser.until("location.pathname === '/mermaid.html'").await;
    browser.until("document.readyState === 'complete'").await;
    browser.click("[data-search-open]").await;
    browser.until("document.querySelector('.search-dialog')?.open").await;
    browser.click(".search-end button:last-child").await;
    browser.until("document.querySelector('.search-dialog').open === false").await;
    assert_sound(browser, url).await;
}

async fn back_to_a_page_with_its_menu(browser: &Browser, url: &str) {
    browser.look(NARROW, false).await;
    browser.open(&format!("{url}/tides.html")).await;
    browser.click(".menu-button").await;
    browser.click(".side-nav a[href='charts.html']").await;
    browser.until("location.pathname === '/charts.html' && document.readyState === 'complete'").await;
    browser.client.back().await.expect("the page before");
    browser.until("location.pathname === '/tides.html' && document.readyState === 'complete'").await;
    assert_eq!(browser.value("document.querySelector('.sidebar').matches(':popover-open')").await, false);
    assert_sound(browser, url).await;
}

/// An address that leads nowhere offers the pages that have most of its words, if none has all.
async fn lost(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/gone-for-good/mermiad.html")).await;
    browser.until("document.querySelector('[data-lost-pages] a')?.textContent === 'About mermaid'").await;
    browser.problems().await;
}
