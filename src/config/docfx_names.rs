//! Keys of `docfx.json` that have no effect: those of DocFX, left out on purpose, and those that nobody knows.

use super::document::Document;
use super::markdown_options;
use crate::base::nearest;
use crate::syntax::yaml::{Node, Value};
use std::ops::Range;

/// A key that skilt reads, or that changes nothing a reader of the site could see.
const TOP: &[&str] = &["build", "rules", "$schema"];
const BUILD: &[&str] = &[
    "content",
    "resource",
    "globalMetadata",
    "globalMetadataFiles",
    "fileMetadata",
    "fileMetadataFiles",
    "dest",
    "output",
    "xref",
    "sitemap",
    "rules",
    "markdownEngineProperties",
    "groups",
    "noLangKeyword",
    "keepFileLink",
    "cleanupCacheHistory",
    "disableGitFeatures",
    "maxParallelism",
    "debug",
    "debugOutput",
    "dryRun",
    "force",
    "logLevel",
    "host",
    "port",
    "serve",
    "$schema",
];
const MAPPING: &[&str] = &[
    "files",
    "exclude",
    "src",
    "dest",
    "group",
    "case",
    "dot",
    "noNegate",
    "noExpand",
    "noEscape",
    "noGlobStar",
    "name",
];
const ENGINE: &[&str] = &["enableSourceInfo", "markdigExtensions", "alerts"];
const SITEMAP: &[&str] = &["baseUrl", "changefreq", "priority", "lastmod", "fileOptions"];

/// A key of DocFX without effect here, the values of it that ask for nothing, and what takes its place.
type LeftOut = &'static [(&'static str, &'static [&'static str], &'static str)];
const TOP_LEFT_OUT: LeftOut = &[
    ("metadata", &[], "run `docfx metadata` before skilt, which reads the YAML files that it writes"),
    ("pdf", &[], PRINT),
    ("merge", &[], PRINT),
];
const BUILD_LEFT_OUT: LeftOut = &[
    ("template", &["default", "modern", "statictoc", "common", "default(zh-cn)"], THEME),
    ("theme", &[], THEME),
    ("postProcessors", &["ExtractSearchIndex"], "search needs no post-processor; others do not run"),
    ("markdownEngineName", &["markdig"], "there is one Markdown engine"),
    ("overwrite", &[], "write what the overwrite files add into the comments or pages that they add it to"),
    ("xrefService", &[], "list xref maps in `xref`"),
    ("xrefTags", &[], "list xref maps in `xref`"),
    ("externalReference", &[], "list xref maps in `xref`"),
    ("exportRawModel", &[], "`skilt render` shows the body of a page"),
    ("rawModelOutputFolder", &[], "`skilt render` shows the body of a page"),
    ("exportViewModel", &[], "`skilt render` shows the body of a page"),
    ("viewModelOutputFolder", &[], "`skilt render` shows the body of a page"),
    ("customLinkResolver", &[], "links resolve by the rules of DocFX alone"),
    ("pdf", &[], PRINT),
    ("versions", &[], "build each version from its own branch"),
];
const MAPPING_LEFT_OUT: LeftOut = &[
    ("rootTocPath", &[], "the table of contents in the site's folder is at the top of every page"),
    ("version", &[], "build each version from its own branch"),
];
const ENGINE_LEFT_OUT: LeftOut = &[
    ("fallbackFolders", &[], "put the files into the site's folder"),
    ("plantUml", &[], "write diagrams for Mermaid, or commit them as images"),
];
const THEME: &str = "pages have skilt's own theme, whose templates a folder `templates` overrides one by one";
const PRINT: &str = "pages print well from the browser";
const EXTENSION: &str = "what the Markdown extension marks up stays text";

