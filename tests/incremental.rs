//! The proof that a build which remembers makes what a build from nothing makes: random edits of a site, and after each
//! both kinds of build, compared byte for byte. The counters say that no more was done than the edit explains.
//!
//! `SKILT_STEPS` sets the number of edits for each site, `SKILT_SEED` where the random numbers start.

mod common;

use common::world::World;
use skilt::build::{self, Cache, Counts, Goal, Options, Silent};
use std::path::Path;
use std::time::Duration;

/// A number from the environment.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn options(site: &Path, output: &str, fresh: bool) -> Options {
    Options { site: site.to_owned(), output: Some(site.with_file_name(output)), fresh, ..Options::default() }
}

/// Edits a site at random and builds it after each edit: once with what is remembered, once from nothing.
fn edit_and_compare(seed: u64, steps: u64) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let site = home.path().join("site");
    let mut world = World::new(seed, &site);
    let mut cache = Cache::default();
    let mut log = Vec::new();
    for step in 0..steps {
        let edit = if step == 0 { "start".to_owned() } else { world.edit() };
        log.push(edit);
        let before = format!("seed {seed}, step {step}: {}", log.last().expect("an edit"));
        // What is remembered goes by the disk now and then, and sometimes is lost.
        match step % 10 {
            4 => {
                cache.save(false);
                cache = Cache::default();
            }
            9 => cache = Cache::default(),
            _ => {}
        }
        let kept = build::run_again(&options(&site, "kept", false), Goal::Build, &mut cache, &Silent);
        let clean = build::run(&options(&site, "clean", true), Goal::Build, &Silent);
        match (kept, clean) {
            (Ok(kept), Ok(clean)) => {
                assert_eq!(format!("{:#?}", kept.diagnostics), format!("{:#?}", clean.diagnostics), "{before}");
            }
            (Err(kept), Err(clean)) => {
                assert_eq!(format!("{kept:?}"), format!("{clean:?}"), "{before}");
                continue;
            }
            (kept, clean) => panic!("{before}: {:?} but {:?}", kept.err(), clean.err()),
        }
        compare(&site, &before);
    }
}

fn compare(site: &Path, step: &str) {
    let kept = common::tree(&site.with_file_name("kept"));
    let clean = common::tree(&site.with_file_name("clean"));
    let names = |tree: &std::collections::BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept), names(&clean), "{step}");
    for (name, bytes) in &kept {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(clean[name] == *bytes, "{step}: {name} is\n{}\nand not\n{}", text(bytes), text(&clean[name]));
    }
}

#[test]
fn a_build_that_remembers_makes_what_a_build_from_nothing_makes() {
    let (seed, steps) = (setting("SKILT_SEED", 1), setting("SKILT_STEPS", 60));
    for seed in seed..seed + 4 {
        edit_and_compare(seed, steps);
    }
}

/// A site of three pages that know each other, and what it takes to build it again and again.
struct Small {
    _home: tempfile::TempDir,
    site: std::path::PathBuf,
    cache: Cache,
}

impl Small {
    fn new() -> Small {
        let home = tempfile::tempdir().expect("a temporary folder");
        let site = home.path().join("site");
        std::fs::create_dir(&site).expect("a folder");
        let small = Small { _home: home, site, cache: Cache::default() };
        small.write("skilt.yml", "title: T\nsearch: false\n");
        small.write("a.md", "---\nuid: a\n---\n\n# A\n\nText. [B](b.md)\n");
        small.write("b.md", "# B\n\nText. <xref:a>\n");
        small.write("c.md", "# C\n\n[!include[x](includes/x.md)]\n");
        small.write("includes/x.md", "Part.\n");
        small.write("toc.yml", "- href: a.md\n- href: c.md\n");
        small.write("p.png", "no picture");
        small
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.site.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }

    fn build(&mut self) -> Counts {
        let outcome = build::run_again(&options(&self.site, "out", false), Goal::Build, &mut self.cache, &Silent);
        outcome.unwrap_or_else(|failure| panic!("{failure:?}")).counts
    }

    fn drawn(&mut self) -> usize {
        self.build().drawn
    }
}

