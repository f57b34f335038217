//! `skilt check --fix`: links that have exactly one answer are corrected, and nothing else changes.

mod common;

use common::Site;
use std::fs;

fn text(site: &Site, path: &str) -> String {
    fs::read_to_string(site.folder().join(path)).expect("a file")
}

/// Every form of a link, with CRLF and a byte order mark.
fn site() -> Site {
    let page = "\u{feff}# A\r\n\r\nSee [b](./B.md#x \"Title\"), [s](<My File.md>), [s](My%20File.md) and [r][r].\r\n\r\n\
                <p><a class=\"c\" href='B.md?q=1&amp;r=2'>b</a> <img src=\"IMG/a.png\"></p>\r\n\r\n\
                [h](sub/moved.html#m) [w](Sub\\c.md) [t](~/content/Sub/c.md) `[x](B.md)`\r\n\r\n\
                [!include[f](includes/F.md)]\r\n\r\n[r]: sub/../B.md\r\n";
    Site::new()
        .file("content/a.md", page)
        .file("content/b.md", "# B\n\n## X\n")
        .file("content/my file.md", "# S\n")
        .file("content/sub/c.md", "# C\n")
        .file("content/other/moved.md", "# Moved\n\n## M\n")
        .file("content/img/a.png", "png")
        .file("content/includes/f.md", "Go [up](../B.md).\n")
        .file("content/toc.yml", "- name: A\n  href: A.md\n- name: C\n  href: \"Sub/c.md\"\n")
        .file("content/index.yml", "### YamlMime:Hub\ntitle: T\nitems:\n  - title: B\n    url: 'B.html'\n")
}

#[test]
fn only_destinations_change() {
    let site = site();
    let run = site.run(&["check", "--fix"]).exits(0);
    assert!(run.err.contains("14 links mended in 4 files\n"), "{}", run.err);
    let expected = "\u{feff}# A\r\n\r\nSee [b](./b.md#x \"Title\"), [s](<my file.md>), [s](my%20file.md) and [r][r].\r\n\r\n\
                    <p><a class=\"c\" href='b.md?q=1&amp;r=2'>b</a> <img src=\"img/a.png\"></p>\r\n\r\n\
                    [h](other/moved.md#m) [w](sub\\c.md) [t](~/content/sub/c.md) `[x](B.md)`\r\n\r\n\
                    [!include[f](includes/f.md)]\r\n\r\n[r]: sub/../b.md\r\n";
    assert_eq!(text(&site, "content/a.md"), expected);
    assert_eq!(text(&site, "content/includes/f.md"), "Go [up](../b.md).\n");
    assert_eq!(text(&site, "content/toc.yml"), "- name: A\n  href: a.md\n- name: C\n  href: \"sub/c.md\"\n");
    assert!(text(&site, "content/index.yml").ends_with("    url: 'b.md'\n"));
}

#[test]
fn a_dry_run_prints_a_diff_and_writes_nothing() {
    let site = Site::new().file("content/a.md", "# A\n\n[b](B.md) [x](gone.md)\n").file("content/b.md", "# B\n");
    let run = site.run(&["check", "--fix", "--dry-run"]).exits(0);
    let expected = "\
--- a/content/a.md
+++ b/content/a.md
@@ -1,3 +1,3 @@
 # A
 
-[b](B.md) [x](gone.md)
+[b](b.md) [x](gone.md)
";
    assert_eq!(run.out, expected);
    assert!(run.err.contains("1 link would be mended in 1 file\n"), "{}", run.err);
    assert!(run.err.contains("link-file-missing") && !run.err.contains("link-case-mismatch"), "{}", run.err);
    assert_eq!(text(&site, "content/a.md"), "# A\n\n[b](B.md) [x](gone.md)\n");
    site.run(&["check", "--fix", "--dry-run", "--format", "json"]).exits(2).says("--format json=FILE");
    site.run(&["check", "--dry-run"]).exits(2);
}

#[test]
fn what_is_left_is_reported() {
    let site = Site::new().file("a.md", "# A\n\n[b](B.md) [x](gone.md)\n").file("b.md", "# B\n");
    let run = site.run(&["check", "--fix", "--format", "json"]).exits(0);
    assert_eq!(run.problems(), ["link-file-missing a.md:3:15"]);
    assert_eq!(run.err, "1 link mended in 1 file\n");
    let run = site.run(&["check", "--fix"]).exits(0);
    assert!(run.err.contains("0 links mended in 0 files"), "{}", run.err);
}

