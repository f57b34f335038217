//! F2: a disk that is full, an output that cannot be written or goes away. The rule: status 2, the path is named, what
//! was there stays, and the next run needs no cleaning.

mod common;

use common::apart::{self, Own};
use common::{Site, tree};
use std::collections::BTreeMap;
use std::path::Path;

type Tree = BTreeMap<String, Vec<u8>>;

fn small() -> Site {
    let mut site = Site::new().file("skilt.yml", "title: T\n");
    for page in 0..6 {
        site = site.file(&format!("p/{page}.md"), format!("# Page {page}\n\nOld.\n"));
    }
    site
}

fn servable(folder: &Path) -> Tree {
    tree(folder).into_iter().filter(|(name, _)| !name.starts_with(".skilt")).collect()
}

#[test]
fn f2_a_full_disk() {
    let site = small();
    let big = "Words that fill a disk. ".repeat(10_000);
    for page in 0..12 {
        site.write(&format!("../more/p/{page}.md"), format!("# Page {page}\n\n{big}\n"));
    }
    // The disk has room for the old site and half a megabyte more; the new one needs twelve times that.
    let script = r#"
        "$SKILT" build --quiet -o ../probe
        mount -t tmpfs -o size=$(($(du -sk ../probe | cut -f1) + 500))k none _site
        "$SKILT" build --quiet
        cp -R _site ../before
        cp -R ../more/p .
        for n in 1 2; do
          status=0
          "$SKILT" build --quiet 2> ../words || status=$?
          echo "$status $(cat ../words)"
        done
        test ! -e _site/.skilt-stage
        cp -R _site ../after
        mount -o remount,size=64m _site
        "$SKILT" build --quiet
        cp -R _site ../later
        "$SKILT" build --quiet --no-cache -o ../clean
    "#;
    std::fs::create_dir(site.folder().join("_site")).expect("a folder");
    let Some(said) = apart::run(Own::Mounts, &site.folder(), script) else { return };
    for line in said.lines() {
        assert!(line.starts_with("2 error: `./_site/"), "{said}");
        assert!(line.ends_with("cannot be written: no space left on device"), "{said}");
    }
    assert_eq!(said.lines().count(), 2, "{said}");
    let at = |name: &str| servable(&site.folder().join("..").join(name));
    assert!(at("after") == at("before"), "the old site stays whole");
    assert!(at("later") == at("clean"), "the next run makes the new one");
}

#[test]
fn f2_an_output_that_can_only_be_read() {
    let site = small();
    let script = r#"
        mount -t tmpfs none _site
        "$SKILT" build --quiet
        cp -R _site ../before
        echo '# New' > p/1.md
        mount -o remount,ro _site
        status=0
        "$SKILT" build --quiet 2> ../words || status=$?
        echo "$status $(cat ../words)"
        cp -R _site ../after
        "$SKILT" check --quiet
    "#;
    std::fs::create_dir(site.folder().join("_site")).expect("a folder");
    let Some(said) = apart::run(Own::Mounts, &site.folder(), script) else { return };
    assert!(said.starts_with("2 error: `./_site/.skilt-lock` cannot be written: read-only file system"), "{said}");
    assert!(tree(&site.folder().join("../after")) == tree(&site.folder().join("../before")));
}

/// One file or folder that cannot be replaced is found out before anything is moved, and the old site stays whole.
#[test]
fn f2_one_file_that_cannot_be_replaced() {
    let cases = [
        ("p/3.html", "mount --bind _site/p/3.html _site/p/3.html", "umount _site/p/3.html"),
        ("p", "mount --bind _site/p _site/p; mount -o remount,bind,ro _site/p", "umount _site/p"),
    ];
    for (named, hold, release) in cases {
        let site = small();
        let script = format!(
            r#"
            "$SKILT" build --quiet
            cp -R _site ../before
            for n in 0 1 2 3 4 5; do echo "Page $n, new" > p/$n.md; done
            {hold}
            status=0
            "$SKILT" build --quiet 2> ../words || status=$?
            echo "$status $(cat ../words)"
            cp -R _site ../after
            {release}
            "$SKILT" build --quiet
            "$SKILT" build --quiet --no-cache -o ../clean
            "#
        );
        let Some(said) = apart::run(Own::Mounts, &site.folder(), &script) else { return };
        assert!(said.starts_with(&format!("2 error: `./_site/{named}")), "{said}");
        let at = |name: &str| servable(&site.folder().join(name));
        let (before, after, clean) = (at("../before"), at("../after"), at("../clean"));
        assert!(after == before, "{named}: the old site stays whole");
        assert!(at("_site") == clean, "{named}: the next run makes the new site");
    }
}

#[test]
fn f2_something_else_where_the_output_should_be() {
    let site = small().file("_site", "no folder");
    let run = site.run(&["build", "--quiet"]).exits(2).says("`./_site");
    assert!(run.err.contains("cannot be written"), "{}", run.err);
    assert_eq!(std::fs::read(site.folder().join("_site")).expect("the file"), b"no folder");
    std::fs::remove_file(site.folder().join("_site")).expect("removed");
    site.run(&["build", "--quiet"]).exits(0);

    // Somebody's own folder where a page should be: nothing of it is taken away.
    std::fs::remove_file(site.folder().join("_site/p/3.html")).expect("removed");
    site.write("_site/p/3.html/mine.txt", "mine");
    for page in 0..6 {
        site.write(&format!("p/{page}.md"), format!("# Page {page}\n\nNew.\n"));
    }
    let before = servable(&site.folder().join("_site"));
    site.run(&["build", "--quiet"]).exits(2).says("`./_site/p/3.html` cannot be written: directory not empty");
    assert!(servable(&site.folder().join("_site")) == before, "not one page was moved");
    std::fs::remove_dir_all(site.folder().join("_site/p/3.html")).expect("removed");
    site.run(&["build", "--quiet"]).exits(0);
    assert!(site.output("p/5.html").contains("New."));
    assert!(site.has_output("p/3.html") && !site.folder().join("_site/.skilt-stage").exists());
}

#[test]
fn f2_an_output_that_is_removed_during_the_build() {
    let site = small();
    for page in 0..60 {
        site.write(&format!("q/{page}.md"), format!("# Page {page}\n"));
    }
    let output = site.folder().join("_site");
    for round in 0..8 {
        let (done, is_done) = std::sync::mpsc::channel::<()>();
        std::thread::scope(|scope| {
            let output = &output;
            scope.spawn(move || {
                let pause = std::time::Duration::from_millis(5 + round);
                while is_done.recv_timeout(pause) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                    let _ = std::fs::remove_dir_all(output);
                }
            });
            let run = site.run(&["build", "--quiet"]);
            drop(done);
            assert!(matches!(run.status, Some(0 | 2)), "{:?}: {}", run.status, run.err);
            assert!(run.status == Some(0) || run.err.contains("_site"), "{}", run.err);
        });
        site.run(&["build", "--quiet"]).exits(0);
        site.run(&["build", "--quiet", "--no-cache", "-o", "../clean"]).exits(0);
        assert!(servable(&output) == servable(&site.folder().join("../clean")), "round {round}");
    }
}
