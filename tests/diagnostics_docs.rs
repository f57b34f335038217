//! The reference has a page for each row of the table of codes, says the same as the table, and has no other page.

use skilt::base::{CODES, Code};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every page of the folder by its name without extension.
fn pages() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/reference/diagnostics");
    let entries = std::fs::read_dir(&folder).expect("the folder of the reference can be read");
    entries
        .map(|entry| {
            let path = entry.expect("an entry of the folder").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
            let stem = name.strip_suffix(".md").expect("only Markdown lies in the folder");
            (stem.to_owned(), std::fs::read_to_string(&path).expect("a page can be read").replace("\r\n", "\n"))
        })
        .collect()
}

/// Where the page of a code says something else than the table.
fn differences(code: &Code, page: &str) -> Vec<String> {
    let severity = code.severity.name();
    let expected = format!(
        "---\nuid: diagnostic-{name}\ntitle: {name}\ndescription: {summary}\nso.topic: reference\n",
        name = code.name,
        summary = code.summary
    );
    let mut out = Vec::new();
    if !page.starts_with(&expected) {
        out.push(format!("front matter should start with\n{expected}"));
    }
    for line in [&format!("# {}", code.name), &format!("Severity: {severity}"), "## Wrong", "## Right", "## Silence it"]
    {
        if page.lines().filter(|found| *found == line).count() != 1 {
            out.push(format!("should have the line {line:?} once"));
        }
    }
    for alias in code.aliases {
        if !page.contains(&format!("`{alias}`")) {
            out.push(format!("should name the alias `{alias}`"));
        }
    }
    out
}

#[test]
fn each_code_has_a_page_that_agrees_with_the_table() {
    let pages = pages();
    let mut wrong = Vec::new();
    for code in CODES {
        match pages.get(code.name) {
            None => wrong.push(format!("{}.md is missing", code.name)),
            Some(page) => wrong.extend(differences(code, page).iter().map(|text| format!("{}.md {text}", code.name))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_page_lacks_a_code() {
    let codes: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    let pages = pages();
    let strangers: Vec<&String> =
        pages.keys().filter(|name| *name != "index" && !codes.contains(name.as_str())).collect();
    assert!(strangers.is_empty(), "these pages are of no code: {strangers:?}");
}

#[test]
fn the_list_has_each_code_once() {
    let pages = pages();
    let list = pages.get("index").expect("index.md is there");
    for code in CODES {
        let row = format!("| [{0}]({0}.md) | {1} | {2} |", code.name, code.severity.name(), code.summary);
        assert_eq!(list.lines().filter(|line| *line == row).count(), 1, "index.md should have once the row\n{row}");
    }
    assert_eq!(list.matches(".md)").count(), CODES.len(), "index.md links to pages of no code");
}

#[test]
fn pages_name_only_their_own_code_in_silencers() {
    for (name, page) in pages() {
        for line in page.lines().filter(|line| line.starts_with("- ") && line.contains(": `")) {
            assert!(line.contains(&name), "{name}.md silences something else: {line}");
        }
    }
}