#[test]
fn guesses_are_not_made() {
    let files = |site: Site| {
        site.file("x/two.md", "# T\n")
            .file("y/two.md", "# T\n")
            .file("x/one.md", "# O\n\n## H\n")
            .file("i/x.md", "# I\n")
    };
    // Two files of the name, an anchor that is not there, a similar name, a name that every folder has.
    let page = "# A\n\n[1](two.md) [2](one.md#gone) [3](x/on.md) [4](z/index.md)\n";
    let site = files(Site::new()).file("a.md", page).file("q/index.md", "# Q\n");
    site.run(&["check", "--fix"]).exits(0).says("0 links mended in 0 files");
    assert_eq!(text(&site, "a.md"), page);
    // Silence is respected.
    let page = "# A\n\n<!-- skilt-ignore link-case-mismatch: Windows only -->\n[1](X/one.md)\n";
    let site = files(Site::new()).file("a.md", page);
    site.run(&["check", "--fix"]).exits(0).says("0 links mended");
    assert_eq!(text(&site, "a.md"), page);
}

#[test]
fn redirects_and_renames_know_where_files_went() {
    let site = Site::new()
        .file("content/a.md", "# A\n\n[o](old.md) [r](Was.md)\n")
        .file("content/new.md", "---\nredirect_from: /old.html\n---\n\n# New\n")
        .file(
            "content/was.md",
            "# Was\n\nSome words that stay when the file gets another name, so that git knows it.\n",
        );
    site.write("content/a.md", "# A\n\n[o](old.md) [r](was.md)\n");
    common::git::start(&site.folder());
    common::git::git(&site.folder(), &["mv", "content/was.md", "content/is.md"]);
    site.run(&["check"]).says("help: it was renamed to `content/is.md`; write `is.md`");
    // Committed, and renamed once more.
    common::git::commit(&site.folder(), "renamed");
    fs::create_dir(site.folder().join("content/sub")).expect("a folder");
    common::git::git(&site.folder(), &["mv", "content/is.md", "content/sub/now.md"]);
    common::git::commit(&site.folder(), "again");
    site.run(&["check", "--fix"]).exits(0).says("2 links mended in 1 file");
    assert_eq!(text(&site, "content/a.md"), "# A\n\n[o](new.md) [r](sub/now.md)\n");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_site_and_write_protection_are_respected() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let site = Site::new().file("content/b.md", "# B\n").file("../outside.md", "[b](B.md)\n");
    site.write("content/real/a.md", "[b](../B.md)\n");
    symlink("../../outside.md", site.folder().join("content/out.md")).expect("a link");
    symlink("real/a.md", site.folder().join("content/in.md")).expect("a link");
    site.write("content/locked.md", "[b](B.md)\n");
    let locked = site.folder().join("content/locked.md");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).expect("permissions");
    fs::set_permissions(site.folder().join("content/real/a.md"), fs::Permissions::from_mode(0o640))
        .expect("permissions");
    let run = site.run(&["check", "--fix"]);
    assert!(run.err.contains("`content/locked.md` is not mended: it is write-protected"), "{}", run.err);
    assert!(run.err.contains("`content/in.md` is not mended: it is behind a symbolic link"), "{}", run.err);
    assert_eq!(text(&site, "content/locked.md"), "[b](B.md)\n");
    assert_eq!(text(&site, "../outside.md"), "[b](B.md)\n");
    assert_eq!(text(&site, "content/real/a.md"), "[b](../b.md)\n");
    assert!(site.folder().join("content/in.md").is_symlink(), "the link is still one");
    let mode = fs::metadata(site.folder().join("content/real/a.md")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640, "permissions stay");
}

#[test]
fn text_that_is_not_utf8_is_left_alone() {
    let page = b"# A\n\n\xff [b](B.md)\n";
    let site = Site::new().file("a.md", page).file("b.md", "# B\n");
    site.run(&["check", "--fix"]).says("`a.md` is not mended: it is not UTF-8");
    assert_eq!(fs::read(site.folder().join("a.md")).expect("a file"), page);
}

