//! F5 and F6: whatever happens to what a build remembers, and however an edit hides, the output is what a build from
//! nothing makes.

mod common;

use common::apart::{self, Own};
use common::git;
use common::world::Random;
use common::{Run, Site};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

type Tree = BTreeMap<String, Vec<u8>>;

/// A site in a repository, with links to a page that was renamed, so that there is something of everything to remember.
fn site() -> Site {
    let mut site = Site::new().file("skilt.yml", "title: T\n").file(".gitignore", "_site\n.skilt\n");
    for page in 0..12 {
        site = site.file(
            &format!("content/p/{page}.md"),
            format!("---\nuid: u{page}\n---\n\n# Page {page}\n\n<xref:u{}> [gone](old.md)\n", (page + 1) % 12),
        );
    }
    let site = site.file("content/p/old.md", "# Old\n\nWords of a page that moves.\n");
    git::start(&site.folder());
    fs::rename(site.folder().join("content/p/old.md"), site.folder().join("content/p/new.md")).expect("renamed");
    git::commit(&site.folder(), "moved");
    site
}

fn build(site: &Site) -> Run {
    site.run(&["build", "--format", "json"])
}

/// What a build from nothing makes.
fn clean(site: &Site) -> Tree {
    site.run(&["build", "--quiet", "--no-cache", "-o", "../clean"]).exits(0);
    common::tree(&site.folder().join("../clean"))
}

fn cache(site: &Site) -> Vec<PathBuf> {
    let entries = fs::read_dir(site.folder().join(".skilt")).expect("the cache").flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| !path.ends_with(".gitignore")).collect();
    files.sort();
    files
}

fn notes(run: &Run) -> Vec<String> {
    run.problems().into_iter().filter(|problem| problem.starts_with("cache-unusable")).collect()
}

#[test]
fn f5_a_cache_that_is_damaged_anywhere() {
    let site = site();
    let clean_tree = clean(&site);
    let report = site.run(&["check", "--format", "json", "--no-cache"]).out;
    fs::remove_dir_all(site.folder().join(".skilt")).expect("removed");
    build(&site).exits(0);
    site.run(&["check", "--quiet"]).exits(0);
    let mut random = Random::new(7);
    let saved: Vec<(PathBuf, Vec<u8>)> =
        cache(&site).into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect();
    let names: Vec<String> =
        saved.iter().map(|(path, _)| path.file_name().expect("a name").to_string_lossy().into()).collect();
    assert!(
        names.len() == 4 && names[0] == "dates" && names[1] == "outlines" && names[3] == "renames.json",
        "{names:?}"
    );
    for (path, whole) in &saved {
        let mut damages: Vec<(String, Vec<u8>)> = vec![
            ("empty".into(), Vec::new()),
            ("another program's".into(), b"something else".to_vec()),
            ("longer".into(), [whole, &b"more"[..]].concat()),
            ("another version's".into(), String::from_utf8_lossy(whole).replace("cache 1", "cache 2").into_bytes()),
            ("zeros".into(), vec![0; whole.len()]),
        ];
        for _ in 0..3 {
            let end = random.below(whole.len());
            damages.push((format!("cut at {end}"), whole[..end].to_vec()));
        }
        for _ in 0..8 {
            let (at, bit) = (random.below(whole.len()), random.below(8));
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            damages.push((format!("bit {bit} of byte {at} flipped"), flipped));
        }
        for (what, bytes) in damages {
            for (path, whole) in &saved {
                fs::write(path, whole).expect("restored");
            }
            fs::write(path, bytes).expect("damaged");
            let checked = site.run(&["check", "--format", "json"]).exits(0);
            let run = build(&site).exits(0);
            let what = format!("{}: {what}", path.display());
            assert!(notes(&run).len() <= 1, "{what}: {:?}", notes(&run));
            let same = |problem: &String| !problem.starts_with("cache-unusable");
            let seen: Vec<String> = checked.problems().into_iter().filter(same).collect();
            assert_eq!(seen, problems(&report), "{what}");
            assert!(without_notes(&checked.out) == without_notes(&report), "{what}\n{}", checked.out);
            assert!(site.tree() == clean_tree, "{what}: not what a build from nothing makes");
        }
    }
}

fn problems(report: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(report).expect("a report");
    let list = report["diagnostics"].as_array().expect("a list");
    let place = |item: &serde_json::Value| {
        format!(
            "{} {}:{}:{}",
            item["code"].as_str().unwrap_or("?"),
            item["file"].as_str().unwrap_or("-"),
            item["line"],
            item["column"]
        )
    };
    list.iter().map(place).collect()
}

/// The problems of a report with all their words, without those of the cache.
fn without_notes(report: &str) -> Vec<serde_json::Value> {
    let report: serde_json::Value = serde_json::from_str(report).expect("a report");
    let list = report["diagnostics"].as_array().expect("a list").iter();
    list.filter(|item| item["code"] != "cache-unusable").cloned().collect()
}

