//! Metadata from configurations: for all pages of a root, and by pattern (DocFX behaviour, section 5).

use super::FileMetadata;
use super::document::{Document, Pattern};
use crate::syntax::glob::GlobOptions;
use crate::syntax::yaml::Node;
use serde_json::{Map, Value};

/// One value for one key, with its pattern as written.
#[derive(Debug, Clone)]
pub(super) struct FileMetadataSpec {
    pub(super) key: String,
    pub(super) files: Pattern,
    pub(super) value: Value,
}

impl FileMetadataSpec {
    pub(super) fn resolve(&self) -> FileMetadata {
        FileMetadata { key: self.key.clone(), files: self.files.glob.clone(), value: self.value.clone() }
    }
}

/// Puts the values of a mapping over those that are there; values replace each other as a whole.
pub(super) fn merge(into: &mut Map<String, Value>, node: &Node) {
    for entry in node.entries() {
        into.insert(entry.key.clone(), entry.value.to_json());
    }
}

/// Reads the form of `skilt.yml`: a list whose entries have `files` and any keys.
pub(super) fn read_list(document: &mut Document, map: &Node, key: &str) -> Vec<FileMetadataSpec> {
    let mut specs = Vec::new();
    for entry in document.maps(map, key) {
        let texts = document.texts(entry, "files");
        if texts.is_empty() {
            let range = entry.span.start..entry.span.start + 1;
            document.error(&range, format!("this entry of `{key}` has no `files`"), "add `files` with a pattern");
        }
        let patterns = document.patterns(&texts, GlobOptions::default());
        for part in entry.entries().iter().filter(|part| part.key != "files") {
            let value = part.value.to_json();
            specs.extend(patterns.iter().map(|files| FileMetadataSpec {
                key: part.key.clone(),
                files: files.clone(),
                value: value.clone(),
            }));
        }
    }
    specs
}

/// Reads the form of `docfx.json`: a mapping of keys to mappings of patterns to values.
pub(super) fn read_by_key(document: &mut Document, node: &Node) -> Vec<FileMetadataSpec> {
    let mut specs = Vec::new();
    for entry in node.entries() {
        if entry.value.as_map().is_none() {
            document.wrong(&entry.value, &entry.key, "a mapping of patterns to values");
        }
        for part in entry.value.entries() {
            let Some(files) = document.pattern(&part.key, &part.key_span, GlobOptions::default()) else { continue };
            specs.push(FileMetadataSpec { key: entry.key.clone(), files, value: part.value.to_json() });
        }
    }
    specs
}
