//! `skilt check --published`: no address is lost.

mod common;

use common::Site;

fn site() -> Site {
    Site::new()
        .file("skilt.yml", "base_url: https://docs.example.com/en\n")
        .file("content/a.md", "---\nuid: page-a\n---\n\n# A\n")
        .file("content/guide/b.md", "---\nso.topic: howto\n---\n\n# B\n\n![i](i.png)\n")
        .file("content/guide/i.png", "png")
        .file("content/guide/toc.yml", "- href: b.md\n")
        .file("content/old.md", "---\nredirect_url: a.md\n---\n")
        .file("content/c.md", "---\nredirect_from: /was/c.html\n---\n\n# C\n")
        .file("static/robots.txt", "x")
}

#[test]
fn the_manifest_of_the_same_site_has_nothing_to_lose() {
    let site = site();
    site.run(&["build"]).exits(0);
    site.run(&["check", "--published", "_site/manifest.json", "--deny", "warnings"]).exits(0);
    for urls in ["urls: pretty\n", "search: false\n"] {
        site.write("skilt.yml", urls);
        site.run(&["build"]).exits(0);
        site.run(&["check", "--published", "_site/manifest.json"]).exits(0);
    }
}

#[test]
fn lost_addresses_are_errors_at_their_lines() {
    let site = site();
    site.run(&["build"]).exits(0);
    let manifest = std::fs::read_to_string(site.folder().join("_site/manifest.json")).expect("a manifest");
    site.write("published.json", &manifest);
    std::fs::remove_file(site.folder().join("content/a.md")).expect("removed");
    std::fs::rename(site.folder().join("content/guide/b.md"), site.folder().join("content/b.md")).expect("moved");
    let run = site.run(&["check", "--published", "published.json", "--format", "json"]).exits(1);
    let report = run.json();
    let lost: Vec<String> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|problem| problem["code"] == "published-address-lost")
        .map(|problem| format!("{}: {}", problem["line"], problem["message"].as_str().unwrap_or("")))
        .collect();
    let line = |address: &str| {
        manifest.lines().position(|line| line.contains(&format!("\"{address}\""))).map(|at| at + 1).expect("a line")
    };
    let expected = ["a.html", "guide/b.html", "uid/page-a/index.html"]
        .map(|address| format!("{}: `/{address}` was published and is gone, and no redirect leads on", line(address)));
    assert_eq!(lost, expected);
    let moved = report["diagnostics"].as_array().expect("a list").iter().find(|problem| {
        problem["code"] == "published-address-lost"
            && problem["message"].as_str().is_some_and(|words| words.contains("guide/b"))
    });
    let help = "write `redirect_from: /guide/b.html` in the front matter of `content/b.md`, if that took its place";
    assert_eq!(moved.expect("it is lost")["help"], help);
    // The help helps.
    site.write("content/b.md", "---\nso.topic: howto\nredirect_from: [/guide/b.html, /a.html]\n---\n\n# B\n");
    let run = site.run(&["check", "--published", "published.json", "--format", "json"]).exits(1);
    assert_eq!(run.problems().iter().filter(|problem| problem.starts_with("published")).count(), 1);
}

#[test]
fn lists_of_addresses_may_be_written_in_many_ways() {
    let list = "\
# What the application links to
https://docs.example.com/en/a.html
http://DOCS.example.com/en/guide/b.html#x
/guide/b
guide/
/was/c.html

https://elsewhere.example.com/x.html
/
  /gone%20page.html
/guide/Gone/
";
    let site = site().file("list.txt", list).file("content/guide/index.md", "# G\n");
    let run = site.run(&["check", "--published", "list.txt", "--format", "json"]).exits(1);
    let found: Vec<String> = run.problems().into_iter().filter(|p| p.starts_with("published")).collect();
    assert_eq!(found, ["published-address-lost list.txt:10:3", "published-address-lost list.txt:11:1"]);
    site.write("skilt.yml", "base_url: https://docs.example.com/en\nrules: { published-address-lost: off }\n");
    site.run(&["check", "--published", "list.txt"]).exits(0);
}

#[test]
fn what_is_neither_is_refused() {
    let site =
        site().file("x.xml", "<urlset>\n").file("x.json", "{\"a\": 1}").file("other.txt", "https://x.example/\n");
    let refused = |file: &str| site.run(&["check", "--published", file]).exits(2);
    refused("x.xml").says("error: `x.xml` is no list of addresses: line 1 is not one address\n");
    refused("x.json").says("error: `x.json` is no manifest: it has no list `files`\n");
    refused("other.txt").says("has no address of this site, whose address is https://docs.example.com/en\n");
    refused("gone.txt").says("cannot be read");
}
