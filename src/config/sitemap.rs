//! What the sitemap says, in the forms of `skilt.yml` and `docfx.json`.

use super::Sitemap;
use super::document::{Document, Pattern};
use crate::syntax::glob::GlobOptions;
use crate::syntax::yaml::{Node, Value};
use std::collections::BTreeMap;

/// The words of the sitemap protocol (sitemaps.org, element `changefreq`).
const FREQUENCIES: [&str; 7] = ["always", "hourly", "daily", "weekly", "monthly", "yearly", "never"];

/// A sitemap with its patterns as written.
#[derive(Debug, Clone, Default)]
pub(super) struct SitemapSpec {
    pub(super) off: bool,
    pub(super) values: BTreeMap<String, String>,
    pub(super) overrides: Vec<(Pattern, BTreeMap<String, String>)>,
}

impl SitemapSpec {
    pub(super) fn resolve(&self) -> Sitemap {
        Sitemap {
            enabled: !self.off,
            changefreq: self.values.get("changefreq").cloned(),
            priority: self.values.get("priority").cloned(),
            overrides: self.overrides.iter().map(|(files, values)| (files.glob.clone(), values.clone())).collect(),
        }
    }
}

/// Reads `sitemap`: true, false, or a mapping whose exceptions are `overrides` (`skilt.yml`) or `fileOptions`
/// (`docfx.json`).
pub(super) fn read(document: &mut Document, map: &Node) -> Option<SitemapSpec> {
    let node = map.get_ci("sitemap").filter(|node| !node.is_null())?;
    if node.as_map().is_none() {
        return document.flag(map, "sitemap").map(|on| SitemapSpec { off: !on, ..SitemapSpec::default() });
    }
    let mut spec = SitemapSpec { values: values(document, node), ..SitemapSpec::default() };
    for entry in document.maps(node, "overrides") {
        let texts = document.texts(entry, "files");
        let own = values(document, entry);
        let patterns = document.patterns(&texts, GlobOptions::default());
        spec.overrides.extend(patterns.into_iter().map(|pattern| (pattern, own.clone())));
    }
    if let Some(options) = document.map(node, "fileOptions") {
        for entry in options.entries() {
            let own = values(document, &entry.value);
            let pattern = document.pattern(&entry.key, &entry.key_span, GlobOptions::default());
            spec.overrides.extend(pattern.map(|pattern| (pattern, own)));
        }
    }
    Some(spec)
}

fn values(document: &mut Document, node: &Node) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    if !matches!(node.value, Value::Map(_)) {
        document.wrong(node, "sitemap", "a mapping");
    }
    if let Some(word) = document.text(node, "changefreq") {
        let lower = word.text.to_lowercase();
        if FREQUENCIES.contains(&lower.as_str()) {
            values.insert("changefreq".to_owned(), lower);
        } else {
            let help = format!("write one of {}", FREQUENCIES.map(|word| format!("`{word}`")).join(", "));
            document.error(&word.span, format!("`{}` is no frequency of change", word.text), help);
        }
    }
    if let Some(word) = document.text(node, "priority") {
        if word.text.parse::<f64>().is_ok_and(|number| (0.0..=1.0).contains(&number)) {
            values.insert("priority".to_owned(), word.text.to_owned());
        } else {
            document.error(&word.span, format!("`{}` is no priority", word.text), "write a number from 0 to 1");
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms() {
        let yaml = "sitemap:\n  changefreq: Daily\n  priority: 0.5\n  fileOptions:\n    '**/api/**': {priority: 2}\n  overrides:\n    - {files: 'a/**', changefreq: often}\n";
        let (mut document, node) = Document::parse("x.yml", yaml.to_owned());
        let map = read(&mut document, &node.expect("readable")).expect("stated").resolve();
        assert_eq!(
            (map.enabled, map.changefreq.as_deref(), map.priority.as_deref()),
            (true, Some("daily"), Some("0.5"))
        );
        assert_eq!(map.overrides.len(), 2);
        let messages: Vec<_> = document.problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(messages, ["`often` is no frequency of change", "`2` is no priority"]);
    }
}
