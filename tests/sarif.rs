//! SARIF reports against the schema of the standard (OASIS, SARIF 2.1.0), and against types that were made from it.
//!
//! The schema is that which the crate `serde-sarif` carries; it is read from where cargo keeps the crate.

mod common;

use common::Site;
use serde_json::Value;
use skilt::base::{CODES, Diagnostic, LineIndex, Severity, SitePath, codes};
use skilt::report::{self, Format, Sources, Style, Summary};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

struct NoSources;

impl Sources for NoSources {
    fn text(&self, _: &SitePath) -> Option<Arc<str>> {
        None
    }
}

/// What cargo prints.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The folder of a crate that this project depends on.
fn folder_of(name: &str) -> PathBuf {
    // Crates of other platforms need not have been downloaded.
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("the platform");
    let offline = ["--format-version", "1", "--offline", "--locked", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&cargo(&[&["metadata"], &offline[..]].concat())).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == name).expect("the package");
    Path::new(package["manifest_path"].as_str().expect("a path")).parent().expect("a folder").to_owned()
}

fn schema() -> Value {
    let text = std::fs::read_to_string(folder_of("serde-sarif").join("src/schema.json")).expect("the schema");
    let mut schema: Value = serde_json::from_str(&text).expect("JSON");
    // The pattern of languages has a bracket too many, which only JavaScript takes for a letter. No report of ours
    // states a language.
    for name in ["run", "toolComponent"] {
        let language = schema["definitions"][name]["properties"]["language"].as_object_mut().expect("a property");
        assert!(language.remove("pattern").is_some(), "{name} has no such pattern any more");
    }
    schema
}

/// Asserts that a log keeps to the schema and what GitHub asks beyond it.
#[track_caller]
fn assert_valid(validator: &jsonschema::Validator, text: &str) {
    let log: Value = serde_json::from_str(text).expect("JSON");
    let wrong: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let typed: serde_sarif::sarif::Sarif = serde_json::from_str(text).expect("the types of the standard");
    assert_eq!(typed.runs.len(), 1);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(results.len() <= 5_000 && rules.len() <= 25_000);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("a place");
        assert!(!uri.is_empty() && uri.is_ascii() && !uri.starts_with('/') && !uri.contains("://"), "{uri}");
        if let Some(region) = location.get("region") {
            let number = |key: &str| region[key].as_u64().expect("a number");
            assert!(number("startLine") >= 1 && number("startColumn") >= 1);
            assert!((number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")));
        }
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
        assert!(result["relatedLocations"].as_array().is_none_or(|places| places.len() <= 100));
    }
}

fn log(diagnostics: &[Diagnostic], prefix: &str) -> String {
    let style = Style { prefix: prefix.to_owned(), ..Style::default() };
    let mut out = Vec::new();
    report::write(Format::Sarif, diagnostics, &Summary::count(diagnostics), &NoSources, &mut out, &style)
        .expect("memory does not fail");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn logs_keep_to_the_schema() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0" })), "the schema must be able to refuse");

    // Every code, with and without places, in files whose names are as bad as names can be.
    let text = "æ one\ntwo three\n";
    let span = LineIndex::new(text).span(text, 3..11);
    let mut all = Vec::new();
    for (number, code) in CODES.iter().enumerate() {
        let names =
            ["a.md", "a b/å#?%.md", "a\n::error::x\u{1b}[31m\u{202e}%0A:\"<>.md", "C:\\x.md", "..", "##[error]x.md"];
        let file = SitePath::new(names[number % names.len()]);
        let mut diagnostic = Diagnostic::new(code, format!("[message](x) {number} \u{0} of `{}`", code.name));
        diagnostic = match number % 3 {
            0 => diagnostic.at(&file, span).help("do this"),
            1 => diagnostic.in_file(&file),
            _ => diagnostic,
        };
        diagnostic.severity =
            [Severity::Error, Severity::Warning, Severity::Suggestion, Severity::Info, Severity::Off][number % 5];
        let place = skilt::base::Place { file, span: Some(span) };
        all.push(diagnostic.related("here too", place.clone()).related("", place));
    }
    for prefix in ["", "docs", "../my docs"] {
        assert_valid(&validator, &log(&all, prefix));
        assert_valid(&validator, &log(&[], prefix));
    }

    // More than GitHub takes.
    let many: Vec<Diagnostic> = (0..30_000)
        .map(|n| Diagnostic::new(&codes::IMAGE_MISSING, format!("{n}")).at(&SitePath::new("a.md"), span))
        .collect();
    let log = log(&many, "");
    assert_valid(&validator, &log);
    assert!(log.contains("25,001 results left out"), "the last result counts the others");

    // A real run.
    let site = Site::new()
        .file("a.md", "---\nuid: x\nuid: y\n---\n\n# A\n\n[b](b.md) ![c](c.png) <xref:z> [A](A.md#q)\n")
        .file("toc.yml", "- name: A\n  href: a.md\n- name: Q\n  href: q.md\n");
    let run = site.run(&["check", "--format", "sarif"]).exits(1);
    assert_valid(&validator, &run.out);
}
