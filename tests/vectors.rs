//! DocFX's own expectations of Markdown, run through the real pipeline: a site with the files of the vector and a
//! `docfx.json` with its options. Compared is what a reader gets. What differs on purpose is listed, with the reason,
//! in `content/docfx/vector-deviations.md`; a vector that differs without being listed fails, and so does one that is
//! listed and no longer differs.

mod support;

use serde_json::{Value, json};
use skilt::base::{Code, codes};
use skilt::render::Dress;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The table of the deviations, by vector name.
const DEVIATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content/docfx/vector-deviations.md");
const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/docfx-markdown.json");

#[test]
fn docfx_markdown() {
    let path = std::env::var_os("SKILT_VECTORS").map_or_else(|| PathBuf::from(VECTORS), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(&path) else { return println!("skipped: ../shared is not here") };
    let all: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let listed = listed();
    let (mut passed, mut deviating, mut skipped, mut without_files) = (0, Vec::new(), 0, Vec::new());
    let mut suites: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for vector in all["vectors"].as_array().expect("a list").iter().filter(|v| v["kind"] == "markdown-html") {
        if vector["skipped_upstream"] == true {
            skipped += 1;
            continue;
        }
        let name = name(vector);
        seen.insert(name.clone());
        if missing_source(vector) {
            without_files.push(name);
            continue;
        }
        let suite = suites.entry(name.split(' ').next().unwrap_or_default().to_owned()).or_default();
        let found = compare(vector);
        match (&found, listed.contains(&name)) {
            (Ok(()), false) => passed += 1,
            (Err(_), true) => deviating.push(name.clone()),
            (Ok(()), true) => wrong.push(format!("{name}: is listed as a deviation and passes")),
            (Err(difference), false) => wrong.push(format!("{name}: {difference}")),
        }
        if found.is_ok() { suite.0 += 1 } else { suite.1 += 1 }
    }
    for (suite, (passed, deviating)) in &suites {
        println!("{suite}: {passed} passed, {deviating} deviate");
    }
    println!(
        "{passed} passed, {} deviate, {skipped} skipped upstream, {} without the files that they show",
        deviating.len(),
        without_files.len()
    );
    println!("deviating: {}", deviating.join(", "));
    assert!(wrong.is_empty(), "{} vectors\n{}", wrong.len(), wrong.join("\n"));
    // The list is only held against the vectors it was made for.
    if std::env::var_os("SKILT_VECTORS").is_none() {
        let gone: Vec<_> = listed.difference(&seen).collect();
        assert!(gone.is_empty(), "listed as deviations, but not among the vectors: {gone:?}");
    }
}

fn name(vector: &Value) -> String {
    let suite = vector["suite"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    format!("{suite} {}", vector["name"].as_str().unwrap_or_default())
}

/// The names in the first column of the table.
fn listed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(DEVIATIONS).unwrap_or_default();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name.contains("Test "))
        .collect()
}

fn compare(vector: &Value) -> Result<(), String> {
    let page = vector["input_path"].as_str().unwrap_or("test.md");
    let input = vector["input"].as_str().unwrap_or_default();
    let mut files = vec![("docfx.json".to_owned(), docfx_json(vector)), (page.to_owned(), input.to_owned())];
    for (path, text) in vector["files"].as_object().into_iter().flatten().filter(|(path, _)| *path != page) {
        files.push((path.clone(), text.as_str().unwrap_or_default().to_owned()));
    }
    let rendered = support::render(&files, page, Dress::Bare);
    if let Some(html) = vector["expected_html"].as_str() {
        let folder = Path::new(page).parent().unwrap_or(Path::new("")).to_str().unwrap_or_default().to_owned();
        let own = format!("{}.html#", Path::new(page).file_stem().and_then(|s| s.to_str()).unwrap_or_default());
        // A link to the page itself is its fragment alone.
        let link = |written: &str| {
            let mended = mended(written, &folder);
            mended.strip_prefix(&own).map_or(mended.clone(), |fragment| format!("#{fragment}"))
        };
        let (wanted, found) = (support::normal_form(html, &link), support::normal_form(&rendered.html, &link));
        if wanted != found {
            return Err(difference(&wanted, &found, &rendered.html));
        }
    }
    let Some(expected) = vector["expected_diagnostics"].as_array() else { return Ok(()) };
    // DocFX reports some problems once as a block and once more within a line; a set does not count that.
    let expected: BTreeSet<&str> = expected.iter().filter_map(|code| Some(Code::find(code.as_str()?)?.name)).collect();
    let of_blocks = [
        &codes::DIRECTIVE_INVALID,
        &codes::TABS_INVALID,
        &codes::INCLUDE_MISSING,
        &codes::INCLUDE_CYCLE,
        &codes::SNIPPET_MISSING,
        &codes::FRONT_MATTER_INVALID,
        &codes::SNIPPET_TAG_MISSING,
    ];
    let found = rendered.diagnostics.iter().filter(|d| d.place.as_ref().is_some_and(|p| p.file.as_str() == page));
    let found: BTreeSet<&str> =
        found.filter(|d| of_blocks.iter().any(|code| **code == *d.code)).map(|d| d.code.name).collect();
    if expected == found { Ok(()) } else { Err(format!("reports {found:?} instead of {expected:?}")) }
}

/// Whether `:::code` names a file that the vector does not hold: it is then no test of anything.
fn missing_source(vector: &Value) -> bool {
    let input = vector["input"].as_str().unwrap_or_default();
    let lines = input.lines().filter(|line| line.starts_with(":::code "));
    let mut sources = lines.filter_map(|line| line.split_once("source=\"")?.1.split('"').next());
    sources.any(|source| vector["files"][source].is_null()) && vector["expected_diagnostics"] == json!([])
}

/// The vectors stop before links are resolved: `~/` is the site's root, and pages are still named by their sources.
fn mended(written: &str, folder: &str) -> String {
    let decoded = written.replace("%7E/", "~/");
    let path = match decoded.strip_prefix("~/") {
        Some(path) => {
            let up = folder.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
            let parts: Vec<&str> = path.split('/').collect();
            let shared = up.iter().zip(&parts).take_while(|(a, b)| a == b).count();
            format!("{}{}", "../".repeat(up.len() - shared), parts[shared..].join("/"))
        }
        None => decoded,
    };
    if path.contains("://") { path } else { path.replace(".md", ".html") }
}

fn difference(wanted: &[String], found: &[String], html: &str) -> String {
    let at = wanted.iter().zip(found).take_while(|(a, b)| a == b).count();
    let show = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "the end".to_owned());
    format!("\n  wanted {}\n  found  {}\n  in {html:?}", show(wanted), show(found))
}

/// The options of the vector as the configuration that asks for them.
fn docfx_json(vector: &Value) -> String {
    let extensions = vector["options"]["optionalExtensions"].as_array().cloned().unwrap_or_default();
    let extensions: Vec<Value> = extensions.iter().map(extension).collect();
    json!({"build": {
        "content": [{"files": ["**/*.md"]}],
        "resource": [{"files": ["**/*.{png,jpg,svg,css}"]}],
        "markdownEngineProperties": {"markdigExtensions": extensions},
    }})
    .to_string()
}

fn extension(written: &Value) -> Value {
    let Some(name) = written["name"].as_str() else { return written.clone() };
    let options = match written["options_expr"].as_str() {
        Some(code) => {
            let object = code.find('{').zip(code.rfind('}')).map_or("{}", |(from, to)| &code[from..=to]);
            serde_json::from_str(object).unwrap_or(Value::Null)
        }
        None => written["options"].clone(),
    };
    json!({ name: options })
}
