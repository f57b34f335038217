//! What a reader did stays so: a choice that was taken back, the place in the navigation, the heading that was asked for;
//! and it stays with the site on which it was done.

use crate::driver::Browser;
use crate::{NARROW, WIDE, assert_sound, host};
use fantoccini::key::Key;
use skilt::build::{Cache, Goal, Options, Silent, run_again};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const CONFIGURATION: &str = "\
title: Harbour
facets:
  - name: environment
    values: [{value: rock, title: On a rock}, {value: shore, title: On the shore}]
";

const CHOSEN: &str = "document.documentElement.dataset.for || ''";
const RESULTS: &str = "document.querySelectorAll('.search-results > li').length";
const HERE: &str = "document.querySelector('.toc [aria-current]')?.textContent";

/// Pages that are alike would be one result.
const MOORED: [&str; 6] = [
    "Two ropes at the bow hold a boat against the stream of the river.",
    "Ferries leave every hour and need the whole quay for themselves.",
    "Fishing vessels unload at night, when ice from the hall is cheapest.",
    "Pilots tie up here between storms and drink their coffee standing.",
    "No yacht may stay longer than a week without paying the warden.",
    "Cranes reach this far only with an empty hook and calm weather.",
];

/// As many pages as the navigation shows side by side, a page that ends with short sections, and pages with words in a form each.
fn write(folder: &Path) {
    let content = folder.join("content");
    fs::create_dir_all(&content).expect("a folder");
    let put = |name: &str, text: &str| fs::write(content.join(name), text).expect("written");
    fs::write(folder.join("skilt.yml"), CONFIGURATION).expect("written");
    put("index.md", "# Harbour\n\nShips.\n");
    let mut toc = String::from("- {name: Harbour, href: index.md}\n- {name: Sections, href: sections.md}\n");
    for number in 10_usize..46 {
        let place = if number % 2 == 0 { "rock" } else { "shore" };
        let words = MOORED.get(number - 10).map(|words| format!("Mooring. {words}")).unwrap_or_default();
        let text = format!("---\nso.envir: {place}\n---\n# Berth {number}\n\n{words}\n");
        put(&format!("berth-{number}.md"), &text);
        let _ = writeln!(toc, "- {{name: Berth {number}, href: berth-{number}.md}}");
    }
    put("toc.yml", &toc);
    let mut sections = format!("# Sections\n\n## Section 1\n\n{}\n\n", "Waves and wind. ".repeat(900));
    for number in 2..12 {
        let _ = write!(sections, "## Section {number}\n\nShort.\n\n");
    }
    put("sections.md", &sections);
    put("fuel.md", "# Fuel\n\n# [Oil](#tab/oil)\n\nOil.\n\n# [Gas](#tab/gas)\n\nGas.\n\n***\n");
    put("en.md", "---\ndescription: Of companies.\n---\n# Firms\n\nThe companies of this port, and its studies.\n");
    put("sv.md", "---\nlanguage: sv\n---\n# Hamn\n\ninställning flicka beställning\n");
    put("nb.md", "---\nlanguage: nb\n---\n# Havn\n\nbestilling havnedistrikt\n");
}

pub(crate) async fn stays(browser: &Browser) {
    let (source, output) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write(source.path());
    for name in ["a", "b"] {
        let output = Some(output.path().join(name));
        let options = Options { site: source.path().to_owned(), output, ..Options::default() };
        run_again(&options, Goal::Build, &mut Cache::default(), &Silent)
            .unwrap_or_else(|failure| panic!("{failure:?}"));
    }
    let origin = host::start(output.path().to_owned());
    let url = format!("{origin}/a");
    browser.look(WIDE, false).await;
    keys(browser, &url).await;
    headings(browser, &url).await;
    place_in_navigation(browser, &url).await;
    choice_taken_back(browser, &url).await;
    search_of_the_choice(browser, &url).await;
    forms_of_words(browser, &url).await;
    each_site_for_itself(browser, &origin).await;
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
}

async fn choose(browser: &Browser, value: &str) {
    browser.click(".view-button").await;
    browser.click(&format!("[data-view] label:has([value='{value}'])")).await;
    browser.press(Key::Escape.into()).await;
}

