//! `skilt check --changed-since`: what is in changed files, and what they broke elsewhere.

mod common;

use common::Site;
use common::git::{commit, git, start};

/// A site in which everything has something wrong already, and all of it is committed.
fn site() -> Site {
    let site = Site::new()
        .file("content/a.md", "# A\n\n[old](never.md) [b](b.md#part) [c](sub/) ![i](i.png) <xref:the-uid>\n")
        .file("content/b.md", "# B\n\n## Part\n\n[!include[f](includes/f.md)]\n\n[x](#shown)\n")
        .file("content/u.md", "---\nuid: the-uid\n---\n\n# U\n\n[old](never.md)\n")
        .file("content/sub/index.md", "# C\n")
        .file("content/includes/f.md", "## Shown\n\n[old](never.md)\n")
        .file("content/i.png", "png")
        .file("content/toc.yml", "- href: a.md\n- href: b.md\n- href: u.md\n- href: lonely.md\n")
        .file("content/lonely.md", "# Lonely\n");
    start(&site.folder());
    site
}

fn problems(site: &Site) -> Vec<String> {
    site.run(&["check", "--changed-since", "start", "--format", "json"]).problems()
}

#[test]
fn nothing_changed_nothing_reported() {
    let site = site();
    assert_eq!(site.problems().len(), 3);
    assert_eq!(problems(&site), [""; 0]);
    // Only the date of the file is another one.
    let text = std::fs::read(site.folder().join("content/a.md")).expect("a page");
    site.write("content/a.md", text);
    assert_eq!(problems(&site), [""; 0]);
}

#[test]
fn copies_without_an_index_are_compared_by_content() {
    let site = site();
    std::fs::remove_file(site.folder().join(".git/index")).expect("removed");
    assert_eq!(problems(&site), [""; 0]);
    site.write("content/u.md", "---\nuid: the-uid\n---\n\n# U\n\n[old](never.md)!\n");
    assert_eq!(problems(&site), ["link-file-missing content/u.md:7:7"]);
}

#[test]
fn problems_in_changed_files() {
    let site = site();
    site.write("content/u.md", "---\nuid: the-uid\n---\n\n# U\n\nChanged.\n\n[old](never.md)\n");
    assert_eq!(problems(&site), ["link-file-missing content/u.md:9:7"]);
    commit(&site.folder(), "changed");
    assert_eq!(problems(&site), ["link-file-missing content/u.md:9:7"], "committed or not");
    site.write("content/untracked.md", "[x](nothing.md)\n");
    assert!(problems(&site).contains(&"link-file-missing content/untracked.md:1:5".to_owned()));
}

#[test]
fn a_deleted_page_breaks_the_links_to_it() {
    let site = site();
    std::fs::remove_file(site.folder().join("content/u.md")).expect("removed");
    std::fs::remove_file(site.folder().join("content/sub/index.md")).expect("removed");
    std::fs::remove_file(site.folder().join("content/i.png")).expect("removed");
    let expected = [
        "link-file-missing content/a.md:3:36",
        "image-missing content/a.md:3:47",
        "uid-unresolved content/a.md:3:60",
        "toc-target-missing content/toc.yml:3:9",
    ];
    assert_eq!(problems(&site), expected);
}

#[test]
fn a_changed_page_loses_its_headings_and_uids() {
    let site = site();
    site.write("content/b.md", "# B\n\n## Other\n\n[!include[f](includes/f.md)]\n\n[x](#shown)\n");
    site.write("content/u.md", "---\nuid: another\n---\n\n# U\n\n[old](never.md)\n");
    let found = problems(&site);
    assert!(found.contains(&"link-anchor-missing content/a.md:3:21".to_owned()), "{found:?}");
    assert!(found.contains(&"uid-unresolved content/a.md:3:60".to_owned()), "{found:?}");
    assert!(!found.iter().any(|problem| problem.contains("a.md:3:7")), "{found:?}");
}

#[test]
fn a_changed_fragment_breaks_the_pages_that_show_it() {
    let site = site();
    site.write("content/includes/f.md", "## Renamed\n\n[old](never.md)\n");
    assert_eq!(
        problems(&site),
        ["link-anchor-missing content/b.md:7:5", "link-file-missing content/includes/f.md:3:7"]
    );
}

#[test]
fn what_was_wrong_in_a_fragment_stays_the_matter_of_the_fragment() {
    let site = site();
    site.write("content/b.md", "# B\n\n## Part\n\nMore.\n\n[!include[f](includes/f.md)]\n\n[x](#shown)\n");
    assert_eq!(problems(&site), [""; 0]);
}

#[test]
fn what_is_linked_no_more_is_lonely_because_of_that() {
    let site = site();
    site.write("content/toc.yml", "- href: a.md\n- href: b.md\n- href: u.md\n");
    assert_eq!(problems(&site), ["page-orphan content/lonely.md"]);
}

