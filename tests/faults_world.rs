//! F22 and F23: the world around a site. Git may be missing, young, cut short or hostile, and the network may lead
//! nowhere. The site is built in each of them.

mod common;

use common::apart::{self, Own};
use common::{Site, git};
use std::fs;
use std::path::Path;
use std::process::Command;

fn site() -> Site {
    Site::new()
        .file("skilt.yml", "title: T\n")
        .file(".gitignore", "_site\n.skilt\nmark\n")
        .file("a.md", "# A\n\n[b](b.md) [out](https://example.dev/page)\n")
        .file("b.md", "# B\n")
}

/// Whether pages say when they were changed.
fn has_dates(site: &Site) -> bool {
    site.output("a.html").contains("<time")
}

#[test]
fn f22_no_git() {
    let site = site();
    git::start(&site.folder());
    site.run(&["build", "--quiet", "--deny", "warnings"]).exits(0);
    assert!(has_dates(&site));
    site.run_with(&["build", "--quiet", "--no-cache", "--deny", "warnings"], &[("PATH", "/nowhere")]).exits(0);
    assert!(!has_dates(&site));
    let run = site.run_with(&["check", "--changed-since", "start"], &[("PATH", "/nowhere")]).exits(2);
    run.says("git cannot be started");
}

#[test]
fn f22_no_repository_and_no_commits() {
    let site = site();
    site.run(&["build", "--quiet", "--deny", "warnings"]).exits(0);
    assert!(!has_dates(&site));
    site.run(&["check", "--changed-since", "main"]).exits(2).says("not a git repository");
    let without = site.tree();
    git::git(&site.folder(), &["init", "-q"]);
    site.run(&["build", "--quiet", "--deny", "warnings"]).exits(0);
    site.run(&["check", "--changed-since", "HEAD"]).exits(2);
    assert!(site.tree() == without);
    // A folder that only looks like a repository.
    fs::remove_dir_all(site.folder().join(".git")).expect("removed");
    site.write(".git", "gitdir: /nowhere\n");
    site.run(&["build", "--quiet", "--deny", "warnings"]).exits(0);
    assert!(site.tree() == without);
}

/// A clone without its history would give every page the day of its last commit.
#[test]
fn f22_a_shallow_clone_gives_no_dates_and_a_note() {
    let site = site();
    git::start(&site.folder());
    site.write("b.md", "# B, changed\n");
    git::commit(&site.folder(), "second");
    let from = format!("file://{}", site.folder().display());
    git::git(&site.folder(), &["clone", "-q", "--depth", "1", &from, "../shallow"]);
    let shallow = site.folder().join("../shallow").canonicalize().expect("the clone");
    let run = |arguments: &[&str]| common::run_in(&shallow, arguments, &[], &shallow).exits(0);
    let notes = |arguments: &[&str]| {
        let out = run(&[arguments, &["--deny", "warnings", "--format", "json"]].concat());
        out.problems().into_iter().filter(|problem| problem.starts_with("git-shallow")).count()
    };
    let page = |folder: &Path| fs::read_to_string(folder.join("_site/a.html")).expect("a page");
    assert_eq!(notes(&["build"]), 1, "a build of pages without dates says why");
    assert!(!page(&shallow).contains("<time"));
    run(&["build", "--no-cache"]).says("info[git-shallow]").says("fetch-depth: 0");
    assert_eq!(notes(&["check"]), 0, "a check shows no dates");
    fs::write(shallow.join("skilt.yml"), "title: T\ngit_dates: false\n").expect("written");
    assert_eq!(notes(&["build"]), 0, "no date is wanted");
    fs::write(shallow.join("skilt.yml"), "title: T\n").expect("written");
    git::git(&shallow, &["fetch", "-q", "--unshallow"]);
    assert_eq!(notes(&["build"]), 0, "the whole history is there");
    assert!(page(&shallow).contains("<time"), "the whole history has dates");
}