#[derive(Default)]
struct Found {
    left_out: Vec<(String, Range<usize>, &'static str)>,
    unknown: Vec<(String, Range<usize>)>,
}

/// Reports what has no effect: one diagnostic for the keys of DocFX, one for those that nobody knows.
pub(super) fn check(document: &mut Document, top: &Node) {
    let mut found = Found::default();
    found.keys(top, "", TOP, TOP_LEFT_OUT);
    if let Some(build) = top.get_ci("build") {
        found.keys(build, "build.", BUILD, BUILD_LEFT_OUT);
        for key in ["content", "resource"] {
            found.mappings(build, key);
        }
        if let Some(engine) = build.get_ci("markdownEngineProperties") {
            found.keys(engine, "markdownEngineProperties.", ENGINE, ENGINE_LEFT_OUT);
            found.extensions(engine);
        }
        if let Some(sitemap) = build.get_ci("sitemap") {
            found.keys(sitemap, "sitemap.", SITEMAP, &[]);
        }
    }
    found.report(document);
}

impl Found {
    fn keys(&mut self, node: &Node, path: &str, known: &[&str], left_out: LeftOut) {
        for entry in node.entries() {
            let is = |name: &&str| name.eq_ignore_ascii_case(&entry.key);
            let name = format!("{path}{}", entry.key);
            if known.iter().any(is) {
                continue;
            }
            match left_out.iter().find(|(name, ..)| is(name)) {
                Some((_, harmless, _)) if !asks(&entry.value, harmless) => {}
                Some((.., instead)) => self.left_out.push((name, entry.key_span.clone(), instead)),
                None => {
                    let words = known.iter().copied().chain(left_out.iter().map(|(name, ..)| *name));
                    let near = nearest(&entry.key, words).map(|near| format!(" (did you mean `{near}`?)"));
                    self.unknown.push((format!("`{name}`{}", near.unwrap_or_default()), entry.key_span.clone()));
                }
            }
        }
    }

    fn mappings(&mut self, build: &Node, key: &str) {
        let items = match build.get_ci(key).map(|node| (node, &node.value)) {
            Some((_, Value::List(items))) => items.as_slice(),
            Some((node, _)) => std::slice::from_ref(node),
            None => &[],
        };
        for item in items {
            self.keys(item, &format!("{key}[]."), MAPPING, MAPPING_LEFT_OUT);
        }
    }

    fn extensions(&mut self, engine: &Node) {
        for (name, span) in markdown_options::extensions(engine) {
            if markdown_options::LEFT_OUT.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                self.left_out.push((format!("markdigExtensions: {name}"), span, EXTENSION));
            } else if !markdown_options::is_supported(&name) {
                self.unknown.push((format!("`markdigExtensions: {name}`"), span));
            }
        }
    }

    fn report(self, document: &mut Document) {
        if let Some((_, first, _)) = self.left_out.first() {
            let names: Vec<_> = self.left_out.iter().map(|(name, ..)| format!("`{name}`")).collect();
            let message = format!("skilt leaves out {} of docfx.json", names.join(", "));
            let mut instead: Vec<&str> = Vec::new();
            for (.., sentence) in &self.left_out {
                if !instead.contains(sentence) {
                    instead.push(sentence);
                }
            }
            document.unsupported(first, message, format!("nothing has to change: {}", instead.join("; ")));
        }
        if let Some((_, first)) = self.unknown.first() {
            let names: Vec<_> = self.unknown.iter().map(|(name, _)| name.as_str()).collect();
            let message = format!("docfx.json has keys that nobody knows: {}", names.join(", "));
            document.warning(first, message, "correct their spelling, or delete them");
        }
    }
}

/// Whether a value asks for something: it is neither empty nor false nor only made of harmless words.
fn asks(node: &Node, harmless: &[&str]) -> bool {
    let is_harmless = |text: &str| harmless.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
    match &node.value {
        Value::Scalar(scalar) => !node.is_empty() && node.as_bool() != Some(false) && !is_harmless(&scalar.text),
        Value::List(items) => items.iter().any(|item| asks(item, harmless)),
        Value::Map(map) => !map.entries.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_diagnostic_for_each_kind() {
        let json = r#"{
  "metadata": [{"src": "x"}],
  "build": {
    "contents": [], "template": ["default", "ours"], "theme": "", "postProcessors": [], "disableGitFeatures": true,
    "content": [{"files": "*", "rootTocPath": "~/toc.html", "exlude": "x"}],
    "markdownEngineProperties": {"markdigExtensions": ["gridTables", "Emojis", "footnote"]},
    "zebra": 1
  }
}"#;
        let (mut document, node) = Document::parse("docfx.json", json.to_owned());
        check(&mut document, &node.expect("readable"));
        let rows: Vec<_> = document
            .problems
            .iter()
            .map(|p| (p.code.name, p.message.as_str(), p.place.clone().and_then(|p| p.span).map(|s| s.start.line)))
            .collect();
        assert_eq!(
            rows,
            [
                (
                    "config-unsupported",
                    "skilt leaves out `metadata`, `build.template`, `content[].rootTocPath`, `markdigExtensions: gridTables` of docfx.json",
                    Some(2)
                ),
                (
                    "config-invalid",
                    "docfx.json has keys that nobody knows: `build.contents` (did you mean `content`?), `build.zebra`, `content[].exlude` (did you mean `exclude`?), `markdigExtensions: footnote`",
                    Some(4)
                ),
            ]
        );
    }
}