/// One key opens the search wherever nothing is typed, and one closes it.
async fn keys(browser: &Browser, url: &str) {
    const OPEN: &str = "document.querySelector('.search-dialog')?.open";
    browser.open(&format!("{url}/sections.html")).await;
    browser.click("main p").await;
    assert_eq!(browser.value("document.activeElement.tagName").await, "MAIN");
    browser.press('/').await;
    browser.until(&format!("{OPEN} && document.activeElement.type === 'search'")).await;
    for key in "mast".chars() {
        browser.press(key).await;
    }
    browser.press(Key::Escape.into()).await;
    browser.until(&format!("{OPEN} === false")).await;
    browser.click(".side-nav input").await;
    browser.press('/').await;
    assert_eq!(browser.value("document.querySelector('.side-nav input').value").await, "/", "it is typed");
    assert_eq!(browser.value(OPEN).await, false);
    browser.value("document.querySelector('.site-head a').focus(), document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '/', ctrlKey: true, bubbles: true }))").await;
    assert_eq!(browser.value(OPEN).await, false);
    browser.press('/').await;
    browser.until(OPEN).await;
    assert_sound(browser, url).await;

    browser.open(&format!("{url}/search.html")).await;
    browser.click(".search-status input").await;
    browser.open(&format!("{url}/sections.html")).await;
    browser.click("main p").await;
    browser.press('/').await;
    assert!(browser.seen(".search-dialog").await.is_empty(), "switched off");
    browser.value("localStorage.clear()").await;
}

/// The heading that was asked for is marked, also where the page is too short for it to come to the top.
async fn headings(browser: &Browser, url: &str) {
    browser.open(&format!("{url}/sections.html")).await;
    for section in ["Section 8", "Section 11", "Section 9"] {
        browser.click(&format!(".toc a[href='#{}']", section.to_lowercase().replace(' ', "-"))).await;
        browser.until(&format!("{HERE} === '{section}'")).await;
    }
    browser.value("scrollTo(0, 1500)").await;
    browser.until(&format!("{HERE} === 'Section 1'")).await;
    browser.value("scrollTo(0, document.documentElement.scrollHeight)").await;
    browser.until(&format!("{HERE} === 'Section 11'")).await;
    browser.open(&format!("{url}/index.html")).await;
    browser.open(&format!("{url}/sections.html#section-10")).await;
    browser.until(&format!("{HERE} === 'Section 10'")).await;
    browser.open(&format!("{url}/index.html")).await;
    browser.open(&format!("{url}/sections.html#100%")).await;
    assert_sound(browser, url).await;
}

/// The entry that leads to a page stands there where it was clicked.
async fn place_in_navigation(browser: &Browser, url: &str) {
    const PLACE: &str = "document.querySelector('.nav-body [aria-current]').getBoundingClientRect().top";
    const TOP: &str = "document.querySelector('[href$=\"berth-37.html\"]').getBoundingClientRect().top";
    browser.look((1440, 500), false).await;
    for away in [-300, -150] {
        browser.open(&format!("{url}/berth-45.html")).await;
        browser.value(&format!("document.querySelector('.sidebar').scrollTop += {TOP} + {away}")).await;
        let before = browser.value(TOP).await.as_f64().expect("a number");
        browser.click("[href$='berth-37.html']").await;
        browser.until("location.pathname.endsWith('berth-37.html') && document.readyState === 'complete'").await;
        let now = browser.value(PLACE).await.as_f64().expect("a number");
        assert!((now - before).abs() < 2.0, "it stood at {before} and stands at {now}");
    }
    browser.look(WIDE, false).await;
}

/// What was chosen last is stronger than the address of a page that the reader comes back to, whether the browser has
/// kept the page or loads it again.
async fn choice_taken_back(browser: &Browser, url: &str) {
    for kept in [true, false] {
        browser.open(&format!("{url}/berth-10.html")).await;
        if !kept {
            // Chromium does not keep a page that listens to this.
            browser.value("addEventListener('unload', () => {})").await;
        }
        choose(browser, "shore").await;
        assert_eq!(browser.value("location.search").await, "?for=shore");
        browser.click("[href$='berth-11.html']").await;
        browser.until("location.pathname.endsWith('berth-11.html') && document.readyState === 'complete'").await;
        assert_eq!(browser.value(CHOSEN).await, "shore");
        browser.click(".view-bar a").await;
        browser.client.back().await.expect("the page before");
        browser.until("location.pathname.endsWith('berth-10.html') && document.readyState === 'complete'").await;
        browser.until(&format!("!({CHOSEN}) && !location.search")).await;
        let again = browser.value("performance.getEntriesByType('navigation')[0].type === 'back_forward'").await;
        assert_eq!(again, !kept);
        browser.reload().await;
        assert_eq!(browser.value(CHOSEN).await, "");
        browser.open(&format!("{url}/berth-12.html")).await;
        assert_eq!(browser.value(CHOSEN).await, "");
    }
    choose(browser, "rock").await;
    browser.open(&format!("{url}/berth-13.html?for=nonsense")).await;
    assert_eq!(browser.value(CHOSEN).await, "rock", "a key that the site does not have chooses nothing");
    browser.open(&format!("{url}/berth-13.html")).await;
    assert_eq!(browser.value(CHOSEN).await, "rock");
    assert_sound(browser, url).await;
}