#[test]
fn an_edit_draws_what_it_explains_and_no_more() {
    let mut site = Small::new();
    let all = site.build();
    assert!(all.outlined == 5 && all.drawn > 4, "{all:?}");
    // The picture is too young to be known without a look at it.
    let still = site.drawn();
    assert!(still <= 1, "{still} drawn when nothing changed");
    site.write("a.md", "---\nuid: a\n---\n\n# A\n\nOther text. [B](b.md)\n");
    assert_eq!(site.build(), Counts { read: 5, outlined: 1, drawn: still + 1 }, "a paragraph");
    site.write("includes/x.md", "Another part.\n");
    assert_eq!(site.drawn(), still + 1, "a fragment is drawn where it is included");
    site.write("b.md", "# B!\n\nText. <xref:a>\n");
    assert!((still + 1..all.drawn).contains(&site.drawn()), "a title that no other page shows");
    site.write("skilt.yml", "title: U\nsearch: false\n");
    assert_eq!(site.build(), all, "another name of the site is on every page");
}

#[test]
fn a_draft_shows_what_a_build_writes() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut world = World::new(5, &home.path().join("site"));
    (0..12).for_each(|_| drop(world.edit()));
    let options = options(&home.path().join("site"), "out", true);
    let outcome = build::run(&options, Goal::Build, &Silent).unwrap_or_else(|failure| panic!("{failure:?}"));
    let site = build::open(&options).unwrap_or_else(|failure| panic!("{failure:?}"));
    let draft = build::Draft::new(site, &outcome).unwrap_or_else(|failure| panic!("{failure:?}"));
    let built = common::tree(&home.path().join("out"));
    let mut shown = 0;
    for (route, bytes) in &built {
        if let Some(drafted) = draft.file(route) {
            assert!(drafted == *bytes, "{route}");
            shown += 1;
        }
    }
    let pages = built.keys().filter(|route| route.ends_with(".html")).count();
    assert!(shown > pages && draft.file("no/such.html").is_none(), "{shown} of {pages} pages");
}

#[test]
fn what_is_known_by_its_marks_is_not_read() {
    let mut site = Small::new();
    std::thread::sleep(Duration::from_millis(2100));
    let first = site.build();
    let second = site.build();
    assert_eq!((first.read, second), (5, Counts::default()));
    site.write("a.md", "---\nuid: a\n---\n\n# A\n\nTixt. [B](b.md)\n");
    let third = site.build();
    assert_eq!((third.read, third.outlined, third.drawn), (1, 1, 1), "an edit of the same size");
}

#[test]
fn a_file_of_the_output_that_somebody_changed_is_made_again() {
    let mut site = Small::new();
    site.build();
    let page = site.site.with_file_name("out").join("a.html");
    let text = std::fs::read(&page).expect("a page");
    std::fs::write(&page, "mine").expect("written");
    site.build();
    assert_eq!(std::fs::read(&page).expect("a page"), text);
    std::fs::remove_file(&page).expect("removed");
    std::fs::remove_file(page.with_file_name("xrefmap.yml")).expect("removed");
    site.build();
    assert!(std::fs::read(&page).expect("a page") == text && page.with_file_name("xrefmap.yml").exists());
}

#[test]
fn a_damaged_or_foreign_cache_is_noted_and_changes_nothing() {
    let site = Small::new();
    let run = |output: &str| {
        let outcome = build::run(&options(&site.site, output, false), Goal::Build, &Silent);
        let outcome = outcome.unwrap_or_else(|failure| panic!("{failure:?}"));
        outcome.diagnostics.iter().filter(|found| found.code.name == "cache-unusable").count()
    };
    assert_eq!(run("out"), 0);
    let tree = common::tree(&site.site.with_file_name("out"));
    for entry in std::fs::read_dir(site.site.join(".skilt")).expect("the cache").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a file");
        std::fs::write(entry.path(), &bytes[..bytes.len() - bytes.len().min(40)]).expect("cut");
    }
    assert!(run("out") > 0, "the damage is told");
    assert_eq!(common::tree(&site.site.with_file_name("out")), tree);
    site.write(".skilt/outlines", "something else");
    assert_eq!(run("out"), 0, "a file of another program is passed over");
    assert_eq!(common::tree(&site.site.with_file_name("out")), tree);
}

#[test]
fn checking_leaves_no_trace_where_nothing_was_built() {
    let site = Small::new();
    let check = || build::run(&options(&site.site, "out", false), Goal::Check, &Silent).map(|outcome| outcome.counts);
    assert_eq!(check().unwrap_or_else(|failure| panic!("{failure:?}")).outlined, 5);
    assert!(!site.site.join(".skilt").exists());
    std::fs::create_dir(site.site.join(".skilt")).expect("a folder");
    check().unwrap_or_else(|failure| panic!("{failure:?}"));
    assert_eq!(
        check().unwrap_or_else(|failure| panic!("{failure:?}")).outlined,
        0,
        "the folder is used if it is there"
    );
}
