//! `skilt check`: what is wrong, for people and for machines, and nothing written.

mod common;

use common::Site;
use serde_json::json;

fn one_problem() -> Site {
    Site::new().file("content/a.md", "# A\n\nÆØÅ [b](b.md)\n").file("content/c/d.md", "# D\n\n[a](../a.md)\n")
}

#[test]
fn nothing_is_written() {
    let site = one_problem();
    site.run(&["check"]).exits(0).says("2 pages, 2 links: 1 warning (link-file-missing 1) in TIME");
    assert!(!site.folder().join("_site").exists());
}

#[test]
fn the_json_report_keeps_its_contract() {
    let run = one_problem().run(&["check", "--format", "json"]).exits(0);
    assert_eq!(run.err, "", "a report for machines is alone");
    assert_eq!(
        run.json(),
        json!({
            "diagnostics": [{
                "code": "link-file-missing",
                "severity": "warning",
                "message": "there is no file `content/b.md`",
                "file": "content/a.md",
                "line": 3,
                "column": 9,
                "end_line": 3,
                "end_column": 13,
                "help": "did you mean `a.md`?",
                "related": [],
            }],
            "summary": { "pages": 2, "links": 2, "errors": 0, "warnings": 1, "by_code": { "link-file-missing": 1 } },
        })
    );
}

#[test]
fn related_places_have_the_same_shape() {
    let site = Site::new().file("b.md", "---\nuid: x\n---\n\n# B\n").file("a.md", "---\nuid: x\n---\n\n# A\n");
    let report = site.run(&["check", "--format", "json"]).exits(0).json();
    let related = &report["diagnostics"][0]["related"][0];
    assert_eq!(related["file"], "a.md");
    assert_eq!((&related["line"], &related["column"]), (&json!(2), &json!(6)));
}

#[test]
fn the_order_is_by_file_then_position() {
    let site = Site::new()
        .file("b.md", "# B\n\n[1](x.md) [2](y.md)\n\n[3](z.md)\n")
        .file("a.md", "# A\n\n[1](x.md)\n")
        .file("B/a.md", "# BA\n\n[1](x.md)\n");
    assert_eq!(
        site.problems(),
        [
            "link-file-missing B/a.md:3:5",
            "link-file-missing a.md:3:5",
            "link-file-missing b.md:3:5",
            "link-file-missing b.md:3:15",
            "link-file-missing b.md:5:5",
        ]
    );
}

#[test]
fn several_reports_at_once() {
    let site = one_problem();
    let run =
        site.run(&["check", "--format", "human", "--format", "json=r.json", "--format", "sarif=r.sarif"]).exits(0);
    assert!(run.err.contains("warning[link-file-missing]") && run.err.ends_with(" in TIME\n"));
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(site.folder().join(name)).expect("a report");
        serde_json::from_str(&text).expect("JSON")
    };
    assert_eq!(read("r.json")["summary"]["warnings"], 1);
    assert_eq!(read("r.sarif")["version"], "2.1.0");
    assert_eq!(read("r.sarif")["runs"][0]["results"][0]["ruleId"], "link-file-missing");
}

#[test]
fn forges_get_their_own_words() {
    let run = one_problem().run(&["check", "--format", "github"]).exits(0);
    assert!(run.out.starts_with("::warning file=content/a.md,line=3,"), "{}", run.out);
    let run = one_problem().run(&["check", "--format", "junit"]).exits(0);
    assert!(run.out.starts_with("<?xml"), "{}", run.out);
}

#[test]
fn words_that_mean_nothing_are_refused() {
    let site = one_problem();
    site.run(&["check", "--format", "xml"]).exits(2).says("no report format is called xml");
    site.run(&["check", "--deny", "link-file-mising"]).exits(2).says("did you mean `link-file-missing`?");
    site.run(&["check", "--format", "json=no/such/folder/r.json"]).exits(2).says("cannot be written");
}

#[test]
fn the_site_may_be_elsewhere() {
    let site = one_problem();
    std::fs::create_dir(site.folder().join("../work")).expect("a folder");
    let run = common::run_in(&site.folder().join("../work"), &["check", "../site"], &[], &site.folder()).exits(0);
    assert!(run.err.contains(" --> ../site/content/a.md:3:9"), "paths can be opened from here:\n{}", run.err);
}

#[test]
fn at_most_fifty_of_one_code_are_printed() {
    let links: String = (0..60).map(|n| format!("[x](gone-{n:02}.md)\n\n")).collect();
    let run = Site::new().file("a.md", format!("# A\n\n{links}")).run(&["check"]).exits(0);
    assert_eq!(run.err.matches("warning[link-file-missing]").count(), 50);
    assert!(run.err.contains("10 more"), "{}", &run.err[run.err.len() - 400..]);
}

#[test]
fn docfx_projects_are_read_as_they_are() {
    let site = Site::new()
        .file("docfx.json", r#"{"build": {"content": [{"files": ["**/*.md"], "src": "docs"}], "dest": "out"}}"#)
        .file("docs/a.md", "# A\n\n[b](~/docs/b.md) [b](b.md)\n")
        .file("docs/b.md", "# B\n")
        .file("other/c.md", "# Not content\n");
    assert_eq!(site.problems(), [""; 0]);
    site.run(&["build"]).exits(0).says("2 pages");
    assert!(site.folder().join("out/b.html").is_file());
}

/// File systems that do not know two folders by such names hold one folder with both files.
#[test]
fn of_folders_that_differ_in_letter_case_a_link_means_the_one_it_names() {
    let site = Site::new()
        .file("Guide/index.md", "# Guide\n")
        .file("guide/x.md", "# X\n\n[the guide](../Guide/)\n")
        .file("index.md", "# Home\n\n[the guide](Guide/)\n");
    let run = site.run(&["check", "--format", "json"]).exits(0);
    assert_eq!(run.json()["diagnostics"], json!([]));
}

#[test]
fn what_a_plain_folder_does_not_publish_is_said_in_its_words() {
    let site = Site::new().file("a.md", "# A\n\n[l](LICENSE) [m](me@example.com)\n").file("LICENSE", "free");
    let report = site.run(&["check"]).err;
    assert!(report.contains("`LICENSE` exists, but is neither a page nor of a kind that is copied"), "{report}");
    assert!(report.contains("write `mailto:me@example.com`"), "{report}");
}
