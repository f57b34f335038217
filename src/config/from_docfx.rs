//! `skilt init --from docfx.json`: the `skilt.yml` that says the same.

use super::docfx_json::{self, Docfx};
use super::document::Pattern;
use super::load::ConfigSource;
use super::mapping::MappingSpec;
use super::scaffold::{comment, quoted};
use super::{keys, load, markdown_options};
use crate::base::Diagnostic;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Writes the `skilt.yml` that gives the same site as the `docfx.json` of the folder; its text is nothing if there
/// is no such file or it cannot be understood. What DocFX has and skilt leaves out is in the diagnostics.
pub fn from_docfx(files: &dyn ConfigSource, site_name: &str) -> (Option<String>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let docfx = docfx_json::read(files, "", &mut problems);
    let Ok(Some(docfx)) = docfx else { return (None, problems) };
    let only = Only(files);
    let (config, _) = load(&only, site_name);
    let text = config.map(|mut config| {
        let mut out = String::from("# What the docfx.json beside this file says, in the words of skilt.\n");
        let mut line = |key: &str, value: String| entry(&mut out, key, &value);
        line("title", quoted(&config.title));
        line("language", quoted(&config.language));
        line("output", quoted(&config.output));
        config.base_url.iter().for_each(|url| line("base_url", quoted(url)));
        line("docfx", "true".to_owned());
        line("content", mappings(&docfx.content));
        line("resources", mappings(&docfx.resources));
        let mut markdown = String::new();
        for (name, switch) in markdown_options::switches(&mut config.markdown) {
            write!(markdown, "\n  {name}: {switch}").ok();
        }
        markdown.push_str(&alerts(&config.markdown.alerts));
        line("markdown", markdown);
        line("search", config.search.to_string());
        for (key, text) in [("footer", &config.footer), ("logo", &config.logo), ("favicon", &config.favicon)] {
            if !text.is_empty() {
                line(key, quoted(text));
            }
        }
        if !docfx.metadata.is_empty() {
            line("metadata", map(&docfx.metadata));
        }
        rest(&docfx, &mut line);
        out
    });
    (text, problems)
}

/// The files of a site as if it had no `skilt.yml`.
struct Only<'a>(&'a dyn ConfigSource);

impl ConfigSource for Only<'_> {
    fn read(&self, path: &str) -> Option<String> {
        self.exists(path).then(|| self.0.read(path))?
    }

    fn exists(&self, path: &str) -> bool {
        !matches!(path, "skilt.yml" | "skilt.yaml") && self.0.exists(path)
    }
}

/// A key with its meaning above it.
fn entry(out: &mut String, key: &str, value: &str) {
    out.push('\n');
    out.push_str(&keys::find(key).map(comment).unwrap_or_default());
    let blank = if value.starts_with('\n') { "" } else { " " };
    writeln!(out, "{key}:{blank}{value}").ok();
}

fn rest(docfx: &Docfx, line: &mut impl FnMut(&str, String)) {
    let list = |rows: Vec<String>| rows.concat();
    if !docfx.file_metadata.is_empty() {
        let row = |spec: &super::metadata::FileMetadataSpec| {
            format!("\n  - files: {}\n    {}: {}", quoted(&spec.files.text), quoted(&spec.key), spec.value)
        };
        line("file_metadata", list(docfx.file_metadata.iter().map(row).collect()));
    }
    if !docfx.xref_maps.is_empty() {
        line("xref_maps", list(docfx.xref_maps.iter().map(|path| format!("\n  - {}", quoted(path))).collect()));
    }
    if !docfx.rules.is_empty() {
        let row = |rule: &super::rules::RuleSpec| {
            format!("\n  - code: {}\n    severity: {}", rule.code.name, rule.severity.name())
        };
        line("rules", list(docfx.rules.iter().map(row).collect()));
    }
    if let Some(sitemap) = &docfx.sitemap {
        let mut text = values(&sitemap.values, 2);
        if !sitemap.overrides.is_empty() {
            text.push_str("\n  overrides:");
        }
        for (files, own) in &sitemap.overrides {
            write!(text, "\n    - files: {}{}", quoted(&files.text), values(own, 6)).ok();
        }
        line("sitemap", if text.is_empty() { "true".to_owned() } else { text });
    }
}

fn values(values: &BTreeMap<String, String>, indent: usize) -> String {
    values.iter().map(|(key, value)| format!("\n{}{key}: {}", " ".repeat(indent), quoted(value))).collect()
}

fn alerts(alerts: &BTreeMap<String, String>) -> String {
    let rows: String =
        alerts.iter().map(|(word, classes)| format!("\n    {}: {}", quoted(word), quoted(classes))).collect();
    if rows.is_empty() { rows } else { format!("\n  alerts:{rows}") }
}

/// Values of metadata are written as JSON, which is YAML too.
fn map(map: &serde_json::Map<String, Value>) -> String {
    map.iter().map(|(key, value)| format!("\n  {}: {value}", quoted(key))).collect()
}

fn mappings(specs: &[MappingSpec]) -> String {
    if specs.is_empty() {
        return "[]".to_owned();
    }
    let mut out = String::new();
    for spec in specs {
        write!(out, "\n  - files:{}", patterns(&spec.files)).ok();
        if !spec.exclude.is_empty() {
            write!(out, "\n    exclude:{}", patterns(&spec.exclude)).ok();
        }
        for (key, folder) in [("src", &spec.src), ("dest", &spec.dest)] {
            if !folder.is_empty() {
                write!(out, "\n    {key}: {}", quoted(folder)).ok();
            }
        }
        for (key, on) in [("case", spec.options.case), ("dot", spec.options.dot)] {
            if on {
                write!(out, "\n    {key}: true").ok();
            }
        }
    }
    out
}

fn patterns(patterns: &[Pattern]) -> String {
    patterns.iter().map(|pattern| format!("\n      - {}", quoted(&pattern.text))).collect()
}