#[test]
fn code_scanning_gets_the_correction() {
    let site = Site::new().file("a.md", "# A\n\næ [b](./B.md#x)\n").file("b.md", "# B\n\n## X\n");
    let log = site.run(&["check", "--format", "sarif"]).exits(0).json();
    let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "a.md");
    let replacement = &change["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "./b.md");
    let region = &replacement["deletedRegion"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&3.into(), &7.into()));
    assert_eq!((&region["endLine"], &region["endColumn"]), (&3.into(), &13.into()));
}

/// Sites made of every way in which a link can be wrong: what is mended is gone afterwards, nothing new is wrong, and a
/// second run finds nothing to do.
#[test]
fn mending_is_final_and_breaks_nothing() {
    let names = ["b.md", "Über uns.md", "c (1).md", "d's & e.md", "x,y.md", "50%.md", "[f].md", "#g.md"];
    let mut site = Site::new().file("content/includes/n.md", "Go [b](../B.md) [c](<C (1).md>) [gone](gone.md).\n");
    for (at, name) in names.iter().enumerate() {
        let folder = ["", "Sub/", "sub dir/"][at % 3];
        site = site.file(&format!("content/{folder}{name}"), "# T\n\n## H\n");
    }
    let encoded = |name: &str| skilt::syntax::href::encode_path(name);
    let mut page = String::from("# P\n\n[!include[n](includes/N.md)]\n\n");
    let mut toc = String::new();
    for name in names {
        for form in [name.to_owned(), name.to_uppercase(), name.replace(".md", ".html")] {
            for folder in ["", "sub/", "Sub/", "gone/", "sub dir/", "../content/"] {
                let path = format!("{folder}{form}");
                page.push_str(&format!(
                    "- [1](<{path}>) [2]({}#h) [3](~/content/{})\n",
                    encoded(&path),
                    encoded(&path)
                ));
                page.push_str(&format!("- <a href=\"{}\">x</a>\n", encoded(&path)));
                toc.push_str(&format!(
                    "- name: x\n  href: {}\n- name: y\n  href: '{}'\n",
                    encoded(&path),
                    encoded(&path)
                ));
            }
        }
    }
    let site = site.file("content/p.md", page).file("content/toc.yml", toc);
    let before = site.problems();
    let log = site.run(&["check", "--format", "sarif"]).json();
    let results = log["runs"][0]["results"].as_array().expect("results");
    let certain = results.iter().filter(|result| result.get("fixes").is_some()).count();
    let run = site.run(&["check", "--fix"]).exits(0);
    assert!(
        run.err.contains(&format!("{certain} links mended in 3 files")),
        "{certain}:\n{}",
        &run.err[run.err.len() - 300..]
    );
    let after = site.problems();
    let count = |problems: &[String], code: &str| {
        problems.iter().filter(|problem| problem.split(' ').next() == Some(code)).count()
    };
    let codes: std::collections::BTreeSet<&str> =
        after.iter().filter_map(|problem| problem.split(' ').next()).collect();
    for code in codes {
        assert!(count(&after, code) <= count(&before, code), "there are more {code} than before");
    }
    assert!(after.len() <= before.len() - certain);
    assert_eq!(count(&after, "link-case-mismatch") + count(&after, "link-stale-extension"), 0, "{after:?}");
    let texts = ["content/p.md", "content/toc.yml", "content/includes/n.md"].map(|path| text(&site, path));
    site.run(&["check", "--fix"]).exits(0).says("0 links mended in 0 files");
    assert_eq!(texts, ["content/p.md", "content/toc.yml", "content/includes/n.md"].map(|path| text(&site, path)));
}

