//! `skilt diff`: what a deploy has to upload.

mod common;

use common::Site;

fn two_builds() -> Site {
    let site = Site::new()
        .file("skilt.yml", "title: T\nsearch: false\n")
        .file("a.md", "# A\n\nOne.\n")
        .file("b.md", "# B\n")
        .file("c.md", "# C\n")
        .file("toc.yml", "- href: a.md\n");
    site.run(&["build", "-o", "../old"]).exits(0);
    site.write("a.md", "# A\n\nTwo.\n");
    site.write("d.md", "# D\n");
    std::fs::remove_file(site.folder().join("c.md")).expect("removed");
    site.run(&["build", "-o", "../new"]).exits(0);
    site
}

#[test]
fn lists_what_came_went_and_changed() {
    let run = two_builds().run(&["diff", "../old", "../new"]).exits(0);
    let lines: Vec<&str> = run.out.lines().filter(|line| line.ends_with(".html") && !line.contains("uid/")).collect();
    assert_eq!(lines, ["~ a.html", "- c.html", "+ d.html"], "{}", run.out);
}

#[test]
fn answers_programs_too() {
    let site = two_builds();
    let answer = site.run(&["diff", "../old/manifest.json", "../new", "--format", "json"]).exits(0).json();
    assert!(answer["changed"].as_array().is_some_and(|list| list.iter().any(|path| path == "a.html")), "{answer}");
    let same = site.run(&["diff", "../new", "../new", "--format", "json"]).exits(0).json();
    assert!(same["added"] == serde_json::json!([]) && same["unchanged"].as_u64() > Some(5), "{same}");
}

#[test]
fn says_what_is_no_output() {
    let site = Site::new().file("x.json", "{\"files\": 1}");
    site.run(&["diff", ".", "x.json"]).exits(2).says("give an output folder of skilt, or its manifest");
    site.run(&["diff", "x.json", "x.json"]).exits(2).says("x.json is no manifest of skilt");
}