#[test]
fn f22_a_shallow_clone_is_noted_once_and_only_where_a_date_is_wanted() {
    let config = "title: T\nroots:\n  - path: one\n  - path: two\n";
    let site = Site::new().file("skilt.yml", config).file("one/a.md", "# A\n").file("two/b.md", "# B\n");
    git::start(&site.folder());
    git::commit(&site.folder(), "second");
    let from = format!("file://{}", site.folder().display());
    git::git(&site.folder(), &["clone", "-q", "--depth", "1", &from, "../shallow"]);
    let shallow = site.folder().join("../shallow").canonicalize().expect("the clone");
    let notes = || {
        let out = common::run_in(&shallow, &["build", "--format", "json"], &[], &shallow).exits(0);
        out.problems().into_iter().filter(|problem| problem.starts_with("git-shallow")).count()
    };
    assert_eq!(notes(), 1, "two roots of one repository");
    for page in ["one/a.md", "two/b.md"] {
        fs::write(shallow.join(page), "---\ndate: 2026-01-02\n---\n\n# Page\n").expect("written");
    }
    assert_eq!(notes(), 0, "every page states its date");
}

/// Every setting by which a repository can name a program, each of which would leave its mark.
#[test]
fn f22_a_hostile_repository_runs_nothing() {
    let site =
        site().file("c.md", "# C\n\n[gone](gone.md)\n").file("gone.md", "# Gone\n\nWords of the page that goes.\n");
    git::start(&site.folder());
    fs::rename(site.folder().join("gone.md"), site.folder().join("went.md")).expect("renamed");
    git::commit(&site.folder(), "moved");
    let mark = site.folder().join("../mark");
    let trap = site.folder().join("../trap");
    fs::write(&trap, format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", mark.display())).expect("a trap");
    let set_mode = |path: &Path| assert!(Command::new("chmod").arg("+x").arg(path).status().expect("chmod").success());
    set_mode(&trap);
    let trap = trap.canonicalize().expect("the trap").display().to_string();
    let keys = [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "pager.log",
        "pager.diff",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "gpg.program",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "interactive.diffFilter",
        "merge.trap.driver",
    ];
    for key in keys {
        git::git(&site.folder(), &["config", key, &trap]);
    }
    for (key, value) in [
        ("filter.trap.required", "true"),
        ("log.showSignature", "true"),
        ("alias.log", &*format!("!{trap}")),
        ("alias.rev-parse", &*format!("!{trap}")),
        ("core.hooksPath", "../hooks"),
    ] {
        git::git(&site.folder(), &["config", key, value]);
    }
    for hooks in ["../hooks", ".git/hooks"] {
        for hook in ["post-checkout", "post-index-change", "pre-auto-gc", "fsmonitor-watchman", "reference-transaction"]
        {
            site.write(&format!("{hooks}/{hook}"), fs::read(&trap).expect("the trap"));
            set_mode(&site.folder().join(hooks).join(hook));
        }
    }
    site.write(".gitattributes", "*.md diff=trap filter=trap merge=trap\n");
    site.write("b.md", "# B, changed and not committed\n");
    let _ = fs::remove_file(&mark);
    // That the trap works is shown by git itself: without it this test could not fail.
    let _ = Command::new("git").arg("-C").arg(site.folder()).arg("status").output().expect("git runs");
    assert!(mark.exists(), "the trap is set");
    fs::remove_file(&mark).expect("removed");

    site.run(&["build", "--quiet"]).exits(0);
    let told = site.run(&["check", "--format", "json"]).exits(0);
    assert!(told.out.contains("went.md"), "git was asked where the page went\n{}", told.out);
    site.run(&["check", "--quiet", "--changed-since", "start"]);
    site.run(&["check", "--quiet", "--changed-since", "HEAD"]);
    let marks = fs::read_to_string(&mark).unwrap_or_default();
    assert!(marks.is_empty(), "the repository ran programs:\n{marks}");
}

#[test]
fn f23_no_network() {
    let site = site();
    site.run(&["build", "--quiet"]).exits(0);
    let report = site.run(&["check", "--format", "json"]).exits(0).out;
    let script = r#"
        "$SKILT" build --quiet --no-cache -o ../alone
        "$SKILT" check --format json
    "#;
    let Some(alone) = apart::run(Own::Network, &site.folder(), script) else { return };
    assert_eq!(alone, report);
    assert!(site.tree() == common::tree(&site.folder().join("../alone")));
    // What cannot be asked is not known, which is no fault of the site.
    let script = r#""$SKILT" check --external --format json"#;
    let Some(asked) = apart::run(Own::Network, &site.folder(), script) else { return };
    if cfg!(feature = "external") {
        assert!(asked.contains("external-link-unknown"), "{asked}");
    }
}
