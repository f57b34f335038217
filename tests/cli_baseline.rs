//! `skilt check --write-baseline` and `--baseline`: a site with known problems fails on new ones only.

mod common;

use common::Site;
use serde_json::json;

fn site() -> Site {
    Site::new()
        .file("content/a.md", "# A\n\n[x](gone.md) [x](gone.md) [y](other.md#z)\n\n![i](i.png)\n")
        .file("content/b.md", "# B\n\n[a](A.md)\n")
}

const WRITTEN: &str = "\
# Problems that this site is known to have: `skilt check --baseline` leaves them out of its report.
# Take a line out when its problem is mended. New problems do not belong here.
skilt-baseline: 1
problems:
  - { code: image-missing, file: \"content/a.md\", about: \"i.png\" }
  - { code: link-file-missing, file: \"content/a.md\", about: \"gone.md\", count: 2 }
  - { code: link-file-missing, file: \"content/a.md\", about: \"other.md#z\" }
  - { code: link-case-mismatch, file: \"content/b.md\", about: \"A.md\" }
";

fn written(site: &Site, name: &str) -> String {
    std::fs::read_to_string(site.folder().join(name)).expect("a baseline")
}

#[test]
fn a_baseline_is_sorted_and_has_a_line_for_each_problem() {
    let site = site();
    let run = site.run(&["check", "--deny", "warnings", "--write-baseline", "known.yml"]).exits(0);
    assert_eq!(
        run.err,
        "5 known problems written to known.yml\n2 pages, 5 links: no problems, 5 known problems left out in TIME\n"
    );
    assert_eq!(written(&site, "known.yml"), WRITTEN);
}

#[test]
fn known_problems_are_neither_reported_nor_denied() {
    let site = site().file("known.yml", WRITTEN);
    let run = site.run(&["check", "--deny", "warnings", "--baseline", "known.yml"]).exits(0);
    assert_eq!(run.err, "2 pages, 5 links: no problems, 5 known problems left out in TIME\n");
    let report = site.run(&["check", "--baseline", "known.yml", "--format", "json"]).exits(0).json();
    assert_eq!(report["diagnostics"], json!([]));
    assert_eq!(report["summary"]["known"], 5);
    // Lines move, problems stay the same.
    let text = std::fs::read_to_string(site.folder().join("content/a.md")).expect("a page");
    site.write("content/a.md", text.replace("# A\n", "# A\n\nNew words.\n\n## More\n"));
    site.run(&["check", "--deny", "info", "--baseline", "known.yml"]).exits(0);
}

#[test]
fn new_problems_count() {
    let site = site().file("known.yml", WRITTEN);
    site.write("content/b.md", "# B\n\n[a](A.md)\n\n[a](A.md) [n](new.md)\n");
    let run = site.run(&["check", "--deny", "warnings", "--baseline", "known.yml", "--format", "json"]).exits(1);
    assert_eq!(run.problems(), ["link-case-mismatch content/b.md:5:5", "link-file-missing content/b.md:5:15"]);
}

#[test]
fn what_is_gone_is_said_at_its_line() {
    let site = site().file("known.yml", WRITTEN);
    site.write("content/b.md", "# B\n\n[a](a.md)\n");
    site.write("content/a.md", "# A\n\n[x](gone.md) [y](other.md#z)\n\n![i](i.png)\n");
    let run = site.run(&["check", "--baseline", "known.yml", "--deny", "warnings"]).exits(0);
    let expected = "\
suggestion[baseline-stale]: 1 of 2 link-file-missing in `content/a.md` are gone: gone.md
 --> known.yml:6:5
  |
6 |   - { code: link-file-missing, file: \"content/a.md\", about: \"gone.md\", count: 2 }
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: write `count: 1`

suggestion[baseline-stale]: the link-case-mismatch in `content/b.md` is gone: A.md
 --> known.yml:8:5
  |
8 |   - { code: link-case-mismatch, file: \"content/b.md\", about: \"A.md\" }
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: take this line out, so that the problem is seen if it comes back

2 pages, 4 links: no errors or warnings, 2 suggestions, 3 known problems left out in TIME
";
    assert_eq!(run.err, expected);
    site.run(&["check", "--baseline", "known.yml", "--deny", "baseline-stale"]).exits(1);
}

#[test]
fn both_options_shrink_the_file_and_never_grow_it() {
    let site = site().file("known.yml", WRITTEN);
    site.write("content/b.md", "# B\n\n[n](new.md)\n");
    let run =
        site.run(&["check", "--baseline", "known.yml", "--write-baseline", "known.yml", "--deny", "warnings"]).exits(1);
    assert!(run.err.starts_with("4 known problems written to known.yml\n"), "{}", run.err);
    assert!(run.err.contains("there is no file `content/new.md`"), "{}", run.err);
    assert_eq!(
        written(&site, "known.yml"),
        WRITTEN.lines().filter(|line| !line.contains("b.md")).fold(String::new(), |text, line| text + line + "\n")
    );
}

#[test]
fn what_is_no_baseline_is_refused() {
    let site = site().file("known.yml", "title: x\n").file("odd.json", "{\"files\": []}").file("bad.yml", "a: [\n");
    let refused = |file: &str| site.run(&["check", "--baseline", file]).exits(2);
    refused("known.yml").says("error: `known.yml` is no baseline: it has no line `skilt-baseline: 1`\n");
    refused("odd.json").says("error: `odd.json` is no baseline");
    refused("bad.yml").says("error: `bad.yml` is not YAML: line");
    refused("nowhere.yml").says("error: `nowhere.yml` cannot be read: no such file or directory\n");
    refused("content").says("error: `content` cannot be read");
    site.run(&["check", "--write-baseline", "no/such/folder.yml"]).exits(2).says("cannot be written");
}

#[test]
fn code_scanning_gets_the_same_fingerprints() {
    let site = site();
    let fingerprints = |site: &Site| -> Vec<String> {
        let log = site.run(&["check", "--format", "sarif"]).exits(0).json();
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results
            .iter()
            .map(|result| result["partialFingerprints"]["skilt/v1"].as_str().expect("one").to_owned())
            .collect()
    };
    let before = fingerprints(&site);
    assert_eq!(before.len(), 5);
    site.write("content/b.md", "# B\n\nWords\n\n[a](A.md)\n");
    assert_eq!(fingerprints(&site), before);
}
