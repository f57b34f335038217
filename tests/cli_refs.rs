//! `skilt refs`: where something is declared, where it is published, who links to it.

mod common;

use common::Site;
use serde_json::json;

fn site() -> Site {
    Site::new()
        .file("content/a.md", "---\nuid: a\n---\n\n# A\n\nSee [b](b.md#x), <xref:b> and ![i](i.png).\n")
        .file("content/b.md", "---\nuid: b\n---\n\n# The B\n\n## X\n\n[!include[f](includes/f.md)]\n")
        .file("content/includes/f.md", "Go to [b](../b.md).\n")
        .file("content/i.png", "png")
}

#[test]
fn by_uid() {
    let expected = "\
The B
  uid       b
  declared  content/b.md:2:6
  address   /b.html
  3 links to it
    content/a.md:7:9  b.md#x
    content/a.md:7:24  b
    content/includes/f.md:1:11  ../b.md
";
    assert_eq!(site().run(&["refs", "b"]).exits(0).out, expected);
}

#[test]
fn by_uid_for_machines() {
    let answer = site().run(&["refs", "a", "--format", "json"]).exits(0).json();
    let expected = json!({
        "uid": "a",
        "title": "A",
        "url": "a.html",
        "file": "content/a.md",
        "declared": { "file": "content/a.md", "line": 2, "column": 6 },
        "references": [],
    });
    assert_eq!(answer, expected);
}

#[test]
fn by_path() {
    let site = site();
    site.run(&["refs", "content/b.md"]).exits(0).prints("  3 links to it\n");
    site.run(&["refs", "content/i.png"]).exits(0).prints("    content/a.md:7:36  i.png\n");
    site.run(&["refs", "content/includes/f.md"]).exits(0).prints("    content/b.md:9:14  includes/f.md\n");
    site.run(&["refs", "content/a.md"]).exits(0).prints("  nothing links to it\n");
}

#[test]
fn by_anchor() {
    let site = site().file("content/c.md", "# C\n\n[1](b.md#x) [2](b.md) <xref:b#x> [4](b.md#the-b)\n");
    let expected = "\
X
  declared  content/b.md:7:1
  address   /b.html#x
  3 links to it
    content/a.md:7:9  b.md#x
    content/c.md:3:5  b.md#x
    content/c.md:3:29  b#x
";
    assert_eq!(site.run(&["refs", "content/b.md#x"]).exits(0).out, expected);
    site.run(&["refs", "b#x", "--format", "json"]).exits(0).prints("\"url\":\"b.html#x\"");
    site.run(&["refs", "content/b.md#y"])
        .exits(2)
        .says("`content/b.md` has no heading or anchor `#y`; did you mean `#x`?");
    site.run(&["refs", "content/nothing.md#y"]).exits(2).says("is neither a uid nor a file");
}

#[test]
fn anchors_of_fragments_are_those_of_their_pages() {
    let site = Site::new()
        .file("a.md", "# A\n\n[!include[f](includes/f.md)]\n\n[x](#in-f)\n")
        .file("b.md", "# B\n\n[x](a.md#in-f)\n")
        .file("includes/f.md", "## In f\n\n[self](#in-f)\n");
    let run = site.run(&["refs", "a.md#in-f"]).exits(0);
    run.prints("declared  includes/f.md:1:1").prints("  3 links to it\n    a.md:5:5  #in-f\n    b.md:3:5");
}

#[test]
fn from_another_folder() {
    let site = site();
    let folder = site.folder().join("content");
    common::run_in(&folder, &["refs", "b.md", "--site", ".."], &[], &folder).exits(0).prints("The B\n");
}

#[test]
fn what_is_not_there_is_not_there() {
    let site = Site::new().file("a.md", "---\nuid: first-page\n---\n\n# A\n");
    site.run(&["refs", "first-pge"]).exits(2).says("did you mean `first-page`?");
    site.run(&["refs", "x", "--site", "nowhere"]).exits(2).says("there is no folder");
}