#[test]
fn branches_are_compared_where_they_part() {
    let site = site();
    git(&site.folder(), &["checkout", "-q", "-b", "topic"]);
    site.write("content/u.md", "---\nuid: the-uid\n---\n\n# U2\n\n[old](never.md)\n");
    commit(&site.folder(), "topic");
    git(&site.folder(), &["checkout", "-q", "main"]);
    site.write("content/a.md", "# A2\n\n[old](never.md)\n");
    commit(&site.folder(), "meanwhile");
    git(&site.folder(), &["checkout", "-q", "topic"]);
    let run = site.run(&["check", "--changed-since", "main", "--format", "json"]).exits(0);
    assert_eq!(run.problems(), ["link-file-missing content/u.md:7:7"], "what main did meanwhile is not our change");
}

#[test]
fn another_configuration_can_break_anything() {
    let site = site().file("skilt.yml", "title: T\n");
    let run = site.run(&["check", "--changed-since", "start"]).exits(0);
    assert!(run.err.contains("note: the configuration has changed too, so every problem counts"), "{}", run.err);
    assert!(run.err.contains("link-file-missing 3"), "{}", run.err);
}

#[test]
fn roots_may_be_repositories_of_their_own() {
    let site = Site::new()
        .file("skilt.yml", "roots:\n  - path: one\n  - path: two\n  - path: three\n")
        .file("one/a.md", "# A\n\n[b](../two/b.md) [x](never.md)\n")
        .file("two/b.md", "# B\n\n[x](never.md)\n")
        .file("three/c.md", "# C\n\n[x](never.md)\n");
    start(&site.folder().join("one"));
    git(&site.folder().join("two"), &["init", "-q"]);
    commit(&site.folder().join("two"), "another history");
    std::fs::remove_file(site.folder().join("two/b.md")).expect("removed");
    site.write("one/new.md", "# N\n\n[x](never.md)\n");
    let run = site.run(&["check", "--changed-since", "start"]).exits(0);
    assert!(
        run.err.contains("note: there is no revision `start` in the repository of two, which counts as unchanged\n")
    );
    assert!(run.err.contains("note: `three` is in no git repository and counts as unchanged\n"), "{}", run.err);
    let run = site.run(&["check", "--changed-since", "start", "--format", "json"]).exits(0);
    assert_eq!(run.problems(), ["link-file-missing one/new.md:3:5"]);
    // With a revision that both know, a page deleted in one breaks a link in the other.
    let run = site.run(&["check", "--changed-since", "HEAD", "--format", "json"]).exits(0);
    assert_eq!(run.problems(), ["link-file-missing one/a.md:3:5", "link-file-missing one/new.md:3:5"]);
}

#[test]
fn without_git_it_cannot_run() {
    let site = site();
    site.run(&["check", "--changed-since", "nowhere"])
        .exits(2)
        .says("error: --changed-since: there is no revision `nowhere`\n");
    site.run(&["check", "--changed-since", "--output=x"]).exits(2);
    site.run(&["check", "--changed-since=--output=x"]).exits(2).says("there is no revision `--output=x`");
    site.run_with(&["check", "--changed-since", "start"], &[("PATH", "/nowhere")])
        .exits(2)
        .says("error: --changed-since: git cannot be started");
    let bare = Site::new().file("a.md", "# A\n");
    bare.run(&["check", "--changed-since", "HEAD"]).exits(2).says("not a git repository");
    git(&bare.folder(), &["init", "-q"]);
    bare.run(&["check", "--changed-since", "HEAD"]).exits(2).says("there is no revision `HEAD`");
}

#[test]
fn shallow_clones_say_what_they_need() {
    let site = site();
    site.write("content/new.md", "# N\n");
    commit(&site.folder(), "second");
    let copy = site.folder().join("../copy");
    let from = format!("file://{}", site.folder().display());
    git(&site.folder(), &["clone", "-q", "--depth=1", &from, copy.to_str().expect("a path")]);
    git(&copy, &["fetch", "-q", "--depth=1", "origin", "tag", "start"]);
    let run = common::run_in(&copy, &["check", "--changed-since", "start"], &[], &copy).exits(2);
    assert!(run.err.contains("fetch more history (`fetch-depth: 0`)"), "{}", run.err);
}

#[test]
fn hooks_may_call_it() {
    let site = site();
    site.write("content/u.md", "---\nuid: the-uid\n---\n\n# U\n\nMore. [old](never.md)\n");
    let elsewhere = [("GIT_DIR", "/nowhere/.git"), ("GIT_INDEX_FILE", "/nowhere/index"), ("GIT_WORK_TREE", "/nowhere")];
    let run = site.run_with(&["check", "--changed-since", "start", "--format", "json"], &elsewhere).exits(0);
    assert_eq!(run.problems(), ["link-file-missing content/u.md:7:13"]);
}