#[test]
fn f5_a_cache_that_cannot_be_kept() {
    let site = site().file(".skilt", "a file where the folder should be");
    build(&site).exits(0);
    assert!(site.tree() == clean(&site));
    assert_eq!(fs::read(site.folder().join(".skilt")).expect("the file"), b"a file where the folder should be");
    fs::remove_file(site.folder().join(".skilt")).expect("removed");
    build(&site).exits(0);
    for path in cache(&site) {
        fs::remove_file(&path).expect("removed");
        fs::create_dir_all(path.join("inside")).expect("a folder in its place");
    }
    let run = build(&site).exits(0);
    assert!(notes(&run).len() <= 2, "{:?}", notes(&run));
    assert!(site.tree() == clean(&site));

    fs::remove_dir_all(site.folder().join(".skilt")).expect("removed");
    build(&site).exits(0);
    let script = r#"
        mount --bind .skilt .skilt
        mount -o remount,bind,ro .skilt
        echo '# New' > content/p/1.md
        "$SKILT" build --quiet
        "$SKILT" build --quiet
    "#;
    if apart::run(Own::Mounts, &site.folder(), script).is_some() {
        assert!(site.output("p/1.html").contains("New") && site.tree() == clean(&site));
    }
}

fn set_time(path: &Path, time: SystemTime) {
    File::options().append(true).open(path).and_then(|file| file.set_modified(time)).expect("a time");
}

fn time_of(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|data| data.modified()).expect("a time")
}

#[test]
fn f5_times_from_the_future() {
    let site = site();
    let future = SystemTime::now() + Duration::from_secs(80 * 365 * 24 * 3600);
    build(&site).exits(0);
    let page = site.folder().join("content/p/3.md");
    cache(&site).iter().chain([&page]).for_each(|path| set_time(path, future));
    build(&site).exits(0);
    for word in ["Sixth", "Fifth", "Third"] {
        site.write("content/p/3.md", format!("# {word}\n"));
        set_time(&page, future);
        build(&site).exits(0);
        assert!(site.output("p/3.html").contains(word), "{word} is not seen");
    }
    assert!(site.tree() == clean(&site));
}

/// Hides an edit of a file that had this time before it.
type Hide = fn(&Path, SystemTime);

/// F6: edits of the same size, as fast as they can be made, with the time of the file put back or not.
#[test]
fn f6_edits_that_hide() {
    let site = site();
    build(&site).exits(0);
    let page = site.folder().join("content/p/3.md");
    let hide: [(&str, Hide); 4] = [
        ("within the clock's step", |_, _| {}),
        ("its time put back", set_time),
        ("an hour older than it was", |path, time| set_time(path, time - Duration::from_secs(3600))),
        ("of the year 1970", |path, _| set_time(path, SystemTime::UNIX_EPOCH)),
    ];
    let mut number = 10;
    for (what, hide) in hide {
        for _ in 0..3 {
            number += 1;
            let before = time_of(&page);
            site.write("content/p/3.md", format!("# Title {number}\n"));
            hide(&page, before);
            build(&site).exits(0);
            assert!(site.output("p/3.html").contains(&format!("Title {number}")), "{what}: {number} is not seen");
        }
    }
    // Another file in its place, of the same size and time, as an editor or git puts it there.
    for _ in 0..3 {
        number += 1;
        site.write("../new.md", format!("# Title {number}\n"));
        let new = site.folder().join("../new.md");
        set_time(&new, time_of(&page));
        fs::rename(new, &page).expect("replaced");
        build(&site).exits(0);
        assert!(site.output("p/3.html").contains(&format!("Title {number}")), "{number} in its place is not seen");
    }
    assert!(site.tree() == clean(&site));
}

/// F6 once more, after the time in which a file counts as young, when its marks alone are looked at.
#[test]
fn f6_edits_of_files_that_are_trusted() {
    let site = site();
    std::thread::sleep(Duration::from_millis(2100));
    build(&site).exits(0);
    let page = site.folder().join("content/p/3.md");
    let (old, text) = (time_of(&page), fs::read_to_string(&page).expect("a page"));
    site.write("content/p/3.md", text.replace("# Page 3", "# Leaf 3"));
    set_time(&page, old);
    build(&site).exits(0);
    assert!(site.output("p/3.html").contains("Leaf 3"), "an edit of the same size and time is not seen");
    // A version of yesterday comes back, with the time of yesterday.
    site.write("content/p/3.md", &text);
    set_time(&page, old - Duration::from_secs(24 * 3600));
    build(&site).exits(0);
    assert!(site.output("p/3.html").contains("Page 3"), "an older version is not seen");
    assert!(site.tree() == clean(&site));
}
