//! Names of keys in `skilt.yml` that are not in the table.

use super::document::Document;
use super::keys;
use crate::base::nearest;
use crate::syntax::yaml::{Entry, Node, Value};

/// Reports every unknown key below `node`, which stands at `path`: one diagnostic each, with what was meant.
pub(super) fn check(document: &mut Document, node: &Node, path: &str) {
    let known: Vec<_> = keys::names(path).collect();
    for entry in node.entries() {
        if known.contains(&entry.key.as_str()) && entry.key != "*" {
            descend(document, &entry.value, &join(path, &entry.key));
        } else if !known.contains(&"*") {
            unknown(document, entry, path, &known);
        }
    }
}

fn descend(document: &mut Document, value: &Node, path: &str) {
    let item = format!("{path}[]");
    let has_items = keys::names(&item).next().is_some();
    match &value.value {
        Value::List(items) if has_items => items.iter().for_each(|node| check(document, node, &item)),
        // One mapping stands for a list of one, unless the place has keys of its own.
        Value::Map(_) if has_items && keys::names(path).next().is_none() => check(document, value, &item),
        Value::Map(_) if keys::names(path).next().is_some() => check(document, value, path),
        _ => {}
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn unknown(document: &mut Document, entry: &Entry, path: &str, known: &[&str]) {
    let word = entry.key.as_str();
    let message = match path {
        "" => format!("there is no key `{word}`"),
        _ => format!("there is no key `{word}` in `{path}`"),
    };
    let help = match meant(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match elsewhere(word) {
            Some(place) => format!("`{word}` stands at `{place}`"),
            None => {
                format!("the keys here are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "))
            }
        },
    };
    document.warning(&entry.key_span, message, help);
}

/// The known name that differs only in how its words are joined, else the nearest.
fn meant<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let bare = |name: &str| name.replace(['_', '-', '.', ' '], "").to_lowercase();
    known.iter().copied().find(|name| bare(name) == bare(word)).or_else(|| nearest(word, known.iter().copied()))
}

/// Another place that has a key of this name.
fn elsewhere(word: &str) -> Option<&'static str> {
    keys::KEYS.iter().map(|key| key.path).find(|path| path.rsplit_once('.').is_some_and(|(_, last)| last == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(yaml: &str) -> Vec<(u32, u32, String, String)> {
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        check(&mut document, &node.expect("readable"), "");
        let place =
            |d: &crate::base::Diagnostic| d.place.clone().and_then(|p| p.span).map(|s| (s.start.line, s.start.column));
        document
            .problems
            .iter()
            .map(|d| {
                let (line, column) = place(d).unwrap_or_default();
                (line, column, d.message.clone(), d.help.clone().unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn says_what_was_meant() {
        let yaml = "titel: x\nbaseUrl: y\nfootnotes: true\nroots:\n  - pfad: x\n    content: {files: a, exlude: b}\n";
        let row = |line, column, message: &str, help: &str| (line, column, message.to_owned(), help.to_owned());
        assert_eq!(
            found(yaml),
            [
                row(1, 1, "there is no key `titel`", "did you mean `title`?"),
                row(2, 1, "there is no key `baseUrl`", "did you mean `base_url`?"),
                row(3, 1, "there is no key `footnotes`", "`footnotes` stands at `markdown.footnotes`"),
                row(
                    5,
                    5,
                    "there is no key `pfad` in `roots[]`",
                    "the keys here are `name`, `path`, `prefix`, `content`, `resources`, `metadata`, `file_metadata`, `edit_url`, `docfx`, `external`"
                ),
                row(6, 25, "there is no key `exlude` in `roots[].content[]`", "did you mean `exclude`?"),
            ]
        );
    }

    #[test]
    fn free_names_are_free() {
        let yaml = "metadata: {anything: {at: all}}\nrules: {page-orphan: off}\nfacet_defaults: [{files: a, topic: b}]\nsitemap: true\nmarkdown: {alerts: {TODO: x}}\n";
        assert_eq!(found(yaml), []);
    }
}
