//! The vectors of code snippets: what is selected must be what DocFX prints within `<code>`.

use super::*;
use serde_json::Value;

fn lines_only(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect()
}

fn code_of(html: &str) -> Option<String> {
    let inside = html.split_once("<code")?.1.split_once('>')?.1.split_once("</code>")?.0;
    Some(html_escape::decode_html_entities(inside).into_owned())
}

fn attribute(html: &str, name: &str) -> Option<String> {
    let value = html.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(html_escape::decode_html_entities(value).into_owned())
}

/// Splits `:::code a="b" c="d":::`.
fn attributes(line: &str) -> Vec<(&str, &str)> {
    let mut pieces = line.trim().trim_start_matches(":::code").trim_end_matches(":::").split('"');
    std::iter::from_fn(|| Some((pieces.next()?.trim().trim_end_matches('='), pieces.next()?))).collect()
}

/// A file of the vector, or of the folder that `SKILT_SNIPPET_SOURCES` names: the vectors of `:::code` do not hold
/// the files they show.
fn file(vector: &Value, path: &str) -> Option<String> {
    let extra =
        || std::fs::read_to_string(std::path::Path::new(&std::env::var_os("SKILT_SNIPPET_SOURCES")?).join(path)).ok();
    vector["files"][path].as_str().map(str::to_owned).or_else(extra)
}

#[derive(Default)]
struct Tally {
    passed: usize,
    without_file: usize,
    failed: Vec<String>,
}

impl Tally {
    fn check(&mut self, name: &str, found: Result<Snippet, SnippetError>, html: &str) {
        let text = found.as_ref().map(|snippet| snippet.text.clone()).unwrap_or_default();
        let wanted = code_of(html).unwrap_or_default();
        let highlight = found.ok().and_then(|snippet| snippet.highlight);
        if lines_only(&text) == lines_only(&wanted) && highlight == attribute(html, "highlight-lines") {
            self.passed += 1;
        } else {
            self.failed.push(format!("{name}:\n{text}\nshould be\n{wanted}"));
        }
    }
}

#[test]
fn vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/docfx-markdown.json");
    let Ok(text) = std::fs::read_to_string(path) else { return println!("skipped: ../shared is not here") };
    let all: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let (mut links, mut blocks) = (Tally::default(), Tally::default());
    for vector in all["vectors"].as_array().expect("a list").iter().filter(|vector| vector["kind"] == "markdown-html") {
        let input = vector["input"].as_str().unwrap_or_default();
        let html = vector["expected_html"].as_str().unwrap_or_default();
        let name = vector["name"].as_str().unwrap_or_default();
        if let Some(link) = parse_code_link(input) {
            match file(vector, &link.path) {
                Some(text) => links.check(name, link.extract(&text), html),
                None => links.without_file += 1,
            }
            assert_eq!(attribute(html, "title"), link.title, "{name}");
        }
        for line in input.lines().filter(|line| line.starts_with(":::code ")) {
            let block = CodeBlock::from_attributes(attributes(line)).expect("a block");
            assert!(html.contains(&format!("lang-{}", block.language.as_deref().unwrap_or_default())), "{name}");
            match file(vector, &block.source) {
                Some(text) if input.lines().next() == Some(line) || !input.starts_with(":::") => {
                    blocks.check(name, block.extract(&text), html);
                }
                Some(_) => {}
                None => blocks.without_file += 1,
            }
        }
    }
    for (kind, tally) in [("link", &links), ("block", &blocks)] {
        let total = tally.passed + tally.failed.len();
        println!("snippet {kind} vectors: {} passed of {total}, {} have no file", tally.passed, tally.without_file);
    }
    assert!(
        links.failed.is_empty() && blocks.failed.is_empty(),
        "{}\n{}",
        links.failed.join("\n"),
        blocks.failed.join("\n")
    );
    assert!(links.passed > 0);
}
