//! Content, names, queries and addresses that would like to run a script.

use crate::driver::Browser;
use crate::{WIDE, host};
use std::fs;

/// Each would call `pwned()`.
const CORPUS: &[&str] = &[
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<svg onload=pwned()><animate onbegin=pwned() attributeName=x dur=1s></svg>",
    "<iframe srcdoc=\"<script>parent.pwned()</script>\"></iframe>",
    "<details open ontoggle=pwned()><summary>x</summary></details>",
    "<input autofocus onfocus=pwned()>",
    "<body onpageshow=pwned()>",
    "<a href=\"javascript:pwned()\" class=bait>x</a>",
    "<a href=\"java&#10;script:pwned()\" class=bait>x</a>",
    "<form action=\"javascript:pwned()\"><button class=bait>x</button></form>",
    "<object data=\"javascript:pwned()\"></object>",
    "<embed src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='parent.pwned()'/>\">",
    "<math href=\"javascript:pwned()\"><mtext class=bait>x</mtext></math>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:pwned()\">",
    "<link rel=stylesheet href=\"data:text/css,*{color:red}\">",
    "[x](javascript:pwned()) [y](JaVaScRiPt:pwned()) [z](data:text/html,<script>pwned()</script>)",
    "[x]( javascript:pwned()) <javascript:pwned()> ![y](javascript:pwned())",
    "```html\n<script>pwned()</script></code></pre><script>pwned()</script>\n```",
    "## <img src=x onerror=pwned()> {#x\"onclick=pwned()}",
    "`</code><script>pwned()</script>`",
    "| <script>pwned()</script> |\n|---|\n| <img src=x onerror=pwned()> |",
    "{{ 7*7 }} {% include \"layout.html\" %} {{ site | safe }}",
    "$\\href{javascript:pwned()}{x}$ $\\text{<img src=x onerror=pwned()>}$",
];

/// What stands in titles, descriptions, values of facets and uids.
const TITLE: &str = "</script></title><script>pwned()</script>\\\"'><img src=x onerror=pwned()>";

pub(crate) async fn nothing_runs(browser: &Browser) {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path());
    let build = skilt::build::Options { site: folder.path().to_owned(), ..skilt::build::Options::default() };
    skilt::build::run(&build, skilt::build::Goal::Build, &skilt::build::Silent)
        .unwrap_or_else(|failure| panic!("{failure:?}"));
    let url = host::start(folder.path().join("_site"));
    browser.look(WIDE, false).await;
    let evil = "%22%3E%3Cimg%20src%3Dx%20onerror%3Dpwned()%3E%3Cscript%3Epwned()%3C%2Fscript%3E";
    let mut pages: Vec<String> =
        (0..CORPUS.len()).map(|at| format!("page-{at}.html?for={evil}&tabs={evil}#{evil}")).collect();
    pages.push(format!("search.html?q={evil}&language={evil}&client={evil}"));
    pages.push("search.html?q=pwned".to_owned());
    pages.push(format!("{evil}/{evil}.html?{evil}#{evil}"));
    pages.push("name.html".to_owned());
    pages.extend(["", "platforms/", "topics/", "toc.html"].map(str::to_owned));
    for page in pages {
        browser.open(&format!("{url}/{page}")).await;
        // A page that sends its reader away has nothing to look at.
        let _ = browser.client.execute(BAIT, Vec::new()).await;
        if page.starts_with("search") {
            browser.value("new Promise(done => setTimeout(done, 400))").await;
        }
        let ran = browser.value("window.pwnedBy || null").await;
        assert!(ran.is_null(), "{page} ran a script: {ran}");
        assert!(browser.client.current_url().await.expect("an address").as_str().starts_with(&url), "{page}");
    }
    browser.problems().await;
}

/// Clicks on everything that wants to be clicked.
const BAIT: &str = "window.pwned = () => { window.pwnedBy = location.href; }; \
                    document.querySelectorAll('.bait, main a').forEach(e => { try { if (e.href === undefined || /script:/i.test(e.href)) e.click(); } catch (x) {} });";

fn write(folder: &std::path::Path) {
    let content = folder.join("content");
    fs::create_dir_all(&content).expect("a folder");
    fs::write(
        folder.join("skilt.yml"),
        "title: \"Hostile <script>pwned()</script>\"\nbase_url: https://example.com\nmarkdown: {math: true}\n",
    )
    .expect("written");
    for (at, text) in CORPUS.iter().enumerate() {
        let head = format!(
            "---\ntitle: \"{TITLE}\"\ndescription: \"{TITLE}\"\nauthor: \"{TITLE}\"\nuid: \"u{at}{TITLE}\"\nso.client: \"{TITLE}\"\n---\n"
        );
        fs::write(content.join(format!("page-{at}.md")), format!("{head}\n{text}\n\npwned words\n")).expect("written");
    }
    // Names that not every system can have.
    let _ = fs::write(content.join("\"><img src=x onerror=pwned()>.md"), "# Pwned by name\n");
    fs::write(content.join("name.md"), "# Name\n\nWords.\n").expect("written");
    fs::write(
        content.join("toc.yml"),
        "- {name: \"<script>pwned()</script>\", href: name.md}\n- {name: x, href: \"javascript:pwned()\"}\n",
    )
    .expect("written");
}