/// A path may be written with escapes, character references, quotes and over several lines. What is mended stays written
/// so.
#[test]
fn the_notation_of_a_path_stays() {
    let page = "# A\n\n[1](B\\(1\\).md#x\\-y) [2](Q&amp;A.md) [3][r] ![4](I\\_1.png \"T\")\n\n\
                <a href=\"Q&amp;A.html?x=1&amp;y=2\">5</a> <a href='q&#38;a.HTML'>6</a> [7](sub/B%20\\(2\\).md)\n\n\
                [r]: <B\\(1\\).md>\n";
    let toc = "- name: A\n  href: \"B\\u00281).md\"\n- name: B\n  href: 'D''S.md'\n- name: C\n  href: >-\n    Q&A.md\n\
               - name: D\n  href: Two\n    Words.md\n";
    let landing = "### YamlMime:FAQ\ntitle: F\nsections:\n  - questions:\n    - question: Q\n      answer: >\n        \
                   See [b](B\\(1\\).md)\n        and [q](<Q&A.md#h>).\n\n        ![i](I_1.png)\n    - question: R\n      answer: \
                   Plain [b](B\\(1\\).md)\n        over lines, and `code` [d](D's.md).\n    - question: S\n      answer: |\n        \
                   - [b](B\\(1\\).md)\n\n          <a href=\"D&apos;s.md\">d</a>\n";
    let site = Site::new()
        .file("content/a.md", page)
        .file("content/toc.yml", toc)
        .file("content/faq.yml", landing)
        .file("content/b(1).md", "# B\n\n## X-y\n")
        .file("content/q&a.md", "# Q\n\n## H\n")
        .file("content/d's.md", "# D\n")
        .file("content/two words.md", "# W\n")
        .file("content/other/b (2).md", "# B\n")
        .file("content/i_1.png", "png");
    let run = site.run(&["check", "--fix"]).exits(0);
    assert!(run.err.contains("18 links mended in 3 files\n") && !run.err.contains("left to you"), "{}", run.err);
    let expected = page
        .replace("B\\(1", "b\\(1")
        .replace("Q&amp;A.md", "q&amp;a.md")
        .replace("I\\_1", "i\\_1")
        .replace("Q&amp;A.html", "q&amp;a.md")
        .replace("q&#38;a.HTML", "q&#38;a.md")
        .replace("sub/B%20", "other/b%20");
    assert_eq!(text(&site, "content/a.md"), expected);
    let expected =
        toc.replace("B\\u", "b\\u").replace("D''S", "d''s").replace("Q&A", "q&a").replace("Two\n    W", "two\n    w");
    assert_eq!(text(&site, "content/toc.yml"), expected);
    let expected = landing
        .replace("B\\(1", "b\\(1")
        .replace("Q&A.md", "q&a.md")
        .replace("I_1", "i_1")
        .replace("D's", "d's")
        .replace("D&apos;s", "d&apos;s");
    assert_eq!(text(&site, "content/faq.yml"), expected);
}

#[test]
fn what_cannot_be_mended_for_certain_is_said() {
    let landing = "### YamlMime:FAQ\ntitle: F\nsections:\n  - questions:\n    - question: Q\n      answer: \"A \\\"b\\\"\n        \
                   [b](B.md)\"\n";
    let toc = "- name: &x B.md\n- name: A\n  href: *x\n";
    let site = Site::new().file("faq.yml", landing).file("toc.yml", toc).file("b.md", "# B\n");
    let run = site.run(&["check", "--fix"]).exits(0);
    assert!(run.err.contains("the link at `faq.yml:6:15` is left to you"), "{}", run.err);
    assert!(run.err.contains("the link at `toc.yml:3:9` is left to you"), "{}", run.err);
    assert!(run.err.contains("write `b.md`") && run.err.contains("0 links mended in 0 files"), "{}", run.err);
    assert_eq!((text(&site, "faq.yml"), text(&site, "toc.yml")), (landing.to_owned(), toc.to_owned()));
    site.run(&["check", "--fix", "--dry-run"]).exits(0).says("left to you");
}

#[test]
fn a_page_of_another_version_is_no_answer() {
    let site = Site::new()
        .file("content/one/query/raw.md", "# Raw\n")
        .file("content/two/query/a.md", "# A\n\n[raw](raw.md)\n")
        .file("content/two/gone.md", "# Gone\n\n[raw](../three/query/raw.md)\n");
    let run = site.run(&["check", "--fix"]).exits(0);
    assert!(run.err.contains("1 link mended in 1 file\n"), "{}", run.err);
    assert_eq!(text(&site, "content/two/gone.md"), "# Gone\n\n[raw](../one/query/raw.md)\n");
    assert!(run.err.contains("did you mean `../../one/query/raw.md`?"), "{}", run.err);
}
