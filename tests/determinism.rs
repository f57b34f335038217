//! Same inputs, same bytes: whatever the path, the number of threads, the time zone, the language of the machine.

mod common;

use common::{Site, run_in, tree};
use std::collections::BTreeMap;
use std::path::Path;

/// A site with something of everything that could bring disorder into the output.
fn fill(site: Site) -> Site {
    let mut site = site
        .file("skilt.yml", "title: Ordnung\nbase_url: https://docs.example.com/\n")
        .file("content/index.md", "---\nuid: home\n---\n\n# Home\n\n<xref:page-3> [p](p/page-4.md#anchor)\n")
        .file("content/toc.yml", "- name: Home\n  href: index.md\n- name: Pages\n  href: p/toc.yml\n")
        .file("content/includes/x.md", "Shared *words* with [a link](../p/page-1.md).\n")
        .file("content/i.png", "png");
    let mut toc = String::new();
    for n in 0..40 {
        let topic = ["concept", "howto", "reference", "tutorial"][n % 4];
        let envir = ["cloud", "onsite", "cloud, onsite"][n % 3];
        let text = format!(
            "---\nuid: page-{n}\ntitle: Page {n} İıß\nso.topic: {topic}\nso.envir: {envir}\nso.date: 02.29.2020\n\
             redirect_from: /old/{n}.html\n---\n\n# Page {n}\n\n## Anchor\n\n[!include[x](../includes/x.md)]\n\n\
             ```csharp\nvar n = {n}; // a comment\n```\n\n![i](../i.png) [gone](gone-{n}.md) <xref:page-{}>\n",
            (n + 7) % 40
        );
        site = site.file(&format!("content/p/page-{n}.md"), text);
        toc.push_str(&format!("- name: P{n}\n  href: page-{n}.md\n"));
    }
    site.file("content/p/toc.yml", toc)
}

fn assert_same(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>, what: &str) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(left), names(right), "{what}");
    assert_eq!(differences(left, right), [""; 0], "{what}");
}

fn differences(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    left.iter().filter(|(name, bytes)| right.get(*name) != Some(bytes)).map(|(name, _)| name.clone()).collect()
}

/// Copies files in another order than they were made in, so that folders list them in another, and dates them back.
fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from).into_iter().rev() {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, bytes).expect("a file");
        let file = std::fs::File::options().append(true).open(&path).expect("a file");
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("a time");
    }
}

/// F7: combinations of paths, time zones, languages and numbers of threads, each from nothing and once more. All of them
/// in optimised builds, and those in which zone and language change together in debug builds, which are slow.
#[test]
fn the_machine_leaves_no_trace() {
    let site = fill(Site::new());
    let report = site.run(&["build", "--format", "json"]).exits(0).out;
    let first = site.tree();
    assert!(first.len() > 60, "{}", first.len());
    let elsewhere = tempfile::tempdir().expect("a folder");
    // The site keeps its name, which is its title where the configuration gives none.
    let other = elsewhere.path().join("with blanks/and ø/site");
    copy(&site.folder().join("content"), &other.join("content"));
    std::fs::copy(site.folder().join("skilt.yml"), other.join("skilt.yml")).expect("copied");
    let zones = ["UTC", "Asia/Kolkata", "/no/such/zone"];
    let languages = ["C", "tr_TR.UTF-8", "nb_NO.UTF-8"];
    for (folder, is_first) in [(site.folder(), true), (other, false)] {
        for (at, zone) in zones.into_iter().enumerate() {
            for (also_at, (language, epoch)) in languages.into_iter().zip(["", "0", "4102444800"]).enumerate() {
                if cfg!(debug_assertions) && at != also_at {
                    continue;
                }
                for jobs in ["1", "2", "16"] {
                    let environment =
                        [("TZ", zone), ("LANG", language), ("LC_ALL", language), ("SOURCE_DATE_EPOCH", epoch)];
                    let what = format!("--jobs {jobs}, {environment:?}, the first path: {is_first}");
                    let _ = std::fs::remove_dir_all(folder.join("_site"));
                    for more in [&["--no-cache"][..], &[]] {
                        let arguments = [&["build", "--jobs", jobs, "--format", "json"], more].concat();
                        let run = run_in(&folder, &arguments, &environment, elsewhere.path()).exits(0);
                        assert_eq!(run.out, report, "{what}");
                        assert_same(&first, &tree(&folder.join("_site")), &what);
                    }
                }
            }
        }
    }
}

#[test]
fn a_second_build_changes_nothing() {
    let site = fill(Site::new());
    site.run(&["build"]).exits(0);
    let first = site.tree();
    let index = site.folder().join("_site/index.html");
    let written = std::fs::metadata(&index).and_then(|data| data.modified()).expect("a time");
    site.run(&["build"]).exits(0);
    assert_same(&first, &site.tree(), "the second build");
    let again = std::fs::metadata(&index).and_then(|data| data.modified()).expect("a time");
    assert_eq!(written, again, "what is the same is not written again");
}

#[test]
fn one_word_changes_three_files_at_most() {
    let site = fill(Site::new());
    site.run(&["build"]).exits(0);
    let before = site.tree();
    let path = "content/p/page-5.md";
    let text = std::fs::read_to_string(site.folder().join(path)).expect("a page");
    site.write(path, text.replace("a comment", "another comment"));
    site.run(&["build"]).exits(0);
    let changed = differences(&before, &site.tree());
    assert!(changed.len() <= 3 && changed.contains(&"p/page-5.html".to_owned()), "{changed:?}");
}

#[test]
fn edits_lead_to_what_a_clean_build_makes() {
    let site = fill(Site::new());
    site.run(&["build"]).exits(0);
    site.write("content/new.md", "---\nuid: new\nso.topic: howto\n---\n\n# New\n");
    site.write("content/index.md", "# Home\n\n<xref:new>\n");
    std::fs::remove_file(site.folder().join("content/p/page-9.md")).expect("removed");
    std::fs::rename(site.folder().join("content/i.png"), site.folder().join("content/j.png")).expect("renamed");
    site.run(&["build"]).exits(0);
    let edited = site.tree();
    std::fs::remove_dir_all(site.folder().join("_site")).expect("removed");
    site.run(&["build"]).exits(0);
    assert_same(&edited, &site.tree(), "after edits");
}

/// F24: days that exist once in four years, before computers and after their 32-bit seconds.
#[test]
fn days_are_words_and_need_no_clock() {
    let days = [
        ("02.29.2020", "2020-02-29"),
        ("12.31.1969", "1969-12-31"),
        ("02.07.2106", "2106-02-07"),
        ("03.31.2024", "2024-03-31"),
    ];
    let mut site = Site::new();
    for (n, (day, _)) in days.iter().enumerate() {
        site = site.file(&format!("p{n}.md"), format!("---\nso.date: {day}\n---\n\n# P\n"));
    }
    let mut trees = Vec::new();
    for zone in ["UTC", "Europe/Oslo", "Pacific/Kiritimati", "/nowhere"] {
        let _ = std::fs::remove_dir_all(site.folder().join("_site"));
        site.run_with(&["build", "--deny", "warnings"], &[("TZ", zone)]).exits(0);
        trees.push(site.tree());
    }
    for tree in &trees[1..] {
        assert_same(&trees[0], tree, "time zones");
    }
    for (n, (_, iso)) in days.iter().enumerate() {
        assert!(site.output(&format!("p{n}.html")).contains(&format!("datetime=\"{iso}\"")), "{iso}");
    }
}
