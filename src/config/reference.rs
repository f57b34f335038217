//! The body of the reference page of the configuration, made from the table of keys.

use super::facets;
use super::keys::{self, KEYS, Key};
use std::fmt::Write;

const INTRODUCTION: &str = "\
`skilt.yml` in the site's folder says what the site is. Every key is optional, and so is the file: without it skilt
reads the `docfx.json`, and without that one it takes the Markdown files in `content` or in the folder itself. Where
both files are there, `skilt.yml` adds to `docfx.json` and overrides it.

A misspelled key is a [config-invalid](diagnostics/config-invalid.md) diagnostic that says which key was meant.
";

/// The page without its front matter: a table of the keys that have one value, and a section for each that has more.
pub fn reference_markdown() -> String {
    let mut out = format!("# Configuration\n\n{INTRODUCTION}\n## Keys of the site\n\n");
    let top: Vec<_> = KEYS.iter().filter(|key| key.is_top()).collect();
    let (sections, simple): (Vec<&Key>, Vec<&Key>) = top.into_iter().partition(|key| !children(key).is_empty());
    table(&mut out, "", &simple);
    for key in sections {
        write!(out, "\n## {}\n\n{}\n", key.path, key.doc).ok();
        if !key.default.is_empty() {
            write!(out, "\nDefault: {}.\n", key.default).ok();
        }
        if let Some(example) = key.example {
            write!(out, "\n```yaml\n{example}\n```\n").ok();
        }
        out.push('\n');
        table(&mut out, key.path, &children(key));
        if key.path == "facets" {
            built_in_facets(&mut out);
        }
    }
    out
}

/// What sites have without stating it.
fn built_in_facets(out: &mut String) {
    out.push_str("\nThe built-in facets, whose vocabularies are open: another value is reported only if it looks like a misspelling.\n\n");
    out.push_str("| Facet | Keys of front matter | Index | Values |\n|---|---|---|---|\n");
    let code = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    for facet in facets::built_in() {
        let keys = code(facet.keys.iter().map(String::as_str).collect());
        let values = code(facet.values.iter().map(|value| value.value.as_str()).collect());
        writeln!(out, "| `{}` | {keys} | `/{}/` | {values} |", facet.name, facet.index.folder()).ok();
    }
}

fn children(key: &Key) -> Vec<&'static Key> {
    let below = |row: &&Key| row.path.strip_prefix(key.path).is_some_and(|rest| rest.starts_with(['.', '[']));
    KEYS.iter().filter(below).filter(|row| !is_repeated(row.path)).collect()
}

/// Whether the same keys are explained at another place already.
fn is_repeated(path: &str) -> bool {
    keys::SAME.iter().any(|(place, _)| path.starts_with(&format!("{place}.")))
}

fn table(out: &mut String, section: &str, rows: &[&Key]) {
    out.push_str("| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
    for row in rows {
        let name = row.path.strip_prefix(section).unwrap_or(row.path).trim_start_matches("[]").trim_start_matches('.');
        let default = match row.default {
            "" => String::new(),
            text if text.contains([' ', '`']) && !text.contains("YYYY") => text.to_owned(),
            text => format!("`{text}`"),
        };
        writeln!(out, "| `{name}` | {} | {default} | {} |", row.kind, row.doc).ok();
    }
}