/// The search follows a choice that is made beside it, and an address only as far as the index knows what it says.
async fn search_of_the_choice(browser: &Browser, url: &str) {
    let rows = "[...document.querySelectorAll('.search-status')].map(e => e.textContent).join()";
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
    browser.open(&format!("{url}/search.html?q=mooring&utm_source=news&kind=Nothing")).await;
    browser.until(&format!("{RESULTS} === 6 && {rows}.includes('6 pages')")).await;
    choose(browser, "shore").await;
    browser.until(&format!("{rows}.includes('3 pages')")).await;
    browser.reload().await;
    browser.until(&format!("{rows}.includes('3 pages')")).await;
    assert_eq!(browser.value("location.search").await, "?q=mooring&utm_source=news&kind=Nothing&for=shore");

    browser.open(&format!("{url}/sections.html?for=")).await;
    browser.click("[data-search-open]").await;
    browser.until("document.activeElement.type === 'search'").await;
    for key in "mooring".chars() {
        browser.press(key).await;
    }
    browser.until(&format!("{rows}.includes('6 pages')")).await;
    browser.press(Key::Escape.into()).await;
    choose(browser, "rock").await;
    browser.click("[data-search-open]").await;
    browser.until(&format!("{rows}.includes('3 pages')")).await;
    assert_sound(browser, url).await;
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
}

/// Words are found in forms that are on no page, and nothing is said to be corrected.
async fn forms_of_words(browser: &Browser, url: &str) {
    let status = "document.querySelector('.search-status').textContent";
    for word in [
        "flickornas",
        "beställningarna",
        "inställningarnas",
        "bestillingenes",
        "bestillingernes",
        "havnedistriktenes",
        "study",
        "studied",
        "studying",
        "company",
    ] {
        browser.open(&format!("{url}/search.html?q={word}")).await;
        browser.until(&format!("{RESULTS} > 0")).await;
        let told = browser.value(status).await;
        assert!(!told.as_str().unwrap_or_default().contains("Showing"), "{word}: {told}");
    }
    browser.open(&format!("{url}/search.html?q=comapny")).await;
    browser.until(&format!("{status}.includes('“companies”')")).await;
}

/// What one site remembers is nothing to another on the same origin.
async fn each_site_for_itself(browser: &Browser, origin: &str) {
    browser.look(NARROW, false).await;
    browser.value("localStorage.clear(), sessionStorage.clear()").await;
    browser.open(&format!("{origin}/a/fuel.html?for=shore")).await;
    browser.click("[href='#tabpanel_1_gas']").await;
    browser.open(&format!("{origin}/a/search.html?q=mooring")).await;
    browser.until(&format!("{RESULTS} > 0")).await;
    choose(browser, "rock").await;
    let pick = "(select => { select.selectedIndex = 1; select.dispatchEvent(new Event('change')); return 1; })(document.querySelector('.search-filters select'))";
    browser.until("document.querySelector('.search-filters select')").await;
    browser.value(pick).await;
    browser.click(".search-status input").await;
    browser.click("[data-theme-switch]").await;
    let foreign = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(key => !key.endsWith('/a/'))";
    assert_eq!(browser.value(foreign).await, serde_json::json!([]));
    assert_eq!(browser.value("localStorage.length > 4").await, true);
    browser.open(&format!("{origin}/b/fuel.html")).await;
    assert_eq!(browser.value(CHOSEN).await, "");
    assert_eq!(browser.seen("[role=tab][aria-selected=true]").await, ["Oil"]);
    browser.open(&format!("{origin}/a/fuel.html")).await;
    assert_eq!(browser.value(CHOSEN).await, "rock");
    assert_eq!(browser.seen("[role=tab][aria-selected=true]").await, ["Gas"]);
    assert_sound(browser, origin).await;
    browser.look(WIDE, false).await;
}
