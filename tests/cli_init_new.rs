//! `skilt init` and `skilt new`: a site and a page that pass the checks from their first moment.

mod common;

use common::Site;

fn read(site: &Site, path: &str) -> String {
    std::fs::read_to_string(site.folder().join(path)).expect("a file")
}

#[test]
fn a_new_site_builds_without_a_warning() {
    let site = Site::new();
    let run = site.run(&["init", "docs"]).exits(0);
    assert_eq!(run.out, "wrote docs/skilt.yml\nwrote docs/content/index.md\nwrote docs/.gitignore\n");
    site.run(&["build", "docs", "--deny", "info"]).exits(0).says("1 page, 1 link: no problems");
    assert!(read(&site, "docs/_site/index.html").contains("<title>Welcome"));
    assert_eq!(read(&site, "docs/.gitignore"), "/_site/\n/.skilt/\n");
}

#[test]
fn what_is_there_stays() {
    let site = Site::new().file("content/mine.md", "# Mine\n").file(".gitignore", "target");
    site.run(&["init"]).exits(0);
    assert!(!site.folder().join("content/index.md").exists());
    assert_eq!(read(&site, ".gitignore"), "target\n/_site/\n/.skilt/\n");
    site.write("skilt.yml", "title: Mine\n");
    site.run(&["init"]).exits(2).says("is there already");
    assert_eq!(read(&site, "skilt.yml"), "title: Mine\n");
}

#[test]
fn a_docfx_project_keeps_its_addresses() {
    let site = Site::new()
        .file(
            "docfx.json",
            r#"{"build": {"content": [{"files": ["**/*.md"], "src": "docs", "dest": "en"}], "dest": "out",
                "globalMetadata": {"_appTitle": "T: \"quoted\""}}}"#,
        )
        .file("docs/a.md", "# A\n");
    site.run(&["build"]).exits(0);
    let before = common::tree(&site.folder().join("out"));
    site.run(&["init", "--from", "docfx.json"]).exits(0).prints("skilt.yml");
    site.run(&["build", "--deny", "warnings"]).exits(0);
    let after = common::tree(&site.folder().join("out"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let differs: Vec<&String> =
        before.iter().filter(|(name, old)| after.get(*name) != Some(old)).map(|(n, _)| n).collect();
    assert_eq!(differs, [""; 0], "the site is the same, byte for byte");
    site.run(&["init", "--from", "nowhere/docfx.json"]).exits(2).says("is not a docfx.json");
}

#[test]
fn a_new_page_passes_the_checks() {
    let site = Site::new();
    site.run(&["init"]).exits(0);
    site.run(&["new", "content/howto/first-page"])
        .exits(0)
        .prints("wrote content/howto/first-page.md (uid: howto-first-page)");
    site.run(&["new", "content/x.md", "--title", "Yes: \"no\" #1 & <b>"]).exits(0);
    site.run(&["check", "--deny", "info"]).exits(0).says("3 pages");
    site.run(&["build"]).exits(0);
    assert!(site.output("howto/first-page.html").contains("<h1 id=\"first-page\">First page"));
    assert!(
        site.output("x.html").contains("<title>Yes: &quot;no&quot; #1 &amp; &lt;b&gt;"),
        "{}",
        site.output("x.html")
    );
    site.run(&["new", "content/x.md"]).exits(2).says("is there already");
}

#[test]
fn two_pages_of_one_name_get_two_uids() {
    let site = Site::new();
    site.run(&["init"]).exits(0);
    site.run(&["new", "content/a/overview"]).exits(0);
    site.run(&["new", "content/b/overview"]).exits(0);
    site.run(&["new", "content/b/index"]).exits(0);
    assert_eq!(site.problems(), [""; 0]);
}
